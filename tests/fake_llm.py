"""Models for tests: one that implements LlamaIndex's interface, one that speaks the OpenAI protocol over HTTP."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from llama_index.core.bridge.pydantic import Field
from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
from llama_index.core.llms.callbacks import llm_completion_callback


class FakeLLM(CustomLLM):
    """Writes `reply`, or what `think` makes of the prompt, in pieces of `size` characters."""

    reply: str = ""
    think: Callable[[str], str] | None = None
    size: int = 7
    pause: float = 0.0
    fails_after: int = -1
    prompts: list[str] = Field(default_factory=list)

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="fake")

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        return CompletionResponse(text=self._reply(prompt))

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponseGen:
        def pieces() -> CompletionResponseGen:
            text = self._reply(prompt)
            for n, at in enumerate(range(0, len(text), self.size)):
                if n == self.fails_after:
                    raise OSError("the model's process is gone")
                time.sleep(self.pause)
                yield CompletionResponse(text=text[: at + self.size], delta=text[at : at + self.size])

        return pieces()

    def _reply(self, prompt: str) -> str:
        self.prompts.append(prompt)
        return self.think(prompt) if self.think else self.reply


@dataclass
class ChatServer:
    """What the server says and how it misbehaves; what it was asked."""

    url: str = ""
    reply: str = ""
    status: int = 200
    dies_after: int | None = None
    """Pieces after which the connection is dropped."""
    abruptly: bool = True
    """Whether dropping it leaves the chunked body open; else the stream just ends, without a finish reason."""
    pause: float = 0.0
    finish: str = "stop"
    retry_after: str = ""
    refuses: Callable[[dict[str, Any]], str] | None = None
    """What it has against a request, which is answered with HTTP 400 then."""
    thinks: str = ""
    """What is sent as `reasoning_content` first, as servers do that tell it apart."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    sent: int = 0
    """Pieces that were sent, of all requests."""


class _Handler(BaseHTTPRequestHandler):
    """One request, answered as the state says."""

    protocol_version = "HTTP/1.1"
    state: ChatServer

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.state.requests.append(json.loads(body))
        self.state.keys.append(self.headers.get("Authorization", ""))
        self.close_connection = True
        against = self.state.refuses(self.state.requests[-1]) if self.state.refuses else ""
        if against or self.state.status != 200:
            self._fail(400 if against else self.state.status, against or "secret detail of the server")
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        with suppress(OSError):  # the client may go
            self._stream()

    def _fail(self, status: int, message: str) -> None:
        text = json.dumps({"error": {"message": message}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if self.state.retry_after:
            self.send_header("Retry-After", self.state.retry_after)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _stream(self) -> None:
        reply = self.state.reply
        if self.state.thinks:
            thought = {"role": "assistant", "content": None, "reasoning_content": self.state.thinks}
            self._event({"delta": thought, "finish_reason": None})
        for n, at in enumerate(range(0, len(reply), 5)):
            if n == self.state.dies_after:
                if not self.state.abruptly:
                    self.wfile.write(b"0\r\n\r\n")
                return
            time.sleep(self.state.pause)
            self._event({"delta": {"role": "assistant", "content": reply[at : at + 5]}, "finish_reason": None})
            self.state.sent += 1
        self._event({"delta": {}, "finish_reason": self.state.finish})
        self._chunk("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _event(self, choice: dict[str, Any]) -> None:
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        self._chunk(f"data: {json.dumps({**chunk, 'choices': [{'index': 0, **choice}]})}\n\n")

    def _chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


@contextmanager
def chat_server(reply: str = "", **behaviour: Any) -> Iterator[ChatServer]:
    """A server on 127.0.0.1 that streams chat completions."""
    state = ChatServer(reply=reply, **behaviour)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"state": state}))
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
