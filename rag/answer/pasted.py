"""Excerpts as they are pasted: in quotation marks within a post or a question, several at once, with words left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.alignment import Words, words_of
from rag.answer.given import LEAST_QUOTED, MOST_AROUND, Reading, asks, readings
from rag.content import content_terms
from rag.sentences import Span

_QUOTATION = re.compile(
    r"“([^“”]+)”|\"([^\"]+)\"|„([^„“”]+)[“”]|«([^«»]+)»|»([^«»]+)«|‹([^‹›]+)›|「([^「」]+)」"
    r"|(?<!\w)['‘]((?:[^'‘’]|(?<=\w)['’](?=\w))+)['’](?!\w)"
)
_LED_IN = re.compile(
    r"""(?:^|[:,(]|\b(?:say|says|said|saying|state[ds]?|claim(?:s|ed)?|wr(?:ite|ites|ote)|tell|told(?:\s\w+){1,3}
    |tweet(?:s|ed)?|post(?:s|ed)?|declare[ds]?|add(?:s|ed)?|quot(?:e|es|ed|ing)(?:\sas)?|that|words?|remark|phrase|line
    |(?:call|describe|dismiss)(?:s|d|ed)?(?:\s[\w’'-]+){1,5}))\W*$""",
    re.I | re.X,
)
"""What stands before a quotation whose speaker or truth is asked for; titles are quoted after other words."""
SIGNED = 12
"""Words behind a quotation with which a text begins that may say who said it, however short it is."""
_SIGNATURE = re.compile(r"\s*[-–—(~|]")
_WHETHER = re.compile(r"\W*(?:and |so |but )?(?:did|does|has|have|is it true|who)\b", re.I)
_BESIDES = re.compile(r"\b(?:when|after|before|during|while|about|because|where|why|how|and|or)\b", re.I)
"""Signs that a question asks more than whether somebody said the words that it quotes."""
MOST_NAMED = 4
"""Content words that name no more than who is to have said them: "the mayor of Upper Lonn"."""
_NEAR = 80
"""Characters before a quotation in which what leads up to it is looked for."""
_CUT = re.compile(r"[\[(]?(?:\.\.\.+|…|\. \. \.)[\])]?|\[[^\[\]]{0,60}\]")
"""Where a quotation says that it leaves words out, or has others in their place: "...", "[the mayor]"."""
_LETTERS = re.compile(r"\[(\w)\](?=\w)|(?<=\w)\[\w{1,4}\]")
"""Letters that were made to fit: "[W]e left", "want[ed]"."""
_POSTED = re.compile(r"(?:RT|@\w+:?)\Z")
_TAGGED = re.compile(r"(?:https?://\S*|[#@]\w+|\W+)\Z")


@dataclass(frozen=True, slots=True)
class Quotation(Reading):
    """What a text quotes."""

    around: str
    """The rest of the text."""
    short: tuple[str, ...] = ()
    """What else it quotes, in too few words to be looked for."""
    signed: bool = False
    """Whether the rest is a signature ("... – Ann Lee, Lonn", "Ann Lee: ..."), and no sentence with the quotation."""


def whole_readings(text: str) -> Iterator[Reading]:
    """What a text may be an excerpt as: without what a post has around it, and as it stands; likeliest first."""
    bare = _without_post(text)
    if bare not in ("", text):
        yield from readings(bare)
    yield from readings(text)


def quotations(text: str) -> list[Quotation]:
    """What a text quotes that may be looked for: all of what a question asks about, or of what only names its source.

    One in a question is not `sure`: the question is one, also when no article has the words.
    """
    text = _without_post(text)
    asked, found, short, around, at = asks(text), list[str](), list[str](), list[str](), 0
    for match in _QUOTATION.finditer(text):
        words = match[match.lastindex or 0]
        before = text[max(0, match.start() - _NEAR) : match.start()]
        long_enough = len(words_of(words)) >= LEAST_QUOTED
        if long_enough and asked and not _LED_IN.search(before):
            continue
        (found if long_enough else short).append(words)
        around.append(text[at : match.start()])
        at = match.end()
    around.append(text[at:])
    outside, inside = (sum(len(words_of(piece)) for piece in texts) for texts in (around, found))
    most = MOST_AROUND if asked else max(inside, SIGNED if not around[0].strip() else 0)
    if outside > most:
        return []
    signed = _SIGNATURE.match(around[-1]) if not around[0].strip() else around[0].rstrip().endswith(":")
    signed = bool(signed) and not any(words_of(piece) for piece in around[1:-1])
    return [Quotation(words, "given", not asked, " . ".join(around), tuple(short), signed) for words in found]


def only_said(around: str) -> bool:
    """Whether what stands around a quotation asks nothing but who said it, or whether somebody did."""
    if _WHETHER.match(around) is None or _BESIDES.search(around):
        return False
    return len(set(content_terms(around))) <= MOST_NAMED


def in_one(text: str) -> Quotation | None:
    """All that a statement quotes as one excerpt: "A," he said. "B" is A and B with something between them."""
    quoted = [match[match.lastindex or 0] for match in _QUOTATION.finditer(text)]
    found = quotations(text)
    if len(quoted) < 2 or not found or not found[0].sure:
        return None
    return Quotation(" ... ".join(quoted), "given", True, found[0].around)


def pieces(text: str) -> tuple[Words, list[int]]:
    """The words of a quotation without what stands for words left out, and the number of each piece's first one."""
    ends = [(m.start(), m.end()) for m in _CUT.finditer(text)]
    keys: list[str] = []
    spans: list[Span] = []
    starts: list[int] = []
    for start, end in zip((0, *(end for _, end in ends)), (*(start for start, _ in ends), len(text)), strict=True):
        words = words_of(text, start, end)
        if len(words):
            starts.append(len(keys))
            keys += words.keys
            spans += words.spans
    return Words(tuple(keys), tuple(spans)), starts


def fitted(text: str) -> str:
    """A quotation without the brackets around letters that were made to fit."""
    return _LETTERS.sub(r"\1", text)


def _without_post(text: str) -> str:
    """A text without whom a post repeats, and without the tags and addresses at its end."""
    tokens = list(re.finditer(r"\S+", text))
    first, last = 0, len(tokens)
    while first < last and _POSTED.match(tokens[first].group()):
        first += 1
    if first and tokens[first - 1].group() == "RT":
        first = 0
    tagged = last
    while first < tagged and _TAGGED.match(tokens[tagged - 1].group()):
        tagged -= 1
    last = tagged if any(re.match(r"http|[#@]", token.group()) for token in tokens[tagged:]) else last
    return text[tokens[first].start() : tokens[last - 1].end()] if first < last else ""
