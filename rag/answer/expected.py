"""What was only expected, where a question asks what came of it; and the forecast, where that is asked for."""

import re

from rag.answer.cues import any_of
from rag.answer.lexicon import IRREGULAR_PAST
from rag.question import Question

ONLY_EXPECTED = 0.2
"""Taken from the score of a sentence that only expects something, where it is asked how it was."""
FORESEEN = 0.3
"""Added to it, where it is asked what was expected."""
_HOW_IT_WAS = re.compile(
    r"(?:and |but |so )?(?:how (?:many|much|high|low|strong|fast|long|far|hot|cold|deep|big|large|heavy|old)"
    r"|what|who|when|where)\b(?:(?!\b(?:is|are|will|does|do)\b).){0,60}?"
    rf"\b(?:did|was|were|[a-z]+ed|{'|'.join(sorted(IRREGULAR_PAST))})\b",
    re.I,
)
_OF_THE_FORECAST = any_of(
    "forecasts? forecasters? predict(?:s|ed|ion|ions)? supposed "
    "(?:was|were)_(?:[\\w’'-]+_){0,4}?(?:expected|due|projected)"
)
_EXPECTS = any_of(
    "(?:is|are)_(?:expected|forecast|predicted|projected|likely|due|set) "
    "(?:could|may|might)_(?:reach|rise|fall|see|bring) (?:is|are)_to "
    "(?:yellow|amber|red|storm|flood|weather|heat)_warnings?"
)


def expected(question: Question, sentence: str) -> float:
    """What a sentence loses that only expects what is asked about as it was; below 0 where that is asked for."""
    if question.kind in ("yes_no", "timeline", "compare", "why", "meaning") or not _EXPECTS.search(sentence):
        return 0.0
    if _OF_THE_FORECAST.search(question.text):
        return -FORESEEN
    return ONLY_EXPECTED if _HOW_IT_WAS.match(question.text) else 0.0
