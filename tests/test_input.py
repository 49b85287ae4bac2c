"""Bad input: one clear line each, exit code 1, and the good articles kept."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Archive
from running import ROOT, Run, dateline, environment, here, one_line

GOOD = "The ferry Halden left Lonn at dawn. It carried forty passengers and the winter mail to the islands."
BROKEN_FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Lake feed</title><item><title>Half a story
<description>The text of the first item <b>is never"""
PAGE = """<!doctype html><html><head><title>Quiet night in Abria</title><script>fetch("http://127.0.0.1:9/s")</script>
</head><body><article><h1>Quiet night in Abria</h1><p>The harbour of Abria stayed quiet on Tuesday night, the
 watch said.</p><script>alert("scriptword")</script><p onclick="alert(1)">Two boats came in late with a catch
 of herring, and nobody was hurt in the fog that followed.</p><img src="http://127.0.0.1:9/x" onerror="alert(2)">
</article></body></html>"""


def _mixed(folder: Path) -> None:
    (folder / "good.txt").write_text(f"Ferry leaves Lonn\n\n{GOOD}\n", encoding="utf-8")
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.md").write_bytes(b" \n\t\n")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    (folder / "latin.txt").write_bytes("Caf\xe9 fermé\n\nLe café est fermé depuis lundi soir.".encode("latin-1"))
    (folder / "feed.xml").write_text(BROKEN_FEED, encoding="utf-8")
    (folder / "program.exe").write_bytes(b"MZ")
    with (folder / "long.jsonl").open("w", encoding="utf-8") as file:
        file.write('{"text": "' + "word " * 2_200_000 + '"}\n')
        file.write(json.dumps({"title": "After the long line", "text": "What follows it is read. " * 5}) + "\n")
        file.write('{"title": "no text"}\n[1, 2]\n{"text": \n')


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """A folder of mostly bad files and a path that is missing, added to a new library."""
    folder = tmp_path_factory.mktemp("mixed")
    sources = folder / "sources"
    sources.mkdir()
    _mixed(sources)
    run = dateline("add", sources, sources / "missing.txt", library=folder / "library")
    shutil.rmtree(sources)
    return folder / "library", run


def test_each_bad_file_has_one_line_with_its_reason(mixed: tuple[Path, Run]) -> None:
    _, run = mixed
    lines = [line.strip() for line in run.out.splitlines()[1:]]
    for name, reason in {
        "empty.txt": "empty",
        "blank.md": "empty",
        "picture.txt": "binary",
        "latin.txt": "not UTF-8",
        "feed.xml": "",
        "program.exe": "not a kind of file",
        "missing.txt": "no such file",
        "long.jsonl:1": "over",
        "long.jsonl:3": "text",
        "long.jsonl:4": "JSON object",
        "long.jsonl:5": "not JSON",
    }.items():
        found = [line for line in lines if f"{name}: " in line]
        assert len(found) == 1, (name, lines)
        assert reason in found[0]
    assert len(lines) == 11


def test_bad_input_is_exit_code_1_and_one_line(mixed: tuple[Path, Run]) -> None:
    _, run = mixed
    assert run.code == 1
    said = [line for line in run.err.splitlines() if line.startswith("dateline: ")]
    assert said == ["dateline: 11 rejected, each with its reason in the summary; the rest is kept"]


def test_where_nothing_is_kept_no_rest_is(tmp_path: Path) -> None:
    run = here("add", tmp_path / "missing.txt", library=tmp_path / "library")
    assert one_line(run.err) == "dateline: 1 rejected, each with its reason in the summary"


def test_good_articles_are_kept_beside_bad_ones(mixed: tuple[Path, Run]) -> None:
    library, run = mixed
    assert run.out.startswith("added 3, updated 0, unchanged 0, copies 0, rejected 11\n")
    lines = here("export", library=library).lines
    assert {line["title"] for line in lines} == {"Ferry leaves Lonn", "Quiet night in Abria", "After the long line"}
    page = next(line["text"] for line in lines if line["title"].startswith("Quiet"))
    assert "herring" in page
    assert "scriptword" not in page
    assert "fetch" not in page


@pytest.mark.parametrize(
    "make",
    [lambda p: p / "missing.txt", lambda p: _file(p / "empty.txt", b""), lambda p: _file(p / "a.pdf", b"%PDF-1.7")],
    ids=["missing", "empty", "pdf"],
)
def test_no_library_is_made_for_nothing(make: Callable[[Path], Path], tmp_path: Path) -> None:
    run = here("add", make(tmp_path), library=tmp_path / "library")
    assert run.code == 1
    one_line(run.err)
    assert not (tmp_path / "library").exists()


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run = here("add", tmp_path / "empty", library=tmp_path / "library")
    assert run.code == 1
    assert "dateline: no article was found" in run.err


