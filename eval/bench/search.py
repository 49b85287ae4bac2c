"""How long a search takes at size, and whether it finds the nearest: unfiltered, and under filters of any selectivity.

The archive is made: sentences of the demo's articles with words changed, and their vectors with noise added, so that
nobody encodes for an hour. Questions are encoded as ever. It is kept in the cache between runs.
"""

import random
import shutil
import statistics
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from corpus.article import Article
from eval.bench.synthetic import SYLLABLES
from eval.datasets import load_questions
from rag.demo import demo_path, open_demo
from rag.encoders import Encoder, Vectors, load_encoder, unit
from rag.library import Library
from rag.progress import Reporter
from rag.sentences import Span, sentences
from rag.settings import Settings
from rag.types import Filters

PASSAGES = 100_000
PER_ARTICLE = 12
"""Sentences of an article: about four passages."""
CHANGED = 0.4
"""Of the words of a sentence, so that no two articles are copies."""
NOISE = 0.7
"""Length of what is added to a unit vector."""
OUTLETS = {"Half Post": 0.5, "Tenth Post": 0.1, "Hundredth Post": 0.01, "Thousandth Post": 0.001}
"""Outlets, and the share of the articles that each has; the rest is spread over others."""
START, STEP = 1_600_000_000, 3_600
DONE = "made"


@dataclass(frozen=True, slots=True)
class Perturbed:
    """An encoder that knows sentences of the demo: changed ones get their vector with noise."""

    real: Encoder
    known: dict[str, Vectors]
    """By the last word of a made sentence, its mark, the vector it was made from."""

    @property
    def id(self) -> str:
        """As the real one's: questions are encoded by that."""
        return self.real.id

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self.real.dimensions

    @property
    def max_tokens(self) -> int:
        """As the real one's."""
        return self.real.max_tokens

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens as the real one has them."""
        return self.real.count(texts)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """What the real one makes of them."""
        return self.real.encode(texts)

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> tuple[Vectors, list[Vectors]]:
        """Noisy vectors of made sentences, and their means for the texts."""
        found = []
        for text, spans in zip(texts, parts, strict=True):
            made = [self._noisy(text[a:b]) for a, b in spans] or [self._noisy(text)]
            found.append(np.stack(made))
        return unit(np.stack([block.mean(0) for block in found])), found

    def _noisy(self, sentence: str) -> Vectors:
        words = sentence.rstrip(".").rsplit(None, 1)
        base = self.known.get(words[-1] if words else "")
        rng = np.random.default_rng(zlib.crc32(sentence.encode()))
        noise = unit(rng.standard_normal((1, self.dimensions)).astype(np.float32))
        return np.asarray(unit(NOISE * noise + (0 if base is None else base[None]))[0], np.float32)


def library(settings: Settings, passages: int = PASSAGES) -> Library:
    """The made archive, from the cache or made now: some minutes."""
    folder = settings.cache / "eval" / f"search-{passages}"
    if not (folder / DONE).is_file():
        shutil.rmtree(folder, ignore_errors=True)
        real = load_encoder(settings.encoder, settings.cache)
        base, known = _sentences(settings, real)
        with (
            Library.open(folder, settings, create=True, encoder=Perturbed(real, known)) as made,
            Reporter() as reporter,
        ):
            made.add(_articles(passages, base), committed=reporter.committed, progress=reporter.indexing)
        (folder / DONE).touch()
    return Library.open(folder, settings, follow=True)


def _sentences(settings: Settings, real: Encoder) -> tuple[list[tuple[str, str]], dict[str, Vectors]]:
    """The demo's sentences with a mark each, and by mark their vectors."""
    with open_demo(settings) as demo:
        texts = [v.article.text[a:b] for v in demo.export() for a, b in sentences(v.article.text, v.article.language)]
    marked = [(text, f"mark{n}") for n, text in enumerate(dict.fromkeys(texts))]
    vectors = real.encode([text for text, _ in marked])
    return marked, {mark: vector for (_, mark), vector in zip(marked, vectors, strict=True)}


def _articles(passages: int, base: Sequence[tuple[str, str]]) -> Iterator[Article]:
    rng = random.Random(11)
    for n in range(int(passages / 4.3)):
        start = rng.randrange(len(base))
        lines = [_changed(rng, *base[(start + i) % len(base)]) for i in range(PER_ARTICLE)]
        text = "\n\n".join(" ".join(lines[at : at + 4]) for at in range(0, len(lines), 4))
        yield Article(
            text, " ".join(lines[0].split()[:8]), f"https://www.example.org/{n}", _outlet(rng), published=_moment(n)
        )


