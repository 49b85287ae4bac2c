"""Whether citations carry what is cited for: each sentence of an answer against the words that it cites, and no others.

Citation recall and precision are those of Gao and others 2023 (ALCE) with `rag.support` as the judge, which is strict:
what it can neither prove nor refute counts as not supported.
"""

from collections.abc import Sequence
from statistics import fmean

from eval.datasets import GoldQuestion
from eval.metrics import article_id, exact
from eval.partial import Partial
from eval.runs import Row, each, said_by
from rag.answer.evidence import Basis
from rag.answer.support import support
from rag.hits import visible
from rag.library import Library
from rag.types import Answer, Citation, Sentence

FIRST = 6
"""Cited sentences among which the evidence of every article that a question needs is looked for."""


def run_citations(library: Library, questions: Sequence[GoldQuestion], partial: Partial | None = None) -> list[Row]:
    """Ask every question and check what its answer cites."""
    return list(each("citations", questions, lambda question: _checked(library, question), partial))


def _checked(library: Library, question: GoldQuestion) -> Row:
    answer = library.ask(question.text, filters=question.filters, history=question.history)
    checked = [cited_sentence(sentence, answer) for sentence in answer.sentences]
    judged = zip(answer.sentences, checked, strict=True)
    detail = {**said_by(answer), "sentences": [[s.text, holds, share] for s, (holds, share) in judged]}
    return Row(question, scores(question, answer, checked), detail, answer.timings_ms["total"])


def scores(question: GoldQuestion, answer: Answer, checked: Sequence[tuple[bool, float]]) -> dict[str, float]:
    """All that is counted of one answer; `checked` says of each sentence whether it is supported and by what share."""
    found = {"answered": float(answer.status == "answered"), "exact": float(exact(answer))}
    if answer.sentences:
        found |= {
            "citation recall": fmean(holds for holds, _ in checked),
            "citation precision": _precision(answer.sentences, checked),
            "uncited sentences": float(sum(not s.citations for s in answer.sentences)),
            "as-of violations": float(sum(not visible(c.source, question.filters.as_of) for c in answer.citations)),
            "shows a conflict": float(bool(answer.conflicts)),
        }
    if question.answerable and len(question.gold) > 1:
        found |= _articles(question, answer)
    return found


def _precision(sentences: Sequence[Sentence], checked: Sequence[tuple[bool, float]]) -> float:
    """The share of an answer's citations that are needed; of an answer without any, 0."""
    counts = [len(sentence.citations) for sentence in sentences]
    needed = sum(n * share for n, (_, share) in zip(counts, checked, strict=True))
    return needed / max(sum(counts), 1)


def cited_sentence(sentence: Sentence, answer: Answer) -> tuple[bool, float]:
    """Whether all its citations together support a sentence, and the share of them that it needs or that do alone."""
    cited = [answer.citations[n - 1] for n in sentence.citations]
    if not _holds(sentence, cited):
        return False, 0.0
    needed = [
        _holds(sentence, [one]) or not _holds(sentence, [c for c in cited if c is not one]) for one in cited
    ]
    return True, fmean(needed)


def _holds(sentence: Sentence, cited: Sequence[Citation]) -> bool:
    bases = [Basis(c.quote, c.source.article.title, c.source.article.outlet, c.source.article.published) for c in cited]
    return bool(bases) and support(sentence.text, bases).holds


def _articles(question: GoldQuestion, answer: Answer) -> dict[str, float]:
    """Of the articles that a question needs, the share that its first sentences cite, copies included."""
    held = set[str]()
    for sentence in answer.sentences[:FIRST]:
        for citation in (answer.citations[n - 1] for n in sentence.citations):
            held |= {citation.source.article_id, *(copy.article_id for copy in citation.copies)}
    wanted = {article_id(gold.url) for gold in question.gold}
    share = len(wanted & held) / len(wanted)
    return {"needed articles cited": share, "every needed article": float(share == 1)}
