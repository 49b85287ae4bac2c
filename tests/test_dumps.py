"""Dumps: large tables and lines, packed or cut, and Parquet; what can be read is kept, the rest is listed."""

import datetime as dt
import decimal
import gzip
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from archives import LINES, read_bytes, rejected, tarred, titles, zipped
from pyarrow import parquet

from corpus.article import Article, Rejection
from corpus.errors import ReadError
from corpus.readers import Item, Options, read
from corpus.readers import parquet as tables_of_parquet
from corpus.readers import table as tables
from corpus.readers.items import Draft

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def articles(items: list[Item]) -> list[Article]:
    return [item for item in items if isinstance(item, Article)]


# Packed


def test_zst(tmp_path: Path) -> None:
    assert titles(read_bytes(tmp_path, "a.jsonl.zst", zstd.compress(LINES))) == ["One", "Two"]
    skipped = b"\x50\x2a\x4d\x18\x04\x00\x00\x00skip"
    frames = skipped + zstd.compress(LINES[:50]) + zstd.compress(LINES[50:]) + bytes(64)
    assert titles(read_bytes(tmp_path, "a.jsonl.zst", frames)) == ["One", "Two"]
    assert titles(read_bytes(tmp_path, "a.tar.zst", zstd.compress(tarred([("x.jsonl", LINES)])))) == ["One", "Two"]
    assert rejected(read_bytes(tmp_path, "a.jsonl.zst", b"none")) == {
        "jsonl.zst": "not the compressed file that its name says"
    }


def rows(start: int, end: int) -> list[str]:
    return [f'{n},"Pier {n}, by the sea",Pier {n} was closed. {os.urandom(30).hex()}\n' for n in range(start, end)]


def as_csv(number: int) -> bytes:
    return "".join(["number,title,text\n", *rows(0, number)]).encode()


def as_jsonl(number: int) -> bytes:
    lines = (f'{{"title": "{n}", "text": "Pier {n}: {os.urandom(30).hex()}"}}\n' for n in range(number))
    return "".join(lines).encode()


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress], ids=["gz", "zst"])
@pytest.mark.parametrize(("name", "made"), [("a.jsonl", as_jsonl), ("a.csv", as_csv)])
def test_what_was_cut_is_kept_up_to_the_cut(
    tmp_path: Path, pack: Callable[[bytes], bytes], name: str, made: Callable[[int], bytes]
) -> None:
    packed = pack(made(10_000))
    items = read_bytes(tmp_path, f"{name}.{'gz' if pack is gzip.compress else 'zst'}", packed[: len(packed) // 2])
    kept = articles(items)
    assert 3_500 < len(kept) < 6_500
    assert [article.text.split(":")[0].split(" was")[0] for article in kept] == [f"Pier {n}" for n in range(len(kept))]
    listed = [item for item in items if isinstance(item, Rejection)]
    assert listed[0].source.endswith(f":{len(kept) + 1 + (name == 'a.csv')}")
    assert "cut short" in listed[-1].reason


def test_a_frame_that_asks_for_too_much_memory(tmp_path: Path) -> None:
    greedy = b"\x28\xb5\x2f\xfd\x00\xa8" + bytes(30)  # a window of 2 GB
    ((_, reason),) = rejected(read_bytes(tmp_path, "a.jsonl.zst", greedy)).items()
    assert "MB of memory to unpack" in reason


# A quote that is never closed


def read_table(content: str) -> tuple[list[str], list[str]]:
    """Titles of the articles, and sources of the rejections."""
    found = list(tables.read(io.BytesIO(content.encode()), "a.csv"))
    kept = [item.article.title for item in found if isinstance(item, Draft)]
    return kept, [item.source for item in found if isinstance(item, Rejection)]


def test_broken_quotes_from_line_90_000_on_cost_their_lines() -> None:
    lines = ["number,title,text\n", *(f"{n},Pier {n},It was closed.\n" for n in range(2, 95_001))]
    broken = {
        90_000: '90000,"Pier 90000, by the sea,Never closed.\n',
        90_007: '90007,"Pier" 90000,Closed within.\n',
        91_000: '91000,"Pier 91000, by the sea,Never closed.\n',
        91_005: "91005,Pier\n",
    }
    for number, line in broken.items():
        lines[number - 1] = line
    kept, listed = read_table("".join(lines))
    assert listed == [f"a.csv:{number}" for number in broken]
    assert kept == [f"Pier {n}" for n in range(2, 95_001) if n not in broken]


def test_a_larger_table_may_have_more_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["title,text\n", *(f"Pier {n},It was closed. {'x' * 100}\n" for n in range(3_000))]
    for number in range(500, 3_000, 500):
        lines[number] = '"Pier,never closed\n'
    monkeypatch.setattr(tables, "MAX_AGAIN", 0)
    kept, listed = read_table("".join(lines))
    assert (len(kept), len(listed)) == (2_995, 5)
    monkeypatch.setattr(tables, "AGAIN", 0)
    with pytest.raises(ReadError, match="not read from line 502 on"):
        read_table("".join(lines))


# Parquet

TEXTS = ["The ferry sails.", "The dam is closed."]
MOMENT = dt.datetime(2031, 3, 4, 5, 6, 7, tzinfo=dt.UTC)


def as_parquet(table: pa.Table, **options: Any) -> bytes:
    out = io.BytesIO()
    parquet.write_table(table, out, **options)
    return out.getvalue()


def table(**columns: Any) -> pa.Table:
    return pa.table({"Body": pa.array(TEXTS), **columns})


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"publish_date": pa.array([MOMENT, None], pa.timestamp("ns", "UTC"))}, {"published": MOMENT}),
        ({"date": pa.array([MOMENT.replace(tzinfo=None)] * 2, pa.timestamp("ms"))}, {"published": MOMENT}),
        ({"date": pa.array([MOMENT.date(), None])}, {"published": MOMENT.replace(hour=0, minute=0, second=0)}),
        ({"date": pa.array([int(MOMENT.timestamp())] * 2, pa.int64())}, {"published": MOMENT}),
        ({"date": pa.array([decimal.Decimal(int(MOMENT.timestamp()))] * 2)}, {"published": MOMENT}),
        ({"source": pa.array(["Lonn Post"] * 2).dictionary_encode()}, {"outlet": "Lonn Post"}),
        ({"source": pa.array([{"id": 1, "name": "Lonn Post"}] * 2)}, {"outlet": "Lonn Post"}),
        ({"title": pa.array([b"F\xc3\xa4hre", None], pa.binary())}, {"title": "Fähre"}),
        ({"title": pa.array([decimal.Decimal("1984.00"), None])}, {"title": "1984"}),
        ({"title": pa.array(["Ferry"] * 2, pa.large_string())}, {"title": "Ferry"}),
        ({"authors": pa.array([["Ada Example", "Ben Example"], None])}, {"authors": ("Ada Example", "Ben Example")}),
        ({"metadata": pa.array([[("title", "Ferry")], None], pa.map_(pa.string(), pa.string()))}, {"title": "Ferry"}),
        ({"metadata": pa.array([{"title": "Ferry"}, None])}, {"title": "Ferry"}),
        ({"embedding": pa.array([[0.5] * 8] * 2), "other": pa.array([None, None])}, {"title": ""}),
    ],
)
def test_the_types_of_parquet(tmp_path: Path, columns: dict[str, Any], expected: dict[str, object]) -> None:
    found = articles(read_bytes(tmp_path, "a.parquet", as_parquet(table(**columns))))
    assert [article.text for article in found] == TEXTS
    assert {name: getattr(found[0], name) for name in expected} == expected


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"date": pa.array([None, -(2**40)], pa.timestamp("s"))}, "date: timestamp"),
        ({"date": pa.array([None, 3], pa.time64("us"))}, "date: a date is needed, not a time"),
        ({"date": pa.array([None, 3], pa.duration("us"))}, "date: a date is needed, not a timedelta"),
        ({"title": pa.array([None, b"caf\xe9"], pa.binary())}, "title: bytes that are no UTF-8 (636166E9)"),
        ({"title": pa.array([None, ["a"]])}, "title: a string is needed, not a list"),
        ({"Body": pa.array([TEXTS[0], None])}, "no text"),
    ],
)
def test_a_row_with_a_value_of_no_use_is_listed(tmp_path: Path, columns: dict[str, Any], reason: str) -> None:
    items = read_bytes(tmp_path, "a.parquet", as_parquet(table(**columns)))
    assert [article.text for article in articles(items)] == TEXTS[:1]
    ((place, said),) = rejected(items).items()
    assert place == "parquet:2"
    assert said.startswith(reason)


