"""A report as one page that stands alone: numbers, drawings, the questions that went worst, another run beside it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval import plots
from eval.report import ALL, Compared, Report, counts, held, milliseconds
from eval.runs import Row

TEMPLATE = Path(__file__).with_name("page.html")
WORST = 20
CUT = 400
"""Characters of a passage that are shown."""
_BY = {
    "retrieval": ("nDCG@10", "evidence recall@10", "rr@10", "answer@5"),
    "answers": ("contains", "first_contains"),
    "citations": ("citation recall", "citation precision", "needed articles cited"),
}
"""What the worst are chosen by: the first measure, then the next."""


def render(found: Report, others: Sequence[Compared] = (), *, show_held: bool = False) -> str:
    """The page. Every text is escaped; only our own drawings are not."""
    from jinja2 import Environment, StrictUndefined

    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    hidden = 0 if show_held else sum(map(held, found.rows))
    return template.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        report=found,
        total=len(found.rows),
        all=ALL,
        groups=[group for group in found.scores if group != ALL],
        drawings=_drawings(found),
        counts=counts(found) if found.task == "answers" else {},
        others=others,
        worst=[_shown(row) for row in worst(found, show_held=show_held)],
        hidden=hidden,
    )


def _drawings(found: Report) -> list[str]:
    times = milliseconds(found.rows)
    drawn = [plots.bars(found.scores[ALL], "Mean and 95% interval")]
    if found.curve:
        drawn.append(plots.curve(found.curve, "Recall of articles"))
    spent = [row.ms for row in found.rows]
    return [*drawn, plots.histogram(spent, times["median"], times["p95"], "Time for a question")]


def worst(found: Report, *, show_held: bool) -> list[Row]:
    """The questions that went worst, held ones apart; those where all went well are none of them."""
    rows = [row for row in found.rows if show_held or not held(row)]
    return [row for row in sorted(rows, key=lambda row: _marks(found.task, row)) if not _fine(found.task, row)][:WORST]


def _marks(task: str, row: Row) -> tuple[float, ...]:
    if task == "answers" and not row.question.answerable:
        return (row.scores["refused"],)
    return tuple(row.scores[name] for name in _BY[task] if name in row.scores)


def _fine(task: str, row: Row) -> bool:
    return all(mark == 1 for mark in _marks(task, row))


def _shown(row: Row) -> dict[str, Any]:
    """What the template shows of a question."""
    hits, said = row.detail.get("hits"), row.detail.get("said")
    return {
        "question": row.question,
        "expected": [" or ".join(group) for group in row.question.answers],
        "scores": row.scores,
        "missed": row.detail.get("missed") or [],
        "found": row.detail.get("found") or [],
        "evidence": row.detail.get("evidence") or [],
        "hits": [(rank, url, _cut(text)) for rank, url, text in hits] if isinstance(hits, list) else [],
        "said": said if isinstance(said, list) else [],
        "reason": row.detail.get("reason") or "",
    }


def _cut(text: str) -> str:
    return text if len(text) <= CUT else f"{text[:CUT].rstrip()} …"
