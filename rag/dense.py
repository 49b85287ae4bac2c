"""Nearest passages by meaning, in an embedded Chroma. Its types stay in this file.

Only vectors and passage ids are stored here: deleted text would stay in Chroma's files. Chroma is safe between threads
but not between processes, so only the process that holds a library's index lock opens one. Its native code ends the
whole process on some damaged files, so a check is made in a process of its own: `python -m rag.dense FOLDER`.
"""

import json
import os
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.opening import hindrance_of
from rag.encoders import Vectors
from rag.errors import IndexDamagedError, LibraryError

_COLLECTION = "passages"
_PAGE = 5000
"""Rows in one call: Chroma's largest batch is 5,461 and `get` fails past 32,766."""
_DAMAGED = 3
"""Exit code of the check for what Chroma says itself; a crash has the signal's."""
# The defaults (100, 100, 16) lost two in five true neighbours on clustered vectors at 100,000 rows.
_HNSW: Any = {"space": "cosine", "ef_construction": 200, "ef_search": 300, "max_neighbors": 32}
_HEADER, _VERSION = struct.Struct("<i4Q"), 1
"""How a graph's header begins: its version, an offset, room, how many vectors were written, bytes of one."""
_CHUNK = 1 << 20
_NO_ROOM = ("disk is full", "disk I/O error", "No space left")


