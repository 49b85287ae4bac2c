"""Dateline's retrieval and answers: `from rag import Library`.

Importing this loads nothing heavy; `Library` and `support` are loaded when they are first touched.
"""

from typing import TYPE_CHECKING, Any

from rag.types import Answer, Citation, Filters, Hit, SearchResult, Sentence, Turn

if TYPE_CHECKING:
    from rag.answer.evidence import Basis
    from rag.answer.support import Support, support
    from rag.library import Library

__all__ = [
    "Answer", "Basis", "Citation", "Filters", "Hit", "Library", "SearchResult", "Sentence", "Support", "Turn",
    "support",
]  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attributes have no common type
    if name == "Library":
        from rag.library import Library

        return Library
    if name in ("Basis", "Support", "support"):
        from rag.answer import evidence, support

        return evidence.Basis if name == "Basis" else getattr(support, name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
