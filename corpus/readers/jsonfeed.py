"""JSON Feed, versions 1.0 and 1.1."""

import json
from collections.abc import Mapping
from datetime import datetime

from corpus.article import printable
from corpus.errors import ReadError
from corpus.readers.dates import moment
from corpus.readers.entry import Entry, Feed
from corpus.readers.fields import language_code, names
from corpus.readers.files import decoded
from corpus.readers.markup import plain, tidy

Object = Mapping[str, object]


def is_feed(value: object) -> bool:
    """Whether a JSON document says that it is a feed."""
    return isinstance(value, Mapping) and "//jsonfeed.org/version/" in _string(value, "version")


def parse(data: bytes) -> Feed:
    """The feed in a JSON document. Raises `ReadError`."""
    try:
        value = json.loads(decoded(data))
    except RecursionError:
        raise ReadError("not JSON that can be read: nested too deep") from None
    except ValueError as error:
        raise ReadError(f"not JSON: {str(error)[:100]}") from None
    if not is_feed(value):
        raise ReadError("JSON, but no feed")
    return feed_of(value)


def feed_of(value: Object) -> Feed:
    """The feed that an object for which `is_feed` holds describes. Raises `ReadError` when it has no entries."""
    items = value.get("items")
    if not isinstance(items, list) or not items:
        raise ReadError("a feed without entries")
    return Feed(tuple(_entry(item, value, number) for number, item in enumerate(items, 1)))


def _entry(item: object, feed: Object, number: int) -> Entry:
    if not isinstance(item, Mapping):
        return Entry(number, trouble="not an article: a JSON object is needed")
    title = " ".join(tidy(_string(item, "title")).split())
    try:
        content = plain(_string(item, "content_html")) or tidy(_string(item, "content_text"))
    except ReadError as error:
        return Entry(number, title, trouble=str(error))
    published, bad = _moment(item, "date_published")
    updated, bad_too = _moment(item, "date_modified")
    return Entry(
        number=number,
        title=title,
        link=_string(item, "url") or _string(item, "external_url"),
        site=_string(feed, "home_page_url"),
        published=published or updated,
        updated=updated,
        text=content or tidy(_string(item, "summary")),
        full=bool(content),
        authors=tuple(_authors(item) or _authors(feed)),
        outlet=_string(feed, "title"),
        language=language_code(_string(item, "language") or _string(feed, "language")),
        unread=bad + bad_too,
    )


def _string(value: Object, key: str) -> str:
    found = value.get(key)
    return printable(found).strip() if isinstance(found, str) else ""


def _authors(value: Object) -> list[str]:
    listed = value.get("authors")
    people = listed if isinstance(listed, list) else [value.get("author")]  # 1.0 had one
    return [name for person in people if isinstance(person, Mapping) for name in names(_string(person, "name"))]


def _moment(item: Object, key: str) -> tuple[datetime | None, tuple[str, ...]]:
    stated = _string(item, key)
    try:
        return (moment(stated) if stated else None), ()
    except ValueError as error:
        return None, (f"kept without its date: {key}: {error}",)
