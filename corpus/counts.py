"""How much a catalog holds, counted along its indexes: a large one is counted nearly as fast as a small one."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, func, select

from corpus.schema import LATER, SEEN, articles, changes, versions

# From one name to the next along the index `articles_seen`, however many articles an outlet has.
_NAMED = """
WITH RECURSIVE named (outlet) AS (
    SELECT min(outlet) FROM articles WHERE current > 0 UNION ALL
    SELECT (SELECT min(outlet) FROM articles WHERE current > 0 AND outlet > named.outlet)
    FROM named WHERE outlet IS NOT NULL
)"""
_OUTLETS = f"{_NAMED} SELECT outlet FROM named WHERE outlet != ''"
# The order of the join is ours: SQLite would rather look at every article that is seen.
_SEVERAL = """
WITH joined AS (SELECT article_id, origin_id FROM articles WHERE origin_id != article_id), several AS (
    SELECT article_id, origin_id FROM joined UNION ALL SELECT DISTINCT origin_id, origin_id FROM joined
) SELECT count(*), count(DISTINCT several.origin_id) FROM several CROSS JOIN articles USING (article_id)
WHERE current > 0"""


AHEAD = 2 * 86_400
"""Seconds ahead of the clock from which on a date is a mistake rather than a time zone's."""
_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the catalog holds."""

    articles: int
    versions: int
    origins: int
    removed: int
    outlets: int
    newest: str | None
    """ISO 8601 publication time of the newest current article; one days ahead of the clock counts where all are."""
    head: int
    """The last sequence number."""


def counted(connection: Connection) -> Counts:
    """How much there is."""
    number = connection.execute(select(func.count()).select_from(articles).where(SEEN)).scalar_one()
    # Members of origins of several, and how many origins those are; every other article is its own.
    members, groups = connection.exec_driver_sql(_SEVERAL).one()
    later = select(func.count()).select_from(versions.join(articles)).where(LATER, SEEN)
    removed = select(func.count()).select_from(articles).where(articles.c.removed.is_not(None))
    return Counts(
        articles=number,
        versions=number + connection.execute(later).scalar_one(),
        origins=number - members + groups,
        removed=connection.execute(removed).scalar_one(),
        outlets=len(named(connection)),
        newest=_newest(connection, datetime.now(UTC) + timedelta(seconds=AHEAD)) or _newest(connection, _EVER),
        head=head(connection),
    )


def _newest(connection: Connection, until: datetime) -> str | None:
    """The last publication time up to `until`, as it was stated.

    Times are kept in zones of all kinds, none of which is a day from UTC: as strings they are in order but for that.
    So the first look, at the strings alone, says near which days the last one is, and the second reads those.
    """
    seen = select(articles.c.published).where(SEEN, articles.c.published.is_not(None))
    surely = connection.execute(
        select(func.max(articles.c.published)).where(SEEN, articles.c.published < _day(until, -1))
    ).scalar_one()
    if surely is not None:
        seen = seen.where(articles.c.published >= _day(datetime.fromisoformat(surely), -2))
    stated = connection.execute(seen.where(articles.c.published < _day(until, 2)).distinct()).scalars()
    moments = [(moment, text) for text in stated if (moment := datetime.fromisoformat(text)) <= until]
    return max(moments)[1] if moments else None


def _day(moment: datetime, away: int) -> str:
    """The day that many days from a moment, as dates are kept; the last one there is where it would be after that."""
    return date.fromordinal(min(max(moment.toordinal() + away, 1), date.max.toordinal())).isoformat()


def named(connection: Connection) -> list[str]:
    """The names of all outlets with a current article, sorted."""
    return list(connection.exec_driver_sql(_OUTLETS).scalars())


def head(connection: Connection) -> int:
    """The last sequence number, 0 when nothing was ever kept. Nothing that is counted changes without a new one."""
    return int(connection.execute(select(func.max(changes.c.seq))).scalar_one() or 0)
