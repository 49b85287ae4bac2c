"""`python -m eval COMMAND DATASET`: scores of a library on questions with known answers."""

import sys
from pathlib import Path
from typing import TextIO

import click

from corpus.errors import DatelineError
from eval import commands
from eval.datasets import DatasetError


@click.group(help=__doc__)
def cli() -> None:
    """Name the group."""


for _command in (
    *(commands.retrieval, commands.answers, commands.citations),
    *(commands.ablation, commands.tune, commands.gate),
):
    cli.add_command(_command)


@cli.command()
@click.option("--pages", type=click.Path(path_type=Path), help="ingest: a folder of saved pages; else some are made up")
@click.option("--articles", type=click.IntRange(1_000), default=20_000, show_default=True, help="how many")
@click.argument("what", type=click.Choice(["demo", "ingest", "bulk", "search", "move", "large"]), default="demo")
def bench(what: str, articles: int, pages: Path | None) -> None:
    """Time of a quoted answer; with `ingest`, of getting articles in; `bulk`, many short ones; `search`, at size.

    `move` writes an archive out and adds it elsewhere; `large` compares commands and page with those of a small one.
    """
    from eval.bench import ingest, large, latency, moved, search
    from rag.settings import Settings

    if what != "demo":
        made = {
            "ingest": lambda: ingest.lines(articles, pages),
            "bulk": lambda: ingest.bulk(articles),
            "move": lambda: moved.measure(Settings(), articles),
            "large": lambda: large.measure(Settings(), articles),
        }
        for line in made.get(what, lambda: search.measure(Settings()))():
            click.echo(line)
        return
    for name, value in latency.measure().items():
        click.echo(f"{name:<52}{value}")


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
def extraction(folder: Path) -> None:
    """Stories and metadata of pages with gold text: html/NAME.html.gz and ground-truth.json."""
    from eval.extraction import lines, run

    for line in lines(run(folder)):
        click.echo(line)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
def feeds(folder: Path) -> None:
    """Feeds against what another reader found in them, and broken ones: a folder with real/ and fixtures/."""
    from eval.feeds import report

    for line in report(folder):
        click.echo(line)


@cli.command()
@click.argument("dataset")
@click.option("--count", type=click.IntRange(1), default=500, show_default=True, help="excerpts of each kind")
@click.option("--every", type=click.IntRange(2), default=10, show_default=True, help="keep every N-th article out")
@click.option("--wrong", is_flag=True, help="print the excerpts that did not fare as they should")
def excerpts(dataset: str, count: int, every: int, wrong: bool) -> None:
    """Excerpts of articles: found with their source, changes shown, those of other articles declined."""
    from eval.excerpts import lines, measure
    from eval.formats import load

    for line in lines(measure(load(dataset), count, every), wrong=wrong):
        click.echo(line)


@cli.command()
@click.argument("dataset")
@click.option("--limit", type=click.IntRange(1), help="only the first N questions")
@click.option("--library", type=click.Path(path_type=Path), help="an existing library that holds the articles")
@click.option("--out", type=click.Path(path_type=Path), help="folder for JSON")
def refusals(dataset: str, limit: int | None, library: Path | None, out: Path | None) -> None:
    """Questions asked with the articles that answer them and without: which are refused, at which threshold."""
    from dataclasses import replace

    from eval import formats
    from eval import refusals as check
    from rag.settings import Settings

    settings, asked = Settings(), formats.load(dataset)
    rows = check.measure(replace(asked, questions=asked.questions[:limit]), settings, library)
    click.echo("\n".join(check.lines(rows, settings.least_evidence)))
    if out is not None:
        check.write(rows, settings.least_evidence, out)


@cli.command()
@click.argument("dataset")
@click.option("--library", type=click.Path(path_type=Path), help="an existing library that holds the articles")
def joined(dataset: str, library: Path | None) -> None:
    """Questions asked alone and joined in pairs: what is answered, and what is said to lack."""
    from eval.formats import load
    from eval.joined import lines, measure
    from rag.settings import Settings

    click.echo("\n".join(lines(measure(load(dataset), Settings(), library))))


