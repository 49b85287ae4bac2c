"""The numbers of a sentence and what each may stand for: a range, a rounded figure, the two sides of a vote."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.facts import CHANGE, Number, last_place, numbers

ABOUT = 0.1
"""Of a round figure with "about": how far off it may be at most, half of its last place being less."""
ROUND = 0.05
"""The same for a round figure without such a word, from a hundred on."""
HALF = 0.499
"""Of the last place that is not 0: 14 million and 15 million are two numbers, neither being 14.5."""
BEFORE = 150
"""Characters before a figure that are looked at: all of them would be, once more for each figure."""
ATLEAST = 0.15
"""How far a figure may be past "more than", at least; one unit of its last place may be more."""

_CHANGED_FROM = re.compile(rf"{CHANGE}[^.;]{{0,80}}\bfrom\s+$", re.I)
"""What stands before the first figure of "reduced from 18 million to 14 million", which is no range."""
_TO = re.compile(r"(?:(?P<noun>[a-z]+(?: [a-z]+)?) )?to", re.I)
_APPROXIMATE = re.compile(
    r"\b(?:about|around|some|roughly|approximately|nearly|almost|close to|an estimated|estimated|or so)\s+$", re.I
)
_MINIMUM = re.compile(r"(?:at least|no fewer than|no less than)\b", re.I)
_VOTED = re.compile(r"\b(?:vote|votes|voted|ballot)\b[^.;]{0,60}$", re.I)
"""What stands before a result that is given without the word: "the council voted 23 to 18"."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A number or a range, and where it stands."""

    low: float
    high: float
    number: Number
    start: int
    end: int
    least: bool = False
    """Whether it is a minimum, which a higher figure does not contradict: "at least four"."""
    noun: str = ""
    """What it counts where only the figure before it says so: "from 312 votes to 287"."""
    against: float | None = None
    """The other side's votes of "23 votes to 17"."""


def placed(text: str) -> list[Placed]:
    """The numbers of a text, the two of "70,000 to 80,000", "between 30 and 50" and "23 votes to 17" made one."""
    found: list[Placed] = []
    for number, start, end in numbers(text):
        if not isinstance(number.value, float):
            continue
        one = _placed(text, number, start, end)
        joined = _joined(text, found, one) if found else None
        found[len(found) - bool(joined) :] = joined or [one]
    return found


def _joined(text: str, found: Sequence[Placed], one: Placed) -> list[Placed] | None:
    """What takes the place of the last number found where the next belongs to it."""
    last, value = found[-1], _value(one)
    between, before = text[last.end : one.start].strip(), _before(text, last.start)
    to = _TO.fullmatch(between)
    if to and _CHANGED_FROM.search(before):
        return [last, replace(one, noun=to["noun"] or "")]
    dash = between in ("–", "-")
    if (to and to["noun"] in ("vote", "votes")) or (
        (dash or between == "to") and _value(last) > value and _VOTED.search(before)
    ):
        return [replace(last, low=_value(last), high=_value(last), end=one.end, against=value)]
    if between == "to" or dash or (between == "and" and before.rstrip().lower().endswith("between")):
        scaled = last.low < 1000 <= value and re.search("[a-z]{4}", text[one.start : one.end])
        low = last.low * (1000.0 ** int(math.log(value, 1000)) if scaled else 1.0)
        return [replace(last, low=min(low, value), high=value, number=one.number, end=one.end)]
    return None


def _before(text: str, at: int) -> str:
    return text[max(0, at - BEFORE) : at]


def _value(one: Placed) -> float:
    assert isinstance(one.number.value, float)
    return one.number.value


def _placed(text: str, number: Number, start: int, end: int) -> Placed:
    return Placed(*_spread(number, _before(text, start)), number, start, end, bool(_MINIMUM.match(text, start)))


def _spread(number: Number, before: str) -> tuple[float, float]:
    """What a figure may stand for, by its last place that is not 0 and the word before it."""
    assert isinstance(number.value, float)
    value = number.value
    place = last_place(value)
    if number.bound == ">":
        return value, value + max(ATLEAST * value, place)
    if number.bound == "<":
        return value - max(ATLEAST * value, place), value
    if _APPROXIMATE.search(before):
        off = max(ROUND * value, min(HALF * place, ABOUT * value))
    else:
        off = min(HALF * place, ROUND * value) if value >= 100 else 0.0
    return value - off, value + off
