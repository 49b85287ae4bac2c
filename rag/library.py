"""The front door: one archive in one folder, opened, added to, searched and asked."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Never, Self

from corpus.catalog import AddReport, Catalog, Counts, Given, Version
from corpus.errors import ArticleError, DatelineError
from rag.bylines import byline
from rag.checks import (
    check_articles,
    check_encoder,
    check_filters,
    check_hits,
    check_model,
    check_name,
    check_question,
    check_settings,
    turns,
)
from rag.cross_encoder import load_reranker
from rag.encoders import Encoder
from rag.errors import LibraryError
from rag.folder import CATALOG, library_folder
from rag.following import Follower
from rag.generation import Progress
from rag.hits import Sources, theirs_first
from rag.index import CLOSED, Index, IndexStatus
from rag.misspelt import understand_with_slips
from rag.narrowing import spelled
from rag.question import Question
from rag.recheck import Rechecked, recheck
from rag.retrieve import search as retrieve
from rag.scoring import STANDARD, Weights
from rag.settings import Settings, from_environment
from rag.told import told
from rag.types import Answer, Filters, SearchResult, Sentence, Snapshot, Turn
from rag.view import View
from rag.waiting import Waiting

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from rag.llama import DatelineRetriever

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
        index = Index(folder, catalog, settings.encoder, settings.cache, encoder, settings.threads)
        self._held = catalog, index
        self._follower = Follower(catalog, index)
        self._closed = False
        self._process = os.getpid()
        self._sources = Sources(catalog)

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
        Raises `LibraryError` or `CatalogError` when the folder or a setting cannot be used.
        """
        settings = from_environment() if settings is None else settings
        check_settings(settings)
        if encoder is not None:
            check_encoder(encoder)
        folder = library_folder(folder, create=create)
        library = cls(folder, Catalog(folder / CATALOG, create=create), settings, encoder)
        if follow:
            library._follower.start()
        return library

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop following and give back every file. Whatever is asked of it afterwards raises `LibraryError`.

        In a process that was forked since there is nothing to give back: the files are its parent's.
        """
        if self._process != os.getpid():  # Chroma would wait for threads that are not there
            self._closed = True
            return
        self._follower.stop()
        self._closed = True
        catalog, index = self._held
        index.close()
        catalog.close()

    @property
    def catalog(self) -> Catalog:
        """The articles. Raises `LibraryError` when the library is closed."""
        self._check_open()
        return self._held[0]

    @property
    def _index(self) -> Index:
        self._check_open()
        return self._held[1]

    def _check_open(self) -> None:
        if self._closed:
            raise LibraryError(CLOSED)
        if self._process != os.getpid():
            raise LibraryError("the library was opened before this process was forked: open it here with Library.open")

    def __reduce__(self) -> Never:
        raise TypeError("a Library cannot be pickled: open it in the other process with Library.open")

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
        self.check_takes_articles()
        check_articles(articles)
        return self.catalog.add(articles, committed=committed, restore=restore)

    def check_takes_articles(self) -> None:
        """Raise `LibraryError` for the demo archive, which takes none."""
        if self.is_demo:
            raise LibraryError(f"{self.folder} is the demo archive, which takes no articles: name another folder")

    def remove(self, *urls_or_ids: str) -> list[str]:
        """Remove articles from the catalog and every index, leaving tombstones; returns their ids.

        Raises `ArticleError` for those that there are no articles of; the others are removed by then.
        """
        for name in urls_or_ids:
            check_name(name)
        removed, missing = list[str](), list[str]()
        try:
            for name in urls_or_ids:
                try:
                    removed.append(self.catalog.remove(name))
                except ArticleError:
                    missing.append(repr(name))
        finally:
            self.sync()
        if missing:
            others = "; the others are removed" if removed else ""
            raise ArticleError(f"no article {', '.join(missing)} in {self.folder}{others}")
        return removed

    def history(self, url_or_id: str) -> list[Version]:
        """Every version of an article, in the order they were known; the last one is current.

        Raises `ArticleError` when there is no such article.
        """
        check_name(url_or_id)
        article_id = self.catalog.find(url_or_id)
        versions = self.catalog.versions_of([article_id]) if article_id else []
        if not versions:
            raise ArticleError(f"no article {url_or_id!r} in {self.folder}")
        return versions

    def recheck(self, saved: Mapping[str, Any] | Answer) -> list[Rechecked]:
        """What became of the citations of an answer, or of one saved as `rag.answer_shape` gives it.

        That is what `ask --json` prints. Raises `LibraryError` when it is no such answer.
        """
        from rag.shapes import answer_shape  # which has what `status` prints, too

        return recheck(self.catalog, answer_shape(saved) if isinstance(saved, Answer) else saved, self.view())

    def sync(self, progress: Progress = _quiet) -> None:
        """Return when everything in the catalog is searchable, whichever process makes it so.

        Raises `LibraryError` when another one is to make it so and does not get on.
        """
        head, waiting = self.catalog.head(), Waiting(self.folder)
        while not self._try_sync(progress):
            status = self._index.status()
            if status.behind == 0 and status.without_vector == 0:
                break
            waiting.look(status)
            progress("waiting for the process that is indexing", max(0, head - status.behind), head)
            time.sleep(0.3)
        self._index.look_again()

    def _try_sync(self, progress: Progress) -> bool:
        with self._index.held(timeout=1.0) as mine:
            if mine:
                self._index.sync(progress)
            return mine

    # -- asking --------------------------------------------------------------------------------------------------

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        filters: Filters = EVERYTHING,
        history: Sequence[Turn] = (),
        weights: Weights = STANDARD,
        notices: bool = False,
    ) -> SearchResult:
        """The best `k` passages, 1,000 at most, copies collapsed.

        With `notices` each has what other articles put right of its report, which takes another search.

        Raises `QuestionError` for an empty question, for an outlet, author, section or language that there is none of,
        and for what is no question, filters, history or number of hits.
        """
        check_question(query)
        check_filters(filters)
        check_hits(k)
        history = turns(history)
        with self._says_when_closed():
            filters = spelled(filters, self._index.view(), self.catalog)
            question = understand_with_slips(query, history, filters, self._index.view(), self._sources)
            found, view = self._search(question, filters, k, weights)
            by = byline(query, view.arrays) if view is not None and not (filters.authors or filters.sections) else None
            if by is not None and not by.opinions:
                theirs, _ = self._search(question, by.narrowed(filters), k, weights)
                found = theirs_first(found, theirs, k)
            if not notices:
                return found
            start = time.perf_counter()
            hits = told(found.hits, view, self.catalog, filters)
            timings = {**found.timings_ms, "notices": 1000 * (time.perf_counter() - start)}
            return replace(found, hits=hits, timings_ms=timings)

    @contextmanager
    def _says_when_closed(self) -> Iterator[None]:
        """What goes wrong while a question is answered is, where somebody closed the library meanwhile, that."""
        try:
            yield
        except DatelineError:
            self._check_open()
            raise

    def _search(
        self, question: Question, filters: Filters, k: int, weights: Weights = STANDARD
    ) -> tuple[SearchResult, View | None]:
        view = self._index.view()
        if view is None:
            return SearchResult(question.searched, ()), None
        reranker = load_reranker(self.settings.reranker) if self.settings.reranker else None
        return retrieve(view, self._sources, question, filters, k, weights, reranker), view

    def ask(
        self,
        question: str,
        *,
        filters: Filters = EVERYTHING,
        history: Sequence[Turn] = (),
        llm: "LLM | str | None" = None,
    ) -> Answer:
        """An answer whose every sentence is cited, or an honest refusal.

        `llm` is a LlamaIndex LLM or a spec like `openai:MODEL@BASE_URL`; None uses the setting, "" none. A refusal's
        reason says where not all articles are searchable yet. Raises `QuestionError` as `search` does, and
        `LanguageModelError` for a model or a spec that cannot be used.
        """
        answer = None
        for step in self.stream(question, filters=filters, history=history, llm=llm):
            answer = step if isinstance(step, Answer) else answer
        assert answer is not None
        return answer

    def view(self) -> View | None:
        """What a search sees now; None while nothing is indexed. Raises `IndexDamagedError`."""
        return self._index.view()

    def stream(
        self,
        question: str,
        *,
        filters: Filters = EVERYTHING,
        history: Sequence[Turn] = (),
        llm: "LLM | str | None" = None,
    ) -> Iterator[Sentence | Answer]:
        """Sentences as they are verified, then the whole `Answer`, which may have put quotations in their place.

        Without a model the answer alone. What `ask` raises is raised when the first is asked for.
        """
        from rag.asking import Asking  # adding articles needs nothing of it

        check_question(question)
        check_filters(filters)
        check_model(llm)
        asking = Asking(self.catalog, self._sources, self.settings, self.view, self._search)
        with self._says_when_closed():
            filters = spelled(filters, self.view(), self.catalog)
            for step in asking.stream(question, filters, turns(history), llm):
                if isinstance(step, Answer) and step.nearest:
                    step = replace(step, nearest=told(step.nearest, self.view(), self.catalog, filters))
                yield step

    # -- looking after it ----------------------------------------------------------------------------------------

    @property
    def progress(self) -> tuple[str, int, int] | None:
        """(what is being done, done, of how many) while this library, following, indexes; else None."""
        return self._follower.progress

    @property
    def trouble(self) -> str | None:
        """Why following the catalog failed last, None while it works."""
        return self._follower.trouble

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
        """How far the index is, whichever process is at it. Raises `IndexDamagedError`."""
        return self._index.status()

    def status(self) -> Status:
        """What there is and how far the index is. Raises `IndexDamagedError`."""
        return Status(self.folder, self.catalog.counts(), self._index.status(), self.is_demo)

    def verify(self, *, repair: bool = False, progress: Progress = _quiet) -> list[str]:
        """What is wrong with the catalog or the indexes; empty when nothing is.

        With `repair` a damaged index is rebuilt from the catalog and the kept vectors, and what is still wrong after
        that is returned; a run that was stopped goes on to its end. Raises `LibraryError` while another process holds
        the index, and `IndexAheadError` instead of repairing one that belongs to another catalog.
        """
        problems = [f"catalog: {problem}" for problem in self.catalog.check()]
        with self._holding():
            wrong = self._index.check()
            if repair and wrong:
                self._index.repair(wrong, progress)
                wrong = self._index.check()
        return problems + wrong

    def rebuild(self, progress: Progress = _quiet) -> None:
        """Build the index anew from the catalog and the kept vectors, without what is gone and was replaced.

        Chroma only marks that as deleted. Raises `LibraryError` while another process holds the index.
        """
        with self._holding():
            self._index.rebuild(progress)

    @contextmanager
    def _holding(self) -> Iterator[None]:
        with self._index.held(timeout=5.0) as mine:
            if not mine:
                raise LibraryError("another process holds this library's index: stop it, then do this again")
            yield

    def export(self) -> Iterator[Version]:
        """Every version of every article, by article id and then by when it was known; read as they are asked for."""
        return iter(self.catalog)

    def snapshot(self) -> Snapshot:
        """What an answer given now rests on."""
        counts = self.catalog.counts()
        return Snapshot(counts.articles, counts.newest, counts.head)

    def as_retriever(self, *, k: int = 10, filters: Filters = EVERYTHING) -> "DatelineRetriever":
        """The library as a LlamaIndex `BaseRetriever`."""
        from rag.llama import DatelineRetriever

        return DatelineRetriever(self, k=k, filters=filters)
