"""An article with all that its own words decide, so that another process can work it out beforehand.

What is left is what depends on the other articles of a catalog: one process does that, in order.
"""

import base64
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

import numpy as np

from corpus import junk
from corpus.article import Article, Past
from corpus.errors import ArticleError
from corpus.inferred import in_its_language
from corpus.minhash import Fingerprint, shingled


@dataclass(frozen=True, slots=True)
class Prepared:
    """A cleaned article, what it is kept under, and what its copies and the junk of its host are known by."""

    article: Article
    article_id: str
    content_hash: str
    fingerprint: Fingerprint
    form: junk.Form | None


def prepare(article: Article) -> Prepared:
    """Work out everything about a cleaned article. Raises `ArticleError` when it is none.

    Its language is told from its words where nobody states it; what a library exported stays as it was kept.
    """
    if not article.exported:
        if reason := junk.why_no_article(article):
            raise ArticleError(f"not an article: {reason}")
        article = in_its_language(article)
    form = junk.form_of(article)
    return Prepared(article, article.article_id, article.content_hash, shingled(article.text).fingerprint, form)


def packed(prepared: Prepared) -> list[Any]:
    """What JSON can hold of it."""
    p, form = prepared.fingerprint, prepared.form
    return [
        article_packed(prepared.article),
        *(prepared.article_id, prepared.content_hash),
        *(p.content, p.size, base64.b64encode(p.sketch.tobytes()).decode()),
        [form.title, form.hashes] if form is not None else None,
    ]


def unpacked(values: list[Any]) -> Prepared:
    """The same again."""
    article, article_id, content_hash, content, size, sketch, form = values
    fingerprint = Fingerprint(content, size, np.frombuffer(base64.b64decode(sketch), np.uint64))
    form = junk.Form(form[0], tuple(form[1])) if form else None
    return Prepared(article_unpacked(article), article_id, content_hash, fingerprint, form)


def article_packed(article: Article) -> list[Any]:
    """What JSON can hold of an article, every field."""
    a = article
    published, updated = (moment.isoformat() if moment is not None else None for moment in (a.published, a.updated))
    return [
        *(a.text, a.title, a.url, a.outlet, a.authors, published, updated),
        *(a.language, a.kind, a.section, a.guessed, a.source),
        astuple(a.past) if a.past is not None else None,
    ]


def article_unpacked(values: list[Any]) -> Article:
    """The same again."""
    text, title, url, outlet, authors, published, updated, language, kind, section, guessed, source, past = values
    return Article(
        *(text, title, url, outlet, tuple(authors)),
        published=datetime.fromisoformat(published) if published else None,
        updated=datetime.fromisoformat(updated) if updated else None,
        language=language,
        kind=kind,
        section=section,
        guessed=tuple(guessed),
        source=source,
        past=Past(*past) if past else None,
    )
