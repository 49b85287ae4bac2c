"""Whether a sentence is supported by an article: its words, and everything in it that can be right or wrong by itself.

A sentence is held against single sentences of the article, because facts found anywhere in a passage prove nothing: a
swapped name is caught 99% of the time against the one aligned sentence and 1% against the whole passage. Names may
also come from the sentence before, or the headline, where the aligned sentence points back ("he", "the group"). What is
neither word for word nor proven by these rules is not supported, however likely it sounds.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Literal

from rag.answer import facts, places
from rag.answer.slots import names
from rag.answer.wording import (
    NOT_FACT,
    OPPOSITES,
    PEOPLE,
    POINTS_BACK,
    SAME_WORD,
    SPEAKER,
    clause_around,
    commands,
    root,
)
from rag.question import content_terms
from rag.sentences import Span, sentences
from rag.words import terms

THRESHOLD = 0.8
"""Least weighted share of a sentence's content words that its evidence must hold."""
NEARBY = 0.5
"""What a word counts that stands in the sentence before, the headline or the outlet's name only."""
LEAST = 2
"""Content words below which a sentence says too little to be checked."""

Kind = Literal["verbatim", "close", "unsupported"]
Weight = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Basis:
    """A passage and what is known of its article."""

    text: str
    title: str = ""
    outlet: str = ""
    published: datetime | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Support:
    """How well the best evidence supports a sentence."""

    score: float
    """0 to 1: the share of the sentence's words that is covered; at most `THRESHOLD` / 2 where a fact fails."""
    kind: Kind
    passage: int = -1
    """Which of the passages the evidence is in, from 0; -1 when there is none."""
    spans: tuple[Span, ...] = ()
    """The sentences that are the evidence, in that passage's own offsets."""
    reason: str = "nothing like it is in the articles"
    """Why it is not supported; empty when it is."""

    @property
    def holds(self) -> bool:
        """Whether the sentence may stand."""
        return self.kind != "unsupported"


def support(sentence: str, passages: Sequence[Basis | str], weight: Weight = lambda _: 1.0) -> Support:
    """Find the best evidence for a sentence in some passages; `weight` gives what a stem counts, such as its idf."""
    found = Support(0.0, "unsupported")
    claim = _Claim(sentence, weight)
    for number, passage in enumerate(passages):
        basis = Basis(passage) if isinstance(passage, str) else passage
        one = _against(claim, basis, number)
        if _order(one) > _order(found):
            found = one
    return found if found.holds else replace(found, score=min(found.score, THRESHOLD / 2))


class _Claim:
    """A sentence to be checked, taken apart once."""

    def __init__(self, text: str, weight: Weight) -> None:
        self.text = text
        self.plain = plain(text)
        self.terms = words(text)
        self.weights = {term: max(weight(term), 1e-6) for term in sorted(_content(text))}
        self.small = len(content_terms(text)) < LEAST
        self.facts = facts.facts(text)
        self.names = _names(text)
        self.quotes = [plain(text[a:b]) for a, b in facts.quoted(text)]
        self.speaker = _speaker(text)


def _against(claim: _Claim, basis: Basis, number: int) -> Support:
    """Find the best sentence of one passage: one that supports, word for word before another, else the most alike."""
    spans = [span for span in sentences(basis.text, basis.language) if not commands(basis.text[slice(*span)])]
    best = Support(0.0, "unsupported")
    for at in range(len(spans)):
        one = _judge(claim, _Window(basis, spans, at), number)
        if _order(one) > _order(best):
            best = one
    return best


def _order(one: Support) -> tuple[bool, bool, float]:
    return one.holds, one.kind == "verbatim", one.score


def _judge(claim: _Claim, window: "_Window", number: int) -> Support:
    if claim.plain == window.plain:
        return Support(1.0, "verbatim", number, (window.span,), "")
    score = min(1.0, window.coverage(claim))
    if score < THRESHOLD / 2:
        return Support(score, "unsupported", number, (window.span,))
    reason = "it says too little to be checked" if claim.small else window.objection(claim)
    if not reason and score < THRESHOLD:
        reason = "too few of its words are in any one sentence of the articles"
    if reason:
        return Support(score, "unsupported", number, (window.span,), reason)
    kind: Kind = "verbatim" if claim.plain in window.plain else "close"
    return Support(score, kind, number, window.cited(claim), "")


