"""A thread that keeps a library's index up with what any process adds."""

import logging
import threading
from contextlib import suppress

from corpus.catalog import Catalog
from corpus.errors import DatelineError
from rag.errors import LibraryError
from rag.index import Index

POLL = 1.0
"""Seconds between two looks of a following library at what other processes added."""


class Follower:
    """Holds the index's lock once it is free and applies what is added, until it is stopped."""

    def __init__(self, catalog: Catalog, index: Index) -> None:
        """Nothing is followed before `start`."""
        self.progress: tuple[str, int, int] | None = None
        """(what is being done, done, of how many) while it indexes, else None."""
        self.trouble: str | None = None
        """Why following failed last, None while it works."""
        self._logged = ""
        self._catalog, self._index = catalog, index
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Follow from now on."""
        self._thread = threading.Thread(target=self._keep_up, name="dateline-follow", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Return when it follows no more; what it was indexing goes on at the next run."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _keep_up(self) -> None:
        """A failure is kept in `trouble` and retried, whatever it is: what others add waits for this thread."""
        seen = -1
        while not self._stop.is_set():
            try:
                head = self._catalog.head()
                if head != seen and self._index.keep_up(self._show_progress):
                    seen = head
                self.trouble = None
            except (DatelineError, OSError) as error:
                self.trouble = str(error)
            except Exception as error:
                self._note(error)
            finally:
                self.progress = None
            try:
                self._index.view()  # load what changed here, so that no question has to wait for it
            except DatelineError:
                pass  # which a question is told
            except Exception as error:
                self._note(error)
            self._stop.wait(POLL)

    def _note(self, error: Exception) -> None:
        """Tell the trouble, and log once where it comes from."""
        trouble = f"internal error while indexing: {type(error).__name__}: {error}"
        if trouble != self._logged:
            logging.getLogger(__name__).error("following the catalog failed", exc_info=error)
        self.trouble = self._logged = trouble

    def _show_progress(self, what: str, done: int, total: int) -> None:
        self.progress = (what, done, total)
        if not self._index.loaded:  # what is indexed so far can be asked about while the rest is
            with suppress(DatelineError):
                self._index.view()
        if self._stop.is_set():
            raise LibraryError("the library was closed while it was indexing; the next run goes on from here")
