"""The demo archive: articles written for it, shown when there is no library yet, in a folder of its own."""

import hashlib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from corpus.article import Article, Rejection
from corpus.readers import read
from corpus.schema import SCHEMA_VERSION
from rag.generation import Progress
from rag.library import DEMO, Library
from rag.settings import Settings


def demo_path(name: str) -> Path:
    """A file of the demo: `articles.jsonl`, `questions.jsonl`."""
    return Path(str(files("corpus").joinpath("demo", name)))


def demo_folder(settings: Settings) -> Path:
    """Where the demo's library is kept: under the cache, named by its articles, so that a new demo is a new library.

    And by the catalog's schema: another version of this program, which shares the cache, keeps one that it can read.
    """
    digest = hashlib.sha256(demo_path("articles.jsonl").read_bytes()).hexdigest()[:12]
    return settings.cache / f"demo-{digest}-{SCHEMA_VERSION}"


def fill(library: Library, progress: Progress = lambda *_: None) -> None:
    """Put the demo's articles into a library and mark it; does nothing to one that has them."""
    library.catalog.set_meta(DEMO, "1")
    library.catalog.add(_articles())
    library.sync(progress)


def open_demo(settings: Settings, progress: Progress = lambda *_: None) -> Library:
    """The demo's library, made when it is not there yet."""
    library = Library.open(demo_folder(settings), settings, create=True)
    fill(library, progress)
    return library


def _articles() -> Iterator[Article | Rejection]:
    for item in read([demo_path("articles.jsonl")]):
        if isinstance(item, Article | Rejection):
            yield item
