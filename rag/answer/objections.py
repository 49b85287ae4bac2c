"""Numbers, dates and codes of a claim held against the evidence's: given, rounded, of something else, or not there."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import combinations
from typing import NamedTuple

from rag.answer.days import Day, date_spans, known_days
from rag.answer.facts import PRONOUN, Count, Facts, Number, last_place, near_by
from rag.content import content_terms
from rag.sentences import Span

ABOUT = 0.1
"""How far off a figure with "about" or "nearly" may be at most."""
NEARBY = 0.5
"""The same with "more than" or "less than", if it is no more than one of its last place."""
CLOSE = 0.05
"""How far off a figure may be that is written with fewer places."""
SHARES = ("%", "pp")
MOST = 30
"""Figures of which two are added up: a table has too many."""


class Objection(NamedTuple):
    """Why a sentence is not proven."""

    reason: str
    hard: bool = False
    """Whether the evidence says otherwise, rather than not saying it."""
    absent: bool = False
    """Whether what is objected to stands nowhere in the whole passage, and another one stands in its place."""


def objection(claim: Facts, evidence: Facts, published: datetime | None) -> Objection | None:
    """Say what the claim states and the evidence does not. Weekdays are read from `published`."""
    found = [*_number_objections(claim, evidence), *_date_objections(claim, evidence, published)]
    if claim.codes - evidence.codes:
        found.append(Objection("a name or code that the article does not give", bool(evidence.codes - claim.codes)))
    return max(found, key=lambda one: one.hard, default=None)


def misdated(claim: str, evidence: str) -> bool:
    """Whether the words beside a date of the claim stand beside another date of the evidence, more than beside its own.

    Both are compared as they are written; a date that is written in two ways is let pass.
    """
    there = [(evidence[slice(*span)].lower(), _around(evidence, span)) for span in date_spans(evidence)]
    for span in date_spans(claim):
        near, said = _around(claim, span), claim[slice(*span)].lower()
        own = [len(near & words) for date, words in there if date == said]
        others = [len(near & words) for date, words in there if date != said]
        if own and others and max(others) > max(own):
            return True
    return False


def _around(text: str, span: Span) -> frozenset[str]:
    """Stem the content words of the five words before and the eight after."""
    before, after = near_by(text, *span)
    return frozenset(content_terms(" ".join((*before.split()[-5:], *after.split()[:8]))))


def _date_objections(claim: Facts, evidence: Facts, published: datetime | None) -> Iterator[Objection]:
    """Objections to the claim's days, weekdays and times of day; `published` tells of which day "Monday" is."""
    said, there = claim.dates, evidence.dates
    known = known_days(there, published)
    for day in said.days:
        if not _day_known(day, known, evidence):
            yield Objection("a date that the article does not give", _other_day(day, there.days))
    if said.weekdays - (there.weekdays or {day.weekday for day in known}):
        yield Objection("a time that the article does not give", bool(there.weekdays - said.weekdays))
    if said.clocks - there.clocks:
        yield Objection("a time that the article does not give", bool(there.clocks - said.clocks))
    if said.relative - there.relative:
        yield Objection("a time that the article does not give")


def _day_known(day: Day, known: frozenset[Day], evidence: Facts) -> bool:
    bare_year = day.month == 0 and Number(float(day.year)) in {count.number for count in evidence.counts}
    return bare_year or any(day.fits(other) for other in known)


def _other_day(day: Day, known: frozenset[Day]) -> bool:
    """Whether days as exact as this one are known, and none that could be it."""
    as_exact = any(bool(day.year) <= bool(o.year) and bool(day.day) == bool(o.day) for o in known)
    return as_exact and not any(day.may_be(o) for o in known)


def _number_objections(claim: Facts, evidence: Facts) -> Iterator[Objection]:
    years = [Number(float(day.year)) for day in evidence.dates.days]
    others = [other for other in evidence.counts if not any(other.number.agrees(c.number) for c in claim.counts)]
    now = [other for other in others if other.role != "old"]
    dated = claim.earlier or any(day.year for day in claim.dates.days)
    for count in claim.counts:
        same = [other for other in evidence.counts if count.number.agrees(other.number)]
        if same and all(_in_another_role(count, other, dated) for other in same):
            yield Objection("a number that the article gives for something else")
        elif same and not count.per and not claim.rated and all(other.per for other in same):
            yield Objection("a number that the article gives per day, month or year")
        elif same:
            yield from _of_its_own(count, same, evidence.counts)
        elif not any(count.number.agrees(year) for year in years):
            yield from _not_given(count, others, others if dated else now)


def _not_given(count: Count, others: Sequence[Count], now: Sequence[Count]) -> Iterator[Objection]:
    """Objections to a number that the evidence does not have; the `others` are those that the claim does not have.

    Those of `now` are true still, or the claim is of how things were.
    """
    alike = [other for other in others if _alike(count, other)]
    if any(_stands_for(count, other) for other in now if _alike(count, other)):
        return
    if any(_points_for_percent(count.number, other.number) for other in alike):
        yield Objection("per cent for percentage points, or the other way round", True)
    elif not count.rounded and any(_rounds(count.number, other.number) for other in alike):
        yield Objection("a number that the article gives more exactly")
    else:
        yield Objection("a number that the article does not give", bool(alike) and not _follows(count, alike))


