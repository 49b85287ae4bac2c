"""The files in a zip archive, also in one whose end is missing."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from corpus.errors import ReadError
from corpus.readers.files import BUFFER, MB
from corpus.readers.unpacked import CUT, DAMAGE, Budget, Member, why

MAX_DIRECTORY = 32 * MB
"""Largest table of contents, in bytes: it is held in memory, ten times as large. 200,000 files have 20 MB."""
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_METHODS = (_STORED, _DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_ENCRYPTED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800
_LOCAL, _FOLLOWS, _END, _END64, _LOCATOR = b"PK\x03\x04", b"PK\x07\x08", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_NOT_READ = "encrypted: unpack it with its password first"


def members(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """The files of the archive in `stream`, which must be able to seek. Raises `ReadError` when it is none."""
    start = stream.read(4)
    size = _directory_size(stream)
    if size is not None and size > MAX_DIRECTORY:
        raise ReadError(f"its table of contents has more than {MAX_DIRECTORY // MB} MB; split it")
    if size is None and start != _LOCAL:
        raise ReadError("not a zip archive" if start else "empty file")
    try:
        archive = zipfile.ZipFile(stream)
    except (*DAMAGE, UnicodeError) as error:
        if start != _LOCAL:
            raise ReadError(f"a zip archive that cannot be read: {why(error)}") from None
        yield from _without_end(stream, budget)
        return
    with archive:
        yield from (_member(archive, info) for info in archive.infolist() if not info.is_dir())


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.flag_bits & _ENCRYPTED:
        return info.filename, _NOT_READ
    if kind not in (0, stat.S_IFREG):
        return info.filename, "a link or device, not a file: links in archives are not followed"
    if info.compress_type not in _METHODS:
        return info.filename, f"compressed in a way that is not read (method {info.compress_type})"
    return info.filename, _chunks(archive, info)


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    # Of bzip2 and lzma, `read1` unpacks at once all that comes of the bytes it takes.
    number = BUFFER if info.compress_type in (_STORED, _DEFLATED) else 4096
    with archive.open(info) as content:
        while chunk := content.read1(number):  # type: ignore[attr-defined]
            yield chunk


def _directory_size(stream: BinaryIO) -> int | None:
    """What the end of the archive says of its table of contents; None when the end is missing."""
    end = stream.seek(0, 2)
    stream.seek(max(0, end - 65_557))  # the longest comment and the record before it
    tail = stream.read()
    stream.seek(0)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        return None
    size = int(struct.unpack("<L", tail[at + 12 : at + 16])[0])
    locator = tail[at - 20 : at] if at >= 20 else b""
    if not locator.startswith(_LOCATOR):
        return size
    stream.seek(min(end, struct.unpack("<Q", locator[8:16])[0]))
    record = stream.read(56)
    stream.seek(0)
    return int(struct.unpack("<Q", record[40:48])[0]) if record.startswith(_END64) and len(record) == 56 else None


def _without_end(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """The files one after another as their own headers give them, until something else comes."""
    stream.seek(0)
    while len(header := stream.read(30)) == 30 and header.startswith(_LOCAL):
        _, flags, method, _, _, crc, packed, _, name_length, extra_length = struct.unpack("<HHHHHLLLHH", header[4:])
        name = stream.read(name_length).decode("utf-8" if flags & _UTF8 else "cp437", errors="replace")
        stream.seek(extra_length, 1)
        start = stream.tell()
        unknown = bool(flags & _SIZES_FOLLOW) or packed == 0xFFFFFFFF
        if flags & _ENCRYPTED or method not in (_STORED, _DEFLATED) or (unknown and method == _STORED):
            yield name, _NOT_READ if flags & _ENCRYPTED else "where it ends is not known without the end of the archive"
            if unknown:
                break
            stream.seek(start + packed)
            continue
        whole: list[bool] = []
        content = _inflated(stream, crc, unknown, whole) if method == _DEFLATED else _stored(stream, crc, packed, whole)
        if not name.endswith("/"):
            yield name, content
        with suppress(*DAMAGE):
            for chunk in content:  # to its end, whatever its reader wanted
                budget.spend(len(chunk))
        if not whole:
            break
        _skip_sizes(stream, unknown)
    yield "", f"{CUT}; its table of contents is missing"


def _inflated(stream: BinaryIO, crc: int, unknown: bool, whole: list[bool]) -> Iterator[bytes]:
    """A file's bytes up to where they end by themselves, where `stream` then stands."""
    unpacker, found, data = zlib.decompressobj(-15), 0, b""
    while not unpacker.eof:
        data = unpacker.unconsumed_tail or stream.read(BUFFER)
        chunk = unpacker.decompress(data, BUFFER)
        if not data and not chunk:
            raise EOFError
        found = zlib.crc32(chunk, found)
        if chunk:
            yield chunk
    stream.seek(-len(unpacker.unused_data), 1)
    whole.append(True)
    if not unknown and found != crc:
        raise zipfile.BadZipFile("bad crc")


def _stored(stream: BinaryIO, crc: int, packed: int, whole: list[bool]) -> Iterator[bytes]:
    found = 0
    while packed:
        chunk = stream.read(min(BUFFER, packed))
        if not chunk:
            raise EOFError
        packed, found = packed - len(chunk), zlib.crc32(chunk, found)
        yield chunk
    whole.append(True)
    if found != crc:
        raise zipfile.BadZipFile("bad crc")


def _skip_sizes(stream: BinaryIO, unknown: bool) -> None:
    """Pass over the sizes that follow a file: with a mark or without, of four bytes each or of eight."""
    if not unknown:
        return
    at = stream.tell()
    following = stream.read(28)
    for length in (16, 12, 24, 20):
        if following[length : length + 2] == b"PK" and (length in (12, 20)) != following.startswith(_FOLLOWS):
            stream.seek(at + length)
            return
