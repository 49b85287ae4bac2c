"""Dateline inside LlamaIndex."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fake_llm import FakeLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, TextNode

from corpus.article import Article
from rag import Answer, Filters, Library
from rag.errors import QuestionError
from rag.llama import DatelineQueryEngine, DatelineRetriever
from rag.settings import Settings

TEXT = (
    "The pilots of Varna went on strike on Monday.\n\nThey want 12% more pay, their union said, and longer rest after "
    "nights at sea, when the weather keeps their boats out for hours beyond the end of a watch. Seventeen ships waited "
    "at anchor outside the breakwater in the evening, the harbour master's log shows, four of them with grain."
)
OTHERS = ("The bakers of Ostrava baked a cake.", "A bridge in Lund was closed.", "Snow fell in the Tatra mountains.")
DAY = datetime(2024, 12, 2, 9, tzinfo=UTC)
QUESTION = "Who went on strike in Varna?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("llama")
    with Library.open(folder / "library", Settings(llm=""), create=True) as opened:
        opened.add(
            [
                Article(TEXT, "Strike at Varna", "https://a.example.org/1", "The Test Post", ("Sea desk", "Ann"), DAY),
                Article(TEXT, "Pilots strike", "https://b.example.org/2", "Second Test Post", published=DAY),
                *(Article(text, url=f"https://c.example.org/{i}", published=DAY) for i, text in enumerate(OTHERS)),
            ]
        )
        yield opened


def test_retrieved_nodes_carry_exact_offsets_and_facts(library: Library) -> None:
    found = library.as_retriever(k=3).retrieve(QUESTION)[0]
    node = found.node
    assert isinstance(node, TextNode)
    meta = node.metadata
    assert node.text == TEXT[meta["start"] : meta["end"]] == TEXT[node.start_char_idx : node.end_char_idx]
    assert node.node_id == f"{meta['article_id']}-{meta['version']}-0"
    assert node.ref_doc_id == meta["article_id"]
    assert (meta["outlet"], meta["authors"], meta["published"]) == ("The Test Post", "Sea desk, Ann", DAY.isoformat())
    assert meta["copies"] == 1
    assert found.score is not None
    assert found.score > 0


def test_models_see_the_facts_and_not_the_keys(library: Library) -> None:
    found = library.as_retriever().retrieve(QUESTION)[0]
    seen = found.node.get_content(MetadataMode.LLM)
    assert "outlet: The Test Post" in seen
    assert found.node.metadata["article_id"] not in seen
    assert "Sea desk" not in found.node.get_content(MetadataMode.EMBED)


def test_filters_and_async(library: Library) -> None:
    assert DatelineRetriever(library, k=2, filters=Filters(until=0)).retrieve(QUESTION) == []
    with pytest.raises(QuestionError, match="no outlet “Nobody”"):
        DatelineRetriever(library, k=2, filters=Filters(outlets=("Nobody",))).retrieve(QUESTION)
    found = asyncio.run(library.as_retriever(k=2).aretrieve(QUESTION))
    assert [n.node.node_id for n in found] == [n.node.node_id for n in library.as_retriever(k=2).retrieve(QUESTION)]


def test_it_plugs_into_a_llamaindex_query_engine(library: Library) -> None:
    engine = RetrieverQueryEngine.from_args(library.as_retriever(k=1), llm=FakeLLM(reply="The pilots."))
    response = engine.query(QUESTION)
    assert str(response) == "The pilots."
    assert len(response.source_nodes) == 1


def test_the_query_engine_gives_checked_answers(library: Library) -> None:
    model = FakeLLM(reply="The pilots of Varna went on strike on Monday [1]. They lost.")
    engine = DatelineQueryEngine(library, llm=model)
    for response in (engine.query(QUESTION), asyncio.run(engine.aquery(QUESTION))):
        answer = (response.metadata or {})["answer"]
        assert isinstance(answer, Answer)
        assert str(response) == answer.text == "The pilots of Varna went on strike on Monday."
        assert len(answer.removed) == 1
        (source,) = response.source_nodes
        assert source.node.get_content(MetadataMode.NONE) == answer.citations[0].quote
        assert source.score == 1.0


def test_the_query_engine_says_what_the_archive_does_not(library: Library) -> None:
    response = DatelineQueryEngine(library).query(f"{QUESTION[:-1]}, and how tall is the tower of Pisa?")
    assert str(response).startswith("The pilots of Varna went on strike on Monday.")
    assert str(response).endswith("The archive does not say: how tall is the tower of Pisa?")


def test_what_is_wrong_is_told_when_it_is_made(library: Library) -> None:
    for wrong in (lambda: library.as_retriever(k=0), lambda: DatelineQueryEngine(library, filters={})):  # type: ignore[arg-type]
        with pytest.raises(QuestionError):
            wrong()
