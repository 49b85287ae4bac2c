"""Words of a text, and the stretch of it that comes nearest to an excerpt, word for word."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.sentences import Span

# Chinese and Japanese put no space between words: there, every character counts as one.
_CJK = r"\u3040-\u30ff\u3400-\u9fff"
_LETTER = rf"[^\W{_CJK}]"
# "$1,250.50", "12:30", "5%", "don't", "well-known" and "and/or" are words each; "ended.Then" is two.
_WORD = re.compile(rf"[{_CJK}]|[$€£¥]?{_LETTER}+(?:(?:(?<=\d)[.,:](?=\d)|['’‘‐‑/&@+-](?=\w)){_LETTER}+)*%?")
_ALIKE = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-"})


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, in order."""

    keys: tuple[str, ...]
    """As they are compared: case, and the forms of letters and of apostrophes, do not count."""
    spans: tuple[Span, ...]
    """Where they stand."""

    def __len__(self) -> int:
        return len(self.keys)


def words_of(text: str, start: int = 0, end: int | None = None) -> Words:
    """The words that `text` has from `start` to `end`."""
    found = list(_WORD.finditer(text, start, len(text) if end is None else end))
    return Words(tuple(_key(m.group()) for m in found), tuple(m.span() for m in found))


def _key(word: str) -> str:
    return word.lower() if word.isascii() else unicodedata.normalize("NFKC", word).casefold().translate(_ALIKE)


@dataclass(frozen=True, slots=True)
class Alignment:
    """How an excerpt lies on a text, in numbers of words."""

    distance: int
    """Words put in, left out or replaced."""
    stretch: Span
    """The words of the text that it lies on, the end exclusive."""
    same: tuple[tuple[int, int], ...]
    """Pairs of equal words: of the excerpt, of the text."""

    def differing(self, length: int) -> Iterator[tuple[Span, Span]]:
        """Where an excerpt of `length` words differs: words of the excerpt and of the text; one side may be empty."""
        ours, theirs = 0, self.stretch[0]
        for i, j in (*self.same, (length, self.stretch[1])):
            if ours < i or theirs < j:
                yield (ours, i), (theirs, j)
            ours, theirs = i + 1, j + 1


def align(excerpt: Sequence[str], text: Sequence[str]) -> Alignment:
    """The stretch of `text` that the fewest words put in, left out or replaced turn into `excerpt`.

    Sellers 1980, "The theory and computation of evolutionary distances": dynamic programming in which the stretch may
    start and end anywhere. Time and memory grow with the product of the lengths.
    """
    number = {word: n for n, word in enumerate(dict.fromkeys(excerpt))}
    ours, theirs = [number[word] for word in excerpt], np.array([number.get(word, -1) for word in text], np.int32)
    costs = _costs(ours, theirs)
    end = int(costs[-1].argmin())
    while end < len(text) and _replaces_the_last(costs, ours, theirs, end):
        end += 1
    start, same = _way_back(costs, ours, theirs, end)
    return Alignment(int(costs[-1, end]), (start, end), tuple(same))


def _replaces_the_last(
    costs: npt.NDArray[np.int32], ours: Sequence[int], theirs: npt.NDArray[np.int32], end: int
) -> bool:
    """Whether the word after the stretch may as well stand in the place of the excerpt's last one."""
    return bool(theirs[end] != ours[-1] and costs[-1, end + 1] == costs[-1, end] == costs[-2, end] + 1)


def _costs(ours: Sequence[int], theirs: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """`costs[i, j]`: least distance of the excerpt's first `i` words to a stretch that ends before word `j`."""
    costs = np.zeros((len(ours) + 1, len(theirs) + 1), np.int32)
    column = np.arange(len(theirs) + 1, dtype=np.int32)
    for row, word in enumerate(ours, 1):
        above = costs[row - 1]
        here = above + 1
        np.minimum(here[1:], above[:-1] + (theirs != word), out=here[1:])
        costs[row] = np.minimum.accumulate(here - column) + column
    return costs


def _way_back(
    costs: npt.NDArray[np.int32], ours: Sequence[int], theirs: npt.NDArray[np.int32], end: int
) -> tuple[int, list[tuple[int, int]]]:
    """Where the stretch that ends at `end` starts, and the equal words on the cheapest way through it."""
    i, j = len(ours), end
    same: list[tuple[int, int]] = []
    while i:
        if j and costs[i, j] == costs[i - 1, j - 1] + (theirs[j - 1] != ours[i - 1]):
            i, j = i - 1, j - 1
            if theirs[j] == ours[i]:
                same.append((i, j))
        elif costs[i, j] == costs[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
    return j, same[::-1]
