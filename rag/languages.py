"""The languages that a user names."""

from collections.abc import Sequence

from corpus.languages import language_code, related
from rag.errors import QuestionError


def wanted(said: Sequence[str]) -> tuple[str, ...]:
    """The codes, without region or script, that articles in one of these languages may carry.

    Languages are named by their codes or by their names, in English or in themselves. Raises `QuestionError` for what
    is neither.
    """
    found: dict[str, None] = {}
    for name in filter(str.strip, said):
        if not (code := language_code(name)):
            raise QuestionError(f"{name!r} is no language: write a code such as en, de or pt-br, or an English name")
        found |= dict.fromkeys(related(code.split("-")[0]))
    return tuple(found)
