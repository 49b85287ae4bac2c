"""What each signal of the ranking adds, by running the same questions with some of them switched off."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import partial
from typing import Any

from eval.datasets import DatasetError, GoldQuestion
from eval.report import ALL
from eval.runs import Row, Search, run_retrieval, summarise
from eval.statistics import compare
from rag import retrieve
from rag.library import Library

BASE = ("words", "meaning")
SHOWN = ("gold@1", "rr@10", "gold@5", "Success@1", "Success@5", "nDCG@10", "R@10", "evidence recall@10", "answer@5")


def variants(standard: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Weights by name: each base signal alone, both, both with each further signal, and all of them."""
    off = dict.fromkeys(standard, 0.0)
    both = off | {name: standard[name] for name in BASE}
    further = [name for name in standard if name not in BASE]
    return {
        **{f"{name} only": off | {name: 1.0} for name in BASE},
        "both": both,
        **{f"both + {name}": both | {name: standard[name]} for name in further},
        "all": dict(standard),
    }


def run(library: Library, questions: Sequence[GoldQuestion]) -> dict[str, list[Row]]:
    """Rows by variant. Raises `DatasetError` when this version's search takes no weights."""
    weights: Callable[..., Any] | None = getattr(retrieve, "Weights", None)
    if weights is None:
        raise DatasetError("this version's search takes no weights, so no signal can be switched off")
    made: Any = weights()
    standard = {field.name: float(getattr(made, field.name)) for field in fields(made)}
    if not library.settings.reranker:
        del standard["reranked"]
    search: Search = library.search
    return {
        name: run_retrieval(library, questions, search=partial(search, weights=weights(**chosen)))
        for name, chosen in variants(standard).items()
    }


def table(found: Mapping[str, Sequence[Row]]) -> list[str]:
    """A line for each variant: means, and p of the difference to all signals in the first measure."""
    means = {name: summarise(rows, lambda _: ALL).get(ALL, {}) for name, rows in found.items()}
    shown = [name for name in SHOWN if any(name in m for m in means.values())]
    if not shown:
        raise DatasetError("no question to ask of which the dataset says what answers it")
    lines = [f"{'':<22}" + "".join(f"{name:>20}" for name in shown) + f"{'p, ' + shown[0]:>14}"]
    for name, m in means.items():
        cells = "".join(f"{m[s]:>20.3f}" if s in m else f"{'':>20}" for s in shown)
        lines.append(f"{name:<22}{cells}{_against(found[name], found['all'], shown[0]):>14}")
    return lines


def _against(rows: Sequence[Row], full: Sequence[Row], measure: str) -> str:
    if rows is full:
        return ""
    pairs = [(a.scores[measure], b.scores[measure]) for a, b in zip(rows, full, strict=True) if measure in a.scores]
    p = compare([a for a, _ in pairs], [b for _, b in pairs]).p
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
