"""What filters come to in one archive: names as it spells them, and what they leave out for stating nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches

from corpus.catalog import Catalog
from rag.errors import QuestionError
from rag.passage_arrays import PassageArrays
from rag.terms import base_language
from rag.types import Filters
from rag.view import View

NEAREST = 3
"""Names that are offered in place of one that there is none of."""
LISTED = 12
"""Most languages that are listed."""


def spelled(filters: Filters, view: View | None, catalog: Catalog) -> Filters:
    """The filters with outlets, authors and sections as the archive spells them, whatever their case.

    Raises `QuestionError` for an outlet, an author, a section or a language that there is none of: that nothing is
    found under it would say something of the archive that is not so.
    """
    if filters.empty or view is None or not len(view.arrays):
        return filters
    arrays = view.arrays
    return replace(
        filters,
        outlets=_names("outlet", filters.outlets, arrays.outlets, catalog.outlets),
        authors=_names("author", filters.authors, arrays.authors) if filters.authors else (),
        sections=_names("section", filters.sections, arrays.sections) if filters.sections else (),
        languages=_languages(filters.languages, arrays),
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """`; nearest: Vell Tribune` of the known names that are like one that is not; empty where none is."""
    by_folded = {_folded(one): one for one in known if one}
    near = get_close_matches(_folded(name), by_folded, NEAREST)
    near = near or [one for one in by_folded if _folded(name) in one][:NEAREST]
    return f"; nearest: {', '.join(by_folded[one] for one in near)}" if near else ""


def spelling_in(known: Sequence[str]) -> Callable[[str], list[str]]:
    """What gives for a name the name itself where it is known, else all that differ in case or spaces alone."""
    exact, by_folded = frozenset(known), defaultdict[str, list[str]](list)

    def spelling(name: str) -> list[str]:
        if name in exact:
            return [name]
        if not by_folded:
            for one in known:
                by_folded[_folded(one)].append(one)
        return by_folded.get(_folded(name), [])

    return spelling


def _names(
    what: str, asked: Sequence[str], known: Sequence[str], also: Callable[[], Sequence[str]] = tuple
) -> tuple[str, ...]:
    """Those of `known` that are asked for; `also` gives names of which nothing is searchable yet."""
    found, spelling = dict[str, None](), spelling_in(known)
    for name in asked:
        same = spelling(name)
        if not same and name not in also():
            raise QuestionError(f"no {what} “{name}” in this archive{nearest(name, known)}")
        found |= dict.fromkeys(same or [name])
    return tuple(found)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _languages(asked: Sequence[str], arrays: PassageArrays) -> tuple[str, ...]:
    has = sorted({base_language(code) for code in arrays.languages if code})
    if asked and set(asked).isdisjoint(has):
        listed = ", ".join(has[:LISTED]) + (", ..." if len(has) > LISTED else "")
        known = f"; it has: {listed}" if has else ""
        raise QuestionError(f"no article in language “{asked[0]}” in this archive{known}")
    return tuple(asked)


def narrows(filters: Filters) -> bool:
    """Whether they leave out anything else than what a time had not seen, which is counted where it is told."""
    return not replace(filters, as_of=None, without=frozenset()).empty


def left_out_unstated(filters: Filters, arrays: PassageArrays) -> str:
    """`left out: 9 articles that state no kind`, which the filters allow otherwise; empty where there are none."""
    stating = {
        "kind": filters.kinds and "unknown" not in filters.kinds and replace(filters, kinds=("unknown",)),
        "outlet": filters.outlets and replace(filters, outlets=("",)),
        "section": filters.sections and replace(filters, sections=("",)),
        "language": filters.languages and replace(filters, languages=("",)),
    }
    numbers = {what: arrays.articles(none) for what, none in stating.items() if none}
    if filters.since is not None or filters.until is not None:
        numbers["date"] = arrays.articles(replace(filters, since=None, until=None), undated=True)
    told = [
        f"{number:,} article{'s' * (number != 1)} that state{'s' * (number == 1)} no {what}"
        for what, number in numbers.items()
        if number
    ]
    return f"left out: {', '.join(told)}" if told else ""
