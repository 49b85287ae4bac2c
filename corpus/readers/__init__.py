"""Reading articles from files, folders, archives, addresses and standard input.

    for item in read(["archive/", "feed.xml", "2019.zip"]):
        ...  # an Article, a Rejection (what was not kept, and why) or a Notice (about what was)

One bad file, line or member never stops the rest, and no more than one file, or one line, is held at a time.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from corpus.article import Rejection, Tombstone, printable
from corpus.errors import ArticleError, ReadError
from corpus.inferred import completed
from corpus.readers import archive, fields, html, jsonl
from corpus.readers.files import MB, buffered, find, reason_of, spooled
from corpus.readers.formats import READERS, drafts, sniffed, suffix_of
from corpus.readers.items import STANDARD, Draft, Found, Item, Lines, Meter, Notice, Options, Page
from corpus.readers.unpacked import compression

__all__ = ["READERS", "Item", "Meter", "Notice", "Options", "read", "size_of"]

INPUT = "standard input"
MAX_INPUT = 1_000 * MB
"""Largest archive that standard input may bring: it is kept in a temporary file while it is read."""


Sources = Iterable[str | Path] | str | Path
"""What is to be read; one path or address is a list of one."""


def read(sources: Sources, options: Options = STANDARD) -> Iterator[Item]:
    """Articles, cleaned, with a rejection for all that is none.

    A source is a file, a folder (read in sorted order), an archive, an address, or `-` for standard input. Raises
    `ReadError`, before anything is read, when `options` name a field or a format that there is not.
    """
    return (item for found in found_in(sources, options) for item in cleaned(found))


def found_in(sources: Sources, options: Options) -> Iterator[Found]:
    """What the readers find there, not yet cleaned. Raises as `read` does."""
    fields.check(options.columns)
    _check_format(options.format)
    several = [sources] if isinstance(sources, str | Path) else sources
    return (found for source in several for found in _found(str(source), options))


def _check_format(suffix: str) -> None:
    if suffix and suffix not in READERS and not archive.is_archive(suffix):
        raise ReadError(f"{suffix}: not a format that is read; they are {', '.join((*READERS, '.zip', '.tar', '.gz'))}")


def _found(source: str, options: Options) -> Iterator[Found]:
    # A path has lost one of the two slashes.
    if address := re.match(r"(?i)(https?):/{1,2}(?=[^/])", source):
        from corpus.readers.web import read_address

        yield from read_address(f"{address[1].lower()}://{source[address.end() :]}", options)
    elif source == "-":
        yield from _standard_input(options)
    else:
        for found in find(source):
            yield from _file(found, options) if isinstance(found, Path) else (found,)


def size_of(sources: Iterable[str | Path]) -> int:
    """Bytes of the files that `read` would find there; 0 when some source is none."""
    total = 0
    for source in map(str, sources):
        if source == "-" or not Path(source).exists():
            return 0
        for path in find(source):
            with suppress(OSError):
                total += path.stat().st_size if isinstance(path, Path) else 0
    return total


def _file(path: Path, options: Options) -> Iterator[Found]:
    name, size, meter = str(path), 0, options.meter or Meter()
    try:
        with path.open("rb") as stream:
            size = path.stat().st_size
            if archive.is_archive(path.name):
                found = archive.read(stream, name, size, options)
            else:
                found = drafts(stream, name, suffix_of(path.name), options)
            for item in found:
                meter.here = stream.tell()
                yield item
    except OSError as error:
        yield Rejection(name, reason_of(error))
    meter.before, meter.here = meter.before + size, 0


def _standard_input(options: Options) -> Iterator[Found]:
    stream = buffered(sys.stdin.buffer)
    suffix = options.format or _archived(stream.peek()) or sniffed(stream.peek(), options)
    if not archive.is_archive(suffix):
        yield from drafts(stream, INPUT, suffix, options)
        return
    with spooled(stream, MAX_INPUT) as (spool, size):
        if size > MAX_INPUT:
            yield Rejection(INPUT, f"an archive of more than {MAX_INPUT // MB:,} MB: save it to a file and add that")
            return
        yield from archive.read(spool, INPUT, size, options, called=suffix)


def _archived(head: bytes) -> str:
    how = "zip" if head.startswith(b"PK\x03\x04") else "tar" if head[257:262] == b"ustar" else compression(head)
    return f".{how}" if how else ""


def cleaned(found: Found) -> Iterator[Item]:
    """What a reader found as it is given out: articles cleaned and completed, names fit to be shown."""
    if isinstance(found, Rejection):
        yield Rejection(_shown(found.source), _shown(found.reason))
    elif isinstance(found, Notice):
        yield Notice(_shown(found.source), _shown(found.message))
    elif isinstance(found, Lines):
        yield from (item for line in jsonl.parsed(found) for item in cleaned(line))
    elif isinstance(found, Page):
        yield from cleaned(_page(found))
    elif isinstance(found, Tombstone):
        yield found
    else:
        yield from _article(found)


def _page(saved: Page) -> Draft | Rejection:
    try:
        return html.parsed(saved)
    except ReadError as error:
        return Rejection(saved.source, str(error))


def _article(draft: Draft) -> Iterator[Item]:
    try:
        article = draft.article.cleaned()
        # What a library kept is as it was kept: nothing is to be guessed.
        yield replace(article if article.exported else completed(article), source=_shown(draft.source))
    except ArticleError as error:
        yield Rejection(_shown(draft.source), str(error))
        return
    for message in draft.notices:
        yield Notice(_shown(draft.source), _shown(message))


def _shown(text: str) -> str:
    """Names and words of others in one line that a terminal can show."""
    return " ".join(printable(text).split("\n"))
