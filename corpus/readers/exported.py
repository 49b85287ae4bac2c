"""Lines of `dateline export`: versions of articles that take their old places, and what was removed."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from corpus.article import KINDS, Article, Past, Tombstone
from corpus.errors import ReadError
from corpus.readers.items import Draft

_VERSION = frozenset(("article_id", "version", "added", "known_from", "sequence", "text"))
_REMOVAL = frozenset(("article_id", "removed", "sequence"))
_ID = re.compile(r"[0-9a-f]{16}")


def is_line(record: Mapping[str, object]) -> bool:
    """Whether a record is a line of an export, by the names it has."""
    return _VERSION <= record.keys() or record.keys() == _REMOVAL


def item(record: Mapping[str, Any], source: str) -> Draft | Tombstone:
    """What such a line holds, exactly as it was kept. Raises `ReadError` when a value is of a wrong kind."""
    try:
        return _tombstone(record, source) if "removed" in record else Draft(source, _article(record))
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise ReadError(f"a line of an export with a value that cannot be read: {str(error)[:100]}") from None


def _tombstone(record: Mapping[str, Any], source: str) -> Tombstone:
    if not _ID.fullmatch(record["article_id"]):
        raise ValueError("article_id")
    return Tombstone(record["article_id"], _seconds(record["removed"]), source)


def _article(record: Mapping[str, Any]) -> Article:
    strings = {name: record.get(name, "") for name in ("text", "title", "url", "outlet", "language", "section")}
    lists = {name: tuple(record.get(name, [])) for name in ("authors", "guessed")}
    number, kind, rejected = record["version"], record.get("kind", "unknown"), record.get("rejected", "")
    if not all(isinstance(record.get(name, []), list) for name in lists):
        raise ValueError("a list is needed")
    for value in (*strings.values(), *lists["authors"], *lists["guessed"], rejected):
        if not isinstance(value, str):
            raise ValueError(f"{value!r} where a string is needed")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 2**31 or kind not in KINDS:
        raise ValueError(f"version {number!r}, kind {kind!r}")
    past = Past(_seconds(record["known_from"]), _seconds(record["added"]), number, rejected)
    dates = {name: _moment(record.get(name)) for name in ("published", "updated")}
    return Article(**strings, **lists, **dates, kind=kind, past=past)  # type: ignore[arg-type]  # mypy mixes the three


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value is not None else None


def _seconds(value: str) -> int:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"{value} without a zone")
    return int(moment.timestamp())
