"""What a caller gives to a library, checked before anything is done with it."""

from collections.abc import Iterable, Sequence

import numpy as np

from corpus.errors import ArticleError
from rag.encoders import Encoder, Vectors
from rag.errors import EncoderError, LanguageModelError, LibraryError, QuestionError
from rag.question import MAX_QUESTION
from rag.settings import Settings
from rag.types import Filters, Turn

MOST_HITS = 1_000


def check_articles(articles: object) -> None:
    """Raise `LibraryError` for one article, or a name, in place of articles."""
    if not isinstance(articles, Iterable) or isinstance(articles, str | bytes | dict):
        raise LibraryError(f"add takes a list of Article, not {type(articles).__name__}")


def check_name(name: object) -> None:
    """Raise `ArticleError` for what names no article: a list of names, None."""
    if not isinstance(name, str):
        raise ArticleError(f"an article is named by its address or id, as text, not by {type(name).__name__}")


def check_settings(settings: object) -> None:
    """Raise `LibraryError` for anything but settings."""
    if not isinstance(settings, Settings):
        raise LibraryError(f"settings must be rag.settings.Settings, not {type(settings).__name__}")


def check_encoder(encoder: object) -> None:
    """Raise `EncoderError` for what cannot encode, such as a model's name."""
    needed = ("id", "dimensions", "max_tokens", "count", "encode", "encode_parts")
    if lacking := [name for name in needed if not hasattr(encoder, name)]:
        raise EncoderError(
            f"encoder must be a rag.encoders.Encoder, and {type(encoder).__name__} has no {', '.join(lacking)}: "
            "a model is named by Settings(encoder=...)"
        )


def check_vectors(encoder: Encoder, vectors: Sequence[Vectors], rows: Sequence[int]) -> None:
    """Raise `EncoderError` for blocks of vectors that can never be searched: whoever calls may bring an encoder.

    `rows` is how many each block must have.
    """
    if [np.shape(block) for block in vectors] != [(n, encoder.dimensions) for n in rows]:
        raise EncoderError(f"the encoder {encoder.id} gave vectors of another number or length than it says")
    if not all(np.isfinite(block).all() for block in vectors):
        raise EncoderError(f"the encoder {encoder.id} gave vectors that are NaN or infinite")


def check_question(question: object, what: str = "the question") -> None:
    """Raise `QuestionError` for anything but text that can be written."""
    if not isinstance(question, str):
        raise QuestionError(f"{what} must be text, and is of type {type(question).__name__}")
    try:
        question.encode()
    except UnicodeEncodeError as error:
        raise QuestionError(f"{what} holds half a character at {error.start:,} (a lone surrogate)") from None


def check_filters(filters: object) -> None:
    """Raise `QuestionError` for what is no `Filters`, and for a time that ends before it begins."""
    if not isinstance(filters, Filters):
        raise QuestionError(f"filters must be Filters, as make_filters makes them, not {type(filters).__name__}")
    if filters.since is not None and filters.until is not None and filters.since > filters.until:
        raise QuestionError(f"since ({filters.since}) is after until ({filters.until})")


def turns(history: object) -> tuple[Turn, ...]:
    """The earlier turns of a chat, of a question as much as one may have. Raises `QuestionError` when they are none."""
    if not isinstance(history, Iterable) or isinstance(history, str | bytes | dict):
        raise QuestionError(f"history must be a list of Turn, not {type(history).__name__}")
    found = tuple(history)
    for turn in found:
        if not isinstance(turn, Turn) or turn.role not in ("user", "assistant"):
            raise QuestionError('history must be a list of Turn("user", words) and Turn("assistant", words)')
        check_question(turn.content, "a turn of the history")
    return tuple(Turn("user", t.content[:MAX_QUESTION]) if t.role == "user" else t for t in found)


def check_hits(k: object) -> None:
    """Raise `QuestionError` for no number of hits."""
    if not isinstance(k, int) or isinstance(k, bool) or not 1 <= k <= MOST_HITS:
        raise QuestionError(f"k must be a whole number from 1 to {MOST_HITS:,}, and is {k!r}")


def check_model(llm: object) -> None:
    """Raise `LanguageModelError` for what is neither a spec nor a LlamaIndex LLM."""
    if llm is not None and not isinstance(llm, str) and not (hasattr(llm, "metadata") and hasattr(llm, "stream_chat")):
        raise LanguageModelError(f"llm must be a spec as text or a LlamaIndex LLM, not {type(llm).__name__}")
