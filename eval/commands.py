"""`retrieval`, `answers`, `citations`, `ablation` and `gate`: what they take, and what they print."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from eval import formats, store
from eval.cited import run_citations
from eval.datasets import Dataset, DatasetError, GoldQuestion
from eval.partial import Partial
from eval.report import (
    ALL,
    Compared,
    Report,
    as_json,
    compared,
    counts,
    folder_for,
    load_run,
    question_line,
    report,
    write,
)
from eval.reworded import reworded
from eval.runs import Row, run_answers, run_retrieval, summarise
from eval.slips import misspelt
from eval.statistics import Difference
from rag.library import Library
from rag.settings import Settings

CLASSIC = ("gold@1", "gold@5", "gold@10", "rr@10", "exact", "refused", "contains", "first_contains", "as_of_right")
"""What the first tables show; the others stand below with their intervals."""
Runner = Callable[[Library, Sequence[GoldQuestion], Partial], list[Row]]
Command = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Choices:
    """The options that `retrieval` and `answers` share."""

    split: str | None
    as_of: bool | None
    mix: tuple[str, ...]
    library: Path | None
    out: Path | None
    limit: int | None
    compare: tuple[Path, ...]
    as_json: bool
    show_held: bool
    misspelt: bool
    reworded: bool


def _options(command: Command) -> Command:
    path = click.Path(path_type=Path)
    for option in (
        click.option("--reworded", is_flag=True, help="ask the demo's questions in other words than the articles'"),
        click.option("--misspelt", is_flag=True, help="ask every question with a word misspelt"),
        click.option("--show-held", is_flag=True, help="write out the words of held questions too"),
        click.option("--json", "as_json", is_flag=True, help="print JSON, with a row for every question"),
        click.option("--compare", multiple=True, type=path, metavar="RUN.JSON", help="test against an earlier run"),
        click.option("--limit", type=click.IntRange(1), help="only the first N questions"),
        click.option("--out", type=path, help="folder for JSON, TREC files, a line for each question, and a page"),
        click.option("--library", type=path, help="an existing library that holds the articles"),
        click.option("--mix", multiple=True, metavar="OTHER", help="mix another dataset's articles in"),
        click.option("--as-of/--no-as-of", default=None, help="ask as of the question's date, or not; default: both"),
        click.option("--split", help="only the questions of this split"),
        click.argument("datasets", nargs=-1, required=True, metavar="DATASET..."),
    ):
        command = option(command)
    return command


@click.command()
@_options
def retrieval(datasets: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401
    """Where gold words, evidence and articles stand among the hits."""
    _run_all("retrieval", run_retrieval, datasets, Choices(**given))


@click.command()
@_options
def answers(datasets: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401
    """Gold answers in the quoted answers, refusals, as-of pairs, exactness."""
    _run_all("answers", run_answers, datasets, Choices(**given))


@click.command()
@_options
def citations(datasets: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401
    """Whether what answers cite carries their sentences, and the evidence of every article that they need."""
    _run_all("citations", run_citations, datasets, Choices(**given))


@click.command()
@click.option("--limit", type=click.IntRange(1), help="only the first N questions")
@click.option("--library", type=click.Path(path_type=Path), help="an existing library that holds the articles")
@click.argument("datasets", nargs=-1, required=True, metavar="DATASET...")
def ablation(datasets: tuple[str, ...], limit: int | None, library: Path | None) -> None:
    """What each signal of the ranking adds: words alone, meaning alone, both, and each further one."""
    from eval.ablation import run, table

    settings = Settings()
    for name in datasets:
        dataset = _limited(formats.load(name), limit, None)
        with store.opened(dataset, settings, folder=library) as opened:
            click.echo("\n".join([dataset.name, *table(run(opened, _dated(dataset, dataset.dated)))]))


@click.command()
@click.option("--tries", type=click.IntRange(0), default=500, show_default=True, help="steps of the walk")
@click.option("--limit", type=click.IntRange(1), help="only the first N questions of each")
@click.option("--library", type=click.Path(path_type=Path), help="an existing library that holds the articles")
@click.argument("datasets", nargs=-1, required=True, metavar="DATASET...")
def tune(tries: int, limit: int | None, library: Path | None, datasets: tuple[str, ...]) -> None:
    """Walk from the weights in use to ones that rank these datasets better; the split `held` is left out."""
    from eval.tune import judge, lines

    settings, sets = Settings(), {}
    for name in datasets:
        dataset = formats.load(name)
        dataset = replace(dataset, questions=tuple(q for q in dataset.questions if q.split != "held"))
        dataset = _limited(dataset, limit, None)
        with store.opened(dataset, settings, folder=library) as opened:
            for variant in _variants(dataset, None):
                sets[f"{dataset.name} {variant}".strip()] = judge(opened, _dated(dataset, variant == "as-of"))
    for line in lines(sets, tries):
        click.echo(line)


@click.command()
@click.option("--raise", "raising", is_flag=True, help="lift every floor to what was reached now; none is lowered")
def gate(raising: bool) -> None:
    """Fail when the demo's scores have fallen below their floors."""
    from eval import gate as floors

    kept = floors.load()
    found = floors.measure(Settings())
    if raising:
        floors.save(floors.raised(kept, found))
        kept = floors.load()
    click.echo("\n".join(floors.lines(kept, found)))
    if failures := floors.failures(kept, found):
        raise DatasetError("the gate is shut: " + "; ".join(failures))


