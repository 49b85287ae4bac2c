"""Origins: all articles that hang together as printings of one text.

An origin is a connected component of the copies found pair by pair, named by its smallest article id, so that it does
not depend on which printing came first.
"""

from sqlalchemy import Connection, delete, insert, or_, select, update

from corpus import copies
from corpus.schema import articles, versions
from corpus.schema import copies as pairs


def link(connection: Connection, article_id: str, version: int | None, *, again: bool = False) -> None:
    """Find the copies of a new version; with `again` of all versions of the article, whose moments changed."""
    if again:
        touched = _neighbours(connection, article_id)
        _unlink(connection, article_id)
        for number in _numbers(connection, article_id):
            _pair(connection, article_id, number)
        _regroup(connection, {article_id, *touched, *_neighbours(connection, article_id)})
    elif version is not None and (found := _pair(connection, article_id, version)):
        _join(connection, {article_id, *found})


def forget(connection: Connection, article_id: str) -> None:
    """Take an article out of its origin, which may fall apart without it."""
    touched = _neighbours(connection, article_id)
    _unlink(connection, article_id)
    _regroup(connection, {article_id, *touched})


def has_others(connection: Connection, article_id: str) -> bool:
    """Whether other articles print the same text."""
    return bool(_neighbours(connection, article_id))


def _pair(connection: Connection, article_id: str, version: int) -> set[str]:
    mine = (versions.c.article_id == article_id) & (versions.c.version == version)
    row = connection.execute(select(versions.c.text, versions.c.known_from).where(mine)).one()
    found = copies.record(connection, article_id, version, row.text, row.known_from) - {article_id}
    _tie(connection, {(article_id, other) for other in found})
    return found


def _tie(connection: Connection, found: set[tuple[str, str]]) -> None:
    rows = [{"article_id": min(pair), "other_id": max(pair)} for pair in sorted(found)]
    if rows:
        connection.execute(insert(pairs).prefix_with("OR IGNORE"), rows)


def _unlink(connection: Connection, article_id: str) -> None:
    bridged = copies.forget(connection, article_id)
    connection.execute(delete(pairs).where(or_(pairs.c.article_id == article_id, pairs.c.other_id == article_id)))
    _tie(connection, bridged)


def _join(connection: Connection, article_ids: set[str]) -> None:
    """Make one origin of those of the articles."""
    chosen = articles.c.article_id.in_(sorted(article_ids))
    groups = set(connection.execute(select(articles.c.origin_id).where(chosen)).scalars())
    others = sorted(groups - {min(groups)})
    if others:
        connection.execute(update(articles).where(articles.c.origin_id.in_(others)).values(origin_id=min(groups)))


def _regroup(connection: Connection, article_ids: set[str]) -> None:
    """Find the components of these articles anew."""
    left = set(article_ids)
    while left:
        group, edge = set[str](), {left.pop()}
        while edge:
            group |= edge
            edge = {other for member in edge for other in _neighbours(connection, member)} - group
        left -= group
        chosen = articles.c.article_id.in_(sorted(group))
        connection.execute(update(articles).where(chosen).values(origin_id=min(group)))


def _neighbours(connection: Connection, article_id: str) -> set[str]:
    forth = select(pairs.c.other_id).where(pairs.c.article_id == article_id)
    back = select(pairs.c.article_id).where(pairs.c.other_id == article_id)
    return set(connection.execute(forth.union_all(back)).scalars())


def _numbers(connection: Connection, article_id: str) -> list[int]:
    query = select(versions.c.version).where(versions.c.article_id == article_id).order_by(versions.c.version)
    return list(connection.execute(query).scalars())
