"""A sentence to be checked, and one sentence of an article that it is held against with what may be read beside it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from rag.answer import facts, limits, objections, order, places, polarity
from rag.answer.countries import PEOPLE
from rag.answer.days import without_dates
from rag.answer.entities import names
from rag.answer.facts import Facts
from rag.answer.lexicon import FREE, base, reworded, same, words
from rag.answer.objections import Objection
from rag.answer.subjects import NO_ONE, PRONOUN, Subject
from rag.answer.wording import (
    NOT_FACT,
    OF_THE_SPEAKER,
    POINTS_BACK,
    SPEAKER,
    STATES_NOTHING,
    TOLD,
    UNNAMED_SPEAKER,
    Cue,
    clause_around,
)
from rag.content import content_terms, named_terms
from rag.printed import plain
from rag.sentences import Span
from rag.spelling import initials
from rag.terms import terms

NEARBY = 0.5
"""What a word counts that stands in the sentence before, the headline or the outlet's name only."""
ALIKE = 0.8
"""Share of a claim's words in a sentence from which names in another order say another thing."""
PLAUSIBLE = 0.2
"""Share of a claim's words in a sentence below which there is nothing to compare."""
RELATED = 0.5
"""The same from which another name in it stands for the one that is not there."""
LEAST = 2
"""Content words below which a sentence says too little to be checked."""

FOLLOWING = 5
"""Content words after a "may" or "promised" that it is taken to bear on."""
SPELLING = 0.85
"""Likeness (Ratcliff and Obershelp's, as difflib has it) from which two names may be spellings of one."""
FURTHEST = 3
"""Sentences before one that begins with "he" among which the one is looked for that says who he is."""
_DIED = re.compile(r"(?<![\w’'-])(?P<who>[\w’'-]++) (?:(?:has|have|had) )?died\b(?! (?:of|from)\b)")
_KILLED = re.compile(
    r"(?<![\w’'-])(?P<who>[\w’'-]++) (?:was|were|are|is|(?:had|has|have) been|being) killed\b"
    r"|\bkill(?:ed|ing|s)\b(?P<whom>(?: [\w’',-]+){1,5})"
)
_CUT = re.compile(r"\[?(?:\.\.\.|…)\]?")

Weight = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Basis:
    """A passage and what is known of its article."""

    text: str
    title: str = ""
    outlet: str = ""
    published: datetime | None = None
    language: str = ""


class Claim:
    """A sentence to be checked, taken apart once."""

    def __init__(self, text: str, weight: Weight = lambda _: 1.0) -> None:
        self.original = text
        self.plain = plain(text)
        quotes = [text[a:b] for a, b in facts.quoted(text)]
        self.opens_only = text.count("“") != text.count("”") or text.count('"') % 2 == 1
        self.quotes = [plain(piece) for quote in quotes for piece in _CUT.split(quote) if piece.strip()]
        self.text = text = reworded(text)
        self.unquoted = facts.without_quotes(text)
        self.terms = words(text)
        content = {base(term) for term in content_terms(facts.without_figures(text))}
        content |= limits.verbs(text)
        self.weights = {term: max(weight(term), 1e-6) for term in sorted(content - FREE)}
        self.facts = facts.facts(text)
        self.names = [
            name for name in names(without_dates(text)) if not name[0].isdigit() and not facts.is_number(name)
        ]  # fmt: skip
        self.name_terms = words(" ".join(self.names))
        said = content_terms(text)
        self.small = len(said) < LEAST or named_terms(" ".join(self.names)) == said
        self.speaker = _speaker(text)
        self.subject = Subject(text)
        died = _DIED.search(text)
        self.died = terms(died["who"])[-1] if died else ""
        self.killed = Claim(_DIED.sub(r"\g<who> were killed", text), weight) if died else None
        """The same with "were killed" for "died", which follows from it for those who are killed."""


