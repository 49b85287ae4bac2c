"""The start of the command line, as `dateline` and as `python -m rag`."""

import os
import signal
from types import FrameType


def main() -> None:
    """Run a command and end the process with its exit code; stopped while it loads, say so and end at once."""
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # else whoever started this ignores it
    if ours:
        signal.signal(signal.SIGINT, _stopped)
    from rag.cli import main as run

    if ours:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


def _stopped(_signal: int, _frame: FrameType | None) -> None:
    os.write(2, b"dateline: stopped\n")
    os._exit(130)


if __name__ == "__main__":
    main()
