"""Runs the command line as a person does, in a process of its own."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rag.cli import cli
from rag.process import run

ROOT = Path(__file__).resolve().parents[1]
COMMAND = (sys.executable, "-m", "rag")


@dataclass(frozen=True, slots=True)
class Run:
    """What a finished command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which is one JSON value."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Standard output, which is one JSON value a line."""
        return [json.loads(line) for line in self.out.split("\n") if line]


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without Dateline's settings; those of the machine stay as they are."""
    machine = ("DATELINE_CACHE", "DATELINE_THREADS")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_") or k in machine}
    return {**kept, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", **changes}


def dateline(
    *words: object,
    library: Path | None = None,
    stdin: str | bytes = b"",
    cwd: Path = ROOT,
    **settings: str,
) -> Run:
    """Run a command to its end; no outcome raises, a traceback apart."""
    where = () if library is None else ("--library", str(library))
    done = subprocess.run(
        [*COMMAND, *map(str, words), *where],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        cwd=cwd,
        env=environment(**settings),
        timeout=180,
    )
    finished = Run(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in finished.err, finished.err
    return finished


def here(*words: object, library: Path | None = None, stdin: bytes = b"", **settings: str) -> Run:
    """`dateline` in this process, which spares starting one: for what a command does, not how it starts and ends."""
    where = () if library is None else ("--library", str(library))
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        for name in os.environ.keys() - environment().keys():
            patch.delenv(name)
        for name, value in settings.items():
            patch.setenv(name, value)
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            run(cli, [*map(str, words), *where])
    return Run(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def write_jsonl(path: Path, articles: Sequence[dict[str, Any]]) -> Path:
    """A file for `add`."""
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    return path


def one_line(text: str) -> str:
    """What was said on standard error, which must be one line."""
    lines = [line for line in text.splitlines() if line]
    assert len(lines) == 1, text
    return lines[0]
