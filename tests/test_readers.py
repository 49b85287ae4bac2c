"""Each format's own way to an article."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Rejection
from corpus.errors import ReadError
from corpus.readers import Item, Notice, read
from corpus.readers.dates import moment
from corpus.readers.fields import draft, names

DATA = Path(__file__).parent / "data" / "readers"


def read_one(path: Path) -> Article:
    """The only article of a file, whatever notices came with it."""
    items = list(read([path]))
    assert [item for item in items if isinstance(item, Rejection)] == []
    (article,) = (item for item in items if isinstance(item, Article))
    return article


def read_text(folder: Path, name: str, content: str | bytes) -> list[Item]:
    """What a file of that content gives."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read([path]))


def words(folder: Path, name: str, content: str | bytes) -> tuple[str, str]:
    """Title and text of a file of that content."""
    (article,) = read_text(folder, name, content)
    assert isinstance(article, Article)
    return article.title, article.text


# Plain text


def test_a_summary_and_a_repeated_headline_are_told_from_the_story() -> None:
    article, notice = read([DATA / "story.txt"])
    assert isinstance(article, Article)
    assert article.title == "Port Ellery Harbour Reopens After Winter Repairs"
    paragraphs = article.text.split("\n\n")
    assert len(paragraphs) == 4
    assert paragraphs[0].startswith("Fishing boats return")
    assert paragraphs[3].endswith("looked at the new ramp.")
    assert article.title not in article.text
    assert (article.url, article.outlet) == ("", "")
    assert notice == Notice(str(DATA / "story.txt"), "left out: the summary line above the headline")


@pytest.mark.parametrize(
    ("content", "title", "text"),
    [
        ("Headline\n\nOne.\n\nTwo.\n", "Headline", "One.\n\nTwo."),
        ("Headline\nOne is a sentence.\nTwo is another.", "Headline", "One is a sentence.\n\nTwo is another."),
        ("Headline\nHeadline\nOne.\nTwo.", "Headline", "One.\n\nTwo."),
        ("Headline\n========\nOne.", "Headline", "One."),
        ("Only one line", "", "Only one line"),
        ("A first sentence.\nA second one.", "", "A first sentence.\n\nA second one."),
        # a headline or a first sentence: it can be cited, and it is shown
        ("He is back.\n\nThe rest.", "He is back.", "He is back.\n\nThe rest."),
        ("It came from the U.S.\n\nThe rest.", "It came from the U.S.", "The rest."),
        ("x" * 201 + "\n\nThe rest.", "", "x" * 201 + "\n\nThe rest."),
        ("\ufeffHeadline\r\n\r\nOne.\r\n", "Headline", "One."),
        ("***\n***\nOne.", "", "*** *** One."),
    ],
)
def test_headline_and_paragraphs(tmp_path: Path, content: str, title: str, text: str) -> None:
    assert words(tmp_path, "a.txt", content) == (title, text)


def test_one_path_is_a_list_of_one(tmp_path: Path) -> None:
    """And no list of letters, of which the first is the root of the disk."""
    path = tmp_path / "ferry.txt"
    path.write_text("Ferry sinks\n\nThe ferry of Torvik sank on Monday.", encoding="utf-8")
    for one in (path, str(path)):
        (article,) = (item for item in read(one) if isinstance(item, Article))
        assert (article.title, article.source) == ("Ferry sinks", str(path))


def test_hard_wrapped_text_is_unwrapped(tmp_path: Path) -> None:
    content = """Town hall to close

The town hall will close for the summer while its well-
known roof is mended, the council's office said in a note
sent to all who live there.
    A second paragraph is marked by its indent alone, and
goes on for more than one line.

- a list has
- its own lines
"""
    title, text = words(tmp_path, "a.txt", content)
    assert title == "Town hall to close"
    assert text.split("\n\n") == [
        "The town hall will close for the summer while its well-known roof is mended, "
        "the council's office said in a note sent to all who live there.",
        "A second paragraph is marked by its indent alone, and goes on for more than one line.",
        "- a list has",
        "- its own lines",
    ]


def test_wrapped_text_without_a_headline_keeps_its_first_line(tmp_path: Path) -> None:
    assert words(tmp_path, "a.txt", "The council met on\nMonday to vote on\nthe bridge.")[0] == ""


def test_marked_encodings(tmp_path: Path) -> None:
    for encoding in ("utf-16", "utf-32", "utf-8-sig"):
        assert words(tmp_path, "a.txt", "Café\n\nOne.".encode(encoding)) == ("Café", "One.")


# Markdown


