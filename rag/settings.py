"""Every setting, each with its `DATELINE_` environment variable."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_cache_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import LibraryError

PREFIX = "DATELINE_"
ANSWERING = (
    "encoder", "reranker", "llm", "prompt_tokens", "answer_tokens", "least_evidence", "unverified", "support_model"
)  # fmt: skip
"""The settings that can change an answer."""


class Settings(BaseSettings):
    """What can be set from outside. Keys for language models come from `DATELINE_LLM_KEY` alone, never an argument."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    # `default=` by name: what checks a caller's types takes a default by its place for none.
    library: Path = Field(default=Path("library"), description="folder of the library")
    cache: Path = Field(
        default_factory=lambda: user_cache_path("dateline"),
        description="folder for converted models and the demo archive",
    )
    encoder: str = Field(
        default="minilm", description="'minilm' (comes with Dateline) or any sentence-transformers model"
    )
    threads: int = Field(default=0, ge=0, description="processors that encoding uses; 0 takes them all")
    reranker: str = Field(
        default="",
        description="cross-encoder that reads the best passages again: a sentence-transformers model; empty: none",
    )
    llm: str = Field(
        default="", description="language model for written answers: openai:MODEL@BASE_URL or local; empty: none"
    )
    llm_key: str = Field(default="", description="key for that endpoint", repr=False)
    llm_timeout: float = Field(default=60.0, gt=0, description="seconds until the quoted answer is given instead")
    prompt_tokens: int = Field(default=3000, ge=500, description="tokens of a prompt, articles included")
    answer_tokens: int = Field(default=1024, ge=100, description="tokens that a model may write, its thoughts included")
    least_evidence: float = Field(
        default=1.0,
        ge=0,
        description="what the archive must have to answer with: higher refuses more, 0 refuses nothing found",
    )
    unverified: Literal["remove", "mark"] = Field(
        default="remove",
        description="what becomes of written sentences that are not verified: 'remove', or 'mark' and show",
    )
    support_model: str = Field(
        default="",
        description="cross-encoder (NLI) that judges them: a sentence-transformers model or folder; empty: none",
    )
    host: str = Field(default="127.0.0.1", description="address the page listens on")
    port: int = Field(default=7860, ge=0, le=65535, description="port the page listens on; 0 takes a free one")
    hosts: str = Field(default="", description="further host names the page answers to, separated by commas")
    questions_per_minute: int = Field(
        default=60, ge=1, description="questions one visitor may ask the page in a minute"
    )
    fetch_allow: str = Field(
        default="", description="HOST:PORT within your network that may be fetched, separated by commas"
    )
    debug: bool = Field(default=False, description="show the traceback of an internal error")

    def answer_hash(self) -> str:
        """12 hex digits of the settings that can change an answer."""
        kept = self.model_dump_json(include=set(ANSWERING))
        return hashlib.sha256(kept.encode()).hexdigest()[:12]


def from_environment(**given: Any) -> Settings:  # noqa: ANN401 - what a setting may be
    """The settings, with what is given in place of a variable.

    Raises `LibraryError` for a variable that makes no sense.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = error.errors()[0]
        name = str(wrong["loc"][0])
        meaning = Settings.model_fields[name].description
        raise LibraryError(f"{PREFIX}{name.upper()}: {wrong['msg']}. It is: {meaning}") from None


def no_settings(names: Iterable[str]) -> list[str]:
    """Those of the environment's names that look like a setting and are none: slips of the keyboard."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    return sorted(name for name in names if name.upper().startswith(PREFIX) and name.upper() not in known)
