"""How somebody or something responded: what they said of it, or did, where a question asks for that."""

import re

from rag.answer.cues import any_of
from rag.answer.speakers import said_by
from rag.question import Question

_WHO = re.compile(
    r"^(?:(?:and|but|so) )?how \w+ (?P<who>.{1,80}?) (?:react|respond)|^what (?:has )?\w+ (?P<whose>.{1,80}?)[’']s? ",
    re.I,
)
_MOVES = (
    "fell falls rose rises dropped jumped surged tumbled plunged rallied climbed slid gained lost soared sank "
    "eased"
)
_MOVED = any_of(_MOVES)
_RESPONDED = any_of(
    "said says told announced warned warns called_(?:for|on|it|the|them|him|her|off) demanded claimed added urged "
    "vowed denied insisted argued described declared accused welcomed wrote tweeted replied condemned denounced "
    "criticised criticized blasted slammed praised applauded congratulated rejected dismissed threatened promised "
    "pledged offered responded reacted retaliated protested cancelled canceled suspended imposed banned ordered "
    "launched began started summoned expelled withdrew blocked closed cut halted raised lowered sent deployed "
    "moved agreed refused " + _MOVES
)
_MARKET = any_of("markets? exchanges?")
_OF_A_MARKET = "market exchange share stock index"
"""What moves up and down where a market is asked about, of which nothing else is a reaction."""
OF_OTHERS = 0.2
"""How well it fills it what somebody else said or did."""


def responds(question: Question, sentence: str, before: str) -> float:
    """How well a sentence tells what they said or did: 0 to 1. `before` may have whom a pronoun means."""
    asked = _WHO.search(question.text)
    who = (asked["who"] or asked["whose"]) if asked else ""
    verbs = _RESPONDED
    if _MARKET.search(who):
        who, verbs = _OF_A_MARKET, _MOVED
    if not verbs.search(sentence):
        return 0.0
    return 1.0 if said_by(who, sentence, before, verbs) == 1.0 else OF_OTHERS
