"""Whether a sentence says who or what somebody or something is: "Ann Lee, a doctor", "a policy called Title 9"."""

import re

WELL = 0.8
"""How well one fills it that says so in passing, or in somebody's words."""
NOT = 0.2
"""How well a sentence fills it that only has the name."""
TITLES = (
    "Admiral Ambassador Archbishop Attorney Bishop Captain Cardinal Chair Chairman Chairwoman Chancellor Chief Coach "
    "Colonel Commissioner Congressman Congresswoman Councillor Detective Director Dr General Governor Imam Inspector "
    "Judge Justice King Leader Major Mayor Minister Officer Pope President Prince Princess Professor Queen Rabbi "
    "Rector Representative Secretary Senator Sergeant Sheikh Sheriff Speaker Treasurer"
).split()
"""What stands before a name and says what its bearer is."""
_SMALL = (
    "a|an|the|its|his|her|their|our|my|other|and|or|of|to|with|for|by|from|said|says|told|that|when|while|but|as|than|in|on"
    "|at|where|if|because|after|before|over|under|whether|either|neither|rather|never|however|later|earlier"
)
_GOES_ON = "is|are|was|were|has|have|had|will|would|could|may|might|can|and|but|or|said|says|did|does|do|then|so|too"
"""What goes on after a name and a comma, and says nothing of who it is."""
_DETERMINES = r"the|an?|its|his|her|their|our|my|former|then|late|\w+[’']s?"
_DOES = "ist|er|or|ian|man|woman|star|chief|head|ant|ect"
"""How nouns end that say what people are."""
_QUOTE = "[“”\"‘’']?"
_TELLS = re.compile(r"\b(?:said|says|say|called|calls|thinks?|believes?|argued|claimed)\b")


def introduced(name: str, sentence: str) -> float:
    """How well a sentence introduces what goes by a name, of one word or several: 1, less, or `NOT`."""
    words = [rf"(?i:{re.escape(word)})" if word.islower() else re.escape(word) for word in name.split()]
    whole = r"\W".join(words)
    noun = rf"(?!(?:{_SMALL}|\w+ed)\b)[a-z][\w’'-]*"
    said_of = r"an?|the|its|his|her|their|which|who|whose|also|or|[a-z]\w+|[A-Z]\w+[’']s? [a-z]\w+"
    for says in (
        rf"{words[-1]}\b{_QUOTE}\s?(?:,{_QUOTE}|--?|[–—(]) ?(?:\d+, )?(?!(?:{_GOES_ON})\b)(?:{said_of})\b",
        rf"\b(?<!has )(?<!have )(?<!had )(?:called|named|dubbed|nicknamed|known as|so-called) (?:the |an? )?"
        rf"{_QUOTE}{whole}\b(?!\W+(?:[“\"‘]|an?\b|the\b))",
        rf"\b(?:{'|'.join(TITLES)})\.? (?:[A-Z]\w+ )?{words[0]}\b",
    ):
        if re.search(says, sentence):
            return 1.0
    stated = rf"{words[-1]}\b{_QUOTE} (?:is|are|was|were) (?:also |still |now )?(?:an?|the|one|its|her|his|their)\b"
    if match := re.search(stated, sentence):
        return WELL if _TELLS.search(sentence, 0, match.start()) else 1.0
    before = rf"(?:\b(?i:{_DETERMINES}) (?:[\w’-]+ ){{0,3}}?{noun}|\b(?!(?:{_SMALL})\b)[a-z][\w-]*(?:{_DOES})),?"
    following = rf"{before} (?:[A-Z]\w*\.? )?{words[0]}\b(?! (?:and|or)\b)"
    return WELL if re.search(following, sentence) else NOT
