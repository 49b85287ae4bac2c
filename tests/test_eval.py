"""The definitions of what is counted, by hand; the runner over a folder; what the demo must keep reaching."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.datasets import DatasetError, load_questions
from eval.metrics import contains, normalise
from eval.runs import run_answers, run_retrieval
from rag.answer.quoted import Draft
from rag.demo import demo_path, open_demo
from rag.library import Library, exact
from rag.settings import Settings
from rag.types import Citation, Sentence

ARTICLE = {"url": "https://example.org/1", "title": "Quay", "text": "The quay of Varna cost 12,500 euros. It is new."}
QUESTION = {
    "id": "a",
    "question": "How much did the quay of Varna cost?",
    "answers": ["12500 euros"],
    "gold": [{"url": "https://example.org/1", "quote": "The quay of Varna cost 12,500 euros."}],
}


def test_normalise_and_contains() -> None:
    assert normalise("Iran’s 4,000 men — “gone”") == "iran s 4000 men gone"
    assert contains("About 480 strikes", [["480"]])
    assert not contains("About 4800 strikes", [["480"]])
    assert not contains("only one", [["one"], ["two"]])
    assert contains("one and two", [["one"], ["two", "second"]])


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text(json.dumps(QUESTION) + "\n{}\n")
    with pytest.raises(DatasetError, match=r"questions\.jsonl:2"):
        load_questions(tmp_path / "questions.jsonl")


def test_the_runner_on_a_folder(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(json.dumps(ARTICLE))
    (tmp_path / "questions.jsonl").write_text(json.dumps(QUESTION))
    for command, score in (("retrieval", "gold@1"), ("answers", "contains")):
        run = subprocess.run(
            [sys.executable, "-m", "eval", command, str(tmp_path), "--json"],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        assert json.loads(run.stdout)["questions"][0][score] == 1.0
    missing = subprocess.run(
        [sys.executable, "-m", "eval", "answers", str(tmp_path / "none")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert missing.returncode == 1
    assert missing.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def demo() -> Library:
    return open_demo(Settings())


def test_the_demo_keeps_its_floors(demo: Library) -> None:
    """Only the questions that may be tuned on; floors below what is reached, so that chance does not break them."""
    questions = [q for q in load_questions(demo_path("questions.jsonl")) if q.split == "tune"]
    found = run_retrieval(demo, questions)
    assert sum(r.scores["gold@5"] for r in found) >= 0.95 * len(found)
    rows = run_answers(demo, questions)
    answerable = [r for r in rows if r.question.answerable]
    assert all(r.scores["exact"] for r in rows)
    assert sum(r.scores["contains"] for r in answerable) >= 0.87 * len(answerable)
    assert sum(r.scores["refused"] for r in answerable) <= 0.05 * len(answerable)
    assert all(r.scores["as_of_right"] for r in rows if r.question.pair)


def test_a_quotation_that_is_not_exact_is_taken_out(demo: Library) -> None:
    source = next(iter(demo.export()))
    good = Citation(1, source, 0, 5, source.article.text[:5])
    bad = Citation(2, source, 0, 5, "never")
    last = Citation(3, source, 6, 9, source.article.text[6:9])
    said = (Sentence("a", (1,)), Sentence("b", (2,)), Sentence("c", ()), Sentence("d", (3,)))
    checked = exact(Draft(said, (good, bad, last)))
    assert [(s.text, s.citations) for s in checked.sentences] == [("a", (1,)), ("d", (2,))]
    assert [(c.n, c.quote) for c in checked.citations] == [(1, good.quote), (2, last.quote)]
    assert [r.text for r in checked.removed] == ["b", "c"]
