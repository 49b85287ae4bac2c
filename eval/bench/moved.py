"""An archive written out and added elsewhere: whether the copy is the same, and whether anything is encoded again.

Vectors are noise, so that nobody encodes for an hour; texts are split, counted, kept and found again as ever.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.readers import Notice, read
from eval.bench import synthetic
from eval.bench.search import Perturbed
from eval.datasets import DatasetError, load_questions
from rag.demo import demo_path
from rag.encoders import Encoder, Vectors, load_encoder
from rag.library import Library
from rag.progress import Reporter
from rag.sentences import Span
from rag.settings import Settings
from rag.vectors import VECTORS

QUESTIONS = 50


@dataclass(frozen=True, slots=True)
class Counting(Perturbed):
    """Noise for any text, and how many texts were encoded as passages."""

    encoded: list[int] = field(default_factory=list)
    """Of every call."""

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> tuple[Vectors, list[Vectors]]:
        """Noisy vectors of sentences, and their means for the texts."""
        self.encoded.append(len(texts))
        return super(Counting, self).encode_parts(texts, parts)


def measure(settings: Settings, articles: int) -> Iterator[str]:
    """What moving that many short articles takes. Raises `DatasetError` when the copy differs."""
    real = load_encoder(settings.encoder, settings.cache)
    with tempfile.TemporaryDirectory() as work:
        first, second, whole = Path(work) / "first", Path(work) / "second", Path(work) / "whole.jsonl"
        source = Path(work) / "articles.jsonl"
        synthetic.write_lines(source, articles, synthetic.SHORT)
        seconds, encoded = add(source, first, settings, Counting(real, {}))
        yield f"{articles:,} articles added and indexed, {encoded:,} passages encoded: {seconds:,.0f} s"
        source.unlink()
        began = time.monotonic()
        with whole.open("wb") as file:
            command = [sys.executable, "-m", "rag", "export", "--since", "0", "--library", str(first)]
            subprocess.run(command, stdout=file, check=True)
        yield f"written out, {whole.stat().st_size / 1e6:,.0f} MB: {time.monotonic() - began:,.0f} s"
        second.mkdir()
        shutil.copy(first / VECTORS, second)
        seconds, encoded = add(whole, second, settings, Counting(real, {}))
        yield f"added elsewhere, {encoded:,} passages encoded: {seconds:,.0f} s"
        yield from _compared(first, second, settings, real)


def add(source: Path, folder: Path, settings: Settings, encoder: Counting) -> tuple[float, int]:
    """Add and index articles; returns the seconds, and how many passages `encoder` was asked for."""
    began = time.monotonic()
    items = (item for item in read([source]) if not isinstance(item, Notice))
    with Library.open(folder, settings, create=True, encoder=encoder) as library, Reporter() as reporter:
        library.add(items, committed=reporter.committed, progress=reporter.indexing)
    return time.monotonic() - began, sum(encoder.encoded)


def _compared(first: Path, second: Path, settings: Settings, encoder: Encoder) -> Iterator[str]:
    with (
        Library.open(first, settings, encoder=encoder) as one,
        Library.open(second, settings, encoder=encoder) as two,
    ):
        digests = {library.catalog.digest() for library in (one, two)}
        counts = [library.status().index.passages for library in (one, two)]
        if len(digests) > 1 or counts[0] != counts[1]:
            raise DatasetError(f"the copy is another: digests {digests}, passages {counts}")
        yield f"equal: digest {digests.pop()[:12]}, {counts[0]:,} passages"
        questions = [question.text for question in load_questions(demo_path("questions.jsonl"))][:QUESTIONS]
        same = sum(_found(one, question) == _found(two, question) for question in questions)
        yield f"the same ten hits in the same order: {same} of {len(questions)} questions"


def _found(library: Library, question: str) -> list[str]:
    return [hit.passage.passage_id for hit in library.search(question).hits]
