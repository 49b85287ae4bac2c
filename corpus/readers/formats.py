"""Which reader reads what: by the end of a name, or by how the bytes begin where there is no name."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from corpus.article import Rejection
from corpus.errors import ReadError
from corpus.readers import feed, html, jsonl, markdown, parquet, pdf, table, text, warc
from corpus.readers.files import as_read_error, marked_encoding
from corpus.readers.items import STANDARD, Draft, Found, Options, Reader
from corpus.readers.unpacked import ExcessError


def _plainly(read: Callable[[BinaryIO, str], Iterator[Draft]]) -> Reader:
    """A reader of one article, for which there is nothing to choose."""
    return lambda stream, name, _: iter(read(stream, name))


READERS: dict[str, Reader] = {
    **dict.fromkeys((".txt", ".text"), _plainly(text.read)),
    **dict.fromkeys((".md", ".markdown"), _plainly(markdown.read)),
    **dict.fromkeys((".html", ".htm", ".xhtml"), html.read),
    **dict.fromkeys((".xml", ".rss", ".atom", ".rdf"), feed.read),
    **dict.fromkeys((".jsonl", ".ndjson"), jsonl.read_lines),
    ".json": jsonl.read_document,
    **dict.fromkeys((".csv", ".tsv", ".tab"), table.read),
    ".parquet": parquet.read,
    ".pdf": pdf.read,
    **dict.fromkeys((".warc", ".warc.gz"), warc.read),
}
"""What reads a file, by the end of its name in lower case."""

IN_PARTS = frozenset((".xml", ".rss", ".atom", ".rdf", ".jsonl", ".ndjson", ".json", ".warc"))
"""Formats whose parts show by themselves whether they are whole."""

_ROOTS = re.compile(r"(?i)<(rss|feed|rdf:rdf)[\s>]")
_PAGE = re.compile(r"(?i)<(!doctype\s+html|html|head|body|article|p|div)\b")


def suffix_of(name: str) -> str:
    """The end of a file's name by which its reader is chosen; a crawl's file is unpacked by its own."""
    low = name.lower()
    return ".warc.gz" if low.endswith(".warc.gz") else PurePosixPath(f"_{low}").suffix


def drafts(stream: BinaryIO, name: str, suffix: str, options: Options) -> Iterator[Found]:
    """What a file of that kind gives, and a rejection when nothing more can be had from it."""
    reader = READERS.get(suffix.lower())
    if reader is None:
        yield Rejection(name, f"not a kind of file that is read: {suffix or 'no suffix'}")
        return
    try:
        with as_read_error():
            yield from reader(stream, name, options)
    except ExcessError:  # the end of its archive, not of the file alone
        raise
    except ReadError as error:
        yield Rejection(name, str(error))


def sniffed(head: bytes, options: Options = STANDARD) -> str:
    """The suffix that bytes from the start of a file would have; plain text when they look like nothing else."""
    if head.startswith(b"WARC/"):
        return ".warc"
    if head.startswith(b"PAR1"):
        return ".parquet"
    if head.startswith(pdf.MAGIC):
        return ".pdf"
    words = head.decode(marked_encoding(head) or "utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    if words.startswith(("{", "[")):
        return ".jsonl" if words.startswith("{") and _is_line(words) else ".json"
    if words.startswith("<"):
        return _marked_up(words)
    if words.startswith("---\n"):
        return ".md"
    return ".csv" if table.readable(words, options.columns) else ".txt"


def _is_line(words: str) -> bool:
    """Whether the first line is a whole object, or one too long to see the end of."""
    line, end, _ = words.partition("\n")
    if not end:
        return "//jsonfeed.org/version/" not in line
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return line.strip() != "{" and line.rstrip().endswith("}")


def _marked_up(words: str) -> str:
    if _ROOTS.search(words):
        return ".xml"
    return ".html" if _PAGE.search(words) or not words.startswith("<?xml") else ".xml"
