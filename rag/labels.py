"""Words that a reader is told the same everywhere: of a source before trusting it, and where there is no answer."""

from collections.abc import Sequence
from datetime import datetime

from corpus.article import Article
from corpus.takes import withdraws
from rag.printed import prints

NOT_SAID = "The archive does not say"
NOTHING_ASKED = "Nothing was asked"
"""How the reason of every refusal begins."""
NO_OUTLET = "no outlet named"
NO_AUTHOR = "no author named"
TOLD = frozenset({"opinion", "live", "sponsored", "review"})
"""Kinds of article that are labelled; news, by whichever desk or agency, is what a reader takes an article for."""

NO_REPORTS = frozenset({"opinion", "sponsored", "review"})
"""Those whose author vouches for no facts of their own: no independent source of a figure."""
HEADLINE, NAME = 300, 100
"""Characters shown of a headline, and of an outlet's or an author's name, which may have thousands."""
LISTED = 12
"""Authors and printings of one article that are named; more of them are counted."""


def listed(names: Sequence[str]) -> str:
    """Names one after another; of very many the first ones."""
    more = len(names) - LISTED
    return ", ".join(names[:LISTED]) + (f" and {more:,} more" if more > 0 else "")


def stood_as(quote: str, excerpt: str) -> str:
    """How words that an article no longer has compare with an excerpt of it; it goes on with where they stood."""
    return "They stood word for word" if prints(quote, excerpt) else "Words nearer to them stood"


def labels(article: Article) -> tuple[str, ...]:
    """Labels of an article: its kind where that is not plain news, then which attribution it lacks."""
    kind = (article.kind,) if article.kind in TOLD else ()
    outlet = () if article.outlet else (NO_OUTLET,)
    return kind + outlet + (() if article.authors else (NO_AUTHOR,))


def put_right(notice: str, source: Article, article: Article) -> tuple[str, bool]:
    """Which outlet's notice, in another article, puts one right, empty for its own; and whether it withdraws it."""
    by = source.outlet if source.outlet != article.outlet else ""
    return by[:NAME], withdraws(source, notice)


def changed_on(article: Article) -> datetime | None:
    """When its text was changed, where that is on another day than it was published: its newest words are of then."""
    updated, published = article.updated, article.published
    return updated if updated and (published is None or updated.date() != published.date()) else None
