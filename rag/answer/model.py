"""A language model behind LlamaIndex's interface: made from a spec, and read as a stream with a time limit."""

import contextvars
import queue
import re
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.answer.prompt import Prompt
from rag.errors import LanguageModelError
from rag.settings import Settings

if TYPE_CHECKING:
    import httpx
    from llama_index.core.llms import LLM, ChatMessage, ChatResponse

FORM = "openai:MODEL@BASE_URL, for example openai:llama3.2@http://127.0.0.1:11434/v1, or local"
LOCAL = "local"
"""The model that the extra `local-llm` carries."""
ANSWER_TOKENS = 1024
"""Most tokens of an answer; with the default prompt it fits a context of 4,096."""

LOCAL_PROMPT, LOCAL_TOKENS = 1_000, 160
"""Of the local model: tokens of a prompt, which it reads at some hundred a second, and of an answer, since it goes on
and on."""
MARGIN = 1.25
"""Room for a model's own vocabulary, which may be smaller than the one that tokens are counted by."""

_SPEC = re.compile(r"openai:(?P<model>.+?)@(?P<url>https?://.+)", re.I)
_RESPONSES: "contextvars.ContextVar[list[httpx.Response]]" = contextvars.ContextVar("responses")
"""The responses of this thread's question: a stream nobody reads on is closed by nobody else."""
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def load(spec: "str | LLM | None", settings: Settings) -> "LLM | None":
    """Make the model that a spec names; None for an empty one, a LlamaIndex `LLM` as it is.

    The key comes from `settings.llm_key` (DATELINE_LLM_KEY) only. Raises `LanguageModelError` for a spec that cannot be
    read or a local model that is not installed; nothing is contacted.
    """
    if not spec:
        return None
    if not isinstance(spec, str):
        return spec
    if spec.strip() == LOCAL:
        return _local(settings)
    return _openai_like(*parse(spec), settings)


def parse(spec: str) -> tuple[str, str]:
    """(model, base URL) of a spec. Raises `LanguageModelError` with the right form."""
    match = _SPEC.fullmatch(spec.strip())
    if not match:
        raise LanguageModelError(f"cannot read the language model's name: write it as {FORM}")
    try:
        url = urlsplit(match["url"])
        port = url.port
    except ValueError as error:
        raise LanguageModelError(f"the address of the language model is wrong ({error}): write it as {FORM}") from error
    if url.username is not None or url.password is not None:
        raise LanguageModelError("the address of the language model holds a password: put the key in DATELINE_LLM_KEY")
    if not url.hostname or port == 0 or url.query or url.fragment or re.search(r"\s", match["url"]):
        raise LanguageModelError(f"the address of the language model is wrong: write it as {FORM}")
    return match["model"], match["url"].rstrip("/")


def _local(settings: Settings) -> "LLM":
    from rag.answer.local import LocalLLM, model_file

    tokens = min(settings.prompt_tokens, LOCAL_PROMPT)
    window = int(MARGIN * tokens) + LOCAL_TOKENS
    made: LLM = LocalLLM(path=str(model_file()), context_window=window, max_tokens=LOCAL_TOKENS)
    return made


def room(model: "LLM", settings: Settings) -> int:
    """Tokens of a prompt: those of the settings, or fewer where the model says that it has fewer."""
    window, written = model.metadata.context_window, model.metadata.num_output
    known = window > written > 0
    return min(settings.prompt_tokens, int((window - written) / MARGIN)) if known else settings.prompt_tokens


def _openai_like(model: str, url: str, settings: Settings) -> "LLM":
    import httpx
    import openai
    from llama_index.llms.openai_like import OpenAILike  # type: ignore[import-untyped]

    # A proxy from the environment must not see what is meant for this machine; and no connection outlives its answer.
    client = openai.DefaultHttpxClient(
        trust_env=urlsplit(url).hostname not in _LOOPBACK,
        limits=httpx.Limits(max_keepalive_connections=0),
        event_hooks={"response": [lambda response: _RESPONSES.get([]).append(response)]},
    )
    made: LLM = OpenAILike(
        model=model,
        api_base=url,
        api_key=settings.llm_key or "none",
        is_chat_model=True,
        context_window=int(MARGIN * settings.prompt_tokens) + ANSWER_TOKENS,
        max_tokens=ANSWER_TOKENS,
        temperature=0.0,
        timeout=settings.llm_timeout,
        max_retries=1,
        http_client=client,
    )
    return made


