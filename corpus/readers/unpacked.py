"""What an archive holds as streams of bytes, within limits: a small file can claim to hold the world."""

import bz2
import gzip
import io
import lzma
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from corpus.errors import ReadError
from corpus.readers.files import BUFFER, MB

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FREE = 100 * MB
"""Bytes that any archive may hold, however small it is itself."""
RATIO = 200
"""Beyond that, bytes held for each of its own. Solid archives of pages reach a few dozen, bombs a thousand."""
TOTAL = 1_000_000 * MB
MEMBERS = 200_000
"""Most files in an archive and in those within it."""
_DICTIONARY = 256 * MB
"""Most memory to unpack xz and zst: the highest settings ask for a quarter and half of it."""

CUT = "cut short: the file ends before what it holds does"
DAMAGE = (
    *(EOFError, OSError, lzma.LZMAError, zstd.ZstdError, tarfile.TarError, zipfile.BadZipFile, zlib.error),
    *(ValueError, RuntimeError, struct.error),
)
"""What unpackers raise for broken archives."""


Member = tuple[str, Iterator[bytes] | str]
"""A file's name and its bytes, or why they are not read; without a name, why the archive itself ends there."""


class ExcessError(ReadError):
    """An archive holds more than is read."""


@dataclass(slots=True)
class Budget:
    """What has been unpacked of one archive, and of those within it."""

    size: int
    """Of the archive itself, in bytes."""
    spent: int = 0
    members: int = 0

    def spend(self, number: int) -> None:
        """Count bytes. Raises `ExcessError` when there were too many."""
        self.spent += number
        if self.spent > TOTAL:
            raise ExcessError(f"holds more than {TOTAL // MB:,} MB; split it")
        if self.spent > max(FREE, RATIO * self.size):
            raise ExcessError(f"unpacks to more than {RATIO} times its own {self.size:,} bytes")

    def member(self) -> None:
        """Count a file. Raises `ExcessError` when there were too many."""
        self.members += 1
        if self.members > MEMBERS:
            raise ExcessError(f"holds more than {MEMBERS:,} files; split it")


class Unpacked(io.RawIOBase):
    """Chunks of bytes as one file. It ends where they are cut or damaged, and `trouble` then says so."""

    def __init__(self, chunks: Iterator[bytes], budget: Budget | None = None) -> None:
        self.trouble = ""
        self.count = 0
        """Bytes it gave so far."""
        self._chunks = chunks
        self._budget = budget
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, into: "WriteableBuffer") -> int:
        """Up to as many bytes as fit; 0 at the end."""
        view = memoryview(into).cast("B")
        while not self._rest:
            chunk = self._next()
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        number = min(len(view), len(self._rest))
        view[:number] = self._rest[:number]
        self._rest = self._rest[number:]
        return number

    def _next(self) -> bytes | None:
        if self.trouble:
            return None
        try:
            chunk = next(self._chunks, None)
        except DAMAGE as error:
            self.trouble = why(error)
            return None
        self.count += len(chunk or b"")
        if self._budget is not None:
            self._budget.spend(len(chunk or b""))
        return chunk

    def open(self) -> io.BufferedReader:
        """The same to read lines from."""
        return io.BufferedReader(self, BUFFER)


def why(error: BaseException) -> str:
    """What one of `DAMAGE` says, in a few words."""
    said = str(error).lower()
    if isinstance(error, EOFError) or "unexpected end of data" in said:
        return CUT
    if "crc" in said:
        return "damaged: its check sum is wrong"
    if "memory usage limit" in said or "too much memory" in said:
        return f"asks for more than {_DICTIONARY // MB} MB of memory to unpack"
    return "damaged: " + " ".join(str(error).split())[:100]


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of a stream."""
    return iter(lambda: stream.read(BUFFER), b"")


def compression(head: bytes) -> str:
    """How a file that begins so is compressed: gz, bz2, xz, zst or not at all."""
    marks = {"gz": b"\x1f\x8b", "bz2": b"BZh", "xz": b"\xfd7zXZ\x00", "zst": b"\x28\xb5\x2f\xfd"}
    if head[1:4] == b"\x2a\x4d\x18" and 0x50 <= head[0] <= 0x5F:  # a frame to be skipped, with which some begin
        return "zst"
    return next((name for name, mark in marks.items() if head.startswith(mark)), "")


def decompressed(stream: BinaryIO, how: str) -> Iterator[bytes]:
    """The bytes within a compressed file, in chunks of moderate size. Raises one of `DAMAGE`."""
    if how == "gz":
        unpacker = gzip.GzipFile(fileobj=stream)
        while chunk := unpacker.read1(BUFFER):
            yield chunk
        return
    data = stream.read(BUFFER)
    while data:
        frame = _frame(how)
        while not frame.eof:
            yield frame.decompress(data, BUFFER)
            data = stream.read(BUFFER) if frame.needs_input else b""
            if frame.needs_input and not data:
                raise EOFError
        # Another may follow; zeros fill the file up.
        data = (frame.unused_data or stream.read(BUFFER)).lstrip(b"\x00")


def _frame(how: str) -> bz2.BZ2Decompressor | lzma.LZMADecompressor | zstd.ZstdDecompressor:
    if how == "bz2":
        return bz2.BZ2Decompressor()
    if how == "xz":
        return lzma.LZMADecompressor(memlimit=_DICTIONARY)
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _DICTIONARY.bit_length() - 1})
