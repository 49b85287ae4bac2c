"""The datasets that are recognised by their files, each brought into one shape.

| name or folder | holds |
|---|---|
| `demo` | the demo archive and its questions |
| BEIR | `corpus.jsonl`, `queries.jsonl`, `qrels/*.tsv` |
| MultiHop-RAG | `corpus.json`, `MultiHopRAG.json`; or `evidence_sentences.jsonl` and `questions*.jsonl` |
| RealTimeQA | `articles.jsonl` or `articles.jsonl.gz`, `questions.jsonl` with `question_date` |
| plain | `articles.jsonl`, `questions.jsonl`, as the demo's |
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.article import Article, Rejection
from corpus.errors import ArticleError, ReadError
from eval.datasets import (
    Dataset,
    DatasetError,
    Gold,
    GoldQuestion,
    gold_words,
    json_lines,
    load_questions,
    numbered_lines,
    questions,
    texts,
)
from rag.filters import parse_moment
from rag.types import Filters

KNOWN = "'demo', or a folder in the form of BEIR, MultiHop-RAG, RealTimeQA, or with articles.jsonl and questions.jsonl"
DOCUMENT = "doc:"
"""Before a document's own id, where a dataset has ids in place of addresses: the address of its article."""


def load(name: str) -> Dataset:
    """The dataset of that name, or in that folder or file. Raises `DatasetError`."""
    if name == "demo":
        return demo()
    folder = Path(name)
    folder = folder.parent if folder.is_file() else folder
    try:
        there = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise DatasetError(f"no dataset at {name}: it takes {KNOWN}") from error
    if {"corpus.jsonl", "queries.jsonl", "qrels"} <= there:
        return _beir(folder)
    if {"corpus.json", "MultiHopRAG.json"} <= there:
        return _multihop(folder)
    if "evidence_sentences.jsonl" in there:
        return _sentences(folder)
    if "questions.jsonl" in there and there & {"articles.jsonl", "articles.jsonl.gz"}:
        return _folder(folder)
    raise DatasetError(f"no dataset at {name}: it takes {KNOWN}")


def demo() -> Dataset:
    """The demo archive's questions."""
    from rag.demo import demo_path

    articles, asked = demo_path("articles.jsonl"), demo_path("questions.jsonl")
    return replace(_dataset("demo", tuple(load_questions(asked)), [articles], [asked]), is_demo=True)


def _dataset(
    name: str, found: tuple[GoldQuestion, ...], articles: list[Path], others: list[Path], *notes: str
) -> Dataset:
    return Dataset(
        name, found, lambda: _read(articles), digest_of(articles), digest_of([*articles, *others]), tuple(notes)
    )


def digest_of(paths: Iterable[Path]) -> str:
    """sha256 of the digests of files, in the order given. Raises `DatasetError`."""
    found = hashlib.sha256()
    for path in paths:
        try:
            with path.open("rb") as file:
                found.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            raise DatasetError(f"cannot read {path}: {error.strerror}") from error
    return found.hexdigest()


def _read(paths: list[Path]) -> Iterator[Article | Rejection]:
    from corpus.readers import read

    return (item for item in read(paths) if isinstance(item, Article | Rejection))


def _cleaned(
    rows: Iterable[tuple[str, dict[str, Any]]], record: Callable[[dict[str, Any]], dict[str, Any]]
) -> Iterator[Article | Rejection]:
    """The articles of (where, row) pairs; `record` gives a row's fields the names that readers know."""
    from corpus.readers.fields import draft

    for where, row in rows:
        try:
            yield draft(record(row), where).article.cleaned()
        except (ReadError, ArticleError) as error:
            yield Rejection(where, str(error))


# -- BEIR ------------------------------------------------------------------------------------------------------------


def _beir(folder: Path) -> Dataset:
    corpus, queries = folder / "corpus.jsonl", folder / "queries.jsonl"
    judged = sorted((folder / "qrels").glob("*.tsv"))
    test = [path for path in judged if path.name == "test.tsv"]
    judged = test or judged
    if not judged:
        raise DatasetError(f"{folder / 'qrels'}: no .tsv file")
    grades = _judgements(judged)
    rows = [(f"{queries}:{number}", row) for number, row in json_lines(queries)]
    kept = [(where, row) for where, row in rows if str(row.get("_id")) in grades]
    found = questions(kept, lambda row: _query(row, grades[str(row["_id"])]))
    notes = [f"{len(rows) - len(kept)} queries without a judgement left out"] if len(kept) < len(rows) else []
    if lost := len(grades.keys() - {q.id for q in found}):
        notes.append(f"{lost} judged queries are not in queries.jsonl")
    return Dataset(
        _name(folder),
        found,
        lambda: _cleaned(((f"{corpus}:{number}", row) for number, row in json_lines(corpus)), _document),
        digest_of([corpus]),
        digest_of([corpus, queries, *judged]),
        tuple(notes),
    )


def _judgements(paths: list[Path]) -> dict[str, dict[str, int]]:
    """Grades above 0 by query and document. The heading is optional, as is TREC's second column."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for path in paths:
        for number, line in numbered_lines(path):
            row = line.rstrip("\r").split("\t")
            grade = _grade(row[-1])
            if number == 1 and grade is None:
                continue
            if len(row) < 3 or grade is None:
                raise DatasetError(f"{path}:{number}: not a judgement: query, document, grade, with tabs between them")
            if grade > 0:
                found[row[0]][row[-2]] = grade
    return found


def _grade(text: str) -> int | None:
    """A whole number, also as a table writes it ("1.0"); None for anything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    return int(value) if value.is_integer() else None


