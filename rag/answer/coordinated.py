"""A written sentence that joins whole clauses, "A took B, and C left D": each can be held against the articles.

Only clauses with a subject and a finite verb of their own are taken apart, so that none borrows its subject from
another: in "the army left, and freed the prisoners" the army freed them, whoever the article says did.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from rag.answer.lexicon import IRREGULAR_PAST

LONGEST = 700
"""Code points of a sentence that is taken apart."""
_JOINT = re.compile(r"(?:;|,\s+(?:and|but))\s+")
_FINITE = re.compile(
    r"\b(?:was|were|is|are|has|have|had|will|would|can|could|may|might|must|did|does|said|says|took|went|fell|gave|began"
    r"|rose|saw|knew|wrote|spoke|broke|drove|flew|grew|threw|wore|withdrew|became|came|ran|chose|shook|swore)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?P<verb>[a-z]+)\s+"
    r"(?=(?:the|an?|its|his|her|their|that|to|from|on|about|some|more|at least|all|no)\b|\d|[A-Z“\"])"
    r"|\b(?P<last>[a-z]+)\W*$"
)
_PAST_OR_FINITE = re.compile(rf"{_FINITE.pattern}|\b(?:\w+ed|{'|'.join(IRREGULAR_PAST)})\b", re.I)
_LEADING = re.compile(
    r"""(?:he|she|it|they|we|i|you|this|that|these|those|who|which|whose|whom|there|then|later|so|thus|therefore|hence
    |consequently|subsequently|afterwards?|soon|as|because|after|before|when|while|since|instead|also|both|to|in|on|at|by
    |for|with|without|not|nor|or|if|unless|where|even|only|his|her|its|their|him|them|is|was|were|are|has|have|had|will
    |would|said|says)\b | [a-z]+(?:ed|ing)\b""",
    re.I | re.X,
)
"""How no clause begins that has its subject, or none that says no more than that both are so."""
_ASIDE = re.compile(r",\s+(?:which|who|whom|whose|where)\b|[(“\"]", re.I)
_PRONOUN = re.compile(r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this|these|those|both)\b", re.I)
_TOLD = re.compile(r"\b(?:said|says|confirmed|announced|denied|acknowledged|told)\b")
"""After one of these a pronoun is who speaks."""
_NAME = re.compile(r"(?:[Tt]he )?[A-Z]")


class Clause(NamedTuple):
    """One of the clauses that a sentence joins, written as a sentence."""

    text: str
    named: bool
    """Whether it begins with a name, so that it says by itself whom it is about."""


@lru_cache(maxsize=1024)
def clauses(sentence: str) -> tuple[Clause, ...]:
    """The clauses that a sentence joins; empty where it is not sure to be more than one."""
    if len(sentence) > LONGEST or _ASIDE.search(sentence):
        return ()
    found, at = [], 0
    for joint in _JOINT.finditer(sentence):
        before, rest = sentence[at : joint.start()], _JOINT.split(sentence[joint.end() :], maxsplit=1)[0]
        leans = _LEADING.match(rest) or (_PRONOUN.search(_TOLD.split(rest)[0]) and not _NAME.match(rest))
        if _PAST_OR_FINITE.search(before) and _whole(rest) and not leans:
            found.append(before)
            at = joint.end()
    if not found:
        return ()
    found.append(sentence[at:])
    return tuple(Clause(f"{text[0].upper()}{text[1:].rstrip(' .')}.", bool(_NAME.match(text))) for text in found)


def _whole(clause: str) -> bool:
    if _FINITE.search(clause):
        return True
    verbs = (match["verb"] or match["last"] for match in _PAST.finditer(clause))
    return any(verb.endswith("ed") or verb in IRREGULAR_PAST for verb in verbs)
