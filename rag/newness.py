"""How much it counts that news is new: from the times that a question names, and from when it is asked."""

import time

from rag.dates import NamedDate
from rag.question import Question
from rag.scoring import DAY, Query, Weights
from rag.types import Filters
from rag.view import View

DAYS_OF_NEWS = 3
"""Days of which the last reports are the news, with the slack of one that a date named has."""


def now_of(filters: Filters) -> int:
    """When a question is asked, in seconds since 1970."""
    return int(time.time()) if filters.as_of is None else filters.as_of


def newness(view: View, question: Question, asked: Query, filters: Filters, weights: Weights) -> float:
    """How much newness counts: much in a question of its time, nothing in one that names a date."""
    if fixed(view, asked, filters):
        return 0.0
    if filters.as_of is not None:
        return weights.recency
    return weights.latest if question.wants_new or question.stands_now else weights.undated


def fixed(view: View, asked: Query, filters: Filters) -> bool:
    """Whether a time named says how new the news is to be."""
    since = lately(view, asked, filters)
    return any(date.fixes for date in asked.dates if date not in since)


def newest_days(view: View, as_of: int | None) -> NamedDate | None:
    """The last days of which there are reports, as a date that a question names; None where no report has a date."""
    newest = view.arrays.newest(as_of)
    if newest is None:
        return None
    midnight = newest - newest % DAY
    return NamedDate((0, 0), int(midnight - DAYS_OF_NEWS * DAY), int(midnight + 2 * DAY))


def lately(view: View, asked: Query, filters: Filters) -> list[NamedDate]:
    """The times named that lie between the last report and now: "this week", asked when the archive has ended."""
    newest, now = view.arrays.newest(filters.as_of) or 0, now_of(filters)
    return [d for d in asked.dates if newest < (d.start if d.core is None else d.core[0]) <= now]
