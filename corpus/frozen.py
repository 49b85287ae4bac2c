"""SQLite files where nothing can be written: an archive on a read-only disk, or one that is another user's."""

import os
from collections.abc import Callable
from pathlib import Path

from corpus.errors import CatalogError


def frozen(path: Path) -> bool:
    """Whether no file can be made beside this one, as SQLite has to in order to write it."""
    return path.parent.is_dir() and not os.access(path.parent, os.W_OK)


def reading(path: Path) -> str:
    """The URI under which SQLite reads such a file.

    While a process writes it, and after one that was killed, there is a log beside it, which is read as well. Else the
    file is all there is, and SQLite must be told so: it would want to make the log.
    """
    return f"{path.absolute().as_uri()}?mode=ro{'' if _logged(path) else '&immutable=1'}"


def _logged(path: Path) -> bool:
    log, shared = (path.with_name(f"{path.name}{suffix}") for suffix in ("-wal", "-shm"))
    return shared.exists() or (log.exists() and log.stat().st_size > 0)


def unchanged(path: Path) -> Callable[[], None]:
    """What raises `CatalogError` once a file that is read without its log is written after all, by who may do so."""
    if _logged(path):
        return lambda: None
    before = path.stat()

    def look() -> None:
        now = path.stat()
        if _logged(path) or (now.st_mtime_ns, now.st_size) != (before.st_mtime_ns, before.st_size):
            raise CatalogError(f"{path.parent} was written since it was opened to be read only: open it again")

    return look
