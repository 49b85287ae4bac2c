"""Plain text: a headline where there is one, and paragraphs."""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise, takewhile
from typing import BinaryIO

from corpus.article import Article, printable
from corpus.readers.files import MB, decoded_or_guessed, whole
from corpus.readers.items import Draft

LIMIT = 10 * MB
MAX_HEADLINE = 200
"""Longest first line taken for a headline, in characters."""
_WRAP = 100
"""Longest line, in characters, of text broken by hand or by an editor."""

_FULL_STOP = re.compile(r"(?<!\b[A-Z])[.。][\"”’')]*$")
_SENTENCE_END = re.compile(r"[.!?:…。！？][\"”’')\]]*$")
_BROKEN = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_A-Z])")
_INDENT = re.compile(r"  |\t")
_ITEM = re.compile(r"\s*([-*•–]|\d{1,2}[.)])\s")


def read(stream: BinaryIO, name: str) -> Iterator[Draft]:
    """One article. Raises `ReadError` for anything but text, and where its charset can not even be guessed."""
    words, guess = decoded_or_guessed(whole(stream, LIMIT))
    title, body, notices = headline([line.rstrip() for line in printable(words).split("\n")])
    yield Draft(name, Article("\n\n".join(paragraphs(body)), title), guess + notices)


def headline(lines: list[str]) -> tuple[str, list[str], tuple[str, ...]]:
    """The headline, the lines of the text, and what to say about the rest."""
    filled = [n for n, line in enumerate(lines) if line.strip()]
    return _repeated(lines, filled) or (*_first_line(lines, filled), ())


def _repeated(lines: list[str], filled: list[int]) -> tuple[str, list[str], tuple[str, ...]] | None:
    # A machine's summary, then the headline twice (of the page and of the story): the story is what follows.
    for first, second in ((1, 2), (0, 1)):
        if len(filled) <= second + 1:
            continue
        title = lines[filled[first]].strip()
        worded = any(map(str.isalpha, title)) and len(title) <= 2 * MAX_HEADLINE
        if worded and title == lines[filled[second]].strip():
            left_out = ("left out: the summary line above the headline",) if first else ()
            return title, lines[filled[second] + 1 :], left_out
    return None


def _first_line(lines: list[str], filled: list[int]) -> tuple[str, list[str]]:
    line = lines[filled[0]].strip() if filled else ""
    if len(filled) < 2 or len(line) > MAX_HEADLINE or not any(map(str.isalpha, line)):
        return "", lines
    rest = lines[filled[0] + 1 :]
    alone = not rest[0].strip()
    if set(rest[0].strip()) in ({"="}, {"-"}) and len(filled) > 2:
        return line, rest[1:]
    if alone and _FULL_STOP.search(line):
        return line, lines  # a headline or the first sentence: it serves as both
    if alone or not (_FULL_STOP.search(line) or _runs_on(line, list(takewhile(str.strip, rest)))):
        return line, rest
    return "", lines


def _runs_on(line: str, block: list[str]) -> bool:
    """Whether a line is the start of the wrapped text below it rather than its headline."""
    return block[0].strip()[:1].islower() or (_wrapped(block) and len(line) >= 0.7 * max(map(len, block)))


def paragraphs(lines: list[str]) -> list[str]:
    """Paragraphs of a text's lines: parted by blank lines, else one a line unless lines were wrapped."""
    found: list[str] = []
    for filled, group in groupby(lines, key=lambda line: bool(line.strip())):
        block = list(group)
        if filled:
            found.extend(_unwrapped(block) if _wrapped(block) else (line.strip() for line in block))
    return found


def _wrapped(block: list[str]) -> bool:
    """Whether lines were broken for width: none is long, and sentences run over their ends."""
    inner = block[:-1]
    if not inner or max(map(len, block)) > _WRAP:
        return False
    running = sum(not _ends_sentence(line) for line in inner)
    return running >= max(1, len(inner) // 4)


def _unwrapped(block: list[str]) -> Iterator[str]:
    width = max(map(len, block))
    start = 0
    for end, (line, following) in enumerate(pairwise(block), 1):
        short = len(line) < 0.7 * width and _ends_sentence(line)
        indented = _INDENT.match(following) and not _INDENT.match(line)
        if short or indented or _ITEM.match(following):
            yield _joined(block[start:end])
            start = end
    yield _joined(block[start:])


def _joined(lines: list[str]) -> str:
    # A word broken at its hyphen keeps the hyphen: without a dictionary "well-known" and "inter-nal" are alike.
    return _BROKEN.sub("-", "\n".join(line.strip() for line in lines)).replace("\n", " ")


def _ends_sentence(line: str) -> bool:
    return bool(_SENTENCE_END.search(line[-10:]))
