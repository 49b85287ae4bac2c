"""What a search sees of the indexes: one consistent picture, and the nearest passages of it by meaning and by words."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from rag.dense import ChromaIndex
from rag.encoders import Encoder, Vectors
from rag.errors import IndexDamagedError
from rag.passage_table import PassageArrays, PassageTable
from rag.types import Filters
from rag.vectors import sqlite_errors
from rag.words import NO_ALIASES, Aliases, WordIndex

WIDE = 0.08
"""Share of the passages that filters allow from which on Chroma is asked for more than is wanted."""
MORE = 1.5
"""How much more, times what would do if they were spread evenly."""


@dataclass(frozen=True, slots=True)
class View:
    """What a search sees: one consistent picture of the indexes."""

    seq: int
    encoder: Encoder
    arrays: PassageArrays
    words: WordIndex
    dense: ChromaIndex | None
    table: PassageTable
    lock: threading.RLock

    def by_meaning(self, vector: Vectors, k: int, filters: Filters) -> list[tuple[str, float]]:
        """(passage id, cosine) of the nearest `k` that the filters allow.

        From Chroma where it is at hand and the filters let enough of what it finds pass; else exact.
        """
        if self.dense is not None:
            try:
                if (found := self._filtered(self.dense, vector, k, filters)) is not None:
                    return found
            except IndexDamagedError:
                pass  # the exact search has the same answer; `verify` reports the damage
        return self.arrays.search(vector, k, filters)

    def _filtered(
        self, dense: ChromaIndex, vector: Vectors, k: int, filters: Filters
    ) -> list[tuple[str, float]] | None:
        """What Chroma finds and the filters allow; None where that is too little to be sure of the nearest `k`.

        Chroma's own filters are slow, and it holds the current passages alone: what an earlier time saw in their
        place is searched exactly.
        """
        if filters.empty:
            return [(i, score) for i, score in dense.search(vector, k) if i in self.arrays.passages]
        share = self.arrays.share(filters)
        if share < WIDE:
            return None
        nearest = dense.search(vector, int(MORE * k / share))
        allowed = self.arrays.among([i for i, _ in nearest], filters)
        found = [pair for pair, seen in zip(nearest, allowed, strict=True) if seen]
        if len(found) < k:
            return None
        if filters.as_of is not None:
            found += self.arrays.search(vector, k, filters, superseded=True)
        return sorted(found, key=lambda pair: -pair[1])[:k]

    def sentence_vectors(self, passage_ids: list[str]) -> dict[str, Vectors]:
        """By passage id the unit vectors of its sentences; a passage without vectors is left out."""
        keys = {i: self.arrays.key(i) for i in passage_ids if i in self.arrays.passages}
        with self.lock, sqlite_errors(self.table.folder):
            found = self.table.sentence_vectors(list(dict.fromkeys(keys.values())), self.encoder.dimensions)
        return {i: found[key] for i, key in keys.items() if key in found}

    def by_words(
        self, terms: Mapping[str, float], k: int, filters: Filters, aliases: Aliases = NO_ALIASES
    ) -> list[tuple[str, float]]:
        """(passage id, BM25) of the best `k`."""
        found = self.words.search(terms, k, filters, aliases)
        return [(i, score) for i, score in found if i in self.arrays.passages]
