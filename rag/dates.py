"""Dates that a question names: days and months, seasons and quarters, "last week", "since 3 December", "5 to 8 May"."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from dateutil import parser as dates
from dateutil.relativedelta import MO, relativedelta, weekday

from rag.sentences import Span

FAR = 2**40
"""Seconds since 1970, or before it, of an end that is left open."""

_FIRST, _LAST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (1000, 9000))
"""Centuries before the calendar of Python's ends, so that what is counted from there stays in it."""
_SLACK = relativedelta(days=1)
"""An evening's event is the next day's news, and a date has no time zone."""
_ERA = 200 * 86_400
"""Seconds from which on a span is an era rather than a date: it does not say how new the news is to be."""

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = rf"(?:{MONTHS}|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "few": 5, "several": 7,
}  # fmt: skip
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
UNIT = r"(?:day|week|month|year)s?"
_AROUND = {"day": relativedelta(), "week": relativedelta(days=3), "month": relativedelta(days=15),
           "year": relativedelta(months=6)}  # fmt: skip
"""How far "two weeks ago" may be from fourteen days."""
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month in which each begins, in the north."""
_ORDER = {"first": 0, "1st": 0, "q1": 0, "second": 1, "2nd": 1, "q2": 1, "third": 2, "3rd": 2, "q3": 2,
          "fourth": 3, "4th": 3, "q4": 3, "final": 3, "last": 3}  # fmt: skip

_POINT = re.compile(
    rf"""\b(?:
    (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})
    | (?P<day>{_MONTH}\s+{_NTH}\b(?:,?\s+{_YEAR})? | {_NTH}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?)
    | (?P<part>(?:early|mid|late)[\s-]+{_MONTH}(?:,?\s+{_YEAR})?)
    | (?P<month>{_MONTH}(?:,|\s+of)?\s+{_YEAR}
      | (?:(?<=in\s)|(?<=since\s)|(?<=during\s)|(?<=until\s)|(?<=before\s)|(?<=after\s)|(?<=by\s)
        |(?<=between\s)|(?<=from\s))(?:{MONTHS})\b)
    | (?P<season>(?:spring|summer|autumn|fall|winter)\s+(?:of\s+)?{_YEAR}
      | (?:last|this|past)\s+(?:spring|summer|autumn|fall|winter)
      | (?:(?<=in\s)|(?<=in\sthe\s)|(?<=since\sthe\s)|(?<=during\sthe\s))(?:spring|summer|autumn|winter)\b)
    | (?P<quarter>(?:first|second|third|fourth|final|last|1st|2nd|3rd|4th)\s+quarter\s+of\s+
      (?:{_YEAR}|(?:the|this)\s+year)
      | [Qq][1-4]\s+(?:of\s+)?{_YEAR})
    | (?P<half>(?:first|second)\s+half\s+of\s+(?:{_YEAR}|(?:the|this)\s+year))
    | (?P<ago>(?:{NUMBER})\s+(?:of\s+)?{UNIT}\s+(?:ago|earlier)\b)
    | (?P<past>(?:last|past)\s+(?:{NUMBER})\s+(?:of\s+)?{UNIT})
    | (?P<weekday>(?:(?<=on\s)|(?<=since\s)|(?<=until\s)|(?<=before\s)|(?<=after\s)|last\s)(?:{"|".join(WEEKDAYS)}))
    | (?P<relative>the\s+day\s+before\s+yesterday | yesterday | today | tonight | this\s+morning
      | (?:last|this|past)\s+(?:week|weekend|month|year) | next\s+year)
    | (?P<year>(?:(?<=in\s)|(?<=since\s)|(?<=until\s)|(?<=before\s)|(?<=after\s)|(?<=during\s)|(?<=by\s)
      |(?<=of\s)|(?<=for\s)|(?<=between\s)|(?<=from\s)|(?<=(?:19|20)\d\d[–-])
      |(?<=(?:19|20)\d\d\s(?:to|or)\s)|(?<=(?:19|20)\d\d\sand\s)){_YEAR})
    | (?P<which>(?<=the\s){_YEAR}(?=\s+[a-z]) | (?<=[a-z]\s){_YEAR}(?=\W*$))
    )(?!\w)""",
    re.X | re.I,
)
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})\b", re.I)
_OPEN = re.compile(r"\b(?P<word>since|after|following|before|prior to|until|till|up to|by|as of)\s+(?:the\s+)?$", re.I)
_BEGINS = re.compile(r"\b(?:between|from)\s+(?:the\s+)?$", re.I)
_TO = re.compile(r"\s*(?:[–—-]|\b(?:and|to|until|till|through)\b)\s*(?:the\s+)?", re.I)
_DASH = r"(?:\s*[–—-]\s*|\s+(?:to|until|till|through)\s+)"
_FROM_DAY = re.compile(rf"\b(?:(?P<and>between\s+{_NTH}\s+and\s+)|(?:from\s+)?{_NTH}{_DASH})$", re.I)
_TO_DAY = re.compile(rf"(?:{_DASH}|(?P<and>\s+and\s+)){_NTH}(?!\s*(?:of\s+)?{_MONTH})(?:,?\s+(?P<year>{_YEAR}))?\b")


@dataclass(frozen=True, slots=True)
class NamedDate:
    """A date in a question: from `start` to `end`, seconds since 1970, the end exclusive, a day's slack included.

    An open end is `FAR` away.
    """

    span: Span
    start: int
    end: int
    core: Span | None = None
    """From when to when a passage fits whole, in a span whose other times fit as well as `REST`; None: all of it."""
    says_more: bool = False
    """Whether its words are also what is asked for."""

    def holds(self, other: "NamedDate") -> bool:
        """Whether the other one's words are among these."""
        return self.span[0] <= other.span[0] and other.span[1] <= self.span[1]

    @property
    def fixes(self) -> bool:
        """Whether it says how new the news is to be: no era, and not open towards today."""
        return self.end < FAR and self.start > -FAR and self.end - self.start < _ERA


