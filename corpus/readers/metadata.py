"""An article's fields, chosen from what its page states; guessed, and marked so, where it states nothing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from corpus.article import Kind
from corpus.kind import is_agency, kind_of
from corpus.readers import guesses
from corpus.readers.dates import moment
from corpus.readers.fields import language_code
from corpus.readers.people import key, people
from corpus.readers.stated import Tree, Value, stated, tidied

_PLATFORM = re.compile(r"(?i)^(blogger|wordpress|medium|substack|facebook)(\.com)?$|\bnews service$")
_WEAK = ("app",)
"""Where the name is often another: of the site's program for a phone."""
_TAIL = re.compile(r"\s*[|\-–—:•·»«/]\s")
_DOMAIN = re.compile(r"(?i)^(https?://|www\.)|^[\w-]+(\.[\w-]+)+$")
_NO_OUTLET = re.compile(r"(?i)^https?:|^\d+$|^\W*$|^(null|none|undefined)$")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
_PLACEHOLDERS = ("0001-01-01", "0000-00-00", "1970-01-01T00:00:00")
"""What publishing systems write for "no date"."""
_ALIKE = 0.6
"""Least share of the words that a headline on the page and a stated one have in common when they are one."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of an article but its text; `guessed` names those the page does not state."""

    title: str
    url: str
    outlet: str
    authors: tuple[str, ...]
    published: datetime | None
    updated: datetime | None
    section: str
    language: str
    kind: Kind
    guessed: tuple[str, ...]
    notices: tuple[str, ...]
    body: str


def metadata(tree: Tree, url: str = "") -> Metadata:
    """What the page says of itself, `url` being where it was fetched from. Nothing in `tree` is changed."""
    page = stated(tree)
    headings = [words for node in tree.iter("h1") if (words := tidied(node.text_content()))][:10]
    address = _address(page.values["url"], url)
    outlet = _outlet(page.values["outlet"], address)
    published, bad = _date(page.values["published"])
    updated, bad_too = _date(page.values["updated"])
    section = min(_texts(page.values["section"]), key=lambda text: bool(_DOMAIN.search(text)), default="")
    title = _title(_texts(page.values["title"]), headings)
    authors = _authors(page.values["authors"], outlet)
    guessed: dict[str, Any] = {
        "title": "" if title else guesses.title(tree, headings),
        "outlet": "" if outlet else guesses.outlet(address),
        "authors": () if authors else guesses.authors(tree, outlet),
        "published": None if published else guesses.published(tree, address),
    }
    kind = kind_of(
        url=address,
        section=section,
        labels=(*page.labels, *guesses.kickers(tree)),
        types=page.types,
        # Where an agency is named as the publisher, its story is printed by another.
        authors=(*authors, *guessed["authors"], *_texts(page.values["outlet"])),
    )
    return Metadata(
        title=title or guessed["title"],
        url=address,
        outlet=outlet or guessed["outlet"],
        authors=authors or guessed["authors"],
        published=published or guessed["published"],
        updated=updated,
        section=section,
        language=_language(page.values["language"]),
        kind=kind,
        guessed=(*(f for f, v in guessed.items() if v), *(("kind",) if kind != kind_of(types=page.types) else ())),
        notices=(*bad, *bad_too),
        body=page.body,
    )


def _texts(values: Iterable[Value]) -> list[str]:
    return [value.text for value in values]


# The headline


def _title(stated: Sequence[str], headings: Sequence[str]) -> str:
    """The stated headline that is the page's own: others are written for search engines and networks."""
    whole = [title for title in dict.fromkeys(stated) if not _has_tail(title, stated)]
    for heading in headings:
        for title in whole:
            if key(title) == key(heading):
                return title
    alike = max(whole, key=lambda title: max((_alike(title, h) for h in headings), default=0.0), default="")
    if any(_alike(alike, heading) >= _ALIKE for heading in headings):
        return alike
    return next(iter(whole), "")


def _has_tail(title: str, others: Iterable[str]) -> bool:
    return any(len(o) > 5 and title.startswith(o) and _TAIL.match(title, len(o)) for o in others)


def _alike(one: str, other: str) -> float:
    a, b = set(re.findall(r"\w+", one.casefold())), set(re.findall(r"\w+", other.casefold()))
    return len(a & b) / len(a | b) if a and b else 0.0


# Who, and where


def _outlet(values: Sequence[Value], url: str) -> str:
    """The site's name: not its agency's, its platform's or its address's when another is stated."""
    host = key(_split(url)[1])
    named = [v for v in values if "Person" not in v.types and not _NO_OUTLET.search(v.text)]
    best = min(named, key=lambda value: _doubts(value, host), default=None)
    return best.text.lstrip("@") if best else ""


def _doubts(value: Value, host: str) -> tuple[bool, bool, bool]:
    other = is_agency(value.text) or bool(_PLATFORM.search(value.text))
    return other and key(value.text) not in host, value.place in _WEAK, bool(_DOMAIN.search(value.text))


def _authors(values: Sequence[Value], outlet: str) -> tuple[str, ...]:
    """The people of the first place that names any."""
    for place in dict.fromkeys(value.place for value in values):
        listed = [name for value in values if value.place == place for name in people(value.text)]
        if kept := tuple(dict.fromkeys(name for name in listed if key(name) != key(outlet))):
            return kept
    return ()


def _address(values: Sequence[Value], url: str) -> str:
    """The canonical address; not a front page when another is known."""
    base = url or next((v.text for v in values if _is_address(v.text)), "")
    found = []
    for value in values:
        try:
            found.append(urljoin(base, value.text))
        except ValueError:  # brackets that hold no IPv6 address
            continue
    known = [address for address in (*found, url) if _is_address(address)]
    return next((address for address in known if not _is_front(address)), next(iter(known), ""))


def _split(url: str) -> tuple[str, str, str, str]:
    try:
        return urlsplit(url)[:4]
    except ValueError:
        return "", "", "", ""


def _is_address(url: str) -> bool:
    scheme, host, _, _ = _split(url)
    return scheme.lower() in ("http", "https") and bool(host) and not re.search(r"\s", url)


def _is_front(url: str) -> bool:
    _, _, path, query = _split(url)
    return not path.strip("/") and not query


# When, and in what language


def _date(values: Sequence[Value]) -> tuple[datetime | None, tuple[str, ...]]:
    """The first readable date, in the form that carries a zone if another gives it; and what cannot be read."""
    trouble, read = "", []
    for text in _texts(values):
        if text.startswith(_PLACEHOLDERS):
            continue
        try:
            read.append((moment(text), _has_zone(text)))
        except ValueError as error:
            trouble = trouble or f"kept without a date the page states: {error}"
            # "Updated: Sat 8:31 PM, Feb 17, 2018": the day is certain.
            read += [(day, False) for day in days] if len(days := guesses.days(text)) == 1 else []
    if not read:
        return None, (trouble,) if trouble else ()
    first, zoned = read[0]
    if not zoned:
        near = (found for found, with_zone in read if with_zone and abs(found - first) < timedelta(hours=27))
        return next(near, first), ()
    return first, ()


def _has_zone(words: str) -> bool:
    return bool(re.search(r"\d(?:Z|\s?[A-Z]{2,4}|\s?[+-]\d\d:?\d\d)\s*$|^\d{10}(\d{3})?$", words))


def _language(values: Sequence[Value]) -> str:
    codes = (language_code(value.text) for value in values)
    return next((code for code in codes if _LANGUAGE.fullmatch(code)), "")


