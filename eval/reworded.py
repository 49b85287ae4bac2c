"""The demo's questions in other words than the articles have: as a reader asks who remembers the story alone."""

import json
from dataclasses import replace
from importlib.resources import files

from eval.datasets import Dataset, DatasetError


def reworded(dataset: Dataset) -> Dataset:
    """The questions for which `eval/reworded.jsonl` has other words, asked with those. Raises `DatasetError`.

    They were written by somebody who had read the articles, and not the code. Nothing is tuned to them.
    """
    rows = map(json.loads, files("eval").joinpath("reworded.jsonl").read_text(encoding="utf-8").splitlines())
    others = {row["id"]: row["question"] for row in rows}
    asked = tuple(replace(q, text=others[q.id]) for q in dataset.questions if q.id in others and q.answerable)
    if dataset.name != "demo" or not asked:
        raise DatasetError(f"{dataset.name}: only the demo's questions are kept in other words")
    return replace(dataset, questions=asked, digest=f"{dataset.digest}-reworded")
