"""Interviews: "Courier: Will you resign? / Gerber: No." A reply says little without what it replies to.

And what stands in a text and is none of its report: credits, pointers, and what agencies tell those who print it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from corpus.corrections import correction_in
from rag.answer.claims import claims
from rag.orders import orders
from rag.sentences import Span, paragraph

_CODE = r"[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])]?"
_LABEL = re.compile(rf"(?:{_CODE}[ \t]+)?(?P<who>[A-Z][\w.’'-]{{0,30}}(?: [A-Z][\w.’'-]{{0,30}}){{0,3}}):[ \t]+(?=\S)")
_LINE = re.compile(r"[^\n]+")
_BRIEF = re.compile(
    r"\W*(?:yes|no|not|never|maybe|perhaps|absolutely|certainly|definitely|of course|exactly|correct|nobody|nothing"
    r"|i (?:do|did|am|was|have|had|will|would|can|could)(?: not)?|i (?:do|did|have|would|could)n[’']t)\b",
    re.I,
)
"""How a reply begins that cannot be read without its question."""
_LETTER = re.compile(r"[^\W\d_]")
_ASIDE = re.compile(
    r"\W{0,3}(?:(?:photo(?:graph)?|picture|image|video|credit|source)s?(?: credit)?:(?:\s+\S+){1,8}"
    r"|(?:read|see|watch|listen) (?:also|more|next)\b(?::.*|\W*)|advertisement\W*"
    r"|(?:must watch|just watched|now playing)\b.*|[^.?!—–]{1,60}\s[—–]\W*)$",
    re.I,
)
"""A credit, what points to another page or a film, or a dateline by itself: "Torvik, Norland —"."""
_TAKE = re.compile(
    r"\s{0,3}\("
    r"(?:(?:adds?|updated?s?|recasts?|refiles?|releads?|rewrites?|writes[ -]thr(?:ough|u)|writethru|repeats?|removes?"
    r"|inserts?|changes?|drops?|new throughout)\b"
    r"|(?:(?:additional|with|further) )?(?:reporting|writing|editing|compiled|translated)\b[^()\n]{0,300}?\bby\b)"
    r"[^()\n]{0,400}(?<![.!?])\)[ \t]*",
    re.I,
)
"""What an agency says of a take and its authors: "(Adds details, quotes)", "(Reporting by Ada Berg; ...)"."""
_OF_TAKE = re.compile(
    r"[*•·-][ \t]{1,3}(?:adds?|updates?|recasts?|changes?|writes through)\b(?:[ \t]+[\w’'-]+,?){0,3}?[ \t]+"
    r"(?:quotes?|details?|background|comments?|reactions?|context|bylines?|datelines?|graphics?|paragraphs?|headlines?"
    r"|throughout|shares?)\b[^.!?\n]{0,200}$"
    r"|\W{0,3}(?:more to (?:follow|come)|this is an? (?:breaking|developing)(?: news)? story\b[^\n]{0,120})\W{0,3}$",
    re.I,
)
"""The same in a list, and that there will be another one."""
_TO_EDITORS = re.compile(
    r"\W{0,3}(?:(?:attention|attn\.?|advisory to|note to|memo to)[ ,:-]{1,3}(?:(?:all|news|picture|photo) ){0,2}"
    r"(?:eds|editors) ?[.:—–-]|(?:eds|editors) ?:)",
    re.I,
)
"""How a line begins that is written to those who print a story."""
QUESTIONS = 2
"""Questions that make an interview."""
MOST = 400
"""Characters of a question and its reply, to be quoted together."""


@dataclass(frozen=True, slots=True)
class Interview:
    """Where in a text somebody is asked, and where each question's reply begins."""

    asked: frozenset[int]
    """Where the lines begin in which the interviewer speaks."""
    replies: Mapping[int, int]
    """Start of a reply's line -> start of its question's."""


@lru_cache(maxsize=1024)
def interview(text: str) -> Interview:
    """The questions and replies of a text; none where it is no interview.

    Each turn is a line; numbers and time codes between them are none. With names before the turns whoever asks in at
    least half of his or hers, and twice, is the interviewer, and each further turn of that name is one, too. Without
    names only replies like "Yes, if ..." are.
    """
    lines = [(m.start(), m.group().rstrip()) for m in _LINE.finditer(text) if _LETTER.search(m.group())]
    labels = [_LABEL.match(line) for _, line in lines]
    whose = [match["who"] if match else "" for match in labels]
    asks = [line.endswith(("?", "?”", '?"')) for _, line in lines]
    interviewer = next(
        (
            who
            for who in dict.fromkeys(filter(None, whose))
            if (n := sum(a for a, w in zip(asks, whose, strict=True) if w == who)) >= QUESTIONS
            and 2 * n >= whose.count(who)
        ),
        None,
    )
    asked: set[int] = set()
    replies: dict[int, int] = {}
    for i in range(len(lines) - 1):
        (at, _), (following, reply) = lines[i : i + 2]
        if interviewer is not None:
            if whose[i] == interviewer:
                asked.add(at)
                if whose[i + 1] not in ("", interviewer):
                    replies[following] = at
        elif asks[i] and not asks[i + 1] and _BRIEF.match(reply):
            replies[following] = at
    if interviewer is None and len(replies) < QUESTIONS:
        replies = {}
    return Interview(frozenset(asked), MappingProxyType(replies))


def in_its_turn(text: str, span: Span) -> Span | None:
    """The span of a sentence; where they are short, that of the reply it is of with its question.

    That of a verdict goes with the claim it is on, and what an agency says of its take is left out before a sentence.
    None for the interviewer's own, for a claim, and for what says nothing: time codes, credits, "Read more", or is
    written to editors.
    """
    found, checked = interview(text), claims(text)
    start = text.rfind("\n", 0, span[0]) + 1
    start += len(text[start : span[0]]) - len(text[start : span[0]].lstrip())
    if start in found.asked or checked.get(start, start) is None or _ASIDE.match(text[slice(*span)]):
        return None
    if (news := _news(text, start, span)) is None:
        return None
    question = checked.get(start, found.replies.get(start))
    end = paragraph(text, *span)[1]
    whole = text[question:end] if question is not None and end - question <= MOST else ""
    if question is not None and whole and "-->" not in whole and not orders(whole):
        return question, end
    return news if _LETTER.search(text, *news) else None


def _news(text: str, start: int, span: Span) -> Span | None:
    """A sentence of the line that begins at `start`, without what is said of the take; None where it is that alone.

    A notice of correction or withdrawal stays what it is.
    """
    take, to_editors = _TAKE.match(text, *span), _TO_EDITORS.match(text, start)
    if not (take or to_editors or _OF_TAKE.match(text, *span)):
        return span
    line = text[start : paragraph(text, *span)[1]]
    if (notice := correction_in(text)) and (notice in line or line in notice):
        return span
    return (take.end(), span[1]) if take and take.end() < span[1] else None


def without_interviewer(text: str, sentence: Span, quoted: Span) -> str:
    """The words quoted of a reply, without the interviewer's name: "Harbour Post: Will you go?" is not of the Post."""
    words = text[slice(*quoted)]
    return _LABEL.sub("", words, count=1) if quoted[0] < sentence[0] and _LABEL.match(words) else words
