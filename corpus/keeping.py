"""Keeping one article: what it changes in the catalog, whatever arrived before it.

Every sighting of a text under an address is recorded with its moment; versions are the runs of equal texts in the
order of those moments. So the same articles in any order leave the same versions, where they say when they were
updated; what says nothing is taken as of its arrival.
"""

import json
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, insert, select, update

from corpus import junk, origins
from corpus.article import Article, Tombstone
from corpus.errors import ArticleError
from corpus.identity import plainest
from corpus.schema import articles, changes, sightings, versions
from corpus.versions import columns, stated_columns

Outcome = Literal["added", "updated", "unchanged", "removed", "removed before", "rejected"]

BOILERPLATE = "nothing but words that other pages of its host repeat"


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one article."""

    outcome: Outcome
    article_id: str
    copy: bool = False
    """Whether other articles print the same text."""
    unmasked: tuple[str, ...] = ()
    """Addresses of articles kept earlier that this one shows to be boilerplate; they are seen no more."""


def keep(connection: Connection, raw: Article, now: int, *, restore: bool = False) -> Kept:
    """Keep one article, in the transaction of `connection`. With `restore` a tombstone does not keep it out.

    A version out of an export takes its old number, place and time of arrival. Raises `ArticleError` when an article
    cannot be kept or is none.
    """
    article = raw.cleaned()
    if not _exported(article) and (reason := junk.why_no_article(article)):
        raise ArticleError(f"not an article: {reason}")
    article_id = article.article_id
    row = connection.execute(select(articles).where(articles.c.article_id == article_id)).one_or_none()
    if row is not None and row.removed is not None and not restore:
        return Kept("removed before", article_id)
    _enter(connection, article_id, article, row)
    before = _sightings(connection, article_id) if row is not None else []
    if not _sight(connection, article_id, article, before, now):
        shown = row is None or row.rejected is None or _exported(article)
        return Kept("unchanged" if shown else "rejected", article_id)
    change = _History(connection, article_id, article, now).settle()
    return _settled(connection, article_id, article, change, row)


def keep_out(connection: Connection, tombstone: Tombstone) -> Kept:
    """Remove an article that an export says was removed, and keep it out if it comes later."""
    article_id = tombstone.article_id
    row = connection.execute(select(articles).where(articles.c.article_id == article_id)).one_or_none()
    if row is not None and row.removed is not None:
        return Kept("removed", article_id)
    if row is None:
        _enter(connection, article_id, Article(""), None)
    bury(connection, article_id, tombstone.removed)
    return Kept("removed", article_id)


def bury(connection: Connection, article_id: str, moment: int) -> None:
    """Delete the text of an article and leave a tombstone."""
    forget(connection, article_id)
    gone = {"current": 0, "removed": moment, "rejected": None}
    connection.execute(update(articles).where(articles.c.article_id == article_id).values(gone))
    log_change(connection, article_id)


def forget(connection: Connection, article_id: str) -> None:
    """Delete everything the text of an article left."""
    for table in (versions, sightings):
        connection.execute(delete(table).where(table.c.article_id == article_id))
    junk.forget(connection, article_id)
    origins.forget(connection, article_id)


def log_change(connection: Connection, article_id: str) -> None:
    """Let every index look at this article again."""
    connection.execute(insert(changes).values(article_id=article_id))


def _exported(article: Article) -> bool:
    return article.past is not None and article.past.version > 0


def _enter(connection: Connection, article_id: str, article: Article, row: Row[Any] | None) -> None:
    if row is None:
        first = {"article_id": article_id, "url": article.url, "origin_id": article_id, "current": 0}
        connection.execute(insert(articles).values(first))
    else:
        url = plainest([row.url, article.url]) if article.url else row.url
        if url != row.url or row.removed is not None:
            mine = articles.c.article_id == article_id
            connection.execute(update(articles).where(mine).values(url=url, removed=None))


def _sightings(connection: Connection, article_id: str) -> list[Row[Any]]:
    query = select(sightings).where(sightings.c.article_id == article_id)
    return list(connection.execute(query).all())


def _sight(connection: Connection, article_id: str, article: Article, before: list[Row[Any]], now: int) -> bool:
    """Record that this text was seen; False when that is known."""
    content = article.content_hash
    moment, dated = _known_from(article, first=not before)
    if any(s.content_hash == content and (moment is None or (s.dated >= dated and s.moment == moment)) for s in before):
        _came(connection, article_id, article)
        return False
    arrival = article.past.seen if article.past is not None else now
    connection.execute(
        insert(sightings).values(
            article_id=article_id,
            content_hash=content,
            moment=arrival if moment is None else moment,
            dated=int(dated),
            stated=json.dumps(stated_columns(article), ensure_ascii=False),
        )
    )
    return True


def _came(connection: Connection, article_id: str, article: Article) -> None:
    """Take from an export when a version came that followed here from another one's move."""
    past = article.past
    if past is not None and past.version:
        same = (versions.c.version == past.version) & (versions.c.content_hash == article.content_hash)
        query = update(versions).where((versions.c.article_id == article_id) & same)
        connection.execute(query.values(added=past.added))


