"""Nearest passages by meaning, in an embedded Chroma. Its types stay in this file.

Only vectors and passage ids are stored here: deleted text would stay in Chroma's files. Chroma is safe between threads
but not between processes, so only the process that holds a library's index lock opens one.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.encoders import Vectors
from rag.errors import IndexDamagedError

_COLLECTION = "passages"
_PAGE = 5000
"""Rows in one call: Chroma's largest batch is 5,461 and `get` fails past 32,766."""
# The defaults (100, 100, 16) lost two in five true neighbours on clustered vectors at 100,000 rows.
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 300, "max_neighbors": 32}


class ChromaIndex:
    """One collection in one folder."""

    def __init__(self, folder: Path) -> None:
        """Open or make the collection; raises `IndexDamagedError` when the folder holds something unreadable."""
        import chromadb
        from chromadb.config import Settings

        folder.mkdir(parents=True, exist_ok=True)
        with _damage(folder):
            self._client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
            self._collection = self._client.get_or_create_collection(
                _COLLECTION,
                embedding_function=None,
                configuration={"hnsw": _HNSW},  # type: ignore[typeddict-item]
            )
        self._folder = folder

    def close(self) -> None:
        """Give back the files, so that another process may open them."""
        self._client.close()

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
        with _damage(self._folder):
            found: Any = self._collection.query(
                query_embeddings=np.atleast_2d(vector), n_results=k, include=["distances"]
            )
        return [(i, 1.0 - d) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]


class _damage:  # noqa: N801 - reads as a statement
    """Turns whatever Chroma raises into `IndexDamagedError`: its Rust core has no error type for a broken store."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        # Its panics derive from BaseException; an interrupt is not damage.
        if error is not None and not isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise IndexDamagedError(f"the vectors in {self._folder} cannot be read ({error}): run `dateline verify --repair`") from error

