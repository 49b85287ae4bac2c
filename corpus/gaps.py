"""Where two texts differ: the places between the shingles that both have, side by side."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from corpus.minhash import SHINGLE, Hashes, Places, Shingled

# A full stop after a word in small letters or a figure: "LONN, N.C. (AP)" ends no sentence.
_SENTENCE_END = re.compile("[a-z\u00df-\u00ff\\d\u4e00-\u9fff]{2}[.!?\u3002][\"'\u2019\u201d)\\]]*(\\s|$)")
_TOLD = 8


@dataclass(frozen=True, slots=True)
class Side:
    """What only one of two texts has in a place."""

    words: tuple[str, ...] = ()
    is_told: bool = False
    """Whether that is a sentence at least, and not a headline, a byline or a link."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where two texts differ."""

    small: Side
    large: Side
    place: Literal["head", "middle", "tail"]

    @property
    def longest(self) -> int:
        """Words on the longer side."""
        return max(len(self.small.words), len(self.large.words))

    @property
    def shortest(self) -> int:
        """Words on the shorter side."""
        return min(len(self.small.words), len(self.large.words))


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one text that are in no shared shingle, between the shared ones `left` and `right` of it."""

    start: int
    end: int
    left: int | None
    right: int | None

    @property
    def place(self) -> Literal["head", "middle", "tail"]:
        """Where in its text it is."""
        return "head" if self.left is None else "tail" if self.right is None else "middle"


def runs(text: Shingled, shared: Hashes) -> list[Run]:
    """What the shared shingles leave of a text, in order."""
    at = np.flatnonzero(shared[np.minimum(np.searchsorted(shared, text.hashes), len(shared) - 1)] == text.hashes)
    return [
        Run(
            start,
            end,
            int(text.hashes[start - SHINGLE]) if start else None,
            int(text.hashes[end]) if end < len(text.starts) else None,
        )
        for start, end in _uncovered(at, len(text.starts))
    ]


def _uncovered(at: Places, count: int) -> Iterator[tuple[int, int]]:
    """The runs of words, of `count`, that the shingles starting at `at` leave out."""
    depth = np.zeros(count + SHINGLE + 1, np.int64)
    depth[at] += 1
    depth[at + SHINGLE] -= 1
    out = np.concatenate(([False], np.cumsum(depth)[:count] == 0, [False]))
    edges = np.flatnonzero(out[1:] != out[:-1]).tolist()
    return zip(edges[::2], edges[1::2], strict=True)


def gaps(small: Shingled, ours: list[Run], large: Shingled, theirs: list[Run]) -> Iterator[Gap]:
    """The runs of two texts side by side: those that follow, or come before, the same shared shingle."""
    by_left = {run.left: run for run in theirs}
    by_right = {run.right: run for run in theirs}
    met = set()
    for run in ours:
        other = by_left.get(run.left) or by_right.get(run.right)
        met.add(other)
        yield _gap(small, run, large, other)
    for other in theirs:
        if other not in met:
            yield _gap(small, None, large, other)


def _gap(small: Shingled, ours: Run | None, large: Shingled, theirs: Run | None) -> Gap:
    words = small.words(ours.start, ours.end) if ours else []
    others = large.words(theirs.start, theirs.end) if theirs else []
    places = {run.place for run in (ours, theirs) if run}
    return Gap(
        _side(small, ours, _only(words, others)),
        _side(large, theirs, _only(others, words)),
        "head" if "head" in places else "tail" if "tail" in places else "middle",
    )


def _only(words: list[str], others: list[str]) -> tuple[str, ...]:
    """Those of `words` that `others` has not, or has less often, case apart."""
    if not others:
        return tuple(words)
    left = Counter(word.lower() for word in others)
    found = []
    for word in words:
        if left[word.lower()]:
            left[word.lower()] -= 1
        else:
            found.append(word)
    return tuple(found)


def _side(text: Shingled, run: Run | None, words: tuple[str, ...]) -> Side:
    if run is None or len(words) < _TOLD:
        return Side(words)
    start = int(text.starts[run.start])
    end = int(text.starts[run.end]) if run.end < len(text.starts) else len(text.text)
    return Side(words, _SENTENCE_END.search(text.text, start, end) is not None)
