"""From a question to hits: candidates by meaning and by words, one score, copies collapsed."""

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from corpus.catalog import Catalog, Version
from rag.encoders import Vectors, unit
from rag.index import View
from rag.question import Question
from rag.types import Copy, Filters, Hit, Passage, SearchResult
from rag.words import NEVER, terms

CANDIDATES = 60
"""Passages taken from each index."""
RECENCY_DAYS = 7.0
"""Newness counts by exp(-age / `RECENCY_DAYS`) before the as-of time, or before the newest candidate."""
PER_ARTICLE = 3
"""Most passages of one article among the hits."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts; 0 switches it off."""

    meaning: float = 0.4
    """Bruch et al. 2023: a convex combination of meaning and words beats reciprocal rank fusion."""
    words: float = 0.6
    recency: float = 0.4
    """News is asked about now: newness, where an as-of time is given or the question asks how things stand."""
    outlet: float = 0.4
    """For a passage of an outlet that the question names: soft, since outlets are also what news is about."""
    context: float = 0.5
    """Of what a follow-up takes from earlier turns, against its own words."""


STANDARD = Weights()


@dataclass(slots=True)
class _Candidate:
    passage: Passage
    meaning: float = 0.0
    words: float = 0.0
    recency: float = 0.0
    outlet: float = 0.0

    @property
    def score(self) -> float:
        return self.meaning + self.words + self.recency + self.outlet


class Sources:
    """Article versions by passage, read from the catalog once for each state of the index."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._seq = -1
        self._known: dict[str, list[Version]] = {}

    def load(self, article_ids: Iterable[str], seq: int) -> dict[str, list[Version]]:
        """All versions of these articles."""
        if seq != self._seq or len(self._known) > 5_000:
            self._known, self._seq = {}, seq
        known = self._known
        wanted = set(article_ids)
        if missing := wanted - known.keys():
            found: dict[str, list[Version]] = {article_id: [] for article_id in missing}
            for version in self._catalog.versions_of(missing):
                found[version.article_id].append(version)
            known.update(found)
        return {article_id: known.get(article_id, []) for article_id in wanted}


def search(
    view: View,
    catalog: Catalog,
    sources: Sources,
    question: Question,
    filters: Filters,
    k: int,
    weights: Weights = STANDARD,
) -> SearchResult:
    """The best `k` passages for a question, within the filters."""
    start = time.perf_counter()
    vectors = [_vector(view, part, weights) for part in question.parts or (question,)]
    encoded = time.perf_counter()
    candidates = _merged(
        [
            _candidates(view, part, vector, filters, weights)
            for part, vector in zip(question.parts or (question,), vectors, strict=True)
        ]
    )
    found = time.perf_counter()
    hits = _hits(view, catalog, sources, candidates, filters, k)
    return SearchResult(
        query=question.searched,
        hits=tuple(hits),
        hidden=view.arrays.hidden_articles(filters),
        timings_ms={
            "encode": 1000 * (encoded - start),
            "find": 1000 * (found - encoded),
            "rank": 1000 * (time.perf_counter() - found),
        },
    )


def _vector(view: View, question: Question, weights: Weights) -> Vectors:
    if question.rewritten is None:
        return view.encoder.encode([question.text])
    own, whole = view.encoder.encode([question.text, question.rewritten])
    share = weights.context if question.terms else 1.0
    return unit(np.atleast_2d((1 - share) * own + share * whole))


def _merged(parts: list[list[_Candidate]]) -> list[_Candidate]:
    """The candidates of all parts, each with its best score: every part's best stands among the first."""
    best: dict[str, _Candidate] = {}
    for candidate in (c for part in parts for c in part):
        known = best.get(candidate.passage.passage_id)
        if known is None or known.score < candidate.score:
            best[candidate.passage.passage_id] = candidate
    return sorted(best.values(), key=lambda c: (-c.score, c.passage.passage_id))


