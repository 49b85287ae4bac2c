"""The vectors of a large archive in a file that is mapped into memory: a process that asks one question reads no more.

Beside `passages.sqlite`, written whole and renamed by the process that writes the index, and bound to nothing: each
vector stands with its key, so what the file lacks is looked up among the kept vectors, and what it has too much is
not looked at. It may be deleted at any time.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from rag.encoders import Vectors
from rag.files import replacing

NAME = "vectors.npy"
LARGE = 10_000
"""Vectors from which on the file is worth its place: float32, twice what is kept."""
GROWN = 1.1
"""Times as many as are in it, when it is written anew."""

_WORDS = 4
"""A key is 32 bytes: four numbers."""
Keys = NDArray[np.uint64]
Halves = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class VectorFile:
    """Unit vectors by key, a row each, in memory only where they are touched."""

    keys: Keys
    """Shape (rows, 4)."""
    vectors: Vectors
    """Shape (rows, dimensions)."""

    def rows_of(self, wanted: Keys) -> NDArray[np.int64]:
        """The row of each key, -1 where there is none."""
        if not len(self.keys):
            return np.full(len(wanted), -1, np.int64)
        heads = np.ascontiguousarray(self.keys[:, 0])
        order = np.argsort(heads)
        at = np.searchsorted(heads, wanted[:, 0], sorter=order)
        rows = order[np.minimum(at, len(order) - 1)]
        return np.where((self.keys[rows] == wanted).all(axis=1), rows, -1)

    def agrees(self, keys: Sequence[bytes], vectors: Halves) -> bool:
        """Whether those of these vectors that are in the file are the same there."""
        rows = self.rows_of(numbers(keys))
        return np.array_equal(self.vectors[rows[rows >= 0]], vectors[rows >= 0])


def read(folder: Path) -> VectorFile | None:
    """The file in `folder`; None where there is none that can be read."""
    try:
        rows = np.load(folder / NAME, mmap_mode="r")
        return VectorFile(rows["key"], rows["vector"])
    except (OSError, ValueError, IndexError, EOFError):
        return None


def outgrown(folder: Path, count: int) -> bool:
    """Whether a file of `count` vectors should take the place of the one that is there, or of none."""
    there = read(folder)
    return there is None or not count / GROWN <= len(there.keys) <= count * GROWN


def write(folder: Path, count: int, parts: Iterable[tuple[Sequence[bytes], Halves]]) -> None:
    """Write `count` vectors, given as (keys, vectors) of some at a time.

    A file system that is full is left as it was: the vectors are found without this file too.
    """
    with suppress(OSError), replacing(folder / NAME) as file:
        for keys, vectors in parts:
            row = np.dtype([("key", "<u8", (_WORDS,)), ("vector", "<f4", (vectors.shape[1],))])
            if not file.tell():
                header = {"descr": npy.dtype_to_descr(row), "fortran_order": False, "shape": (count,)}
                npy.write_array_header_1_0(file, header)
            some = np.empty(len(keys), row)
            some["key"], some["vector"] = numbers(keys), vectors
            file.write(some.tobytes())


def numbers(keys: Sequence[bytes]) -> Keys:
    """Keys of 32 bytes as numbers, shape (keys, 4)."""
    return np.frombuffer(b"".join(keys), np.dtype("<u8")).reshape(-1, _WORDS)
