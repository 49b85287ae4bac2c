"""The month, season or year that a question names: what is told of another one comes below, in an archive of years."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.article import Article
from rag.answer.candidates import Candidate
from rag.dates import FAR, MONTHS, NamedDate, dates_in, now_at
from rag.foreign_dates import in_english
from rag.kinds import QuestionKind
from rag.newness import now_of
from rag.question import Question
from rag.scoring import DAY
from rag.sentences import Span
from rag.terms import terms
from rag.types import Filters
from rag.view import View

OTHER_TIME = 0.6
"""Taken from the score of a sentence that is of another time than the one named."""
OF_A_TIME: frozenset[QuestionKind] = frozenset({"how_many", "what", "compare", "yes_no"})
"""Kinds of question of which what is told in January may be last year's."""
PASSED = 0.5
"""How well a figure fits that was published then, in a sentence that names another time."""
ELSEWHEN = 0.9
"""How well one fits that names the time and was published at another: "above the level of 2016" is of neither."""
AROUND = 0.6
"""How well one fits whose headline, or paragraph before it, names the time."""
SOON = 0.3
"""How well a report fits of the month after: of a year, or of a month, is often told when it is over."""
OF_THE_TIME = 0.65
"""Least score of a sentence of the time named, against a first one of another time, to come before it."""
WIDER = 3
"""How many times wider a time may be than the one asked for, to tell of that."""
_SOON = 31 * DAY
_YEARS = 500 * DAY
"""A longer span is asked for all that it has: "who won between 2016 and 2018?"."""
_LEAST = 20 * DAY
"""A shorter span is a day or a week, of which `named_day` knows more."""
_SAYS = re.compile(
    rf"\d{{4}}|\b(?:{MONTHS}|spring|summer|autumn|fall|winter|(?:last|this) (?:month|year)|next year"
    r"|(?:quarter|half) of the year)\b",
    re.I,
)
"""What is exact enough to say that a sentence is of another time: "a year ago" is not."""
_OF_A_MONTH = re.compile(
    rf"(?<![\w’'-])(?P<before>[\w’'-]+) (?P<month>{MONTHS})"
    r"(?=\W*$| (?!(?:on|for|of|to|in|against|and)\b)(?-i:[a-z]))",
    re.I,
)
_BEFORE_A_MONTH = frozenset(
    "in on of by since until till before after from to for last next this early late mid during between and or than "
    "around about did does do is are was were has have had will would can who whom whose by mr mrs ms".split()
)
"""What stands before a month and makes a date of it, or another one."""
_PART = re.compile(
    r"\b(?:(?P<end>end|close|last (?:weeks|months))|start|beginning|first (?:weeks|months)) of (?:the year )?$", re.I
)
"""What stands before a year of which only a part is asked for."""


def periods(question: Question, view: View | None, as_of: int | None) -> list[NamedDate]:
    """The months, seasons, years and spans closed at both ends that a question names, without their slack."""
    if view is None:
        return []
    text = in_english_words(question)
    closed = [d for d in dates_of(question, view, as_of) if max(-d.start, d.end) < FAR and d.end - d.start >= _LEAST]
    return [_part(text, date) for date in closed]


def _part(text: str, date: NamedDate) -> NamedDate:
    """The end of a year, where that is asked for, or its start; else the date as it is."""
    said = _PART.search(text, 0, date.span[0])
    if said is None:
        return date
    third = (date.end - date.start) // 3
    span = said.start(), date.span[1]
    if said["end"]:
        return replace(date, span=span, start=date.end - third)
    return replace(date, span=span, end=date.start + third)


def in_english_words(question: Question) -> str:
    """What is searched, with its dates as English has them: the spans of `dates_of` are in it."""
    return _OF_A_MONTH.sub(_in_month, in_english(question.searched, question.language))


def _in_month(found: re.Match[str]) -> str:
    """The same with "in", where a month stands by itself as people type it: "the February quake", "ham lonn june"."""
    before, month = found["before"], found["month"]
    if before.lower() in _BEFORE_A_MONTH or before.isdigit() or month in ("may", "march"):
        return found.group()
    return f"in {month}" if before.lower() == "the" else f"{before} in {month}"


