"""What a feed states of each entry, and the measure of it against another reader."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.article import Article, Rejection
from corpus.errors import ReadError
from corpus.readers import read
from corpus.readers.feed import entries, parse
from eval.datasets import DatasetError
from eval.feeds import report

RSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Lonn Post</title><link>https://post.example.org/news/</link>
<item><title>A &lt;b&gt;bold&lt;/b&gt; step</title><link>
  https://post.example.org/step
</link><dc:date>2031-01-02T03:04:05+01:00</dc:date></item>
<item><title>No link</title><guid>tag:post.example.org,2031:7</guid><description>In short.</description></item>
<item><title>Guid</title><guid>https://post.example.org/guid</guid><pubDate>May 5, 2031 at 5 p.m. ET</pubDate></item>
<item><title>Relative</title><link>../sport/cup</link><description>The cup.</description></item>
</channel></rss>"""


def test_every_entry_with_or_without_words() -> None:
    step, no_link, guid, relative = entries(RSS.encode())
    assert (step.title, step.link, step.text) == ("A bold step", "https://post.example.org/step", "")
    assert step.published == datetime(2031, 1, 2, 2, 4, 5, tzinfo=UTC)
    assert (no_link.link, no_link.article.url, no_link.full) == ("", "", False)
    assert guid.link == "https://post.example.org/guid"
    assert guid.published == datetime(2031, 5, 5, 21, tzinfo=UTC)
    assert (relative.link, relative.article.url) == ("../sport/cup", "https://post.example.org/sport/cup")
    (*_, relative) = entries(RSS.encode(), url="https://feeds.example.org/a/b.rss")
    assert relative.link == "https://feeds.example.org/sport/cup"


def test_a_charset_stated_by_the_server_goes_before_the_guess() -> None:
    feed = "<rss version='2.0'><channel><item><title>Мэр</title></item></channel></rss>".encode("koi8-r")
    assert [entry.title for entry in parse(feed, charset="koi8-r").entries] == ["Мэр"]


def test_a_json_feed_is_a_feed_too() -> None:
    value = {"version": "https://jsonfeed.org/version/1", "items": [{"title": "T", "url": "https://example.org/"}]}
    (entry,) = entries(json.dumps(value).encode())
    assert (entry.title, entry.link) == ("T", "https://example.org/")
    for wrong in (b"{}", b"{", b'{"a":' * 100_000):
        with pytest.raises(ReadError):
            parse(wrong)


def test_entries_without_words_are_listed(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text(RSS)
    items = list(read([tmp_path / "a.rss"]))
    assert [item.title for item in items if isinstance(item, Article)] == ["No link", "Relative"]
    assert [item.reason for item in items if isinstance(item, Rejection)] == [
        "entry 1 (A bold step): entry without text",
        "entry 3 (Guid): entry without text",
    ]


def test_the_measure(tmp_path: Path) -> None:
    for folder in ("real/input", "real/output", "fixtures"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "real/input/good.rss").write_text(RSS)
    items = [
        {"title": "A <b>bold</b> step", "link": "https://post.example.org/step", "isoDate": "2031-01-02T02:04:05.000Z"},
        {"title": "No link"},
        {"title": "Guid", "link": "https://post.example.org/other", "isoDate": "2031-05-05T21:00:00.000Z"},
        {"title": "Relative", "link": "../sport/cup"},
    ]
    (tmp_path / "real/output/good.json").write_text(json.dumps({"feed": {"items": items}}))
    (tmp_path / "real/input/other.rss").write_text(RSS)
    (tmp_path / "fixtures/cut.xml").write_text(RSS[:300])
    lines = list(report(tmp_path))
    assert lines[1].split() == ["good.rss", "4", "4", "4", "3", "4"]
    assert "instead of" in lines[2]
    assert lines[3].split() == ["other.rss", "excluded:", "no", "expectation"]
    assert lines[4].split() == ["1", "feeds", "4", "4", "4", "3", "4"]
    assert "1 of them not well-formed: 0 gave articles, 1 a reason" in lines
    with pytest.raises(DatasetError, match="no feeds at"):
        list(report(tmp_path / "fixtures"))


def test_entries_that_share_the_link_of_their_feed_are_articles_of_their_own(tmp_path: Path) -> None:
    item = "<item><guid>{0}</guid><title>Part {0}</title><link>{1}</link><description>{2}</description></item>"
    front, page = "https://radio.example.org/", "https://radio.example.org/1"
    items = [item.format(n, front, f"Harbour talk number {n} was about the {n} cranes of Lonn.") for n in range(3)]
    items += [item.format(9, page, f"The harbour talk said that {n} cranes stood still.") for n in range(2)]
    path = tmp_path / "radio.xml"
    path.write_text(f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>", encoding="utf-8")
    assert [getattr(article, "url", None) for article in read([path])] == ["", "", "", page, page]


def test_a_feed_of_namespaces_alone_is_not_parsed() -> None:
    item = "<item><title>Ferry late</title><description>The ferry was late again.</description></item>"
    for number, given in ((100, True), (40_000, False)):
        declared = "".join(f'<a{n}:b xmlns:a{n}="u{n}">x</a{n}:b>' for n in range(number))
        feed = f'<rss version="2.0"><channel><title>t</title>{declared}{item}</channel></rss>'.encode()
        if given:
            assert [entry.title for entry in parse(feed).entries] == ["Ferry late"]
        else:
            with pytest.raises(ReadError, match="more than 200 namespaces"):
                parse(feed)
