"""Libraries of datasets, encoded once and kept between runs, and what a run's results depend on."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import click
from filelock import FileLock, Timeout

from corpus.article import Article, Rejection
from corpus.catalog import AddReport
from eval.datasets import Dataset
from eval.formats import DOCUMENT
from eval.metrics import article_id, packed
from eval.partial import Partial
from rag.library import Library
from rag.progress import Reporter
from rag.settings import Settings
from rag.vectors import VECTORS, KeptVectors

ROOT = Path(__file__).resolve().parents[1]
MADE = "made.json"
"""Beside a kept library: what it was made of; missing while it is not complete."""


def opened(
    dataset: Dataset, settings: Settings, mixed: Sequence[Dataset] = (), folder: Path | None = None
) -> Library:
    """A library with the articles of the dataset and of those mixed in, to be closed by the caller.

    It is the one in `folder`, taken as it is, or one of our own in the cache, made when it is not there yet.
    """
    if folder is not None:
        return Library.open(folder, settings)
    if dataset.is_demo and not mixed:
        from rag.demo import open_demo

        with Reporter() as reporter:
            return open_demo(settings, reporter.indexing)
    return _kept([dataset, *mixed], settings)


def _kept(datasets: Sequence[Dataset], settings: Settings) -> Library:
    """A library in the cache. Vectors outlive a change of our code: the same words need no second encoding."""
    digests = [dataset.article_digest for dataset in datasets]
    folder = _folder(datasets, settings)
    made = {"articles": digests, "code": code_digest()}
    with _alone(folder):
        if _read(folder / MADE) == made:
            return Library.open(folder, settings)
        _forget_all_but_vectors(folder)
        if len(datasets) > 1:
            _lend_vectors([_folder([dataset], settings) for dataset in datasets], folder)
        library = Library.open(folder, settings, create=True)
        with Reporter() as reporter:
            report = library.add(
                _articles(datasets), committed=reporter.committed, progress=reporter.indexing
            )
        _say(report)
        (folder / MADE).write_text(json.dumps(made), encoding="utf-8")
        return library


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Of two runs at once the second waits: it would throw away what the first is making."""
    locks = folder.parent / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    lock = FileLock(locks / folder.name)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        click.echo("waiting for another run that makes this library", err=True)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _folder(datasets: Sequence[Dataset], settings: Settings) -> Path:
    digests = [dataset.article_digest for dataset in datasets]
    key = hashlib.sha256("\n".join([settings.encoder, *digests]).encode()).hexdigest()[:12]
    return settings.cache / "eval" / f"{datasets[0].name}-{key}"


def _lend_vectors(lenders: Sequence[Path], folder: Path) -> None:
    """Articles that are mixed have been encoded where they stand alone, if they were asked before."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(KeptVectors(folder / VECTORS)) as vectors:
        for path in [lender / VECTORS for lender in lenders]:
            if path.exists():
                vectors.adopt(path)


def _articles(datasets: Sequence[Dataset]) -> Iterator[Article | Rejection]:
    yield from datasets[0].articles()
    for dataset in datasets[1:]:
        for item in dataset.articles():
            if isinstance(item, Article) and item.url.startswith(DOCUMENT):
                # Ids count up from 0 in many a dataset: they must not bring the asked one's articles up to date.
                item = replace(item, url=f"{DOCUMENT}{dataset.name}/{item.url.removeprefix(DOCUMENT)}")
            yield item


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _forget_all_but_vectors(folder: Path) -> None:
    (folder / MADE).unlink(missing_ok=True)
    shutil.rmtree(folder / "index", ignore_errors=True)
    for path in folder.glob("catalog.sqlite*"):
        path.unlink()


def _say(report: AddReport) -> None:
    """What was not kept, in one line: a score over fewer articles is another score."""
    if report.rejected:
        first = report.rejected[0]
        click.echo(f"{len(report.rejected)} articles rejected; the first: {first.source}: {first.reason}", err=True)


def missing(library: Library, dataset: Dataset) -> list[str]:
    """In a line each, how many judged articles and gold words the library does not hold: nothing can find those."""
    judged = {article_id(url) for q in dataset.questions for url, _ in q.relevant}
    held: dict[str, list[str]] = {}
    for version in library.catalog.versions_of(judged):
        held.setdefault(version.article_id, []).append(packed(version.article.text))
    lost = judged - held.keys()
    notes = [f"{len(lost)} of {len(judged)} judged articles are not in the library"] if lost else []
    gold = {(article_id(g.url), packed(g.quote)) for q in dataset.questions for g in q.gold}
    if wrong := sum(of in held and not any(words in text for text in held[of]) for of, words in gold):
        notes.append(f"{wrong} of {len(gold)} gold words do not stand in their article")
    return notes


# -- what results depend on ------------------------------------------------------------------------------------------


@cache
def code_digest() -> str:
    """sha256 of the source files that make a library, search it and count what is found."""
    found = hashlib.sha256()
    for part in ("corpus", "rag", "eval"):
        for path in sorted((ROOT / part).rglob("*.py")):
            found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()


def partial(settings: Settings, what: Iterable[object]) -> Partial:
    """The file of the run that is made of `what`, under these settings and this code."""
    return Partial(settings.cache / "eval" / "runs" / f"{run_key(settings, what)}.jsonl")


def run_key(settings: Settings, what: Iterable[object]) -> str:
    """16 hex digits of all that a question's result depends on."""
    everything = [settings.answer_hash(), code_digest(), *map(str, what)]
    return hashlib.sha256("\n".join(everything).encode()).hexdigest()[:16]
