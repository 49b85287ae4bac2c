"""How a command ends: its exit code, and one line on standard error for what went wrong."""

import os
import sys
from typing import NoReturn

import click

from corpus.article import printable
from corpus.errors import DatelineError


class Stopped(Exception):  # noqa: N818 - an interrupt, not an error
    """Ctrl-C, with what to say about it."""


def run(group: click.Group, argv: list[str] | None = None) -> NoReturn:
    """Run and exit: 0 done, 1 something was wrong, 2 usage, 130 stopped. No traceback without DATELINE_DEBUG."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        sys.exit(_code(group, argv))
    except BrokenPipeError:  # whoever read this has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


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
    except BrokenPipeError:
        raise
    except DatelineError as error:
        return fail(str(error), 1)
    except Exception as error:  # the last resort: a person gets a line, a developer the traceback
        return _unexpected(error)


def _unexpected(error: Exception) -> int:
    if isinstance(error, OSError):
        return fail(f"{error.filename or 'input or output'}: {error.strerror or error}", 1)
    if debugging():
        raise error
    detail = f"{type(error).__name__}: {error}"
    return fail(f"internal error: {detail[:300]} (DATELINE_DEBUG=1 shows where)", 1)
