"""What later reports overtook: a strike that has ended since, a denial that did not hold, last year's reason."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answer.candidates import Candidate
from rag.answer.entities import DATE
from rag.answer.whether import DENIED, DONE, tells_whether
from rag.answer.wording import NOT_DONE
from rag.content import content_terms, name_words
from rag.labels import NO_REPORTS
from rag.question import Question, without_asking
from rag.scoring import DAY
from rag.spelled_out import ASKED_ANEW
from rag.terms import terms

NEAR = 0.5
"""Least score and relevance of a later sentence, against the first one's, that tells what came of it."""
AS_NEAR = 0.75
"""The same of the newest of several, against the best of them."""
REASON = 0.7
"""The same of a newer reason."""
OLD = 300 * DAY
"""How much older than the newest reason one is that comes after it where it is asked why something is so."""
_STANDS = re.compile(r"(?:(?:and|but|so) )?(?:is|are|does|do|will)(?:n[’']t)? (?P<rest>.+)", re.I)
_DID = re.compile(r"(?:(?:and|but|so) )?(?:did|has|have)\b", re.I)
_TO_COME = re.compile(r"\b(?:will|would|(?:is|are|was|were|plan\w*|intend\w*|agree[sd]?|due) to|in talks)\b", re.I)
_WHY_NOW = re.compile(r"(?:(?:and|but|so) )?why(?:['’]s| is| are| do| does) ", re.I)
_GIVEN = re.compile(
    r"\b(?:because|due to|owing to|thanks to|caus(?:ed?|es|ing)|blam(?:ed?|es|ing)|attribut\w+|amid|driven by"
    r"|result of)\b",
    re.I,
)
"""Words for a reason that stand for nothing else."""
_ENDS = tuple(
    (re.compile(rf"\b(?:{state})\b", re.I), re.compile(rf"\b(?:{end})\b", re.I))
    for state, end in (
        (
            r"strik(?:e|es|ing)|walkouts?|stoppages?",
            r"end(?:s|ed|ing)|call\w* off|settle[sd]?|agree(?:d|ment)|(?:return\w*|back|went back) to work",
        ),
        (
            r"retir(?:e|es|ing|ement)|leav(?:e|ing)|quit(?:ting)?|step(?:ping)? down|depart(?:ing|ure)?|mov(?:e|ing)",
            r"(?:sign(?:s|ed)|extend(?:s|ed)|renew(?:s|ed)) .{0,40}?(?:contract|deal|extension|years?)"
            r"|stay(?:s|ed|ing)?|remain(?:s|ed)?|carr(?:y|ies) on|not (?:retire|leave|quit|step down|go|move)",
        ),
        (
            r"plan(?:s|ned|ning)?|approv\w+|adopt\w*|propos(?:e|es|ed|al)|project|go(?:ing)? ahead|build(?:ing)?",
            r"cancel\w*|scrap\w*|drop(?:s|ped)|abandon\w*|shelve[sd]?|call\w* off|withdr[ae]w\w*|bur(?:y|ies|ied)"
            r"|voted? (?:against|down)|g[ia]ves? up",
        ),
        (
            r"bann?(?:ed)?|curfew|lockdown|sanctions?|restrictions?|boycott|blockade|siege|embargo|emergency|closed|shut"
            r"|blocked",
            r"lift(?:s|ed|ing)?|end(?:s|ed|ing)|expire[sd]?|eased?|revoke[sd]?|overturn\w*|re-?open(?:s|ed|ing)?"
            r"|open again",
        ),
        (
            r"in (?:prison|jail|custody|detention)|jailed|detained|imprisoned|held|missing|hostages?",
            r"released?|freed|pardon\w*|acquit\w*|bailed|on bail|escape[sd]?|found|rescued",
        ),
        (
            r"clos(?:e|ing|ure)|shut(?:ting)?(?: down)?",
            r"(?:ke?ep|stay|remain)\w* (?:[\w’'-]+ ){0,8}?open|saved?|stop(?:s|ped)|halt\w*|overturn\w*|drop(?:s|ped)",
        ),
        (
            r"talks|negotiat\w+|truce|ceasefire|alliance|coalition",
            r"collapse[sd]?|br(?:eaks?|oke|oken) (?:off|down|up)|fail(?:s|ed)|walk\w* out|suspend\w*",
        ),
        (
            r"war|fighting|conflict|siege|unrest|shortage|outage|outbreak|crisis|alert",
            r"ceasefire|truce|peace|end(?:s|ed|ing)|over|restored|contained|eased",
        ),
        (
            r"open|running|operat\w+|in (?:use|service|force|effect)",
            r"clos(?:es|ed|ing)|shut\w*|suspend\w*|repeal\w*|overturn\w*|halt\w*|struck down",
        ),
        (
            r"merger|merg(?:e|ing)|takeover|tak(?:e|ing) over|buy(?:ing)?|acquir(?:e|ing)|sell(?:ing)?|sale",
            r"call\w* off|collapse[sd]?|terminat\w*|walk\w* away|complet\w*|abandon\w*|block(?:s|ed)|withdr[ae]w\w*"
            r"|reject(?:s|ed)|f(?:all|alls|ell) through|sa(?:y|ys|id) no",
        ),
    )
)
"""What may be so, and what news says of how it ended or came to nothing."""
_NOT_YET = re.compile(rf"\b(?:{NOT_DONE}|until|hop\w+|wait\w*)\b", re.I)
_RELATIVE = re.compile(r"\b(?:that|which|who)(?: (?:has|had|have))? $", re.I)
_STILL = re.compile(r"\bstill\b", re.I)
_HAD_BEEN = re.compile(r"\bhad (?:\w+ly )?been\b|\bused to\b|\b(?:previously|formerly)\b", re.I)
GONE_BY = 0.4
"""Taken from the score of a sentence that tells how it was, where it is asked whether it still is."""
_PLANNED = frozenset(
    content_terms("plan planning expect expected due set likely prepare preparing consider considering intend still")
)
"""What is said of what has not been done."""