class Window:
    """One sentence of a passage with what may be read together with it."""

    def __init__(self, basis: Basis, spans: Sequence[Span], at: int, whole: "Whole") -> None:
        self._basis, self._whole = basis, whole
        self.span = spans[at]
        self._before = spans[at - 1] if at else None
        self.original = basis.text[slice(*self.span)]
        self.plain = plain(self.original)
        self.text = reworded(self.original)
        self.names = [name for name in names(without_dates(self.text)) if not facts.is_number(name)]
        self._terms = words(self.text) | _acronyms(self.text)
        self._points_back = bool(POINTS_BACK.search(self.text)) or self.original[0] in '“"‘'
        before = reworded(basis.text[slice(*self._before)]) if self._before else ""
        self._near = words(before) | _acronyms(before) | whole.title | whole.outlet
        before_it = self._meant(spans, at)
        self._subject = Subject(reworded(basis.text[slice(*before_it)])) if before_it else NO_ONE
        self._meant_at = before_it if self._subject.agrees(self.original) else None
        carried = self._subject.words if self._meant_at else frozenset()
        self._named = self._terms | whole.outlet | carried | (self._near if self._points_back else frozenset())

    def coverage(self, claim: Claim) -> float:
        """Return the weighted share of the claim's content words that is here."""
        covered = sum(
            weight * (1.0 if has(term, self._terms) else NEARBY * has(term, self._near))
            for term, weight in claim.weights.items()
        )
        return covered / (sum(claim.weights.values()) or 1.0)

    def cited(self, claim: Claim) -> tuple[Span, ...]:
        """Return the sentence, after the one before it where that supplies a name."""
        own = self._terms | self._whole.outlet
        if self._meant_at and any(self._carried(term, claim) and not has(term, own) for term in claim.weights):
            return (self._meant_at, self.span)
        lacking = [name for name in claim.names if not named_in(name, own)]
        before = words(reworded(self._basis.text[slice(*self._before)])) if self._before else frozenset()
        if self._before and any(named_in(name, before) for name in lacking):
            return (self._before, self.span)
        return (self.span,)

    def objections(self, claim: Claim) -> list[Objection]:
        """Say what in the claim this sentence does not bear out, what it denies first."""
        if max(len(claim.original), len(self.text)) > limits.LONGEST:
            return list(limits.objections(claim.original, self.text))
        if claim.killed and any(claim.died in terms(m["who"] or m["whom"]) for m in _KILLED.finditer(self.text)):
            claim = claim.killed
        found = sorted(self._objections(claim), key=lambda one: not one.hard)
        return found or list(limits.objections(claim.unquoted, self.text))

    def _objections(self, claim: Claim) -> Iterator[Objection]:
        if claim.small:
            yield Objection("it says too little to be checked")
        if STATES_NOTHING.search(claim.original):
            yield Objection("it states nothing")
        found = objections.objection(claim.facts, facts.facts(self.text), self._basis.published)
        if found:
            anywhere = objections.objection(claim.facts, self._whole.facts, self._basis.published)
            absent = found.hard and anywhere is not None and anywhere.hard
            yield Objection(found.reason, absent, absent)
        if objections.misdated(claim.text, self.text):
            yield Objection("a date that the article gives for something else")
        if self._of_another(claim):
            yield Objection("it is not sure of whom that sentence of the article says so")
        yield from self._about_speaker(claim)
        yield from self._about_names(claim)
        yield from self._about_quotes(claim)
        if claim.opens_only and claim.plain not in self.plain:
            yield Objection("a quotation mark is not closed, so that it is not told what is quoted")
        yield from self._about_meaning(claim)
        if not all(self._has(term, claim) for term in claim.weights):
            yield Objection("not all of its words are in any one sentence of the articles")
        elif order.moved(claim.text, self.text):
            yield Objection("its words stand in another order there")

    def _has(self, term: str, claim: Claim) -> bool:
        """Whether a word is here; one of a name, or of whom "he" is, may also stand where this sentence points to."""
        here = has(term, self._terms | self._whole.outlet) or self._carried(term, claim)
        return here or (term in claim.name_terms and has(term, self._named))

    def _carried(self, term: str, claim: Claim) -> bool:
        """Whether a word is of the subject of both, which this sentence calls "he", "she", "it" or "they"."""
        return bool(self._meant_at) and term in claim.subject.words and has(term, self._subject.words)

    def _meant(self, spans: Sequence[Span], at: int) -> Span | None:
        """The sentence before whose subject a pronoun is that begins this one; in "He ... He ..." the first's."""
        match = PRONOUN.match(self.original)
        pronoun = match.group() if match else ""
        for before in range(at - 1, max(-1, at - 1 - FURTHEST), -1) if pronoun else ():
            if not self._basis.text[slice(*spans[before])].startswith(f"{pronoun} "):
                return spans[before]
        return None

    def _of_another(self, claim: Claim) -> bool:
        """Whether the claim has for "he" or "it", with which this sentence begins, who it is not or need not be."""
        borrowed = [term for term in claim.subject.words if not has(term, self._terms | self._whole.outlet)]
        if not borrowed or not self._subject.words:
            return False
        if not self._meant_at:
            return all(has(term, self._subject.words) for term in borrowed)
        return not any(has(term, self._subject.head) for term in borrowed) or not all(
            has(term, self._subject.words) for term in borrowed
        )

    def _about_speaker(self, claim: Claim) -> Iterator[Objection]:
        if claim.speaker and not (has(claim.speaker, self._whole.outlet) or has(claim.speaker, self._speakers())):
            yield Objection("the article does not have it from that speaker")
        # "The Post reported that it had found": the rescuers had, whom the article's sentence calls "they".
        if OF_THE_SPEAKER.search(claim.text) and any(
            named_in(name, self._whole.outlet) and not named_in(name, self._terms) for name in claim.names
        ):
            yield Objection("it reads as told of the outlet")
        unnamed = UNNAMED_SPEAKER.search(claim.text)
        if unnamed and not re.search(rf"\b{unnamed['who']}\b", self.text, re.I):
            yield Objection("it does not say who speaks")

    def _about_names(self, claim: Claim) -> Iterator[Objection]:
        if places.lies_elsewhere(claim.text, self.text):
            yield Objection("what it says lies there lies elsewhere")
        unknown = [name for name in claim.names if not named_in(name, self._named)]
        for name in unknown:
            absent = [other for other in unknown if not named_in(other, self._whole.terms)]
            hard = absent == [name] and not _spelled_alike(name, self._whole.terms) and self._has_another(name, claim)
            yield Objection(f"“{name}” is not in that sentence of the article", hard, hard)
        for name in claim.names:
            if name in unknown or named_in(name, self._whole.outlet):
                continue
            if all(self._carried(term, claim) for term in words(name)):
                continue
            if not named_in(name, self._terms) and any(not named_in(other, claim.terms) for other in self.names):
                yield Objection(f"that sentence of the article names another than “{name}”")
            here = named_in(name, self._terms) and places.stands(name, self.text)
            if not here and places.in_place_of(name, claim.text, self.text):
                yield Objection(f"that sentence of the article has another in the place of “{name}”")
            if places.reversed_(name, claim.text, self.text) or places.replaced(
                name, claim.text, self.text, borrowed=not here
            ):
                yield Objection(f"“{name}” stands in another relation there", here)
        if places.exchanged(claim.names, claim.text, self.text):
            bare = not any(places.after_preposition(name, self.text) for name in claim.names)
            yield Objection("the names stand in another order", bare and self.coverage(claim) >= ALIKE)

    def _speakers(self) -> frozenset[str]:
        """Words of who speaks: around a verb of saying, and before the sentence too where it points back; else all."""
        said = words(" ".join(group for match in TOLD.finditer(self.text) for group in match.groups() if group))
        if not said:
            return self._named
        return said | self._near | self._subject.words if self._points_back else said

    def _has_another(self, name: str, claim: Claim) -> bool:
        """Whether this sentence has in the place of a name another one, or one that the claim does not have."""
        if claim.text.startswith(name):
            return places.replaced(name, claim.text, self.text, borrowed=False)
        if places.replaced(name, claim.text, self.text, borrowed=True):
            return True
        if self.coverage(claim) < RELATED:
            return False
        size = len(name.split())
        return any(len(other.split()) == size and not named_in(other, claim.terms) for other in self.names)

    def _about_quotes(self, claim: Claim) -> Iterator[Objection]:
        for quote in claim.quotes:
            if quote not in self.plain or (claim.speaker and not any(quote in said for said in self._whole.quotes)):
                hard = bool(claim.speaker) and quote not in self._whole.plain
                yield Objection("words in quotation marks that the article does not quote", hard)

    def _about_meaning(self, claim: Claim) -> Iterator[Objection]:
        for cue in NOT_FACT:
            if self._hedged(cue, claim) and not (cue.kept or cue.pattern).search(claim.text):
                yield Objection(cue.lost, cue.hard)
            elif cue.added and cue.pattern.search(claim.text) and not cue.pattern.search(self.text):
                yield Objection(cue.added, cue.hard)
        yield from polarity.objections(claim.unquoted, self.text)

    def _hedged(self, cue: Cue, claim: Claim) -> bool:
        """Whether a cue of this sentence stands before words that are claimed, or at the end of their clause."""
        if cue.anywhere:
            return bool(cue.pattern.search(self.text))
        for match in cue.pattern.finditer(clause_around(self.text, claim.terms)):
            following = content_terms(match.string[match.end() :])[:FOLLOWING]
            if not following or any(has(base(term), claim.terms) for term in following):
                return True
        return False


