"""Archives: zip, tar and compressed files, and those within them. Nothing is unpacked onto the disk under its name."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from corpus.article import Rejection, printable
from corpus.errors import ReadError
from corpus.readers import formats
from corpus.readers.files import MB, buffered, reason_of, spooled
from corpus.readers.items import STANDARD, Draft, Found, Notice, Options, Page
from corpus.readers.unpacked import Budget, ExcessError, Member, Unpacked, chunks, compression, decompressed

DEPTH = 3
"""How deep archives may lie within archives."""
SPOOL = 1_000 * MB
"""Largest zip within an archive: it is kept in a temporary file while it is read."""

# A crawl's .warc.gz is unpacked record by record, by its own reader.
_SUFFIX = re.compile(r"(?i)(?<!\.warc)\.gz$|\.(?:zip|tar|tgz|tbz2?|txz|tzst|bz2|xz|zst)$")
_TAR = re.compile(r"(?i)\.(?:tar|tgz|tbz2?|txz|tzst|tar\.(?:gz|bz2|xz|zst))$")
_LEADS_OUT = re.compile(r"^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)")


def is_archive(name: str) -> bool:
    """Whether a file of that name is read as an archive."""
    return bool(_SUFFIX.search(name))


def read(stream: BinaryIO, name: str, size: int, options: Options = STANDARD, *, called: str = "") -> Iterator[Found]:
    """What the files in an archive of `size` bytes give, as `name!member`.

    `called` is what the file would be called where `name` does not end in it. The stream must be able to seek.
    """
    try:
        yield from _archive(stream, name, called or name, _Place(Budget(size), options, 1))
    except ExcessError as error:
        yield Rejection(name, f"{error}; the rest of it was not read")


class _Place:
    """Where in an archive something is: what was spent so far, and how deep."""

    def __init__(self, budget: Budget, options: Options, depth: int) -> None:
        self.budget, self.options, self.depth = budget, options, depth

    def inner(self) -> "_Place":
        return _Place(self.budget, self.options, self.depth + 1)


def _archive(stream: BinaryIO, name: str, called: str, place: _Place) -> Iterator[Found]:
    if place.depth > DEPTH:
        yield Rejection(name, f"archives nested more than {DEPTH} deep")
        return
    try:
        if called.lower().endswith(".zip"):
            yield from _zip(stream, name, place)
        else:
            yield from _compressed(stream, name, called, place)
    except ReadError as error:
        if isinstance(error, ExcessError):
            raise
        yield Rejection(name, str(error))
    except OSError as error:
        yield Rejection(name, reason_of(error))


def _zip(stream: BinaryIO, name: str, place: _Place) -> Iterator[Found]:
    from corpus.readers import zips

    yield from _members(zips.members(stream, place.budget), name, place, place.budget)


def _compressed(stream: BinaryIO, name: str, called: str, place: _Place) -> Iterator[Found]:
    """A tar, compressed or not, or a single compressed file."""
    from corpus.readers import tars

    seen = buffered(stream)
    how = compression(seen.peek()[:16])
    if not how and not _TAR.search(called):
        raise ReadError("not the compressed file that its name says" if seen.peek() else "empty file")
    raw = Unpacked(decompressed(seen, how) if how else chunks(seen), place.budget if how else None)
    if _TAR.search(called):
        yield from _members(tars.members(raw), name, place, None)  # its own bytes are counted
    else:
        yield from _file(raw, name, _SUFFIX.sub("", called), place)


def _members(found: Iterator[Member], name: str, place: _Place, budget: Budget | None) -> Iterator[Found]:
    empty = True
    for inner, content in found:
        empty = False
        if not inner:
            yield Rejection(name, str(content))
            continue
        place.budget.member()
        source = f"{name}!{' '.join(printable(inner).split())[:500]}"
        if _LEADS_OUT.search(inner):
            yield Rejection(source, "its name leads out of the archive")
        elif _hidden(inner):
            continue
        elif isinstance(content, str):
            yield Rejection(source, content)
        else:
            yield from _file(Unpacked(content, budget), source, inner, place)
    if empty:
        yield Notice(name, "an archive without files")


def _hidden(inner: str) -> bool:
    """Whether a name is hidden, as in folders, where such names are passed over."""
    parts = PurePosixPath(inner).parts
    return any(part == "__MACOSX" or (part.startswith(".") and part not in (".", "..")) for part in parts)


def _file(raw: Unpacked, name: str, called: str, place: _Place) -> Iterator[Found]:
    """What one file in an archive gives. A format that cannot tell by itself loses its last article to a cut."""
    stream = raw.open()
    suffix = formats.suffix_of(called) if called else formats.sniffed(stream.peek(), place.options)
    if is_archive(called):
        found = _nested(stream, name, called, place)
    else:
        found = formats.drafts(stream, name, suffix, place.options)
    last: Found | None = None
    for item in found:
        if last is not None:
            yield last
        last = item
    if raw.trouble:
        yield from _ended(raw, last, name, suffix)
    elif last is not None:
        yield last


def _ended(raw: Unpacked, last: Found | None, name: str, suffix: str) -> Iterator[Found]:
    """The last that a cut or damaged file gave, if that is to be had, and what is wrong."""
    if isinstance(last, Draft | Page) and suffix not in formats.IN_PARTS:
        yield Rejection(last.source, raw.trouble)
        return
    if last is not None and not (isinstance(last, Rejection) and last.source == name):
        yield last
    yield Rejection(name, f"{raw.trouble}; what came before that was read ({raw.count:,} bytes)")


def _nested(stream: BinaryIO, name: str, called: str, place: _Place) -> Iterator[Found]:
    if not called.lower().endswith(".zip"):
        yield from _archive(stream, name, called, place.inner())
        return
    with spooled(stream, SPOOL) as (spool, size):
        if size > SPOOL:
            yield Rejection(name, f"an archive of more than {SPOOL // MB:,} MB within an archive: unpack it first")
            return
        yield from _archive(spool, name, called, place.inner())
