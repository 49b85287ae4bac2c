"""Questions with known answers: what a dataset is, and how the demo's and a plain folder's are read."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import DatelineError
from rag.question import make_filters
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


def load_questions(path: Path) -> list[GoldQuestion]:
    """The questions of a JSON Lines file. Raises `DatasetError` naming the line that is wrong."""
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DatasetError(f"cannot read {path}: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        try:
            found.append(_question(json.loads(line)))
        except (ValueError, KeyError, TypeError, DatelineError) as error:
            raise DatasetError(f"{path}:{number}: {error!r}") from error
    return found


def _question(row: dict[str, Any]) -> GoldQuestion:
    either = row.get("answers", [])
    outlet = row.get("outlet") or []
    return GoldQuestion(
        id=str(row["id"]),
        text=row["question"],
        type=row.get("type", ""),
        split=row.get("split", ""),
        answerable=row.get("answerable", True),
        answers=tuple(map(tuple, row.get("answers_all") or ([either] if either else []))),
        gold=tuple(Gold(g["url"], g["quote"]) for g in row.get("gold", [])),
        all_needed=row.get("needs") == "all",
        filters=make_filters(
            [outlet] if isinstance(outlet, str) else outlet, row.get("since"), row.get("until"), row.get("as_of")
        ),
        history=tuple(Turn(t["role"], t["content"]) for t in row.get("history", [])),
        pair=row.get("pair") or "",
    )
