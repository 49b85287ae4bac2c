"""How many have died by one report, also where it says so in passing: "a third patient has died", "four of whom died".

Such a number is none of those that are held against each other in a conflict. It only tells which report knows more,
since the dead become no fewer, but for a report that says that it revises an earlier toll.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from rag.answer.candidates import Candidate
from rag.answer.counted import PEOPLE
from rag.answer.entities import DATE
from rag.answer.facts import numbers
from rag.answer.figure_slot import PERSONS
from rag.answer.figures import figures
from rag.answer.occasions import occasion
from rag.labels import NO_REPORTS

NEARLY = 0.5
"""Score of a sentence, against the first one's, from which it is about what is asked."""
NEARER = 0.75
"""The same where the first sentence does not say how many."""
_NTH = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_TOLD = re.compile(
    rf"""\b(?:an?|the)[ ](?:(?P<word>{"|".join(_NTH[1:])})|(?P<nth>\d{{1,4}})(?:st|nd|rd|th))[ ]
        (?:[\w’'-]+[ ]){{1,3}}?(?:(?:has|have|had)[ ])?(?:died|dies|been[ ]killed|was[ ]killed)\b
    | \b(?P<part>[\w,]{{1,12}})[ ]of[ ](?:whom|them|these|those)[ ](?:(?:has|have|had|were|was|are|is|later)[ ]){{0,2}}?
        (?:died|dead|killed)\b
    | \bkill(?:ing|ed|s)[ ](?:at[ ]least[ ]|about[ ]|some[ ])?(?P<bare>\w{{1,12}})
        (?=[,;.][ ]|[ ]and[ ]\w+(?:ed|ing)[ ])""",
    re.I | re.X,
)
_REVISED = re.compile(
    r"""\brevis(?:e[ds]?|ing)[ ](?:[\w’'-]+[ ]){0,4}?(?:down|toll|number|figure)\b
    |\b(?:down|lower)[ ](?:from|than)[ ](?:[\w’'-]+[ ]){0,3}?(?:toll|earlier|previous|first|initial)
    |\b(?:lower(?:ed|s|ing)?|correct(?:ed|s|ing)|cut|reduc(?:ed|es|ing))[ ](?:the|its|their|an?)[ ]
        (?:[\w’'-]+[ ]){0,3}?toll\b
    |\bearlier[ ](?:death[ ])?toll[ ]of\b""",
    re.I | re.X,
)
"""Signs of a toll that takes the place of a higher one."""


def more_dead(first: Candidate, candidates: Sequence[Candidate]) -> Candidate | None:
    """The newest sentence by which more have died than by the first one, in a later report of the same; else none.

    Fewer where it says that it revises the toll; any, where the first one gives none. In a chronicle, what comes under
    a later day is later.
    """
    before = _dead(first)
    near = NEARLY if before is not None else NEARER
    later = [
        c
        for c in candidates
        if _is_later(c, first)
        and c.score >= near * first.score
        and c.source.article.kind not in NO_REPORTS
        and _brings_up_to_date(_dead(c), before, c.text)
        and not occasion(c).apart(occasion(first))
    ]
    return max(later, key=lambda c: (c.source.known_from, place_in_chronicle(c), c.score), default=None)


def _brings_up_to_date(dead: float | None, before: float | None, text: str) -> bool:
    if dead is None or before is None:
        return dead is not None
    return dead > before or (dead < before and _REVISED.search(text) is not None)


def _is_later(one: Candidate, other: Candidate) -> bool:
    if one.source.article_id == other.source.article_id:
        return place_in_chronicle(one) > other.span[0]
    return one.source.known_from > other.source.known_from


def place_in_chronicle(candidate: Candidate) -> int:
    """Where in its article a sentence stands that begins with its day, as the entries of a chronicle do; else -1."""
    return candidate.span[0] if DATE.match(candidate.text) else -1


def _dead(candidate: Candidate) -> float | None:
    return dead_by(candidate.text, candidate.source.article.published)


def dead_by(sentence: str, published: datetime | None) -> float | None:
    """How many have died in all by a sentence; None where it does not say."""
    if (told := _TOLD.search(sentence)) is not None:
        if told["word"]:
            return _NTH.index(told["word"].lower()) + 1
        if told["nth"]:
            return float(told["nth"])
        told_of = told["part"] or told["bare"]
        read = [n.value for n, _, _ in numbers(told_of) if isinstance(n.value, float)]
        return read[0] if read else 1.0 if told_of.lower() == "one" else None
    of_dead = (f for f in figures(sentence, published) if "killed" in f.frames and not (f.step or f.past or f.ahead))
    counted = (f for f in of_dead if (f.reached and f.of == PEOPLE) or PERSONS.search(f.words))
    return max((f.low for f in counted), default=None)  # "the dead man was 74" has none
