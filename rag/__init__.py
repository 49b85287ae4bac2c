"""Dateline's retrieval and answers: `from rag import Library`.

Importing this loads nothing heavy; `Library` is loaded when it is first touched.
"""

from typing import TYPE_CHECKING, Any

from rag.types import Answer, Citation, Filters, Hit, SearchResult, Sentence, Turn

if TYPE_CHECKING:
    from rag.library import Library

__all__ = ["Answer", "Citation", "Filters", "Hit", "Library", "SearchResult", "Sentence", "Turn"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attributes have no common type
    if name == "Library":
        from rag.library import Library

        return Library
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
