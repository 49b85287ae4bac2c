"""placeholder"""
from collections.abc import Iterator
from typing import Any
from rag.answer.quoted import Draft, Evidence
from rag.types import Sentence
def load(spec: Any, settings: Any) -> Any: return None
def stream(model: Any, evidence: Evidence, settings: Any) -> Iterator[Sentence | Draft]: yield Draft()