class ChromaIndex:
    """One collection in one folder."""

    def __init__(self, folder: Path) -> None:
        """Open or make the collection; raises `IndexDamagedError` when the folder holds something unreadable."""
        import chromadb
        from chromadb.config import Settings

        folder.mkdir(parents=True, exist_ok=True)
        _blank_unused(folder)
        with _damage(folder):
            self._client: Any = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
            self._collection = self._client.get_or_create_collection(
                _COLLECTION,
                embedding_function=None,
                configuration={"hnsw": _HNSW},
            )
        self._folder = folder

    def close(self) -> None:
        """Give back the files, so that another process may open them."""
        self._client.close()
        _blank_unused(self._folder)

    def load(self) -> None:
        """Search once, so that the graph is read from its files now."""
        with _damage(self._folder):
            some: Any = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
            if some is not None and len(some):
                self._collection.query(query_embeddings=np.asarray(some, np.float32), n_results=1, include=[])

    def count(self) -> int:
        """Vectors held."""
        with _damage(self._folder):
            return self._collection.count()

    def replace(self, gone: Sequence[str], ids: Sequence[str], vectors: Vectors) -> None:
        """Forget `gone`, then keep `vectors`, shape (len(ids), dimensions), under `ids`, over what was there."""
        with _damage(self._folder):
            for start in range(0, len(gone), _PAGE):
                self._collection.delete(ids=list(gone[start : start + _PAGE]))
            for start in range(0, len(ids), _PAGE):
                rows = slice(start, start + _PAGE)
                self._collection.upsert(ids=list(ids[rows]), embeddings=vectors[rows])

    def ids(self) -> set[str]:
        """Every id held."""
        found: set[str] = set()
        with _damage(self._folder):
            for offset in range(0, self._collection.count(), _PAGE):
                found.update(self._collection.get(limit=_PAGE, offset=offset, include=[])["ids"])
        return found

    def search(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """(passage id, cosine similarity) of the nearest `k`, best first."""
        return self.search_each(np.atleast_2d(vector), k)[0]

    def search_each(self, vectors: Vectors, k: int) -> list[list[tuple[str, float]]]:
        """The same for each of several vectors, in one call: what a call costs besides is paid once."""
        with _damage(self._folder):
            found: Any = self._collection.query(query_embeddings=vectors, n_results=k, include=["distances"])
        return [
            [(i, 1.0 - d) for i, d in zip(ids, distances, strict=True)]
            for ids, distances in zip(found["ids"], found["distances"], strict=True)
        ]


def _blank_unused(folder: Path) -> None:
    """Overwrite with zeros what a graph's files hold beyond its vectors; Chroma must not have them open.

    hnswlib writes its whole buffers, the part that it never filled as well: what lay in this process's memory before,
    such as the text of an article that is removed by now (chroma-core/chroma issue 7688).
    """
    for header in folder.glob("*/header.bin"):
        try:
            version, _, _, count, size = _HEADER.unpack_from(header.read_bytes())
            for name, width in (("data_level0.bin", size), ("length.bin", 4)):
                if version == _VERSION:
                    _zero(header.with_name(name), count * width)
        except (OSError, struct.error):
            continue  # damaged or not ours to write: Chroma says so


def _zero(path: Path, start: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        while chunk := file.read(_CHUNK):
            if chunk != (blank := bytes(len(chunk))):
                file.seek(-len(chunk), os.SEEK_CUR)
                file.write(blank)


class _damage:  # noqa: N801 - reads as a statement
    """Turns whatever Chroma raises into `IndexDamagedError`: its Rust core has no error type for a broken store.

    A full disk is none: building the index anew would only fill it further.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        # Its panics derive from BaseException; an interrupt is not damage.
        if error is None or isinstance(error, (KeyboardInterrupt, SystemExit)):
            return
        if any(words in str(error) for words in _NO_ROOM):
            raise LibraryError(f"cannot use the index in {self._folder}: {hindrance_of(error)}") from error
        raise _damaged(self._folder, str(error)) from error


def _damaged(folder: Path, why: str) -> IndexDamagedError:
    return IndexDamagedError(f"the vectors in {folder} cannot be read ({why}): run `dateline verify --repair`")


def open_safely(folder: Path) -> ChromaIndex:
    """Open a collection that may be damaged; raises `IndexDamagedError`.

    A mark stands in the folder above for as long as opening and a first search last. One that is there already was
    left by a process that ended inside them: then the collection is checked from outside first.
    """
    mark = folder.with_name(f"{folder.name}.opening")
    if mark.exists():
        inspect(folder, np.empty((0, 0), np.float32))
    folder.mkdir(parents=True, exist_ok=True)
    mark.touch()
    index = ChromaIndex(folder)
    index.load()
    mark.unlink()
    return index


def inspect(folder: Path, vectors: Vectors) -> tuple[set[str], list[tuple[str, float]]]:
    """All ids held, and for each vector the nearest id with its similarity, found by a process of its own.

    Raises `IndexDamagedError` when that process fails on the files or crashes, `LibraryError` when it fails otherwise.
    """
    command = [sys.executable, "-m", "rag.dense", str(folder), str(vectors.shape[1])]
    path = os.pathsep.join(filter(None, (str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH"))))
    run = subprocess.run(
        command, input=vectors.astype(np.float32).tobytes(), capture_output=True, env={**os.environ, "PYTHONPATH": path}
    )
    if run.returncode < 0:
        raise _damaged(folder, f"Chroma crashed with signal {-run.returncode}")
    if run.returncode == _DAMAGED:
        raise _damaged(folder, run.stdout.decode(errors="replace"))
    if run.returncode:
        reason = run.stderr.decode(errors="replace")[-300:]
        raise LibraryError(f"the vectors in {folder} could not be checked: {reason}")
    found = json.loads(run.stdout)
    return set(found["ids"]), [(passage_id, score) for passage_id, score in found["nearest"]]


def _inspect_here(folder: Path, dimensions: int) -> None:
    """What `inspect` runs: vectors on standard input, what was found on standard output."""
    data = np.frombuffer(sys.stdin.buffer.read(), np.float32)
    vectors = data.reshape(-1, dimensions) if dimensions else np.empty((0, 0), np.float32)
    try:
        index = ChromaIndex(folder)
        index.load()
        found = {"ids": sorted(index.ids()), "nearest": [index.search(vector, 1)[0] for vector in vectors]}
    except (IndexDamagedError, IndexError) as error:
        sys.stdout.write(str(error.__cause__ or error))
        sys.exit(_DAMAGED)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    _inspect_here(Path(sys.argv[1]), int(sys.argv[2]))
