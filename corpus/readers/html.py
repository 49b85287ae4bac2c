"""Saved and fetched pages: the story and what the page says of itself, read in a process that can be ended."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from corpus.article import Article, Rejection
from corpus.errors import ReadError
from corpus.readers.charset import decoded_page
from corpus.readers.files import MB, whole
from corpus.readers.items import STANDARD, Draft, Found, Options, Page
from corpus.readers.limited import SECONDS, WORKERS, call, in_order

__all__ = ["LIMIT", "MEDIA_TYPES", "decoded_page", "page", "pages", "read"]

MEDIA_TYPES = ("text/html", "application/xhtml+xml")
LIMIT = 2 * MB


def read(stream: BinaryIO, name: str, options: Options = STANDARD) -> Iterator[Found]:
    """One article. Raises `ReadError` for a page without a story or one that no parser should be given."""
    saved = Page(name, whole(stream, LIMIT))
    yield saved if options.apart else parsed(saved)


def parsed(saved: Page) -> Draft:
    """The article of a saved page. Raises `ReadError`."""
    return _draft(saved.data, saved.source, "", SECONDS)


def draft_of(saved: Page) -> Draft:
    """The same, in this process: for one that can be ended."""
    from corpus.readers.story import parse

    record = parse(saved.data)
    return Draft(saved.source, _article(record), tuple(record["notices"]))


def page(markup: str | bytes, name: str, url: str = "", *, seconds: float = SECONDS) -> Iterator[Draft]:
    """The article of a page, in bytes where its charset is to be found out; `url` is where it was fetched from.

    Raises `ReadError`.
    """
    if len(markup) > LIMIT:
        raise ReadError(f"over the limit of {LIMIT // MB} MB for this kind of file")
    yield _draft(markup, name, url, seconds)


def pages(items: Iterable[tuple[str, str, str]], workers: int = WORKERS) -> Iterator[Draft | Rejection]:
    """What `page` makes of markup, name and address, in order, several at a time."""
    return in_order(_kept, items, workers)


def _kept(item: tuple[str, str, str]) -> Draft | Rejection:
    try:
        return next(page(*item))
    except ReadError as error:
        return Rejection(item[1], str(error))


def _draft(data: str | bytes, name: str, url: str, seconds: float) -> Draft:
    record = call("corpus.readers.story:parse", data, seconds=seconds, url=url)
    return Draft(name, _article(record), tuple(record["notices"]))


def _article(record: dict[str, Any]) -> Article:
    return Article(
        text=record["text"],
        title=record["title"],
        url=record["url"],
        outlet=record["outlet"],
        authors=tuple(record["authors"]),
        published=_moment(record["published"]),
        updated=_moment(record["updated"]),
        language=record["language"],
        kind=record["kind"],
        section=record["section"],
        guessed=tuple(record["guessed"]),
    )


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
