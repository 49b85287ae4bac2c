"""Progress on standard error: bars on a terminal, else a line now and then."""

import sys
import time
from typing import Never, Self

import click
from tqdm import tqdm

from corpus.runs import AddReport

_QUIET = 3.0
"""Seconds between two plain lines about the same work."""


class Reporter:
    """Shows how far adding and indexing are. A context manager: it ends its bar."""

    def __init__(self) -> None:
        self.kept = 0
        """Articles that are durable, those that were there before included."""
        self._terminal = sys.stderr.isatty()
        self._bar: tqdm[Never] | None = None
        self._what = ""
        self._told = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def committed(self, report: AddReport) -> None:
        """Told by `Library.add` after every transaction."""
        self.kept = report.kept
        if self._terminal:
            self._show("reading", self.kept, None, "article")
        else:
            click.echo(f"kept {self.kept} articles", err=True)

    def indexing(self, what: str, done: int, total: int) -> None:
        """A `rag.generation.Progress`."""
        if self._terminal:
            self._show(what, done, total, "")
        elif what != self._what or time.monotonic() - self._told > _QUIET:
            self._what, self._told = what, time.monotonic()
            click.echo(f"{what}: {done} of {total}", err=True)

    def _show(self, what: str, done: int, total: int | None, unit: str) -> None:
        bar = self._bar
        if bar is None or what != self._what:
            self._end()
            self._what = what
            self._bar = bar = tqdm(desc=what, total=total, unit=unit or "it", leave=False, file=sys.stderr)
        bar.total = total
        bar.update(done - bar.n)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
