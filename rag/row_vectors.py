"""The unit vectors of passages, a row each, wherever they lie: mapped from a file, or in memory."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.encoders import Vectors

Rows = NDArray[np.int64]
MOST = 0.5
"""Share of the rows from which on all are compared: picking them out takes longer than the comparison."""
CHUNK = 256
"""Rows picked out at once: as many as stay in a processor's cache until they are compared."""


class RowVectors:
    """Vectors of rows. Passages with the same words under the same headline share one."""

    def __init__(self, parts: Sequence[Vectors], places: Rows) -> None:
        """`places` says for each row where its vector is among those of all `parts` in turn; -1 where it has none."""
        self._parts, self._places = parts, places
        self.known: NDArray[np.bool_] = places >= 0
        """Which rows have a vector."""

    def of(self, rows: Rows) -> Vectors:
        """The vectors of these rows, shape (rows, dimensions); zeros for one that has none."""
        found = np.zeros((len(rows), self._parts[0].shape[1]), np.float32)
        places = self._places[rows]
        for part in self._parts:
            here = (places >= 0) & (places < len(part))
            found[here] = part[places[here]]
            places = places - len(part)
        return found

    def cosines(self, vectors: Vectors, rows: Rows) -> Vectors:
        """Cosine of each of these unit vectors with those of `rows`, which all have one; shape (vectors, rows)."""
        places = self._places[rows]
        if len(rows) >= MOST * len(self._places):
            return np.concatenate([vectors @ part.T for part in self._parts], axis=1)[:, places]
        found = np.empty((len(vectors), len(rows)), np.float32)
        for part in self._parts:
            here = np.flatnonzero((places >= 0) & (places < len(part)))
            for some in (here[at : at + CHUNK] for at in range(0, len(here), CHUNK)):
                found[:, some] = vectors @ part[places[some]].T
            places = places - len(part)
        return found
