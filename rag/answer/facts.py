"""The hard facts of a sentence, in a form that can be compared: numbers with units, dates, quoted words, denials."""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

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
_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEP|OCT|NOV|DEC)\b\.?"
)
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_DATE = re.compile(
    rf"(?P<iso>\b\d{{4}}-\d\d-\d\d(?=\b|T\d))"
    rf"|\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})(?:,? (?P<year>\d{{4}})\b)?"
    rf"|\b(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year2>\d{{4}})\b)?"
    rf"|\b(?P<month3>{_MONTH})(?:,? (?:of )?(?P<year3>\d{{4}})\b)?"
    r"|\b(?P<year4>(?:1[89]|20)\d\d)\b(?![,.]\d)"
    r"|\b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b"
    r"|\b(?P<clock>\d{1,2}:\d\d(?: ?[ap]\.?m\b)?|\d{1,2} ?[ap]\.?m\b)"
    r"|\b(?P<relative>[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight)\b"
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
_COMING = re.compile(
    r"\b(will|would|next|until|till|due|expected|set|planned|scheduled|before|coming|is to|are to)\b", re.I
)


class Objection(NamedTuple):
    """Why a sentence is not proven."""

    reason: str
    hard: bool = False
    """Whether the evidence says otherwise, rather than not saying it."""
    absent: bool = False
    """Whether what is objected to stands nowhere in the whole passage, and another one stands in its place."""


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
class Day:
    """A day, a month (`day` 0) or a year (`month` 0); `year` 0 when it is not said."""

    year: int
    month: int = 0
    day: int = 0

    def fits(self, other: "Day") -> bool:
        """Whether `other` says this or something finer, an unsaid year of its own being any."""
        same_year = self.year in (0, other.year)
        return same_year and self.month in (0, other.month) and self.day in (0, other.day)

    def may_be(self, other: "Day") -> bool:
        """Whether nothing that both say differs, and the finest of it is said by both."""
        pairs = ((self.day, other.day), (self.month, other.month), (self.year, other.year))
        finest = next((pair for pair in pairs if pair[0]), (0, 0))
        return all(finest) and all(a == b for a, b in pairs if a and b)


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a text can be right or wrong by itself."""

    counts: tuple[Count, ...]
    days: frozenset[Day]
    weekdays: frozenset[int]
    """0 is Monday."""
    clocks: frozenset[str]
    relative: frozenset[str]
    """today, yesterday, tomorrow, tonight."""
    codes: frozenset[str]
    """Words with a digit in them that are neither number nor date: M5, B-52, 13th."""
    coming: bool
    """Whether the text speaks of something ahead."""
    earlier: bool = False
    """Whether it may speak of how things were before."""
    rated: bool = False
    """Whether it says "annual" or "daily"."""


@lru_cache(maxsize=8192)
def facts(text: str) -> Facts:
    """Take the facts out of a text."""
    rest = without_dates(text)
    matches = list(_DATE.finditer(text))
    return Facts(
        counts=tuple(_counts(rest)),
        days=frozenset(day for m in matches if (day := _day(m))),
        weekdays=frozenset(_WEEKDAYS.index(m["weekday"].lower()) for m in matches if m["weekday"]),
        clocks=frozenset(_clock(m["clock"]) for m in matches if m["clock"]),
        relative=frozenset(m["relative"].lower() for m in matches if m["relative"]),
        codes=frozenset(w.casefold() for w in re.findall(r"\b[\w-]+", _NUMBER.sub(" ", rest)) if _DIGIT.search(w)),
        coming=bool(_COMING.search(text)),
        earlier=bool(_EARLIER.search(text)),
        rated=bool(_RATED.search(text)),
    )


def without_dates(text: str) -> str:
    """Put spaces where the dates of a text stand."""
    return _DATE.sub(lambda m: " " * len(m.group()), text)


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


def date_objections(claim: Facts, evidence: Facts, published: datetime | None) -> Iterator[Objection]:
    """Objections to the claim's days, weekdays and times of day; `published` tells of which day "Monday" is."""
    known = known_days(evidence, published)
    for day in claim.days:
        if not _day_known(day, known, evidence):
            yield Objection("a date that the article does not give", _other_day(day, evidence.days))
    weekdays = evidence.weekdays or {_weekday(day) for day in known}
    if claim.weekdays - weekdays:
        yield Objection("a time that the article does not give", bool(evidence.weekdays - claim.weekdays))
    if claim.clocks - evidence.clocks:
        yield Objection("a time that the article does not give", bool(evidence.clocks - claim.clocks))
    if claim.relative - evidence.relative:
        yield Objection("a time that the article does not give")
    if claim.codes - evidence.codes:
        yield Objection("a name or code that the article does not give", bool(evidence.codes - claim.codes))


def misdated(claim: str, evidence: str) -> bool:
    """Whether the words beside a date of the claim stand beside another date of the evidence, more than beside its own.

    Both are compared as they are written; a date that is written in two ways is let pass.
    """
    there = [(m.group().lower(), _around(evidence, m)) for m in _DATE.finditer(evidence)]
    for match in _DATE.finditer(claim):
        beside, said = _around(claim, match), match.group().lower()
        own = [len(beside & words) for date_, words in there if date_ == said]
        others = [len(beside & words) for date_, words in there if date_ != said]
        if own and others and max(others) > max(own):
            return True
    return False


def _around(text: str, match: re.Match[str]) -> frozenset[str]:
    """Stem the content words of the five words before and the eight after."""
    before, after = _beside(text, *match.span())
    return frozenset(content_terms(" ".join((*before.split()[-5:], *after.split()[:8]))))


def _beside(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands near by on either side: the whole rest of a long text would be split for each of its numbers."""
    return text[max(0, start - NEAR) : start], text[end : end + NEAR]


def known_days(evidence: Facts, published: datetime | None) -> frozenset[Day]:
    """Add to the days a text states those that follow from the day it was published."""
    if published is None:
        return evidence.days
    day = published.date()
    found = {_dated(known, day) for known in evidence.days}
    shifts = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
    found |= {_as_day(day + timedelta(days=shifts[word])) for word in evidence.relative}
    for weekday in evidence.weekdays:
        last = day - timedelta(days=(day.weekday() - weekday) % 7)
        found.add(_as_day(last))
        if evidence.coming:
            found.add(_as_day(last + timedelta(days=7)))
    return frozenset(found)


def _day_known(day: Day, known: frozenset[Day], evidence: Facts) -> bool:
    bare_year = day.month == 0 and Number(float(day.year)) in {count.number for count in evidence.counts}
    return bare_year or any(day.fits(other) for other in known)


def _other_day(day: Day, known: frozenset[Day]) -> bool:
    """Whether days as exact as this one are known, and none that could be it."""
    as_exact = any(bool(day.year) <= bool(o.year) and bool(day.day) == bool(o.day) for o in known)
    return as_exact and not any(day.may_be(o) for o in known)


def _weekday(day: Day) -> int:
    """0 to 6, or -1 when the day is not whole or is none."""
    try:
        return date(day.year, day.month, day.day).weekday()
    except ValueError:
        return -1


def _dated(known: Day, published: date) -> Day:
    """With the year that brings a day nearest to its publication, where none is said."""
    if known.year:
        return known
    day = known.day or 15
    years = [y for y in range(published.year - 1, published.year + 2) if _weekday(Day(y, known.month, day)) >= 0]
    nearest = min(years, key=lambda y: abs(date(y, known.month, day) - published), default=0)
    return Day(nearest, known.month, known.day)


def _as_day(day: date) -> Day:
    return Day(day.year, day.month, day.day)


def _clock(said: str) -> str:
    """Write a time of day as 04:30, the afternoon's as 16:30; one without "a.m." or "p.m." is taken as it stands."""
    digits = re.findall(r"\d+", said)
    hour = int(digits[0])
    if "p" in said.lower() and hour < 12:
        hour += 12
    elif "a" in said.lower() and hour == 12:
        hour = 0
    return f"{hour:02d}:{digits[1] if len(digits) > 1 else '00'}"


def _day(match: re.Match[str]) -> Day | None:
    if match["iso"]:
        year, month, day = match["iso"].split("-")
        return Day(int(year), int(month), int(day))
    if match["year4"]:
        return Day(int(match["year4"]))
    name = match["month"] or match["month2"] or match["month3"]
    if not name:
        return None
    said = match["year"] or match["year2"] or match["year3"] or "0"
    return Day(int(said), _MONTHS[name[:3].lower()], int(match["day"] or match["day2"] or "0"))


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
        before, behind = _beside(text, match.start(), _end(joined or match))
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
