"""What the indexes say of the passages that a question finds.

It is asked once for each passage: where a question finds more in a second step, most of the first are among them.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np

from rag.at_once import at_once
from rag.encoders import Vectors
from rag.scoring import Query, Scores
from rag.view import View


class Fits:
    """How passages fit some queries by their words, and the vectors of their sentences."""

    def __init__(self, view: View, queries: Sequence[Query]) -> None:
        self._view = view
        self._asked = [(query.terms, query.aliases) for query in queries]
        self._column: dict[str, int] = {}
        self._words = np.zeros((2, len(queries), 0))
        self._sentences: dict[str, Vectors | None] = {}

    def words(self, passage_ids: Sequence[str]) -> tuple[Scores, Scores]:
        """BM25, and the weights of the words that a passage has; each of shape (queries, passages)."""
        if new := [i for i in passage_ids if i not in self._column]:
            index = self._view.words
            bm25 = [partial(index.bm25, asked, new) for asked in self._asked]
            *ranked, covered = at_once([*bm25, partial(index.coverage, self._asked, new)])
            self._column |= {i: n for n, i in enumerate(new, len(self._column))}
            self._words = np.concatenate([self._words, [np.stack(ranked), covered]], axis=2)
        ranked, covered = self._words[:, :, [self._column[i] for i in passage_ids]]
        return ranked, covered

    def sentences(self, passage_ids: Sequence[str]) -> list[Vectors | None]:
        """The unit vectors of each passage's sentences; None where there are none."""
        new = [i for i in passage_ids if i not in self._sentences]
        self._sentences |= dict.fromkeys(new) | self._view.sentence_vectors(new)
        return [self._sentences[i] for i in passage_ids]
