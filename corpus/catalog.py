"""The catalog: the truth about articles, their versions, copies and removals, in one SQLite file.

Every change gets a rising sequence number inside the transaction that makes it; an index that has followed the
catalog up to a number has seen everything before it.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Literal, Self

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from corpus.article import Article, Rejection, canonical_url
from corpus.copies import find_origin
from corpus.errors import ArticleError, CatalogError
from corpus.schema import articles, changes, connect, meta, read_meta, shingles, versions, writing

BATCH = 200
"""Articles in one transaction: what a killed run may have to read again."""

Outcome = Literal["added", "updated", "unchanged", "tombstoned"]


@dataclass(frozen=True, slots=True)
class Version:
    """One article as it was known from one moment on."""

    article_id: str
    version: int
    origin_id: str
    article: Article
    added: int
    known_from: int
    """Seconds since 1970: `updated`, else `published` of a first version, else when it was added."""
    known_until: int | None
    """Seconds since 1970 at which the next version replaced it, None while it is current."""

    @property
    def current(self) -> bool:
        """Whether a question without an as-of time sees this version."""
        return self.known_until is None


@dataclass(slots=True)
class AddReport:
    """What became of the articles given to `add`."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    copies: int = 0
    """How many of the added or updated ones are printings of a text that was there before."""
    rejected: list[Rejection] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """Articles that are in the catalog now because of, or already before, this call."""
        return self.added + self.updated + self.unchanged


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the catalog holds."""

    articles: int
    versions: int
    origins: int
    removed: int
    outlets: int
    newest: str | None
    """ISO 8601 publication time of the newest current article."""
    head: int
    """The last sequence number."""


class Catalog:
    """The articles of one library. Safe to share between threads and processes."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the catalog at `path`; raises `CatalogError` when there is none and `create` is false."""
        if create:
            _make_folder(path.parent)
        self.path = path
        self._engine = connect(path, create=create)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()

    # -- writing -------------------------------------------------------------------------------------------------

    def add(
        self, items: Iterable[Article | Rejection], *, committed: Callable[[AddReport], object] | None = None
    ) -> AddReport:
        """Keep articles, in transactions of `BATCH`; what cannot be kept is in the report with its reason.

        `committed` is called after every transaction: whatever the report counts by then survives a crash.
        Raises `CatalogError` when the catalog cannot be written.
        """
        report = AddReport()
        batch: list[Article] = []
        for item in items:
            if isinstance(item, Rejection):
                report.rejected.append(item)
                continue
            batch.append(item)
            if len(batch) == BATCH:
                self._add_batch(batch, report, committed)
                batch = []
        self._add_batch(batch, report, committed)
        return report

    def _add_batch(
        self, batch: Sequence[Article], report: AddReport, committed: Callable[[AddReport], object] | None
    ) -> None:
        with writing(self._engine) as connection, connection.begin():
            now = int(time.time())
            results = [_keep(connection, article, now) for article in batch]
        for article, result in zip(batch, results, strict=True):
            _count(report, article, result)
        if committed is not None:
            committed(report)

    def remove(self, url_or_id: str) -> str:
        """Delete an article's text and leave a tombstone; returns its id.

        Raises `ArticleError` when there is no such article.
        """
        with writing(self._engine) as connection, connection.begin():
            article_id = _find(connection, url_or_id)
            if article_id is None:
                raise ArticleError(f"no article {url_or_id!r} in {self.path.parent}")
            connection.execute(delete(versions).where(versions.c.article_id == article_id))
            connection.execute(delete(shingles).where(shingles.c.article_id == article_id))
            connection.execute(
                update(articles)
                .where(articles.c.article_id == article_id)
                .values(current=0, removed=int(time.time()), origin_id=article_id)
            )
            _log_change(connection, article_id)
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return article_id

    def set_meta(self, key: str, value: str) -> None:
        """Keep a fact about the catalog itself."""
        with writing(self._engine) as connection, connection.begin():
            connection.execute(delete(meta).where(meta.c.key == key))
            connection.execute(insert(meta).values(key=key, value=value))

    # -- reading -------------------------------------------------------------------------------------------------

    def get_meta(self, key: str) -> str | None:
        """A fact kept with `set_meta`."""
        with self._engine.connect() as connection:
            return read_meta(connection, key)

    def head(self) -> int:
        """The last sequence number; 0 when nothing was ever added."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.max(changes.c.seq))).scalar_one() or 0

    def changed_since(self, seq: int, limit: int) -> list[tuple[int, str]]:
        """(sequence number, article id) of the changes after `seq`, oldest first, at most `limit`."""
        query = select(changes.c.seq, changes.c.article_id).where(changes.c.seq > seq).order_by(changes.c.seq)
        with self._engine.connect() as connection:
            return [(row.seq, row.article_id) for row in connection.execute(query.limit(limit))]

    def versions_of(self, article_ids: Iterable[str]) -> list[Version]:
        """Every version of the articles given, by article and then by when it was known. Removed ones have none."""
        found: list[Version] = []
        ids = sorted(set(article_ids))
        with self._engine.connect() as connection:
            for start in range(0, len(ids), 500):
                found += _versions(connection, versions.c.article_id.in_(ids[start : start + 500]))
        return found

    def find(self, url_or_id: str) -> str | None:
        """The id of the article with that address or id, None when there is none."""
        with self._engine.connect() as connection:
            return _find(connection, url_or_id)

    def members(self, origin_ids: Iterable[str]) -> dict[str, list[Version]]:
        """For each origin all versions of all its articles, earliest first."""
        groups: dict[str, list[Version]] = {origin: [] for origin in origin_ids}
        with self._engine.connect() as connection:
            for version in _versions(connection, articles.c.origin_id.in_(sorted(groups))):
                groups[version.origin_id].append(version)
        return {origin: sorted(group, key=lambda v: (v.known_from, v.article_id)) for origin, group in groups.items()}

    def __iter__(self) -> Iterator[Version]:
        """Every version of every article, in the order of article ids, streamed."""
        last = ""
        while True:
            with self._engine.connect() as connection:
                query = select(articles.c.article_id).where(articles.c.article_id > last).where(articles.c.current > 0)
                ids = [row.article_id for row in connection.execute(query.order_by(articles.c.article_id).limit(BATCH))]
            if not ids:
                return
            yield from self.versions_of(ids)
            last = ids[-1]

    def counts(self) -> Counts:
        """How much there is."""
        live = articles.c.current > 0
        now = (articles.c.article_id == versions.c.article_id) & (articles.c.current == versions.c.version)
        with self._engine.connect() as connection:
            number, origins = connection.execute(
                select(func.count(), func.count(articles.c.origin_id.distinct())).where(live)
            ).one()
            newest = connection.execute(
                select(versions.c.published, versions.c.known_from)
                .join(articles, now)
                .where(versions.c.published.is_not(None))
                .order_by(versions.c.known_from.desc())
                .limit(1)
            ).one_or_none()
            return Counts(
                articles=number,
                versions=connection.execute(select(func.count()).select_from(versions)).scalar_one(),
                origins=origins,
                removed=connection.execute(
                    select(func.count()).select_from(articles).where(articles.c.removed.is_not(None))
                ).scalar_one(),
                outlets=len(self.outlets()),
                newest=newest.published if newest else None,
                head=connection.execute(select(func.max(changes.c.seq))).scalar_one() or 0,
            )

    def outlets(self) -> list[str]:
        """The names of all outlets with a current article, sorted."""
        now = (articles.c.article_id == versions.c.article_id) & (articles.c.current == versions.c.version)
        query = select(versions.c.outlet).distinct().join(articles, now).where(versions.c.outlet != "")
        with self._engine.connect() as connection:
            return sorted(connection.execute(query).scalars())

    def check(self) -> list[str]:
        """What SQLite's own integrity check finds wrong; empty when nothing is."""
        with self._engine.connect() as connection:
            rows = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return [str(row) for row in rows if row != "ok"]


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogError(f"cannot make the library folder {folder}: {error.strerror}") from error


