"""Why there is no answer, in full: what the archive holds and can search, and what filters left of it."""

from rag.labels import NOT_SAID, NOTHING_ASKED
from rag.narrowing import left_out_unstated, narrows
from rag.passage_arrays import PassageArrays
from rag.types import Filters
from rag.view import View


def in_full(reason: str, filters: Filters, view: View | None, *, articles: int, behind: bool, of: str) -> str:
    """The reason, which begins with `NOT_SAID` or `NOTHING_ASKED`, of an archive of so many articles.

    `behind` says that some were added which the view does not have, `of` whose articles were asked for, in words.
    """
    if not articles:
        return f"{NOT_SAID}: it is empty, no article was added to it."
    if reason.startswith(NOTHING_ASKED):
        return reason
    if of:
        reason = f"Among the {of} {NOT_SAID[0].lower()}{NOT_SAID[1:]}{reason.removeprefix(NOT_SAID)}"
    elif view is not None and narrows(filters):
        reason = _within(reason, filters, view.arrays)
    searchable = 0 if view is None else view.arrays.article_count()
    if not behind or searchable >= articles:
        return reason
    missing = f"{searchable:,} of {articles:,} articles are searchable yet: run `dateline sync` or Library.sync()"
    return f"{reason} Only {missing}" if searchable else missing


def _within(reason: str, filters: Filters, arrays: PassageArrays) -> str:
    whole = arrays.articles(Filters(as_of=filters.as_of, without=filters.without))
    passed = f"They let {arrays.articles(filters):,} of {whole:,} article{'s' * (whole != 1)} through"
    left_out = f"; {said}" if (said := left_out_unstated(filters, arrays)) else ""
    said_of_them = f"Within these filters {NOT_SAID[0].lower()}{NOT_SAID[1:]}{reason.removeprefix(NOT_SAID)}"
    return f"{said_of_them} {passed}{left_out}."
