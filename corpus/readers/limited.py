"""Calls that may hang, crash or take all memory, made in processes that can be ended.

    call("corpus.readers.story:parse", markup, url="https://example.org/a")

runs that function in a worker process, started when first needed and used again until it fails. What goes in is text
or bytes and options that JSON can hold; what comes back is JSON, since hostile input may have taken the worker over.
"""

import atexit
import json
import os
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Any, TypeVar
from uuid import uuid4

from corpus.errors import ReadError

SECONDS = 10.0
"""Longest that one call may take."""
STARTING = 60.0
"""Longest that a worker may take to load a module, from a cold disk."""
WORKERS = os.cpu_count() or 1

# The parent's search path, so that a worker finds the same packages however the parent was started; isolated, so
# that neither the working folder nor the environment can slip a module in before that.
_START = "import sys; sys.path[:] = {path!r}; from corpus.readers.worker import main; main()"

Given = TypeVar("Given")
Made = TypeVar("Made")


def call(function: str, data: str | bytes, *, seconds: float = SECONDS, **options: object) -> Any:  # noqa: ANN401
    """What `function` ("module:name") returns for `data` and options, through JSON. From any thread.

    Raises `ReadError` with the reason when it raises, takes longer than `seconds`, or ends the worker.
    """
    with _slots:
        worker = _take()
        try:
            result = worker.ask(function, data, seconds, options)
        except ReadError:
            worker.ready_again()
            raise
        except BaseException:  # an interruption leaves half an answer in the pipe
            worker.end()
            raise
        worker.ready_again()
        return result


def in_order(function: Callable[[Given], Made], items: Iterable[Given], workers: int = WORKERS) -> Iterator[Made]:
    """`map(function, items)` with up to `workers` calls under way, reading no more than a few items ahead."""
    waiting: deque[Future[Made]] = deque()
    name = f"in-order-{uuid4().hex}"
    threads = ThreadPoolExecutor(workers, thread_name_prefix=name)
    try:
        for item in items:
            waiting.append(threads.submit(function, item))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
        # What an error left unfinished is ended by the garbage collector, which may run in one of these very threads.
        threads.shutdown(wait=not threading.current_thread().name.startswith(name))


class _Worker:
    """One process, asked one thing at a time."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # an interrupt from the terminal is the parent's to handle
        )
        self._loaded: set[str] = set()
        self._late = False

    def ask(self, function: str, data: str | bytes, seconds: float, options: dict[str, object]) -> Any:  # noqa: ANN401
        module = function.partition(":")[0]
        if module not in self._loaded:  # loading is not the page's fault, and has a limit of its own
            self._asked({"load": module}, b"", STARTING)
            self._loaded.add(module)
        payload = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        header = {"call": function, "text": isinstance(data, str), "options": options}
        return self._asked(header, payload, seconds)

    def _asked(self, header: dict[str, object], payload: bytes, seconds: float) -> Any:  # noqa: ANN401
        timer = threading.Timer(seconds, self._too_late)
        timer.daemon = True
        timer.start()
        try:
            reply = self._exchanged(json.dumps({**header, "seconds": seconds}).encode(), payload)
        finally:
            timer.cancel()
        if reply is None:
            raise ReadError(self._why_ended(seconds))
        answer = json.loads(reply)
        if "broken" in answer:
            raise ImportError(answer["broken"])
        if "refused" in answer:
            raise ReadError(answer["refused"])
        return answer["result"]

    def _exchanged(self, header: bytes, payload: bytes) -> bytes | None:
        """The reply's bytes, None when the worker ended instead."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(struct.pack(">II", len(header), len(payload)) + header + payload)
            self.process.stdin.flush()
            size = exactly(self.process.stdout, 4)
            return exactly(self.process.stdout, struct.unpack(">I", size)[0]) if size else None
        except OSError:  # a pipe to a worker that is gone
            return None

    def _too_late(self) -> None:
        self._late = True
        self.process.kill()

    def _why_ended(self, seconds: float) -> str:
        code = self.process.wait()
        if self._late:
            return f"takes longer than {seconds:g} s to read"
        return f"ends the process that reads it ({f'signal {-code}' if code < 0 else f'exit code {code}'})"

    def ready_again(self) -> None:
        """Keep it for the next call, if it still runs."""
        if self._late or self.process.poll() is not None:
            self.end()
        else:
            _idle.append(self)

    def end(self) -> None:
        """Kill it and wait until it is gone."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except OSError:  # what was not yet written cannot be any more
                pass
        self.process.wait()


_idle: list[_Worker] = []
_slots = threading.BoundedSemaphore(WORKERS)


def _take() -> _Worker:
    while _idle:
        try:
            worker = _idle.pop()
        except IndexError:  # another thread was faster
            break
        if worker.owner != os.getpid():  # inherited by a fork: it is the parent's
            continue
        if worker.process.poll() is None:
            return worker
        worker.end()
    try:
        return _Worker()
    except OSError as error:
        raise ReadError(f"no process to read it in: {error.strerror or error}") from error


@atexit.register
def close() -> None:
    """End the workers that wait for a call; the next call starts another."""
    while _idle:
        worker = _idle.pop()
        if worker.owner == os.getpid():
            worker.end()


def exactly(stream: IO[bytes], size: int) -> bytes | None:
    """The next `size` bytes, None when the stream ends before."""
    data = stream.read(size)
    return data if len(data) == size else None