class _Window:
    """One sentence of a passage with what may be read together with it."""

    def __init__(self, basis: Basis, spans: Sequence[Span], at: int) -> None:
        self._basis = basis
        self.span = spans[at]
        self._before = spans[at - 1] if at else None
        self.text = basis.text[slice(*self.span)]
        self.plain = plain(self.text)
        self._terms = words(self.text)
        self._points_back = bool(POINTS_BACK.search(self.text)) or self.text[0] in '“"‘'
        before = basis.text[slice(*self._before)] if self._before else ""
        self._near = words(before) | words(basis.title) | words(basis.outlet)
        self._named = self._terms | words(basis.outlet) | (self._near if self._points_back else frozenset())

    def coverage(self, claim: _Claim) -> float:
        """Return the weighted share of the claim's content words that is here."""
        covered = sum(
            weight * (1.0 if _has(term, self._terms) else NEARBY * _has(term, self._near))
            for term, weight in claim.weights.items()
        )
        return covered / (sum(claim.weights.values()) or 1.0)

    def cited(self, claim: _Claim) -> tuple[Span, ...]:
        """Return the sentence, after the one before it where that supplies a name."""
        lacking = [name for name in claim.names if not _named_in(name, self._terms | words(self._basis.outlet))]
        before = words(self._basis.text[slice(*self._before)]) if self._before else frozenset()
        if self._before and any(_named_in(name, before) for name in lacking):
            return (self._before, self.span)
        return (self.span,)

    def objection(self, claim: _Claim) -> str:
        """Say what in the claim this sentence does not bear out; empty when nothing."""
        return (
            facts.missing(claim.facts, facts.facts(self.text), self._basis.published)
            or self._names_objection(claim)
            or self._quotes_objection(claim)
            or self._meaning_objection(claim)
        )

    def _names_objection(self, claim: _Claim) -> str:
        if claim.speaker and not _has(claim.speaker, self._named):
            return "the article does not have it from that speaker"
        for name in claim.names:
            if not _named_in(name, self._named):
                return f"“{name}” is not in that sentence of the article"
            if _named_in(name, words(self._basis.outlet)):
                continue
            if places.reversed_(name, claim.text, self.text) or places.replaced(
                name, claim.text, self.text, borrowed=not _named_in(name, self._terms)
            ):
                return f"“{name}” stands in another relation there"
        return "the names stand in another order" if places.exchanged(claim.names, claim.text, self.text) else ""

    def _quotes_objection(self, claim: _Claim) -> str:
        spoken = [plain(self._basis.text[a:b]) for a, b in facts.quoted(self._basis.text)]
        for quote in claim.quotes:
            if quote not in self.plain or (claim.speaker and not any(quote in words for words in spoken)):
                return "words in quotation marks that the article does not quote"
        return ""

    def _meaning_objection(self, claim: _Claim) -> str:
        scope = clause_around(self.text, claim.terms)
        for cue in NOT_FACT:
            here = cue.pattern.search(self.text if cue.anywhere else scope)
            if here and not (cue.kept or cue.pattern).search(claim.text):
                return cue.lost
            if cue.added and cue.pattern.search(claim.text) and not cue.pattern.search(self.text):
                return cue.added
        for term in claim.terms - self._terms:
            if OPPOSITES.get(term, frozenset()) & (self._terms - claim.terms):
                return "the article says the opposite"
        return ""


def plain(text: str) -> str:
    """Bring a text to the form that is compared word for word: one kind of quote, dash and space; no case, no end."""
    text = re.sub(r"[“”\"]", '"', text.casefold())
    text = re.sub(r"[‘’]", "'", re.sub(r"[‐-―]", "-", text))
    return " ".join(text.split()).strip(" .,;:!?")


@lru_cache(maxsize=8192)
def words(text: str) -> frozenset[str]:
    """Stem the words of a text, irregular verbs brought to their base."""
    return frozenset(SAME_WORD.get(term, term) for term in terms(text))


def _content(text: str) -> set[str]:
    """Stem the content words, without dates and numbers, which are checked by themselves."""
    return {SAME_WORD.get(term, term) for term in content_terms(facts.without_figures(text))}


def _names(text: str) -> list[str]:
    return [name for name in names(facts.without_dates(text)) if not name[0].isdigit()]


def _named_in(name: str, where: frozenset[str]) -> bool:
    return all(_has(SAME_WORD.get(term, term), where) for term in content_terms(name))


def _has(term: str, where: frozenset[str]) -> bool:
    """Whether a word is there, "Iranian" standing for "Iran"."""
    return term in where or any(root(term, other) for other in where if other[:3] == term[:3] or term in PEOPLE)


def _speaker(text: str) -> str:
    match = SPEAKER.search(text)
    said = next((group for group in match.groups() if group), "") if match else ""
    found = content_terms(said) if said else ()
    return found[-1] if found and not POINTS_BACK.fullmatch(said) else ""
