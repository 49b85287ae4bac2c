"""Articles at an address: a page, a feed or a sitemap with the pages it links to, a PDF file, or plain text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from urllib.parse import urljoin

from corpus.article import Article, Rejection
from corpus.errors import FetchError, ReadError
from corpus.fetch import Fetched, Fetcher
from corpus.readers import feed, html, pdf, sitemap, text
from corpus.readers.charset import by_header
from corpus.readers.entry import NO_TEXT, Entry, Feed, found
from corpus.readers.files import as_read_error, marked_encoding, refuse_binary
from corpus.readers.items import STANDARD, Draft, Found, Notice, Options

_FEEDS = re.compile(r"application/((rss|atom|rdf)\+xml|feed\+json)")
_ROOTS = re.compile(rb"(?i)<(rss|feed|rdf:rdf)[\s>]")
_NAMED = re.compile(r"""(?i)<link\b[^>]{0,500}?\btype=["']?application/(?:rss|atom)\+xml[^>]{0,500}""")
_HREF = re.compile(r"""(?i)\bhref=["']?([^"'\s>]+)""")
_STATED = ("title", "outlet", "authors", "published", "updated", "language")
"""What a feed says of an entry that its page may leave out."""


def read_address(url: str, options: Options = STANDARD, *, fetcher: Fetcher | None = None) -> Iterator[Found]:
    """What is at `url`, which a person named; a rejection with its reason when nothing can be had."""
    try:
        with as_read_error():
            yield from _at(url, options, fetcher or Fetcher.allowing(options.fetch_allow))
    except ReadError as error:
        yield Rejection(url, str(error))


def _at(url: str, options: Options, fetcher: Fetcher) -> Iterator[Found]:
    fetched = fetcher.fetch(url, size=sitemap.SIZE if "sitemap" in url.lower() else None)
    if sitemap.is_one(fetched.body):
        for entry in sitemap.entries(fetched.body, fetched.url, fetcher):
            yield _listed(entry, fetcher) if isinstance(entry, Entry) else entry
    elif is_feed(fetched):
        yield from _from_feed(feed_in(fetched), url, fetcher if options.linked else None)
    else:
        yield from page_in(fetched, url)


def is_feed(fetched: Fetched) -> bool:
    """Whether a feed came, by its first element or what the server calls it."""
    head = fetched.body[:2000]
    if marked_encoding(head) in ("utf-16", "utf-32"):
        head = head.replace(b"\x00", b"")
    named = bool(_FEEDS.fullmatch(fetched.media_type)) and b"<html" not in head.lower()
    in_json = head.lstrip().startswith((b"{", b"\xef\xbb\xbf{")) and b"//jsonfeed.org/version/" in fetched.body
    return named or in_json or bool(_ROOTS.search(head))


def feed_in(fetched: Fetched) -> Feed:
    """The feed that came. Raises `ReadError` when it is none, naming the one that a page points to."""
    if not is_feed(fetched):
        named = _NAMED.search(fetched.body.decode("latin-1"))
        href = _HREF.search(named[0]) if named else None
        raise ReadError(f"not a feed{f'; the page names {href[1][:200]}' if href else ''}")
    came = feed.parse(fetched.body, charset=fetched.charset)
    return replace(came, entries=tuple(_absolute(entry, fetched.url) for entry in came.entries))


def _absolute(entry: Entry, base: str) -> Entry:
    """The entry with a link that can be followed from anywhere."""
    try:
        return replace(entry, link=urljoin(base, entry.link)) if entry.link else entry
    except ValueError:  # what no parser takes for an address leads nowhere
        return replace(entry, link="")


def _from_feed(came: Feed, name: str, fetcher: Fetcher | None) -> Iterator[Found]:
    for entry in came.entries:
        yield found(entry, name) if fetcher is None else linked(entry, name, fetcher)
    if came.trouble:
        yield Notice(name, came.trouble)


