"""Full stops that end no sentence in other languages than English, and some that do: "am 14. November", "kl. 14.30".

Where ordinal numbers are written with one, a full stop behind a number need not end a sentence, and one before a number
may; abbreviations stand before numbers and names, and short words are taken for them. sentencex has none of this quite.
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
    "pl": "art godz nr ok pkt poz str tel ul",
    "pt": "aprox arts? fls núm págs? tel",
}  # fmt: skip
_BEFORE_NAMES = {
    "da": "bl.a f.eks",
    "es": "Avda D Dña Dra? Sra? Sres Srta",
    "fr": "Dr M Mgr Mlles? MM Mmes? Pr",
    "it": "avv dott dott.ssa ing on prof sig sig.ra",
    "nl": "dhr dr drs ir mevr mr mw o.a prof",
    "pl": "al dr gen hab im inż ks m.in mgr np os płk pl prof św tzw ul",
    "pt": "D Dra? Exm[ao] Fr Pe Profa? R Sra? Srs",
    "sv": "bl.a d.v.s s.k t.ex",
}
"""Abbreviations that sentencex takes for the end of a sentence."""
_INITIAL = re.compile(r"(?:\b[^\W\d_]{2,5}\.|\b[^\W\d_]\.) ?[^\W\d_]\.$")
"""The first letter of a name, behind a title or another one: "prof. A. Melandri"."""
_ARABIC = re.compile(r"(?<![\w\u064b-\u0652])و?[\u0621-\u064a]\.$")
"""One Arabic letter, which is no word: "د. نبيل القاسم"."""
_WORDS = {
    "da": "nat tab ti to tv var",
    "de": "dir",
    "es": "mar no",
    "it": "asl bar bis fa iva ko mai nato no onu ore pd pil rai re su tav tir tv ue usa via",
    "nl": "bel dat me min pan pas top ver",
    "no": "del det kan min ut",
    "sv": "del det hon kan maj min ort ut",
}
"""Words that end sentences, and that sentencex takes for abbreviations."""
_LOW_QUOTE = re.compile(r"(?<=[^\W\d_])[.!?…]\s+(?=,,\w)")
"""A full stop before a quotation mark that sentencex does not know."""


def _ends_with(words: str) -> re.Pattern[str]:
    either = " ".join((words, *(word[0].upper() + word[1:] for word in words.split() if word[0].islower())))
    return re.compile(rf"(?<![\w.])(?:{either.replace('.', '[.]').replace(' ', '|')})\.$")


_NUMBER_FOLLOWS = {language: _ends_with(words) for language, words in _BEFORE_NUMBERS.items()}
_NAME_FOLLOWS = {language: _ends_with(words) for language, words in _BEFORE_NAMES.items()}
_WORD_ENDS = {
    language: re.compile(rf"(?<![\w.])(?:{words.replace(' ', '|')})\.[”“\"»’)]?\s+(?=[«„“”‘’\"'(]*(\w))", re.I)
    for language, words in _WORDS.items()
}
_NEVER = re.compile(r"(?!)")


def goes_on(line: str, end: int, start: int, language: str) -> bool:
    """Whether the sentence that ends at `end` goes on at `start`: it is an ordinal or an abbreviation."""
    if language == "en":
        return False
    before, follows = line[max(0, end - _BACK) : end], line[start : start + 1]
    if before.endswith(".") and (follows.islower() or (end == start and follows in "-–—")):
        return True
    if (_INITIAL.search(before) and follows.isupper()) or (language == "ar" and _ARABIC.search(before)):
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
    """Within a sentence the gaps behind a full stop that ends one, in order."""
    found = [gap.span() for gap in _LOW_QUOTE.finditer(line, start, end)]
    words = _WORD_ENDS.get("no" if language in ("nb", "nn") else language, _NEVER)
    found += [gap.span() for gap in words.finditer(line, start, end) if gap.group(1).isupper()]
    found += (gap.span() for gap in _before_numbers(line, start, end) if language in _CAUTIOUS)
    for first, last in sorted(found):
        yield first + len(line[first:last].rstrip()), last


def _before_numbers(line: str, start: int, end: int) -> Iterator[re.Match[str]]:
    for found in _LAST.finditer(line, start, end):
        word = found.group(1)
        shortened = word.lower() in _SHORTENED or word.lower().endswith(("str", "nr"))
        if word in _WHOLE or word.isdigit() or (len(word) >= _LONG and not shortened):
            yield found
