"""The dates a page states: in JSON-LD, meta tags, microdata and time elements, never guessed from its words."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from corpus.readers.dates import moment

Linked = list[dict[str, object]]
Tagged = dict[str, list[str]]

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.created", "dcterms.issued", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "article.published",
    "cxenseparse:recs:publishtime", "dc.date", "dcterms.date", "date",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "last-modified", "lastmod", "article.updated",
)  # fmt: skip
_MAX_NODES = 10_000
_PLACEHOLDERS = ("0001-01-01", "0000-00-00", "1970-01-01T00:00:00")
"""What publishing systems write for "no date"."""


def dates(tree: Any) -> tuple[datetime | None, datetime | None, tuple[str, ...]]:  # noqa: ANN401 (lxml has no types)
    """When the page says it was published and updated, and what it says that cannot be read."""
    linked, tagged = list(_linked(tree)), _tagged(tree)
    published, bad = _first(*_places(tree, linked, tagged, "datePublished", _PUBLISHED))
    updated, bad_too = _first(*_places(tree, linked, tagged, "dateModified", _UPDATED))
    return published, updated, (*bad, *bad_too)


def _places(tree: Any, linked: Linked, tagged: Tagged, key: str, names: tuple[str, ...]) -> Iterator[Iterator[str]]:  # noqa: ANN401
    # Sites, breadcrumbs and pictures have dates of their own, which are not the story's.
    yield _of(linked, key, ("Article", "Posting"))
    yield _named(tagged, names)
    yield _of(linked, key, ("WebPage",))
    yield _times(tree, "published" if names is _PUBLISHED else "updated")


def _first(*places: Iterator[str]) -> tuple[datetime | None, tuple[str, ...]]:
    trouble = ""
    for place in places:
        for value in place:
            if value.startswith(_PLACEHOLDERS):
                continue
            try:
                return moment(value), ()
            except ValueError as error:
                trouble = trouble or f"kept without a date the page states: {error}"
    return None, (trouble,) if trouble else ()


def _of(linked: Linked, key: str, endings: tuple[str, ...]) -> Iterator[str]:
    for thing in linked:
        kinds, value = thing.get("@type"), thing.get(key)
        listed = kinds if isinstance(kinds, list) else [kinds]
        fits = any(isinstance(kind, str) and kind.endswith(endings) for kind in listed)
        if fits and isinstance(value, str) and value.strip():
            yield value


def _linked(tree: Any) -> Iterator[dict[str, object]]:  # noqa: ANN401
    """Every object of the page's JSON-LD, without recursion: it can be nested at will."""
    waiting: list[object] = []
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        try:
            waiting.append(json.loads(script.text or "", strict=False))
        except (ValueError, RecursionError):  # broken JSON-LD is common, and the page's words do not depend on it
            continue
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        thing = waiting.pop(0)
        if isinstance(thing, dict):
            yield thing
            waiting.extend(thing.values())
        elif isinstance(thing, list):
            waiting.extend(thing)


def _tagged(tree: Any) -> Tagged:  # noqa: ANN401
    """Values of meta tags and of microdata, by name in lower case."""
    found: Tagged = {}
    for node in tree.iter("meta", "time", "span", "div", "abbr"):
        value = node.get("content") or node.get("datetime") or ""
        if value.strip():
            for name in {node.get("property"), node.get("name"), node.get("itemprop")} - {None}:
                found.setdefault(name.lower(), []).append(value)
    return found


def _named(tagged: Tagged, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        yield from tagged.get(name, [])


def _times(tree: Any, role: str) -> Iterator[str]:  # noqa: ANN401
    """`<time class="entry-date published">`, `<time pubdate>`, and the time of a page that has one alone."""
    times = [node for node in tree.iter("time") if (node.get("datetime") or "").strip()]
    for node in times:
        marks = (node.get("class") or "").lower().split()
        if role in marks or (role == "published" and node.get("pubdate") is not None):
            yield node.get("datetime")
    if role == "published" and len({node.get("datetime") for node in times}) == 1:
        yield times[0].get("datetime")
