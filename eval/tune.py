"""Choosing the weights of the ranking on development sets: a random walk from the present ones.

The candidates of every question and their signals are found once; a try is then one product and one sort a question.
"""

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from eval.datasets import DatasetError, GoldQuestion
from eval.metrics import DEPTH, FIRST, article_id, asks_for_words, contains, packed
from rag.hits import PER_ARTICLE
from rag.library import Library
from rag.retrieve import Pool, candidates, understood
from rag.scoring import STANDARD, Weights
from rag.understanding import understand

STEPS = (0.6, 0.8, 0.9, 1.1, 1.25, 1.6)
FIXED = frozenset({"meaning", "context", "quoted", "reranked"})
"""The scale, what only chats show, what is asked for in so many words, and what is not part of the candidates."""
SEED = 11

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question's candidates, and what is known of each."""

    pool: Pool
    origins: list[str]
    articles: list[str]
    gold: Flags
    """Whether the passage is of a judged article, or of a copy of one; all false when none is judged."""
    facts: list[Flags]
    """For each gold fact or quote, which passages hold it."""
    all_needed: bool
    answers: list[Flags]
    """For each group of answers, which passages hold one; empty when the answer is no words."""


def judge(library: Library, questions: Sequence[GoldQuestion]) -> list[Judged]:
    """The candidates of every answerable question, judged. Raises `DatasetError` for a library without an index."""
    view = library.view()
    if view is None:
        raise DatasetError("the library has no index: `dateline sync` makes one")
    found = []
    for q in tqdm([q for q in questions if q.answerable], desc="candidates", unit="q", leave=False, disable=None):
        question = understand(q.text, q.history)
        queries = understood(view, question, q.filters, STANDARD)
        found.append(_judged(library, q, candidates(view, question, queries, q.filters, STANDARD)))
    return found


def _judged(library: Library, q: GoldQuestion, pool: Pool) -> Judged:
    view = library.view()
    assert view is not None
    passages = [view.arrays.passages[i] for i in pool.passage_ids]
    versions = {(v.article_id, v.version): v for v in library.catalog.versions_of(p.article_id for p in passages)}
    sources = [versions[p.article_id, p.version] for p in passages]
    texts = [v.article.text[p.start : p.end] for v, p in zip(sources, passages, strict=True)]
    ids = {article_id(url) for url, _ in q.relevant}
    origins = {v.origin_id for v in sources if v.article_id in ids}
    gold = [v.origin_id in origins for v in sources]
    groups = q.answers if asks_for_words(q) and q.weak else ()
    return Judged(
        pool,
        [v.origin_id for v in sources],
        [v.article_id for v in sources],
        np.array(gold, bool),
        [
            np.array([of and packed(g.quote) in packed(text) for of, text in zip(gold, texts, strict=True)], bool)
            for g in q.gold
        ],
        q.all_needed or q.evidence,
        [np.array([contains(text, [group]) for text in texts], bool) for group in groups],
    )


def measures(one: Judged, weights: Weights) -> dict[str, float]:
    """What the ranking under these weights gets right of a question."""
    order = _ranked(one, weights)
    found: dict[str, float] = {}
    if one.gold.any() and not one.facts:
        places = dict.fromkeys(one.origins[i] for i in order)
        good = {one.origins[i] for i in np.flatnonzero(one.gold)}
        rank = next((n for n, origin in enumerate(places) if origin in good), DEPTH)
        found |= {"Success@1": float(rank < 1), "Success@5": float(rank < 5), "Success@10": float(rank < DEPTH)}
    if one.answers:
        found["answer@5"] = float(all(flags[order[:FIRST]].any() for flags in one.answers))
    if one.facts:
        held = [np.flatnonzero(flags[order[:DEPTH]]) for flags in one.facts]
        ranks = [int(h[0]) if len(h) else DEPTH for h in held]
        needed = max(ranks) if one.all_needed else min(ranks)
        found |= {"recall@10": statistics.fmean(r < DEPTH for r in ranks), "complete@10": float(needed < DEPTH)}
        found |= {"complete@5": float(needed < 5), "first@1": float(min(ranks) < 1)}
    return found


def _ranked(one: Judged, weights: Weights) -> list[int]:
    """The first passages as a search gives them: one printing of a text, a few passages an article."""
    pool = replace(one.pool, newness=_newness(one.pool, weights))
    total, _ = pool.scored(weights)
    shown: dict[str, str] = {}
    taken: dict[str, int] = {}
    chosen: list[int] = []
    for i in np.argsort(-total, kind="stable").tolist():
        article = one.articles[i]
        if shown.setdefault(one.origins[i], article) == article and taken.get(article, 0) < PER_ARTICLE:
            taken[article] = taken.get(article, 0) + 1
            chosen.append(i)
        if len(chosen) == 3 * DEPTH:
            break
    return chosen


def _newness(pool: Pool, weights: Weights) -> float:
    """The same choice among the weights of newness as was made for the present ones."""
    kinds = ("recency", "lately", "latest", "undated")
    present: dict[float, float] = {getattr(STANDARD, kind): getattr(weights, kind) for kind in kinds}
    return present.get(pool.newness, 0.0)


def scores(sets: Mapping[str, Sequence[Judged]], weights: Weights) -> dict[str, float]:
    """Means by "dataset measure"."""
    found = {}
    for name, judged in sets.items():
        rows = [measures(one, weights) for one in judged]
        for measure in dict.fromkeys(m for row in rows for m in row):
            found[f"{name} {measure}"] = statistics.fmean(row[measure] for row in rows if measure in row)
    return found


def overall(means: Mapping[str, float]) -> float:
    """The mean over datasets of the mean of their measures."""
    by_dataset: dict[str, list[float]] = {}
    for name, value in means.items():
        by_dataset.setdefault(name.rsplit(maxsplit=1)[0], []).append(value)
    if not by_dataset:
        raise DatasetError("no question to ask of which a dataset says what answers it")
    return statistics.fmean(map(statistics.fmean, by_dataset.values()))


def lines(sets: Mapping[str, Sequence[Judged]], tries: int) -> Iterator[str]:
    """The walk as text: each improvement, and at the end all means beside those of the weights in use."""
    first: dict[str, float] | None = None
    means: dict[str, float] = {}
    for weights, reached, means in walk(sets, tries, overall):
        first = first or means
        changed = {n: v for n, v in asdict(weights).items() if v != getattr(STANDARD, n)}
        yield f"{reached:.4f}  {changed or 'the weights in use'}"
    for name, value in means.items():
        yield f"{name:<44}{(first or means)[name]:>8.3f}{value:>8.3f}"


def walk(
    sets: Mapping[str, Sequence[Judged]], tries: int, objective: Callable[[dict[str, float]], float]
) -> Iterator[tuple[Weights, float, dict[str, float]]]:
    """Every improvement on the way: the weights, the objective and all means."""
    rng = np.random.default_rng(SEED)
    weights, means = STANDARD, scores(sets, STANDARD)
    best = objective(means)
    yield weights, best, means
    names = [name for name in asdict(STANDARD) if name not in FIXED]
    for _ in tqdm(range(tries), desc="weights", leave=False, disable=None):
        chosen = rng.choice(names, size=int(rng.integers(1, 3)), replace=False).tolist()
        tried = replace(weights, **{n: round(float(getattr(weights, n) * rng.choice(STEPS)), 3) for n in chosen})
        if max(tried.sentence, tried.clause) > 1:
            continue
        means = scores(sets, tried)
        if (reached := objective(means)) > best:
            weights, best = tried, reached
            yield weights, best, means
