"""Questions with known answers: what a dataset is, and how the demo's and a plain folder's questions are read."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.article import Article, Rejection
from corpus.errors import DatelineError
from rag.filters import make_filters
from rag.types import Filters, Turn


class DatasetError(DatelineError):
    """A dataset cannot be read."""


@dataclass(frozen=True, slots=True)
class Gold:
    """Words that carry the answer: an exact substring of the article at `url`."""

    url: str
    quote: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question, what it is asked under, and what a right answer holds."""

    id: str
    text: str
    type: str
    split: str
    answerable: bool
    answers: tuple[tuple[str, ...], ...]
    """Every inner tuple needs one of its strings in the answer."""
    gold: tuple[Gold, ...]
    all_needed: bool
    filters: Filters
    history: tuple[Turn, ...]
    pair: str
    relevant: tuple[tuple[str, int], ...] = ()
    """(address of an article, grade above 0) pairs."""
    weak: tuple[str, ...] = ()
    """Addresses of articles that hold the answer's words, which is no judgement: they may say it of something else."""
    asked: int | None = None
    """When it was asked, in seconds since 1970: what `--as-of` goes by."""
    evidence: bool = False
    """Whether MultiHop-RAG's measures apply: `gold` holds facts, each needed for a full answer."""
    worded: bool = True
    """Whether an article has the words of the answer, as far as the dataset says; only then is looked for them."""
    pieces: tuple[str, ...] = ()
    """Addresses of all that the gold articles were cut into, in a dataset that has only pieces of them."""


Articles = Callable[[], Iterable[Article | Rejection]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Questions, and the articles that they are asked of."""

    name: str
    questions: tuple[GoldQuestion, ...]
    articles: Articles
    article_digest: str
    """sha256 of the files that hold the articles."""
    digest: str
    """sha256 of all files read."""
    notes: tuple[str, ...] = ()
    """What was left out, and how much of it."""
    is_demo: bool = False
    """Whether it is the demo that comes with Dateline; a folder may have that name too."""

    @property
    def dated(self) -> bool:
        """Whether its questions say when they were asked."""
        return any(question.asked is not None for question in self.questions)


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold something, the first of all being 1. Raises `DatasetError` if it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"cannot read {path}: {error}") from error
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The numbered objects of a JSON Lines file. Raises `DatasetError` naming the line that is wrong."""
    for number, line in numbered_lines(path):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DatasetError(f"{path}:{number}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise DatasetError(f"{path}:{number}: not a JSON object")
        yield number, row


def read_questions(path: Path, make: Callable[[dict[str, Any]], GoldQuestion]) -> tuple[GoldQuestion, ...]:
    """The questions that `make` makes of a file's rows. Raises `DatasetError` naming the line that is wrong."""
    return questions(((f"{path}:{number}", row) for number, row in json_lines(path)), make)


def questions(
    rows: Iterable[tuple[str, dict[str, Any]]], make: Callable[[dict[str, Any]], GoldQuestion]
) -> tuple[GoldQuestion, ...]:
    """The questions made of (where, row) pairs; ids must differ. Raises `DatasetError`."""
    found: dict[str, GoldQuestion] = {}
    for where, row in rows:
        try:
            question = make(row)
        except KeyError as error:
            raise DatasetError(f"{where}: no field {error}") from error
        except (ValueError, TypeError, AttributeError, DatelineError) as error:
            raise DatasetError(f"{where}: {error}") from error
        if not isinstance(question.text, str) or not question.text.strip():
            raise DatasetError(f"{where}: a question without words")
        if question.id in found:
            raise DatasetError(f"{where}: a second question with the id {question.id!r}")
        found[question.id] = question
    return tuple(found.values())


def texts(value: object, name: str) -> tuple[str, ...]:
    """A text, or several in a list, as a tuple; a number is a text. Raises `ValueError` naming the field.

    A text that stands alone is one text: taken as a list it would be its letters, each found everywhere.
    """
    found = value if isinstance(value, list | tuple) else [] if value is None else [value]
    if any(isinstance(one, bool) or not isinstance(one, str | int | float) for one in found):
        raise ValueError(f"{name} takes a text or a list of texts")
    return tuple(map(str, found))


def gold_words(rows: object) -> tuple[Gold, ...]:
    """Gold words of (`url`, `quote`) objects. Raises `ValueError`, `KeyError` and `TypeError`."""
    if not isinstance(rows, list):
        raise TypeError("gold takes a list of objects with url and quote")
    found = tuple(Gold(str(row["url"]), row["quote"]) for row in rows)
    if not all(isinstance(one.quote, str) and one.quote.strip() for one in found):
        raise ValueError("gold without words, which any text would hold")
    return found


def load_questions(path: Path) -> list[GoldQuestion]:
    """The questions of the demo or of a plain folder. Raises `DatasetError` naming the line that is wrong."""
    return list(read_questions(path, _question))


def _question(row: dict[str, Any]) -> GoldQuestion:
    either = texts(row.get("answers"), "answers")
    every = tuple(texts(group, "answers_all") for group in row.get("answers_all") or [])
    answerable, found = row.get("answerable", True), gold_words(row.get("gold") or [])
    if not isinstance(answerable, bool):
        raise TypeError("answerable is true or false")
    return GoldQuestion(
        id=str(row["id"]),
        text=row["question"],
        type=str(row.get("type") or ""),
        split=str(row.get("split") or ""),
        answerable=answerable,
        answers=every or ((either,) if either else ()),
        gold=found,
        all_needed=row.get("needs") == "all",
        filters=make_filters(
            texts(row.get("outlet"), "outlet"), row.get("since"), row.get("until"), row.get("as_of")
        ),
        history=tuple(Turn(t["role"], t["content"]) for t in row.get("history") or []),
        pair=row.get("pair") or "",
        relevant=tuple((url, 1) for url in dict.fromkeys(g.url for g in found)),
    )
