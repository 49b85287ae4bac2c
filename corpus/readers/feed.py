"""RSS, Atom and JSON feeds: every entry of a feed, and an article of each that carries words."""

import calendar
import html
import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from corpus.article import printable
from corpus.errors import ReadError
from corpus.readers import jsonfeed
from corpus.readers.dates import moment
from corpus.readers.entry import Entry, Feed, found, told_apart
from corpus.readers.fields import language_code, names
from corpus.readers.files import MB, marked_encoding, reason_of, whole
from corpus.readers.html import decoded_page, page
from corpus.readers.items import STANDARD, Found, Notice, Options
from corpus.readers.markup import SITEMAP, guard, plain, tidy

LIMIT = 5 * MB

_REFERENCE = re.compile(rb"(?i)&#(x[0-9a-f]{1,12}|[0-9]{1,12})\b;?")
_NAMESPACE = re.compile(r"(?i)\bxmlns\b[^\s=>]{0,200}")
MAX_NAMESPACES = 200
"""A feed has some ten. The parser's time grows with the square of their number, and faster."""
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*>")
_OPENING = re.compile(rb"(?i)<(?:item|entry)[\s>]")
_CLOSING = re.compile(rb"(?i)</(?:item|entry)\s*>")

Parsed = Any
"""feedparser's dictionaries, which have no types."""


def read(stream: BinaryIO, name: str, options: Options = STANDARD) -> Iterator[Found]:
    """The entries in the order of the feed. Raises `ReadError` when the file is no feed or none can be had."""
    data = whole(stream, LIMIT)
    if is_page(data):
        yield from page(decoded_page(data), name)
        return
    if SITEMAP.search(data[:4000]):
        raise ReadError("a sitemap: give its address, and the pages that it lists are fetched")
    feed = parse(data)
    give = _linking(options.fetch_allow) if options.linked else found
    for entry in feed.entries:
        yield give(entry, name)
    if feed.trouble:
        yield Notice(name, feed.trouble)


def _linking(allow: str | None) -> Callable[[Entry, str], Found]:
    from corpus.fetch import Fetcher
    from corpus.readers import web

    fetcher = Fetcher.allowing(allow)
    return lambda entry, name: web.linked(entry, name, fetcher)


def is_page(data: bytes) -> bool:
    """Whether what is called XML is a page."""
    head = data[:1000].lower()
    return b"<html" in head and not any(root in head for root in (b"<rss", b"<feed", b"<rdf:rdf"))


def entries(data: bytes, url: str = "", charset: str = "") -> Iterator[Entry]:
    """Every entry of a feed, whether it has words or not. Raises `ReadError` when there is none to be had."""
    yield from parse(data, url, charset).entries


def parse(data: bytes, url: str = "", charset: str = "") -> Feed:
    """A feed that came from `url`, if from any, in the charset its server stated, if any. Raises `ReadError`."""
    if data.lstrip().startswith((b"{", b"\xef\xbb\xbf{")):
        return jsonfeed.parse(data)
    # Tags are ASCII in every charset but the marked ones.
    markup = data.decode(marked_encoding(data) or "latin-1", errors="replace")
    guard(markup, xml=True)
    if len(set(_NAMESPACE.findall(markup))) > MAX_NAMESPACES:
        raise ReadError(f"more than {MAX_NAMESPACES} namespaces")
    parsed = _parsed(data, url, charset)
    if not parsed.entries:
        raise ReadError(_why_nothing(parsed))
    made = [_entry(entry, parsed.feed, number) for number, entry in enumerate(parsed.entries, 1)]
    if _ends_inside_entry(data):
        made[-1] = Entry(made[-1].number, made[-1].title, trouble="the feed ends in the middle of it")
    return Feed(told_apart(made, [str(entry.get("id") or "") for entry in parsed.entries]), _trouble(parsed))


