"""JSON-LD: the objects a page describes itself with, and its article among them."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

Thing = dict[str, Any]

_MAX_NODES = 10_000
_MAX_REPAIRED = 200_000
"""Longest text that is repaired, in characters: repair is a hundred times slower than parsing."""
# What these hold is another article, a comment or a picture, with headlines and dates of its own.
_OTHERS = frozenset(
    (
        "itemListElement hasPart liveBlogUpdate comment comments mentions relatedLink isBasedOn citation video image "
        "associatedMedia potentialAction subjectOf review about"
    ).split()
)
_BEFORE, _AFTER = ("<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA["), ("-->", "//]]>", "/*]]>*/", "]]>", ";")


def things(scripts: Iterable[str]) -> list[Thing]:
    """Every object that is the page's own, in the order of the page, outer before inner."""
    waiting = [value for script in scripts if (value := _parsed(script)) is not None]
    found: list[Thing] = []
    at = 0
    while at < min(len(waiting), _MAX_NODES):  # no recursion: it can be nested at will
        thing, at = waiting[at], at + 1
        if isinstance(thing, dict):
            found.append(thing)
            waiting.extend(v for k, v in thing.items() if isinstance(v, dict | list) and k not in _OTHERS)
        elif isinstance(thing, list):
            waiting.extend(v for v in thing if isinstance(v, dict | list))
    return found


def _parsed(script: str) -> Any:  # noqa: ANN401
    script = script.strip()
    for mark in _BEFORE:
        script = script.removeprefix(mark).lstrip()
    for mark in _AFTER:
        script = script.removesuffix(mark).rstrip()
    try:
        return json.loads(script, strict=False)
    except RecursionError:
        return None
    except ValueError:
        return _repaired(script)


def _repaired(script: str) -> Any:  # noqa: ANN401
    """Comments, commas and quotes that JSON has not are common, and what is around them is good."""
    if not 2 <= len(script) <= _MAX_REPAIRED:
        return None
    from json_repair import loads

    try:
        return loads(script, skip_json_loads=True)
    except (ValueError, RecursionError):
        return None


def types(thing: Thing) -> tuple[str, ...]:
    """Its types, without the vocabulary's address."""
    value = thing.get("@type")
    listed = value if isinstance(value, list) else [value]
    return tuple(name.rsplit("/", 1)[-1] for name in listed if isinstance(name, str))


def of_type(found: Iterable[Thing], *endings: str) -> Iterator[Thing]:
    """The objects one of whose types ends so."""
    return (thing for thing in found if any(name.endswith(endings) for name in types(thing)))


def articles(found: list[Thing], addresses: Iterable[str]) -> list[Thing]:
    """The objects that are articles, those first that name one of the page's addresses."""
    own = {_bare(address) for address in addresses}
    listed = list(of_type(found, "Article", "Posting", "Review"))
    return sorted(listed, key=lambda thing: not own.intersection(map(_bare, urls(thing))))


def urls(thing: Thing) -> Iterator[str]:
    """Where an object says its page is."""
    for value in (thing.get("mainEntityOfPage"), thing.get("url"), thing.get("@id")):
        value = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            yield value.strip()


def _bare(address: str) -> str:
    return re.sub(r"(?i)^https?://(www\.)?|[?#].*$|/+$", "", address.strip()).lower()


def named(value: Any, found: list[Thing], depth: int = 0) -> Iterator[tuple[str, tuple[str, ...]]]:  # noqa: ANN401
    """Names and types of the persons or organisations a property holds, references followed."""
    if isinstance(value, str):
        yield value, ()
    elif isinstance(value, list) and depth < 5:
        for part in value[:100]:
            yield from named(part, found, depth + 1)
    elif isinstance(value, dict):
        name = value.get("name") or " ".join(str(value.get(k) or "") for k in ("givenName", "familyName")).strip()
        if name and depth < 5:
            for part, _ in named(name, found, depth + 1):
                yield part, types(value)
        elif "@id" in value and depth < 5:
            other = next((t for t in found if t.get("@id") == value["@id"] and t.get("name")), None)
            if other is not None:
                yield from named(other, found, depth + 1)
