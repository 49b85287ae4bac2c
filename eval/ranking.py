"""Measures of ranked articles, by ir_measures, and the files that trec_eval reads."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from eval.formats import DOCUMENT
from eval.metrics import article_id
from rag.types import Hit

MEASURES = ("nDCG@10", "RR@10", "R@10", "Success@1", "Success@5", "Success@10")
WEAK = ("nDCG@10", "Success@1", "Success@5", "Success@10")
"""What is counted against weak labels as well; recall of whatever happens to hold the words would say nothing."""
CURVE = (1, 2, 3, 5, 10, 15, 20, 30)
"""Where recall is drawn."""
DEEP = max(CURVE)
"""Passages asked for: an article may take three of them, and ten articles are wanted."""

Judgements = Mapping[str, Mapping[str, int]]
Ranking = Mapping[str, Sequence[str]]
"""Documents by query, best first."""


def document(url: str) -> str:
    """What a document is called in TREC files: its own id where the dataset has ids, else its address; no spaces."""
    return token(url.removeprefix(DOCUMENT))


def token(name: str) -> str:
    """A name without spaces, as TREC files need."""
    return quote(name, safe="".join(chr(c) for c in range(33, 127))) if not _plain(name) else name


def _plain(name: str) -> bool:
    return name.isprintable() and " " not in name


def ranked(hits: Sequence[Hit], judged: Sequence[str], weak: Sequence[str] = ()) -> list[str]:
    """The articles among the hits, each at its first passage.

    A hit stands for all printings of its text: it is called by each that was judged, one after another, else by one
    with a weak label, else by the one shown. Of several addresses of one article the first counts.
    """
    names, labels = ({article_id(url): document(url) for url in reversed(urls)} for urls in (judged, weak))
    found: dict[str, None] = {}
    for hit in hits:
        shown = hit.source.article_id
        ids = [shown, *(copy.article_id for copy in hit.copies)]
        called = [names[i] for i in ids if i in names] or [labels[i] for i in ids if i in labels][:1]
        found |= dict.fromkeys(called or [document(hit.source.article.url or shown)])
    return list(found)


def measured(judgements: Judgements, ranking: Ranking, measures: Sequence[str]) -> dict[str, dict[str, float]]:
    """Every measure of every judged query; a query without a result has 0."""
    import ir_measures

    parsed = [ir_measures.parse_measure(name) for name in measures]
    found = {query: dict.fromkeys(measures, 0.0) for query in judgements}
    scored = {query: _scores(ranking.get(query, ())) for query in judgements}
    qrels = {query: dict(grades) for query, grades in judgements.items()}
    for metric in ir_measures.iter_calc(parsed, qrels, scored):
        found[metric.query_id][str(metric.measure)] = float(metric.value)
    return found


def _scores(documents: Sequence[str]) -> dict[str, float]:
    # Whole numbers, since trec_eval goes by the score alone, in single precision, and breaks ties by name.
    return {name: float(len(documents) - position) for position, name in enumerate(documents)}


def write_run(path: Path, ranking: Ranking) -> None:
    """A run as trec_eval reads it: query Q0 document rank score tag. The score is the rank, turned round."""
    with path.open("w", encoding="utf-8") as file:
        for query, documents in ranking.items():
            for rank, (name, score) in enumerate(_scores(documents).items(), 1):
                file.write(f"{token(query)} Q0 {name} {rank} {score:.0f} dateline\n")


def write_judgements(path: Path, judgements: Judgements) -> None:
    """Judgements as trec_eval reads them: query 0 document grade."""
    with path.open("w", encoding="utf-8") as file:
        for query, grades in judgements.items():
            for name, grade in grades.items():
                file.write(f"{token(query)} 0 {name} {grade}\n")
