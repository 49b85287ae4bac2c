"""Sitemaps by address: the pages they list, what news sitemaps add, and no way past the fetcher's rules."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from archives import read_bytes, rejected
from crawls import page
from papers import paper
from web_server import Reply, Site, public, serving

from corpus.article import Article, Rejection
from corpus.readers import Notice, sitemap
from corpus.readers.items import Draft, Found
from corpus.readers.web import read_address

NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>http://post.example.org/1</loc><lastmod>2031-05-05</lastmod>
  <image:image><image:loc>http://post.example.org/1.jpg</image:loc></image:image>
  <n:news><n:publication><n:name>Lonn Post</n:name><n:language>en</n:language></n:publication>
  <n:publication_date>2031-03-04T05:06:07Z</n:publication_date><n:title>Ferry &amp; more</n:title></n:news></url>
<url><loc>http://post.example.org/gone</loc></url>
<url><loc>http://post.example.org/forbidden/2</loc></url>
<url><loc>http://post.example.org/1</loc></url>
<url><loc>ftp://post.example.org/1</loc></url>
</urlset>"""


def urlset(*links: str) -> bytes:
    return ("<urlset>" + "".join(f"<url><loc>{link}</loc></url>" for link in links) + "</urlset>").encode()


def index(*links: str) -> bytes:
    listed = "".join(f"<sitemap><loc>{link}</loc></sitemap>" for link in links)
    return f"<sitemapindex>{listed}</sitemapindex>".encode()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        html = {"Content-Type": "text/html; charset=utf-8"}
        running.pages.update({f"/{number}": Reply(page(number), headers=html) for number in range(1, 6)})
        running.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /forbidden/\n")
        yield running


def found(site: Site, path: str) -> list[Found]:
    return list(read_address(f"http://post.example.org{path}", fetcher=public(site)))


def titles(items: list[Found]) -> list[str]:
    return [item.article.title for item in items if isinstance(item, Draft)]


def test_a_news_sitemap_completes_what_its_pages_leave_out(site: Site) -> None:
    site.pages["/news.xml"] = Reply(NEWS.encode(), headers={"Content-Type": "application/xml"})
    ferry, *rest = found(site, "/news.xml")
    assert isinstance(ferry, Draft)
    assert ferry.article.url == "http://post.example.org/1"
    assert (ferry.article.outlet, ferry.article.language) == ("Lonn Post", "en")
    assert ferry.article.published == datetime(2031, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert ferry.article.title == "Ferry & more"  # the page's own headline was a guess
    assert rest == [
        Rejection("http://post.example.org/gone", "HTTP 404 Not Found"),
        Rejection("http://post.example.org/forbidden/2", "refused: the site's robots.txt forbids it"),
    ]
    assert site.paths == ["/news.xml", "/1", "/gone"]


def test_an_index_is_followed_once_and_packed_sitemaps_are_read(site: Site) -> None:
    where = [f"http://post.example.org/{name}" for name in ("a.xml", "b.xml.gz", "index.xml", "a.xml", "lost.xml")]
    site.pages["/index.xml"] = Reply(index(*where))
    site.pages["/a.xml"] = Reply(urlset("http://post.example.org/1", "http://post.example.org/2"))
    site.pages["/b.xml.gz"] = Reply(gzip.compress(urlset("http://post.example.org/2", "http://post.example.org/3")))
    items = found(site, "/index.xml")
    assert titles(items) == ["Ferry 1", "Ferry 2", "Ferry 3"]
    assert [item for item in items if isinstance(item, Rejection)] == [Rejection(where[-1], "HTTP 404 Not Found")]
    assert site.paths.count("/index.xml") == site.paths.count("/a.xml") == 1


@pytest.mark.parametrize("link", ["http://127.0.0.1/1", "http://169.254.169.254/x", "http://[::1]/", "http://2130706433/"])
def test_a_sitemap_leads_nowhere_but_to_the_public_web(site: Site, link: str) -> None:
    site.pages["/index.xml"] = Reply(index(link))
    site.pages["/sitemap.xml"] = Reply(urlset(link))
    for path in ("/index.xml", "/sitemap.xml"):
        (item,) = found(site, path)
        assert isinstance(item, Rejection)
        assert item.reason.startswith("refused: ")
    assert site.paths == ["/index.xml", "/sitemap.xml"]


def test_limits_are_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "PAGES", 2)
    monkeypatch.setattr(sitemap, "SITEMAPS", 3)
    links = [f"http://post.example.org/{number}" for number in range(1, 6)]
    site.pages["/sitemap.xml"] = Reply(urlset(*links))
    *items, notice = found(site, "/sitemap.xml")
    assert titles(items) == ["Ferry 1", "Ferry 2"]
    assert isinstance(notice, Notice)
    assert notice.message == "3 more addresses than are fetched at once; give the sitemaps one by one"
    site.pages["/index.xml"] = Reply(index(*(f"http://post.example.org/{n}.xml" for n in "abcdef")))
    assert len(found(site, "/index.xml")) == 2 + 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<urlset>" + b"<url>" * 2_000, "elements nested more than 1000 deep"),
        (b"<!DOCTYPE x [<!ENTITY a 'http://post.example.org/1'>]><urlset><url><loc>&a;</loc></url></urlset>", ""),
        (gzip.compress(b"<urlset>" + bytes(5_000_000)), "over the limit of"),
        (gzip.compress(urlset("http://post.example.org/1"))[:-12], "its packed body ends before its end"),
        (b"<urlset></urlset>", ""),
    ],
    ids=["deep", "entity", "bomb", "cut", "empty"],
)
def test_broken_and_hostile_sitemaps(
    site: Site, monkeypatch: pytest.MonkeyPatch, content: bytes, reason: str
) -> None:
    monkeypatch.setattr(sitemap, "SIZE", 1_000_000)
    site.pages["/s.xml"] = Reply(content)
    items = found(site, "/s.xml")
    assert titles(items) == []
    assert [item.reason[: len(reason)] for item in items if isinstance(item, Rejection)] == ([reason] if reason else [])


def test_a_sitemap_in_a_file_says_what_to_do(tmp_path: Path) -> None:
    assert rejected(read_bytes(tmp_path, "a.xml", NEWS.encode())) == {
        "xml": "a sitemap: give its address, and the pages that it lists are fetched"
    }


def test_a_pdf_file_by_its_address(site: Site) -> None:
    lines = ["Ferry returns to Lonn", "The ferry to Lonn sails again from Monday, the harbour office said."]
    site.pages["/a.pdf"] = Reply(paper([lines]), headers={"Content-Type": "application/pdf"})
    (item,) = found(site, "/a.pdf")
    assert isinstance(item, Draft)
    assert isinstance(item.article, Article)
    assert (item.article.title, item.article.url) == (lines[0], "http://post.example.org/a.pdf")
