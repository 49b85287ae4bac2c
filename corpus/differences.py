"""What changed between two texts, in words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

_WORD = re.compile(r"\S+\s*|\s+")
_LINE = re.compile(r"[^\n]*\n+|[^\n]+")
MAX_WORDS = 4_000
"""Longest changed stretch compared word by word; the time grows with its square, so a longer one is shown whole."""


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
    stretches = (s for block in _blocks(_LINE.findall(old), _LINE.findall(new)) for s in _words(block))
    return [s for same, run in groupby(stretches, key=lambda s: s.same) for s in _joined(list(run))]


def _words(block: Stretch) -> Iterator[Stretch]:
    before, after = _WORD.findall(block.old), _WORD.findall(block.new)
    if block.same or max(len(before), len(after)) > MAX_WORDS:
        yield block
    else:
        yield from _blocks(before, after)


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        yield Stretch("".join(old[a:b]), "".join(new[c:d]))


def _joined(run: list[Stretch]) -> Iterator[Stretch]:
    yield Stretch("".join(s.old for s in run), "".join(s.new for s in run))
