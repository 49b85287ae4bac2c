"""The runner as a command over a folder, and the last check of every quotation."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from fake_llm import chat_server
from hits import cache_with_model
from running import environment

from eval import followups
from eval.__main__ import cli
from eval.cited import cited_sentence, scores
from eval.datasets import GoldQuestion
from rag.answer.finish import exact
from rag.answer.quoted import Draft
from rag.demo import open_demo
from rag.errors import LibraryError
from rag.library import Library
from rag.settings import Settings
from rag.types import Citation, Filters, Sentence

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
    run = CliRunner().invoke(cli, ["retrieval", str(tmp_path), "--json"], env=settings)
    assert json.loads(run.stdout)["questions"][0]["gold@1"] == 1.0
    answers = CliRunner().invoke(cli, ["answers", str(tmp_path), "--json"], env=settings)
    assert json.loads(answers.stdout)["questions"][0]["contains"] == 1.0
    CliRunner().invoke(cli, ["answers", str(tmp_path), "--out", str(tmp_path / "out")], env=settings)
    (line,) = (tmp_path / "out" / f"{tmp_path.name}-answers" / "ragas.jsonl").read_text().splitlines()
    assert json.loads(line) == {
        "user_input": QUESTION["question"],
        "response": ARTICLE["text"].split(". ")[0] + ".",
        "retrieved_contexts": [ARTICLE["text"].split(". ")[0] + "."],
        "reference": "12500 euros",
        "reference_contexts": [ARTICLE["text"].split(". ")[0] + "."],
    }
    checked = CliRunner().invoke(cli, ["citations", str(tmp_path), "--json"], env=settings)
    found = json.loads(checked.stdout)["questions"][0]
    assert (found["citation recall"], found["citation precision"], found["uncited sentences"]) == (1.0, 1.0, 0.0)
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


def test_what_a_model_writes_is_counted_and_kept_to_be_judged(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(json.dumps(ARTICLE))
    (tmp_path / "questions.jsonl").write_text(json.dumps(QUESTION))
    cache, out = tmp_path / "cache", tmp_path / "shown.jsonl"
    cache.mkdir()
    settings = environment(DATELINE_CACHE=str(cache_with_model(cache)))
    nowhere = CliRunner().invoke(cli, ["written", str(tmp_path), "--out", str(tmp_path / "no" / "file")], env=settings)
    assert (nowhere.exit_code, "No such file" in nowhere.output) == (2, True)
    unset = CliRunner().invoke(cli, ["written", str(tmp_path)], env=settings)
    assert isinstance(unset.exception, LibraryError)
    assert "DATELINE_LLM" in str(unset.exception)
    for reply, counts in (
        ("The quay of Varna cost 12,500 euros. Its lamps are blue.", (4, 2, 2, 0)),
        ("The quay of Varna cost 12,500 euros. It cost 99 euros. Nobody liked it. Its lamps are blue.", (8, 0, 0, 2)),
    ):
        with chat_server(reply) as server:
            spec = {**settings, "DATELINE_LLM": f"openai:fake@{server.url}"}
            run = CliRunner().invoke(cli, ["written", str(tmp_path), "--out", str(out)], env=spec)
        assert [int(line.split()[0]) for line in run.stdout.splitlines()] == [2, *counts]
        rows = [json.loads(line) for line in out.read_text().splitlines()]
        assert len(rows) == counts[1]
        assert all(row["quoted"] and row["quotes"] == ["The quay of Varna cost 12,500 euros."] for row in rows)


def test_a_follow_up_finds_what_its_spelled_out_form_finds(demo: Library) -> None:
    asked = [one for one in followups.load() if one.gold]
    found = {how: [followups.rank(demo, one, spelled=spelled) for one in asked] for how, spelled in followups.WAYS}
    for k in (1, 5):
        here, there = (sum(0 < place <= k for place in ranks) / len(asked) for ranks in found.values())
        assert here >= there - 0.05


def test_a_follow_up_that_the_archive_does_not_answer_is_not_carried_by_what_it_leans_on(demo: Library) -> None:
    asked = followups.load()
    refused = {one: followups.refused(demo, one, spelled=False) for one in asked}
    assert not [one.question for one in asked if one.gold and refused[one]]
    # 13 of the 40 where what it leans on counts as much as what it asks.
    assert sum(refused[one] for one in asked if not one.gold) >= 21


def test_citations_that_carry_nothing_are_counted(demo: Library) -> None:
    answer = demo.ask("When did Hama fall to the rebels?")
    question = GoldQuestion("q", answer.question, "", "", True, (), (), False, Filters(), (), "")
    first, other = answer.citations[0], answer.citations[-1]
    assert first.quote != other.quote
    made_up = Sentence("The mayor of Hama flew to the moon on Friday.", (1,))
    both = Sentence(first.quote, (first.n, other.n))
    judged = [cited_sentence(sentence, answer) for sentence in (made_up, both)]
    assert judged == [(False, 0.0), (True, 0.5)]
    found = scores(question, replace(answer, sentences=(made_up, both)), judged)
    # One of the three citations is needed; the mean over sentences would be another measure.
    assert (found["citation recall"], found["exact"]) == (0.5, 1.0)
    assert found["citation precision"] == pytest.approx(1 / 3)


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
