"""Crawls: the pages in WARC files are read, the rest is counted, and a broken record costs no other."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from archives import read_bytes, rejected, titles, zipped
from crawls import packed, page, record
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Past
from corpus.catalog import Catalog
from corpus.readers import Notice

FIVE = [record(number) for number in range(5)]
HTML = "Content-Type: text/html\r\n"


def names(*numbers: int) -> list[str]:
    return [f"Ferry {number}" for number in numbers]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.warc", b"".join(FIVE)),
        ("a.warc.gz", packed(FIVE)),
        ("a.WARC.GZ", gzip.compress(b"".join(FIVE))),
        ("a.zip", zipped([("in/x.warc.gz", packed(FIVE)), ("in/y.txt", b"")])),
    ],
    ids=["plain", "by record", "as a whole", "in a zip"],
)
def test_the_pages_of_a_crawl_in_order(tmp_path: Path, name: str, content: bytes) -> None:
    found = [item for item in read_bytes(tmp_path, name, content) if isinstance(item, Article)]
    assert [(a.title, a.url) for a in found] == [(f"Ferry {n}", f"https://post.example.org/{n}") for n in range(5)]
    assert "It carried 3 passengers" in found[3].text
    assert all(article.source.endswith(f" {article.url}") for article in found)


def test_records_without_a_page_are_counted(tmp_path: Path) -> None:
    records = [
        record(0, b"software: none", kind="warcinfo"),
        record(1),
        record(1, b"", kind="request"),
        record(2, status="404 Not Found"),
        record(3, b"\x89PNG", headers="Content-Type: image/png\r\n"),
        record(4, b""),
        record(5, b"x" * 9_000_000, headers="Content-Type: video/mp4\r\n"),
        record(6, b"x" * 9_000_000),
        record(7, b"<html><body></body></html>"),
    ]
    items = read_bytes(tmp_path, "a.warc.gz", packed(records))
    assert titles(items) == names(1)
    assert isinstance(items[-1], Notice)
    assert set(items[-1].message.removeprefix("records without a page, passed over: ").split(", ")) == {
        "1 of kind warcinfo", "1 of kind request", "1 errors and redirects", "2 answers that are no HTML",
        "1 empty answers",
    }  # fmt: skip
    assert [reason for _, reason in sorted(rejected(items).items())] == [
        "over the limit of 2 MB for a page",
        "no story found in the page",
    ]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(page(1)), "Content-Encoding: gzip\r\n"),
        (brotli.compress(page(1)), "Content-Encoding: br\r\n"),
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(page(1)), page(1)), "Transfer-Encoding: chunked\r\n"),
        (page(1), "Content-Encoding: gzip\r\n"),  # unpacked by the crawler, which left the header as it was
        (page(1), "Transfer-Encoding: chunked\r\n"),
    ],
    ids=["gzip", "brotli", "chunked", "not gzip", "not chunked"],
)
def test_pages_as_they_were_sent(tmp_path: Path, body: bytes, headers: str) -> None:
    assert titles(read_bytes(tmp_path, "a.warc", record(1, body, headers=HTML + headers))) == names(1)


def test_the_charset_of_the_header_and_a_page_that_was_cut(tmp_path: Path) -> None:
    latin = page(1, "Die Fähre fährt.").decode().encode("latin-1")
    headers = "Content-Type: text/html; charset=iso-8859-1\r\n"
    content = record(1, latin, headers=headers, warc="WARC-Truncated: length\r\n")
    article, notice = read_bytes(tmp_path, "a.warc", content)
    assert isinstance(article, Article)
    assert "Fähre" in article.text
    assert isinstance(notice, Notice)
    assert notice.message == "the crawler kept only its beginning (length)"


def test_a_page_without_a_date_is_known_from_when_it_was_crawled(tmp_path: Path) -> None:
    old = record(1).replace(b"2031-03-04", b"2001-03-04")
    (article,) = read_bytes(tmp_path, "a.warc", old)
    assert isinstance(article, Article)
    crawled = int(datetime(2001, 3, 4, 5, 6, 7, tzinfo=UTC).timestamp())
    assert (article.published, article.past) == (None, Past(crawled))
    with Catalog(tmp_path / "catalog.sqlite", create=True) as catalog:
        catalog.add([article])
        (version,) = catalog
        assert version.known_from == crawled < version.added
        assert catalog.add([article]).unchanged == 1


def test_no_record_is_lost_wherever_the_buffer_ends(tmp_path: Path) -> None:
    content = packed([record(n, page(n) * (1 + n % 7), kind="metadata") for n in range(3_000)]) + bytes(100)
    (notice,) = read_bytes(tmp_path, "a.warc.gz", content + packed([record(1, kind="metadata")]))
    assert isinstance(notice, Notice)
    assert notice.message == "records without a page, passed over: 3,001 of kind metadata"


# Damage


def damaged(member: bytes) -> bytes:
    return member[:60] + bytes(byte ^ 0xFF for byte in member[60:90]) + member[90:]


@pytest.mark.parametrize(
    ("middle", "reason"),
    [
        (damaged(packed([FIVE[2]])), "damaged: "),
        (b"zz" + packed([FIVE[2]])[2:], "damaged: "),
        (packed([FIVE[2]])[:-20], ""),  # its end is looked for in what comes after it
        (packed([record(2, length=99_999)]), "a record cut short: "),
        (packed([record(2, length=100)]), "a record longer than its header says "),
        (packed([record(2).replace(b"Content-Length", b"Content-Width")]), "a record whose header is broken"),
        (packed([b"no record at all\r\n" * 9]), "162 bytes of no record"),
    ],
    ids=["noise", "no mark", "cut", "too short", "too long", "no length", "no record"],
)
def test_a_broken_member_is_listed_where_it_begins(tmp_path: Path, middle: bytes, reason: str) -> None:
    start = packed(FIVE[:2])
    items = read_bytes(tmp_path, "a.warc.gz", start + middle + packed(FIVE[3:]))
    assert titles(items) == names(0, 1, 3, 4)
    ((place, said),) = rejected(items).items()
    assert place == f"warc.gz:{len(start)}"
    assert said.startswith(reason)


@pytest.mark.parametrize(
    ("middle", "kept"),
    [
        (record(2, length=99_999), (0, 1, 3, 4)),
        (record(2, length=100), (0, 1, 3, 4)),
        (b"noise\r\n" * 30_000, (0, 1, 3, 4)),
        (record(2)[:-300], (0, 1, 3, 4)),
        (record(2)[:-4] + b"\r\n", (0, 1, 2, 3, 4)),
    ],
    ids=["too short", "too long", "noise", "cut", "no blank line"],
)
def test_a_broken_record_in_a_plain_file(tmp_path: Path, middle: bytes, kept: tuple[int, ...]) -> None:
    items = read_bytes(tmp_path, "a.warc", b"".join([*FIVE[:2], middle, *FIVE[3:]]))
    assert titles(items) == names(*kept)
    assert len(rejected(items)) == 5 - len(kept)


@settings(max_examples=10, deadline=None)
@given(st.sets(st.integers(0, 4), max_size=3), st.integers(30, 300), st.binary(min_size=1, max_size=40))
def test_whatever_is_overwritten_costs_only_its_record(
    tmp_path_factory: pytest.TempPathFactory, broken: set[int], at: int, noise: bytes
) -> None:
    members = [packed([one]) for one in FIVE]
    for number in broken:
        members[number] = members[number][:at] + noise + members[number][at + len(noise) :]
    items = read_bytes(tmp_path_factory.getbasetemp(), "a.warc.gz", b"".join(members))
    assert set(titles(items)) >= set(names(*(set(range(5)) - broken)))


def test_a_cut_file_keeps_what_is_whole(tmp_path: Path) -> None:
    for name, content in (("a.warc.gz", packed(FIVE)), ("a.warc", b"".join(FIVE))):
        items = read_bytes(tmp_path, name, content[:-100])
        assert titles(items) == names(0, 1, 2, 3)
        ((_, reason),) = rejected(items).items()
        assert "cut short" in reason


def test_no_crawl(tmp_path: Path) -> None:
    for content in (b"", b"hello", gzip.compress(b"hello"), b"\x1f\x8b" + bytes(50)):
        items = read_bytes(tmp_path, "a.warc.gz", content)
        assert "no WARC file: no record begins in it" in rejected(items).values()
