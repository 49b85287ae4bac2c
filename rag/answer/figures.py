"""A figure in a sentence with what it is a figure of, so that two can be held against each other.

Two sentences seldom word one quantity alike: "370,000 people have fled", "280,000 people have been displaced". What
they share is what is counted, what became of it (one of a few things that news counts: killed, hurt, displaced ...),
the place, and the day. Where one of these is at odds, the two figures are of different things.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from rag.answer.counted import PEOPLE, became, befell, counted, told_of
from rag.answer.counted import frames as told_by
from rag.answer.days import Day, dates, known_days, without_dates
from rag.answer.entities import names
from rag.answer.facts import CHANGE, PER, without_figures
from rag.answer.number_forms import as_in_english
from rag.answer.ranges import Placed, placed
from rag.content import STOPWORDS, content_terms
from rag.terms import terms

RECENT = timedelta(days=10)
"""How far from its publication an article's news may lie; further away is what it recalls or foresees."""
LONGEST = 12
"""Words that say what a figure is of."""
LONGEST_SENTENCE, MOST = 2_000, 50
"""Characters and numbers above which a sentence is a table: each of its numbers is looked at with all around it."""

_NAMES = {"$": "dollars", "€": "euros", "£": "pounds", "%": "per cent", "pp": "percentage points"}
ARTICLES = frozenset("the a an his her its their this that these those".split())
"""Words that do not follow a name."""

_OLD = re.compile(
    r"\b(?:from|than|previously|earlier|originally|before|initially|instead of|compared (?:with|to)|as against"
    r"|not(?:,? as [^,.;]{1,40},)?)"
    r"(?: (?:about|around|some|nearly|almost|the))?\s+$",
    re.I,
)
_STEP = re.compile(
    rf"(?:{CHANGE}(?:[^,.;]{{0,30}}\bby| of)?|\b(?:another|further))"
    r"(?: (?:about|around|some|nearly|almost|an?|another))?\s+$",
    re.I,
)
_CHANGED_TO = re.compile(
    rf"{CHANGE}[^.;]{{0,60}}\bto(?: (?:about|around|some|nearly|almost|at least|more than|over|just))*\s+$", re.I
)
_STANDS_AT = re.compile(
    r"(?:\b(?:stands?|stood|remain(?:s|ed)?|reach(?:es|ed)|now(?: \w+)?)(?: at)?"
    r"|\b(?:brings?|brought|bringing|takes?|took|taking)\b[^.;]{0,80}\bto|\bin (?:all|total))"
    r"(?: (?:about|around|some|nearly|almost|just))*\s+$",
    re.I,
)
_STILL = re.compile(r"^.{0,40}\b(?:still|so far|known to have)\b", re.I)
"""What stands after a figure that says how things are now: "two people are still missing"."""
_SOURCES = re.compile(
    r"\s*(?:\w+ ){1,3}?(?:familiar|briefed|close to|with (?:direct )?knowledge|who spoke|said|told)\b", re.I
)
_PART = re.compile(r"\s*(?:of (?:them|these|those|the|which|whom|its|their|his|her)\b|in \d|out of\b)", re.I)
GRADES = {
    "badly": re.compile(r"\b(?:badly|seriously|critically|severely|gravely)\b", re.I),
    "slightly": re.compile(r"\b(?:slightly|lightly)\b", re.I),
}
_EDGE = re.compile(r"[,;:—–()“”\"]|\b(?:and|but|while|whereas|although|with|among them|including)\b", re.I)
_SAYS = re.compile(r"^.*\b(?:said|says|told|announced|added|reported|estimated?s?|stated)\b[^,]*?\bthat\b", re.I)
_SAID_ON = re.compile(
    r"\b(?:said|says|told \w+|announced|reported|added|published|according to)\b[^,.;]*"
    r"|\b(?:since|from|by|until|till|before|after|between|as of)\b(?:[^\w,;.]+[\w’'-]+){0,8}",
    re.I,
)
_OTHER_TIMES = re.compile(
    r"\b(?:since|from|by|until|till|before|after|between|as of|and (?:(?:is|are|was|were) )?to)\b"
    r"(?:[^\w,;.]+[\w’'-]+){0,20}",
    re.I,
)
"""What tells of something else than the figure, and may be of another day: "after two of the injured died in May"."""
_ASIDE = re.compile(r",\s*(?:which|who|whose|whom|where)\b[^,;]*,?", re.I)
_OF_WHICH = re.compile(
    r"(?P<what>[^,;:]{0,120}),\s*(?:(?:in|of|on|by|from|to|at|with)\s+)?(?:which|whose|who|whom|where)\b[^,;:]{0,120}$",
    re.I,
)
"""What a figure in a relative clause is told of: "storm Anke, which killed seven people"."""
_LATER = re.compile(
    r"\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+) (?:year|decade)s? after\b|\banniversary of\b", re.I
)
_PERIOD = re.compile(
    r"\b(?P<which>first|second|third|fourth|last|latest|previous|[1-4](?:st|nd|rd|th))[ -]"
    r"(?:(?:fiscal|financial|business) )?(?P<part>quarter|half)\b(?! of (?:them|the (?:people|votes|seats)))"
    r"|\bQ(?P<q>[1-4])\b|\b(?P<months>\d+|two|three|four|five|six|seven|eight|nine|ten|eleven)[ -]months?\b",
    re.I,
)
_RECALLED = re.compile(
    r"\b(?:last|previous|past) (?:week|month|year|decade|season|spring|summer|autumn|fall|winter)\b"
    r"|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+) (?:week|month|year|decade)s? "
    r"(?:ago|earlier|before)\b",
    re.I,
)
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "last": "last", "latest": "last"}
_SINCE = re.compile(r"\bsince\b[^,;.]*", re.I)
_AHEAD = re.compile(
    r"\b(?:could|may|might|would|will|should|expects?|expected|forecasts?|plans?|planned|aims?|hopes?|targets?)\b", re.I
)
_PER_CENT = re.compile(r"^\W*(?:per ?cent(?:age[ -]points?)?|percent|%)", re.I)
_LEFT_HOME = re.compile(r"\b(?:leave|leaving|left)\s+(?:their|its|his|her)\s+homes?\b", re.I)


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
    """The names in its clause, else in its sentence, as stems."""
    ahead: bool
    """Whether it is expected or possible, not yet so."""
    since: frozenset[str]
    """The names in its sentence that say since when it counts, as stems."""
    step: bool
    """Whether it is by how much something changed."""
    reached: bool
    """Whether it is what something changed to: it says itself that another figure was true before."""
    days: frozenset[Day]
    """The days, months and years of which its sentence tells, clauses about something else apart."""
    past: bool
    """Whether it is of another time than its article: all of them are far from it, or it is "last year"."""

    period: str
    """The quarter, half-year or months of which it is, empty where none is said."""
    least: bool
    """Whether it is a minimum: "at least four"."""
    against: float | None
    """The other side's votes, where it is the result of a vote."""
    kind_of: frozenset[str] = frozenset()
    """What tells those that are counted from others of their name: "gold medals", "badly hurt", as stems."""

    def same_value(self, other: "Figure") -> bool:
        """Whether both may stand for one number."""
        one_against = None in (self.against, other.against) or self.against == other.against
        return one_against and self.low <= other.high and other.low <= self.high


