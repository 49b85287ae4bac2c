"""Filters from what a user typed: dates, kinds, languages."""

import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from dateutil import parser as dates

from rag.errors import QuestionError
from rag.languages import wanted
from rag.types import Filters
from rag.values import names, within
from rag.written_dates import in_numbers

Moment = str | date | datetime | int | float
"""What says a time: see `make_filters`."""


def parse_moment(text: str, *, end: bool) -> int:
    """Seconds since 1970 of a date or a time; a bare date means its last second when `end`, else its first.

    Raises `QuestionError` when it is neither.
    """
    text = in_numbers(text.strip())
    try:
        if (day := _whole_day(text)) is not None:
            return int((day + timedelta(days=1, seconds=-1) if end else day).timestamp())
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        ways = "2024-12-05, 5 December 2024 or 2024-12-05T14:00:00+00:00"
        raise QuestionError(f"cannot read the date {text!r}: write {ways}") from error
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).replace(microsecond=0).timestamp())


def _whole_day(text: str) -> datetime | None:
    """The day in UTC that a text is and no time of it, in any way of ISO 8601's; None when it is none."""
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}", text):
        return dates.parse(text, yearfirst=True).replace(tzinfo=UTC)
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        return None


def moment_of(given: Moment, what: str, *, end: bool) -> int:
    """Seconds since 1970 of what was typed, of a day, which is one in UTC, of a time, or of seconds.

    Raises `QuestionError` when it is none of these.
    """
    if isinstance(given, str):
        return parse_moment(given, end=end)
    if isinstance(given, datetime):
        whole = given.replace(microsecond=0)  # before 1970, and in the year 9999, int() would take the next second
        return within(int((whole if whole.utcoffset() is not None else whole.replace(tzinfo=UTC)).timestamp()), what)
    if isinstance(given, date):
        return parse_moment(given.isoformat(), end=end)
    if isinstance(given, float) and math.isfinite(given):  # what time.time() gives
        given = math.floor(given)
    if isinstance(given, int) and not isinstance(given, bool):
        return within(given, what)
    raise QuestionError(f"{what} must be a date, a datetime, seconds since 1970 or text, not {type(given).__name__}")


def make_filters(
    outlets: Sequence[str] = (),
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Moment | None = None,
    *,
    authors: Sequence[str] = (),
    kinds: Sequence[str] = (),
    sections: Sequence[str] = (),
    languages: Sequence[str] = (),
) -> Filters:
    """Filters from what a user typed, or a program has: dates, times, seconds since 1970, and names, one or several.

    Without a zone a time is UTC; a day is one in UTC, and as `until` or `as_of` its last second. `as_of` takes what
    `Answer.as_of` gives. Raises `QuestionError` for an unreadable date, an empty range, and a kind or a language that
    there is none of.
    """
    start, stop, then = (
        moment_of(given, name, end=name != "since") if given is not None and given != "" else None
        for name, given in (("since", since), ("until", until), ("as_of", as_of))
    )
    if start is not None and stop is not None and start > stop:
        raise QuestionError(f"since {since} is after until {until}")
    return Filters(
        outlets=tuple(outlet for outlet in names(outlets, "outlets") if outlet),
        since=start,
        until=stop,
        as_of=then,
        authors=tuple(author for author in names(authors, "authors") if author),
        kinds=names(kinds, "kinds"),
        sections=tuple(section for section in names(sections, "sections") if section),
        languages=wanted(names(languages, "languages")),
    )
