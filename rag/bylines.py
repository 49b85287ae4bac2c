"""Authors and sections that a question asks: "What did Anna Kovac write about the ferry?", "in the sports pages".

Their names stand above the articles and seldom in them. So the articles are looked for by these, and what is asked
besides is asked of those.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.article import one_line
from rag.mentions import NamedOutlet, NamedSection
from rag.passage_arrays import PassageArrays
from rag.sentences import Span
from rag.types import Filters

OPINION = "opinion"
LATEST = "What is the latest news?"
"""What is asked of an author's articles where no matter is named."""
NO_SECTION = "none stated"
_AUTHOR, _SECTION, _NEWS = "\x00", "\x01", "\x02"
"""What stands in place of the name of an author, of a section's pages, and of its news."""
_ONE = f"[{_AUTHOR}{_SECTION}]"
_MARKS = frozenset({_AUTHOR, _SECTION, _NEWS})

_ROLE = (
    r"(?:(?:the |our |your )?"
    r"(?:columnist|commentator|critic|reporter|journalist|correspondent|writer|author|editor)s? |the )?"
)
_WHO = rf"{_ROLE}{_ONE}(?:(?:,| and|, and| or| &) {_ROLE}{_ONE})*"
_PIECES = (
    r"(?:(?:most )?\w+ )?(?:articles?|columns?|pieces?|stor(?:y|ies)|reports?|essays?|op-eds?|reviews?|editorials?"
    r"|commentar(?:y|ies)|dispatch(?:es)?|reporting|coverage|writings?|interviews?)"
)
_DID = r"(?:did|does|do|has|have|had|is|was|were|are)"
_WRITE = r"(?:writ(?:e|es|ing|ten)|wrote|publish(?:ed)?|cover(?:ed)?|report(?:s|ed|ing)?)"
_SAY = r"(?:say|says|said|saying|think|thinks|argue|argued|argues|claim|claimed|believe|conclude|concluded|tell|make)"
_ASKS_FOR = (
    r"(?:(?:so|and|please|tell me|show me|find|list|give me|summari[sz]e|which|what|any|all|the|is|are|there)\W+)*"
)
_OF_WRITING = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"^(?:so |and )?what (?:exactly )?{_DID} {_WHO} (?:\w+ly |also |ever |just )?{_WRITE}\b(?P<rest>.*)$",
        rf"^{_ASKS_FOR}{_ONE}['’]s? {_PIECES}(?: {_DID})?(?: {_SAY}| {_WRITE})?\b(?P<rest>.*)$",
        rf"^{_ASKS_FOR}{_PIECES} (?:that )?(?:(?:{_DID} )?(?:\w+ )?by|from) {_WHO}(?P<rest>.*)$",
        rf"^{_ASKS_FOR}{_PIECES} (?:that )?(?:{_DID} )?{_WHO} {_WRITE}\b(?P<rest>.*)$",
    )
)
"""Questions that only what the author wrote answers."""
_OF_WORDS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"^(?:so |and )?what (?:exactly )?{_DID} {_WHO} (?:\w+ly |also |ever |just )?{_SAY}\b(?P<rest>.*)$",
        rf"^{_WHO}(?= (?:on|about)\b)(?P<rest>.+)$",
        rf"^{_ASKS_FOR}(?:(?:new|latest|newest|last|recent|today|current)(?:['’]s)?\W+|in the )*"
        rf"[{_SECTION}{_NEWS}](?: today| now)?\W*$",
        rf"^what(?: else)?(?: is|['’]s| was)?(?: new| there)? (?:in|on) (?:the )?{_SECTION}(?: today| now)?\W*$",
        rf"^(?:according to|in|on|from) {_WHO},? (?P<whole>.+)$",
        rf"^(?P<whole>.+?),? according to {_WHO}\W*$",
        rf"^(?P<whole>.+?),? (?:in|on|from) (?:the )?{_SECTION}\W*$",
        rf"^(?P<wh>why|how) {_DID} {_WHO} (?:{_SAY}|{_WRITE})(?: that)? (?P<clause>.+)$",
    )
)
"""Questions that others may answer as well: who writes may also be written about."""
_OPINIONS = re.compile(
    r"\b(?:the |any |your )?(?:columnists|commentators|opinion (?:pieces?|columns?|articles?|pages?|writers?|section)"
    r"|op-eds?|editorials?)\b",
    re.I,
)
_ABOUT = re.compile(r"^(?:(?:us|me|have|had|has|to)\b\W*)*(?:about|on|of|regarding|concerning)\s+(?P<what>.+)$", re.I)