@lru_cache(maxsize=4096)
def figures(
    sentence: str, published: datetime | None = None, named: bool = False, language: str = ""
) -> tuple[Figure, ...]:
    """The figures of a sentence that say how many or how much of what.

    `published` dates its weekdays; `named` says that its first word is a name, though any word would have a capital.
    `language` says how its figures are written.
    """
    if len(sentence) > LONGEST_SENTENCE:
        return ()
    text = as_in_english(sentence, language)
    whole = _Sentence(text, text if named else text[:1].lower() + text[1:], published, sentence)
    found = placed(text)
    if len(found) > MOST:
        return ()
    read = (_figure(whole, one, _window(whole.body, found, at)) for at, one in enumerate(found))
    return tuple(figure for figure in read if figure is not None)


class _Sentence:
    """What the figures of a sentence share."""

    def __init__(self, text: str, body: str, published: datetime | None, written: str) -> None:
        self.text, self.body, self._published, self.written = text, body, published, written
        self.named = _named(body)
        self.since = frozenset[str]().union(*(_named(m.group()) for m in _SINCE.finditer(text)))

    def told(self, one: Placed) -> str:
        """The sentence without who said it, and without the clauses that tell of something else than this figure."""
        own = _ASIDE.sub(lambda m: m.group() if m.start() <= one.start < m.end() else ",", self.text)
        return _SAID_ON.sub(" ", _OTHER_TIMES.sub(" ", own))

    def days(self, told: str) -> frozenset[Day]:
        return known_days(replace(dates(told), relative=frozenset()), self._published)

    def past(self, told: str, days: frozenset[Day], clause: str) -> bool:
        published = self._published
        far = published is not None and not any(_close(day, published.date()) for day in days)
        return bool(_RECALLED.search(told) or _LATER.search(clause)) or (bool(days) and far)

    def period(self, one: Placed) -> str:
        """That of the figure's clause, else of the sentence."""
        start = max((m.end() for m in _EDGE.finditer(self.text, 0, one.start)), default=0)
        edge = _EDGE.search(self.text, one.end)
        return _period(self.text[start : edge.start() if edge else len(self.text)]) or _period(self.text)


