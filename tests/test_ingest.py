"""Articles in bulk: read by several processes, kept in order, found by runs of hashes, and stopped at any moment."""

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import time
from collections import defaultdict
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Notices, notices, token
from hypothesis import given, settings
from hypothesis import strategies as st
from running import COMMAND, ROOT, dateline, environment, here, write_jsonl
from test_history import body

from corpus.article import Article, Rejection
from corpus.catalog import Catalog
from corpus.counts import AHEAD
from corpus.errors import ReadError
from corpus.minima import FAN, Minima, Runs
from corpus.prepared import packed, prepare, unpacked
from corpus.readers import Options, limited, parallel, read
from corpus.readers.parallel import read_prepared
from corpus.runs import LISTED, AddReport
from corpus.schema import metadata
from eval.bench import synthetic
from rag import Library
from rag.hits import Sources
from rag.progress import Reporter

DAY = datetime(2031, 3, 4, 9, tzinfo=UTC)

# -- several processes -------------------------------------------------------------------------------------------------


def _mixed_lines(path: Path, count: int) -> Path:
    """JSON lines of which some are blank, broken, no article, or worth a notice."""
    lines = [json.dumps(record) for record in synthetic.articles(count, 60)]
    for n in range(0, count, 50):
        lines[n] = ("", '{"text": ', '{"title": "no text"}', '{"text": "Too short."}', "[1]")[n // 50 % 5]
    for n in range(7, count, 90):
        lines[n] = json.dumps(json.loads(lines[n]) | {"published": "some day", "text": f"The pier {n} " + body(str(n))})
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _ready(item: object) -> object:
    return prepare(item) if isinstance(item, Article) else item


def _one_by_one(path: Path, options: Options) -> list[str]:
    found = []
    for item in read([path], options):
        try:
            found.append(repr(_ready(item)))
        except Exception as error:
            assert isinstance(item, Article)
            found.append(repr(Rejection(item.source, str(error))))
    return found


@pytest.mark.parametrize("columns", [(), (("title", "title"),)])
def test_several_processes_give_what_one_gives_in_its_order(
    tmp_path: Path, columns: tuple[tuple[str, str], ...]
) -> None:
    path = _mixed_lines(tmp_path / "mixed.jsonl", 1_000)
    assert path.stat().st_size > 2.5 * 192 * 1024  # so that it is more than this process reads alone
    options = Options(columns=columns)
    assert [repr(item) for item in read_prepared([path], options)] == _one_by_one(path, options)


def test_a_killed_worker_costs_no_article(tmp_path: Path) -> None:
    path = _mixed_lines(tmp_path / "mixed.jsonl", 1_000)
    found, killed = [], 0
    for number, item in enumerate(read_prepared([path])):
        found.append(repr(item))
        if number in (0, 300):
            killed += _kill_workers()
    assert killed
    assert found == _one_by_one(path, Options())


def test_a_line_that_ends_its_worker_costs_no_other_and_is_not_read_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _mixed_lines(tmp_path / "mixed.jsonl", 1_000)
    expected = _one_by_one(path, Options())
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[700] = json.dumps({"text": "poison"})
    path.write_text("\n".join(lines), encoding="utf-8")
    given = limited.call

    def call(function: str, data: str | bytes, **options: Any) -> Any:
        if (b"poison" if isinstance(data, bytes) else "poison") in data:  # type: ignore[operator]
            raise ReadError("takes longer than 10 s to read")
        return given(function, data, **options)

    monkeypatch.setattr(parallel, "call", call)
    found = [repr(item) for item in read_prepared([path])]
    reason = repr(Rejection(f"{path}:701", "takes longer than 10 s to read"))
    assert found.count(reason) == 1
    assert len(found) == len(expected)
    assert set(found) - set(expected) == {reason}


def _kill_workers() -> int:
    command = ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(os.getpid())]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    workers = [int(line.split()[0]) for line in listed if "corpus.readers.worker" in line]
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    return len(workers)


MOMENTS = st.datetimes(datetime(1600, 1, 2), datetime(2199, 12, 30), timezones=st.timezones())


