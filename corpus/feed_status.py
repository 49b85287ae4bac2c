"""How the feeds that are followed are doing: when each last worked, and when it went quiet."""

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from sqlalchemy import Connection, Row, func, select

from corpus.schema import feed_entries, feeds

DAY = 24 * 3600
RECENT = 50
"""Entries of which the usual gap is taken."""


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """One feed that is followed. Moments are seconds since 1970."""

    address: str
    linked: bool
    followed: int
    succeeded: int | None
    failed: int | None
    failure: str
    """Why it failed last; empty when it never did."""
    newest: int | None
    """The date of its newest entry."""
    entries: int
    """All it ever carried."""
    gap: int | None
    """Seconds between two entries, usually; None while too few are known."""
    quiet: bool
    """Nothing new for three times that, and two days at least."""

    @property
    def failing(self) -> bool:
        """Whether the last try failed."""
        return self.failed is not None and (self.succeeded is None or self.failed >= self.succeeded)


def feed_status(connection: Connection, now: int) -> list[FeedStatus]:
    """Every feed of the catalog, in the order of their addresses."""
    rows = connection.execute(select(feeds).order_by(feeds.c.address)).all()
    return [_status(connection, row, now) for row in rows]


def _status(connection: Connection, row: Row[Any], now: int) -> FeedStatus:
    mine = feed_entries.c.address == row.address
    count = connection.execute(select(func.count()).where(mine)).scalar_one()
    latest = select(feed_entries.c.moment).where(mine).order_by(feed_entries.c.moment.desc()).limit(RECENT)
    moments = list(connection.execute(latest).scalars())
    gap = _gap(moments)
    newest = moments[0] if moments else None
    return FeedStatus(
        address=row.address,
        linked=bool(row.linked),
        followed=row.followed,
        succeeded=row.succeeded,
        failed=row.failed,
        failure=row.failure,
        newest=newest,
        entries=count,
        gap=gap,
        quiet=now - (newest or row.followed) > max(3 * (gap or 0), 2 * DAY),
    )


def _gap(moments: list[int]) -> int | None:
    """The usual time between two of these, newest first; three are needed."""
    return int(median(later - earlier for later, earlier in pairwise(moments))) if len(moments) > 2 else None
