"""From a record of named fields, as JSON lines and front matter carry it, to an article."""

import re
from collections.abc import Mapping
from datetime import datetime

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


def draft(record: Mapping[str, object], source: str) -> Draft:
    """The article a record describes. Raises `ReadError` when it has no text or a field is of a wrong type.

    A date or kind that cannot be understood is left unknown, with a notice.
    """
    values = _values(record)
    text = _string(values, "text")
    if not text:
        named = any(_plain(str(name)) in NAMES["text"] for name in record)
        raise ReadError("no text" if named else "no text: there is none of the fields text, body, content and article")
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
    )
    return Draft(source, article, bad_published + bad_updated + bad_kind)


def names(byline: str) -> tuple[str, ...]:
    """The people of a byline: `By A. Adams, B. Brown and C. Clark` has three. A desk is one author."""
    byline = _BY.sub("", byline).strip()
    parts = re.split(r"\s*;\s*", byline) if _DESK.search(byline) else _BETWEEN.split(byline)
    return tuple(part.strip() for part in parts if part and part.strip())


def language_code(value: str) -> str:
    """A language code in lower case with hyphens: `en_GB` is `en-gb`."""
    return value.strip().lower().replace("_", "-")


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _values(record: Mapping[str, object]) -> dict[str, tuple[str, object]]:
    """Of each field the name it went by and its value; what is null or empty is not there."""
    present: dict[str, tuple[str, object]] = {}
    for name, value in record.items():
        if value is not None and value != "" and value != [] and value != {}:
            present.setdefault(_plain(str(name)), (str(name), value))
    found = {field: next((present[n] for n in known if n in present), None) for field, known in NAMES.items()}
    return {field: pair for field, pair in found.items() if pair}


def _string(values: Mapping[str, tuple[str, object]], field: str) -> str:
    name, value = values.get(field, (field, ""))
    if isinstance(value, Mapping) and field == "outlet":  # {"id": "bbc-news", "name": "BBC News"}
        value = value.get("name", "")
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and field != "text":
        return str(value)  # a headline such as 1984
    raise ReadError(f"{name}: a string is needed, not {_type(value)}")


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
