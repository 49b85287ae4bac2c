"""Connecting: a name is looked up once, all its addresses are checked, and one of those is connected to."""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address
from typing import Any

import httpcore
import httpx

from corpus.errors import FetchError, RefusedError
from corpus.fetch.guard import Place, check

Resolve = Callable[[str, int], list[str]]
"""The addresses of a host, in the order in which to try them."""

_TRIED = 3
"""Addresses of one host that are tried."""


class Deadline:
    """The moment by which a fetch has to be done."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Do not count time in which we made ourselves wait."""
        self._end += seconds

    def left(self, most: float | None = None) -> float:
        """Seconds until then, `most` at most. Raises `FetchError` when it has passed."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise FetchError(f"not done within {self.seconds:g} seconds")
        return left if most is None else min(left, most)


def look_up(host: str, port: int) -> list[str]:
    """Every address the system's resolver knows, which has a time limit of its own.

    Raises `FetchError` for no host, and httpcore's `ConnectError` where that cannot be said now.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
            raise httpcore.ConnectError(f"the name {host} cannot be looked up now") from error
        raise FetchError(f"no host named {host}") from None
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class GuardedNetwork(httpcore.NetworkBackend):
    """The network as one fetch sees it. Raises `RefusedError` before anything is sent to an address that is not public.

    Hosts are looked up here and nowhere else, so that no second answer can lead elsewhere than the one checked.
    """

    def __init__(
        self, network: httpcore.NetworkBackend, resolve: Resolve, allowed: frozenset[Place], deadline: Deadline
    ) -> None:
        self._network, self._resolve = network, resolve
        self._allowed, self._deadline = allowed, deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first checked address that takes one."""
        failure: Exception = httpcore.ConnectError(f"no address of {host}")
        for address in self._checked(host, port)[:_TRIED]:
            try:
                stream = self._network.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure

    def _checked(self, host: str, port: int) -> list[str]:
        found = self._resolve(host, port)
        if (host.lower().rstrip("."), port) not in self._allowed:
            for address in found:
                check(ip_address(address), host)
        return found

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Never."""
        raise RefusedError("refused: a local socket")


class _TimedStream(httpcore.NetworkStream):
    """A connection of which every step ends by the deadline, so that a slow drip does too."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore has it
        return self._stream.get_extra_info(info)


class Transport(httpx.BaseTransport):
    """httpx over a network of our choice, which its own transport does not take."""

    def __init__(self, network: httpcore.NetworkBackend, context: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=network)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request, sent as it is."""
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        assert isinstance(response.stream, Iterable)
        return httpx.Response(response.status, headers=response.headers, stream=_Stream(response.stream))

    def close(self) -> None:
        """Give back the connections."""
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)

    def close(self) -> None:
        if hasattr(self._parts, "close"):
            self._parts.close()
