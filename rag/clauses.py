"""The clauses of a long question: each is searched for by itself, with the outlet and the date that it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.content import content_terms
from rag.dates import NamedDate
from rag.mentions import NamedOutlet, OutletNames
from rag.sentences import Span

_SEPARATOR = re.compile(
    r"""(?:,\s+(?:(?:and|but|or|yet|while|whereas|whilst)\s+)? | [;:]\s+ | \s+(?:while|whereas|whilst)\s+
    | (?P<weak>\s+(?:and|but|or|yet|as\ well\ as|compared\ (?:to|with)|than|before|after)\s+))(?:(?:also|then)\s+)?""",
    re.I | re.X,
)
_ASKS = re.compile(r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b", re.I)
"""How a clause begins that asks or states something of its own."""
_RELATIVE = re.compile(r"(?:who|whom|whose|which|that|what|where|when|why|how)\b", re.I)
_ATTRIBUTION = re.compile(
    r"(?:according to|as \w+ (?:by|in)|(?:reported|covered|mentioned|noted|described) (?:by|in))\b", re.I
)
"""How words begin that say who reported what stands before them."""
_NEAR = 45
"""Characters after a weak separator within which an outlet's name shows that another report is meant."""
_COMPARES = frozenset(("before", "after", "than", "compared to", "compared with", "as well as"))
"""Weak separators after which the other report may be named at the end: "before Y was reported by X"."""
_LEADS = re.compile(
    r"""(?: \s (?:(?:as|with|from|to|than|by|in|of|for|about|against|how|what|that|the|an?|articles?|reports?)\b)?
    ['"“”‘’(]* )+ $""",
    re.I | re.X,
)
"""What leads up to an outlet's name and is of the same clause."""
_WORDS = 5
"""A clause with fewer says too little to be searched for."""
_THIN = 3
"""A clause that says where to look and has fewer content words goes with the next: "After X reported on D, ..."."""
_LISTED = re.compile(r"[\s,'\"“”‘’]*(?:and|or)?[\s,'\"“”‘’]*(?:the)?[\s'\"“”‘’]*", re.I)
_EMPTY_QUOTES = re.compile(r"(['\"‘’“”])\s*['\"‘’“”]")
_ABOUT_NEWS = frozenset(
    content_terms(
        """publish published publication portray portrayal coverage cover covered narrative perspective consistency
        consistent inconsistency inconsistent change changed suggest suggests suggested indicate indicates indicating
        discuss discusses discussed discussing mention mentions mentioned describe describes described describing claim
        claims claimed claiming highlight highlights highlighted agree agreement disagree disagreement compare compared
        comparison source sources post piece subsequent earlier later previous regarding concerning related information
        based both specifically maintain maintained between"""
    )
)
"""Words about reporting, which say nothing of what was reported."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What one clause of a question asks, without where it says to look; `text` is empty when nothing else is said."""

    text: str
    terms: tuple[str, ...]
    outlets: tuple[NamedOutlet, ...]
    dates: tuple[NamedDate, ...]

    @property
    def anchored(self) -> bool:
        """Whether it says where to look."""
        return bool(self.outlets or self.dates)

    @property
    def thin(self) -> bool:
        """Whether it says little besides."""
        return len(set(self.terms) - _ABOUT_NEWS) < _THIN


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the outlets and dates it names, and its clauses; a short question has none."""

    whole: Clause
    clauses: tuple[Clause, ...]


def taken_apart(text: str, outlets: OutletNames, dated: Sequence[NamedDate]) -> Asked:
    """What `text`, which names these dates, asks of an archive with these outlets."""
    named = outlets.find(text)
    dated = [d for d in dated if not any(n.span[0] <= d.span[0] and d.span[1] <= n.span[1] for n in named)]  # USA Today
    spans = _spans(text, _unbroken(text, named, dated), named)
    clauses = _joined(text, spans, named, dated)
    clauses = [c for c in clauses if c.terms and not (c.thin and c.outlets and len(clauses) > 2)]
    return Asked(_clause(text, (0, len(text)), named, dated), tuple(clauses) if len(clauses) > 1 else ())


def _unbroken(text: str, named: Sequence[NamedOutlet], dated: Sequence[NamedDate]) -> list[Span]:
    """Where no clause may end: names, dates, and lists of names."""
    spans = [n.span for n in named] + [d.span for d in dated]
    for one, other in pairwise(named):
        if _LISTED.fullmatch(text[one.span[1] : other.span[0]]):
            spans.append((one.span[0], other.span[1]))
    return spans


def _spans(text: str, unbroken: Sequence[Span], named: Sequence[NamedOutlet]) -> list[Span]:
    """Spans of at least `_WORDS` words each."""
    spans: list[Span] = []
    start, end = 0, len(text.rstrip("? "))
    for match in _SEPARATOR.finditer(text, 0, end):
        if any(a < match.end() and match.start() < b for a, b in unbroken):
            continue
        if match["weak"] and not _begins(text, match, named):
            continue
        if spans and _says_where(text, (start, match.start()), named):
            spans[-1], start = (spans[-1][0], match.start()), match.end()
        elif min(len(text[start : match.start()].split()), len(text[match.end() : end].split())) >= _WORDS:
            spans.append((start, match.start()))
            start = match.end()
    if spans and _says_where(text, (start, end), named):
        return [*spans[:-1], (spans[-1][0], end)]
    return [*spans, (start, end)] if spans else _by_outlets(text, (start, end), unbroken, named)


def _says_where(text: str, span: Span, named: Sequence[NamedOutlet]) -> bool:
    """Whether words only say where what stands before them was reported: ", as reported by X, and ..."."""
    clause = _clause(text, span, named, ())
    return bool(clause.outlets) and clause.thin and _ATTRIBUTION.match(text, *span) is not None


def _by_outlets(text: str, span: Span, unbroken: Sequence[Span], named: Sequence[NamedOutlet]) -> list[Span]:
    """A span, ended before each further outlet's phrase: "does X's report of D contradict | what Y's says of E"."""
    spans: list[Span] = []
    start, end = span
    for before, outlet in pairwise(named):
        leads = _LEADS.search(text, before.span[1], outlet.span[0])
        at = leads.start() if leads else outlet.span[0]
        if any(a < at < b for a, b in unbroken):
            continue
        if min(len(text[start:at].split()), len(text[at:end].split())) >= _WORDS:
            spans.append((start, at))
            start = at
    return [*spans, (start, end)]


