"""Sentences that say what is not known: "the cause is not yet known", "her name has not been released".

Where an article says so, that is the answer to who, when, where, how many or why.
"""

import re

from rag.kinds import QuestionKind
from rag.question import Question

_THINGS: dict[QuestionKind, str] = {
    "who": r"names?|identit(?:y|ies)|who|successor",
    "when": r"dates?|days?|time|when|timetable|how long",
    "where": r"places?|locations?|whereabouts|where|sites?|venue",
    "how_many": (
        r"figures?|numbers?|prices?|costs?|sums?|amounts?|tolls?|sizes?|values?|how (?:many|much|long|far|big|high|old)"
    ),
    "why": r"reasons?|causes?|motives?|why|explanations?",
}
_ASKED = {kind: re.compile(rf"\b(?:{things})\b", re.I) for kind, things in _THINGS.items()}
_ANY = re.compile(rf"\b(?:{'|'.join(_THINGS.values())})\b", re.I)
"""What a question of another kind may ask for by its name: "what is the name of"."""
_OPEN = re.compile(
    r"""\b(?:is|are|was|were|has|have|had|remains?|remained)\b(?:[ ]\w+){0,2}?[ ]
        (?:(?:not|never|yet[ ]to)\b(?:[ ](?:yet|been|be|immediately|so[ ]far))*[ ]
        (?:(?<!had[ ]not[ ])(?<!has[ ]not[ ])(?<!ave[ ]not[ ])(?<![dse][ ]never[ ])known|clear|given|released|named
        |announced|made[ ]public|disclosed|published|set|determined|established|decided|identified|revealed|confirmed
        |chosen|appointed|elected|found|picked|selected)
        |unknown|unclear|undecided|unidentified|undisclosed)\b
    | \bn[’']t[ ](?:yet[ ])?(?:known|clear|been[ ](?:given|released|named|announced|disclosed|identified|set|decided))\b
    | \b(?:did|does|do|would|could|will|can)(?:[ ]not|n[’']t)[ ](?:yet[ ])?(?:say|give|disclose|name|tell|know|identify
        |reveal|specify)\b
    | \bdeclin(?:e[sd]?|ing)[ ]to[ ](?:say|give|name|disclose|identify|comment|reveal|specify)\b
    | \bno[ ](?:\w+[ ])?(?:names?|dates?|figures?|reasons?|causes?|motives?|prices?|details|explanation|number)[ ]
        (?:was|were|has|have|had|is|are|yet)\b
    | \btoo[ ](?:early|soon)[ ]to[ ](?:say|speak|tell|know|name|give)\b
    | \bwithout[ ](?:giving|naming|saying|disclosing)\b""",
    re.I | re.X,
)


_ANYONE = re.compile(r"\b(?:any|some)(?:one|body)\b", re.I)
_NO_ONE = re.compile(r"\b(?:nobody|no[ -]one|none|no (?:casualties|injuries|deaths))\b", re.I)


def left_open(question: Question, sentence: str) -> bool:
    """Whether a sentence says that what the question asks for is not known or not told, or that there is none."""
    if question.kind == "yes_no" and _ANYONE.search(question.text):
        return _NO_ONE.search(sentence) is not None
    if _OPEN.search(sentence) is None:
        return False
    if (asked := _ASKED.get(question.kind)) is not None:
        return asked.search(sentence) is not None
    said = {match.group().lower() for match in _ANY.finditer(question.text)}
    return any(match.group().lower() in said for match in _ANY.finditer(sentence))
