"""Who holds an office, and how high a rate is: the newest report that says so, in an archive of years.

What makes a sentence direct does not tell a mayor from the one before. Within weeks newness does that, and here what
is months apart.
"""

import re
from collections.abc import Sequence

from rag.answer.candidates import Candidate
from rag.answer.entities import DATE
from rag.answer.wording import leans
from rag.labels import NO_REPORTS
from rag.question import Question
from rag.scoring import DAY
from rag.terms import terms

APART = 90 * DAY
"""How much later than the first sentence's its report is at least: what is nearer, newness has weighed."""
NEARLY = 0.75
"""Least score of the newer sentence, and what it covers of the question, against the first one's."""
HALF = 0.5
"""Least relevance, against the first one's, of a sentence that says who is the oldest now, which may be "she"."""
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

_NONE = "latest|protest|interest|contest|request|suggest|harvest|conquest|forest|arrest|unrest|honest|modest|digest"
_SUPERLATIVE = re.compile(rf"\b(?:(?!(?:{_NONE})\b)[a-z]{{3,8}}est|record)\b")
"""How a question names one that only stays so until another comes: "the oldest woman to have climbed it"."""
_OF_A_SERIES = re.compile(
    r"\b(?:first|only|former|previous\w*|next|last|before|after|since|until|then|earlier"
    r"|old (?:\w+ )?(?:record|mark))\b",
    re.I,
)
_RECORD_BEFORE = re.compile(
    r"\b(?:former|previous|old|earlier|until (?:now|then|recently)) (?:\w+ )?(?:record|holder|best|mark)\b"
    r"|\bhad (?:been|held|stood)\b|\bused to\b",
    re.I,
)
"""Signs of a sentence that tells of a record which has fallen."""

_HEADS = (
    r"(?P<head>ministers?|secretary|commissioner|ambassador|editor|executive|director|judge|officer|spokes(?:wo)?man"
    r"|spokesperson)"
)
_OFFICE_ASKED = re.compile(
    rf"\bwho(?:['’]s| is| was| became| becomes) (?:the |now )*(?:(?:new|next|current|acting|interim) )?"
    rf"(?P<what>(?!new\b)[a-z]+) {_HEADS}\b",
    re.I,
)
_OFFICE = re.compile(rf"\b(?P<what>[a-z]+) {_HEADS}\b(?: (?:of|for) (?:the )?(?P<of>[a-z]+))?", re.I)
_LEFT = re.compile(
    r"\b(?:resign\w*|(?:step|stand)\w* (?:down|aside)|stood down|quits?|dies|died|retire[sd]?|is leaving|leaves)\b",
    re.I,
)
_FOLLOWS = re.compile(
    r"\b(?:succeed(?:s|ed)?|replac(?:e[sd]?|ing)|(?:takes?|took) (?:over from|(?:his|her|their) place)"
    r"|(?:in|as) (?:his|her|their) (?:place|successor)|becomes|became|named|appointed|elected|chosen)\b",
    re.I,
)


def of_other_office(question: str, sentence: str) -> bool:
    """Whether a sentence names offices of the kind that is asked about, and all of them others: "trade minister"."""
    asked = _OFFICE_ASKED.search(question)
    if asked is None:
        return False
    head, what = terms(asked["head"]), set(terms(asked["what"]))
    found = [match for match in _OFFICE.finditer(sentence) if terms(match["head"]) == head]
    return bool(found) and not any(what & {*terms(match["what"]), *terms(match["of"] or "")} for match in found)


def prefer_holder(question: Question, best_first: Sequence[Candidate]) -> None:
    """Raise the newest sentence that says who or how much it is, above one that is months older."""
    if best_first and _SUPERLATIVE.search(question.text) and not _OF_A_SERIES.search(question.text):
        _prefer_record(question, best_first)
        return
    if not best_first or not question.stands_now or DATE.search(question.text) or _OF_ONE_TIME.search(question.text):
        return
    first = best_first[0]
    earlier, former = (_NO_LONGER, _FORMER) if question.kind == "who" else (_HAD_BEEN, _HAD_BEEN)
    if question.kind == "who" and _LEFT.search(first.text) and (follows := _following(first, best_first)) is not None:
        follows.score = max(follows.score, first.score + 1e-3)
        return
    fit = [c for c in best_first if _says(c, first) and not earlier.search(c.text)]
    newest = max(fit, key=lambda c: c.source.known_from, default=first)
    if former.search(first.text) or newest.source.known_from >= first.source.known_from + APART:
        newest.score = max(newest.score, first.score + 1e-3)


def _following(first: Candidate, best_first: Sequence[Candidate]) -> Candidate | None:
    """The newest sentence that says who took an office over from the one whom the first one says to have left it."""
    fit = [
        c
        for c in best_first
        if c.source.known_from >= first.source.known_from
        and c.source.article.kind not in NO_REPORTS
        and c.slot >= first.slot
        and _FOLLOWS.search(c.text)
        and not _LEFT.search(c.text)
        and c.relevance >= HALF * first.relevance
    ]
    return max(fit, key=lambda c: (c.source.known_from, c.score), default=None)


def _prefer_record(question: Question, best_first: Sequence[Candidate]) -> None:
    """Raise the newest report that says who or what is the oldest, highest ... one, above those whose record fell."""
    if DATE.search(question.text) or question.kind in ("timeline", "compare", "why", "meaning", "said", "reaction"):
        return
    first, asked = best_first[0], set(terms(" ".join(_SUPERLATIVE.findall(question.text))))
    fallen = _RECORD_BEFORE.search(first.text) is not None
    fit = [
        c
        for c in best_first
        if c.source.article.kind not in NO_REPORTS
        and (asked <= c.terms or "record" in c.terms)
        and not _RECORD_BEFORE.search(c.text)
        and c.relevance >= HALF * first.relevance
        and set(c.missing) <= set(first.missing)
    ]
    newest = max(fit, key=lambda c: c.source.known_from, default=first)
    if newest.source.known_from <= first.source.known_from and not fallen:
        return
    if leans(newest.text):  # "She is now the oldest": who that is stands before it
        own = (c for c in best_first if c.source is newest.source and not leans(c.text))
        newest = max(own, key=lambda c: c.score, default=newest)
    if newest.relevance < NEARLY * first.relevance or newest.slot < first.slot:
        return
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
