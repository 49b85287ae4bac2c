"""A response's body, within a limit that counts what it unpacks to."""

import zlib
from collections.abc import Iterable

from corpus.errors import FetchError

ACCEPTED = "gzip, deflate"
"""What we ask for. Other codings are refused unread: not every decoder can be told to stop."""
_GZIP = b"\x1f\x8b"


def read(parts: Iterable[bytes], coding: str, limit: int, *, cut: bool = False) -> bytes:
    """The unpacked body; with `cut` what is there of one of more than `limit` bytes.

    Raises `FetchError` for one that is longer or damaged, and for a packing that was not asked for.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        unpack: _Plain | _Unpacked = _Plain()
    elif coding in ("gzip", "x-gzip", "deflate"):
        unpack = _Unpacked()
    else:
        raise FetchError(f"sent packed as {coding[:40]}, which was not asked for")
    body = bytearray()
    for part in parts:
        unpack.into(body, part, limit + 1)
        if len(body) > limit:
            break
    else:
        unpack.end()
    if len(body) > limit and not cut:
        raise FetchError(f"over the limit of {limit:,} bytes{' unpacked' * bool(coding)}")
    return bytes(body[:limit])


def unpacked(data: bytes, limit: int, *, cut: bool = False) -> bytes:
    """What a gzip file holds, within the same limit; `cut` also where the file itself ends too early.

    Raises `FetchError` for one that is longer or damaged.
    """
    body = bytearray()
    unpack = _Unpacked()
    unpack.into(body, data, limit + 1)
    if len(body) > limit and not cut:
        raise FetchError(f"over the limit of {limit:,} bytes unpacked")
    if not cut:
        unpack.end()
    return bytes(body[:limit])


class _Plain:
    def into(self, body: bytearray, part: bytes, most: int) -> None:
        body += part

    def end(self) -> None:
        """Whether all came is for the protocol to know."""


class _Unpacked:
    """Unpacks no more than is wanted: a thousand bytes can hold a million, and so on."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)  # either header
        self._begun = False

    def into(self, body: bytearray, part: bytes, most: int) -> None:
        while part and len(body) < most:
            if self._decoder.eof:
                if not _GZIP.startswith(part[:2]):
                    return  # padding, which gzip itself passes over
                self._decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)  # one file after another is one file
            try:
                body += self._decoder.decompress(part, most - len(body))
            except zlib.error as error:
                raise FetchError(f"its packed body is broken: {error}") from None
            self._begun = True
            part = self._decoder.unconsumed_tail or self._decoder.unused_data

    def end(self) -> None:
        if self._begun and not self._decoder.eof:
            raise FetchError("its packed body ends before its end")
