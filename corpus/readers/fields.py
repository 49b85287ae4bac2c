"""From a record of named fields, as JSON lines and front matter carry it, to an article."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain

from corpus.article import KINDS, Article, Kind
from corpus.errors import ReadError
from corpus.readers.dates import moment
from corpus.readers.items import Draft

# Names are compared without case, underscores and hyphens: publish_date, publishDate and publish-date are one.
# The first name that holds something wins.
NAMES: dict[str, tuple[str, ...]] = {
    "url": ("url", "link", "href", "permalink", "canonicalurl", "articleurl", "weburl", "sourceurl", "uri"),
    "title": ("title", "headline", "heading"),
    "text": ("text", "body", "content", "article", "articletext", "articlebody", "fulltext", "maintext", "bodytext"),
    "outlet": ("outlet", "source", "publisher", "publication", "site", "sitename", "sourcename", "newspaper", "domain"),
    "authors": ("authors", "author", "byline", "bylines", "creator", "creators", "writer", "writers"),
    "published": (
        "published", "publishdate", "publishedat", "publisheddate", "publishedon", "publishedtime", "datepublished",
        "publicationdate", "publicationtime", "pubdate", "firstpublished", "date", "datetime", "timestamp", "createdat",
    ),
    "updated": (
        "updated", "updatedat", "updateddate", "updatedate", "dateupdated", "modified", "modifiedat", "datemodified",
        "modifieddate", "lastmodified", "lastmod", "lastupdated",
    ),
    "language": ("language", "lang", "inlanguage", "locale"),
    "section": ("section", "sectionname", "category", "rubric", "newsdesk", "desk"),
    "kind": ("kind", "articletype", "contenttype", "type"),
}  # fmt: skip

_KINDS: dict[str, Kind] = {
    "news": "news", "newsarticle": "news", "reportagenewsarticle": "news", "report": "news", "reportage": "news",
    "opinion": "opinion", "opinionnewsarticle": "opinion", "oped": "opinion", "editorial": "opinion",
    "column": "opinion", "commentary": "opinion", "comment": "opinion",
    "wire": "wire", "newswire": "wire", "agency": "wire", "wirestory": "wire",
    "live": "live", "liveblog": "live", "liveblogposting": "live", "livepage": "live",
    "sponsored": "sponsored", "advertorial": "sponsored", "advertisercontentarticle": "sponsored", "paid": "sponsored",
    "partnercontent": "sponsored", "review": "review", "reviewnewsarticle": "review",
    "article": "unknown", "story": "unknown", "unknown": "unknown",
}  # fmt: skip

_BY = re.compile(r"(?i)^\s*by\b:?\s+")
# "Jr." and degrees belong to the name before the comma.
_BETWEEN = re.compile(r"\s*;\s*|\s*,\s*+(?:and\s+)?+(?!(?:Jr|Sr|II|III|IV|MD|PhD)\b)|\s+(?:and|&)\s+", re.I)
_DESK = re.compile(r"(?i)\b(desk|team|bureau|department|section)$")


Columns = tuple[tuple[str, str], ...]
"""(field of ours, their name for it) pairs, which go before the usual names."""


def draft(record: Mapping[str, object], source: str, columns: Columns = ()) -> Draft:
    """The article a record describes. Raises `ReadError` when it has no text or a field is of a wrong type.

    A date or kind that cannot be understood is left unknown, with a notice.
    """
    values = _values(record, columns)
    text = _string(values, "text")
    if not text:
        raise ReadError(_why_no_text(record, dict(columns).get("text")))
    published, bad_published = _moment(values, "published")
    updated, bad_updated = _moment(values, "updated")
    kind, bad_kind = _kind(values)
    article = Article(
        text=text,
        title=_string(values, "title"),
        url=_string(values, "url"),
        outlet=_string(values, "outlet"),
        authors=_authors(values),
        published=published,
        updated=updated,
        language=language_code(_string(values, "language")),
        kind=kind,
        section=_section(values),
        guessed=_guessed(record),
    )
    return Draft(source, article, bad_published + bad_updated + bad_kind)


def check(columns: Columns) -> None:
    """Raise `ReadError` when one of the fields is none of an article's."""
    for field, column in columns:
        if field not in NAMES or not column:
            raise ReadError(f"{field}={column}: no field of an article; its fields are {', '.join(NAMES)}")


def check_header(header: Sequence[str], columns: Columns) -> None:
    """Raise `ReadError` when a table lacks one of the columns that were named, or any that holds the text."""
    for field, column in columns:
        if column not in header:
            raise ReadError(f"no column {column!r} for the {field}; the columns are {listed(header)}")
    if text_column(header, columns) is None:
        raise ReadError(f"no column for the text; say which it is. The columns are {listed(header)}")


def text_column(header: Iterable[str], columns: Columns) -> str | None:
    """Which of a table's columns holds the text, None when none does."""
    known = {_plain(name): name for name in reversed(list(header))}
    wanted = dict(columns).get("text")
    if wanted is not None:
        return wanted if wanted in known.values() else None
    return next((known[name] for name in NAMES["text"] if name in known), None)


