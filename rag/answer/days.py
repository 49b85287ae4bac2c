"""The dates and times that a sentence gives, and which days they are by the day it was published."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rag.dates import MONTHS, WEEKDAYS
from rag.sentences import Span

_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = (
    rf"(?:{MONTHS}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEP|OCT|NOV|DEC)\b\.?"
)
_DATE = re.compile(
    rf"(?P<iso>\b\d{{4}}-\d\d-\d\d(?=\b|T\d))"
    rf"|\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})(?:,? (?P<year>\d{{4}})\b)?"
    rf"|\b(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year2>\d{{4}})\b)?"
    rf"|\b(?P<month3>{_MONTH})(?:,? (?:of )?(?P<year3>\d{{4}})\b)?"
    r"|\b(?P<year4>(?:1[89]|20)\d\d)\b(?![,.]\d)"
    rf"|\b(?P<weekday>{'|'.join(WEEKDAYS)})s?\b"
    r"|\b(?P<clock>\d{1,2}:\d\d(?: ?[ap]\.?m\b)?|\d{1,2} ?[ap]\.?m\b)"
    r"|\b(?P<relative>[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight)\b"
)
_SHIFTS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_COMING = re.compile(
    r"\b(will|would|next|until|till|due|expected|set|planned|scheduled|before|coming|is to|are to)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day, a month (`day` 0) or a year (`month` 0); `year` 0 when it is not said."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def weekday(self) -> int:
        """0 is Monday; -1 when the day is not whole or is none."""
        try:
            return date(self.year, self.month, self.day).weekday()
        except ValueError:
            return -1

    def fits(self, other: "Day") -> bool:
        """Whether `other` says this or something finer, an unsaid year of its own being any."""
        same_year = self.year in (0, other.year)
        return same_year and self.month in (0, other.month) and self.day in (0, other.day)

    def may_be(self, other: "Day") -> bool:
        """Whether nothing that both say differs, and the finest of it is said by both."""
        pairs = ((self.day, other.day), (self.month, other.month), (self.year, other.year))
        finest = next((pair for pair in pairs if pair[0]), (0, 0))
        return all(finest) and all(a == b for a, b in pairs if a and b)


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates and times of a text, as far as it says them."""

    days: frozenset[Day]
    weekdays: frozenset[int]
    """0 is Monday."""
    clocks: frozenset[str]
    """Times of day: 04:30."""
    relative: frozenset[str]
    """today, yesterday, tomorrow, tonight."""
    coming: bool
    """Whether the text speaks of something ahead."""


def dates(text: str) -> Dates:
    """Take the dates and times out of a text."""
    matches = list(_DATE.finditer(text))
    return Dates(
        days=frozenset(day for m in matches if (day := _day(m))),
        weekdays=frozenset(WEEKDAYS.index(m["weekday"]) for m in matches if m["weekday"]),
        clocks=frozenset(_clock(m["clock"]) for m in matches if m["clock"]),
        relative=frozenset(m["relative"].lower() for m in matches if m["relative"]),
        coming=bool(_COMING.search(text)),
    )


def date_spans(text: str) -> list[Span]:
    """Where the dates and times of a text stand."""
    return [match.span() for match in _DATE.finditer(text)]


def without_dates(text: str) -> str:
    """Put spaces where the dates and times of a text stand."""
    return _DATE.sub(lambda m: " " * len(m.group()), text)


def known_days(said: Dates, published: datetime | None) -> frozenset[Day]:
    """Add to the days a text states those that follow from the day it was published."""
    if published is None:
        return said.days
    day = published.date()
    found = {_dated(one, day) for one in said.days}
    found |= {_as_day(day + timedelta(days=_SHIFTS[word])) for word in said.relative}
    for weekday in said.weekdays:
        last = day - timedelta(days=(day.weekday() - weekday) % 7)
        found.add(_as_day(last))
        if said.coming:
            found.add(_as_day(last + timedelta(days=7)))
    return frozenset(found)


def _dated(known: Day, published: date) -> Day:
    """With the year that brings a day nearest to its publication, where none is said."""
    if known.year:
        return known
    day = known.day or 15
    years = [y for y in range(published.year - 1, published.year + 2) if Day(y, known.month, day).weekday >= 0]
    nearest = min(years, key=lambda y: abs(date(y, known.month, day) - published), default=0)
    return Day(nearest, known.month, known.day)


def _as_day(day: date) -> Day:
    return Day(day.year, day.month, day.day)


def _day(match: re.Match[str]) -> Day | None:
    if match["iso"]:
        year, month, day = match["iso"].split("-")
        return Day(int(year), int(month), int(day))
    if match["year4"]:
        return Day(int(match["year4"]))
    name = match["month"] or match["month2"] or match["month3"]
    if not name:
        return None
    said = match["year"] or match["year2"] or match["year3"] or "0"
    return Day(int(said), _MONTHS[name[:3].lower()], int(match["day"] or match["day2"] or "0"))


def _clock(said: str) -> str:
    """Write a time of day as 04:30, the afternoon's as 16:30; one without "a.m." or "p.m." is taken as it stands."""
    digits = re.findall(r"\d+", said)
    hour = int(digits[0])
    if "p" in said.lower() and hour < 12:
        hour += 12
    elif "a" in said.lower() and hour == 12:
        hour = 0
    return f"{hour:02d}:{digits[1] if len(digits) > 1 else '00'}"
