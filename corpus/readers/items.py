"""What readers hand on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from corpus.article import Article, Rejection


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


Item = Article | Rejection | Notice
Found = Draft | Rejection | Notice
Reader = Callable[[BinaryIO, str], Iterator[Found]]
"""Reads an open file of that name. Raises `ReadError` when nothing more can be had from it."""
