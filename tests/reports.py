"""Small archives of dated reports, for tests of what is quoted of them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from corpus.article import Article
from rag import Library
from rag.settings import Settings
from rag.types import Answer

Report = tuple[str, str, str, str]
"""Outlet, when it was published (a day alone is its evening), headline and text."""


@contextmanager
def library_of(folder: Path, reports: Iterable[Report]) -> Iterator[Library]:
    """A library that has these."""
    with Library.open(folder / "library", Settings(llm=""), create=True) as opened:
        opened.add(
            Article(text, title, f"https://{number}.example/", outlet, (), _moment(when))
            for number, (outlet, when, title, text) in enumerate(reports)
        )
        yield opened


def quotes(answer: Answer) -> list[str]:
    """What it quotes."""
    return [citation.quote for citation in answer.citations]


def values(answer: Answer) -> list[list[str]]:
    """The values of each of its conflicts."""
    return [[claim.value for claim in conflict.claims] for conflict in answer.conflicts]


def _moment(when: str) -> datetime:
    return datetime.fromisoformat(when if "T" in when else f"{when}T20:00").replace(tzinfo=UTC)
