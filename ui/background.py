"""Work of another thread, step by step, for an event that can be cancelled while the thread is busy."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def in_background(steps: Generator[T, None, None]) -> AsyncGenerator[T, None]:
    """What `steps` yields, the same again left out. Closed early, it returns at once, and the thread ends at its step.

    What only waits should yield now and then what it yielded before, so that it ends too. Gradio cancels an event by
    waiting for its thread; one that waits for a language model would keep the visitor from asking anything else.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[tuple[T] | BaseException | None] = asyncio.Queue()
    stopped = threading.Event()

    def hand_over(item: tuple[T] | BaseException | None) -> None:
        with suppress(RuntimeError):  # the loop is gone: the server has ended
            loop.call_soon_threadsafe(queue.put_nowait, item)

    def work() -> None:
        last: tuple[T] | None = None
        try:
            for step in steps:
                if stopped.is_set():
                    steps.close()
                    return
                if last != (last := (step,)):
                    hand_over(last)
        except Exception as error:  # raised again where the steps are waited for
            hand_over(error)
        finally:
            hand_over(None)

    threading.Thread(target=work, name="dateline-answer", daemon=True).start()
    try:
        while (item := await queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item[0]
    finally:
        stopped.set()
