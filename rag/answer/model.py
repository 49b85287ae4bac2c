"""A language model behind LlamaIndex's interface: made from a spec, and read as a stream with a time limit."""

import contextvars
import queue
import re
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
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
WAIT = 3.0
"""Seconds that a busy server may ask us to wait before a question is asked once more; with more, it is not."""

LOCAL_PROMPT, LOCAL_TOKENS = 1_000, 160
"""Of the local model: tokens of a prompt, which it reads at some hundred a second, and of an answer, since it goes on
and on."""
MARGIN = 1.25
"""Room for a model's own vocabulary, which may be smaller than the one that tokens are counted by."""

_SPEC = re.compile(r"openai:(?P<model>.+?)@(?P<url>https?://.+)", re.I)
_RESPONSES: "contextvars.ContextVar[list[httpx.Response]]" = contextvars.ContextVar("responses")
"""The responses of this thread's question: a stream nobody reads on is closed by nobody else."""
_REFUSED = {
    "max_tokens": re.compile("max_completion_tokens"),
    "temperature": re.compile(r"(?:unsupported|not support).{0,20}\btemperature\b|\btemperature\b.{0,40}support", re.I),
    "system": re.compile(r"system role|role.{0,20}\bsystem\b|roles must alternate", re.I),
}
"""What of a request newer or smaller models do not take, and how their servers say so."""
_TOO_LONG = re.compile(r"context.{0,20}(?:length|window|size)|too (?:long|many tokens)", re.I)
NO_STREAM = "what it sent is no stream of a chat completion: is the address that of an OpenAI-compatible API?"
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
        event_hooks={"response": [_responded]},
    )
    made: LLM = OpenAILike(
        model=model,
        api_base=url,
        api_key=settings.llm_key or "none",
        is_chat_model=True,
        context_window=int(MARGIN * settings.prompt_tokens) + settings.answer_tokens,
        max_tokens=settings.answer_tokens,
        temperature=0.0,
        timeout=settings.llm_timeout,
        max_retries=1,
        http_client=client,
    )
    return made


def _responded(response: "httpx.Response") -> None:
    """Keep a response to close it; openai's SDK is not to ask a busy server again that wants more than `WAIT`."""
    _RESPONSES.get([]).append(response)
    asked = response.headers.get("retry-after", "")
    if response.is_error and asked and not (re.fullmatch(r"\d{1,9}(?:\.\d+)?", asked) and float(asked) <= WAIT):
        response.headers["x-should-retry"] = "false"


def label(model: "LLM") -> str:
    """Name a model for a reader, without its address: "openai:llama3.2"."""
    kind = {"OpenAILike": "openai", "LocalLLM": LOCAL}.get(type(model).__name__, type(model).__name__)
    return f"{kind}:{model.metadata.model_name}"


