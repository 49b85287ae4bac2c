"""`python -m eval retrieval|answers|bench DATASET`: scores of a library on questions with known answers."""

import json
import sys
import tempfile
from pathlib import Path

import click

from corpus.errors import DatelineError
from eval.datasets import DatasetError, GoldQuestion, load_questions
from eval.runs import Row, headline, run_answers, run_retrieval, summarise
from rag.library import Library
from rag.settings import Settings

FOLDER_HELP = "'demo', or a folder with articles.jsonl and questions.jsonl"


@click.group(help=__doc__)
def cli() -> None:
    """Name the group."""


def _open(dataset: str) -> tuple[Library, list[GoldQuestion]]:
    from corpus.article import Article, Rejection
    from corpus.readers import read
    from rag.demo import demo_path, open_demo

    if dataset == "demo":
        return open_demo(Settings()), load_questions(demo_path("questions.jsonl"))
    folder = Path(dataset)
    if not (folder / "articles.jsonl").is_file():
        raise DatasetError(f"no dataset at {folder}: it takes {FOLDER_HELP}")
    library = Library.open(tempfile.mkdtemp(prefix="dateline-eval-"), create=True)
    library.add(i for i in read([folder / "articles.jsonl"]) if isinstance(i, Article | Rejection))
    return library, load_questions(folder / "questions.jsonl")


@cli.command()
@click.argument("dataset")
@click.option("--json", "as_json", is_flag=True, help="print JSON, with a row for every question")
@click.option("--split", help="only the questions of this split")
def retrieval(dataset: str, as_json: bool, split: str | None) -> None:
    """Rank of the gold words among the hits."""
    library, questions = _open(dataset)
    with library:
        rows = run_retrieval(library, [q for q in questions if split in (None, q.split)])
    _print(rows, as_json, {})


@cli.command()
@click.argument("dataset")
@click.option("--json", "as_json", is_flag=True, help="print JSON, with a row for every question")
@click.option("--split", help="only the questions of this split")
def answers(dataset: str, as_json: bool, split: str | None) -> None:
    """Gold answers in the quoted answers, refusals, as-of pairs, exactness."""
    library, questions = _open(dataset)
    with library:
        rows = run_answers(library, [q for q in questions if split in (None, q.split)])
    splits = sorted({row.question.split for row in rows})
    _print(rows, as_json, {name: headline(r for r in rows if r.question.split == name) for name in splits})


@cli.command()
@click.argument("dataset", default="demo")
def bench(dataset: str) -> None:
    """Time of a warm quoted answer and of the first answer from a cold start."""
    from eval.bench.latency import measure

    if dataset != "demo":
        raise DatasetError("the bench runs on the demo archive")
    for name, value in measure().items():
        click.echo(f"{name:<52}{value}")


def _print(rows: list[Row], as_json: bool, counts: dict[str, dict[str, str]]) -> None:
    by_split = summarise(rows, lambda r: r.question.split or "all")
    by_type = summarise(rows, lambda r: f"{r.question.split or 'all'} {r.question.type}")
    if as_json:
        questions = [
            {"id": r.question.id, "question": r.question.text, "type": r.question.type, **r.scores, **r.detail}
            for r in rows
        ]
        click.echo(
            json.dumps({"counts": counts, "splits": by_split, "types": by_type, "questions": questions}, indent=1)
        )
        return
    for table in (by_split, by_type):
        names = list(dict.fromkeys(name for means in table.values() for name in means))
        click.echo(f"{'':<22}" + "".join(f"{name:>15}" for name in names))
        for group, means in table.items():
            click.echo(f"{group:<22}" + "".join(f"{means[n]:>15.3f}" if n in means else f"{'':>15}" for n in names))
        click.echo("")
    for split, lines in counts.items():
        click.echo(split)
        for what, value in lines.items():
            click.echo(f"  {what:<40}{value}")


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


if __name__ == "__main__":
    main()
