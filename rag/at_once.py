"""Calls that search the indexes, several at once: tantivy and Chroma leave the interpreter to others meanwhile."""

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from typing import TypeVar

Result = TypeVar("Result")


def at_once(calls: Sequence[Callable[[], Result]]) -> list[Result]:
    """What the calls return, in their order. Raises what one of them raises, when none runs any more.

    The caller's thread works as well and never waits for one that is busy with another question.
    """
    left = deque(enumerate(calls))
    found: dict[int, Result] = {}

    def work() -> None:
        while left:
            try:
                number, call = left.popleft()
            except IndexError:  # another took the last one
                return
            found[number] = call()

    helpers = [_threads().submit(work) for _ in range(min(len(calls), _processors()) - 1)]
    try:
        work()
    finally:
        left.clear()
        started = [helper for helper in helpers if not helper.cancel()]
        wait(started)
    for helper in started:
        helper.result()
    return [found[number] for number in range(len(calls))]


@cache
def _processors() -> int:
    return os.cpu_count() or 1


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_processors(), thread_name_prefix="search")


os.register_at_fork(after_in_child=_threads.cache_clear)  # a forked process has none of its parent's threads
