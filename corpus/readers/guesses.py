"""What can be told of a page that does not state it: from its headline, byline, dateline and address."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from corpus.readers.dates import moment
from corpus.readers.people import is_labelled, key, people, unlabelled
from corpus.readers.stated import Tree, tidied

_DATED_URL = re.compile(
    r"/((?:19|20)\d\d)[/-](\d{1,2}|[a-z]{3})[/-](\d{1,2})(?=[/-])|[/-]((?:19|20)\d\d)([01]\d)([0-3]\d)(?=[/.-]|$)"
)
_DATED = re.compile(
    r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}\.? [^\W\d_]{3,9}\.?,? \d{4}\b|\b[^\W\d_]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b"
)
_DATELINE = re.compile(r"(?i)\b(date|dateline|byline|time|timestamp|published|pub-?date|posted-on|entry-meta)\b")
_BYLINE = re.compile(r"(?i)(?:^|[\s_-])(byline|author|author-?name|authors|byl)(?:$|[\s_-])")
_BYLINES = "//*[@rel='author' or contains(@class, 'uthor') or contains(@class, 'yline')]"
_DATELINES = "//time | //*[contains(@class, 'ate') or contains(@class, 'ime') or contains(@class, 'ine')]"


def title(tree: Tree, headings: list[str]) -> str:
    """The heading that the title element holds, the only heading, or the title element."""
    node = tree.find(".//head//title")
    whole = tidied(node.text_content()) if node is not None else ""
    inside = [heading for heading in headings if key(heading) and key(heading) in key(whole)]
    if inside or len(headings) == 1:
        return (inside or headings)[0]
    return whole or next(iter(headings), "")


def outlet(url: str) -> str:
    """The host of the page's address."""
    try:
        return re.sub(r"^www\.", "", (urlsplit(url).hostname or "").lower())
    except ValueError:
        return ""


def authors(tree: Tree, outlet: str) -> tuple[str, ...]:
    """The names of the first line that is marked as a byline, and begins as one or links to its author."""
    for node in tree.xpath(_BYLINES)[:50]:
        linked = node.get("rel") == "author"
        words = tidied(node.text_content()) if len(node) < 20 else ""
        if not 3 < len(words) < 80 or re.search(r"\d", words):
            continue
        if linked or (_BYLINE.search(node.get("class") or "") and is_labelled(words)):
            parts = "; ".join(part.strip(" ,") for part in node.itertext() if part.strip(" ,\n\t"))
            if kept := tuple(name for name in people(unlabelled(tidied(parts))) if key(name) != key(outlet)):
                return kept
    return ()


def published(tree: Tree, url: str) -> datetime | None:
    """The day in the address, or the one day that the lines about the story's date name."""
    if match := _DATED_URL.search(url):
        year, month, day = (part for part in match.groups() if part)
        return _day(f"{year}-{month:0>2}-{day:0>2}" if month.isdecimal() else f"{day} {month} {year}")
    found = {day for words in _datelines(tree) for day in days(words)}
    return found.pop() if len(found) == 1 else None


def days(words: str) -> set[datetime]:
    """The days that are written out in it."""
    return {day for match in _DATED.finditer(words) if (day := _day(match[0]))}


def _datelines(tree: Tree) -> Iterator[str]:
    for node in tree.xpath(_DATELINES):
        if len(node) < 10 and (node.tag == "time" or _DATELINE.search(node.get("class"))):
            words = tidied(node.text_content())
            if len(words) < 120:
                yield words


def _day(words: str) -> datetime | None:
    try:
        return moment(words)
    except ValueError:
        return None


def kickers(tree: Tree) -> Iterable[str]:
    """The short lines right above the headline: "Opinion", "Paid post"."""
    for heading in list(tree.iter("h1"))[:3]:
        above = heading.getparent()
        around = above.itersiblings(preceding=True) if above is not None else ()
        for node in (*heading.itersiblings(preceding=True), *around):
            words = tidied(node.text_content()) if isinstance(node.tag, str) and len(node) < 5 else ""
            if 0 < len(words) < 40:
                yield words