def _period(text: str) -> str:
    match = _PERIOD.search(text)
    if match is None:
        return ""
    if match["q"]:
        return f"quarter {match['q']}"
    if match["months"]:
        return f"{match['months'].lower()} months"
    which = match["which"].lower()
    return f"{match['part'].lower()} {_ORDINALS.get(which, which[:1])}"


def _window(text: str, found: Sequence[Placed], at: int) -> tuple[str, str]:
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


def _figure(whole: _Sentence, one: Placed, window: tuple[str, str]) -> Figure | None:
    before, after = window
    if one.number.unit in ("%", "pp"):
        after = _PER_CENT.sub("", after)
    of, words, about = _counted(one, before, after)
    if not of or _left_out(whole.text, one):
        return None
    clause = _LEFT_HOME.sub("fled", without_dates(f"{before} {after}"))
    which = _OF_WHICH.search(whole.body[: one.start])
    named = _named(f"{before} … {after}") or (_named(which["what"]) if which else frozenset())
    per = PER.match(f" {after}")
    told = whole.told(one)
    days = whole.days(told)
    return Figure(
        words=_as_written(whole.written, one, words),
        about=about or _about(one.number.unit, before, after),
        low=one.low,
        high=one.high,
        of=of,
        per=per[1].lower() if per else "",
        frames=became(of, clause, f"{words} {about}") if one.against is None else frozenset({"result"}),
        beside=frozenset(content_terms(without_figures(clause))) - named - {of},
        named=named or whole.named,
        ahead=bool(_AHEAD.search(clause)),
        since=whole.since,
        step=bool(_STEP.search(whole.text[: one.start])),
        reached=_is_reached(whole.text, one, after),
        days=days,
        past=whole.past(told, days, which["what"] if which else clause),
        period=whole.period(one),
        least=one.least,
        against=one.against,
        kind_of=_kind_of(words, clause),
    )


def _kind_of(words: str, clause: str) -> frozenset[str]:
    """What is said of those that are counted, before their name or of how badly they fared."""
    said = content_terms(" ".join(word for word in words.split()[:-1] if word.islower()))
    fared = {grade for grade, signs in GRADES.items() if signs.search(clause)}
    return frozenset(t for t in said if not told_by((t,))) | fared


def _counted(one: Placed, before: str, after: str) -> tuple[str, str, str]:
    """What a number counts, as a unit or a stem, the words for it after the number, and those before it."""
    if one.against is not None:
        return "vote", "", ""
    if not one.number.unit and befell(before, after):
        return PEOPLE, "", ""
    of, words = counted(one.number.unit, after)
    if of or one.number.unit:
        return of, words, ""
    of, about = told_of(before)
    return of or counted("", one.noun)[0], "", about


def _is_reached(text: str, one: Placed, after: str) -> bool:
    before = text[: one.start]
    return any(p.search(before) for p in (_CHANGED_TO, _STANDS_AT)) or bool(_STILL.match(after))


def _left_out(text: str, one: Placed) -> bool:
    """Whether a number is part of a word, counts a part or sources, or is what something else is compared with."""
    before, after = text[: one.start], text[one.end :]
    joined = before.endswith("-") or after.startswith("-")
    return joined or any(p.match(after) for p in (_PART, _SOURCES)) or bool(_OLD.search(before))


def _named(text: str) -> frozenset[str]:
    found = (t for name in names(without_dates(text)) for t in terms(name))
    return frozenset(t for t in found if not told_by((t,)))


def _as_written(text: str, one: Placed, counted: str) -> str:
    start = one.start
    if word := re.search(r"(?:\b(?:about|around|some|nearly|almost|between|up to)\s+)$", text[:start], re.I):
        start = word.start()
    return " ".join(f"{text[start : one.end]} {counted}".split())


def _about(unit: str, before: str, after: str) -> str:
    """The clause without its figure: "people have fled their homes", "Iran lost … dollars"."""
    words = [*([_NAMES.get(unit, unit)] if unit else []), *_SAID_ON.sub("", after).split()[:LONGEST]]
    while words and (words[-1].lower() in STOPWORDS or words[-1].endswith(("’s", "'s"))):
        words.pop()
    if unit or len(words) < 2:
        said = before.split()[-LONGEST // 2 :]
        words = [*said, "…", *words] if any(word.lower() not in STOPWORDS for word in said) or not unit else words
    return " ".join(words).strip(".?! ")


def _close(day: Day, published: date) -> bool:
    """Whether a day, a month or a year holds or is near to the day of publication."""
    first, last = (day.month or 1, day.day or 1), (day.month or 12, day.day or 28)
    try:
        start, end = date(day.year or published.year, *first), date(day.year or published.year, *last)
    except ValueError:
        return True
    return start - RECENT <= published <= end + RECENT


def events(figure: Figure) -> Iterator[Day]:
    """The whole days among a figure's days."""
    return (day for day in figure.days if day.year and day.month and day.day)
