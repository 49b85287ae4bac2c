"""What is not an article: consent walls, forms, error pages, paywall stubs, lists of links, and texts of a few words.

Two ways lead there. By content alone: most of the words are in sentences that websites say to their readers. And by
repetition: the same form-like paragraphs under three titles or more of one host, and nothing else. Repetition alone
proves nothing: a wire story is printed under three titles, too.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpus.article import Article
from corpus.boilerplate import ADDRESS, FAMILIES, VOCABULARY

if TYPE_CHECKING:  # a process that only tells junk by its words loads no database
    from sqlalchemy import Connection

MIN_WORDS = 5
BOILERPLATE_SHARE = 0.5
"""Of the words, how many are in sentences of a website's own before the text is no article."""
SPARSE, DENSE = 50, 12
"""A text is looked at when a word of websites stands in every so many words, and is form-like when in so few."""
STUB = 30
"""Words of a story that are not worth keeping beside an offer to subscribe."""
LOOKED_AT = 2_500
"""Characters looked at first: what starts as an article is one."""
LINKS = 10
"""Lines from which on a list can be one of links."""
TITLES = 3
"""Titles of one host under which a form-like paragraph is boilerplate."""
_LONE = "[\u3040-\u30ff\u3400-\u9fff]"
_WORD = re.compile(f"{_LONE}|\\w+")
_SENTENCES = re.compile("\\n+|(?<=[.!?\u2026\u3002][\"'\u2019\u201d)\\s])\\s*(?=\\S)|(?<=[.!?])\\s+")
_ENDS = re.compile("[.!?:;\u2026\u3002\u061f\u0964\"\u201d\u2019)]\\s*\\Z")


def why_no_article(article: Article) -> str:
    """Why a text is no article, in a few words; empty when it is one. By its words alone."""
    text = article.text
    if why := _too_little(text):
        return why
    if why := _boilerplate(text[:LOOKED_AT]):
        return why if len(text) <= LOOKED_AT else _boilerplate(text)
    return "a list of links or headings" if _is_list(text) else ""


@dataclass(frozen=True, slots=True)
class Form:
    """What is kept of a text in the manner of forms and notices: hashes of its title and of its paragraphs."""

    title: int
    hashes: tuple[int, ...]


def form_of(article: Article) -> Form | None:
    """The paragraphs of a form-like text, by its host; None for any other."""
    host = (_host(article.url) or article.outlet).casefold()
    if not host or not _is_form(article.text[:LOOKED_AT].casefold()):
        return None
    paragraphs = (" ".join(paragraph.split()) for paragraph in article.text.split("\n"))
    hashes = {_digest(host, paragraph) for paragraph in paragraphs if paragraph.count(" ") >= MIN_WORDS}
    return Form(_digest(host, article.title.casefold()), tuple(sorted(hashes)))


def observe(connection: "Connection", article_id: str, article: Article) -> set[str]:
    """Keep the paragraphs of a form-like text; returns the articles now known to be nothing but boilerplate.

    What is returned for all articles together does not depend on the order in which they come.
    """
    forget(connection, article_id)
    form = form_of(article)
    return enter(connection, article_id, form) if form is not None else set()


def enter(connection: "Connection", article_id: str, form: Form) -> set[str]:
    """`observe` for an article of which nothing is kept."""
    rows = [(h, article_id, form.title) for h in form.hashes]
    if rows:
        connection.exec_driver_sql("INSERT INTO form_paragraphs (hash, article_id, title) VALUES (?, ?, ?)", rows)
    return _nothing_else(connection, form.hashes)


def forget(connection: "Connection", article_id: str) -> None:
    """Delete what `observe` kept of an article."""
    connection.exec_driver_sql("DELETE FROM form_paragraphs WHERE article_id = ?", (article_id,))


def _too_little(text: str) -> str:
    count = sum(1 for _ in zip(_WORD.finditer(text), range(MIN_WORDS), strict=False))
    return "" if count >= MIN_WORDS else f"{count} word{'s' * (count != 1)} of text"


def _boilerplate(text: str) -> str:
    """The family most of the words belong to; empty when most belong to none."""
    low = text.casefold().replace("\u2019", "'")
    if not _has_vocabulary(low, SPARSE):
        return ""
    words: Counter[str] = Counter()
    for sentence in filter(str.strip, _SENTENCES.split(low)):
        words[_family(sentence)] += len(sentence.split())
    story = words.pop("", 0)
    said = sum(words.values())
    if said >= BOILERPLATE_SHARE * (said + story) or (words["a paywall"] and story < STUB):
        return words.most_common(1)[0][0]
    return ""


def _family(sentence: str) -> str:
    if VOCABULARY.isdisjoint(_WORD.findall(sentence)):
        return ""
    return next((name for name, pattern in FAMILIES.items() if pattern.search(sentence)), "")


def _is_list(text: str) -> bool:
    """Whether a text is short lines without a sentence among them. Lines with figures may be a table of results."""
    lines = [line for line in text.split("\n") if line.strip()]
    told = figures = 0
    for line in lines:
        told += bool(_ENDS.search(line)) or len(line.split()) > 12
        figures += any(map(str.isdigit, line))
        if told > len(lines) / LINKS:
            return False
    return len(lines) >= LINKS and figures < 0.4 * len(lines)


def _is_form(low: str) -> bool:
    """Whether a text is dense with the words of websites and speaks to its reader."""
    words = _WORD.findall(low)
    return _has_vocabulary(low, DENSE) and sum(map(ADDRESS.__contains__, words)) * DENSE >= len(words)


def _has_vocabulary(low: str, spread: int) -> bool:
    """Whether a word of websites is among every `spread` words of a text in lower case."""
    words = _WORD.findall(low)
    return sum(map(VOCABULARY.__contains__, words)) * spread >= len(words)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # a bracket that opens no IPv6 address, and the like: it is kept all the same
        return ""


def _digest(host: str, words: str) -> int:
    kept = f"{host}\n{words}".encode()
    return int.from_bytes(hashlib.blake2b(kept, digest_size=8).digest(), "big", signed=True)


def _nothing_else(connection: "Connection", hashes: Sequence[int]) -> set[str]:
    """The texts that have one of these paragraphs, and none that fewer than `TITLES` titles have."""
    query = "SELECT DISTINCT article_id FROM form_paragraphs WHERE hash IN (SELECT value FROM json_each(?))"
    found = connection.exec_driver_sql(query, (json.dumps(_repeated(connection, hashes)),)).scalars().all()
    return {article_id for article_id in found if _is_all_repeated(connection, article_id)}


def _is_all_repeated(connection: "Connection", article_id: str) -> bool:
    query = "SELECT hash FROM form_paragraphs WHERE article_id = ?"
    hashes = connection.exec_driver_sql(query, (article_id,)).scalars().all()
    return len(_repeated(connection, hashes)) == len(hashes)


def _repeated(connection: "Connection", hashes: Sequence[int]) -> list[int]:
    query = (
        "SELECT hash FROM form_paragraphs WHERE hash IN (SELECT value FROM json_each(?)) "
        "GROUP BY hash HAVING count(DISTINCT title) >= ?"
    )
    return list(connection.exec_driver_sql(query, (json.dumps(list(hashes)), TITLES)).scalars())
