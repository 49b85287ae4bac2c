"""The newest figure before those that it brings up to date: a toll rises, and a reader asks how high it is now."""

import re
from collections.abc import Sequence

from rag.answer.conflicts import AT_ONCE
from rag.answer.ranking import Candidate
from rag.answer.slots import DATE
from rag.question import Question
from rag.types import Citation, Conflict

_OF_THEN = re.compile(
    r"\b(?:first|initial\w*|original\w*|at the time|back then|early on|yesterday|according to)\b", re.I
)
"""Signs of a question about how things stood, or how somebody puts them, not about how they stand."""


def newest_first(
    question: Question, chosen: Sequence[Candidate], candidates: Sequence[Candidate], found: Sequence[Conflict]
) -> list[Candidate]:
    """The sentences chosen; before them the one with the newest figure, where the first one's is out of date.

    It is when a later report of its outlet, or one of days later, gives another figure for the same. Where two outlets
    differ at once neither is newer.
    """
    if question.kind != "how_many" or not chosen or _OF_THEN.search(question.text) or DATE.search(question.text):
        return list(chosen)
    first = chosen[0]
    for conflict in found:
        own = [claim for claim in conflict.claims if _cites(claim.citation, first)]
        newest = conflict.claims[0]
        later = newest.citation.source.known_from - first.source.known_from
        one_outlet = newest.citation.source.article.outlet == first.source.article.outlet
        if not own or newest.value == own[0].value or later <= (0 if one_outlet else AT_ONCE):
            continue
        for candidate in candidates:
            if _cites(newest.citation, candidate):
                return [candidate, *(c for c in chosen if c is not candidate)][: max(len(chosen), 2)]
    return list(chosen)


def _cites(citation: Citation, candidate: Candidate) -> bool:
    source = citation.source
    place = (source.article_id, source.version, citation.start, citation.end)
    return place == (candidate.source.article_id, candidate.source.version, *candidate.span)
