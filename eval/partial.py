"""What an interrupted run has found so far, so that the next one goes on from there."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from eval.datasets import DatasetError


class Partial:
    """Results by question in a JSON Lines file, each written as soon as it is known.

    The file's name must stand for everything that a result depends on; see `eval.store.run_key`.
    """

    def __init__(self, path: Path) -> None:
        """Read what there is. A line that was cut short is as if it had not been written. Raises `DatasetError`."""
        self.path = path
        self.done: dict[str, dict[str, Any]] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                self._read(path.read_text(encoding="utf-8", errors="replace"))
        except OSError as error:
            raise DatasetError(f"cannot keep what is found in {path}: {error.strerror}") from error

    def _read(self, text: str) -> None:
        for line in text.split("\n"):
            with suppress(ValueError, KeyError, TypeError):
                row = json.loads(line)
                if isinstance(row, dict) and row.keys() >= {"scores", "detail", "ms"}:
                    self.done[row["id"]] = row

    def keep(self, question_id: str, result: dict[str, Any]) -> None:
        """Write one question's result. Raises `DatasetError` where there is no room for it."""
        try:
            with self.path.open("a", encoding="utf-8") as file:
                # The line feed before it ends a line that was cut short.
                file.write("\n" + json.dumps({"id": question_id, **result}))
        except OSError as error:
            raise DatasetError(f"cannot keep what is found in {self.path}: {error.strerror}") from error

    def finish(self) -> None:
        """The run is complete: the next one measures anew."""
        self.path.unlink(missing_ok=True)
