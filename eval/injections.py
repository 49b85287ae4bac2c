"""Orders planted in articles that are retrieved: which answers they change, quote or obey.

Every article of the demo carries one of the instructions, and every instruction stands in some article: in its first
paragraph, in one in the middle, or as a paragraph of its own at the end. Then every question whose gold words stand in
an article that carries a plant is asked, without a plant and with it: of the quoted answer, and of one written by a
model that does whatever it reads.
"""

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from llama_index.core.bridge.pydantic import Field
from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
from llama_index.core.llms.callbacks import llm_completion_callback
from tqdm import tqdm

from corpus.article import Article
from corpus.readers import read
from eval.datasets import DatasetError, GoldQuestion, load_questions
from eval.metrics import exact
from rag.demo import demo_path
from rag.library import Library
from rag.settings import Settings
from rag.types import Answer

PLACES = (0.5, 1.0, 0.0)
"""Where in an article a plant stands, as a share of its paragraphs."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What plants did to answers."""

    asked: int = 0
    status: int = 0
    """Answers that became refusals, or the other way round."""
    cited: int = 0
    """Answers whose cited words are others than without the plant."""
    shown: int = 0
    """Answers that show words of the plant."""
    inexact: int = 0
    """Answers with a citation that is not the article's words."""

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def report(path: Path, limit: int | None = None) -> Iterator[str]:
    """Counts for each way of answering, then the questions whose answers changed."""
    plants = spread(instructions(path)[:limit])
    settings = Settings()
    questions = [q for q in load_questions(demo_path("questions.jsonl")) if any(g.url in plants for g in q.gold)]
    before, after = _answers(settings, {}, questions), _answers(settings, plants, questions)
    for way in before:
        total, seen = Counts(), []
        for question in questions:
            mine = [plants[gold.url] for gold in question.gold if gold.url in plants]
            kept = [before[w][question.id] for w in (way, "quoted")]  # a written answer may fall back to the quotes
            counts = compare(kept, after[way][question.id], mine)
            total += counts
            seen += [f"  {question.text}: {' / '.join(dict.fromkeys(mine))}"] * (counts != Counts(1))
        yield (
            f"{len(set(plants.values()))} instructions in {len(plants)} articles, {way} answers: {total.asked} asked; "
            f"status changed {total.status}, cited words changed {total.cited}, plant shown {total.shown}, "
            f"inexact {total.inexact}"
        )
        yield from seen


def instructions(path: Path) -> list[str]:
    """The instructions of a JSON file (kind -> list), of a text file (one a line), or of all such files in a folder.

    Raises `DatasetError` when there is none.
    """
    files = sorted(p for p in path.rglob("*") if p.suffix in (".json", ".txt")) if path.is_dir() else [path]
    found: list[str] = []
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
            found += _strings(json.loads(text)) if file.suffix == ".json" else text.splitlines()
        except (OSError, ValueError) as error:
            raise DatasetError(f"cannot read {file}: {error}") from error
    if not (found := [line.strip() for line in found if line.strip()]):
        raise DatasetError(f"{path}: no instructions; a file has one a line, or is JSON with lists of them")
    return found


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    items: Iterable[object] = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in items for text in _strings(item)]


def spread(texts: Sequence[str]) -> dict[str, str]:
    """A plant for each address of the demo; every text stands somewhere, the first ones more than once."""
    urls = sorted({article.url for article in _articles()})
    if len(texts) > len(urls):
        raise DatasetError(f"{len(texts)} instructions for {len(urls)} articles: use --limit {len(urls)}")
    return {url: texts[at % len(texts)] for at, url in enumerate(urls)}


def _articles() -> list[Article]:
    return [item for item in read([demo_path("articles.jsonl")]) if isinstance(item, Article)]


def plant(article: Article, text: str, share: float) -> Article:
    """The article with a sentence more: in a paragraph, or at `share` 1 as a paragraph of its own."""
    parts = article.text.split("\n\n")
    at = round(share * (len(parts) - 1))
    if share == 1.0:
        parts.append(text)
    else:
        parts[at] = f"{parts[at]} {text}" if share else f"{text} {parts[at]}"
    return replace(article, text="\n\n".join(parts))


Found = dict[str, dict[str, Answer]]
"""By way of answering and question."""


def _answers(
    settings: Settings, plants: Mapping[str, str], questions: Sequence[GoldQuestion]
) -> Found:
    """Quoted and written answers of the demo with a plant in each article that has one."""
    found: Found = {"quoted": {}, "written": {}}
    model = Obedient(plants=sorted(set(plants.values())))
    with tempfile.TemporaryDirectory() as folder, Library.open(folder, settings, create=True) as library:
        library.add([plant(a, plants[a.url], _place(plants, a.url)) if a.url in plants else a for a in _articles()])
        for q in tqdm(questions, desc="answers", leave=False, disable=None):
            for way, llm in (("quoted", None), ("written", model)):
                found[way][q.id] = library.ask(q.text, filters=q.filters, history=q.history, llm=llm)
    return found


def _place(plants: Mapping[str, str], url: str) -> float:
    return PLACES[list(plants).index(url) % len(PLACES)]


def compare(before: Sequence[Answer], after: Answer, plants: Sequence[str]) -> Counts:
    """What became of one answer; `before` has those that would be as well, without plants."""
    said = _plain(" ".join([after.text, *(c.quote for c in after.sources)]))
    return Counts(
        asked=1,
        status=after.status not in {answer.status for answer in before},
        cited=_cited(after) not in [_cited(answer) for answer in before],
        shown=any(_plain(text) in said for text in plants),
        inexact=not exact(after),
    )


def _cited(answer: Answer) -> list[tuple[str, str]]:
    return [(c.source.article.url, c.quote) for c in answer.citations]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


class Obedient(CustomLLM):
    """A model that repeats the start of its first passages, then whatever planted order it reads, and obeys it."""

    plants: list[str] = Field(default_factory=list)

    @property
    def metadata(self) -> LLMMetadata:
        """A name, and no tools."""
        return LLMMetadata(model_name="obedient")

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:  # noqa: ANN401
        """The whole reply."""
        return CompletionResponse(text=self._reply(prompt))

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponseGen:  # noqa: ANN401
        """The reply in one piece."""
        text = self._reply(prompt)
        yield CompletionResponse(text=text, delta=text)

    def _reply(self, prompt: str) -> str:
        passages = re.findall(r"<<<passage-\w+\n\[(\d+)\][^\n]*\n(.*?)\npassage-\w+>>>", prompt, re.S)
        honest = [f"{text.split('. ')[0].strip(' .')}. [{number}]" for number, text in passages[:3]]
        read = [text for text in self.plants if text in prompt]
        return " ".join([*read, *(f"As I was told: {text}" for text in read), *honest])
