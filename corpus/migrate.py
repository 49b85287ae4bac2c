"""Bringing an older catalog up to date; a copy of the file is kept."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import chain, count
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, text

from corpus.article import Article, Rejection
from corpus.copies import WINDOW
from corpus.errors import ArticleError
from corpus.keeping import Keeper
from corpus.minhash import keys
from corpus.minima import Minima, Runs
from corpus.opening import driver
from corpus.prepared import prepare
from corpus.runs import AddReport, Run, record_run
from corpus.schema import articles, metadata, versions

_OLD = ("articles", "versions", "changes")
_AT_ONCE = 10_000
"""Printings whose hashes are held before they are written."""


@contextmanager
def backed_up(path: Path, schema: int) -> Iterator[None]:
    """Migrate in the block, with a copy of the catalog beside it, named for its schema when the block is done.

    The caller holds the write lock: the copy is of the older schema, whole, and takes the place of no earlier one.
    """
    first = path.with_name(f"{path.name}.schema{schema}")
    growing = path.with_name(f"{first.name}.part")
    growing.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(growing)) as copy:
        source.backup(copy)
    yield
    numbered = (path.with_name(f"{first.name}.{number}") for number in count(2))
    growing.rename(next(name for name in chain((first,), numbered) if not name.exists()))


def to_current(connection: Connection, schema: int) -> None:
    """Make the tables of today from those of an older schema, in the transaction of `connection`."""
    if schema == 1:
        _from_1(connection)
    elif schema == 2:
        _from_2(connection)
    # In schema 3 an article that was seen once has a row that says so, which may stay.


def _from_1(connection: Connection) -> None:
    """Keep every version anew.

    What an article is kept under changed since: every old id is logged as changed, so that the index forgets it.
    """
    run = connection.exec_driver_sql
    for name in run("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").scalars().all():
        run(f'DROP INDEX "{name}"')
    run("DROP TABLE shingles")
    for name in _OLD:
        run(f"ALTER TABLE {name} RENAME TO old_{name}")
    metadata.create_all(connection)
    run("INSERT INTO changes (seq, article_id) SELECT seq, article_id FROM old_changes")
    _keep_all(connection)
    run("INSERT INTO changes (article_id) SELECT article_id FROM old_articles")
    for name in reversed(_OLD):
        run(f"DROP TABLE old_{name}")


def _from_2(connection: Connection) -> None:
    """Let articles say what is counted of them, and keep hashes as runs instead of rows."""
    run = connection.exec_driver_sql
    run("DROP TABLE minima")
    for name in ("ix_articles_url", "ix_articles_origin_id"):
        run(f"DROP INDEX IF EXISTS {name}")
    for column in ("outlet VARCHAR DEFAULT '' NOT NULL", "published VARCHAR", "known_from INTEGER"):
        run(f"ALTER TABLE articles ADD COLUMN {column}")
    run(
        "UPDATE articles SET (outlet, published, known_from) = (SELECT outlet, published, known_from FROM versions v "
        "WHERE v.article_id = articles.article_id AND v.version = articles.current) WHERE current > 0"
    )
    run("ALTER TABLE texts RENAME TO old_texts")
    metadata.create_all(connection)
    for table in (articles, versions):
        for index in table.indexes:
            index.create(connection, checkfirst=True)
    run("INSERT INTO texts SELECT * FROM old_texts")
    run("DROP TABLE old_texts")
    _index_texts(connection)


def _index_texts(connection: Connection) -> None:
    with driver(connection) as db:
        minima, seen = Minima(db, Runs()), set[tuple[int, int]]()
        query = "SELECT known_from, text_no, sketch FROM printings JOIN texts USING (text_no) ORDER BY known_from"
        for number, (known_from, text_no, sketch) in enumerate(db.execute(query).fetchall(), 1):
            if (place := (known_from // WINDOW, text_no)) not in seen:
                seen.add(place)
                minima.enter(keys(np.frombuffer(sketch, np.uint64)), *place)
            if number % _AT_ONCE == 0:
                minima.flush()
        minima.flush()


def _keep_all(connection: Connection) -> None:
    query = (
        "SELECT v.*, a.url FROM old_versions v JOIN old_articles a USING (article_id) "
        "ORDER BY v.article_id, v.version"
    )
    run = Run(AddReport(), int(time.time()))
    with driver(connection) as db:
        keeper = Keeper(connection, db, Runs())
        _keep_rows(connection, keeper, run, query)
        keeper.flush()
    record_run(connection, run)
    for row in connection.execute(text("SELECT article_id, url, removed FROM old_articles WHERE removed > 0")).all():
        new_id = Article("", url=row.url).article_id if row.url else row.article_id
        values = {"article_id": new_id, "url": row.url, "origin_id": new_id, "current": 0, "removed": row.removed}
        connection.execute(articles.insert().prefix_with("OR IGNORE").values(values))


def _keep_rows(connection: Connection, keeper: Keeper, run: Run, query: str) -> None:
    for row in connection.execute(text(query)).all():
        article = Article(
            text=row.text,
            title=row.title,
            url=row.url,
            outlet=row.outlet,
            authors=tuple(json.loads(row.authors)),
            published=datetime.fromisoformat(row.published) if row.published else None,
            updated=datetime.fromisoformat(row.updated) if row.updated else None,
            language=row.language,
            kind=row.kind,
        )
        try:
            keeper.keep(prepare(article.cleaned()), row.added)
        except ArticleError as error:  # none by today's rules; the copy of the file has it
            run.count("", Rejection(row.url or row.title, str(error)))
