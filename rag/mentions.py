"""Outlets and dates that a question names: where it says to look, apart from what it asks."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from dateutil import parser as dates
from dateutil.relativedelta import relativedelta

from rag.sentences import Span

_WORD = re.compile(r"\w+(?:[.&-]\w+)*")
_LONGEST = 9
"""Words of an outlet's name in a question."""
_NAME_ENDS = re.compile(r"\s+[|:–—-]\s*|\s*\|\s*")
"""What a feed's own name hangs its section on: "FOX News - Health", "Cnbc | World Business News Leader"."""

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"""\b(?:
    (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})
    | (?P<day>(?:{_MONTHS})\s+{_DAY}(?:,?\s+\d{{4}})? | {_DAY}\s+(?:of\s+)?(?:{_MONTHS})(?:,?\s+\d{{4}})?)
    | (?P<month>(?:{_MONTHS}),?\s+\d{{4}})
    | (?P<yearless>(?<=in\s)(?:{_MONTHS}))
    | (?P<relative>yesterday | today | (?:last|this|past)\s+(?:week|month|year)))\b""",
    re.X,
)
_SLACK = relativedelta(days=1)
"""An evening's event is the next day's news, and a date has no time zone."""


@dataclass(frozen=True, slots=True)
class NamedOutlet:
    """An outlet's name in a question, and the archive's outlets that go by it."""

    span: Span
    outlets: frozenset[str]


@dataclass(frozen=True, slots=True)
class NamedDate:
    """A date in a question: from `start` to `end`, seconds since 1970, the end exclusive, a day's slack included."""

    span: Span
    start: int
    end: int


class OutletNames:
    """The names that an archive's outlets go by."""

    def __init__(self, outlets: Iterable[str]) -> None:
        self._known: dict[str, set[str]] = {}
        for outlet in outlets:
            for name in _names(outlet):
                if len(name) > 2:
                    self._known.setdefault(name, set()).add(outlet)

    def find(self, text: str) -> list[NamedOutlet]:
        """The outlets that `text` names, in order; the longest name wins. A name is written with a capital."""
        words = list(_WORD.finditer(text))
        found: list[NamedOutlet] = []
        at = 0
        while at < len(words):
            length = min(_LONGEST, len(words) - at)
            while length and not (known := self._at(text, words[at : at + length])):
                length -= 1
            if length:
                found.append(NamedOutlet((words[at].start(), words[at + length - 1].end()), frozenset(known)))
            at += max(1, length)
        return found

    def _at(self, text: str, words: Sequence[re.Match[str]]) -> set[str]:
        if not words[-1].group()[0].isupper() and not words[-1].group()[0].isdigit():
            return set()
        return self._known.get(_squashed(text[words[0].start() : words[-1].end()]), set())


def _names(outlet: str) -> set[str]:
    """The whole name, without its section, without ".com", and "the Times" for The New York Times."""
    first = _NAME_ENDS.split(outlet)[0]
    names = {outlet, first, re.sub(r"\.(com|org|net|co\.\w\w)$", "", first)}
    words = first.split()
    if len(words) > 2 and words[0] == "The":
        names |= {" ".join(words[1:]), f"the {words[-1]}"}
    return {_squashed(name) for name in names}


def _squashed(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


def dates_in(text: str, asked: int, newest: int) -> list[NamedDate]:
    """The dates that `text` names, in order.

    `asked` is what "last week" is said from, and `newest` what a date without a year is the last one before; both in
    seconds since 1970.
    """
    found = []
    for match in _DATE.finditer(text):
        if (range_ := _range(match, asked, newest)) is not None:
            start, end = range_
            found.append(NamedDate(match.span(), int((start - _SLACK).timestamp()), int((end + _SLACK).timestamp())))
    return found


def _range(match: re.Match[str], asked: int, newest: int) -> tuple[datetime, datetime] | None:
    said, kind = match.group(), match.lastgroup
    if kind == "relative":
        return _relative(said.lower(), datetime.fromtimestamp(asked, UTC))
    last = datetime.fromtimestamp(newest, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        start = dates.parse(said.replace(" of ", " "), default=last.replace(day=1)).replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # 31 November
        return None
    if not re.search(r"\d{4}", said) and start > last:
        start -= relativedelta(years=1)
    return start, start + (relativedelta(months=1) if kind in ("month", "yearless") else relativedelta(days=1))


def _relative(said: str, now: datetime) -> tuple[datetime, datetime]:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = today + relativedelta(days=1)
    match said.split():
        case ["today"]:
            return today, tomorrow
        case ["yesterday"]:
            return today - relativedelta(days=1), today
        case ["last", "week"]:
            monday = today - relativedelta(days=today.weekday())
            return monday - relativedelta(days=7), monday
        case ["last", "month"]:
            return today.replace(day=1) - relativedelta(months=1), today.replace(day=1)
        case ["last", "year"]:
            return today.replace(year=today.year - 1, month=1, day=1), today.replace(month=1, day=1)
        case ["this", "week"]:
            return today - relativedelta(days=today.weekday()), tomorrow
        case ["this", "month"]:
            return today.replace(day=1), tomorrow
        case ["this", "year"]:
            return today.replace(month=1, day=1), tomorrow
        case [_, unit]:  # the past week, month or year
            length = {"week": relativedelta(days=7), "month": relativedelta(months=1), "year": relativedelta(years=1)}
            return today - length[unit], tomorrow
    raise ValueError(said)
