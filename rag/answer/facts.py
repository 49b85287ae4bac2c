"""The hard facts of a sentence, in a form that can be compared: numbers with units, dates, codes, quoted words."""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answer.days import Dates, dates, without_dates
from rag.content import STOPWORDS, content_terms
from rag.sentences import Span

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: float(n) for n, word in enumerate(_SMALL)} | {word: 10.0 * n for n, word in enumerate(_TENS, 2)}
_SCALES = {
    "dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6,
    "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_VAGUE = "dozens hundreds thousands millions billions half third thirds quarter quarters double triple twice".split()
_UNITS = {
    name: unit
    for unit, known in {
        "%": "% percent per-cent pct", "pp": "percentage-point percentage-points",
        "$": "$ dollar dollars usd", "€": "€ euro euros eur", "£": "£ pound pounds gbp",
        "km": "km kilometre kilometres kilometer kilometers", "m": "m metre metres meter meters", "mile": "mile miles",
        "kg": "kg kilogram kilograms kilo kilos", "t": "tonne tonnes ton tons", "year": "year years",
        "week": "week weeks", "month": "month months", "day": "day days", "hour": "hour hours",
        "minute": "minute minutes", "second": "seconds", "crown": "crown crowns krona kronor krone kroner",
        "shekel": "shekel shekels", "rouble": "rouble roubles ruble rubles", "rupee": "rupee rupees", "yen": "yen",
        "rial": "rial rials", "riyal": "riyal riyals", "lira": "lira liras", "dinar": "dinar dinars", "yuan": "yuan",
        "dirham": "dirham dirhams", "peso": "peso pesos", "franc": "franc francs", "zloty": "zloty zlotys",
        "acre": "acre acres", "ha": "hectare hectares", "litre": "litre litres liter liters",
    }.items()
    for name in known.split()
}  # fmt: skip
_MONEY = "$ € £ crown shekel rouble rupee yen rial riyal lira dinar yuan dirham peso franc zloty".split()
CURRENCY_WORDS = frozenset(name for name, unit in _UNITS.items() if unit in _MONEY and name.isalpha())
_ABOUT_WORD = 24
"""Characters before a figure in which "about" or its like is looked for."""
_ROLE = 120
"""The same for what it is of a change."""
NEAR = 300
"""Characters beside a number in which the few words that belong to it are looked for."""
_WORDS = "|".join((*_VALUES, *(s for s in _SCALES if len(s) > 3)))
_BOUNDS = dict.fromkeys("more than|over|at least|above|exceeding|no fewer than|no less than|upwards of".split("|"), ">")
_BOUNDS |= dict.fromkeys("less than|fewer than|under|below|up to|at most|no more than|as many as".split("|"), "<")
_NUMBER = re.compile(
    rf"(?:\b(?P<bound>{'|'.join(_BOUNDS)}) (?:an? (?=[a-z]))?)?"
    r"(?P<sign>[$€£])?(?<![\w.])(?:"
    r"(?P<digits>\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}|(?<!,)\d+,\d{1,2}(?![\d,])|\d+(?:\.\d+)?)"
    r"(?:[ \u00a0\u202f-]?(?P<scale>dozen|hundred|thousand|million|billion|trillion|bn|mn|tn|k|(?(sign)m|(?<=\d)m)))?|"
    rf"(?P<words>(?:{_WORDS})(?:(?:[ -]|\s+and\s+)(?:{_WORDS}))*)|(?P<vague>{'|'.join(_VAGUE)})"
    r")(?![\w])(?:[ \u00a0\u202f-]?(?P<unit>%|percentage[ -]points?|per ?cent|[a-z]+))?",
    re.I,
)
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|(?<!\w)‘([^‘’]+)’(?!\w)")
_DIGIT = re.compile(r"\d")
_STRICTLY = re.compile(r"more than|over|above|exceeding|upwards of|less than|fewer than|under|below", re.I)
"""Bounds that the figure itself is outside of: 41,000 is "more than 40,000", 1.86 million "less than 2 million"."""
_APPROXIMATE = re.compile(
    r"\b(?:(?P<nearly>nearly|almost|close to)|about|around|some|roughly|approximately)\s+(?:an?\s+)?$", re.I
)
_CLAUSE = re.compile(r"[;:]\s|[.!?]\s|,\s(?:and|but|while|whereas|with)\b|\b(?:while|whereas)\b", re.I)
"""Where what is said of one figure may end."""
_PRONOUN = re.compile(r"\b(?:he|she|it|they)\b", re.I)
PRONOUN = "*"
CHANGE = (
    r"\b(?:ris(?:e|es|en|ing)|rose|f[ae]ll(?:s|en|ing)?|gr[eo]w(?:s|n|ing)?|drop\w*|increas\w+|decreas\w+|cuts?|cutting"
    r"|reduc\w+|climb\w*|declin\w+|gain\w*|jump\w*|up|down|rais\w+|lower\w*|lift\w*|widen\w*|narrow\w*|shr[aiu]nk\w*)\b"
)
_ABOUT_IT = r"(?: (?:about|around|some|nearly|almost|roughly|the|its|an?|just|another|a further))*\s+$"
_FROM = re.compile(rf"{CHANGE}[^,.;]{{0,60}}\bfrom{_ABOUT_IT}", re.I)
_BEFORE = re.compile(
    rf"(?:\b(?:up|down) from|\binstead of|\b(?:previous|earlier|former|old)(?: [\w’'-]+){{1,2}} of){_ABOUT_IT}", re.I
)
"""What stands before a figure that is true no more: "up from the 42 million", "the previous record of 41.3"."""
_BY = re.compile(rf"{CHANGE}(?:[^,.;]{{0,60}}\bby)?{_ABOUT_IT}", re.I)
_TO = re.compile(rf"{CHANGE}[^,.;]{{0,60}}\bto{_ABOUT_IT}", re.I)
_RATIO = re.compile(
    rf"\b(?:one(?: [a-z][\w’'-]*)?|\d{{1,2}}|{'|'.join(_SMALL[2:])}) (?:in|out of)(?: every)?\s+$", re.I
)
"""What stands before the second figure of "one flight in five"."""
_MINUS = re.compile(r"(?:\bminus |(?:^|[\s(])[-−])$", re.I)
_BELOW_ZERO = re.compile(r" ?(?: degrees?)?(?: (?:Celsius|centigrade|Fahrenheit))? below (?:zero|freezing)\b", re.I)
PER = re.compile(
    r"^(?:\W++[\w’'-]++){0,2}?\W++(?:a|an|per|each|every) (second|minute|hour|day|week|month|year)\b"
    r"(?! (?:ago|later|earlier|before|after)\b)",
    re.I,
)
_RATED = re.compile(r"\b(?:annual|yearly|monthly|weekly|daily|hourly)(?:ly)?\b", re.I)
_EARLIER = re.compile(
    r"\b(?:ago|before|earlier|previous(?:ly)?|former(?:ly)?|old|original(?:ly)?|initial(?:ly)?|first|until|instead"
    r"|(?<!more )(?<!less )(?<!fewer )than|agreed|planned|estimated?|expected|had|last)\b",
    re.I,
)
"""Signs that a text tells how things were before."""
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")
_JOIN = re.compile(r"\s*(?:-|–|and|to|or)\s*", re.I)


@dataclass(frozen=True, slots=True)
class Number:
    """One figure."""

    value: float | str
    """Or a vague word such as "hundreds", or the words of one that is greater than any."""
    unit: str = ""
    """Empty when it is none of those known."""
    bound: str = ""
    """> for "more than", < for "fewer than"."""

    def agrees(self, other: "Number") -> bool:
        """Whether both give one value, an unsaid unit being any."""
        return self.value == other.value and (not self.unit or not other.unit or self.unit == other.unit)


@dataclass(frozen=True, slots=True)
class Count:
    """A number with the word it counts and the words beside it, as stems."""

    number: Number
    noun: str
    beside: frozenset[str]
    clause: frozenset[str] = frozenset()
    """Of its clause; `PRONOUN` is among them where it has one."""
    rounded: str = ""
    """How it may stand for another: ~ for "about", < for "nearly" and "less than", > for "more than"."""
    role: str = ""
    """`old` of one that is true no more, `by` and `to` of a change, `in` for the second figure of "one in five",
    `minus` of one below zero."""
    per: str = ""
    """"year" where it is "a year"."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a text can be right or wrong by itself."""

    counts: tuple[Count, ...]
    dates: Dates
    codes: frozenset[str]
    """Words with a digit in them that are neither number nor date: M5, B-52, 13th."""
    earlier: bool
    """Whether it may speak of how things were before."""
    rated: bool
    """Whether it says "annual" or "daily"."""


@lru_cache(maxsize=8192)
def facts(text: str) -> Facts:
    """Take the facts out of a text."""
    rest = without_dates(text)
    return Facts(
        counts=tuple(_counts(rest)),
        dates=dates(text),
        codes=frozenset(w.casefold() for w in re.findall(r"\b[\w-]+", _NUMBER.sub(" ", rest)) if _DIGIT.search(w)),
        earlier=bool(_EARLIER.search(text)),
        rated=bool(_RATED.search(text)),
    )


def without_figures(text: str) -> str:
    """Leave out the dates and the numbers of a text, but not what is counted."""
    return _NUMBER.sub(lambda m: f" {m.string[_end(m) : m.end()]}", without_dates(text))


def is_number(word: str) -> bool:
    """Whether a word is a number in letters."""
    return bool(_NUMBER.fullmatch(word))


def numbers(text: str) -> Iterator[tuple[Number, int, int]]:
    """The numbers of a text, dates apart, with where each stands, its bound and its unit included."""
    for match in _NUMBER.finditer(without_dates(text)):
        unit = _unit(match)
        if (match["words"] or "").lower() == "one" and not unit:
            continue
        bound = _BOUNDS.get((match["bound"] or "").lower(), "")
        other = match["unit"] and (match["unit"].lower() not in _UNITS or not unit)
        end = match.start("unit") if other else match.end()
        yield Number(_value(match), unit, bound), match.start(), end


def quoted(text: str) -> list[tuple[int, int]]:
    """Where the words in quotation marks stand, the marks left out."""
    return [m.span(m.lastindex or 0) for m in _QUOTED.finditer(text)]


def without_quotes(text: str) -> str:
    """Leave out the words in quotation marks."""
    return _QUOTED.sub(" ", text)


def near_by(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands near by on either side: the whole rest of a long text would be split for each of its numbers."""
    return text[max(0, start - NEAR) : start], text[end : end + NEAR]


def _counts(text: str) -> list[Count]:
    found: list[Count] = []
    matches = list(_NUMBER.finditer(text))
    clauses = _Clauses(text)
    for at, match in enumerate(matches):
        unit = _unit(match)
        if (match["words"] or "").lower() == "one" and not unit:  # "one of them" counts nothing
            continue
        following = matches[at + 1] if at + 1 < len(matches) else None
        joined = following if following and _JOIN.fullmatch(text[_end(match) : following.start()]) else None
        scale = joined["scale"] if joined and not match["scale"] and match["digits"] else None
        unit = unit or (_unit(joined) if joined else "")
        number = Number(_value(match, scale), unit, _BOUNDS.get((match["bound"] or "").lower(), ""))
        before, behind = near_by(text, match.start(), _end(joined or match))
        after = re.split(r"[,.;:()]\s", behind, maxsplit=1)[0].split()
        beside = content_terms(" ".join((*before.split()[-3:], *after[:6])))
        noun = content_terms(after[0]) if after and after[0].lower() not in STOPWORDS else ()
        last = joined or match
        stems = clauses.around(match.start(), _end(last)).union(content_terms(text[_end(last) : last.end()]))
        one = Count(number, noun[0] if noun else "", frozenset(beside), stems, _rounded(match, before))
        per = PER.match(f" {behind}")
        role = "minus" if _BELOW_ZERO.match(f" {behind}") else _role(before, one, found)
        found.append(replace(one, role=role, per=per[1].lower() if per else ""))
    return found


def _role(before: str, one: Count, others: Sequence[Count]) -> str:
    """What a figure is of a change, by the words before it: "fell from 74 seats to 58", not "raised £2 from 12"."""
    before = before[-_ROLE:]
    if _MINUS.search(before):
        return "minus"
    if _RATIO.search(before):
        return "in"
    if _BEFORE.search(before):
        return "old"
    if _FROM.search(before):
        return "old" if not others or others[-1].number.unit == one.number.unit else ""
    return "to" if _TO.search(before) else "by" if _BY.search(before) else ""


class _Clauses:
    """The words of a text by the clause that they stand in; each clause is read once, however many figures it has."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [0, *(edge for match in _CLAUSE.finditer(text) for edge in match.span()), len(text)]
        self._known: dict[Span, frozenset[str]] = {}

    def around(self, start: int, end: int) -> frozenset[str]:
        """The content words of the clause that holds a stretch, without its figures and the word after each.

        `PRONOUN` is among them where it has one.
        """
        first = self._ends[bisect_right(self._ends, start) - 1]
        last = self._ends[min(bisect_left(self._ends, end), len(self._ends) - 1)]
        if (stems := self._known.get((first, last))) is None:
            clause = self._text[first:last]
            pronoun = [PRONOUN] if _PRONOUN.search(clause) else []
            stems = self._known[first, last] = frozenset((*content_terms(_NUMBER.sub(" ", clause)), *pronoun))
        return stems


def _rounded(match: re.Match[str], before: str) -> str:
    """How a figure is no exact one, by the words before it; "at least" and "up to" say more than that."""
    if match["bound"]:
        return _BOUNDS[match["bound"].lower()] if _STRICTLY.fullmatch(match["bound"]) else ""
    about = _APPROXIMATE.search(before[-_ABOUT_WORD:])
    return ("<" if about["nearly"] else "~") if about else ""


def last_place(value: float) -> float:
    """The place of a figure's last digit that is not 0: 10,000 of 40,000, and 0.1 of whatever is no whole number."""
    if value != int(value):
        return 0.1
    place = 1
    while place * 10 <= value and value % (place * 10) == 0:
        place *= 10
    return float(place)


def _end(match: re.Match[str]) -> int:
    """Where a number ends, the word after it left out unless it is a unit."""
    return match.start("unit") if match["unit"] and _unit_word(match) not in _UNITS else match.end()


def _unit(match: re.Match[str]) -> str:
    return _UNITS.get(match["sign"] or _unit_word(match), "")


def _unit_word(match: re.Match[str]) -> str:
    return (match["unit"] or "").lower().replace("per cent", "%").replace("e point", "e-point")


def _value(match: re.Match[str], scale: str | None = None) -> float | str:
    """Read a number; `scale` is that of the one it is joined to, as in "100 and 200 million"."""
    if match["vague"]:
        return match["vague"].lower()
    if match["words"]:
        value = _spelled(match["words"])
    else:
        value = _written(match["digits"]) * _SCALES.get((match["scale"] or scale or "").lower(), 1.0)
    return value if math.isfinite(value) else match.group().lower()


def _written(digits: str) -> float:
    """Read digits; "3,5" and "1.250.000", which are no English, as they are meant where English is not written."""
    if _DECIMAL_COMMA.fullmatch(digits):
        return float(digits.replace(",", "."))
    return float(re.sub(r"[,\u00a0\u202f]" if digits.count(".") < 2 else r"\.", "", digits))


def _spelled(words: str) -> float:
    """Read a number in words: "two hundred and fifty thousand" is 250,000."""
    total = current = 0.0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _VALUES:
            current += _VALUES[word]
        elif word == "hundred":
            current = (current or 1.0) * 100
        elif word in _SCALES:
            total += (current or 1.0) * _SCALES[word]
            current = 0.0
    return total + current
