"""What a follow-up leans on in the chat before it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.article import one_line
from rag.content import content_terms, name_words
from rag.kinds import kind_of
from rag.question import MAX_QUESTION, Question, alone, without_asking
from rag.spelled_out import of_the_one_named, spelled_out
from rag.types import Turn

_LEANING = re.compile(
    r"^(and|but|so|then|also|what about|how about|what else|why|why not|when|where|who|how|really|which one)\b", re.I
)
_FOLLOWS = re.compile(
    r"^(and|but|so|then|also|what about|how about|why not|really)\b"
    r"|\b(instead|else|too|as well|either|before that|after that|since then|by then)\W*$"
    r"|^what (?:happened|came|happens) (?:next|afterwards?|later|then)\W*$",
    re.I,
)
NEXT = re.compile(r"(?:and )?what (?:happened|came|happens) (?:next|afterwards?|later|then|after that)\W*", re.I)
"""A follow-up that has no words of its own: all that was reported of the matter is asked for."""
_THE = re.compile(r"\bthe [a-z]\w", re.I)
_SMALL_TALK = re.compile(
    r"""(?:(?:many[ ])?thanks|thank[ ]you|thx|ok(?:ay)?|all[ ]right|hello|hi|hey|great|good|cool|nice|perfect|yes|no
    |sure|right|i[ ]see|got[ ]it|morning|evening|day|bye|cheers|please|(?:so|very)[ ]much|a[ ]lot|wow|[ ,.!?:)-])+""",
    re.I | re.X,
)
"""A turn that asks nothing."""
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


def in_context(question: Question, history: Sequence[Turn]) -> Question:
    """A question with what it takes from the earlier turns where it leans on them; else as it is."""
    said = [text for turn in history if turn.role == "user" and (text := one_line(turn.content))]
    asked = [content for content in said if not _SMALL_TALK.fullmatch(content)]
    if not asked or not leans(question):
        return question
    # A chain of follow-ups leads back to the question that stood alone.
    earlier: list[str] = []
    for content in reversed(asked[-4:]):
        earlier.insert(0, content)
        before = Question(content, "what", content_terms(content), tuple(name_words(content)))
        if not leans(before) or _only_brief(before):
            break
    spelled = spelled_out(question.text, earlier, lambda name: bool(content_terms(name)))
    if not spelled and not question.names and kind_of(earlier[-1]) == "who":
        if named := of_the_one_named(question.text, earlier[-1], history):
            return _of_the_one_named(question.text, named)
    if spelled and len(spelled) <= MAX_QUESTION:
        return replace(alone(spelled), rewritten=spelled, typed=question.text)
    context = tuple(term for term in content_terms(" ".join(earlier)) if term not in question.terms)
    if not context:
        return question
    topic = "; ".join(text.rstrip("?.! ") for text in earlier)
    searched = f"{question.text.rstrip('?.! ')} ({topic})?"
    kind, brief = kind_of(question.text), _only_brief(question)
    return replace(question, kind=kind, context=context, rewritten=searched, may_stand_alone=brief)


def _of_the_one_named(text: str, named: str) -> Question:
    """A follow-up with a name in place of "she": the name is what it leans on, and the other words what it asks."""
    spelled = replace(alone(named), rewritten=named, typed=text)
    own = content_terms(without_asking(text))
    if not own:
        return spelled
    return replace(spelled, terms=own, context=tuple(term for term in spelled.terms if term not in own))


def _only_brief(question: Question) -> bool:
    """Whether nothing in a question points back, and it says enough to be asked by itself: "who won the cup"."""
    points = _FOLLOWS.search(question.text) or _PRONOUN.search(question.text)
    return not points and (len(question.terms) > 1 or bool(question.names) or _THE.search(question.text) is not None)


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
    return few and not question.names and bool(_LEANING.match(question.text))