Period = tuple[datetime, datetime]
"""From and to, the end exclusive."""


@dataclass(frozen=True, slots=True)
class Now:
    """What dates are said from."""

    asked: datetime
    """The time of the question: "last week" is counted from it."""
    newest: datetime
    """The newest report's day: a date without a year is the last one before it."""


def now_at(asked: int, newest: int) -> Now:
    """Both times from seconds since 1970; what lies outside the calendar is its end."""
    asked_at, newest_at = (datetime.fromtimestamp(min(max(moment, _FIRST), _LAST), UTC) for moment in (asked, newest))
    return Now(asked_at, _day(newest_at))


def dates_in(text: str, now: Now) -> list[NamedDate]:
    """The dates that `text` names, in order."""
    found: list[NamedDate] = []
    points = [(m, p) for m in _POINT.finditer(text) if (p := _period(m, now)) is not None]
    at = 0
    while at < len(points):
        match, period = points[at]
        at += 1
        start, end = match.span()
        before = text[:start]
        if at < len(points) and (between := _together(before, text, points[at - 1], points[at], now)):
            found.append(named((start, points[at][0].end()), between))
            at += 1
        elif whole := _days(before, text, match, period):
            found.append(whole)
        elif (opening := _OPEN.search(before)) and match.lastgroup not in ("ago", "past"):
            found.append(_open((opening.start(), end), opening["word"].lower(), period))
        else:
            found.append(replace(named((start, end), period), says_more=match.lastgroup == "which"))
    return found


def without_dates(text: str) -> str:
    """The text without the dates in it, and without weekdays, which stand before them."""
    return _WEEKDAY.sub(" ", _POINT.sub(" ", text))


def named(span: Span, period: Period) -> NamedDate:
    """A period as a question names it, with its slack."""
    start, end = period
    return NamedDate(span, int((start - _SLACK).timestamp()), int((end + _SLACK).timestamp()))


