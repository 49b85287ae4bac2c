"""Cues of English that make a statement something other than a fact, say whose it is, or lean on another."""

import re
from itertools import pairwise
from typing import NamedTuple

from rag.answer.cues import any_of
from rag.answer.lexicon import words
from rag.answer.predicate import tells
from rag.orders import orders


class Cue(NamedTuple):
    """Words that make a statement something other than a fact."""

    pattern: re.Pattern[str]
    lost: str
    """The reason given when the article has them and the sentence does not."""
    added: str = ""
    """The reason given when the sentence has them and the article does not; empty when that is no harm."""
    anywhere: bool = False
    """Whether they count in the whole of the article's sentence, not only around the words in question."""
    hard: bool = False
    """Whether that says the sentence is false, not only unproven."""
    kept: re.Pattern[str] | None = None
    """What the sentence may have for them; None: only the same kind."""



_POSSIBLE = (
    "(?-i:may) might could possibl[ey] perhaps maybe likely probably if unless whether suspicions? believed? fear\\w* "
    "suspect(?:ed|s?\\s+(?:that|it|he|she|they)) "
    "hope[sd]? appear(?:s|ed)? seem(?:s|ed|ing(?:ly)?)? looks? looked assum(?:es?|ed|ptions?|ing) theor(?:y|ies) "
    "(?:thought|understood|presumed|considered|believed)\\s+to"
)
_PLANNED = (
    "will would shall should must expect(?:s|ed)? plan(?:s|ned|ning)? want(?:s|ed)? threaten(?:s|ed)?\\s+to threats? "
    "vow(?:s|ed)? promis\\w+ pledg\\w+ propos\\w+ intend(?:s|ed)? aim(?:s|ed)? attempt\\w* try tries tried trying "
    "seek(?:s|ing)? sought fail(?:s|ed|ure)? refus\\w+ urg(?:es?|ed|ing) demand\\w* alleged(?:ly)? reportedly "
    "apparently claim(?:s|ed)? accus(?:e[sd]?|ing) consider(?:s|ed|ing)? "
    "due scheduled (?:set|about|ready)\\s+to called\\s+(?:for|on) (?:is|are|was|were)\\s+to"
)
_DENIED = (
    "den(?:y|ies|ied|ying|ial) refut\\w+ untrue fake hoax debunk\\w* "
    "false(?=\\W*$|[,.;:]|\\s+(?:claims?|reports?|rumou?rs?|news|statements?|stor(?:y|ies)|allegations?|and|by|that)\\b)"
)
_MAY, _PLAN, _EITHER = any_of(_POSSIBLE), any_of(_PLANNED), any_of(f"{_POSSIBLE} {_PLANNED}")

NOT_DONE = (
    r"not|never|no|den(?:y|ied|ies)|ask\w*|want\w*|demand\w*|urg\w+|call(?:s|ed|ing)? (?:for|on)|propos\w*|refus\w*"
    r"|threat\w*|may|might|could|should|would|consider\w*|if|whether|unless"
)
"""What stands before words for something that has not happened, by which it is denied, asked for or thought of."""
NOT_FACT = (
    Cue(
        re.compile(r"\b(?:not?|never|none|nobody|nothing|neither|nor|without|cannot|hardly|barely)\b|n[’']t\b", re.I),
        "the article denies it",
        "the article has no such denial",
    ),
    Cue(
        any_of(_DENIED),
        "the article gives it as denied",
        "the article does not call it denied",
        anywhere=True,
        hard=True,
    ),
    Cue(
        any_of("rumou?rs? unconfirmed unverified"),
        "the article gives it as unconfirmed",
        "the article does not call it unconfirmed",
        anywhere=True,
    ),
    Cue(
        re.compile(
            r"\baccording to (?:an?|one|some) (?:\w+ )?(?:estimate|account|version|theor|claim|document)\w*", re.I
        ),
        "the article gives it as an estimate or by one account",
        anywhere=True,
        kept=re.compile(r"\b(?:estimat|account|version|theor|claim|document|according to)\w*", re.I),
    ),
    Cue(_MAY, "the article gives it as possible, not as a fact"),
    Cue(_PLAN, "the article gives it as planned, wanted or claimed, not as a fact", kept=_EITHER),
)

