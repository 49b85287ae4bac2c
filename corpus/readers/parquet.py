"""Parquet: an article for each row, read a few rows at a time, and only the columns an article has a use for."""

import base64
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from corpus.article import Rejection
from corpus.errors import ReadError
from corpus.readers.fields import Columns, check_header, draft, used
from corpus.readers.files import MB, reason_of, spooled
from corpus.readers.items import STANDARD, Found, Options

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 256
"""Rows read at a time."""
SPOOL = 2_000 * MB
"""Largest file within an archive: it is kept in a temporary file, since it is read from its end."""
MAX_COLUMNS = 10_000
_MARK = b"PAR1"

Row = dict[str, Any]


def read(stream: BinaryIO, name: str, options: Options = STANDARD) -> Iterator[Found]:
    """An article or a rejection for each row; rows are numbered from 1. A row group that is damaged is one rejection.

    Raises `ReadError` when the file is no whole Parquet file or has no column for the text.
    """
    if stream.seekable():
        yield from _whole(stream, name, options.columns)
        return
    with spooled(stream, SPOOL) as (spool, size):
        if size > SPOOL:
            raise ReadError(f"more than {SPOOL // MB:,} MB within an archive: unpack it first")
        yield from _whole(spool, name, options.columns)


def _whole(stream: BinaryIO, name: str, columns: Columns) -> Iterator[Found]:
    import pyarrow as pa
    from pyarrow import parquet

    head = stream.read(len(_MARK))
    if head != _MARK:
        raise ReadError("no Parquet file" if head else "empty file")
    try:
        file = parquet.ParquetFile(stream, buffer_size=MB, pre_buffer=False, page_checksum_verification=True)
        header = file.schema_arrow.names
    except (pa.ArrowException, OSError) as error:
        raise ReadError(f"cut short or damaged: its index, at the end, cannot be read ({reason_of(error)})") from None
    if len(header) > MAX_COLUMNS:
        raise ReadError(f"more than {MAX_COLUMNS:,} columns")
    check_header(header, columns)
    wanted = used(header, columns)
    number = 0
    for group in range(file.num_row_groups):
        size = file.metadata.row_group(group).num_rows
        yield from _group(file, group, wanted, _Place(name, number, size, columns))
        number += size
    if not number:
        raise ReadError("a table without rows")


class _Place:
    """Where in the file a row group is: its first row, counted from 0, and how many it has."""

    def __init__(self, name: str, first: int, size: int, columns: Columns) -> None:
        self.name, self.first, self.size, self.columns = name, first, size, columns

    def row(self, number: int) -> str:
        return f"{self.name}:{self.first + number + 1}"


def _group(file: Any, group: int, wanted: list[str], place: _Place) -> Iterator[Found]:  # noqa: ANN401 (no types)
    import pyarrow as pa

    done = 0
    try:
        for batch in file.iter_batches(ROWS, row_groups=[group], columns=wanted, use_threads=False):
            for row in _rows(batch):
                yield _one(row, place.row(done), place.columns)
                done += 1
    except (pa.ArrowException, OSError, MemoryError) as error:
        rows = f"rows {place.first + done + 1:,} to {place.first + place.size:,}"
        yield Rejection(f"{place.row(done)}", f"{rows} are damaged: {reason_of(error)}; the next row group was read")


def _rows(batch: "pa.RecordBatch") -> Iterator["Row | ReadError"]:
    """Rows as Python values; a value that is none stands as what is wrong with it, and costs only its row."""
    for number in range(batch.num_rows):
        row: Row = {}
        try:
            for name, column in zip(batch.schema.names, batch.columns, strict=True):
                row.setdefault(name, _plain(_value(column[number], name), name))
        except ReadError as error:
            yield error
        else:
            yield row


def _one(row: "Row | ReadError", source: str, columns: Columns) -> Found:
    try:
        if isinstance(row, ReadError):
            raise row
        return draft(row, source, columns)
    except ReadError as error:
        return Rejection(source, str(error))


def _value(scalar: Any, name: str) -> object:  # noqa: ANN401 (pyarrow has no types)
    import pyarrow as pa

    try:
        if pa.types.is_timestamp(scalar.type) and scalar.is_valid:
            return scalar.cast(pa.timestamp("us", scalar.type.tz), safe=False).as_py()
        return scalar.as_py()
    except (pa.ArrowException, ValueError, OverflowError, TypeError, KeyError) as error:
        raise ReadError(f"{name}: {scalar.type} with a value that cannot be read: {reason_of(error)}") from None


def _plain(value: object, name: str) -> object:
    """What JSON could hold, as the fields of an article are read from."""
    if isinstance(value, bytes):
        return _decoded(value, name)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {str(key): _plain(inner, name) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        pairs = value and all(isinstance(pair, tuple) and len(pair) == 2 for pair in value)
        return _plain(dict(value), name) if pairs else [_plain(inner, name) for inner in value]
    return value


def _decoded(value: bytes, name: str) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise ReadError(f"{name}: bytes that are no UTF-8 ({base64.b16encode(value[:8]).decode()})") from None
