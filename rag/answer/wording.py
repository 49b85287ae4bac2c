"""Small tables of English that decide whether two sentences say the same: cues, opposites, irregular verbs."""

import re
from itertools import pairwise
from typing import NamedTuple

from rag.orders import orders
from rag.words import terms


class Cue(NamedTuple):
    """Words that make a statement something other than a fact."""

    pattern: re.Pattern[str]
    lost: str
    """The reason given when the article has them and the sentence does not."""
    added: str = ""
    """The reason given when the sentence has them and the article does not; empty when that is no harm."""
    anywhere: bool = False
    """Whether they count in the whole of the article's sentence, not only around the words in question."""
    kept: re.Pattern[str] | None = None
    """What the sentence may have for them; None: only the same kind."""


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words.split())})(?!\w)", re.I)


_POSSIBLE = (
    "may might could possibl[ey] perhaps maybe likely probably if unless whether suspect\\w* believed? fear\\w* "
    "hope[sd]?"
)
_PLANNED = (
    "will would shall should must expect(?:s|ed)? plan(?:s|ned|ning)? want(?:s|ed)? threat\\w* vow(?:s|ed)? promis\\w+ "
    "pledg\\w+ propos\\w+ intend(?:s|ed)? aim(?:s|ed)? attempt\\w* try tries tried trying seek(?:s|ing)? sought "
    "fail(?:s|ed|ure)? refus\\w+ urg(?:es?|ed|ing) demand\\w* alleged(?:ly)? reportedly apparently claim(?:s|ed)? due "
    "scheduled (?:set|about|ready)\\s+to called\\s+(?:for|on) (?:is|are|was|were)\\s+to"
)
_DENIED = (
    "den(?:y|ies|ied|ying|ial) refut\\w+ false(?:ly)? untrue fake rumou?rs? hoax debunk\\w* unconfirmed unverified"
)
_MAY, _PLAN, _EITHER = _any(_POSSIBLE), _any(_PLANNED), _any(f"{_POSSIBLE} {_PLANNED}")

NOT_FACT = (
    Cue(
        re.compile(r"\b(?:not?|never|none|nobody|nothing|neither|nor|without|cannot|hardly|barely)\b|n[’']t\b", re.I),
        "the article denies it",
        "the article has no such denial",
    ),
    Cue(
        _any(_DENIED),
        "the article gives it as denied or unconfirmed",
        "the article does not call it denied or unconfirmed",
        anywhere=True,
    ),
    Cue(_MAY, "the article gives it as possible, not as a fact"),
    Cue(_PLAN, "the article gives it as planned, wanted or claimed, not as a fact", kept=_EITHER),
)

POINTS_BACK = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|its|their|hers|theirs|this|these|those|who|which|both)\b|^(?:the|that)\b",
    re.I,
)
"""Signs that a sentence speaks of something named before it."""

_SAY = (
    r"(?:said|says|told|announced|warned|added|stated|urged|vowed|denied|insisted|argued|claimed|declared|confirmed|"
    r"reported|accused|demanded|called)\b"
)
SPEAKER = re.compile(
    rf"\b([\w’'-]+)\s+(?:has |have |had )?{_SAY}"
    r"|\baccording to (?:(?:the|a|an|its|his|her) )?((?:[\w’'-]+ ?){1,3})",
    re.I,
)

_CLAUSE = re.compile(r"[,;:—–()]|\b(?:but|while|although|though|whereas|however|yet)\b", re.I)

_ASKS = re.compile(r"[“\"]?[^“”\"]*\?[”\"]?\s*", re.S)