def used(header: Iterable[str], columns: Columns) -> list[str]:
    """Which of a table's columns an article may be made from."""
    names = {name for known in NAMES.values() for name in known} | {"metadata", "guessed"}
    asked = {column for _, column in columns}
    return list(dict.fromkeys(name for name in header if name in asked or _plain(name) in names))


def known(header: Iterable[str]) -> int:
    """How many of an article's fields a table has columns for, by their usual names."""
    plain = set(map(_plain, header))
    return sum(not plain.isdisjoint(names) for names in NAMES.values())


def listed(columns: Iterable[object]) -> str:
    """Names for a message, in one line that is not too long."""
    line = ", ".join(" ".join(str(name).split())[:40] for name in columns)
    return line if len(line) <= 200 else line[:200] + "..."


def names(byline: str) -> tuple[str, ...]:
    """The people of a byline: `By A. Adams, B. Brown and C. Clark` has three. A desk is one author."""
    byline = _BY.sub("", " ".join(byline.split()))  # in long white space a separator would be sought at every blank
    parts = re.split(r"\s*;\s*", byline) if _DESK.search(byline) else _BETWEEN.split(byline)
    return tuple(part.strip() for part in parts if part and part.strip())


def language_code(value: str) -> str:
    """A language code in lower case with hyphens: `en_GB` is `en-gb`."""
    return value.strip().lower().replace("_", "-")


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _values(record: Mapping[str, object], columns: Columns) -> dict[str, tuple[str, object]]:
    """Of each field the name it went by and its value; what is null or empty is not there."""
    present: dict[str, tuple[str, object]] = {}
    inner = record.get("metadata")  # where collections for retrieval keep all but title and text
    for name, value in chain(record.items(), inner.items() if isinstance(inner, Mapping) else ()):
        if _filled(value):
            present.setdefault(_plain(str(name)), (str(name), value))
    found = {field: next((present[n] for n in known if n in present), None) for field, known in NAMES.items()}
    for field, column in columns:
        value = record.get(column)
        found[field] = (column, value) if _filled(value) else None
    return {field: pair for field, pair in found.items() if pair}


def _filled(value: object) -> bool:
    return value is not None and value != "" and value != [] and value != {}


def _why_no_text(record: Mapping[str, object], column: str | None) -> str:
    if column is not None and column not in record:
        return f"no text: there is no {column!r}, only {listed(record)}"
    if column is not None or any(_plain(str(name)) in NAMES["text"] for name in record):
        return "no text"
    return "no text: there is none of the fields text, body, content and article"


def _string(values: Mapping[str, tuple[str, object]], field: str) -> str:
    name, value = values.get(field, (field, ""))
    if isinstance(value, Mapping) and field == "outlet":  # {"id": "bbc-news", "name": "BBC News"}
        value = value.get("name", "")
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and field != "text":
        return str(value)  # a headline such as 1984
    raise ReadError(f"{name}: a string is needed, not {_type(value)}")


def _section(values: Mapping[str, tuple[str, object]]) -> str:
    """The section by its name; of several, or of an object, none is better than a wrong one."""
    _, value = values.get("section", ("", ""))
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    return value if isinstance(value, str) else ""


def _guessed(record: Mapping[str, object]) -> tuple[str, ...]:
    """The fields that an export says were inferred."""
    value = record.get("guessed")
    return tuple(name for name in value if name in NAMES) if isinstance(value, list) else ()


def _type(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    words = {list: "a list", dict: "an object", int: "a number", float: "a number", type(None): "null"}
    return words.get(type(value), f"a {type(value).__name__}")


def _authors(values: Mapping[str, tuple[str, object]]) -> tuple[str, ...]:
    name, value = values.get("authors", ("authors", []))
    if isinstance(value, str):
        return names(value)
    people = value if isinstance(value, list) else [value]
    people = [person.get("name") if isinstance(person, Mapping) else person for person in people]
    found: list[str] = []
    for person in people:
        if person is not None and not isinstance(person, str):
            raise ReadError(f"{name}: names are needed, not {_type(person)}")
        found.append(_BY.sub("", person or "").strip())
    return tuple(filter(None, found))


def _moment(values: Mapping[str, tuple[str, object]], field: str) -> tuple[datetime | None, tuple[str, ...]]:
    if field not in values:
        return None, ()
    name, value = values[field]
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise ReadError(f"{name}: a date is needed, not {_type(value)}")
    try:
        return moment(value), ()
    except ValueError as error:
        return None, (f"kept without its date: {name}: {error}",)


def _kind(values: Mapping[str, tuple[str, object]]) -> tuple[Kind, tuple[str, ...]]:
    name, word = values.get("kind", ("", ""))[0], _string(values, "kind")
    kind = _KINDS.get(_plain(word))
    # `type` is used for many things ("post", "page"): only what is said under a name of ours is worth a notice.
    if kind is None and word and _plain(name) != "type":
        return "unknown", (f"kept with kind unknown: {name}: {word[:60]!r} is none of {', '.join(KINDS)}",)
    return kind or "unknown", ()
