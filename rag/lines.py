"""Line mode: one question a line in, one line of JSON out, in the same order, each as soon as it is known."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from corpus.errors import DatelineError
from rag.errors import QuestionError
from rag.filters import make_filters
from rag.process import debugging
from rag.types import Filters, Turn

MAX_LINE = 1_000_000
"""Longest line, in bytes: a question and the chat before it."""
DATES = ("since", "until", "as_of")
NAMES = ("outlet", "author", "kind", "section", "language")
"""Fields of a line that filter; `outlets` and its like, as `make_filters` has them, are taken as well."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One line's question."""

    question: str
    filters: Filters
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Defaults:
    """Filters from the command line; a line's own take their place, one by one."""

    names: dict[str, Sequence[str]] = field(default_factory=dict)
    """By the argument of `make_filters`: `outlets`, `authors`, `kinds`, `sections`, `languages`."""
    dates: dict[str, str | None] = field(default_factory=dict)

    def filters(self, given: dict[str, Any]) -> Filters:
        """The filters of a line that states `given`. Raises `QuestionError`."""
        since, until, as_of = (_text(given, name) or self.dates.get(name) for name in DATES)
        outlets, authors, kinds, sections, languages = (
            _names(given, name) + _names(given, f"{name}s") or self.names.get(f"{name}s", ()) for name in NAMES
        )
        return make_filters(
            outlets, since, until, as_of, authors=authors, kinds=kinds, sections=sections, languages=languages
        )


def answer_lines(
    lines: BinaryIO,
    defaults: Defaults,
    answer: Callable[[Asked], dict[str, Any]],
    write: Callable[[dict[str, Any]], object],
) -> int:
    """Write one object for each line; returns how many lines were bad.

    A bad line is answered with its `id` (null when it has none), `status` "error" and what is wrong with it.
    """
    bad = 0
    for line in _lines(lines):
        found = _answered(line, defaults, answer)
        bad += found.get("status") == "error"
        write(found)
    return bad


def _answered(
    line: bytes | None, defaults: Defaults, answer: Callable[[Asked], dict[str, Any]]
) -> dict[str, Any]:
    given: dict[str, Any] = {}
    try:
        given = _parse(line)
        asked = Asked(_question(given), defaults.filters(given), _history(given.get("history")))
        return {"id": given.get("id"), **answer(asked)}
    except Exception as error:  # one line's misfortune is not that of the lines after it
        known = isinstance(error, DatelineError)
        if not known and debugging():
            raise
        message = str(error) if known else f"internal error: {type(error).__name__}: {error}"
        return {"id": given.get("id"), "status": "error", "error": message}


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Lines without their ends; None for one that is too long, which is passed over in pieces."""
    while line := stream.readline(MAX_LINE + 1):
        if len(line) <= MAX_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE)
        yield None


def _parse(line: bytes | None) -> dict[str, Any]:
    if line is None:
        raise QuestionError(f"a line of more than {MAX_LINE:,} bytes")
    try:
        text = line.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise QuestionError(f"not UTF-8 at byte {error.start:,} of the line") from None
    if not text.startswith("{"):
        return {"question": text}
    try:
        value: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep or no such number"
        raise QuestionError(f"not JSON: {reason}") from None
    return value


def worded(question: str) -> str:
    """The question as it is. Raises `QuestionError` when it is signs alone, which anything would be as near to."""
    if question.strip() and not any(map(str.isalnum, question)):
        raise QuestionError("the question has no words")
    return question


def _question(given: dict[str, Any]) -> str:
    question = given.get("question")
    if not isinstance(question, str):
        raise QuestionError('no "question": a line is words, or a JSON object with a "question" of words')
    return worded(question)


def _text(given: dict[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise QuestionError(f'"{name}" must be a date as text, like "2024-12-05"')
    return value


def _names(given: dict[str, Any], name: str) -> list[str]:
    value = given.get(name)
    names = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise QuestionError(f'"{name}" must be a name or a list of names')
    return names


def _history(value: object) -> tuple[Turn, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise QuestionError('"history" must be a list of earlier turns')
    return tuple(_turn(item) for item in value)


def _turn(item: object) -> Turn:
    """A turn from {"role", "content"}, or from plain words, which a user said."""
    if isinstance(item, str):
        return Turn("user", item)
    if isinstance(item, dict) and isinstance(item.get("content"), str):
        role = item.get("role", "user")
        if role == "user" or role == "assistant":
            return Turn(role, item["content"])
    raise QuestionError('a turn of "history" is words, or {"role": "user" or "assistant", "content": words}')
