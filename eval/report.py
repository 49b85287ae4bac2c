"""A finished run as files: numbers with intervals, TREC run and judgements, a line for each question, a page."""

import json
import math
import platform
import statistics
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from eval.datasets import Dataset, DatasetError
from eval.ranking import write_judgements, write_run
from eval.runs import Row, headline, judgements, ranking, recall_curve
from eval.statistics import Difference, Estimate, compare, estimate
from eval.store import ROOT, code_digest
from rag.settings import Settings

PACKAGES = ("dateline", "chromadb", "ir_measures", "numpy", "openvino", "scipy", "sentencex", "tantivy", "tokenizers")
ALL = "all"

Scores = dict[str, dict[str, Estimate]]
"""Estimates by group, then by measure."""


@dataclass(frozen=True, slots=True)
class Report:
    """One task on one dataset under one reading of its dates."""

    task: str
    """`retrieval`, `answers` or `citations`."""
    dataset: str
    variant: str
    """`as-of`, `no-as-of`, or empty where the dataset's questions carry no date."""
    made: dict[str, Any]
    """What it was made with: versions, settings, digests, commit, time."""
    notes: tuple[str, ...]
    scores: Scores
    curve: dict[int, float]
    rows: list[Row]

    @property
    def name(self) -> str:
        """What its folder is called."""
        return "-".join(filter(None, (self.dataset, self.task, self.variant)))


@dataclass(frozen=True, slots=True)
class Compared:
    """The differences to another run, by measure."""

    name: str
    differences: dict[str, Difference]


def report(
    task: str, dataset: Dataset, variant: str, rows: list[Row], settings: Settings, more: dict[str, Any]
) -> Report:
    """Scores of a run in groups: all questions, then each split where there are any, else each type."""
    curve = recall_curve(rows) if task == "retrieval" else {}
    return Report(
        task, dataset.name, variant, _made(dataset, settings) | more, dataset.notes, _scores(rows), curve, rows
    )


def _scores(rows: Sequence[Row]) -> Scores:
    groups: dict[str, list[Row]] = {ALL: list(rows)}
    splits = any(row.question.split for row in rows)
    for row in rows:
        if group := row.question.split if splits else row.question.type:
            groups.setdefault(group, []).append(row)
    if not splits and len(groups) == 2:  # one type is all of them
        groups = {ALL: list(rows)}
    return {ALL: _estimates(groups.pop(ALL)), **{name: _estimates(groups[name]) for name in sorted(groups)}}


def _estimates(rows: Sequence[Row]) -> dict[str, Estimate]:
    values: dict[str, list[float]] = {}
    for row in rows:
        for name, value in row.scores.items():
            values.setdefault(_told(row, name), []).append(value)
    return {name: estimate(found) for name, found in values.items()}


def _told(row: Row, name: str) -> str:
    """What a score is called: refusing is right or wrong, or nobody knows, and a mean of all would say nothing."""
    q = row.question
    if name != "refused":
        return name
    if not q.answerable:
        return "refused rightly"
    return "refused wrongly" if q.gold or q.relevant or q.weak else "refused, unjudged"


def _made(dataset: Dataset, settings: Settings) -> dict[str, Any]:
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "packages": _versions(),
        "settings": {"encoder": settings.encoder, "llm": settings.llm, "prompt_tokens": settings.prompt_tokens},
        "settings_hash": settings.answer_hash(),
        "data_digest": dataset.digest,
        "code_digest": code_digest(),
        "commit": _commit(),
    }


