"""Choosing the weights of the ranking: what is counted, and that a walk only goes up."""

from click.testing import CliRunner

from eval import formats
from eval.__main__ import cli
from eval.runs import run_retrieval
from eval.tune import judge, overall, scores, walk
from rag.demo import open_demo
from rag.scoring import STANDARD
from rag.settings import Settings


def test_the_same_is_counted_as_a_search_gives() -> None:
    questions = [q for q in formats.demo().questions if q.split == "tune" and q.answerable][:25]
    with open_demo(Settings(llm="")) as library:
        judged = judge(library, questions)
        rows = run_retrieval(library, questions)
    means = scores({"demo": judged}, STANDARD)
    assert means["demo complete@5"] == sum(row.scores["gold@5"] for row in rows) / len(rows)
    steps = list(walk({"demo": judged}, 40, overall))
    reached = [value for _, value, _ in steps]
    assert steps[0][0] == STANDARD
    assert reached == sorted(reached)
    assert all(overall(means) == value for _, value, means in steps)


def test_the_command_prints_where_it_came_to() -> None:
    run = CliRunner().invoke(cli, ["tune", "demo", "--tries", "5", "--limit", "6"])
    assert run.exit_code == 0
    assert "the weights in use" in run.output
    assert "demo first@1" in run.output
