"""Nothing acknowledged is lost, whatever ends a process or damages an index; and nothing is encoded twice."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from conftest import Notices, notices, token
from running import COMMAND, ROOT, environment, here, one_line, write_jsonl

from corpus.article import Article
from corpus.catalog import Catalog
from rag import Library, passage_columns, vector_file
from rag.dense import ChromaIndex, inspect, open_safely
from rag.encoders import Vectors, load_encoder
from rag.errors import IndexDamagedError, LibraryError
from rag.passage_table import PassageTable
from rag.sentences import Span
from rag.vectors import VECTORS, KeptVectors

# -- a process that is killed ------------------------------------------------------------------------------------------


def _start(*words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *map(str, words)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _killed_add(source: Path, library: Path, after: float) -> tuple[int, str]:
    """Start adding and kill it `after` so many seconds; returns (articles acknowledged, standard error)."""
    process = _start("add", source, "--library", library)
    try:
        said = process.communicate(timeout=after)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        said = process.communicate(timeout=60)[1]
    kept = [int(line.split()[1]) for line in said.splitlines() if line.startswith("kept ")]
    return max(kept, default=0), said


def _exported(library: Path) -> list[str]:
    with Catalog(library / "catalog.sqlite") as catalog:
        return [version.article.url for version in catalog]


def _finds(library: Library, number: int) -> bool:
    """Whether a notice is found by the word that only it has."""
    hits = library.search(token(number), k=10).hits
    return [hit.source.article.title for hit in hits if token(number) in hit.text] == [f"Harbour notice {number}"]


def _check_whole(folder: Path, numbers: Sequence[int]) -> None:
    """Every notice is there once and in every store, and some 25 are found by their own words."""
    assert sorted(_exported(folder)) == sorted(f"https://wire.example.org/notices/{n}" for n in numbers)
    with Library.open(folder) as library:
        assert [n for n in (*numbers[:: max(1, len(numbers) // 25)], numbers[-1]) if not _finds(library, n)] == []
        assert library.verify() == []
        status = library.status()
    assert (status.counts.articles, status.counts.versions) == (len(numbers), len(numbers))
    assert (status.index.passages, status.index.behind, status.index.without_vector) == (len(numbers), 0, 0)


def _kill_and_go_on(harbour: Notices, library: Path, after: float) -> None:
    acknowledged, said = _killed_add(harbour.source, library, after)
    kept = _exported(library) if (library / "catalog.sqlite").exists() else []
    lost = {f"https://wire.example.org/notices/{n}" for n in range(acknowledged)} - set(kept)
    assert not lost, f"killed after {after:.3f} s: {said}"
    again = here("add", harbour.source, library=library)
    assert again.code == 0, f"killed after {after:.3f} s: {again.err}"
    assert f"unchanged {len(kept)}," in again.out
    _check_whole(library, range(300))


@pytest.mark.parametrize("part", range(2))
def test_killed_add_loses_nothing(harbour: Notices, tmp_path: Path, part: int) -> None:
    after = harbour.seconds * random.uniform(part, part + 1) / 2
    _kill_and_go_on(harbour, tmp_path / "library", after)


@pytest.mark.torture
@pytest.mark.parametrize("part", range(30))
def test_killed_add_loses_nothing_at_30_moments(harbour: Notices, tmp_path: Path, part: int) -> None:
    after = harbour.seconds * random.uniform(part, part + 1) / 30
    _kill_and_go_on(harbour, tmp_path / "library", after)


@pytest.mark.torture
@pytest.mark.parametrize("attempt", range(5))
def test_add_killed_again_and_again_gets_done(harbour: Notices, tmp_path: Path, attempt: int) -> None:
    for _ in range(6):
        _killed_add(harbour.source, tmp_path / "library", random.uniform(0.5, harbour.seconds / 2))
    _kill_and_go_on(harbour, tmp_path / "library", random.uniform(0.5, harbour.seconds / 2))


def test_interrupted_add_says_how_to_go_on(harbour: Notices, tmp_path: Path) -> None:
    with _start("add", harbour.source, "--library", tmp_path / "library") as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "kept 200 articles\n"
        process.send_signal(signal.SIGINT)
        last = process.stderr.read().splitlines()[-1]
        assert process.wait(30) == 130
    kept = len(_exported(tmp_path / "library"))
    assert kept >= 200
    assert last == f"dateline: stopped; {kept} articles are kept; the same command goes on from there"


# -- two processes -----------------------------------------------------------------------------------------------------


def test_what_another_process_adds_is_answerable_within_10_seconds(tmp_path: Path) -> None:
    first = write_jsonl(tmp_path / "first.jsonl", notices(0, 3))
    second = write_jsonl(tmp_path / "second.jsonl", notices(3, 23))
    assert here("add", first, library=tmp_path / "library").code == 0
    with Library.open(tmp_path / "library", follow=True) as library:
        _until(lambda: library.ready, 30)
        adding = _start("add", second, "--library", tmp_path / "library")
        assert adding.stderr is not None
        assert adding.stderr.readline() == "kept 20 articles\n"
        _until(lambda: library.ask(f"What did the harbour master of {token(22)} close?").status == "answered", 10)
        _, said = adding.communicate(timeout=30)
        assert adding.returncode == 0, said
        assert library.trouble is None
    _check_whole(tmp_path / "library", range(23))


def test_two_processes_may_add_at_once(tmp_path: Path) -> None:
    # Five of the articles are in both files.
    sources = [write_jsonl(tmp_path / f"{part}.jsonl", notices(10 * part, 10 * part + 15)) for part in range(2)]
    adding = [_start("add", source, "--library", tmp_path / "library") for source in sources]
    for process in adding:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
    _check_whole(tmp_path / "library", range(25))


def _until(happened: Callable[[], bool], seconds: float) -> None:
    start = time.monotonic()
    while not happened():
        assert time.monotonic() - start < seconds
        time.sleep(0.1)


# -- damaged stores ----------------------------------------------------------------------------------------------------


def _garbage(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(path.stat().st_size))


def _half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _empty(path: Path) -> None:
    os.truncate(path, 0)


DAMAGE: list[tuple[str, Callable[[Path], None]]] = [
    ("index/g*/chroma", shutil.rmtree),
    ("index/g*/chroma/chroma.sqlite3", _garbage),
    ("index/g*/words", shutil.rmtree),
    ("index/g*/words/*", _half),
    ("index/g*/passages.sqlite", _garbage),
    ("index", shutil.rmtree),
]
RARER_DAMAGE: list[tuple[str, Callable[[Path], None]]] = [
    ("index/g*/chroma/chroma.sqlite3", _half),
    ("index/g*/chroma/chroma.sqlite3", Path.unlink),
    ("index/g*/words/*.idx", _garbage),
    ("index/g*/words/*.term", Path.unlink),
    ("index/g*/words/meta.json", _empty),
    ("index/g*/passages.sqlite", _half),
    ("index/g*/passages.sqlite", Path.unlink),
    ("index/g*/encoder.json", _empty),
    ("index/CURRENT", _empty),
]


class _NeverEncodes:
    """An encoder that can count and read questions, and fails when it is to encode a passage."""

    def __init__(self, real: object) -> None:
        self._real = real

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> tuple[Vectors, list[Vectors]]:
        raise AssertionError("a passage was encoded again")


@pytest.fixture
def never_encodes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.index.load_encoder", lambda *named: _NeverEncodes(load_encoder(*named)))


def _vectors(library: Path) -> list[tuple[bytes, ...]]:
    connection = sqlite3.connect(library / "vectors.sqlite")
    rows = connection.execute("SELECT rowid, key, vector, sentences FROM vectors ORDER BY key").fetchall()
    connection.close()
    return rows


RARER = [pytest.param(*one, marks=pytest.mark.torture) for one in RARER_DAMAGE]


@pytest.mark.parametrize(("where", "damage"), [*DAMAGE, *RARER])
@pytest.mark.usefixtures("never_encodes")
def test_a_damaged_index_is_told_and_repaired_without_encoding(
    harbour: Notices, tmp_path: Path, where: str, damage: Callable[[Path], None]
) -> None:
    folder = harbour.copy(tmp_path / "library")
    before, damaged = _vectors(folder), list(folder.glob(where))
    assert damaged
    for path in damaged:
        damage(path)
    files = {path for path in folder.rglob("*") if path.suffix not in (".sqlite-wal", ".sqlite-shm")}
    with Library.open(folder) as library:
        assert library.verify(), "the damage went unseen"
        assert {path for path in folder.rglob("*") if not path.name.endswith(("-wal", "-shm"))} == files
        assert library.verify(repair=True) == []
        assert [number for number in (0, 150, 299) if not _finds(library, number)] == []
        assert library.ask(f"Which pier did the harbour master of {token(150)} close?").citations
    assert _vectors(folder) == before


def test_verify_and_repair_on_the_command_line(harbour: Notices, tmp_path: Path) -> None:
    folder = harbour.copy(tmp_path / "library")
    shutil.rmtree(next(folder.glob("index/g*/chroma")))
    told = here("verify", library=folder)
    assert told.code == 1
    assert "chroma.sqlite3 is missing" in told.out
    assert "run `dateline verify --repair`" in one_line(told.err)
    repaired = here("verify", "--repair", "--json", library=folder)
    assert (repaired.code, repaired.json["ok"], repaired.json["left"]) == (0, True, [])
    assert repaired.json["problems"]


@pytest.mark.parametrize("damage", [_garbage, _half, Path.unlink])
def test_damaged_kept_vectors_are_told_and_made_again(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([Article(text=notice["text"], title=notice["title"]) for notice in notices(0, 3)])
    damage(tmp_path / "library" / "vectors.sqlite")
    with Library.open(tmp_path / "library") as library:
        assert library.verify()
        assert library.verify(repair=True) == []
        assert library.search(token(2), k=1).hits[0].source.article.title == "Harbour notice 2"


def test_a_large_archive_is_searched_from_files_of_its_own_which_are_checked_and_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_file, "LARGE", 1)
    folder = tmp_path / "library"
    assert here("add", write_jsonl(tmp_path / "some.jsonl", notices(0, 5)), library=folder).code == 0
    generation = next(folder.glob("index/g*"))
    path, columns = generation / vector_file.NAME, generation / passage_columns.NAME
    whole = path.read_bytes()
    found = here("search", token(3), "--json", library=folder).json
    path.unlink()
    columns.unlink()
    without = here("search", token(3), "--json", library=folder).json
    assert [hit["score"] for hit in found["hits"]] == pytest.approx([hit["score"] for hit in without["hits"]])
    assert [hit["article_id"] for hit in found["hits"]] == [hit["article_id"] for hit in without["hits"]]
    path.write_bytes(whole[:-4] + bytes(4))
    repaired = here("verify", "--repair", library=folder)
    assert (repaired.code, vector_file.NAME in repaired.out) == (0, True)
    assert next(folder.glob(f"index/g*/{vector_file.NAME}")).read_bytes() == whole


@pytest.mark.torture
def test_the_files_of_a_large_archive_are_whole_whenever_their_writer_is_killed(
    harbour: Notices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = harbour.copy(tmp_path / "library")
    generation = next(library.glob("index/g*"))
    program = """
