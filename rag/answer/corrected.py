"""Which of the articles that an answer cites their outlets have put right since, in an article of its own.

A column of corrections names no address. A notice of it is taken to be of an article of the same outlet where it names
the day on which that was published, and the article has the figures and most of the words that the notice begins with.
A take that corrects or withdraws another has its headline; it is told beside every printing of that.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.catalog import Catalog, Version
from corpus.columns import NAMES, notices
from corpus.corrections import is_retraction
from corpus.takes import FRESH, headline, notice_of
from rag.answer.candidates import Candidate
from rag.answer.facts import numbers, without_figures
from rag.content import content_terms
from rag.dates import dates_in, now_at, without_dates
from rag.printed import prints
from rag.scoring import DAY
from rag.sentences import sentences
from rag.terms import terms
from rag.types import Citation, Conflict, Filters, Notice
from rag.view import View

FOUND = 30
"""Passages that are looked at for notices."""
SHARE, LEAST = 0.6, 4
"""Of the words of a notice's first sentence, those that the article has; and how many at least."""
_NAMES = list(dict.fromkeys(terms(" ".join([*NAMES, "refile withdrawn withdrawal retract kill disregard fixes"]))))
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
NEAR = 30
"""Characters before a figure in which a notice says that it was wrong."""
_NOT = re.compile(r"\b(?:not|instead of|rather than)(?: (?:an?|the|about|some|at least))*\s*$", re.I)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def with_notices(
    citations: Sequence[Citation], conflicts: Sequence[Conflict], view: View | None, catalog: Catalog, filters: Filters
) -> tuple[tuple[Citation, ...], tuple[Conflict, ...]]:
    """The citations of an answer and its conflicts, each with what its article's outlet has put right of it since."""
    cited = [*citations, *(claim.citation for conflict in conflicts for claim in conflict.claims)]
    if view is None or not cited:
        return tuple(citations), tuple(conflicts)
    later = _later(cited, view, catalog, filters)
    if not later:
        return tuple(citations), tuple(conflicts)
    columns = [Notice(v, text) for v in later for text in notices(v.article.title, v.article.text)]
    first = {_key(c.source): c for c in reversed(cited)}
    found = {
        key: (*_of_figures(c.source, columns, later), *_apart(later, _printings(c), c.source))
        for key, c in first.items()
    }

    def told(citation: Citation) -> Citation:
        return replace(citation, notices=found[_key(citation.source)])

    return tuple(map(told, citations)), tuple(
        replace(c, claims=tuple(replace(claim, citation=told(claim.citation)) for claim in c.claims)) for c in conflicts
    )


