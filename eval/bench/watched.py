"""What one `dateline add` takes of a machine: time by the clock and of the processors, memory, and whether it slows."""

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import DatasetError

CORES = os.cpu_count() or 1
ADD = [sys.executable, "-m", "rag", "add", "--no-index"]
TENTH, FEW = 10, 30
"""The parts of a run that are compared, and the transactions below which they say nothing."""
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True, slots=True)
class Run:
    """One `dateline add`."""

    name: str
    articles: int
    size: int
    """Bytes that were read."""
    seconds: float
    processor: float
    """Seconds, all processes together."""
    memory: int
    """Bytes, all processes together, at the most; what they share is counted once."""
    pace: float
    """Articles a second of the last tenth, divided by those of the first."""
    effort: float
    """The same by processor time, which others on the machine disturb less."""

    @property
    def ideal(self) -> float:
        """Articles a second of all cores."""
        return CORES * self.articles / self.processor


@dataclass(frozen=True, slots=True)
class _Moment:
    """How far a run was: seconds by the clock, of the processors, articles kept."""

    clock: float
    processor: float
    kept: int


def add(name: str, source: Path, library: Path, articles: int, size: int) -> Run:
    """Add `source`, which holds so many `articles`, and watch. Raises `DatasetError` when not all of them were kept."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(
        [*ADD, str(source), "--library", str(library)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    memory = _Memory(process.pid)
    moments = [_Moment(0, 0, 0)]
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("kept "):
            moments.append(_Moment(time.monotonic() - began, _used(process.pid), int(line.split()[1])))
    process.wait()
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if moments[-1].kept != articles:
        raise DatasetError(f"{name}: {moments[-1].kept:,} of {articles:,} articles were kept")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(name, articles, size, seconds, processor, memory.stop(), *_paces(moments))


def _paces(moments: Sequence[_Moment]) -> tuple[float, float]:
    """How much of the first tenth's rate the last has, by clock and processor; the start of the process is in none."""
    if len(moments) < FEW:
        return float("nan"), float("nan")
    total, started, ended = moments[-1].kept, moments[1], moments[-1]
    first = next((at for at in moments if at.kept >= started.kept + total / TENTH), ended)
    last = next(at for at in moments if at.kept >= total - total / TENTH)
    share = (ended.kept - last.kept) / (first.kept - started.kept)
    spent = first.processor - started.processor, ended.processor - last.processor
    return (
        share * (first.clock - started.clock) / (ended.clock - last.clock),
        share * spent[0] / spent[1] if spent[1] else float("nan"),
    )


class _Memory:
    """The most that a process and those it started take, looked at twice a second. Linux only, else 0."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._done = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        self._done.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._done.wait(0.5):
            self._most = max(self._most, sum(map(_taken, _family(self._pid))))


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += (member for child in task.read_text().split() for member in _family(int(child)))
        except OSError:  # it has ended
            continue
    return found


def _taken(pid: int) -> int:
    """The proportional set size in bytes: a page that n processes share counts as an n-th in each."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _used(pid: int) -> float:
    """Processor seconds of a process, those it started, and those of them that ended."""
    ticks = 0
    for member in _family(pid):
        try:
            fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / _TICKS
