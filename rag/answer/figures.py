"""A figure in a sentence with what it is a figure of, so that two can be held against each other.

Two sentences seldom word one quantity alike: "370,000 people have fled", "280,000 people have been displaced". What
they share is what is counted, what became of it (one of a few things that news counts: killed, hurt, displaced ...),
the place, and the day. Where one of these is at odds, the two figures are of different things.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from rag.answer import facts
from rag.answer.facts import Day, Number
from rag.answer.slots import names
from rag.question import STOPWORDS, content_terms
from rag.words import terms

ABOUT = 0.1
"""Of a round figure with "about": how far off it may be at most, half of its last place being less."""
ROUND = 0.05
"""The same for a round figure without such a word, from a hundred on."""
HALF = 0.499
"""Of the last place that is not 0: 14 million and 15 million are two numbers, neither being 14.5."""
ATLEAST = 0.15
"""How far a figure may be past "more than", at least; one unit of its last place may be more."""

LONGEST = 12
"""Words that say what a figure is of."""

PEOPLE = "peopl"
"""The stem of "people"."""
_FRAMES = {
    "killed": "kill killed died dies die dead death deaths fatality fatalities victim victims perished lives",
    "hurt": "injured injury injuries wounded wounds hurt",
    "missing": "missing unaccounted",
    "displaced": "displaced displacement fled flee fleeing uprooted evacuated evacuation homeless",
    "gathered": "gathered gather part demonstration demonstrators protest protested protesters marched march rally "
    "rallied attended attend crowd",
    "arrested": "arrested arrest arrests detained detention",
    "freed": "freed released release freeing",
    "returned": "returned return returning",
    "rescued": "rescued rescue saved",
    "charged": "charged sentenced convicted jailed",
    "given": "gave give given donated donations donors raised pledged promised",
    "spent": "spent spend spending cost costs paid price",
    "lost": "lost lose loss losses debt owed owes investment invested",
    "earned": "earned profit profits revenue sales",
    "fined": "fined fine penalty",
    "crossed": "crossed cross crossing entered arrived",
    "sent": "sent deployed mobilised mobilized",
}
_FRAME = {terms(word)[0]: frame for frame, words in _FRAMES.items() for word in words.split()}
_OFPEOPLE = {terms(w)[0] for w in "dead deaths fatalities victims injured injuries wounded arrests".split()}
"""Words that count people by what became of them."""
_NO_NOUN = {terms(w)[0] for w in "points times percentage seats".split()}
"""What is seldom a claim: an index or a score, and how often."""
_TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})

_APPROXIMATE = re.compile(
    r"\b(?:about|around|some|roughly|approximately|nearly|almost|close to|an estimated|estimated|or so)\s+$", re.I
)
_OLD = re.compile(
    r"\b(?:from|than|previously|earlier|originally|before|initially|instead of|compared (?:with|to)|as against)"
    r"(?: (?:about|around|some|nearly|almost|the))?\s+$",
    re.I,
)
_STEP = re.compile(r"\bby(?: (?:about|around|some|nearly|almost|another))?\s+$|\b(?:another|further|more)\s+$", re.I)
_PART = re.compile(r"\s*(?:of (?:them|these|those|the|which|whom|its|their|his|her)\b|in \d|out of\b)", re.I)
_PER = re.compile(r"^(?:\W+[\w’'-]+){0,2}?\W+(?:a|an|per|each|every) (second|minute|hour|day|week|month|year)\b", re.I)
_EDGE = re.compile(r"[,;:—–()“”\"]|\b(?:and|but|while|whereas|although|with|among them|including)\b", re.I)
_SAYS = re.compile(r"^.*\b(?:said|says|told|announced|added|reported|estimated?s?|stated)\b[^,]*?\bthat\b", re.I)
_SAID_ON = re.compile(
    r"\b(?:said|says|told \w+|announced|reported|added|published|according to)\b[^,.;]*"
    r"|\b(?:since|from|by|until|till|before|after|between|as of)\b(?:[^\w,;.]+[\w’'-]+){0,8}",
    re.I,
)
_AHEAD = re.compile(
    r"\b(?:could|may|might|would|will|should|expects?|expected|forecasts?|plans?|planned|aims?|hopes?|targets?)\b", re.I
)
_LEFT_HOME = re.compile(r"\b(?:leave|leaving|left)\s+(?:their|its|his|her)\s+homes?\b", re.I)
_PLURAL = re.compile(r"[a-z][\w’'-]+s$|^(?:people|men|women|children|police|troops)$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a sentence."""

    words: str
    """As the sentence has it, with what it counts: "about 480 strikes"."""
    about: str
    """The words of its clause after the number: "strikes in Syria"."""
    low: float
    high: float
    """What it may stand for: "about 480" is 456 to 504."""
    of: str
    """A unit, else the stem of what is counted."""
    per: str
    """"year" where it is "a year", else empty."""
    frames: frozenset[str]
    """What became of what is counted, of the things that news counts."""
    beside: frozenset[str]
    """The other content words of its clause, as stems."""
    named: frozenset[str]
    """The names in its clause, as stems."""
    ahead: bool
    """Whether it is expected or possible, not yet so."""
    step: bool
    """Whether it is by how much something changed."""
    days: frozenset[Day]
    """The days on which its sentence says that it was so."""

    def same_value(self, other: "Figure") -> bool:
        """Whether both may stand for one number."""
        return self.low <= other.high and other.low <= self.high


@lru_cache(maxsize=4096)
def figures(sentence: str, published: datetime | None = None) -> tuple[Figure, ...]:
    """The figures of a sentence that say how many or how much of what; `published` dates its weekdays."""
    found = _ranges(sentence, [n for n in facts.numbers(sentence) if isinstance(n[0].value, float)])
    days = _days(sentence, published)
    return tuple(
        figure
        for at, one in enumerate(found)
        if (figure := _figure(sentence, one, _window(sentence, found, at), days)) is not None
    )