class Whole:
    """What is asked of a passage as a whole: whether something stands anywhere in it."""

    def __init__(self, basis: Basis) -> None:
        text = reworded(basis.text)
        self.plain = plain(basis.text)
        self.title, self.outlet = words(reworded(basis.title)), words(basis.outlet)
        self.terms = words(text) | self.title | self.outlet | _acronyms(text)
        self.facts: Facts = facts.facts(text)
        self.quotes = [plain(basis.text[a:b]) for a, b in facts.quoted(basis.text)]


def has(term: str, where: frozenset[str]) -> bool:
    """Whether a word is there, "Iranian" standing for "Iran"."""
    if term in where:
        return True
    start = term[:3]
    return any(same(term, other) for other in where if other[:3] == start or other in PEOPLE or term in PEOPLE)


def _acronyms(text: str) -> frozenset[str]:
    """Initials of the names of a text."""
    return frozenset(short for name in names(text) if len(short := initials(name)) > 1)


def named_in(name: str, where: frozenset[str]) -> bool:
    """Whether all words of a name are there."""
    return all(has(base(term), where) for term in content_terms(name))


def _spelled_alike(name: str, where: frozenset[str]) -> bool:
    """Whether a name stands there in another spelling."""
    return all(has(term, where) or get_close_matches(term, where, n=1, cutoff=SPELLING) for term in content_terms(name))


def _speaker(text: str) -> str:
    match = SPEAKER.search(text)
    said = next((group for group in match.groups() if group), "") if match else ""
    found = content_terms(said) if said else ()
    return base(found[-1]) if found and not POINTS_BACK.fullmatch(said) else ""
