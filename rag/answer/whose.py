"""Whose account, words or deeds a question asks for: "according to the coast guard", "what did the council do?"."""

import re
from collections.abc import Sequence, Set

from rag.answer.lexicon import IRREGULAR_PAST
from rag.content import content_terms
from rag.question import Question
from rag.terms import terms

BY_THEM = 0.5
"""Added to the score of a sentence that names those whose account is asked for."""
QUOTED = 0.8
"""Added to that of a sentence that has the words whose speaker is asked for, together."""
DONE_BY = 0.3
"""Added to that of a sentence that says what somebody did, where that is asked for."""
_ACCORDING_TO = re.compile(
    r"\baccording to (?:the |an? )?(?P<who>[\w’'-]+(?: (?!who|what|how|when)[\w’'-]+){0,4})", re.I
)
_WHO_SAID = re.compile(
    r"(?:and )?who(?:m| was it (?:who|that))? (?:\w+ )?(?:said|says|told|wrote|called|tweeted|shouted)\b", re.I
)
_DEEDS = re.compile(
    r"(?:and |so |but )?what (?:exactly |else )?(?:did|has|have|had) (?P<who>[^,;:?]{2,60}?) (?:do|done)\b", re.I
)
_ONLY_SAID = frozenset(
    "said told warned added argued claimed announced stated insisted wanted hoped feared expected believed thought "
    "considered needed seemed appeared asked called urged demanded".split()
)


class Whose:
    """What a question says of who is to be speaking."""

    def __init__(self, question: Question) -> None:
        """Read whose account is asked for, and which words' speaker."""
        named = _ACCORDING_TO.search(question.text)
        self._named = frozenset(content_terms(named["who"]) if named else ())
        self._deed = _deed(question.text)
        self._spoken = question.quotations if _WHO_SAID.match(question.text) else ()

    def bonus(self, sentence: str, stems: Set[str]) -> float:
        """What a sentence with these index terms gains by it."""
        by_them = bool(self._named) and self._named <= stems
        done = self._deed is not None and any(_tells_deed(m["verb"]) for m in self._deed.finditer(sentence))
        return BY_THEM * by_them + DONE_BY * done + QUOTED * any(_holds(sentence, words) for words in self._spoken)


def _deed(question: str) -> re.Pattern[str] | None:
    """How a sentence says that somebody did something, whose deeds are asked for; None where nobody's are."""
    asked = _DEEDS.match(question)
    words = re.findall(r"[\w’'-]+", asked["who"]) if asked else []
    if not words:
        return None
    aside = r"(?: (?:of|in|for) (?:the )?[A-Z][\w’'-]*)?(?:, [^,]{2,60},)?"
    between = r"(?:(?:has|have|had|also|then|later|soon|\w+ly) ){0,2}"
    return re.compile(rf"(?<![\w’'-]){re.escape(words[-1])}\b{aside} {between}(?P<verb>[a-z]+)\b")


def _tells_deed(verb: str) -> bool:
    return (verb.endswith("ed") or verb in IRREGULAR_PAST) and verb not in _ONLY_SAID


def _holds(text: str, words: Sequence[str]) -> bool:
    said = terms(text)
    return any(tuple(said[at : at + len(words)]) == tuple(words) for at in range(len(said) - len(words) + 1))
