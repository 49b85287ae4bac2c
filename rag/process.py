"""How a command ends: its exit code, and one line on standard error for what went wrong."""

import logging
import os
import select
import sys
from typing import NoReturn, TextIO

import click

from corpus.article import printable
from corpus.errors import DatelineError


class Stopped(Exception):  # noqa: N818 - an interrupt, not an error
    """Ctrl-C, with what to say about it."""


def run(group: click.Group, argv: list[str] | None = None) -> NoReturn:
    """Run and exit: 0 done, 1 something was wrong, 2 usage, 130 stopped, 141 nobody reads the output any more.

    No traceback without DATELINE_DEBUG.
    """
    _take_place_of_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    logging.basicConfig(level=logging.WARNING, format="note: %(message)s")
    logging.getLogger("rag").setLevel(logging.INFO)
    try:
        code = _code(group, argv)
    except (BrokenPipeError, SystemExit):  # click makes the one an exit with code 1
        unread = [stream for stream in (sys.stdout, sys.stderr) if _unread(stream)]
        if not unread:
            raise
        for stream in unread:  # else Python says at its end what it could not write
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        code = 141  # whoever read this has seen enough: as of what SIGPIPE ends
    sys.exit(code)


def _take_place_of_closed_streams() -> None:
    """Open what whoever started this has closed, as `>&-` does: Python has None there."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))


def _unread(stream: TextIO) -> bool:
    """Whether it is a pipe that nobody reads any more."""
    try:
        watch = select.poll()
        watch.register(stream.fileno(), 0)  # that the reader is gone is told unasked
        return bool(watch.poll(0))
    except (OSError, ValueError):  # no file of the system's
        return False


def fail(message: str, code: int) -> int:
    """Say what went wrong, in one line that no terminal obeys; returns `code`."""
    click.echo(f"dateline: {' '.join(printable(message).split())}", err=True)
    return code


def debugging() -> bool:
    """Whether a traceback is wanted; not where some setting makes no sense, so that nobody can tell."""
    from rag.commands import settings_of

    try:
        return settings_of(None).debug
    except DatelineError:
        return False


def _code(group: click.Group, argv: list[str] | None) -> int:
    try:
        code: int | None = group.main(argv, prog_name="dateline", standalone_mode=False)
        sys.stdout.flush()
        return code or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return fail("stopped", 130)
    except Stopped as error:
        return fail(f"stopped; {error}", 130)
    except DatelineError as error:
        return fail(str(error), 1)
    except BrokenPipeError:
        raise
    except Exception as error:  # the last resort: a person gets a line, a developer the traceback
        return _unexpected(error)


def _unexpected(error: Exception) -> int:
    if isinstance(error, OSError):
        return fail(f"{error.filename or 'input or output'}: {error.strerror or error}", 1)
    if debugging():
        raise error
    detail = f"{type(error).__name__}: {error}"
    return fail(f"internal error: {detail[:300]} (DATELINE_DEBUG=1 shows where)", 1)
