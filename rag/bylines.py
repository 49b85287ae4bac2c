"""Authors whose articles a question asks for: "What did Anna Kovac write about the ferry?".

Their names stand above their articles and seldom in them. So the articles are looked for by their author, and what is
asked besides is asked of those.
"""

import re
from dataclasses import dataclass

from corpus.article import one_line
from rag.passage_arrays import PassageArrays

OPINION = "opinion"
LATEST = "What is the latest news?"
"""What is asked of an author's articles where no matter is named."""
_ONE = "\x00"
"""What stands in place of an author's name."""

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
        rf"^according to {_WHO},? (?P<whole>.+)$",
        rf"^(?P<whole>.+?),? according to {_WHO}\W*$",
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

    names: tuple[str, ...]
    """The authors in all spellings that the archive has; none where opinion pieces are asked for whoever wrote them."""
    rest: str
    sure: bool
    """Whether nobody else's article is an answer."""

    @property
    def said(self) -> str:
        """Whose articles, in words."""
        return f"articles by {' or '.join(self.names)}" if self.names else "opinion pieces"


def byline(text: str, arrays: PassageArrays) -> Byline | None:
    """Whose articles a question asks for; None where it asks for nobody's."""
    text = one_line(text).rstrip("?.! ")
    named = arrays.author_names.find(text)
    if named:  # an agency's reports may carry its name in both places
        outlets = [one.span for one in arrays.outlet_names.find(text)]
        named = [one for one in named if not any(a < one.span[1] and one.span[0] < b for a, b in outlets)]
    marked, in_full, names = text, True, dict[str, None]()
    for one in reversed(named):
        marked = f"{marked[: one.span[0]]}{_ONE}{marked[one.span[1] :]}"
        in_full = in_full and one.in_full
        names = dict.fromkeys(sorted(one.authors)) | names
    if not named and OPINION in arrays.kinds:
        marked = _OPINIONS.sub(_ONE, marked, count=1)
    if _ONE not in marked:
        return None
    for patterns, sure in ((_OF_WRITING, True), (_OF_WORDS, False)):
        if not (sure or in_full):
            continue
        for pattern in patterns:
            if (match := pattern.match(marked)) and _ONE not in (rest := _asked(match)):
                return Byline(tuple(names), rest, sure and bool(named))
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
