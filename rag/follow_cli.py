"""`dateline follow`: feeds read on an interval, and what `dateline status` says of them."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.commands import common, quietly, settings_of, show
from rag.errors import LibraryError
from rag.process import Stopped, fail

if TYPE_CHECKING:
    from corpus.catalog import Catalog
    from corpus.feed_status import FeedStatus
    from corpus.fetch import Fetcher
    from corpus.follow import Add, Feeds, Poll
    from rag.library import Library

DAY = 24 * 60


@click.command()
@click.argument("feeds", nargs=-1, metavar="[FEED]...")
@click.option("--every", type=click.IntRange(1, 7 * DAY), default=15, show_default=True, help="Minutes between looks.")
@click.option("--once", is_flag=True, help="Look at each feed once and end.")
@click.option("--linked", is_flag=True, help="Fetch the page of entries that carry only a summary.")
@click.option("--forget", metavar="FEED", help="Stop following this feed instead; its articles stay.")
@quietly
@common
def follow(
    feeds: tuple[str, ...],
    every: int,
    once: bool,
    linked: bool,
    forget: str | None,
    quiet: bool,
    library: Path | None,
    as_json: bool,
) -> int:
    """Follow feeds: add what is new in them, until stopped. Without FEED, those that are followed already."""
    from corpus.fetch import Fetcher
    from corpus.follow import Feeds
    from rag.library import Library
    from rag.progress import Reporter

    settings = settings_of(library)
    fetcher = Fetcher.allowing(settings.fetch_allow)
    addresses, refused = _checked(fetcher, feeds)
    if feeds and not addresses:
        raise LibraryError("none of these can be followed")
    with Library.open(settings.library, settings, create=bool(feeds)) as opened, Reporter(quiet=quiet) as reporter:
        known = Feeds(opened.catalog, fetcher, progress=reporter.indexing)
        add = partial(opened.add, progress=reporter.indexing)
        if forget is not None:
            return _forget(known, forget, as_json)
        addresses = _followed(known, opened, addresses, linked)
        tell = partial(_tell, as_json=as_json, quiet=quiet)
        failed = refused + _run(known, add, addresses, None if once else 60.0 * every, tell)
    return fail(f"{failed} of {len(addresses) + refused} feeds failed, each with its reason above", 1) if failed else 0


def _checked(fetcher: "Fetcher", feeds: Iterable[str]) -> tuple[list[str], int]:
    """The addresses that may be asked, and how many of those given may not."""
    from corpus.errors import FetchError

    good, refused = [], 0
    for address in dict.fromkeys(word.strip() for word in feeds):
        try:
            fetcher.check(address)
            good.append(address)
        except FetchError as error:
            refused += 1
            fail(f"{address}: {error}", 1)
    return good, refused


def _forget(known: "Feeds", address: str, as_json: bool) -> int:
    if not known.forget(address):
        raise LibraryError(f"{address} is not followed; `dateline status` lists the feeds that are")
    show({"forgotten": address}, as_json, [f"{address} is followed no more; its articles stay"])
    return 0


def _followed(known: "Feeds", library: "Library", addresses: list[str], linked: bool) -> list[str]:
    library.check_takes_articles()
    for address in addresses:
        known.follow(address, linked=linked)
    addresses = addresses or [feed.address for feed in known.status()]
    if not addresses:
        raise LibraryError("no feed is followed yet: name one with `dateline follow FEED`")
    return addresses


def _run(
    known: "Feeds", add: "Add", addresses: list[str], every: float | None, tell: Callable[["Poll"], object]
) -> int:
    """Look and tell until done or stopped; returns how many looks failed."""
    from corpus.follow import polls

    kept = failed = 0
    try:
        for poll in polls(known, addresses, add, every=every):
            failed += bool(poll.error)
            kept += poll.report.added + poll.report.updated if poll.report else 0
            tell(poll)
    except KeyboardInterrupt:
        raise Stopped(f"{kept} new or changed articles were kept; `dateline follow` goes on from there") from None
    return failed


def _tell(poll: "Poll", *, as_json: bool, quiet: bool) -> None:
    from rag.labels import plain

    wrong = poll.error or (poll.report is not None and poll.report.failures)
    if quiet and not as_json and not wrong:
        return
    if not as_json:
        for notice in poll.notices:
            click.echo(f"note: {plain(notice.source)}: {plain(notice.message)}", err=True)
    show(poll_shape(poll), as_json, poll_text(poll))


def poll_shape(poll: "Poll") -> dict[str, Any]:
    """What one look at a feed came to, as JSON."""
    from corpus.catalog import AddReport
    from rag.shapes import add_shape

    report = poll.report or AddReport()
    return {
        "feed": poll.address,
        "at": _iso(poll.moment),
        "error": poll.error or None,
        **add_shape(report, report.rejected),
        "notices": [{"source": notice.source, "message": notice.message} for notice in poll.notices],
    }


def poll_text(poll: "Poll") -> Iterator[str]:
    """What one look at a feed came to, in words."""
    from rag.labels import plain
    from rag.readable import add_text

    head = f"{_iso(poll.moment)} {plain(poll.address)}"
    if poll.error:
        yield f"{head}: failed: {plain(poll.error)}"
    elif poll.report is None:
        yield f"{head}: nothing new"
    else:
        first, *rest = add_text(poll.report, poll.report.rejected)
        yield f"{head}: {first}"
        yield from rest


def feeds_of(catalog: "Catalog") -> "list[FeedStatus]":
    """The feeds that a library's catalog follows, for `status`."""
    from corpus.feed_status import feed_status

    with catalog.engine.connect() as connection:
        return feed_status(connection, int(time.time()))


def feed_shape(feed: "FeedStatus") -> dict[str, Any]:
    """One feed, as `status --json` prints it."""
    return {
        "feed": feed.address,
        "linked": feed.linked,
        "followed": _iso(feed.followed),
        "succeeded": _iso(feed.succeeded),
        "failed": _iso(feed.failed),
        "failure": feed.failure or None,
        "failing": feed.failing,
        "newest": _iso(feed.newest),
        "entries": feed.entries,
        "usual_gap_seconds": feed.gap,
        "quiet": feed.quiet,
    }


def feed_text(feeds: Iterable["FeedStatus"], now: float | None = None) -> Iterator[str]:
    """The feeds, as `status` prints them; what needs a person's eye is marked."""
    from rag.labels import plain

    now = time.time() if now is None else now
    for feed in feeds:
        yield f"feed      {plain(feed.address)}: {feed.entries:,} entries, newest {_iso(feed.newest) or 'none'}"
        if feed.failing:
            since = f"last read {_iso(feed.succeeded)}" if feed.succeeded else "never read"
            yield f"          WARNING: failing ({since}): {plain(feed.failure)}"
        elif feed.failed:
            yield f"          last failed {_iso(feed.failed)}: {plain(feed.failure)}"
        if feed.quiet:
            usual = f"; usually something every {_span(feed.gap)}" if feed.gap else ""
            yield f"          WARNING: quiet: nothing new for {_span(now - (feed.newest or feed.followed))}{usual}"


def _iso(moment: int | None) -> str | None:
    return datetime.fromtimestamp(moment, UTC).isoformat() if moment is not None else None


def _span(seconds: float) -> str:
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} seconds"
