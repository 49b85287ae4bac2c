"""What readers are told, and what they hand on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from corpus.article import Article, Rejection, Tombstone


@dataclass(slots=True)
class Meter:
    """How far the files are read, in bytes as they are on the disk."""

    total: int = 0
    """Of all files given; 0 when that is not known."""
    before: int = 0
    """Of the files that are done."""
    here: int = 0
    """Of the file that is being read."""

    @property
    def done(self) -> int:
        """Of all that was read."""
        return self.before + self.here


@dataclass(frozen=True, slots=True)
class Options:
    """What the files themselves do not say."""

    columns: tuple[tuple[str, str], ...] = ()
    """(field of ours, their column) pairs, for tables and JSON: ("text", "Body")."""
    format: str = ""
    """The suffix that standard input would have as a file, such as ".jsonl"; found out when empty."""
    linked: bool = False
    """Whether to fetch the page behind a feed entry that carries no more than a summary."""
    fetch_allow: str | None = None
    """HOST:PORT within your network that may be fetched, with commas between; None: what DATELINE_FETCH_ALLOW has."""
    apart: bool = False
    """Whether lines and pages are handed on as they are, for other processes to make articles of."""
    meter: Meter | None = None
    """Told how far the files are read."""


STANDARD = Options()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know about what was kept: where (`file` or `file:line`), and what."""

    source: str
    message: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An article before it is cleaned, where it was found, and what to say if it is kept."""

    source: str
    article: Article
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole lines of JSON, not looked at yet."""

    name: str
    first: int
    """The number of the first one in its file, from 1."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page, not looked at yet."""

    source: str
    data: bytes


Item = Article | Tombstone | Rejection | Notice
Found = Draft | Lines | Page | Tombstone | Rejection | Notice
Reader = Callable[[BinaryIO, str, Options], Iterator[Found]]
"""Reads an open file of that name. Raises `ReadError` when nothing more can be had from it."""
