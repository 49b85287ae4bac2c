"""Whether two figures of two reports are of one thing.

They are when the same is counted, the same became of it, in the same place and on days that agree, their reports are of
one thing and their sentences alike. What cannot be told apart for certain is taken to be two things.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from rag.answer.candidates import Candidate
from rag.answer.counted import PEOPLE, UNITS, frames
from rag.answer.facts import Number, numbers, without_figures
from rag.answer.figures import GRADES, Figure, events
from rag.answer.number_forms import as_in_english
from rag.answer.occasions import Occasion
from rag.content import content_terms
from rag.labels import NO_REPORTS
from rag.question import Question
from rag.sentences import sentences
from rag.terms import terms

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
_PUT = frozenset(terms("put price estimate estimated value valued worth budget contract"))
"""What a sum is told with that may be of a thing to come: "put the price at 84 million"."""
_TO = re.compile(r"(?:[a-z]+)?,? ?to(?: about| some| roughly| around)?", re.I)
_WRONG = r"(?:earlier|first|initially|originally|previously|wrongly|mistakenly|erroneously)"
_INSTEAD_OF = re.compile(
    rf"""\b(?:instead[ ]of|rather[ ]than|(?:up|down)[ ]from|compared[ ](?:with|to)
        |(?:(?<=[,;(][ ])|\b(?:and|but)[ ])not(?:,?[ ]as[ ][^,.;]{{1,40}},)?
        |{_WRONG}(?:[ ][a-z]+){{1,3}})[ ]
    (?:the[ ]|an?[ ])?(?:[a-z]+[ ]){{0,2}}$""",
    re.I | re.X,
)
_NOT = re.compile(r"\b(?:not|instead of|rather than)(?: (?:the|an?|some|about|around|with|by|at|in))*\s*$", re.I)
_BUT = re.compile(r"\W*(?:[\w’'-]+\W+){0,8}?but\b", re.I)
"""What stands before, and after, a figure that another one takes the place of: "not 4,100 seals but 2,600"."""

_WITHDRAWN = re.compile(
    rf"""\b(?:wrong(?:ly)?|errors?|mistakes?|mistaken(?:ly)?|erroneous(?:ly)?|incorrect(?:ly)?|withdr[ae]wn?|retracted
    |too[ ](?:high|low)|miscount\w*|misprint\w*|counted[ ]twice|ha(?:d|ve|s)[ ](?:\w+[ ])?{_WRONG})\b""",
    re.I | re.X,
)
"""Signs that a figure beside a later one is in force no more: "The trust had first spoken of 4,100."."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A figure and the sentence that gives it."""

    figure: Figure
    candidate: Candidate
    place: int
    """Row of its sentence's vector."""
    occasion: Occasion

    @property
    def when(self) -> int:
        """Seconds since 1970 at which its version became known."""
        return self.candidate.source.known_from

    @property
    def reports(self) -> bool:
        """Whether it is told as news: a column's figure is shown with its label, and makes no conflict."""
        return self.candidate.source.article.kind not in NO_REPORTS

    @property
    def outlet(self) -> str:
        """Empty where it is not known."""
        return self.candidate.source.article.outlet


def comparable(question: Question, one: Side, other: Side, alike: float) -> bool:
    """Whether two figures are of one thing; `alike` is the likeness of their sentences."""
    if _puts_in_place(one, other) or _puts_in_place(other, one):
        return True
    a, b = one.figure, other.figure
    if one.occasion.apart(other.occasion) or a.period != b.period or _of_other_kinds(one, other):
        return False
    if (alike >= BECAME and (_reaches(one, other) or _reaches(other, one))) or _counts_on(one, other, alike):
        return True
    if (a.per, a.step, a.past) != (b.per, b.step, b.past) or not _same_noun(question, a, b, alike):
        return False
    if a.ahead != b.ahead and not _PUT & (b if a.ahead else a).beside:
        return False
    if (a.frames != b.frames and not a.frames & b.frames) or _apart(a.named, b.named) or _apart(a.since, b.since):
        return False
    days = abs(one.when - other.when)
    if days > FRESH or max(a.high, b.high) > TIMES * min(a.low, b.low) or not _same_days(one, other):
        return False
    same = bool(a.frames & b.frames)
    mine, theirs = a.beside | a.named, b.beside | b.named
    both = len(mine & theirs) + (same and not frames(mine & theirs) & a.frames & b.frames)  # "cost" and "price" are one
    shared = both / (min(len(mine), len(theirs)) or 1)
    if a.of in UNITS:
        return (same and alike >= ALIKE) or (alike >= TWIN and shared >= FULLY)
    if alike >= ALIKE:
        return same or shared >= SHARED
    return (alike >= HINT and shared >= FULLY) or (alike >= LEAST and days <= AT_ONCE and same and shared >= SHARED)


def _puts_in_place(later: Side, earlier: Side) -> bool:
    """Whether the later report itself gives its figure in place of the other: "from 18.5 million crowns to 14 million".

    However many days lie between: it says that they are of one thing.
    """
    text = as_in_english(later.candidate.text, later.candidate.source.article.language)
    found = [n for n in numbers(text) if isinstance(n[0].value, float)] if later.when > earlier.when else []
    for (one, begin, end), (other, start, _) in pairwise(found):
        from_to = _TO.fullmatch(text[end:start].strip()) and text[:begin].rstrip().lower().endswith("from")
        not_but = _BUT.match(text[end:start]) and _NOT.search(text[:begin])
        if not (from_to or not_but or _INSTEAD_OF.search(text[end:start])):
            continue
        old, new = (one, other) if from_to or not_but else (other, one)
        if _is(old, earlier.figure) and _is(new, later.figure) and old.value != new.value:
            return not old.unit or old.unit == earlier.figure.of
    return later.when > earlier.when and withdraws(later, earlier)


def withdraws(later: Side, earlier: Side) -> bool:
    """Whether a sentence beside the later figure gives the earlier one as wrong, or as given before."""
    if earlier.figure.same_value(later.figure):
        return False
    return any(_WITHDRAWN.search(text) and gives(text, earlier.figure) for text in beside(later))


def beside(side: Side) -> list[str]:
    """The sentences before and after that of a figure, as in English."""
    article, order = side.candidate.source.article, side.candidate.order
    spans = sentences(article.text, article.language)
    there = [at for at in (order - 1, order + 1) if 0 <= at < len(spans)]
    return [as_in_english(article.text[slice(*spans[at])], article.language) for at in there]


def gives(text: str, figure: Figure) -> bool:
    """Whether a number of a text is that of a figure."""
    return any(_is(number, figure) for number, _, _ in numbers(text))


def _reaches(later: Side, earlier: Side) -> bool:
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


def _counts_on(one: Side, other: Side, alike: float) -> bool:
    """Whether the later report gives how far a count has come that the earlier one gives too: a toll, the missing."""
    earlier, later = sorted((one, other), key=lambda side: side.when)
    new, old = later.figure, earlier.figure
    if not new.reached or later.when - earlier.when > MONTHS or any(f.of != PEOPLE or f.per for f in (new, old)):
        return False
    if any(f.ahead or f.step or f.past for f in (new, old)) or _apart(new.named, old.named):
        return False
    if alike < LEAST or not new.frames & old.frames or max(new.high, old.high) > TIMES * min(new.low, old.low):
        return False
    return bool(later.occasion.named_with(earlier.occasion))


def _is(number: Number, figure: Figure) -> bool:
    return isinstance(number.value, float) and figure.low <= number.value <= figure.high


def _of_other_kinds(one: Side, other: Side) -> bool:
    """Whether one is of the badly hurt and the other of all, or of gold medals that the other tells apart from all."""
    mine, theirs = one.figure.kind_of, other.figure.kind_of
    if mine & GRADES.keys() != theirs & GRADES.keys() or (mine and theirs and not mine & theirs):
        return True
    said = {*content_terms(one.candidate.text)}, {*content_terms(other.candidate.text)}
    return bool((mine - theirs) & said[1] or (theirs - mine) & said[0])


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _same_noun(question: Question, a: Figure, b: Figure, alike: float) -> bool:
    """Whether one word is counted, or people on one side and on the other what the question calls them."""
    asked = {*question.terms, *question.context}
    called = PEOPLE in (a.of, b.of) and bool({a.of, b.of} & asked - {PEOPLE})
    return a.of == b.of or (called and alike >= TWIN)


def _same_days(one: Side, other: Side) -> bool:
    """Whether the days may be one: neither is told of another day, nor of a day after the other was published."""
    here, there = set(events(one.figure)), set(events(other.figure))
    if here and there:
        return bool(here & there)
    days, silent = (here, other) if here else (there, one)
    published = silent.candidate.source.article.published
    if not days or published is None:
        return True
    return min((d.year, d.month, d.day) for d in days) <= (published.year, published.month, published.day)
