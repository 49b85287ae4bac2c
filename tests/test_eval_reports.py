"""A run from the command line to its files: tables, TREC files, resumption, comparison, the page in a browser."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hits import cache_with_model, hit
from page_server import Watched, launch
from playwright.sync_api import sync_playwright
from running import environment, write_jsonl

from eval import commands, formats
from eval.__main__ import cli
from eval.datasets import DatasetError, Gold, GoldQuestion
from eval.page import render, worst
from eval.partial import Partial
from eval.ranking import document
from eval.report import compared, load_run, question_line, report
from eval.runs import Row, run_retrieval
from eval.statistics import Difference
from rag.library import Library
from rag.settings import Settings
from rag.types import Filters, SearchResult

PLACES = ("Lonn", "Abria", "Tarsia", "Varna", "Corvia", "Ormsund")
HOSTILE = "<script>document.title='owned'</script><img src=http://127.0.0.1:9/x onerror=alert(1)>"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six dated articles, the last one later than all questions, and a question about each."""
    folder = tmp_path_factory.mktemp("data") / "harbours"
    folder.mkdir()
    rows: list[dict[str, Any]] = [
        {
            "url": f"https://example.org/{place.lower()}",
            "title": f"Harbour of {place}",
            "text": f"The harbour of {place} was closed after a crane fell. Repairs cost {n + 3} million crowns.",
            "published": f"2031-03-{n + 1:02}" if place != "Ormsund" else "2031-05-01",
        }
        for n, place in enumerate(PLACES)
    ]
    write_jsonl(folder / "articles.jsonl", rows)
    questions = [
        {
            "question_id": str(n),
            "question_date": "2031/04/01",
            "question": f"What do repairs of the harbour of {place} cost?",
            "answer": [f"{n + 3} million crowns"],
            "gold_urls": [f"https://example.org/{place.lower()}"],
            "gold_text_usable": [f"https://example.org/{place.lower()}"],
        }
        for n, place in enumerate(PLACES)
    ]
    write_jsonl(folder / "questions.jsonl", questions)
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that has the converted model and nothing else."""
    return cache_with_model(tmp_path_factory.mktemp("cache"))


def evaluate(cache: Path, *words: object) -> Result:
    found = CliRunner().invoke(cli, list(map(str, words)), env={"DATELINE_CACHE": str(cache)})
    assert found.exception is None or isinstance(found.exception, SystemExit | DatasetError), found.output
    return found


@pytest.fixture(scope="module")
def ran(dataset: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    out = tmp_path_factory.mktemp("out")
    return evaluate(cache, "retrieval", dataset, "--out", out), out


def test_dates_are_kept_or_left_out_and_both_are_told(ran: tuple[Result, Path]) -> None:
    result, out = ran
    assert "harbours-retrieval-as-of" in result.output
    assert "harbours-retrieval-no-as-of" in result.output
    dated, undated = (load_run(out / f"harbours-retrieval-{v}" / "run.json") for v in ("as-of", "no-as-of"))
    assert undated["scores"]["all"]["Success@1"]["mean"] == 1
    assert dated["scores"]["all"]["Success@1"]["mean"] == pytest.approx(5 / 6)  # one article came later
    assert dated["questions"]["5"]["R@10"] == 0
    assert dated["made"]["packages"]["ir_measures"]


def test_trec_files_give_ir_measures_the_same_numbers(ran: tuple[Result, Path]) -> None:
    import ir_measures

    folder = ran[1] / "harbours-retrieval-as-of"
    names = ("nDCG@10", "RR@10", "R@10", "Success@1", "Success@5", "Success@10")
    qrels = list(ir_measures.read_trec_qrels(str(folder / "qrels.trec")))  # type: ignore[no-untyped-call]
    run = list(ir_measures.read_trec_run(str(folder / "run.trec")))  # type: ignore[no-untyped-call]
    again = ir_measures.calc_aggregate([ir_measures.parse_measure(name) for name in names], qrels, run)
    kept = load_run(folder / "run.json")["scores"]["all"]
    assert {str(m): v for m, v in again.items()} == pytest.approx({n: kept[n]["mean"] for n in names}, abs=1e-9)


def test_a_line_for_each_question_says_what_was_missed(ran: tuple[Result, Path]) -> None:
    lines = (ran[1] / "harbours-retrieval-as-of" / "questions.jsonl").read_text().splitlines()
    rows = {row["id"]: row for row in map(json.loads, lines)}
    assert len(rows) == 6
    assert rows["0"]["found"] == ["https://example.org/lonn"]
    assert rows["5"]["missed"] == ["https://example.org/ormsund"]


def test_the_library_is_kept_and_a_run_is_compared_with_another(
    ran: tuple[Result, Path], dataset: Path, cache: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    kept = [path for path in (cache / "eval").iterdir() if path.name.startswith("harbours-")]
    assert len(kept) == 1
    made = (kept[0] / "catalog.sqlite").stat().st_mtime_ns
    earlier = ran[1] / "harbours-retrieval-as-of" / "run.json"
    again = evaluate(cache, "retrieval", dataset, "--no-as-of", "--compare", earlier, "--json")
    assert again.exit_code == 0, again.output
    differences = json.loads(again.stdout)["run"]["compared"][0]["differences"]
    assert differences["R@10"]["mean"] == pytest.approx(1 / 6)
    assert differences["R@10"]["p"] == 1.0  # one question of six
    assert (kept[0] / "catalog.sqlite").stat().st_mtime_ns == made
    answered = evaluate(cache, "answers", dataset, "--no-as-of", "--limit", 2, "--library", kept[0])
    assert "2 of 2 (100.0%)" in answered.output
    Library.open(empty, create=True).close()
    nothing = evaluate(cache, "retrieval", dataset, "--no-as-of", "--library", empty)
    assert "6 of 6 judged articles are not in the library" in nothing.stderr
    other = evaluate(cache, "answers", dataset, "--no-as-of", "--limit", 1, "--compare", earlier)
    assert "of another task or other data" in str(other.exception)


def test_mixed_articles_are_searched_too(
    ran: tuple[Result, Path], dataset: Path, cache: Path, tmp_path: Path
) -> None:
    assert ran[0].exit_code == 0
    other = tmp_path / "other"
    other.mkdir()
    write_jsonl(other / "articles.jsonl", [{"url": "https://example.org/more", "text": "The harbour of Lonn is deep."}])
    (other / "questions.jsonl").write_text("")
    found = evaluate(cache, "retrieval", dataset, "--no-as-of", "--limit", 1, "--mix", other, "--json")
    urls = [url for _, url, _ in json.loads(found.stdout)["questions"][0]["hits"]]
    assert "https://example.org/more" in urls
    assert json.loads(found.stdout)["run"]["made"]["mix"] == ["other"]
    assert "encoding: 1 of 1\n" in found.stderr  # what is kept of the dataset alone is not encoded again


def test_articles_of_another_dataset_under_the_same_ids_are_other_articles(cache: Path, tmp_path: Path) -> None:
    for name, what in (("quays", "harbour"), ("winds", "weather")):
        folder = tmp_path / name
        (folder / "qrels").mkdir(parents=True)
        rows = [{"_id": n, "text": f"The {what} of {place} was good all week."} for n, place in enumerate(PLACES)]
        write_jsonl(folder / "corpus.jsonl", rows)
        write_jsonl(folder / "queries.jsonl", [{"_id": "doc:1", "text": "How good was the harbour of Lonn?"}])
        (folder / "qrels" / "test.tsv").write_text("doc:1\t0\t1\n")
    out = tmp_path / "out"
    found = evaluate(cache, "retrieval", tmp_path / "quays", "--mix", tmp_path / "winds", "--json", "--out", out)
    (question,) = json.loads(found.stdout)["questions"]
    assert question["hits"][0][1:] == ["doc:0", "The harbour of Lonn was good all week."]
    assert {url for _, url, _ in question["hits"]} >= {"doc:winds/0"}
    assert (out / "quays-retrieval" / "qrels.trec").read_text() == "doc:1 0 0 1\n"


def test_a_folder_called_demo_is_asked_of_its_own_articles(dataset: Path, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    for name in ("articles.jsonl", "questions.jsonl"):
        (tmp_path / "demo" / name).write_bytes((dataset / name).read_bytes())
    found = evaluate(cache, "retrieval", tmp_path / "demo", "--no-as-of", "--json")
    assert json.loads(found.stdout)["run"]["scores"]["all"]["Success@1"]["mean"] == 1


def test_gold_words_that_stand_nowhere_are_told(cache: Path, tmp_path: Path) -> None:
    url = "https://example.org/quay"
    write_jsonl(tmp_path / "articles.jsonl", [{"url": url, "text": "The quay of Varna cost 12 million crowns."}])
    gold = [{"url": url, "quote": "The quay  of Varna"}, {"url": url, "quote": "13 million"}]
    write_jsonl(tmp_path / "questions.jsonl", [{"id": 1, "question": "What did the quay of Varna cost?", "gold": gold}])
    found = evaluate(cache, "retrieval", tmp_path)
    assert "1 of 2 gold words do not stand in their article" in found.stderr


def test_of_two_runs_that_make_one_library_the_second_waits(cache: Path, dataset: Path, tmp_path: Path) -> None:
    own = cache_with_model(tmp_path)
    command = [sys.executable, "-m", "eval", "retrieval", str(dataset), "--no-as-of"]
    settings = environment(DATELINE_CACHE=str(own))
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=settings)
        for _ in range(2)
    ]
    told = [run.communicate(timeout=300) for run in both]
    assert [run.returncode for run in both] == [0, 0], told
    assert sum("kept 6 articles" in err for _, err in told) == 1
    tables = {tuple(line for line in out.splitlines() if line.startswith(("Success", "nDCG"))) for out, _ in told}
    assert len(tables) == 1


# -- interruption ----------------------------------------------------------------------------------------------------


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    asked: list[str] = []

    def search(text: str, **_: object) -> SearchResult:
        if len(asked) == 3:
            raise KeyboardInterrupt
        asked.append(text)
        return SearchResult(text, (hit(1, "https://example.org/1", text),))

    questions = [plain(str(n), f"Question {n}?") for n in range(5)]
    path = tmp_path / "runs" / "one.jsonl"
    with Library.open(tmp_path / "library", create=True) as library:
        with pytest.raises(KeyboardInterrupt):
            run_retrieval(library, questions, Partial(path), search=search)
        path.write_text(path.read_text() + '\n{"id": "3", "scores"')  # killed while it wrote
        asked.append("")  # no interruption now
        partial = Partial(path)
        rows = run_retrieval(library, questions, partial, search=search)
    assert [text for text in asked if text] == [f"Question {n}?" for n in range(5)]
    assert [row.question.id for row in rows] == ["0", "1", "2", "3", "4"]
    assert rows[0].detail["hits"] == [[1, "https://example.org/1", "Question 0?"]]
    assert set(Partial(path).done) == {"0", "1", "2", "3", "4"}
    partial.finish()
    assert not path.exists()


def test_a_run_that_cannot_be_written_is_not_asked_again(
    dataset: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    nowhere = evaluate(cache, "retrieval", dataset, "--no-as-of", "--limit", 2, "--out", tmp_path / "file" / "out")
    assert "cannot write to" in str(nowhere.exception)
    assert "kept" not in nowhere.stderr  # it is told before anything is asked
    full = tmp_path / "full" / "harbours-answers-no-as-of"
    (full / "questions.jsonl").mkdir(parents=True)
    evaluate(cache, "answers", dataset, "--no-as-of", "--limit", 2, "--out", tmp_path / "full")
    (full / "questions.jsonl").rmdir()

    def asked(*_: object, **__: object) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr(Library, "ask", asked)
    evaluate(cache, "answers", dataset, "--no-as-of", "--limit", 2, "--out", tmp_path / "full")
    assert (full / "index.html").exists()
    assert len((full / "ragas.jsonl").read_text().splitlines()) == 2


def test_what_is_kept_of_a_run_may_be_damaged_or_find_no_room(tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    path.write_bytes(b'[]\n{"id": "1"}\n\xff\xfe\n{"id": "2", "scores": {}, "detail": {}, "ms": 1}\n{"id": ')
    partial = Partial(path)
    assert set(partial.done) == {"2"}
    path.unlink()
    path.mkdir()
    with pytest.raises(DatasetError, match=r"cannot keep what is found in .*one\.jsonl"):
        partial.keep("3", {})
    with pytest.raises(DatasetError, match="cannot keep"):
        Partial(path)


def plain(name: str, text: str, **more: Any) -> GoldQuestion:
    return replace(GoldQuestion(name, text, "", "", True, (), (), False, Filters(), (), ""), **more)


# -- what is shown ---------------------------------------------------------------------------------------------------


def rows() -> list[Row]:
    """One question that went well, one that went wrong with hostile words everywhere, and one that is held."""
    url = "https://example.org/1"
    good = plain("good", "Went well?", relevant=((url, 1),), split="tune")
    bad = plain(HOSTILE, HOSTILE, type=HOSTILE, split="tune", answers=((HOSTILE,),), gold=(Gold(HOSTILE, HOSTILE),))
    secret = plain("h1", "A secret question?", split="held", answers=(("a secret answer",),), relevant=((url, 1),))
    found = {"hits": [[1, HOSTILE, HOSTILE]], "documents": ["x"], "found": [], "missed": [HOSTILE]}
    held = {"hits": [[1, url, "a secret passage"]], "documents": [document(url)]}
    return [
        Row(good, {"nDCG@10": 1.0}, {"documents": [document(url)]}, 3.0),
        Row(bad, {"nDCG@10": 0.0, "rr@10": 0.0}, {**found, "evidence": [[HOSTILE, HOSTILE, None]]}, 5.0),
        Row(secret, {"nDCG@10": 0.0}, held, 4.0),
    ]


def test_held_words_are_kept_back() -> None:
    found = report("retrieval", formats.demo(), "", rows(), Settings(), {})
    line = question_line(found.rows[2], show_held=False)
    page = render(found)
    assert "secret" not in json.dumps(line) + page
    assert line["nDCG@10"] == 0
    assert "1 held questions" in page
    assert "secret passage" in json.dumps(question_line(found.rows[2], show_held=True))
    assert "A secret question?" in render(found, show_held=True)
    assert [row.question.id for row in worst(found, show_held=False)] == [HOSTILE]


def test_the_demo_prints_no_held_words(monkeypatch: pytest.MonkeyPatch, dataset: Path, cache: Path) -> None:
    loaded = formats.load(str(dataset))
    split = tuple(replace(q, split="held" if int(q.id) % 2 else "tune") for q in loaded.questions)
    monkeypatch.setattr(formats, "load", lambda _: replace(loaded, questions=split))
    out = evaluate(cache, "retrieval", "any", "--no-as-of", "--json").stdout
    shown = [("question" in row, "hits" in row) for row in json.loads(out)["questions"][:2]]
    assert shown == [(True, True), (False, False)]


def test_refusals_that_are_right_wrong_or_unjudged_are_told_apart() -> None:
    known = plain("1", "?", relevant=(("https://example.org/1", 1),))
    asked = (known, plain("2", "?", answerable=False), plain("3", "?"))
    refused = [Row(q, {"refused": 1.0, "contains": 0.0}, {}, 1.0) for q in asked[:1]]
    refused += [Row(q, {"refused": 1.0}, {}, 1.0) for q in asked[1:]]
    names = report("answers", formats.demo(), "", refused, Settings(), {}).scores["all"]
    assert set(names) == {"contains", "refused wrongly", "refused rightly", "refused, unjudged"}


def test_runs_over_other_data_are_not_compared(tmp_path: Path) -> None:
    found = report("retrieval", formats.demo(), "", rows(), Settings(), {})
    same = {"name": "before", "task": "retrieval", "made": found.made, "questions": {"good": {"nDCG@10": 0.5}}}
    difference = compared(found, same)
    assert difference is not None
    assert difference.differences == {"nDCG@10": Difference(0.5, 0.5, 0.5, 1.0, 1)}
    assert compared(found, {**same, "made": {"data_digest": "0"}}) is None
    assert compared(found, {**same, "task": "answers"}) is None
    good = json.loads(json.dumps(same))
    (tmp_path / "run.json").write_text(json.dumps(good))
    assert load_run(tmp_path / "run.json") == good
    for damage in (
        {"made": None}, {"questions": ["good"]}, {"questions": {"good": None}}, {"questions": {"good": {"n": "1"}}},
        {"questions": {"good": {"nDCG@10": float("nan")}}},
    ):  # fmt: skip
        (tmp_path / "run.json").write_text(json.dumps(good | damage))
        with pytest.raises(DatasetError, match="it holds no run"):
            load_run(tmp_path / "run.json")


def test_citations_are_written_out_too(dataset: Path, cache: Path, tmp_path: Path) -> None:
    evaluate(cache, "citations", dataset, "--no-as-of", "--limit", 2, "--out", tmp_path)
    folder = tmp_path / "harbours-citations-no-as-of"
    lines = [json.loads(line) for line in (folder / "questions.jsonl").read_text().splitlines()]
    assert [line["citation recall"] for line in lines] == [1, 1]
    assert "citation precision" in (folder / "index.html").read_text()
    wrong = {"answered": 1.0, "citation recall": 0.0}
    refused = Row(plain("1", "What is unanswered?"), wrong, {"said": [["So.", []]]}, 1.0)
    assert "What is unanswered?" in render(report("citations", formats.demo(), "", [refused], Settings(), {}))


def test_where_nothing_says_what_answers_there_is_nothing_to_tune_or_to_compare(cache: Path, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "articles.jsonl", [{"url": "https://example.org/1", "text": "The quay of Varna is new."}])
    asked = {"id": 1, "question": "Is the quay of Varna new?"}
    gold = [{"url": "https://example.org/1", "quote": "The quay of Varna is new."}]
    for rows in ([], [asked], [{**asked, "split": "held", "gold": gold}]):
        write_jsonl(tmp_path / "questions.jsonl", rows)
        tuned = evaluate(cache, "tune", tmp_path, "--tries", 1)
        assert "no question to ask" in str(tuned.exception)
    assert evaluate(cache, "ablation", tmp_path).exit_code == 0
    write_jsonl(tmp_path / "questions.jsonl", [asked])
    assert "no question to ask" in str(evaluate(cache, "ablation", tmp_path).exception)


def test_refusals_leave_out_what_is_judged_what_has_the_words_and_their_copies(cache: Path, tmp_path: Path) -> None:
    text = "The quay of Varna cost 12 million crowns, as the port office said on Monday in its yearly account."
    rows = [
        {"url": "https://example.org/1", "title": "Quay", "text": text, "outlet": "Coast Review"},
        {"url": "https://example.net/2", "title": "Quay", "text": text, "outlet": "The Harbour Post"},
        {"url": "https://example.org/3", "title": "Cup", "text": "Lonn won the cup for the third time on Sunday."},
    ]
    write_jsonl(tmp_path / "articles.jsonl", rows)
    gold = [{"url": "https://example.org/1", "quote": "The quay of Varna cost 12 million crowns"}]
    asked = {"question": "What did the quay of Varna cost?", "gold": gold}
    questions = [
        {"id": 1, **asked, "answers": ["12 million crowns"]},
        {"id": 2, **asked, "answers": ["twelve million"]},
        {"id": 3, **asked, "answers": ["yes"]},
        {"id": 4, **asked},
        {"id": 5, "question": "Who won the chess title of Abria?", "answerable": False},
    ]
    write_jsonl(tmp_path / "questions.jsonl", questions)
    found = evaluate(cache, "refusals", tmp_path, "--out", tmp_path / "out")
    assert "4 pairs, 1 questions without an answer" in found.stdout
    kept = json.loads((tmp_path / "out" / "refusals.json").read_text(), parse_constant=lambda name: pytest.fail(name))
    pairs = [row for row in kept["questions"] if row["present"] is not None]
    assert all(row["absent"] < 1 < row["present"] for row in pairs), pairs
    write_jsonl(tmp_path / "questions.jsonl", questions[:1])
    evaluate(cache, "refusals", tmp_path, "--out", tmp_path / "out")
    kept = json.loads((tmp_path / "out" / "refusals.json").read_text(), parse_constant=lambda name: pytest.fail(name))
    assert {point["unanswerable"] for point in kept["curve"]} == {None}


def test_unknown_datasets_are_one_line() -> None:
    found = CliRunner().invoke(cli, ["retrieval", "nowhere/at/all"], standalone_mode=False)
    assert isinstance(found.exception, DatasetError)
    assert "no dataset at nowhere/at/all" in str(found.exception)
    assert {"retrieval", "answers", "gate", "ablation"} <= set(cli.commands)
    assert all(command.help for command in (commands.retrieval, commands.answers, commands.gate, commands.ablation))


@pytest.fixture
def watched() -> Iterator[Watched]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield Watched(browser.new_context(viewport={"width": 390, "height": 800}).new_page())
        browser.close()


@pytest.mark.browser
def test_the_page_opens_alone_and_shows_hostile_words_as_words(watched: Watched, tmp_path: Path) -> None:
    found = report("retrieval", formats.demo(), HOSTILE, rows(), Settings(), {"note": HOSTILE})
    before = {"name": HOSTILE, "task": "retrieval", "made": found.made, "questions": {"good": {"nDCG@10": 0.5}}}
    other = compared(found, before)
    assert other is not None
    path = tmp_path / "index.html"
    path.write_text(render(found, [other]), encoding="utf-8")
    watched.page.goto(path.as_uri())
    watched.page.locator("details").first.locator("summary").click()
    assert watched.page.locator("svg").count() == 3
    assert HOSTILE in watched.page.locator("details").first.inner_text()
    assert watched.page.locator("img, script, iframe, link").count() == 0
    assert watched.requests == [path.as_uri()]
    assert watched.complaints == []
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 390
