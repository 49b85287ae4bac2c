"""How a catalog is opened: created, migrated or refused, and what a person can do about what SQLite says of it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DatabaseError

from corpus.errors import CatalogError
from corpus.frozen import frozen, reading, unchanged
from corpus.schema import SCHEMA_VERSION, metadata

PAGE = 4096
"""Bytes of one of the file's pages, as SQLite makes it."""
CACHE = 64 * 1024 * 1024
"""Bytes of the file that a connection that writes may hold in memory."""
LOG = 256 * 1024 * 1024
"""Bytes that the log grows to before they are written into the file."""

UNWRITABLE = "the folder cannot be written (read-only or no permission): make it writable, or copy it to one that is"


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