@dataclass(frozen=True, slots=True)
class Byline:
    """Whose articles a question asks for, and what it asks of them."""

    rest: str
    sure: bool
    """Whether nobody else's article is an answer."""
    authors: tuple[str, ...] = ()
    """In all spellings that the archive has."""
    sections: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    """Whose sections."""
    opinions: bool = False
    """Whether opinion pieces are asked for, whoever wrote them."""

    @property
    def said(self) -> str:
        """Whose articles, in words."""
        if self.authors:
            return f"articles by {' or '.join(self.authors)}"
        if self.opinions:
            return "opinion pieces"
        of = f" of {' or '.join(self.outlets)}" if self.outlets else ""
        return f"the section {' or '.join(section or NO_SECTION for section in self.sections)}{of}"

    @property
    def also_unstated(self) -> "Byline":
        """The same of these sections and of articles that state none: that must not lose what they say."""
        return replace(self, sections=(*self.sections, ""))

    def narrowed(self, filters: Filters) -> Filters:
        """The filters, and these articles alone."""
        return replace(
            filters,
            authors=self.authors,
            sections=self.sections,
            outlets=filters.outlets or self.outlets,
            kinds=(OPINION,) if self.opinions else (),
        )


def byline(text: str, arrays: PassageArrays) -> Byline | None:
    """Whose articles a question asks for; None where it asks for nobody's."""
    text = one_line(text).rstrip("?.! ")
    outlets = arrays.outlet_names.find(text)
    # An agency's reports may carry its name in both places.
    authors = [one for one in arrays.author_names.find(text) if not _meets(one.span, [o.span for o in outlets])]
    if authors:
        in_full = all(one.in_full for one in authors)
        names = tuple(dict.fromkeys(name for one in authors for name in sorted(one.authors)))
        return _read(_marked(text, [(one.span, _AUTHOR) for one in authors]), Byline("", True, names), in_full)
    if OPINION in arrays.kinds and (found := _OPINIONS.search(text)):
        return _read(_marked(text, [(found.span(), _AUTHOR)]), Byline("", False, opinions=True))
    if sections := arrays.section_names.find(text):
        return _of_section(text, sections, outlets)
    return None


def _of_section(text: str, sections: Sequence[NamedSection], outlets: Sequence[NamedOutlet]) -> Byline | None:
    """What a question asks of sections, and of whose: "the Vell Tribune's sports pages"."""
    names, whose, marks = dict[str, None](), dict[str, None](), list[tuple[Span, str]]()
    for one in sections:
        start, end = one.span
        for outlet in outlets:
            if re.fullmatch(r"['’]s? ", text[outlet.span[1] : start]):
                start = outlet.span[0]
            elif re.fullmatch(r" (?:of|in) (?:the )?", text[end : outlet.span[0]]):
                end = outlet.span[1]
            else:
                continue
            whose |= dict.fromkeys(sorted(outlet.outlets))
        names |= dict.fromkeys(sorted(one.sections))
        marks.append(((start, end), _NEWS if one.of_news else _SECTION))
    return _read(_marked(text, marks), Byline("", True, sections=tuple(names), outlets=tuple(whose)))


def _meets(span: Span, others: Sequence[Span]) -> bool:
    return any(a < span[1] and span[0] < b for a, b in others)


def _marked(text: str, marks: Sequence[tuple[Span, str]]) -> str:
    for (start, end), mark in reversed(marks):
        text = f"{text[:start]}{mark}{text[end:]}"
    return text


def _read(marked: str, of: Byline, in_full: bool = True) -> Byline | None:
    """What is asked of them, where that is what the question does; `marked` has marks in place of their names."""
    for patterns, sure in ((_OF_WRITING, of.sure), (_OF_WORDS, of.sure and bool(of.sections))):
        if patterns is _OF_WORDS and not in_full:
            continue
        for pattern in patterns:
            if (match := pattern.match(marked)) and not _MARKS.intersection(rest := _asked(match)):
                return replace(of, rest=rest, sure=sure)
    return None


def _asked(match: re.Match[str]) -> str:
    """What is asked of the articles."""
    groups = match.groupdict()
    if whole := groups.get("whole"):
        return f"{whole[0].upper()}{whole[1:]}?"
    if clause := groups.get("clause"):
        return f"{groups['wh'].capitalize()} {clause}?"
    rest = (groups.get("rest") or "").strip(" ,:")
    if not rest:
        return LATEST
    about = _ABOUT.match(rest)
    return f"What is said about {about['what']}?" if about else f"What is said {rest}?"
