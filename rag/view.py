"""What a search sees of the indexes: one consistent picture, and the nearest passages of it by meaning and by words."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from rag.dense import ChromaIndex
from rag.encoders import Encoder, Vectors
from rag.errors import IndexDamagedError
from rag.passage_arrays import PassageArrays
from rag.passage_table import PassageTable
from rag.remembered import Remembered
from rag.types import Filters
from rag.vectors import sqlite_errors
from rag.words import NO_ALIASES, Aliases, WordIndex

MORE = 1.5
"""How much more Chroma is asked for where filters let a share of the passages through, times what would do if they
were spread evenly."""
FEW = 20_000
"""Passages that are compared one by one whatever else holds. That takes a millisecond or two, and a graph may have no
way to what is unlike all the rest: of 1,500 stories that are alike and 50 printings of another one, to none of those.
"""
ALIKE = 25
"""Passages that are compared one by one in the time in which Chroma finds one more of the nearest."""


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
    remembered: Remembered
    """Gives what the encoder gives, sooner where it gave it before."""

    def by_meaning(self, vectors: Vectors, k: int, filters: Filters) -> list[list[tuple[str, float]]]:
        """For each row of `vectors` (passage id, cosine) of the nearest `k` that the filters allow, best first.

        From Chroma where it is at hand, there are many, and the filters let enough of what it finds pass; else exact.
        """
        if self.dense is not None:
            try:
                if (found := self._filtered(self.dense, vectors, k, filters)) is not None:
                    return found
            except IndexDamagedError:
                pass  # the exact search has the same answer; `verify` reports the damage
        return self.arrays.search_each(vectors, k, filters)

    def _filtered(
        self, dense: ChromaIndex, vectors: Vectors, k: int, filters: Filters
    ) -> list[list[tuple[str, float]]] | None:
        """What Chroma finds and the filters allow; None where that is too little to be sure of the nearest `k`.

        Chroma's own filters are slow, and it holds the current passages alone: what an earlier time saw in their
        place is searched exactly.
        """
        if len(self.arrays) <= FEW:
            return None
        if filters.empty:
            nearest = dense.search_each(vectors, k)
            return [[(i, score) for i, score in row if i in self.arrays.passages] for row in nearest]
        share = self.arrays.share(filters)
        if share * len(self.arrays) <= ALIKE * MORE * k / max(share, 1e-9):
            return None
        found = [self._allowed(row, filters) for row in dense.search_each(vectors, int(MORE * k / share))]
        if min(map(len, found)) < k:
            return None
        if filters.as_of is not None:
            earlier = self.arrays.search_each(vectors, k, filters, superseded=True)
            found = [row + more for row, more in zip(found, earlier, strict=True)]
        return [sorted(row, key=lambda pair: -pair[1])[:k] for row in found]

    def _allowed(self, found: list[tuple[str, float]], filters: Filters) -> list[tuple[str, float]]:
        allowed = self.arrays.among([i for i, _ in found], filters)
        return [pair for pair, seen in zip(found, allowed, strict=True) if seen]

    def sentence_vectors(self, passage_ids: list[str]) -> dict[str, Vectors]:
        """By passage id the unit vectors of its sentences; a passage without vectors is left out."""
        keys = {i: self.arrays.key(i) for i in passage_ids if i in self.arrays.passages}
        with self.lock, sqlite_errors(self.table.folder):
            found = self.table.sentence_vectors(list(dict.fromkeys(keys.values())), self.encoder.dimensions)
        return {i: found[key] for i, key in keys.items() if key in found}

    def by_words(
        self,
        terms: Mapping[str, float],
        k: int,
        filters: Filters,
        aliases: Aliases = NO_ALIASES,
        *,
        superseded: bool = False,
    ) -> list[tuple[str, float]]:
        """(passage id, BM25) of the best `k`; with `superseded` of versions that had been replaced, and no others."""
        found = self.words.search(terms, k, filters, aliases, superseded=superseded)
        return [(i, score) for i, score in found if i in self.arrays.passages]
