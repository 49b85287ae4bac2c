"""The process in which `limited.call` runs a function, over its standard input and output."""

import importlib
import json
import os
import signal
import struct
import sys
import time
from typing import Any

from corpus.errors import ReadError
from corpus.readers.files import reason_of
from corpus.readers.limited import exactly

MEMORY = 2_000_000_000
"""Address space of a worker, in bytes. A page of 2 MB takes a tenth of it."""


def main() -> None:
    """Answer until there are no more requests."""
    _limit_memory()
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no reply
    while sizes := exactly(requests, 8):
        head, body = struct.unpack(">II", sizes)
        header, payload = json.loads(requests.read(head)), requests.read(body)
        _end_after(2 * header["seconds"])
        reply = json.dumps(_answer(header, payload)).encode()
        _end_after(0)
        replies.write(struct.pack(">I", len(reply)) + reply)
        replies.flush()


def cpu_seconds(_: str) -> float:
    """What this process has used so far, for measuring."""
    return time.process_time()


def _limit_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):  # not on this system
        pass


def _end_after(seconds: float) -> None:
    # For when the parent was killed and nobody is left to end a call that hangs. Zero calls it off.
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _answer(header: dict[str, Any], payload: bytes) -> dict[str, object]:
    try:
        if "load" in header:
            importlib.import_module(header["load"])
            return {"result": None}
        module, _, name = header["call"].partition(":")
        data = payload.decode("utf-8", "surrogatepass") if header["text"] else payload
        return {"result": getattr(sys.modules[module], name)(data, **header["options"])}
    except ReadError as error:
        return {"refused": str(error)}
    except ImportError as error:  # a broken installation is not the input's fault
        return {"broken": str(error)}
    except MemoryError:
        return {"refused": "takes too much memory to read"}
    except Exception as error:  # parsers of other people meet hostile input here, and raise what they like
        return {"refused": f"cannot be read: {reason_of(error)}"}
