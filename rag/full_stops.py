"""Full stops that end no sentence in other languages than English, and some that do: "am 14. November", "kl. 14.30".

Where ordinal numbers are written with one, a full stop behind a number need not end a sentence, and one before a number
may; abbreviations stand before numbers and names. sentencex has none of this quite.
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
_NORDIC = r"[^\W\d_a-zæøåäö]\w{2,}gt ca kl kr nr st tel tlf"
_BEFORE_NUMBERS = {
    "da": _NORDIC, "nb": _NORDIC, "nn": _NORDIC, "no": _NORDIC, "sv": _NORDIC,
    "es": "aprox arts? núm págs? tel",
    "fr": "arts? env fig n p pp tél vol",
    "it": "artt? ca n pagg? tel",
    "nl": "blz ca nr tel",
    "pt": "aprox arts? fls núm págs? tel",
}  # fmt: skip
_BEFORE_NAMES = {
    "es": "Avda D Dña Dra? Sra? Sres Srta",
    "fr": "Dr M Mgr Mlles? MM Mmes? Pr",
    "it": "avv dott dott.ssa ing on prof sig sig.ra",
    "nl": "dhr dr drs ir mevr mr o.a prof",
    "pt": "Dra? Profa? Sra? Srs",
}
"""Abbreviations that sentencex takes for the end of a sentence."""


def _ends_with(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.])(?:{words.replace('.', '[.]').replace(' ', '|')})\.$")


_NUMBER_FOLLOWS = {language: _ends_with(words) for language, words in _BEFORE_NUMBERS.items()}
_NAME_FOLLOWS = {language: _ends_with(words) for language, words in _BEFORE_NAMES.items()}
_NEVER = re.compile(r"(?!)")


def goes_on(line: str, end: int, start: int, language: str) -> bool:
    """Whether the sentence that ends at `end` goes on at `start`: it is an ordinal or an abbreviation."""
    if language == "en":
        return False
    before, follows = line[max(0, end - _BACK) : end], line[start : start + 1]
    if before.endswith(".") and (follows.islower() or (end == start and follows in "-–—")):
        return True
    shortened = _NUMBER_FOLLOWS if follows.isdigit() else _NAME_FOLLOWS if follows.isupper() else {}
    return bool(shortened.get(language, _NEVER).search(before)) or _is_ordinal(line, before, start, language)


def _is_ordinal(line: str, said: str, start: int, language: str) -> bool:
    """Whether the full stop with which what was said ends belongs to an ordinal number."""
    if not (number := _NUMBER.search(said)):
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
