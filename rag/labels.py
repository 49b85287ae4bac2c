"""Words that a reader is told the same everywhere: of a source before trusting it, and where there is no answer."""

from datetime import datetime

from corpus.article import Article

NOT_SAID = "The archive does not say"
"""How the reason of every refusal begins."""
NO_OUTLET = "no outlet named"
NO_AUTHOR = "no author named"
TOLD = frozenset({"opinion", "live", "sponsored", "review"})
"""Kinds of article that are labelled; news, by whichever desk or agency, is what a reader takes an article for."""

NO_REPORTS = frozenset({"opinion", "sponsored", "review"})
"""Those whose author vouches for no facts of their own: no independent source of a figure."""


def labels(article: Article) -> tuple[str, ...]:
    """Labels of an article: its kind where that is not plain news, then which attribution it lacks."""
    kind = (article.kind,) if article.kind in TOLD else ()
    outlet = () if article.outlet else (NO_OUTLET,)
    return kind + outlet + (() if article.authors else (NO_AUTHOR,))


def changed_on(article: Article) -> datetime | None:
    """When its text was changed, where that is on another day than it was published: its newest words are of then."""
    updated, published = article.updated, article.published
    return updated if updated and (published is None or updated.date() != published.date()) else None
