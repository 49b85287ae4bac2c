"""Word shingles of a text, hashed, and the smallest of them: the bottom-k MinHash sketch (Broder 1997).

The smallest hashes of two texts agree as often as their shingles do, whatever their lengths, and one hash function
serves for all of them. The function is fixed for ever: sketches are kept, and compared with those of other days.
"""

import hashlib
import sys
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

SHINGLE = 8
"""Words in a shingle: long enough that two writers do not produce the same one by chance."""
KEYS = 20
"""Smallest hashes under which a text is looked up: of texts that share a third, 1 pair in 3,000 shares none."""
SKETCH = 64
"""Smallest hashes kept to estimate how much two texts share before either is read."""

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_HALF = np.uint64(33)
_LOW = np.uint64(0xFFFFFFFF)
_NONE = np.uint64(2**64 - 1)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a text to find its copies by."""

    content: int
    """64 bits that stand for the words as written, in order."""
    size: int
    """Distinct shingles."""
    sketch: Hashes
    """The `SKETCH` smallest hashes of them, sorted; all of them when there are fewer."""


@dataclass(frozen=True, slots=True)
class Shingled:
    """A text's words, and the hashes of its runs of `SHINGLE` words; case and punctuation do not count in them."""

    text: str
    starts: Places
    """Where each word starts in the text."""
    ends: Places
    hashes: Hashes
    """Of the shingle that starts at each word."""
    distinct: Hashes
    """The same, sorted, each once."""
    content: int
    """64 bits that stand for the words as written, in order."""

    def words(self, start: int, end: int) -> list[str]:
        """The words from number `start` to before number `end`, as written."""
        spans = zip(self.starts[start:end].tolist(), self.ends[start:end].tolist(), strict=True)
        return [self.text[a:b] for a, b in spans]

    @property
    def sketch(self) -> Hashes:
        """The `SKETCH` smallest hashes, sorted; all of them when there are fewer."""
        return self.distinct[:SKETCH]

    @property
    def fingerprint(self) -> Fingerprint:
        """What is kept."""
        return Fingerprint(self.content, len(self.distinct), self.sketch)


def shingled(text: str) -> Shingled:
    """`text` in words and shingles."""
    kinds, folded = _tables()
    points = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    kind = kinds[points]
    change = np.ones(len(points) + 1, np.bool_)
    change[1:-1] = (kind[1:] != kind[:-1]) | (kind[1:] == 2)
    edges = np.flatnonzero(change)
    starts, ends = edges[:-1], edges[1:]
    is_word = kind[starts] > 0
    powers = _powers()[(np.arange(len(points)) - np.repeat(starts, ends - starts)) & 63]
    words = np.add.reduceat(folded[points] * powers, starts)[is_word] if len(points) else np.zeros(0, np.uint64)
    hashes = _of_runs(words)
    return Shingled(text, starts[is_word], ends[is_word], hashes, _distinct(hashes), _content(points[kind > 0]))


@cache
def _tables() -> tuple[npt.NDArray[np.uint8], Hashes]:
    """For every code point: 0 when it is in no word, 2 when it is a word of its own, else 1; and its lower case.

    Chinese and Japanese put no space between words: there, every character counts as one.
    """
    kinds = np.zeros(sys.maxunicode + 1, np.uint8)
    folded = np.arange(sys.maxunicode + 1, dtype=np.uint64)
    for point in range(0x32400):  # no letter beyond
        char = chr(point)
        if char.isalnum() or char == "_":
            kinds[point] = 1
            lower = char.lower()
            folded[point] = ord(lower) if len(lower) == 1 else point
    kinds[0x3040:0x3100] *= 2
    kinds[0x3400:0xA000] *= 2
    return kinds, folded


@cache
def _powers() -> Hashes:
    return np.cumprod(np.full(64, _STEP | np.uint64(2)), dtype=np.uint64)


def _of_runs(words: Hashes) -> Hashes:
    count = max(0, len(words) - SHINGLE + 1)
    hashes = np.zeros(count, np.uint64)
    for i in range(SHINGLE):
        hashes = (hashes ^ words[i : i + count]) * _STEP
    for factor in _MIX:  # murmur3's finaliser: the smallest hashes must be a fair sample
        hashes = (hashes ^ (hashes >> _HALF)) * factor
    return hashes ^ (hashes >> _HALF)


def _distinct(hashes: Hashes) -> Hashes:
    """Sorted, each once; ten times as fast as `numpy.unique`."""
    ordered = np.sort(hashes)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered


def _content(points: npt.NDArray[np.uint32]) -> int:
    return int.from_bytes(hashlib.blake2b(points.tobytes(), digest_size=8).digest(), "big", signed=True)


def keys(sketch: Hashes) -> list[int]:
    """The 32-bit numbers under which a text with that sketch is looked up, each once."""
    return list(dict.fromkeys((sketch[:KEYS] & _LOW).tolist()))


def containments(own: Hashes, own_size: int, others: list[bytes], sizes: Places) -> npt.NDArray[np.float64]:
    """For each of other texts' sketches the estimated share of the smaller text's shingles that both have."""
    table = np.full((len(others), SKETCH), _NONE)
    for row, packed in zip(table, others, strict=True):
        row[: len(packed) // 8] = np.frombuffer(packed, np.uint64)
    # Up to `reach` both sketches are complete.
    reach = np.minimum(table[:, -1], own[-1] if len(own) == SKETCH else _NONE - np.uint64(1))[:, None]
    within = table <= reach
    both = (within & np.isin(table, own)).sum(axis=1)
    either = np.searchsorted(own, reach[:, 0], side="right") + within.sum(axis=1) - both
    resemblance = both / np.maximum(either, 1)
    shared = resemblance / (1 + resemblance) * (own_size + sizes)
    return np.asarray(shared / np.maximum(np.minimum(own_size, sizes), 1), np.float64)