def dates_of(question: Question, view: View, as_of: int | None) -> list[NamedDate]:
    """The dates that a question names, as they are meant when it is asked."""
    now = now_of(Filters(as_of=as_of))
    return dates_in(in_english_words(question), now_at(now, view.arrays.newest(as_of) or now))


def spans_years(question: Question, view: View | None, as_of: int | None) -> bool:
    """Whether what is asked for is of several years."""
    return any(date.end - date.start > _YEARS for date in periods(question, view, as_of))


def published_within(
    question: Question, candidates: Sequence[Candidate], view: View | None, as_of: int | None
) -> list[Candidate]:
    """The sentences of reports from the times that a question names, "since 2019" among them; all if it names none."""
    named = [d for d in dates_of(question, view, as_of) if d.end - d.start >= _LEAST] if view is not None else []
    within = [c for c in candidates if any(d.start <= c.reported < d.end for d in named)]
    return within or list(candidates)


def said_by_time(
    question: Question, candidates: Sequence[Candidate], view: View | None, as_of: int | None
) -> frozenset[str]:
    """Set how well sentences fit the times that a question names; the terms by which it does, where there are any."""
    named = periods(question, view, as_of)
    if not named:
        return frozenset()
    of_figure = question.kind in OF_A_TIME
    for candidate in candidates:
        candidate.of_time = of_period(candidate.source.article, candidate.span, named, of_figure)
    if all(candidate.of_time < ELSEWHEN for candidate in candidates):
        return frozenset()
    text = in_english_words(question)
    said = frozenset(term for d in named if not d.says_more for term in terms(text[slice(*d.span)]))
    return said if any(term not in said for term in question.terms) else frozenset()


def lower_others(candidates: Sequence[Candidate]) -> None:
    """Lower sentences of other times, as far as there are any of the time that the question names."""
    best = max((c.of_time for c in candidates), default=0.0)
    for candidate in candidates:
        candidate.score -= OTHER_TIME * (best - candidate.of_time)


def lead_with_period(question: Question, best_first: Sequence[Candidate]) -> None:
    """Raise the best sentence of the time that a question names, where the first one is of another and no fuller."""
    first = best_first[0] if best_first else None
    if first is None or first.of_time >= ELSEWHEN:
        return
    names = set(terms(" ".join(question.names)))
    for candidate in best_first[1:]:
        if candidate.score < OF_THE_TIME * first.score:
            return
        if candidate.of_time >= ELSEWHEN and candidate.slot >= first.slot and names.isdisjoint(candidate.missing):
            candidate.score = first.score + 1e-3
            return


def of_period(article: Article, span: Span, named: Sequence[NamedDate], of_figure: bool) -> float:
    """How well a sentence fits one of these times: 1 where it says so, or was published then.

    A figure that was published then and is said to be of another time is of that.
    """
    if article.published is None:
        return 1.0
    published = article.published.timestamp()
    then = any(date.start <= published < date.end for date in named)
    said = _said(article.text[slice(*span)], int(published))
    if any(_exact(period, date) for period in said for date in named):
        return 1.0 if then else ELSEWHEN
    begins = article.text.rfind("\n", 0, span[0]) + 1
    around = _said(f"{article.title}. {article.text[begins : span[0]]}", int(published))
    if then and not (said and of_figure):
        return 1.0
    if any(_meet(period, date) for period in (*said, *around) for date in named):
        return AROUND
    if then:
        return PASSED
    return SOON * any(date.end <= published < date.end + _SOON for date in named)


def _meet(one: tuple[int, int], other: NamedDate) -> bool:
    return one[0] < other.end - DAY and other.start + DAY < one[1]


def _exact(one: tuple[int, int], other: NamedDate) -> bool:
    """Whether they meet and the one is not much wider: "by the end of 2019" tells of no month."""
    return _meet(one, other) and one[1] - one[0] <= WIDER * (other.end - other.start)


@lru_cache(maxsize=4096)
def _said(text: str, published: int) -> tuple[tuple[int, int], ...]:
    """The times that a text names exactly, from and to, as it was meant when it was published."""
    return tuple(
        (date.start + DAY, date.end - DAY)
        for date in dates_in(text, now_at(published, published))
        if max(-date.start, date.end) < FAR and _SAYS.search(text, *date.span)
    )
