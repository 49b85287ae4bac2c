"""A small web server on 127.0.0.1, and a network on which it stands at public addresses."""

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore

from corpus.fetch import Fetcher, Limits

PUBLIC = "93.184.216.34"
QUICK = Limits(total=5.0, connect=2.0, read=2.0, backoff=0.01, delay=0.0)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a path answers."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Answer = Reply | Callable[[BaseHTTPRequestHandler], Reply | None]
"""A reply, or what makes one; None when it has written to the connection itself."""


@dataclass
class Site:
    """Paths and what they answer. What was asked is kept."""

    port: int
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    @property
    def paths(self) -> list[str]:
        """What was asked, but for the rules."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answer = site.pages.get(self.path, Reply(b"nothing here", 404))
            reply = answer if isinstance(answer, Reply) else answer(self)
            if reply is not None:
                _send(self, reply)

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Clients that hang up are part of the tests."""

    with Quiet(("127.0.0.1", 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        site = Site(server.server_port)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    handler.send_response(reply.status)
    for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(reply.body)


class Rerouted(httpcore.NetworkBackend):
    """The internet, of which every address is one site. Where connections were asked for is kept."""

    def __init__(self, port: int) -> None:
        self._port, self._network = port, httpcore.SyncBackend()
        self.connected: list[tuple[str, int]] = []

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        self.connected.append((host, port))
        return self._network.connect_tcp("127.0.0.1", self._port, timeout, local_address, socket_options)


def public(site: Site, limits: Limits = QUICK, **options: Any) -> Fetcher:
    """A fetcher for which every name leads to the site, at a public address."""
    options = {"resolve": lambda host, port: [PUBLIC], "network": Rerouted(site.port), "sleep": _no_wait, **options}
    return Fetcher(limits, **options)


def local(site: Site, limits: Limits = QUICK, **options: Any) -> Fetcher:
    """A fetcher for a person who allows the site where it really stands."""
    return Fetcher(limits, allowed=frozenset({("127.0.0.1", site.port)}), sleep=_no_wait, **options)


def _no_wait(seconds: float) -> None:
    """Tests are given time by nobody."""