def _open(span: Span, word: str, period: Period) -> NamedDate:
    """What begins with "since" and the like: one end is left open."""
    start, end = (int(moment.timestamp()) for moment in period)
    slack = 86_400
    core = start - slack, end + slack  # what was reported around the date is asked for sooner than what is far from it
    match word:
        case "since":
            return NamedDate(span, start - slack, FAR, core)
        case "after" | "following":
            return NamedDate(span, end - slack, FAR, core)
        case "before" | "prior to":
            return NamedDate(span, -FAR, start + slack, core)
    return NamedDate(span, -FAR, end + slack, core)


def _together(
    before: str, text: str, one: tuple[re.Match[str], Period], other: tuple[re.Match[str], Period], now: Now
) -> Period | None:
    """From one date to another, as "28 November" and "5 December 2024": the first has the second's year."""
    (first, period), (second, last) = one, other
    joined = _TO.fullmatch(text[first.end() : second.start()])
    begins = _BEGINS.search(before)
    if not joined or not (begins or joined.group().strip() in "–—-" or joined.group().split()[0] in ("to", "through")):
        return None
    if not re.search(_YEAR, first.group()) and re.search(_YEAR, second.group()):
        again = _period(first, Now(now.asked, last[1]))
        period = again if again is not None else period
    return (period[0], last[1]) if period[0] < last[1] else None


def _days(before: str, text: str, match: re.Match[str], period: Period) -> NamedDate | None:
    """Days of one month, which is said once: "3 to 8 December 2024" and "December 3 to 8, 2024"."""
    if match.lastgroup != "day":
        return None
    start, end = period
    try:
        if match.group()[0].isdigit() and (from_day := _FROM_DAY.search(before)):
            first = start.replace(day=int(re.findall(r"\d+", from_day.group())[-1]))
            return named((from_day.start(), match.end()), (first, end)) if first < start else None
        to_day = None if match.group()[0].isdigit() else _TO_DAY.match(text, match.end())
        if to_day and (not to_day["and"] or _BEGINS.search(before)):
            year = int(to_day["year"] or start.year)
            last = start.replace(year=year, day=int(re.findall(r"\d+", to_day.group())[0]))
            start = start.replace(year=year)
            if start < last:
                return named((match.start(), to_day.end()), (start, last + relativedelta(days=1)))
    except ValueError:  # the 31st of a month that has none
        return None
    return None


def _period(match: re.Match[str], now: Now) -> Period | None:
    kind = match.lastgroup
    assert kind is not None  # every alternative has a name
    try:
        return _PERIODS[kind](match.group(kind), now)
    except (ValueError, OverflowError):  # 31 November
        return None


def _absolute(said: str, now: Now) -> Period:
    start = _before(said, dates.parse(said.replace(" of ", " "), default=_first(now.newest)), now)
    return start, start + relativedelta(days=1)


def _month(said: str, now: Now) -> Period:
    start = _before(said, dates.parse(re.sub(r",|\bof\b", " ", said), default=_first(now.newest)).replace(day=1), now)
    return start, start + relativedelta(months=1)


def _part(said: str, now: Now) -> Period:
    """The first ten days of a month, the next ten, or the rest."""
    which, month = re.split(r"[\s-]+", said, maxsplit=1)
    start, end = _month(month, now)
    tenth, twentieth = start + relativedelta(days=10), start + relativedelta(days=20)
    return {"early": (start, tenth), "mid": (tenth, twentieth), "late": (twentieth, end)}[which.lower()]


def _year(said: str, now: Now) -> Period:
    start = _first(now.newest).replace(year=int(said), month=1)
    return start, start + relativedelta(years=1)


def _season(said: str, now: Now) -> Period:
    name = next(season for season in _SEASONS if season in said.lower())
    year = re.search(_YEAR, said)
    since = now.newest if year is None and said.lower() == name else now.asked
    start = _first(since).replace(month=_SEASONS[name])
    if year is not None:
        start = start.replace(year=int(year.group()))
    else:  # the last that has begun; "last summer", said in summer, is the one before
        length = relativedelta(months=3) if said.lower().startswith("last") else relativedelta()
        while start + length > since:
            start -= relativedelta(years=1)
    return start, start + relativedelta(months=3)


