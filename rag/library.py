"""The front door: one archive in one folder, opened, added to, searched and asked."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from corpus.catalog import AddReport, Catalog, Counts, Given, Version
from corpus.errors import ArticleError, DatelineError
from rag.encoders import Encoder
from rag.errors import LibraryError
from rag.generation import Progress
from rag.index import Index, IndexStatus
from rag.misspelt import understand_with_slips
from rag.narrowing import answered, spelled
from rag.question import Question
from rag.recheck import Rechecked, recheck
from rag.retrieve import STANDARD, Sources, Weights
from rag.retrieve import search as retrieve
from rag.settings import Settings
from rag.types import Answer, Filters, SearchResult, Sentence, Snapshot, Turn
from rag.view import View

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from rag.llama import DatelineRetriever

POLL = 1.0
"""Seconds between two looks of a following library at what other processes added."""
EVERYTHING = Filters()
DEMO = "demo"
"""The catalog fact that marks the demo archive."""


def _quiet(*_: object) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Status:
    """What a library holds and how far its index is."""

    folder: Path
    counts: Counts
    index: IndexStatus
    demo: bool


class Library:
    """One archive in one folder. Safe to share between threads; `close` it, or use it as a context manager."""

    def __init__(self, folder: Path, catalog: Catalog, settings: Settings, encoder: Encoder | None = None) -> None:
        """Use `Library.open`."""
        self.folder = folder
        self.settings = settings
        self.catalog = catalog
        self.progress: tuple[str, int, int] | None = None
        """(what is being done, done, of how many) while this library indexes, else None."""
        self.trouble: str | None = None
        """Why following the catalog failed last, None while it works."""
        self._index = Index(folder, catalog, settings.encoder, settings.cache, encoder, settings.threads)
        self._sources = Sources(catalog)
        self._stop = threading.Event()
        self._follower: threading.Thread | None = None

    @classmethod
    def open(
        cls,
        folder: str | Path,
        settings: Settings | None = None,
        *,
        create: bool = False,
        follow: bool = False,
        encoder: Encoder | None = None,
    ) -> Self:
        """Open the library in `folder`, or make it when `create`.

        With `follow` a thread keeps the index up with what any process adds, for as long as the library is open:
        what a page or a service wants. `encoder` is used in place of loading the one that the settings name.
        Raises `LibraryError` or `CatalogError` when the folder cannot be used.
        """
        folder = Path(folder)
        if folder.exists() and not folder.is_dir():
            raise LibraryError(f"{folder} is a file, and a library is a folder")
        library = cls(folder, Catalog(folder / "catalog.sqlite", create=create), settings or Settings(), encoder)
        if follow:
            library._follow()
        return library

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop following and give back every file."""
        self._stop.set()
        if self._follower is not None:
            self._follower.join()
        self._index.close()
        self.catalog.close()

    # -- adding --------------------------------------------------------------------------------------------------

    def add(
        self,
        articles: Iterable[Given],
        *,
        committed: Callable[[AddReport], object] = _quiet,
        progress: Progress = _quiet,
        restore: bool = False,
    ) -> AddReport:
        """Keep articles and make them searchable; what cannot be kept is in the report with its reason.

        `committed` is called whenever more has become durable. With `restore` what was removed before is kept again;
        else its tombstone keeps it out. Raises `CatalogError` when the folder cannot be
        written and `LibraryError` for the demo archive.
        """
        report = self.keep(articles, committed=committed, restore=restore)
        self.sync(progress)
        return report

    def keep(
        self,
        articles: Iterable[Given],
        *,
        committed: Callable[[AddReport], object] = _quiet,
        restore: bool = False,
    ) -> AddReport:
        """`add` without making the articles searchable, which `sync` does later."""
        if self.is_demo:
            raise LibraryError(
                f"{self.folder} is the demo archive, which takes no articles: name another folder with --library"
            )
        return self.catalog.add(articles, committed=committed, restore=restore)

    def remove(self, *urls_or_ids: str) -> list[str]:
        """Remove articles from the catalog and every index, leaving tombstones; returns their ids.

        Raises `ArticleError` when there is no such article; what stands before it in the list is removed by then.
        """
        try:
            return [self.catalog.remove(name) for name in urls_or_ids]
        finally:
            self.sync()

    def history(self, url_or_id: str) -> list[Version]:
        """Every version of an article, in the order they were known; the last one is current.

        Raises `ArticleError` when there is no such article.
        """
        article_id = self.catalog.find(url_or_id)
        versions = self.catalog.versions_of([article_id]) if article_id else []
        if not versions:
            raise ArticleError(f"no article {url_or_id!r} in {self.folder}")
        return versions

    def recheck(self, saved: Mapping[str, Any]) -> list[Rechecked]:
        """What became of the citations of an answer saved as `ask --json` prints it.

        Raises `LibraryError` when it is no such answer.
        """
        return recheck(self.catalog, saved)

    def sync(self, progress: Progress = _quiet) -> None:
        """Return when everything in the catalog is searchable, whichever process makes it so."""
        head = self.catalog.head()
        while not self._try_sync(progress):
            status = self._index.status()
            if status.behind == 0 and status.without_vector == 0:
                break
            progress("waiting for the process that is indexing", max(0, head - status.behind), head)
            time.sleep(0.3)
        self._index.look_again()

    def _try_sync(self, progress: Progress) -> bool:
        with self._index.held(timeout=1.0) as mine:
            if mine:
                self._index.sync(progress)
            return mine

    def _follow(self) -> None:
        self._follower = threading.Thread(target=self._keep_up, name="dateline-follow", daemon=True)
        self._follower.start()

    def _keep_up(self) -> None:
        """Hold the lock once it is free and apply what any process adds; a failure is kept in `trouble` and retried."""
        seen = -1
        while not self._stop.is_set():
            try:
                head = self.catalog.head()
                if head != seen and self._index.keep_up(self._show_progress):
                    seen = head
                self.trouble = None
            except (DatelineError, OSError) as error:
                self.trouble = str(error)
            finally:
                self.progress = None
            with suppress(DatelineError):
                self._index.view()  # load what changed here, so that no question has to wait for it
            self._stop.wait(POLL)

    def _show_progress(self, what: str, done: int, total: int) -> None:
        self.progress = (what, done, total)
        if not self._index.loaded:  # what is indexed so far can be asked about while the rest is
            with suppress(DatelineError):
                self._index.view()
        if self._stop.is_set():
            raise LibraryError("the library was closed while it was indexing; the next run goes on from here")

    # -- asking --------------------------------------------------------------------------------------------------

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        filters: Filters = EVERYTHING,
        history: Sequence[Turn] = (),
        weights: Weights = STANDARD,
    ) -> SearchResult:
        """The best `k` passages, copies collapsed.

        Raises `QuestionError` for an empty question, and for an outlet, author or language that there is none of.
        """
        filters = spelled(filters, self._index.view(), self.catalog)
        question = understand_with_slips(query, history, filters, self._index.view(), self._sources)
        return self._search(question, filters, k, weights)[0]

    def _search(
        self, question: Question, filters: Filters, k: int, weights: Weights = STANDARD
    ) -> tuple[SearchResult, View | None]:
        view = self._index.view()
        if view is None:
            return SearchResult(question.searched, ()), None
        return retrieve(view, self._sources, question, filters, k, weights), view

    def ask(
        self,
        question: str,
        *,
        filters: Filters = EVERYTHING,
        history: Sequence[Turn] = (),
        llm: "LLM | str | None" = None,
    ) -> Answer:
        """An answer whose every sentence is cited, or an honest refusal.

        `llm` is a LlamaIndex LLM or a spec like `openai:MODEL@BASE_URL`; None uses the setting. Raises
        `QuestionError` as `search` does and `LanguageModelError` for a spec that cannot be read.
        """
        answer = None
        for step in self.stream(question, filters=filters, history=history, llm=llm):
            answer = step if isinstance(step, Answer) else answer
        assert answer is not None
        return answer

    def view(self) -> View | None:
        """What a search sees now; None while nothing is indexed."""
        return self._index.view()

    def stream(
        self,
        question: str,
        *,
        filters: Filters = EVERYTHING,
        history: Sequence[Turn] = (),
        llm: "LLM | str | None" = None,
    ) -> Iterator[Sentence | Answer]:
        """Sentences as they are verified, then the whole `Answer`, which may have put quotations in their place."""
        from rag.asking import Asking  # adding articles needs nothing of it

        asking = Asking(self.catalog, self._sources, self.settings, self._index.view, self._search)
        view = self._index.view
        return answered(view, self.catalog, filters, lambda within: asking.stream(question, within, history, llm))

    # -- looking after it ----------------------------------------------------------------------------------------

    @property
    def is_demo(self) -> bool:
        """Whether this is the demo archive."""
        return self.catalog.get_meta(DEMO) is not None

    @property
    def ready(self) -> bool:
        """Whether a question can be answered without loading anything first."""
        return self._index.loaded

    @property
    def writes_index(self) -> bool:
        """Whether this process is the one that indexes the library."""
        return self._index.held_here

    def index_status(self) -> IndexStatus:
        """How far the index is, whichever process is at it."""
        return self._index.status()

    def status(self) -> Status:
        """What there is and how far the index is."""
        return Status(self.folder, self.catalog.counts(), self._index.status(), self.is_demo)

    def verify(self, *, repair: bool = False, progress: Progress = _quiet) -> list[str]:
        """What is wrong with the catalog or the indexes; empty when nothing is.

        With `repair` a damaged index is rebuilt from the catalog and the kept vectors, and what is still wrong after
        that is returned. Raises `LibraryError` while another process holds the index.
        """
        problems = [f"catalog: {problem}" for problem in self.catalog.check()]
        with self._index.held(timeout=5.0) as mine:
            if not mine:
                raise LibraryError("another process holds this library's index: stop it, then verify again")
            wrong = self._index.check()
            if repair and wrong:
                self._index.rebuild(progress)
                wrong = self._index.check()
        return problems + wrong

    def export(self) -> Iterator[Version]:
        """Every version of every article."""
        return iter(self.catalog)

    def snapshot(self) -> Snapshot:
        """What an answer given now rests on."""
        counts = self.catalog.counts()
        return Snapshot(counts.articles, counts.newest, counts.head)

    def as_retriever(self, *, k: int = 10, filters: Filters = EVERYTHING) -> "DatelineRetriever":
        """The library as a LlamaIndex `BaseRetriever`."""
        from rag.llama import DatelineRetriever

        return DatelineRetriever(self, k=k, filters=filters)
