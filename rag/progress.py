"""Progress on standard error: bars on a terminal, else a line now and then."""

import sys
import threading
import time
from collections.abc import Sequence
from typing import Never, Self

import click
from tqdm import tqdm

from corpus.readers import Meter, size_of
from corpus.runs import AddReport

_QUIET = 3.0
"""Seconds between two plain lines about the same work."""
_REASONS = 3
"""Reasons that are named with how many were rejected."""


class Reporter:
    """Shows how far adding and indexing are. A context manager: it ends its bar."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self.kept = 0
        """Articles that are durable, those that were there before included."""
        self.meter = Meter()
        """What reading is measured by."""
        self._terminal = sys.stderr.isatty()
        self._bar: tqdm[Never] | None = None
        self._what = ""
        self._told = self._began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def measure(self, sources: Sequence[str]) -> None:
        """Find out how much there is to read, beside the reading: of a million files that takes a while."""

        def look() -> None:
            self.meter.total = size_of(sources)

        threading.Thread(target=look, name="dateline-measure", daemon=True).start()

    def committed(self, report: AddReport) -> None:
        """Told by `Library.add` after every transaction."""
        self.kept = report.kept
        if self._quiet:
            return
        if self._terminal:
            self._show("reading", self.meter.done, self.meter.total or None, "B")
            if self._bar is not None:
                self._bar.set_postfix_str(", ".join((f"{self.kept:,} articles", *_rejected(report))))
            return
        click.echo(f"kept {self.kept} articles", err=True)
        if time.monotonic() - self._told > _QUIET:
            self._told = time.monotonic()
            click.echo("reading: " + ", ".join((*self._pace(report), *_rejected(report))), err=True)

    def _pace(self, report: AddReport) -> tuple[str, ...]:
        seconds, done, total = time.monotonic() - self._began, self.meter.done, self.meter.total
        pace = f"{(report.kept + report.rejections) / seconds:,.0f} articles/s"
        if not total or not done:
            return (pace,)
        return f"{100 * done / total:.0f}%", pace, f"{_span(seconds * (total - done) / done)} left"

    def indexing(self, what: str, done: int, total: int) -> None:
        """A `rag.generation.Progress`."""
        if self._quiet:
            return
        if self._terminal:
            self._show(what, done, total, "")
            return
        now = time.monotonic()
        if what != self._what:
            self._what, self._told, self._began = what, now, now
            click.echo(f"{what}: {done} of {total}", err=True)
        elif now - self._told > _QUIET:
            self._told = now
            pace = done / (now - self._began)
            left = f"{pace:,.1f}/s, {_span((total - done) / pace)} left" if pace else ""
            click.echo(f"{what}: {done} of {total}, {left}", err=True)

    def _show(self, what: str, done: int, total: int | None, unit: str) -> None:
        bar = self._bar
        if bar is None or what != self._what:
            self._end()
            self._what = what
            self._bar = bar = tqdm(
                desc=what, total=total, unit=unit or "it", unit_scale=bool(unit), leave=False, file=sys.stderr
            )
        bar.total = total
        bar.update(done - bar.n)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _rejected(report: AddReport) -> tuple[str, ...]:
    """How many were rejected, and the commonest reasons; nothing when none was."""
    if not report.rejections:
        return ()
    named = report.reasons.most_common(_REASONS)
    reasons = [f"{count:,} {reason[:60]}" for reason, count in named]
    more = ["..."] if len(report.reasons) > len(named) else []
    return (f"rejected {report.rejections:,} ({'; '.join(reasons + more)})",)


def _span(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