def test_markdown() -> None:
    assert read_one(DATA / "story.md") == Article(
        text="The council voted nine to four to keep the old mill by the river.\n\nWhat comes next\n\n"
        'Repairs begin in May.\n\nA museum opens later.\n\n"It is a good day," the mayor\'s office said.\n\n'
        "Year | Visitors\n\n2022 | 410",
        title="Council votes: the old mill stays",
        url="https://example.org/mill",
        outlet="The Ellery Post",
        authors=("Ada Example", "Ben Example"),
        published=datetime(2024, 3, 5, 18, 30, tzinfo=timezone(timedelta(hours=1))),
        updated=datetime(2024, 3, 6, tzinfo=UTC),
        language="no",
    )


@pytest.mark.parametrize(
    ("content", "title", "text"),
    [
        ("# Title\n\nText with `code` &amp; more.", "Title", "Text with code & more."),
        ("---\ntitle: 1984\n---\n# Chapter\n\nText.", "1984", "Chapter\n\nText."),
        ("---\ntitle: null\n---\n# Title\n\nText.", "Title", "Text."),
        ("---\n\nA rule is not front matter.\n\n---\n\nText.", "", "A rule is not front matter.\n\nText."),
        ("No heading.", "", "No heading."),
        ("---\ntitle: T\ntext: ignored\n---\nText <b>bold</b>  \nsecond line.", "T", "Text bold\nsecond line."),
        ("# Title\n\n```\ncode stays\n```\n\n<p>html <i>stays</i></p>", "Title", "code stays\n\nhtml stays"),
    ],
)
def test_markdown_titles_and_marks(tmp_path: Path, content: str, title: str, text: str) -> None:
    assert words(tmp_path, "a.md", content) == (title, text)


# Pages


def test_page_as_its_record_says() -> None:
    record = json.loads((DATA / "page.json").read_text(encoding="utf-8"))
    assert read_one(DATA / "page.html") == draft(record, "").article


PAGE = "<html><head>{head}</head><body><article><h1>Title</h1><p>{text}</p></article></body></html>"
TEXT = "Ünïcode words fill this paragraph, so that it is long enough to be the story of the page. " * 3


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="windows-1252">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">', "latin-1"),
        ("", "utf-8"),
        ('<meta charset="utf-8">', "cp1252"),  # the page is wrong about itself
        ('<meta charset="idna">', "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
    ],
)
def test_charsets(tmp_path: Path, head: str, encoding: str) -> None:
    _, text = words(tmp_path, "a.html", PAGE.format(head=head, text=TEXT).encode(encoding))
    assert text == TEXT.strip()


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("<title>In 2019</title>", None),
        ('<meta name="date" content="2020-01-02">', datetime(2020, 1, 2, tzinfo=UTC)),
        ('<meta itemprop="datePublished" content="2020-01-02T03:04Z">', datetime(2020, 1, 2, 3, 4, tzinfo=UTC)),
        ('<meta itemprop="datePublished" content="0001-01-01">', None),
    ],
)
def test_only_stated_dates_are_kept(tmp_path: Path, head: str, published: datetime | None) -> None:
    (tmp_path / "a.html").write_text(PAGE.format(head=head, text=TEXT + "Copyright 2018, May 5, 2017."), "utf-8")
    assert read_one(tmp_path / "a.html").published == published


# Feeds


def test_rss() -> None:
    fish, empty, market, notice = read([DATA / "feed.rss"])
    assert fish == Article(
        text="The price of cod rose by a tenth.\n\nSellers blame fuel.\nBuyers wait.",
        title="Fish & chips: prices rise",
        url="https://example.org/fish",
        outlet="The Ellery Post & Gazette",
        authors=("Dan Example", "Eve Example"),
        published=datetime(2022, 6, 10, 8, tzinfo=UTC),
        language="en-gb",
    )
    assert empty == Rejection(str(DATA / "feed.rss"), "entry 2 (Only a headline): entry without text")
    assert isinstance(market, Article)
    assert market.published is None
    assert isinstance(notice, Notice)
    assert "on market day" in notice.message


def test_atom() -> None:
    assert read_one(DATA / "feed.atom") == Article(
        text="A gale hit the café quay.\n\nNo one was hurt.",
        title="Gale: a < b",
        url="https://example.org/gale",
        outlet="Island Radio",
        authors=("Coast Desk",),
        published=datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
        updated=datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
        language="en",
    )


# JSON


def test_json_lines_keep_the_good_ones() -> None:
    items = list(read([DATA / "lines.jsonl"]))
    articles = [item for item in items if isinstance(item, Article)]
    assert [article.text for article in articles] == ["One.", "Two.", "Three.", "Four."]
    assert [article.kind for article in articles] == ["opinion", "unknown", "live", "unknown"]
    assert articles[0].published == datetime(2024, 1, 1, 9, tzinfo=UTC)
    assert articles[1].authors == ("A. Example", "B. Example", "C. Example")
    assert (articles[1].title, articles[1].outlet, articles[1].url) == ("Second", "Post", "https://example.org/2")
    assert articles[2].published == datetime(2022, 6, 10, 9, tzinfo=UTC)
    where = [item.source.rsplit(":", 1)[1] for item in items if isinstance(item, Rejection)]
    assert where == ["6", "7", "8", "9", "10", "11"]
    assert [item.source.rsplit(":", 1)[1] for item in items if isinstance(item, Notice)] == ["5", "5"]


