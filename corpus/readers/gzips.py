"""The members of a gzip file one by one, and after damage those that can still be found.

A crawl's file is one member after another, each a record: what is wrong with one says nothing about the next.
"""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from corpus.readers.files import BUFFER, MB

MAX_MEMBER = 4_000 * MB
"""Bytes one member may hold; a record of a crawl with more is no page, and no member of a crawl's file."""
HISTORY = 4 * MB
"""Compressed bytes of a damaged member that are looked through for the next one; of a longer one the last."""
_MARK = b"\x1f\x8b\x08"
_ZEROS = re.compile(b"\\x00*")
_SEEN = 1024
"""Compressed bytes from which a member shows how its content begins."""


class Members:
    """Iterates over members: where each begins, and its bytes in chunks, which must be read before the next.

    Reading a damaged member raises `zlib.error`, a cut one `EOFError`. Members are looked for after that by how their
    content `begins`.
    """

    def __init__(self, stream: BinaryIO, begins: bytes) -> None:
        self._stream, self._begins = stream, begins
        self._held = bytearray()
        """Bytes that were read from the stream, with as many before `_here` as one may have to go back."""
        self._here = self._began = 0
        """Where in them the bytes begin that belong to no member yet, and where the member does that is read."""
        self._dropped = 0
        """Bytes of the stream that are not held any more."""
        self._damaged = False

    def __iter__(self) -> Iterator[tuple[int, Iterator[bytes]]]:
        while self._more() and (not self._damaged or self._find()):
            self._damaged = True  # until it has been read to its end
            self._began = self._here
            yield self._dropped + self._here, self._chunks()

    def _more(self, size: int = 1) -> bool:
        """Whether `size` bytes are held, read first where they must be; zeros that fill a file up are passed over."""
        while True:
            while len(self._held) - self._here < size and (data := self._stream.read(BUFFER)):
                self._drop()
                self._held += data
            filled = 0 if self._damaged else _zeros(self._held, self._here)
            self._here += filled
            if not filled or self._here < len(self._held):
                return len(self._held) - self._here >= size

    def _drop(self) -> None:
        """Let go of what nobody goes back to; to take it from the front of a bytearray copies nothing."""
        number = max(self._began, self._here - HISTORY) if self._damaged else self._here
        del self._held[:number]
        self._here, self._began, self._dropped = self._here - number, self._began - number, self._dropped + number

    def _chunks(self) -> Iterator[bytes]:
        unpacker, spent = zlib.decompressobj(zlib.MAX_WBITS | 16), 0
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
        self._here -= len(unpacker.unused_data)
        self._damaged = False

    def _taken(self) -> bytes:
        if not self._more():
            raise EOFError
        data = bytes(self._held[self._here : self._here + BUFFER])
        self._here += len(data)
        return data

    def _go_back(self) -> None:
        """To the byte after the mark with which the damaged member began."""
        self._here = max(self._began, self._here - HISTORY) + 1

    def _find(self) -> bool:
        """Go on to the next member whose content begins as it should; False when there is none."""
        while self._more(len(_MARK)):
            self._began = self._here  # nobody goes back to what has been looked through
            at = self._held.find(_MARK, self._here)
            if at < 0:
                self._here = len(self._held) - len(_MARK) + 1
                continue
            self._here = self._began = at
            self._more(_SEEN)
            if self._is_one(bytes(self._held[self._here : self._here + _SEEN])):
                return True
            self._here += 1
        return False

    def _is_one(self, head: bytes) -> bool:
        try:
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 64).startswith(self._begins)
        except zlib.error:
            return False


def _zeros(data: bytearray, start: int) -> int:
    found = _ZEROS.match(data, start)
    return found.end() - start if found else 0