def superseded(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that say what the article of another one corrects or withdraws."""
    sources = {_key(c.source): c.cited(0) for c in candidates}
    later = [c.source for c in sources.values() if _tells(c.source)]
    if not later:
        return []
    columns = [Notice(v, text) for v in later for text in notices(v.article.title, v.article.text)]
    apart = {key: list(_apart(later, _printings(c), c.source)) for key, c in sources.items()}
    figures = {key: list(_of_figures(c.source, columns, later)) for key, c in sources.items()}
    return [
        c
        for c in candidates
        if any(_undoes(notice, c) for notice in apart[_key(c.source)])
        or any(_says(c.text, _wrong(notice.text)) for notice in figures[_key(c.source)])
    ]


def _tells(version: Version) -> bool:
    """Whether an article tells of a correction, its own or another one's."""
    article = version.article
    return bool(article.correction or is_retraction(article.title, "") or notices(article.title, article.text))


def _key(source: Version) -> tuple[str, int]:
    return source.article_id, source.version


def _of_figures(source: Version, columns: Sequence[Notice], later: Sequence[Version]) -> Iterator[Notice]:
    """The notices that put single figures of an article right: of columns, and of a take that it rests on."""
    yield from _of(source, columns)
    yield from _credited(later, source)


def _undoes(notice: Notice, candidate: Candidate) -> bool:
    """Whether a take withdraws a sentence's story, or no longer has the sentence."""
    article = notice.source.article
    return is_retraction(article.title, article.correction) or not prints(article.text, candidate.text)


def _wrong(notice: str) -> list[set[float | str]]:
    """The figures that a notice says were wrong: each behind a "not"; else those of its first sentence, together."""
    found = [(n.value, _NOT.search(notice[max(0, start - NEAR) : start])) for n, start, _ in numbers(notice)]
    if negated := [{value} for value, no in found if no]:
        return negated
    start, end = sentences(notice)[0]
    first = _figures(notice[start:end])
    return [first] if first and end < len(notice.rstrip()) else []


def _says(text: str, wrong: Sequence[set[float | str]]) -> bool:
    return bool(wrong) and any(figures <= _figures(text) for figures in wrong)


def _figures(text: str) -> set[float | str]:
    return {number.value for number, _, _ in numbers(text)}


def corrected_printings(citation: Citation) -> list[Notice]:
    """The notices of other printings of what is cited that no longer have the quoted words."""
    return [
        Notice(copy.source, copy.correction)
        for copy in citation.corrected
        if copy.source is not None and not copy.prints(citation.quote)
    ]


def _printings(citation: Citation) -> list[Version]:
    return [citation.source, *(copy.source for copy in citation.copies if copy.source is not None)]


def _later(cited: Sequence[Citation], view: View, catalog: Catalog, filters: Filters) -> list[Version]:
    """Articles of the outlets that are cited that tell of a correction and share words with what is cited."""
    named = {v.article.outlet for c in cited for v in _printings(c)} - {""}
    for citation in cited:
        named.update(*(one.outlets for one in view.arrays.outlet_names.find(citation.quote)))
    outlets = tuple(sorted(named))
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
    versions = catalog.versions_of({article_id for article_id, _ in keys}) if keys else []
    return [v for v in versions if (v.article_id, v.version) in keys and _tells(v)]


def _apart(later: Iterable[Version], printings: Sequence[Version], source: Version) -> Iterator[Notice]:
    """The notices of `later` articles that correct or withdraw one of these printings of the source."""
    for version in later:
        if version.origin_id == source.origin_id:
            continue
        told = (notice_of(version.article, p.article, version.known_from - p.known_from) for p in printings)
        if notice := next(filter(None, told), ""):
            yield Notice(version, notice)


def _credited(later: Iterable[Version], source: Version) -> Iterator[Notice]:
    """The notices of takes of another outlet, which an article names, by which a figure of it was wrong."""
    article = source.article
    for version in later:
        take = version.article
        if take.outlet in ("", article.outlet) or version.origin_id == source.origin_id or not take.correction:
            continue
        if abs(version.known_from - source.known_from) > FRESH or not prints(article.text, take.outlet):
            continue
        wanted = set(content_terms(without_figures(" ".join(headline(take.title)))))
        shared = wanted.intersection(content_terms(f"{article.title} {article.text}"))
        if len(shared) >= max(LEAST - 1, SHARE * len(wanted)) and _says(article.text, _wrong(take.correction)):
            yield Notice(version, take.correction)


def _of(source: Version, columns: Sequence[Notice]) -> Iterator[Notice]:
    article = source.article
    if not article.published:
        return
    at = article.published.timestamp()
    known: set[str] | None = None
    for notice in columns:
        column = notice.source
        if column.article.outlet != article.outlet or column.known_from <= source.known_from:
            continue
        start, end = sentences(notice.text, article.language)[0]
        first = notice.text[start:end]
        printed = int(column.article.published.timestamp() if column.article.published else column.known_from)
        if not any(start + DAY <= at < end - DAY for start, end in _days_named(first, printed)):
            continue
        if known is None:  # of a long article it takes longer than all the rest
            known = set(content_terms(f"{article.title} {article.text}"))
        if _is_of(without_dates(first), known, set(_NUMBER.findall(article.text))):
            yield notice


@lru_cache(maxsize=2048)
def _days_named(first: str, printed: int) -> tuple[tuple[float, float], ...]:
    """From when to when the times are that a notice's first sentence names, which was printed then."""
    return tuple((day.start, day.end) for day in dates_in(first, now_at(printed, printed)))


def _is_of(first: str, known: set[str], numbers: set[str]) -> bool:
    """Whether an article has the words and figures that a notice begins with."""
    wanted = set(content_terms(first)) - _OF_NOTICES
    shared = wanted & known
    return len(shared) >= max(LEAST, SHARE * len(wanted)) and set(_NUMBER.findall(first)) <= numbers