def _begins(text: str, match: re.Match[str], named: Sequence[NamedOutlet]) -> bool:
    """Whether a clause begins after "and" or "before", and not the second half of a phrase."""
    at = match.end()
    word = match["weak"].strip().lower()
    near = _ends(text, at) if word in _COMPARES else at + _NEAR
    if any(at <= n.span[0] < near for n in named):
        return any(n.span[1] <= match.start() for n in named)
    return word in ("and", "but", "yet") and bool(_ASKS.match(text, at) or _RELATIVE.match(text, at))


def _ends(text: str, start: int) -> int:
    """Where the next separator is that is no weak one."""
    return next((m.start() for m in _SEPARATOR.finditer(text, start) if not m["weak"]), len(text))


def _joined(text: str, spans: Sequence[Span], named: Sequence[NamedOutlet], dated: Sequence[NamedDate]) -> list[Clause]:
    """The clauses, those that only say where to look put together with what they say it of."""
    kept: list[Span] = []
    for span in spans:
        clause = _clause(text, span, named, dated)
        before = _clause(text, kept[-1], named, dated) if kept else None
        if (
            before is not None
            and not clause.outlets
            and not _ASKS.match(text, span[0])
            and ((before.anchored and before.thin) or (clause.anchored and clause.thin and not before.dates))
        ):
            kept[-1] = (kept[-1][0], span[1])
        else:
            kept.append(span)
    return [_clause(text, span, named, dated) for span in kept]


def _clause(text: str, span: Span, named: Sequence[NamedOutlet], dated: Sequence[NamedDate]) -> Clause:
    outlets = tuple(n for n in named if span[0] <= n.span[0] < span[1])
    days = tuple(d for d in dated if span[0] <= d.span[0] < span[1])
    rest = text[span[0] : span[1]]
    for start, end in sorted([*(n.span for n in outlets), *(d.span for d in days if not d.says_more)], reverse=True):
        rest = f"{rest[: start - span[0]]} {rest[end - span[0] :]}"
    rest = " ".join(_EMPTY_QUOTES.sub(" ", rest).split())
    terms = content_terms(rest)
    return Clause(_matter(rest), tuple(t for t in terms if not outlets or t not in _ABOUT_NEWS), outlets, days)


def _matter(text: str) -> str:
    """Words without those about reporting around them: "between the report by ... on the dues published on"."""
    words = text.split()
    said = [n for n, word in enumerate(words) if not _ABOUT_NEWS.issuperset(content_terms(word))]
    matter = words[said[0] : said[-1] + 1] if said else []
    return " ".join(matter) if len(matter) >= _THIN else text
