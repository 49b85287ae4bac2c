"""Questions that ask for no one thing, and what is typed as no question at all: a report begins with what happened."""

import re
from collections.abc import Callable

from rag.answer.slots import asks_broadly
from rag.content import named_terms
from rag.question import Question

LED = 0.1
"""Added for the first sentence of an article where no one thing is asked for."""
ALONE = 0.3
"""The same where nothing is said but names, "What happened in Aleppo?", or what it is about, "aleppo curfew", times the
share of it that the sentence has."""
MATTER = 6
"""Words of what is typed as no question, at most."""
_ASKS = re.compile(
    r"\?|^(?:and |but |so )?(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had"
    r"|can|could|will|would|should|compare|tell|explain|describe|summari[sz]e)\b",
    re.I,
)


def led(question: Question) -> Callable[[float], float]:
    """Says what is added to the score of an article's first sentence, by the share of the question that it covers."""
    if question.language or not asks_broadly(question):
        return lambda _: 0.0
    names_alone = set(question.terms) <= set(named_terms(" ".join(question.names)))
    if names_alone or _is_matter(question.text):
        return lambda coverage: max(LED, ALONE * coverage)
    return lambda _: LED


def _is_matter(text: str) -> bool:
    return len(text.split()) <= MATTER and text[-1:].isalnum() and not _ASKS.search(text)
