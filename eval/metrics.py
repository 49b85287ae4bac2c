"""What is counted of one question: each function is a definition, and small enough to check by hand."""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence

from corpus.article import Article
from eval.datasets import Gold, GoldQuestion
from rag.hits import visible
from rag.types import Answer, Hit

_PUNCTUATION = re.compile(r"[^\w\s%$€£]|_")
_ASCII_PUNCTUATION = frozenset(string.punctuation)
_YES_NO = frozenset(("yes", "no"))
FIRST = 5
"""Passages a person reads before giving up."""
DEPTH = 10
"""Passages looked at."""


def normalise(text: str) -> str:
    """Lower case, compatibility forms, punctuation as spaces (dropped inside numbers), single spaces."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"(?<=\d),(?=\d)", "", text)
    return " ".join(_PUNCTUATION.sub(" ", text).split())


def contains(text: str, answers: Sequence[Sequence[str]]) -> bool:
    """Whether of every group of alternatives one stands in `text`, as whole words."""
    padded = f" {normalise(text)} "
    return all(any(f" {normalise(answer)} " in padded for answer in group) for group in answers)


def article_id(url: str) -> str:
    """What an article at that address is kept under, whatever the form of the address."""
    return Article("-", url=url).article_id


def printings(hit: Hit) -> set[str]:
    """The ids of all articles that a hit stands for: the one shown, and its copies."""
    return {hit.source.article_id, *(copy.article_id for copy in hit.copies)}


# -- passages --------------------------------------------------------------------------------------------------------


def gold_rank(question: GoldQuestion, hits: Sequence[Hit]) -> int | None:
    """Rank of the hit that completes the gold quotes: the first of them, or the last where all are needed.

    A hit has a quote that stands in it, where it is of the quote's article or of another printing of that.
    """
    ranks = []
    for gold in question.gold:
        of = article_id(gold.url)
        ranks.append(next((h.rank for h in hits if of in printings(h) and gold.quote in h.text), None))
    found = [rank for rank in ranks if rank is not None]
    if not found or (question.all_needed and len(found) < len(ranks)):
        return None
    return max(found) if question.all_needed else min(found)


def asks_for_words(question: GoldQuestion) -> bool:
    """Whether the answer is words that an article holds; "yes" and "no" are judgements about it."""
    answers = [normalise(answer) for group in question.answers for answer in group]
    return question.worded and bool(answers) and _YES_NO.isdisjoint(answers)


def answer_recall(question: GoldQuestion, texts: Sequence[str]) -> float:
    """1 when of every group of answers one stands, as whole words, in one of the texts; else 0."""
    return float(all(any(contains(text, [group]) for text in texts) for group in question.answers))


def passage_scores(question: GoldQuestion, hits: Sequence[Hit]) -> dict[str, float]:
    """All that is counted of the passages found, for what is known about the question.

    `gold@k`: the gold words stand in the first k. `rr@10`: 1 / rank where they are complete. `answer@5`: the answer's
    own words stand in the first 5, whatever article says them.
    """
    hits = hits[:DEPTH]
    scores = {}
    if question.gold:
        rank = gold_rank(question, hits)
        scores = {f"gold@{k}": float(rank is not None and rank <= k) for k in (1, 5, 10)}
        scores["rr@10"] = 1 / rank if rank else 0.0
    if asks_for_words(question):
        scores[f"answer@{FIRST}"] = answer_recall(question, [hit.text for hit in hits[:FIRST]])
    if question.evidence:
        scores |= evidence_scores(question.gold, hits)
    return scores


# -- MultiHop-RAG ----------------------------------------------------------------------------------------------------


def packed(text: str) -> str:
    """Without spaces and line feeds, as MultiHop-RAG's own evaluation compares."""
    return text.replace(" ", "").replace("\n", "")


def evidence_scores(gold: Sequence[Gold], hits: Sequence[Hit]) -> dict[str, float]:
    """MultiHop-RAG's own measures, which count any one gold fact, and beside them two that ask for all of them."""
    found = evidence_ranks(gold, hits[:DEPTH])
    share = sum(rank is not None for rank in found) / len(found)
    official = official_scores([g.quote for g in gold], [hit.text for hit in hits])
    return {**official, "evidence recall@10": share, "all evidence@10": float(share == 1)}


def official_scores(facts: Sequence[str], texts: Sequence[str]) -> dict[str, float]:
    """Hits@4, Hits@10, MAP@10 and MRR@10 as `retrieval_evaluate.py` of yixuantt/MultiHop-RAG defines them.

    A text is a hit when any fact stands in it, both packed, whatever article it is of. MAP@10 sums, over hits, the
    number of facts first seen there over the rank, and divides by the number of facts, at most 10.
    """
    wanted = [packed(fact) for fact in facts]
    seen: set[str] = set()
    ranks, precision = [], 0.0
    for rank, text in enumerate(map(packed, texts[:10]), 1):
        held = [fact for fact in wanted if fact in text]
        if held:
            ranks.append(rank)
            precision += len({*held} - seen) / rank
            seen.update(held)
    first = ranks[0] if ranks else None
    return {
        "Hits@4": float(first is not None and first <= 4),
        "Hits@10": float(first is not None),
        "MAP@10": precision / min(len(wanted), 10),
        "MRR@10": 1 / first if first else 0.0,
    }


def evidence_ranks(gold: Sequence[Gold], hits: Sequence[Hit]) -> list[int | None]:
    """For each fact the rank of the first passage of its own article, or of a copy, that holds it; strict."""
    return [
        next(
            (h.rank for h in hits if article_id(fact.url) in printings(h) and packed(fact.quote) in packed(h.text)),
            None,
        )
        for fact in gold
    ]


# -- answers ---------------------------------------------------------------------------------------------------------


def shared_words(said: str, answers: Sequence[str]) -> tuple[float, float]:
    """(precision, recall) of an answer's words against the gold answer that it shares most with, as sets."""
    words = set(normalise(said).split())
    golds = [set(normalise(answer).split()) for answer in answers]
    best = max(golds, key=lambda gold: len(gold & words) / max(len(gold), 1), default=set())
    shared = len(best & words)
    return shared / max(len(words), 1), shared / max(len(best), 1)


def squad(text: str) -> str:
    """The form in which SQuAD's own evaluation compares: lower case, no ASCII punctuation, no articles."""
    text = "".join(c for c in text.lower() if c not in _ASCII_PUNCTUATION)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def token_f1(said: str, answers: Sequence[str]) -> float:
    """The best F1 of a text's tokens with a gold answer's, as SQuAD's evaluation counts (Rajpurkar and others 2016)."""
    tokens = Counter(squad(said).split())
    best = 0.0
    for gold in (Counter(squad(answer).split()) for answer in answers):
        shared = (tokens & gold).total()
        # Where either has no token, both must have none.
        f1 = 2 * shared / (tokens.total() + gold.total()) if tokens and gold else float(tokens == gold)
        best = max(best, f1)
    return best


def matches(said: str, answers: Sequence[str]) -> float:
    """1 when a text is one of the gold answers and nothing besides, as SQuAD's evaluation compares; else 0."""
    return float(any(squad(said) == squad(answer) for answer in answers))


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
        c.source.article_id == article_id(gold.url) and gold.quote in c.source.article.text
        for c in answer.citations
        for gold in question.gold
    )
