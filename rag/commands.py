"""What the commands have in common: options, settings, and how a result is printed."""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rag.settings import Settings

_Command = TypeVar("_Command", bound=Callable[..., object])


def options(*chosen: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    """One decorator of several options, listed in the help in this order."""

    def decorate(command: _Command) -> _Command:
        for option in reversed(chosen):
            command = option(command)
        return command

    return decorate


common = options(
    click.option("--library", type=click.Path(path_type=Path), help="Its folder; else DATELINE_LIBRARY or ./library."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON."),
)


def _hush(_context: click.Context, _option: click.Parameter, quiet: bool) -> bool:
    if quiet:
        logging.getLogger("rag").setLevel(logging.WARNING)
    return quiet


quietly = click.option("--quiet", is_flag=True, callback=_hush, help="Say only what went wrong, for cron.")


def settings_of(library: Path | None) -> "Settings":
    """The settings, with the library a command was given; raises `LibraryError` for a variable that makes no sense."""
    from rag.settings import from_environment

    return from_environment() if library is None else from_environment(library=library)


def show(value: dict[str, Any], as_json: bool, text: Iterable[str]) -> None:
    """Print a result, as JSON or as lines."""
    if as_json:
        from rag.shapes import dumps

        click.echo(dumps(value))
        return
    for line in text:
        click.echo(line)
