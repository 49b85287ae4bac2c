"""Sentences of a text, with exact offsets, in any language sentencex knows."""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

from rag.caching import cached_by_text
from rag.full_stops import ends, goes_on

Span = tuple[int, int]
"""Start and end in code points, the end exclusive."""

WINDOW = 20_000
"""Characters of a line that are looked at together: no paragraph has as many."""

# sentencex ends a sentence after "5 a.m." even when "Sunday" follows.
_CLOCK = re.compile(r"\b[ap]\.m\.$", re.I)
_GOES_ON = re.compile(r"(?:[a-z(]|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|[A-Z]{2,4}\b|(?:local|Eastern) time)")
_OPENING = re.compile(r"(?<=[.!?…])(\s{1,2})[”\"]$")
"""A mark behind a space: it opens what follows, also where sentencex knows it as one that closes."""
_BEHIND_TAG = re.compile(r"(?<=[\w|/\]\"']>)\s+(?=[“\"‘(]?[A-Z])")


@cached_by_text(4096)
def sentences(text: str, language: str = "en") -> tuple[Span, ...]:
    """The sentences of `text`, in order, without surrounding white space; a line break always ends one."""
    spans: list[Span] = []
    start = 0
    for line in text.split("\n"):
        spans += _in_line(line, start, language)
        start += len(line) + 1
    return tuple(spans)


def paragraph(text: str, start: int, end: int) -> Span:
    """Where the paragraphs that hold `text[start:end]` begin and end."""
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    return left, len(text) if right < 0 else right


def _in_line(line: str, offset: int, language: str) -> list[Span]:
    spans: list[Span] = []
    language = language[:2] or "en"
    for first, last in _boundaries(line, language):
        start, end = _trim(line, first, last)
        before = spans[-1][1] - offset if spans and language != "en" else 0
        if opening := _OPENING.search(line, max(0, before - 4), before):
            spans[-1], start = (spans[-1][0], opening.start(1) + offset), opening.end(1)
        if start == end:
            continue
        if spans and _goes_on(line, spans[-1][1] - offset, start, end, language):
            spans[-1] = (spans[-1][0], end + offset)
        else:
            spans += _at_tags(line, start, end, offset)
    if language == "en":
        return spans
    return [part for span in spans for part in _cut(line, span, offset, language)]


def _goes_on(line: str, end: int, start: int, after: int, language: str) -> bool:
    """Whether the sentence that ends at `end` goes on in `line[start:after]`."""
    if _at_clock(line, end) and _GOES_ON.match(line[start:after]):
        return True
    return language != "en" and goes_on(line, end, start, language)


def _cut(line: str, span: Span, offset: int, language: str) -> Iterator[Span]:
    """A sentence, cut where one ends that sentencex does not see."""
    start, end = span
    for gap, after in ends(line, start - offset, end - offset, language):
        yield start, gap + offset
        start = after + offset
    yield start, end


def _boundaries(line: str, language: str) -> Iterator[Span]:
    """Where sentencex ends sentences. A long line is given to it in pieces: its time grows with their square.

    What ends nowhere in two windows is no sentence, and ends with the last word there.
    """
    at, size = 0, WINDOW
    while at < len(line):
        piece = line[at : at + size]
        found = [(at + b["start_index"], at + b["end_index"]) for b in get_sentence_boundaries(language, piece)]
        if at + size >= len(line):
            yield from found
            return
        if len(found) > 1:
            yield from found[:-1]  # the last one may go on in the next piece
            at, size = found[-1][0], WINDOW
        elif size == WINDOW:
            size *= 2
        else:
            end = at + (piece.rstrip().rfind(" ") + 1 or size)
            yield at, end
            at, size = end, WINDOW


def _at_clock(line: str, end: int) -> bool:
    """Whether "a.m." ends there. The line is not copied: a long one has many sentences."""
    return _CLOCK.search(line, max(0, end - 4), end) is not None


def _at_tags(line: str, start: int, end: int, offset: int) -> Iterator[Span]:
    """A sentence, cut behind a tag that stands between two: what a tag closes is not part of what follows."""
    for cut in _BEHIND_TAG.finditer(line, start, end):
        yield start + offset, cut.start() + offset
        start = cut.end()
    yield start + offset, end + offset


def _trim(line: str, start: int, end: int) -> Span:
    piece = line[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, max(start, end - (len(piece) - len(piece.rstrip())))
