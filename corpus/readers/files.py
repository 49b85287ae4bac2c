"""Finding files and getting at their bytes and words, within limits."""

import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from corpus.article import Rejection
from corpus.errors import ReadError
from corpus.readers.items import Notice

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

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
    # XML and pages without a mark, by their first character.
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
BUFFER = 65_536
"""Bytes read at a time, and so what can be seen of a stream before it is read."""
_IN_MEMORY = 16 * MB
"""Bytes of a copied stream that are held in memory before they go to a temporary file."""
_ENOUGH = 100
"""Bytes from which a guess at a charset means something."""
_LATIN = {
    "cp1252": (),
    "cp1250": ("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"),
    "cp1254": ("az", "tr"),
    "cp1257": ("et", "lt", "lv"),
}
"""The charsets that Latin letters are written in, and the languages that need another than the first."""
_OTHERS = ("cp1251", "cp1253", "cp1255", "cp1256", "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949")


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
        address = re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/", str(source))
        yield Rejection(str(source), "only http and https are fetched" if address else "no such file or folder")
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
        try:
            if path == folder or (path.is_dir() and not path.is_symlink()):
                names = sorted((e.name for e in os.scandir(path) if not e.name.startswith(".")), reverse=True)
                waiting.extend(path / name for name in names)
                continue
        except OSError as error:
            seen = True
            yield Rejection(str(path), reason_of(error))
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


@contextmanager
def as_read_error() -> Iterator[None]:
    """Parsers of other people meet hostile input, and raise what they like: here that is a `ReadError`.

    An `ImportError` stays what it is: a broken installation is not the input's fault.
    """
    try:
        yield
    except (ReadError, ImportError):
        raise
    except Exception as error:
        raise ReadError(f"cannot be read: {reason_of(error)}") from error


def buffered(stream: BinaryIO) -> BufferedReader:
    """`stream` as one whose first `BUFFER` bytes can be seen with `peek`. It is not closed with the result."""
    return BufferedReader(_Passed(stream), BUFFER)


@contextmanager
def spooled(stream: BinaryIO, most: int) -> Iterator[tuple[BinaryIO, int]]:
    """A copy of a stream that can seek, in memory or in a temporary file, and its size in bytes.

    Of a stream of more than `most` bytes little more than those are copied: the size tells that it is larger.
    """
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spool:
        while spool.tell() <= most and (chunk := stream.read(BUFFER)):
            spool.write(chunk)
        size = spool.tell()
        spool.seek(0)
        yield cast("BinaryIO", spool), size


class _Passed(RawIOBase):
    """Bytes of another stream, which stays open when this one is thrown away."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, into: "WriteableBuffer") -> int:
        view = memoryview(into).cast("B")
        data = self._stream.read(len(view))
        view[: len(data)] = data
        return len(data)


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


def decoded_or_guessed(data: bytes) -> tuple[str, tuple[str, ...]]:
    """`data` as text, and what to say about it when neither a mark nor UTF-8 told how. Raises `ReadError`."""
    try:
        return decoded(data), ()
    except ReadError:
        charset = None if marked_encoding(data) else likeliest(data[:BUFFER])
        if charset is None:
            raise
    stray = data.decode("utf-8", errors="replace")
    if (count := stray.count("\ufffd")) <= len(stray) // 1000:
        return stray, (f"{count} bytes that are not UTF-8 are shown as \ufffd",)
    return data.decode(charset, errors="replace"), (f"not UTF-8 and no charset stated: read as {charset}, a guess",)


def likeliest(sample: bytes) -> str | None:
    """The charset that `sample`, which states none and is not UTF-8, is likeliest in; None when it says too little."""
    from charset_normalizer import from_bytes

    from corpus.inferred import language

    best = from_bytes(sample, cp_isolation=[*_LATIN, *_OTHERS]).best() if len(sample) >= _ENOUGH else None
    if best is None or best.encoding not in _LATIN:
        return best.encoding if best else None
    # They differ in few letters, which tells nothing about the letters; the language does.
    tongue = language(sample.decode("cp1252", errors="replace"), sure=0.5)
    return next((charset for charset, tongues in _LATIN.items() if tongue in tongues), "cp1252")


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
