"""Files of ours that went through a bad disk: reading them ends, raises nothing and says something."""

import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Rejection
from corpus.readers import read

DATA = Path(__file__).parent / "data" / "readers"
RSS, LINES = (DATA / "feed.rss").read_bytes(), (DATA / "lines.jsonl").read_bytes()
TABLE = b'title,text,date\n"One, two","He said ""no"".\nSo it was.",2031-01-02\nTwo,Second.,2031-01-03\n'


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("a.rss", RSS), ("a.jsonl", LINES), ("a.csv", TABLE)):
            archive.writestr(name, content)
    return out.getvalue()


def tarred(mode: Literal["w", "w:gz", "w:bz2"]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        archive.add(DATA / "feed.atom", "a.atom")
        archive.add(DATA / "lines.jsonl", "a.jsonl")
    return out.getvalue()


GOOD = {
    "a.rss": RSS,
    "a.atom": (DATA / "feed.atom").read_bytes(),
    "a.jsonl": LINES,
    "a.csv": TABLE,
    "a.zip": zipped(),
    "a.tar": tarred("w"),
    "a.tar.gz": tarred("w:gz"),
    "a.tar.bz2": tarred("w:bz2"),
    "a.jsonl.gz": gzip.compress(LINES),
    "a.jsonl.xz": lzma.compress(LINES),
}


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """One of `GOOD` after some bytes were changed, cut out or put in, and perhaps its end lost."""
    name = draw(st.sampled_from(sorted(GOOD)))
    data = bytearray(GOOD[name])
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        how = draw(st.sampled_from(["change", "cut", "insert", "double"]))
        if how == "change" and data:
            data[at] ^= draw(st.integers(1, 255))
        elif how == "cut":
            del data[at : at + draw(st.integers(1, 300))]
        elif how == "insert":
            data[at:at] = draw(st.binary(min_size=1, max_size=20))
        else:
            data[at:at] = data[at : at + 100]
    return name, bytes(data[: draw(st.integers(0, len(data)) | st.just(len(data)))])


def check(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.write_bytes(content)
    items = list(read([path]))
    assert items
    for item in items:
        if isinstance(item, Rejection):
            assert item.reason
            assert not item.reason.startswith("cannot be read"), item.reason  # foreseen, not caught by chance


@settings(max_examples=200, deadline=None)
@given(damaged())
def test_damaged_files(tmp_path_factory: pytest.TempPathFactory, file: tuple[str, bytes]) -> None:
    check(tmp_path_factory.getbasetemp(), *file)


@pytest.mark.torture
@settings(max_examples=2000, deadline=None)
@given(damaged())
def test_more_damaged_files(tmp_path_factory: pytest.TempPathFactory, file: tuple[str, bytes]) -> None:
    check(tmp_path_factory.getbasetemp(), *file)
