"""Which words of a question may be an excerpt of an article, told from the question alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rag.alignment import words_of
from rag.content import STOPWORDS

LEAST_QUOTED = 5
"""Words within quotation marks from which on they are looked for."""
LEAST = 8
"""The same without quotation marks."""
PROSE = 12
"""Words of a statement from which on it is nothing but an excerpt: when no article has them, that is the answer."""
FUNCTION_WORDS = 0.2
"""Share of function words that tells a statement without a full stop from a list of search words."""
MOST_AROUND = 25
"""Words around a quotation in a question about it."""

_QUOTES = '"“”„«»'
_AROUND = (
    re.compile(rf"[{_QUOTES}](?P<words>.+)[{_QUOTES}]", re.S),  # what is quoted may hold quotations of its own
    re.compile(rf"[{_QUOTES}](?P<words>[^{_QUOTES}]+)[{_QUOTES}]"),
    re.compile(r"(?:^|(?<=[\s:(]))['‘](?P<words>(?:(?!['’][\s,.;:?!)]).)+)['’](?=\W*$)", re.S),
    re.compile(r"^[^:]{8,160}:\s+(?P<words>\S.*)$", re.S),
)
_LEADING_IN = re.compile(
    r"""(?:^|\b(?:says?|said|saying|stat(?:e|es|ed|ing)|ha[sd]|have|holds?|contain(?:s|ed|ing)?|with|wr(?:ite|ites|ote)
    |publish\w*|report(?:s|ed)|print(?:s|ed)|ran|carrie[sd]|reads?|words|sentences?|quot\w+|passage|excerpt|extract
    |text|line|this|that|following|is|does|did|(?:source|origin)\s+of))\W*$""",
    re.I | re.X,
)
"""What stands before a quotation that is asked about. Titles and names of outlets are quoted after other words."""
_ARTICLE = (
    r"(?:articles?|stor(?:y|ies)|reports?|outlets?|(?:news)?papers?|publications?|publishers?|magazines?|sources?|sites?"
    r"|websites?|pieces?|headlines?|origin)\b"
)
_OF_SOURCE = re.compile(
    rf"""\W*(?:(?:in|from|of|and|so|please)\s+)*(?:
    (?:which|what|whose)\s+(?:\w+\s+)?{_ARTICLE} | what(?:\s+is|\s+was|['’]s)\s+the\s+{_ARTICLE}
    | (?:find|name|identify|show|give|tell)\b.*\b{_ARTICLE}
    | who\s+(?:\w+\s+){{0,2}}?(?:publish|wrote|write|report|print|ran|carrie)\w*
    | where\b.*\b(?:from|appear\w*|publish\w*|print\w*|stands?|comes?|came|written|find|found|read)\b
    | (?:the\s+)?{_ARTICLE}
    | (?:the|this)\s+(?:following\s+)?(?:quot\w+|excerpt|passage|sentence|extract|words|text|line)\b
    | excerpt\b
    )""",
    re.I | re.S | re.X,
)
_ENDED = re.compile(r"[.!…][\"”’'»)\]]*$")
_ASKED = re.compile(r"(?:[?？؟]|_{2,}|:)[\"”’'»)\]]*$")
"""Quizzes leave the end open: "The price has risen to:"."""
_QUOTES_ONE = re.compile(r"\?[\"”’'»]+$")
_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should"
    r"|isn|aren|wasn|weren|don|doesn|didn|hasn|haven|hadn|can|couldn|won|wouldn|shouldn)\b"
)
_INTERROGATIVE = r"(?:who|whom|whose|what|which|when|where|why|how)\b"
_QUESTION = re.compile(
    rf"""(?:(?:and|but|so|then|also|or)\s+)*(?:{_AUXILIARY}
    | (?:(?:in|on|at|by|to|for|from|of|with)\s+|according\s+to\b[^,]+,\s+)?{_INTERROGATIVE})""",
    re.I | re.S | re.X,
)
_VERB = re.compile(rf"\W*(?:(?:and|but|so|then|also|or)\s+)*{_AUXILIARY}", re.I)
_OPEN = re.compile(rf"\W*(?P<word>{_INTERROGATIVE})", re.I)
_EMBEDDED = re.compile(r"(?<!,)\swhich\s+(?:country|nation|state|city|company|team|person|celebrity|product)\b", re.I)
_DIRECT = re.compile(rf"(?:who|what|when|where|why|how|which\s+\w+)\s+{_AUXILIARY}", re.I)
_REQUEST = re.compile(
    r"""(?:true\s+or\s+false\b | please\b
    | (?:tell|show|give|find|get|remind)\s+(?:me|us)\b | find\s+(?:all|any|every|out)\b | explain\b
    | summari[sz]e\b | list\b | describe\b | compare\b | name\s+(?:the|a|all)\b | search\b | look\s+(?:for|up)\b
    | i(?:\s+would|['’]d)?\s+(?:want|need|like)\s+to\s+(?:know|find|see|read|learn|understand)\b
    | i(?:\s+am|['’]m)\s+(?:looking\s+for|interested)\b | i\s+meant\b)""",
    re.I | re.X,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Words that may be an excerpt."""

    words: str
    kind: Literal["given", "stated", "asked"]
    """Said to be one, or a statement, or what reads like a question of its own."""
    sure: bool
    """Whether it can be nothing else, so that not finding it is the answer."""


def readings(text: str) -> Iterator[Reading]:
    """The words of a question that may be an excerpt, likeliest first; none for most questions."""
    yield from _given(text)
    count = len(words_of(text))
    if count < LEAST:
        return
    if asks(text):
        yield Reading(text, "asked", False)
    else:
        yield Reading(text, "stated", max(count, len(text.split())) >= PROSE and _is_prose(text))


def _given(text: str) -> Iterator[Reading]:
    """What a question about a source quotes, and what is quoted without any question."""
    for match in (m for pattern in _AROUND for m in pattern.finditer(text)):
        words, before, after = match["words"], text[: match.start("words")], text[match.end("words") :]
        alone = not words_of(before + after)
        if len(words_of(words)) >= LEAST_QUOTED and (not asks(words) if alone else _about_source(before, after)):
            yield Reading(words, "given", True)


def _about_source(before: str, after: str) -> bool:
    """Whether the words around a quotation ask where it stands."""
    around = f"{before} {after}"
    return (
        len(around.split()) <= MOST_AROUND
        and _LEADING_IN.search(before) is not None
        and _OF_SOURCE.match(around) is not None
    )


def begins_with_verb(text: str) -> bool:
    """Whether a text begins with "is" or its kin, like a question for yes or no or the rest of a statement."""
    return _VERB.match(text) is not None and _ASKED.search(text) is None


def begins_alike(text: str, other: str) -> bool:
    """Whether two texts begin with the same word, and that is "when" or its kin."""
    one, two = _OPEN.match(text), _OPEN.match(other)
    return one is not None and two is not None and one["word"].lower() == two["word"].lower()


def asks(text: str) -> bool:
    """Whether a text reads like a question or a request. What ends like a statement is one, with few exceptions."""
    whole, text = text.strip(), text.strip().lstrip(f"{_QUOTES}‘'(")
    if _REQUEST.match(text) or _EMBEDDED.search(text):
        return True
    if _ASKED.search(whole):  # “... asked: ‘Why?’” is a statement
        return whole != text or not _QUOTES_ONE.search(whole) or _QUESTION.match(text) is not None
    return bool((_DIRECT if _ENDED.search(text) else _QUESTION).match(text))


def _is_prose(text: str) -> bool:
    """Whether it begins or ends like a sentence, or has the function words of one; search words do neither."""
    if not text[0].islower() or _ENDED.search(text):
        return True
    words = words_of(text).keys
    return sum(word in STOPWORDS for word in words) >= FUNCTION_WORDS * len(words)
