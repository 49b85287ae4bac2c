"""The `dateline` command line. What a command needs is imported when it runs: help and mistakes cost nothing."""

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpus.article import Article, Rejection
from rag.errors import LibraryError
from rag.process import Stopped, fail, run

if TYPE_CHECKING:
    from corpus.catalog import AddReport
    from rag.library import Library
    from rag.lines import Asked, Defaults
    from rag.progress import Reporter
    from rag.settings import Settings

_Command = TypeVar("_Command", bound=Callable[..., object])


def _options(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    def decorate(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_common = _options(
    click.option("--library", type=click.Path(path_type=Path), help="Its folder; else DATELINE_LIBRARY or ./library."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON."),
)
_filters = _options(
    click.option("--outlet", "outlets", multiple=True, metavar="NAME", help="Only this outlet; may be repeated."),
    click.option("--since", metavar="DATE", help="Only articles published on or after this date."),
    click.option("--until", metavar="DATE", help="Only articles published on or before this date."),
    click.option("--as-of", metavar="DATE", help="Only what was known by then."),
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dateline", message="dateline %(version)s")
def cli() -> None:
    """Answer questions from a news archive, every sentence tied to the exact words of an article."""


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@_common
def add(paths: tuple[str, ...], library: Path | None, as_json: bool) -> int:
    """Read articles from files and folders, keep them and make them searchable."""
    from rag.progress import Reporter
    from rag.readable import add_text
    from rag.shapes import add_shape

    with Reporter() as reporter:
        try:
            report = _add(paths, _settings(library), reporter)
        except KeyboardInterrupt:
            raise Stopped(f"{reporter.kept} articles are kept; the same command goes on from there") from None
    _print(add_shape(report, report.rejected), as_json, add_text(report, report.rejected))
    if not report.kept and not report.rejected:
        raise LibraryError("no article was found in what was given")
    if report.rejected:
        return fail(f"{len(report.rejected)} rejected, each with its reason in the summary; the rest is kept", 1)
    return 0


def _add(paths: Iterable[str], settings: "Settings", reporter: "Reporter") -> "AddReport":
    from corpus.catalog import AddReport
    from corpus.readers import read
    from rag.library import Library

    items = _without_notices(read(paths))
    rejected: list[Rejection] = []
    first = next((item for item in items if not _set_aside(item, rejected)), None)
    if first is None:  # no library is made for nothing
        return AddReport(rejected=rejected)
    with Library.open(settings.library, settings, create=True) as library:
        everything = chain(rejected, [first], items)
        return library.add(everything, committed=reporter.committed, progress=reporter.indexing)


def _without_notices(items: Iterable[object]) -> Iterator[Article | Rejection]:
    from rag.readable import plain

    for item in items:
        if isinstance(item, Article | Rejection):
            yield item
        else:
            source, message = getattr(item, "source", ""), getattr(item, "message", item)
            click.echo(f"note: {plain(str(source))}: {plain(str(message))}", err=True)


def _set_aside(item: Article | Rejection, rejected: list[Rejection]) -> bool:
    if isinstance(item, Rejection):
        rejected.append(item)
    return isinstance(item, Rejection)


@cli.command()
@click.argument("words", nargs=-1, required=True)
@click.option("-k", type=click.IntRange(1, 1000), default=10, show_default=True, help="Most hits.")
@_filters
@_common
def search(words: tuple[str, ...], k: int, library: Path | None, as_json: bool, **filters: Any) -> int:  # noqa: ANN401
    """Find passages. With - for WORDS, one search a line from standard input."""
    from rag.library import Library
    from rag.readable import search_text
    from rag.shapes import search_shape

    defaults, settings = _defaults(**filters), _settings(library)
    with Library.open(settings.library, settings) as opened:
        _say_what_is_missing(opened)
        if words == ("-",):
            return _each_line(
                defaults, lambda a: search_shape(opened.search(a.question, k=k, filters=a.filters, history=a.history))
            )
        found = opened.search(" ".join(words), k=k, filters=defaults.filters({}))
    _print(search_shape(found), as_json, search_text(found))
    return 0


@cli.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--llm", metavar="SPEC", help="Language model that writes the answer: openai:MODEL@BASE_URL.")
@_filters
@_common
def ask(question: tuple[str, ...], llm: str | None, library: Path | None, as_json: bool, **filters: Any) -> int:  # noqa: ANN401
    """Answer a question. With - for QUESTION, one question a line from standard input."""
    from rag.library import Library
    from rag.readable import answer_text
    from rag.shapes import answer_shape

    defaults, settings = _defaults(**filters), _settings(library)
    with Library.open(settings.library, settings) as opened:
        _say_what_is_missing(opened)
        if question == ("-",):
            return _each_line(
                defaults, lambda a: answer_shape(opened.ask(a.question, filters=a.filters, history=a.history, llm=llm))
            )
        answer = opened.ask(" ".join(question), filters=defaults.filters({}), llm=llm)
    _print(answer_shape(answer), as_json, answer_text(answer))
    return 0


def _say_what_is_missing(library: "Library") -> None:
    """A note when something that was added cannot be found yet."""
    index = library.status().index
    if index.behind or index.without_vector:
        what = f"{index.behind} changes" if index.behind else f"{index.without_vector} passages"
        click.echo(f"note: {what} are not searchable yet; `dateline verify --repair` makes them so", err=True)


def _defaults(outlets: tuple[str, ...], since: str | None, until: str | None, as_of: str | None) -> "Defaults":
    from rag.lines import Defaults

    defaults = Defaults(outlets, {"since": since, "until": until, "as_of": as_of})
    defaults.filters({})  # a mistake here is the command's, not every line's
    return defaults


def _each_line(defaults: "Defaults", answer: Callable[["Asked"], dict[str, Any]]) -> int:
    from rag.lines import answer_lines
    from rag.shapes import dumps

    bad = answer_lines(sys.stdin.buffer, defaults, answer, lambda value: click.echo(dumps(value)))
    if bad:
        click.echo(f"dateline: {bad} of the lines could not be answered", err=True)
    return 1 if bad else 0


@cli.command()
@click.option("--settings", "list_settings", is_flag=True, help="List every setting instead.")
@_common
def status(list_settings: bool, library: Path | None, as_json: bool) -> int:
    """Show what the library holds and whether all of it is searchable."""
    from rag.library import Library
    from rag.readable import settings_rows, settings_text, status_text
    from rag.shapes import status_shape

    settings = _settings(library)
    if list_settings:
        rows = settings_rows(settings)
        _print({"settings": rows}, as_json, settings_text(rows))
        return 0
    with Library.open(settings.library, settings) as opened:
        state = opened.status()
    _print(status_shape(state), as_json, status_text(state))
    return 0


@cli.command()
@click.option("--repair", is_flag=True, help="Rebuild what is damaged, without encoding again.")
@_common
def verify(repair: bool, library: Path | None, as_json: bool) -> int:
    """Check the catalog and every index."""
    from rag.library import Library
    from rag.progress import Reporter

    settings = _settings(library)
    with Library.open(settings.library, settings) as opened, Reporter() as reporter:
        found = opened.verify()
        left = opened.verify(repair=True, progress=reporter.indexing) if repair and found else found
    _print({"ok": not left, "problems": found, "left": left}, as_json, _verified(found, left, repair))
    if left:
        advice = "restore the library from a backup or an export" if repair else "run `dateline verify --repair`"
        raise LibraryError(f"{len(left)} problem{'s' * (len(left) > 1)} in {settings.library}: {advice}")
    return 0


def _verified(found: list[str], left: list[str], repair: bool) -> Iterator[str]:
    yield from found
    if repair and found:
        yield "repaired" if not left else "after the repair:"
        yield from left
    elif not found:
        yield "ok"


@cli.command()
@click.argument("url_or_id")
@_common
def remove(url_or_id: str, library: Path | None, as_json: bool) -> int:
    """Remove an article, every version of it, for good."""
    from rag.library import Library

    settings = _settings(library)
    with Library.open(settings.library, settings) as opened:
        article_id = opened.remove(url_or_id)
    _print({"removed": article_id}, as_json, [f"removed {article_id}"])
    return 0


@cli.command()
@_common
def export(library: Path | None, as_json: bool) -> int:
    """Print every version of every article, one line of JSON each."""
    from rag.library import Library
    from rag.shapes import dumps, version_shape

    settings = _settings(library)
    with Library.open(settings.library, settings) as opened:
        for version in opened.export():
            click.echo(dumps(version_shape(version)))
    return 0


@cli.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one.")
@_common
def serve(host: str | None, port: int | None, library: Path | None, as_json: bool) -> int:
    """Start the page. It prints its address."""
    import app

    given = {"--library": library, "--host": host, "--port": port}
    app.main([word for name, value in given.items() if value is not None for word in (name, str(value))])
    return 0  # not reached: it ends the process


def _settings(library: Path | None) -> "Settings":
    from pydantic import ValidationError

    from rag.settings import Settings

    try:
        return Settings() if library is None else Settings(library=library)
    except ValidationError as error:
        wrong = error.errors()[0]
        name = f"DATELINE_{'_'.join(str(part) for part in wrong['loc'])}".upper()
        raise LibraryError(f"{name}: {wrong['msg']}; `dateline status --settings` says what it means") from None


def _print(value: dict[str, Any], as_json: bool, text: Iterable[str]) -> None:
    if as_json:
        from rag.shapes import dumps

        click.echo(dumps(value))
        return
    for line in text:
        click.echo(line)


def main(argv: list[str] | None = None) -> None:
    """Run a command and end the process with its exit code."""
    run(cli, argv)
