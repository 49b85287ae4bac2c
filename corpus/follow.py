"""Following feeds: what is new in each, when it last worked, and when it went quiet.

A feed forgets entries; nothing is deleted for that. An entry is given on when it is new or says something else than
before, so that a poll costs what is new in it, and a page behind a summary is fetched once.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, case, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from corpus.catalog import AddReport, Catalog, Given
from corpus.errors import FetchError, ReadError, RefusedError
from corpus.feed_status import DAY, FeedStatus, feed_status
from corpus.identity import digest
from corpus.opening import writing
from corpus.readers import web
from corpus.readers.entry import Entry, found
from corpus.readers.files import as_read_error
from corpus.readers.items import Found, Notice
from corpus.schema import feed_entries, feeds, meta, read_meta

if TYPE_CHECKING:
    from corpus.fetch import Fetched, Fetcher

HOUR = 3600
LONGEST_FRESH = HOUR
"""Longest that a feed is left alone because it says it stays as it is; asking then costs a few bytes."""
LONGEST_REST = DAY
"""Longest that a feed is left alone because it asked for that."""
_REST = "rest "
"""How the name of the catalog's fact begins that says until when, in seconds since 1970: the next run needs it."""

Add = Callable[[Iterable[Given]], AddReport]
Clock = Callable[[], float]
Progress = Callable[[str, int, int], object]
"""Told what is being done, how many are done, and of how many."""


def _quiet(*_: object) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Poll:
    """What one look at a feed came to."""

    address: str
    moment: int
    report: AddReport | None = None
    """None when nothing was to be added, because nothing is new or the look failed."""
    notices: tuple[Notice, ...] = ()
    error: str = ""
    rest: float = 0.0
    """Seconds for which the server wants not to be asked again."""


@dataclass(frozen=True, slots=True)
class _News:
    """What to add, and what to remember when that is done."""

    given: tuple[Found, ...]
    rows: tuple[dict[str, Any], ...]