@cli.command()
@click.argument("dataset")
@click.option("--library", type=click.Path(path_type=Path), help="an existing library that holds the articles")
@click.option("--out", type=click.File("w", "utf-8", lazy=False), help="file for the sentences shown and their quotes")
@click.option("--reworded", is_flag=True, help="ask only the demo's questions in other words than the articles'")
def written(dataset: str, library: Path | None, out: TextIO | None, reworded: bool) -> None:
    """What the model of DATELINE_LLM writes about the articles, and what of it is shown as verified."""
    from eval import written as check
    from eval.formats import load
    from eval.reworded import reworded as in_other_words
    from rag.settings import Settings

    found = []
    data = in_other_words(load(dataset)) if reworded else load(dataset)
    for one in check.measure(data, Settings(), library, headlines=0 if reworded else check.HEADLINES):
        found.append(one)
        if out is not None:  # as they come: a model may take an hour, and be stopped
            out.writelines(check.rows(one))
            out.flush()
    click.echo("\n".join(check.lines(found)))


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
def copies(path: Path) -> None:
    """Planted copies, updates and look-alikes of a file of real articles: which are taken for copies."""
    from eval.copies import report

    for line in report(path):
        click.echo(line)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
def junk(path: Path) -> None:
    """The texts of a file that are taken for no article, and why."""
    from eval.junk import report

    for line in report(path):
        click.echo(line)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
def unread(path: Path) -> None:
    """The sentences of a file of articles that are passed over: orders, and questions of something else."""
    from eval.unread import report

    for line in report(path):
        click.echo(line)


@cli.command()
@click.argument("dataset", default="demo")
def conflicts(dataset: str) -> None:
    """Planted conflicts that answers show, and invented ones on a hundred articles that agree."""
    from eval.conflicts import report

    if dataset != "demo":
        raise DatasetError("only the demo archive has a list of the conflicts planted in it")
    for line in report():
        click.echo(line)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--limit", type=click.IntRange(1), help="only the first N instructions")
def injections(path: Path, limit: int | None) -> None:
    """Orders to a model from a file or folder, planted in the demo's articles: which answers they change."""
    from eval.injections import report

    for line in report(path, limit):
        click.echo(line)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--vectors/--no-vectors", default=True, help="also with sentence vectors of the encoder")
@click.option("--train", "keep", is_flag=True, help="keep weights trained on all claims in rag/answer/support.json")
@click.option("--out", type=click.Path(path_type=Path), help="folder for JSON and the calibration curve")
def support(path: Path, vectors: bool, keep: bool, out: Path | None) -> None:
    """The support check on claims of people, cross-validated: WiCE's file of claims, or its folder."""
    from eval import support as check

    claims = check.load(path)
    encoder = check.encoder() if vectors or keep else None
    results = check.measure(claims, encoder if vectors else None)
    click.echo("\n".join(check.lines(claims, results)))
    if out is not None:
        check.write(results, out)
    if keep and encoder is not None:
        click.echo(f"kept in {check.keep(check.train(claims, encoder))}")


@cli.command()
def followups() -> None:
    """Follow-ups about the demo, as they are asked in a chat and spelled out."""
    from eval import followups as chat
    from rag.demo import open_demo
    from rag.settings import Settings

    with open_demo(Settings()) as library:
        click.echo("\n".join(chat.lines(library)))


@cli.command()
@click.option(
    "--split", type=click.Choice(["seen", "unseen", "near-seen", "near-unseen"]), help="only these sentences"
)
@click.option("--wice", type=click.Path(path_type=Path), help="claims of WiCE with their gold sentences")
@click.option("--gold", type=click.Choice(["all", "first"]), default="all", help="which of the gold sentences")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def lies(split: str | None, wice: Path | None, gold: str, as_json: bool) -> None:
    """False sentences that the support check catches, and true paraphrases that it loses."""
    from eval import lies as check

    click.echo("\n".join(check.report(split, wice, gold, as_json=as_json)))


def main() -> None:
    """Run; a mistake in the input is one line and exit code 1."""
    try:
        cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(1)
    except DatelineError as error:
        click.echo(f"eval: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"eval: cannot read or write {where}{error.strerror or error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
