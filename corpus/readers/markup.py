"""HTML: refusing what would hang a parser, and words out of fragments."""

import re
from collections.abc import Iterator
from itertools import chain

from lxml import etree, html  # type: ignore[import-untyped]

from corpus.article import printable
from corpus.errors import ReadError

# The deepest of 181 news pages has 51 levels, and the fullest 38 attributes in a tag and 3,129 tags. libxml2 gives
# nothing, in silence, beyond 256 levels, takes a minute over 300,000 attributes, and the time of extraction grows
# faster than the number of tags.
MAX_DEPTH = 200
MAX_XML_DEPTH = 1_000
MAX_ATTRIBUTES = 400
MAX_TAGS = 30_000

SITEMAP = re.compile(rb"(?i)<(?:[a-z]\w{0,20}:)?(?:urlset|sitemapindex)[\s>]")
"""How a sitemap, or an index of them, begins."""

# Possessive throughout, so that every character is looked at once; a quote that is never closed runs to the end,
# as it does for a parser. Quotes count only after "=". Comments are passed over, and scripts with what they hold.
_ATTRIBUTES = r"""([^>=]*+(?:=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+[^>=]*+)*+)"""
_TAG = re.compile(
    r"""<(?:!(?=--)[^-]*+(?:-(?!->)[^-]*+)*+|!\[CDATA\[[^]]*+(?:](?!]>)[^]]*+)*+"""
    rf"""|((?i:script|style|textarea|title))(?=[\s/>]|\Z){_ATTRIBUTES}[^<]*+(?:<(?!/(?i:\1))[^<]*+)*+"""
    rf"""|(/?)([a-zA-Z][^\s/>]*+){_ATTRIBUTES})"""
)
_ATTRIBUTE = re.compile(r"""[^\s/=]++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+))?+""")
# Elements that have no end tag, or whose end tag is usually left out and implied.
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_FLAT = _VOID | frozenset("p li td th tr dt dd option thead tbody tfoot".split())
_DROPPED = ("script", "style", "noscript", "template", "iframe", "object", "svg", "math", "form", "button", "select")
_BLOCKS = frozenset(
    (
        "address article aside blockquote body dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 "
        "h6 header hr li main nav ol p pre section summary table tr ul"
    ).split()
)
_PARSER = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def guard(markup: str, *, xml: bool = False) -> None:
    """Raise `ReadError` when parsing `markup` could take longer than its size suggests, or lose it.

    In XML only depth and attributes are limited, and every element ends; but broken feeds hold stray HTML.
    """
    depth, tags = 0, 0
    flat, deepest = (_VOID, MAX_XML_DEPTH) if xml else (_FLAT, MAX_DEPTH)
    for match in _TAG.finditer(markup):
        raw, raw_attributes, closing, name, attributes = match.groups()
        if not raw and not name:  # a comment
            continue
        tags += 1
        if tags > MAX_TAGS and not xml:
            raise ReadError(f"more than {MAX_TAGS:,} tags")
        attributes = raw_attributes if raw else attributes
        # an attribute takes two characters at least
        if len(attributes) > 2 * MAX_ATTRIBUTES and _more_than(MAX_ATTRIBUTES, attributes):
            raise ReadError(f"more than {MAX_ATTRIBUTES} attributes in one tag")
        if raw or name.lower() in flat or (xml and attributes.endswith("/")):
            continue
        depth = max(depth + (-1 if closing else 1), 0)
        if depth > deepest:
            raise ReadError(f"elements nested more than {deepest} deep")


def _more_than(limit: int, attributes: str) -> bool:
    return any(n > limit for n, _ in enumerate(_ATTRIBUTE.finditer(attributes), 1))


def plain(markup: str) -> str:
    """The words of an HTML fragment, paragraphs parted by blank lines. Raises `ReadError` as `guard` does."""
    markup = printable(markup)
    if "<" not in markup and "&" not in markup:
        return tidy(markup)
    guard(markup)
    tree = html.document_fromstring(f"<div>{markup}</div>".encode(), parser=_PARSER)
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    return tidy("".join(chain.from_iterable(_words(event, node) for event, node in _events(tree))))


def _events(tree: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    return iter(etree.iterwalk(tree, events=("start", "end")))


def _words(event: str, node: etree._Element) -> Iterator[str]:
    if node.tag in _BLOCKS:
        yield "\n\n"
    elif event == "start" and node.tag == "br":
        yield "\n"
    elif event == "end" and node.tag in ("td", "th"):
        yield " "
    words = node.text if event == "start" else node.tail
    if words:
        yield re.sub(r"\s+", " ", words)


def tidy(text: str) -> str:
    """`text` with runs of spaces as one, and runs of blank lines as one blank line."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
