"""Following feeds: what is new is added, nothing is forgotten, and what goes wrong is told."""

import json
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from feeds import BODY, Publisher, Story, page
from running import COMMAND, ROOT, Run, environment, here
from web_server import Reply, Site, public, serving

from corpus.catalog import Catalog
from corpus.feed_status import DAY, FeedStatus
from corpus.fetch import Fetcher
from corpus.follow import HOUR, Feeds, Poll, polls
from corpus.readers import web
from corpus.readers.entry import Entry, found
from corpus.readers.items import Draft
from rag.errors import LibraryError
from rag.follow_cli import feed_shape, feed_text, feeds_of, follow

START = int(datetime(2030, 3, 10, tzinfo=UTC).timestamp())
FIRST = Story("/1", "Pier closed in Lonn")
SECOND = Story("/2", "Crane to be repaired", "The crane is to be repaired in May.", "Tue, 05 Mar 2030 06:00:00 GMT")


class Newsroom:
    """A catalog that follows what publishers of one site write, on a clock of its own."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.now = site, float(START)
        self.catalog = Catalog(folder / "catalog.sqlite", create=True)
        self.feeds = Feeds(self.catalog, public(site), clock=lambda: self.now)

    def poll(self, publisher: Publisher, later: float = HOUR) -> Poll:
        self.now += later
        return self.feeds.poll(publisher.address, self.catalog.add)

    def counts(self) -> tuple[int, int]:
        counts = self.catalog.counts()
        return counts.articles, counts.versions

    def status(self) -> FeedStatus:
        (status,) = self.feeds.status()
        return status


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def newsroom(site: Site, tmp_path: Path) -> Iterator[Newsroom]:
    made = Newsroom(site, tmp_path)
    yield made
    made.catalog.close()


@pytest.fixture
def wire(site: Site, newsroom: Newsroom) -> Publisher:
    publisher = Publisher(site, stories=(FIRST,))
    newsroom.feeds.follow(publisher.address)
    return publisher


def _added(poll: Poll) -> tuple[int, int, int]:
    assert poll.report is not None, poll
    return poll.report.added, poll.report.updated, len(poll.report.rejected)


def test_two_polls_add_what_is_new(newsroom: Newsroom, wire: Publisher) -> None:
    assert _added(newsroom.poll(wire)) == (1, 0, 0)
    unchanged = newsroom.poll(wire)
    assert (unchanged.report, unchanged.error) == (None, "")
    wire.stories = (SECOND, FIRST)
    assert _added(newsroom.poll(wire)) == (1, 0, 0)
    assert newsroom.counts() == (2, 2)
    conditions = [headers.get("if-none-match") for path, headers in wire.site.asked if path == "/feed"]
    assert [condition is None for condition in conditions] == [True, False, False]


def test_a_forgotten_entry_stays(newsroom: Newsroom, wire: Publisher) -> None:
    newsroom.poll(wire)
    wire.stories = (SECOND,)
    newsroom.poll(wire)
    assert newsroom.counts() == (2, 2)
    assert newsroom.status().entries == 2


def test_a_changed_entry_is_a_new_version(newsroom: Newsroom, wire: Publisher) -> None:
    newsroom.poll(wire)
    wire.stories = (replace(FIRST, summary="The northern pier of Lonn is open again."), SECOND)
    assert _added(newsroom.poll(wire)) == (1, 1, 0)
    assert newsroom.counts() == (2, 3)


def test_a_poll_that_was_cut_short_loses_nothing(newsroom: Newsroom, wire: Publisher) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        newsroom.feeds.poll(wire.address, crash)  # type: ignore[arg-type]
    assert _added(newsroom.poll(wire)) == (1, 0, 0)


def test_a_failing_feed_is_told_and_stops_no_other(newsroom: Newsroom, wire: Publisher) -> None:
    lost = "http://gone.example/nothing"
    newsroom.feeds.follow(lost)
    looks = list(polls(newsroom.feeds, [lost, wire.address], newsroom.catalog.add, every=None))
    assert [(look.address, look.error) for look in looks] == [(lost, "HTTP 404 Not Found"), (wire.address, "")]
    failed, worked = newsroom.feeds.status()
    assert [feed.address for feed in feeds_of(newsroom.catalog)] == [lost, wire.address]
    assert (failed.failing, failed.failure, failed.succeeded) == (True, "HTTP 404 Not Found", None)
    assert (worked.failing, worked.succeeded, worked.failed) == (False, START, None)
    wire.status = 500
    assert newsroom.poll(wire).error == "HTTP 500 Internal Server Error"
    assert newsroom.feeds.status()[1].failing
    wire.status = 200
    newsroom.poll(wire)
    recovered = newsroom.feeds.status()[1]
    assert not recovered.failing
    assert recovered.failure == "HTTP 500 Internal Server Error"


def test_a_page_is_no_feed(newsroom: Newsroom, site: Site) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    site.pages["/front"] = page("Lakeside Wire", head=link)
    newsroom.feeds.follow("http://wire.example/front")
    (look,) = polls(newsroom.feeds, ["http://wire.example/front"], newsroom.catalog.add, every=None)
    assert look.error == "not a feed; the page names /feed.xml"


def test_a_quiet_feed_is_seen(newsroom: Newsroom, wire: Publisher) -> None:
    def at(day: int) -> Story:
        return Story(f"/{day}", f"Notice {day}", f"Notice of day {day}.", f"{day:02} Mar 2030 06:00:00 GMT")

    wire.stories = tuple(at(day) for day in (10, 9, 8, 7))
    newsroom.poll(wire, 12 * HOUR)
    status = newsroom.status()
    newest = int(datetime(2030, 3, 10, 6, tzinfo=UTC).timestamp())
    assert (status.newest, status.entries, status.gap, status.quiet) == (newest, 4, DAY, False)
    newsroom.now = newest + 3 * DAY
    assert not newsroom.status().quiet
    newsroom.now += 1
    assert newsroom.status().quiet
    wire.stories = (at(13), *wire.stories)
    newsroom.poll(wire)
    assert not newsroom.status().quiet


def test_a_busy_feed_is_given_two_days(newsroom: Newsroom, wire: Publisher) -> None:
    wire.stories = tuple(
        Story(f"/{hour}", f"N {hour}", f"Notice of hour {hour}.", f"09 Mar 2030 {hour:02}:00:00 GMT")
        for hour in range(20, 24)
    )
    newsroom.poll(wire)
    assert (newsroom.status().gap, newsroom.status().quiet) == (HOUR, False)
    newsroom.now = START - HOUR + 2 * DAY + 1
    assert newsroom.status().quiet


def test_dates_in_the_future_make_no_feed_alive(newsroom: Newsroom, wire: Publisher) -> None:
    wire.stories = (replace(FIRST, published="Mon, 04 Mar 2092 06:00:00 GMT"),)
    newsroom.poll(wire)
    newsroom.now += 3 * DAY
    assert newsroom.status().quiet


def test_feeds_are_asked_as_rarely_as_they_ask(newsroom: Newsroom, wire: Publisher, site: Site) -> None:
    site.pages["/feed"] = Reply(b"<rss><channel><item><title>T</title></item></channel></rss>",
                                headers={"Cache-Control": "max-age=1800"})  # fmt: skip
    clock, waited = [0.0], []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        clock[0] += seconds
        newsroom.now += seconds

    looks = polls(newsroom.feeds, [wire.address], newsroom.catalog.add, every=900, clock=lambda: clock[0], sleep=sleep)
    next(looks)
    next(looks)
    site.pages["/feed"] = Reply(status=429, headers={"Retry-After": "7200"})
    next(looks)
    site.pages["/feed"] = Reply(status=404)
    next(looks)
    next(looks)
    assert waited == [1800, 1800, 7200, 900]


def test_the_next_run_leaves_a_feed_alone_as_long_as_it_asked(
    newsroom: Newsroom, wire: Publisher, site: Site
) -> None:
    """Of a timer each look is a process of its own."""
    wire_answers = site.pages["/feed"]
    site.pages["/feed"] = Reply(status=429, headers={"Retry-After": "7200"})
    newsroom.poll(wire)
    site.pages["/feed"] = wire_answers
    asked = len(site.paths)
    assert "left alone until" in newsroom.poll(wire).error
    assert (len(site.paths), newsroom.status().failing) == (asked, True)
    assert _added(newsroom.poll(wire)) == (1, 0, 0)
    assert not newsroom.status().failing


def test_a_clock_that_was_wrong_is_forgotten(newsroom: Newsroom, wire: Publisher) -> None:
    wire.status = 500
    newsroom.poll(wire, 1000 * HOUR)
    wire.status = 200
    newsroom.poll(wire, -1000 * HOUR)
    assert not newsroom.status().failing
    newsroom.poll(wire, 1000 * HOUR)
    wire.status = 500
    newsroom.poll(wire, -1000 * HOUR)
    assert newsroom.status().failing


# -- the pages behind summaries --------------------------------------------------------------------------------------


def test_a_page_is_fetched_once(newsroom: Newsroom, wire: Publisher, site: Site) -> None:
    newsroom.feeds.follow(wire.address, linked=True)
    site.pages["/1"] = page(FIRST.title)
    newsroom.poll(wire)
    wire.stories = (SECOND, FIRST)
    site.pages["/2"] = page(SECOND.title, *reversed(BODY))
    newsroom.poll(wire)
    assert [path for path in site.paths if path != "/feed"] == ["/1", "/2"]
    assert all(BODY[0] in version.article.text for version in newsroom.catalog)


def test_a_page_that_fails_for_now_is_tried_again(newsroom: Newsroom, wire: Publisher, site: Site) -> None:
    newsroom.feeds.follow(wire.address, linked=True)
    site.pages["/1"] = Reply(status=500)
    first = newsroom.poll(wire)
    assert _added(first) == (1, 0, 0)
    assert "kept as the feed's summary: HTTP 500" in first.notices[0].message
    site.pages["/1"] = page(FIRST.title)
    assert _added(newsroom.poll(wire)) == (0, 1, 0)  # the feed itself has not changed
    assert newsroom.poll(wire).report is None


def test_pages_are_fetched_from_when_they_are_wanted(newsroom: Newsroom, wire: Publisher, site: Site) -> None:
    site.pages["/1"] = page(FIRST.title)
    newsroom.poll(wire)
    newsroom.feeds.follow(wire.address, linked=True)
    newsroom.feeds.follow(wire.address, linked=True)
    assert _added(newsroom.poll(wire)) == (0, 1, 0)
    assert newsroom.poll(wire).report is None


def test_entries_that_share_a_link_are_given_once(newsroom: Newsroom, wire: Publisher) -> None:
    wire.stories = (FIRST, replace(SECOND, path=FIRST.path), SECOND)
    newsroom.poll(wire)
    wire.stories = (*wire.stories, Story("/3", "Cold store opens", "The cold store of Lonn takes fish from Tuesday."))
    assert _added(newsroom.poll(wire)) == (1, 0, 0)


def test_a_summary_takes_no_pages_place(newsroom: Newsroom, wire: Publisher, site: Site) -> None:
    newsroom.feeds.follow(wire.address, linked=True)
    site.pages["/1"] = page(FIRST.title)
    newsroom.poll(wire)
    wire.stories = (replace(FIRST, summary="The pier of Lonn stays closed."),)
    site.pages["/1"] = Reply(status=500)
    look = newsroom.poll(wire)
    assert look.report is None
    assert "not read again: HTTP 500" in look.notices[0].message
    assert newsroom.counts() == (1, 1)


# -- what `status` says ----------------------------------------------------------------------------------------------


def test_status_names_what_needs_an_eye() -> None:
    good = FeedStatus("http://a.example/feed", False, START, START, None, "", START, 4, HOUR, False)
    bad = replace(good, address="http://b.example/feed", failed=START + 1, failure="HTTP 404 Not Found")
    never = replace(good, succeeded=None, failed=START, failure="no host named b.example", newest=None, entries=0)
    quiet = replace(good, failed=START - 1, failure="HTTP 503", gap=8 * HOUR, quiet=True)
    assert list(feed_text([good, bad, never, quiet], START + 3 * DAY)) == [
        "feed      http://a.example/feed: 4 entries, newest 2030-03-10T00:00:00+00:00",
        "feed      http://b.example/feed: 4 entries, newest 2030-03-10T00:00:00+00:00",
        "          WARNING: failing (last read 2030-03-10T00:00:00+00:00): HTTP 404 Not Found",
        "feed      http://a.example/feed: 0 entries, newest none",
        "          WARNING: failing (never read): no host named b.example",
        "feed      http://a.example/feed: 4 entries, newest 2030-03-10T00:00:00+00:00",
        "          last failed 2030-03-09T23:59:59+00:00: HTTP 503",
        "          WARNING: quiet: nothing new for 3 days; usually something every 8 hours",
    ]
    assert feed_shape(bad)["failing"]
    assert feed_shape(never)["newest"] is None


# -- through the command line ----------------------------------------------------------------------------------------


def _follow(site: Site, *words: object, library: Path) -> Run:
    return here("follow", *words, library=library, DATELINE_FETCH_ALLOW=site.place)


def test_follow_once_adds_and_tells(site: Site, tmp_path: Path) -> None:
    library = tmp_path / "library"
    wire = Publisher(site, site.url("").rstrip("/"), (FIRST,))
    run = _follow(site, wire.address, "file:///etc/passwd", "--once", "--json", library=library)
    assert run.code == 1
    assert "file:///etc/passwd: refused: file: only http and https are fetched" in run.err
    assert run.err.rstrip().endswith("1 of 2 feeds failed, each with its reason above")
    (look,) = run.lines
    assert (look["feed"], look["error"], look["added"]) == (wire.address, None, 1)
    wire.stories = (SECOND, FIRST)
    again = _follow(site, "--once", library=library)  # those that are known
    assert again.code == 0
    assert "dateline:" not in again.err
    assert f"{wire.address}: added 1, updated 0" in again.out
    gone = _follow(site, "--forget", wire.address, library=library)
    assert (gone.code, gone.out) == (0, f"{wire.address} is followed no more; its articles stay\n")


def test_a_quiet_run_says_only_what_went_wrong(site: Site, tmp_path: Path) -> None:
    """Whatever a command prints cron mails."""
    library = tmp_path / "library"
    wire = Publisher(site, site.url("").rstrip("/"), (FIRST,))
    run = _follow(site, wire.address, "--once", "--quiet", library=library)
    assert (run.code, run.out, run.err) == (0, "", "")
    file = tmp_path / "pier.txt"
    file.write_text(f"The pier again\n\n{' '.join(BODY)}", encoding="utf-8")
    run = here("add", file, "--quiet", library=library)
    assert (run.code, run.out, run.err) == (0, "", "")
    wire.status = 500
    run = _follow(site, "--once", "--quiet", library=library)
    assert (run.code, run.out.endswith(f"{wire.address}: failed: HTTP 500 Internal Server Error\n")) == (1, True)
    file.write_text("", encoding="utf-8")
    run = here("add", file, "--quiet", library=library)
    assert (run.code, "empty file" in run.out) == (1, True), run
    assert here("sync", "--quiet", library=library) == Run(0, "", "")


def test_no_library_is_made_for_an_address_that_is_none(tmp_path: Path, site: Site) -> None:
    run = _follow(site, "http://10.0.0.5/feed", "--once", library=tmp_path / "library")
    assert run.code == 1
    assert "refused: 10.0.0.5 is a private address" in run.err
    assert not (tmp_path / "library").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [((), "no feed is followed yet"), (("--forget", "http://wire.example/feed"), "is not followed")],
)
def test_nothing_to_follow_is_told(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    Catalog(tmp_path / "catalog.sqlite", create=True).close()
    with pytest.raises(LibraryError, match=said):
        follow.main(["--once", *words, "--library", str(tmp_path)], standalone_mode=False)


def test_an_interrupt_ends_it_cleanly(site: Site, tmp_path: Path) -> None:
    wire = Publisher(site, site.url("").rstrip("/"), (FIRST,))
    with subprocess.Popen(
        [*COMMAND, "follow", wire.address, "--library", str(tmp_path / "library")],
        cwd=ROOT,
        env=environment(DATELINE_FETCH_ALLOW=site.place, PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        told = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert "added 1" in told, err
    assert process.returncode == 130
    assert "stopped; 1 new or changed articles were kept; `dateline follow` goes on from there" in err
    assert "Traceback" not in err


def test_half_a_character_costs_no_other_entry(newsroom: Newsroom, site: Site) -> None:
    items = [
        {"id": "1", "url": "http://wire.example/1\ud83d", "title": "Pier \ud83d", "content_text": " ".join(BODY)},
        {"id": "2", "url": "http://wire.example/2", "title": "Crane", "content_text": " ".join(reversed(BODY))},
    ]
    value = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire \ud83d", "items": items}
    headers = {"Content-Type": "application/feed+json"}
    site.pages["/half"] = Reply(json.dumps(value).encode(), headers=headers)
    newsroom.feeds.follow("http://wire.example/half")
    look = newsroom.feeds.poll("http://wire.example/half", newsroom.catalog.add)
    assert look.error == ""
    assert _added(look) == (2, 0, 0)


def test_an_entry_that_breaks_its_parser_costs_no_other(
    newsroom: Newsroom, wire: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def behind(entry: Entry, name: str, fetcher: Fetcher) -> Draft:
        if entry.title == SECOND.title:
            raise KeyError("no such element")
        return replace(found(entry, name), source=name)  # type: ignore[return-value]

    monkeypatch.setattr(web, "behind", behind)
    newsroom.feeds.follow(wire.address, linked=True)
    wire.stories = (SECOND, FIRST)
    look = newsroom.poll(wire)
    assert look.error == ""
    assert _added(look) == (2, 0, 0)
    assert "KeyError" in look.notices[0].message
