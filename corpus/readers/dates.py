"""Moments as people and programs write them. What cannot be read for certain is not read."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from dateutil import parser

from corpus.article import YEARS

_DAY_AND_MONTH = re.compile(r"\s*(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})\b")
_DAY_FIRST = re.compile(r"\s*\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\b")
_HALF_DAY = re.compile(r"(?i)\b([ap])\.\s?m\.")
_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "JST": 9, "AEST": 10,
    "AEDT": 11,
}  # fmt: skip
_PLACES = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}


def moment(value: object) -> datetime:
    """The moment a string or a number (seconds since 1970, or thousandths and so on of them) stands for, with its zone.

    Without a zone it is UTC, without a time midnight. Raises `ValueError` for anything else, and for a date that
    lacks its day, month or year or could be either of two (`05/06/2022`).
    """
    try:
        if isinstance(value, str) and re.fullmatch(r"\s*(\d{10}|\d{13})(\.\d+)?\s*", value):
            value = float(value)
        if isinstance(value, str):
            found = _from_words(value.strip())
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found = _from_number(value)
        else:
            raise ValueError("neither a string nor a number")
        return _checked(found)
    except (ValueError, OverflowError, OSError, TypeError, ArithmeticError) as error:
        # dateutil lets all of these through for odd strings
        raise ValueError(f"cannot read the date {str(value)[:60]!r}") from error


def _from_number(value: float) -> datetime:
    if isinstance(value, int) and 16_000_101 <= value <= 21_991_231:  # 20220610, not a day of August 1970
        return datetime.strptime(str(value), "%Y%m%d")
    if value == 0 or not abs(value) < 1e19:  # zero stands for "unknown"; nanoseconds of this century have 19 digits
        raise ValueError("no number of seconds")
    while abs(value) >= 100_000_000_000:  # year 5138 in seconds; 1973 in milliseconds
        value /= 1000
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=value)


def _from_words(words: str) -> datetime:
    if len(words) > 100:
        raise ValueError("too long for a date")
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        pass
    match = _DAY_AND_MONTH.match(words)
    if match and (len(match[3]) == 2 or (int(match[1]) <= 12 and int(match[2]) <= 12 and match[1] != match[2])):
        raise ValueError("day and month could be either")
    return _complete(_HALF_DAY.sub(r"\1m", words), bool(_DAY_FIRST.match(words)))


def _complete(words: str, day_first: bool) -> datetime:
    # dateutil fills what is missing from a default, today's date if not told: two defaults show what was missing.
    first, second = (
        parser.parse(words, default=default, dayfirst=day_first, tzinfos=_zone)
        for default in (datetime(2000, 1, 1), datetime(2001, 2, 2))
    )
    if first != second:
        raise ValueError("day, month or year is missing")
    return first


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    if name is None:  # no zone was written
        return None
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    if name not in _HOURS:
        raise ValueError(f"unknown time zone {name}")
    return timezone(timedelta(hours=_HOURS[name]))


def _checked(found: datetime) -> datetime:
    if found.year not in YEARS:
        raise ValueError("no year a newspaper has")
    offset = found.utcoffset()
    return found.replace(tzinfo=UTC if not offset else timezone(offset))