class Feeds:
    """The feeds one catalog follows."""

    def __init__(
        self, catalog: Catalog, fetcher: "Fetcher", *, progress: Progress = _quiet, clock: Clock = time.time
    ) -> None:
        self._engine, self._fetcher = catalog.engine, fetcher
        self._progress, self._clock = progress, clock

    def follow(self, address: str, *, linked: bool = False) -> None:
        """Remember a feed. Of one that is known, `linked` is changed; its entries are read again when that is new."""
        row = {"address": address, "linked": 0, "followed": self._now(), "etag": "", "last_modified": ""}
        mine = feeds.c.address == address
        with writing(self._engine) as connection, connection.begin():
            connection.execute(insert(feeds).values(**row, failure="").on_conflict_do_nothing())
            before = connection.execute(select(feeds.c.linked).where(mine)).scalar_one()
            connection.execute(update(feeds).where(mine).values(linked=int(linked)))
            if linked and not before:
                connection.execute(update(feeds).where(mine).values(etag="", last_modified=""))
                connection.execute(update(feed_entries).where(feed_entries.c.address == address).values(content=""))

    def forget(self, address: str) -> bool:
        """Stop following a feed, keeping its articles; False when it was not followed."""
        with writing(self._engine) as connection, connection.begin():
            connection.execute(delete(feed_entries).where(feed_entries.c.address == address))
            connection.execute(delete(meta).where(meta.c.key == _REST + address))
            return bool(connection.execute(delete(feeds).where(feeds.c.address == address)).rowcount)

    def status(self) -> list[FeedStatus]:
        """Every feed, in the order of their addresses."""
        with self._engine.connect() as connection:
            return feed_status(connection, self._now())

    def poll(self, address: str, add: Add) -> Poll:
        """Look at a feed once and `add` what is new. A failure is remembered and told, not raised.

        Raises `CatalogError` when the catalog cannot be used.
        """
        with self._engine.connect() as connection:
            row = connection.execute(select(feeds).where(feeds.c.address == address)).one_or_none()
            known = _known(connection, address)
            until = int(read_meta(connection, _REST + address) or 0)
        if row is None:  # another process forgot it
            return Poll(address, self._now(), error="not followed any more")
        if 0 < (rest := until - self._now()) <= LONGEST_REST:  # a clock that was set back keeps nobody away for longer
            return Poll(address, self._now(), error=f"left alone until {_iso(until)}: {row.failure}", rest=float(rest))
        try:
            with as_read_error():
                fetched = self._fetch(row)
                news = self._news(row, fetched, known)
        except ReadError as error:
            return self._failed(address, error)
        return self._added(address, fetched, news, add)

    def _fetch(self, row: Row[Any]) -> "Fetched":
        from corpus.fetch import Validators

        return self._fetcher.fetch(row.address, validators=Validators(row.etag, row.last_modified))

    def _news(self, row: Row[Any], fetched: "Fetched", known: dict[str, str]) -> _News:
        if fetched.not_modified:
            return _News((), ())
        read = web.feed_in(fetched)
        given: list[Found] = [Notice(row.address, read.trouble)] if read.trouble else []
        groups = _grouped(reversed(read.entries))  # oldest first, as it happened
        news = {key: entries for key, entries in groups.items() if known.get(key) != _content(entries)}
        rows = []
        for number, (key, entries) in enumerate(news.items(), 1):
            looked = [self._entry(entry, row, key in known) for entry in entries]
            given += (one for one, _ in looked)
            content = _content(entries) if all(done for _, done in looked) else ""
            rows.append(_row(row.address, key, content, entries[-1], self._now()))
            if row.linked:
                self._progress(f"fetching pages of {row.address}", number, len(news))
        return _News(tuple(given), tuple(rows))

    def _entry(self, entry: Entry, row: Row[Any], known: bool) -> tuple[Found, bool]:
        """What an entry gives, and False when the next poll shall try once more."""
        alone = found(entry, row.address)
        if not row.linked or not web.wants_page(entry):
            return alone, True
        try:
            with as_read_error():
                return web.behind(entry, row.address, self._fetcher), True
        except ReadError as error:
            if known:  # its page may be kept already: a summary must not take that one's place
                return Notice(row.address, f"{entry.link}: not read again: {error}"), True
            return web.without_page(entry, alone, row.address, error), not _may_pass(error)

    def _added(self, address: str, fetched: "Fetched", news: _News, add: Add) -> Poll:
        from corpus.readers import cleaned

        items = [item for one in news.given for item in cleaned(one)]
        notices = tuple(item for item in items if isinstance(item, Notice))
        given = [item for item in items if not isinstance(item, Notice)]
        report = add(given) if given else None
        # Remembered after they are kept: a crash between the two reads them once more, and loses none.
        self._succeeded(address, fetched, news)
        rest = float(min(fetched.fresh_for, LONGEST_FRESH))
        return Poll(address, self._now(), report, notices, rest=rest)

    def _succeeded(self, address: str, fetched: "Fetched", news: _News) -> None:
        told = fetched.validators
        if any(not row["content"] for row in news.rows):  # to be read again, whether the feed changes or not
            told = replace(told, etag="", last_modified="")
        now = self._now()
        values = {"succeeded": now, "etag": told.etag, "last_modified": told.last_modified}
        earlier = case((feeds.c.failed >= now, now - 1), else_=feeds.c.failed)  # whatever the clock was then
        with writing(self._engine) as connection, connection.begin():
            connection.execute(update(feeds).where(feeds.c.address == address).values(values | {"failed": earlier}))
            if news.rows:
                query = insert(feed_entries)
                changed = {"content": query.excluded.content}
                connection.execute(query.on_conflict_do_update(set_=changed), news.rows)

    def _failed(self, address: str, error: ReadError) -> Poll:
        now, reason = self._now(), str(error)
        rest = min(error.retry_after, LONGEST_REST) if isinstance(error, FetchError) else 0.0
        values = {"failed": now, "failure": reason, "succeeded": func.min(feeds.c.succeeded, now)}
        with writing(self._engine) as connection, connection.begin():
            connection.execute(update(feeds).where(feeds.c.address == address).values(values))
            connection.execute(delete(meta).where(meta.c.key == _REST + address))
            if rest:
                connection.execute(insert(meta).values(key=_REST + address, value=str(int(now + rest))))
        return Poll(address, now, error=reason, rest=rest)

    def _now(self) -> int:
        return int(self._clock())


def polls(
    feeds: Feeds,
    addresses: Iterable[str],
    add: Add,
    *,
    every: float | None,
    clock: Clock = time.monotonic,
    sleep: Callable[[float], object] = time.sleep,
) -> Iterator[Poll]:
    """Looks at feeds in turn, each `every` so many seconds or as rarely as its server asks; once when None."""
    due = dict.fromkeys(addresses, 0.0)
    while due:
        address = min(due, key=lambda name: due[name])
        if due[address] > clock():
            sleep(due[address] - clock())
        poll = feeds.poll(address, add)
        del due[address]
        if every is not None:
            due[address] = clock() + max(every, poll.rest)
        yield poll


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()


def _may_pass(error: ReadError) -> bool:
    """Whether a page that cannot be had now may be had soon."""
    if not isinstance(error, FetchError) or isinstance(error, RefusedError):
        return False
    return error.status in (0, 429) or error.status >= 500


def _known(connection: Connection, address: str) -> dict[str, str]:
    query = select(feed_entries.c.entry, feed_entries.c.content).where(feed_entries.c.address == address)
    return {entry: content for entry, content in connection.execute(query)}


def _grouped(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Entries by 16 hex digits of what stays the same; some feeds have one link for many."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(digest(entry.link or entry.title or entry.text)[:16], []).append(entry)
    return groups


def _content(entries: Iterable[Entry]) -> str:
    return digest("".join(repr(replace(entry, number=0)) for entry in entries))[:16]


def _row(address: str, key: str, content: str, entry: Entry, now: int) -> dict[str, Any]:
    # A date in the future would make a feed look alive for as long.
    stated = int(entry.published.timestamp()) if entry.published is not None else now
    return {"address": address, "entry": key, "content": content, "moment": min(stated, now)}
