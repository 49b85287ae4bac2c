"""Asking a library every question of a dataset, and what comes out, by split and by type."""

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tqdm import tqdm

from eval.datasets import GoldQuestion
from eval.metrics import (
    DEPTH,
    article_id,
    as_of_right,
    asks_for_words,
    contains,
    evidence_ranks,
    exact,
    matches,
    passage_scores,
    printings,
    shared_words,
    token_f1,
)
from eval.partial import Partial
from eval.ranking import CURVE, DEEP, MEASURES, WEAK, Judgements, Ranking, document, measured, ranked
from rag.library import Library
from rag.types import Answer, Hit, SearchResult


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one question."""

    question: GoldQuestion
    scores: dict[str, float]
    detail: dict[str, object]
    ms: float


SENTENCES = 3
"""Sentences of an answer that are read whatever happens."""
Ask = Callable[[GoldQuestion], Row]
Search = Callable[..., SearchResult]


def run_retrieval(
    library: Library, questions: Sequence[GoldQuestion], partial: Partial | None = None, search: Search | None = None
) -> list[Row]:
    """Search for every answerable question: where its gold words, its evidence and its articles are.

    `search` takes the place of the library's own, for runs with other settings of it.
    """
    find = search or library.search

    def ask(question: GoldQuestion) -> Row:
        result = find(question.text, k=DEEP, filters=question.filters, history=question.history)
        detail = _found(question, result.hits)
        return Row(question, passage_scores(question, result.hits), detail, sum(result.timings_ms.values()))

    rows = list(each("retrieval", [q for q in questions if q.answerable], ask, partial))
    return _with_articles(rows)


def _found(question: GoldQuestion, hits: Sequence[Hit]) -> dict[str, object]:
    """The first hits, the articles in their order, and which of the wanted ones were found and missed."""
    first = hits[:DEPTH]
    held = set[str]().union(*map(printings, first))
    judged = [url for url, _ in question.relevant]
    detail: dict[str, object] = {
        "hits": [[h.rank, h.source.article.url, h.text] for h in first],
        "documents": ranked(hits, judged, question.weak),
        "found": [url for url in judged if article_id(url) in held],
        "missed": [url for url in judged if article_id(url) not in held],
    }
    if question.evidence:
        ranks = evidence_ranks(question.gold, first)
        detail["evidence"] = [[g.url, g.quote, rank] for g, rank in zip(question.gold, ranks, strict=True)]
    return detail


def judgements(rows: Iterable[Row]) -> Judgements:
    """Grades by query and document, of the questions that have any."""
    found = {r.question.id: {document(url): grade for url, grade in r.question.relevant} for r in rows}
    return {query: grades for query, grades in found.items() if grades}


def ranking(rows: Iterable[Row]) -> Ranking:
    """Documents by query, best first."""
    return {r.question.id: list(map(str, _listed(r.detail.get("documents")))) for r in rows}


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def recall_curve(rows: Sequence[Row]) -> dict[int, float]:
    """Mean article recall at each depth, over the questions with judgements; empty when there are none."""
    judged = judgements(rows)
    names = [f"R@{k}" for k in CURVE]
    found = measured(judged, ranking(rows), names)
    return {k: statistics.fmean(s[n] for s in found.values()) for k, n in zip(CURVE, names, strict=True) if found}


def _with_articles(rows: list[Row]) -> list[Row]:
    """The rows with the measures of their ranked articles, against judgements and against weak labels."""
    found = ranking(rows)
    strong = measured(judgements(rows), found, MEASURES)
    labels = {r.question.id: {document(url): 1 for url in r.question.weak} for r in rows if r.question.weak}
    weak = {
        query: {f"weak {name}": value for name, value in scores.items()}
        for query, scores in measured(labels, found, WEAK).items()
    }
    return [
        replace(r, scores=r.scores | strong.get(r.question.id, {}) | weak.get(r.question.id, {})) for r in rows
    ]


def run_answers(library: Library, questions: Sequence[GoldQuestion], partial: Partial | None = None) -> list[Row]:
    """Ask every question: is the gold answer in the answer, is it refused, is every citation exact."""
    return list(each("answers", questions, lambda question: _answered(library, question), partial))


def _answered(library: Library, question: GoldQuestion) -> Row:
    answer = library.ask(question.text, filters=question.filters, history=question.history)
    scores = {"exact": float(exact(answer)), "refused": float(answer.status == "no_answer")}
    if question.answerable and question.worded:
        scores["contains"] = float(contains(answer.text, question.answers) and answer.status == "answered")
        first = answer.sentences[0].text if answer.sentences else ""
        scores["first_contains"] = float(contains(first, question.answers))
        scores |= _beginning(question, answer)
    if question.answerable and asks_for_words(question) and len(question.answers) == 1:
        (golds,) = question.answers  # where several things are asked, one of them is no right answer
        said = answer.text if answer.status == "answered" else ""
        scores["word precision"], scores["word recall"] = shared_words(said, golds)
        scores["token F1"], scores["exact match"] = token_f1(first, golds), matches(first, golds)
    if question.pair:
        scores["as_of_right"] = float(as_of_right(question, answer))
    return Row(question, scores, said_by(answer), answer.timings_ms["total"])


def said_by(answer: Answer) -> dict[str, object]:
    """The sentences of an answer, each with the addresses that it cites, all that is quoted, and why it is refused."""
    texts = [[s.text, [answer.citations[n - 1].source.article.url for n in s.citations]] for s in answer.sentences]
    return {"said": texts, "reason": answer.reason, "quotes": [c.quote for c in answer.citations]}


def _beginning(question: GoldQuestion, answer: Answer) -> dict[str, float]:
    """Whether a gold answer stands in the first sentences, alone and with what is shown around what they cite."""
    first = answer.sentences[:SENTENCES]
    cited = [answer.citations[n - 1] for sentence in first for n in sentence.citations]
    shown = [c.source.article.text[slice(*c.shown)] for c in cited]
    said = " \n ".join(sentence.text for sentence in first)
    context = " \n ".join([said, *(c.source.article.title for c in cited), *shown])
    return {
        "first 3 contain": float(contains(said, question.answers)),
        "first 3 as shown contain": float(contains(context, question.answers)),
    }


def each(what: str, questions: Sequence[GoldQuestion], ask: Ask, partial: Partial | None) -> Iterator[Row]:
    """A row for each question; those that an interrupted run already has are not asked again."""
    done = partial.done if partial else {}
    for question in tqdm(questions, desc=what, unit="q", leave=False, disable=None):
        if (kept := done.get(question.id)) is not None:
            yield Row(question, kept["scores"], kept["detail"], kept["ms"])
            continue
        row = ask(question)
        if partial:
            partial.keep(question.id, {"scores": row.scores, "detail": row.detail, "ms": row.ms})
        yield row


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
    worded = [r for r in answerable if r.question.worded]
    others = [r for r in rows if not r.question.answerable]
    pairs: dict[str, list[float]] = {}
    for row in rows:
        if row.question.pair:
            pairs.setdefault(row.question.pair, []).append(row.scores["as_of_right"])

    def share(values: Sequence[float]) -> str:
        return f"{sum(values):.0f} of {len(values)}" + (f" ({100 * sum(values) / len(values):.1f}%)" if values else "")

    return {
        "gold answer in the quoted answer": share([r.scores["contains"] for r in worded]),
        "gold answer in its first sentence": share([r.scores["first_contains"] for r in worded]),
        "gold answer in its first 3": share([r.scores["first 3 contain"] for r in worded]),
        "gold answer in those as shown": share([r.scores["first 3 as shown contain"] for r in worded]),
        "unanswerable refused": share([r.scores["refused"] for r in others]),
        "answerable refused": share([r.scores["refused"] for r in answerable]),
        "as-of pairs right": share([min(values) for values in pairs.values()]),
        "answers with every citation exact": share([r.scores["exact"] for r in rows]),
    }
