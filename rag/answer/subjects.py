"""What a statement is about, and whether a pronoun that begins the next one may stand for it."""

import re

from rag.answer.lexicon import base
from rag.terms import terms

PRONOUN = re.compile(r"(?:He|She|It|They)\b")
_VERBS = (
    "was were is are has have had will would can could may might did does said says told took went fell gave began "
    "rose saw knew wrote spoke broke withdrew became came ran chose left held met put sent kept made found won lost led"
)
_SUBJECT = re.compile(
    rf"(?:(?:On|Late on|Early on) [A-Z]\w+day,? )?(?P<who>[^,;:()“”\"]{{1,80}}?)(?P<apart>,[^,;:()“”\"]{{1,60}},)?"
    rf" (?:{_VERBS.replace(' ', '|')}|[a-z]+ed)\b"
)
_SAID_BY = re.compile(r",[”\"]? (?P<who>[^,;:()“”\"]{1,60}) (?:said|says|told|added)\b[^,;:]{0,60}$")
"""Who says a sentence, at its end."""
_MANY = re.compile(r" and |s$|\b(?:people|men|women|children|police|troops)$", re.I)
_NAMED_S = re.compile(r" [A-Z]\S*s$")
_OF = re.compile(r" (?:of|in|at|from|for|with|near|on|to|by|who|which|that) ")


class Subject:
    """What a statement is about, by what stands before its verb; no words where that is not plain."""

    def __init__(self, text: str) -> None:
        found = _SUBJECT.match(text)
        who, apart = (found["who"], found["apart"] or "") if found else ("", "")
        told = _SAID_BY.search(text)
        apart += f" {told['who']}" if told else ""
        self.words = _stems(f"{who} {apart}")
        self.head = _stems(f"{_OF.split(who)[0]} {apart}")
        self._told = told is not None
        self._many = bool(_MANY.search(who)) and not (who[:1].isupper() and _NAMED_S.search(who))

    def agrees(self, text: str) -> bool:
        """Whether the pronoun with which a text begins may stand for it, by its number."""
        return bool(self.words) and (self._told or self._many == text.startswith("They "))


def _stems(text: str) -> frozenset[str]:
    return frozenset(base(term) for term in terms(text))


NO_ONE = Subject("")
