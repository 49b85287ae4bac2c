"""What is counted of one question: each function is a definition, and small enough to check by hand."""

import re
import unicodedata
from collections.abc import Sequence

from eval.datasets import GoldQuestion
from rag.retrieve import visible
from rag.types import Answer, Hit

_PUNCTUATION = re.compile(r"[^\w\s%$€£]|_")


def normalise(text: str) -> str:
    """Lower case, compatibility forms, punctuation as spaces (dropped inside numbers), single spaces."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"(?<=\d),(?=\d)", "", text)
    return " ".join(_PUNCTUATION.sub(" ", text).split())


def contains(text: str, answers: Sequence[Sequence[str]]) -> bool:
    """Whether of every group of alternatives one stands in `text`, as whole words."""
    padded = f" {normalise(text)} "
    return all(any(f" {normalise(answer)} " in padded for answer in group) for group in answers)


def gold_rank(question: GoldQuestion, hits: Sequence[Hit]) -> int | None:
    """Rank of the hit that completes the gold quotes: the first of them, or the last where all are needed."""
    ranks = []
    for gold in question.gold:
        rank = next((h.rank for h in hits if h.source.article.url == gold.url and gold.quote in h.text), None)
        ranks.append(rank)
    found = [rank for rank in ranks if rank is not None]
    if not found or (question.all_needed and len(found) < len(ranks)):
        return None
    return max(found) if question.all_needed else min(found)


def exact(answer: Answer) -> bool:
    """Whether every sentence has a citation and every citation is, to the letter, what its article says."""
    return all(s.citations for s in answer.sentences) and all(
        c.source.article.text[c.start : c.end] == c.quote for c in answer.citations
    )


def as_of_right(question: GoldQuestion, answer: Answer) -> bool:
    """Whether nothing cited became known later, and a gold article is cited in a version that has the gold words."""
    if any(not visible(c.source, question.filters.as_of) for c in answer.citations):
        return False
    return any(
        c.source.article.url == gold.url and gold.quote in c.source.article.text
        for c in answer.citations
        for gold in question.gold
    )
