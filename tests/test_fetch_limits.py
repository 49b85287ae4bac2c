"""The fetcher: what it survives, and how it behaves towards others."""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_server import QUICK, Reply, Site, public, serving

from corpus.errors import FetchError, RefusedError
from corpus.fetch import Fetcher, Limits, Validators, body
from corpus.fetch.robots import Robots


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        running.pages["/a"] = Reply(b"<html>a</html>", headers={"Content-Type": "text/html; charset=utf-8"})
        yield running


# -- limits ----------------------------------------------------------------------------------------------------------

SMALL = Limits(total=5.0, connect=2.0, read=2.0, backoff=0.01, delay=0.0, size=100_000)
MEGABYTES = 50


def _bomb(wbits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(MEGABYTES)) + packer.flush()


@contextmanager
def _little_memory() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_response_ends_at_the_limit(site: Site) -> None:
    sent: list[int] = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(10_000):
            sent.append(handler.wfile.write(bytes(10_000)))

    site.pages["/endless"] = endless
    site.pages["/stated"] = Reply(headers={"Content-Length": "100001"})
    for path in ("/endless", "/stated"):
        with pytest.raises(FetchError, match="over the limit of 100,000 bytes"):
            public(site, SMALL).fetch(f"http://news.example{path}")
    assert sum(sent) < 50_000_000


@pytest.mark.parametrize(
    ("coding", "make"),
    [("gzip", lambda: _bomb(31)), ("x-gzip", lambda: _bomb(31)), ("deflate", lambda: _bomb(15))],
)
def test_a_bomb_stops_at_the_limit(site: Site, coding: str, make: Callable[[], bytes]) -> None:
    packed = make()
    assert len(packed) < 100_000
    site.pages["/bomb"] = Reply(packed, headers={"Content-Encoding": coding})
    with _little_memory(), pytest.raises(FetchError, match="over the limit of 100,000 bytes unpacked"):
        public(site, SMALL).fetch("http://news.example/bomb")


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "compress"])
def test_codings_that_were_not_asked_for_are_refused_unread(site: Site, coding: str) -> None:
    site.pages["/packed"] = Reply(b"\x00" * 1000, headers={"Content-Encoding": coding})
    with pytest.raises(FetchError, match="which was not asked for"):
        public(site).fetch("http://news.example/packed")
    assert site.asked[-1][1]["accept-encoding"] == "gzip, deflate"


@given(st.binary(max_size=2000), st.integers(1, 50), st.integers(0, 2000))
def test_packed_is_unpacked_whatever_the_parts(data: bytes, step: int, limit: int) -> None:
    for packed in (gzip.compress(data), zlib.compress(data), gzip.compress(data[:9]) + gzip.compress(data[9:])):
        parts = [packed[at : at + step] for at in range(0, len(packed), step)]
        assert body.read(parts, "gzip", limit, cut=True) == data[:limit]
        assert body.read(parts, "gzip", 2000) == data


@pytest.mark.parametrize("packed", [gzip.compress(b"words" * 100)[:-20], b"not gzip at all"], ids=["cut", "other"])
def test_a_broken_packing_is_told(packed: bytes) -> None:
    with pytest.raises(FetchError, match="packed body"):
        body.read([packed], "gzip", 1000)


def _drip(headers: bool) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"X: " if headers else b"Content-Length: 100000\r\n\r\n"))
        for _ in range(200):
            handler.wfile.write(b"x")
            time.sleep(0.02)

    return answer


@pytest.mark.parametrize("headers", [True, False], ids=["headers", "body"])
def test_a_slow_drip_ends_by_the_deadline(site: Site, headers: bool) -> None:
    site.pages["/drip"] = _drip(headers)
    limits = Limits(total=0.8, connect=0.7, read=0.7, backoff=0.01, delay=0.0)
    with pytest.raises(FetchError, match=r"not done within 0\.8 seconds"):
        public(site, limits).fetch("http://news.example/drip")


def test_silence_is_told(site: Site) -> None:
    site.pages["/silence"] = lambda _: time.sleep(1.0)
    limits = Limits(total=5.0, connect=2.0, read=0.4, attempts=2, backoff=0.01, delay=0.0)
    with pytest.raises(FetchError, match=r"news\.example does not answer in time"):
        public(site, limits).fetch("http://news.example/silence")
    assert site.paths == ["/silence"] * 2


