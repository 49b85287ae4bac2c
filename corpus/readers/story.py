"""A page's story and what it says of itself. Runs in a worker: see `corpus.readers.html.page`.

trafilatura finds the body. Its own look for title, authors, date and outlet is not used: it is slower than all the
rest, always returns some date, and does not say what was stated and what guessed.
"""

import logging
import re
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]
from trafilatura import bare_extraction
from trafilatura.settings import Document, Extractor

from corpus.errors import ReadError
from corpus.readers.charset import decoded_page
from corpus.readers.markup import guard, plain
from corpus.readers.metadata import Metadata, metadata
from corpus.readers.stated import FIELDS, stated

# Each of them reports on standard error what a rejection says in one line.
for _library in ("trafilatura", "htmldate", "courlan", "charset_normalizer"):
    logging.getLogger(_library).addHandler(logging.NullHandler())

_DOCTYPE = re.compile(r"(?i)\A\s*+<\s?!\s?doctype[^>]*+(?:>|\Z)")
_CONTROLS = bytes(n for n in range(32) if chr(n) not in "\t\n\r") + b"\x7f"
_HIDING = re.compile(
    r"(?i)(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*0(?:\.0*)?(?:px|r?em|pt|%)?\s*(?:!important\s*)?(?:;|$)|text-indent\s*:\s*-\d{3,})"
)
_HIDDEN = etree.XPath("/html/body//*[@hidden or @aria-hidden='true' or @style or self::template]")
_FAST = Extractor(output_format="python", precision=True, fast=True, comments=False)
_PRECISION = Extractor(output_format="python", precision=True, comments=False)
_BALANCED = Extractor(output_format="python", comments=False)
_LABEL = 40
"""Lines above a headline that have fewer characters are labels."""
_SHORT = 1_000
"""A body of fewer characters is compared with what the balanced mode finds."""
_NOTHING = 100
"""A body of fewer characters is nearly none: what the page states as its body is longer."""


def parse(data: str | bytes, url: str = "") -> dict[str, Any]:
    """The fields of the page's article and its notices, as JSON can hold them. Raises `ReadError`."""
    tree = _tree(data)
    said = metadata(tree, url)
    _drop_hidden(tree)
    lines = _body(tree)
    if sum(map(len, lines)) < _NOTHING and len(said.body) > 2 * _NOTHING:
        lines = _stated_body(said.body) or lines
    lines = _below_title(lines, said.title)
    if not any(map(str.isalnum, "".join(lines))):
        raise ReadError("no story found in the page")
    return _packed(said, "\n\n".join(lines))


def values(data: str | bytes) -> dict[str, list[tuple[str, str]]]:
    """Of each field every value the page states and where, for measuring what `parse` keeps."""
    found = stated(_tree(data)).values
    return {field: [(value.text, value.place) for value in found[field]] for field in FIELDS}


def _tree(data: str | bytes) -> Any:  # noqa: ANN401 (lxml has no types)
    markup = decoded_page(data) if isinstance(data, bytes) else data
    # The parser does not need what a document type says, and some of it breaks older ones.
    markup = _DOCTYPE.sub("<!DOCTYPE html>", markup, count=1)
    guard(markup)
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False
    )
    data = markup.encode("utf-8", "replace").translate(None, _CONTROLS)
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise ReadError("not an HTML page") from None
    if gave_up := parser.error_log.filter_from_fatals():
        raise ReadError(f"the parser gives up within the page: {gave_up[0].message.strip()[:100]}")
    return tree


def _drop_hidden(tree: Any) -> None:  # noqa: ANN401
    """Without what a reader of the page cannot see: it would be quoted as the story."""
    for node in _HIDDEN(tree):
        unseen = node.tag == "template" or "hidden" in node.attrib or node.get("aria-hidden") == "true"
        if (unseen or _HIDING.search(node.get("style") or "")) and node.getparent() is not None:
            node.drop_tree()


def _body(tree: Any) -> list[str]:  # noqa: ANN401
    if len(fast := _extracted(tree, _FAST)) >= _SHORT:
        return _lines(fast)
    precise = _extracted(tree, _PRECISION)
    # Where pages are laid out in unusual ways, precision takes a caption or a box for the story.
    balanced = _extracted(tree, _BALANCED)
    return _lines(balanced if len(balanced) > 2 * len(precise) else precise)


def _extracted(tree: Any, options: Extractor) -> str:  # noqa: ANN401
    found = bare_extraction(tree, options=options)  # which copies it
    return found.text or "" if isinstance(found, Document) else ""


def _stated_body(body: str) -> list[str]:
    try:
        return _lines(plain(body))
    except ReadError:
        return []


def _below_title(lines: list[str], title: str) -> list[str]:
    """Without the headline at the top, which is kept as the title, and the label above it."""
    for at, line in enumerate(lines[:3]):
        if line == title:
            return lines[at + 1 :] or lines
        if len(line) >= _LABEL:
            break
    return lines


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _packed(said: Metadata, text: str) -> dict[str, Any]:
    return {
        "text": text,
        "title": said.title,
        "url": said.url,
        "outlet": said.outlet,
        "authors": said.authors,
        "published": said.published.isoformat() if said.published else None,
        "updated": said.updated.isoformat() if said.updated else None,
        "language": said.language,
        "kind": said.kind,
        "section": said.section,
        "guessed": said.guessed,
        "notices": said.notices,
    }
