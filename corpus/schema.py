"""The catalog's tables, and how one is opened: created, migrated or refused."""

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    create_engine,
    event,
    select,
)
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DatabaseError

from corpus.errors import CatalogError

SCHEMA_VERSION = 1

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", String, nullable=False))

articles = Table(
    "articles",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("url", String, nullable=False, index=True),
    Column("origin_id", String, nullable=False, index=True),
    Column("current", Integer, nullable=False),  # the version a question without a date sees; 0 when removed
    Column("removed", Integer),  # seconds since 1970 of the tombstone
)

versions = Table(
    "versions",
    metadata,
    Column("article_id", String, ForeignKey("articles.article_id"), nullable=False),
    Column("version", Integer, nullable=False),  # 1, 2, 3 ... in order of arrival
    Column("title", String, nullable=False),
    Column("text", String, nullable=False),
    Column("outlet", String, nullable=False),
    Column("authors", String, nullable=False),  # a JSON list
    Column("published", String),  # ISO 8601 with its zone, as stated
    Column("updated", String),
    Column("language", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("added", Integer, nullable=False),  # seconds since 1970
    Column("known_from", Integer, nullable=False),  # seconds since 1970: what an as-of time is compared with
    Column("content_hash", String, nullable=False),
    PrimaryKeyConstraint("article_id", "version"),
)

# One row for every change, in the order they were committed: what an index follows.
changes = Table(
    "changes",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("article_id", String, nullable=False),
    sqlite_autoincrement=True,
)

# A sample of each article's word shingles: how copies find each other without comparing all with all.
shingles = Table(
    "shingles",
    metadata,
    Column("hash", Integer, nullable=False),
    Column("article_id", String, nullable=False),
    Index("shingles_hash", "hash"),
    Index("shingles_article", "article_id"),
)


def connect(path: Path, *, create: bool) -> Engine:
    """An engine on the catalog at `path`, in write-ahead-log mode, with its schema up to date.

    Raises `CatalogError` when there is none and `create` is false, when it is damaged or on a read-only
    file system, or when a newer version of this program wrote it.
    """
    if not create and not path.is_file():
        raise CatalogError(f"no library at {path.parent}: make one with `dateline add PATH --library {path.parent}`")
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 60.0, "check_same_thread": False})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", partial(_translate, path.parent))
    try:
        _migrate(engine, path)
    except (DatabaseError, sqlite3.DatabaseError) as error:
        engine.dispose()
        raise CatalogError(f"cannot use the library {path.parent}: {_reason(error)}") from error
    except CatalogError:
        engine.dispose()
        raise
    return engine


def writing(engine: Engine) -> Connection:
    """A connection whose transactions take the write lock when they begin, so that none is refused half-way."""
    return engine.connect().execution_options(immediate=True)


def _configure(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection has no public type
    connection.isolation_level = None  # transactions are begun below, not by the driver's own guess
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _migrate(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if found > SCHEMA_VERSION:
        raise CatalogError(f"a newer Dateline wrote the library {path.parent} (schema {found}): upgrade Dateline")
    if found == SCHEMA_VERSION:
        return
    with writing(engine) as connection, connection.begin():
        metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")


def _translate(folder: Path, context: ExceptionContext) -> None:
    """Raise `CatalogError` for what SQLite says of the file, the disk or a lock; a wrong statement stays what it is."""
    if type(context.original_exception) in (sqlite3.DatabaseError, sqlite3.OperationalError):
        error = context.original_exception
        raise CatalogError(f"cannot use the library {folder}: {_reason(error)}") from error


def _reason(error: BaseException) -> str:
    text = str(getattr(error, "orig", error))
    if "readonly" in text or "unable to open" in text:
        return "the folder cannot be written (read-only or no permission): copy it to one that can"
    if "locked" in text:
        return "another process has been writing to it for a minute: try again when it is done"
    if "full" in text:
        return "the disk is full: free some space; what was kept before stays"
    return f"{text}; restore it from a backup or an export"


def read_meta(connection: Connection, key: str) -> str | None:
    """One value of the catalog's own facts, None when it was never set."""
    return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one_or_none()
