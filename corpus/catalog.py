"""The catalog: the truth about articles, their versions, copies and removals, in one SQLite file.

Every change gets a rising sequence number inside the transaction that makes it; an index that has followed the
catalog up to a number has seen everything before it.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, Self

from sqlalchemy import ColumnElement, Connection, delete, event, insert, select

from corpus.article import MAX_FIELD, Article, Rejection, Tombstone, article_id_of, printable
from corpus.counts import Counts, counted, head, named
from corpus.errors import ArticleError, CatalogError
from corpus.keeping import Keeper
from corpus.minima import Runs
from corpus.opening import connect, driver, writing
from corpus.prepared import Prepared, prepare
from corpus.runs import AddReport, Run, record_run
from corpus.schema import articles, changes, meta, read_meta
from corpus.versions import Version, versions_joined, versions_of

__all__ = ["AddReport", "Catalog", "Counts", "Given", "Version"]

Given = Article | Prepared | Tombstone | Rejection
"""What can be added: an article as it was read, one that was prepared beforehand, that one is to be kept out, or why
there is none."""

BATCH = 200
"""Articles in the first transaction of a run ..."""
LARGEST = 4_000
"""... and the most in a later one: what a killed run may have to read again."""
QUICK, SLOW = 2.0, 4.0
"""Seconds of reading and keeping for which the next transaction is larger, and after which it is made as it is."""
CHECKPOINTS = 100
"""Tries to empty the log after a removal, a tenth of a second apart: a reader that is slower than that is named."""


class Catalog:
    """The articles of one library. Safe to share between threads and processes."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the catalog at `path`; raises `CatalogError` when there is none and `create` is false."""
        if create:
            _make_folder(path.parent)
        self.path = path
        self.engine = connect(path, create=create)
        self._runs = Runs()
        self._counted: Counts | None = None
        self._writing = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back every connection; none is made again."""
        event.listen(self.engine, "do_connect", _refuse)
        self.engine.dispose()

    # -- writing -------------------------------------------------------------------------------------------------

    def add(
        self,
        items: Iterable[Given],
        *,
        committed: Callable[[AddReport], object] | None = None,
        restore: bool = False,
    ) -> AddReport:
        """Keep articles, in transactions of `BATCH` and more; what cannot be kept is in the report with its reason.

        `committed` is called after every transaction: whatever the report counts by then survives a crash. With
        `restore` an article that was removed is kept again. Raises `CatalogError` when the catalog cannot be written.
        """
        run = Run(AddReport(), int(time.time()))
        size, batch, start = BATCH, list[Given](), time.monotonic()
        for item in items:
            batch.append(item)
            if len(batch) >= size or (len(batch) >= BATCH and time.monotonic() - start > SLOW):
                self._add_batch(batch, run, committed, restore)
                now = time.monotonic()
                # Where reading and keeping are quick, larger transactions spare waiting for the disk.
                size = min(2 * size, LARGEST) if now - start < QUICK else max(len(batch) // 2, BATCH)
                batch, start = [], now
        self._add_batch(batch, run, committed, restore)
        if run.report.removed:
            self._leave_nothing()
        return run.report

    def _add_batch(
        self,
        batch: Sequence[Given],
        run: Run,
        committed: Callable[[AddReport], object] | None,
        restore: bool,
    ) -> None:
        items = [_prepared(item) for item in batch]
        with self._keeping() as (connection, keeper):
            now = int(time.time())
            keeper.look_ahead((item for item in items if isinstance(item, Prepared)), now)
            for item in items:
                if isinstance(item, Prepared):
                    run.count(item.article.url, keeper.keep(item, now, restore=restore))
                elif isinstance(item, Tombstone):
                    run.count("", keeper.keep_out(item))
                else:
                    run.count("", item)
            keeper.flush()
            record_run(connection, run)
        if committed is not None:
            committed(run.report)

    @contextmanager
    def _keeping(self) -> Iterator[tuple[Connection, Keeper]]:
        """A transaction and what keeps articles in it."""
        with self._writing, writing(self.engine) as connection, connection.begin(), driver(connection) as db:
            runs, self._runs = self._runs, Runs()  # what is remembered of a transaction that fails is not true
            yield connection, Keeper(connection, db, runs)
        self._runs = runs

    def remove(self, url_or_id: str) -> str:
        """Delete an article's text and leave a tombstone; returns its id.

        Raises `ArticleError` when there is no such article.
        """
        with self._keeping() as (connection, keeper):
            article_id = _find(connection, url_or_id)
            if article_id is None:
                raise ArticleError(f"no article {url_or_id!r} in {self.path.parent}")
            keeper.bury(article_id, int(time.time()))
            keeper.flush()
        self._leave_nothing()
        return article_id

    def _leave_nothing(self) -> None:
        """Delete what SQLite's own files and a backup may still hold of a deleted text.

        `secure_delete` has overwritten it in the database; the log still has it until it is emptied.
        """
        for backup in self.path.parent.glob(f"{self.path.name}.schema*"):
            backup.unlink()
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for _ in range(CHECKPOINTS):
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
                if not busy:
                    return
                time.sleep(0.1)
        raise CatalogError("removed, but a process that still reads the old text keeps it in the log: end that process")

    def set_meta(self, key: str, value: str) -> None:
        """Keep a fact about the catalog itself."""
        with writing(self.engine) as connection, connection.begin():
            connection.execute(delete(meta).where(meta.c.key == key))
            connection.execute(insert(meta).values(key=key, value=value))

    # -- reading -------------------------------------------------------------------------------------------------

    def get_meta(self, key: str) -> str | None:
        """A fact kept with `set_meta`."""
        with self.engine.connect() as connection:
            return read_meta(connection, key)

    def head(self) -> int:
        """The last sequence number; 0 when nothing was ever added."""
        with self.engine.connect() as connection:
            return head(connection)

    def changed_since(self, seq: int, limit: int) -> list[tuple[int, str]]:
        """(sequence number, article id) of the changes after `seq`, oldest first, at most `limit`."""
        query = select(changes.c.seq, changes.c.article_id).where(changes.c.seq > seq).order_by(changes.c.seq)
        with self.engine.connect() as connection:
            return [(row.seq, row.article_id) for row in connection.execute(query.limit(limit))]

    def versions_of(self, article_ids: Iterable[str]) -> list[Version]:
        """Every version of the articles given, by article and then by when it was known.

        Removed and rejected ones have none.
        """
        with self.engine.connect() as connection:
            return versions_of(connection, set(article_ids))

    def find(self, url_or_id: str) -> str | None:
        """The id of the article with that address or id, None when there is none."""
        with self.engine.connect() as connection:
            return _find(connection, url_or_id)

    def joined(self, origin_ids: Iterable[str]) -> list[Version]:
        """Every version of the articles that joined these origins; the article that an origin began with is no part."""
        with self.engine.connect() as connection:
            return versions_joined(connection, origin_ids)

    def __iter__(self) -> Iterator[Version]:
        """Every version of every article, in the order of article ids, streamed."""
        last = ""
        while True:
            with self.engine.connect() as connection:
                query = select(articles.c.article_id).where(articles.c.article_id > last).where(articles.c.current > 0)
                ids = [row.article_id for row in connection.execute(query.order_by(articles.c.article_id).limit(BATCH))]
            if not ids:
                return
            yield from self.versions_of(ids)
            last = ids[-1]

    def tombstones(self) -> list[str]:
        """The ids of removed articles."""
        query = select(articles.c.article_id).where(articles.c.removed.is_not(None))
        with self.engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def removed_among(self, article_ids: Iterable[str]) -> set[str]:
        """Those of the articles that were removed."""
        return self._among(article_ids, articles.c.removed.is_not(None))

    def unseen(self, article_ids: set[str]) -> set[str]:
        """Those of the articles of which there is no version: removed ones, and those that turned out to be none."""
        return article_ids - self._among(article_ids, articles.c.current > 0)

    def _among(self, article_ids: Iterable[str], where: ColumnElement[bool]) -> set[str]:
        ids, found = sorted(set(article_ids)), set[str]()
        with self.engine.connect() as connection:
            for start in range(0, len(ids), 500):
                query = select(articles.c.article_id).where(articles.c.article_id.in_(ids[start : start + 500]), where)
                found.update(connection.execute(query).scalars())
        return found

    def counts(self) -> Counts:
        """How much there is."""
        with self.engine.connect() as connection:
            held = self._counted
            if held is None or held.head != head(connection):
                self._counted = held = counted(connection)
            return held

    def outlets(self) -> list[str]:
        """The names of all outlets with a current article, sorted."""
        with self.engine.connect() as connection:
            return named(connection)

    def digest(self) -> str:
        """sha256 of what the catalog says: articles, their versions in order, origins and tombstones.

        Times of arrival and the numbers of versions, which follow it, are left out: two catalogs that were given the
        same dated articles in another order have one digest.
        """
        found = hashlib.sha256()
        state = (articles.c.article_id, articles.c.origin_id, articles.c.removed.is_not(None), articles.c.rejected)
        with self.engine.connect() as connection:
            for row in connection.execute(select(*state).order_by(articles.c.article_id)):
                found.update(repr(tuple(row)).encode())
        for v in self:
            dated = v.known_from if v.known_from != v.added else None
            found.update(repr((v.article_id, v.article, dated, v.current)).encode())
        return found.hexdigest()

    def check(self) -> list[str]:
        """What SQLite's own integrity check finds wrong; empty when nothing is."""
        with self.engine.connect() as connection:
            rows = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return [str(row) for row in rows if row != "ok"]


def _refuse(*_: object) -> NoReturn:
    raise CatalogError("the catalog is closed: open it again")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogError(f"cannot make the library folder {folder}: {error.strerror}") from error


def _find(connection: Connection, url_or_id: str) -> str | None:
    try:
        names = url_or_id, article_id_of(url_or_id)
    except UnicodeEncodeError:  # half a character: nothing is kept under it
        return None
    query = select(articles.c.article_id).where(articles.c.article_id.in_(names), articles.c.removed.is_(None))
    return connection.execute(query.limit(1)).scalar_one_or_none()


def _prepared(item: Given) -> Prepared | Tombstone | Rejection:
    """The item with all that its words decide; a rejection says where the article was read, else its address."""
    if isinstance(item, Prepared | Tombstone | Rejection):
        return item
    if not isinstance(item, Article):
        return Rejection(_shown(item), f"not an Article, but of type {type(item).__name__}")
    try:
        return prepare(item.cleaned())
    except ArticleError as error:
        return Rejection(_shown(item.source or item.url or item.title or "an article without title"), str(error))


def _shown(given: object) -> str:
    """Words of what was given, such as a file can hold."""
    return " ".join(printable(str(given)).split())[:MAX_FIELD]
