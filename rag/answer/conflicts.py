"""Different figures that independent reports give for one thing, shown side by side instead of one of them chosen.

Two figures are held to be of one thing when the same is counted, the same became of it, in the same place and on days
that agree, and their sentences are alike (`comparable`). It is better to miss a conflict than to invent one: what
cannot be told apart for certain is left out. Figures that may round to one number agree.

A later figure is not always a contradiction: a toll rises. Where no two outlets differ within two days of each other,
or all figures are one outlet's, what is shown is marked as `updated`: the figures stand in their order, newest first,
and the reader is told that a later one may bring an earlier one up to date. Versions that were superseded are no
evidence at all, so they are no side of a conflict either.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np

from rag.answer.counted import PEOPLE, UNITS, frames
from rag.answer.facts import Number, numbers, without_figures
from rag.answer.figures import ARTICLES, Figure, events, figures
from rag.answer.ranking import Candidate
from rag.answer.slots import new_names
from rag.answer.strangers import asked_about, strangers
from rag.answer.wording import commands
from rag.question import Question, content_terms
from rag.sentences import sentences
from rag.types import Citation, Claim, Conflict
from rag.view import View

NEAR = 0.62
"""Least score of a sentence, against the best, whose figure may be a side."""
FIRST = 0.85
"""The same for a pair of which the answer quotes neither."""
TWIN, ALIKE, HINT, BECAME, LEAST = 0.8, 0.75, 0.66, 0.6, 0.4
"""Likeness of two sentences from which their figures may be of one thing: where sums of money or different words for
people are held against each other; where they share something beside the figure; where they share nearly all; where
one says that its figure is what something changed to; where the same became of what is counted and both are of one
day."""
SHARED, FULLY = 0.3, 0.6
"""Share of the words beside a figure, of the smaller lot, that both have: some, and nearly all."""
TIMES = 10
"""How many times the lower of two figures the higher may be: past that they are of two things."""
FRESH = 14 * 86_400
"""Seconds past which two figures are of two occasions, however alike."""
MONTHS = 92 * 86_400
"""The same where the later report says that its figure is what the thing has changed to."""
AT_ONCE = 2 * 86_400
"""Seconds within which two outlets that differ contradict each other; later figures may be updates."""
_TO = re.compile(r"(?: [a-z]+)?,? to (?:about |some |roughly |around )?", re.I)
_INSTEAD_OF = re.compile(
    r"\b(?:instead of|rather than|(?:up|down) from|compared (?:with|to)) "
    r"(?:the |an? )?(?:[a-z]+ ){0,2}$",
    re.I,
)
MOST = 3
"""Conflicts of an answer."""
SIDES = 6
"""Claims of a conflict: the newest."""


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """A figure and the sentence that gives it."""

    figure: Figure
    candidate: Candidate
    place: int
    """Row of its sentence's vector."""

    @property
    def when(self) -> int:
        """Seconds since 1970 at which its version became known."""
        return self.candidate.source.known_from

    @property
    def outlet(self) -> str:
        return self.candidate.source.article.outlet


def conflicts(
    question: Question, candidates: Sequence[Candidate], chosen: Sequence[Candidate], view: View | None
) -> tuple[Conflict, ...]:
    """The conflicts among sentences that were found for a question; `candidates` with the best first.

    Numbers of citations are 0 until `numbered` gives them.
    """
    if view is None or not candidates:
        return ()
    best = max(c.relevance for c in candidates)
    quoted = {id(c) for c in chosen}
    names = asked_about(question, view)
    near = [
        c
        for c in candidates
        if (c.relevance >= NEAR * best or id(c) in quoted) and not (_elsewhere(question, names, c) or commands(c.text))
    ]
    sides = [
        _Side(figure, c, place)
        for place, c in enumerate(near)
        if c.text not in c.source.article.correction
        for figure in figures(c.text, c.source.article.published, _begins_with_a_name(c))
        if _asked_for(question, figure)
    ]
    if len({side.candidate.source.origin_id for side in sides}) < 2:
        return ()
    alike = _likeness(near, view)
    first = FIRST * best
    links = [
        (a, b)
        for a, b in combinations(sides, 2)
        if (quoted & {id(a.candidate), id(b.candidate)} or min(a.candidate.relevance, b.candidate.relevance) >= first)
        and a.candidate.source.origin_id != b.candidate.source.origin_id
        and comparable(question, a, b, float(alike[a.place, b.place]))
    ]
    return tuple(_conflict(group) for group in _groups(links))[:MOST]


