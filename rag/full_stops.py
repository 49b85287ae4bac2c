"""Full stops beside numbers, in languages that write ordinal numbers with one: "am 14. November".

There a full stop behind a number need not end a sentence, and one before a number may; sentencex has neither quite.
"""

import re
from collections.abc import Iterator

_CAUTIOUS = frozenset({"cs", "da", "de", "fi"})
"""Languages in which sentencex never ends a sentence before a number."""
_MONTHS = "Januar Jänner Februar Feber März April Mai Juni Juli August September Oktober November Dezember".split()
_NAMED = frozenset([*_MONTHS, *(month[:3] for month in _MONTHS), "Sept", "Jahrhundert", "Jahrhunderts", "Jh"])
_NUMBER = re.compile(r"(?:(\w+)\s+)?(?<![\w.,])\d{1,3}\.$")
_FIRST = re.compile(r"[^\W\d_]+")
_BEFORE = frozenset("der die das dem den des am im zum zur vom beim".split())
"""German words after which a number with a full stop is an ordinal one ..."""
_OPENS = frozenset(
    "aber als am an auch auf aus bei bis da danach dann das dem den der des die doch dort ein eine er es für hier ich "
    "ihr ihre im in mit nach nun seine seit sie so um und vom von vor wie wir zu zum zur zuvor".split()
)
"""... unless one of these follows, with which sentences begin."""
_LAST = re.compile(r"(?<![\w.])(\d{4}|[^\W\d_]{2,})\.[”“\"»’)]?\s+(?=\d)")
_LONG = 5
"""Letters from which on a word before a full stop is taken for no abbreviation."""
_SHORTENED = frozenset("abzgl durchschn einschl insges monatl telef wöchentl zuzügl".split())
"""Longer ones that are; so is what ends in "str" or "nr"."""
_WHOLE = frozenset(
    "ab an auf aus ein fest hat her hin ist kam kann mit sein sind soll tot vor war weg will wird zu".split()
)
"""Short words that German sentences end with, and that are no abbreviation."""
_BACK = 40
"""Characters before a boundary that are looked at."""


def goes_on(line: str, end: int, start: int, language: str) -> bool:
    """Whether the sentence that ends at `end` goes on at `start`: its full stop belongs to an ordinal number."""
    if language == "en" or not (number := _NUMBER.search(line[max(0, end - _BACK) : end])):
        return False
    word = _FIRST.match(line, start)
    if word is None or word.group()[0].islower():
        return word is not None
    named, before = word.group(), (number.group(1) or "").lower()
    return language == "de" and (named in _NAMED or (before in _BEFORE and named.lower() not in _OPENS))


def ends(line: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Within a sentence the gaps behind a full stop that ends one, before a number."""
    if language in _CAUTIOUS:
        for found in _LAST.finditer(line, start, end):
            word = found.group(1)
            shortened = word.lower() in _SHORTENED or word.lower().endswith(("str", "nr"))
            if word in _WHOLE or word.isdigit() or (len(word) >= _LONG and not shortened):
                yield len(found.group().rstrip()) + found.start(), found.end()
