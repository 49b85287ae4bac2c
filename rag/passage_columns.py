"""What is known of the passages, as columns; for a large archive in a file that saves reading the table row by row.

The file says up to which change of the catalog it goes. It is read only where the table goes as far, so it need not be
in step: it is written whole and renamed by the process that writes the index, and may be deleted at any time.
"""

import json
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag import vector_file
from rag.files import replacing
from rag.words import NEVER

NAME = "passages.npz"
UNKNOWN = -NEVER
"""Stands for a time that is not known."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Names:
    """A column of strings: the different ones, and each row's place among them. Numbers compare faster."""

    different: list[str]
    codes: Numbers

    @classmethod
    def of(cls, names: Sequence[str]) -> "Names":
        """The column of these strings."""
        places = {name: place for place, name in enumerate(dict.fromkeys(names))}
        return cls(list(places), np.fromiter(map(places.__getitem__, names), np.int64, len(names)))

    def __getitem__(self, row: int) -> str:
        return self.different[int(self.codes[row])]


@dataclass(frozen=True, slots=True)
class PassageColumns:
    """A row for each passage; times in seconds since 1970."""

    ids: list[str]
    articles: Names
    versions: Numbers
    starts: Numbers
    ends: Numbers
    keys: vector_file.Keys
    """Of the vectors, shape (rows, 4)."""
    outlets: Names
    published: Numbers
    """`UNKNOWN` where it is."""
    known_from: Numbers
    known_until: Numbers
    authors: Names
    kinds: Names
    sections: Names
    languages: Names

    @classmethod
    def of(cls, columns: Sequence[list[Any]]) -> "PassageColumns":
        """The columns of the table, in its order."""
        ids, articles, versions, starts, ends, keys, outlets, published, since, until, *rest = columns
        authors, kinds, sections, languages = rest
        return cls(
            ids=ids,
            articles=Names.of(articles),
            versions=np.array(versions, np.int64),
            starts=np.array(starts, np.int64),
            ends=np.array(ends, np.int64),
            keys=vector_file.numbers(keys),
            outlets=Names.of(outlets),
            published=np.array([UNKNOWN if moment is None else moment for moment in published], np.int64),
            known_from=np.array(since, np.int64),
            known_until=np.array(until, np.int64),
            authors=Names.of(authors),
            kinds=Names.of(kinds),
            sections=Names.of(sections),
            languages=Names.of(languages),
        )

    def equals(self, other: "PassageColumns") -> bool:
        """Whether both hold the same."""
        mine, others = _arrays(self), _arrays(other)
        return all(np.array_equal(mine[name], others[name]) for name in mine)


def read(folder: Path, seq: int) -> PassageColumns | None:
    """What the file in `folder` holds; None where none can be read, or it goes up to another change than `seq`."""
    try:
        with (folder / NAME).open("rb") as file, np.load(file) as arrays:
            if int(arrays["seq"]) != seq:
                return None
            found: dict[str, Any] = {name: arrays[name] for name in _NAMES}
            for name in _NAMES:
                if f"{name}.names" in arrays:
                    found[name] = Names(_unpacked(arrays[f"{name}.names"]), found[name])
            return PassageColumns(**found | {"ids": _unpacked(found["ids"])})
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def write(folder: Path, seq: int, columns: PassageColumns) -> None:
    """Write the file. A file system that is full is left as it was: the table says the same."""
    with suppress(OSError), replacing(folder / NAME) as file:
        np.savez(file, seq=seq, **_arrays(columns))


_NAMES = [field.name for field in fields(PassageColumns)]


def _arrays(columns: PassageColumns) -> dict[str, Any]:
    arrays: dict[str, Any] = {}
    for name in _NAMES:
        column = getattr(columns, name)
        if isinstance(column, Names):
            arrays[name], arrays[f"{name}.names"] = column.codes, _packed(column.different)
        else:
            arrays[name] = _packed(column) if isinstance(column, list) else column
    return arrays


def _packed(strings: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(strings).encode(), np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> list[str]:
    found: list[str] = json.loads(packed.tobytes())
    return found