def test_headers_have_a_limit(site: Site) -> None:
    site.pages["/long"] = Reply(b"x", headers={"X-Long": "x" * 200_000})
    with pytest.raises(FetchError, match=r"no answer from news\.example"):
        public(site, Limits(attempts=1, delay=0.0)).fetch("http://news.example/long")


# -- manners ---------------------------------------------------------------------------------------------------------


def _robots(site: Site, text: str) -> None:
    site.pages["/robots.txt"] = Reply(text.encode())


def test_rules_are_remembered_of_so_many_sites_and_no_more() -> None:
    asked: list[str] = []

    def rules(site: str) -> bytes:
        asked.append(site)
        return b"User-agent: *"

    known = Robots(most=2)
    for site in "abcac":
        known.rules(site, lambda site=site: rules(site))  # type: ignore[misc]
    assert asked == ["a", "b", "c", "a"]


def test_the_rules_of_the_site_hold(site: Site) -> None:
    _robots(site, "User-agent: *\nDisallow: /closed/\nAllow: /closed/open\nDisallow: /*.pdf$\n")
    site.pages.update({"/closed/x": Reply(b"x"), "/closed/open": Reply(b"o"), "/file.pdf": Reply(b"p")})
    fetcher = public(site)
    for path in ("/closed/x", "/file.pdf"):
        with pytest.raises(RefusedError, match=r"robots\.txt forbids it"):
            fetcher.fetch(f"http://news.example{path}")
    assert fetcher.fetch("http://news.example/closed/open").body == b"o"
    assert site.paths == ["/closed/open"]
    assert sum(path == "/robots.txt" for path, _ in site.asked) == 1


def test_a_site_may_speak_to_us_by_name(site: Site) -> None:
    _robots(site, "User-agent: *\nDisallow:\n\nUser-agent: Dateline\nDisallow: /\n")
    with pytest.raises(RefusedError, match="forbids"):
        public(site).fetch("http://news.example/a")
    assert site.asked[0][1]["user-agent"].startswith("Dateline/")


@pytest.mark.parametrize("said", ["User-agent:Dateline", "useragent: DATELINE*", "user agent dateline", "User-agent:*"])
def test_rules_for_many_others_cost_no_more_than_themselves(site: Site, said: str) -> None:
    names = "\n".join(f"User-agent: bot{n}" for n in range(800))
    rules = "\n".join(f"Disallow: /closed{n}" for n in range(800))
    _robots(site, f"{names}\n{said}\n{rules}\n\n{names}\nDisallow: /\n")
    fetcher = public(site)
    with _little_memory():
        assert fetcher.fetch("http://news.example/a").body
    with pytest.raises(RefusedError, match="forbids"):
        fetcher.fetch("http://news.example/closed799")


def test_a_redirect_does_not_lead_around_the_rules(site: Site) -> None:
    _robots(site, "User-agent: *\nDisallow: /closed\n")
    site.pages["/go"] = Reply(status=302, headers={"Location": "/closed"})
    with pytest.raises(RefusedError, match="forbids"):
        public(site).fetch("http://news.example/go")


@pytest.mark.parametrize(("status", "open_"), [(404, True), (403, True), (500, False), (503, False), (429, False)])
def test_rules_that_cannot_be_had(site: Site, status: int, open_: bool) -> None:
    site.pages["/robots.txt"] = Reply(status=status)
    if open_:
        assert public(site).fetch("http://news.example/a").body
    else:
        with pytest.raises(FetchError, match=rf"robots\.txt cannot be had: HTTP {status}"):
            public(site).fetch("http://news.example/a")
        assert site.paths == []


@pytest.mark.parametrize(("rules", "wait"), [("", 60.0), ("Crawl-delay: 70", 70.0), ("Crawl-delay: 9999", 80.0)])
def test_hosts_are_given_time(site: Site, rules: str, wait: float) -> None:
    _robots(site, f"User-agent: *\n{rules}\n")
    waited: list[float] = []
    fetcher = public(site, Limits(delay=60.0, longest_wait=80.0), sleep=waited.append)
    fetcher.fetch("http://news.example/a")
    assert waited == []
    fetcher.fetch("http://news.example/a")
    fetcher.fetch("http://other.example/a")
    assert len(waited) == 1
    assert wait - 30 < waited[0] <= wait  # what passed between the two is not waited for again