def _changed(rng: random.Random, text: str, mark: str) -> str:
    """A sentence with some of its words changed, and its mark at the end."""
    words = [
        "".join(rng.choices(SYLLABLES, k=3)) if rng.random() < CHANGED else word for word in text.rstrip(".").split()
    ]
    return f"{' '.join(words).capitalize()} {mark}."


def _outlet(rng: random.Random) -> str:
    drawn = rng.random()
    for name, share in OUTLETS.items():
        if drawn < share:
            return name
        drawn -= share
    return f"Outlet {rng.randrange(40)}"


def _moment(n: int) -> datetime:
    return datetime.fromtimestamp(START + n * STEP, UTC)


# -- measuring -------------------------------------------------------------------------------------------------------


def measure(settings: Settings, passages: int = PASSAGES, pairs: int = 1_000) -> Iterator[str]:
    """Times in milliseconds, question encoding included, and how much of the exact result is found.

    Each question is asked twice, and the second time counts. The first is told as well: then articles are read from the
    catalog that a later question finds in memory. An earlier filter may have read some of them.
    """
    questions = _questions()
    with library(settings, passages) as opened:
        opened.sync()
        _times(opened, questions, Filters())  # the encoder prepares a kernel for each length of text it has not met yet
    with library(settings, passages) as opened:
        opened.sync()
        moments = START + STEP * int(passages / 4.3)
        yield f"{opened.status().index.passages:,} passages"
        first = _times(opened, questions, Filters())
        yield f"{'unfiltered, for the first time':<34}{_line(first)}"
        plain = _times(opened, questions, Filters())
        yield f"{'unfiltered':<34}{_line(plain)}"
        for name, filters in _filters(moments):
            at_first, times = (_times(opened, questions, filters) for _ in range(2))
            again = statistics.median(times) / statistics.median(plain)
            once = statistics.median(at_first) / statistics.median(first)
            yield f"{name:<34}{_line(times)}  {again:4.2f} times unfiltered, {once:4.2f} for the first time"
        yield from _exactness(opened, questions, moments, pairs)


def _questions() -> list[str]:
    return [question.text for question in load_questions(demo_path("questions.jsonl"))]


def _filters(end: int) -> Iterator[tuple[str, Filters]]:
    for name, share in OUTLETS.items():
        yield f"one outlet, {share:.1%}", Filters(outlets=(name,))
    for share in (0.001, 0.01, 0.1, 0.5):
        yield f"since, {share:.1%}", Filters(since=int(end - share * (end - START)))
    yield "as of, 50.0%", Filters(as_of=(START + end) // 2)


def _times(library: Library, questions: Sequence[str], filters: Filters) -> list[float]:
    times = []
    for question in questions:
        began = time.perf_counter()
        library.search(question, filters=filters)
        times.append(1000 * (time.perf_counter() - began))
    return times


def _line(times: Sequence[float]) -> str:
    return f"p50 {statistics.median(times):5.1f} ms  p95 {statistics.quantiles(times, n=20)[-1]:5.1f} ms"


def _exactness(library: Library, questions: Sequence[str], end: int, pairs: int) -> Iterator[str]:
    """The dense side against every vector compared: with no filter, and over random pairs of question and filter."""
    view = library.view()
    assert view is not None
    vectors = dict(zip(questions, view.encoder.encode(questions), strict=True))
    rng = random.Random(5)
    filters = [_random_filter(rng, end) for _ in range(pairs)]
    for name, asked in (
        ("unfiltered", [(question, Filters()) for question in questions]),
        (f"{pairs:,} random filters", [(rng.choice(questions), one) for one in filters]),
    ):
        recall, outside = [], 0
        for question, one in asked:
            wanted = {i for i, _ in view.arrays.search(vectors[question], 10, one)}
            found = {i for i, _ in view.by_meaning(np.atleast_2d(vectors[question]), 10, one)[0]}
            recall.append(len(found & wanted) / len(wanted) if wanted else 1.0)
            outside += len(found - view.arrays.allowed(one))
        yield f"dense recall@10 against exact, {name}: {statistics.fmean(recall):.4f}; outside the filter: {outside}"


def _random_filter(rng: random.Random, end: int) -> Filters:
    since, until = sorted(rng.randrange(START, end) for _ in range(2))
    outlets = tuple(rng.sample([*OUTLETS, "Outlet 1", "Outlet 2", "Outlet 3"], k=rng.randrange(3)))
    as_of = rng.randrange(START, end) if rng.random() < 0.3 else None
    return Filters(outlets, since if rng.random() < 0.5 else None, until if rng.random() < 0.5 else None, as_of)
