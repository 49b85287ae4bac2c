"""Archives that were cut, damaged or made to mislead: what is whole is kept, and the trouble is listed."""

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from archives import LINES, STORY, TABLE, read_bytes, rejected, tarred, titles, zipped

# Tar


def test_tar_with_a_huge_declared_size(tmp_path: Path) -> None:
    info = tarfile.TarInfo("a.txt")
    info.size = 8**20
    data = tarred([("b.txt", STORY)])[:1024] + info.tobuf(tarfile.GNU_FORMAT) + b"Little" + bytes(506)
    items = read_bytes(tmp_path, "a.tar", data)
    assert titles(items) == ["Ferry returns"]
    assert rejected(items)["tar!a.txt"].startswith("cut short")


def test_tar_with_a_huge_header(tmp_path: Path) -> None:
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 90_000_000
    data = gzip.compress(tarred([("b.txt", STORY)])[:1024] + info.tobuf() + bytes(90_000_000))
    items = read_bytes(tmp_path, "a.tar.gz", data)
    assert titles(items) == ["Ferry returns"]
    assert rejected(items) == {"tar.gz": "damaged: a header of more than 1 MB"}


def test_links_and_devices_in_tar(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Secret\n\nNot to be read.")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("s.txt", tarfile.SYMTYPE), ("h.txt", tarfile.LNKTYPE), ("d.txt", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, str(secret)
            archive.addfile(info)
        archive.addfile(tarfile.TarInfo("f.txt"))
    items = read_bytes(tmp_path, "a.tar", out.getvalue())
    assert rejected(items) == {
        "tar!s.txt": "a symbolic link: links in archives are not followed",
        "tar!h.txt": "a hard link: links in archives are not followed",
        "tar!d.txt": "a device or pipe, not a file",
        "tar!f.txt": "empty file",
    }


def test_sparse_and_impossible_sizes_in_tar(tmp_path: Path) -> None:
    info = tarfile.TarInfo("a.txt")
    info.type, info.size = tarfile.GNUTYPE_SPARSE, 8**12
    negative = tarfile.TarInfo("a.txt")
    negative.size = -512
    for header in (info, negative):
        data = tarred([("b.txt", STORY)])[:1024] + header.tobuf(tarfile.GNU_FORMAT) + bytes(2048)
        items = read_bytes(tmp_path, "a.tar", data)
        assert titles(items) == ["Ferry returns"]
        assert "impossible size" in rejected(items)["tar"]


# Cut and damaged ones


def noise(size: int) -> bytes:
    return b'{"text": "' + os.urandom(size).hex().encode() + b'"}\n'


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_cut_zip(tmp_path: Path, method: int) -> None:
    content = zipped([("a.txt", STORY), ("b.jsonl", LINES + noise(100_000)), ("c.txt", STORY)], method)
    items = read_bytes(tmp_path, "a.zip", content[: len(content) // 2])
    assert titles(items) == ["Ferry returns", "One", "Two"]
    assert "cut short: the file ends before what it holds does" in rejected(items)["zip!b.jsonl"]
    assert "table of contents is missing" in rejected(items)["zip"]


def test_a_zip_written_to_a_pipe_and_cut(tmp_path: Path) -> None:
    class Pipe(io.RawIOBase):
        """Somewhere that bytes go and cannot be changed, so that sizes follow the files."""

        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.txt", "b.txt", "c.txt"):
            archive.writestr(name, STORY)
    cut = pipe.data[: pipe.data.find(b"PK\x01\x02")]
    assert titles(read_bytes(tmp_path, "a.zip", cut)) == ["Ferry returns"] * 3


@pytest.mark.parametrize("how", ["", "gz", "bz2", "xz"])
def test_a_cut_tar(tmp_path: Path, how: str) -> None:
    name = f"a.tar.{how}".rstrip(".")
    content = tarred([("a.txt", STORY), ("b.jsonl", LINES + noise(700_000)), ("c.txt", STORY)], how)
    items = read_bytes(tmp_path, name, content[: len(content) * 3 // 4])
    assert titles(items) == ["Ferry returns", "One", "Two"]
    assert any("cut short" in reason for reason in rejected(items).values())


def test_a_tar_cut_between_files(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, "a.tar", tarred([("a.txt", STORY)])[:1024])
    assert titles(items) == ["Ferry returns"]
    assert rejected(items)["tar"].startswith("cut short")
    items = read_bytes(tmp_path, "a.tar", tarred([("a.txt", STORY)])[:1024] + b"rubbish" * 500)
    assert titles(items) == ["Ferry returns"]
    assert rejected(items)["tar"].startswith("damaged")


def test_the_last_article_of_a_cut_file_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    for name, content in (("txt", STORY + b" " + noise(50_000)), ("csv", TABLE + b"Three," + noise(50_000)[10:])):
        packed = gzip.compress(content)[:-20_000]
        items = read_bytes(tmp_path, f"a.{name}.gz", packed)
        assert titles(items) == (["One", "Two"] if name == "csv" else [])
        assert any(reason.startswith("cut short") for reason in rejected(items).values())


def test_a_wrong_check_sum(tmp_path: Path) -> None:
    data = bytearray(zipped([("a.txt", STORY), ("b.txt", STORY)], zipfile.ZIP_STORED))
    data[data.find(b"Monday")] ^= 1
    items = read_bytes(tmp_path, "a.zip", bytes(data))
    assert titles(items) == ["Ferry returns"]
    assert rejected(items) == {"zip!a.txt": "damaged: its check sum is wrong; what came before that was read (0 bytes)"}
