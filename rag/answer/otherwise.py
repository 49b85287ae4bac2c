"""Words of more than one that say what one word says, where somebody is asked about: "steps down" for "resign"."""

import re

from rag.caching import cached_by_text
from rag.content import content_terms
from rag.question import Question

_SAME = tuple(
    re.compile(rf"\b(?:{words})\b", re.I | re.X)
    for words in (
        r"""resign(?:s|ed|ing|ation)?|quit(?:s|ting)?|(?:step|stand)(?:s|ped|ping|ing)?[ ](?:down|aside)
        |stood[ ](?:down|aside)|bow(?:s|ed|ing)?[ ]out""",
        r"""replac(?:e[sd]?|ing)|succeed(?:s|ed|ing)?(?=[ ](?:(?-i:[A-Z])|him|her|them|the))|successor
        |(?:takes?|taking|took|taken)[ ](?:over[ ]from|(?:his|her|their)[ ]place)|in[ ](?:his|her|their)[ ]place
        |fill(?:s|ed|ing)?[ ]in[ ]for|(?:becomes|became|named|appointed)[ ](?:interim|acting)""",
        r"""apologi[sz](?:e[sd]?|ing)|apolog(?:y|ies)|(?:is|are|was|were|am|be)[ ](?:\w+[ ])?sorry
        |(?:say|says|said)[ ]sorry""",
        r"reject(?:s|ed|ing|ion)?|turn(?:s|ed|ing)?[ ]down|vot(?:e[sd]?|ing)[ ]down",
        r"cancel(?:s|led|ling|ed|ing)?|call(?:s|ed|ing)?[ ]off|scrap(?:s|ped|ping)?",
        r"postpone[sd]?|postponing|puts?[ ]off|putting[ ]off",
        r"arrest(?:s|ed|ing)?|detain(?:s|ed|ing)?|(?:taken|took|held|remanded)[ ]in(?:to)?[ ]custody",
        r"""dismiss(?:es|ed|al|ing)?|sack(?:s|ed|ing)?|(?:is|was|were|been|be|being)[ ]fired|fired(?=\W*$)
        |removed[ ]from[ ]office""",
        r"on[ ]strike|walk(?:s|ed|ing)?[ ]out|walkouts?|down(?:s|ed)?[ ]tools",
        r"convict(?:s|ed|ion)?|(?:found|finds?)[ ](?:[\w’'-]+[ ]){0,4}?guilty",
        r"acquit(?:s|ted|ting|tal)?|clear(?:s|ed)(?=[ ](?:of|him|her|them)|\W*$)|(?:found[ ])?not[ ]guilty",
        r"overturn(?:s|ed|ing)?|quash(?:es|ed|ing)?|(?:strik(?:es?|ing)|struck)[ ]down",
        r"releas(?:e[sd]?|ing)|freed|sets?[ ]free|walk(?:s|ed)?[ ]free",
    )
)


def otherwise(question: Question) -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
    """Terms of a question that stand for something news says in several ways, each with the pattern of all of them."""
    found = ((own.intersection(question.terms), pattern) for own, pattern in _found(question.text))
    return tuple((own, pattern) for own, pattern in found if own)


@cached_by_text(256)
def _found(text: str) -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
    found = ((pattern.search(text), pattern) for pattern in _SAME)
    return tuple((frozenset(content_terms(match.group())), pattern) for match, pattern in found if match)