def _of_its_own(count: Count, same: list[Count], others: Sequence[Count]) -> Iterator[Objection]:
    """Objections to a number that the evidence has, `same`: it may be of something else, or a bound."""
    units = {other.number.unit for other in others}
    alone = count.number.unit in SHARES and count.number.unit not in units  # 71 seats are not 71 per cent
    if alone or not any(_of_one_thing(count, other) for other in same) or _of_others(count, same, others):
        yield Objection("a number that the article gives for something else")
    elif all(count.number.bound != other.number.bound or _past_it(count, other) for other in same):
        opposed = all({count.number.bound, other.number.bound} == {"<", ">"} for other in same)
        yield Objection("a number that the article gives as more or less than that", opposed)
    elif _in_another_clause(count, same, others):
        yield Objection("a number that the article gives for something else")


def _in_another_clause(count: Count, same: Sequence[Count], others: Sequence[Count]) -> bool:
    """Whether the words with a number stand rather with another one of its unit: "A wants 9%; B has offered 4%".

    A pronoun may stand for any of them.
    """
    own = max(len(count.clause & other.clause) + (PRONOUN in other.clause - count.clause) for other in same)
    rivals = (o for o in others if o.number.unit == count.number.unit and not o.number.agrees(count.number))
    return any(len(count.clause & rival.clause) > own for rival in rivals)


def _in_another_role(count: Count, other: Count, dated: bool) -> bool:
    """Whether a claim's figure is not what the evidence gives it as: "by 4.5" is not "to 4.5", nor five "one in five".

    What was so before is let pass where the claim is `dated`: where it may speak of that time.
    """
    roles = {count.role, other.role}
    if other.role == "old":
        return count.role != "old" and not dated
    return roles == {"by", "to"} or (len(roles) == 2 and not roles.isdisjoint(("in", "minus")))


def _follows(one: Count, others: Sequence[Count]) -> bool:
    """Whether a number may be worked out of two of the evidence, or is the rest of a share, or within what is given."""
    found = sorted(o.number.value for o in others if isinstance(o.number.value, float))
    value = one.number.value
    if not isinstance(value, float) or len(found) > MOST:
        return False
    share = one.number.unit == "%"  # two shares are percentage points apart
    results = [low + high for low, high in combinations(found, 2)]
    results += [100 - other for other in found] if share else [high - low for low, high in combinations(found, 2)]
    between = one.rounded == "~" and bool(found) and found[0] < value < found[-1]
    return between or any(math.isclose(value, result, rel_tol=1e-6) for result in results)


def _stands_for(one: Count, other: Count) -> bool:
    """Whether a figure that says it is no exact one is that of the evidence, rounded as it says."""
    a, b = one.number.value, other.number.value
    if not one.rounded or isinstance(a, str) or isinstance(b, str) or other.number.bound or a == b:
        return False
    off, place = abs(a - b), last_place(a)
    if one.rounded == "~":
        return off <= min(place / 2, ABOUT * a)
    within = min(place, NEARBY * a) if one.number.bound else min(place / 2, ABOUT * a)
    between = off >= (last_place(b) / 2 if other.rounded else 0)
    return (a < b if one.rounded == ">" else b < a) and off < within and between


def _rounds(one: Number, other: Number) -> bool:
    """Whether the evidence's figure is this one where it is written with fewer places: 1.9 million, 1.86 million."""
    a, b = one.value, other.value
    if isinstance(a, str) or isinstance(b, str) or one.bound or other.bound or last_place(a) <= last_place(b):
        return False
    return abs(a - b) <= min(last_place(a) / 2, CLOSE * b)


def _alike(one: Count, other: Count) -> bool:
    """Whether two numbers are of one unit, or else of one thing, a vague number being like vague ones only.

    Three per cent is not three percentage points.
    """
    if isinstance(one.number.value, str) != isinstance(other.number.value, str):
        return False
    if _points_for_percent(one.number, other.number):
        return True
    if one.number.unit or other.number.unit:
        return one.number.unit == other.number.unit
    return one.noun == other.noun


def _points_for_percent(one: Number, other: Number) -> bool:
    return one.value == other.value and {one.unit, other.unit} == {"%", "pp"}


def _past_it(one: Count, other: Count) -> bool:
    """Whether a claim has "more than four" for "at least four"."""
    return bool(one.number.bound) and bool(one.rounded) and not other.rounded


def _of_one_thing(one: Count, other: Count) -> bool:
    """Whether the same number counts the same: what has nothing beside it is not asked further.

    Of two with one unit said, the other one's noun stands for none: 14 days are not 14 people.
    """
    if bool(one.number.unit) != bool(other.number.unit):
        return not (one.noun if other.number.unit else other.noun)
    return bool(one.number.unit) or not one.noun or not other.noun or one.noun in other.beside


def _of_others(count: Count, same: list[Count], others: Sequence[Count]) -> bool:
    """Whether the same number is of something else, and another number of this: "3 of A and 8 of B", "3 of B"."""
    elsewhere = bool(count.noun) and all(other.noun and other.noun != count.noun for other in same)
    return elsewhere and any(other.noun == count.noun for other in others)
