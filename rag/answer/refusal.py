"""When the evidence carries no answer: the threshold, and what is said instead."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.index import View
from rag.question import Question
from rag.words import terms

if TYPE_CHECKING:
    from rag.answer.quoted import Candidate

CARRIES = 1.4
"""Least evidence that some sentence must reach, of 3: the share of the question's words (by rarity) at or around it,
its likeness of meaning within its passage, and that of the sentence alone. No one of the
three tells an answer from its neighbour as well as their sum does; the sum still lets many near misses through."""
BEST = 8
"""Sentences looked at: the best ones."""
HALF = 0.5
ANOTHER_KIND = 0.7
"""Times the evidence of a sentence that does not hold what the question's kind asks for (its slot under `HALF`)."""
LONG = 8
LEAST = 0.75
"""No one sentence repeats a long question: past `LONG` content words the threshold falls, to this share of it."""


def refusal(question: Question, candidates: Sequence["Candidate"], view: View | None, as_of: int | None) -> str:
    """Why these sentences, best first, do not carry an answer; empty when they do."""
    best = candidates[:BEST]
    if not best or view is None:
        return nothing_found(as_of)
    if max(evidence(question, best, view)) >= threshold(question):
        return ""
    missing = [name for name in question.names if not any(set(terms(name)) & c.terms for c in candidates)]
    about = f" about {', '.join(missing)}" if missing else ""
    return f"The archive does not say{about}: nothing in it carries an answer to this question."


def evidence(question: Question, best: Sequence["Candidate"], view: View) -> list[float]:
    """How much each sentence has to answer with, 0 to 3."""
    asked = question.searched if question.context else question.text
    vectors = view.encoder.encode([asked, *(c.text for c in best)])
    alone = (vectors[1:] @ vectors[0]).tolist()
    return [
        (c.carried + c.meaning + max(0.0, likeness)) * (1.0 if c.slot >= HALF else ANOTHER_KIND)
        for c, likeness in zip(best, alone, strict=True)
    ]


def threshold(question: Question) -> float:
    """What the evidence must reach for a question of this length."""
    return CARRIES * max(LEAST, min(1.0, LONG / max(1, len(question.terms))))


def nothing_found(as_of: int | None) -> str:
    """The refusal when no passage was found at all."""
    then = "that was known by then " if as_of is not None else ""
    return f"The archive does not say: nothing in it {then}matches this question."
