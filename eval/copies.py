"""How well copies are found: real articles, planted copies of them, and what only looks like one.

Everything is drawn from one seed and added, shuffled, to a catalog as `dateline add` would.
"""

import random
import re
import sqlite3
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.article import Article
from corpus.catalog import Catalog
from corpus.copies import Copies
from corpus.junk import why_no_article
from corpus.minhash import shingled
from corpus.minima import Runs
from corpus.opening import driver, writing
from eval.junk import load
from eval.planted import Planted, plant_copies, plant_renamed, plant_templates, plant_updates

SEED = 20221122
COPIES, UPDATES, RENAMED, TEMPLATES = 3_500, 300, 100, 200
BATCH = 200
"""Articles in a transaction, where the time that finding copies takes is measured."""
MIN_WORDS = 60
"""Shorter real articles are not edited: little of them is left."""

_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Result:
    """The lines of the report, and the real articles that were joined."""

    lines: tuple[tuple[str, str], ...]
    joined: tuple[tuple[Article, ...], ...]


def report(path: Path) -> Iterator[str]:
    """The measures, and every group of real articles that were joined, to be looked at."""
    result = measure([article for article in load(path) if not why_no_article(article)])
    for name, value in result.lines:
        yield f"{name:<60}{value}"
    for group in result.joined:
        yield ""
        for article in group:
            day = f"{article.published:%Y-%m-%d}" if article.published else "no date"
            yield f"  {day}  {len(article.text.split()):>6,} words  {article.url or article.title}"


def measure(real: Sequence[Article]) -> Result:
    """Plant, add everything in shuffled order, and see what was joined."""
    rng = random.Random(SEED)
    words = [w for a in real[::7] for w in a.text.split()]
    bases = [a for a in real if len(a.text.split()) >= MIN_WORDS]
    copies = list(plant_copies(rng, bases, words, COPIES))
    others = [
        *plant_updates(rng, bases, UPDATES),
        *plant_renamed(rng, bases, RENAMED),
        *plant_templates(rng, TEMPLATES),
    ]
    everything = [*real, *(p.article for p in (*copies, *others))]
    rng.shuffle(everything)
    origins = _origins(everything)
    lines = [*_found(copies, origins), *_apart(others, origins)]
    groups = _real_groups(real, _origins(real))
    joined = f"{sum(map(len, groups))} of {len(real):,}, listed below"
    return Result((*lines, ("real articles, alone, joined with another", joined), *_cost(real)), groups)


def _origins(articles: Sequence[Article]) -> dict[str, str]:
    """The origin of every article, by its id, after adding them in the order given."""
    with tempfile.TemporaryDirectory() as folder, Catalog(Path(folder) / "catalog.sqlite", create=True) as catalog:
        catalog.add(articles)
        return {version.article_id: version.origin_id for version in catalog}


def _found(copies: Sequence[Planted], origins: dict[str, str]) -> Iterator[tuple[str, str]]:
    tallies: dict[str, list[bool]] = defaultdict(list)
    for planted in copies:
        resemblance, containment = _likeness(planted)
        joined = _is_joined(planted, origins)
        tallies[f"copies: {planted.how}"].append(joined)
        for least in (0.7, 0.5):
            if resemblance >= least:
                tallies[f"copies with resemblance >= {least}"].append(joined)
        if containment >= 0.8 and "trimmed" in planted.how:
            tallies["trimmed copies with containment >= 0.8"].append(joined)
    return ((name, _share(tally)) for name, tally in sorted(tallies.items()))


def _likeness(planted: Planted) -> tuple[float, float]:
    """Resemblance and containment of 8-word shingles, counted by brute force."""
    a, b = (_shingles(text) for text in (planted.article.text, planted.base.text if planted.base else ""))
    both = len(a & b)
    return both / max(len(a | b), 1), both / max(min(len(a), len(b)), 1)


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORDS.findall(text.casefold())
    return {tuple(words[i : i + 8]) for i in range(len(words) - 7)}


def _is_joined(planted: Planted, origins: dict[str, str]) -> bool:
    base = origins.get(planted.base.article_id) if planted.base else None
    return base is not None and origins.get(planted.article.article_id) == base


def _apart(others: Sequence[Planted], origins: dict[str, str]) -> Iterator[tuple[str, str]]:
    sizes = Counter(origins.values())
    tallies: dict[str, list[bool]] = defaultdict(list)
    for planted in others:
        is_alone = sizes[origins[planted.article.article_id]] == 1
        alone = is_alone if planted.base is None else not _is_joined(planted, origins)
        tallies[f"kept apart: {planted.how}"].append(alone)
        tallies["kept apart: all of them"].append(alone)
    return ((name, _share(tally)) for name, tally in sorted(tallies.items()))


def _real_groups(real: Sequence[Article], origins: dict[str, str]) -> tuple[tuple[Article, ...], ...]:
    groups: dict[str, dict[str, Article]] = defaultdict(dict)
    for article in real:
        if article.article_id in origins:
            groups[origins[article.article_id]][article.article_id] = article
    return tuple(tuple(group.values()) for group in groups.values() if len(group) > 1)


def _share(tally: Sequence[bool]) -> str:
    return f"{sum(tally):,} of {len(tally):,} ({100 * sum(tally) / len(tally):.2f}%)"


def _cost(real: Sequence[Article]) -> Iterator[tuple[str, str]]:
    """Time and space of `record` alone, for the real articles and for their first 60 words."""
    short = [replace(a, text=" ".join(a.text.split()[:60])) for a in real]
    for name, articles in (("real articles", real), ("60-word articles", short)):
        seconds, size = _record_all(articles)
        words = sum(len(a.text.split()) for a in articles) / len(articles)
        yield f"record: {name}", f"{len(articles) / seconds:,.0f}/s ({words:,.0f} words on average)"
        yield f"tables: {name}", f"{size / len(articles):,.2f} MB for each 1,000 articles"


def _record_all(articles: Sequence[Article]) -> tuple[float, float]:
    """Seconds that `record` took for all, and the kilobytes that its tables grew to."""
    seconds, runs = 0.0, Runs()
    with tempfile.TemporaryDirectory() as folder, Catalog(Path(folder) / "catalog.sqlite", create=True) as catalog:
        catalog.add(articles)
        with writing(catalog.engine) as connection, driver(connection) as db:
            with connection.begin():
                rows = db.execute("SELECT article_id, version, text, known_from FROM versions").fetchall()
                for table in ("texts", "printings", "minima"):
                    db.execute(f"DELETE FROM {table}")
            for start in range(0, len(rows), BATCH):
                with connection.begin():
                    seconds += _record(db, runs, rows[start : start + BATCH])
            names = ("texts", "printings", "printings_text", "minima", "minima_period", "sqlite_autoindex_texts_1")
            marks = ", ".join("?" * len(names))
            query = f"SELECT sum(pgsize) FROM dbstat WHERE name IN ({marks})"
            size = connection.exec_driver_sql(query, names).scalar_one()
    return seconds, size / 1000


def _record(db: sqlite3.Connection, runs: Runs, rows: Sequence[tuple[str, int, str, int]]) -> float:
    """Seconds that `record` took for these (article id, version, text, when it became known)."""
    began = time.perf_counter()
    batch = [(*row, shingled(row[2]).fingerprint) for row in rows]
    found = Copies(db, runs)
    found.look_ahead((own, known_from) for _, _, _, known_from, own in batch)
    for name, version, text, known_from, own in batch:
        found.record(name, version, text, own, known_from)
    found.flush()
    return time.perf_counter() - began
