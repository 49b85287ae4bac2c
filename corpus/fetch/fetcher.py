"""One fetch: checked, polite, bounded, retried where that helps."""

import os
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import version

import httpcore
import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, stop_before_delay

from corpus.errors import FetchError, RefusedError
from corpus.fetch import body, robots
from corpus.fetch.guard import Place, parse_allowed, parsed, place_of
from corpus.fetch.network import Deadline, GuardedNetwork, Resolve, Transport, look_up
from corpus.fetch.response import (
    UNKNOWN,
    Fetched,
    TryAgainError,
    Validators,
    check_length,
    check_status,
    fetched,
    trouble,
    words_of,
)

_TROUBLE = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost. Times are in seconds."""

    total: float = 60.0
    """From the first request to the last byte, retries and redirects included, waiting for a host's turn not."""
    connect: float = 10.0
    read: float = 20.0
    size: int = 5_000_000
    """Bytes of a response after unpacking."""
    redirects: int = 5
    attempts: int = 3
    backoff: float = 1.0
    """Wait before the second attempt; doubled for each one after."""
    delay: float = 1.0
    """Least time between two requests to one host."""
    longest_wait: float = 30.0
    """Longest that a `Crawl-delay` or `Retry-After` is waited for."""


@dataclass(slots=True)
class _Turns:
    """When each host may be asked next."""

    sleep: Callable[[float], None]
    lock: threading.Lock = field(default_factory=threading.Lock)
    next: dict[str, float] = field(default_factory=dict)

    def take(self, host: str, delay: float) -> float:
        """Wait for a turn; returns for how long."""
        with self.lock:
            now = time.monotonic()
            start = max(now, self.next.get(host, now))
            self.next[host] = start + delay
        if start > now:
            self.sleep(start - now)
        return start - now