def _parsed(data: bytes, url: str, charset: str) -> Parsed:
    import feedparser

    # Never a bare string: it would be opened as a file or address of that name. Neither relative links nor unsafe
    # tags in the words matter here, since only the words are kept.
    declaration = _DECLARATION.match(data)
    if declaration and not declaration[0].isascii():  # the name of its charset is broken
        data = data[declaration.end() :]
    stated = {"content-location": url, "content-type": f"application/xml; charset={charset}" if charset else ""}
    try:
        return feedparser.parse(
            io.BytesIO(_REFERENCE.sub(_no_surrogate, data)),
            response_headers={header: value for header, value in stated.items() if value},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # it meets hostile input here
        raise ReadError(f"broken feed, no entry can be read: {reason_of(error)}") from None


def _no_surrogate(reference: re.Match[bytes]) -> bytes:
    # Half a character, written as a number, is one that feedparser cannot survive.
    digits = reference[1].lower()
    code = int(digits[1:], 16) if digits.startswith(b"x") else int(digits)
    return b"&#xFFFD;" if 0xD800 <= code <= 0xDFFF else reference[0]


def _ends_inside_entry(data: bytes) -> bool:
    ends = [match.end() for match in _CLOSING.finditer(data)]
    return bool(_OPENING.search(data, ends[-1] if ends else 0))


def _trouble(feed: Parsed) -> str:
    # A charset other than the declared one is a note, not a fault: the words were read.
    if not feed.bozo or "Encoding" in type(feed.bozo_exception).__name__:
        return ""
    problem = reason_of(feed.bozo_exception)
    return f"not well-formed ({problem}); {len(feed.entries)} entries read, more may be missing"


def _why_nothing(feed: Parsed) -> str:
    if feed.bozo:
        return f"broken feed, no entry can be read: {reason_of(feed.bozo_exception)}"
    return "a feed without entries" if feed.get("version") else "XML, but no RSS or Atom feed"


def _entry(entry: Parsed, feed: Parsed, number: int) -> Entry:
    title = ""
    try:
        title = " ".join(_words(entry.get("title_detail")).split())
        return _stated(entry, feed, number, title)
    except ReadError as error:
        return Entry(number, title, trouble=str(error))


def _stated(entry: Parsed, feed: Parsed, number: int, title: str) -> Entry:
    dates = {key: _moment(entry, key) for key in ("published", "updated")}
    # The longest full content, else the summary.
    content = max((_words(part) for part in entry.get("content") or []), key=len, default="")
    return Entry(
        number=number,
        title=title,
        link=_link(entry),
        site=str(feed.get("link") or ""),
        published=dates["published"] or dates["updated"],
        updated=dates["updated"],
        text=content or _words(entry.get("summary_detail")),
        full=bool(content),
        authors=_authors(entry),
        outlet=_words((entry.get("source") or {}).get("title_detail")) or _words(feed.get("title_detail")),
        language=language_code(feed.get("language") or (entry.get("title_detail") or {}).get("language") or ""),
        unread=tuple(
            f"kept without its date: {key}: cannot read the date {str(entry[key])[:60]!r}"
            for key, date in dates.items()
            if date is None and key in entry and entry[key]
        ),
    )


def _words(detail: Parsed) -> str:
    if not detail or not detail.get("value"):
        return ""
    value = str(detail["value"])
    if "html" in str(detail.get("type")):
        return plain(value)
    # Plain text in RSS is often escaped once more than it should be.
    return tidy(html.unescape(value))


def _link(entry: Parsed) -> str:
    """The entry's address. An id that stands in for it is one only when it can be followed."""
    link = printable(str(entry.get("link") or "")).strip()
    stands_in = link == str(entry.get("id") or "").strip() and not re.match(r"(?i)https?:", link)
    return "" if stands_in else link


def _authors(entry: Parsed) -> tuple[str, ...]:
    listed = [str(person.get("name") or "") for person in entry.get("authors") or []]
    return tuple(dict.fromkeys(name for people in listed for name in names(people)))


def _moment(entry: Parsed, key: str) -> datetime | None:
    # "in" first: feedparser answers for "updated" with "published", and warns.
    stated = entry[key] if key in entry else ""
    parsed = entry[f"{key}_parsed"] if f"{key}_parsed" in entry else None
    if not stated:
        return None
    try:
        return moment(float(calendar.timegm(parsed)) if parsed else str(stated))
    except (ValueError, OverflowError):
        return None
