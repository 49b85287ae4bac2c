"""WARC files as crawls write them, compressed record by record or not at all: the pages in them.

Where a record ends is told by where the next one begins and held against the length it states, so that a broken one
costs no other. FastWARC reads what is in a record.
"""

import re
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from corpus.article import Past, Rejection
from corpus.errors import ReadError
from corpus.readers import html
from corpus.readers.charset import by_header
from corpus.readers.dates import moment
from corpus.readers.files import MB, buffered
from corpus.readers.gzips import Members
from corpus.readers.items import STANDARD, Draft, Found, Notice, Options
from corpus.readers.limited import in_order
from corpus.readers.unpacked import chunks, why

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

KEPT = 2 * html.LIMIT
"""Bytes of a record that are held: no page that is read has more."""
_BEGINS = b"WARC/"
# Not only at the start of a line: what comes before may have lost its end.
_RECORD = re.compile(rb"WARC/\d\.\d{1,2}\r?\n(?=(?i:WARC|Content)-[A-Za-z-]{1,30}:)")
_LONGEST_MARK = 64
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"(?i)\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r?\n")
_ENDS = (b"\r\n\r\n", b"\n\n")


@dataclass(frozen=True, slots=True)
class _Record:
    """What stands where a record should be."""

    place: str
    data: bytes
    """The first `KEPT` bytes of it."""
    size: int
    """All its bytes."""
    trouble: str = ""
    """What is wrong with the file there."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as the crawler got it."""

    source: str
    url: str
    markup: str | bytes
    seen: int | None
    cut: str
    """Why the crawler kept only the beginning; empty when it kept all."""


def read(stream: BinaryIO, name: str, options: Options = STANDARD) -> Iterator[Found]:
    """The articles of the pages, known as `file:byte address`, byte being where the record begins in the file.

    Records that hold no page are counted in a notice; broken ones are rejections. Raises `ReadError` for no WARC file.
    """
    passed: Counter[str] = Counter()
    yield from in_order(_article, _pages(stream, name, passed))
    if passed:
        counts = ", ".join(f"{number:,} {what}" for what, number in passed.most_common())
        yield Notice(name, f"records without a page, passed over: {counts}")


def _article(page: "_Page | Rejection") -> Draft | Rejection:
    if isinstance(page, Rejection):
        return page
    try:
        draft = next(html.page(page.markup, page.source, page.url))
    except ReadError as error:
        return Rejection(page.source, str(error))
    past = Past(page.seen) if page.seen is not None else None
    cut = (f"the crawler kept only its beginning ({page.cut})",) if page.cut else ()
    return replace(draft, article=replace(draft.article, past=past), notices=(*draft.notices, *cut))


def _pages(stream: BinaryIO, name: str, passed: Counter[str]) -> Iterator["_Page | Rejection"]:
    found = False
    for record in _records(stream):
        source = f"{name}:{record.place}"
        whole, trouble = _checked(record)
        found |= record.data.startswith(_BEGINS)
        if whole:
            try:
                if page := _page(record, source, passed):
                    yield page
            except (ReadError, OSError) as error:  # FastWARC's are the latter
                yield Rejection(source, f"a broken record: {error}")
        if trouble:
            yield Rejection(source, f"{trouble}; the records found after it were read")
    if not found:
        raise ReadError("no WARC file: no record begins in it")


def _records(stream: BinaryIO) -> Iterator[_Record]:
    seen = buffered(stream)
    if not seen.peek().startswith(b"\x1f\x8b"):
        yield from _split(chunks(seen), lambda at: f"{at}")
        return
    for start, member in Members(seen, _BEGINS):
        yield from _split(member, lambda at, start=start: f"{start}+{at}" if at else f"{start}")  # type: ignore[misc]


