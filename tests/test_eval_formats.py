"""Datasets in every form that is recognised, in tiny folders of our own, and what is said of broken ones."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article, Rejection
from eval import formats
from eval.datasets import Dataset, DatasetError, Gold, load_questions
from eval.metrics import normalise
from eval.reworded import reworded
from rag.filters import parse_moment

ARTICLE = {"url": "https://example.org/1", "title": "Quay", "text": "The quay of Varna cost 12,500 euros. It is new."}
QUESTION = {
    "id": "a",
    "question": "How much did the quay of Varna cost?",
    "answers": ["12500 euros"],
    "gold": [{"url": "https://example.org/1", "quote": "The quay of Varna cost 12,500 euros."}],
}


def write(path: Path, rows: Iterable[Any]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def articles(dataset: Dataset) -> list[Article]:
    return [item for item in dataset.articles() if isinstance(item, Article)]


def test_a_plain_folder(tmp_path: Path) -> None:
    write(tmp_path / "articles.jsonl", [ARTICLE])
    write(tmp_path / "questions.jsonl", [QUESTION])
    found = formats.load(str(tmp_path))
    assert found.questions[0].relevant == (("https://example.org/1", 1),)
    assert [a.title for a in articles(found)] == ["Quay"]
    assert not found.dated
    digest = found.digest
    write(tmp_path / "questions.jsonl", [{**QUESTION, "question": "How much was it?"}])
    again = formats.load(str(tmp_path))
    assert again.digest != digest
    assert again.article_digest == found.article_digest


def beir(folder: Path) -> Path:
    (folder / "qrels").mkdir()
    write(
        folder / "corpus.jsonl",
        [
            {"_id": "D 1", "title": "Quay", "text": "The quay of Varna is new.", "metadata": {}},
            {"_id": "D2", "title": "Only a headline about ferries", "text": ""},
            {"_id": "D3", "title": "", "text": ""},
        ],
    )
    write(folder / "queries.jsonl", [{"_id": "7", "text": "new quay"}, {"_id": "8", "text": "unjudged"}])
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n7\tD 1\t2\n7\tD2\t0\n9\tD2\t1\n")
    (folder / "qrels" / "train.tsv").write_text("query-id\tcorpus-id\tscore\n8\tD2\t1\n")
    return folder


def test_beir(tmp_path: Path) -> None:
    found = formats.load(str(beir(tmp_path)))
    assert [(q.id, q.text, q.relevant) for q in found.questions] == [("7", "new quay", (("doc:D 1", 2),))]
    items = list(found.articles())
    assert [a.url for a in items if isinstance(a, Article)] == ["doc:D 1", "doc:D2"]
    assert [i.source.split(":")[-1] for i in items if isinstance(i, Rejection)] == ["3"]
    assert found.notes == ("1 queries without a judgement left out", "1 judged queries are not in queries.jsonl")
    (tmp_path / "qrels" / "test.tsv").write_text("7\t0\tD2\t1\n7\tx\n")
    with pytest.raises(DatasetError, match=r"test\.tsv:2: not a judgement"):
        formats.load(str(tmp_path))


HOPS = {
    "query": "Which pier was shut?",
    "answer": "Pier 4",
    "question_type": "inference_query",
    "evidence_list": [
        {"title": "Pier shut", "fact": "Pier 4 is shut.", "url": "https://example.org/pier"},
        {"title": "Boats", "fact": "Boats wait.", "url": "https://example.org/boats"},
    ],
}
NULL = {"query": "Who?", "answer": "Insufficient information.", "question_type": "null_query", "evidence_list": []}


def test_multihop_as_published(tmp_path: Path) -> None:
    story = {"title": "Pier shut", "author": None, "source": "Coast Review", "published_at": "2031-03-04"}
    story |= {"category": "news", "url": "https://example.org/pier", "body": "Pier 4 is shut. It was old."}
    (tmp_path / "corpus.json").write_text(json.dumps([story]))
    (tmp_path / "MultiHopRAG.json").write_text(json.dumps([HOPS, NULL]))
    found = formats.load(str(tmp_path))
    first, second = found.questions
    boats = Gold("https://example.org/boats", "Boats wait.")
    assert first.gold == (Gold("https://example.org/pier", "Pier 4 is shut."), boats)
    assert first.evidence
    assert first.answers == (("Pier 4",),)
    assert not second.answerable
    assert not second.evidence
    assert [(a.outlet, a.text) for a in articles(found)] == [("Coast Review", "Pier 4 is shut. It was old.")]


def test_multihop_evidence_sentences_are_articles_of_their_own(tmp_path: Path) -> None:
    url = {"url": "https://example.org/pier", "source": "Coast Review"}
    sentences = [
        {"id": 0, "title": "Pier shut", "text": "Pier 4 is shut.", **url},
        {"id": 1, "title": "Pier shut", "text": "It was old.", **url},
        {"id": 2, "title": "Boats", "text": "Boats wait."},
    ]
    write(tmp_path / "evidence_sentences.jsonl", sentences)
    write(tmp_path / "questions_dev.jsonl", [{"question_id": "5", **HOPS}, {"question_id": "6", **NULL}])
    found = formats.load(str(tmp_path))
    assert found.questions[0].relevant == (("doc:0", 1), ("doc:2", 1))
    assert found.questions[0].pieces == ("doc:0", "doc:1", "doc:2")
    assert [a.url for a in articles(found)] == ["doc:0", "doc:1", "doc:2"]
    missing = {**HOPS, "question_id": "7", "evidence_list": [{"title": "Boats", "fact": "No such words."}]}
    write(tmp_path / "questions_dev.jsonl", [missing])
    with pytest.raises(DatasetError, match=r"questions_dev\.jsonl:1"):
        formats.load(str(tmp_path))


def quiz(**changes: object) -> dict[str, object]:
    row = {"question_id": "20310311_0", "question_date": "2031/03/11", "question": "Which pier?", "answer": ["Pier 4"]}
    return {**row, "gold_urls": [], "gold_text_usable": [], "answer_string_in_urls": [], **changes}


def test_realtimeqa(tmp_path: Path) -> None:
    url = "https://example.org/pier"
    rows = [
        quiz(gold_urls=[url], gold_text_usable=[url], answer_string_in_urls=["https://example.org/2"]),
        quiz(question_id="1", gold_urls=[url]),
        quiz(question_id="2", answer_string_in_urls=[url]),
        quiz(question_id="3"),
    ]
    write(tmp_path / "questions.jsonl", rows)
    line = {"url": url, "title": "Pier", "text": "Pier 4 is shut.", "authors": [], "publish_date": "2031/03/04"}
    (tmp_path / "articles.jsonl.gz").write_bytes(gzip.compress(json.dumps(line).encode()))
    found = formats.load(str(tmp_path))
    assert [q.type for q in found.questions] == ["judged", "judged, text unusable", "weakly labelled", "not labelled"]
    assert found.dated
    assert found.questions[0].asked == parse_moment("2031-03-11", end=True)
    assert found.questions[0].weak == (url, "https://example.org/2")
    assert found.questions[2].relevant == ()
    assert [q.worded for q in found.questions] == [True, False, True, False]
    assert len(articles(found)) == 1


def test_the_demo_has_both_splits_and_a_digest() -> None:
    found = formats.load("demo")
    assert {q.split for q in found.questions} == {"tune", "held"}
    assert len(found.digest) == 64


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    for bad, why in (("{}", "no field 'id'"), ("[1]", "not a JSON object"), ("{", "not JSON")):
        path.write_text(json.dumps(QUESTION) + f"\n{bad}\n")
        with pytest.raises(DatasetError, match=rf"questions\.jsonl:2: {why}"):
            load_questions(path)
    write(path, [QUESTION, QUESTION])
    with pytest.raises(DatasetError, match="a second question with the id 'a'"):
        load_questions(path)
    with pytest.raises(DatasetError, match="no dataset at"):
        formats.load(str(tmp_path))
    with pytest.raises(DatasetError, match="no dataset at"):
        formats.load(str(tmp_path / "none" / "none"))


def test_marks_and_line_ends_of_windows_are_no_part_of_a_file(tmp_path: Path) -> None:
    def windows(path: Path) -> None:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    write(tmp_path / "articles.jsonl", [ARTICLE])
    write(tmp_path / "questions.jsonl", [QUESTION])
    windows(tmp_path / "articles.jsonl")
    windows(tmp_path / "questions.jsonl")
    assert formats.load(str(tmp_path)).questions[0].id == "a"
    folder = tmp_path / "beir"
    folder.mkdir()
    beir(folder)
    (folder / "qrels" / "test.tsv").write_text("7\tD 1\t2.0\n\n7\tD2\t-1\n")  # no heading, grades as a table has them
    for path in folder.rglob("*.*"):
        windows(path)
    found = formats.load(str(folder))
    assert [(q.id, q.relevant) for q in found.questions] == [("7", (("doc:D 1", 2),))]
    assert len(articles(found)) == 2


@pytest.mark.parametrize(
    ("judged", "why"),
    [
        (b"7\tD2\t1\n\xe9\tD2\t1\n", "cannot read"),
        (b"7\tD2\tmuch\n7\tD2\tmuch\n", "test.tsv:2: not a judgement"),
        (b"7\tD2\t1.5\n7\tD2\t1.5\n", "test.tsv:2: not a judgement"),
        (b"7\t1\n", "test.tsv:1: not a judgement"),
    ],
)
def test_judgements_that_are_none(tmp_path: Path, judged: bytes, why: str) -> None:
    beir(tmp_path)
    (tmp_path / "qrels" / "test.tsv").write_bytes(judged)
    with pytest.raises(DatasetError, match=why):
        formats.load(str(tmp_path))


def test_an_id_may_be_as_long_as_it_likes(tmp_path: Path) -> None:
    beir(tmp_path)
    (tmp_path / "qrels" / "test.tsv").write_text(f"{'q' * 200_000}\tD2\t1\n")
    assert formats.load(str(tmp_path)).notes[1] == "1 judged queries are not in queries.jsonl"


def test_a_document_without_an_id_is_rejected(tmp_path: Path) -> None:
    beir(tmp_path)
    rows = [{"text": "One without an id is here."}, {"_id": 0, "text": "The quay of Varna is new."}]
    write(tmp_path / "corpus.jsonl", rows)
    first, second = formats.load(str(tmp_path)).articles()
    assert isinstance(first, Rejection)
    assert "_id" in first.reason
    assert isinstance(second, Article)
    assert second.url == "doc:0"


def test_an_answer_that_stands_alone_is_one_answer_and_not_its_letters(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    for given, expected in (
        ({"answers": "Pier 4"}, (("Pier 4",),)),
        ({"answers": [4, "four"]}, (("4", "four"),)),
        ({"answers_all": ["Pier 4", ["5", 5.5]]}, (("Pier 4",), ("5", "5.5"))),
        ({"answers": None}, ()),
    ):
        write(path, [{"id": 1, "question": "Which pier?", **given}])
        assert load_questions(path)[0].answers == expected
    write(tmp_path / "articles.jsonl", [ARTICLE])
    write(path, [quiz(answer="Pier 4", gold_urls="https://example.org/1", answer_string_in_urls="https://example.org/1")])
    (question,) = formats.load(str(tmp_path)).questions
    assert (question.answers, question.relevant) == ((("Pier 4",),), (("https://example.org/1", 1),))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"question": None}, "a question without words"),
        ({"question": " "}, "a question without words"),
        ({"answers": [{"text": "4"}]}, "answers takes a text or a list of texts"),
        ({"answers": True}, "answers takes a text or a list of texts"),
        ({"answerable": "no"}, "answerable is true or false"),
        ({"gold": [{"url": "https://example.org/1", "quote": ""}]}, "gold without words"),
        ({"gold": {"url": "https://example.org/1", "quote": "x"}}, "gold takes a list"),
    ],
)
def test_a_field_of_another_type_is_named_with_its_line(tmp_path: Path, wrong: dict[str, Any], why: str) -> None:
    path = tmp_path / "questions.jsonl"
    write(path, [{**QUESTION, "id": "b", "type": None, "split": 7}, {**QUESTION, **wrong}])
    with pytest.raises(DatasetError, match=rf"questions\.jsonl:2: {why}"):
        load_questions(path)


def test_the_demo_in_other_words_asks_the_same_and_tells_nothing() -> None:
    demo = formats.load("demo")
    plain = {question.id: question for question in demo.questions}
    found = reworded(demo)
    assert found.digest != demo.digest
    assert len(found.questions) == 120
    for question in found.questions:
        before = plain[question.id]
        assert (question.answers, question.gold, question.filters) == (before.answers, before.gold, before.filters)
        assert question.text != before.text
        told = f" {normalise(question.text)} "
        assert not any(f" {normalise(answer)} " in told for group in question.answers for answer in group)


def test_only_the_demo_is_kept_in_other_words(tmp_path: Path) -> None:
    write(tmp_path / "articles.jsonl", [ARTICLE])
    write(tmp_path / "questions.jsonl", [QUESTION])
    with pytest.raises(DatasetError, match="only the demo's questions"):
        reworded(formats.load(str(tmp_path)))