def test_parquet_within_an_archive_and_by_other_columns(tmp_path: Path) -> None:
    content = as_parquet(pa.table({"Rumpf": TEXTS, "text": ["no", "no"]}))
    (tmp_path / "a.zip").write_bytes(zipped([("in/x.parquet", content)]))
    found = list(read([tmp_path / "a.zip"], Options(columns=(("text", "Rumpf"),))))
    assert [article.text for article in articles(found)] == TEXTS


def test_a_damaged_row_group_costs_its_rows(tmp_path: Path) -> None:
    groups = pa.table({"text": [f"Pier {n} was closed. {os.urandom(20).hex()}" for n in range(3_000)]})
    content = bytearray(as_parquet(groups, row_group_size=1_000, use_dictionary=False))
    start = parquet.ParquetFile(io.BytesIO(content)).metadata.row_group(1).column(0).data_page_offset
    content[start : start + 60] = b"\xff" * 60
    items = read_bytes(tmp_path, "a.parquet", bytes(content))
    assert len(articles(items)) == 2_000
    ((place, reason),) = rejected(items).items()
    assert place == "parquet:1001"
    assert reason.startswith("rows 1,001 to 2,000 are damaged: ")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty file"),
        (b"none", "no Parquet file"),
        (as_parquet(table())[:-30], "cut short or damaged"),
        (as_parquet(pa.table({"a": [1]})), "no column for the text; say which it is. The columns are a"),
        (as_parquet(pa.table({"text": pa.array([], pa.string())})), "a table without rows"),
    ],
    ids=["empty", "none", "cut", "no text", "no rows"],
)
def test_no_parquet(tmp_path: Path, content: bytes, reason: str) -> None:
    ((_, said),) = rejected(read_bytes(tmp_path, "a.parquet", content)).items()
    assert said.startswith(reason)


def test_parquet_takes_little_memory(tmp_path: Path) -> None:
    long = pa.table({"text": [f"Pier {n} was closed. {os.urandom(100).hex()}" * 100 for n in range(6_000)]})
    parquet.write_table(long, tmp_path / "a.parquet", compression="none")
    size = (tmp_path / "a.parquet").stat().st_size
    del long
    before = pa.total_allocated_bytes()
    with (tmp_path / "a.parquet").open("rb") as stream:
        most = max(pa.total_allocated_bytes() - before for _ in tables_of_parquet.read(stream, "a.parquet"))
    assert most < 70_000_000 < size / 1.8
