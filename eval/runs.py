"""Asking a library every question of a dataset, and what comes out, by split and by type."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tqdm import tqdm

from eval.datasets import GoldQuestion
from eval.metrics import as_of_right, contains, exact, gold_rank
from rag.library import Library

DEPTH = 10
"""Hits looked at."""


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one question."""

    question: GoldQuestion
    scores: dict[str, float]
    detail: dict[str, object]
    ms: float


def run_retrieval(library: Library, questions: Sequence[GoldQuestion]) -> list[Row]:
    """Search for every answerable question: at which rank its gold words are."""
    rows = []
    for question in tqdm([q for q in questions if q.answerable], desc="retrieval", unit="q", leave=False):
        result = library.search(question.text, k=DEPTH, filters=question.filters, history=question.history)
        rank = gold_rank(question, result.hits)
        scores = {f"gold@{k}": float(rank is not None and rank <= k) for k in (1, 5, 10)}
        scores["rr@10"] = 1 / rank if rank else 0.0
        found = [[h.rank, h.source.article.url, h.text] for h in result.hits]
        rows.append(Row(question, scores, {"rank": rank, "hits": found}, sum(result.timings_ms.values())))
    return rows


def run_answers(library: Library, questions: Sequence[GoldQuestion]) -> list[Row]:
    """Ask every question: is the gold answer in the answer, is it refused, is every citation exact."""
    rows = []
    for question in tqdm(questions, desc="answers", unit="q", leave=False):
        answer = library.ask(question.text, filters=question.filters, history=question.history)
        scores = {"exact": float(exact(answer)), "refused": float(answer.status == "no_answer")}
        if question.answerable:
            scores["contains"] = float(contains(answer.text, question.answers) and answer.status == "answered")
            first = answer.sentences[0].text if answer.sentences else ""
            scores["first_contains"] = float(contains(first, question.answers))
        if question.pair:
            scores["as_of_right"] = float(as_of_right(question, answer))
        said = [[s.text, [answer.citations[n - 1].source.article.url for n in s.citations]] for s in answer.sentences]
        rows.append(Row(question, scores, {"said": said, "reason": answer.reason}, answer.timings_ms["total"]))
    return rows


def summarise(rows: Sequence[Row], by: Callable[[Row], str]) -> dict[str, dict[str, float]]:
    """Means of every score, in groups; `n` is the group's size and `ms` the median time."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(by(row), []).append(row)
    return {name: _means(group) for name, group in sorted(groups.items())}


def _means(rows: Sequence[Row]) -> dict[str, float]:
    names = dict.fromkeys(name for row in rows for name in row.scores)
    means = {name: statistics.fmean(r.scores[name] for r in rows if name in r.scores) for name in names}
    return {"n": len(rows), **means, "ms": statistics.median(row.ms for row in rows)}


def headline(rows: Iterable[Row]) -> dict[str, str]:
    """The counts that the project holds itself to, over the answers of one split."""
    rows = list(rows)
    answerable = [r for r in rows if r.question.answerable]
    others = [r for r in rows if not r.question.answerable]
    pairs: dict[str, list[float]] = {}
    for row in rows:
        if row.question.pair:
            pairs.setdefault(row.question.pair, []).append(row.scores["as_of_right"])

    def share(values: Sequence[float]) -> str:
        return f"{sum(values):.0f} of {len(values)}" + (f" ({100 * sum(values) / len(values):.1f}%)" if values else "")

    return {
        "gold answer in the quoted answer": share([r.scores["contains"] for r in answerable]),
        "gold answer in its first sentence": share([r.scores["first_contains"] for r in answerable]),
        "unanswerable refused": share([r.scores["refused"] for r in others]),
        "answerable refused": share([r.scores["refused"] for r in answerable]),
        "as-of pairs right": share([min(values) for values in pairs.values()]),
        "answers with every citation exact": share([r.scores["exact"] for r in rows]),
    }
