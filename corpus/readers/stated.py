"""What a page states of itself: JSON-LD, OpenGraph and other meta tags, microdata, links, the language of its root.

Nothing is chosen here and nothing guessed: every value is listed with where it stands, those first that are
trusted most. `corpus.readers.metadata` chooses.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from corpus.article import MAX_FIELD
from corpus.readers.linked import Thing, articles, named, of_type, things, types, urls

Field = Literal["title", "outlet", "authors", "published", "updated", "section", "language", "url"]
FIELDS: tuple[Field, ...] = ("title", "outlet", "authors", "published", "updated", "section", "language", "url")
Tree = Any
"""An lxml tree, which has no types."""

META: dict[Field, tuple[str, ...]] = {
    "title": (
        "og:title", "twitter:title", "sailthru.title", "parsely-title", "citation_title", "dc.title", "dcterms.title",
        "article.headline", "title",
    ),
    "outlet": (
        "og:site_name", "citation_journal_title", "dc.publisher", "dcterms.publisher", "publisher",
        "article:publisher", "sitename", "application-name", "apple-mobile-web-app-title",
    ),
    "authors": (
        "author", "article:author", "og:article:author", "sailthru.author", "parsely-author", "byl", "citation_author",
        "dc.creator", "dcterms.creator", "article_author",
    ),
    "published": (
        "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
        "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.created", "dcterms.issued", "pubdate",
        "publishdate", "publish-date", "publish_date", "publication_date", "pub_date", "article.published",
        "article:published", "cxenseparse:recs:publishtime", "dc.date", "dcterms.date", "date",
    ),
    "updated": (
        "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
        "article:modified", "last-modified", "lastmod", "article.updated",
    ),
    "section": (
        "article:section", "og:article:section", "parsely-section", "articlesection", "article.section",
        "outbrainsection", "section",
    ),
    "language": ("inlanguage", "content-language", "language", "dc.language", "dcterms.language", "og:locale"),
    "url": ("og:url", "twitter:url"),
}  # fmt: skip
"""The names of meta tags, in lower case, that hold a field."""
_LINKED: dict[Field, str] = {
    "title": "headline", "published": "datePublished", "updated": "dateModified", "section": "articleSection",
    "language": "inLanguage",
}  # fmt: skip
_ITEMS: dict[str, Field] = {
    "headline": "title", "author": "authors", "publisher": "outlet", "datepublished": "published",
    "datemodified": "updated", "articlesection": "section", "inlanguage": "language",
}  # fmt: skip
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")


@dataclass(frozen=True, slots=True)
class Value:
    """One value as the page gives it, without markup, and the kind of place: `json-ld`, `meta`, ..."""

    text: str
    place: str
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """The values of every field, what kind of thing the page says it is, and what it is filed under."""

    values: dict[Field, tuple[Value, ...]]
    types: tuple[str, ...]
    labels: tuple[str, ...]
    body: str


def stated(tree: Tree) -> Stated:
    """Everything `tree` states."""
    tagged, scripts, canonical = _head(tree)
    found = things(scripts)
    addresses = [*canonical, *(value for name in META["url"] for value in tagged.get(name, ()))]
    own = articles(found, addresses)
    items = list(_items(tree))
    pages = list(of_type(found, "WebPage"))
    values = {field: tuple(_values(field, tree, tagged, found, own, pages, items, canonical)) for field in FIELDS}
    kinds = tuple(name for thing in own for name in types(thing))
    labels = (*_crumbs(found), *(v for name in ("article.type", "page.type", "og:type") for v in tagged.get(name, ())))
    return Stated(values, kinds, labels, _body(own))


def tidied(value: object) -> str:
    """One line of words: entities and tags of a value that was escaped once too often are gone."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAGS.sub(" ", text)
    return " ".join(text.split())


def _values(
    field: Field, tree: Tree, tagged: dict[str, list[str]], found: list[Thing], own: list[Thing], pages: list[Thing],
    items: list[tuple[Field, str, tuple[str, ...]]], canonical: list[str],
) -> Iterator[Value]:  # fmt: skip
    listed = [Value(text, "html") for text in _of_root(tree)] if field == "language" else []
    listed += [Value(text, "link") for text in canonical] if field == "url" else []
    listed += _linked(field, own, found)
    listed += [Value(text, _place(name)) for name in META[field] for text in tagged.get(name, ())]
    listed += [Value(text, "microdata", kinds) for item, text, kinds in items if item == field]
    listed += _linked(field, pages, found)  # a page is often older than its story, and has the site's name
    if field == "outlet":
        listed += [Value(str(t.get("name") or ""), "json-ld", types(t)) for t in of_type(found, "WebSite")]
    if field in ("published", "updated"):
        listed += [Value(text, "html") for text in _times(tree, field)]
    for value in listed:
        text = tidied(value.text)
        if text and len(text) <= MAX_FIELD:
            yield Value(text, value.place, value.types)


