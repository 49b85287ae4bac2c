"""Everything a catalog holds, line by line, so that adding the lines elsewhere makes the same catalog.

Lines come in the order of their articles' last changes, and each carries the number of that change: the lines after a
number are what changed since.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from corpus.article import Tombstone
from corpus.catalog import Catalog
from corpus.errors import CatalogError
from corpus.schema import articles, changes
from corpus.versions import Version, versions_where

BATCH = 200
"""Articles read at a time: nothing is locked between two batches."""


@dataclass(frozen=True, slots=True)
class Line:
    """One version of an article, or that it was removed."""

    sequence: int
    """Of the article's last change."""
    holds: Version | Tombstone
    rejected: str = ""
    """Why the article is shown to nobody."""


def lines(catalog: Catalog, since: int | None = None) -> Iterator[Line]:
    """Every version of every article that is shown, those of one article in the order they were known.

    With `since` only articles that changed after that sequence number, removals and what is shown to nobody included:
    since 0 is the whole catalog. Raises `CatalogError` for a number that it has not come to.
    """
    if since is not None and since > (head := catalog.head()):
        raise CatalogError(
            f"the catalog ends at change {head}, before {since}, which is of another one or of this one before it was "
            "restored: export everything, since 0"
        )
    last = (func.max(changes.c.seq)).label("last")
    query = select(last).where(changes.c.seq > (since or 0)).group_by(changes.c.article_id).order_by(last)
    with catalog.engine.connect() as connection:
        numbers = array("q", connection.execute(query).scalars())
    for start in range(0, len(numbers), BATCH):
        with catalog.engine.connect() as connection:
            batch = _batch(connection, numbers[start : start + BATCH])
        yield from (line for line in batch if since is not None or _is_shown(line))


def _is_shown(line: Line) -> bool:
    return isinstance(line.holds, Version) and not line.rejected


def _batch(connection: Connection, numbers: Sequence[int]) -> list[Line]:
    query = (
        select(changes.c.seq, articles.c.article_id, articles.c.removed, articles.c.rejected)
        .join(articles, articles.c.article_id == changes.c.article_id)
        .where(changes.c.seq.in_(numbers))
        .order_by(changes.c.seq)
    )
    rows = connection.execute(query).all()
    found: dict[str, list[Version]] = {row.article_id: [] for row in rows}
    for version in versions_where(connection, articles.c.article_id.in_(sorted(found))):
        found[version.article_id].append(version)
    made: list[Line] = []
    for row in rows:
        if row.removed is not None:
            made.append(Line(row.seq, Tombstone(row.article_id, row.removed)))
        made += (Line(row.seq, version, row.rejected or "") for version in found[row.article_id])
    return made
