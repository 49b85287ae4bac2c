"""A library that cannot be written, on a read-only disk or another user's, is asked all the same."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Archive
from running import ROOT, Run, environment

from corpus.article import Article
from rag import Library

DAM = "Why was the dam at Upper Lonn closed?"
PREFIX = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
"""Takes from root what lets it write where it may not."""


@pytest.fixture
def frozen(archive: Archive, tmp_path: Path) -> Iterator[Path]:
    library = archive.copy(tmp_path / "archive of 50%?")
    _allow(library, write=False)
    yield library
    _allow(library, write=True)


def _allow(library: Path, *, write: bool) -> None:
    for path in (library, *library.rglob("*")):
        path.chmod((0o755 if path.is_dir() else 0o644) if write else (0o555 if path.is_dir() else 0o444))


def _run(*command: object) -> Run:
    done = subprocess.run(
        [*PREFIX, sys.executable, *map(str, command)], cwd=ROOT, env=environment(), capture_output=True, text=True
    )
    return Run(done.returncode, done.stdout, done.stderr)


def _dateline(library: Path, *words: str) -> Run:
    return _run("-m", "rag", *words, "--library", library)


def _python(library: Path, *lines: str) -> Run:
    head = "import sys, time; from rag import Library; from pathlib import Path; folder = Path(sys.argv[1])"
    return _run("-c", "\n".join((head, *lines)), library)


def test_it_is_asked_and_shown_as_any_other_and_left_as_it_was(frozen: Path, archive: Archive) -> None:
    before = {path: path.stat().st_mtime_ns for path in frozen.rglob("*")}
    for words in (("ask", DAM, "--json"), ("status",), ("report",), ("export",), ("search", "dam")):
        run = _dateline(frozen, *words)
        assert (run.code, run.err) == (0, ""), words
        if words[0] == "ask":
            with Library.open(archive.folder) as library:
                assert run.json["text"] == library.ask(DAM).text
    assert {path: path.stat().st_mtime_ns for path in frozen.rglob("*")} == before


def test_a_page_has_no_trouble_with_it(frozen: Path) -> None:
    lines = ("L = Library.open(folder, follow=True)", "time.sleep(2.5)", f"print(L.ask({DAM!r}).status, L.trouble)")
    assert _python(frozen, *lines, "L.close()").out.split() == ["answered", "None"]


@pytest.mark.parametrize(
    "words", [("add", "README.md"), ("remove", "https://post.example.org/bridge"), ("sync",), ("verify",)]
)
def test_it_is_not_written(frozen: Path, words: tuple[str, ...]) -> None:
    run = _dateline(frozen, *words)
    assert run.code == 1
    assert "make it writable, or copy it" in run.err


def test_what_another_user_is_writing_is_found(frozen: Path) -> None:
    _allow(frozen, write=True)
    with Library.open(frozen) as library:
        library.add([Article("The ferry to Abria sank at noon.", "Ferry", "https://a.example/ferry", language="en")])
        _allow(frozen, write=False)
        assert "sank at noon" in _dateline(frozen, "ask", "When did the ferry to Abria sink?").out


def test_a_log_that_cannot_be_read_is_not_left_out(frozen: Path, tmp_path: Path) -> None:
    _allow(frozen, write=True)
    with closing(sqlite3.connect(frozen / "catalog.sqlite")) as connection:
        connection.execute("INSERT INTO meta VALUES ('more', 'than the file says')")
        connection.commit()
        shutil.copy(frozen / "catalog.sqlite-wal", tmp_path / "log")  # what a copy of a running library may take along
    shutil.copy(tmp_path / "log", frozen / "catalog.sqlite-wal")
    _allow(frozen, write=False)
    run = _dateline(frozen, "status")
    assert run.code == 1
    assert "make it writable, or copy it" in run.err


def test_one_that_is_written_after_all_is_to_be_opened_again(frozen: Path) -> None:
    """Whoever reads it takes no lock that a writer would mind."""
    lines = (
        "L = Library.open(folder)",
        f"L.ask({DAM!r})",
        "print('ready', flush=True)",
        "sys.stdin.readline()",
        f"L.ask({DAM!r})",
    )
    head = "import sys; from rag import Library; from pathlib import Path; folder = Path(sys.argv[1])"
    command = [*PREFIX, sys.executable, "-c", "\n".join((head, *lines)), str(frozen)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stdin=pipe, stdout=pipe, stderr=pipe, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
        _allow(frozen, write=True)
        with Library.open(frozen) as library:
            library.keep([Article("The ferry to Abria sank at noon.", "Ferry", "https://a.example/ferry")])
        _allow(frozen, write=False)
        _, said = run.communicate("\n", timeout=60)
    assert said.splitlines()[-1].endswith("was written since it was opened to be read only: open it again")
