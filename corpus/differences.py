"""What changed between two texts, in words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import groupby

_WORD = re.compile(r"\S+\s*|\s+")
_LINE = re.compile(r"[^\n]*\n+|[^\n]+")
MAX_WORDS = 4_000
"""Longest changed stretch compared word by word; the time grows with its square, so a longer one is shown whole."""
MAX_EFFORT = 10_000_000
"""Pairs of equal lines and words looked at in one comparison, about a second of work: an article's versions have some
thousands, but where everything repeats their number grows with the cube of the length."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of words: in both texts when `old == new`, taken out when `new` is empty, put in when `old` is."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        """Whether both texts have it."""
        return self.old == self.new


def word_difference(old: str, new: str) -> list[Stretch]:
    """The stretches of two texts in order: all `old` joined are the old text, all `new` the new one."""
    effort = _Effort()
    stretches = (s for block in _blocks(_LINE.findall(old), _LINE.findall(new), effort) for s in _words(block, effort))
    return [s for same, run in groupby(stretches, key=lambda s: s.same) for s in _joined(list(run))]


@dataclass(slots=True)
class _Effort:
    """What may still be spent on one comparison."""

    left: int = MAX_EFFORT


class _Matcher(SequenceMatcher[str]):
    """Where the effort is spent it finds no match: what is left is shown whole, as taken out and put in."""

    def __init__(self, old: Sequence[str], new: Sequence[str], effort: _Effort) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._effort, self._old, self._repeated = effort, old, Counter(new)

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """The longest run that both have, of no length when looking for it would take too long."""
        cost = sum(1 + self._repeated[piece] for piece in self._old[alo:ahi])
        if cost > self._effort.left:
            return Match(alo, blo, 0)
        self._effort.left -= cost
        return super().find_longest_match(alo, ahi, blo, bhi)


def _words(block: Stretch, effort: _Effort) -> Iterator[Stretch]:
    before, after = _WORD.findall(block.old), _WORD.findall(block.new)
    if block.same or max(len(before), len(after)) > MAX_WORDS:
        yield block
    else:
        yield from _blocks(before, after, effort)


def _blocks(old: Sequence[str], new: Sequence[str], effort: _Effort) -> Iterator[Stretch]:
    for _, a, b, c, d in _Matcher(old, new, effort).get_opcodes():
        yield Stretch("".join(old[a:b]), "".join(new[c:d]))


def _joined(run: list[Stretch]) -> Iterator[Stretch]:
    yield Stretch("".join(s.old for s in run), "".join(s.new for s in run))
