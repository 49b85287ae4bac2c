"""What somebody is accused of, charged with, convicted or cleared of: told by a charge or a verdict."""

import re

from rag.content import content_terms
from rag.question import Question
from rag.terms import terms

_OF_WHAT = re.compile(
    r"\bwhat\b.{1,80}?\b(?P<how>accused|suspected|charged|convicted|found guilty|acquitted|cleared) (?:of|with)\W*$",
    re.I,
)
_UP_TO_FOUR = r"(?:[\w’'-]+ ){0,4}?"
_CHARGE = rf"\b(?:charged|indicted) {_UP_TO_FOUR}with\b|\b(?:counts?|charges?) of\b"
_ACCUSES = rf"{_CHARGE}|\b(?:accus|suspect)\w* {_UP_TO_FOUR}of\b|\bwanted\b.{{1,40}}? for\b|\balleg\w+"
_GUILTY = (
    rf"\b(?:convict(?:ed|s)|(?:found|finds?) {_UP_TO_FOUR}guilty|(?:jailed|sentenced|fined)\b.{{1,60}}?) (?:of|for)\b"
)
_FREED = rf"\b(?:acquit\w*|clear(?:ed|s)) {_UP_TO_FOUR}of\b"
_CHARGES = {
    "accused": re.compile(_ACCUSES, re.I),
    "suspected": re.compile(_ACCUSES, re.I),
    "charged": re.compile(_CHARGE, re.I),
    "convicted": re.compile(_GUILTY, re.I),
    "found guilty": re.compile(_GUILTY, re.I),
    "acquitted": re.compile(_FREED, re.I),
    "cleared": re.compile(_FREED, re.I),
}
"""How a sentence says of what, by the word of the question."""


def charged_with(question: Question, sentence: str) -> bool | None:
    """Whether a sentence says of what those asked about are accused or were convicted; None where none is asked."""
    asked = _OF_WHAT.search(question.text)
    if asked is None:
        return None
    of_them = not set(content_terms(question.text[: asked.start("how")])).isdisjoint(terms(sentence))
    return of_them and _CHARGES[asked["how"].lower()].search(sentence) is not None