def _place(name: str) -> str:
    if name in ("application-name", "apple-mobile-web-app-title"):
        return "app"
    return "opengraph" if name.startswith(("og:", "article:", "twitter:")) else "meta"


def _linked(field: Field, own: list[Thing], found: list[Thing]) -> list[Value]:
    values: list[Value] = []
    for thing in own:
        if field == "url":
            values += [Value(text, "json-ld") for text in urls(thing)]
        elif field in ("authors", "outlet"):
            for key in ("author", "creator") if field == "authors" else ("publisher",):
                values += [Value(name, "json-ld", kinds) for name, kinds in named(thing.get(key), found)]
        else:
            value = thing.get(_LINKED[field]) or (thing.get("name") if field == "title" else None)
            values += [Value(text, "json-ld") for text in _strings(value)]
    return values


def _strings(value: object) -> Iterator[str]:
    for part in value[:20] if isinstance(value, list) else [value]:
        part = part.get("alternateName") or part.get("name") if isinstance(part, dict) else part
        if isinstance(part, str | int) and not isinstance(part, bool):
            yield str(part)


def _head(tree: Tree) -> tuple[dict[str, list[str]], list[str], list[str]]:
    """Values of meta tags by name in lower case, the JSON-LD scripts, the canonical addresses."""
    tagged: dict[str, list[str]] = {}
    scripts, canonical = [], []
    for node in tree.iter("meta", "script", "link"):
        if node.tag == "script":
            if (node.get("type") or "").strip().lower().startswith("application/ld+json"):
                scripts.append(node.text or "")
        elif node.tag == "link":
            if "canonical" in (node.get("rel") or "").lower().split():
                canonical.append((node.get("href") or "").strip())
        elif content := (node.get("content") or "").strip():
            names = {node.get("property"), node.get("name"), node.get("http-equiv")} - {None}
            for name in {name.strip().lower() for name in names}:
                tagged.setdefault(name, []).append(content)
    return tagged, scripts, [address for address in canonical if address]


def _items(tree: Tree) -> Iterator[tuple[Field, str, tuple[str, ...]]]:
    """Microdata: field, value and types of the properties that are the story's own."""
    for node in tree.xpath("//*[@itemprop]"):
        for name in (node.get("itemprop") or "").lower().split():
            field = _ITEMS.get(name)
            if field and _of_story(node):
                nested = node.xpath(".//*[@itemprop='name']") if "itemscope" in node.attrib else []
                kind = ((node.get("itemtype") or "").rstrip("/").rsplit("/", 1)[-1],)
                for holder in nested or [node]:
                    yield field, _content(holder), kind


def _of_story(node: Tree) -> bool:
    scope = next((above for above in node.iterancestors() if "itemscope" in above.attrib), None)
    kind = (scope.get("itemtype") or "").rstrip("/") if scope is not None else ""
    return not kind or kind.endswith(("Article", "Posting", "Review", "WebPage", "CreativeWork", "Report"))


def _content(node: Tree) -> str:
    for attribute in ("content", "datetime"):
        if value := (node.get(attribute) or "").strip():
            return str(value)
    return str(node.text_content())[: 2 * MAX_FIELD]


def _of_root(tree: Tree) -> Iterator[str]:
    root = tree.getroottree().getroot()
    for node in (root, *root.iterchildren("body")):
        yield node.get("lang") or node.get("xml:lang") or ""


def _times(tree: Tree, role: str) -> Iterator[str]:
    """`<time class="entry-date published">`, `<time pubdate>`, and the time of a page that has one alone."""
    times = [node for node in tree.iter("time") if (node.get("datetime") or "").strip()]
    for node in times:
        marks = (node.get("class") or "").lower().split()
        if role in marks or (role == "published" and node.get("pubdate") is not None):
            yield node.get("datetime")
    if role == "published" and len({node.get("datetime") for node in times}) == 1:
        yield times[0].get("datetime")


def _crumbs(found: list[Thing]) -> Iterator[str]:
    for crumbs in of_type(found, "BreadcrumbList"):
        listed = crumbs.get("itemListElement")
        for crumb in listed[:-1][:10] if isinstance(listed, list) else []:  # the last is the page itself
            item = crumb.get("item") if isinstance(crumb, dict) else None
            name = (item.get("name") if isinstance(item, dict) else None) or (
                crumb.get("name") if isinstance(crumb, dict) else None
            )
            if isinstance(name, str):
                yield tidied(name)


def _body(own: list[Thing]) -> str:
    bodies = (thing.get("articleBody") or thing.get("reviewBody") for thing in own)
    return max((body for body in bodies if isinstance(body, str)), key=len, default="")
