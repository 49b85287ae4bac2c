"""Cross-encoders, which read two texts together: any of sentence-transformers, by name or folder.

One ranks the passages that a search found best, where the setting names one; another kind judges support
(`rag/answer/judge.py`).
"""

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.encoders import loaded
from rag.errors import EncoderError


class Pairs:
    """A cross-encoder, loaded. Thread-safe."""

    def __init__(self, name: str, purpose: str, setting: str) -> None:
        """Load it on the processor; raises `EncoderError`, which names the setting to look at, when it cannot be."""
        from sentence_transformers import CrossEncoder

        self._model: Any = loaded(
            lambda here: CrossEncoder(name, device="cpu", local_files_only=here),
            name, f"the model {name!r} that is to {purpose}", setting,
        )  # fmt: skip
        self.labels: list[str] = list(self._model.config.id2label.values())
        """Names of its outputs."""
        self._lock = threading.Lock()

    def logits(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """What it says of each pair, shape (pairs, outputs), before any activation."""
        from torch import nn

        if not pairs:
            return np.zeros((0, len(self.labels)))
        with self._lock:
            found = self._model.predict(list(pairs), activation_fn=nn.Identity(), show_progress_bar=False)
        return np.asarray(found, np.float64).reshape(len(pairs), -1)


class Reranker:
    """A cross-encoder with one output: how well a passage answers a question."""

    def __init__(self, name: str) -> None:
        """Load a model; raises `EncoderError` when it cannot be, or has several outputs."""
        self._model = Pairs(name, "rank passages", "DATELINE_RERANKER")
        if len(self._model.labels) != 1:
            raise EncoderError(
                f"the model {name!r} does not rank passages: it has {len(self._model.labels)} outputs "
                f"({', '.join(self._model.labels)}); name a reranker in DATELINE_RERANKER"
            )
        self.id = name

    def __call__(self, question: str, passages: Sequence[str]) -> NDArray[np.float64]:
        """A score for each passage, higher for a better one, in the model's own measure."""
        return self._model.logits([(question, passage) for passage in passages])[:, 0]


@lru_cache(maxsize=1)
def load_reranker(name: str) -> Reranker:
    """Return the reranker of that name, loaded once."""
    return Reranker(name)