def gone_by(question: Question, sentence: str) -> float:
    """What a sentence loses that only tells how it was before, where it is asked whether it still is."""
    asks = question.kind == "yes_no" and _STANDS.match(question.text) and _STILL.search(question.text)
    return GONE_BY if asks and _HAD_BEEN.search(sentence) else 0.0


def prefer_overtaking(question: Question, best_first: Sequence[Candidate]) -> bool:
    """Raise the sentence that overtook the first one above it, and say whether there is one."""
    first = best_first[0]
    best = _ended(question, best_first) or _done_after_all(question, best_first)
    if best is not None:
        best.score = first.score + 1e-3
    return best is not None


def _ended(question: Question, best_first: Sequence[Candidate]) -> Candidate | None:
    """The newest sentence by which what a question asks about, "Is the strike still on?", has ended."""
    first = best_first[0]
    open_yet = _STANDS.match(question.text) or question.text.endswith(f"{ASKED_ANEW}?")
    to_come = _DID.match(question.text) and _TO_COME.search(first.text)
    if question.kind != "yes_no" or not (open_yet or to_come):
        return None
    ends = [end for state, end in _ENDS if state.search(question.searched)]
    if not ends or _says(ends, first):
        return None
    found = [c for c in later_reports(best_first, NEAR) if _says(ends, c) and _of_the_same(question, c)]
    least = AS_NEAR * max((c.score for c in found), default=0.0)
    return max((c for c in found if c.score >= least), key=lambda c: c.source.known_from, default=None)


def _says(ends: Sequence[re.Pattern[str]], candidate: Candidate) -> bool:
    """Whether a sentence tells that something ended, and not only of "the strike that ended in May"."""
    text = candidate.text
    found = (match for end in ends if (match := end.search(text)))
    return any(not _NOT_YET.search(text, 0, m.start()) and not _RELATIVE.search(text[: m.start()]) for m in found)


def _of_the_same(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence or its headline has the names of the question, or one of its words where it has none.

    Of a follow-up one of those of what it leans on.
    """
    there = candidate.terms | frozenset(terms(candidate.source.article.title))
    names = frozenset(content_terms(" ".join(name_words(without_asking(question.searched)))))
    if question.rewritten is not None:
        return not there.isdisjoint(names or question.context)
    return names <= there if names else not there.isdisjoint(question.terms)


def _done_after_all(question: Question, best_first: Sequence[Candidate]) -> Candidate | None:
    """The best later sentence by which that was done which the first one denies, or which is only planned."""
    asked = question
    if stands := _STANDS.match(question.text):
        of_deed = tuple(term for term in question.terms if term not in _PLANNED)
        asked = replace(question, text=f"Did {stands['rest']}", terms=of_deed)
    if question.kind != "yes_no" or not asked.terms:
        return None
    told = tells_whether(asked, best_first[0].text)
    if told >= DONE or (told != DENIED and not stands):
        return None
    later = (c for c in later_reports(best_first, NEAR) if not gone_by(question, c.text))
    found = (c for c in later if tells_whether(asked, c.text) >= DONE and _of_the_same(question, c))
    return max(found, key=lambda c: c.score, default=None)


def prefer_newer_reason(question: Question, best_first: Sequence[Candidate]) -> None:
    """Raise the best reason of the newest reports, where it is asked why something is so and the first one is old."""
    if question.kind != "why" or not _WHY_NOW.match(question.text) or DATE.search(question.text):
        return
    first = best_first[0]
    near = [c for c in later_reports(best_first, REASON) if c.slot >= first.slot and _GIVEN.search(c.text)]
    newest = max((c.reported for c in near), default=0.0)
    if newest - first.reported > OLD:
        best = max((c for c in near if newest - c.reported <= OLD), key=lambda c: c.score)
        best.score = first.score + 1e-3


def later_reports(best_first: Sequence[Candidate], near: float) -> list[Candidate]:
    """The sentences of later reports that are about as near to what is asked as the first one."""
    first = best_first[0]
    return [
        c
        for c in best_first[1:]
        if c.source.known_from > first.source.known_from
        and c.source.origin_id != first.source.origin_id
        and c.source.article.kind not in NO_REPORTS
        and is_near(c, first, near)
    ]


def is_near(one: Candidate, first: Candidate, near: float) -> bool:
    """Whether one has this share of the other's score and relevance."""
    return one.score >= near * first.score and one.relevance >= near * first.relevance
