"""What an archive holds and what was kept out of it: by outlet, by day, by text, by reason."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from sqlalchemy import Connection, func, select

from corpus.catalog import Catalog
from corpus.errors import CorpusError
from corpus.schema import LATER, SEEN, articles, rejections, runs, versions

EXAMPLES = 3
"""Sources named with each reason."""
PLOTS = (".png", ".svg", ".pdf")
LAST_RUNS = 10

_NOW = (articles.c.article_id == versions.c.article_id) & (articles.c.current == versions.c.version)


@dataclass(frozen=True, slots=True)
class OutletRow:
    """One outlet's part of the archive."""

    outlet: str
    articles: int
    updated: int
    """Articles with more than one version."""
    copies: int
    """Articles whose text another outlet, or another address, prints too."""
    first: str | None
    """ISO date, in UTC, of the oldest article that states one."""
    last: str | None


@dataclass(frozen=True, slots=True)
class Printing:
    """One article among those that print the same text."""

    article_id: str
    url: str
    title: str
    outlet: str
    known_from: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was not kept, how often, and where for example."""

    reason: str
    count: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of `add`."""

    started: int
    added: int
    updated: int
    unchanged: int
    copies: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Report:
    """The whole of it."""

    outlets: tuple[OutletRow, ...]
    days: tuple[tuple[str, int], ...]
    """(ISO date of publication in UTC, articles), oldest first."""
    undated: int
    origins: tuple[tuple[Printing, ...], ...]
    """Texts with several printings, each earliest first; most printings first."""
    reasons: tuple[Reason, ...]
    runs: tuple[RunRow, ...]
    """The last ones, newest first."""


def make(catalog: Catalog) -> Report:
    """Read the report from the catalog; nothing is kept for it but what `add` recorded."""
    with catalog.engine.connect() as connection:
        days = _days(connection)
        origins = _origins(connection)
        by_day: Counter[str] = Counter()
        for (_, day), number in days.items():
            by_day[day] += number
        undated = by_day.pop("", 0)
        return Report(
            outlets=tuple(_outlets(connection, origins, days)),
            days=tuple(sorted(by_day.items())),
            undated=undated,
            origins=origins,
            reasons=tuple(_reasons(connection)),
            runs=tuple(_runs(connection)),
        )


def plot(report: Report, path: Path) -> None:
    """Draw articles per day into a PNG, SVG or PDF file. Raises `CorpusError` when it cannot be written."""
    if path.is_dir() or path.suffix.lower() not in PLOTS:  # matplotlib would write a file of another name
        what = "is a folder" if path.is_dir() else "names no format"
        example = path / "days.png" if path.is_dir() else path.with_suffix(".png")
        raise CorpusError(f"cannot write the plot to {path}: it {what}; name a {', '.join(PLOTS)} file, like {example}")
    import numpy as np
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.2), layout="constrained")
    axes = figure.subplots()
    with rc_context({"date.converter": "concise"}):
        axes.bar(np.array([day for day, _ in report.days], "datetime64[D]"), [n for _, n in report.days], width=0.9)
    axes.set_ylabel("articles")
    axes.set_title("Articles by day of publication")
    axes.spines[["top", "right"]].set_visible(False)
    try:
        figure.savefig(path, dpi=150)
    except (OSError, ValueError) as error:
        raise CorpusError(f"cannot write the plot to {path}: {error}") from error


def _outlets(
    connection: Connection, origins: Iterable[Sequence[Printing]], days: Mapping[tuple[str, str], int]
) -> Iterator[OutletRow]:
    query = select(articles).where(articles.c.article_id.in_(select(versions.c.article_id).where(LATER)))
    updated = Counter(row.outlet for row in connection.execute(query) if row.current)
    copies = Counter(printing.outlet for group in origins for printing in group)
    number: Counter[str] = Counter()
    dated: defaultdict[str, list[str]] = defaultdict(list)
    for (outlet, day), count in days.items():
        number[outlet] += count
        dated[outlet] += [day] if day else []
    for outlet in sorted(number, key=lambda outlet: (-number[outlet], outlet)):
        first, last = (pick(dated[outlet], default=None) for pick in (min, max))
        yield OutletRow(outlet, number[outlet], updated[outlet], copies[outlet], first, last)


def _days(connection: Connection) -> Counter[tuple[str, str]]:
    """How many articles there are by outlet and day of publication in UTC; "" is the day of those that state none."""
    day = func.date(articles.c.published)  # which is in UTC
    counted: Counter[tuple[str, str]] = Counter()
    grouped = (
        select(articles.c.outlet, day, func.count(), func.count(articles.c.published))
        .where(SEEN)
        .group_by(articles.c.outlet, day)
    )
    for outlet, name, number, stated in connection.execute(grouped):
        counted[outlet, name or ""] += number if name is not None else number - stated
    query = select(articles).where(SEEN, articles.c.published.is_not(None), day.is_(None))
    for row in connection.execute(query):  # a zone that SQLite does not know, of seconds
        counted[row.outlet, datetime.fromisoformat(row.published).astimezone(UTC).date().isoformat()] += 1
    return +counted


def _origins(connection: Connection) -> tuple[tuple[Printing, ...], ...]:
    joined = articles.c.origin_id != articles.c.article_id
    mine = articles.alias()
    heads = select(mine.c.origin_id).where(mine.c.origin_id != mine.c.article_id)
    groups: defaultdict[str, list[Printing]] = defaultdict(list)
    for chosen in (joined, articles.c.article_id.in_(heads)):  # two searches, each of which has an index
        query = select(articles, versions.c.title).outerjoin(versions, _NOW).where(chosen)
        for row in connection.execute(query):
            if row.current:  # asked of SQLite, it would look at every article that is seen
                printing = Printing(row.article_id, row.url, row.title, row.outlet, row.known_from)
                groups[row.origin_id].append(printing)
    several = (sorted(group, key=lambda p: (p.known_from, p.article_id)) for group in groups.values() if len(group) > 1)
    ordered = sorted(map(tuple, several), key=lambda group: (-len(group), group[0].known_from, group[0].article_id))
    return tuple(ordered)


def _reasons(connection: Connection) -> Iterator[Reason]:
    place = func.row_number().over(partition_by=rejections.c.reason, order_by=rejections.c.source).label("place")
    number = func.count().over(partition_by=rejections.c.reason).label("number")
    every = select(rejections.c.reason, rejections.c.source, place, number).subquery()
    query = select(every).where(every.c.place <= EXAMPLES)
    query = query.order_by(every.c.number.desc(), every.c.reason, every.c.place)
    for reason, rows in groupby(connection.execute(query), key=lambda row: str(row.reason)):
        found = list(rows)
        yield Reason(reason, found[0].number, tuple(row.source for row in found))


def _runs(connection: Connection) -> Iterator[RunRow]:
    rejected = select(func.count()).where(rejections.c.run_id == runs.c.run_id).scalar_subquery()
    query = select(runs, rejected.label("rejected")).order_by(runs.c.run_id.desc()).limit(LAST_RUNS)
    for row in connection.execute(query):
        yield RunRow(row.started, row.added, row.updated, row.unchanged, row.copies, row.rejected)
