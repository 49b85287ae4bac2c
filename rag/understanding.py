"""A question understood: what it asks, what it leans on in the chat before it, and the questions it consists of."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.article import one_line
from rag.errors import QuestionError
from rag.leaning import NEXT, in_context
from rag.parts import with_parts
from rag.question import MAX_QUESTION, Question, alone
from rag.terms import terms
from rag.types import Turn

_ASKED_FOR = re.compile(
    r"""(?:(?:please|kindly|hello|hi|hey|ok|so)\b[ ,!.]*)*
    (?:(?:can|could|would|will)[ ]you[ ](?:please[ ])?(?:tell|explain|show|give|remind)(?:[ ](?:me|us|to[ ]me))?
    | do[ ]you[ ]know | i(?:[ ]would|['’]d)?[ ](?:want|like|need)[ ]to[ ]know | (?:tell|show|give|remind)[ ](?:me|us)
    | i(?:['’]m|[ ]am)[ ](?:wondering|curious|interested[ ]in)
    | please | explain(?:[ ]to[ ]me)? | (?:can[ ]you[ ]|could[ ]you[ ]|please[ ])*(?:summari[sz]e|describe|outline))
    (?:[ ](?:about|what[ ]you[ ]know[ ](?:about|of)))?[ ,:]+(?=\w+[ ]\w)""",
    re.I | re.X,
)
"""What a question is asked with, and is no part of it: "can you tell me", "summarise"."""
_SUMMARY = re.compile(
    r"(?:\b(?:summari[sz]e|outline|(?:summary|overview|recap) (?:of|for))\b|^catch me up\b)"
    r"(?!.*\b(?:articles?|columns?|interviews?|pieces?|reports?|speech)\b)",
    re.I,
)
"""Signs of a question for all that was reported, one thing after another; one article is told by its own sentences."""
_MATTER = frozenset(
    term
    for word in "affair crisis day development event month saga scandal situation story week year".split()
    for term in terms(word)
)
"""What a matter is called where all that was reported of it is asked for, and seldom in the reports."""


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
    asked = text[match.end() :] if (match := _ASKED_FOR.match(text)) else text
    question = in_context(alone(asked), history)
    if question.kind == "timeline" or (question.kind == "what" and _SUMMARY.search(text)):
        own = tuple(term for term in question.terms if term not in _MATTER)
        question = replace(question, kind="timeline", terms=own or question.terms)
    if question.rewritten is not None and NEXT.fullmatch(question.typed or question.text):
        question = replace(question, kind="timeline", terms=())
    if question.asks_news:
        question = replace(question, kind="timeline", terms=(), names=())
    if asked != text and not question.typed:
        question = replace(question, typed=text)
    return with_parts(question)