POINTS_BACK = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|its|their|hers|theirs|this|these|those|who|which|both)\b|^(?:the|that)\b",
    re.I,
)
"""Signs that a sentence speaks of something named before it."""

STATES_NOTHING = re.compile(
    r"\?[\s”\"’']*$|^\W*(?:how|why|who|whose)\b(?![^.]*\b(?:is|was|are|were|remains?) (?:not |un)?(?:known|clear)\b)",
    re.I,
)
"""A question, or a headline like "How soldiers entered the parliament"."""

_SAY = (
    r"(?:said|says|told|announced|warned|added|stated|urged|vowed|denied|insisted|argued|claimed|declared|confirmed|"
    r"reported|accused|demanded|called)\b"
)
SPEAKER = re.compile(
    rf"(?<![\w’'-])([\w’'-]++)\s+(?:has |have |had )?{_SAY}"
    r"|\baccording to (?:(?:the|a|an|its|his|her) )?((?:[\w’'-]+ ?){1,3})",
    re.I,
)

TOLD = re.compile(
    rf"([^.;“”\"]{{1,70}}?)\s(?:has |have |had )?{_SAY}|[,”\"’]\s*{_SAY}\s([^,.;“”\"]{{1,70}})"
    r"|\baccording to ([^,.;]{1,70})",
    re.I,
)
"""Who says something, at most 70 characters before the verb, or after it where it follows what is said."""
OF_THE_SPEAKER = re.compile(rf"\b{_SAY} (?:that )?(?:it|he|she|they|its|his|her|their)\b", re.I)
"""What reads as told of whoever tells it."""
UNNAMED_SPEAKER = re.compile(rf"^\W*(?P<who>he|she|they)\s+(?:has |have |had )?{_SAY}", re.I)
"""A speaker whom nothing names: a reader takes "they" for whomever stands before it."""

_BEGINS = (
    r"(?= (?:the|an?|its?|his|her|their|they|he|she|there|at least|about|around|some|more than|nearly|almost|most|all"
    r"|many|no|(?-i:\d|[A-Z]))(?:\b|(?<=[\dA-Z])))"
)
"""What a statement begins with where no "that" leads up to it."""
ATTRIBUTION = re.compile(
    rf"^[^,;“”\"]{{1,70}}?\b(?:has |have |had )?{_SAY}(?: (?:on|in|to) [\w’' ]{{1,20}}?)?(?: that\b|,|:|{_BEGINS})"
    rf"|,\s*(?:[^,;“”\"]{{1,70}}?\b{_SAY}|{_SAY}[^,;“”\"]{{1,70}}?)(?=\s*[.,;]?\s*$)"
    r"|,?\s*\baccording to [^,.;]{1,70}(?=[,.;]|$),?",
    re.I,
)
"""Who a statement is from: before it, after it, or "according to"."""

_CLAUSE = re.compile(r"[,;:—–()]|\b(?:but|while|although|though|whereas|however|yet)\b", re.I)