def _split(parts: Iterator[bytes], place: Callable[[int], str]) -> Iterator[_Record]:
    """A record for each stretch of bytes from where one begins to where the next does."""
    window, start, head, begin, size, trouble = b"", 0, bytearray(), 0, 0, ""
    while True:
        try:
            part = next(parts, None)
        except (EOFError, OSError, zlib.error) as error:
            part, trouble = None, why(error)
        window += part or b""
        done = 0
        for mark in _RECORD.finditer(window):
            cut = mark.start()
            if not size and cut == done:  # where this one begins
                continue
            head += window[done : min(cut, done + KEPT - len(head))]
            size += cut - done
            yield _Record(place(begin), bytes(head), size)
            head, size, done, begin = bytearray(), 0, cut, start + cut
        held = 0 if part is None else min(_LONGEST_MARK, len(window) - done)
        fed = window[done : len(window) - held]
        head += fed[: max(0, KEPT - len(head))]
        size += len(fed)
        start, window = start + len(window) - held, window[len(window) - held :]
        if part is None:
            break
    if size or trouble:
        yield _Record(place(begin), bytes(head), size, trouble)


def _checked(record: _Record) -> tuple[bool, str]:
    """Whether a record is there as a whole, and what is wrong with it or after it."""
    data = record.data
    header = _HEADER_END.search(data, 0, 1_000_000) if data.startswith(_BEGINS) else None
    length = _LENGTH.search(data, 0, header.start() + 2) if header else None
    if header is None or length is None:
        what = "a record whose header is broken" if data.startswith(_BEGINS) else f"{record.size:,} bytes of no record"
        return False, record.trouble or what
    block, stated = record.size - header.end(), int(length[1])
    if block < stated:
        return False, record.trouble or f"a record cut short: {block:,} of {stated:,} bytes"
    end = header.end() + stated
    if end >= len(data):  # more than is held: no page, whatever follows
        return True, record.trouble
    if not data[end:].strip():
        return True, record.trouble
    if data.startswith(_ENDS, end):
        return True, record.trouble or f"{record.size - end:,} bytes of no record after one"
    return False, record.trouble or f"a record longer than its header says ({block:,} bytes, not {stated:,})"


def _page(record: _Record, source: str, passed: Counter[str]) -> "_Page | Rejection | None":
    """The page of a record, None for one that holds none. Raises `ReadError` or `OSError` for what makes no sense."""
    held = _parsed(record.data, packed=True)
    if what := _no_page(held):
        passed[what] += 1
        return None
    url = (held.headers.get("WARC-Target-URI") or "").strip("<> ")
    source = f"{source} {url}".strip()
    body = _body(record.data)
    if not body.strip():
        passed["empty answers"] += 1
        return None
    if len(body) > html.LIMIT:
        return Rejection(source, f"over the limit of {html.LIMIT // MB} MB for a page")
    markup = by_header(body, held.http_charset or "") or body
    return _Page(source, url, markup, _seen(held), held.headers.get("WARC-Truncated") or "")


def _no_page(held: "WarcRecord") -> str:
    """What a record is that holds no page; empty when it holds one."""
    kind = (held.headers.get("WARC-Type") or "unknown").lower()[:40]
    if kind != "response" or not held.is_http:
        return f"of kind {kind}" if kind != "response" else "answers not by HTTP"
    status = held.http_headers.status_code
    if status is None or not 200 <= status < 300:
        return "errors and redirects"
    stated = (held.http_content_type or "").strip().lower()
    return "" if stated in html.MEDIA_TYPES or not stated else "answers that are no HTML"


def _body(data: bytes) -> bytes:
    """What was sent, unpacked; as it is kept where the crawler unpacked it and left the header. Raises `ReadError`."""
    for packed in (True, False):
        try:
            body, reader = bytearray(), _parsed(data, packed=packed).reader
            while len(body) <= html.LIMIT and (part := reader.read(html.LIMIT)):
                body += part
        except OSError:
            continue
        if b"\x00" not in body[:1000] or packed:
            return bytes(body)
    raise ReadError("its packed body cannot be unpacked")


def _parsed(data: bytes, *, packed: bool) -> "WarcRecord":
    from fastwarc.warc import ArchiveIterator

    records = ArchiveIterator(
        BytesIO(data), stream_detect=False, quirks_mode=True, auto_decode="all" if packed else "none"
    )
    found = next(iter(records), None)
    if found is None:
        raise ReadError("nothing that can be read")
    return found


def _seen(held: "WarcRecord") -> int | None:
    """When the crawler got the page."""
    try:
        return min(int(moment(held.headers.get("WARC-Date")).timestamp()), int(time.time()))
    except ValueError:
        return None