def _known_from(article: Article, *, first: bool) -> tuple[int | None, bool]:
    """Since when the text is known, None when only its arrival tells, and whether the article itself says so."""
    past = article.past
    if past is not None and past.version:
        return past.seen, past.seen in (int(m.timestamp()) for m in (article.updated, article.published) if m)
    stated = article.updated or (article.published if first else None)
    return (None, False) if stated is None else (int(stated.timestamp()), True)


def _settled(
    connection: Connection, article_id: str, article: Article, change: "_Change", row: Row[Any] | None
) -> Kept:
    if not change.anything:
        return Kept("unchanged", article_id)
    boilerplate = junk.observe(connection, article_id, article)
    origins.link(connection, article_id, change.added, again=change.moved)
    mine = articles.c.article_id == article_id
    hidden = article.past is not None and article.past.rejected
    rejected = BOILERPLATE if article_id in boilerplate or hidden else None
    current = 0 if rejected else change.current
    connection.execute(update(articles).where(mine).values(current=current, rejected=rejected))
    log_change(connection, article_id)
    unmasked = _hide(connection, boilerplate - {article_id})
    if rejected and not hidden:
        return Kept("rejected", article_id, unmasked=unmasked)
    outcome: Outcome = ("updated" if change.had else "added") if change.added is not None else "unchanged"
    return Kept(outcome, article_id, origins.has_others(connection, article_id), unmasked)


def _hide(connection: Connection, article_ids: set[str]) -> tuple[str, ...]:
    chosen = articles.c.article_id.in_(sorted(article_ids)) & (articles.c.current > 0)
    found = connection.execute(select(articles.c.article_id, articles.c.url).where(chosen)).all()
    for row in found:
        mine = articles.c.article_id == row.article_id
        connection.execute(update(articles).where(mine).values(current=0, rejected=BOILERPLATE))
        log_change(connection, row.article_id)
    return tuple(row.url or row.article_id for row in found)


@dataclass(frozen=True, slots=True)
class _Change:
    """What a sighting changed in the versions of its article."""

    had: bool
    added: int | None
    """The number of the new version."""
    moved: bool
    """Whether versions that were there changed their moment or place."""
    current: int

    @property
    def anything(self) -> bool:
        return self.added is not None or self.moved


class _History:
    """Brings the version rows of one article in line with its sightings."""

    def __init__(self, connection: Connection, article_id: str, article: Article, now: int) -> None:
        self._connection, self._article_id, self._article = connection, article_id, article
        self._added = article.past.added if article.past is not None and article.past.added else now
        self._rows = list(connection.execute(select(versions).where(versions.c.article_id == article_id)).all())

    def settle(self) -> _Change:
        free = sorted(self._rows, key=lambda row: row.place)
        numbers = {row.version for row in free}
        added, moved, current = None, False, 0
        for place, first in enumerate(self._runs()):
            row = next((row for row in free if row.content_hash == first.content_hash), None)
            if row is None:
                moved |= added is not None
                added = current = self._number(first, numbers)
                numbers.add(added)
                self._insert(added, place, first)
            else:
                free.remove(row)
                current = row.version
                moved |= self._move(row, place, first)
        return _Change(bool(self._rows), added, moved, current)

    def _number(self, first: Row[Any], taken: set[int]) -> int:
        """The number of a new version: the next one, or the one it had where it was exported."""
        past = self._article.past
        own = past.version if past is not None and first.content_hash == self._article.content_hash else 0
        return own if own and own not in taken else max(taken, default=0) + 1

    def _runs(self) -> list[Row[Any]]:
        """The first sighting of each run of equal texts."""
        seen = sorted(
            _sightings(self._connection, self._article_id),
            key=lambda s: (s.moment, not s.dated, s.content_hash if s.dated else "", s.seq),
        )
        return [next(run) for _, run in groupby(seen, key=lambda s: s.content_hash)]

    def _insert(self, number: int, place: int, first: Row[Any]) -> None:
        if first.content_hash == self._article.content_hash:
            row = columns(self._article_id, self._article, self._added)
        else:  # the text before this one came back after it
            row = dict(next(row._mapping for row in self._rows if row.content_hash == first.content_hash))
        row |= {"version": number, "place": place, "known_from": first.moment, **json.loads(first.stated)}
        self._connection.execute(insert(versions).values(row))

    def _move(self, row: Row[Any], place: int, first: Row[Any]) -> bool:
        if (row.place, row.known_from) == (place, first.moment):
            return False
        mine = (versions.c.article_id == self._article_id) & (versions.c.version == row.version)
        values = {"place": place, "known_from": first.moment, **json.loads(first.stated)}
        self._connection.execute(update(versions).where(mine).values(values))
        return True