def test_no_library_is_made_for_an_address_that_is_not_asked(tmp_path: Path) -> None:
    run = here("add", "http://10.0.0.5/feed", library=tmp_path / "library")
    assert run.code == 1
    assert "http://10.0.0.5/feed: refused: 10.0.0.5 is a private address" in run.out
    one_line(run.err)
    assert not (tmp_path / "library").exists()


def test_a_file_is_no_library(tmp_path: Path) -> None:
    file = _file(tmp_path / "library", GOOD.encode())
    good = _file(tmp_path / "good.txt", GOOD.encode())
    for words in (("status",), ("ask", "ferry"), ("add", str(good))):
        run = here(*words, library=file)
        assert run.code == 1
        assert "is a file, and a library is a folder" in one_line(run.err)


def _overwrite(path: Path) -> None:
    path.write_bytes(b"not a database, but long enough to be taken for one" * 100)


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()


@pytest.mark.parametrize(
    ("damage", "said"),
    [(_overwrite, "not a database"), (_truncate, "malformed"), (_newer, "newer Dateline"), (Path.unlink, "no library")],
    ids=["garbage", "truncated", "newer", "deleted"],
)
def test_a_damaged_catalog_is_one_line(
    archive: Archive, tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    library = archive.copy(tmp_path / "library")
    damage(library / "catalog.sqlite")
    for words in (("ask", "Why was the dam closed?"), ("verify", "--repair")):
        run = here(*words, library=library)
        assert run.code == 1
        assert said in one_line(run.err)


def test_damage_inside_the_catalog_is_told(archive: Archive, tmp_path: Path) -> None:
    library = archive.copy(tmp_path / "library")
    path = library / "catalog.sqlite"
    data = bytearray(path.read_bytes())
    for page in range(2 * 4096, len(data), 4096):  # the header and the tables' list stay readable
        data[page : page + 100] = b"\xa5" * 100
    path.write_bytes(data)
    for words in (("verify",), ("status",), ("ask", "dam"), ("export",), ("remove", "https://wire.example.org/dam")):
        run = here(*words, library=library)
        assert run.code == 1, words
        assert "internal error" not in one_line(run.err)


@pytest.fixture(params=["permissions", "mount"])
def read_only(
    request: pytest.FixtureRequest, archive: Archive, tmp_path: Path
) -> Iterator[tuple[Path, list[str]]]:
    """A library that cannot be written, and the words that a command is started behind to see it so."""
    library = archive.copy(tmp_path / "library")
    if request.param == "mount":
        yield library, _mounted(tmp_path)
        return
    for path in (*library.rglob("*"), library, tmp_path):
        path.chmod(0o555 if path.is_dir() else 0o444)
    # The superuser may write anything, unless it gives that up.
    yield library, ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    for path in (tmp_path, library, *library.rglob("*")):
        path.chmod(0o755)


def _mounted(folder: Path) -> list[str]:
    """Bind-mount `folder` read-only in a name space of the command's own, where the kernel lets us."""
    script = f'mount --bind "{folder}" "{folder}" && mount -o remount,ro,bind "{folder}" && exec "$@"'
    prefix = ["unshare", "-m" if os.geteuid() == 0 else "-rm", "sh", "-c", script, "sh"]
    if subprocess.run([*prefix, "true"], capture_output=True).returncode:
        pytest.skip("the kernel allows no mounts here; 'permissions' tests the same library without one")
    return prefix


def test_a_read_only_library_is_asked_and_else_one_line(read_only: tuple[Path, list[str]], archive: Archive) -> None:
    library, prefix = read_only
    source = str(archive.folder.parent / "sources")
    commands = (("add", source), ("verify",), ("remove", "https://wire.example.org/dam"))
    lines = [(*words, "--library", str(library)) for words in (("ask", "dam"), *commands)]
    asked, *runs, new = _behind(prefix, [*lines, ("add", source, "--library", str(library.parent / "new"))])
    assert (asked.code, asked.err) == (0, "")
    for run, words in zip(runs, commands, strict=True):
        assert run.code == 1, words
        assert "cannot be written" in one_line(run.err)
    assert new.code == 1
    assert "cannot make the library folder" in one_line(new.err)


def _behind(prefix: list[str], commands: list[tuple[str, ...]]) -> list[Run]:
    """Run command lines one after another in one process, started behind these words."""
    script = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from rag.cli import main

def run(words):
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(words)
        except SystemExit as ended:
            return ended.code, out.getvalue(), err.getvalue()

print(json.dumps([run(words) for words in json.loads(sys.argv[1])]))
"""
    command = [*prefix, sys.executable, "-c", script, json.dumps(commands)]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    return [Run(*run) for run in json.loads(done.stdout)]


def _file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
