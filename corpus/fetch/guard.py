"""What may be asked: http and https on their usual ports, at public addresses."""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx

from corpus.errors import FetchError, RefusedError

Place = tuple[str, int]
"""A host, as it is looked up, and a port."""

PORTS = {"http": 80, "https": 443}
LONGEST = 8_000
"""Bytes of a path with its query: few servers take more, and a site's rules are compared with all of it."""

_SHARED = IPv4Network("100.64.0.0/10")
_RELAY = IPv4Network("192.88.99.0/24")  # of 6to4: whatever it is sent goes on to an address inside the packet
_NAT64 = IPv6Network("64:ff9b::/96")
_GLOBAL = IPv6Network("2000::/3")
# Where clouds tell a machine its keys. The first is public to every registry, the others would be refused anyway.
_METADATA = frozenset(map(ip_address, ("168.63.129.16", "169.254.169.254", "100.100.100.200", "fd00:ec2::254")))
# What inet_aton takes for an address: 2130706433, 0x7f.1, 0177.0.0.1.
_NUMBERS = re.compile(r"(?i)(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*")


def parse_allowed(text: str) -> frozenset[Place]:
    """The exceptions an operator names as `host:port,host:port`. Raises `FetchError` for anything else."""
    return frozenset(_exception(word) for part in text.split(",") if (word := part.strip()))


def _exception(word: str) -> Place:
    host, _, port = word.rpartition(":")
    if not host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
        raise FetchError(f"DATELINE_FETCH_ALLOW: {word!r} is not host:port")
    return host.strip("[]").lower().rstrip("."), int(port)


def parsed(url: str) -> httpx.URL:
    """`url` taken apart. Raises `RefusedError` for what is no address of the web."""
    try:
        return httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise RefusedError(f"refused: {url[:200]!r} is no web address ({error})") from None


def place_of(url: httpx.URL, allowed: frozenset[Place]) -> Place:
    """The host and port of `url`. Raises `RefusedError` for what is not asked, whatever its name leads to."""
    if url.scheme not in PORTS:
        raise RefusedError(f"refused: {url.scheme or 'no scheme'}: only http and https are fetched")
    host = url.raw_host.decode("ascii").lower().rstrip(".")
    if not host:
        raise RefusedError("refused: an address without a host")
    if len(url.raw_path) > LONGEST:
        raise RefusedError(f"refused: an address of more than {LONGEST:,} bytes")
    if url.userinfo:
        raise RefusedError("refused: a user name or password in the address")
    place = host, url.port or PORTS[url.scheme]
    if place not in allowed:
        _check_host(host)
        if place[1] not in PORTS.values():
            raise RefusedError(f"refused: port {place[1]} is neither 80 nor 443")
    return place


def _check_host(host: str) -> None:
    try:
        check(ip_address(host), host)
    except ValueError:
        if _NUMBERS.fullmatch(host):
            raise RefusedError(f"refused: {host} is an unusual way to write an address") from None


def check(ip: IPv4Address | IPv6Address, host: str) -> None:
    """Raise `RefusedError` unless `ip`, to which `host` leads, is a public address."""
    if kind := kind_of(ip):
        which = f"{host} is" if host == str(ip) else f"{host} leads to {ip},"
        raise RefusedError(f"refused: {which} {kind} address")


def kind_of(ip: IPv4Address | IPv6Address) -> str:
    """What kind of address must not be asked ("a private"); empty for a public one."""
    if ip in _METADATA:
        return "a cloud's metadata"
    if isinstance(ip, IPv6Address):
        inner = _embedded(ip)
        if inner is not None:
            return kind_of(inner)
    for kind, known in (
        ("an unspecified", ip.is_unspecified),
        ("a loopback", ip.is_loopback),
        ("a link-local", ip.is_link_local),
        ("a multicast", ip.is_multicast),
        ("a shared", ip in _SHARED),
        ("a reserved", ip.is_reserved or ip in _RELAY),
        ("a private", ip.is_private),
        ("a reserved", not ip.is_global or (isinstance(ip, IPv6Address) and ip not in _GLOBAL)),
    ):
        if known:
            return kind
    return ""


def _embedded(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one is only another way to reach."""
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour
