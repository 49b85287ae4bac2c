"""Commands that look after the archive: what it holds, an article's history, removal, export, saved answers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from rag.commands import common, settings_of, show
from rag.errors import LibraryError
from rag.follow_cli import follow


@click.command("show")
@click.argument("url_or_id")
@click.option("--versions", "history", is_flag=True, help="Every version, with what changed in words.")
@common
def show_article(url_or_id: str, history: bool, library: Path | None, as_json: bool) -> int:
    """Print an article: its newest version, or with --versions all of them."""
    from rag.history import history_shape, history_text
    from rag.library import Library

    settings = settings_of(library)
    with Library.open(settings.library, settings) as opened:
        versions = opened.history(url_or_id)
    chosen = versions if history else versions[-1:]
    show(history_shape(chosen), as_json, history_text(chosen))
    return 0


@click.command()
@click.option("--plot", type=click.Path(path_type=Path), help="Draw articles per day into this PNG, SVG or PDF file.")
@common
def report(plot: Path | None, library: Path | None, as_json: bool) -> int:
    """Show what is in the archive by outlet and day, its copies, and what was rejected and why."""
    from corpus import report as reports
    from rag.history import report_shape, report_text
    from rag.library import Library

    settings = settings_of(library)
    with Library.open(settings.library, settings) as opened:
        made = reports.make(opened.catalog)
    if plot is not None:
        reports.plot(made, plot)
    show(report_shape(made), as_json, report_text(made))
    return 0


@click.command()
@click.argument("url_or_id", nargs=-1, required=True)
@common
def remove(url_or_id: tuple[str, ...], library: Path | None, as_json: bool) -> int:
    """Remove articles, every version of them, for good; adding them again does not bring them back."""
    from rag.library import Library

    settings = settings_of(library)
    with Library.open(settings.library, settings) as opened:
        removed = opened.remove(*url_or_id)
    show({"removed": removed}, as_json, (f"removed {article_id}" for article_id in removed))
    return 0


@click.command()
@click.option("--since", type=click.IntRange(min=0), metavar="SEQUENCE", help="Only what changed after, removals too.")
@common
def export(since: int | None, library: Path | None, as_json: bool) -> int:
    """Print every version of every article, one line of JSON each, for `dateline add` elsewhere.

    The last line's `sequence` is where the next export --since goes on; --since 0 is everything, removals included.
    """
    from corpus.export import lines
    from rag.library import Library
    from rag.shapes import dumps, export_shape

    settings = settings_of(library)
    with Library.open(settings.library, settings) as opened:
        for line in lines(opened.catalog, since):
            click.echo(dumps(export_shape(line)))
    return 0


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@common
def recheck(file: Any, library: Path | None, as_json: bool) -> int:  # noqa: ANN401 - click's lazy file
    """Say whether the citations of answers saved from `ask --json` still stand.

    The exit code is 0 whatever is found, 1 when FILE cannot be read; `standing` in --json tells what became of each.
    """
    from rag.history import recheck_shape, recheck_text
    from rag.library import Library

    settings = settings_of(library)
    with Library.open(settings.library, settings) as opened:
        for saved in _saved(file):
            found = opened.recheck(saved)
            question = str(saved.get("question", ""))
            show(recheck_shape(question, found), as_json, recheck_text(question, found))
    return 0


def _saved(file: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Answers of a file that holds one JSON document, or one a line."""
    try:
        text = file.read()
        lines = (line for line in text.split("\n") if line.strip())  # a question may hold what else ends a line
        values = [json.loads(text)] if _is_document(text) else [json.loads(line) for line in lines]
    except (ValueError, RecursionError, UnicodeDecodeError) as error:
        raise LibraryError(f"{file.name} is no JSON that `dateline ask --json` printed: {error}") from None
    if not values:
        raise LibraryError(f"{file.name} is empty: save what `dateline ask --json` prints")
    for value in values:
        if not isinstance(value, dict):
            raise LibraryError(f"{file.name} holds something other than saved answers")
        yield value


def _is_document(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


COMMANDS = (show_article, report, remove, export, recheck, follow)
