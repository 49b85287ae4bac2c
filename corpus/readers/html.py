"""A saved page: its story through trafilatura, and the dates it states."""

import codecs
import logging
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from charset_normalizer import from_bytes

from corpus.article import Article, printable
from corpus.errors import ReadError
from corpus.readers.fields import language_code
from corpus.readers.files import MB, marked_encoding, whole
from corpus.readers.items import Draft
from corpus.readers.markup import guard
from corpus.readers.stated import dates

LIMIT = 2 * MB

# Each of them reports on standard error what a rejection says in one line; a handler of the caller's still gets it.
for _library in ("trafilatura", "htmldate", "courlan", "charset_normalizer"):
    logging.getLogger(_library).addHandler(logging.NullHandler())

_DOCTYPE = re.compile(r"(?i)\A\s*+<\s?!\s?doctype[^>]*+(?:>|\Z)")
_DECLARED = re.compile(
    rb"""(?i)<meta\b[^>]{0,300}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,100}?encoding=["']([\w.-]{2,40})"""
)
# Python also has codecs that are no charsets, some of them slow (idna, punycode, unicode_escape).
_CHARSET = re.compile(r"utf-8|cp\d+|iso(8859|2022)\S*|gb\w+|big5\S*|euc\S*|shift\S*|koi8\S*|mac-?\w+|tis-?620|hz")


def read(stream: BinaryIO, name: str) -> Iterator[Draft]:
    """One article. Raises `ReadError` for a page without a story or one that no parser should be given."""
    yield from page(decoded_page(whole(stream, LIMIT)), name)


def page(text: str, name: str) -> Iterator[Draft]:
    """The article of a page's HTML. Raises `ReadError`."""
    # Loaded when the first page comes: it takes longer to load than all other readers together.
    from trafilatura import bare_extraction, load_html
    from trafilatura.settings import Document

    # Neither parser needs what a document type says, and trafilatura's look at a long one takes minutes.
    text = _DOCTYPE.sub("<!DOCTYPE html>", printable(text), count=1)
    guard(text)
    tree = load_html(text)
    if tree is None:
        raise ReadError("not an HTML page")
    published, updated, notices = dates(tree)
    found = bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        fast=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if not isinstance(found, Document) or not (found.text or "").strip():
        raise ReadError("no story found in the page")
    language = language_code(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    yield Draft(name, _article(found, published=published, updated=updated, language=language), notices)


def _article(found: Any, **stated: Any) -> Article:  # noqa: ANN401 (trafilatura's Document has no types)
    title = (found.title or "").strip()
    lines = [line.strip() for line in found.text.split("\n") if line.strip()]
    if len(lines) > 1 and lines[0] == title:
        del lines[0]
    authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    return Article(
        "\n\n".join(lines), title, url=found.url or "", outlet=found.sitename or "", authors=authors, **stated
    )


def decoded_page(data: bytes) -> str:
    """A page's text by its byte order mark, the charset it declares, UTF-8, or the likeliest charset."""
    for encoding in (marked_encoding(data), _declared(data), "utf-8"):
        if encoding is None:
            continue
        text = data.decode(encoding, errors="replace")
        # A stray byte is no reason to distrust what the page says; one in a thousand is.
        if text.count("\ufffd") <= len(text) // 1000:
            return text
    return data.decode(_likeliest(data[:65_536]), errors="replace")  # all of a page would take seconds


def _likeliest(sample: bytes) -> str:
    guesses = from_bytes(sample)
    best = guesses.best()
    if best is None:
        return "utf-8"
    # Western and Central European differ in few letters and often come out even: what the web has more of wins.
    alike = {guess.encoding for guess in guesses if (guess.chaos, guess.coherence) == (best.chaos, best.coherence)}
    return "cp1252" if "cp1252" in alike else best.encoding


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:8192])
    if not match:
        return None
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii", "replace")).name
    except (LookupError, ValueError):
        return None
    # As browsers do: Latin-1 on the web is Windows-1252, and a page that can say so in ASCII is not UTF-16.
    name = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(name, name)
    return name if _CHARSET.fullmatch(name) else None