def _document(row: dict[str, Any]) -> dict[str, Any]:
    if row.get("_id") is None:
        raise ReadError("a document without _id")
    metadata = row.get("metadata")
    more = metadata if isinstance(metadata, dict) else {}
    title, text = row.get("title") or "", row.get("text") or ""
    return {**more, "url": f"{DOCUMENT}{row['_id']}", "title": title, "text": text or title}


def _query(row: dict[str, Any], grades: dict[str, int]) -> GoldQuestion:
    relevant = tuple((f"{DOCUMENT}{document}", grade) for document, grade in grades.items())
    return _asked(str(row["_id"]), row["text"], "", relevant=relevant)


# -- MultiHop-RAG ----------------------------------------------------------------------------------------------------

NULL = "null_query"
"""MultiHop-RAG's name for a question whose answer is not in its articles."""


def _multihop(folder: Path) -> Dataset:
    corpus, asked = folder / "corpus.json", folder / "MultiHopRAG.json"
    try:
        rows = json.loads(asked.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise DatasetError(f"cannot read {asked}: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DatasetError(f"{asked}: not an array of questions")
    numbered = [(f"{asked}, question {n}", {"question_id": n, **row}) for n, row in enumerate(rows, 1)]
    found = questions(numbered, lambda row: _hops(row, [str(e["url"]) for e in row["evidence_list"]]))
    return _dataset(_name(folder), found, [corpus], [asked])


def _sentences(folder: Path) -> Dataset:
    """Every evidence sentence is an article of its own: several of one page would be versions of one article."""
    path = folder / "evidence_sentences.jsonl"
    files = sorted(folder.glob("questions*.jsonl"))
    if not files:
        raise DatasetError(f"{folder}: no questions*.jsonl beside evidence_sentences.jsonl")
    sentences = [(f"{path}:{number}", row) for number, row in json_lines(path)]
    ids = {(row.get("title"), row.get("text")): f"{DOCUMENT}{row.get('id')}" for _, row in sentences}
    pages: dict[object, list[str]] = {}
    for (title, _), address in ids.items():
        pages.setdefault(title, []).append(address)

    def made(row: dict[str, Any]) -> GoldQuestion:
        if lost := [e["fact"] for e in row["evidence_list"] if (e["title"], e["fact"]) not in ids]:
            raise ValueError(f"no evidence sentence is {lost[0]!r} under its title")
        question = _hops(row, [ids[e["title"], e["fact"]] for e in row["evidence_list"]])
        pieces = [address for e in row["evidence_list"] for address in pages[e["title"]]]
        return replace(question, pieces=tuple(dict.fromkeys(pieces)))

    rows = ((f"{file}:{number}", row) for file in files for number, row in json_lines(file))
    found = questions(rows, made)
    return Dataset(
        _name(folder),
        found,
        lambda: _cleaned(sentences, lambda row: {**row, "url": f"{DOCUMENT}{row.get('id')}"}),
        digest_of([path]),
        digest_of([path, *files]),
    )


def _hops(row: dict[str, Any], addresses: list[str]) -> GoldQuestion:
    told = zip(addresses, row["evidence_list"], strict=True)
    facts = gold_words([{"url": url, "quote": e["fact"]} for url, e in told])
    kind = row.get("question_type", "")
    answerable = kind != NULL
    return _asked(
        str(row["question_id"]),
        row["query"],
        kind,
        answerable=answerable,
        answers=(texts(row["answer"], "answer"),) if answerable else (),
        gold=facts,
        relevant=tuple((url, 1) for url in dict.fromkeys(addresses)),
        evidence=bool(facts),
    )


# -- RealTimeQA and plain folders ------------------------------------------------------------------------------------


def _folder(folder: Path) -> Dataset:
    """A plain folder, or RealTimeQA's when its first question has a `question_date`."""
    asked = folder / "questions.jsonl"
    articles = folder / "articles.jsonl"
    articles = articles if articles.is_file() else folder / "articles.jsonl.gz"
    first = next((row for _, row in json_lines(asked)), {})
    if "question_date" not in first:
        return _dataset(_name(folder), tuple(load_questions(asked)), [articles], [asked])
    rows = ((f"{asked}:{number}", row) for number, row in json_lines(asked))
    return _dataset(_name(folder), questions(rows, _quiz), [articles], [asked])


def _quiz(row: dict[str, Any]) -> GoldQuestion:
    judged, weak = (texts(row.get(name), name) for name in ("gold_urls", "answer_string_in_urls"))
    kind = "judged" if judged else "weakly labelled" if weak else "not labelled"
    if judged and not row.get("gold_text_usable", True):
        kind = "judged, text unusable"
    return _asked(
        str(row["question_id"]),
        row["question"],
        kind,
        answers=(texts(row["answer"], "answer"),),
        relevant=tuple((url, 1) for url in dict.fromkeys(judged)),
        weak=tuple(dict.fromkeys([*judged, *weak])),
        asked=parse_moment(row["question_date"], end=True),
        worded=bool(weak),
    )


def _asked(
    question_id: str,
    text: str,
    kind: str,
    *,
    answerable: bool = True,
    answers: tuple[tuple[str, ...], ...] = (),
    gold: tuple[Gold, ...] = (),
    relevant: tuple[tuple[str, int], ...] = (),
    weak: tuple[str, ...] = (),
    asked: int | None = None,
    evidence: bool = False,
    worded: bool = True,
) -> GoldQuestion:
    """A question without filters and without a chat before it."""
    return GoldQuestion(
        question_id, text, kind, "", answerable, answers, gold, False, Filters(), (), "",
        relevant, weak, asked, evidence, worded,
    )  # fmt: skip


def _name(folder: Path) -> str:
    return folder.resolve().name
