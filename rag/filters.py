"""Filters from what a user typed: dates, kinds, languages."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from dateutil import parser as dates

from corpus.article import KINDS
from rag.errors import QuestionError
from rag.terms import base_language
from rag.types import Filters
from rag.written_dates import in_numbers


def parse_moment(text: str, *, end: bool) -> int:
    """Seconds since 1970 of a date or a time; a bare date means its last second when `end`, else its first.

    Raises `QuestionError` when it is neither.
    """
    text = in_numbers(text.strip())
    try:
        if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}", text):
            day = dates.parse(text, yearfirst=True).replace(tzinfo=UTC)
            return int((day + timedelta(days=1, seconds=-1) if end else day).timestamp())
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        ways = "2024-12-05, 5 December 2024 or 2024-12-05T14:00:00+00:00"
        raise QuestionError(f"cannot read the date {text!r}: write {ways}") from error
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def make_filters(
    outlets: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    as_of: str | None = None,
    *,
    authors: Sequence[str] = (),
    kinds: Sequence[str] = (),
    languages: Sequence[str] = (),
) -> Filters:
    """Filters from what a user typed.

    Raises `QuestionError` for an unreadable date, an empty range, and a kind that there is none of.
    """
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise QuestionError(f"kind {unknown[0]!r} is none of {', '.join(KINDS)}")
    filters = Filters(
        outlets=tuple(outlet for outlet in outlets if outlet),
        since=parse_moment(since, end=False) if since else None,
        until=parse_moment(until, end=True) if until else None,
        as_of=parse_moment(as_of, end=True) if as_of else None,
        authors=tuple(author for author in authors if author),
        kinds=tuple(kinds),
        languages=tuple(base_language(code) for code in languages if code),
    )
    if filters.since is not None and filters.until is not None and filters.since > filters.until:
        raise QuestionError(f"--since {since} is after --until {until}")
    return filters
