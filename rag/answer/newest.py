"""The newest figure before those that it brings up to date: a toll rises, and a reader asks how high it is now."""

import re
from collections.abc import Sequence

from rag.answer.candidates import Candidate
from rag.answer.counted import asked_frames, frames
from rag.answer.days import without_dates
from rag.answer.figure_slot import OF_ONE_AGE_OR_SEX
from rag.answer.figures import figures
from rag.answer.foreign_slots import asks_for_toll
from rag.answer.lexicon import forms
from rag.answer.sides import AT_ONCE
from rag.answer.tolls import more_dead
from rag.content import content_terms
from rag.labels import NO_REPORTS
from rag.question import Question
from rag.terms import terms
from rag.types import Citation, Claim, Conflict

_OF_THEN = re.compile(
    r"\b(?:first|initial\w*|original\w*|at the time|back then|early on|yesterday"
    r"|(?:last|this|early|late|mid)[ -](?:week|month|year|night|spring|summer|autumn|winter))\b",
    re.I,
)
"""Signs of a question about how things stood, not about how they stand."""
_ACCORDING_TO = re.compile(
    r"\baccording to (?:the )?(?P<whom>(?:(?!(?:in|on|at|of|by|for|from|after|how|what)\b)[\w’'-]+ ?){1,5})", re.I
)
"""Whose figure is asked for."""
_HOW_HIGH = re.compile(r"\b(?:toll|number of|death count)\b", re.I)
NEARLY = 0.75
"""Score of a sentence, against the first one's, from which its figure takes the place of words that give none."""
LOST = 2
"""Words of the question that the first sentence has and the newest figure's article lacks: then it is of another."""


def newest_first(
    question: Question, chosen: Sequence[Candidate], candidates: Sequence[Candidate], found: Sequence[Conflict]
) -> list[Candidate]:
    """The sentences chosen; before them the one with the newest figure, where the first one's is out of date.

    It is when a later report of its outlet, or one of days later, gives another figure for the same. Where two outlets
    differ at once neither is newer. What gives no figure of what is asked ("dozens were missing") comes after one.
    """
    if question.language:
        return _toll_first(question, chosen, candidates)
    text = question.text
    asked = question.kind == "how_many" or (question.kind == "what" and _HOW_HIGH.search(text))
    if not asked or not chosen or _OF_THEN.search(text) or without_dates(text) != text:
        return list(chosen)
    first, by = chosen[0], _ACCORDING_TO.search(text)
    whose = set(content_terms(by["whom"])) if by is not None else set()
    for conflict in found:
        reported = (c for c in conflict.claims if c.citation.source.article.kind not in NO_REPORTS)
        claims = [c for c in reported if whose.issubset(terms(c.citation.quote))]
        candidate = _with(claims[0], candidates) if claims else None
        if candidate is not None and _is_newer(question, candidate, claims, first):
            return _led_by(candidate, chosen)
    if "killed" in asked_frames(question.searched) and not OF_ONE_AGE_OR_SEX.search(question.searched):
        left = [c for c in candidates if whose.issubset(terms(c.text))]
        while (newest := more_dead(first, left)) is not None:
            if _lost(question, newest, first) < LOST:
                return _led_by(newest, chosen)
            left = [c for c in left if c.source is not newest.source]
    return list(chosen)


def _led_by(candidate: Candidate, chosen: Sequence[Candidate]) -> list[Candidate]:
    return [candidate, *(c for c in chosen if c is not candidate)][: max(len(chosen), 2)]


def _toll_first(question: Question, chosen: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Candidate]:
    """In other languages than English the newest sentence that says how far a toll has come, before an earlier one."""
    first = chosen[0] if chosen and asks_for_toll(question) else None
    if first is None or first.slot >= 1:
        return list(chosen)
    reached = (c for c in candidates if c.slot >= 1 and c.score >= NEARLY * first.score)
    newest = max(reached, key=lambda c: c.source.known_from, default=first)
    if newest.source.known_from <= first.source.known_from:
        return list(chosen)
    return _led_by(newest, chosen)


def _with(claim: Claim, candidates: Sequence[Candidate]) -> Candidate | None:
    return next((candidate for candidate in candidates if _cites(claim.citation, candidate)), None)


def _is_newer(question: Question, newest: Candidate, claims: Sequence[Claim], first: Candidate) -> bool:
    own = [claim for claim in claims if _cites(claim.citation, first)]
    later = newest.source.known_from - first.source.known_from
    one_outlet = newest.source.article.outlet == first.source.article.outlet
    if newest is first or later <= (0 if one_outlet else AT_ONCE) or _lost(question, newest, first) >= LOST:
        return False
    if own:
        return own[0].value != claims[0].value
    asked = asked_frames(question.searched)
    return newest.score >= NEARLY * first.score and _tells(newest, asked) and not _tells(first, asked)


def _tells(candidate: Candidate, asked: frozenset[str]) -> bool:
    """Whether a sentence has a figure of what is asked for."""
    article = candidate.source.article
    found = figures(candidate.text, article.published, language=article.language)
    return any(figure.frames & asked for figure in found)


def _lost(question: Question, newest: Candidate, first: Candidate) -> int:
    article = newest.source.article
    there, here = set(terms(f"{article.title} {article.text}")), set(terms(first.text))
    return sum(bool(forms(t) & here) and not forms(t) & there for t in question.terms if not frames((t,)))


def _cites(citation: Citation, candidate: Candidate) -> bool:
    source = citation.source
    place = (source.article_id, source.version, citation.start, citation.end)
    return place == (candidate.source.article_id, candidate.source.version, *candidate.span)
