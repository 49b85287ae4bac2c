"""Refusals: the same questions of an archive with the articles that answer them and without, and what is refused.

A question is asked twice: of the whole archive, and with every article left out that holds the answer's words, or the
judged facts where a dataset has those. The curve says how many of the second kind, and of the questions that have no
answer at all, are refused when some share of the first kind is refused wrongly.
"""

import json
import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tqdm import tqdm

from eval import store
from eval.datasets import Dataset, DatasetError, GoldQuestion
from eval.metrics import article_id, asks_for_words, normalise
from eval.report import folder_for
from rag.library import Library
from rag.settings import Settings
from rag.types import Answer

SHARES = (0.02, 0.05, 0.1, 0.2)
"""Of answerable questions wrongly refused, at which the curve is read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: what the archive has to answer it with (1 is the least that is answered), and without its gold."""

    id: str
    type: str
    present: float | None
    """None for a question that has no answer in the archive."""
    absent: float


@dataclass(frozen=True, slots=True)
class Point:
    """A place of the curve: a threshold, and the shares refused below it."""

    threshold: float
    wrongly: float
    removed: float
    """Of the same questions without the articles that answer them; NaN when there are none."""
    unanswerable: float
    """Of the questions that have no answer; NaN when there are none."""


def measure(dataset: Dataset, settings: Settings, folder: Path | None = None) -> list[Asked]:
    """Ask every question of a dataset, as of its date where it has one. Raises `DatasetError`."""
    with store.opened(dataset, settings, folder=folder) as library:
        kept = held_by(library)
        asked = [_dated(q) for q in dataset.questions if not q.answerable or _holding(q, kept)]
        if not asked:
            raise DatasetError(f"{dataset.name}: no question says which articles answer it")
        return [_asked(library, q, _holding(q, kept)) for q in tqdm(asked, desc="refusals", disable=None)]


@dataclass(frozen=True, slots=True)
class Held:
    """Of every article, by its id, the text in the form that `_holding` looks through, and the origin."""

    texts: dict[str, str]
    origins: dict[str, str]


def held_by(library: Library) -> Held:
    """What a library holds."""
    current = [v for v in library.catalog if v.current]
    texts = {v.article_id: f" {normalise(v.article.text)} " for v in current}
    return Held(texts, {v.article_id: v.origin_id for v in current})


def _dated(question: GoldQuestion) -> GoldQuestion:
    return replace(question, filters=replace(question.filters, as_of=question.filters.as_of or question.asked))


def _holding(question: GoldQuestion, kept: Held) -> frozenset[str]:
    """The articles that answer a question: the judged ones, those that hold the words of its answer, and their copies.

    Where a dataset says which facts answer, words are not looked for. Where it has articles in pieces, all of them go:
    the piece next to the judged one tells the same story.
    """
    if not question.answerable or not question.worded:
        return frozenset()
    judged = [*(gold.url for gold in question.gold), *(url for url, _ in question.relevant), *question.pieces]
    found = kept.origins.keys() & {article_id(url) for url in judged}
    if (judged or question.weak) and not question.evidence and asks_for_words(question):
        wanted = [[f" {normalise(answer)} " for answer in group] for group in question.answers]
        found |= {i for i, text in kept.texts.items() if all(any(a in text for a in group) for group in wanted)}
    origins = {kept.origins[i] for i in found}
    return frozenset(i for i, origin in kept.origins.items() if origin in origins)


def _asked(library: Library, question: GoldQuestion, holding: frozenset[str]) -> Asked:
    filters = question.filters
    without = library.ask(question.text, filters=replace(filters, without=holding), history=question.history)
    present = library.ask(question.text, filters=filters, history=question.history) if question.answerable else None
    return Asked(question.id, question.type, None if present is None else _evidence(present), _evidence(without))


def _evidence(answer: Answer) -> float:
    if answer.evidence is not None:
        return answer.evidence
    return math.inf if answer.sentences else 0.0


def curve(rows: Sequence[Asked], in_use: float) -> list[Point]:
    """The curve at `SHARES`, then the point of the threshold in use."""
    present = sorted(row.present for row in rows if row.present is not None)
    # The highest threshold that refuses at most the share: what equals it is answered.
    thresholds = [present[math.floor(share * len(present) + 1e-9)] for share in SHARES] if present else []
    return [_point(rows, threshold) for threshold in (*thresholds, in_use)]


def _point(rows: Sequence[Asked], threshold: float) -> Point:
    def refused(values: Sequence[float]) -> float:
        return statistics.fmean(value < threshold for value in values) if values else math.nan

    pairs = [row for row in rows if row.present is not None]
    return Point(
        threshold,
        refused([row.present for row in pairs if row.present is not None]),
        refused([row.absent for row in pairs]),
        refused([row.absent for row in rows if row.present is None]),
    )


def lines(rows: Sequence[Asked], in_use: float) -> Iterator[str]:
    """The curve as a table."""
    pairs = sum(row.present is not None for row in rows)
    yield f"{pairs} pairs, {len(rows) - pairs} questions without an answer"
    yield f"{'':<26}{'threshold':>10}{'wrongly':>10}{'removed':>10}{'no answer':>11}"
    names = [f"{share:.0%} wrongly refused" for share in SHARES] if pairs else []
    for name, p in zip([*names, "in use"], curve(rows, in_use), strict=True):
        yield f"{name:<26}{p.threshold:>10.3f}{p.wrongly:>10.3f}{p.removed:>10.3f}{p.unanswerable:>11.3f}"


def write(rows: Sequence[Asked], in_use: float, out: Path) -> None:
    """The curve and every question, as JSON in a folder; what is no number, or has no bound, is null."""
    found = {"curve": [_plain(p) for p in curve(rows, in_use)], "questions": [_plain(row) for row in rows]}
    (folder_for(out) / "refusals.json").write_text(json.dumps(found, indent=1), encoding="utf-8")


def _plain(found: Point | Asked) -> dict[str, object]:
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in asdict(found).items()}