def _keep(connection: Connection, raw: Article, now: int) -> tuple[Outcome, bool] | ArticleError:
    """Keep one article; says what happened and whether it is a copy of an earlier one."""
    try:
        article = raw.cleaned()
    except ArticleError as error:
        return error
    article_id = article.article_id
    row = connection.execute(select(articles).where(articles.c.article_id == article_id)).one_or_none()
    if row is not None and row.removed is not None:
        return "tombstoned", False
    earlier = _versions(connection, versions.c.article_id == article_id)
    if any(_same(version, article) for version in earlier):
        return "unchanged", False
    known_from = _known_from(article, first=not earlier, now=now)
    number = max((v.version for v in earlier), default=0) + 1
    if row is None:
        connection.execute(
            insert(articles).values(article_id=article_id, url=article.url, origin_id=article_id, current=number)
        )
    connection.execute(insert(versions).values(**_columns(article_id, number, article, now, known_from)))
    newest = max([(v.known_from, v.version) for v in earlier] + [(known_from, number)])[1]
    connection.execute(update(articles).where(articles.c.article_id == article_id).values(current=newest))
    origin = _refresh_origin(connection, article_id, article, known_from, row)
    _log_change(connection, article_id)
    return ("updated" if earlier else "added"), origin != article_id or _has_others(connection, origin, article_id)


