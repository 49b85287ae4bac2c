"""Feeds read against what others make of them, and feeds that are broken in every known way.

    FOLDER/real/input/*         feeds as they were served
    FOLDER/real/output/*.json   what another reader found in them: {"feed": {"items": [{"title", "link", "isoDate"}]}}
    FOLDER/fixtures/**          small feeds, each with one thing that a reader must survive

Entries are paired by position. Titles are equal when they are after unescaping, without tags and with single spaces;
dates when they are the same second in UTC, of the publication or else of the update.
"""

import html
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from xml.etree import ElementTree

from corpus.article import Article, Rejection
from corpus.errors import ReadError
from corpus.readers import read
from corpus.readers.entry import Entry
from corpus.readers.feed import entries
from eval.datasets import DatasetError

FIELDS = ("entries", "titles", "links", "dates")
Found = tuple[str, str, str]
"""Title, link and date of an entry."""


@dataclass(frozen=True, slots=True)
class Real:
    """One feed: how many entries are expected, and how many are equal in each of `FIELDS`."""

    name: str
    expected: int
    equal: tuple[int, ...] = ()
    excluded: str = ""
    """Why the expectation cannot be compared with; empty when it can."""
    different: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fixture:
    """One small feed: whether it is well-formed XML, what it gave, and how long that took."""

    name: str
    well_formed: bool
    outcome: str
    """`entries`, `reason` or the exception."""
    seconds: float


def real_feeds(folder: Path) -> Iterator[Real]:
    """A result for each feed in `folder`/real/input."""
    feeds = sorted((folder / "real" / "input").glob("*"))
    if not feeds:
        raise DatasetError(f"no feeds at {folder}: a folder is needed that holds real/ and fixtures/")
    for path in feeds:
        expected, excluded = _expected(folder / "real" / "output" / f"{path.stem}.json")
        yield Real(path.name, len(expected), excluded=excluded) if excluded else _compared(path, expected)


def _expected(path: Path) -> tuple[list[Found], str]:
    if not path.is_file():
        return [], "no expectation"
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        return [], f"the expectation is not UTF-8 at byte {error.start}"
    found = [
        (_plain(item.get("title")), _plain(item.get("link")), str(item.get("isoDate") or "")[:19])
        for item in json.loads(text)["feed"]["items"]
    ]
    return found, "the expectation holds U+FFFD" if "\ufffd" in text else ""


def _plain(value: object) -> str:
    text = str(value.get("_", "") if isinstance(value, dict) else value or "")
    return " ".join(re.sub(r"<[^>]+>", "", html.unescape(text)).split())


def _compared(path: Path, expected: list[Found]) -> Real:
    try:
        found = [_stated(entry) for entry in entries(path.read_bytes())]
    except ReadError as error:
        return Real(path.name, len(expected), (0, 0, 0, 0), different=(str(error),))
    pairs = list(zip_longest(found, expected))
    equal = [sum(bool(a and b and a[n] == b[n]) for a, b in pairs) for n in range(3)]
    both = sum(bool(a and b) for a, b in pairs) - sum(b is None for _, b in pairs)  # one too many is one wrong
    different = (f"{n}: {a} instead of {b}" for n, (a, b) in enumerate(pairs, 1) if a != b)
    return Real(path.name, len(expected), (both, *equal), different=tuple(different))


def _stated(entry: Entry) -> Found:
    moment: datetime | None = entry.published or entry.updated
    return _plain(entry.title), _plain(entry.link), moment.astimezone(UTC).isoformat()[:19] if moment else ""


def fixtures(folder: Path) -> Iterator[Fixture]:
    """A result for each file below `folder`/fixtures, read as a user's file is."""
    for path in sorted(p for p in (folder / "fixtures").rglob("*") if p.is_file()):
        start = time.perf_counter()
        outcome = _outcome(path)
        seconds = time.perf_counter() - start
        yield Fixture(str(path.relative_to(folder / "fixtures")), _well_formed(path), outcome, seconds)


def _outcome(path: Path) -> str:
    try:
        items = list(read([path]))
    except Exception as error:  # whatever it is, it is what is looked for
        return f"{type(error).__name__}: {error}"
    if any(isinstance(item, Rejection) and not item.reason.strip() for item in items):
        return "a rejection without a reason"
    if any(isinstance(item, Article) for item in items):
        return "entries"
    return "reason" if any(isinstance(item, Rejection) for item in items) else "nothing"


def _well_formed(path: Path) -> bool:
    try:
        ElementTree.fromstring(path.read_bytes())
    except (ElementTree.ParseError, LookupError, ValueError):
        return False
    return True


def report(folder: Path) -> Iterator[str]:
    """Lines for a person."""
    results = list(real_feeds(folder))
    yield f"{'':<34}{'expected':>9}" + "".join(f"{name:>9}" for name in FIELDS)
    for feed in results:
        yield f"{feed.name:<34}" + (f"excluded: {feed.excluded}" if feed.excluded else _row(feed.expected, feed.equal))
        yield from (f"    {line}" for line in feed.different[:5])
    counted = [feed for feed in results if not feed.excluded]
    totals = [sum(feed.equal[n] for feed in counted) for n in range(len(FIELDS))]
    yield f"{f'{len(counted)} feeds':<34}" + _row(sum(feed.expected for feed in counted), totals)
    yield ""
    yield from _on_fixtures(list(fixtures(folder)))


def _row(expected: int, equal: tuple[int, ...] | list[int]) -> str:
    return f"{expected:>9,}" + "".join(f"{number:>9,}" for number in equal)


def _on_fixtures(results: list[Fixture]) -> Iterator[str]:
    odd = [f for f in results if f.outcome not in ("entries", "reason")]
    ill = [f for f in results if not f.well_formed]
    slowest = max(results, key=lambda f: f.seconds, default=None)
    yield f"{len(results)} small feeds: {sum(f.outcome == 'entries' for f in results)} gave articles, " + (
        f"{sum(f.outcome == 'reason' for f in results)} a reason, {len(odd)} something else"
    )
    yield from (f"    {f.name}: {f.outcome}" for f in odd)
    yield f"{len(ill)} of them not well-formed: {sum(f.outcome == 'entries' for f in ill)} gave articles, " + (
        f"{sum(f.outcome == 'reason' for f in ill)} a reason"
    )
    if slowest:
        yield f"slowest: {slowest.name}, {slowest.seconds * 1000:.0f} ms"


