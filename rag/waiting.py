"""Waiting for another process that writes the index: for as long as it gets on."""

import time
from pathlib import Path

from rag.errors import LibraryError
from rag.index import IndexStatus
from rag.vectors import VECTORS

STALLED = 600.0
"""Seconds without anything written after which nothing will be: a batch of passages takes a few."""


class Waiting:
    """What was seen of the other process's work so far."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the library's."""
        self._folder = folder
        self._seen: object = None
        self._since = time.monotonic()

    def look(self, status: IndexStatus) -> None:
        """Raise `LibraryError` when neither the index's status nor any of its files has changed for long."""
        seen, now = (status, self._files()), time.monotonic()
        if seen != self._seen:
            self._seen, self._since = seen, now
        elif now - self._since > STALLED:
            raise LibraryError(
                f"another process holds the index of {self._folder} and has written nothing for {STALLED / 60:.0f} "
                "minutes: end it, then run `dateline sync`; the articles are kept"
            )

    def _files(self) -> frozenset[tuple[str, int, float]]:
        """Names, sizes and times of the files; a log's time changes where it is only read."""
        found = set()
        for path in (*(self._folder / "index").rglob("*"), *self._folder.glob(f"{VECTORS}*")):
            try:
                stat = path.stat()
            except OSError:  # gone meanwhile, which is progress as well
                continue
            reading = path.name.endswith(("-wal", "-shm"))
            found.add((str(path), stat.st_size, 0.0 if reading else stat.st_mtime))
        return frozenset(found)
