"""Libraries of datasets, encoded once and kept between runs, and what a run's results depend on."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

import click

from corpus.article import Article, Rejection
from corpus.catalog import AddReport
from eval.datasets import Dataset
from eval.metrics import article_id
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
    if dataset.name == "demo" and not mixed:
        from rag.demo import open_demo

        with Reporter() as reporter:
            return open_demo(settings, reporter.indexing)
    return _kept([dataset, *mixed], settings)


def _kept(datasets: Sequence[Dataset], settings: Settings) -> Library:
    """A library in the cache. Vectors outlive a change of our code: the same words need no second encoding."""
    digests = [dataset.article_digest for dataset in datasets]
    folder = _folder(datasets, settings)
    made = {"articles": digests, "code": code_digest()}
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
    for dataset in datasets:
        yield from dataset.articles()


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
    """In a line, how many judged articles the library does not hold: nothing can find those. Empty when it has all."""
    judged = {article_id(url) for q in dataset.questions for url, _ in q.relevant}
    lost = judged - {version.article_id for version in library.catalog.versions_of(judged)}
    return [f"{len(lost)} of {len(judged)} judged articles are not in the library"] if lost else []


# -- what results depend on ------------------------------------------------------------------------------------------


@cache
def code_digest(*parts: str) -> str:
    """sha256 of our source files, those of `parts` (packages) or of what makes and searches a library."""
    found = hashlib.sha256()
    for part in parts or ("corpus", "rag"):
        for path in sorted((ROOT / part).rglob("*.py")):
            found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()


def partial(settings: Settings, what: Iterable[object]) -> Partial:
    """The file of the run that is made of `what`, under these settings and this code."""
    return Partial(settings.cache / "eval" / "runs" / f"{run_key(settings, what)}.jsonl")


def run_key(settings: Settings, what: Iterable[object]) -> str:
    """16 hex digits of all that a question's result depends on."""
    everything = [settings.answer_hash(), code_digest("corpus", "rag", "eval"), *map(str, what)]
    return hashlib.sha256("\n".join(everything).encode()).hexdigest()[:16]
