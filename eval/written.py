"""What a language model writes about an archive, and what of it is shown as verified, to be read and judged by hand.

It is asked the questions of a dataset that have an answer, and what is reported under each headline.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tqdm import tqdm

from eval import store
from eval.datasets import Dataset, DatasetError
from rag.errors import LibraryError
from rag.library import Library
from rag.printed import plain
from rag.settings import Settings
from rag.types import Answer, Sentence

HEADLINES = 100
"""Articles, at most, of which it is asked what is reported."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence that the model wrote and that was shown as verified."""

    question: str
    sentence: str
    quotes: tuple[str, ...]
    """What it cites."""

    @property
    def quoted(self) -> bool:
        """Whether it is in the words of what it cites."""
        return any(plain(self.sentence) in plain(quote) for quote in self.quotes)


@dataclass(frozen=True, slots=True)
class Written:
    """What came of one question."""

    shown: tuple[Shown, ...]
    withdrawn: int
    """Sentences that stood, in an answer of which too little did."""
    removed: int
    fallback: str | None
    """Why the quoted answer was given instead, None where it was not."""


def measure(
    dataset: Dataset, settings: Settings, folder: Path | None = None, headlines: int = HEADLINES
) -> Iterator[Written]:
    """Ask the model that the settings name, one question after another; `headlines` of what is under so many.

    Raises `LibraryError` when the settings name no model.
    """
    if not settings.llm:
        raise LibraryError("no language model is set: DATELINE_LLM=local, or openai:MODEL@URL")
    with store.opened(dataset, settings, folder=folder) as library:
        asked = list(_questions(dataset, library, headlines))
        if not asked:
            raise DatasetError(f"{dataset.name}: no question has an answer, and no article a headline")
        for question in tqdm(asked, desc="written", disable=None):
            yield _asked(library, question)


def _questions(dataset: Dataset, library: Library, most: int) -> Iterator[str]:
    yield from dict.fromkeys(q.text for q in dataset.questions if q.answerable and not q.history)
    headlines = dict.fromkeys(v.article.title.rstrip(".?") for v in library.catalog if v.current and v.article.title)
    for headline in list(headlines)[:most]:
        yield f"What is reported about this: {headline}?"


def _asked(library: Library, question: str) -> Written:
    *steps, answer = library.stream(question)
    assert isinstance(answer, Answer)
    stood = sum(isinstance(step, Sentence) and step.verified for step in steps)
    if answer.answered_by == "quotes":
        return Written((), stood, len(answer.removed), answer.fallback)
    quotes = {citation.n: citation.quote for citation in answer.citations}
    shown = (Shown(question, s.text, tuple(quotes[n] for n in s.citations)) for s in answer.sentences if s.verified)
    return Written(tuple(shown), 0, len(answer.removed), answer.fallback)


def lines(found: Sequence[Written]) -> Iterator[str]:
    """How much was written, and how much of it stands."""
    shown = [one for written in found for one in written.shown]
    withdrawn, removed = sum(w.withdrawn for w in found), sum(w.removed for w in found)
    total = len(shown) + withdrawn + removed
    instead = sum(w.fallback is not None for w in found)
    yield f"{len(found):>6,} questions, {instead:,} of them answered by quotations instead"
    yield f"{total:>6,} sentences written"
    yield f"{len(shown):>6,} shown as verified ({len(shown) / max(1, total):.1%})"
    yield f"{sum(one.quoted for one in shown):>6,} of them in the words of what they cite"
    yield f"{withdrawn:>6,} stood in an answer of which too little did"


def rows(written: Written) -> Iterator[str]:
    """A line of JSON for each sentence shown: those not in the words of what they cite are to be read by hand."""
    for one in written.shown:
        yield json.dumps(asdict(one) | {"quoted": one.quoted}, ensure_ascii=False) + "\n"
