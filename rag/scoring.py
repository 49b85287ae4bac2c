"""How well each of some passages fits what is asked: one array a signal, combined with fixed weights."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rag.dates import FAR, NamedDate
from rag.encoders import Vectors
from rag.mentions import NamedOutlet
from rag.passage_arrays import Columns
from rag.words import Aliases

Scores = NDArray[np.float64]

DAY = 86_400
RECENCY = ((10.0, 0.5), (60.0, 0.5))
"""(days, share) of freshness, a sum of exp(-age / days): news is asked about in days, its background in months."""
NEWNESS = ((10.0, 1 / 3), (60.0, 1 / 3), (100.0, 1 / 3))
"""The same for search: what is asked of now has its like in other years, which is found as well."""
STANDING = ((1000.0, 0.3),)
"""What is added of it where a question asks who or how much something is: an office is held for years."""
UNKNOWN = 0.6
"""How well a passage without an outlet or a date fits a named one: missing metadata must not lose evidence."""
REST = 0.5
"""How well a passage fits a span open at one end, far from the date that is named; and one of a day that is only known
by what happened, which is remembered in later reports as well."""
OWN = 0.75
"""Of the outlet and the date that a clause names itself, against those of the whole question."""
BESIDE = 3
"""Passages of an article that count for each other."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts; 0 switches it off. Chosen by `python -m eval tune`, then rounded."""

    meaning: float = 0.6
    """Bruch et al. 2023: a convex combination of meaning and words beats reciprocal rank fusion."""
    words: float = 0.5
    coverage: float = 0.3
    """For having many of the question's words, however often it has them."""
    sentence: float = 0.55
    """Of the best sentence of a passage in its meaning, against the passage as a whole."""
    clause: float = 0.25
    """Of a clause in the score, against the question that it is a part of."""
    article: float = 0.1
    """For how well the article's best passages fit: one that is about the matter says so more than once."""
    lead: float = 0.1
    """For the passage that begins an article: news says the most important first."""
    recency: float = 0.77
    """News is asked about now: newness, where an as-of time is given."""
    lately: float = 0.675
    """Newness where the question names a time between the last report and now."""
    latest: float = 0.45
    """Newness where the question asks how things stand, and no time is given."""
    undated: float = 0.075
    """Newness where none of this is so, and the question names no date."""
    outlet: float = 0.4
    """For a passage of an outlet that the question names: soft, since outlets are also what news is about."""
    date: float = 0.3
    """For a passage published on a date that the question names: soft, since it may be when something happened."""
    quoted: float = 1.0
    """For having what the question puts in quotation marks: more than any other signal can make up for."""
    shared: float = 0.4
    """For having a name that the best passages share, where a question of several clauses asks for one."""
    reranked: float = 1.4
    """For what a reranker says of the best passages, where there is one: as much as meaning, words and coverage
    together. No model comes with Dateline that it could be tuned on."""
    again: float = 0.06
    """Against each further passage of a report that better hits show, where the question names no date: what is asked
    is told by several reports, and each says the most of it in one place."""
    context: float = 0.5
    """Of what a follow-up takes from earlier turns, against its own words."""


STANDARD = Weights()


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for at once: a question, or a clause of one."""

    vector: Vectors
    """One unit vector."""
    terms: Mapping[str, float]
    """Index terms with their weights."""
    outlets: tuple[NamedOutlet, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    aliases: Aliases = field(default_factory=dict)
    """What stands for names of the terms in other spellings."""
    text: str = ""
    """What is asked, for a reranker."""
    quoted: tuple[tuple[str, ...], ...] = ()
    """Index terms of what it puts in quotation marks."""


@dataclass(frozen=True, slots=True)
class Signals:
    """By signal an array of shape (queries, passages), between 0 and 1: the question first, then its clauses."""

    meaning: Scores
    sentence: Scores
    """The meaning of the nearest sentence; that of the passage where none was looked at."""
    words: Scores
    coverage: Scores
    """Of the question's words, rare ones weighing more, the share that stands in the passage or its headline."""
    outlet: Scores
    date: Scores
    article: Scores
    quoted: Scores
    """The share of what is put in quotation marks that stands in the passage."""
    reranked: Scores
    """What a reranker says; 0 where there is none, and for passages that it did not read."""
    lead: Scores
    """Shape (passages,), as are the next."""
    recency: Scores
    shared: Scores
    """How much of a name that is asked for stands in the passage; 0 until there is one to look for."""

    def combined(self, weights: Weights, newness: float) -> dict[str, Scores]:
        """What each signal adds to each passage's score, shape (passages,), for the clause that it fits best.

        Every clause's best passage has the same score, so that each part of a question gets its share of the places.
        """
        alike = (1 - weights.sentence) * self.meaning + weights.sentence * self.sentence
        parts = {
            "meaning": weights.meaning * _shared(alike, weights.clause),
            "words": weights.words * _shared(self.words, weights.clause),
            "coverage": weights.coverage * _shared(self.coverage, weights.clause),
            "outlet named": weights.outlet * _shared(self.outlet, OWN),
            "date named": weights.date * _shared(self.date, OWN),
            "its article": weights.article * _shared(self.article, weights.clause),
            "quoted words": weights.quoted * _shared(self.quoted, 1.0),
            "read with the question": weights.reranked * _shared(self.reranked, weights.clause),
        }
        totals = np.sum(list(parts.values()), axis=0)
        each = np.arange(totals.shape[1])
        scale = totals.max(axis=1, keepdims=True, initial=1e-9)
        best = (totals / scale).argmax(axis=0)
        level = (scale.max() / scale)[best, 0]
        chosen = {name: values[best, each] * level for name, values in parts.items()}
        return chosen | {
            "opens its article": weights.lead * self.lead,
            "newness": newness * self.recency,
            "shared name": weights.shared * self.shared,
        }


