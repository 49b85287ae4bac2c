"""Which report told it first, where it is asked when, or by whom, something became known."""

import re
from collections.abc import Sequence

from rag.answer.candidates import Candidate
from rag.answer.overtaken import is_near
from rag.question import FIRST_KNOWN, Question

NEAR = 0.7
"""Least score and relevance of the report that told it first, against the best one's."""
_DENIES = re.compile(r"\b(?:den(?:y|ies|ied|ying)|rejected (?:reports|claims)|kn[eo]w nothing|nothing wrong)\b", re.I)


def prefer_first_report(question: Question, best_first: Sequence[Candidate]) -> bool:
    """Raise the earliest report above the others where it is asked when something became known, and say so."""
    if not FIRST_KNOWN.match(question.text):
        return False
    first = best_first[0]
    told = [c for c in best_first if not _DENIES.search(c.text)] or best_first
    near = [c for c in told if is_near(c, told[0], NEAR) and set(c.missing) <= set(told[0].missing)]
    earliest = min(near, key=lambda c: (c.reported, -c.score))
    earliest.score = first.score + (1e-3 if earliest is not first else 0.0)
    return True
