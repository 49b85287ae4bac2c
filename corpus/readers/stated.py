"""The dates a page states: in JSON-LD, meta tags, microdata and time elements, never guessed from its words."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from corpus.readers.dates import moment

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
    published, bad = _first(_of(linked, "datePublished"), _named(tagged, _PUBLISHED), _times(tree, "published"))
    updated, bad_too = _first(_of(linked, "dateModified"), _named(tagged, _UPDATED), _times(tree, "updated"))
    return published, updated, (*bad, *bad_too)


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


def _of(linked: list[dict[str, object]], key: str) -> Iterator[str]:
    # The story before what is around it: breadcrumbs and the site may carry dates of their own.
    for thing in sorted(linked, key=lambda thing: not _is_story(thing)):
        value = thing.get(key)
        if isinstance(value, str) and value.strip():
            yield value


def _is_story(thing: dict[str, object]) -> bool:
    kinds = thing.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(("Article", "Posting")) for kind in listed)


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


def _tagged(tree: Any) -> dict[str, list[str]]:  # noqa: ANN401
    """Values of meta tags and of microdata, by name in lower case."""
    found: dict[str, list[str]] = {}
    for node in tree.iter("meta", "time", "span", "div", "abbr"):
        value = node.get("content") or node.get("datetime") or ""
        if value.strip():
            for name in {node.get("property"), node.get("name"), node.get("itemprop")} - {None}:
                found.setdefault(name.lower(), []).append(value)
    return found


def _named(tagged: dict[str, list[str]], names: tuple[str, ...]) -> Iterator[str]:
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
