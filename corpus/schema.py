"""The catalog's tables, and how one is opened: created, migrated or refused."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    create_engine,
    event,
    literal_column,
    select,
)
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DatabaseError

from corpus.errors import CatalogError
from corpus.frozen import frozen, reading, unchanged

SCHEMA_VERSION = 4
PAGE = 4096
CACHE = 64 * 1024 * 1024
"""Bytes of the file that a connection that writes may hold in memory."""
LOG = 256 * 1024 * 1024
"""Bytes that the log grows to before they are written into the file."""

UNWRITABLE = "the folder cannot be written (read-only or no permission): make it writable, or copy it to one that is"

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", String, nullable=False))

articles = Table(
    "articles",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("url", String, nullable=False),
    Column("origin_id", String, nullable=False),  # the smallest article id of its origin
    Column("current", Integer, nullable=False),  # the version a question without a date sees; 0 when none is seen
    Column("removed", Integer),  # seconds since 1970 of the tombstone
    Column("rejected", String),  # why it is no article after all: what it was kept for, others repeated
    # Of the version seen, so that counting and reporting read no texts.
    Column("outlet", String, nullable=False, server_default=""),
    Column("published", String),
    Column("known_from", Integer),
)
# Most articles are their own origin; only the others have to be looked up by it.
Index("articles_joined", articles.c.origin_id, sqlite_where=articles.c.origin_id != articles.c.article_id)

versions = Table(
    "versions",
    metadata,
    Column("article_id", String, ForeignKey("articles.article_id"), nullable=False),
    Column("version", Integer, nullable=False),  # 1, 2, 3 ... in order of arrival: what citations name
    Column("place", Integer, nullable=False),  # 0, 1, 2 ... in the order in which they were known
    Column("title", String, nullable=False),
    Column("text", String, nullable=False),
    Column("outlet", String, nullable=False),
    Column("authors", String, nullable=False),  # a JSON list
    Column("published", String),  # ISO 8601 with its zone, as stated
    Column("updated", String),
    Column("language", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("section", String, nullable=False),
    Column("guessed", String, nullable=False),  # a JSON list of field names
    Column("added", Integer, nullable=False),  # seconds since 1970
    Column("known_from", Integer, nullable=False),  # seconds since 1970: what an as-of time is compared with
    Column("content_hash", String, nullable=False),
    PrimaryKeyConstraint("article_id", "version"),
)
# Written out: SQLite uses such an index only where it reads the same condition, not where 0 is a parameter.
SEEN = articles.c.current > literal_column("0")
"""Articles that a question without a date sees a version of."""
LATER = versions.c.place > literal_column("0")
"""Versions after the first."""
Index("articles_seen", *(articles.c[name] for name in ("outlet", "known_from", "published")), sqlite_where=SEEN)
Index("versions_later", versions.c.article_id, sqlite_where=LATER)

# When which text was seen under an address: what versions follow from, in whatever order it arrived. An article
# that was seen once has no row here: its version says it all.
sightings = Table(
    "sightings",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("article_id", String, nullable=False, index=True),
    Column("content_hash", String, nullable=False),
    Column("moment", Integer, nullable=False),  # seconds since 1970
    Column("dated", Integer, nullable=False),  # 0 when the moment is only that of arrival
    Column("stated", String, nullable=False),  # JSON: the columns of a version that one text may have differently
)

# Which articles are printings of one text, found pair by pair; an origin is all that hang together.
copies = Table(
    "copies",
    metadata,
    Column("article_id", String, nullable=False),
    Column("other_id", String, nullable=False, index=True),
    PrimaryKeyConstraint("article_id", "other_id"),
    sqlite_with_rowid=False,
)

# What was given and what became of it, for the report.
runs = Table(
    "runs",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("started", Integer, nullable=False),  # seconds since 1970
    *(Column(name, Integer, nullable=False) for name in ("added", "updated", "unchanged", "copies")),
)
rejections = Table(
    "rejections",
    metadata,
    Column("source", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("run_id", Integer, nullable=False),  # the last run that met it
    PrimaryKeyConstraint("source", "reason"),
)

# The feeds that are followed. Times are seconds since 1970.
feeds = Table(
    "feeds",
    metadata,
    Column("address", String, primary_key=True),
    Column("linked", Integer, nullable=False),  # 1 when the pages behind its summaries are fetched
    Column("followed", Integer, nullable=False),  # since when
    Column("etag", String, nullable=False),
    Column("last_modified", String, nullable=False),
    Column("succeeded", Integer),  # when it was last read
    Column("failed", Integer),  # when that last went wrong
    Column("failure", String, nullable=False),  # and why
)
# The entries a feed has ever carried: what is new in it, and how often something is.
feed_entries = Table(
    "feed_entries",
    metadata,
    Column("address", String, nullable=False),
    Column("entry", String, nullable=False),  # 16 hex digits of what stays the same
    Column("content", String, nullable=False),  # 16 hex digits of what may change; empty when it is to be read again
    Column("moment", Integer, nullable=False),  # when it was published, else first seen
    PrimaryKeyConstraint("address", "entry"),
    sqlite_with_rowid=False,
)

# One row for every change, in the order they were committed: what an index follows.
changes = Table(
    "changes",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("article_id", String, nullable=False),
    sqlite_autoincrement=True,
)

# The texts that copies are looked for among, each once however often it is printed.
texts = Table(
    "texts",
    metadata,
    Column("text_no", Integer, primary_key=True),
    Column("content", Integer, nullable=False, unique=True),  # 64 bits that stand for its words
    Column("size", Integer, nullable=False),  # distinct shingles
    Column("sketch", LargeBinary, nullable=False),  # the smallest hashes of them, 8 bytes each
    sqlite_autoincrement=True,  # a number is never used again: runs of hashes may still name it
)
# Which versions print a text, and when.
printings = Table(
    "printings",
    metadata,
    Column("article_id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("text_no", Integer, nullable=False),
    Column("known_from", Integer, nullable=False),  # seconds since 1970
    PrimaryKeyConstraint("article_id", "version"),
    Index("printings_text", "text_no", "known_from", "article_id"),
    sqlite_with_rowid=False,
)
# The inverted index over the sketches' smallest hashes, as sorted runs: see `corpus.minima`.
minima = Table(
    "minima",
    metadata,
    Column("run_no", Integer, primary_key=True),
    Column("period", Integer, nullable=False),  # in which the texts were printed
    Column("size", Integer, nullable=False),  # entries
    Column("entries", LargeBinary, nullable=False),  # 64 bits each: a hash's low 32, the number of a text
    Index("minima_period", "period", "run_no", "size"),
    sqlite_autoincrement=True,
)

# Paragraphs of texts in the manner of forms and notices, by host, and the titles they stand under.
form_paragraphs = Table(
    "form_paragraphs",
    metadata,
    Column("hash", Integer, nullable=False),  # 64 bits of the host and the words
    Column("article_id", String, nullable=False, index=True),
    Column("title", Integer, nullable=False),  # 64 bits of it
    PrimaryKeyConstraint("hash", "article_id"),
    sqlite_with_rowid=False,
)


def connect(path: Path, *, create: bool) -> Engine:
    """An engine on the catalog at `path`, in write-ahead-log mode, with its schema up to date.

    Where nothing can be written, one that only reads, unless it is to `create`. Raises `CatalogError` when there is
    none and `create` is false, when it is damaged or cannot be read, or when a newer version of this program wrote it.
    """
    if not create and not path.is_file():
        how = f"`dateline add PATH --library {path.parent}`, or from Python with create=True"
        raise CatalogError(f"no library at {path.parent}: make one with {how}")
    _check_size(path, create=create)
    address = URL.create("sqlite", database=str(path))  # as text, a ? or a % in it would lead to another file
    if not create and frozen(path):
        engine = create_engine(address, creator=partial(_to_read, path))
        event.listen(engine, "begin", partial(_begin_reading, unchanged(path)))
    else:
        engine = create_engine(address, connect_args={"timeout": 60.0, "check_same_thread": False})
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", partial(_translate, path.parent))
    try:
        _migrate(engine, path)
    except (DatabaseError, sqlite3.DatabaseError) as error:
        engine.dispose()
        raise CatalogError(f"cannot use the library {path.parent}: {reason_of(error)}") from error
    except CatalogError:
        engine.dispose()
        raise
    return engine


def _check_size(path: Path, *, create: bool) -> None:
    """Raise `CatalogError` for a file of no bytes: SQLite takes it for a new one, and throws the log beside it away.

    One that another process is about to make is as empty, and has no log yet.
    """
    log = path.with_name(f"{path.name}-wal")
    if path.exists() and not path.stat().st_size and (not create or (log.exists() and log.stat().st_size)):
        raise CatalogError(f"the catalog {path} is empty: restore it from a backup or an export")


@contextmanager
def driver(connection: Connection) -> Iterator[sqlite3.Connection]:
    """The driver's connection under `connection`: a dozen statements an article take a tenth of the time there.

    Raises `CatalogError` for what `connection` itself would raise it for.
    """
    below = connection.connection.dbapi_connection
    assert isinstance(below, sqlite3.Connection)
    try:
        yield below
    except sqlite3.Error as error:
        if type(error) not in (sqlite3.DatabaseError, sqlite3.OperationalError):
            raise
        folder = Path(str(connection.engine.url.database)).parent
        raise CatalogError(f"cannot use the library {folder}: {reason_of(error)}") from error


def writing(engine: Engine) -> Connection:
    """A connection whose transactions take the write lock when they begin, so that none is refused half-way."""
    return engine.connect().execution_options(immediate=True)


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver's own guess
    for pragma in (
        *("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"),
        # Ids are hashes, whose rows go all over the pages: one that is written back later is written back less often.
        *(f"wal_autocheckpoint={LOG // PAGE}", f"journal_size_limit={LOG}"),
    ):
        connection.execute(f"PRAGMA {pragma}")


def _to_read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(reading(path), uri=True, timeout=60.0, isolation_level=None, check_same_thread=False)


def _begin_reading(check: Callable[[], None], connection: Connection) -> None:
    check()
    _begin(connection)


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("immediate"):
        connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE // 1024}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")


def _migrate(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        if _schema_of(connection, path) == SCHEMA_VERSION:
            return
    with writing(engine) as connection, connection.begin():
        found = _schema_of(connection, path)  # another process may have been quicker; from here on none is
        if found == SCHEMA_VERSION:
            return
        if found:
            from corpus.migrate import backed_up, to_current

            with backed_up(path, found):
                to_current(connection, found)
        metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")


def _schema_of(connection: Connection, path: Path) -> int:
    """The version of the catalog's schema, 0 of an empty one. Raises `CatalogError` when it is newer than ours."""
    found = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if found > SCHEMA_VERSION:
        raise CatalogError(f"a newer Dateline wrote the library {path.parent} (schema {found}): upgrade Dateline")
    return found


