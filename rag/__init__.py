"""Dateline's retrieval and answers: `from rag import Library`.

Importing this loads nothing: each name is loaded when it is first touched.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.article import Article
    from rag.answer.evidence import Basis
    from rag.answer.support import Support, support
    from rag.filters import make_filters
    from rag.library import Library
    from rag.shapes import answer_shape
    from rag.types import Answer, Citation, Filters, Hit, SearchResult, Sentence, Turn

__all__ = [
    "Answer", "Article", "Basis", "Citation", "Filters", "Hit", "Library", "SearchResult", "Sentence", "Support",
    "Turn", "answer_shape", "make_filters", "support",
]  # fmt: skip

_ELSEWHERE = {
    "Article": "corpus.article",
    "Library": "rag.library",
    "Basis": "rag.answer.evidence",
    "Support": "rag.answer.support",
    "answer_shape": "rag.shapes",
    "make_filters": "rag.filters",
    "support": "rag.answer.support",
}
"""Where a name is that is not in `rag.types`."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attributes have no common type
    if name in __all__:
        return getattr(import_module(_ELSEWHERE.get(name, "rag.types")), name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
