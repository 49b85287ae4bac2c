"""The library behind the page, opened while the page is already there."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

from corpus.errors import DatelineError
from rag.generation import Progress
from rag.library import Library
from ui import texts
from ui.markup import count, day_of

Fill = Callable[[Library, Progress], None]
"""What puts articles into a library that was just opened."""
FRESH = 1.0
"""Seconds for which what the archive holds is not looked up again ..."""
FRESH_ELSEWHERE = 5.0
"""... and how far another process is with indexing it."""


@dataclass(frozen=True, slots=True)
class State:
    """What the page shows of the archive."""

    articles: int | None = None
    """None until the archive is open."""
    outlets: tuple[str, ...] = ()
    newest: str | None = None
    doing: str = ""
    """What has to be waited for, empty when nothing has."""
    trouble: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to ask about, and nothing on its way."""
        return self.articles == 0 and not self.doing

    @property
    def line(self) -> str:
        """`78 articles from 8 outlets, newest 20 December 2024`."""
        if not self.articles:
            return "" if self.articles is None else "No articles yet"
        outlets = f" from {count(len(self.outlets), 'outlet')}" if self.outlets else ""
        newest = f", newest {day_of(self.newest)}" if self.newest else ""
        return f"{count(self.articles, 'article')}{outlets}{newest}"


class Archive:
    """Opens a library in the background and says how it is doing."""

    def __init__(self, opening: Callable[[], Library], *, demo: bool = False, fill: Fill | None = None) -> None:
        """`fill` adds what the library shall hold, after it was opened; no question is answered before it is done."""
        self.demo = demo
        self.library: Library | None = None
        self._opening = opening
        self._fill = fill
        self._filling = fill is not None
        self._progress: tuple[str, int, int] | None = None
        self._trouble = ""
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._state = State(doing=texts.OPENING)
        self._head = -1
        self._looked = self._looked_elsewhere = 0.0
        self._elsewhere = ""
        self._thread = threading.Thread(target=self._open, name="dateline-open", daemon=True)

    def start(self) -> None:
        """Begin to open the library."""
        self._thread.start()

    def close(self) -> None:
        """Give the library back."""
        self._closed.set()
        if self.library is not None:
            self.library.close()

    def _open(self) -> None:
        try:
            self.library = self._opening()
            import_module("rag.asking")  # which the first question would have to wait for
            if self._fill is not None:
                self._fill(self.library, self._show_progress)
        except DatelineError as error:
            if not self._closed.is_set():
                self._trouble = str(error)
        except Exception:  # a thread's last word: the page has to say that it will not come
            logging.getLogger(__name__).exception("the library could not be opened")
            self._trouble = "the library could not be opened; the terminal says why"
        finally:
            self._filling = False

    def _show_progress(self, what: str, done: int, total: int) -> None:
        self._progress = (what, done, total)

    @property
    def answerable(self) -> bool:
        """Whether a question can be answered now."""
        return self.library is not None and self.library.ready and not self._filling

    @property
    def failed(self) -> str:
        """Why no question will ever be answered, empty otherwise."""
        return self._trouble if self.library is None else ""

    def state(self) -> State:
        """What to show now."""
        library = self.library
        if library is None:
            return State(doing="" if self._trouble else texts.OPENING, trouble=self._trouble)
        with self._lock:
            try:
                self._look(library)
            except DatelineError as error:
                return State(trouble=str(error))
            held = self._state
        return State(held.articles, held.outlets, held.newest, self._doing(library), library.trouble or self._trouble)

    def _look(self, library: Library) -> None:
        now = time.monotonic()
        if now - self._looked < FRESH:
            return
        self._looked = now
        head = library.catalog.head()
        if head != self._head:
            counts = library.catalog.counts()
            self._state = State(counts.articles, tuple(library.catalog.outlets()), counts.newest)
            self._head = head
        if library.writes_index:
            self._elsewhere = ""
        elif now - self._looked_elsewhere > FRESH_ELSEWHERE:
            self._looked_elsewhere = now
            index = library.index_status()
            self._elsewhere = texts.indexed_elsewhere(index.behind, index.without_vector)

    def _doing(self, library: Library) -> str:
        progress = library.progress or (self._progress if self._filling else None)
        if progress is not None and progress[2]:
            what, done, total = progress
            return texts.filling(what, done, total) if self._filling else texts.indexing(what, done, total)
        return self._elsewhere if self.answerable or library.trouble else texts.LOADING

    def version_counts(self, article_ids: Iterable[str]) -> Counter[str]:
        """How many versions there are of each article."""
        if self.library is None:
            return Counter()
        return Counter(version.article_id for version in self.library.catalog.versions_of(article_ids))
