"""The fetcher: which addresses it asks, and where it connects."""

import ssl
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address
from pathlib import Path

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_server import PUBLIC, QUICK, Reply, Rerouted, Site, local, public, serving

from corpus.errors import FetchError, RefusedError
from corpus.fetch import Fetcher, guard, parse_allowed

TLS = Path(__file__).parent / "data" / "tls" / "news.example.pem"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        running.pages["/a"] = Reply(b"<html>a</html>", headers={"Content-Type": "text/html; charset=utf-8"})
        yield running


# -- what is refused -------------------------------------------------------------------------------------------------

REFUSED = [
    ("http://10.0.0.5/x", "10.0.0.5 is a private address"),
    ("http://192.168.1.1", "a private address"),
    ("http://172.16.9.9/", "a private address"),
    ("http://127.0.0.1/", "a loopback address"),
    ("http://127.8.8.8/", "a loopback address"),
    ("http://127.0.0.1./", "a loopback address"),
    ("http://0.0.0.0/", "an unspecified address"),
    ("http://169.254.0.9/", "a link-local address"),
    ("http://169.254.169.254/latest/meta-data/", "a cloud's metadata address"),
    ("http://168.63.129.16/", "a cloud's metadata address"),
    ("http://100.100.100.200/", "a cloud's metadata address"),
    ("http://100.64.0.1/", "a shared address"),
    ("http://224.0.0.1/", "a multicast address"),
    ("http://240.0.0.1/", "a reserved address"),
    ("http://255.255.255.255/", "a reserved address"),
    ("http://192.88.99.1/", "a reserved address"),
    ("http://198.18.0.1/", "a private address"),
    ("http://[::]/", "an unspecified address"),
    ("http://[::1]/", "a loopback address"),
    ("http://[fe80::1]/", "a link-local address"),
    ("http://[fe80::1%25eth0]/", "a link-local address"),
    ("http://[fd00::1]/", "a private address"),
    ("http://[fd00:ec2::254]/", "a cloud's metadata address"),
    ("http://[fec0::1]/", "a reserved address"),
    ("http://[ff02::1]/", "a multicast address"),
    ("http://[2001:db8::1]/", "a private address"),
    ("http://[::ffff:10.0.0.1]/", "a private address"),
    ("http://[::ffff:7f00:1]/", "a loopback address"),
    ("http://[::7f00:1]/", "a reserved address"),
    ("http://[::ffff:0:7f00:1]/", "a reserved address"),
    ("http://[64:ff9b::7f00:1]/", "a loopback address"),
    ("http://[64:ff9b:1::a00:1]/", "a reserved address"),
    ("http://[2002:7f00:1::]/", "a loopback address"),
    ("http://[2001:0:7f00:1::]/", "a private address"),
    ("http://2130706433/", "an unusual way"),
    ("http://0x7f000001/", "an unusual way"),
    ("http://0x7f.1/", "an unusual way"),
    ("http://127.1/", "an unusual way"),
    ("http://017700000001/", "an unusual way"),
    ("http://0177.0.0.1/", "no web address"),
    ("http://127。0。0。1/", "a loopback address"),
    ("http://１２７.0.0.1/", "no web address"),
    ("file:///etc/passwd", "only http and https"),
    ("data:text/html,<p>words", "only http and https"),
    ("ftp://news.example/", "only http and https"),
    ("javascript:alert(1)", "only http and https"),
    ("//news.example/", "only http and https"),
    ("news.example", "only http and https"),
    ("http://user:secret@news.example/", "a user name or password"),
    ("http://user@news.example/", "a user name or password"),
    ("http://news.example:22/", "port 22 is neither"),
    ("http://news.example:8080/", "port 8080 is neither"),
    ("http:///path", "without a host"),
    ("http://news.example/" + "a/" * 5_000, "an address of more than 8,000 bytes"),
    ("http://[::1", "no web address"),
    ("http://news\x00.example/", "no web address"),
    ("", "only http and https"),
]


@pytest.mark.parametrize(("url", "reason"), REFUSED, ids=[url[:40] for url, _ in REFUSED])
def test_refused_before_anything_is_asked(url: str, reason: str) -> None:
    network = Rerouted(1)
    fetcher = Fetcher(QUICK, network=network, resolve=lambda host, port: pytest.fail("looked up"))
    with pytest.raises(RefusedError, match=r"^refused: ") as caught:
        fetcher.fetch(url)
    assert reason in str(caught.value)
    assert network.connected == []


_CLOSED = [
    IPv4Network(net)
    for net in ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
                "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4")
]  # fmt: skip
_closed = st.one_of(*(st.integers(int(net[0]), int(net[-1])).map(IPv4Address) for net in _CLOSED))


@given(_closed, st.integers(0, 2**80 - 1))
def test_no_form_opens_a_closed_address(ip: IPv4Address, rest: int) -> None:
    assert guard.kind_of(ip)
    assert guard.kind_of(IPv6Address(0xFFFF << 32 | int(ip)))
    assert guard.kind_of(IPv6Address((0x64FF9B << 96) | int(ip)))
    assert guard.kind_of(IPv6Address((0x2002 << 112) | int(ip) << 80 | rest))


@given(st.one_of(st.text(), st.text().map("http://{}/".format), st.text().map("https://news.example:{}".format)))
def test_any_words_are_an_address_or_refused(words: str) -> None:
    with suppress(RefusedError):
        Fetcher(QUICK).check(words)


