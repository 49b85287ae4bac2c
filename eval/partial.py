"""What an interrupted run has found so far, so that the next one goes on from there."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any


class Partial:
    """Results by question in a JSON Lines file, each written as soon as it is known.

    The file's name must stand for everything that a result depends on; see `eval.store.run_key`.
    """

    def __init__(self, path: Path) -> None:
        """Read what there is. A last line that was cut short is as if it had not been written."""
        self.path = path
        self.done: dict[str, dict[str, Any]] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            for line in path.read_text(encoding="utf-8").split("\n"):
                with suppress(ValueError, KeyError, TypeError):
                    row = json.loads(line)
                    self.done[row["id"]] = row

    def keep(self, question_id: str, result: dict[str, Any]) -> None:
        """Write one question's result."""
        with self.path.open("a", encoding="utf-8") as file:
            # The line feed before it ends a line that was cut short.
            file.write("\n" + json.dumps({"id": question_id, **result}))

    def finish(self) -> None:
        """The run is complete: the next one measures anew."""
        self.path.unlink(missing_ok=True)
