"""Tables as text: CSV, TSV and their like, with a header; an article for each row."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO

from corpus.article import MAX_TEXT, Rejection
from corpus.errors import ReadError
from corpus.readers.fields import Columns, check_header, draft, known, listed, text_column
from corpus.readers.files import MB, buffered, likeliest, marked_encoding, refuse_binary
from corpus.readers.items import STANDARD, Found, Notice, Options

MAX_LINE = 10 * MB
"""Longest line, in characters."""
MAX_COLUMNS = 1_000
MAX_AGAIN = 50 * MB
"""Characters that may be read a second time: quotes that are opened and never closed take a long look each."""
AGAIN = 4
"""How many more of them for each character of the file, so that a large one may have many such quotes."""
DELIMITERS = ",;\t|"

_REASONS = (
    ("unexpected end of data", "a quote is opened and never closed"),
    ("expected after", "a quote within a quoted field"),
    ("field larger than", "a field over the limit, as after a quote that is never closed"),
    ("new-line character seen", "a line break where there should be none"),
)
_SEPARATOR = re.compile(r"(?i)sep=(.)\s*")

_LONG = "a line that is too long"

Row = tuple[int, list[str] | None, str]
"""Number of the first line, the fields, and why there are none."""


def read(stream: BinaryIO, name: str, options: Options = STANDARD) -> Iterator[Found]:
    """An article or a rejection for each row, known by the number of its first line.

    Raises `ReadError` when there is no header, no column for the text, or a column of `options` is not there.
    """
    seen = buffered(stream)
    head = seen.peek()
    refuse_binary(head)
    charset, notices = _charset(head)
    # Bytes that are not UTF-8 stay to be seen, in their row.
    errors = "surrogateescape" if charset.startswith("utf-8") else "replace"
    lines = _Lines(TextIOWrapper(seen, charset, errors=errors, newline=""))
    delimiter, header = _header(lines, options.columns)
    check_header(header, options.columns)
    yield from (Notice(name, notice) for notice in notices)
    empty = True
    for line, row, reason in _rows(lines, _style(delimiter, head.decode(charset, "replace")), len(header)):
        empty = False
        yield _one(row, header, f"{name}:{line}", options.columns) if row else Rejection(f"{name}:{line}", reason)
    if empty:
        raise ReadError("a table without rows")


def readable(head: str, columns: Columns = ()) -> bool:
    """Whether text starts with the header of a table that holds articles: of the text, and of something else."""
    fields = _best(head.lstrip("\ufeff").split("\n", 1)[0], columns)[1]
    return text_column(fields, columns) is not None and ("text" in dict(columns) or known(fields) > 1)


def _charset(head: bytes) -> tuple[str, tuple[str, ...]]:
    """What the table is written in, and what to say when that is a guess."""
    if marked := marked_encoding(head):
        return marked, ()
    try:
        head[: max(head.rfind(b"\n"), 0)].decode()
    except UnicodeDecodeError:
        if charset := likeliest(head):
            return charset, (f"not UTF-8 and no charset stated: read as {charset}, a guess",)
    return "utf-8", ()


def _one(row: list[str], header: list[str], source: str, columns: Columns) -> Found:
    try:
        if any(_strayed(field) for field in row):
            raise ReadError("not UTF-8; convert the file, for example with iconv")
        # Of two columns of one name the first is meant.
        return draft(dict(zip(reversed(header), reversed(row), strict=True)), source, columns)
    except ReadError as error:
        return Rejection(source, str(error))


def _strayed(field: str) -> bool:
    return not field.isascii() and any("\ud800" <= letter <= "\udfff" for letter in field)


def _header(lines: "_Lines", columns: Columns) -> tuple[str, list[str]]:
    """What parts the columns, and their names. Raises `ReadError`."""
    try:
        first = next((line for line in lines if line.strip("\ufeff\r\n\t ")), "")
        stated = _SEPARATOR.fullmatch(first)
        first = next(lines, "") if stated else first
    except csv.Error as error:
        raise ReadError(f"no header of a table: {error}") from None
    lines.begin()
    if not first:
        raise ReadError("empty file")
    delimiter, fields = (stated[1], _fields(first, stated[1])) if stated else _best(first, columns)
    if not fields or len(fields) > MAX_COLUMNS:
        raise ReadError(f"no header of a table: {listed([first])}")
    return delimiter, fields


def _best(first: str, columns: Columns) -> tuple[str, list[str]]:
    """The delimiter that makes most of a header, and that header: a column for the text counts more than many."""
    tried = [(delimiter, _fields(first, delimiter)) for delimiter in DELIMITERS]
    return max(tried, key=lambda pair: (text_column(pair[1], columns) is not None, len(pair[1])))


def _fields(line: str, delimiter: str) -> list[str]:
    try:
        row = next(csv.reader([line.lstrip("\ufeff")], delimiter=delimiter), [])
    except csv.Error:
        return []
    return [field.strip() for field in row]


def _style(delimiter: str, sample: str) -> dict[str, str]:
    """How the rows are written. Databases put a backslash before a quote within quotes, most others write it twice."""
    backslash = sample.count('\\"') > sample.count('""')
    return {"delimiter": delimiter, **({"escapechar": "\\"} if backslash else {})}


def _rows(lines: "_Lines", style: dict[str, str], width: int) -> Iterator[Row]:
    # The limit is the module's, not the reader's; its own is shorter than a long article.
    csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_TEXT))
    while True:
        start = lines.number + 1
        row, reason = _row(lines, style)
        if row is None and not reason:
            return
        if row and len(row) != width and any(map(str.strip, row)):
            reason = f"{len(row)} fields where the header has {width}"
        if reason:
            # A quote that is never closed takes in the rows after it, which are good: only the first line is bad.
            lines.again()
            yield start, None, reason
        elif row and any(map(str.strip, row)):
            yield start, row, ""
        lines.begin()


def _row(lines: "_Lines", style: dict[str, str]) -> tuple[list[str] | None, str]:
    """The next row, or why there is none; neither at the end."""
    reader = csv.reader(lines, strict=True, **style)  # type: ignore[arg-type]  # a mapping of the names it takes
    try:
        return next(reader, None), ""
    except csv.Error as error:
        said = str(error)
        return None, next((reason for mark, reason in _REASONS if mark in said), said)


class _Lines:
    """Lines of a table, numbered from 1; those of the row being read can be had again, but for its first."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text
        self._waiting: deque[str] = deque()
        self._row: list[str] = []
        self._repeated = self._first = 0
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._read()
        self.number += 1
        self._row.append(line)
        if line is _LONG:
            raise csv.Error(f"line over {MAX_LINE // MB} MB")
        return line

    def _read(self) -> str:
        line = self._text.readline(MAX_LINE)
        self._first += len(line)
        if not line:
            raise StopIteration
        if len(line) < MAX_LINE:
            return line
        while len(line) == MAX_LINE:
            line = self._text.readline(MAX_LINE)
        return _LONG

    def begin(self) -> None:
        """A row ends here."""
        self._row = []

    def again(self) -> None:
        """Go back to the second line of the row. Raises `ReadError` when that was done too often."""
        later = self._row[1:]
        self._repeated += sum(map(len, later))
        self._waiting.extendleft(reversed(later))
        self.number -= len(later)
        if self._repeated > MAX_AGAIN + AGAIN * self._first:
            raise ReadError(f"too many quotes that are never closed; not read from line {self.number + 1} on")