def _quarter(said: str, now: Now) -> Period:
    return _share(said, now, 3)


def _half(said: str, now: Now) -> Period:
    return _share(said, now, 6)


def _share(said: str, now: Now, months: int) -> Period:
    year = re.search(_YEAR, said)
    start = _first(now.asked).replace(month=1, year=int(year.group()) if year else now.asked.year)
    start += relativedelta(months=months * _ORDER[said.lower().split()[0]])
    return start, start + relativedelta(months=months)


def _ago(said: str, now: Now) -> Period:
    number, unit = counted(said)
    there = _day(now.asked) - length(number, unit)
    around = _AROUND[unit]
    return there - around, there + around + relativedelta(days=1)


def _past(said: str, now: Now) -> Period:
    return _day(now.asked) - length(*counted(said)), _day(now.asked) + relativedelta(days=1)


def counted(said: str) -> tuple[int, str]:
    """The number and the unit of "the last three weeks". Raises `ValueError` where there is none."""
    found = re.search(rf"\b(?P<number>{NUMBER})\s+(?:of\s+)?(?P<unit>{UNIT})", said, re.I)
    if found is None:
        raise ValueError(said)
    number = found["number"].lower()
    return _NUMBERS.get(number) or int(number), found["unit"].lower().removesuffix("s")


def length(number: int, unit: str) -> relativedelta:
    """So many days, weeks, months or years."""
    return relativedelta(**{f"{unit}s": number})  # type: ignore[arg-type]


def _weekday(said: str, now: Now) -> Period:
    """The last such day; today is not "last" Monday."""
    until = _day(now.asked) - relativedelta(days=1 if said.lower().startswith("last") else 0)
    day = until + relativedelta(weekday=weekday(WEEKDAYS.index(said.split()[-1].capitalize()))(-1))
    return day, day + relativedelta(days=1)


def _relative(said: str, now: Now) -> Period:
    today = _day(now.asked)
    tomorrow, monday = today + length(1, "day"), today + relativedelta(weekday=MO(-1))
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    known = {
        "today": (today, tomorrow),
        "tonight": (today, tomorrow),
        "this morning": (today, tomorrow),
        "yesterday": (today - length(1, "day"), today),
        "the day before yesterday": (today - length(2, "day"), today - length(1, "day")),
        "this weekend": (max(monday + length(5, "day"), today - length(2, "day")), monday + length(1, "week")),
        "this week": (monday, tomorrow),
        "this month": (month, tomorrow),
        "this year": (year, tomorrow),
        "last weekend": (monday - length(2, "day"), monday),
        "past weekend": (monday - length(2, "day"), monday),
        "last week": (monday - length(1, "week"), monday),
        "last month": (month - length(1, "month"), month),
        "last year": (year - length(1, "year"), year),
        "next year": (year + length(1, "year"), year + length(2, "year")),
    }
    said = " ".join(said.lower().split())
    return known[said] if said in known else (today - length(1, said.split()[-1]), tomorrow)


_PERIODS: dict[str, Callable[[str, Now], Period]] = {
    "iso": _absolute, "day": _absolute, "month": _month, "part": _part, "year": _year, "season": _season,
    "which": _year, "quarter": _quarter, "half": _half, "ago": _ago, "past": _past, "weekday": _weekday,
    "relative": _relative,
}  # fmt: skip


def _before(said: str, start: datetime, now: Now) -> datetime:
    """A date without a year is the last one before the newest report."""
    start = start.replace(tzinfo=UTC)
    return start - relativedelta(years=1) if not re.search(r"\d{4}", said) and start > now.newest else start


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _first(moment: datetime) -> datetime:
    return _day(moment).replace(day=1)
