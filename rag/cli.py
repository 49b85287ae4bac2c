"""The `dateline` command line. What a command needs is imported when it runs: help and mistakes cost nothing."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from corpus.article import Rejection
from rag import archive_cli
from rag.commands import common, options, quietly, settings_of, show
from rag.errors import LibraryError
from rag.process import Stopped, fail, run

if TYPE_CHECKING:
    from corpus.catalog import AddReport, Given
    from corpus.readers import Options
    from corpus.readers.parallel import Ready
    from rag.index import IndexStatus
    from rag.library import Library
    from rag.lines import Asked, Defaults
    from rag.progress import Reporter
    from rag.settings import Settings

_filters = options(
    click.option("--outlet", "outlets", multiple=True, metavar="NAME", help="Only this outlet; may be repeated."),
    click.option("--author", "authors", multiple=True, metavar="NAME", help="Only by this author; may be repeated."),
    click.option("--section", "sections", multiple=True, metavar="NAME", help="Only of this section; may be repeated."),
    click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only news, opinion, wire, live, ..."),
    click.option("--language", "languages", multiple=True, metavar="CODE", help="Only in this language, such as de."),
    click.option("--since", metavar="DATE", help="Only articles published on or after this date."),
    click.option("--until", metavar="DATE", help="Only articles published on or before this date."),
    click.option("--as-of", metavar="DATE", help="Only what was known by then."),
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dateline", message="dateline %(version)s")
@click.option("--library", type=click.Path(path_type=Path), help="For any command, as if written after it.")
@click.pass_context
def cli(context: click.Context, library: Path | None) -> None:
    """Answer questions from a news archive, every sentence tied to the exact words of an article."""
    if library is not None:
        context.default_map = {name: {"library": library} for name in cli.commands}


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH_OR_URL...")
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", help="Take a field from this column.")
@click.option("--format", "form", metavar="SUFFIX", default="", help="What - (standard input) holds, such as .jsonl.")
@click.option("--linked", is_flag=True, help="Fetch the page of feed entries that carry only a summary.")
@click.option("--restore", is_flag=True, help="Keep again what was removed.")
@click.option("--no-index", is_flag=True, help="Only keep the articles; `dateline sync` makes them searchable.")
@quietly
@common
def add(
    paths: tuple[str, ...],
    columns: tuple[str, ...],
    form: str,
    linked: bool,
    restore: bool,
    no_index: bool,
    quiet: bool,
    library: Path | None,
    as_json: bool,
) -> int:
    """Read articles from files, folders, archives, - or addresses, keep them and make them searchable."""
    from corpus.readers import Options
    from rag.progress import Reporter
    from rag.readable import add_text
    from rag.shapes import add_shape

    with Reporter(quiet=quiet) as reporter:
        suffix = f".{form.removeprefix('.').lower()}" if form else ""
        settings, chosen = settings_of(library), tuple(map(_column, columns))
        how = Options(chosen, suffix, linked, settings.fetch_allow, meter=reporter.meter)
        try:
            report = _add(paths, how, settings, reporter, restore=restore, index=not no_index)
        except KeyboardInterrupt:
            raise Stopped(f"{reporter.kept} articles are kept; the same command goes on from there") from None
    if not quiet or as_json or report.failures:
        show(add_shape(report, report.rejected), as_json, add_text(report, report.rejected))
    if not report.kept and not report.removed and not report.rejected:
        raise LibraryError("no article was found in what was given")
    if no_index and not quiet:
        click.echo("note: `dateline sync` makes what was added searchable", err=True)
    if report.failures:
        kept = "; the rest is kept" if report.kept or report.removed else ""
        return fail(f"{report.failures} rejected, each with its reason in the summary{kept}", 1)
    return 0


def _column(given: str) -> tuple[str, str]:
    field, equals, name = given.partition("=")
    if not equals or not field or not name:
        raise click.BadParameter(f"{given!r}: write FIELD=NAME, such as text=Body", param_hint="--column")
    return field, name


def _add(
    paths: Sequence[str], how: "Options", settings: "Settings", reporter: "Reporter", *, restore: bool, index: bool
) -> "AddReport":
    from corpus.catalog import AddReport
    from corpus.readers.parallel import read_prepared
    from rag.library import Library

    reporter.measure(paths)
    items = _without_notices(read_prepared(paths, how))
    rejected: list[Rejection] = []
    first = next((item for item in items if not _set_aside(item, rejected)), None)
    if first is None:  # no library is made for nothing
        return _only(AddReport(), rejected)
    with Library.open(settings.library, settings, create=True) as library:
        everything = chain(rejected, [first], items)
        if not index:
            return library.keep(everything, committed=reporter.committed, restore=restore)
        return library.add(everything, committed=reporter.committed, progress=reporter.indexing, restore=restore)


def _only(report: "AddReport", rejected: Iterable[Rejection]) -> "AddReport":
    for rejection in rejected:
        report.reject(rejection)
    return report


def _without_notices(items: Iterable["Ready"]) -> Iterator["Given"]:
    from corpus.readers import Notice
    from rag.labels import plain

    for item in items:
        if isinstance(item, Notice):
            click.echo(f"note: {plain(item.source)}: {plain(item.message)}", err=True)
        else:
            yield item


def _set_aside(item: "Given", rejected: list[Rejection]) -> bool:
    if isinstance(item, Rejection):
        rejected.append(item)
    return isinstance(item, Rejection)


@cli.command()
@click.argument("words", nargs=-1, required=True)
@click.option("-k", type=click.IntRange(1, 1000), default=10, show_default=True, help="Most hits.")
@_filters
@common
def search(words: tuple[str, ...], k: int, library: Path | None, as_json: bool, **filters: Any) -> int:  # noqa: ANN401
    """Find passages. With - for WORDS, one search a line from standard input."""
    from rag.library import Library
    from rag.lines import worded
    from rag.readable import search_text
    from rag.shapes import search_shape

    defaults, settings = _defaults(**filters), settings_of(library)
    with Library.open(settings.library, settings) as opened:
        _say_what_is_missing(opened)
        if words == ("-",):
            return _each_line(
                defaults,
                lambda a: search_shape(
                    opened.search(a.question, k=k, filters=a.filters, history=a.history, notices=True)
                ),
            )
        found = opened.search(worded(" ".join(words)), k=k, filters=defaults.filters({}), notices=True)
        _say_what_is_left_out(opened, defaults)
    show(search_shape(found), as_json, search_text(found))
    return 0


@cli.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--llm", metavar="SPEC", help="Language model that writes the answer: openai:MODEL@BASE_URL, or local.")
@_filters
@common
def ask(question: tuple[str, ...], llm: str | None, library: Path | None, as_json: bool, **filters: Any) -> int:  # noqa: ANN401
    """Answer a question. With - for QUESTION, one question a line from standard input."""
    from rag.library import Library
    from rag.lines import worded
    from rag.readable import answer_text
    from rag.shapes import answer_shape

    defaults, settings = _defaults(**filters), settings_of(library)
    with Library.open(settings.library, settings) as opened:
        _say_what_is_missing(opened)
        if question == ("-",):
            return _each_line(
                defaults, lambda a: answer_shape(opened.ask(a.question, filters=a.filters, history=a.history, llm=llm))
            )
        answer = opened.ask(worded(" ".join(question)), filters=defaults.filters({}), llm=llm)
        if answer.status == "answered":  # a refusal says it itself
            _say_what_is_left_out(opened, defaults)
    show(answer_shape(answer), as_json, answer_text(answer))
    return 0


def _say_what_is_missing(library: "Library") -> None:
    """A note when something that was added cannot be found yet, or nothing was."""
    state, folder = library.status(), library.folder
    if not state.counts.articles:
        click.echo(f"note: {folder} is empty; `dateline add PATH --library {quote(str(folder))}` fills it", err=True)
    index = state.index
    if index.behind or index.without_vector:
        number, what = (index.behind, "change") if index.behind else (index.without_vector, "passage")
        waiting = f"1 {what} is" if number == 1 else f"{number:,} {what}s are"
        click.echo(f"note: {waiting} not searchable yet: run `dateline sync`", err=True)
    _say_which_encoder(index, library.settings)


def _say_which_encoder(index: "IndexStatus", settings: "Settings") -> None:
    """A note when the setting names another encoder than made the index, which is searched with its own."""
    if index.encoder and index.encoder != settings.encoder:
        made = f"the index was made with the encoder {index.encoder} and is searched with it"
        click.echo(f"note: {made}; `dateline sync` makes one with {settings.encoder}", err=True)


def _say_what_is_left_out(library: "Library", defaults: "Defaults") -> None:
    """A note when articles are left out only because they do not state what a filter is about."""
    from rag.narrowing import left_out_unstated, spelled

    view = library.view()
    filters = spelled(defaults.filters({}), view, library.catalog)
    if view is not None and (said := left_out_unstated(filters, view.arrays)):
        click.echo(f"note: {said}", err=True)


def _defaults(**filters: Any) -> "Defaults":  # noqa: ANN401
    from rag.lines import DATES, Defaults

    dates = {name: filters.pop(name) for name in DATES}
    defaults = Defaults(filters, dates)
    defaults.filters({})  # a mistake here is the command's, not every line's
    return defaults


def _each_line(defaults: "Defaults", answer: Callable[["Asked"], dict[str, Any]]) -> int:
    from rag.lines import answer_lines
    from rag.shapes import dumps

    answers = 0

    def write(value: dict[str, Any]) -> None:
        nonlocal answers
        answers += 1
        click.echo(dumps(value))

    bad = answer_lines(sys.stdin.buffer, defaults, answer, write)
    if not answers:
        click.echo("note: standard input held no line, so nothing was asked", err=True)
    if bad:
        click.echo(f"dateline: {bad} of the lines could not be answered", err=True)
    return 1 if bad else 0


@cli.command()
@quietly
@common
def sync(quiet: bool, library: Path | None, as_json: bool) -> int:
    """Make searchable whatever was added with --no-index, or by a run that was stopped."""
    from rag.library import Library
    from rag.progress import Reporter

    settings = settings_of(library)
    with Library.open(settings.library, settings) as opened, Reporter(quiet=quiet) as reporter:
        try:
            opened.sync(reporter.indexing)
        except KeyboardInterrupt:
            left = opened.status().index
            waits = f"{left.behind:,} changes and {left.without_vector:,} passages wait"
            raise Stopped(f"{waits}; the same command goes on from there") from None
        index = opened.status().index
    if not quiet or as_json:
        show({"passages": index.passages}, as_json, [f"{index.passages:,} passages are searchable"])
    return 0


@cli.command()
@click.option("--settings", "list_settings", is_flag=True, help="List every setting instead.")
@common
def status(list_settings: bool, library: Path | None, as_json: bool) -> int:
    """Show what the library holds, whether all of it is searchable, and how the followed feeds are."""
    from rag.follow_cli import feed_shape, feed_text, feeds_of
    from rag.library import Library
    from rag.readable import settings_rows, settings_text, status_text
    from rag.settings import no_settings
    from rag.shapes import status_shape

    settings = settings_of(library)
    if list_settings:
        rows = settings_rows(settings)
        for name in no_settings(os.environ):
            click.echo(f"note: {name} is no setting and does nothing", err=True)
        show({"settings": rows}, as_json, settings_text(rows))
        return 0
    with Library.open(settings.library, settings) as opened:
        state, feeds = opened.status(), feeds_of(opened.catalog)
    _say_which_encoder(state.index, settings)
    shape = {**status_shape(state), "feeds": [feed_shape(feed) for feed in feeds]}
    show(shape, as_json, chain(status_text(state), feed_text(feeds)))
    return 0


@cli.command()
@click.option("--repair", is_flag=True, help="Rebuild what is damaged, without encoding again.")
@click.option("--rebuild", is_flag=True, help="First rebuild the index, without what is gone or was replaced.")
@common
def verify(repair: bool, rebuild: bool, library: Path | None, as_json: bool) -> int:
    """Check the catalog and every index."""
    from rag.generation import GOES_ON
    from rag.library import Library
    from rag.progress import Reporter

    settings = settings_of(library)
    with Library.open(settings.library, settings) as opened, Reporter() as reporter:
        if rebuild:
            opened.rebuild(reporter.indexing)
        found = opened.verify()
        left = opened.verify(repair=True, progress=reporter.indexing) if repair and found else found
    show({"ok": not left, "problems": found, "left": left}, as_json, _verified(found, left, repair))
    if left:
        helps = f"run `dateline {'sync' if all(GOES_ON in problem for problem in left) else 'verify --repair'}`"
        advice = "restore the library from a backup or an export" if repair else helps
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
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one.")
@common
def serve(host: str | None, port: int | None, library: Path | None, as_json: bool) -> int:
    """Start the page. It prints its address."""
    import app

    given = {"--library": library, "--host": host, "--port": port}
    words = [word for name, value in given.items() if value is not None for word in (name, str(value))]
    app.main([*words, *(["--json"] if as_json else [])])
    return 0  # not reached: it ends the process


for command in archive_cli.COMMANDS:
    cli.add_command(command)


def main(argv: list[str] | None = None) -> None:
    """Run a command and end the process with its exit code."""
    run(cli, argv)