def _versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _commit() -> str | None:
    """The commit, with `+changes` when files differ from it; None outside a git repository."""
    try:
        head = _git("rev-parse", "HEAD")
        return head + ("+changes" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


# -- comparing -------------------------------------------------------------------------------------------------------


def load_run(path: Path) -> dict[str, Any]:
    """A `run.json`. Raises `DatasetError`."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or not _is_run(found):
            raise ValueError("it holds no run")
    except (OSError, ValueError, RecursionError) as error:
        raise DatasetError(f"cannot compare with {path}: {error}; it takes the run.json of an earlier run") from error
    return found


def _is_run(found: dict[str, Any]) -> bool:
    made, rows = found.get("made"), found.get("questions")
    if not {"name", "task"} <= found.keys() or not isinstance(made, dict) or not isinstance(rows, dict):
        return False
    values = (value for row in rows.values() for value in (row.values() if isinstance(row, dict) else [None]))
    return all(isinstance(value, int | float) and math.isfinite(value) for value in values)


def compared(ours: Report, theirs: dict[str, Any]) -> Compared | None:
    """Every measure of both runs, paired by question; None when they are not of one task and the same data."""
    if theirs["task"] != ours.task or theirs["made"].get("data_digest") != ours.made["data_digest"]:
        return None
    other: dict[str, dict[str, float]] = theirs["questions"]
    names = dict.fromkeys(name for row in ours.rows for name in row.scores)
    found = {}
    for name in names:
        pairs = [
            (row.scores[name], other[row.question.id][name])
            for row in ours.rows
            if name in row.scores and name in other.get(row.question.id, {})
        ]
        if pairs:
            found[name] = compare([a for a, _ in pairs], [b for _, b in pairs])
    return Compared(str(theirs["name"]), found) if found else None


# -- files -----------------------------------------------------------------------------------------------------------


def milliseconds(rows: Sequence[Row]) -> dict[str, float]:
    """Median and 95th percentile of the time that a question took."""
    times = sorted(row.ms for row in rows)
    return {"median": statistics.median(times), "p95": times[min(len(times) - 1, int(0.95 * len(times)))]}


def as_json(found: Report, others: Iterable[Compared]) -> dict[str, Any]:
    """What `run.json` holds: everything but texts."""
    return {
        "name": found.name,
        "task": found.task,
        "dataset": found.dataset,
        "variant": found.variant,
        "made": found.made,
        "notes": list(found.notes),
        "ms": milliseconds(found.rows),
        "scores": {g: {n: asdict(e) for n, e in names.items()} for g, names in found.scores.items()},
        "counts": counts(found) if found.task == "answers" else {},
        "recall": {str(k): value for k, value in found.curve.items()},
        "compared": [{"with": c.name, "differences": {n: asdict(d) for n, d in c.differences.items()}} for c in others],
        "questions": {row.question.id: row.scores for row in found.rows},
    }


def counts(found: Report) -> dict[str, dict[str, str]]:
    """The headline counts of a run of answers, by split."""
    splits = sorted({row.question.split for row in found.rows})
    return {name or ALL: headline(r for r in found.rows if r.question.split == name) for name in splits}


def held(row: Row) -> bool:
    """Whether a question's words are kept back, since nothing may be tuned to them."""
    return row.question.split == "held"


def question_line(row: Row, *, show_held: bool) -> dict[str, Any]:
    """A question and what became of it; of a held one no words, neither its own nor those found for it."""
    q = row.question
    shown: dict[str, Any] = {"id": q.id, "type": q.type, "split": q.split}
    if show_held or not held(row):
        shown |= {"question": q.text, "expected": [list(group) for group in q.answers], **row.detail}
    return {**shown, **row.scores, "ms": row.ms}


def ragas_line(row: Row) -> dict[str, Any]:
    """A question and its answer under the names that ragas reads (its `SingleTurnSample`)."""
    q, said, quotes = row.question, row.detail.get("said"), row.detail.get("quotes")
    return {
        "user_input": q.text,
        "response": " ".join(text for text, _ in said) if isinstance(said, list) else "",
        "retrieved_contexts": list(quotes) if isinstance(quotes, list) else [],
        "reference": "; ".join(group[0] for group in q.answers),
        "reference_contexts": [gold.quote for gold in q.gold],
    }


def folder_for(path: Path) -> Path:
    """A folder to write to, made when it is not there. Raises `DatasetError`."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as error:
        raise DatasetError(f"cannot write to {path}: {error.strerror}") from error


def write(found: Report, folder: Path, others: Sequence[Compared], *, show_held: bool) -> Path:
    """Write every file of a run into a folder of its own; returns that folder. Raises `DatasetError`."""
    from eval.page import render

    folder = folder_for(folder / found.name)
    try:
        (folder / "run.json").write_text(json.dumps(as_json(found, others), indent=1) + "\n", encoding="utf-8")
        _write_lines(folder / "questions.jsonl", (question_line(row, show_held=show_held) for row in found.rows))
        if found.task == "retrieval":
            write_run(folder / "run.trec", ranking(found.rows))
            write_judgements(folder / "qrels.trec", judgements(found.rows))
        if found.task == "answers":
            shown = (row for row in found.rows if show_held or not held(row))
            _write_lines(folder / "ragas.jsonl", map(ragas_line, shown))
        (folder / "index.html").write_text(render(found, others, show_held=show_held), encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"cannot write {folder}: {error.strerror}") from error
    return folder


def _write_lines(path: Path, objects: Iterable[object]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in objects)
