"""What became of the citations of an answer that was saved: still so, superseded, retracted, removed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from corpus.catalog import Catalog, Version
from corpus.corrections import is_retraction
from rag.answer.corrected import with_notices
from rag.errors import LibraryError
from rag.types import Citation, Filters, Notice
from rag.view import View

Standing = Literal["current", "superseded", "retracted", "removed", "not in this archive", "not its words"]

_FIELDS = {"n": int, "article_id": str, "version": int, "start": int, "end": int, "quote": str}
"""What a citation has to state, and as what: JSON's true is no number."""
_MARKS = str.maketrans({
    **dict.fromkeys("“”„«»‹›‘’‚′\"", "'"), **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015", "-"), "…": "...",
})  # fmt: skip
"""Marks that a house sets one way or the other."""


@dataclass(frozen=True, slots=True)
class Rechecked:
    """One citation of a saved answer, held against the archive of today."""

    n: int
    quote: str
    standing: Standing
    source: Version | None = None
    """The version that was cited."""
    newer: Version | None = None
    """The current version, when that is another one."""
    still_says: bool = False
    """Whether the current version has the quoted words, whatever form of quotation mark, dash or space is set about
    them, not only in a notice that says they were wrong, and stands by them: what it retracts it does not."""
    notices: tuple[Notice, ...] = ()
    """What the outlet has put right of the article since, in a column of corrections."""

    @property
    def since(self) -> datetime | None:
        """From when on the cited version was no longer the current one."""
        until = self.source.known_until if self.source is not None else None
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
    cited = [Citation(at, one.source, 0, 0, one.quote) for at, one in enumerate(found) if one.source is not None]
    told, _ = with_notices(cited, (), view, catalog, Filters())
    for citation in told:
        found[citation.n] = replace(found[citation.n], notices=citation.notices)
    return found


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
    withdrawn = is_retraction(newest.article.title, notice) and quote not in notice
    if withdrawn:
        return Rechecked(n, quote, "retracted", source, newest if source is not newest else None)
    still = _typeset(quote) in _typeset(told)
    if source is newest:
        return Rechecked(n, quote, "current", source, still_says=still)
    return Rechecked(n, quote, "superseded", source, newest, still)


def _typeset(text: str) -> str:
    """A text as it is compared: a page that was set anew has the same words."""
    return " ".join(text.translate(_MARKS).split())
