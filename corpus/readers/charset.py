"""The charset of a page's bytes: what it declares when that holds, else the likeliest."""

import codecs
import re

from corpus.readers.files import marked_encoding

_DECLARED = re.compile(
    rb"""(?i)<meta\b[^>]{0,300}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,100}?encoding=["']([\w.-]{2,40})"""
)
# Python also has codecs that are no charsets, some of them slow (idna, punycode, unicode_escape).
_CHARSET = re.compile(r"utf-8|cp\d+|iso(8859|2022)\S*|gb\w+|big5\S*|euc\S*|shift\S*|koi8\S*|mac-?\w+|tis-?620|hz")


_CHARSET_OF_HEADER = re.compile(rf"utf-16\S*|utf-8\S*|{_CHARSET.pattern}")


def decoded_page(data: bytes) -> str:
    """A page's text by its byte order mark, the charset it declares, UTF-8, or the likeliest charset."""
    for encoding in (marked_encoding(data), _declared(data), "utf-8"):
        if encoding is None:
            continue
        text = data.decode(encoding, errors="replace")
        if _fits(text, encoding):
            return text
    return data.decode(_likeliest(data[:65_536]), errors="replace")  # all of a page would take seconds


def _fits(text: str, encoding: str) -> bool:
    # A stray byte is no reason to distrust what the page says; one in a thousand is, and so is UTF-8 that is
    # broken more often than not where it is more than ASCII.
    bad = text.count("\ufffd")
    if not bad or bad > len(text) // 1000 or not encoding.startswith("utf-8"):
        return bad <= len(text) // 1000
    return len(text) - len(text.encode("ascii", "ignore")) > 2 * bad


def _likeliest(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    guesses = from_bytes(sample)
    best = guesses.best()
    if best is None:
        return "utf-8"
    # Western and Central European differ in few letters and often come out even: what the web has more of wins.
    alike = {guess.encoding for guess in guesses if (guess.chaos, guess.coherence) == (best.chaos, best.coherence)}
    return "cp1252" if "cp1252" in alike else best.encoding


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:65_536])  # a page can have its styles before that
    if not match:
        return None
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii", "replace")).name
    except (LookupError, ValueError):
        return None
    # As browsers do: Latin-1 on the web is Windows-1252, and a page that can say so in ASCII is not UTF-16.
    name = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(name, name)
    return name if _CHARSET.fullmatch(name) else None


def by_header(body: bytes, label: str) -> str | None:
    """A page's text in the charset its HTTP header states, when it is in that; a byte order mark wins over both."""
    codec = _codec(label)
    if codec is None or marked_encoding(body):
        return None
    try:
        return body.decode(codec)
    except UnicodeDecodeError:
        return None


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = "cp1252" if name in ("iso8859-1", "ascii") else name  # as browsers do
    return name if _CHARSET_OF_HEADER.fullmatch(name) else None
