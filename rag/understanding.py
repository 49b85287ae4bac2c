"""A question understood: what it asks, what it leans on in the chat before it, and the questions it consists of."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.article import one_line
from rag.chat import in_context
from rag.content import content_terms
from rag.dates import without_dates
from rag.errors import QuestionError
from rag.leaning import NEXT
from rag.parts import with_parts
from rag.question import AND_ON, MAX_QUESTION, Question, alone, without_asking
from rag.talk import asks_for_more, without_talk
from rag.terms import terms
from rag.types import Turn

_SUMMARY = re.compile(
    r"(?:\b(?:summari[sz]e|outline|(?:summary|overview|recap) (?:of|for))\b|^catch me up\b)"
    r"(?!.*\b(?:articles?|columns?|interviews?|pieces?|reports?|speech)\b)",
    re.I,
)
"""Signs of a question for all that was reported, one thing after another; one article is told by its own sentences."""
_NEWS = frozenset(terms("new newest latest news development developments update updates"))
_MATTER = frozenset(
    term
    for word in "affair case crisis day development event month saga scandal situation story week year".split()
    for term in terms(word)
)
"""What a matter is called where all that was reported of it is asked for, and seldom in the reports."""

_FRAME = frozenset(
    term
    for word in "implication consequence impact effect significance importance affect reason explanation stake "
    "react reacted reaction respond responded response".split()
    for term in terms(word)
)
"""What is asked of a matter where its causes, what follows or what others said and did are, and reports seldom say."""


def _only_asks(question: Question) -> bool:
    """Whether a follow-up has no matter of its own: "what happened in March?", "is it still in force?", "who else?"."""
    if question.kind == "yes_no" or question.asks_latest:
        return not set(content_terms(without_asking(question.text))) - _NEWS
    if question.kind == "timeline":
        return not content_terms(without_dates(question.text))
    return question.text.rstrip("?.! ").endswith(" else") and not content_terms(without_asking(question.text))


def understand(text: str, history: Sequence[Turn] = ()) -> Question:
    """Take a question apart, with the earlier turns of its chat where it leans on them.

    They are read as articles are kept: on one line, in NFC and without characters that only hide or turn.

    Raises `QuestionError` when there is nothing to search for.
    """
    text = one_line(text)
    if not text:
        raise QuestionError("the question is empty")
    if len(text) > MAX_QUESTION:
        raise QuestionError(f"the question has {len(text):,} characters; the limit is {MAX_QUESTION:,}")
    asked = without_talk(text)
    question = in_context(alone(asked), history)
    if question.kind == "timeline" or (question.kind == "what" and _SUMMARY.search(text)):
        own = tuple(term for term in question.terms if term not in _MATTER)
        question = replace(question, kind="timeline", terms=own or question.terms)
    if question.kind in ("why", "meaning", "reaction") and not question.language:
        own = tuple(term for term in question.terms if term not in _FRAME)
        question = replace(question, terms=own or question.terms)
    if question.rewritten is not None and NEXT.fullmatch(question.typed or question.text):
        question = replace(question, kind="timeline", terms=())
    if question.rewritten is not None and _only_asks(question):
        question = replace(question, terms=())
    if question.rewritten is not None and asks_for_more(question.typed):
        question = replace(question, kind="timeline")
    if question.asks_news:
        question = replace(question, kind="timeline", terms=(), names=())
    if asked != text:
        question = replace(question, typed=text)
    parted = with_parts(question)
    one_story = question.kind == "timeline" and (not parted.apart or AND_ON.search(question.text) is not None)
    return question if one_story else parted
