"""PDF files: one article, or one for each entry of the outline's first level; read in a process that can be ended."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

from corpus.article import Article, Rejection
from corpus.errors import ReadError
from corpus.readers.files import MB
from corpus.readers.items import STANDARD, Draft, Found, Notice, Options
from corpus.readers.limited import call

LIMIT = 100 * MB
"""Largest file, in bytes: it is held as a whole. A newspaper's issue with its pictures has some 30 MB."""
SECONDS = 150.0
"""Longest that one file may take."""
READING = 120.0
"""Seconds after which no further page is begun; a thousand pages of text take half of that."""
MAGIC = b"%PDF-"
SCANNED = "no text: its pages are pictures; run OCR over it first, such as ocrmypdf"


def read(stream: BinaryIO, name: str, options: Options = STANDARD) -> Iterator[Found]:
    """Its articles; of several each is known by the page it begins on.

    Raises `ReadError` for a file without text, an encrypted one, and what no page can be had of.
    """
    data = stream.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise ReadError(f"over the limit of {LIMIT // MB} MB for this kind of file")
    if MAGIC not in data[:1024]:
        raise ReadError("no PDF file" if data.strip() else "empty file")
    record = call("corpus.readers.pdf_text:parse", data, seconds=SECONDS, reading=READING)
    parts = record["parts"]
    if not any(part["text"] for part in parts):
        raise ReadError(record["broken"][0][1] if record["broken"] else SCANNED)
    for part in parts:
        source = name if len(parts) == 1 else f"{name}:{part['page']}"
        yield _draft(part, record, source) if part["text"] else Rejection(source, f"{part['title'][:80]}: {SCANNED}")
    for page, reason in record["broken"]:
        yield Rejection(f"{name}:{page}", reason)
    yield from (Notice(name, notice) for notice in record["notices"])


def _draft(part: dict[str, Any], record: dict[str, Any], source: str) -> Draft:
    # A file says when it was made, which its articles may be older than.
    published = datetime.fromisoformat(record["made"]) if record["made"] else None
    guessed = (*(("title",) if part["guessed"] else ()), *(("published",) if published else ()))
    article = Article(
        part["text"], part["title"], authors=tuple(record["authors"]), published=published, guessed=guessed
    )
    return Draft(source, article)
