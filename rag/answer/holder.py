"""Who holds an office, and how high a rate is: the newest report that says so, in an archive of years.

What makes a sentence direct does not tell a mayor from the one before. Within weeks newness does that, and here what
is months apart.
"""

import re
from collections.abc import Sequence

from rag.answer.candidates import Candidate
from rag.answer.entities import DATE
from rag.labels import NO_REPORTS
from rag.question import Question
from rag.scoring import DAY

APART = 90 * DAY
"""How much later than the first sentence's its report is at least: what is nearer, newness has weighed."""
NEARLY = 0.75
"""Least score of the newer sentence, and what it covers of the question, against the first one's."""
_OF_ONE_TIME = re.compile(
    r"\b(?:first|only|ever|youngest|oldest|longest|record|former|previous|next|last|before|after|since|until|then)\b",
    re.I,
)
"""Signs of a question for one of a series, which need not be the newest."""
_NO_LONGER = re.compile(
    r"\b(?:former|formerly|ex|then|the late|outgoing|previous|predecessor|resign\w*|stepp?\w* down|quits?|died|dies"
    r"|deputy|(?:had been|was)(?! (?:sworn|elected|named|made|appointed|chosen|installed|inaugurated|re-?elected)\b))"
    r"\b(?:[ -])",
    re.I,
)
"""Signs of a sentence that names one who holds it no more, or never did."""
_FORMER = re.compile(r"^\W*(?:the )?(?:former|ex-|previous|late)\b", re.I)
"""How a sentence begins that tells of one who held it: what is older may tell who does."""
_HAD_BEEN = re.compile(r"\bhad (?:been|stood)\b|\bused to\b|\bpreviously\b", re.I)
"""Signs of a sentence that says how much it was before."""


def prefer_holder(question: Question, best_first: Sequence[Candidate]) -> None:
    """Raise the newest sentence that says who or how much it is, above one that is months older."""
    if not best_first or not question.stands_now or DATE.search(question.text) or _OF_ONE_TIME.search(question.text):
        return
    first = best_first[0]
    earlier, former = (_NO_LONGER, _FORMER) if question.kind == "who" else (_HAD_BEEN, _HAD_BEEN)
    fit = [c for c in best_first if _says(c, first) and not earlier.search(c.text)]
    newest = max(fit, key=lambda c: c.source.known_from, default=first)
    if former.search(first.text) or newest.source.known_from >= first.source.known_from + APART:
        newest.score = max(newest.score, first.score + 1e-3)


def _says(candidate: Candidate, first: Candidate) -> bool:
    """Whether a sentence answers about as well as the first one, and of the same names."""
    return (
        candidate.source.article.kind not in NO_REPORTS
        and candidate.slot >= first.slot
        and candidate.score >= NEARLY * first.score
        and candidate.coverage >= NEARLY * first.coverage
        and set(candidate.missing) <= set(first.missing)
    )