_OPPOSED = (
    "rise fall | rose fell | increase decrease | increase reduce | up down | before after | win lose | won lost | "
    "more less | more fewer | most few | accept reject | accept refuse | allow ban | permit ban | open close | "
    "start end | begin end | above below | support oppose | arrive leave | enter leave | north south | east west "
    "| northern southern | eastern western | all some | none all | first last | guilty innocent | acquit convict "
    "| agree disagree | approve reject | alive dead | survive die | gain lose | advance retreat | attack defend | "
    "ally enemy | confirm deny | success failure | succeed fail | buy sell | higher lower | high low | old new | "
    "strong weak | strengthen weaken | for against | male female | man woman | men women | husband wife | day "
    "night | early late | left right | love hate | hire fire | import export | majority minority | maximum "
    "minimum | peace war | public private | legal illegal | inside outside | with without | from to | into from | "
    "join quit | resume suspend | lift impose | free arrest | release detain | extend cut | raise cut | raise "
    "lower"
)
_IRREGULAR = (
    "take took taken | fall fell fallen | leave left | say said | tell told | go went gone | begin began begun | "
    "rise rose risen | lose lost | win won | send sent | hold held | bring brought | buy bought | fight fought | "
    "fly flew flown | flee fled | find found | give gave given | know knew known | lead led | meet met | pay paid "
    "| run ran | see saw seen | sell sold | shoot shot | speak spoke spoken | spend spent | stand stood | strike "
    "struck | think thought | withdraw withdrew withdrawn | write wrote written | break broke broken | build "
    "built | catch caught | choose chose chosen | come came | drive drove driven | become became | get got | grow "
    "grew grown | keep kept | make made | put put | seek sought | show shown | steal stole | throw threw thrown | "
    "wear wore | hit hit | kill killed | die died dead death | withdraw withdrawal | arrive arrival"
)


def _stem(word: str) -> str:
    return terms(word)[0]


def _same_words() -> dict[str, str]:
    groups = (group.split() for group in _IRREGULAR.split("|"))
    return {_stem(word): _stem(group[0]) for group in groups for word in group}


SAME_WORD = _same_words()
"""Stem of an irregular form -> stem of its base."""


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for pair in _OPPOSED.split("|"):
        a, b = (SAME_WORD.get(_stem(word), _stem(word)) for word in pair.split())
        found[a] = found.get(a, frozenset()) | {b}
        found[b] = found.get(b, frozenset()) | {a}
    return found


OPPOSITES = _opposites()
"""Stem -> the stems that mean the opposite."""

RELATIONS = {
    "from": ("to", "into", "towards", "toward"), "to": ("from",), "into": ("from",), "towards": ("from",),
    "toward": ("from",),
    "with": ("against",), "against": ("with", "for"), "for": ("against",),
    "before": ("after",), "after": ("before",), "inside": ("outside",), "outside": ("inside", "in"), "in": ("outside",),
    "at": (), "near": (), "across": (), "of": (), "by": (), "over": (), "on": (),
}  # fmt: skip
"""Preposition -> those that say the opposite."""

_ENDINGS = ("n", "an", "ian", "i", "ese", "s", "ns", "ians", "is", "ish")
PEOPLE = {
    "lebanes": "lebanon", "turkish": "turkey", "turk": "turkey", "french": "franc", "british": "britain",
    "isra": "israel", "chines": "china", "polish": "poland", "spanish": "spain", "afghan": "afghanistan", 
    "dutch": "netherland", "swiss": "switzerland", "greek": "greec", "german": "germani",
}  # fmt: skip
"""Stems of peoples that no ending leads to their country's."""


def root(one: str, other: str) -> bool:
    """Whether one stem names the people or the adjective of the other: "iranian" and "iran"."""
    short, long = sorted((PEOPLE.get(one, one), PEOPLE.get(other, other)), key=len)
    return long == short or (len(short) >= 4 and long.startswith(short) and long[len(short) :] in _ENDINGS)


def clause_around(text: str, claimed: frozenset[str]) -> str:
    """Return the clauses of `text` from the first to the last that hold words claimed."""
    cuts = [0, *(m.start() for m in _CLAUSE.finditer(text)), len(text)]
    clauses = [text[a:b] for a, b in pairwise(cuts)]
    shared = [len({SAME_WORD.get(t, t) for t in terms(clause)} & claimed) for clause in clauses]
    held = [i for i, count in enumerate(shared) if count >= 2] or [i for i, count in enumerate(shared) if count]
    return "".join(clauses[held[0] : held[-1] + 1]) if held else ""


def commands(sentence: str) -> bool:
    """Whether a sentence is evidence for nothing: it gives orders to a model, or only asks."""
    return orders(sentence) or bool(_ASKS.fullmatch(sentence))
