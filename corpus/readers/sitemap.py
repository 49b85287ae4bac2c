"""Sitemaps: the pages a site lists, with what news sitemaps say of each, and the sitemaps an index lists."""

import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from corpus.article import Rejection
from corpus.errors import ReadError
from corpus.fetch import Fetcher, unpacked
from corpus.readers.dates import moment
from corpus.readers.entry import Entry
from corpus.readers.fields import language_code
from corpus.readers.files import MB, marked_encoding
from corpus.readers.items import Notice
from corpus.readers.markup import SITEMAP, guard

SIZE = 52 * MB
"""Largest sitemap: the protocol allows 50 MiB and 50,000 addresses."""
SITEMAPS = 1_000
"""Most sitemaps that are fetched for one address."""
PAGES = 50_000
"""Most pages that are fetched for one address: at one a second for most hosts, fourteen hours."""
_GZIP = b"\x1f\x8b"

Element = Any
"""lxml's, which have no types."""


def is_one(data: bytes) -> bool:
    """Whether bytes are a sitemap or an index of them, packed or not."""
    try:
        head = unpacked(data[:2000], 4000, cut=True) if data.startswith(_GZIP) else data[:4000]
    except ReadError:
        return False
    return bool(SITEMAP.search(head.replace(b"\x00", b"")))


def entries(data: bytes, url: str, fetcher: Fetcher) -> Iterator[Entry | Rejection | Notice]:
    """The pages of the sitemap at `url`, and of those that it lists, each once.

    A sitemap that cannot be had is a rejection; what lies beyond the limits is counted in a notice.
    """
    waiting: deque[tuple[str, bytes | None]] = deque([(url, data)])
    seen, pages, left_out = {url}, set[str](), 0
    while waiting:
        address, content = waiting.popleft()
        try:
            body = fetcher.fetch(address, linked=True, size=SIZE).body if content is None else content
            found, sitemaps = _parsed(body)
        except ReadError as error:
            yield Rejection(address, str(error))
            continue
        for link in dict.fromkeys(sitemaps):
            if link not in seen and len(seen) < SITEMAPS:
                waiting.append((link, None))
            left_out += link not in seen and len(seen) >= SITEMAPS
            seen.add(link)
        for entry in found:
            if entry.link not in pages and len(pages) < PAGES:
                yield entry
            left_out += entry.link not in pages and len(pages) >= PAGES
            if len(pages) < PAGES:
                pages.add(entry.link)
    if left_out:
        yield Notice(url, f"{left_out:,} more addresses than are fetched at once; give the sitemaps one by one")


def _parsed(data: bytes) -> tuple[list[Entry], list[str]]:
    """The pages of a sitemap and the sitemaps of an index. Raises `ReadError`."""
    data = unpacked(data, SIZE) if data.startswith(_GZIP) else data
    guard(data.decode(marked_encoding(data) or "latin-1", errors="replace"), xml=True)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
    root = etree.fromstring(data, parser)
    if root is None:
        raise ReadError("a sitemap that cannot be read: broken XML")
    listed = [(node, link) for node in root if (link := _link(node))]
    pages = [_entry(node, link, number) for number, (node, link) in enumerate(listed, 1) if _name(node) == "url"]
    return pages, [link for node, link in listed if _name(node) == "sitemap"]


def _name(node: Element) -> str:
    return etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""


def _words(node: Element, *path: str) -> str:
    """The words of the first element at the end of a path of names, whatever their namespace."""
    for name in path:
        node = next((child for child in node if _name(child) == name), None)
        if node is None:
            return ""
    return " ".join("".join(node.itertext()).split())


def _link(node: Element) -> str:
    link = _words(node, "loc")
    return link if re.match(r"(?i)https?://", link) else ""


def _entry(node: Element, link: str, number: int) -> Entry:
    return Entry(
        number=number,
        title=_words(node, "news", "title"),
        link=link,
        published=_moment(_words(node, "news", "publication_date")),
        outlet=_words(node, "news", "publication", "name"),
        language=language_code(_words(node, "news", "publication", "language")),
    )


def _moment(words: str) -> datetime | None:
    try:
        return moment(words) if words else None
    except ValueError:  # the page says it, too
        return None