def _asked_for(question: Question, figure: Figure) -> bool:
    """Whether a figure may be what is asked for: how many were on board is not how many died there."""
    if question.kind != "how_many" or not figure.frames or figure.of in UNITS:
        return True
    asked = frames(question.terms)
    return bool(figure.frames & asked) if asked else figure.of not in question.terms


def _elsewhere(question: Question, names: Sequence[str], candidate: Candidate) -> bool:
    """Whether a sentence names others than the question does, in an article that names none of those."""
    return strangers(names, candidate) == 1 and bool(new_names(question, candidate.text))


def comparable(question: Question, one: _Side, other: _Side, alike: float) -> bool:
    """Whether two figures are of one thing; `alike` is the likeness of their sentences."""
    if _puts_in_place(one, other) or _puts_in_place(other, one):
        return True
    a, b = one.figure, other.figure
    if alike >= BECAME and (_reaches(one, other) or _reaches(other, one)):
        return True
    if (a.per, a.ahead, a.step, a.past) != (b.per, b.ahead, b.step, b.past) or not _same_noun(question, a, b, alike):
        return False
    if (a.frames != b.frames and not a.frames & b.frames) or _apart(a.named, b.named) or _apart(a.since, b.since):
        return False
    days = abs(one.when - other.when)
    if days > FRESH or max(a.high, b.high) > TIMES * min(a.low, b.low) or not _same_days(one, other):
        return False
    same = bool(a.frames & b.frames)
    mine, theirs = a.beside | a.named, b.beside | b.named
    shared = len(mine & theirs) / (min(len(mine), len(theirs)) or 1)
    if a.of in UNITS:
        return (same and alike >= ALIKE) or (alike >= TWIN and shared >= FULLY)
    if alike >= ALIKE:
        return same or shared >= SHARED
    return (alike >= HINT and shared >= FULLY) or (alike >= LEAST and days <= AT_ONCE and same and shared >= SHARED)


def _puts_in_place(later: _Side, earlier: _Side) -> bool:
    """Whether the later report itself gives its figure in place of the other: "from 18.5 million crowns to 14 million".

    However many days lie between: it says that they are of one thing.
    """
    text = later.candidate.text
    found = list(numbers(text)) if later.when > earlier.when else []
    for (one, begin, end), (other, start, _) in pairwise(found):
        from_to = _TO.fullmatch(text[end:start]) and text[:begin].rstrip().lower().endswith("from")
        if not from_to and not _INSTEAD_OF.search(text[end:start]):
            continue
        old, new = (one, other) if from_to else (other, one)
        if _is(old, earlier.figure) and _is(new, later.figure) and old.value != new.value:
            return not old.unit or old.unit == earlier.figure.of
    return False


def _reaches(later: _Side, earlier: _Side) -> bool:
    """Whether the later figure is what the earlier one has become: "is 40 per cent full", "raised to 75 per cent"."""
    new, old = later.figure, earlier.figure
    if not new.reached or later.when <= earlier.when or later.when - earlier.when > MONTHS or new.of != old.of:
        return False
    if (new.per, new.step, old.step, old.past, old.ahead) != (old.per, False, False, False, False):
        return False
    if new.of == PEOPLE and new.frames != old.frames and not new.frames & old.frames:
        return False
    both = set(content_terms(without_figures(later.candidate.text)))
    both &= set(content_terms(without_figures(earlier.candidate.text)))
    return bool(new.named & old.named) and len(both - new.named) > 1


def _is(number: Number, figure: Figure) -> bool:
    return isinstance(number.value, float) and figure.low <= number.value <= figure.high


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _same_noun(question: Question, a: Figure, b: Figure, alike: float) -> bool:
    """Whether one word is counted, or people on one side and on the other what the question calls them."""
    asked = {*question.terms, *question.context}
    called = PEOPLE in (a.of, b.of) and bool({a.of, b.of} & asked - {PEOPLE})
    return a.of == b.of or (called and alike >= TWIN)


def _same_days(one: _Side, other: _Side) -> bool:
    """Whether the days may be one: neither is told of another day, nor of a day after the other was published."""
    here, there = set(events(one.figure)), set(events(other.figure))
    if here and there:
        return bool(here & there)
    days, silent = (here, other) if here else (there, one)
    published = silent.candidate.source.article.published
    if not days or published is None:
        return True
    return min((d.year, d.month, d.day) for d in days) <= (published.year, published.month, published.day)


