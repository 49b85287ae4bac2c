"""The sentences of the evidence, and how well each would answer.

A sentence is scored by how much of the question its neighbourhood covers (rare words weigh more), by likeness of
meaning, by how well its passage was found, by whether it holds what the question's kind asks for, and by how many
independent reports share its name or figure. One that is long or leans on those before it loses a little.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from rag.answer.broad import led
from rag.answer.candidates import Candidate, Evidence, candidates_of
from rag.answer.coverage import cover, term_weights
from rag.answer.divisions import OTHER_DIVISION, of_other_division
from rag.answer.doers import Doers
from rag.answer.expected import expected
from rag.answer.figure_slot import COUNTED, OTHER_FIGURE, asks_measure
from rag.answer.holder import prefer_holder
from rag.answer.later import DONE, as_asked, prefer_later
from rag.answer.left_open import left_open
from rag.answer.likeness import compare
from rag.answer.named_day import of_named_time, put_later_below
from rag.answer.named_period import lead_with_period, lower_others, said_by_time
from rag.answer.overtaken import gone_by
from rag.answer.reporters import reporters
from rag.answer.slots import OF_THE_PAST, asks_ahead, fills
from rag.answer.votes import VOTE, votes
from rag.answer.whose import Whose
from rag.answer.wording import beside_report, captions, leans
from rag.labels import NO_REPORTS
from rag.orders import stated
from rag.passages import labels
from rag.question import Question
from rag.scoring import freshness
from rag.sentences import Span
from rag.terms import base_language, terms
from rag.view import View

NEWNESS = 0.4
"""Added for a sentence as new as the as-of time, or as the newest where a question asks how things stand or will be."""
DIRECT = {"coverage": 1.2, "meaning": 0.6, "passage": 0.7, "slot": 0.45}
"""What makes a sentence the first of an answer."""
ABOUT, ABOUT_AND_NEW = {"coverage": 1.0, "meaning": 1.0, "passage": 0.5, "slot": 0.35}, 0.3
"""What makes it one about the matter, and its newness."""
OWN = 0.2
"""Added for a sentence with a word by which one part of a question differs from the other."""
LENGTH = 0.1
"""Taken from the score of a sentence of `WORDY` words or more, from a shorter one in proportion."""
WORDY = 60
FILLED = 0.8
"""Least score of a sentence with a figure, against a first one that has none, to come before it."""
MEASURED = 0.7
"""The same where the figure is to be of one measure, as a depth, a speed or a score, and the first one's is another."""
_FIGURE = re.compile(r"\bhow (?:many|much|old|long|far|fast)\b", re.I)
"""Signs of a question that only a figure answers: "how soon" may be told by "next week"."""
LEFT_OPEN = 0.5
"""Added for a sentence that says that what is asked for is not known."""
TOLD_LATER = 0.6
"""Least score of a later sentence that tells it, against the best: then nothing is added."""
OPINION = 0.2
"""Taken from the score of a sentence whose author vouches for no facts, where no opinion is asked for."""
_OPINION = re.compile(
    r"\b(?:opinions?|views?|think|thought|argu\w+|believe\w*|column\w*|editorials?|commentators?|critics?|reviews?\w*|say"
    r"|said|stars|verdict|should)\b",
    re.I,
)
BESIDE_REPORT = 0.25
"""Taken from the score of a sentence that is none of the report's own."""
LEANS = 0.1
"""Taken from the score of a sentence that cannot be read alone, since what it begins with was named before it."""


@dataclass(slots=True)
class Ranking:
    """All candidates, best first, and the weight of each of the question's terms."""

    candidates: list[Candidate] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)
    parts: list["Ranking"] = field(default_factory=list)
    """For a question of several parts the ranking for each."""
    own: frozenset[str] = frozenset()
    """For a part the terms by which it differs from the other."""


def rank(evidence: Evidence) -> Ranking:
    """Every sentence of the evidence with its scores, best first. A question of several parts goes by its best part."""
    parts = evidence.question.parts
    if not parts:
        return rank_alone(evidence, evidence.question)
    shared = set(parts[0].terms).intersection(*(part.terms for part in parts))
    of_one = frozenset[str]() if evidence.question.apart else frozenset(evidence.question.terms) - shared
    rankings = [rank_alone(evidence, part, of_one.intersection(part.terms)) for part in parts]
    best: dict[tuple[str, Span], Candidate] = {}
    for candidate in (c for ranking in rankings for c in ranking.candidates):
        key = (candidate.source.article_id, candidate.span)
        if key not in best or best[key].score < candidate.score:
            best[key] = candidate
    weights = {term: max(r.weights.get(term, 0.0) for r in rankings) for r in rankings for term in r.weights}
    return Ranking(sorted(best.values(), key=_order), weights, rankings)


