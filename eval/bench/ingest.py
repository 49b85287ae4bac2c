"""How fast articles get in: by format, each in a `dateline add --no-index` of its own.

Processors are shared with others more often than not, so beside what the clock says stands what the processors did:
articles a second of all cores is the cores divided by the processor time an article took, all processes together.
"""

import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from eval.bench import synthetic
from eval.bench.synthetic import LONG, SHORT
from eval.datasets import DatasetError

if TYPE_CHECKING:
    from rag.library import Library

CORES = os.cpu_count() or 1
PAGE_WORDS = 500
PAGES_SHARE, LONG_SHARE = 100, 10
"""Of how many short articles there is one page, and one long article."""
ENCODED = 1_000
"""Short articles that are encoded."""
STAGED = 4_000
"""Short articles whose stages are timed."""
TENTH, FEW = 10, 30
"""The parts of a run that are compared, and the transactions below which they say nothing."""
Made = TypeVar("Made")
ADD = [sys.executable, "-m", "rag", "add", "--no-index"]


@dataclass(frozen=True, slots=True)
class Run:
    """One `dateline add`."""

    name: str
    articles: int
    size: int
    """Bytes that were read."""
    seconds: float
    processor: float
    """Seconds, all processes together."""
    resident: int
    """Bytes, all processes together, at the most."""
    pace: float
    """Articles a second of the last tenth, divided by those of the first."""

    @property
    def ideal(self) -> float:
        """Articles a second of all cores."""
        return CORES * self.articles / self.processor


def lines(count: int, pages: Path | None) -> Iterator[str]:
    """The table, row by row. `pages` is a folder of saved pages; without it some are made up."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        yield from _kept(folder, count)
        yield from _pages(folder, pages, max(50, count // PAGES_SHARE))
        yield from _encoded(folder)
        yield from _stages(folder)


def _kept(folder: Path, count: int) -> Iterator[str]:
    yield (
        f"{'format':<26}{'articles':>10}{'/s':>9}{'MB/s':>7}{'/s of all cores':>17}"
        f"{'MB resident':>13}{'last/first':>12}"
    )
    for name, words, number in (("JSONL, short", SHORT, count), ("JSONL, 1,500 words", LONG, count // LONG_SHARE)):
        source = folder / "articles.jsonl"
        size = synthetic.write_lines(source, number, words)
        wall, processor = _plain_insert(folder / "plain.sqlite", source)
        run = _add(name, source, folder / f"library-{words}", number, size)
        yield _row(run)
        yield f"  plain insert of the same rows: {number / wall:,.0f}/s, {number / processor:,.0f}/s of its core"
        source.unlink()


def _row(run: Run) -> str:
    return (
        f"{run.name:<26}{run.articles:>10,}{run.articles / run.seconds:>9,.0f}{run.size / run.seconds / 1e6:>7.1f}"
        f"{run.ideal:>17,.0f}{run.resident / 1e6:>13,.0f}{run.pace:>12.2f}"
    )


def _add(name: str, source: Path, library: Path, articles: int, size: int) -> Run:
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(
        [*ADD, str(source), "--library", str(library)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    watch = _Resident(process.pid)
    kept = [(0.0, 0)]
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("kept "):
            kept.append((time.monotonic() - began, int(line.split()[1])))
    process.wait()
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if kept[-1][1] != articles:
        raise DatasetError(f"{name}: {kept[-1][1]:,} of {articles:,} articles were kept")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(name, articles, size, seconds, processor, watch.stop(), _pace(kept))


def _pace(kept: Sequence[tuple[float, int]]) -> float:
    """How much of the first tenth's rate the last tenth has; the start of the process is in neither."""
    total, started = kept[-1][1], kept[min(1, len(kept) - 1)]
    first = next((at for at in kept if at[1] >= started[1] + total / TENTH), kept[-1])
    last = next(at for at in kept if at[1] >= total - total / TENTH)
    if len(kept) < FEW:
        return float("nan")
    return _rate(last, kept[-1]) / _rate(started, first)


def _rate(start: tuple[float, int], end: tuple[float, int]) -> float:
    return (end[1] - start[1]) / (end[0] - start[0])


class _Resident:
    """The largest resident size of a process and those it started, looked at ten times a second. Linux only, else 0."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._done = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        self._done.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._done.wait(0.1):
            self._most = max(self._most, sum(map(_resident, _family(self._pid))))


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += (member for child in task.read_text().split() for member in _family(int(child)))
        except OSError:  # it has ended
            continue
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def _plain_insert(path: Path, source: Path) -> tuple[float, float]:
    """Seconds, and processor seconds, that SQLite alone takes for the rows of a file, as durably and in one table."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE articles (url TEXT PRIMARY KEY, title TEXT, outlet TEXT, published TEXT, text TEXT)"
    )
    wall = processor = 0.0
    with source.open(encoding="utf-8") as file:
        records = (json.loads(line) for line in file)
        rows = [tuple(r[name] for name in ("url", "title", "outlet", "published", "text")) for r in records]
    for start in range(0, len(rows), 2_000):
        began, used = time.perf_counter(), time.process_time()
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?)", rows[start : start + 2_000])
        connection.execute("COMMIT")
        wall, processor = wall + time.perf_counter() - began, processor + time.process_time() - used
    connection.close()
    return wall, processor


