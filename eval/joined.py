"""Two questions asked as one: each part is to fare as when it is asked alone.

Questions of a dataset are joined in pairs ("When did Keld fall, and who won the cup?"), at random and each once, and
only with those asked at the same time. No answer is judged here: what the archive says to a question alone is what it
is to say to it as a part.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path

from tqdm import tqdm

from eval import store
from eval.datasets import Dataset, DatasetError, GoldQuestion
from rag.library import Library
from rag.settings import Settings
from rag.types import Answer
from rag.understanding import understand

SEED = 7
_ASKS = re.compile(r"(?:what|where|when|who|why|how|which)\b[^?!]*\?", re.I)


@dataclass(frozen=True, slots=True)
class Part:
    """How one question fared alone, and as a part of two."""

    question: str
    alone: Answer
    joined: Answer

    @property
    def lacks(self) -> bool:
        """Whether it is said that nothing answers it."""
        return any(part.rstrip("?").lower() == self.question.rstrip("?. ").lower() for part in self.joined.lacking)

    @property
    def kept(self) -> bool:
        """Whether the first sentence that answers it alone is quoted."""
        return self.alone.citations[0].quote in {c.quote for c in self.joined.citations}


def measure(dataset: Dataset, settings: Settings, folder: Path | None = None) -> list[tuple[Part, Part]]:
    """Ask the questions of a dataset alone and in pairs. Raises `DatasetError` where it has no two to be joined."""
    pairs = list(_pairs(dataset.questions))
    if not pairs:
        raise DatasetError(f"{dataset.name}: no two questions can be joined")
    with store.opened(dataset, settings, folder=folder) as library:
        return [_asked(library, *pair) for pair in tqdm(pairs, desc="pairs", disable=None)]


def _pairs(questions: Sequence[GoldQuestion]) -> Iterator[tuple[GoldQuestion, GoldQuestion]]:
    """Questions of one sentence that make sense alone, those of one time in pairs."""
    plain = [
        replace(q, filters=replace(q.filters, as_of=q.filters.as_of or q.asked))
        for q in questions
        if not q.history and _ASKS.fullmatch(q.text.strip()) and not understand(q.text).parts
    ]
    random.Random(SEED).shuffle(plain)
    plain.sort(key=lambda q: repr(q.filters))
    for _, group in groupby(plain, key=lambda q: q.filters):
        of_one_time = list(group)
        yield from list(pairwise(of_one_time))[::2]


def _asked(library: Library, one: GoldQuestion, other: GoldQuestion) -> tuple[Part, Part]:
    second = other.text.strip()
    text = f"{one.text.strip().rstrip('?')}, and {second[0].lower()}{second[1:]}"
    joined = library.ask(text, filters=one.filters)
    return (
        Part(one.text.strip(), library.ask(one.text, filters=one.filters), joined),
        Part(second, library.ask(second, filters=other.filters), joined),
    )


def lines(pairs: Sequence[tuple[Part, Part]]) -> Iterator[str]:
    """What became of the parts, by how each fares alone."""
    parts = [part for pair in pairs for part in pair]
    answered = [part for part in parts if part.alone.citations]
    refused = [part for part in parts if not part.alone.citations]
    other = [
        mine for pair in pairs for mine, its in (pair, pair[::-1]) if not mine.alone.citations and its.alone.citations
    ]
    neither = [one for one, its in pairs if not one.alone.citations and not its.alone.citations]
    yield f"{len(pairs)} pairs of questions: {len(answered)} answered alone, {len(refused)} refused alone"
    yield _row("answered alone: something is answered", [bool(p.joined.citations) for p in answered])
    yield _row("answered alone: not said to lack", [bool(p.joined.citations) and not p.lacks for p in answered])
    yield _row("answered alone: its first sentence is quoted", [p.kept for p in answered])
    yield _row("refused alone, the other is not: said to lack", [p.lacks for p in other])
    yield _row("both refused alone: refused together", [not p.joined.citations for p in neither])


def _row(name: str, right: Sequence[bool]) -> str:
    share = f"({sum(right) / len(right):.1%})" if right else ""
    return f"{name:<50}{sum(right):>5} of {len(right):<5}{share}"
