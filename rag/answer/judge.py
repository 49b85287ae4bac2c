"""A cross-encoder that says whether evidence entails a sentence: any model of sentence-transformers by name or folder.

A model with one output gives a logit of support, as HHEM and the like do. One with several is taken for a model of
natural language inference, whose labels name entailment.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from rag.cross_encoder import Pairs
from rag.errors import EncoderError


class CrossJudge:
    """A cross-encoder as a judge of support. Thread-safe."""

    def __init__(self, name: str) -> None:
        """Load a model; raises `EncoderError` when it cannot be, or does not judge support."""
        self._model = Pairs(name, "judge support", "DATELINE_SUPPORT_MODEL")
        self.id = name
        self._entails = self._entailment()

    def __call__(self, sentence: str, evidence: Sequence[str]) -> list[float]:
        """Return for each piece of evidence the probability that it entails the sentence."""
        logits = self._model.logits([(piece, sentence) for piece in evidence])
        if logits.shape[1] == 1:
            return [float(p) for p in 1 / (1 + np.exp(-logits[:, 0]))]
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        return [float(p) for p in shares[:, self._entails] / shares.sum(axis=1)]

    def _entailment(self) -> int:
        """Return which output stands for entailment; 0 when there is one only."""
        labels = self._model.labels
        if len(labels) == 1:
            return 0
        found = [n for n, label in enumerate(labels) if label.lower().startswith(("entail", "support"))]
        if not found:
            raise EncoderError(
                f"the model {self.id!r} does not judge support: none of its outputs ({', '.join(labels)}) "
                "is named entailment; name a model of natural language inference in DATELINE_SUPPORT_MODEL"
            )
        return found[0]


@lru_cache(maxsize=2)
def load_judge(name: str) -> CrossJudge:
    """Return the judge of that name, loaded once."""
    return CrossJudge(name)
