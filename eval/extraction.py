"""Pages against their gold text, and against what they state of themselves.

The score of a body is that of Zyte's article extraction benchmark (github.com/scrapinghub/article-extraction-benchmark,
`evaluate.py`): multisets of runs of four words; precision and recall of every page, averaged over pages; F1 of the two
means. A page without extracted text counts for recall only.
"""

import gzip
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from corpus.article import Article
from corpus.errors import CorpusError
from corpus.identity import canonical_url
from corpus.readers.html import decoded_page, page
from corpus.readers.limited import call
from corpus.readers.people import key
from eval.datasets import DatasetError

FIELDS = ("title", "outlet", "authors", "published", "updated", "section", "language", "url")
_RUN = 4
_NO_DATE = ("0001-01-01", "0000-00-00", "1970-01-01T00:00:00")


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over the pages, from 0 to 1."""

    f1: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that a page states and its article lacks, or has otherwise."""

    page: str
    field: str
    stated: tuple[str, ...]
    kept: str


@dataclass(frozen=True, slots=True)
class Report:
    """`stated` counts pages by field and by the most trusted place that states it."""

    pages: int
    scores: Scores
    pages_per_second: float
    stated: Mapping[str, Mapping[str, int]]
    guessed: Mapping[str, int]
    kinds: Mapping[str, int]
    missing: tuple[Missing, ...]
    rejected: tuple[str, ...]


def run(folder: Path) -> Report:
    """Read every page of `folder` as `dateline add` does. Raises `DatasetError`."""
    gold, found = _gold(folder), dict[str, Article]()
    rejected: list[str] = []
    markups = {name: decoded_page(_bytes(folder, name)) for name in gold}
    next(iter(_read(markups, list(gold)[:1], [])))  # the worker and its libraries are loaded
    before = _cpu_seconds()
    found.update(_read(markups, list(gold), rejected))
    seconds = _cpu_seconds() - before
    values = {name: call("corpus.readers.story:values", markups[name]) for name in found}
    texts = {name: found[name].text if name in found else "" for name in gold}
    return Report(
        pages=len(gold),
        scores=scores(gold, texts),
        pages_per_second=len(gold) / seconds,
        stated={field: _places(found, values, field) for field in FIELDS},
        guessed=Counter(field for article in found.values() for field in article.guessed),
        kinds=Counter(article.kind for article in found.values()),
        missing=tuple(m for name, article in found.items() for m in missing(name, article, values[name])),
        rejected=tuple(rejected),
    )


def _gold(folder: Path) -> dict[str, str]:
    try:
        records = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
        return {name: record["articleBody"] for name, record in records.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(
            f"no pages with gold text at {folder}: it takes ground-truth.json with an articleBody for each name, and "
            f"html/NAME.html.gz or html/NAME.html ({type(error).__name__})"
        ) from None


def _bytes(folder: Path, name: str) -> bytes:
    packed, plain = folder / "html" / f"{name}.html.gz", folder / "html" / f"{name}.html"
    try:
        return gzip.decompress(packed.read_bytes()) if packed.exists() else plain.read_bytes()
    except (OSError, EOFError) as error:
        raise DatasetError(f"no page html/{name}.html.gz that can be read ({type(error).__name__})") from None


def _read(markups: Mapping[str, str], names: list[str], rejected: list[str]) -> Iterator[tuple[str, Article]]:
    for name in names:
        try:
            yield name, next(page(markups[name], name)).article.cleaned()
        except CorpusError as error:
            rejected.append(f"{name}: {error}")


def _cpu_seconds() -> float:
    """Of this process and of the worker that reads its pages."""
    return time.process_time() + float(call("corpus.readers.worker:cpu_seconds", ""))


def lines(report: Report) -> Iterator[str]:
    """The report as it is printed."""
    for name in ("f1", "precision", "recall"):
        yield f"{name:<22}{getattr(report.scores, name):.4f}"
    yield f"{'pages per CPU second':<22}{report.pages_per_second:.1f}"
    yield f"{'pages, rejected':<22}{report.pages}, {len(report.rejected)}"
    yield f"{'stated, missing':<22}{sum(sum(p.values()) for p in report.stated.values())}, {len(report.missing)}"
    for field in FIELDS:
        places = report.stated[field]
        where = ", ".join(f"{place} {count}" for place, count in places.items())
        yield f"  {field:<20}stated {sum(places.values())} ({where}), guessed {report.guessed.get(field, 0)}"
    yield "kinds                 " + ", ".join(f"{kind} {count}" for kind, count in report.kinds.items())
    for lost in report.missing:
        stated = ", ".join(lost.stated)[:200]
        yield f"missing {lost.field} of {lost.page[:12]}: has {lost.kept!r}, states {stated}"
    yield from (f"rejected {reason}" for reason in report.rejected)


# The body


def scores(gold: Mapping[str, str], texts: Mapping[str, str]) -> Scores:
    """Precision, recall and F1 of `texts`, by name as in `gold`."""
    pairs = [(_runs(gold[name]), _runs(texts[name])) for name in gold]
    precision = _mean([(a & b).total() / b.total() for a, b in pairs if b])
    recall = _mean([(a & b).total() / a.total() for a, b in pairs if a])
    return Scores(2 * precision * recall / (precision + recall or 1), precision, recall)


def _mean(values: list[float]) -> float:
    return statistics.mean(values) if values else 0.0


def _runs(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words; of a shorter text the one run of all its words."""
    words = re.findall(r"\w+", text)
    return Counter(run for at in range(max(1, len(words) - _RUN + 1)) if (run := tuple(words[at : at + _RUN])))


# What pages state


Values = Mapping[str, list[tuple[str, str]]]
"""Of each field what is stated, and where."""


def _places(found: Mapping[str, Article], values: Mapping[str, Values], field: str) -> Counter[str]:
    said = (
        [place for text, place in values[name][field] if _says_something(field, text, article)]
        for name, article in found.items()
    )
    return Counter(places[0] for places in said if places)


def missing(name: str, article: Article, values: Values) -> Iterator[Missing]:
    """The fields for which the article has none of the values that its page states."""
    for field in FIELDS:
        stated = [text for text, _ in values[field] if _says_something(field, text, article)]
        if stated and (field in article.guessed or not _is_one(field, article, stated)):
            yield Missing(name, field, tuple(dict.fromkeys(stated)), str(getattr(article, field)))


def _says_something(field: str, text: str, article: Article) -> bool:
    """Whether a value is one: not a placeholder date, an address for a name, or the outlet for an author."""
    if field in ("published", "updated"):
        return not text.startswith(_NO_DATE)
    if field in ("authors", "outlet") and re.match(r"https?://|\d+$", text):
        return False
    return field != "authors" or key(text) != key(article.outlet)


def _is_one(field: str, article: Article, stated: list[str]) -> bool:
    value = getattr(article, field)
    if field in ("published", "updated"):
        return value is not None
    if field == "url":
        return value in {canonical_url(urljoin(value, text)) for text in stated}
    if field == "authors":
        return bool(value) and all(any(key(name) in key(text) for text in stated) for name in value)
    return bool(key(value)) and key(value) in {key(text) for text in stated}
