"""Whether a question leans on the chat before it."""

import re

from rag.question import Question

_LEANING = re.compile(
    r"^(and|but|so|then|also|what about|how about|what else|why|why not|when|where|who|how|really|which one)\b", re.I
)
_FOLLOWS = re.compile(
    r"^(and|but|so|then|also|what about|how about|why not|really)\b"
    r"|\b(instead|else|too|as well|either|before that|after that|since then|by then)\W*$"
    r"|^(?:more|less|fewer|[a-z]{2,}er) than\b"
    r"|^what (?:happened|came|happens) (?:next|afterwards?|later|then)\W*$"
    r"|^what (?:has |have )?(?:happened|changed|come) since\W*$",
    re.I,
)
_PREPOSED = re.compile(
    r"(?:(?:and|but|so) )?(?:by|for|at|to|with|from|in|on|since|until|till|against|under|of) "
    r"(?:how|what|which|whom?|whose|when)\b", re.I
)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)\b", re.I
)
NEXT = re.compile(
    r"(?:(?:and|but|so) )?what (?:(?:has |have )?(?:happened|changed|come)|came|happens|was) "
    r"(?:next|afterwards?|later|then|since(?: then| that)?|after (?:that|it)|before(?: that| it| then)?)\W*",
    re.I,
)
"""A follow-up that has no words of its own: what was reported of the matter after, or before, the last answer."""
_THE = re.compile(r"\bthe (?!latest|newest|news\b)[a-z]\w", re.I)
FRAGMENT = 3
"""Words of what is no whole question, at most."""
_WHOLE = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would"
    r"|should|compare|explain|describe|summari[sz]e)\b", re.I
)
_JOINED = re.compile(
    r"(?:and|but|so) (?=(?:who|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|will)\b)", re.I
)
_PRONOUN = re.compile(
    r"\b(it|its|they|them|their|theirs|he|him|his|she|her|hers|that|this|those|these|there|then|the same|"
    r"the (?:two|first|second|other|latter|former|deal|move|attack|decision|vote|group|country|city|figure)|so)\b",
    re.I,
)
_NO_PRONOUN = re.compile(
    r"\bso far\b|\bthis (?:week|month|year|morning|afternoon|evening|spring|summer|autumn|winter|season|quarter)\b"
    r"|\bthere (?=(?:on|in|at|for|any|an?|no|been|to|by|with|of|more|enough)\b)",
    re.I,
)
"""Words that point back only in a brief question: "so far", "this week", "how many were there on the ferry"."""


def only_brief(question: Question) -> bool:
    """Whether nothing in a question points back, and it says enough to be asked by itself: "who won the cup"."""
    points = _FOLLOWS.search(question.text) or _PRONOUN.search(question.text)
    return not points and (len(question.terms) > 1 or bool(question.names) or _THE.search(question.text) is not None)


def complete(question: Question) -> bool:
    """Whether a question only begins with "and", and names what it asks of: "and how many died in the flood?"."""
    joined = _JOINED.match(question.text)
    rest = question.text[joined.end() :] if joined else ""
    return bool(joined) and len(question.terms) > 1 and not _FOLLOWS.search(rest) and not _PRONOUN.search(rest)


def points_back(text: str) -> bool:
    """Whether a question has a word that stands for something said before."""
    return _PRONOUN.search(_NO_PRONOUN.sub(" ", text)) is not None


def _is_fragment(text: str) -> bool:
    """Whether it asks with a few words and no verb that asks: "turnout?", "anyone hurt"."""
    return len(text.split()) <= FRAGMENT and not _WHOLE.search(text)


def _asks_of_nothing(text: str) -> bool:
    """Whether it asks how something was that it does not say: "by how many votes?", "with whom?"."""
    return _PREPOSED.match(text) is not None and not _AUXILIARY.search(text)


def leans(question: Question, named: int = 2) -> bool:
    """Whether a question cannot be understood alone: it starts like a follow-up, points back, or names nothing.

    What points back, as "he" does, may mean one of the question's own names where there are `named` of them.
    """
    few = len(question.terms) <= 3
    if not question.terms or _FOLLOWS.search(question.text):
        return True
    text = question.text if few and not question.names else _NO_PRONOUN.sub(" ", question.text)
    if _PRONOUN.search(text) and (few or len(question.names) < named):
        return True
    if len(question.terms) <= 2 and not question.names and _is_fragment(question.text):
        return True
    if few and not question.names and _asks_of_nothing(question.text):
        return True
    return few and not question.names and bool(_LEANING.match(question.text))