# -- running ---------------------------------------------------------------------------------------------------------


def _run_all(task: str, run: Runner, names: Sequence[str], chosen: Choices) -> None:
    datasets = [_limited(formats.load(name), chosen.limit, chosen.split) for name in names]
    datasets = [reworded(dataset) for dataset in datasets] if chosen.reworded else datasets
    datasets = [misspelt(dataset) for dataset in datasets] if chosen.misspelt else datasets
    if len({dataset.name for dataset in datasets}) < len(datasets):
        raise DatasetError("two of the datasets have one name: their results would stand in one folder")
    if chosen.out is not None:
        folder_for(chosen.out)
    mixed = [formats.load(name) for name in chosen.mix]
    others = {path: load_run(path) for path in chosen.compare}
    matched: set[Path] = set()
    printed = []
    for found in _reports(task, run, datasets, mixed, chosen):
        differences = []
        for path, other in others.items():
            if (difference := compared(found, other)) is not None:
                matched.add(path)
                differences.append(difference)
        if chosen.out is not None:
            folder = write(found, chosen.out, differences, show_held=chosen.show_held)
            click.echo(f"written to {folder}", err=True)
        if chosen.as_json:
            printed.append(_as_json(found, differences, chosen))
        else:
            _print(found, differences, titled=len(names) > 1 or bool(found.variant))
    if chosen.as_json:
        click.echo(json.dumps(printed[0] if len(printed) == 1 else printed, indent=1))
    if left := [str(path) for path in others if path not in matched]:
        raise DatasetError(f"{', '.join(left)}: of another task or other data than all that was run")


def _reports(
    task: str, run: Runner, datasets: Sequence[Dataset], mixed: Sequence[Dataset], chosen: Choices
) -> Iterator[Report]:
    settings = Settings()
    for dataset in datasets:
        with store.opened(dataset, settings, mixed, chosen.library) as library:
            dataset = replace(dataset, notes=(*dataset.notes, *store.missing(library, dataset)))
            for note in dataset.notes:
                click.echo(f"{dataset.name}: {note}", err=True)
            for variant in _variants(dataset, chosen.as_of):
                asked = _dated(dataset, variant == "as-of")
                where = [str(chosen.library.resolve()), library.catalog.head()] if chosen.library else []
                partial = store.partial(
                    settings, [task, variant, dataset.digest, *(m.article_digest for m in mixed), *where]
                )
                try:
                    rows = run(library, asked, partial)
                except KeyboardInterrupt:
                    click.echo("stopped; the same command goes on from here", err=True)
                    raise
                if not rows:
                    raise DatasetError(f"{dataset.name}: no question to ask")
                more = {name: getattr(chosen, name) for name in ("limit", "split", "misspelt", "reworded")}
                more["mix"] = [m.name for m in mixed]
                found = report(task, dataset, variant, rows, settings, more)
                yield found
                partial.finish()  # not before it was written: an hour's run is not lost to a full disk


