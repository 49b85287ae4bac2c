"""Whose account, or whose words, a question asks for: "according to the coast guard", "who said 'one vote is ...'?"."""

import re
from collections.abc import Sequence, Set

from rag.content import content_terms
from rag.question import Question
from rag.terms import terms

BY_THEM = 0.5
"""Added to the score of a sentence that names those whose account is asked for."""
QUOTED = 0.8
"""Added to that of a sentence that has the words whose speaker is asked for, together."""
_ACCORDING_TO = re.compile(
    r"\baccording to (?:the |an? )?(?P<who>[\w’'-]+(?: (?!who|what|how|when)[\w’'-]+){0,4})", re.I
)
_WHO_SAID = re.compile(
    r"(?:and )?who(?:m| was it (?:who|that))? (?:\w+ )?(?:said|says|told|wrote|called|tweeted|shouted)\b", re.I
)


class Whose:
    """What a question says of who is to be speaking."""

    def __init__(self, question: Question) -> None:
        """Read whose account is asked for, and which words' speaker."""
        named = _ACCORDING_TO.search(question.text)
        self._named = frozenset(content_terms(named["who"]) if named else ())
        self._spoken = question.quotations if _WHO_SAID.match(question.text) else ()

    def bonus(self, sentence: str, stems: Set[str]) -> float:
        """What a sentence with these index terms gains by it."""
        by_them = bool(self._named) and self._named <= stems
        return BY_THEM * by_them + QUOTED * any(_holds(sentence, words) for words in self._spoken)


def _holds(text: str, words: Sequence[str]) -> bool:
    said = terms(text)
    return any(tuple(said[at : at + len(words)]) == tuple(words) for at in range(len(said) - len(words) + 1))