def _translate(folder: Path, context: ExceptionContext) -> None:
    """Raise `CatalogError` for what SQLite says of the file, the disk or a lock; a wrong statement stays what it is."""
    if type(context.original_exception) in (sqlite3.DatabaseError, sqlite3.OperationalError):
        error = context.original_exception
        raise CatalogError(f"cannot use the library {folder}: {reason_of(error)}") from error


def reason_of(error: BaseException) -> str:
    """What a person can do about what SQLite says."""
    return hindrance_of(error) or f"{getattr(error, 'orig', error)}; restore it from a backup or an export"


def hindrance_of(error: BaseException) -> str:
    """What keeps SQLite from using a file that is sound, and what to do about it; empty when it is something else."""
    text = str(getattr(error, "orig", error))
    if "readonly" in text or "unable to open" in text:
        return UNWRITABLE
    if "locked" in text:
        return "another process has been writing to it for a minute: try again when it is done"
    if "full" in text or "No space" in text:
        return "the disk is full: free some space; what was kept before stays"
    if "disk I/O" in text:  # a quota and a limit on file sizes are such to SQLite
        return (
            "the disk cannot be read or written: see whether it is full or failing, or a quota or a limit on the size "
            "of files is reached; what was kept before stays"
        )
    return ""


def read_meta(connection: Connection, key: str) -> str | None:
    """One value of the catalog's own facts, None when it was never set."""
    return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one_or_none()
