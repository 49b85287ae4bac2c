"""Dateline inside LlamaIndex: its passages as a retriever, its checked answers as a query engine."""

import asyncio

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.llms import LLM
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from rag.checks import check_filters, check_hits, check_model
from rag.labels import NOT_SAID, TOLD, labels, what_was_put_right
from rag.library import EVERYTHING, Library
from rag.types import Answer, Citation, Filters, Hit

FOR_PROGRAMS = ["article_id", "version", "url", "start", "end", "copies"]
"""Metadata that neither an embedding nor a language model gains from."""


class DatelineRetriever(BaseRetriever):
    """Passages of a library, copies collapsed, each with the facts of its article and exact offsets.

    The `url` among them is empty where the article has no web address.
    """

    def __init__(self, library: Library, *, k: int = 10, filters: Filters = EVERYTHING) -> None:
        """`k` passages are retrieved, those that `filters` let through. Raises `QuestionError` for what is neither."""
        check_hits(k)
        check_filters(filters)
        self._library, self._k, self._filters = library, k, filters
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._library.search(query_bundle.query_str, k=self._k, filters=self._filters, notices=True)
        return [NodeWithScore(node=_passage(hit), score=hit.score) for hit in found.hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class DatelineQueryEngine(BaseQueryEngine):
    """Answers of a library: the text with what it lacks, its citations as source nodes.

    The `Answer` is `response.metadata["answer"]`.
    """

    def __init__(self, library: Library, *, filters: Filters = EVERYTHING, llm: LLM | str | None = None) -> None:
        """`llm` None uses the library's setting; without one, answers are quotations. Raises what `ask` raises."""
        check_filters(filters)
        check_model(llm)
        self._library, self._filters, self._llm = library, filters, llm
        super().__init__(None)

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        answer = self._library.ask(query_bundle.query_str, filters=self._filters, llm=self._llm)
        nodes = [NodeWithScore(node=_quote(c), score=_support(answer, c)) for c in answer.citations]
        lacking = (f"{NOT_SAID}: {part}" for part in answer.lacking)
        return Response(" ".join((answer.text, *lacking)), source_nodes=nodes, metadata={"answer": answer})

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def _support(answer: Answer, citation: Citation) -> float:
    return max((s.support for s in answer.sentences if citation.n in s.citations), default=0.0)


def _passage(hit: Hit) -> TextNode:
    passage = hit.passage
    return _node(passage.passage_id, hit.text, hit, *hit.span)


def _quote(citation: Citation) -> TextNode:
    source, start, end = citation.source, citation.start, citation.end
    name = f"{source.article_id}-{source.version}-{start}-{end}"
    return _node(name, citation.quote, citation, start, end)


def _node(name: str, text: str, of: Hit | Citation, start: int, end: int) -> TextNode:
    source, article = of.source, of.source.article
    return TextNode(
        id_=name,
        text=text,
        start_char_idx=start,
        end_char_idx=end,
        metadata={
            "article_id": source.article_id,
            "version": source.version,
            "url": article.link,
            "title": article.title,
            "outlet": article.outlet,
            "authors": ", ".join(article.authors),
            "published": article.published.isoformat() if article.published else "",
            "labels": ", ".join(label for label in labels(article) if label in TOLD),
            "notices": "\n".join(what_was_put_right(of)),
            "start": start,
            "end": end,
            "copies": len(of.copies),
        },
        excluded_embed_metadata_keys=[*FOR_PROGRAMS, "authors", "notices"],
        excluded_llm_metadata_keys=FOR_PROGRAMS,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=source.article_id)},
    )
