"""Times that a question says by what happened: "the day before the fall of Homs", "since Assad fled"."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from dateutil.relativedelta import relativedelta

from rag.content import content_terms
from rag.dates import FAR, NUMBER, UNIT, NamedDate, Now, Period, counted, dates_in, length, named

_WORDS = 8
"""Most words of an event: what is longer is a clause of its own."""
_END = r"(?=\s*(?:[,;:?.!]|\b(?:before|after|and|but|while|who|which|did|was|were|is|are|does|do|has|have)\b|$))"
_EVENT = rf"(?P<event>[\w’'-]++(?:\s++[\w’'-]++){{0,{_WORDS - 1}}}?){_END}"
"""Words are taken whole: one that could be split would be tried in every way, of which there are billions."""
_BESIDE = re.compile(
    rf"""\b(?:(?P<count>(?:{NUMBER})\s+{UNIT}) | the\s+(?P<unit>day|week|month|eve|night|morning))
    \s+(?P<way>before|after|following|of|when|that|(?=the\s)|(?-i:(?=[A-Z])))\s*{_EVENT}""",
    re.I | re.X,
)
_SINCE = re.compile(rf"\bsince\s+{_EVENT}", re.I)
_SIDE = re.compile(
    rf"^(?:(?:and|but|so)\s+)?what\s+(?:has\s+|else\s+)?(?:happened|changed|came)\b[^.?!]{{0,80}}?"
    rf"\b(?P<side>(?P<way>after|before|following|until)\s+{_EVENT})",
    re.I,
)
"""A question for all that came after something, or before it."""
_ONE = {"eve": "day", "night": "day", "morning": "day"}

Dated = Callable[[str], datetime | None]
"""The day on which the archive first tells of something, None where it does not."""


def events_in(text: str, now: Now, dated: Dated) -> list[NamedDate]:
    """The dates that `text` says by an event, in order. Their words are also what is asked for: they are kept."""
    found: list[NamedDate] = []
    for match in _BESIDE.finditer(text):
        if (day := _day_of(match["event"], now, dated)) is not None:
            found.append(replace(named(match.span(), _beside(match, day)), says_more=True))
    for match in _SINCE.finditer(text):
        if not dates_in(match.group(), now) and (day := _day_of(match["event"], now, dated)) is not None:
            found.append(replace(named(match.span(), (day, day)), end=FAR, says_more=True))
    if not found and (side := _SIDE.match(text)) and not dates_in(side["side"], now):
        if (day := _day_of(side["event"], now, dated)) is not None:
            since = side["way"].lower() in ("after", "following")
            day_of_it = replace(named(side.span("side"), (day, day)), says_more=True)
            found.append(replace(day_of_it, end=FAR) if since else replace(day_of_it, start=-FAR))
    return found


def _day_of(event: str, now: Now, dated: Dated) -> datetime | None:
    if stated := dates_in(f"on {event}", now):
        return datetime.fromtimestamp(stated[0].start, now.asked.tzinfo) + relativedelta(days=1)
    return dated(event) if len(content_terms(event)) > 1 else None


def _beside(match: re.Match[str], day: datetime) -> Period:
    """The days before or after a day; the day itself for "the day of"."""
    number, unit = counted(match["count"]) if match["count"] else (1, match["unit"].lower())
    away, way = length(number, _ONE.get(unit, unit)), match["way"].lower()
    if way == "before" or unit == "eve":
        there = day - away
        return (there, there + relativedelta(days=1)) if _exact(match, unit) else (there, day)
    if way in ("after", "following"):
        there = day + away
        return (there, there + relativedelta(days=1)) if _exact(match, unit) else (day, there + relativedelta(days=1))
    return day, day + (relativedelta(days=1) if unit in _ONE or unit == "day" else away)


def _exact(match: re.Match[str], unit: str) -> bool:
    """Whether "two days after" is a day, as "the week after" is not."""
    return bool(match["count"]) or unit in _ONE or unit == "day"