@dataclass(frozen=True, slots=True)
class _Placed:
    """A number or a range, and where it stands."""

    low: float
    high: float
    number: Number
    start: int
    end: int


def _ranges(text: str, placed: list[tuple[Number, int, int]]) -> list[_Placed]:
    """The numbers with the two of "70,000 to 80,000" and of "between 30 and 50 billion" made one."""
    found: list[_Placed] = []
    for number, start, end in placed:
        assert isinstance(number.value, float)
        between = text[found[-1].end : start].strip() if found else ""
        opened = found and text[: found[-1].start].rstrip().lower().endswith("between")
        if found and (between in ("to", "–", "-") or (between == "and" and opened)):
            scaled = found[-1].low < 1000 <= number.value and re.search("[a-z]{4}", text[start:end])
            low = found[-1].low * (1000.0 ** int(math.log(number.value, 1000)) if scaled else 1.0)
            found[-1] = _Placed(min(low, number.value), number.value, number, found[-1].start, end)
        else:
            found.append(_Placed(*_spread(number, text[:start]), number, start, end))
    return found


def _spread(number: Number, before: str) -> tuple[float, float]:
    """What a figure may stand for, by its last place that is not 0 and the word before it."""
    assert isinstance(number.value, float)
    value = number.value
    place = _last_place(value)
    if number.bound == ">":
        return value, value + max(ATLEAST * value, place)
    if number.bound == "<":
        return value - max(ATLEAST * value, place), value
    if _APPROXIMATE.search(before):
        off = max(ROUND * value, min(HALF * place, ABOUT * value))
    else:
        off = min(HALF * place, ROUND * value) if value >= 100 else 0.0
    return value - off, value + off


def _last_place(value: float) -> float:
    if value != int(value):
        return 0.1
    place = 1
    while value and value % (place * 10) == 0:
        place *= 10
    return float(place)


def _window(text: str, found: list[_Placed], at: int) -> tuple[str, str]:
    """The words of its clause before and after a figure."""
    start = found[at - 1].end if at else 0
    end = found[at + 1].start if at + 1 < len(found) else len(text)
    before = _SAYS.sub("", text[start : found[at].start])
    after = text[found[at].end : end]
    if edges := list(_EDGE.finditer(before)):
        before = before[edges[-1].end() :]
    if edge := _EDGE.search(after):
        after = after[: edge.start()]
    return before, after


def _figure(text: str, one: _Placed, window: tuple[str, str], days: frozenset[Day]) -> Figure | None:
    before, after = window
    counted = _counted(after)
    if text[one.end : one.end + 1] == "-" or _PART.match(text[one.end :]) or _OLD.search(text[: one.start]):
        return None
    head = "" if not counted else terms(counted[-1])[0] if terms(counted[-1]) else ""
    of = one.number.unit or (PEOPLE if head in _OFPEOPLE else head)
    if not of or of in _NO_NOUN or of in _TIMES:
        return None
    clause = _LEFT_HOME.sub("fled", facts.without_dates(f"{before} {after}"))
    stems = set(content_terms(facts.without_figures(clause)))
    named = frozenset(t for name in _names(text, f"{before} … {after}") for t in terms(name))
    per = _PER.match(f" {after}")
    return Figure(
        words=_as_written(text, one, "" if one.number.unit else " ".join(counted)),
        about=_about(text[one.start : one.end].split()[-1] if one.number.unit else "", after),
        low=one.low,
        high=one.high,
        of=of,
        per=per[1].lower() if per else "",
        frames=frozenset(_FRAME[stem] for stem in (*terms(clause), head) if stem in _FRAME),
        beside=frozenset(stems - named - {of}),
        named=named,
        ahead=bool(_AHEAD.search(clause)),
        step=bool(_STEP.search(text[: one.start])),
        days=days,
    )


def _names(sentence: str, clause: str) -> Iterator[str]:
    """The names of a clause; one word that begins the sentence may be any word."""
    first = sentence.split(maxsplit=1)[0]
    return (name for name in names(facts.without_dates(clause)) if name != first)


def _counted(after: str) -> list[str]:
    """The words right after a figure up to what is counted: "air strikes" of "air strikes on Syria"."""
    found: list[str] = []
    for word in after.split()[:4]:
        bare = word.strip(".?!’'")
        if not bare[:1].isalpha() or bare.lower() in STOPWORDS:
            break
        found.append(bare)
        if _PLURAL.search(bare):
            return found
    return found[:1]


def _as_written(text: str, one: _Placed, counted: str) -> str:
    start = one.start
    if word := re.search(r"(?:\b(?:about|around|some|nearly|almost|between|up to)\s+)$", text[:start], re.I):
        start = word.start()
    return " ".join(f"{text[start : one.end]} {counted}".split())


def _about(unit: str, after: str) -> str:
    words = _SAID_ON.sub("", after).split()[:LONGEST]
    while words and (words[-1].lower() in STOPWORDS or words[-1].endswith(("’s", "'s"))):
        words.pop()
    return " ".join([unit, *words]).strip(".?! ")


def _days(sentence: str, published: datetime | None) -> frozenset[Day]:
    """The days that a sentence gives for what it tells, not for who said so or since when it counts."""
    return facts.known_days(replace(facts.facts(_SAID_ON.sub(" ", sentence)), relative=frozenset()), published)


def events(figure: Figure) -> Iterator[Day]:
    """The whole days among a figure's days."""
    return (day for day in figure.days if day.year and day.month and day.day)