def test_what_is_known_is_not_sent_again(site: Site) -> None:
    def page(handler: BaseHTTPRequestHandler) -> Reply:
        if handler.headers["If-None-Match"] == '"v1"':
            return Reply(status=304)
        return Reply(b"news", headers={"ETag": '"v1"', "Last-Modified": "Mon, 04 Mar 2030 06:00:00 GMT",
                                       "Cache-Control": "public, max-age=600"})  # fmt: skip

    site.pages["/page"] = page
    first = public(site).fetch("http://news.example/page")
    assert (first.body, first.fresh_for, first.not_modified) == (b"news", 600, False)
    again = public(site).fetch("http://news.example/page", validators=first.validators)
    assert (again.body, again.not_modified, again.validators) == (b"", True, first.validators)
    assert site.asked[-1][1]["if-modified-since"] == "Mon, 04 Mar 2030 06:00:00 GMT"
    changed = public(site).fetch("http://news.example/page", validators=Validators('"v0"'))
    assert changed.body == b"news"


def _first_then(first: Reply | None, then: Reply) -> Callable[[BaseHTTPRequestHandler], Reply | None]:
    replies = iter([first])
    return lambda _: next(replies, then)


@pytest.mark.parametrize("trouble", [Reply(status=502), Reply(status=503), Reply(status=504), None])
def test_trouble_that_passes_is_waited_out(site: Site, trouble: Reply | None) -> None:
    site.pages["/page"] = _first_then(trouble, Reply(b"news"))
    waited: list[float] = []
    fetcher = public(site, Limits(backoff=2.0, delay=0.0), sleep=waited.append)
    assert fetcher.fetch("http://news.example/page").body == b"news"
    assert waited == [2.0]


def test_a_busy_server_says_for_how_long(site: Site) -> None:
    waited: list[float] = []
    fetcher = public(site, sleep=waited.append)
    site.pages["/page"] = _first_then(Reply(status=429, headers={"Retry-After": "3"}), Reply(b"news"))
    assert fetcher.fetch("http://news.example/page").body == b"news"
    assert waited == [3.0]
    for after in ("3600", formatdate(time.time() + 3600, usegmt=True)):
        site.pages["/page"] = Reply(status=503, headers={"Retry-After": after})
        with pytest.raises(FetchError, match="HTTP 503 Service Unavailable; it asks to be left alone") as caught:
            fetcher.fetch("http://news.example/page")
        assert 3500 < caught.value.retry_after <= 3600
    assert waited == [3.0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 500])
def test_a_refusal_is_not_asked_again(site: Site, status: int) -> None:
    site.pages["/page"] = Reply(status=status)
    with pytest.raises(FetchError, match=f"HTTP {status} "):
        public(site).fetch("http://news.example/page")
    assert site.paths == ["/page"]


def test_a_server_that_is_not_there_is_told() -> None:
    with serving() as site:
        pass
    with pytest.raises(FetchError, match=r"no answer from news\.example"):
        public(site).fetch("http://news.example/a")
    with pytest.raises(FetchError, match=r"no host named nothing\.invalid"):
        Fetcher(QUICK).fetch("http://nothing.invalid/")


def _raw(data: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(data)

    return answer


@pytest.mark.parametrize("reply", [b"hello\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", b""])
def test_what_is_no_answer_is_told(site: Site, reply: bytes) -> None:
    site.pages["/odd"] = _raw(reply)
    with pytest.raises(FetchError, match=r"no answer from news\.example"):
        public(site).fetch("http://news.example/odd")


@pytest.mark.parametrize("target", ["data:text/html,x", "http://[", "http://a b/\x01", "http://:99999999/", "\udcff"])
def test_a_redirect_to_nonsense_is_told(site: Site, target: str) -> None:
    location = target.encode("utf-8", "surrogateescape")
    site.pages["/go"] = _raw(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\n\r\n")
    with pytest.raises(FetchError):
        public(site).fetch("http://news.example/go")


@pytest.mark.parametrize(
    "after", ["Wed, 01 Jan 99999999999 00:00:00 GMT", "Wed, 99 Jan 2030 00:00:00 GMT", "9" * 400, "soon", "-1"]
)
def test_a_server_that_says_no_time_is_asked_for_none(site: Site, after: str) -> None:
    site.pages["/page"] = Reply(status=503, headers={"Retry-After": after})
    fetcher = public(site, Limits(attempts=1, delay=0.0))
    with pytest.raises(FetchError, match="HTTP 503") as caught:
        fetcher.fetch("http://news.example/page")
    assert caught.value.retry_after == 0.0
