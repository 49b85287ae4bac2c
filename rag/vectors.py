"""Vectors that were once computed, kept so that no text is encoded twice. One SQLite file beside the catalog.

The key is sha256 of the encoder's id and the exact embedded string: the same words under the same headline give the
same vector in whatever passage, version or index they stand.
"""

import errno
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from corpus.frozen import frozen
from corpus.opening import UNWRITABLE, hindrance_of
from rag.encoders import Vectors
from rag.errors import IndexDamagedError, LibraryError

VECTORS = "vectors.sqlite"
"""The file's name in a library's folder."""


def vector_key(encoder_id: str, text: str) -> bytes:
    """32 bytes that name the vector of `text`."""
    return hashlib.sha256(f"{encoder_id}\n{text}".encode()).digest()


@contextmanager
def sqlite_errors(folder: Path) -> Iterator[None]:
    """Says in Dateline's terms what SQLite found wrong with a file of the index in `folder`.

    Raises `IndexDamagedError` for a damaged file, which a rebuild replaces, and `LibraryError` for what it would not
    help against: a full disk, a file system that cannot be written, a lock that is never given up.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        raise LibraryError(f"cannot use the index in {folder}: {hindrance_of(error) or error}") from error
    except sqlite3.DatabaseError as error:
        raise IndexDamagedError(
            f"the passages or vectors in {folder} cannot be read ({error}): run `dateline verify --repair`"
        ) from error
    except OSError as error:
        raise LibraryError(f"cannot use the index in {folder}: {_of_system(error)}") from error


def _of_system(error: OSError) -> str:
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UNWRITABLE
    return hindrance_of(error) or f"{error.filename or 'a file'}: {error.strerror or error}"


def discard_damaged(path: Path) -> None:
    """Delete kept vectors that SQLite cannot read, so that they are made again; leaves sound ones alone."""
    try:
        vectors = KeptVectors(path)
        try:
            vectors.check()
        finally:
            vectors.close()
    except sqlite3.OperationalError:  # no damage: what it is shows where the file is used
        pass
    except sqlite3.DatabaseError:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def made(path: Path) -> None:
    """Make the file where there is none: attaching it needs it to be there. Where nothing can be written it is read."""
    if not frozen(path):
        KeptVectors(path).close()


class KeptVectors:
    """float16 vectors by key. One connection; use one object per thread."""

    def __init__(self, path: Path) -> None:
        """Open or make the file at `path`."""
        self.path = path
        self._connection = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
        self._connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL, sentences BLOB NOT NULL);"
        )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def check(self) -> None:
        """Raise `sqlite3.DatabaseError` when the file is damaged."""
        found = self._connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(found)

    def get(self, keys: Iterable[bytes]) -> dict[bytes, Vectors]:
        """float32 vectors of those keys that have one."""
        found: dict[bytes, Vectors] = {}
        for key in keys:
            row = self._connection.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
            if row is not None:
                found[key] = single(row[0])
        return found

    def put(self, vectors: Mapping[bytes, tuple[Vectors, Vectors]]) -> None:
        """Keep vectors of passages, each with those of its sentences, in one transaction."""
        rows = [(key, _half(vector), _half(sentences)) for key, (vector, sentences) in vectors.items()]
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        self._connection.execute("COMMIT")

    def adopt(self, path: Path) -> None:
        """Keep what another such file holds as well."""
        self._connection.execute("ATTACH ? AS other", (str(path),))
        self._connection.execute("INSERT OR IGNORE INTO vectors SELECT key, vector, sentences FROM other.vectors")
        self._connection.execute("DETACH other")

    def purge(self, keys: Iterable[bytes]) -> None:
        """Forget vectors, so that nothing of them stays in the file."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("DELETE FROM vectors WHERE key = ?", [(key,) for key in keys])
        self._connection.execute("COMMIT")
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def single(blob: bytes) -> Vectors:
    """A kept float16 blob as float32: numpy has no fast arithmetic on halves."""
    return np.frombuffer(blob, np.float16).astype(np.float32)


def _half(vectors: Vectors) -> bytes:
    return vectors.astype(np.float16).tobytes()
