"""JSON lines, and JSON files that hold one article, an array of them or one after another."""

import json
import re
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from corpus.article import Rejection
from corpus.errors import ReadError
from corpus.readers.fields import draft
from corpus.readers.files import MB, decoded, marked_encoding, refuse_binary, whole
from corpus.readers.items import Draft, Found

MAX_LINE = 10 * MB
"""Longest line, in bytes. Parsed, a hostile one takes twenty times as much memory."""
MAX_FILE = 32 * MB
"""Largest .json, in bytes: unlike lines, it is held as a whole."""

_SPACE = re.compile(r"[ \t\r\n]*")


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_number)


def read_lines(stream: BinaryIO, name: str) -> Iterator[Found]:
    """An article or a rejection for each line that is not blank. Lines are numbered from 1."""
    refuse_binary(stream.read(4096))
    stream.seek(0)
    if (encoding := marked_encoding(stream.read(4))) not in (None, "utf-8-sig"):
        raise ReadError(f"{encoding}; JSON lines are read in UTF-8 only: convert it, for example with iconv")
    stream.seek(0)
    empty = True
    for number, line in _lines(stream):
        if line is not None and not line.strip():
            continue
        empty = False
        source = f"{name}:{number}"
        yield _line(line, source) if line is not None else Rejection(source, f"line over {MAX_LINE // MB} MB")
    if empty:
        raise ReadError("empty file")


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


def _line(line: bytes, source: str) -> Found:
    try:
        text = decoded(line)
        value, end = _value(text, _skip(text, 0))
        if _skip(text, end) < len(text):
            raise ReadError(f"not JSON: more after the end of the value, at character {end + 1:,}")
        return _draft(value, source)
    except ReadError as error:
        return Rejection(source, str(error))


def read_document(stream: BinaryIO, name: str) -> Iterator[Found]:
    """An article or a rejection for each object, parsed one at a time. What follows broken JSON is lost.

    Raises `ReadError` for that, after what came before.
    """
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
            yield _draft(value, f"{name}:{line}")
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


def _draft(value: object, source: str) -> Draft:
    if not isinstance(value, dict):
        raise ReadError("not an article: a JSON object is needed")
    return draft(value, source)
