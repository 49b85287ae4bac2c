"""Excerpts of articles: whether the article they come from is found, what differs is shown, and others are declined.

After the Tow Center's audit of March 2025, which gave assistants an excerpt and asked for the article's headline,
outlet, date and address. Every `every`-th article is kept out of the archive. The archive is indexed by its words only:
finding an excerpt encodes nothing.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from corpus.article import Article
from corpus.inferred import host
from corpus.minhash import Hashes, shingled
from eval.altered import Altered, Pool, changed, clipped, dropped, mistyped, whole
from eval.datasets import Dataset, DatasetError
from eval.metrics import exact
from rag.alignment import words_of
from rag.library import Library
from rag.sentences import paragraph, sentences
from rag.settings import Settings
from rag.types import Answer, Citation

SEED = 20250306
LEAST = 12
"""Words, between white space, of a sentence that is asked."""
LONGEST = 2_000
"""Characters: what a question may have."""


@dataclass(frozen=True, slots=True)
class Row:
    """How one kind of excerpt fared."""

    what: str
    right: int
    asked: int
    ms: tuple[float, float]
    """Median and 95th percentile of an answer's time."""
    wrong: tuple[str, ...]
    """The excerpts that fared otherwise."""


@dataclass(frozen=True, slots=True)
class Excerpts:
    """The rows, and of how many sentences their excerpts were drawn."""

    rows: tuple[Row, ...]
    articles: int
    present: int
    absent: int


class _WordsAreIndexedError(Exception):
    """Ends the indexing where encoding would begin."""


def measure(dataset: Dataset, count: int, every: int) -> Excerpts:
    """Ask `count` sentences of the archive's articles, whole, clipped and altered, and `count` of those kept out."""
    articles = [item for item in dataset.articles() if isinstance(item, Article)]
    outside = {a.article_id for a in articles[::every]}
    kept = [a for a in articles if a.article_id not in outside]
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder, _indexed(Path(folder), kept) as library:
        present = _present(library)
        absent = _absent(articles[::every], library)
        if min(len(present), len(absent)) == 0:
            raise DatasetError(f"{dataset.name}: no sentence of {LEAST} words to ask")
        chosen = rng.sample(present, min(count, len(present)))
        pool = Pool.of(rng.sample(present, min(2_000, len(present))))
        rows = [
            _row(what, library, [alter(rng, sentence, pool) for sentence in chosen], right)
            for what, alter, right in (
                ("sentences, found", whole, _found),
                ("clips of 12 words, found", clipped, _found),
                ("three words, a name or a number changed, flagged", changed, _flagged),
                ("a word dropped, found", dropped, _found),
                ("a typing error, found", mistyped, _found),
            )
        ]
        left_out = rng.sample(absent, min(count, len(absent)))
        asked = [question.text for question in dataset.questions]
        for what, texts, right in (
            ("sentences of other articles, declined", left_out, _declined),
            ("questions of the dataset, not taken for excerpts", asked, _not_taken),
        ):
            rows.append(_row(what, library, [Altered(text, text) for text in texts], right))
        return Excerpts(tuple(rows), library.catalog.counts().articles, len(present), len(absent))


def lines(found: Excerpts, *, wrong: bool = False) -> Iterator[str]:
    """The table; with `wrong` also the excerpts that did not fare as they should."""
    yield f"{found.articles:,} articles with {found.present:,} sentences; {found.absent:,} sentences were kept out"
    yield f"{'':<52}{'n':>6}{'right':>8}{'share':>9}{'ms':>8}{'p95':>8}"
    for row in found.rows:
        share = f"{100 * row.right / row.asked:.1f}%" if row.asked else ""
        yield f"{row.what:<52}{row.asked:>6}{row.right:>8}{share:>9}{row.ms[0]:>8.0f}{row.ms[1]:>8.0f}"
    for row in found.rows if wrong else ():
        yield from ("", row.what, *(f"  {words}" for words in row.wrong))


# -- the archive -----------------------------------------------------------------------------------------------------


def _indexed(folder: Path, articles: Sequence[Article]) -> Library:
    """A library of these articles without vectors."""
    library = Library.open(folder, Settings(), create=True)
    with tqdm(total=len(articles), desc="adding", unit="article", leave=False, disable=None) as bar:
        try:
            library.add(articles, committed=lambda report: bar.update(report.kept - bar.n), progress=_words_only)
        except _WordsAreIndexedError:
            pass
    return library