def label(model: "LLM") -> str:
    """Name a model for a reader, without its address: "openai:llama3.2"."""
    kind = {"OpenAILike": "openai", "LocalLLM": LOCAL}.get(type(model).__name__, type(model).__name__)
    return f"{kind}:{model.metadata.model_name}"


def deltas(model: "LLM", prompt: Prompt, seconds: float) -> Iterator[str]:
    """What the model writes, piece by piece, for at most `seconds` in all.

    It is read in a thread, so that neither a slow server nor a model that ignores time limits holds the caller; the
    thread ends with the next piece, or with the client's own time limit, once nobody listens. Raises
    `LanguageModelError`, with a reason for readers, when the stream does not come to its end.
    """
    end = time.monotonic() + seconds
    pieces: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()
    context = contextvars.copy_context()
    read = threading.Thread(
        target=lambda: context.run(_read, model, prompt, pieces, stop), name="dateline-llm", daemon=True
    )
    read.start()
    try:
        while True:
            piece = _next(pieces, end, seconds)
            if piece is None:
                return
            if isinstance(piece, BaseException):
                raise LanguageModelError(_reason(piece)) from piece
            yield piece
    finally:
        stop.set()


def _next(
    pieces: "queue.SimpleQueue[str | BaseException | None]", end: float, seconds: float
) -> "str | BaseException | None":
    left = end - time.monotonic()
    try:
        if left > 0:
            return pieces.get(timeout=left)
    except queue.Empty:
        pass
    raise LanguageModelError(f"it took longer than {seconds:g} s")


def _read(
    model: "LLM",
    prompt: Prompt,
    pieces: "queue.SimpleQueue[str | BaseException | None]",
    stop: threading.Event,
) -> None:
    opened: list[httpx.Response] = []
    _RESPONSES.set(opened)
    try:
        with closing(_stream(model, _messages(prompt))) as stream:
            for piece in stream:
                if stop.is_set():
                    return
                pieces.put(piece)
        pieces.put(None)
    except Exception as error:  # whatever a model's code raises is the same to the reader: no answer from it
        pieces.put(error)
    finally:
        for response in opened:
            response.close()


def _messages(prompt: Prompt) -> "list[ChatMessage]":
    from llama_index.core.llms import ChatMessage, MessageRole

    return [
        ChatMessage(role=MessageRole.SYSTEM, content=prompt.system),
        ChatMessage(role=MessageRole.USER, content=prompt.user),
    ]


def _stream(model: "LLM", messages: "list[ChatMessage]") -> Generator[str, None, None]:
    ended = None
    for response in model.stream_chat(messages):
        ended = _finish(response) or ended
        if response.delta:
            yield response.delta
    # A server that dies between two chunks can look like one that is done; only the finish reason tells.
    if model.class_name() == "OpenAILike" and ended is None:
        raise ConnectionResetError


def _finish(response: "ChatResponse") -> str | None:
    choices = getattr(response.raw, "choices", None)
    return getattr(choices[0], "finish_reason", None) if choices else None


def _reason(error: BaseException) -> str:
    """Why, in words for a reader: neither addresses nor a server's own text, which may repeat keys or prompts."""
    if isinstance(error, LanguageModelError):
        return str(error)
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return f"it answered with HTTP {status}"
    kind = type(error).__name__
    if "Timeout" in kind:
        return "it did not answer in time"
    if kind == "APIConnectionError":
        return "no connection"
    if kind in ("ConnectionResetError", "RemoteProtocolError", "ReadError", "APIError", "IncompleteRead"):
        return "the connection broke off"
    return f"it failed: {kind}"
