"""Addresses given to `add`: pages, feeds with the pages they link to, plain text, and everything else."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from feeds import BODY, Story, page, rss
from running import here
from web_server import Reply, Site, local, public, serving

from corpus.article import Article, Rejection
from corpus.readers import read
from corpus.readers.items import Draft, Notice, Options
from corpus.readers.web import read_address

WIRE = "http://wire.example"
LINKED = Options(linked=True)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


def _one(site: Site, path: str, options: Options = LINKED) -> Article:
    (found,) = read_address(f"{WIRE}{path}", options, fetcher=public(site))
    assert isinstance(found, Draft), found
    assert found.source == f"{WIRE}{path}"
    return found.article


def _reason(site: Site, path: str) -> str:
    (found,) = read_address(f"{WIRE}{path}", fetcher=public(site))
    assert isinstance(found, Rejection), found
    assert found.source == f"{WIRE}{path}"
    return found.reason


def test_a_page_is_one_article_at_its_address(site: Site) -> None:
    site.pages["/pier"] = page("Pier closed in Lonn")
    site.pages["/old"] = Reply(status=301, headers={"Location": "/pier"})
    for path in ("/pier", "/old"):
        article = _one(site, path)
        assert (article.title, article.url) == ("Pier closed in Lonn", f"{WIRE}/pier")
        assert all(paragraph in article.text for paragraph in BODY)


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("text/html; charset=windows-1252", "cp1252"),
        ("text/html; charset=ISO-8859-1", "cp1252"),
        ('text/html; charset="utf-8"', "utf-8"),
        ("text/html; charset=utf-8", "cp1252"),  # it does not decode: what the page says holds
        ("text/html; charset=no-such-thing", "cp1252"),
        ("text/html", "cp1252"),
    ],
)
def test_the_charset_of_the_header_wins_where_it_decodes(site: Site, header: str, encoding: str) -> None:
    text = "“Wir haben die Brücke geräumt”, sagte der Bürgermeister – und schloß das Tor. " * 5
    meta = "" if encoding == "utf-8" else '<meta charset="windows-1252">'
    markup = f"<html><head>{meta}<title>Brücke</title></head><body><article><p>{text}</p></article></body></html>"
    site.pages["/de"] = Reply(markup.encode(encoding), headers={"Content-Type": header})
    assert "“Wir haben die Brücke geräumt”, sagte der Bürgermeister – und schloß" in _one(site, "/de").text


def test_plain_text_is_read(site: Site) -> None:
    site.pages["/note.txt"] = Reply(
        "Große Brücke zu\n\nDie Brücke bleibt zu.".encode("latin-1"),
        headers={"Content-Type": "text/plain; charset=latin-1"},
    )
    article = _one(site, "/note.txt")
    assert (article.title, article.text) == ("Große Brücke zu", "Die Brücke bleibt zu.")
    assert article.url == f"{WIRE}/note.txt"


@pytest.mark.parametrize("kind", ["application/rss+xml", "text/xml", "text/html", "text/plain", ""])
def test_a_feed_is_one_whatever_it_is_called(site: Site, kind: str) -> None:
    site.pages["/feed"] = Reply(rss(WIRE, Story("/1", "One"), Story("/2", "Two")), headers={"Content-Type": kind})
    found = list(read_address(f"{WIRE}/feed", fetcher=public(site)))
    assert [draft.article.title for draft in found if isinstance(draft, Draft)] == ["One", "Two"]
    assert site.paths == ["/feed"]


def test_links_are_followed_from_where_the_feed_stands(site: Site) -> None:
    site.pages["/deep/feed"] = Reply(rss("", Story("../1", "One"), Story("http://[", "Two")))
    first, second = read_address(f"{WIRE}/deep/feed", fetcher=public(site))
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.article.url, second.article.url) == (f"{WIRE}/1", "")


def test_a_json_feed_is_one(site: Site) -> None:
    feed = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_text": "A."}]}'
    site.pages["/feed"] = Reply(feed, headers={"Content-Type": "application/json"})
    assert _one(site, "/feed").text == "A."


@pytest.mark.parametrize(
    ("path", "reply", "reason"),
    [
        ("/missing", Reply(status=404), "HTTP 404 Not Found"),
        ("/file.pdf", Reply(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "damaged, no page can be read"),
        ("/data", Reply(b'{"a": 1}', headers={"Content-Type": "application/json"}), "application/json, which"),
        ("/odd", Reply(b"words", headers={"Content-Type": "application/x-odd"}), "application/x-odd, which"),
        ("/none", Reply(b"words"), "of no stated kind, which is no page"),
        ("/empty", Reply(b"  "), "an empty answer"),
        ("/wordless", Reply(b"<html><body></body></html>"), ""),
        ("/feed", Reply(b"<rss><channel></channel></rss>"), ""),
    ],
)
def test_anything_else_is_rejected_with_its_reason(site: Site, path: str, reply: Reply, reason: str) -> None:
    site.pages[path] = reply
    assert _reason(site, path).startswith(reason)


def test_an_address_that_must_not_be_asked_is_rejected() -> None:
    for address in ("http://10.0.0.5/", "https://user:pw@wire.example/"):
        (found,) = read_address(address)
        assert isinstance(found, Rejection)
        assert found.reason.startswith("refused: ")


# -- the pages behind summaries --------------------------------------------------------------------------------------


def test_the_page_takes_the_place_of_the_summary(site: Site) -> None:
    site.pages["/feed"] = Reply(rss(WIRE, Story("/1", "Pier closed in Lonn"), Story("/2", "Whole", full="All of it.")))
    site.pages["/1"] = page("Pier closed in Lonn")
    first, second = (found.article for found in read_address(f"{WIRE}/feed", LINKED, fetcher=public(site)))  # type: ignore[union-attr]
    assert BODY[2] in first.text
    assert (first.url, first.outlet) == (f"{WIRE}/1", "Lakeside Wire")
    assert first.published == datetime(2030, 3, 4, 6, tzinfo=UTC)
    assert not {"published", "outlet"} & set(first.guessed)
    assert second.text == "All of it."
    assert site.paths == ["/feed", "/1"]


def test_what_the_page_states_wins(site: Site) -> None:
    head = (
        '<meta property="og:site_name" content="Valley Post"><link rel="canonical" href="http://wire.example/own">'
        '<meta property="article:published_time" content="2030-03-03T05:00:00Z">'
    )
    site.pages["/feed"] = Reply(rss(WIRE, Story("/1", "Pier closed in Lonn")))
    site.pages["/1"] = page("Pier closed in Lonn", head=head)
    article = _one(site, "/feed")
    assert (article.url, article.outlet) == (f"{WIRE}/own", "Valley Post")
    assert article.published == datetime(2030, 3, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Reply(status=403), "HTTP 403 Forbidden"),
        (Reply(b"%PDF", headers={"Content-Type": "application/pdf"}), "application/pdf, which is no page"),
        (page("Pier closed", "Subscribe to read."), ""),
        (Reply(status=302, headers={"Location": "http://10.0.0.5/"}), "refused: 10.0.0.5 is a private address"),
    ],
)
def test_a_page_that_cannot_be_had_leaves_the_summary(site: Site, answer: Reply, why: str) -> None:
    site.pages["/feed"] = Reply(rss(WIRE, Story("/1", "Pier closed")))
    site.pages["/1"] = answer
    (found,) = read_address(f"{WIRE}/feed", LINKED, fetcher=public(site))
    assert isinstance(found, Draft)
    assert found.article.text == "The northern pier of Lonn is closed until further notice."
    assert f"{WIRE}/1: kept as the feed's summary: {why}" in found.notices[-1]


def test_an_entry_without_words_is_its_page_or_a_rejection(site: Site) -> None:
    site.pages["/feed"] = Reply(rss(WIRE, Story("/1", "Pier closed in Lonn", ""), Story("/2", "Gone", "")))
    site.pages["/1"] = page("Pier closed in Lonn")
    first, second = read_address(f"{WIRE}/feed", LINKED, fetcher=public(site))
    assert isinstance(first, Draft)
    assert BODY[0] in first.article.text
    assert isinstance(second, Rejection)
    assert second.reason == "entry 2 (Gone): entry without text; its page: HTTP 404 Not Found"


def test_links_of_a_feed_lead_to_no_exception(site: Site) -> None:
    with serving() as inside:
        inside.pages["/secret"] = page("Secret")
        links = (site.url("/1"), inside.url("/secret"), "http://169.254.169.254/latest", "file:///etc/passwd")
        items = "".join(f"<item><title>T</title><description>D.</description><link>{u}</link></item>" for u in links)
        site.pages["/feed"] = Reply(f"<rss><channel>{items}</channel></rss>".encode())
        site.pages["/1"] = page("Pier closed in Lonn")
        found = list(read_address(site.url("/feed"), LINKED, fetcher=local(site)))
        assert [type(item) for item in found] == [Draft] * 4
        assert all("refused: " in item.notices[-1] for item in found if isinstance(item, Draft))
        assert site.paths == ["/feed"]
        assert inside.asked == []


def test_a_broken_feed_says_so(site: Site) -> None:
    site.pages["/feed"] = Reply(rss(WIRE, Story("/1", "One"), Story("/2", "Two"))[:-40])
    found = list(read_address(f"{WIRE}/feed", fetcher=public(site)))
    assert isinstance(found[0], Draft)
    assert any(isinstance(item, Notice | Rejection) for item in found)


def test_python_says_what_may_be_fetched_whatever_the_environment_says(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/pier"] = page("Pier closed in Lonn")
    monkeypatch.delenv("DATELINE_FETCH_ALLOW", raising=False)
    (refused,) = read([site.url("/pier")])
    assert isinstance(refused, Rejection)
    (article,) = read([site.url("/pier")], Options(fetch_allow=site.place))
    assert isinstance(article, Article)
    monkeypatch.setenv("DATELINE_FETCH_ALLOW", site.place)
    (article,) = read([site.url("/pier")])
    assert isinstance(article, Article)
    (refused,) = read([site.url("/pier")], Options(fetch_allow=""))
    assert isinstance(refused, Rejection)


def test_pages_behind_a_saved_feed_are_never_fetched_from_within_the_network(site: Site, tmp_path: Path) -> None:
    site.pages["/1"] = page("Pier closed in Lonn")
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(site.url(""), Story("/1", "Pier closed", "Closed, says the harbour master of Lonn.")))
    article, *notices = read([feed], Options(linked=True, fetch_allow=site.place))
    assert isinstance(article, Article)
    assert article.text.startswith("Closed, says")
    assert [type(notice) for notice in notices] == [Notice]
    assert site.asked == []


# -- through the command line ----------------------------------------------------------------------------------------


def test_add_takes_addresses(site: Site, tmp_path: Path) -> None:
    site.pages["/feed"] = Reply(rss(WIRE, Story("/1", "Crane to be repaired", "The crane is repaired in May.")))
    addresses = (site.url("/feed"), "http://10.0.0.5/")
    run = here("add", *addresses, "--json", library=tmp_path / "library", DATELINE_FETCH_ALLOW=site.place)
    assert (run.code, run.json["added"]) == (1, 1)
    (rejected,) = run.json["rejected"]
    assert rejected == {"source": "http://10.0.0.5/", "reason": "refused: 10.0.0.5 is a private address"}
