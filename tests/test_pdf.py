"""PDF files: one article, or one for each outline entry; scans, ciphers and broken files say what they are."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from archives import read_bytes, rejected, titles
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import paper

from corpus.article import Article
from corpus.readers import Notice
from corpus.readers.formats import sniffed

STORY = [
    "Ferry returns to Lonn",
    "The ferry to Lonn sails again from Monday, the harbour office said on",
    "Friday after three weeks of repairs. A return ticket costs as much as",
    "before, and the last boat leaves at nine.",
    "The crew was trained in Abria, where the sister ship has been sailing since",
    "the spring. Nobody was hurt when the pier broke.",
]
TEXT = (
    "The ferry to Lonn sails again from Monday, the harbour office said on Friday after three weeks of repairs. "
    "A return ticket costs as much as before, and the last boat leaves at nine.\n\nThe crew was trained in Abria, "
    "where the sister ship has been sailing since the spring. Nobody was hurt when the pier broke."
)


def test_a_story(tmp_path: Path) -> None:
    (article,) = read_bytes(tmp_path, "a.pdf", paper([STORY]))
    assert isinstance(article, Article)
    assert (article.title, article.text) == (STORY[0], TEXT)
    assert article.guessed == ("language", "title")
    assert sniffed(paper([STORY])) == ".pdf"


def test_what_the_file_says_of_itself(tmp_path: Path) -> None:
    info = {"/Title": "Ferry Returns to Lonn", "/Author": "Ada Example and Ben Example"}
    info["/CreationDate"] = "D:20310304050607Z"
    (article,) = read_bytes(tmp_path, "a.pdf", paper([STORY], info=info))
    assert isinstance(article, Article)
    assert (article.title, article.text) == ("Ferry Returns to Lonn", TEXT)
    assert article.authors == ("Ada Example", "Ben Example")
    assert article.published == datetime(2031, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert article.guessed == ("language", "published")
    (article,) = read_bytes(tmp_path, "a.pdf", paper([STORY], info={"/Title": "Microsoft Word - ferry.docx"}))
    assert isinstance(article, Article)
    assert article.title == STORY[0]


@pytest.mark.parametrize(
    ("written", "broken", "lost", "said"),
    [
        (b"(QQQQ)", b"99 0 R", "title", "kept without its own title: no text"),
        (b"(Ada Example)", b"[1 2 3]", "authors", "kept without its own authors: no text"),
        (b"0304050607Z", b"9999999999Z", "published", "kept without its own date: cannot read the date"),
        (b"/Info 1 0 R", b"/Info 9 0 R", "title authors published", "kept without what it says of itself: damaged"),
    ],
)
def test_what_is_broken_of_what_it_says_of_itself_is_told_and_costs_nothing_else(
    tmp_path: Path, written: bytes, broken: bytes, lost: str, said: str
) -> None:
    info = {"/Title": "QQQQ", "/Author": "Ada Example", "/CreationDate": "D:20310304050607Z"}
    content = paper([STORY], info=info)
    assert written in content
    article, notice = read_bytes(tmp_path, "a.pdf", content.replace(written, broken.ljust(len(written))))
    assert isinstance(article, Article)
    assert isinstance(notice, Notice)
    assert notice.message.startswith(said)
    whole = {"title": "QQQQ", "authors": ("Ada Example",), "published": datetime(2031, 3, 4, 5, 6, 7, tzinfo=UTC)}
    without = {"title": STORY[0], "authors": (), "published": None}
    for name, value in whole.items():
        assert getattr(article, name) == (without[name] if name in lost.split() else value)


@pytest.mark.parametrize("written", ["2031-03-04T05:06:07Z", "4 March 2031 05:06:07 GMT"])
def test_its_date_in_another_form_than_pdfs(tmp_path: Path, written: str) -> None:
    (article,) = read_bytes(tmp_path, "a.pdf", paper([STORY], info={"/Title": "Ferry", "/CreationDate": written}))
    assert isinstance(article, Article)
    assert article.published == datetime(2031, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_an_issue_by_its_outline_without_running_titles(tmp_path: Path) -> None:
    pages = [
        ["Lonn Post, 4 March", "Contents of this issue and who wrote it for you"],
        ["Lonn Post, 4 March", *STORY, "2"],
        ["Lonn Post, 4 March", "Dam closed above", "Abria", *STORY[1:], "Painters show lake", *STORY[1:4], "3"],
        ["Lonn Post, 4 March", *STORY[4:], "4"],
        ["Lonn Post, 4 March", "5"],
    ]
    outline = [(STORY[0], 1), ("Dam closed above Abria", 2), ("Painters show lake", 2), ("No such line", 2)]
    outline.append(("Comic", 4))
    items = read_bytes(tmp_path, "a.pdf", paper(pages, outline=outline))
    found = [item for item in items if isinstance(item, Article)]
    assert [(a.title, a.source.rsplit(":", 1)[-1]) for a in found[1:]] == [
        (STORY[0], "2"), ("Dam closed above Abria", "3"), ("Painters show lake", "3"),
    ]  # fmt: skip
    assert {article.text for article in found[1:]} == {TEXT}
    ((place, reason),) = rejected(items).items()
    assert place == "pdf:5"
    assert reason.startswith("Comic: no text")
    notices = [item.message for item in items if isinstance(item, Notice)]
    assert notices[0] == "No such line: not told apart from what stands before it on page 3"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty file"),
        (b"none", "no PDF file"),
        (paper([[], []]), "no text: its pages are pictures; run OCR"),
        (paper([STORY], password="secret"), "encrypted: save it without a password first"),
        (paper([STORY])[:500], "damaged, no page can be read: "),
        (b"%PDF-1.7\n" + b"junk " * 500, "damaged, no page can be read: "),
    ],
    ids=["empty", "none", "scanned", "encrypted", "cut", "junk"],
)
def test_no_article(tmp_path: Path, content: bytes, reason: str) -> None:
    (item,) = rejected(read_bytes(tmp_path, "a.pdf", content)).values()
    assert item.startswith(reason)


def test_pages_without_text_are_told(tmp_path: Path) -> None:
    article, notice = read_bytes(tmp_path, "a.pdf", paper([STORY, [], []]))
    assert isinstance(article, Article)
    assert isinstance(notice, Notice)
    assert notice.message == "2 of 3 pages have no text, page 2 first: pictures, or scanned"


def test_pages_that_refer_to_each_other_for_ever_end(tmp_path: Path) -> None:
    content = paper([STORY, STORY]).replace(b"/Type /Page\n", b"/Type /Pages\n")
    assert len(read_bytes(tmp_path, "a.pdf", content)) == 1


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 900), st.binary(min_size=1, max_size=30))
def test_whatever_is_overwritten_is_an_article_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, at: int, noise: bytes
) -> None:
    content = paper([STORY])
    items = read_bytes(tmp_path_factory.getbasetemp(), "a.pdf", content[:at] + noise + content[at + len(noise) :])
    assert titles(items) or rejected(items)