def _pages(folder: Path, pages: Path | None, count: int) -> Iterator[str]:
    """HTML, against trafilatura alone, in one process."""
    from trafilatura import bare_extraction

    if pages is None:
        pages = folder / "pages"
        synthetic.write_pages(pages, count, PAGE_WORDS)
    paths = sorted(pages.glob("*.html"))
    if not paths:
        raise DatasetError(f"no *.html in {pages}")
    data = [path.read_bytes() for path in paths]
    bare_extraction(data[0])
    began, used = time.perf_counter(), time.process_time()
    for page in data:
        bare_extraction(page, with_metadata=True)
    wall, processor = time.perf_counter() - began, time.process_time() - used
    run = _add("HTML", pages, folder / "library-pages", len(paths), sum(map(len, data)))
    yield _row(run)
    yield (
        f"  trafilatura alone: {len(paths) / wall:,.0f}/s; "
        f"time / (its time / {CORES} cores): {run.seconds * CORES / wall:.2f}, "
        f"processor time / its own: {run.processor / processor:.2f}"
    )


def _encoded(folder: Path) -> Iterator[str]:
    """With encoding, against the encoder alone on the same passages."""
    from rag.encoders import load_encoder
    from rag.library import Library
    from rag.passages import cut, embedded, sentence_spans
    from rag.settings import Settings

    settings = Settings()
    first, source = folder / "first.jsonl", folder / "encoded.jsonl"
    synthetic.write_lines(first, 50, SHORT, first=ENCODED)
    synthetic.write_lines(source, ENCODED, SHORT)
    with Library.open(folder / "encoded", settings, create=True) as library:
        _add_to(library, first)  # loads the encoder, Chroma and the rest
        before = {v.article_id for v in library.export()}
        began, used = time.perf_counter(), time.process_time()
        _add_to(library, source)
        wall, processor = time.perf_counter() - began, time.process_time() - used
        encoder = load_encoder(settings.encoder, settings.cache)
        passages = [(v.article, p) for v in library.export() if v.article_id not in before for p in cut(v, encoder)]
    texts, spans = [embedded(a, p) for a, p in passages], [sentence_spans(a, p) for a, p in passages]
    began, used = time.perf_counter(), time.process_time()
    encoder.encode_parts(texts, spans)
    alone, own = time.perf_counter() - began, time.process_time() - used
    yield f"{'with encoding':<26}{ENCODED:>10,}{ENCODED / wall:>9,.1f}"
    yield (
        f"  the encoder alone: {len(texts) / alone:,.1f} passages/s; of its speed: {alone / wall:.0%} by the clock, "
        f"{own / processor:.0%} by processor time"
    )


def _add_to(library: "Library", source: Path) -> None:
    from corpus.readers import Notice
    from corpus.readers.parallel import read_prepared

    library.add(item for item in read_prepared([source]) if not isinstance(item, Notice))


def _stages(folder: Path) -> Iterator[str]:
    """Where the processor's time goes, stage by stage, in one process."""
    yield f"{'microseconds an article':<26}{'short':>10}{'1,500 words':>14}"
    rows = [_timed(folder, words, number) for words, number in ((SHORT, STAGED), (LONG, STAGED // LONG_SHARE))]
    for name in rows[0]:
        yield f"{name:<26}" + "".join(f"{row[name]:>{width},.0f}" for row, width in zip(rows, (10, 14), strict=True))


def _timed(folder: Path, words: int, number: int) -> dict[str, float]:
    from corpus.catalog import Catalog
    from corpus.prepared import packed, prepare, unpacked
    from corpus.readers import Options, found_in
    from corpus.readers.inferred import completed
    from corpus.readers.items import Draft

    source, spent = folder / f"staged-{words}.jsonl", dict[str, float]()
    synthetic.write_lines(source, number, words)

    def stage(name: str, work: Callable[[], Made]) -> Made:
        began = time.process_time()
        made = work()
        spent[name] = 1e6 * (time.process_time() - began) / number
        return made

    drafts = [one for one in stage("parse", lambda: list(found_in([source], Options()))) if isinstance(one, Draft)]
    completed(drafts[0].article), prepare(drafts[0].article)  # load what is loaded once
    clean = stage("clean", lambda: [draft.article.cleaned() for draft in drafts])
    whole = stage("tell the language", lambda: [completed(article) for article in clean])
    ready = stage("tell junk, sketch", lambda: [prepare(article) for article in whole])
    texts = stage("pack for the pipe", lambda: [json.dumps(packed(one)) for one in ready])
    back = stage("unpack", lambda: [unpacked(json.loads(text)) for text in texts])
    with Catalog(folder / f"staged-{words}" / "catalog.sqlite", create=True) as catalog:
        stage("keep", lambda: catalog.add(back))
    return spent
