"""Whether a sentence tells of another contest of the same name: the women's race, where the men's is asked about."""

import re

from rag.kinds import ASKS_RESULT
from rag.question import Question

OTHER_DIVISION = 0.35
"""Taken from the score of a sentence that tells of another one."""
_DIVISIONS = {
    "women": re.compile(r"\b(?:women|girls|ladies)[’']", re.I),
    "men": re.compile(r"\b(?:men|boys|gentlemen)[’']", re.I),
    "young": re.compile(r"\b(?:juniors?|youth|under-\d\d|u\d\d)\b", re.I),
    "doubles": re.compile(r"\bdoubles\b", re.I),
}
_BY_PRONOUN = {"women": re.compile(r"\b(?:her|she)\b", re.I), "men": re.compile(r"\b(?:his|he)\b", re.I)}
_WON = re.compile(r"\b(?:w[io]n(?:s|ning|ners?)?|beat(?:en)?|champions?|defeated|took gold)\b", re.I)


def of_other_division(question: Question, sentence: str) -> bool:
    """Whether a contest is asked about, and a sentence is of one of those whom the question does not name.

    Where it names women or men, a sentence that says "his first title" is of men.
    """
    if question.language or not (_WON.search(question.text) or ASKS_RESULT.match(question.text)):
        return False
    asked = _named(question.text, _DIVISIONS)
    told = _named(sentence, _DIVISIONS)
    if not told and asked & _BY_PRONOUN.keys():
        told = _named(sentence, _BY_PRONOUN)
    return bool(told) and told.isdisjoint(asked)


def _named(text: str, signs: dict[str, re.Pattern[str]]) -> set[str]:
    return {division for division, sign in signs.items() if sign.search(text)}
