"""The gate: what the demo must keep reaching, and what may be done to a floor."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from eval.datasets import DatasetError
from eval.gate import Floor, Floors, Measured, failures, lines, load, measure, raised, save
from rag.settings import Settings

KEPT = Floors("d1", {"gold": Floor(0.9, 0.02, 0.9), "exact": Floor(1.0, 0.0, 1.0)})


def reached(gold: float = 0.9, exact: float = 1.0, digest: str = "d1") -> Measured:
    return Measured(digest, {"gold": gold, "exact": exact})


def test_the_demo_keeps_its_floors() -> None:
    """Only the questions that may be tuned on."""
    assert failures(load(), measure(Settings())) == []


def test_a_fall_within_the_margin_is_noise_and_one_below_shuts_the_gate() -> None:
    assert failures(KEPT, reached(gold=0.881)) == []
    assert failures(KEPT, reached(gold=0.879)) == ["gold fell to 0.879, below its floor of 0.900 less 0.020"]
    assert failures(KEPT, reached(exact=0.999))
    assert failures(KEPT, reached(gold=math.nan))
    assert failures(KEPT, Measured("d1", {"gold": 1.0}))
    assert failures(KEPT, Measured("d1", {"gold": 1.0, "exact": 1.0, "new": 1.0})) == ["new has no floor"]


def test_other_data_shut_the_gate() -> None:
    assert "not the one that the floors were set on (digest d2)" in failures(KEPT, reached(digest="d2"))[0]
    with pytest.raises(DatasetError, match="not the one"):
        raised(KEPT, reached(gold=1.0, digest="d2"))


def test_raising_never_lowers() -> None:
    up = raised(KEPT, reached(gold=0.95678))
    assert up.floors["gold"] == Floor(0.956, 0.02, 0.956)
    assert raised(up, reached(gold=0.1)) == up
    assert failures(up, reached(gold=0.95678)) == []


def test_a_lowered_floor_needs_a_reason_which_is_shown() -> None:
    lowered = replace(KEPT, floors={**KEPT.floors, "gold": Floor(0.8, 0.02, 0.9)})
    assert failures(lowered, reached()) == ["gold: its floor was lowered from 0.900 to 0.800 without a reason"]
    explained = replace(KEPT, floors={**KEPT.floors, "gold": Floor(0.8, 0.02, 0.9, "harder questions were added")})
    assert failures(explained, reached()) == []
    assert any("lowered from 0.900: harder questions were added" in line for line in lines(explained, reached()))
    assert raised(explained, reached(gold=0.85)).floors["gold"].reason == "harder questions were added"
    assert raised(explained, reached(gold=0.95)).floors["gold"] == Floor(0.95, 0.02, 0.95)


def test_floors_are_read_back_and_broken_ones_are_named(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    save(KEPT, path)
    assert load(path) == KEPT
    path.write_text('{"digest": "d1", "floors": {"gold": {"floor": 1}}}')
    with pytest.raises(DatasetError, match="cannot read the floors"):
        load(path)
