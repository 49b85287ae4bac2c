"""The files in a tar archive, in one pass and without seeking."""

import tarfile
from collections.abc import Iterator
from typing import BinaryIO, Self

from corpus.errors import ReadError
from corpus.readers.files import BUFFER, MB
from corpus.readers.unpacked import CUT, DAMAGE, Member, Unpacked, why

MAX_HEADER = MB
"""Most bytes that may come before a file: a name and what else is said of it."""
_NOT_READ = (
    (tarfile.TarInfo.issym, "a symbolic link: links in archives are not followed"),
    (tarfile.TarInfo.islnk, "a hard link: links in archives are not followed"),
    (tarfile.TarInfo.isdev, "a device or pipe, not a file"),
)


def members(raw: Unpacked) -> Iterator[Member]:
    """The files of the archive in `raw`. Raises `ReadError` when it is none."""
    source = _Source(raw.open())
    try:
        tar = source.opened()
    except DAMAGE as error:
        raise ReadError(raw.trouble or f"not a tar archive: {why(error)}") from None
    try:
        while (info := source.next_of(tar)) is not None:
            yield from _member(tar, info)
        ending = source.ending
    except DAMAGE as error:
        ending = why(error)
    if ending or raw.trouble:
        yield "", raw.trouble or ending


def _member(tar: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[Member]:
    reason = next((reason for check, reason in _NOT_READ if check(info)), "")
    if info.size < 0 or info.issparse():
        # Where the next file begins cannot be trusted.
        raise tarfile.ReadError(f"{info.name[:100]}: a sparse file or one of impossible size; nothing after it is read")
    if info.isdir():
        return
    if reason:
        yield info.name, reason
        return
    content = tar.extractfile(info)
    assert content is not None  # there is one for all that is neither folder nor link nor device
    yield info.name, iter(lambda: content.read1(BUFFER), b"")  # type: ignore[attr-defined]
    while content.read1(BUFFER):  # type: ignore[attr-defined]
        pass  # what its reader did not want


class _Source:
    """A stream for `tarfile` that ends a header without end, and that knows how the archive ended."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._allowed: int | None = None
        self.ending = CUT
        """What is wrong with the end of the archive; empty once its mark was seen."""

    def opened(self) -> tarfile.TarFile:
        source = self

        class Header(tarfile.TarInfo):
            @classmethod
            def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
                try:
                    return super().frombuf(buf, encoding, errors)
                except tarfile.HeaderError:
                    # It is the end for tarfile, which does not say what ended the archive.
                    if len(buf) == tarfile.BLOCKSIZE:
                        source.ending = "" if not any(buf) else "damaged: what follows is no tar header"
                    raise

        self._allowed = MAX_HEADER
        return tarfile.open(fileobj=self, mode="r|", tarinfo=Header)  # type: ignore[call-overload, no-any-return]

    def next_of(self, tar: tarfile.TarFile) -> tarfile.TarInfo | None:
        """The next header, and only that one in memory."""
        self._allowed = MAX_HEADER
        info = tar.next()
        tar.members = []  # type: ignore[attr-defined]  # it would keep every header there ever was
        self._allowed = None
        return info

    def read(self, number: int) -> bytes:
        data = self._stream.read(number)
        if self._allowed is not None:
            self._allowed -= len(data)
            if self._allowed < 0:
                raise tarfile.ReadError(f"a header of more than {MAX_HEADER // MB} MB")
        return data
