"""Files that are written whole: a reader, or a crash, sees the old one or the new one, never a part.

One process at a time may write a file this way. What a killed one leaves is written over by the next.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when the block has ended; after an error in it `path` is as it was."""
    work = _work(path)
    try:
        with work.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        work.replace(path)
    except BaseException:
        work.unlink(missing_ok=True)
        raise


def write_atomically(path: Path, text: str) -> None:
    """Write a small text."""
    with replacing(path) as file:
        file.write(text.encode())


def discard(path: Path) -> None:
    """Delete a file, and what a killed process had written of the next one."""
    path.unlink(missing_ok=True)
    _work(path).unlink(missing_ok=True)


def _work(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")
