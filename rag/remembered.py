"""Vectors of texts that are encoded again and again: of an archive's sentences the same ones answer many questions."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from rag.checks import check_vectors
from rag.encoders import Encoder, Vectors

MOST = 4096
"""Vectors remembered: 6 MB of 384 dimensions."""


class Remembered:
    """An encoder's vectors, those used last kept under a hash of their text. Thread-safe."""

    def __init__(self, encoder: Encoder, most: int = MOST) -> None:
        """Remember at most `most` of what `encoder` gives."""
        self._encoder, self._most = encoder, most
        self._known: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions). Raises `EncoderError` where the encoder gives none."""
        keys = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
        with self._lock:
            found = {key: self._known[key] for key in keys if key in self._known}
        if missing := {key: text for key, text in zip(keys, texts, strict=True) if key not in found}:
            vectors = self._encoder.encode(list(missing.values()))
            check_vectors(self._encoder, [vectors], [len(missing)])
            found |= zip(missing, vectors, strict=True)
        with self._lock:
            for key in keys:
                self._known[key] = found[key]
                self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return np.array([found[key] for key in keys], np.float32).reshape(len(keys), self._encoder.dimensions)
