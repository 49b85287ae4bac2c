"""What a visitor typed and ticked, checked here again: a browser may send anything."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.article import KINDS
from rag.errors import QuestionError
from rag.filters import parse_moment
from rag.labels import NAME
from rag.narrowing import nearest, spelling_in
from rag.question import MAX_QUESTION
from rag.types import Filters
from rag.written_dates import day
from ui import texts
from ui.markup import apart, cut, from_seconds

DATES = (("since", "From", "any day"), ("until", "To", "any day"), ("as-of", "As of", "now"))
"""Names, labels and meanings when empty of the fields for dates."""
MAX_FIELD = 40
"""Code points of a date."""
MAX_OUTLETS = 500
"""Outlets that may be ticked or named."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what it may see, and that in words, as HTML."""

    question: str
    filters: Filters
    scope: str


def read_form(
    question: object,
    ticked: object,
    named: object,
    since: object,
    until: object,
    as_of: object,
    known: Sequence[str],
    kinds: object = (),
) -> Asked:
    """The form's fields as a question; `known` are the archive's outlets. Raises `QuestionError`."""
    filters = Filters(
        outlets=_outlets(ticked, named, known),
        since=_moment(since, "From", end=False),
        until=_moment(until, "To", end=True),
        as_of=_moment(as_of, "As of", end=True),
        kinds=tuple(kind for kind in KINDS if isinstance(kinds, list) and kind in kinds),
    )
    if filters.since is not None and filters.until is not None and filters.since > filters.until:
        raise QuestionError(f"From {_text(since)} is after To {_text(until)}: no article can be between them")
    return Asked(_question(question), filters, scope(filters))


def in_use(*fields: object) -> int:
    """How many filters are set: each outlet and kind that is ticked, and each field that holds something."""
    return sum(len(field) if isinstance(field, list) else bool(_text(field)) for field in fields)


def scope(filters: Filters) -> str:
    """`Only Halyard News Agency, from 1 December 2024` as HTML; empty when nothing is left out."""
    parts = []
    if filters.outlets:
        parts.append(", ".join(apart(cut(outlet, NAME)) for outlet in filters.outlets))
    if filters.kinds:
        parts.append(" or ".join(texts.CHOSEN[kind].lower() for kind in filters.kinds))
    if filters.since is not None:
        parts.append(f"from {day(from_seconds(filters.since))}")
    if filters.until is not None:
        parts.append(f"to {day(from_seconds(filters.until))}")
    if filters.as_of is not None:
        parts.append(f"as of {day(from_seconds(filters.as_of))}")
    return f"Only {', '.join(parts)}" if parts else ""


def _question(value: object) -> str:
    text = _text(value)
    if not any(map(str.isalnum, text)):
        raise QuestionError(texts.NO_QUESTION)
    if len(text) > MAX_QUESTION:
        raise QuestionError(f"The question has {len(text):,} characters; the limit is {MAX_QUESTION:,}")
    return text


def _moment(value: object, name: str, *, end: bool) -> int | None:
    text = _text(value)
    if not text:
        return None
    try:
        if len(text) > MAX_FIELD:
            raise QuestionError(text)
        moment = parse_moment(text, end=end)
        from_seconds(moment)
    except (QuestionError, ValueError, OverflowError, OSError) as error:
        said = f"{name}: cannot read {text[:MAX_FIELD]!r} as a date; write it like 5 December 2024"
        raise QuestionError(said) from error
    return moment


def _outlets(ticked: object, named: object, known: Sequence[str]) -> tuple[str, ...]:
    values = [v for v in ticked if isinstance(v, str)] if isinstance(ticked, list) else []
    wanted = [*dict.fromkeys(v.strip() for v in values if v.strip())]
    spelling = spelling_in(known)
    wanted += _typed(_text(named), spelling, most=1 + max((outlet.count(",") for outlet in known), default=0))
    if len(wanted) > MAX_OUTLETS:
        raise QuestionError(f"Outlets: at most {MAX_OUTLETS}")
    found = dict[str, None]()
    for outlet in wanted:
        same = spelling(outlet)
        if not same:
            no = f"Outlets: this archive has none called {outlet[:100]!r}"
            raise QuestionError(f"{no}{nearest(outlet[:100], known)}")
        found |= dict.fromkeys(same)
    return tuple(found)


def _typed(text: str, spelling: Callable[[str], list[str]], most: int) -> Iterator[str]:
    """Names between commas. A known name may have commas of its own: it is of as many pieces, up to `most`, as fit."""
    pieces, at = text.split(","), 0
    while at < len(pieces):
        ends = range(min(at + most, len(pieces)), at + 1, -1)
        end = next((end for end in ends if spelling(",".join(pieces[at:end]).strip())), at + 1)
        if name := ",".join(pieces[at:end]).strip():
            yield name
        at = end


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
