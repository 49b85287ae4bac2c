"""What the page's server refuses: strange hosts and origins, routes it does not need, large requests.

A page in another tab could reach a server on this machine: by a name that it makes point here (the Host header then
has that name), or by sending a request across (its Origin header then has that page's). Both are refused before
anything reads them. Routes are closed unless the page needs them, so that one which a new Gradio brings is closed too.
"""

import asyncio
import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 64 * 1024
"""Bytes of a request: a question, its filters and Gradio's envelope take less than a fifth of it."""
WAITING = 32
"""Events of one visitor that may wait for their turn. The queue is everybody's, and takes 256."""
LOCAL = ("127.0.0.1", "localhost", "[::1]")

_READ = re.compile(
    r"/|/page\.(css|js)|/theme\.css|/favicon\.ico|/robots\.txt|/config/?|/(static|assets)/[\w./@%-]+"
    r"|/gradio_api/(startup-events|app_id|queue/data|queue/status|heartbeat/\w+|theme\.css)"
)
_SENT = re.compile(r"/gradio_api/(queue/join|cancel|reset)/?")
_JOIN = "/gradio_api/queue/join"
_FORWARDED = (b"x-forwarded-", b"forwarded")

HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "X-Frame-Options": "DENY",
}


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        host: str,
        port: int,
        hosts: Iterable[str] = (),
        waiting: Callable[[str], int] = lambda _: 0,
    ) -> None:
        """Answer to this machine's own names, to `host` and to `hosts` (`name` or `name:port`).

        `waiting` says how many events of a visitor wait for their turn.
        """
        self._app = app
        self._waiting = waiting
        self._closing = asyncio.Event()
        self._port = port
        self._hosts = frozenset(name.strip().lower() for name in (*LOCAL, _bracketed(host), *hosts) if name.strip())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with a bounded body and the safe headers."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        refusal = self._refusal(scope["method"], scope["path"], Headers(scope=scope))
        if refusal is None and scope["path"].startswith(_JOIN) and self._waiting(_visitor(scope)) >= WAITING:
            refusal = PlainTextResponse("Too much of yours is waiting already.\n", 429)
        if refusal is not None:
            await refusal(scope, receive, _with_headers(send))
            return
        kept = [(k, v) for k, v in scope["headers"] if not k.lower().startswith(_FORWARDED)]
        await self._app({**scope, "headers": kept}, _Limited(receive, self._closing), _with_headers(send))

    def close(self) -> None:
        """End the streams that pages keep open, so that the server can stop without waiting for them."""
        self._closing.set()

    def _refusal(self, method: str, path: str, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "").lower()
        if not self.knows(host):
            text = f"Dateline does not answer to the name {host[:100]!r}. DATELINE_HOSTS says what it answers to.\n"
            return PlainTextResponse(text, 421)
        if not _same_origin(headers, host):
            return PlainTextResponse("Dateline does not answer to other pages.\n", 403)
        allowed = _READ if method in ("GET", "HEAD") else _SENT if method == "POST" else None
        if allowed is None or not allowed.fullmatch(path) or ".." in path:
            return PlainTextResponse("There is nothing here.\n", 404)
        size = headers.get("content-length", "0")
        if not size.isdecimal() or int(size) > MAX_BODY:
            return PlainTextResponse(f"A request has at most {MAX_BODY:,} bytes.\n", 413)
        return None

    def knows(self, host: str) -> bool:
        """Whether a Host header names this server; this machine's own names with any port, as tunnels change it."""
        name, _, port = host.rpartition(":") if re.search(r":\d+$", host) else (host, "", "")
        return name in LOCAL or host in self._hosts or (name in self._hosts and port in ("", str(self._port)))


def _visitor(scope: Scope) -> str:
    return scope["client"][0] if scope["client"] else ""


def _same_origin(headers: Headers, host: str) -> bool:
    """Whether a request comes from the page itself or from no page at all; a link from elsewhere may open the page."""
    origin = headers.get("origin")
    if origin is not None:
        try:
            parts = urlsplit(origin.lower())
        except ValueError:  # a bracket that opens no address
            return False
        return parts.scheme in ("http", "https") and parts.netloc == host
    if headers.get("sec-fetch-mode") == "navigate":
        return True
    return headers.get("sec-fetch-site", "none") in ("none", "same-origin")


def _bracketed(host: str) -> str:
    """`host` as a Host header has it; empty for an address that means all of them."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host
    if address.is_unspecified:
        return ""
    return f"[{address}]" if address.version == 6 else str(address)


class _Limited:
    """A request's body, cut off when it is longer than is allowed, and its end when the server is closing."""

    def __init__(self, receive: Receive, closing: asyncio.Event) -> None:
        self._receive = receive
        self._closing = closing
        self._left = MAX_BODY

    async def __call__(self) -> Message:
        receiving = asyncio.ensure_future(self._receive())
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait((receiving, closing), return_when=asyncio.FIRST_COMPLETED)
            message = receiving.result() if receiving.done() else {"type": "http.disconnect"}
        finally:
            receiving.cancel()
            closing.cancel()
        self._left -= len(message.get("body", b""))
        return message if self._left >= 0 else {"type": "http.disconnect"}


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
            for name in ("server", "access-control-allow-origin", "access-control-allow-credentials"):
                if name in headers:
                    del headers[name]
        await send(message)

    return sending
