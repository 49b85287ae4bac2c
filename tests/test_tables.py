"""Tables, JSON feeds, datasets as they are published, columns under other names, and what nobody stated."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Rejection
from corpus.errors import ReadError
from corpus.inferred import host
from corpus.readers import Item, Notice, Options, read
from corpus.readers.formats import sniffed

GERMAN = (
    "Die Fähre nach Lonn fährt ab Montag wieder, teilte das Hafenamt am Freitag mit. Die Reparatur des Anlegers hatte "
    "drei Wochen gedauert und war teurer als geplant."
)


def read_text(folder: Path, name: str, content: str | bytes, options: Options | None = None) -> list[Item]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read([path], options or Options()))


def articles(items: list[Item]) -> list[tuple[str, str]]:
    return [(item.title, item.text) for item in items if isinstance(item, Article)]


def rejected(items: list[Item]) -> dict[str, str]:
    """Reasons by the number of the line."""
    return {i.source.rsplit(":", 1)[-1]: i.reason for i in items if isinstance(i, Rejection)}


# Tables

ROWS = [["Title", "Body", "Source", "Date"], ["One, two", 'He said "no".\n\nSo it was.', "Lonn Post", "2031-01-02"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables(tmp_path: Path, delimiter: str, encoding: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([*ROWS, ["Ünder", "Third.", "", ""]])
    items = read_text(tmp_path, "a.csv", out.getvalue().encode(encoding))
    assert items == [
        Article(
            'He said "no".\n\nSo it was.', "One, two", outlet="Lonn Post", published=datetime(2031, 1, 2, tzinfo=UTC)
        ),
        Article("Third.", "Ünder"),
    ]


def test_a_table_from_a_spreadsheet_and_one_from_a_database(tmp_path: Path) -> None:
    assert articles(read_text(tmp_path, "a.csv", 'sep=;\r\nTitle;Text\r\nOne;"a;b"\r\n')) == [("One", "a;b")]
    sql = 'title,text\n"One","He said \\"no\\", again."\n"Two","Second."\n'
    assert articles(read_text(tmp_path, "a.csv", sql)) == [("One", 'He said "no", again.'), ("Two", "Second.")]


def test_a_table_in_an_old_charset_is_read_and_said_so(tmp_path: Path) -> None:
    content = f'title,text\nFähre,"{GERMAN}"\n'.encode("cp1252")
    article, *rest = sorted(read_text(tmp_path, "a.csv", content), key=lambda item: isinstance(item, Notice))
    assert isinstance(article, Article)
    assert (article.title, article.text) == ("Fähre", GERMAN)
    assert [item.message for item in rest if isinstance(item, Notice)] == [
        "not UTF-8 and no charset stated: read as cp1252, a guess"
    ]
    assert rejected(read_text(tmp_path, "a.csv", b"title,text\nOne,First.\nTwo,caf\xe9\n")) == {
        "3": "not UTF-8; convert the file, for example with iconv"
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('"never closed,text', "a quote is opened and never closed"),
        ('"never" closed,text', "a quote within a quoted field"),
        ("Only", "1 fields where the header has 2"),
        ("a,b,c", "3 fields where the header has 2"),
        ("Title,", "no text"),
        ("Title," + "x" * 3_000_000, "text of 3,000,000 characters is over the limit"),
        ("Title," + "x" * 5_000_000, "a field over the limit"),
        ("Title," + "x" * 11_000_000, "line over 10 MB"),
    ],
)
def test_a_bad_row_is_listed_and_the_others_kept(tmp_path: Path, row: str, reason: str) -> None:
    items = read_text(tmp_path, "a.csv", f"title,text\nOne,First.\n{row}\n\nTwo,Second.\nThree,Third.\n")
    assert articles(items) == [("One", "First."), ("Two", "Second."), ("Three", "Third.")]
    found = rejected(items)
    assert list(found) == ["3"]
    assert found["3"].startswith(reason)


def test_a_broken_quote_before_quoted_rows(tmp_path: Path) -> None:
    rows = "".join(f'{n},"Text {n}, with\na second line."\n' for n in range(5))
    items = read_text(tmp_path, "a.csv", f'title,text\nx,"never closed\n{rows}')
    assert articles(items) == [(str(n), f"Text {n}, with\na second line.") for n in range(5)]
    assert list(rejected(items)) == ["2"]


def test_nothing_but_broken_quotes_ends(tmp_path: Path) -> None:
    items = read_text(tmp_path, "a.csv", "title,text\n" + '"' * 51 + "x\n" + 'a,"b\n' * 50_001)
    assert all(isinstance(item, Rejection) for item in items)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty file"),
        ("\n\n", "empty file"),
        ("title,text\n", "a table without rows"),
        ("title,date\nOne,2031\n", "no column for the text; say which it is. The columns are title, date"),
        ("One,First.\nTwo,Second.\n", "no column for the text; say which it is. The columns are One, First."),
        ("," * 5000 + "\n", "no header of a table: "),
        ("a\x00b,c\n", "binary file, not text"),
    ],
)
def test_no_table(tmp_path: Path, content: str, reason: str) -> None:
    (item,) = read_text(tmp_path, "a.csv", content)
    assert isinstance(item, Rejection)
    assert item.reason.startswith(reason)


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@settings(max_examples=60)
@given(st.lists(st.tuples(WORDS, WORDS.map(lambda text: f"x{text}x")), max_size=8), st.sampled_from(",;\t|"))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], delimiter: str
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([("title", "text"), *rows])
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    kept = [Article(text, title).cleaned() for title, text in rows]
    assert articles(list(read([path]))) == [(article.title, article.text) for article in kept]


# Columns


def test_columns_by_other_names(tmp_path: Path) -> None:
    options = Options(columns=(("text", "Rumpf"), ("outlet", "Blatt"), ("title", "Kopf")))
    table = "Kopf,text,Rumpf,Blatt\nOne,not this,First.,Lonn Post\n"
    records = '{"Kopf": "One", "text": "not this", "Rumpf": "First.", "Blatt": "Lonn Post"}\n'
    for name, content in (("a.csv", table), ("a.jsonl", records), ("a.json", f"[{records}]")):
        (article,) = read_text(tmp_path, name, content, options)
        assert article == Article("First.", "One", outlet="Lonn Post"), name


def test_columns_that_are_not_there(tmp_path: Path) -> None:
    options = Options(columns=(("text", "Body2"), ("outlet", "Paper")))
    (item,) = read_text(tmp_path, "a.csv", "title,body\nOne,First.\n", options)
    assert item == Rejection(f"{tmp_path}/a.csv", "no column 'Body2' for the text; the columns are title, body")
    line, notice = read_text(tmp_path, "a.jsonl", '{"title": "One", "body": "First."}\n', options)
    assert line == Rejection(f"{tmp_path}/a.jsonl:1", "no text: there is no 'Body2', only title, body")
    assert notice == Notice(f"{tmp_path}/a.jsonl", "no 'Paper' for the outlet anywhere, only title, body")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (Options(columns=(("headline", "H"),)), "headline=H: no field of an article; its fields are url, title"),
        (Options(columns=(("text", ""),)), "text=: no field"),
        (Options(format=".doc"), ".doc: not a format that is read; they are .txt"),
    ],
)
def test_options_that_mean_nothing(options: Options, reason: str) -> None:
    with pytest.raises(ReadError) as error:
        read(["a.csv"], options)
    assert str(error.value).startswith(reason)


# Datasets


def test_datasets_as_they_are_published(tmp_path: Path) -> None:
    multihop = [
        {
            "title": "Harbour opens",
            "author": "Ada Example",
            "source": "Lonn Post",
            "published_at": "2031-09-28T12:00:00+00:00",
            "category": "business",
            "url": "https://post.example.org/harbour",
            "body": "The harbour opened.",
        }
    ]
    expected = Article(
        "The harbour opened.",
        "Harbour opens",
        url="https://post.example.org/harbour",
        outlet="Lonn Post",
        authors=("Ada Example",),
        published=datetime(2031, 9, 28, 12, tzinfo=UTC),
        section="business",
    )
    assert read_text(tmp_path, "corpus.json", json.dumps(multihop)) == [expected]
    assert read_text(tmp_path, "reply.json", json.dumps({"status": "ok", "articles": multihop})) == [expected]
    beir = {
        "_id": "d1",
        "title": "Harbour opens",
        "text": "The harbour opened.",
        "metadata": {key: multihop[0][key] for key in ("author", "source", "published_at", "category", "url")},
    }
    assert read_text(tmp_path, "corpus.jsonl", json.dumps(beir) + '\n{"_id": "d2", "text": "Two."}\n') == [
        expected,
        Article("Two."),
    ]


JSON_FEED: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Island Radio",
    "language": "en-GB",
    "authors": [{"name": "Coast Desk"}],
    "items": [
        {
            "id": "1",
            "url": "https://radio.example.org/gale",
            "title": "Gale &amp; more",
            "content_html": "<p>A gale hit the quay.</p><script>no()</script>",
            "date_published": "2031-01-02T03:04:05+01:00",
            "authors": [{"name": "Ada Example"}, {"name": "Ben Example"}],
        },
        {"id": "2", "external_url": "https://other.example.org/", "content_text": "Words.", "language": "de"},
        {"id": "3", "summary": "In short.", "date_modified": "soon", "author": {"name": "Cy Example"}},
        {"id": "4", "title": "Only a headline"},
        "no object",
    ],
}


def test_json_feed(tmp_path: Path) -> None:
    items = read_text(tmp_path, "feed.json", json.dumps(JSON_FEED))
    gale, words, short = (item for item in items if isinstance(item, Article))
    assert gale == Article(
        "A gale hit the quay.",
        "Gale &amp; more",  # titles are plain text
        url="https://radio.example.org/gale",
        outlet="Island Radio",
        authors=("Ada Example", "Ben Example"),
        published=datetime.fromisoformat("2031-01-02T03:04:05+01:00"),
        language="en-gb",
    )
    assert (words.url, words.language, words.authors) == ("https://other.example.org/", "de", ("Coast Desk",))
    assert (short.text, short.authors) == ("In short.", ("Cy Example",))
    assert [item.message for item in items if isinstance(item, Notice)] == [
        "kept without its date: date_modified: cannot read the date 'soon'"
    ]
    assert [item.reason for item in items if isinstance(item, Rejection)] == [
        "entry 4 (Only a headline): entry without text",
        "entry 5: not an article: a JSON object is needed",
    ]


# What nobody stated


def test_the_outlet_is_the_host_and_the_language_is_told_from_the_text(tmp_path: Path) -> None:
    record = {"url": "https://www.post.example.org:8080/a", "text": GERMAN}
    (article,) = read_text(tmp_path, "a.jsonl", json.dumps(record))
    assert isinstance(article, Article)
    assert (article.outlet, article.language) == ("post.example.org", "de")
    assert article.guessed == ("language", "outlet")
    stated = {**record, "outlet": "Post", "language": "de-AT"}
    (article,) = read_text(tmp_path, "a.jsonl", json.dumps(stated))
    assert isinstance(article, Article)
    assert (article.outlet, article.language, article.guessed) == ("Post", "de-at", ())


@pytest.mark.parametrize("text", ["Too short.", "1 2 3 4 5 " * 30, "qzx vkj wpf " * 30])
def test_a_language_is_not_guessed_from_too_little(tmp_path: Path, text: str) -> None:
    (article,) = read_text(tmp_path, "a.jsonl", json.dumps({"text": text}))
    assert isinstance(article, Article)
    assert (article.language, article.guessed) == ("", ())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://m.example.org/", "example.org"),
        ("https://www2.example.org/", "example.org"),
        ("https://amp.co/", "amp.co"),
        ("tag:example.org,2031:1", ""),
        ("http://[bad", ""),
        ("", ""),
    ],
)
def test_hosts(url: str, expected: str) -> None:
    assert host(url) == expected


# Standard input


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (b'{"text": "a"}\n{"text": "b"}', ".jsonl"),
        (b'{"text": "a"}', ".jsonl"),
        (b'{\n "text": "a"}', ".json"),
        (b'\xef\xbb\xbf[{"text": "a"}]', ".json"),
        (json.dumps(JSON_FEED).encode(), ".json"),
        (b"<!-- x --><rss version='2.0'><channel>", ".xml"),
        (b"<?xml version='1.0'?><feed xmlns='x'>", ".xml"),
        ("<?xml version='1.0'?><rss>".encode("utf-16"), ".xml"),
        (b"<!DOCTYPE html><title>x", ".html"),
        (b"<p>x", ".html"),
        (b"---\ntitle: x\n---\ntext", ".md"),
        (b"title;date;text\nx;y;z", ".csv"),
        (b"Text, and more\n\nwords", ".txt"),
        (b"", ".txt"),
    ],
)
def test_a_format_by_its_beginning(content: bytes, suffix: str) -> None:
    assert sniffed(content) == suffix


def test_standard_input() -> None:
    program = (
        "import sys; from corpus.readers import Options, read; options = Options(format=sys.argv[1])\n"
        "for item in read(['-'], options): print(type(item).__name__, getattr(item, 'text', item))"
    )
    line = b'{"text": "Words."}\n'
    packed = subprocess.run(["gzip"], input=line, capture_output=True, check=True).stdout
    for words, suffix in ((line, ""), (line, ".jsonl"), (packed, ""), (packed, ".jsonl.gz"), (b"Words.", "")):
        run = subprocess.run(
            [sys.executable, "-c", program, suffix],
            input=words,
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        )
        assert run.stdout.decode().strip() == "Article Words.", run.stderr
