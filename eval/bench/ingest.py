"""How fast articles get in: by format, each in a `dateline add --no-index` of its own.

Processors are shared with others more often than not, so beside what the clock says stands what the processors did:
articles a second of all cores is the cores divided by the processor time an article took, all processes together.
"""

import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from eval.bench import synthetic, watched
from eval.bench.synthetic import LONG, SHORT
from eval.bench.watched import CORES, Run
from eval.datasets import DatasetError

if TYPE_CHECKING:
    from rag.library import Library

PAGE_WORDS = 500
LONG_SHARE = 10
"""Of how many short articles there is one long one. Of pages there are as many as of short ones."""
TURNS, ENCODED = 4, 500
"""How often so many short articles are encoded."""
STAGED = 4_000
"""Short articles whose stages are timed."""
HEADING = (
    f"{'format':<26}{'articles':>10}{'/s':>9}{'MB/s':>7}{'/s of all cores':>17}"
    f"{'MB':>8}{'last/first':>12}{'of processors':>16}"
)
"""The last two: the rate of the last tenth divided by the first's, by the clock and by processor time."""
Made = TypeVar("Made")


def lines(count: int, pages: Path | None) -> Iterator[str]:
    """The table, row by row. `pages` is a folder of saved pages; without it some are made up."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        yield from _kept(folder, count)
        yield from _pages(folder, pages, count)
        yield from _encoded(folder)
        yield from _stages(folder)


def bulk(count: int) -> Iterator[str]:
    """One row: that many short articles in one run."""
    with tempfile.TemporaryDirectory() as work:
        source = Path(work) / "articles.jsonl"
        size = synthetic.write_lines(source, count, SHORT)
        yield HEADING
        yield _row(watched.add("JSONL, short", source, Path(work) / "library", count, size))


def _kept(folder: Path, count: int) -> Iterator[str]:
    yield HEADING
    for name, words, number in (("JSONL, short", SHORT, count), ("JSONL, 1,500 words", LONG, count // LONG_SHARE)):
        source = folder / "articles.jsonl"
        size = synthetic.write_lines(source, number, words)
        wall, processor = _plain_insert(folder / "plain.sqlite", source)
        run = watched.add(name, source, folder / f"library-{words}", number, size)
        yield _row(run)
        yield f"  plain insert of the same rows: {number / wall:,.0f}/s, {number / processor:,.0f}/s of its core"
        source.unlink()


def _row(run: Run) -> str:
    return (
        f"{run.name:<26}{run.articles:>10,}{run.articles / run.seconds:>9,.0f}{run.size / run.seconds / 1e6:>7.1f}"
        f"{run.ideal:>17,.0f}{run.memory / 1e6:>8,.0f}{run.pace:>12.2f}{run.effort:>16.2f}"
    )


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
    """HTML, a file each and in one WARC, against trafilatura alone on as many processors."""
    if pages is None:
        pages = folder / "pages"
        synthetic.write_pages(pages, count, PAGE_WORDS)
    files = sorted(pages.glob("*.html"))
    if not files:
        raise DatasetError(f"no *.html in {pages}")
    data = [path.read_bytes() for path in files]
    crawl = folder / "crawl.warc.gz"
    sizes = sum(map(len, data)), synthetic.write_warc(crawl, data)
    alone, processor = _trafilatura([files])
    wall, _ = _trafilatura([files[n::CORES] for n in range(CORES)])
    rates = len(files) / alone, len(files) / wall
    yield f"  trafilatura alone: {rates[0]:,.0f}/s in one process, {rates[1]:,.0f}/s in {CORES} at once"
    for name, source, size in zip(("HTML", "WARC"), (pages, crawl), sizes, strict=True):
        run = watched.add(name, source, folder / f"library-{name}", len(files), size)
        yield _row(run)
        yield (
            f"  time / its time in {CORES} at once: {run.seconds / wall:.2f}, / its time in one divided by {CORES}: "
            f"{run.seconds * CORES / alone:.2f}; processor time / its own in one: {run.processor / processor:.2f}"
        )


def _trafilatura(shares: Sequence[Sequence[Path]]) -> tuple[float, float]:
    """Seconds, and processor seconds, that trafilatura takes for text and metadata of pages, a process for each share.

    Seconds are those of the slowest, the start of the processes in none.
    """
    with ProcessPoolExecutor(len(shares), mp_context=get_context("spawn")) as pool:
        begun = [pool.submit(_extracted, share[:1]) for share in shares]
        for one in begun:  # every process has loaded it before the first begins
            one.result()
        spent = list(pool.map(_extracted, shares))
    return max(wall for wall, _ in spent), sum(processor for _, processor in spent)


def _extracted(files: Sequence[Path]) -> tuple[float, float]:
    """Seconds, and processor seconds, for some pages, in this process."""
    from trafilatura import bare_extraction

    pages = [path.read_bytes() for path in files]
    bare_extraction(pages[0])
    began, used = time.perf_counter(), time.process_time()
    for page in pages:
        bare_extraction(page, with_metadata=True)
    return time.perf_counter() - began, time.process_time() - used


def _encoded(folder: Path) -> Iterator[str]:
    """With encoding, against the encoder alone on the same passages, in turns: so both meet the same load."""
    from rag.encoders import load_encoder
    from rag.library import Library
    from rag.passages import cut, embedded, sentence_spans
    from rag.settings import Settings

    settings, source = Settings(), folder / "encoded.jsonl"
    whole, alone, passages = [0.0, 0.0], [0.0, 0.0], 0
    with Library.open(folder / "encoded", settings, create=True) as library:
        encoder = load_encoder(settings.encoder, settings.cache)
        for number in range(TURNS + 1):
            before = {v.article_id for v in library.export()}
            synthetic.write_lines(source, ENCODED, SHORT, first=number * ENCODED)
            took = _taken(lambda: _add_to(library, source))
            new = [(v.article, p) for v in library.export() if v.article_id not in before for p in cut(v, encoder)]
            texts, spans = [embedded(a, p) for a, p in new], [sentence_spans(a, p) for a, p in new]
            own = _taken(lambda texts=texts, spans=spans: encoder.encode_parts(texts, spans))  # type: ignore[misc]
            if number:  # the first turn loads the encoder, Chroma and the rest
                whole, alone = [*map(sum, zip(whole, took, strict=True))], [*map(sum, zip(alone, own, strict=True))]
                passages += len(texts)
    articles = TURNS * ENCODED
    yield f"{'with encoding':<26}{articles:>10,}{articles / whole[0]:>9,.1f}"
    yield (
        f"  the encoder alone: {passages / alone[0]:,.1f} passages/s; of its speed: {alone[0] / whole[0]:.0%} by the "
        f"clock, {alone[1] / whole[1]:.0%} by processor time"
    )


def _taken(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and processor seconds."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used


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
    from corpus.inferred import completed
    from corpus.prepared import packed, prepare, unpacked
    from corpus.readers import Options, found_in
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
