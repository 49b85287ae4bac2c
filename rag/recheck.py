"""What became of the citations of an answer that was saved: still so, superseded, retracted, removed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from corpus.catalog import Catalog, Version
from corpus.columns import notice_around
from corpus.columns import notices as notices_of
from corpus.corrections import is_retraction
from corpus.takes import withdraws
from rag.answer.corrected import corrected_printings, with_notices
from rag.errors import LibraryError
from rag.hits import copies_of
from rag.sentences import sentences
from rag.terms import terms
from rag.types import Citation, Filters, Notice
from rag.view import View

Standing = Literal["current", "superseded", "retracted", "removed", "not in this archive", "not its words"]

_FIELDS = {"n": int, "article_id": str, "version": int, "start": int, "end": int, "quote": str}
"""What a citation has to state, and as what: JSON's true is no number."""
_MARKS = str.maketrans({
    **dict.fromkeys("“”„«»‹›‘’‚′\"", "'"), **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015", "-"), "…": "...",
})  # fmt: skip
"""Marks that a house sets one way or the other."""
INSTEAD = 0.6
"""Of a quotation's words, those of a sentence that takes its place."""


@dataclass(frozen=True, slots=True)
class Rechecked:
    """One citation of a saved answer, held against the archive of today."""

    n: int
    quote: str
    standing: Standing
    source: Version | None = None
    """The version that was cited."""
    newer: Version | None = None
    """The current version, when that is another one; or the article in which its outlet put it right."""
    still_says: bool = False
    """Whether the current version has the quoted words, whatever form of quotation mark, dash or space is set about
    them, not only in a notice that says they were wrong, and stands by them: what it retracts it does not."""
    notices: tuple[Notice, ...] = ()
    """What has been put right of the article since, in another one: a column of corrections, another take."""

    @property
    def since(self) -> datetime | None:
        """From when on the cited version was no longer the current one."""
        until = self.source.known_until if self.source is not None else None
        if until is None and self.standing in ("superseded", "retracted"):
            told = self.newer or next((n.source for n in self.notices if _withdraws(n)), None)
            until = told.known_from if told is not None else None
        return datetime.fromtimestamp(until, UTC) if until is not None else None


def recheck(catalog: Catalog, saved: Mapping[str, Any], view: View | None = None) -> list[Rechecked]:
    """Hold every citation of an answer, as `ask --json` prints it, against the catalog.

    In `view`, the state of the index, columns of corrections are looked for; without it none are.
    Raises `LibraryError` when `saved` is no such answer.
    """
    citations = list(_citations(saved))
    ids = {c["article_id"] for c in citations}
    histories: dict[str, list[Version]] = {article_id: [] for article_id in ids}
    for version in catalog.versions_of(ids):
        histories[version.article_id].append(version)
    gone = set(catalog.tombstones()) & ids
    found = [_one(c, histories[c["article_id"]], c["article_id"] in gone) for c in citations]
    sources = {at: one.source for at, one in enumerate(found) if one.source is not None}
    members = _printings(catalog, {source.origin_id for source in sources.values()})
    cited = [Citation(at, s, 0, 0, found[at].quote, copies_of(s, members, None)) for at, s in sources.items()]
    told, _ = with_notices(cited, (), view, catalog, Filters())
    for citation in told:
        found[citation.n] = _put_right(found[citation.n], [*citation.notices, *corrected_printings(citation)])
    return found


def _printings(catalog: Catalog, origins: set[str]) -> dict[str, list[Version]]:
    members: dict[str, list[Version]] = {origin: [] for origin in origins}
    for version in (*catalog.versions_of(origins), *catalog.joined(origins)):
        if version.origin_id in members:
            members[version.origin_id].append(version)
    return members


def _put_right(one: Rechecked, notices: Sequence[Notice]) -> Rechecked:
    """The same with what other articles tell of it: that it is withdrawn, or how its outlet sent it again."""
    found = replace(one, notices=tuple(notices))
    if one.standing != "current" or one.source is None:
        return found
    for notice in notices:
        if _withdraws(notice):
            return replace(found, standing="retracted", still_says=False)
        article = notice.source.article
        if notices_of(article.title, article.text):
            continue  # a column repeats what was wrong
        if article.outlet == one.source.article.outlet and _in_its_place(one.quote, notice.source):
            return replace(found, standing="superseded", newer=notice.source, still_says=False)
    return found


def _withdraws(notice: Notice) -> bool:
    return withdraws(notice.source.article, notice.text)


def _in_its_place(quote: str, newer: Version) -> bool:
    """Whether an article has a sentence that is nearly a quotation, and not the quotation."""
    wanted, article = set(terms(quote)), newer.article
    told = article.text.replace(article.correction, "\n") if article.correction else article.text
    if _typeset(quote) in _typeset(told):
        return False
    near = (set(terms(told[slice(*span)])) for span in sentences(told, article.language))
    return any(len(wanted & words) >= INSTEAD * len(wanted) for words in near)


def _citations(saved: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    listed = saved.get("citations") if isinstance(saved, Mapping) else None
    if not isinstance(listed, list):
        raise LibraryError("not a saved answer: it has no citations; save what `dateline ask --json` prints")
    for citation in listed:
        fits = isinstance(citation, dict) and all(type(citation.get(name)) is of for name, of in _FIELDS.items())
        if not fits or not citation["article_id"].isascii():
            raise LibraryError("not a saved answer: a citation lacks its article, version, offsets or quote")
        yield citation


def _one(citation: Mapping[str, Any], history: Sequence[Version], removed: bool) -> Rechecked:
    n, quote = citation["n"], citation["quote"]
    source = next((v for v in history if v.version == citation["version"]), None)
    if source is None:
        return Rechecked(n, quote, "removed" if removed else "not in this archive")
    if source.article.text[citation["start"] : citation["end"]] != quote:
        return Rechecked(n, quote, "not its words", source)
    newest = history[-1]
    told, notice = newest.article.text, newest.article.correction
    if notice and quote not in source.article.correction:
        told = told.replace(notice, "\n")
    if is_retraction(newest.article.title, notice) and not _in_notice(newest, quote):
        return Rechecked(n, quote, "retracted", source, newest if source is not newest else None)
    still = _typeset(quote) in _typeset(told)
    if source is newest:
        return Rechecked(n, quote, "current", source, still_says=still)
    return Rechecked(n, quote, "superseded", source, newest, still)


def _in_notice(version: Version, quote: str) -> bool:
    """Whether a quotation is a part of the notice that an article carries."""
    article, notice = version.article, version.article.correction
    at = article.text.find(quote)
    if not notice or at < 0:
        return False
    start, end = notice_around(article.title, article.text, at, at + len(quote))
    return quote in notice or notice in article.text[start:end]


def _typeset(text: str) -> str:
    """A text as it is compared: a page that was set anew has the same words."""
    return " ".join(text.translate(_MARKS).split())
