"""Sentences and citation marks out of a stream of text, the same however the stream is split.

Every character is looked at in turn and nothing depends on where a piece began, so no split can change the outcome.
What is no sentence of the answer is taken off: marks in whatever style, markup, "Based on the passages,", a list of
sources at the end, what a reasoning model thinks aloud. That lets nothing through: what is left is what is checked,
and what is shown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.sentences import sentences

LONGEST_MARK = 60
"""Characters after which an open bracket is taken for text."""

LONGEST_QUOTATION = 600
"""Characters after which an open quotation is no longer waited for."""

LONGEST_HEADING = 6
"""Words up to which a line without a full stop or a mark is taken for a heading."""

_NAMED = r"(?:passages?|sources?|articles?|documents?|docs?|ref(?:erence)?s?|citations?|cite|see|no|n°|p)[.:]?[ -]?"
_AND = r"\s*(?:,|;|&|and|[-–—])\s*"
_ONE = rf"(?:{_NAMED})?[#^]?(?:\d{{1,2}}:)?\d{{1,3}}(?:†[^\]】]{{0,40}})?"
_LIST = rf"{_ONE}(?:{_AND}{_ONE})*"
_BRACKETS = (
    rf"(?:\\?\[\[?|【)\s*{_LIST}(?:\s*[,;:|]\s[^\]】\[\n]{{1,{LONGEST_MARK}}})?\s*(?:\\?\]\]?|】)"
    r"(?:\((?:https?://|#)[^\s)]*\))?"
)
_RAISED = "[⁰¹²³⁴-⁹]"
_MARK = re.compile(
    rf"[ \t]*(?:\(\s*(?:see )?{_BRACKETS}(?:\s*(?:,|;|and|&)?\s*{_BRACKETS})*\s*\)"
    rf"|(?P<wrap>\*\*?|`)?{_BRACKETS}(?(wrap)(?P=wrap))"
    rf"|\((?:{_NAMED})\d{{1,3}}(?:{_AND}{_ONE})*\)"
    rf"|(?:(?<=[.!?。！？…\n][ \t])|(?<=[.!?\n])|\A)\((?:1?\d|20)\)(?=\s)"
    rf"|\((?:1?\d|20)(?:, ?(?:1?\d|20))*\)(?=[.,;:!?\n]|\Z)"
    rf"|<sup>\s*\[?{_LIST}\]?\s*</sup>|\^\d{{1,2}}\^"
    rf"|(?<=[\w.,;!?”\"’')])(?<!\bm)(?<!\b[kcm]m)(?<!\d){_RAISED}+(?:[, ]?{_RAISED}+)*"
    r"|<\|[a-z_]{2,20}\|>|</?s>|<end_of_turn>)",
    re.I,
)
_LISTS = re.compile(rf"[\[【(^>]\s*(?P<list>{_LIST})", re.I)
_RANGE = re.compile(r"(?<![:\d])(\d{1,3})\s*[-–—]\s*(\d{1,3})|(?:\d{1,2}:)?(\d{1,3})(?:†[^,;\]】]*)?")
_RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_OPEN = re.compile(
    rf"(?:[\[【][^\]】]{{0,{LONGEST_MARK}}}|\((?:{_NAMED}|\d)[^)]{{0,{LONGEST_MARK}}}|<sup>[^<]{{0,{LONGEST_MARK}}})$",
    re.I,
)
_ENDED = re.compile(r"[.!?。！？…\n]")
_LEAD = (
    r"(?:The )?(?:(?:Final |Short )?Answer(?: to (?:this|the|your) question)?"
    r"|sentence that answers (?:it|the question))(?: is)?:\s*"
)
_DECORATION = re.compile(rf"^(?:#+\s+|[-–—*•]\s+|\d{{1,2}}[.)]\s+|[a-z]\)\s+|>\s+|\*\*[^*\n]{{1,{LONGEST_MARK}}}"
                         rf"(?::\*\*|\*\*:)\s+|{_LEAD})+", re.I)  # fmt: skip
_MATERIAL = r"(?:passages?|articles?|documents?|texts?|contexts?|excerpts?|(?:news )?reports?|information|sources?)"
_GIVEN = r"(?:(?:provided|given|above|available|supplied|retrieved|following|news|numbered) )*"
_NUMBERED = r"(?: (?:no\. ?)?\d{1,3}(?:(?:,? and |, )\d{1,3})*)"
_FROM_THEM = re.compile(
    rf"^(?:(?:According to|Based on|From|In|As (?:stated|reported|noted|mentioned|described|said|per)(?: in| by)?)"
    rf"(?: the)?(?: {_GIVEN}{_MATERIAL}{_NUMBERED}?(?: (?:provided|given|above|supplied))?)?,\s*"
    rf"|(?:The )?{_GIVEN}(?:(?:passages?|articles?|documents?|texts?|contexts?){_NUMBERED}?|sources?{_NUMBERED})"
    r" (?:also )?(?:states?|says?|reports?|notes?|mentions?|indicates?|describes?)(?: that)?,?\s+)",
    re.I,
)
"""What says only that a sentence is from the passages: "According to passage 2,", "The article states that"."""
_JOINS_ON = re.compile(
    r"^(?:However|Additionally|Furthermore|Moreover|In addition|Also|Overall|In (?:summary|short|conclusion)|Finally"
    r"|Notably|Specifically|Therefore|Thus|Consequently|As a result|Meanwhile|For (?:example|instance)),\s+",
    re.I,
)
"""What joins a sentence on to one that may be taken out, or to nothing that an article says."""
_BY_THEM = re.compile(r",? (?:as|according to)(?: (?:reports?|states?|says|notes|in))?(?=[.!]$)", re.I)
"""What a mark leaves: "... , as [2] reports."."""
_EMPHASIS = re.compile(r"\*\*|__|(?<![\w*])[*_](?=\S)(?P<in>[^*_\n]*\S)[*_](?![\w*])")
_BEFORE_STOP = re.compile(r" +(?=[.,](?:\s|$))")
_NOTHING = re.compile(r"[-*•#>\d.,;:)(|\s`]*|```\w*|(?:<{1,3})?passage-[0-9a-f]{8}>{0,3}")
"""What is no sentence: a list's or table's marks, a fence of code, and the fence of the passages said again."""
_LISTED = re.compile(
    r"[\s#>*_]*(?:(?:Sources?|References?|Citations?|Footnotes?|Works cited)(?: used)?\s*(?:[:*_]|$)"
    r"|\[\^\d{1,3}\]:)",
    re.I,
)
"""The line that begins a list of sources, which is no part of the answer."""
_TELLS_NOTHING = re.compile(
    r"""^(?: (?:Sure|Certainly|Of\ course|Absolutely|Okay|Great\ question|Thank\ you|Hello|Hi)\b
    | (?:Here(?:’s|'s|\ is|\ are)|Below\ (?:is|are)|The\ following\ (?:is|are))\b.*[:.]?$
    | (?:Please\ )?(?:let\ me\ know|feel\ free|do\ you\ (?:want|need)|would\ you\ like|is\ there\ anything
      |if\ you(?:’d|'d|\ would|\ want|\ need|\ have|\ are)\b|I\ (?:hope|can|could|would|am|will)\b|I’m\b|I'm\b
      |I\ (?:do\ not|don’t|don't|cannot|can’t|can't|could\ not)\b)
    | (?:Unfortunately,?\ |However,?\ |Sorry,?\ |Note\ that\ )?(?:the\ |these\ |none\ of\ the\ |no\ )?
      (?:provided\ |given\ |available\ |other\ )*
      (?:passages?|articles?|sources?|texts?|contexts?|information|details?)\b
      [^.]{0,40}\b(?:not|n’t|n't|no|without|mentions?|answers?|available|provided|given)\b.* )"""
    r"|:$",
    re.I | re.X,
)
"""What says nothing of the news: a preamble, an offer, that the passages do not say, what only leads up to a list."""
_THOUGHT_TAGS = "think thinking thought thoughts reasoning reflection analysis"
_OPENING = (*(f"<{tag}>" for tag in _THOUGHT_TAGS.split()), "[think]", "◁think▷", "<|channel|>analysis")
_CLOSING = (*(f"</{tag}>" for tag in _THOUGHT_TAGS.split()), "[/think]", "◁/think▷", "<|channel|>final<|message|>")
_ENDS_TAG = frozenset(tag[-1] for tag in _CLOSING)

Mark = tuple[int, int, tuple[int, ...]]
"""Where it stood in the clean text, where it ended in the raw one, and its numbers."""


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence as the model wrote it, without its marks, and the numbers in them."""

    text: str
    marks: tuple[int, ...] = ()
    complete: bool = True
    """Whether the stream went on after it, it ends as sentences do or with a mark, or the model says that it ended."""
    thought: bool = False
    """Whether all that came before was thought aloud and is no answer; there is no text then."""

    @property
    def tells_nothing(self) -> bool:
        """Whether it is a heading, a preamble, an offer, or says that the passages do not say."""
        heading = not self.marks and not _ENDED.search(self.text) and len(self.text.split()) <= LONGEST_HEADING
        return heading or bool(_TELLS_NOTHING.search(self.text))


class Splitter:
    """Feed it a stream; it gives back sentences as they become complete."""

    def __init__(self) -> None:
        self._buffer = ""
        self.begun = False
        """Whether a sentence was given back that is not known to be thought aloud."""
        self._over = False

    def feed(self, piece: str) -> Iterator[Written]:
        """Take the next piece of the stream."""
        for character in piece:
            if self._over:
                return
            self._buffer += character
            if character in _ENDS_TAG and self._buffer.lower().endswith(_CLOSING):
                self._buffer = ""
                if self.begun:
                    yield Written("", thought=True)
                self.begun = False
            elif character in ":\n" and (line := self._listing()) >= 0:
                self._buffer = self._buffer[:line]
                self._over = True
            elif character.isspace():
                yield from self._complete()

    def close(self, *, ended: bool = False) -> Iterator[Written]:
        """Take the end of the stream; `ended` where the model says that this is where it wanted to end."""
        if self._thinking():
            self._buffer = ""
        while self._buffer.strip():
            done, self._buffer = _first(self._buffer)
            if done.text:
                self.begun = True
                yield replace(done, complete=done.complete or ended)

    def _complete(self) -> Iterator[Written]:
        if self._thinking():
            return
        while _ENDED.search(self._buffer) and not _open(self._buffer):
            done, rest = _first(self._buffer)
            if not unmarked(rest)[0].strip():
                return  # a mark may follow
            self._buffer = rest
            if done.text:
                self.begun = True
                yield done

    def _listing(self) -> int:
        """Where the last line begins, if what it begins is a list of sources after an answer; else -1."""
        at = self._buffer.rfind("\n", 0, -1) + 1
        short = len(self._buffer) - at <= LONGEST_MARK and (self.begun or at)
        return at if short and _LISTED.match(self._buffer[at:]) else -1

    def _thinking(self) -> bool:
        """Whether what is not read yet is what a reasoning model thinks aloud before its answer."""
        return not self.begun and self._buffer.lstrip().lower().startswith(_OPENING)


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
    sentence = _said(clean[start:end])
    marked = any(found and at >= end for at, _, found in marks)
    whole = len(spans) > 1 or marked or bool(re.search(r"[.!?。！？…][\"”’')\]]*$", sentence))
    return Written(sentence, numbers, whole), _after(text, clean, marks, cut)


def _said(sentence: str) -> str:
    """A sentence without markup and without what says only that it is from the passages; empty where that is all."""
    text = _DECORATION.sub("", " ".join(sentence.split()))
    text = _BEFORE_STOP.sub("", _EMPHASIS.sub(lambda m: m["in"] or "", text)).strip()
    if _NOTHING.fullmatch(text):
        return ""
    bare = _BY_THEM.sub("", _FROM_THEM.sub("", _JOINS_ON.sub("", text)))
    return bare if not bare or text.startswith(bare) else bare[0].upper() + bare[1:]


def _after(text: str, clean: str, marks: list[Mark], cut: int) -> str:
    """Return what of `text` follows place `cut` of its clean form."""
    if cut == len(clean):
        return ""
    at, end = next(((at, end) for at, end, _ in reversed(marks) if at <= cut), (0, 0))
    return text[end + cut - at :]


def _numbers(mark: str) -> tuple[int, ...]:
    found: list[int] = []
    if raised := re.findall(rf"{_RAISED}+", mark):
        return tuple(dict.fromkeys(int(one.translate(_RAISED_DIGITS)) for one in raised))
    lists = " , ".join(match["list"] for match in _LISTS.finditer(mark))
    for first, last, one in _RANGE.findall(lists):
        if one:
            found.append(int(one))
        elif int(first) <= int(last) <= int(first) + 20:
            found += range(int(first), int(last) + 1)
    return tuple(dict.fromkeys(found))
