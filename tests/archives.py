"""Archives for tests, made in memory, and what reading them gives."""

import io
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from corpus.article import Article, Rejection
from corpus.readers import Item, read

STORY = b"Ferry returns\n\nThe ferry to Lonn sails again from Monday, the harbour office said."
LINES = b'{"title": "One", "text": "First words."}\n{"title": "Two", "text": "Second words."}\n'
TABLE = b"title,text\nOne,First words.\nTwo,Second words.\n"


def zipped(members: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members: Iterable[tuple[str, bytes]], how: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{how}") as archive:  # type: ignore[call-overload]
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def read_bytes(folder: Path, name: str, content: bytes) -> list[Item]:
    path = folder / name
    path.write_bytes(content)
    return list(read([path]))


def titles(items: Iterable[Item]) -> list[str]:
    return [item.title for item in items if isinstance(item, Article)]


def rejected(items: Iterable[Item]) -> dict[str, str]:
    """Reasons by what follows the last folder of the source."""
    return {i.source.split("/a.", 1)[-1]: i.reason for i in items if isinstance(i, Rejection)}