def _shared(values: Scores, share: float) -> Scores:
    """Each clause's values mixed with the question's; the question's alone when it has no clauses."""
    return values if len(values) == 1 else (1 - share) * values[:1] + share * values[1:]


def meaning(queries: Sequence[Query], columns: Columns) -> Scores:
    """Cosine similarity, between the farthest and the nearest of these passages."""
    return between(np.stack([columns.vectors @ q.vector.reshape(-1) for q in queries]).astype(float))


def closest_sentence(queries: Sequence[Query], sentences: Sequence[Vectors | None], whole: Scores) -> Scores:
    """The same of each passage's nearest sentence; `whole` where it has no vectors of any."""
    known = [i for i, vectors in enumerate(sentences) if vectors is not None and len(vectors)]
    if not known:
        return whole
    blocks = [v for i in known if (v := sentences[i]) is not None]
    starts = np.r_[0, np.cumsum([len(block) for block in blocks])[:-1]]
    alike = np.stack([q.vector.reshape(-1) for q in queries]) @ np.concatenate(blocks).T
    result = whole.copy()
    result[:, known] = between(np.maximum.reduceat(alike, starts, axis=1).astype(float))
    return result


def in_proportion(values: Scores) -> Scores:
    """Each row in proportion to its highest value."""
    return np.asarray(values / np.maximum(values.max(axis=1, keepdims=True, initial=0.0), 1e-9))


def article_fit(fit: Scores, columns: Columns) -> Scores:
    """For each passage the mean fit of its article's best `BESIDE`, those not among these passages counting 0."""
    _, code = np.unique(columns.articles, return_inverse=True)
    result = np.zeros_like(fit)
    for row, values in enumerate(fit):
        order = np.lexsort((-values, code))
        first = np.r_[True, code[order][1:] != code[order][:-1]]
        place = np.arange(len(order)) - np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
        sums = np.bincount(code[order], np.where(place < BESIDE, values[order], 0.0))
        result[row] = sums[code] / np.minimum(columns.siblings, BESIDE)
    return result


def outlet_fit(queries: Sequence[Query], columns: Columns) -> Scores:
    """1 for a passage of a named outlet, `UNKNOWN` for one of no known outlet; 0 for all when none is named."""
    rows = []
    for query in _inheriting(queries, lambda q: bool(q.outlets)):
        named: frozenset[str] = frozenset().union(*(n.outlets for n in query.outlets))
        rows.append([(1.0 if o in named else 0.0) if o else UNKNOWN for o in columns.outlets] if named else None)
    return _rows(rows, len(columns.outlets))


def date_fit(queries: Sequence[Query], columns: Columns) -> Scores:
    """1 for a passage published on a named date, `UNKNOWN` for one of no known date; 0 for all when none is named."""
    rows = []
    for query in _inheriting(queries, lambda q: bool(q.dates)):
        inside = [_inside(date, columns.published) for date in query.dates]
        fits = np.where(np.isnan(columns.published), UNKNOWN, np.max(inside, axis=0)) if inside else None
        rows.append(None if fits is None else fits.tolist())
    return _rows(rows, len(columns.outlets))


def _inside(date: NamedDate, published: Scores) -> Scores:
    """1 in the core of a named span, `REST` elsewhere in it; `REST` at most where it is only known by what happened."""
    fits = np.where((date.start <= published) & (published < date.end), REST, 0.0)
    start, end = (FAR, FAR) if date.says_more else date.core or (date.start, date.end)
    fits[(start <= published) & (published < end)] = 1.0
    return fits


def freshness(known_from: "Scores | float", now: float, mixed: Sequence[tuple[float, float]] = RECENCY) -> Scores:
    """1 for what became known at `now`, falling with its age; times in seconds since 1970."""
    age = np.maximum(0.0, now - np.asarray(known_from, float)) / DAY
    return np.asarray(sum(share * np.exp(-age / days) for days, share in mixed))


def between(values: Scores) -> Scores:
    """Each row from 0, its lowest value, to 1, its highest."""
    if not values.size:
        return values
    low, high = values.min(axis=1, keepdims=True), values.max(axis=1, keepdims=True)
    return np.asarray((values - low) / np.maximum(high - low, 1e-9))


def _inheriting(queries: Sequence[Query], names: Callable[[Query], bool]) -> list[Query]:
    """The queries, with the whole question in place of each clause that names nothing itself."""
    return [query if names(query) else queries[0] for query in queries]


def _rows(rows: Sequence[Sequence[float] | None], width: int) -> Scores:
    return np.array([[0.0] * width if row is None else row for row in rows], float).reshape(len(rows), width)
