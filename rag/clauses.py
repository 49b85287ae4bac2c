"""The clauses of a long question: each is searched for by itself, with the outlet and the date that it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.mentions import NamedDate, NamedOutlet, OutletNames, dates_in
from rag.question import content_terms
from rag.sentences import Span

_SEPARATOR = re.compile(
    r"(?:,\s*|\s+)(?:and|while|whereas|whilst|but|or|compared to|as well as|yet)\s+(?:(?:also|then)\s+)?|[;:]\s+|,\s+",
    re.I,
)
_WORDS = 5
"""A clause with fewer says too little to be searched for."""
_LISTED = re.compile(r"[\s,'\"“”‘’]*(?:and|or)?[\s,'\"“”‘’]*(?:the)?[\s'\"“”‘’]*", re.I)
_EMPTY_QUOTES = re.compile(r"(['\"‘’“”])\s*['\"‘’“”]")


@dataclass(frozen=True, slots=True)
class Clause:
    """What one clause of a question asks, without where it says to look; `text` is empty when nothing else is said."""

    text: str
    terms: tuple[str, ...]
    outlets: tuple[NamedOutlet, ...]
    dates: tuple[NamedDate, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the outlets and dates it names, and its clauses; a short question has none."""

    whole: Clause
    clauses: tuple[Clause, ...]


def taken_apart(text: str, outlets: OutletNames, asked: int, newest: int) -> Asked:
    """What `text` asks of an archive with these outlets; for `asked` and `newest` see `dates_in`."""
    named, dated = outlets.find(text), dates_in(text, asked, newest)
    spans = _clauses(text, _unbroken(text, named, dated))
    whole = _clause(text, (0, len(text)), named, dated)
    return Asked(whole, tuple(_clause(text, span, named, dated) for span in spans))


def _unbroken(text: str, named: Sequence[NamedOutlet], dated: Sequence[NamedDate]) -> list[Span]:
    """Where no clause may end: names, dates, and lists of names."""
    spans = [n.span for n in named] + [d.span for d in dated]
    for one, other in zip(named, named[1:], strict=False):
        if _LISTED.fullmatch(text[one.span[1] : other.span[0]]):
            spans.append((one.span[0], other.span[1]))
    return spans


def _clauses(text: str, unbroken: Sequence[Span]) -> list[Span]:
    """Spans of at least `_WORDS` words each; none when the question does not divide."""
    spans: list[Span] = []
    start, end = 0, len(text.rstrip("? "))
    for match in _SEPARATOR.finditer(text, 0, end):
        if any(a < match.end() and match.start() < b for a, b in unbroken):
            continue
        if min(len(text[start : match.start()].split()), len(text[match.end() : end].split())) >= _WORDS:
            spans.append((start, match.start()))
            start = match.end()
    return [*spans, (start, end)] if spans else []


def _clause(text: str, span: Span, named: Sequence[NamedOutlet], dated: Sequence[NamedDate]) -> Clause:
    def inside(other: Span) -> bool:
        return span[0] <= other[0] < span[1]

    outlets = tuple(n for n in named if inside(n.span))
    days = tuple(d for d in dated if inside(d.span))
    rest = text[span[0] : span[1]]
    for start, end in sorted((m.span for m in (*outlets, *days)), reverse=True):
        rest = f"{rest[: start - span[0]]} {rest[end - span[0] :]}"
    rest = " ".join(_EMPTY_QUOTES.sub(" ", rest).split())
    return Clause(rest, content_terms(rest), outlets, days)