def _begins_with_a_name(candidate: Candidate) -> bool:
    """Whether the first word of a sentence is written with a capital for its own sake: never without it elsewhere."""
    words = candidate.text.split(maxsplit=2)
    first = words[0].strip("“”\"'(")
    if len(words) < 2 or words[1].lower() in ARTICLES:
        return False
    return not re.search(rf"(?<!\w){re.escape(first.lower())}(?!\w)", candidate.source.article.text)


def _likeness(candidates: Sequence[Candidate], view: View) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    """Cosine of each two sentences' vectors; 0 where one was not kept."""
    kept = view.sentence_vectors([c.passage_id for c in candidates])
    rows = np.zeros((len(candidates), view.encoder.dimensions), np.float32)
    for place, candidate in enumerate(candidates):
        found = kept.get(candidate.passage_id)
        if found is not None and candidate.row < len(found):
            rows[place] = found[candidate.row]
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.where(norms > 0, norms, 1)
    return np.asarray(rows @ rows.T, np.float32)


def _groups(links: Sequence[tuple[_Side, _Side]]) -> Iterator[list[_Side]]:
    """Each side not yet in a group, the best first, with those it is linked to, where one of them differs from it."""
    linked: dict[_Side, list[_Side]] = {}
    for a, b in links:
        linked.setdefault(a, []).append(b)
        linked.setdefault(b, []).append(a)
    done: set[_Side] = set()
    for side in sorted(linked, key=lambda s: (-s.candidate.score, s.place)):
        others = [other for other in linked[side] if other not in done]
        if side not in done and any(not side.figure.same_value(other.figure) for other in others):
            yield [side, *others]
            done |= {side, *others}


def _conflict(group: Sequence[_Side]) -> Conflict:
    newest_first = sorted(group, key=lambda s: (-s.when, s.candidate.source.article_id, s.candidate.span))
    kept: list[_Side] = []
    for side in newest_first:
        if not any(_said_twice(k, side) for k in kept):
            kept.append(side)
    kept = kept[:SIDES]
    claims = tuple(Claim(s.figure.words, _citation(s.candidate)) for s in kept)
    about = next((s.figure.about for s in kept if not s.figure.about.startswith("to …")), kept[0].figure.about)
    return Conflict(about, claims, _updated(kept))


def _said_twice(one: _Side, other: _Side) -> bool:
    """Whether one report gives one value in both places."""
    values = (one.figure.low, one.figure.high) == (other.figure.low, other.figure.high)
    return values and one.candidate.source.origin_id == other.candidate.source.origin_id


def _updated(sides: Sequence[_Side]) -> bool:
    return not any(
        not a.figure.same_value(b.figure)
        and (a.outlet != b.outlet or not a.outlet)
        and (abs(a.when - b.when) <= AT_ONCE or _repeats(a, b) or _repeats(b, a))
        for a, b in combinations(sides, 2)
    )


def _repeats(later: _Side, earlier: _Side) -> bool:
    """Whether the later report itself sets the earlier figure beside its own, in the next sentence or the one before.

    Then both are in force: "the board expects 14 million. The diocese, which counts differently, speaks of 15 million."
    """
    if later.when < earlier.when:
        return False
    article, order = later.candidate.source.article, later.candidate.order
    spans = sentences(article.text, article.language)
    beside = " … ".join(article.text[slice(*spans[at])] for at in (order - 1, order + 1) if 0 <= at < len(spans))
    values = [number.value for number, _, _ in numbers(beside)]
    return any(isinstance(v, float) and earlier.figure.low <= v <= earlier.figure.high for v in values)


def _citation(candidate: Candidate) -> Citation:
    start, end = candidate.span
    return Citation(0, candidate.source, start, end, candidate.text, candidate.copies)


def numbered(found: Sequence[Conflict], citations: Sequence[Citation]) -> tuple[Conflict, ...]:
    """The conflicts with numbers for their citations: the answer's own where it quotes the same words, else new ones.

    A claim whose quotation is not what the article says at its offsets is left out, and with it a conflict of one side.
    """
    numbers = {(c.source.article_id, c.source.version, c.start, c.end): c.n for c in citations}
    kept = []
    for conflict in found:
        claims = []
        for claim in conflict.claims:
            c = claim.citation
            if c.source.article.text[c.start : c.end] != c.quote:
                continue
            new = max(numbers.values(), default=0) + 1  # two citations may be of the same words
            n = numbers.setdefault((c.source.article_id, c.source.version, c.start, c.end), new)
            claims.append(replace(claim, citation=replace(c, n=n)))
        if len({claim.value for claim in claims}) > 1:
            kept.append(replace(conflict, claims=tuple(claims)))
    return tuple(kept)