def _words_only(what: str, _done: int, _total: int) -> None:
    if what == "encoding":
        raise _WordsAreIndexedError


def _present(library: Library) -> list[str]:
    """The sentences that stand in the current articles of one origin only: others are boilerplate, or quoted often."""
    origins: dict[tuple[str, ...], set[str]] = {}
    found: dict[tuple[str, ...], str] = {}
    for version in library.export():
        for sentence in _sentences(version.article) if version.current else ():
            key = words_of(sentence).keys
            origins.setdefault(key, set()).add(version.origin_id)
            found.setdefault(key, sentence)
    return [sentence for key, sentence in found.items() if len(origins[key]) == 1]


def _absent(articles: Sequence[Article], library: Library) -> list[str]:
    """The sentences that have no 8 words in a row, nor a shorter text, in common with any article of the archive."""
    known = np.unique(np.concatenate([shingled(version.article.text).distinct for version in library.export()]))
    found = (s for article in articles for s in _sentences(article) if not _any_known(shingled(s).distinct, known))
    return list({words_of(sentence).keys: sentence for sentence in found}.values())


def _any_known(own: Hashes, known: Hashes) -> bool:
    """Whether one of the hashes is among the `known`, which are sorted: `numpy.isin` would sort them every time."""
    if not len(own) or not len(known):
        return False
    at = np.minimum(np.searchsorted(known, own), len(known) - 1)
    return bool((known[at] == own).any())


def _sentences(article: Article) -> Iterator[str]:
    for start, end in sentences(article.text, article.language):
        sentence = article.text[start:end]
        if len(sentence.split()) >= LEAST and len(sentence) <= LONGEST:
            yield sentence


# -- asking ----------------------------------------------------------------------------------------------------------

Right = Callable[[Altered, Answer], bool]


def _row(what: str, library: Library, excerpts: Sequence[Altered], right: Right) -> Row:
    wrong: list[str] = []
    times: list[float] = []
    for excerpt in tqdm(excerpts, desc=what, leave=False, disable=None):
        start = time.perf_counter()
        answer = library.ask(excerpt.words)
        times.append(1000 * (time.perf_counter() - start))
        if not right(excerpt, answer) or not exact(answer):
            wrong.append(excerpt.words)
    middle = statistics.median(times) if times else 0.0
    late = sorted(times)[int(0.95 * len(times))] if times else 0.0
    return Row(what, len(excerpts) - len(wrong), len(excerpts), (middle, late), tuple(wrong))


def _found(excerpt: Altered, answer: Answer) -> bool:
    """Whether the words that were excerpted are cited from an article with its outlet, its date and its address."""
    wanted = f" {' '.join(words_of(excerpt.source).keys)} "
    cited = (c for c in answer.citations if _is_named(c.source.article))
    return any(wanted in f" {' '.join(words_of(_around(c)).keys)} " for c in cited)


def _around(citation: Citation) -> str:
    """The paragraphs that are quoted from: an excerpt of two sentences has two citations."""
    text = citation.source.article.text
    return text[slice(*paragraph(text, citation.start, citation.end))]


def _is_named(article: Article) -> bool:
    """Whether outlet and address are shown, and the date; an outlet that nobody stated is the address's host."""
    stated = "outlet" not in article.guessed or article.outlet == host(article.url)
    return bool(article.outlet and article.url and article.published) and stated


def _flagged(excerpt: Altered, answer: Answer) -> bool:
    """Whether it is found and every change is shown: the excerpt's words, and what the article has for them."""
    ours = {word for d in answer.differences for word in words_of(d.excerpt).keys}
    theirs = {word for d in answer.differences for word in words_of(d.article).keys}
    shown = all(
        set(words_of(new).keys) - set(words_of(old).keys) <= ours
        and set(words_of(old).keys) - set(words_of(new).keys) <= theirs
        for old, new in excerpt.changes
    )
    return bool(answer.differences) and shown and _found(excerpt, answer)


def _declined(_: Altered, answer: Answer) -> bool:
    return answer.status == "no_answer"


def _not_taken(_: Altered, answer: Answer) -> bool:
    return answer.excerpt is None