class Reply:
    """What a model writes, piece by piece, for at most `seconds` in all. Iterate over it once.

    It is read in a thread, so that neither a slow server nor a model that ignores time limits holds the caller; the
    thread ends with the next piece, or with the client's own time limit, once nobody listens. Iterating raises
    `LanguageModelError`, with a reason for readers, when the stream does not come to its end.
    """

    def __init__(self, model: "LLM", prompt: Prompt, seconds: float) -> None:
        self._model, self._prompt, self._seconds = model, prompt, seconds
        self.finish: str | None = None
        """Why the model ended, once it has: "stop" by itself, "length" at its limit; None where it does not say."""

    def __iter__(self) -> Iterator[str]:
        """Ask the model, and yield what it writes as it comes."""
        end = time.monotonic() + self._seconds
        pieces: _Pieces = queue.SimpleQueue()
        stop = threading.Event()
        context = contextvars.copy_context()
        read = threading.Thread(
            target=lambda: context.run(_read, self._model, self._prompt, pieces, stop), name="dateline-llm", daemon=True
        )
        read.start()
        try:
            while True:
                piece = _next(pieces, end, self._seconds)
                if isinstance(piece, _End):
                    self.finish = piece.reason
                    return
                if isinstance(piece, BaseException):
                    raise LanguageModelError(_reason(piece)) from piece
                yield piece
        finally:
            stop.set()


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a stream."""

    reason: str | None


_Pieces = queue.SimpleQueue[str | BaseException | _End]


def _next(pieces: _Pieces, end: float, seconds: float) -> str | BaseException | _End:
    left = end - time.monotonic()
    try:
        if left > 0:
            return pieces.get(timeout=left)
    except queue.Empty:
        pass
    raise LanguageModelError(f"it took longer than {seconds:g} s: DATELINE_LLM_TIMEOUT gives it more")


def _read(model: "LLM", prompt: Prompt, pieces: _Pieces, stop: threading.Event) -> None:
    opened: list[httpx.Response] = []
    _RESPONSES.set(opened)
    try:
        with closing(_stream(model, prompt)) as stream:
            for piece in stream:
                if stop.is_set():
                    return
                pieces.put(piece)
    except Exception as error:  # whatever a model's code raises is the same to the reader: no answer from it
        pieces.put(error)
    finally:
        for response in opened:
            response.close()


def _messages(prompt: Prompt, *, system: bool = True) -> "list[ChatMessage]":
    """The instructions and the question; in one message for a model that has no `system` role."""
    from llama_index.core.llms import ChatMessage, MessageRole

    if not system:
        return [ChatMessage(role=MessageRole.USER, content=f"{prompt.system}\n\n{prompt.user}")]
    return [
        ChatMessage(role=MessageRole.SYSTEM, content=prompt.system),
        ChatMessage(role=MessageRole.USER, content=prompt.user),
    ]


def _stream(model: "LLM", prompt: Prompt) -> Generator[str | _End, None, None]:
    """What the model writes; asked once more, in another form, where its server refuses the form of the request."""
    try:
        yield from _written(model, _messages(prompt))
    except Exception as error:
        refused = {name for name, says in _REFUSED.items() if says.search(_told(error))}
        if not refused:
            raise
        yield from _written(_without(model, refused), _messages(prompt, system="system" not in refused))


def _told(error: BaseException) -> str:
    """What a server says of a request that it does not take."""
    return str(getattr(error, "body", "")) if getattr(error, "status_code", 0) in (400, 422, 500) else ""


def _without(model: "LLM", refused: set[str]) -> "LLM":
    """The model as it is asked where its server takes no `max_tokens`, or no temperature but its own."""
    changed: dict[str, object] = {}
    if "max_tokens" in refused:
        changed |= {"max_tokens": None, "additional_kwargs": {"max_completion_tokens": model.metadata.num_output}}
    if "temperature" in refused:
        changed["temperature"] = 1.0
    return model.model_copy(update=changed)


def _written(model: "LLM", messages: "list[ChatMessage]") -> Generator[str | _End, None, None]:
    ended = None
    response = None
    for response in model.stream_chat(messages):
        ended = _finish(response) or ended
        if response.delta:
            yield response.delta
    if model.class_name() == "OpenAILike":
        if response is None:
            raise LanguageModelError(NO_STREAM)
        # A server that dies between two chunks can look like one that is done; only the finish reason tells.
        if ended is None:
            raise ConnectionResetError
    yield _End(ended)


def _finish(response: "ChatResponse") -> str | None:
    choices = getattr(response.raw, "choices", None)
    return getattr(choices[0], "finish_reason", None) if choices else None


_HINTS = {
    401: "is DATELINE_LLM_KEY right?",
    403: "is DATELINE_LLM_KEY right?",
    404: "is the address right, and does it have a model of that name?",
    429: "it is asked too often, or its quota is used up",
}


def _reason(error: BaseException) -> str:
    """Why, in words for a reader: neither addresses nor a server's own text, which may repeat keys or prompts."""
    if isinstance(error, LanguageModelError):
        return str(error)
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        hint = "the prompt is too long for it, lower DATELINE_PROMPT_TOKENS" if _TOO_LONG.search(_told(error)) else ""
        hint = hint or _HINTS.get(status, "")
        return f"it answered with HTTP {status}{f': {hint}' if hint else ''}"
    kind = type(error).__name__
    if "Timeout" in kind:
        return "it did not answer in time"
    if kind == "APIConnectionError":
        return "no connection"
    if kind in ("ConnectionResetError", "RemoteProtocolError", "ReadError", "APIError", "IncompleteRead"):
        return "the connection broke off"
    return f"it failed: {kind}"