def _same(version: Version, article: Article) -> bool:
    return version.article.content_hash == article.content_hash and (
        version.current or article.updated is None or version.article.updated == article.updated
    )


def _refresh_origin(
    connection: Connection, article_id: str, article: Article, known_from: int, row: Row[tuple[object, ...]] | None
) -> str:
    origin = find_origin(connection, article_id, article.text, known_from)
    if row is not None and row.origin_id != article_id:
        return str(row.origin_id)  # once a copy, a changed version stays with its group
    connection.execute(update(articles).where(articles.c.article_id == article_id).values(origin_id=origin))
    return origin


def _has_others(connection: Connection, origin_id: str, article_id: str) -> bool:
    query = select(articles.c.article_id).where(articles.c.origin_id == origin_id, articles.c.article_id != article_id)
    return connection.execute(query.limit(1)).first() is not None


def _known_from(article: Article, *, first: bool, now: int) -> int:
    moment = article.updated or (article.published if first else None)
    return int(moment.timestamp()) if moment is not None else now


def _columns(article_id: str, number: int, article: Article, now: int, known_from: int) -> dict[str, object]:
    return {
        "article_id": article_id,
        "version": number,
        "title": article.title,
        "text": article.text,
        "outlet": article.outlet,
        "authors": json.dumps(article.authors, ensure_ascii=False),
        "published": article.published.isoformat() if article.published else None,
        "updated": article.updated.isoformat() if article.updated else None,
        "language": article.language,
        "kind": article.kind,
        "added": now,
        "known_from": known_from,
        "content_hash": article.content_hash,
    }


def _count(report: AddReport, article: Article, result: tuple[Outcome, bool] | ArticleError) -> None:
    source = article.url or article.title or article.text[:60]
    if isinstance(result, ArticleError):
        report.rejected.append(Rejection(source, str(result)))
        return
    outcome, copy = result
    report.copies += copy
    if outcome == "added":
        report.added += 1
    elif outcome == "updated":
        report.updated += 1
    elif outcome == "unchanged":
        report.unchanged += 1
    else:
        report.rejected.append(Rejection(source, "was removed from this library before"))


def _log_change(connection: Connection, article_id: str) -> None:
    connection.execute(insert(changes).values(article_id=article_id))


def _find(connection: Connection, url_or_id: str) -> str | None:
    query = select(articles.c.article_id).where(
        (articles.c.article_id == url_or_id) | (articles.c.url == canonical_url(url_or_id)),
        articles.c.removed.is_(None),
    )
    return connection.execute(query.limit(1)).scalar_one_or_none()


def _versions(connection: Connection, where: ColumnElement[bool]) -> list[Version]:
    query = (
        select(versions, articles.c.origin_id, articles.c.url)
        .join(articles, articles.c.article_id == versions.c.article_id)
        .where(where)
        .order_by(versions.c.article_id, versions.c.known_from, versions.c.version)
    )
    rows = connection.execute(query).all()
    return [
        _version(row, after.known_from if after is not None and after.article_id == row.article_id else None)
        for row, after in zip_longest(rows, rows[1:])
    ]


def _version(row: Row[tuple[object, ...]], known_until: int | None) -> Version:
    return Version(
        article_id=row.article_id,
        version=row.version,
        origin_id=row.origin_id,
        article=Article(
            text=row.text,
            title=row.title,
            url=row.url,
            outlet=row.outlet,
            authors=tuple(json.loads(row.authors)),
            published=_moment(row.published),
            updated=_moment(row.updated),
            language=row.language,
            kind=row.kind,
        ),
        added=row.added,
        known_from=row.known_from,
        known_until=known_until,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
