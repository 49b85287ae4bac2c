"""JSON lines, and JSON files that hold one article, an array of them or one after another."""

import json
import re
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from corpus.article import Rejection
from corpus.errors import ReadError
from corpus.readers import exported, jsonfeed
from corpus.readers.entry import found
from corpus.readers.fields import Columns, draft, listed, text_column
from corpus.readers.files import MB, buffered, decoded, marked_encoding, refuse_binary, whole
from corpus.readers.items import STANDARD, Found, Lines, Notice, Options

MAX_LINE = 10 * MB
"""Longest line, in bytes. Parsed, a hostile one takes twenty times as much memory."""
BLOCK = 192 * 1024
"""Bytes of lines that are handed on together: some tenths of a second of work."""
MAX_FILE = 32 * MB
"""Largest .json, in bytes: unlike lines, it is held as a whole."""

_LISTS = frozenset(("articles", "items", "entries", "documents", "docs", "results", "data"))
"""Under which names a service's reply keeps its articles."""
_MANY = 1_000
"""Most names of columns that are remembered."""
_SPACE = re.compile(r"[ \t\r\n]*")


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_number)


def read_lines(stream: BinaryIO, name: str, options: Options = STANDARD) -> Iterator[Found]:
    """An article or a rejection for each line that is not blank. Lines are numbered from 1.

    Raises `ReadError` for a file that is binary, empty or in another encoding than UTF-8.
    """
    seen = buffered(stream)
    head = seen.peek(4096)
    refuse_binary(head[:4096])
    if (encoding := marked_encoding(head)) not in (None, "utf-8-sig"):
        raise ReadError(f"{encoding}; JSON lines are read in UTF-8 only: convert it, for example with iconv")
    records = _Records(options.columns)
    empty = True
    for lines in _blocks(seen, name, BLOCK if options.apart and not options.columns else 1):
        empty = empty and isinstance(lines, Lines) and not lines.data.strip()
        if isinstance(lines, Rejection) or (options.apart and not options.columns):
            yield lines
        else:
            yield from parsed(lines, records)
    if empty:
        raise ReadError("empty file")
    yield from records.missing(name)


def parsed(lines: Lines, records: "_Records | None" = None) -> Iterator[Found]:
    """An article or a rejection for each line that is not blank."""
    records = records or _Records(())
    for number, line in enumerate(lines.data.split(b"\n"), lines.first):
        if line.strip():
            yield from _line(line, f"{lines.name}:{number}", records)


def _blocks(stream: BinaryIO, name: str, size: int) -> Iterator[Lines | Rejection]:
    """Lines together until they have `size` bytes; a rejection for one that is too long."""
    block, first, held = list[bytes](), 1, 0
    try:
        for number, line in _lines(stream):
            if line is not None:
                block.append(line)
                held += len(line)
            if block and (line is None or held >= size):
                yield Lines(name, first, b"".join(block))
                block, held = [], 0
            if line is None:
                yield Rejection(f"{name}:{number}", f"line over {MAX_LINE // MB} MB")
            if not block:
                first = number + 1
    except Exception:  # of a file that is cut or damaged: what came before that is whole
        if block:
            yield Lines(name, first, b"".join(block))
        raise
    if block:
        yield Lines(name, first, b"".join(block))


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines, None for one that is too long, which is passed over in pieces."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
            yield number, None
        else:
            yield number, line


def _line(line: bytes, source: str, records: "_Records") -> Iterator[Found]:
    try:
        text = decoded(line)
        value, end = _value(text, _skip(text, 0))
        if _skip(text, end) < len(text):
            raise ReadError(f"not JSON: more after the end of the value, at character {end + 1:,}")
        yield from records.read(value, source)
    except ReadError as error:
        yield Rejection(source, str(error))


def read_document(stream: BinaryIO, name: str, options: Options = STANDARD) -> Iterator[Found]:
    """An article or a rejection for each object, parsed one at a time. What follows broken JSON is lost.

    Raises `ReadError` for that, after what came before.
    """
    records = _Records(options.columns)
    text = decoded(whole(stream, MAX_FILE))
    at = _skip(text, 0)
    array = text.startswith("[", at)
    at = _skip(text, at + array)
    line, counted = 1, 0
    if array and text.startswith("]", at):
        raise ReadError("an array without articles")
    while at < len(text):
        line, counted = line + text.count("\n", counted, at), at
        value, at = _value(text, at, f"line {line}: ")
        try:
            yield from records.read(value, f"{name}:{line}")
        except ReadError as error:
            yield Rejection(f"{name}:{line}", str(error))
        at = _skip(text, at)
        if array and not text.startswith(",", at):
            break
        at = _skip(text, at + array)
    else:
        if array:
            raise ReadError("not JSON: the array is never closed; articles after it may be missing")
    if array and text[at:].strip() != "]":
        raise ReadError(f"not JSON after line {line}: what follows was not read")
    yield from records.missing(name)


def _skip(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too


def _value(text: str, at: int, where: str = "") -> tuple[object, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise ReadError(f"not JSON: {where}{error.msg} at character {error.pos - at + 1:,}") from None
    except RecursionError:
        raise ReadError(f"not JSON that can be read: {where}nested too deep") from None
    except ValueError as error:  # NaN, or a number of thousands of digits
        raise ReadError(f"not JSON that can be read: {where}{str(error)[:100]}") from None


class _Records:
    """Objects to articles, and what names they had: a column that was asked for and is nowhere is worth a line."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._seen: dict[str, None] = {}

    def read(self, value: object, source: str) -> Iterator[Found]:
        """The article of an object, or those of the feed or the list that it holds. Raises `ReadError`."""
        if not isinstance(value, dict):
            raise ReadError("not an article: a JSON object is needed")
        if exported.is_line(value):
            yield exported.item(value, source)
            return
        if jsonfeed.is_feed(value):
            yield from (found(entry, source) for entry in jsonfeed.feed_of(value).entries)
            return
        inner = _LISTS & value.keys()
        listing = value[next(iter(inner))] if len(inner) == 1 else None
        if isinstance(listing, list) and text_column(value, self._columns) is None:
            for number, item in enumerate(listing, 1):
                yield self._one(item, f"{source}, {number}")
            return
        if len(self._seen) < _MANY:
            self._seen.update(dict.fromkeys(value))
        yield draft(value, source, self._columns)

    def _one(self, value: object, source: str) -> Found:
        try:
            if not isinstance(value, dict):
                raise ReadError("not an article: a JSON object is needed")
            return draft(value, source, self._columns)
        except ReadError as error:
            return Rejection(source, str(error))

    def missing(self, name: str) -> Iterator[Notice]:
        """The columns that no object had."""
        for field, column in self._columns:
            if field != "text" and column not in self._seen and len(self._seen) < _MANY:
                yield Notice(name, f"no {column!r} for the {field} anywhere, only {listed(self._seen)}")
