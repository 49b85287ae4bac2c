"""Sentences and citation marks out of a stream of text, the same however the stream is split.

Every character is looked at in turn and nothing depends on where a piece began, so no split can change the outcome.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.sentences import sentences

LONGEST_MARK = 60
"""Characters after which an open bracket is taken for text."""

LONGEST_QUOTATION = 600
"""Characters after which an open quotation is no longer waited for."""

_ONE = r"(?:passages?|sources?|articles?|no\.?|p\.)?\s*\^?\d{1,3}(?:†[^\]】]{0,40})?"
_MARK = re.compile(
    rf"[ \t]*(?:\[\[?|【)\s*{_ONE}(?:\s*(?:,|;|&|and|[-–—])\s*{_ONE})*\s*(?:\]\]?|】)(?:\(https?://[^\s)]*\))?", re.I
)
_RANGE = re.compile(r"(\d{1,3})\s*[-–—]\s*(\d{1,3})|(\d{1,3})(?:†[^,;\]】]*)?")
_OPEN = re.compile(rf"[\[【][^\]】]{{0,{LONGEST_MARK}}}$")
_ENDED = re.compile(r"[.!?。！？…\n]")
_LEAD = r"(?:The )?(?:Answer(?: to (?:this|the|your) question)?|sentence that answers (?:it|the question))(?: is)?:\s*"
_DECORATION = re.compile(rf"^(?:#+\s+|[-*•]\s+|\d{{1,2}}[.)]\s+|>\s+|{_LEAD})+", re.I)
_NOTHING = re.compile(r"[-*•#>\d.)\s]*|(?:<{1,3})?passage-[0-9a-f]{8}>{0,3}")
"""What is no sentence: a list's marks, and the fence of the passages said again."""
_THOUGHT = re.compile(r"\s*<think(?:ing)?>.*?</think(?:ing)?>\s*", re.S)
_THINKING = re.compile(r"\s*(?:<think(?:ing)?>.*)?", re.S)

Mark = tuple[int, int, tuple[int, ...]]
"""Where it stood in the clean text, where it ended in the raw one, and its numbers."""


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence as the model wrote it, without its marks, and the numbers in them."""

    text: str
    marks: tuple[int, ...] = ()
    complete: bool = True
    """Whether the stream went on after it or it ends as sentences do."""


class Splitter:
    """Feed it a stream; it gives back sentences as they become complete."""

    def __init__(self) -> None:
        self._buffer = ""
        self._begun = False

    def feed(self, piece: str) -> Iterator[Written]:
        """Take the next piece of the stream."""
        for character in piece:
            self._buffer += character
            if character.isspace():
                yield from self._complete()

    def close(self) -> Iterator[Written]:
        """Take the end of the stream."""
        if self._thinking():
            self._buffer = ""
        while self._buffer.strip():
            done, self._buffer = _first(self._buffer)
            if done.text:
                yield done

    def _complete(self) -> Iterator[Written]:
        if self._thinking():
            return
        while _ENDED.search(self._buffer) and not _open(self._buffer):
            done, rest = _first(self._buffer)
            if not unmarked(rest)[0].strip():
                return  # a mark may follow
            self._buffer = rest
            if done.text:
                yield done

    def _thinking(self) -> bool:
        """Drop what a reasoning model thought aloud before its answer; True while it still does."""
        if not self._begun:
            self._buffer = _THOUGHT.sub("", self._buffer, count=1)
            self._begun = not _THINKING.fullmatch(self._buffer)
        return not self._begun


def _open(text: str) -> bool:
    """Whether a bracket or a quotation is not closed yet, and not so long that it never will be."""
    quotation = text.count("“") > text.count("”") or text.count('"') % 2 == 1
    return bool(_OPEN.search(text)) or (quotation and len(text) < LONGEST_QUOTATION)


def unmarked(text: str) -> tuple[str, list[Mark]]:
    """Take the marks out of a text."""
    clean, last = "", 0
    marks: list[Mark] = []
    for match in _MARK.finditer(text):
        clean += text[last : match.start()]
        last = match.end()
        if text[last : last + 1].isalnum():
            clean += " "
        marks.append((len(clean), last, _numbers(match.group())))
    return clean + text[last:], marks


def _first(text: str) -> tuple[Written, str]:
    """Split the first sentence off, with the marks in it and right after it."""
    clean, marks = unmarked(text)
    spans = sentences(clean)
    if not spans:
        return Written("", tuple(n for _, _, numbers in marks for n in numbers)), ""
    start, end = spans[0]
    cut = spans[1][0] if len(spans) > 1 else len(clean)  # marks before the next sentence belong to this one
    numbers = tuple(dict.fromkeys(n for at, _, found in marks if at <= cut for n in found))
    sentence = " ".join(_DECORATION.sub("", re.sub(r"\*\*|__", "", clean[start:end])).split())
    sentence = "" if _NOTHING.fullmatch(sentence) else sentence
    whole = len(spans) > 1 or bool(re.search(r"[.!?。！？…][\"”’')\]]*$", sentence))
    return Written(sentence, numbers, whole), _after(text, clean, marks, cut)


def _after(text: str, clean: str, marks: list[Mark], cut: int) -> str:
    """Return what of `text` follows place `cut` of its clean form."""
    if cut == len(clean):
        return ""
    at, end = next(((at, end) for at, end, _ in reversed(marks) if at <= cut), (0, 0))
    return text[end + cut - at :]


def _numbers(mark: str) -> tuple[int, ...]:
    found: list[int] = []
    for first, last, one in _RANGE.findall(mark):
        if one:
            found.append(int(one))
        elif int(first) <= int(last) <= int(first) + 20:
            found += range(int(first), int(last) + 1)
    return tuple(dict.fromkeys(found))
