"""The members of a gzip file one by one, and after damage those that can still be found.

A crawl's file is one member after another, each a record: what is wrong with one says nothing about the next.
"""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from corpus.readers.files import BUFFER, MB

MAX_MEMBER = 4_000 * MB
"""Bytes one member may hold; a record of a crawl with more is no page, and no member of a crawl's file."""
HISTORY = 4 * MB
"""Compressed bytes of a damaged member that are looked through for the next one; of a longer one the last."""
_MARK = b"\x1f\x8b\x08"
_SEEN = 1024
"""Compressed bytes from which a member shows how its content begins."""


class Members:
    """Iterates over members: where each begins, and its bytes in chunks, which must be read before the next.

    Reading a damaged member raises `zlib.error`, a cut one `EOFError`. Members are looked for after that by how their
    content `begins`.
    """

    def __init__(self, stream: BinaryIO, begins: bytes) -> None:
        self._stream, self._begins = stream, begins
        self._at = 0
        self._held = b""
        """Bytes that were read from the stream and belong to no member yet; the first of them is at `_at`."""
        self._past = bytearray()
        self._damaged = False

    def __iter__(self) -> Iterator[tuple[int, Iterator[bytes]]]:
        while self._more() and (not self._damaged or self._find()):
            self._damaged = True  # until it has been read to its end
            start = self._at
            yield start, self._chunks()

    def _more(self, size: int = 1) -> bool:
        """Whether `size` bytes are held, read first where they must be; zeros that fill a file up are passed over."""
        while len(self._held) < size and (data := self._stream.read(BUFFER)):
            self._held += data
        if not self._damaged and self._held[:1] == b"\x00":
            rest = self._held.lstrip(b"\x00")
            self._at, self._held = self._at + len(self._held) - len(rest), rest
            return bool(rest) or self._more(size)
        return len(self._held) >= size

    def _chunks(self) -> Iterator[bytes]:
        unpacker, spent = zlib.decompressobj(zlib.MAX_WBITS | 16), 0
        self._past = bytearray()
        try:
            while not unpacker.eof:
                data = unpacker.unconsumed_tail or self._taken()
                chunk = unpacker.decompress(data, BUFFER)
                spent += len(chunk)
                if spent > MAX_MEMBER:
                    raise zlib.error(f"more than {MAX_MEMBER // MB:,} MB in one")
                if chunk:
                    yield chunk
        except (zlib.error, EOFError):
            self._go_back()
            raise
        left = len(unpacker.unused_data)
        self._at, self._held, self._damaged = self._at - left, unpacker.unused_data + self._held, False

    def _taken(self) -> bytes:
        if not self._more():
            raise EOFError
        data, self._held = self._held, b""
        self._at += len(data)
        self._past += data
        del self._past[:-HISTORY]
        return data

    def _go_back(self) -> None:
        """To the byte after the mark with which the damaged member began."""
        back = bytes(self._past)
        self._at, self._held = self._at - len(back), back + self._held
        self._skip(1)

    def _find(self) -> bool:
        """Go on to the next member whose content begins as it should; False when there is none."""
        while self._more(len(_MARK)):
            at = self._held.find(_MARK)
            if at < 0:
                self._skip(len(self._held) - len(_MARK) + 1)
                continue
            self._skip(at)
            self._more(_SEEN)
            if self._is_one(self._held[:_SEEN]):
                return True
            self._skip(1)
        return False

    def _skip(self, number: int) -> None:
        self._at, self._held = self._at + number, self._held[number:]

    def _is_one(self, head: bytes) -> bool:
        try:
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 64).startswith(self._begins)
        except zlib.error:
            return False