def _listed(entry: Entry, fetcher: Fetcher) -> Draft | Rejection:
    """The article of a page that a sitemap lists."""
    try:
        return behind(entry, entry.link, fetcher)
    except ReadError as error:
        return Rejection(entry.link, str(error))


def wants_page(entry: Entry) -> bool:
    """Whether an entry has less than its article, and says where that is."""
    return bool(entry.link) and not entry.full and not entry.trouble


def linked(entry: Entry, name: str, fetcher: Fetcher) -> Draft | Rejection:
    """The article behind an entry that carries no more than a summary; the summary when it cannot be had."""
    alone = found(entry, name)
    if not wants_page(entry):
        return alone
    try:
        return behind(entry, name, fetcher)
    except ReadError as error:
        return without_page(entry, alone, name, error)


def without_page(entry: Entry, alone: Draft | Rejection, name: str, error: ReadError) -> Draft | Rejection:
    """What an entry gives `alone`, saying why that is all."""
    if isinstance(alone, Rejection):
        return entry.rejection(name, f"{NO_TEXT}; its page: {error}")
    return replace(alone, notices=(*alone.notices, f"{entry.link}: kept as the feed's summary: {error}"))


def behind(entry: Entry, name: str, fetcher: Fetcher) -> Draft:
    """The article of the page an entry links to. Raises `ReadError` when there is none, or no more than the summary."""
    fetched = fetcher.fetch(entry.link, linked=True)
    if not _is_page(fetched):
        raise ReadError(f"{fetched.media_type or 'something'}, which is no page")
    draft = next(html.page(_markup(fetched), name, url=entry.link))
    if len(draft.article.text) <= len(entry.text):
        raise ReadError("the page has no more text than the feed")
    return replace(draft, article=_completed(draft.article, entry.article))


def _completed(page: Article, entry: Article) -> Article:
    """The page's article, with what only the feed states."""
    kept = {
        field: getattr(entry, field)
        for field in _STATED
        if getattr(entry, field) and (not getattr(page, field) or field in page.guessed)
    }
    guessed = tuple(field for field in page.guessed if field not in kept)
    return replace(page, guessed=guessed, **kept)


def page_in(fetched: Fetched, name: str) -> Iterator[Found]:
    """The article of a page or a text that came. Raises `ReadError` for anything else."""
    if not fetched.body.strip():
        raise FetchError("an empty answer")
    if pdf.MAGIC in fetched.body[:1024]:
        yield from _in_pdf(fetched, name)
        return
    refuse_binary(fetched.body)
    if _is_page(fetched):
        yield from html.page(_markup(fetched), name, url=fetched.url)
    elif fetched.media_type == "text/plain":
        for draft in text.read(BytesIO(_in_utf8(fetched)), name):
            yield replace(draft, article=replace(draft.article, url=fetched.url))
    else:
        raise FetchError(f"{fetched.media_type or 'of no stated kind'}, which is no page, feed or text")


def _in_pdf(fetched: Fetched, name: str) -> Iterator[Found]:
    """The articles of a PDF file; of several, none is what the address names."""
    found = list(pdf.read(BytesIO(fetched.body), name))
    alone = sum(isinstance(item, Draft) for item in found) == 1
    for item in found:
        if alone and isinstance(item, Draft):
            yield replace(item, article=replace(item.article, url=fetched.url))
        else:
            yield item


def _is_page(fetched: Fetched) -> bool:
    head = fetched.body[:2000].lower()
    return fetched.media_type in html.MEDIA_TYPES or b"<html" in head or b"<!doctype html" in head


def _markup(fetched: Fetched) -> str:
    return by_header(fetched.body, fetched.charset) or html.decoded_page(fetched.body)


def _in_utf8(fetched: Fetched) -> bytes:
    words = by_header(fetched.body, fetched.charset)
    return fetched.body if words is None else words.encode("utf-8", "replace")
