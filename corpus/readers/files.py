"""Finding files and getting at their bytes and words, within limits."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from corpus.article import Rejection
from corpus.errors import ReadError
from corpus.readers.items import Notice

MB = 1_000_000

_MAGIC = (
    b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x7fELF", b"Rar!", b"7z\xbc\xaf",
    b"BZh", b"\xfd7zXZ", b"OggS", b"SQLite format 3", b"\x28\xb5\x2f\xfd",
)  # fmt: skip
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)


def find(source: str | Path) -> Iterator[Path | Rejection | Notice]:
    """The file at `source`, or every file below it in sorted order.

    Below a folder, hidden names are passed over, and so are symbolic links that stay inside (their target is
    read where it is); links that lead out are rejections, as are pipes, sockets and devices.
    """
    try:
        mode = Path(source).stat().st_mode if str(source) else 0
    except FileNotFoundError:
        mode = 0
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        yield Rejection(str(source), reason_of(error))
        return
    if not mode:
        yield Rejection(str(source), "no such file or folder")
    elif stat.S_ISDIR(mode):
        yield from _below(Path(source))
    elif stat.S_ISREG(mode):
        yield Path(source)
    else:
        yield Rejection(str(source), "not a file or folder")


def _below(folder: Path) -> Iterator[Path | Rejection | Notice]:
    root, seen = folder.resolve(), False
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if path == folder or (path.is_dir() and not path.is_symlink()):
            try:
                names = sorted((e.name for e in os.scandir(path) if not e.name.startswith(".")), reverse=True)
            except OSError as error:
                yield Rejection(str(path), reason_of(error))
                continue
            waiting.extend(path / name for name in names)
            continue
        seen = True
        yield from _entry(path, root)
    if not seen:
        yield Notice(str(folder), "a folder without files")


def _entry(path: Path, root: Path) -> Iterator[Path | Rejection]:
    try:
        if path.is_symlink():
            if not path.resolve(strict=True).is_relative_to(root):
                yield Rejection(str(path), "a symbolic link out of the folder")
        elif path.is_file():
            yield path
        else:
            yield Rejection(str(path), "not a file or folder")
    except FileNotFoundError:
        yield Rejection(str(path), "a symbolic link to nothing")
    except (OSError, RuntimeError) as error:  # RuntimeError: links that go round in a circle
        yield Rejection(str(path), reason_of(error))


def reason_of(error: BaseException) -> str:
    """One line about an operating system's or a library's error."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words[:200]}" if words else type(error).__name__


def whole(stream: BinaryIO, limit: int) -> bytes:
    """All bytes of `stream`. Raises `ReadError` for none, more than `limit`, and what is no text."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise ReadError(f"over the limit of {limit // MB} MB for this kind of file")
    if not data.strip():
        raise ReadError("empty file")
    refuse_binary(data)
    return data


def refuse_binary(head: bytes) -> None:
    """Raise `ReadError` when bytes from the start of a file are not the start of a text."""
    if head.startswith(_MAGIC) or (b"\x00" in head and marked_encoding(head) in (None, "utf-8-sig")):
        raise ReadError("binary file, not text")


def marked_encoding(data: bytes) -> str | None:
    """The encoding a byte order mark declares."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def decoded(data: bytes) -> str:
    """`data` as text: UTF-8, or what its byte order mark says. Raises `ReadError`, never guesses."""
    encoding = marked_encoding(data) or "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        label = encoding.upper().removesuffix("-SIG")
        raise ReadError(f"not {label} at byte {error.start:,}; convert it, for example with iconv") from None
    if "\x00" in text:
        raise ReadError("binary file, not text")
    if not text.strip():
        raise ReadError("empty file")
    return text