@pytest.mark.parametrize("content", ['[{"text": "a"},\n {"text": "b"}]', '{"text": "a"}\n{"text": "b"}\n'])
def test_json_files(tmp_path: Path, content: str) -> None:
    items = read_text(tmp_path, "a.json", content)
    assert [item.text for item in items if isinstance(item, Article)] == ["a", "b"]


def test_broken_json_file_keeps_what_came_before(tmp_path: Path) -> None:
    first, wrong, rest = read_text(tmp_path, "a.json", '[{"text": "a"},\n 7,\n {"text": ')
    assert isinstance(first, Article)
    assert wrong == Rejection(f"{tmp_path}/a.json:2", "not an article: a JSON object is needed")
    assert isinstance(rest, Rejection)
    assert "line 3" in rest.reason


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MOMENTS = st.datetimes(datetime(1700, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(
    st.builds(Article, st.just("x ") | ANY.map("x".__add__), ANY, url=ANY, outlet=ANY, published=st.none() | MOMENTS)
)
def test_json_lines_round_trip(tmp_path_factory: pytest.TempPathFactory, article: Article) -> None:
    kept = article.cleaned()
    record = {"text": kept.text, "title": kept.title, "url": kept.url, "outlet": kept.outlet, "kind": kept.kind}
    record["published"] = kept.published.isoformat() if kept.published else ""
    path = tmp_path_factory.getbasetemp() / "round.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    assert list(read([path])) == [kept]


# Fields


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-01-02", datetime(2024, 1, 2, tzinfo=UTC)),
        ("2024-01-02T03:04:05Z", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2024-01-02T03:04:05+02:00", datetime(2024, 1, 2, 1, 4, 5, tzinfo=UTC)),
        ("2022/06/10", datetime(2022, 6, 10, tzinfo=UTC)),
        ("Fri, 10 Jun 2022 10:00:00 GMT", datetime(2022, 6, 10, 10, tzinfo=UTC)),
        ("Fri, 10 Jun 2022 10:00:00 EST", datetime(2022, 6, 10, 15, tzinfo=UTC)),
        ("June 10, 2022 at 5:30 p.m. ET", datetime(2022, 6, 10, 21, 30, tzinfo=UTC)),
        ("10.6.2022", datetime(2022, 6, 10, tzinfo=UTC)),
        ("25/06/2022", datetime(2022, 6, 25, tzinfo=UTC)),
        (20220610, datetime(2022, 6, 10, tzinfo=UTC)),
        (1654851600, datetime(2022, 6, 10, 9, tzinfo=UTC)),
        (1654851600123, datetime(2022, 6, 10, 9, 0, 0, 123000, tzinfo=UTC)),
        ("1654851600", datetime(2022, 6, 10, 9, tzinfo=UTC)),
    ],
)
def test_dates(value: object, expected: datetime) -> None:
    assert moment(value) == expected
    assert moment(value).tzinfo is not None


@pytest.mark.parametrize(
    "value",
    [
        *("05/06/2022", "5/6/22", "June 2022", "2022", "Friday", "10:30", "soon", "", "2022-13-45", "1" * 5000),
        *("0001-01-01", "9999-12-31", "10 Jun 2022 10:00 QQT", 0, True, None, 1e300, float("inf"), float("nan")),
    ],
)
def test_dates_that_are_not_certain_are_not_read(value: object) -> None:
    with pytest.raises(ValueError, match="cannot read the date"):
        moment(value)


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By A and B", ("A", "B")),
        ("by A. Adams, B. Brown, and C. Clark", ("A. Adams", "B. Brown", "C. Clark")),
        ("M. King, Jr. & N. Lee", ("M. King, Jr.", "N. Lee")),
        ("World and Politics Desk", ("World and Politics Desk",)),
        ("Byron Example", ("Byron Example",)),
        ("", ()),
    ],
)
def test_bylines(byline: str, expected: tuple[str, ...]) -> None:
    assert names(byline) == expected


def test_a_field_of_a_wrong_type_is_named() -> None:
    with pytest.raises(ReadError, match=r"^title: a string is needed, not a list$"):
        draft({"text": "a", "title": ["b"]}, "")
    with pytest.raises(ReadError, match=r"^pub_date: a date is needed, not an object$"):
        draft({"text": "a", "pub_date": {"$date": 1}}, "")


def test_authors_may_be_objects() -> None:
    assert draft({"text": "a", "authors": [{"name": "By A"}, "B", None]}, "").article.authors == ("A", "B")
