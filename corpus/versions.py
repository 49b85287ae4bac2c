"""Versions of articles as rows of the catalog, and back."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select

from corpus.article import Article
from corpus.schema import articles, versions


@dataclass(frozen=True, slots=True)
class Version:
    """One article as it was known from one moment on."""

    article_id: str
    version: int
    origin_id: str
    article: Article
    added: int
    known_from: int
    """Seconds since 1970: `updated`, else `published` of a first version, else when it was added."""
    known_until: int | None
    """Seconds since 1970 at which the next version replaced it, None while it is current."""

    @property
    def current(self) -> bool:
        """Whether a question without an as-of time sees this version."""
        return self.known_until is None


_VERSIONS = (
    select(versions, articles.c.origin_id, articles.c.url)
    .join(articles, articles.c.article_id == versions.c.article_id)
    .order_by(versions.c.article_id, versions.c.place)
)
_IDS = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
# Made once: SQLAlchemy knows them again, and every question asks both.
_OF = _VERSIONS.where(articles.c.article_id.in_(_IDS), articles.c.current > 0)
_JOINED = _VERSIONS.where(
    articles.c.origin_id.in_(_IDS), articles.c.origin_id != articles.c.article_id, articles.c.current > 0
)


def versions_where(connection: Connection, where: ColumnElement[bool]) -> list[Version]:
    """All versions of the articles that `where` chooses, by article and then in the order they were known.

    `where` must choose articles whole: a version that is left out would seem to have lasted into the next one.
    """
    return _versions(connection.execute(_VERSIONS.where(where)).all())


def versions_of(connection: Connection, article_ids: Iterable[str]) -> list[Version]:
    """The same of these articles; removed and rejected ones have none."""
    return _versions(connection.execute(_OF, {"ids": json.dumps(sorted(article_ids))}).all())


def versions_joined(connection: Connection, origin_ids: Iterable[str]) -> list[Version]:
    """The same of the articles that joined these origins, which each began with an article of its own."""
    return _versions(connection.execute(_JOINED, {"ids": json.dumps(sorted(origin_ids))}).all())


def _versions(rows: Sequence[Row[Any]]) -> list[Version]:
    return [
        _version(row, after.known_from if after is not None and after.article_id == row.article_id else None)
        for row, after in zip_longest(rows, rows[1:])
    ]


def columns(article_id: str, article: Article, added: int, content_hash: str) -> dict[str, Any]:
    """The columns of a version that its text decides, and when it was added."""
    return {
        "article_id": article_id,
        "title": article.title,
        "text": article.text,
        "outlet": article.outlet,
        "authors": _list(article.authors),
        "added": added,
        "content_hash": content_hash,
    }


def stated_columns(article: Article) -> dict[str, Any]:
    """The columns that may differ between two sightings of one text."""
    return {
        "published": iso(article.published),
        "updated": iso(article.updated),
        "language": article.language,
        "kind": article.kind,
        "section": article.section,
        "guessed": _list(article.guessed),
    }


def _version(row: Row[Any], known_until: int | None) -> Version:
    article = Article(
        text=row.text,
        title=row.title,
        url=row.url,
        outlet=row.outlet,
        authors=tuple(json.loads(row.authors)),
        published=_moment(row.published),
        updated=_moment(row.updated),
        language=row.language,
        kind=row.kind,
        section=row.section,
        guessed=tuple(json.loads(row.guessed)),
    )
    return Version(row.article_id, row.version, row.origin_id, article, row.added, row.known_from, known_until)


def _list(values: Sequence[str]) -> str:
    return json.dumps(values, ensure_ascii=False)


def iso(moment: datetime | None) -> str | None:
    """A time by ISO 8601; None where it is not known."""
    return moment.isoformat() if moment is not None else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
