"""WARC files for tests, made in memory record by record."""

import gzip

WORDS = (
    "The ferry to Lonn sails again from Monday, the harbour office said on Friday after three weeks of repairs. "
    "A return ticket costs as much as before, and the last boat leaves the southern shore at nine in the evening."
)


def page(number: int, more: str = "") -> bytes:
    """A page with a story of its own."""
    return (
        f"<html lang='en'><head><title>Ferry {number}</title></head><body><article><h1>Ferry {number}</h1>"
        f"<p>{WORDS} It carried {number} passengers, more than in any week before. {more}</p></article></body></html>"
    ).encode()


def record(
    number: int,
    body: bytes | None = None,
    *,
    kind: str = "response",
    status: str = "200 OK",
    headers: str = "Content-Type: text/html; charset=utf-8\r\n",
    warc: str = "",
    length: int | None = None,
) -> bytes:
    """One record, with a length that may be a lie."""
    body = page(number) if body is None else body
    block = f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Target-URI: https://post.example.org/{number}\r\nWARC-Date: 2031-03-04T05:06:07Z\r\n{warc}"
        f"Content-Type: application/http; msgtype={kind}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def packed(records: list[bytes]) -> bytes:
    """As crawls compress them: each by itself."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)
