"""The HTML document that Gradio sends, with our style and script in it and a policy that lets no other script run."""

import base64
import hashlib
import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SCRIPT = re.compile(rb"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.S)
_BODY = re.compile(rb"<body[^>]*>")
_DROPPED = re.compile(rb"<base [^>]*>|<meta\s[^>]*(?:og:|twitter:)[^>]*>|<link[^>]*href=\"https?:[^>]*>", re.S)
_NO_SCRIPT = (
    b"<noscript><p>This page works with JavaScript, all of it from its own server. Without it "
    b"<code>dateline ask &quot;question&quot;</code> answers in a terminal.</p></noscript>"
)
_OURS = b'<link rel="stylesheet" href="/page.css"><script defer src="/page.js"></script></head>'

# Gradio sets styles in attributes and style elements, so those stay allowed; a style can load nothing from outside.
_POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Shell:
    """ASGI middleware that rewrites the one HTML document, at `/`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, the document once it is whole."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def gather(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                document = rewrite(body)
                await send({**start, "headers": _headers(start, document)})
                await send({"type": "http.response.body", "body": document})

        plain = [(k, v) for k, v in scope["headers"] if k.lower() != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, gather)


def rewrite(document: bytes) -> bytes:
    """The document without what points outside, and with our style and script, and a line for who runs none."""
    body = _BODY.search(document := _DROPPED.sub(b"", document).replace(b"</head>", _OURS, 1))
    return document if body is None else document[: body.end()] + _NO_SCRIPT + document[body.end() :]


def policy(document: bytes) -> str:
    """A content security policy for the document's own inline scripts and no other."""
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(match['code']).digest()).decode()}'"
        for match in _SCRIPT.finditer(document)
        if match["code"].strip()
    ]
    return _POLICY.format(hashes=" ".join(hashes))


def _headers(start: Message, document: bytes) -> list[tuple[bytes, bytes]]:
    replaced = (b"content-length", b"content-security-policy", b"cache-control")
    headers = [(k, v) for k, v in start["headers"] if k.lower() not in replaced]
    return [
        *headers,
        (b"content-length", str(len(document)).encode()),
        (b"content-security-policy", policy(document).encode()),
        (b"cache-control", b"no-store"),
    ]
