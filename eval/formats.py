"""The datasets that are recognised by their files, each brought into one shape.

| name or folder | holds |
|---|---|
| `demo` | the demo archive and its questions |
| BEIR | `corpus.jsonl`, `queries.jsonl`, `qrels/*.tsv` |
| MultiHop-RAG | `corpus.json`, `MultiHopRAG.json`; or `evidence_sentences.jsonl` and `questions*.jsonl` |
| RealTimeQA | `articles.jsonl` or `articles.jsonl.gz`, `questions.jsonl` with `question_date` |
| plain | `articles.jsonl`, `questions.jsonl`, as the demo's |
"""

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.article import Article, Rejection
from corpus.errors import ArticleError, ReadError
from eval.datasets import Dataset, DatasetError, Gold, GoldQuestion, json_lines, load_questions, questions
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
    return _dataset("demo", tuple(load_questions(asked)), [articles], [asked])


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


def _cleaned(rows: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[Article | Rejection]:
    """The articles of (where, record) pairs, whose fields go by the names that readers know."""
    from corpus.readers.fields import draft

    for where, row in rows:
        try:
            yield draft(row, where).article.cleaned()
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
        lambda: _cleaned((f"{corpus}:{number}", _document(row)) for number, row in json_lines(corpus)),
        digest_of([corpus]),
        digest_of([corpus, queries, *judged]),
        tuple(notes),
    )


def _judgements(paths: list[Path]) -> dict[str, dict[str, int]]:
    """Grades above 0 by query and document. The heading is optional, as is TREC's second column."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
                if not row or (number == 1 and not row[-1].lstrip("-").isdigit()):
                    continue
                try:
                    query, *_, document, grade = row
                    if int(grade) > 0:
                        found[query][document] = int(grade)
                except ValueError as error:
                    raise DatasetError(f"{path}:{number}: not a judgement: query, document, grade") from error
    return found


def _document(row: dict[str, Any]) -> dict[str, Any]:
    metadata = row.get("metadata")
    more = metadata if isinstance(metadata, dict) else {}
    title, text = row.get("title") or "", row.get("text") or ""
    return {**more, "url": f"{DOCUMENT}{row.get('_id')}", "title": title, "text": text or title}


def _query(row: dict[str, Any], grades: dict[str, int]) -> GoldQuestion:
    relevant = tuple((f"{DOCUMENT}{document}", grade) for document, grade in grades.items())
    return _asked(str(row["_id"]), row["text"], "", relevant=relevant)


# -- MultiHop-RAG ----------------------------------------------------------------------------------------------------

NULL = "null_query"
"""MultiHop-RAG's name for a question whose answer is not in its articles."""


def _multihop(folder: Path) -> Dataset:
    corpus, asked = folder / "corpus.json", folder / "MultiHopRAG.json"
    try:
        rows = json.loads(asked.read_text(encoding="utf-8"))
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
        question = _hops(row, [ids[e["title"], e["fact"]] for e in row["evidence_list"]])
        pieces = [address for e in row["evidence_list"] for address in pages[e["title"]]]
        return replace(question, pieces=tuple(dict.fromkeys(pieces)))

    rows = ((f"{file}:{number}", row) for file in files for number, row in json_lines(file))
    found = questions(rows, made)
    return Dataset(
        _name(folder),
        found,
        lambda: _cleaned((where, {**row, "url": f"{DOCUMENT}{row.get('id')}"}) for where, row in sentences),
        digest_of([path]),
        digest_of([path, *files]),
    )


def _hops(row: dict[str, Any], addresses: list[str]) -> GoldQuestion:
    gold = tuple(Gold(url, e["fact"]) for url, e in zip(addresses, row["evidence_list"], strict=True))
    kind = row.get("question_type", "")
    answerable = kind != NULL
    return _asked(
        str(row["question_id"]),
        row["query"],
        kind,
        answerable=answerable,
        answers=((row["answer"],),) if answerable else (),
        gold=gold,
        relevant=tuple((url, 1) for url in dict.fromkeys(addresses)),
        evidence=bool(gold),
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
    gold, weak = row.get("gold_urls") or [], row.get("answer_string_in_urls") or []
    kind = "judged" if gold else "weakly labelled" if weak else "not labelled"
    if gold and not row.get("gold_text_usable", True):
        kind = "judged, text unusable"
    return _asked(
        str(row["question_id"]),
        row["question"],
        kind,
        answers=(tuple(row["answer"]),),
        relevant=tuple((url, 1) for url in dict.fromkeys(gold)),
        weak=tuple(dict.fromkeys([*gold, *weak])),
        asked=parse_moment(row["question_date"], end=True),
        worded=bool(row.get("answer_string_in_urls")),
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
    if not isinstance(text, str) or not text.strip():
        raise ValueError("a question without words")
    return GoldQuestion(
        question_id, text, kind, "", answerable, answers, gold, False, Filters(), (), "",
        relevant, weak, asked, evidence, worded,
    )  # fmt: skip


def _name(folder: Path) -> str:
    return folder.resolve().name
