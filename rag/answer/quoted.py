"""Answers without a language model: the sentences of the archive that answer, word for word, or a refusal.

A sentence is scored by how much of the question its neighbourhood covers (rare words weigh more), by likeness of
meaning, by how well its passage was found, and by whether it holds what the question's kind asks for. What the
evidence must cover for there to be an answer at all is `CARRIED`.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from corpus.catalog import Version
from rag.answer.slots import fills
from rag.encoders import Encoder
from rag.question import Question
from rag.sentences import Span, sentences
from rag.types import Citation, Conflict, Copy, Hit, Removed, Sentence
from rag.words import terms

CARRIED = 0.5
"""Least share of the question's words, weighted by rarity, that the evidence for an answer must hold."""
ENCODED = 24
"""Sentences compared by meaning: the best by words. More costs more than it finds."""
KEPT = 0.62
"""A further sentence is quoted when its score is at least this share of the first one's."""
MOST = {"who": 3, "when": 3, "where": 3, "how_many": 3, "yes_no": 3}
MOST_OTHERWISE = 4
SAME = 0.7
"""Share of its words that makes a sentence a repetition of another."""
NEIGHBOURS = 2
"""Sentences before and after a passage that may answer as well."""

WEIGHTS = {"coverage": 1.0, "meaning": 0.8, "passage": 0.5, "slot": 0.35, "lead": 0.05}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer may be made from."""

    question: Question
    hits: Sequence[Hit]
    as_of: int | None
    encoder: Encoder | None
    passages: int
    frequency: Callable[[str], int]
    """Passages that have a term."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before the library has added what only it knows."""

    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    reason: str = ""
    answered_by: str = "quotes"
    removed: tuple[Removed, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    fallback: str | None = None


@dataclass(slots=True)
class Candidate:
    """One sentence that may answer."""

    source: Version
    span: Span
    order: int
    """Its place in the article, from 0."""
    copies: tuple[Copy, ...]
    passage: float
    """Score of the passage it came with, against the best one's."""
    terms: frozenset[str]
    coverage: float = 0.0
    carried: float = 0.0
    meaning: float = 0.0
    slot: float = 0.0
    score: float = 0.0

    @property
    def text(self) -> str:
        """Its words, as they stand in the article."""
        return self.source.article.text[slice(*self.span)]


@dataclass(slots=True)
class Ranking:
    """All candidates, best first, and the weight of each of the question's terms."""

    candidates: list[Candidate] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)


def answer(evidence: Evidence) -> Draft:
    """Quote the one to five sentences that answer, most direct first, or refuse and say why."""
    if not evidence.hits:
        return Draft(reason=_nothing_found(evidence))
    ranking = rank(evidence)
    reason = refusal(evidence, ranking)
    if reason:
        return Draft(reason=reason)
    chosen = choose(evidence.question, ranking)
    citations = tuple(cite(n, candidate) for n, candidate in enumerate(chosen, 1))
    return Draft(
        sentences=tuple(Sentence(c.quote, (c.n,)) for c in citations),
        citations=citations,
    )


def rank(evidence: Evidence) -> Ranking:
    """Every sentence of the evidence with its scores, best first."""
    weights = term_weights(evidence)
    candidates = list(_candidates(evidence.hits))
    for candidate in candidates:
        _cover(candidate, weights)
        candidate.slot = fills(evidence.question, candidate.text)
    candidates.sort(key=lambda c: -(c.coverage + 0.5 * c.passage + 0.3 * c.slot))
    if evidence.encoder is not None:
        _compare(evidence.encoder, evidence.question, candidates[:ENCODED])
    for candidate in candidates:
        candidate.score = (
            WEIGHTS["coverage"] * candidate.coverage
            + WEIGHTS["meaning"] * candidate.meaning
            + WEIGHTS["passage"] * candidate.passage
            + WEIGHTS["slot"] * candidate.slot
            + WEIGHTS["lead"] * (candidate.order < 3)
        )
    candidates.sort(key=lambda c: (-c.score, c.source.article_id, c.span))
    return Ranking(candidates, weights)


