"""Which passages there are: one SQLite file per index generation.

No text is kept here: offsets into the catalog's, what filters compare, and the key of each passage's vector.
"""

import gc
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate, repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.frozen import frozen, reading
from rag import passage_columns, vector_file
from rag.encoders import Vectors
from rag.files import discard
from rag.passage_arrays import BETWEEN, PassageArrays
from rag.passage_columns import PassageColumns
from rag.row_vectors import RowVectors
from rag.types import Passage
from rag.vector_file import Halves, Keys
from rag.vectors import single
from rag.words import NEVER

_TABLES = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;
CREATE TABLE IF NOT EXISTS passages (
    passage_id TEXT PRIMARY KEY, article_id TEXT NOT NULL, version INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, key BLOB NOT NULL, outlet TEXT NOT NULL,
    published INTEGER, known_from INTEGER NOT NULL, known_until INTEGER NOT NULL,
    authors TEXT NOT NULL, kind TEXT NOT NULL, section TEXT NOT NULL, language TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS passages_article ON passages (article_id);
CREATE INDEX IF NOT EXISTS passages_key ON passages (key);
CREATE TABLE IF NOT EXISTS watermark (seq INTEGER NOT NULL);
"""

COLUMNS, KEY_BYTES = 14, 32
SOME = 4_096
"""Rows read at a time."""


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage with what filters compare (seconds since 1970) and the key of its vector."""

    passage: Passage
    key: bytes
    outlet: str
    published: int | None
    known_from: int
    known_until: int
    authors: tuple[str, ...] = ()
    kind: str = "unknown"
    section: str = ""
    language: str = ""
    """Without its region."""


class PassageTable:
    """The passages of one generation. Locked by its owner: one connection."""

    def __init__(self, folder: Path, vectors: Path) -> None:
        """Open or make the table in `folder`, beside the kept vectors at `vectors`; only to read where it is frozen."""
        self.folder = folder
        path, only = folder / "passages.sqlite", frozen(folder / "passages.sqlite")
        self._connection = sqlite3.connect(
            reading(path) if only else path, uri=True, timeout=60, isolation_level=None, check_same_thread=False
        )
        if not only:
            self._connection.executescript(_TABLES)
        self._connection.execute("ATTACH ? AS kept", (reading(vectors) if frozen(vectors) else str(vectors),))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __del__(self) -> None:
        if hasattr(self, "_connection"):  # it may not have come so far
            self.close()

    def check(self) -> None:
        """Raise `sqlite3.DatabaseError` when the file is damaged."""
        found = self._connection.execute("PRAGMA main.quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(found)

    def stamp(self) -> tuple[int, int]:
        """Changes whenever another connection has written to the passages or the vectors."""
        read = self._connection.execute
        return read("PRAGMA main.data_version").fetchone()[0], read("PRAGMA kept.data_version").fetchone()[0]

    def watermark(self) -> int:
        """The catalog's sequence number up to which this table has followed."""
        row = self._connection.execute("SELECT seq FROM watermark").fetchone()
        return int(row[0]) if row else 0

    def replace(self, article_ids: Iterable[str], rows: Sequence[PassageRow], seq: int) -> None:
        """Put `rows` in place of all passages of these articles and move the watermark, in one transaction."""
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        try:
            self._connection.executemany("DELETE FROM passages WHERE article_id = ?", [(i,) for i in article_ids])
            self._connection.executemany(
                f"INSERT INTO passages VALUES ({', '.join('?' * COLUMNS)})", [values(row) for row in rows]
            )
            run("DELETE FROM watermark")
            run("INSERT INTO watermark VALUES (?)", (seq,))
        except BaseException:
            run("ROLLBACK")
            raise
        run("COMMIT")

    def keys_only_of(self, article_ids: Sequence[str]) -> list[bytes]:
        """Vector keys that no passage but those of these articles uses."""
        marks = ",".join("?" * len(article_ids))
        query = (
            f"SELECT DISTINCT key FROM passages WHERE article_id IN ({marks}) AND key NOT IN "
            f"(SELECT key FROM passages WHERE article_id NOT IN ({marks}))"
        )
        return [row[0] for row in self._connection.execute(query, [*article_ids, *article_ids])]

    def of_articles(self, article_ids: Sequence[str]) -> list[PassageRow]:
        """All passages of these articles."""
        found: list[PassageRow] = []
        for start in range(0, len(article_ids), 500):
            some = article_ids[start : start + 500]
            marks = ",".join("?" * len(some))
            rows = self._connection.execute(f"SELECT * FROM passages WHERE article_id IN ({marks})", list(some))
            found += [_row(row) for row in rows]
        return found

    def unencoded(self, after: int, limit: int) -> list[tuple[int, PassageRow]]:
        """Passages whose vector is not kept yet, by row number: those after `after`, at most `limit`."""
        query = (
            "SELECT rowid, * FROM passages WHERE rowid > ? AND key NOT IN (SELECT key FROM kept.vectors) "
            "ORDER BY rowid LIMIT ?"
        )
        return [(int(row[0]), _row(row[1:])) for row in self._connection.execute(query, (after, limit))]

    def count_without_vector(self) -> int:
        """How many passages cannot be found by meaning yet."""
        query = "SELECT count(*) FROM passages WHERE key NOT IN (SELECT key FROM kept.vectors)"
        return int(self._connection.execute(query).fetchone()[0])

    def counts(self) -> tuple[int, int]:
        """(all passages, those of current versions)."""
        query = "SELECT count(*), coalesce(sum(known_until = ?), 0) FROM passages"
        total, current = self._connection.execute(query, (NEVER,)).fetchone()
        return int(total), int(current)

    def article_ids(self) -> list[str]:
        """Every article that has passages, sorted."""
        rows = self._connection.execute("SELECT DISTINCT article_id FROM passages ORDER BY article_id")
        return [row[0] for row in rows]

    def current_ids(self) -> set[str]:
        """Ids of the passages of current versions that have a vector: what Chroma must hold."""
        query = "SELECT passage_id FROM passages WHERE known_until = ? AND key IN (SELECT key FROM kept.vectors)"
        return {row[0] for row in self._connection.execute(query, (NEVER,))}

    def sentence_vectors(self, keys: Sequence[bytes], dimensions: int) -> dict[bytes, Vectors]:
        """By passage key the unit vectors of its sentences, shape (sentences, dimensions)."""
        marks = ",".join("?" * len(keys))
        query = f"SELECT key, sentences FROM kept.vectors WHERE key IN ({marks})"
        rows = self._connection.execute(query, list(keys)).fetchall()
        every = single(b"".join(blob for _, blob in rows)).reshape(-1, dimensions)
        counts = [len(blob) // (2 * dimensions) for _, blob in rows]
        ends = accumulate(counts)
        return {key: every[end - n : end] for (key, _), n, end in zip(rows, counts, ends, strict=True)}

    def load(self, dimensions: Callable[[], int]) -> PassageArrays:
        """Everything that exact search needs, in memory; `dimensions` is asked for only where no vector is kept."""
        with _uncollected():
            columns = passage_columns.read(self.folder, self.watermark()) or self._columns()
            return PassageArrays(columns, self._vectors(columns.keys, dimensions))

    def _columns(self) -> PassageColumns:
        columns: list[list[Any]] = [[] for _ in range(COLUMNS)]
        cursor = self._connection.execute("SELECT * FROM passages ORDER BY rowid")
        while rows := cursor.fetchmany(SOME):
            for column, values in zip(columns, zip(*rows, strict=True), strict=True):
                column.extend(values)
        return PassageColumns.of(columns)

    def _vectors(self, keys: Keys, dimensions: Callable[[], int]) -> RowVectors:
        """The passages' vectors: those of a large archive from its file, and from the kept ones what that lacks."""
        if (mapped := vector_file.read(self.folder)) is None:
            matrix, rows = self._matrix(_bytes(keys), self._all_kept())
            return RowVectors((matrix if matrix.shape[1] else np.zeros((0, dimensions()), np.float32),), rows)
        rows = mapped.rows_of(keys)
        lacking = np.flatnonzero(rows < 0)
        wanted = _bytes(keys[lacking])
        matrix, found = self._matrix(wanted, self._kept_of(wanted))
        rows[lacking] = np.where(found < 0, -1, found + len(mapped.vectors))
        return RowVectors((mapped.vectors, matrix if matrix.shape[1] else mapped.vectors[:0]), rows)

    def _matrix(
        self, keys: Sequence[bytes], kept: Iterable[tuple[Sequence[bytes], Halves]]
    ) -> tuple[Vectors, NDArray[np.int64]]:
        """A matrix of the vectors among `kept` that these keys have, and each key's row of it, -1 for none."""
        first = dict(zip(reversed(keys), reversed(range(len(keys))), strict=True))
        rows = np.fromiter(map(first.__getitem__, keys), np.int64, len(keys))
        matrix, encoded = np.zeros((len(keys), 0), np.float32), np.zeros(len(keys), bool)
        for some, vectors in kept:
            if not matrix.shape[1]:
                matrix = np.zeros((len(keys), vectors.shape[1]), np.float32)
            at = np.fromiter(map(first.get, some, repeat(-1)), np.int64, len(some))
            matrix[at[at >= 0]] = vectors[at >= 0]
            encoded[at[at >= 0]] = True
        return matrix, np.where(encoded[rows], rows, -1)

    def _all_kept(self) -> Iterator[tuple[Sequence[bytes], Halves]]:
        """Kept vectors from first to last: looking each up takes several times as long in a large archive.

        Those of another encoder, which may be of another length, are left out.
        """
        used = "+key IN (SELECT key FROM passages)"  # with the sign the vectors are gone through, not looked up
        return _in_parts(self._connection.execute(f"SELECT key, vector FROM kept.vectors WHERE {used}"))

    def _kept_of(self, keys: Sequence[bytes]) -> Iterator[tuple[Sequence[bytes], Halves]]:
        for start in range(0, len(keys), SOME):
            some = list(keys[start : start + SOME])
            marks = ",".join("?" * len(some))
            query = f"SELECT key, vector FROM kept.vectors WHERE key IN ({marks})"
            yield from _in_parts(self._connection.execute(query, some))

    def write_files(self) -> None:
        """Write what makes a large archive quick to open: its columns, and its vectors when they are many more."""
        read, used = self._connection.execute, "FROM kept.vectors WHERE key IN (SELECT key FROM passages)"
        if self.counts()[0] < vector_file.LARGE:
            return
        with _uncollected():
            if passage_columns.read(self.folder, seq := self.watermark()) is None:
                passage_columns.write(self.folder, seq, self._columns())
        if vector_file.outgrown(self.folder, read("SELECT count(DISTINCT key) FROM passages").fetchone()[0]):
            count = int(read(f"SELECT count(*) {used}").fetchone()[0])
            vector_file.write(self.folder, count, _in_parts(read(f"SELECT key, vector {used}")))

    def discard_files(self) -> None:
        """Delete these files: what they hold is to be forgotten."""
        discard(self.folder / passage_columns.NAME)
        discard(self.folder / vector_file.NAME)

    def check_files(self) -> list[str]:
        """Those of these files that hold anything but what is kept."""
        found = []
        columns = passage_columns.read(self.folder, self.watermark())
        if columns is not None and not columns.equals(self._columns()):
            found.append(passage_columns.NAME)
        mapped = vector_file.read(self.folder)
        if mapped is not None and not all(mapped.agrees(*some) for some in self._all_kept()):
            found.append(vector_file.NAME)
        return found


def _bytes(keys: Keys) -> list[bytes]:
    joined = keys.tobytes()
    return [joined[start : start + KEY_BYTES] for start in range(0, len(joined), KEY_BYTES)]


def _in_parts(cursor: sqlite3.Cursor) -> Iterator[tuple[Sequence[bytes], Halves]]:
    """(keys, vectors) of some rows at a time."""
    while rows := cursor.fetchmany(SOME):
        keys, blobs = zip(*rows, strict=True)
        yield keys, np.frombuffer(b"".join(blobs), np.float16).reshape(len(keys), -1)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector, which looks through all rows again and again while they are read."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def values(row: PassageRow) -> tuple[object, ...]:
    """A row as it stands in the table."""
    p = row.passage
    return (
        *(p.passage_id, p.article_id, p.version, p.start, p.end),
        *(row.key, row.outlet, row.published, row.known_from, row.known_until),
        *(BETWEEN.join(row.authors), row.kind, row.section, row.language),
    )


def _row(values: Sequence[object]) -> PassageRow:
    passage = Passage(*values[:5])  # type: ignore[arg-type]
    authors = tuple(filter(None, str(values[10]).split(BETWEEN)))
    return PassageRow(passage, *values[5:10], authors, *values[11:14])  # type: ignore[call-arg, arg-type]