def _candidates(
    view: View, question: Question, vector: Vectors, filters: Filters, weights: Weights
) -> list[_Candidate]:
    arrays = view.arrays
    terms = {term: 1.0 for term in question.terms}
    terms |= {term: weights.context if terms else 1.0 for term in question.context}
    by_words = dict(view.by_words(terms, CANDIDATES, filters))
    by_meaning = dict(view.by_meaning(vector, CANDIDATES, filters))
    by_meaning |= arrays.similarity(vector, [i for i in by_words if i not in by_meaning])
    found = {i: _Candidate(arrays.passages[i]) for i in (*by_meaning, *by_words)}
    most = max(by_words.values(), default=1.0) or 1.0
    low, high = min(by_meaning.values(), default=0.0), max(by_meaning.values(), default=1.0)
    outlets = named_outlets(question, arrays.outlets)
    now = _asked_at(question, filters, [arrays.known_from(i) for i in found])
    for i, candidate in found.items():
        candidate.meaning = weights.meaning * (by_meaning[i] - low) / max(high - low, 1e-9)
        candidate.words = weights.words * by_words.get(i, 0.0) / most
        if now is not None:
            candidate.recency = weights.recency * freshness(arrays.known_from(i), now)
        if outlets and arrays.outlet(i) in outlets:
            candidate.outlet = weights.outlet
    return sorted(found.values(), key=lambda c: (-c.score, c.passage.passage_id))


def _asked_at(question: Question, filters: Filters, known: list[int]) -> int | None:
    """What newness is measured from: the as-of time, or the newest candidate where the question asks for news."""
    if filters.as_of is not None:
        return filters.as_of
    return max(known, default=None) if question.wants_new else None


def named_outlets(question: Question, outlets: Iterable[str]) -> set[str]:
    """The outlets of the archive that a question names."""
    asked = f" {' '.join(terms(question.text))} "
    return {outlet for outlet in outlets if outlet and f" {' '.join(terms(outlet))} " in asked}


def freshness(known_from: int, now: int) -> float:
    """1 for what became known at `now`, falling by e every `RECENCY_DAYS`."""
    return math.exp(-max(0.0, now - known_from) / (86_400 * RECENCY_DAYS))


def _hits(
    view: View, catalog: Catalog, sources: Sources, candidates: list[_Candidate], filters: Filters, k: int
) -> list[Hit]:
    versions = sources.load((c.passage.article_id for c in candidates), view.seq)
    by_number = {(v.article_id, v.version): v for group in versions.values() for v in group}
    candidates = [c for c in candidates if (c.passage.article_id, c.passage.version) in by_number]
    shown = _representatives(candidates, by_number)
    chosen: list[_Candidate] = []
    taken: dict[str, int] = {}
    for candidate in candidates:
        p = candidate.passage
        if (
            shown[by_number[p.article_id, p.version].origin_id] != p.article_id
            or taken.get(p.article_id, 0) == PER_ARTICLE
        ):
            continue
        taken[p.article_id] = taken.get(p.article_id, 0) + 1
        chosen.append(candidate)
        if len(chosen) == k:
            break
    members = catalog.members({by_number[c.passage.article_id, c.passage.version].origin_id for c in chosen})
    return [
        _hit(rank, c, by_number[c.passage.article_id, c.passage.version], members, filters)
        for rank, c in enumerate(chosen, 1)
    ]


def _representatives(candidates: list[_Candidate], versions: dict[tuple[str, int], Version]) -> dict[str, str]:
    """For every origin the article that stands for it: the earliest found that has the best passage's very words."""
    best: dict[str, str] = {}
    shown: dict[str, Version] = {}
    for c in candidates:  # best first
        version = versions[c.passage.article_id, c.passage.version]
        text = version.article.text
        words = best.setdefault(version.origin_id, text[c.passage.start : c.passage.end])
        known = shown.setdefault(version.origin_id, version)
        if words in text and (version.known_from, version.article_id) < (known.known_from, known.article_id):
            shown[version.origin_id] = version
    return {origin: version.article_id for origin, version in shown.items()}


def _hit(rank: int, c: _Candidate, source: Version, members: dict[str, list[Version]], filters: Filters) -> Hit:
    copies = [
        Copy(v.article_id, v.article.url, v.article.title, v.article.outlet, v.article.published)
        for v in members.get(source.origin_id, [])
        if v.article_id != source.article_id and visible(v, filters.as_of)
    ]
    why = {"meaning": round(c.meaning, 4), "words": round(c.words, 4)}
    if c.recency:
        why["recency"] = round(c.recency, 4)
    if c.outlet:
        why["outlet named"] = c.outlet
    return Hit(rank, c.score, c.passage, source, tuple(copies), why)


def visible(version: Version, as_of: int | None) -> bool:
    """Whether this is the version that was known at `as_of` (seconds since 1970), or the current one."""
    if as_of is None:
        return version.current
    until = NEVER if version.known_until is None else version.known_until
    return version.known_from <= as_of < until
