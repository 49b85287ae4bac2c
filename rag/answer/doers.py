"""Whether a sentence says who did what a question asks of: "Who beat Lonn?" is not told by whom Lonn beat."""

import re
from collections.abc import Collection, Iterator

from rag.answer.entities import DATE, blank, names
from rag.answer.lexicon import IRREGULAR_PAST, base, forms
from rag.answer.otherwise import otherwise
from rag.content import STOP_TERMS, content_terms
from rag.question import Question
from rag.terms import terms

DID, SUFFERED = 0.4, -0.4
"""Added for a sentence in which somebody whom the question does not name did it, and for one in which only those did
to whom it was done."""
READ, AFTER = 300, 80
"""Characters before a verb that are read, and those after one in the passive."""
_DID_WHO = re.compile(
    r"(?:and |but |so )?who(?: else)? (?:(?:has|have|had|will|would|just|first|last|then) ){0,2}(?P<verb>[a-z]+)\b"
    r"(?P<whom>.*)",
    re.I,
)
_NO_DEED = frozenset(
    "is was are were be been did does do said says told can could should may might must owns leads".split()
)
_OF_A_POST = frozenset(
    "coaches coached manages managed runs ran heads headed chairs chaired hosts hosted edits edited".split()
)
"""What the holder of a post does, who is mostly named beside it: "the Ham manager, Ann Lee"."""
BESIDE = 30
"""Characters between such a word and a name that is its holder's."""
_CHOICE = re.compile(r"\bor\b", re.I)
_CLAUSE = re.compile(
    r"[;:“”\"()]|,? (?:but|although|while|after|before|when|as|who|which|and (?=(?:[A-Z]|he|she|they|it)\b))\b"
)
_WHOM = re.compile(r" (?:the )?(?:[A-Z][\w’'-]* ?){1,4}")
"""Somebody or something named right after the verb."""
_BY = re.compile(r"\b(?:was|were|been|be|being|is|are)(?: \w+ly)? *$", re.I)
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


class Doers:
    """Who is asked for by what he did."""

    def __init__(self, question: Question) -> None:
        """Read what was done, and by or to whom."""
        asked = _DID_WHO.match(question.text) if question.kind == "who" and not question.language else None
        verb = asked["verb"].lower() if asked else ""
        own = terms(verb)
        if verb in _NO_DEED or not own or not _is_verb(verb) or _CHOICE.search(question.text):
            own = []
        self._verbs = {base(term) for term in own} - set(STOP_TERMS)
        phrases = otherwise(question) if self._verbs else ()
        self._phrases = [told for words, told in phrases if not self._verbs.isdisjoint(map(base, words))]
        self._of_a_post = verb in _OF_A_POST
        self._named = set(content_terms(" ".join(names(asked["whom"])))) if asked else set()
        whom = _WHOM.match(asked["whom"]) if asked else None
        self._whom = set(content_terms(" ".join(names(whom.group())))) if whom else set()

    def bonus(self, sentence: str, missing: Collection[str] = (), absent: float = 0.0) -> float:
        """What a sentence gains or loses by it, at or around which these terms of the question are `missing`.

        They are the share `absent` of its words, with which the bonus shrinks: another won another race.
        """
        if not self._verbs or (self._whom and self._whom.issubset(missing)):
            return 0.0
        told = max((self._told(sentence, *place) for place in self._places(sentence)), default=0.0)
        return told * (1.0 - absent) if told > 0 else told

    def _told(self, sentence: str, start: int, end: int) -> float:
        if self._of_a_post:
            beside = names(sentence[max(0, start - BESIDE) : end + BESIDE])
            return DID * any(map(self._is_new, beside))
        before, after = _CLAUSE.split(sentence[max(0, start - READ) : start])[-1], sentence[end : end + AFTER]
        passive = _BY.search(before) is not None or after.startswith(" by ")
        if passive:
            _, by, doer = after.partition(" by ")
            before = doer.partition(",")[0] if by else ""
            if before and not names(before):  # "financed by the health fund"
                return DID * (self._verbs.isdisjoint(terms(before)) and not DATE.search(before))
        found = names(blank(DATE, before))
        if any(map(self._is_new, found)):
            return DID if passive or self._is_whom(sentence[start:end] + after) else 0.0
        return SUFFERED if found and self._named else 0.0

    def _is_whom(self, after: str) -> bool:
        """Whether what is named first from the verb on is what the question names there, if it does."""
        first = names(blank(DATE, after))[:1]
        return not self._whom or not first or not self._whom.isdisjoint(terms(first[0]))

    def _is_new(self, name: str) -> bool:
        return all(forms(term).isdisjoint(self._named) for term in content_terms(name))

    def _places(self, sentence: str) -> Iterator[tuple[int, int]]:
        """Where a sentence has the verb, or what says the same."""
        for word in _WORD.finditer(sentence):
            if not word.group()[0].isupper() and base(next(iter(terms(word.group())), "")) in self._verbs:
                yield word.span()
        for pattern in self._phrases:
            yield from (found.span() for found in pattern.finditer(sentence))


def _is_verb(word: str) -> bool:
    return word in IRREGULAR_PAST or word in ("beat", "hit", "cut", "set", "put") or word.endswith(("ed", "s"))
