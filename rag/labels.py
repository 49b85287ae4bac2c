"""Words that a reader is told the same everywhere: of a source before trusting it, and where there is no answer."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corpus.article import Article, printable
from corpus.takes import withdraws
from rag.printed import prints
from rag.written_dates import day

if TYPE_CHECKING:
    from rag.types import Citation, Copy, Hit, Notice

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


def how_put_right(told: "Notice", article: Article) -> str:
    """`corrected by the outlet`, or by another one, or `withdrawn`: what a notice in another article did to one."""
    by, withdrawn = put_right(told.text, told.source.article, article)
    return f"{'withdrawn' if withdrawn else 'corrected'} by {plain(by) or 'the outlet'}"


def what_was_put_right(of: "Citation | Hit") -> Iterator[str]:
    """What was corrected, changed or withdrawn of a source, a line each: by itself, in another article or printing."""
    source, article = of.source, of.source.article
    if article.correction:
        yield f"carries a notice: {plain(article.correction)}"
    if source.known_until is not None:
        yield f"an earlier version: it was changed on {day(datetime.fromtimestamp(source.known_until, UTC))}"
    for told in of.notices:
        printed = told.source.article.published
        yield f"{how_put_right(told, article)}{f' on {day(printed)}' if printed else ''}: {plain(told.text)}"
    by_notice: dict[str, list[Copy]] = {}
    for copy in of.corrected:
        by_notice.setdefault(copy.correction, []).append(copy)
    for notice, copies in by_notice.items():
        yield f"the version in {outlets_of(copies)} carries a notice: {plain(notice)}"


def outlets_of(copies: "Iterable[Copy]") -> str:
    """The outlets of some printings."""
    return listed(sorted({short(copy.outlet, NAME) or "an unnamed outlet" for copy in copies}))


def short(text: str, length: int) -> str:
    """Text on one line, its beginning where it is longer."""
    text = plain(text)
    return text if len(text) <= length else f"{text[:length].rstrip()} ..."


def plain(text: str) -> str:
    """`text` on one line, without anything a terminal would obey."""
    return " ".join(printable(text).split())


def changed_on(article: Article) -> datetime | None:
    """When its text was changed, where that is on another day than it was published: its newest words are of then."""
    updated, published = article.updated, article.published
    return updated if updated and (published is None or updated.date() != published.date()) else None
