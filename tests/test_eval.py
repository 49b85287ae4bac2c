"""The runner as a command over a folder, and the last check of every quotation."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hits import cache_with_model
from running import environment

from eval.__main__ import cli
from rag.answer.finish import exact
from rag.answer.quoted import Draft
from rag.demo import open_demo
from rag.library import Library
from rag.settings import Settings
from rag.types import Citation, Sentence

ARTICLE = {"url": "https://example.org/1", "title": "Quay", "text": "The quay of Varna cost 12,500 euros. It is new."}
QUESTION = {
    "id": "a",
    "question": "How much did the quay of Varna cost?",
    "answers": ["12500 euros"],
    "gold": [{"url": "https://example.org/1", "quote": "The quay of Varna cost 12,500 euros."}],
}


def test_the_runner_on_a_folder(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(json.dumps(ARTICLE))
    (tmp_path / "questions.jsonl").write_text(json.dumps(QUESTION))
    cache = tmp_path / "cache"
    cache.mkdir()
    settings = environment(DATELINE_CACHE=str(cache_with_model(cache)))
    run = subprocess.run(
        [sys.executable, "-m", "eval", "retrieval", str(tmp_path), "--json"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env=settings,
    )
    assert json.loads(run.stdout)["questions"][0]["gold@1"] == 1.0
    answers = CliRunner().invoke(cli, ["answers", str(tmp_path), "--json"], env=settings)
    assert json.loads(answers.stdout)["questions"][0]["contains"] == 1.0
    missing = subprocess.run(
        [sys.executable, "-m", "eval", "answers", str(tmp_path / "none")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=settings,
    )
    assert missing.returncode == 1
    assert missing.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def demo() -> Library:
    return open_demo(Settings())


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
