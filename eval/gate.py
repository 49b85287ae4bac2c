"""The gate: floors that the demo's scores must not fall below, kept in `floors.json` with the data's digest.

A floor is raised by `python -m eval gate --raise`. Nothing lowers one but a person who edits the file and says why:
`best` remembers how high a floor once was, and a floor below it without a `reason` shuts the gate.
"""

import json
import math
import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from eval import store
from eval.datasets import DatasetError
from eval.formats import demo
from eval.runs import Row, run_answers, run_retrieval
from rag.settings import Settings

FLOORS = Path(__file__).with_name("floors.json")
SPLIT = "tune"
"""The held questions are for measuring: what is gated is tuned to."""
_STEP = 0.001


@dataclass(frozen=True, slots=True)
class Floor:
    """What a score must reach, less `margin`: what a machine's other arithmetic may cost."""

    floor: float
    margin: float
    best: float
    """The highest floor that there ever was."""
    reason: str = ""
    """Why the floor is lower than `best`."""


@dataclass(frozen=True, slots=True)
class Floors:
    """The floors of one state of the data."""

    digest: str
    floors: dict[str, Floor]


@dataclass(frozen=True, slots=True)
class Measured:
    """The scores to hold against floors."""

    digest: str
    scores: dict[str, float]


def load(path: Path = FLOORS) -> Floors:
    """The floors in a file. Raises `DatasetError`."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        floors = {name: Floor(**floor) for name, floor in found["floors"].items()}
        return Floors(found["digest"], floors)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(f"cannot read the floors in {path}: {error!r}") from error


def save(floors: Floors, path: Path = FLOORS) -> None:
    """Write floors; a reason is written where there is one."""
    rows = {name: {k: v for k, v in asdict(floor).items() if v != ""} for name, floor in floors.floors.items()}
    path.write_text(json.dumps({"digest": floors.digest, "floors": rows}, indent=2) + "\n", encoding="utf-8")


def measure(settings: Settings) -> Measured:
    """The demo's scores on the questions that may be tuned on."""
    dataset = demo()
    questions = [q for q in dataset.questions if q.split == SPLIT]
    with store.opened(dataset, settings) as library:
        return Measured(dataset.digest, scores(run_retrieval(library, questions), run_answers(library, questions)))


def scores(found: Iterable[Row], answered: Iterable[Row]) -> dict[str, float]:
    """The gated scores, every one better when higher, of the rows of both runs."""
    answered = list(answered)
    kinds = {"answerable": [r for r in answered if r.question.answerable]}
    kinds["unanswerable"] = [r for r in answered if not r.question.answerable]
    return {
        **_means("retrieval", found, ("gold@1", "gold@5", "gold@10", "rr@10", "nDCG@10")),
        **_means("answers", answered, ("contains", "first_contains", "exact", "as_of_right")),
        "answers answerable not refused": 1 - _mean(r.scores["refused"] for r in kinds["answerable"]),
        "answers unanswerable refused": _mean(r.scores["refused"] for r in kinds["unanswerable"]),
    }


def _means(task: str, rows: Iterable[Row], names: Iterable[str]) -> dict[str, float]:
    rows = list(rows)
    return {f"{task} {name}": _mean(r.scores[name] for r in rows if name in r.scores) for name in names}


def _mean(values: Iterable[float]) -> float:
    """NaN without values, which passes no floor."""
    found = list(values)
    return statistics.fmean(found) if found else math.nan


def failures(kept: Floors, found: Measured) -> list[str]:
    """Why the gate is shut; empty when it is open."""
    if kept.digest != found.digest:
        return [
            f"the demo is not the one that the floors were set on (digest {found.digest}): look at the scores, then "
            "set the digest, and floors that have to change with their reason, in eval/floors.json"
        ]
    wrong = [f"{name} has no floor" for name in sorted(found.scores.keys() - kept.floors.keys())]
    for name, floor in kept.floors.items():
        if floor.floor < floor.best and not floor.reason.strip():
            wrong.append(f"{name}: its floor was lowered from {floor.best:.3f} to {floor.floor:.3f} without a reason")
        reached = found.scores.get(name, math.nan)
        if not reached >= floor.floor - floor.margin:
            wrong.append(f"{name} fell to {reached:.3f}, below its floor of {floor.floor:.3f} less {floor.margin:.3f}")
    return wrong


def raised(kept: Floors, found: Measured) -> Floors:
    """Floors lifted to what was reached, rounded down, where that is higher. Raises `DatasetError` on other data."""
    if kept.digest != found.digest:
        raise DatasetError(failures(kept, found)[0])
    floors = {}
    for name, floor in kept.floors.items():
        reached = math.floor(found.scores.get(name, 0.0) / _STEP + 1e-6) * _STEP
        lifted = round(max(floor.floor, reached), 3)
        best = max(floor.best, lifted)
        floors[name] = replace(floor, floor=lifted, best=best, reason=floor.reason if lifted < best else "")
    return replace(kept, floors=floors)


def lines(kept: Floors, found: Measured) -> list[str]:
    """A line for each floor: what was reached, what is asked, and why it is lower than it once was."""
    told = [f"{'':<34}{'reached':>9}{'floor':>9}{'margin':>9}"]
    for name, floor in kept.floors.items():
        line = f"{name:<34}{found.scores.get(name, math.nan):>9.3f}{floor.floor:>9.3f}{floor.margin:>9.3f}"
        lowered = f"  lowered from {floor.best:.3f}: {floor.reason or 'no reason given'}"
        told.append(line + (lowered if floor.floor < floor.best else ""))
    return told
