"""Archives: what is in them is read, and hostile ones cost neither memory nor time nor anything outside them."""

import bz2
import gzip
import io
import lzma
import os
import resource
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from archives import LINES, STORY, read_bytes, rejected, tarred, titles, zipped

from corpus.article import Rejection
from corpus.readers import Notice, read, unpacked

MEMBERS = [("b/story.txt", STORY), ("lines.jsonl", LINES), ("picture.jpg", b"\xff\xd8\xff"), ("b/.hidden.txt", STORY)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *((f"a.{n}.zip", zipped(MEMBERS, n)) for n in (0, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)),
        ("a.tar", tarred(MEMBERS)),
        *((f"a.tar.{how}", tarred(MEMBERS, how)) for how in ("gz", "bz2", "xz")),
        ("a.tgz", tarred(MEMBERS, "gz")),
        ("a.TXZ", tarred(MEMBERS, "xz")),
        ("a.zip", zipped([("in.tar.gz", tarred(MEMBERS, "gz"))])),
        ("a.tar.bz2", tarred([("in.zip", zipped(MEMBERS))], "bz2")),
    ],
)
def test_every_kind_of_archive(tmp_path: Path, name: str, content: bytes) -> None:
    items = read_bytes(tmp_path, name, content)
    assert titles(items) == ["Ferry returns", "One", "Two"]
    (picture,) = (item for item in items if isinstance(item, Rejection))
    assert picture.source.startswith(f"{tmp_path}/{name}!")
    assert picture.source.endswith("!picture.jpg")
    assert picture.reason == "not a kind of file that is read: .jpg"


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_file(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    suffix = compress.__module__.replace("gzip", "gz").replace("_", "").replace("lzma", "xz")
    assert titles(read_bytes(tmp_path, f"a.jsonl.{suffix}", compress(LINES))) == ["One", "Two"]
    twice = compress(LINES[:50]) + compress(LINES[50:])
    assert titles(read_bytes(tmp_path, f"a.jsonl.{suffix}", twice)) == ["One", "Two"]


def test_lines_in_archives_are_numbered(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, "a.zip", zipped([("in/x.jsonl", LINES + b"broken\n")]))
    assert list(rejected(items)) == ["zip!in/x.jsonl:3"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.zip", b"", "empty file"),
        ("a.zip", b"no archive", "not a zip archive"),
        ("a.zip", b"PK\x05\x06" + bytes(8) + b"\x99" + bytes(9), "a zip archive that cannot be read: "),
        ("a.tar", b"", "not a tar archive"),
        ("a.tar", b"no archive" * 100, "not a tar archive"),
        ("a.tar.gz", gzip.compress(b"no archive" * 100, mtime=0), "not a tar archive"),
        ("a.gz", b"no archive", "not the compressed file that its name says"),
        ("a.jsonl.gz", b"", "empty file"),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0), "empty file"),
        ("a.jsonl.gz", b"\x1f\x8b\x08\x00" + b"\xff" * 50, "damaged: "),
        ("a.bin.gz", gzip.compress(b"x", mtime=0), "not a kind of file that is read: .bin"),
    ],
)
def test_no_archive(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    item = read_bytes(tmp_path, name, content)[0]
    assert isinstance(item, Rejection)
    assert item.reason.startswith(reason)


def test_an_archive_without_files_says_so(tmp_path: Path) -> None:
    for name, content in (("a.zip", zipped([])), ("a.tar", tarred([]))):
        assert read_bytes(tmp_path, name, content) == [Notice(f"{tmp_path}/{name}", "an archive without files")]


# Bombs


def bomb(size: int) -> bytes:
    return b"x" * size


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same limits, lower, so that reaching them takes no time."""
    monkeypatch.setattr(unpacked, "FREE", 1_000_000)
    monkeypatch.setattr(unpacked, "MEMBERS", 100)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", zipped([(f"{n}.jsonl", bomb(900_000)) for n in range(9)])),
        ("a.zip", zipped([("a.zip", zipped([("a.zip", zipped([("a.jsonl", bomb(9_000_000))]))]))])),
        ("a.tar.gz", tarred([("a.jpg", bomb(9_000_000))], "gz")),
        ("a.tar.xz", tarred([("a.jpg", bomb(9_000_000))], "xz")),
        ("a.jsonl.gz", gzip.compress(bomb(9_000_000))),
        ("a.jsonl.bz2", bz2.compress(bomb(9_000_000))),
        ("a.jsonl.xz", lzma.compress(bomb(9_000_000))),
    ],
)
@pytest.mark.usefixtures("small_limits")
def test_bombs(tmp_path: Path, name: str, content: bytes) -> None:
    last = read_bytes(tmp_path, name, content)[-1]
    assert isinstance(last, Rejection)
    assert last.source == f"{tmp_path}/{name}"
    assert "times its own" in last.reason


@pytest.mark.usefixtures("small_limits")
def test_a_bomb_of_no_kind_is_not_unpacked(tmp_path: Path) -> None:
    content = gzip.compress(gzip.compress(bomb(90_000_000)))
    assert read_bytes(tmp_path, "a.gz", content) == [
        Rejection(f"{tmp_path}/a.gz", "not a kind of file that is read: no suffix")
    ]


@pytest.mark.usefixtures("small_limits")
def test_what_came_before_a_bomb_is_kept(tmp_path: Path) -> None:
    content = zipped([("a.txt", STORY), ("b.jsonl", bomb(9_000_000)), ("c.txt", STORY)])
    items = read_bytes(tmp_path, "a.zip", content)
    assert titles(items) == ["Ferry returns"]
    assert isinstance(items[-1], Rejection)
    assert items[-1].reason.endswith("the rest of it was not read")


@pytest.mark.usefixtures("small_limits")
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_too_many_members(tmp_path: Path, pack: Callable[[Iterable[tuple[str, bytes]]], bytes]) -> None:
    name = "a.zip" if pack is zipped else "a.tar"
    items = read_bytes(tmp_path, name, pack((f"{n}.txt", b"") for n in range(200)))
    assert len(items) == 101
    assert isinstance(items[-1], Rejection)
    assert items[-1].reason.startswith("holds more than 100 files")


def test_a_table_of_contents_that_would_fill_the_memory(tmp_path: Path) -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, 0xFFFFFFF0, 0, 0)
    (item,) = read_bytes(tmp_path, "a.zip", b"PK\x03\x04" + end)
    assert isinstance(item, Rejection)
    assert item.reason.startswith("its table of contents has more than 32 MB")


def test_a_real_bomb_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.xz"
    with lzma.open(path, "wb", preset=0) as out:
        for _ in range(102):
            out.write(bytes(1_000_000).replace(b"\x00", b" "))
    tracemalloc.start()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (item,) = (i for i in read([path]) if isinstance(i, Rejection))
    grown = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "unpacks to more than 200 times" in item.reason
    assert grown < 60_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB


def test_archives_in_archives_in_archives(tmp_path: Path) -> None:
    content = STORY
    for _ in range(6):
        content = zipped([("a.zip" if content is not STORY else "a.txt", content)])
    (item,) = read_bytes(tmp_path, "a.zip", content)
    assert item == Rejection(f"{tmp_path}/a.zip!a.zip!a.zip!a.zip", "archives nested more than 3 deep")


def test_a_zip_that_holds_itself_again_and_again_ends(tmp_path: Path) -> None:
    data = bytearray(zipped([(f"{n}.txt", STORY) for n in range(50)]))
    # Every entry points to the first file: little data, named often.
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 42 : at + 46] = bytes(4)
        at = data.find(b"PK\x01\x02", at + 4)
    items = read_bytes(tmp_path, "a.zip", bytes(data))
    assert len(items) >= 50
    assert titles(items) == ["Ferry returns"]


# Names


@pytest.mark.parametrize("name", ["../../x.txt", "/tmp/x.txt", "C:\\x.txt", "a/../../x.txt", "..\\x.txt"])
def test_names_that_lead_out(tmp_path: Path, name: str) -> None:
    for archive, content in (("a.zip", zipped([(name, STORY)])), ("a.tar", tarred([(name, STORY)]))):
        items = read_bytes(tmp_path, archive, content)
        assert list(rejected(items).values()) == ["its name leads out of the archive"]
    assert {p.name for p in tmp_path.iterdir()} == {"a.zip", "a.tar"}


def test_names_are_shown_clean(tmp_path: Path) -> None:
    name = "x\x1b[31m\u202etxt.\u200bpdf\n.exe"
    for archive, content in (("a.zip", zipped([(name, b"")])), ("a.tar", tarred([(name, b"")]))):
        (item,) = read_bytes(tmp_path, archive, content)
        assert isinstance(item, Rejection)
        assert item.source.endswith("!x[31mtxt.pdf .exe")
        assert item.source.isprintable()
        assert item.reason.isprintable()


def test_links_in_zip(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    (item,) = read_bytes(tmp_path, "a.zip", out.getvalue())
    assert isinstance(item, Rejection)
    assert item.reason.startswith("a link or device")


def test_encrypted_members(tmp_path: Path) -> None:
    data = bytearray(zipped([("a.txt", STORY), ("b.txt", STORY)]))
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    items = read_bytes(tmp_path, "a.zip", bytes(data))
    assert titles(items) == ["Ferry returns"]
    assert rejected(items) == {"zip!a.txt": "encrypted: unpack it with its password first"}


# Folders


def test_a_folder_nested_beyond_what_a_path_can_be(tmp_path: Path) -> None:
    deep, handle = tmp_path, os.open(tmp_path, os.O_RDONLY)
    (tmp_path / "z.txt").write_bytes(STORY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=handle)
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(handle)
    items = list(read([deep]))
    assert titles(items) == ["Ferry returns"]
    assert [item.reason for item in items if isinstance(item, Rejection)] == ["file name too long"]
