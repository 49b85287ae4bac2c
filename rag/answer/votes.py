"""Candidates voting across origins: a name or figure that several independent reports give is likelier the answer."""

import math
from collections import defaultdict
from collections.abc import Sequence

from rag.answer.candidates import Candidate
from rag.answer.entities import figures
from rag.answer.slots import new_names
from rag.kinds import QuestionKind
from rag.question import Question
from rag.terms import terms
from rag.view import View

VOTE = 0.3
"""Added to the score of a sentence that holds the value with most votes."""
VOTERS = 10
"""Sentences that vote: the best."""
FIGURE_WEIGHT = 3.0
"""Of a figure against a name's inverse document frequency: figures are seldom names of something else."""

_NAMED, _COUNTED = frozenset({"name"}), frozenset({"figure"})
_ASKED: dict[QuestionKind, frozenset[str]] = {
    "who": _NAMED,
    "where": _NAMED,
    "how_many": _COUNTED,
    "what": _NAMED | _COUNTED,
    "compare": _NAMED | _COUNTED,
}

Value = tuple[str, str]


def votes(question: Question, candidates: Sequence[Candidate], view: View | None) -> list[float]:
    """For each candidate, best first, the share (0 to 1) of votes that its best name or figure has.

    A value's votes: over origins, the square of its best sentence's score against the best of all, times its rarity.
    """
    kinds = _ASKED.get(question.kind)
    if not kinds or not candidates or view is None:
        return [0.0] * len(candidates)
    found = [_values(question, candidate.text, kinds) for candidate in candidates]
    cast: dict[Value, dict[str, float]] = defaultdict(dict)
    for candidate, values in list(zip(candidates, found, strict=True))[:VOTERS]:
        for value in values:
            vote = (candidate.score / (candidates[0].score or 1.0)) ** 2
            of_origin = cast[value]
            of_origin[candidate.source.origin_id] = max(of_origin.get(candidate.source.origin_id, 0.0), vote)
    weight = {value: sum(by.values()) * _rarity(value, view) for value, by in cast.items()}
    most = max(weight.values(), default=0.0) or 1.0
    return [max((weight.get(value, 0.0) for value in values), default=0.0) / most for values in found]


def _values(question: Question, text: str, kinds: frozenset[str]) -> set[Value]:
    values: set[Value] = set()
    if "name" in kinds:
        asked = set(terms(question.searched))
        for name in new_names(question, text):
            parts = terms(name)
            if parts and not asked & set(parts):
                values.add(("name", parts[-1]))
    if "figure" in kinds:
        values |= {("figure", figure.lower().replace(",", "")) for figure in figures(text)}
    return values


def _rarity(value: Value, view: View) -> float:
    if value[0] == "figure":
        return FIGURE_WEIGHT
    return math.log(1 + len(view.arrays) / (1 + view.words.document_frequency(value[1])))