def term_weights(evidence: Evidence) -> dict[str, float]:
    """Inverse document frequency (as BM25 has it) of the question's terms; half for those of earlier turns."""
    total = max(evidence.passages, 1)

    def idf(term: str) -> float:
        count = evidence.frequency(term)
        return math.log(1 + (total - count + 0.5) / (count + 0.5)) if total >= count else 0.0

    own = {term: idf(term) for term in evidence.question.terms}
    return own | {term: 0.5 * idf(term) for term in evidence.question.context}


def _candidates(hits: Sequence[Hit]) -> Iterator[Candidate]:
    best = max((hit.score for hit in hits), default=1.0) or 1.0
    seen: set[tuple[str, Span]] = set()
    for hit in hits:
        article = hit.source.article
        spans = sentences(article.text, article.language)
        inside = [i for i, (a, b) in enumerate(spans) if b > hit.passage.start and a < hit.passage.end]
        if not inside:
            continue
        for i in range(max(0, inside[0] - NEIGHBOURS), min(len(spans), inside[-1] + NEIGHBOURS + 1)):
            if (hit.source.article_id, spans[i]) not in seen:
                seen.add((hit.source.article_id, spans[i]))
                words = term_set(article.text[slice(*spans[i])])
                yield Candidate(hit.source, spans[i], i, hit.copies, max(0.0, hit.score / best), words)


@lru_cache(maxsize=8192)
def term_set(text: str) -> frozenset[str]:
    """The index terms of a text."""
    return frozenset(terms(text))


def _cover(candidate: Candidate, weights: dict[str, float]) -> None:
    """Set how much of the question the sentence covers, with partial credit for its surroundings."""
    article = candidate.source.article
    spans = sentences(article.text, article.language)
    around = [spans[i] for i in (candidate.order - 1, candidate.order + 1) if 0 <= i < len(spans)]
    near = frozenset().union(*(term_set(article.text[slice(*span)]) for span in around)) if around else frozenset()
    headline = term_set(article.title) | term_set(article.outlet)
    total = sum(weights.values()) or 1.0
    for term, weight in weights.items():
        share = weight / total
        if term in candidate.terms:
            candidate.coverage += share
            candidate.carried += share
        elif term in near or term in headline:
            candidate.coverage += 0.5 * share
            candidate.carried += 0.9 * share


def _compare(encoder: Encoder, question: Question, candidates: Sequence[Candidate]) -> None:
    if not candidates:
        return
    vectors = encoder.encode([question.searched, *(c.text for c in candidates)])
    for candidate, likeness in zip(candidates, np.asarray(vectors[1:] @ vectors[0]).tolist(), strict=True):
        candidate.meaning = max(0.0, likeness)


def refusal(evidence: Evidence, ranking: Ranking) -> str:
    """Why the evidence does not carry an answer; empty when it does."""
    best = ranking.candidates[:8]
    if not best:
        return _nothing_found(evidence)
    carried = max(c.carried for c in best)
    if carried < CARRIED:
        missing = [t for t in evidence.question.names if not any(term_set(t) & c.terms for c in best)]
        about = f" about {', '.join(missing)}" if missing else ""
        return f"The archive does not say{about}: nothing in it carries an answer to this question."
    return ""


def _nothing_found(evidence: Evidence) -> str:
    if evidence.as_of is not None:
        return "The archive does not say: nothing that was known by then matches this question."
    return "The archive does not say: nothing in it matches this question."


def choose(question: Question, ranking: Ranking) -> list[Candidate]:
    """The best sentence and those that add something to it, best first."""
    most = MOST.get(question.kind, MOST_OTHERWISE)
    chosen: list[Candidate] = []
    for candidate in ranking.candidates:
        if len(chosen) == most or (chosen and candidate.score < KEPT * chosen[0].score):
            break
        if not any(_repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
    return chosen


def _repeats(candidate: Candidate, other: Candidate) -> bool:
    smaller = min(len(candidate.terms), len(other.terms))
    return smaller == 0 or len(candidate.terms & other.terms) >= SAME * smaller


def cite(n: int, candidate: Candidate) -> Citation:
    """The citation of a candidate's exact words."""
    start, end = candidate.span
    return Citation(n, candidate.source, start, end, candidate.text, candidate.copies)