_LEANING = re.compile(
    r"""\W*(?:(?:And|But|So|Yet|Then|Still)\s+)?
    (?: (?:He|She|It|They|We|I|You|His|Her|Their|Its|This|That|These|Those|Here|Both|Neither)\b
    | The\s(?:actor|agreement|announcement|attack|band|bill|company|couple|deal|decision|event|film|firm|former|group|
      latter|law|move|news|pair|plan|player|report|ruling|show|singer|statement|study|team|two|vote)\b)""",
    re.X,
)
_ASKS = re.compile(r"[“\"]?[^“”\"]*\?[”\"]?\s*", re.S)
_CHOICE = re.compile(r"[A-H][.)]\s+\S+(?:\s\S+){0,3}(?<![.!])\s*")
"""One of those a quiz offers: "B. Spider"."""
_LINK = re.compile(r"\W{0,2}[^\W\d_][^:.!?\n]{0,39}:(?=[“‘'\"]?[A-Z])")
"""How a link to another article begins, its label run into its headline: "Swept away:Park hit by floods"."""
_GALLERY = re.compile(
    r"\W*(?:(?:hide|show) captions?\b|(?:photo )?\d{1,3} of \d{1,3} (?:photos|images|pictures)\b)", re.I
)
"""What a gallery's page has in front of a caption."""
_SHOWS = re.compile(
    r"\W*(?:(?:in )?(?:photos?|pictures)|gallery|videos?|watch|listen|podcasts?|graphics?|related)\s?:"
    r"|.*\s\d{1,2}:\d{2}\s*\Z",
    re.I | re.S,
)
"""What a page has around a picture or a film: a label before its caption, or how long it is behind."""
_CREDITED = re.compile(
    r"\W*(?:[\w.’'-]{1,20} ){0,4}[\w.’'-]{1,30}/(?:[\w.’'-]{1,20}[ /]){0,3}"
    r"(?:AP|AFP|EPA|PA|Getty|Reuters|Images|Photos?|Press)\b"
)
"""How a caption begins whose credit is run into it."""
_PROMOTES = re.compile(
    r"\W*(?:check out|read (?:more|the full|also)|click (?:here|on)|sign up|subscribe to|follow us|join our"
    r"|listen to our|get the latest|download (?:the|our) app)\b",
    re.I,
)
"""How a line begins that bids the reader go elsewhere."""
_ENDS = tuple(".!?…:;,\"”’')]")

RELATIONS = {
    "from": ("to", "into", "towards", "toward"), "to": ("from",), "into": ("from", "out of"), "out of": ("into", "to"),
    "towards": ("from",),
    "toward": ("from",),
    "with": ("against",), "against": ("with", "for"), "for": ("against",),
    "before": ("after",), "after": ("before",), "inside": ("outside",), "outside": ("inside", "in"), "in": ("outside",),
    "at": (), "near": (), "across": (), "of": (), "by": (), "over": (), "on": (),
}  # fmt: skip
"""Preposition -> those that say the opposite."""

def clause_around(text: str, claimed: frozenset[str]) -> str:
    """Return the clauses of `text` from the first to the last that hold words claimed."""
    cuts = [0, *(m.start() for m in _CLAUSE.finditer(text)), len(text)]
    clauses = [text[a:b] for a, b in pairwise(cuts)]
    shared = [len(words(clause) & claimed) for clause in clauses]
    held = [i for i, count in enumerate(shared) if count >= 2] or [i for i, count in enumerate(shared) if count]
    return "".join(clauses[held[0] : held[-1] + 1]) if held else ""


def commands(sentence: str) -> bool:
    """Whether a sentence is evidence for nothing: it gives orders to a model, only asks, or is a quiz's choice."""
    return orders(sentence) or bool(_ASKS.fullmatch(sentence) or _CHOICE.fullmatch(sentence))


def beside_report(sentence: str, *, english: bool = True) -> bool:
    """Whether a sentence is none of the report's: a link or an invitation, a gallery's caption, or a heading."""
    if _LINK.match(sentence) or _GALLERY.match(sentence) or _SHOWS.match(sentence) or leads_on(sentence):
        return True
    return english and not sentence.rstrip().endswith(_ENDS) and not tells(sentence)


def captions(sentence: str) -> bool:
    """Whether a sentence says what a picture or a film shows: "... as thousands watch" gives no reason there."""
    return any(pattern.match(sentence) is not None for pattern in (_CREDITED, _GALLERY, _SHOWS))


def leads_on(sentence: str) -> bool:
    """Whether a sentence only leads to something else: "Check out the podcast:"."""
    return sentence.rstrip().endswith(":") or _PROMOTES.match(sentence) is not None


def leans(sentence: str) -> bool:
    """Whether a sentence cannot be read alone: it begins with what was named before it, "He", "This" or "The deal"."""
    return _LEANING.match(sentence) is not None
