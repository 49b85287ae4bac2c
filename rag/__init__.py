"""Dateline's retrieval and answers: `from rag import Library`.

Importing this loads nothing: each name is loaded when it is first touched.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.answer.evidence import Basis
    from rag.answer.support import Support, support
    from rag.library import Library
    from rag.types import Answer, Citation, Filters, Hit, SearchResult, Sentence, Turn

__all__ = [
    "Answer", "Basis", "Citation", "Filters", "Hit", "Library", "SearchResult", "Sentence", "Support", "Turn",
    "support",
]  # fmt: skip

_ELSEWHERE = {
    "Library": "rag.library",
    "Basis": "rag.answer.evidence",
    "Support": "rag.answer.support",
    "support": "rag.answer.support",
}
"""Where a name is that is not in `rag.types`."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attributes have no common type
    if name in __all__:
        return getattr(import_module(_ELSEWHERE.get(name, "rag.types")), name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