import sys
from pathlib import Path
from rag import vector_file
from rag.passage_table import PassageTable
vector_file.LARGE = 1
table = PassageTable(Path(sys.argv[1]), Path(sys.argv[2]))
print("begins", flush=True)
while True:
    table.discard_files()
    table.write_files()
"""
    command = [sys.executable, "-c", program, str(generation), str(library / "vectors.sqlite")]
    table = PassageTable(generation, library / "vectors.sqlite")
    moments = random.Random(30)
    for _ in range(30):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "begins\n"
            time.sleep(moments.uniform(0, 0.2))
            writer.kill()
        assert writer.returncode == -signal.SIGKILL
        assert table.check_files() == []
        table.load(lambda: 0)
    monkeypatch.setattr(vector_file, "LARGE", 1)
    table.discard_files()
    table.write_files()
    table.close()
    mapped = vector_file.read(generation)
    assert mapped is not None
    assert len(mapped.keys) == 300
    assert not list(generation.glob(".*"))


def test_a_full_disk_is_no_damage_and_is_left_no_fuller(harbour: Notices, tmp_path: Path) -> None:
    """A limit on the size of files stands for it: to SQLite, and to Chroma above it, each is an error of the disk."""
    library = harbour.copy(tmp_path / "library")
    shutil.rmtree(library / "index" / "g1" / "words")
    repair = (
        "import resource, sys; from rag import Library\n"
        "with Library.open(sys.argv[1]) as library:\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n"
        "    library.verify(repair=True)"
    )
    command = [sys.executable, "-c", repair, str(library)]
    run = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert "LibraryError" in run.stderr.splitlines()[-1]
    assert "see whether it is full" in run.stderr
    assert sorted(path.name for path in (library / "index").iterdir()) == ["CURRENT", "g1"]
    assert here("verify", "--repair", library=library).code == 0
    _check_whole(library, range(300))


def test_what_was_seen_last_is_searched_while_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        library.add(Article(n["text"], n["title"], n["url"]) for n in notices(0, 3))
        assert _finds(library, 2)

        def full(_: PassageTable) -> tuple[int, int]:
            raise sqlite3.OperationalError("database or disk is full")

        monkeypatch.setattr(PassageTable, "stamp", full)
        library._index.look_again()
        assert _finds(library, 2)
    with Library.open(tmp_path / "library") as library, pytest.raises(LibraryError, match="the disk is full"):
        library.search("harbour")


def test_adding_to_a_damaged_index_repairs_it(harbour: Notices, tmp_path: Path) -> None:
    folder = harbour.copy(tmp_path / "library")
    _garbage(next(folder.glob("index/g*/chroma/chroma.sqlite3")))
    _garbage(next(folder.glob("index/g*/words/meta.json")))
    assert here("add", write_jsonl(tmp_path / "more.jsonl", notices(300, 301)), library=folder).code == 0
    _check_whole(folder, range(301))


# -- Chroma's files, which it writes past 1,000 rows and which can end the process that reads them --------------------


def _unit(rows: int) -> Vectors:
    vectors = np.random.default_rng(0).normal(size=(rows, 32)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stored") / "chroma"
    index = ChromaIndex(folder)
    index.replace([], [f"p{n}" for n in range(2_500)], _unit(2_500))
    index.load()
    index.close()
    return folder


@pytest.mark.parametrize(
    ("name", "damage"), [("data_level0.bin", _garbage), ("header.bin", _garbage), ("link_lists.bin", Path.unlink)]
)
def test_a_graph_that_crashes_chroma_is_told(
    stored: Path, tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    folder = Path(shutil.copytree(stored, tmp_path / "chroma"))
    damage(next(folder.glob(f"*/{name}")))
    with pytest.raises(IndexDamagedError, match="cannot be read"):
        inspect(folder, _unit(2_500)[:3])


def test_a_crash_while_opening_is_found_out_at_the_next_start(stored: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(stored, tmp_path / "chroma"))
    _garbage(next(folder.glob("*/data_level0.bin")))
    (tmp_path / "chroma.opening").touch()  # what the crash leaves
    with pytest.raises(IndexDamagedError, match="cannot be read"):
        open_safely(folder)


def test_a_sound_graph_is_read_whole(stored: Path, tmp_path: Path) -> None:
    held, nearest = inspect(Path(shutil.copytree(stored, tmp_path / "chroma")), _unit(2_500)[:3])
    assert held == {f"p{n}" for n in range(2_500)}
    assert [name for name, _ in nearest] == ["p0", "p1", "p2"]
    assert [score for _, score in nearest] == pytest.approx([1.0] * 3, abs=1e-5)


def test_a_kill_while_opening_costs_a_check_and_nothing_else(stored: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(stored, tmp_path / "chroma"))
    mark = tmp_path / "chroma.opening"
    mark.touch()
    index = open_safely(folder)
    assert index.count() == 2_500
    assert not mark.exists()
    index.close()


# -- removal -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("large", [1, 5])
def test_removal_leaves_no_vector_passage_or_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(vector_file, "LARGE", large)  # so that this archive has the files of a large one; once no more
    folder = tmp_path / "library"
    source = write_jsonl(tmp_path / "some.jsonl", notices(0, 5))
    assert here("add", source, library=folder).code == 0
    before = _vectors(folder)
    assert here("remove", "https://wire.example.org/notices/3", library=folder).code == 0
    assert len(before) - len(_vectors(folder)) == 1
    gone = {row[1] for row in before} - {row[1] for row in _vectors(folder)}
    data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert token(3).encode() not in data
    assert token(2).encode() in data
    assert not any(key in data for key in gone)
    mapped = vector_file.read(next(folder.glob("index/g*")))
    with Catalog(folder / "catalog.sqlite") as catalog:
        columns = passage_columns.read(next(folder.glob("index/g*")), catalog.head())
    if large == 1:
        assert mapped is not None
        assert columns is not None
        assert (len(mapped.keys), len(columns.ids)) == (len(before) - 1, len(before) - 1)
    else:
        assert not [*folder.rglob(f"*{vector_file.NAME}*"), *folder.rglob(f"*{passage_columns.NAME}*")]
    _check_whole(folder, [0, 1, 2, 4])


def test_a_rebuild_leaves_nothing_of_what_was_removed_or_replaced(tmp_path: Path) -> None:
    """Chroma only marks a vector as deleted."""
    folder = tmp_path / "library"
    source = write_jsonl(tmp_path / "some.jsonl", notices(0, 5))
    assert here("add", source, library=folder).code == 0
    with closing(KeptVectors(folder / VECTORS)) as kept:
        before = kept.get(row[1] for row in _vectors(folder))
    assert here("remove", "https://wire.example.org/notices/3", library=folder).code == 0
    gone = before.keys() - {row[1] for row in _vectors(folder)}
    assert here("verify", "--repair", library=folder).out == "ok\n"
    run = here("verify", "--rebuild", library=folder)
    assert (run.code, run.out) == (0, "ok\n")
    data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert len(gone) == 1
    assert [before[key].tobytes() in data for key in sorted(before)] == [key not in gone for key in sorted(before)]
    _check_whole(folder, [0, 1, 2, 4])


def test_removal_of_one_of_two_printings_leaves_no_file_of_a_large_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They share their vectors, none of which is forgotten: the files still name the one that is gone."""
    monkeypatch.setattr(vector_file, "LARGE", 2)
    notice = notices(0, 1)[0]
    twice = [Article(notice["text"], title=notice["title"], url=f"https://wire.example.org/{n}") for n in range(2)]
    with Library.open(tmp_path / "library", create=True) as library:
        library.add(twice)
        assert list((tmp_path / "library").rglob(passage_columns.NAME))
        library.remove(twice[0].url)
        assert not [path for path in tmp_path.rglob("*") if path.suffix in (".npy", ".npz")]


def test_a_following_library_may_be_added_to_and_searched_from_any_thread(tmp_path: Path) -> None:
    """What one thread closes another one may be using: natively, that ends the process."""
    program = """
import sys, threading
from corpus.article import Article
from rag import Library

def article(n): return Article(f"The harbour of ward {n} is closed. Ships of ward {n} wait.", url=f"https://a.example.org/{n}")

with Library.open(sys.argv[1], create=True) as made:
    made.add(article(n) for n in range(40))
for again in range(2):
    with Library.open(sys.argv[1], follow=True) as library:
        def add(t):
            for n in range(3):
                library.add([article(1000 + 100 * again + 10 * t + n)])
                library.sync()
        threads = [threading.Thread(target=add, args=(t,)) for t in range(2)]
        asking = lambda: [library.search("ships wait") for _ in range(40)]
        threads += [threading.Thread(target=asking) for _ in range(2)]
        [t.start() for t in threads]; [t.join() for t in threads]
        assert len(library.search("harbour closed", k=100).hits) == 40 + 6 * (again + 1)
print("whole")
"""
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "library")], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "whole"), done.stderr[-2000:]