@pytest.mark.parametrize("ip", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101", "2002:101:101::"])
def test_public_addresses_are_public(ip: str) -> None:
    assert guard.kind_of(IPv6Address(ip) if ":" in ip else IPv4Address(ip)) == ""


@pytest.mark.parametrize("answer", [["127.0.0.1"], [PUBLIC, "10.0.0.5"], ["::ffff:127.0.0.1"], ["fe80::1%eth0"]])
def test_a_name_is_refused_for_any_of_its_addresses(site: Site, answer: list[str]) -> None:
    fetcher = public(site, resolve=lambda host, port: answer)
    with pytest.raises(RefusedError, match=r"refused: news\.example leads to .* address"):
        fetcher.fetch("http://news.example/a")
    assert site.asked == []


def test_a_name_that_moves_after_it_was_checked_leads_nowhere_else(site: Site) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    network = Rerouted(site.port)
    fetcher = public(site, network=network, resolve=lambda host, port: next(answers))
    with pytest.raises(RefusedError, match=r"leads to 127\.0\.0\.1, a loopback address"):
        fetcher.fetch("http://news.example/a")  # the rules come from the first answer, the page would from the second
    assert network.connected == [(PUBLIC, 80)]
    assert site.paths == []


def test_it_connects_to_the_very_address_that_was_checked(site: Site) -> None:
    network = Rerouted(site.port)
    fetched = public(site, network=network).fetch("http://news.example/a")
    assert (fetched.body, fetched.media_type, fetched.charset) == (b"<html>a</html>", "text/html", "utf-8")
    assert set(network.connected) == {(PUBLIC, 80)}
    assert {headers["host"] for _, headers in site.asked} == {"news.example"}


def test_the_next_address_is_tried(site: Site) -> None:
    class Half(Rerouted):
        def connect_tcp(self, host: str, port: int, *rest: object, **options: object) -> httpcore.NetworkStream:
            if host == PUBLIC:
                raise httpcore.ConnectError("no route")
            return super().connect_tcp(host, port, *rest, **options)  # type: ignore[arg-type]

    fetcher = public(site, network=Half(site.port), resolve=lambda host, port: [PUBLIC, "1.1.1.1"])
    assert fetcher.fetch("http://news.example/a").body


def test_the_certificate_is_checked_against_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS)
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS))
    with serving(context) as site:
        site.pages["/a"] = Reply(b"safe")
        assert public(site).fetch("https://news.example/a").body == b"safe"
        assert set(names) == {"news.example"}
        with pytest.raises(FetchError, match=r"no secure connection to other\.example"):
            public(site).fetch("https://other.example/a")


# -- redirects and exceptions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://10.0.0.5/", "10.0.0.5 is a private address"),
        ("http://169.254.169.254/latest", "metadata"),
        ("http://[::1]:631/", "a loopback address"),
        ("http://inside.example/", "inside.example leads to 192.168.0.7"),
        ("file:///etc/passwd", "only http and https"),
        ("http://user:pw@news.example/", "a user name"),
        ("http://news.example:25/", "port 25"),
    ],
)
def test_a_redirect_is_checked_like_any_address(site: Site, target: str, reason: str) -> None:
    site.pages["/go"] = Reply(status=302, headers={"Location": target})
    inside = {"inside.example": ["192.168.0.7"]}
    fetcher = public(site, resolve=lambda host, port: inside.get(host, [PUBLIC]))
    with pytest.raises(RefusedError) as caught:
        fetcher.fetch("http://news.example/go")
    assert reason in str(caught.value)
    assert "(redirected to " in str(caught.value)
    assert site.paths == ["/go"]


def test_redirects_are_followed_so_far(site: Site) -> None:
    site.pages["/go"] = Reply(status=301, headers={"Location": "/a#part"})
    site.pages["/round"] = Reply(status=302, headers={"Location": "/round"})
    assert public(site).fetch("http://news.example/go").url.startswith("http://news.example/a")
    with pytest.raises(FetchError, match="more than 5 redirects"):
        public(site).fetch("http://news.example/round")
    assert site.paths.count("/round") == 6


def test_exceptions_hold_for_what_a_person_names_only(site: Site) -> None:
    with serving() as other:
        other.pages["/secret"] = Reply(b"secret")
        site.pages["/there"] = Reply(status=302, headers={"Location": other.url("/secret")})
        site.pages["/here"] = Reply(status=302, headers={"Location": "/a"})
        fetcher = Fetcher(QUICK, allowed=parse_allowed(f"{site.place}, {other.place}"))
        assert fetcher.fetch(site.url("/a")).body
        assert fetcher.fetch(site.url("/here")).body
        with pytest.raises(RefusedError, match=r"127\.0\.0\.1 is a loopback address"):
            fetcher.fetch(site.url("/there"))
        with pytest.raises(RefusedError, match=r"127\.0\.0\.1 is a loopback address"):
            fetcher.fetch(site.url("/a"), linked=True)
        assert other.asked == []


def test_a_local_name_can_be_an_exception(site: Site) -> None:
    fetcher = Fetcher(QUICK, allowed=parse_allowed(f"localhost:{site.port}"), resolve=lambda host, port: ["127.0.0.1"])
    assert fetcher.fetch(f"http://localhost:{site.port}/a").body
    with pytest.raises(RefusedError, match="loopback"):
        fetcher.fetch(site.url("/a"))


@pytest.mark.parametrize("text", ["localhost", ":80", "host:port", "host:99999", "http://host:80/"])
def test_an_exception_that_cannot_be_read_is_told(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_FETCH_ALLOW", text)
    with pytest.raises(FetchError, match="DATELINE_FETCH_ALLOW"):
        Fetcher.allowing()


def test_proxies_of_the_environment_are_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url(""))
        assert local(site).fetch(site.url("/a")).body
        assert proxy.asked == []
