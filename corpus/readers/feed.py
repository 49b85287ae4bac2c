"""RSS and Atom files: every entry that carries words."""

import calendar
import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from corpus.article import Article, Rejection
from corpus.errors import ReadError
from corpus.readers.fields import language_code, names
from corpus.readers.files import MB, reason_of, whole
from corpus.readers.html import decoded_page, page
from corpus.readers.items import Draft, Found, Notice
from corpus.readers.markup import guard, plain, tidy

LIMIT = 5 * MB

_REFERENCE = re.compile(rb"(?i)&#(x[0-9a-f]{1,12}|[0-9]{1,12})\b;?")

Parsed = Any
"""feedparser's dictionaries, which have no types."""


def read(stream: BinaryIO, name: str) -> Iterator[Found]:
    """The entries in the order of the feed. Raises `ReadError` when the file is no feed or none can be had."""
    data = whole(stream, LIMIT)
    if _is_page(data):
        yield from page(decoded_page(data), name)
        return
    guard(data.decode("latin-1"), xml=True)  # tags are ASCII in every charset but UTF-16 and its like
    feed = _parse(data)
    if not feed.entries:
        raise ReadError(_why_nothing(feed))
    for number, entry in enumerate(feed.entries, 1):
        yield from _entry(entry, feed.feed, number, name)
    if _broken(feed):
        problem = reason_of(feed.bozo_exception)
        yield Notice(name, f"not well-formed ({problem}); {len(feed.entries)} entries read, more may be missing")


def _is_page(data: bytes) -> bool:
    head = data[:1000].lower()
    return b"<html" in head and not any(root in head for root in (b"<rss", b"<feed", b"<rdf:rdf"))


def _parse(data: bytes) -> Parsed:
    import feedparser

    # Bytes only: a string would be opened as a file or address of that name. Neither relative links nor unsafe
    # tags matter here, since only words are kept.
    data = _REFERENCE.sub(_no_surrogate, data)
    return feedparser.parse(data, resolve_relative_uris=False, sanitize_html=False)


def _no_surrogate(reference: re.Match[bytes]) -> bytes:
    # Half a character, written as a number, is one that feedparser cannot survive.
    digits = reference[1].lower()
    code = int(digits[1:], 16) if digits.startswith(b"x") else int(digits)
    return b"&#xFFFD;" if 0xD800 <= code <= 0xDFFF else reference[0]


def _broken(feed: Parsed) -> bool:
    # A charset other than the declared one is a note, not a fault: the words were read.
    return bool(feed.bozo) and "Encoding" not in type(feed.bozo_exception).__name__


def _why_nothing(feed: Parsed) -> str:
    if feed.bozo:
        return f"broken feed, no entry can be read: {reason_of(feed.bozo_exception)}"
    return "a feed without entries" if feed.version else "XML, but no RSS or Atom feed"


def _entry(entry: Parsed, feed: Parsed, number: int, name: str) -> Iterator[Found]:
    title = ""
    try:
        title = _words(entry.get("title_detail"))
        text = _text(entry)
        if not text:
            raise ReadError("entry without text")
        article, notices = _article(entry, feed, title, text)
        yield Draft(name, article, notices)
    except ReadError as error:
        yield Rejection(name, f"entry {number}{f' ({title[:80]})' if title else ''}: {error}")


def _article(entry: Parsed, feed: Parsed, title: str, text: str) -> tuple[Article, tuple[str, ...]]:
    published, updated = _moment(entry, "published"), _moment(entry, "updated")
    unread = tuple(
        f"kept without its date: {key}: cannot read the date {str(entry[key])[:60]!r}"
        for key, found in (("published", published), ("updated", updated))
        if found is None and key in entry and entry[key]
    )
    article = Article(
        text=text,
        title=" ".join(title.split()),
        url=entry.get("link") or "",
        outlet=_words((entry.get("source") or {}).get("title_detail")) or _words(feed.get("title_detail")),
        authors=_authors(entry),
        # RSS 1.0 and many Atom feeds give one date, under the name of the update.
        published=published or updated,
        updated=updated,
        language=language_code(feed.get("language") or ""),
    )
    return article, unread


def _text(entry: Parsed) -> str:
    """The longest full content, else the summary."""
    full = max((_words(content) for content in entry.get("content") or []), key=len, default="")
    return full or _words(entry.get("summary_detail"))


def _words(detail: Parsed) -> str:
    if not detail or not detail.get("value"):
        return ""
    value = str(detail["value"])
    if "html" in str(detail.get("type")):
        return plain(value)
    # Plain text in RSS is often escaped once more than it should be.
    return tidy(html.unescape(value))


def _authors(entry: Parsed) -> tuple[str, ...]:
    listed = [str(person.get("name") or "") for person in entry.get("authors") or []]
    return tuple(dict.fromkeys(name for people in listed for name in names(people)))


def _moment(entry: Parsed, key: str) -> datetime | None:
    # "in" first: feedparser answers for "updated" with "published", and warns.
    parsed = entry[f"{key}_parsed"] if f"{key}_parsed" in entry else None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None
