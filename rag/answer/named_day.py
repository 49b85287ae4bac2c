"""The day that a question names: what was reported by then comes first, and nothing else where only a day is named."""

import re
from collections.abc import Sequence

from rag.answer.candidates import Candidate
from rag.answer.named_period import dates_of, in_english_words
from rag.answer.reporters import reporters
from rag.content import content_terms
from rag.dates import FAR, WEEKDAYS, NamedDate, without_dates
from rag.newness import newest_days
from rag.question import Question
from rag.scoring import DAY, freshness
from rag.view import View

ANSWERS = 0.6
"""Least score of the best report from before the day is over, against the best of all: else a later one tells it."""
BELOW = 0.05
"""How far below it the best later report is put."""
THEN = 0.4
"""Added for a report of the day's end; one from before has its share of it."""
SHORTLY = ((3.0, 1.0),)
"""(days, share) of that share: what was so days ago is seldom what was so on the day."""
_ON = re.compile(r"\bon (?:\w+day,? )?$", re.I)
"""How a day is said on which a figure stood; "the three months ending June 30" and "the fire of 3 May" name a thing."""
_COUNTED_BACK = re.compile(r"\b(?:yesterday|last|past|ago|earlier)\b", re.I)
_SENTENCE = re.compile(r"[.!?]\s")
_SHORT = 12 * DAY
"""Of a week with its slack; and how long after it the newest report is still of those days."""
_WIDEST = 3 * DAY
"""Of a day with its slack: a week or a month is no day on which a figure stood."""


def time_alone(question: Question, view: View | None, as_of: int | None) -> NamedDate | None:
    """The time that is all a question names, as in "What happened on 3 May?"; None where it asks of something else."""
    if question.asks_news:
        return newest_days(view, as_of) if view is not None else None
    if question.kind != "timeline" or content_terms(without_dates(question.searched)):
        return None
    date = _named(question, view, as_of)
    return date if date is not None and max(-date.start, date.end) < FAR else None


def past_the_newest(question: Question, view: View, as_of: int | None) -> bool:
    """Whether a question asks of past days, counted from its own, and no article is of them or of later ones.

    "Yesterday" means nothing else; "this week" is mostly said of how things stand, which older reports may tell.
    """
    date = _named(question, view, as_of)
    newest = view.arrays.newest(as_of)
    if date is None or newest is None or not date.end < FAR:
        return False
    said = in_english_words(question)[slice(*date.span)]
    return _COUNTED_BACK.search(said) is not None and newest < date.start


def days_just_past(question: Question, view: View | None, as_of: int | None) -> float:
    """When the last days begin of which it is asked what happened: "recalled this week", "won on Sunday"; else 0.

    Where several sentences lead up to the question, they are those of the last one.
    """
    newest = view.arrays.newest(as_of) if view is not None else None
    if view is None or newest is None:
        return 0.0
    text = in_english_words(question)
    asks = max((end.start() for end in _SENTENCE.finditer(text.rstrip())), default=0)
    begun = [
        float(d.start)
        for d in dates_of(question, view, as_of)
        if asks <= d.span[0] and not d.says_more and d.end - d.start < _SHORT and d.start <= newest < d.end + _SHORT
    ]
    return min(begun, default=0.0)


def of_named_time(
    question: Question, candidates: list[Candidate], view: View | None, as_of: int | None
) -> list[Candidate]:
    """The sentences of reports from the time that is all a question names; else all."""
    date = time_alone(question, view, as_of)
    if date is None:
        return candidates
    of_then = [c for c in candidates if date.start + DAY <= c.reported < date.end]
    return of_then or candidates if question.asks_news else of_then  # filters may have left older news alone


def put_later_below(
    question: Question, candidates: Sequence[Candidate], view: View | None, as_of: int | None
) -> None:
    """Put sentences of reports from after the day that a question names below those from before it was over.

    That is how a figure is asked for as it stood then, and what an outlet reported that day. What else happened on a
    day a later report may tell best, and the figures of what began on it as well: a toll rises.
    """
    date = _named(question, view, as_of) if candidates else None
    if date is None or view is None or date.end >= FAR:
        return
    reported = bool(reporters(question.text, view))
    start, end = date.core or (date.start, date.end)
    of_then = date.core is not None or _ON.search(in_english_words(question), 0, date.span[0])
    figure = question.kind == "how_many" and not question.stands_open and of_then
    if end - start > _WIDEST or not (reported or figure):
        return
    least = ANSWERS * max(c.score for c in candidates)
    then = [c for c in candidates if c.reported < date.end]
    later = [c for c in candidates if c.reported >= date.end]
    had_begun = reported or date.core is not None or any(c.reported < start + DAY and c.score >= least for c in then)
    if not had_begun or max((c.score for c in then), default=0.0) < least:
        return
    for candidate in then:
        candidate.score += THEN * float(freshness(candidate.reported, date.end - DAY, SHORTLY))
    above = max((c.score for c in later), default=0.0) - max(c.score for c in then) + BELOW
    for candidate in later:
        candidate.score -= max(0.0, above)


def _named(question: Question, view: View | None, as_of: int | None) -> NamedDate | None:
    """The one date that a question names."""
    if view is None:
        return None
    text, found = in_english_words(question), dates_of(question, view, as_of)
    days = [date for date in found if text[slice(*date.span)] not in WEEKDAYS]  # "on Monday, 3 May" is one
    named = days or found
    return named[0] if len(named) == 1 else None
