"""What a library's folder is like: a lost catalog, other files, an index unfinished, unwritable or in pieces."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Archive, Notices
from running import ROOT, environment, here, one_line

from corpus.article import Article
from corpus.errors import CatalogError
from rag import Library
from rag.errors import IndexAheadError, IndexDamagedError, LibraryError

DAM = "Why was the dam at Upper Lonn closed?"


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if not path.name.endswith(("-wal", "-shm"))}


@pytest.mark.parametrize("log", [b"", b"what was not written into the file yet"])
def test_an_empty_catalog_is_no_empty_library(archive: Archive, tmp_path: Path, log: bytes) -> None:
    library = archive.copy(tmp_path / "library")
    before = _files(library / "index")
    os.truncate(library / "catalog.sqlite", 0)
    (library / "catalog.sqlite-wal").write_bytes(log)
    for words in (("verify", "--repair"), ("sync",), ("ask", DAM), ("add", archive.folder.parent / "sources")):
        run = here(*words, library=library)
        assert run.code == 1
        assert "empty" in one_line(run.err)
        assert "restore it from a backup or an export" in run.err
    assert _files(library / "index") == before
    assert (library / "catalog.sqlite-wal").read_bytes() == log
    with pytest.raises(CatalogError, match="is empty"):
        Library.open(library)


def test_a_catalog_that_is_gone_is_not_made_anew_beside_its_index(archive: Archive, tmp_path: Path) -> None:
    library = archive.copy(tmp_path / "library")
    (library / "catalog.sqlite").unlink()
    with pytest.raises(LibraryError, match="restore it from a backup"):
        Library.open(library, create=True)
    assert not (library / "catalog.sqlite").exists()


def test_no_library_is_made_among_other_files(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    with pytest.raises(LibraryError, match="holds other files, such as letters, and no library"):
        Library.open(tmp_path, create=True)
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / ".keep").touch()
    (tmp_path / "new" / "vectors.sqlite").touch()
    Library.open(tmp_path / "new", create=True).close()
    Library.open(tmp_path / "new", create=True).close()


@pytest.mark.parametrize("name", ["what?now=1", "100%25", "100%", "a#b", "file:c?mode=ro", "Zürich 図書館"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    with Library.open(tmp_path / name, create=True) as library:
        library.keep([Article("The ferry Solveig sank off Karlsund on Tuesday night.", "Ferry sinks")])
    assert [path.name for path in tmp_path.iterdir()] == [name]
    with Library.open(tmp_path / name) as library:
        assert library.status().counts.articles == 1


@pytest.mark.parametrize("name", ["\udcff", "x" * 300])
def test_a_name_that_no_folder_can_have_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(LibraryError, match="name another") as raised:
        Library.open(tmp_path / name, create=True)
    assert "Path(" not in str(raised.value)


def test_a_library_stays_where_it_is_when_its_process_goes_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Library.open("library", create=True) as library:
        (tmp_path / "elsewhere").mkdir()
        monkeypatch.chdir("elsewhere")
        library.add([Article("The ferry Solveig sank off Karlsund on Tuesday night.", "Ferry sinks")])
        assert library.ask("Which ferry sank?").status == "answered"
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("folder", ["", " ", "a\0b", None, 7])
def test_a_library_has_a_name(folder: str) -> None:
    with pytest.raises(LibraryError, match="a library is a folder"):
        Library.open(folder, create=True)


def test_python_is_told_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="from Python with create=True"):
        Library.open(tmp_path / "none")


def test_an_index_ahead_of_its_catalog_is_not_thrown_away(archive: Archive, tmp_path: Path) -> None:
    library = archive.copy(tmp_path / "library")
    older = library / "catalog.sqlite"
    with Library.open(library) as opened:
        shutil.copytree(library, tmp_path / "before")
        opened.add([Article("The tunnel under Lonn was opened by the mayor on a Friday.", url="https://x.example/t")])
    for path in library.glob("catalog.sqlite*"):
        path.unlink()
    shutil.copy(tmp_path / "before" / "catalog.sqlite", older)
    before = _files(library / "index")
    with Library.open(library) as opened:
        (said,) = opened.verify()
        assert "ahead of the catalog" in said
        for call in (lambda: opened.verify(repair=True), opened.sync):
            with pytest.raises(IndexAheadError, match="restore the catalog that belongs to it"):
                call()
        assert _files(library / "index") == before
        shutil.rmtree(library / "index")
    with Library.open(library) as opened:
        opened.sync()
        assert opened.verify() == []


PIECES: list[tuple[str, Callable[[Path], object]]] = [
    ("index/g*", shutil.rmtree),
    ("index/g*/passages.sqlite", Path.unlink),
    ("index/CURRENT", lambda path: path.write_text("gX\n")),
    ("index/g*/words/*.term", lambda path: os.truncate(path, 10)),
]


@pytest.mark.parametrize(("where", "damage"), PIECES)
def test_what_is_in_pieces_says_how_to_repair_it(
    archive: Archive, tmp_path: Path, where: str, damage: Callable[[Path], object]
) -> None:
    library = archive.copy(tmp_path / "library")
    for path in library.glob(where):
        damage(path)
    before = _files(library)
    with Library.open(library) as opened, pytest.raises(IndexDamagedError, match="run `dateline verify --repair`"):
        opened.ask(DAM)
    run = here("ask", DAM, library=library)
    assert run.code == 1
    assert len(one_line(run.err)) < len(str(library)) + 120
    assert _files(library) == before
    assert here("verify", "--repair", library=library).code == 0
    assert here("ask", DAM, library=library).code == 0


def test_an_index_that_cannot_be_written_is_told_with_what_to_do(archive: Archive, tmp_path: Path) -> None:
    library = archive.copy(tmp_path / "library")
    index = [library / "index", *(library / "index").rglob("*")]
    for path in index:
        path.chmod(0o555 if path.is_dir() else 0o444)
    ask = "import sys; from rag import Library; L = Library.open(sys.argv[1]);"
    calls = ("L.verify(repair=True)", "L._index.rebuild()")
    prefix = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    for call in calls:
        command = [*prefix, sys.executable, "-c", f"{ask} {call}", str(library)]
        run = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=120)
        assert "LibraryError" in run.stderr.splitlines()[-1], call
        assert "make it writable, or copy it" in run.stderr.splitlines()[-1], call
    for path in index:
        path.chmod(0o755)


def test_an_unfinished_run_is_no_damage(harbour: Notices, tmp_path: Path) -> None:
    library = harbour.copy(tmp_path / "library")
    for name in ("index/g1/chroma", "index/g1/chroma.opening"):
        shutil.rmtree(library / name, ignore_errors=True)
    for path in (library / "index/g1/dense.watermark", *library.glob("vectors.sqlite*")):
        path.unlink()
    with Library.open(library) as opened:
        assert opened.verify() == [
            "index: unfinished, 300 changes and 300 passages wait; `dateline sync` goes on from there"
        ]
    status, told = here("status", library=library), here("verify", library=library)
    assert "up to date" not in status.out
    assert "`dateline sync` goes on" in status.out
    assert told.code == 1
    assert one_line(told.err).endswith("run `dateline sync`")
    with Library.open(library) as opened:
        assert opened.verify(repair=True) == []
        assert (library / "index" / "CURRENT").read_text() == "g1"


def test_a_limit_on_the_size_of_files_is_no_damage(tmp_path: Path) -> None:
    """A quota looks the same: to SQLite each is an error of the disk."""
    add = (
        "import resource, sys; from rag import Article, Library\n"
        "with Library.open(sys.argv[1], create=True) as library:\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        "    text = 'The ferry sank off Karlsund. ' * 20_000\n"
        "    library.keep(Article(text, url=f'https://a.example/{n}', language='en') for n in range(9))"
    )
    folder = tmp_path / "library"
    run = subprocess.run([sys.executable, "-c", add, str(folder)], env=environment(), capture_output=True, text=True)
    last = run.stderr.splitlines()[-1]
    assert "a limit on the size of files is reached; what was kept before stays" in last
    assert "backup" not in last
    with Library.open(folder) as library:
        assert library.verify() == []