@given(st.text(min_size=1), st.text(), MOMENTS, st.lists(st.text(), max_size=2))
@settings(max_examples=40, deadline=None)
def test_an_article_comes_back_from_another_process_as_it_went(
    text: str, title: str, moment: datetime, authors: list[str]
) -> None:
    try:
        ready = prepare(Article(f"{body('Pier')} {text}", title, authors=tuple(authors), published=moment).cleaned())
    except (ValueError, OverflowError):  # a date at the end of time
        return
    back = unpacked(json.loads(json.dumps(packed(ready))))
    assert repr(back) == repr(replace(ready, article=replace(ready.article, published=back.article.published)))
    assert back.article.published is not None
    assert back.article.published.timestamp() == moment.timestamp()


# -- the index of sketches ---------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3), st.integers(0, 9)), max_size=150))
@settings(max_examples=40, deadline=None)
def test_runs_hold_what_was_entered_and_not_dropped(steps: list[tuple[int, int, int]]) -> None:
    """Each step enters a text in a period, or drops it there; some end the transaction, some the process."""
    with closing(_tables()) as db:
        runs, held = Runs(), defaultdict[int, dict[int, list[int]]](dict)
        minima = Minima(db, runs)
        for text_no, period, what in steps:
            hashes = [text_no % 7, text_no % 5 + 100, 2**32 - 1 - text_no]
            if text_no in held[period]:
                del held[period][text_no]
                minima.drop(period, text_no)
            else:
                held[period][text_no] = hashes
                minima.enter(hashes, period, text_no)
            if what > 3:
                minima.flush()
                runs = Runs() if what > 7 else runs
                minima = Minima(db, runs)
        for period in range(-1, 5):
            for key in (*range(7), *range(100, 105)):
                near = [pair for p in (period - 1, period, period + 1) for pair in held[p].items()]
                expected = sorted(number for number, keys in near if key in keys)
                assert sorted(n for texts in minima.sharing(key, [key], period) for n in texts) == expected


def test_runs_are_few_however_many_transactions_wrote_them() -> None:
    with closing(_tables()) as db:
        runs = Runs()
        for text_no in range(600):
            minima = Minima(db, runs)
            minima.enter(np.random.default_rng(text_no).integers(2**32, size=20).tolist(), 3, text_no)
            minima.flush()
        sizes = [size for (size,) in db.execute("SELECT size FROM minima")]
    assert sum(sizes) == 600 * 20
    assert len(sizes) < 4 * FAN


def _tables() -> sqlite3.Connection:
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateTable

    connection = sqlite3.connect(":memory:")
    connection.execute(str(CreateTable(metadata.tables["minima"]).compile(dialect=sqlite.dialect())))
    return connection


# -- what is counted ---------------------------------------------------------------------------------------------------

_STORIES = [body(name, 10) for name in ("Lock", "Weir", "Mill")]


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 40), st.booleans()), min_size=1, max_size=14
    )
)
@settings(max_examples=12, deadline=None)
def test_counts_and_report_agree_with_the_articles(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, int, bool]]
) -> None:
    from corpus import report

    with Catalog(tmp_path_factory.mktemp("c") / "catalog.sqlite", create=True) as catalog:
        for address, story, day, gone in steps:
            url = f"https://{address}.example.org/"
            if gone and catalog.find(url):
                catalog.remove(url)
            moment = DAY + timedelta(days=day)
            dates = {"published": moment, "updated": moment} if story else {}
            catalog.add([Article(_STORIES[story], "T", url, f"Post {address % 3}", **dates)])  # type: ignore[arg-type]
            catalog.counts()  # what is remembered must not outlive a change
        versions, counts, made = list(catalog), catalog.counts(), report.make(catalog)
        current = [v for v in versions if v.current]
        assert (counts.articles, counts.versions) == (len(current), len(versions))
        assert counts.origins == len({v.origin_id for v in current})
        assert catalog.outlets() == sorted({v.article.outlet for v in current})
        assert counts.outlets == len(catalog.outlets())
        dated = [(v.article.published, v.article.published.isoformat()) for v in current if v.article.published]
        assert counts.newest == (max(dated)[1] if dated else None)
        assert {row.outlet: row.articles for row in made.outlets} == {
            name: sum(v.article.outlet == name for v in current) for name in {v.article.outlet for v in current}
        }
        assert sum(row.updated for row in made.outlets) == len({v.article_id for v in versions if not v.current})
        assert sum(number for _, number in made.days) + made.undated == len(current)
        groups = defaultdict[str, set[str]](set)
        for v in current:
            groups[v.origin_id].add(v.article_id)
        assert {frozenset(p.article_id for p in group) for group in made.origins} == {
            frozenset(group) for group in groups.values() if len(group) > 1
        }
        assert {o: {v.article_id for v in m} for o, m in Sources(catalog).members(groups, 0).items()} == groups


_SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=AHEAD)
_ZONES = st.integers(-86_399, 86_399).map(lambda s: timezone(timedelta(seconds=s)))
_AROUND_SOON = st.integers(-300_000, 300_000).map(lambda s: _SOON + timedelta(seconds=s // 3_600 * 3_600 - 1_800))
_LONG_AGO = st.datetimes(datetime(1900, 1, 3), datetime(2020, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.one_of(_AROUND_SOON, _LONG_AGO), _ZONES, st.integers(0, 10**6)), max_size=6
    )
)
@settings(max_examples=40, deadline=None)
def test_the_newest_is_the_last_to_be_published(
    tmp_path_factory: pytest.TempPathFactory, stated: list[tuple[int, datetime, timezone, int]]
) -> None:
    """Whatever was updated since, and in whatever zones."""
    from corpus import report

    with Catalog(tmp_path_factory.mktemp("c") / "catalog.sqlite", create=True) as catalog:
        for n, (outlet, moment, zone, later) in enumerate(stated):
            published, updated = moment.astimezone(zone), moment + timedelta(seconds=later)
            url = f"https://{n}.example.org/"
            catalog.add([Article(body(f"W{n}", 3), "T", url, f"O{outlet}", published=published, updated=updated)])
        moments = [moment for _, moment, _, _ in stated]
        near = [moment for moment in moments if moment <= _SOON]
        newest = catalog.counts().newest
        if stated:
            assert newest is not None
            assert datetime.fromisoformat(newest) == max(near or moments)
        else:
            assert newest is None
        for row in report.make(catalog).outlets:
            days = [moment.date().isoformat() for outlet, moment, _, _ in stated if f"O{outlet}" == row.outlet]
            assert (row.first, row.last) == (min(days), max(days))


def test_what_is_rejected_is_counted_past_what_is_listed() -> None:
    report = AddReport()
    for n in range(LISTED + 5):
        report.reject(Rejection(f"dump.jsonl:{n}", "no text"))
    assert (len(report.rejected), report.rejections) == (LISTED, LISTED + 5)


def test_reading_says_its_pace_what_is_left_and_what_was_rejected(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([100.0, 110.0, 110.0, 110.0])
    monkeypatch.setattr("rag.progress.time.monotonic", lambda: next(clock))
    reporter, report = Reporter(), AddReport(added=900)
    for n in range(100):
        report.reject(Rejection(f"dump.jsonl:{n}", "no text" if n else "not JSON"))
    reporter.meter.total, reporter.meter.here = 4_000, 1_000
    reporter.committed(report)
    said = capsys.readouterr().err
    assert said == (
        "kept 900 articles\n"
        "reading: 25%, 100 articles/s, 0:30 left, rejected 100 (99 no text; 1 not JSON)\n"
    )


# -- an older catalog --------------------------------------------------------------------------------------------------

_TO_SCHEMA_2 = """
ALTER TABLE texts RENAME TO new_texts;
CREATE TABLE texts (text_no INTEGER NOT NULL PRIMARY KEY, content INTEGER NOT NULL UNIQUE, size INTEGER NOT NULL,
    sketch BLOB NOT NULL);
INSERT INTO texts SELECT * FROM new_texts;
DROP TABLE new_texts;
DROP TABLE minima;
CREATE TABLE minima (hash INTEGER NOT NULL, period INTEGER NOT NULL, text_no INTEGER NOT NULL,
    PRIMARY KEY (hash, period, text_no)) WITHOUT ROWID;
DROP INDEX articles_seen; DROP INDEX articles_joined; DROP INDEX versions_later;
ALTER TABLE articles DROP COLUMN outlet; ALTER TABLE articles DROP COLUMN published;
ALTER TABLE articles DROP COLUMN known_from;
CREATE INDEX ix_articles_url ON articles (url);
CREATE INDEX ix_articles_origin_id ON articles (origin_id);
PRAGMA user_version=2;
"""


def test_a_catalog_of_schema_2_goes_on_with_the_same_decisions(tmp_path: Path) -> None:
    def printing(n: int, day: int) -> Article:
        return Article(_STORIES[n % 3], f"T{n}", f"https://{n}.example.org/", "Post", published=DAY + timedelta(day))

    before, after = [printing(n, n) for n in range(6)], [printing(n, n + 1) for n in range(6, 12)]
    with Catalog(tmp_path / "anew" / "catalog.sqlite", create=True) as catalog:
        catalog.add([*before, *after])
        catalog.remove("https://1.example.org/")
        expected = catalog.digest(), catalog.counts()
    with Catalog(tmp_path / "old" / "catalog.sqlite", create=True) as catalog:
        catalog.add(before)
    with closing(sqlite3.connect(catalog.path)) as old:
        old.executescript(_TO_SCHEMA_2)
    with Catalog(catalog.path) as catalog:
        catalog.add(after)
        catalog.remove("https://1.example.org/")
        assert (catalog.digest(), catalog.counts()) == expected
        assert catalog.check() == []
    assert _schema(catalog.path) == _schema(tmp_path / "anew" / "catalog.sqlite")


_TO_SCHEMA_3 = """
INSERT INTO sightings (article_id, content_hash, moment, dated, stated)
SELECT article_id, content_hash, known_from, 1, json_object('published', published, 'updated', updated,
    'language', language, 'kind', kind, 'section', section, 'guessed', guessed) FROM versions;
PRAGMA user_version=3;
"""


def test_a_catalog_of_schema_3_has_the_same_versions_afterwards(tmp_path: Path) -> None:
    first = Article(_STORIES[0], "T", "https://0.example.org/", "Post", published=DAY)
    later = replace(first, text=_STORIES[1], updated=DAY + timedelta(2))
    back = replace(first, updated=DAY + timedelta(3))
    digests = []
    for schema in (3, 4):
        path = tmp_path / str(schema) / "catalog.sqlite"
        with Catalog(path, create=True) as catalog:
            catalog.add([first])
        if schema == 3:
            with closing(sqlite3.connect(path)) as old:
                old.executescript(_TO_SCHEMA_3)
        with Catalog(path) as catalog:
            catalog.add([first, back, later])
            assert [v.known_from for v in catalog] == [int((DAY + timedelta(n)).timestamp()) for n in (0, 2, 3)]
            digests.append(catalog.digest())
    assert digests[0] == digests[1]


def _schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT type, name FROM sqlite_master ORDER BY 1, 2").fetchall()


# -- stopped at any moment ---------------------------------------------------------------------------------------------


def _stopped(words: list[object], after: float, how: signal.Signals) -> None:
    """Run a command and stop it `after` so many seconds, if it is still at it."""
    process = subprocess.Popen(
        [*COMMAND, *map(str, words)], cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        _, said = process.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        process.send_signal(how)
        _, said = process.communicate(timeout=60)
    # A traceback without a file of ours is of Python itself, stopped while it begins.
    assert how != signal.SIGINT or not re.search(rb'File "[^"]*/(?:rag|corpus)/(?!__init__)', said), said


def _catalog_digest(library: Path) -> str:
    with Catalog(library / "catalog.sqlite") as catalog:
        return catalog.digest()


def _whole(folder: Path) -> tuple[str, int, list[Any]]:
    """The catalog's digest, how many passages there are, and the ten best of 50 questions."""
    with Library.open(folder) as library:
        assert library.verify() == []
        asked = [f"Which pier did the harbour master of {token(6 * n)} close?" for n in range(50)]
        hits = [[(h.passage.passage_id, round(h.score, 4)) for h in library.search(words).hits] for words in asked]
        return library.catalog.digest(), library.status().index.passages, hits


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, float]:
    """A file that several processes read, a library of it, and how long that took."""
    folder = tmp_path_factory.mktemp("bulk")
    source, began = _mixed_lines(folder / "bulk.jsonl", 1_000), time.monotonic()
    assert here("add", "--no-index", source, library=folder / "library").code == 1
    return source, folder / "library", time.monotonic() - began


def _keeping_stopped(bulk: tuple[Path, Path, float], folder: Path, share: float, how: signal.Signals) -> None:
    source, whole, seconds = bulk
    _stopped(["add", "--no-index", source, "--library", folder], share * seconds, how)
    assert here("add", "--no-index", source, library=folder).code == 1
    assert _catalog_digest(folder) == _catalog_digest(whole)


def test_keeping_that_is_stopped_goes_on(bulk: tuple[Path, Path, float], tmp_path: Path) -> None:
    how = random.choice([signal.SIGKILL, signal.SIGINT])
    _keeping_stopped(bulk, tmp_path / "library", random.uniform(0.5, 1), how)


@pytest.mark.torture
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("part", range(30))
def test_keeping_stopped_at_30_moments(
    bulk: tuple[Path, Path, float], tmp_path: Path, part: int, how: signal.Signals
) -> None:
    _keeping_stopped(bulk, tmp_path / "library", (part + random.random()) / 30, how)


@pytest.mark.torture
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("part", range(30))
def test_indexing_stopped_at_30_moments(harbour: Notices, tmp_path: Path, part: int, how: signal.Signals) -> None:
    folder = tmp_path / "library"
    assert dateline("add", "--no-index", harbour.source, library=folder).code == 0
    _stopped(["sync", "--library", folder], (part + random.random()) / 30 * harbour.seconds, how)
    assert dateline("sync", library=folder).code == 0
    assert _whole(folder) == _whole(harbour.folder)


def test_words_are_found_before_anything_is_encoded(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    texts = [f"The {token(n)} pier is shut until May." for n in range(3)]
    source = write_jsonl(tmp_path / "some.jsonl", [{"text": text} for text in texts])
    kept = here("add", "--no-index", source, library=folder)
    assert (kept.code, "dateline sync" in kept.err) == (0, True)
    told: list[str] = []
    with Library.open(folder) as library:

        def stop(what: str, done: int, total: int) -> None:
            told.append(what)
            if what == "words":
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            library.sync(stop)
        assert [token(1) in hit.text for hit in library.search(token(1), k=1).hits] == [True]
        assert library.status().index.without_vector == 3
    assert told == ["words"]
    assert here("sync", "--json", library=folder).json == {"passages": 3}


def test_what_changes_while_it_is_indexed_costs_no_rebuild(tmp_path: Path) -> None:
    """Another process removes and adds articles between two stages; the next run takes it up."""
    given = [Article(notice["text"], notice["title"], notice["url"]) for notice in notices(0, 8)]
    with Library.open(tmp_path, create=True) as library, Catalog(tmp_path / "catalog.sqlite") as other:
        library.keep(given[:4])
        for number, stage in enumerate(("encoding", "vectors")):

            def meanwhile(what: str, *_: int, number: int = number, stage: str = stage) -> None:
                if what == stage and other.find(given[number].url):
                    other.remove(given[number].url)
                    other.add([given[4 + number]])

            library.sync(meanwhile)
            library.keep([given[6 + number]])
        library.sync()
        assert library.status().index.generation == "g1"
        assert library.verify() == []
        assert [n for n in range(8) if token(n) in library.search(token(n), k=1).hits[0].text] == [2, 3, 4, 5, 6, 7]
