"""What an archive holds and what was kept out of it: by outlet, by day, by text, by reason."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from corpus.catalog import Catalog
from corpus.errors import CorpusError
from corpus.schema import articles, rejections, runs, versions

EXAMPLES = 3
"""Sources named with each reason."""
LAST_RUNS = 10

_LIVE = articles.c.current > 0
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
    """ISO date of the oldest article that states one."""
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
        days, undated = _days(connection)
        return Report(
            outlets=tuple(_outlets(connection)),
            days=days,
            undated=undated,
            origins=_origins(connection),
            reasons=tuple(_reasons(connection)),
            runs=tuple(_runs(connection)),
        )


def plot(report: Report, path: Path) -> None:
    """Draw articles per day into a PNG, SVG or PDF file. Raises `CorpusError` when it cannot be written."""
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


def _outlets(connection: Connection) -> Iterator[OutletRow]:
    groups = select(articles.c.origin_id).where(_LIVE).group_by(articles.c.origin_id).having(func.count() > 1)
    more = select(versions.c.article_id).group_by(versions.c.article_id).having(func.count() > 1)
    query = (
        select(
            versions.c.outlet,
            func.count().label("articles"),
            func.sum(versions.c.article_id.in_(more)).label("updated"),
            func.sum(articles.c.origin_id.in_(groups)).label("copies"),
            func.min(versions.c.published).label("first"),
            func.max(versions.c.published).label("last"),
        )
        .join(articles, _NOW)
        .group_by(versions.c.outlet)
        .order_by(func.count().desc(), versions.c.outlet)
    )
    for row in connection.execute(query):
        first, last = (moment[:10] if moment else None for moment in (row.first, row.last))
        yield OutletRow(row.outlet, row.articles, row.updated, row.copies, first, last)


def _days(connection: Connection) -> tuple[tuple[tuple[str, int], ...], int]:
    counted: defaultdict[str, int] = defaultdict(int)
    undated = 0
    for published in connection.execute(select(versions.c.published).join(articles, _NOW)).scalars():
        if published is None:
            undated += 1
        else:
            counted[datetime.fromisoformat(published).astimezone(UTC).date().isoformat()] += 1
    return tuple(sorted(counted.items())), undated


def _origins(connection: Connection) -> tuple[tuple[Printing, ...], ...]:
    several = select(articles.c.origin_id).where(_LIVE).group_by(articles.c.origin_id).having(func.count() > 1)
    query = (
        select(articles, versions.c.title, versions.c.outlet, versions.c.known_from)
        .join(versions, _NOW)
        .where(articles.c.origin_id.in_(several))
        .order_by(versions.c.known_from, articles.c.article_id)
    )
    groups: defaultdict[str, list[Printing]] = defaultdict(list)
    for row in connection.execute(query):
        groups[row.origin_id].append(Printing(row.article_id, row.url, row.title, row.outlet, row.known_from))
    return tuple(sorted(map(tuple, groups.values()), key=len, reverse=True))


def _reasons(connection: Connection) -> Iterator[Reason]:
    query = select(rejections.c.reason, rejections.c.source).order_by(rejections.c.reason, rejections.c.source)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.reason].append(row.source)
    for reason, sources in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        yield Reason(reason, len(sources), tuple(sources[:EXAMPLES]))


def _runs(connection: Connection) -> Iterator[RunRow]:
    rejected = select(func.count()).where(rejections.c.run_id == runs.c.run_id).scalar_subquery()
    query = select(runs, rejected.label("rejected")).order_by(runs.c.run_id.desc()).limit(LAST_RUNS)
    for row in connection.execute(query):
        yield RunRow(row.started, row.added, row.updated, row.unchanged, row.copies, row.rejected)
