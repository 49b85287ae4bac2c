"""Sentences as people pass them on: clipped, with other words, a word short, with a typing error."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.alignment import words_of

CLIP = 12
"""Words of a clip."""
_NAME = re.compile(r"[A-Z][a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Altered:
    """An excerpt and the words it was made of."""

    words: str
    source: str

    @property
    def changes(self) -> list[tuple[str, str]]:
        """(word of the sentence, word of the excerpt) where an excerpt of as many words has another one."""
        pairs = zip(self.source.split(), self.words.split(), strict=False)
        return [(old, new) for old, new in pairs if old != new]


@dataclass(frozen=True, slots=True)
class Pool:
    """Words that take the place of others."""

    words: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, sentences: Sequence[str]) -> "Pool":
        """Those of some sentences."""
        words = [word for sentence in sentences for word in sentence.split()[1:] if len(words_of(word)) == 1]
        return cls(tuple(words), tuple(word for word in words if _NAME.fullmatch(word)))


def whole(_: random.Random, sentence: str, __: Pool) -> Altered:
    """The sentence as it stands."""
    return Altered(sentence, sentence)


def clipped(rng: random.Random, sentence: str, _: Pool) -> Altered:
    """`CLIP` of its words in a row."""
    words = sentence.split()
    start = rng.randrange(len(words) - CLIP + 1)
    clip = " ".join(words[start : start + CLIP])
    return Altered(clip, clip)


def changed(rng: random.Random, sentence: str, pool: Pool) -> Altered:
    """Another name, another number, or three other words: whichever is drawn, the last where there is no such."""
    words = sentence.split()
    kind = rng.choice(("words", "name", "number"))
    names = [i for i, word in enumerate(words) if i and _NAME.fullmatch(word.strip(".,;:’'\"”"))]
    numbers = [i for i, word in enumerate(words) if re.search(r"\d", word)]
    if kind == "name" and names and pool.names:
        at = rng.choice(names)
        words[at] = _other(rng, words[at], pool.names)
    elif kind == "number" and numbers:
        at = rng.choice(numbers)
        words[at] = re.sub(r"\d", lambda digit: str((int(digit[0]) + rng.randint(1, 8)) % 10), words[at])
    else:
        plain = [i for i, word in enumerate(words) if words_of(word)]
        for at in rng.sample(plain, 3):
            words[at] = _other(rng, words[at], pool.words)
    return Altered(" ".join(words), sentence)


def _other(rng: random.Random, word: str, others: Sequence[str]) -> str:
    """A word of the pool that is not this one."""
    while words_of(chosen := rng.choice(others)).keys == words_of(word).keys:
        pass
    return chosen


def dropped(rng: random.Random, sentence: str, _: Pool) -> Altered:
    """Without one of its words."""
    words = sentence.split()
    del words[rng.randrange(len(words))]
    return Altered(" ".join(words), sentence)


def mistyped(rng: random.Random, sentence: str, _: Pool) -> Altered:
    """With two letters of a word swapped, or one left out or doubled."""
    words = sentence.split()
    at = rng.choice([i for i, word in enumerate(words) if len(word) >= 4] or range(len(words)))
    word = words[at]
    i = rng.randrange(max(1, len(word) - 1))
    words[at] = rng.choice((word[:i] + word[i + 1 : i + 2] + word[i : i + 1] + word[i + 2 :], word[:i] + word[i + 1 :],
                            word[:i] + word[i : i + 1] + word[i:]))  # fmt: skip
    return Altered(" ".join(words), sentence)
