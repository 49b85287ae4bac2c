"""Searches that run at once: their order, what one of them raises, and that nobody waits for another's."""

import threading
from collections.abc import Callable

import pytest

from rag.at_once import at_once


def test_what_they_return_is_in_the_order_of_the_calls() -> None:
    barrier = threading.Event()

    def first() -> int:
        barrier.wait(0.05)
        return 0

    assert at_once([first, *((lambda n=n: n) for n in range(1, 40))]) == list(range(40))
    assert at_once([]) == []


@pytest.mark.parametrize("failing", [0, 1, 7])
def test_what_a_call_raises_is_raised_when_none_runs_any_more(failing: int) -> None:
    running: set[int] = set()

    def call(n: int) -> int:
        running.add(n)
        if n == failing:
            running.discard(n)
            raise ValueError("the index is damaged")
        threading.Event().wait(0.01)
        running.discard(n)
        return n

    def of(n: int) -> Callable[[], int]:
        return lambda: call(n)

    with pytest.raises(ValueError, match="damaged"):
        at_once([of(n) for n in range(8)])
    assert not running


def test_a_call_within_a_call_does_not_wait_for_itself() -> None:
    def nested(depth: int) -> int:
        return 1 if depth == 0 else sum(at_once([lambda: nested(depth - 1)] * 3))

    assert nested(4) == 81
