"""Bringing an older catalog up to date: a copy of the file is kept, and every version is kept anew."""

import json
import sqlite3
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, text

from corpus.article import Article, Rejection
from corpus.errors import ArticleError
from corpus.keeping import keep, log_change
from corpus.runs import AddReport, Run, record_run
from corpus.schema import articles, metadata

_OLD = ("articles", "versions", "changes")


def back_up(path: Path, schema: int) -> None:
    """Copy the catalog to a file beside it, named for its schema."""
    target = path.with_name(f"{path.name}.schema{schema}")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def to_current(connection: Connection) -> None:
    """Make the tables of today from those of schema 1, in the transaction of `connection`.

    What an article is kept under changed with it: every old id is logged as changed, so that the index forgets it.
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
    for row in run("SELECT article_id FROM old_articles").all():
        log_change(connection, row.article_id)
    for name in reversed(_OLD):
        run(f"DROP TABLE old_{name}")


def _keep_all(connection: Connection) -> None:
    query = (
        "SELECT v.*, a.url FROM old_versions v JOIN old_articles a USING (article_id) "
        "ORDER BY v.article_id, v.version"
    )
    run = Run(AddReport(), int(time.time()))
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
            keep(connection, article, row.added)
        except ArticleError as error:  # none by today's rules; the copy of the file has it
            run.report.rejected.append(Rejection(row.url or row.title, str(error)))
    record_run(connection, run)
    for row in connection.execute(text("SELECT article_id, url, removed FROM old_articles WHERE removed > 0")).all():
        new_id = Article("", url=row.url).article_id if row.url else row.article_id
        values = {"article_id": new_id, "url": row.url, "origin_id": new_id, "current": 0, "removed": row.removed}
        connection.execute(articles.insert().prefix_with("OR IGNORE").values(values))
