"""How many questions one visitor may ask in a minute."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW = 60.0
"""Seconds that a question counts for."""
VISITORS = 10_000
"""Visitors remembered; the one who asked longest ago is forgotten first."""


class RateLimit:
    """A sliding window for each visitor. Thread-safe."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, visitor: str) -> float:
        """Count a question and return 0, or the seconds until the next one is allowed."""
        now = self._clock()
        with self._lock:
            asked = self._asked.setdefault(visitor, deque())
            self._asked.move_to_end(visitor)
            while asked and asked[0] <= now - WINDOW:
                asked.popleft()
            if len(asked) >= self._per_minute:
                return asked[0] + WINDOW - now
            asked.append(now)
            if len(self._asked) > VISITORS:
                self._asked.popitem(last=False)
            return 0.0
