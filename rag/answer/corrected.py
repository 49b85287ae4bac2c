"""Which of the articles that an answer cites their outlets have put right since, in a column of corrections.

A column names no address. A notice of it is taken to be of an article of the same outlet where it names the day on
which that was published, and the article has the figures and most of the words that the notice begins with.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.catalog import Catalog, Version
from corpus.columns import NAMES, notices
from rag.content import content_terms
from rag.dates import dates_in, now_at, without_dates
from rag.scoring import DAY
from rag.sentences import sentences
from rag.terms import terms
from rag.types import Citation, Conflict, Filters, Notice
from rag.view import View

FOUND = 30
"""Passages that are looked at for notices."""
SHARE, LEAST = 0.6, 4
"""Of the words of a notice's first sentence, those that the article has; and how many at least."""
_NAMES = list(dict.fromkeys(terms(" ".join(NAMES))))
_WEIGHT = 3.0
"""Of a word for a correction against one of the article's when columns are looked for."""
_OF_NOTICES = frozenset(
    terms(
        "article report story piece headline caption item page print printed edition version gave given said say wrote "
        "stated named misnamed misstated misspelled misspelt misquoted misidentified wrong wrongly incorrect "
        "incorrectly mistaken mistakenly erroneous erroneously error mistake"
    )
)
"""What notices say of the article, which has none of it."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def with_notices(
    citations: Sequence[Citation], conflicts: Sequence[Conflict], view: View | None, catalog: Catalog, filters: Filters
) -> tuple[tuple[Citation, ...], tuple[Conflict, ...]]:
    """The citations of an answer and its conflicts, each with what its article's outlet has put right of it since."""
    cited = [*citations, *(claim.citation for conflict in conflicts for claim in conflict.claims)]
    columns = _columns(cited, view, catalog, filters) if view is not None else []
    if not columns:
        return tuple(citations), tuple(conflicts)
    sources = {(c.source.article_id, c.source.version): c.source for c in cited}
    found = {key: tuple(_of(source, columns)) for key, source in sources.items()}

    def told(citation: Citation) -> Citation:
        return replace(citation, notices=found[citation.source.article_id, citation.source.version])

    return tuple(map(told, citations)), tuple(
        replace(c, claims=tuple(replace(claim, citation=told(claim.citation)) for claim in c.claims)) for c in conflicts
    )


def _columns(cited: Sequence[Citation], view: View, catalog: Catalog, filters: Filters) -> list[Notice]:
    """The notices in columns of the outlets that are cited, as far as they share words with what is cited."""
    outlets = tuple(sorted({c.source.article.outlet for c in cited} - {""}))
    if not outlets:
        return []
    words = " ".join(part for c in cited for part in (c.quote, c.source.article.title))
    wanted = dict.fromkeys(sorted(set(content_terms(words)), key=view.words.rarity)[-FOUND:], 1.0)
    wanted |= dict.fromkeys(_NAMES, _WEIGHT)
    seen = Filters(outlets=outlets, as_of=filters.as_of, without=filters.without)
    ids = [i for i, _ in view.by_words(wanted, FOUND, seen)]
    having = view.words.having(_NAMES, ids).sum(axis=0).tolist()
    found = [view.arrays.passages[i] for i, names in zip(ids, having, strict=True) if names]
    keys = {(p.article_id, p.version) for p in found}
    if not keys:
        return []
    versions = catalog.versions_of({article_id for article_id, _ in keys})
    return [
        Notice(v, text)
        for v in versions
        if (v.article_id, v.version) in keys
        for text in notices(v.article.title, v.article.text)
    ]


def _of(source: Version, columns: Sequence[Notice]) -> Iterator[Notice]:
    article = source.article
    if not article.published:
        return
    known = set(content_terms(f"{article.title} {article.text}"))
    numbers = set(_NUMBER.findall(article.text))
    for notice in columns:
        column = notice.source
        if column.article.outlet != article.outlet or column.known_from <= source.known_from:
            continue
        start, end = sentences(notice.text, article.language)[0]
        first = notice.text[start:end]
        printed = int(column.article.published.timestamp() if column.article.published else column.known_from)
        days = dates_in(first, now_at(printed, printed))
        at = article.published.timestamp()
        if any(d.start + DAY <= at < d.end - DAY for d in days) and _is_of(without_dates(first), known, numbers):
            yield notice


def _is_of(first: str, known: set[str], numbers: set[str]) -> bool:
    """Whether an article has the words and figures that a notice begins with."""
    wanted = set(content_terms(first)) - _OF_NOTICES
    shared = wanted & known
    return len(shared) >= max(LEAST, SHARE * len(wanted)) and set(_NUMBER.findall(first)) <= numbers