class Fetcher:
    """Fetches from public addresses. Safe to share between threads; it remembers hosts, and keeps no connection."""

    def __init__(
        self,
        limits: Limits = Limits(),
        *,
        allowed: frozenset[Place] = frozenset(),
        resolve: Resolve = look_up,
        network: httpcore.NetworkBackend | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`allowed` are places that a person may name although they are not public; links never lead there."""
        self.limits, self.allowed = limits, allowed
        self._resolve, self._network, self._sleep = resolve, network or httpcore.SyncBackend(), sleep
        self._turns, self._robots = _Turns(sleep), robots.Robots()

    @staticmethod
    def allowing(exceptions: str | None = None) -> "Fetcher":
        """The one with these exceptions, or those of DATELINE_FETCH_ALLOW. Raises `FetchError` for what is none.

        A process has one for each set of them, so that whatever it reads, a host is given its time.
        """
        return _with(parse_allowed(os.environ.get("DATELINE_FETCH_ALLOW", "") if exceptions is None else exceptions))

    def check(self, url: str) -> None:
        """Raise `RefusedError` for an address that would be refused whatever its name leads to."""
        place_of(parsed(url), self.allowed)

    def fetch(
        self, url: str, *, validators: Validators = UNKNOWN, linked: bool = False, size: int | None = None
    ) -> Fetched:
        """What is at `url`. No exception holds when it was `linked` to rather than named by a person.

        `size` is the most bytes, where those of `limits` are not meant. Raises `FetchError` with a one-line reason.
        """
        start = parsed(url)
        allowed = frozenset() if linked else self.allowed & {place_of(start, self.allowed)}
        place_of(start, allowed)
        visit = _Visit(self, allowed, Deadline(self.limits.total))
        with visit.client:
            return visit.get(start, validators, size or self.limits.size)

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()  # certifi's authorities, or those of SSL_CERT_FILE

    def _client(self, allowed: frozenset[Place], deadline: Deadline) -> httpx.Client:
        network = GuardedNetwork(self._network, self._resolve, allowed, deadline)
        limits = self.limits
        return httpx.Client(
            transport=Transport(network, self._context),
            timeout=httpx.Timeout(limits.read, connect=limits.connect),
            headers={
                "User-Agent": f"{robots.AGENT}/{version('dateline')} (news archive; keeps to robots.txt)",
                "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
                "Accept-Encoding": body.ACCEPTED,
                "Connection": "close",
            },
            trust_env=False,  # a proxy would connect wherever it likes
        )


@cache
def _with(exceptions: frozenset[Place]) -> Fetcher:
    return Fetcher(allowed=exceptions)


class _Visit:
    """One fetch, with the redirects, retries and `robots.txt` that belong to it."""

    def __init__(self, fetcher: Fetcher, allowed: frozenset[Place], deadline: Deadline) -> None:
        self._fetcher, self._limits = fetcher, fetcher.limits
        self._allowed, self._deadline = allowed, deadline
        self.client = fetcher._client(allowed, deadline)

    def get(self, url: httpx.URL, validators: Validators, size: int) -> Fetched:
        """The page or feed."""
        response, content = self._follow(url, validators.headers(), size, self._admit)
        return fetched(response, content, validators)

    def _follow(
        self, url: httpx.URL, headers: dict[str, str], size: int, admit: Callable[[httpx.URL], object] | None = None
    ) -> tuple[httpx.Response, bytes]:
        """The response at the end of the redirects, of each of which the target is checked like any address."""
        request = self.client.build_request("GET", url, headers=headers)
        for hop in range(self._limits.redirects + 1):
            try:
                place_of(request.url, self._allowed)
                if admit is not None:
                    admit(request.url)
                response, content = self._asked(request, size, cut=admit is None)
            except RefusedError as error:
                if not hop:
                    raise
                raise RefusedError(f"{error} (redirected to {str(request.url)[:200]})") from None
            if response.next_request is None:
                return response, content
            request = response.next_request
        raise FetchError(f"more than {self._limits.redirects} redirects")

    def _admit(self, url: httpx.URL) -> None:
        """Wait for a turn at the host, if its rules let us ask at all."""
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        rules = self._fetcher._robots.rules(origin, lambda: self._robots_txt(origin))
        rules.check(str(url))
        delay = max(self._limits.delay, min(rules.delay, self._limits.longest_wait))
        self._deadline.extend(self._fetcher._turns.take(url.host, delay))

    def _robots_txt(self, origin: str) -> bytes:
        return self._follow(httpx.URL(f"{origin}/robots.txt"), {}, robots.SIZE)[1]

    def _asked(self, request: httpx.Request, size: int, *, cut: bool) -> tuple[httpx.Response, bytes]:
        limits = self._limits
        attempts = Retrying(
            retry=retry_if_exception_type(TryAgainError),
            stop=stop_after_attempt(limits.attempts) | stop_before_delay(self._deadline.left()),
            wait=self._wait,
            sleep=self._fetcher._sleep,
            reraise=True,
        )
        return attempts(self._once, request, size, cut)

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome is not None else None
        asked = error.retry_after if isinstance(error, FetchError) else 0.0
        doubled: float = self._limits.backoff * 2.0 ** (state.attempt_number - 1)
        return max(asked, doubled)

    def _once(self, request: httpx.Request, size: int, cut: bool) -> tuple[httpx.Response, bytes]:
        try:
            response = self.client.send(request, stream=True)
            with closing(response):
                check_status(response, self._limits.longest_wait)
                if response.next_request is not None:
                    return response, b""
                if not cut:
                    check_length(response, size)
                coding = response.headers.get("content-encoding", "")
                return response, body.read(response.iter_raw(), coding, size, cut=cut)
        except _TROUBLE as error:
            self._deadline.left()  # what ended by it is no trouble of the network
            raise trouble(error, request.url.host) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RefusedError(f"refused: a redirect to what is no web address ({words_of(error)})") from None
        except ValueError as error:  # headers that no library expects
            raise FetchError(f"no answer that makes sense: {words_of(error)}") from None