def rank_alone(evidence: Evidence, question: Question, own: frozenset[str] = frozenset()) -> Ranking:
    """The same by how well they answer `question`, which may be a part or a clause of the one that was asked.

    A sentence with one of its `own` terms, which another part does not have, is preferred.
    """
    weights = term_weights(evidence.view, question)
    if question.kind == "said" and evidence.view is not None and reporters(question.text, evidence.view):
        question = replace(question, kind="what")  # all that an outlet prints is what it says
    candidates = of_named_time(question, candidates_of(evidence), evidence.view, evidence.as_of)
    dated = said_by_time(question, candidates, evidence.view, evidence.as_of)
    cover(candidates, question, weights, dated)
    for candidate in candidates:
        candidate.slot = fills(question, candidate.text, partial(_before, candidate))
        if question.kind in ("why", "meaning") and captions(candidate.text):
            candidate.slot = 0.0
        candidate.left_open = left_open(question, candidate.text)
        candidate.slot = max(candidate.slot, float(candidate.left_open))
    compare(evidence.view, question, candidates)
    _score(evidence, question, candidates, own)
    _close(candidates)
    lower_others(candidates)
    candidates.sort(key=_order)
    for candidate, share in zip(candidates, votes(question, candidates, evidence.view), strict=True):
        candidate.score += VOTE * share
        candidate.relevance += VOTE * share
    put_later_below(question, candidates, evidence.view, evidence.as_of)
    candidates.sort(key=_order)
    _prefer_filled(question, candidates)
    candidates.sort(key=_order)
    prefer_later(question, candidates)
    candidates.sort(key=_order)
    prefer_holder(question, candidates)
    lead_with_period(question, candidates)
    return Ranking(sorted(candidates, key=_order), weights, own=own)


def _score(evidence: Evidence, question: Question, candidates: Sequence[Candidate], own: frozenset[str]) -> None:
    """Set the score and the relevance of each sentence by itself."""
    by_date = question.wants_new or question.stands_open
    whose, doers = Whose(question), Doers(question)
    told_so = as_asked(question)
    first = led(question)
    of_opinion = _OPINION.search(question.text) is not None
    now = evidence.as_of or (_newest(evidence.view, candidates) if by_date else None)
    for candidate in candidates:
        newness = float(freshness(candidate.source.known_from, now)) if now else 0.0
        candidate.score = _sum(candidate, DIRECT) - LENGTH * min(1.0, len(candidate.text.split()) / WORDY)
        candidate.score += LEFT_OPEN * candidate.left_open - LEANS * leans(candidate.text)
        english = base_language(candidate.source.article.language) in ("", "en")
        candidate.score -= BESIDE_REPORT * beside_report(candidate.text, english=english)
        candidate.score += NEWNESS * newness + OWN * (not candidate.terms.isdisjoint(own))
        candidate.score -= OPINION * (candidate.source.article.kind in NO_REPORTS and not of_opinion)
        candidate.score += first(candidate.coverage) if candidate.order == 0 else 0.0
        candidate.score += whose.bonus(candidate.text, candidate.terms) + DONE * told_so(candidate.text)
        candidate.score += doers.bonus(candidate.text, candidate.missing, candidate.absent)
        candidate.score -= expected(question, candidate.text) + gone_by(question, candidate.text)
        candidate.score -= OTHER_DIVISION * of_other_division(question, candidate.text)
        candidate.relevance = _sum(candidate, ABOUT) + ABOUT_AND_NEW * newness


def _prefer_filled(question: Question, best_first: Sequence[Candidate]) -> None:
    """Raise the best sentence with a figure or a day of what is asked, where the first one has none."""
    if question.kind not in ("how_many", "when") or not best_first:
        return
    first = best_first[0]
    measured = first.slot < 1 and question.kind == "how_many" and asks_measure(question)
    if measured or first.slot <= _unfilled(question):
        floor = (MEASURED if measured else FILLED) * first.score
        named = set(terms(" ".join(question.names))).difference(first.missing)
        fit = (c for c in best_first if c.slot >= 1 and c.score >= floor and named.isdisjoint(c.missing))
        filled = next(fit, None)
        if filled is not None:
            filled.score = first.score + 1e-3


def _unfilled(question: Question) -> float:
    """The slot up to which a sentence has nothing of what is asked: another figure, or a day in the past."""
    if question.kind == "when":
        return OF_THE_PAST if asks_ahead(question.text) else -1.0
    if COUNTED.search(question.text):
        return OTHER_FIGURE
    return 0.0 if _FIGURE.search(question.text) else -1.0


def _newest(view: View | None, candidates: Sequence[Candidate]) -> int:
    """When the newest of them became known; a date ahead of the clock is none."""
    newest = view.arrays.newest(None) if view is not None else None
    known = [c.source.known_from for c in candidates]
    return max((k for k in known if newest is None or k <= newest), default=0)


def _close(candidates: Sequence[Candidate]) -> None:
    """Take what was added to a sentence that leaves open what is asked, where a later report tells it."""
    best = max((c.score for c in candidates), default=0.0)
    told = [c.source.known_from for c in candidates if c.slot >= 1 and not c.left_open and c.score >= TOLD_LATER * best]
    for candidate in candidates:
        if candidate.left_open and candidate.source.known_from < max(told, default=0):
            candidate.score -= LEFT_OPEN + DIRECT["slot"]


def _before(candidate: Candidate) -> str:
    """What stands before a sentence: the one before it, the headline, the outlet and the date."""
    article = candidate.source.article
    spans = stated(article.text, article.language)
    previous = article.text[slice(*spans[candidate.order - 1])] if 0 < candidate.order <= len(spans) else ""
    return f"{labels(article)} {previous}"


def _order(candidate: Candidate) -> tuple[float, str, Span]:
    return -candidate.score, candidate.source.article_id, candidate.span


def _sum(candidate: Candidate, weights: Mapping[str, float]) -> float:
    return (
        weights["coverage"] * candidate.coverage
        + weights["meaning"] * candidate.meaning
        + weights["passage"] * candidate.passage
        + weights["slot"] * candidate.slot
    )
