"""How the time of a call grows with the length of what it is given, for tests of hostile text.

No limit in seconds: a slow machine is slow at every length. The time is this thread's own, the best of a few.
"""

import time
from collections.abc import Callable

QUICK = 0.02
"""Seconds below which a call is not measured: its time is mostly noise."""


def too_steep(call: Callable[[str], object], made: Callable[[int], str], largest: int, most: float = 10.0) -> str:
    """Where four times the length takes more than `most` times as long, in words; empty when nowhere.

    Linear growth gives 4, quadratic 16, cubic 64. Lengths double up to `largest`, so that what grows without bounds is
    told before it takes for ever.
    """
    took: list[float] = []
    length = 8
    while length <= largest:
        took.append(_time(call, made(length)))
        before = max(took[-3], QUICK / 4) if len(took) > 2 else QUICK
        if took[-1] > QUICK and took[-1] > most * before:
            took[-1] = min(took[-1], _time(call, f"{made(length)} x x x"))  # once more: the machine may have been busy
        if took[-1] > QUICK and took[-1] > most * before:
            return f"{took[-1]:.3f} s for {length:,} characters, {before:.3f} s for a quarter: {made(24)[:24]!r}"
        length *= 2
    return ""


def repeated(token: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """A text of so many characters that says one thing over and over."""
    return lambda length: before + token * max(1, length // len(token)) + after


def _time(call: Callable[[str], object], text: str) -> float:
    best = float("inf")
    for attempt in range(3):
        other = text + " x" * attempt  # what is kept for a text that comes again took no time
        start = time.thread_time()
        call(other)
        best = min(best, time.thread_time() - start)
        if best < QUICK:
            break
    return best