def _limited(dataset: Dataset, limit: int | None, split: str | None) -> Dataset:
    kept = tuple(q for q in dataset.questions if split in (None, q.split))
    return replace(dataset, questions=kept[:limit])


def _variants(dataset: Dataset, as_of: bool | None) -> list[str]:
    if not dataset.dated:
        if as_of:
            click.echo(f"{dataset.name}: its questions do not say when they were asked", err=True)
        return [""]
    return ["as-of", "no-as-of"] if as_of is None else ["as-of" if as_of else "no-as-of"]


def _dated(dataset: Dataset, as_of: bool) -> list[GoldQuestion]:
    """The questions, asked as of their date when they have one; an as-of time of a question's own always holds."""
    return [
        replace(q, filters=replace(q.filters, as_of=q.asked)) if as_of and q.asked is not None else q
        for q in dataset.questions
    ]


# -- printing --------------------------------------------------------------------------------------------------------


def _as_json(found: Report, differences: list[Compared], chosen: Choices) -> dict[str, Any]:
    by_split, by_type = _tables(found.rows)
    everything = as_json(found, differences)
    del everything["questions"]
    questions = [question_line(row, show_held=chosen.show_held) for row in found.rows]
    return {
        "counts": everything["counts"], "splits": by_split, "types": by_type, "run": everything, "questions": questions
    }  # fmt: skip


def _tables(rows: Sequence[Row]) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    by_split = summarise(rows, lambda r: r.question.split or ALL)
    return by_split, summarise(rows, lambda r: f"{r.question.split or ALL} {r.question.type}")


def _print(found: Report, differences: Sequence[Compared], *, titled: bool) -> None:
    if titled:
        click.echo(f"{found.name}\n")
    for table in _tables(found.rows):
        present = {name for means in table.values() for name in means}
        names = ["n", *(name for name in CLASSIC if name in present), "ms"]
        click.echo(f"{'':<26}" + "".join(f"{name:>15}" for name in names))
        for group, means in table.items():
            click.echo(f"{group:<26}" + "".join(f"{means[n]:>15.3f}" if n in means else f"{'':>15}" for n in names))
        click.echo("")
    _print_estimates(found)
    for difference in differences:
        _print_difference(difference)
    if found.task == "answers":
        for split, lines in counts(found).items():
            click.echo(split)
            for what, value in lines.items():
                click.echo(f"  {what:<40}{value}")


def _print_estimates(found: Report) -> None:
    """Every measure: of all questions with its 95% interval, and in groups its mean."""
    groups = [group for group in found.scores if group != ALL]
    click.echo(f"{'':<20}{'n':>6}{'all':>8}{'95% interval':>18}" + "".join(f"{g:>22}" for g in groups))
    for name, e in found.scores[ALL].items():
        means = [found.scores[g][name].mean if name in found.scores[g] else None for g in groups]
        cells = "".join(f"{'' if mean is None else format(mean, '.3f'):>22}" for mean in means)
        click.echo(f"{name:<20}{e.n:>6}{e.mean:>8.3f}{f'{e.low:.3f} to {e.high:.3f}':>18}{cells}")
    click.echo("")


def _print_difference(found: Compared) -> None:
    click.echo(f"against {found.name}: difference, its 95% interval, p of a paired permutation test")
    for name, d in found.differences.items():
        click.echo(f"{name:<20}{d.n:>6}{d.mean:>+8.3f}{f'{d.low:+.3f} to {d.high:+.3f}':>18}{_p(d):>12}")
    click.echo("")


def _p(d: Difference) -> str:
    return "p < 0.001" if d.p < 0.001 else f"p = {d.p:.3f}"
