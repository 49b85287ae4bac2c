"""False sentences made of true ones: a number, a date or a name changed, a denial put in or taken out."""

import random
import re
from collections.abc import Iterator, Sequence

from rag.answer.days import without_dates
from rag.answer.entities import names
from rag.answer.facts import is_number
from rag.dates import MONTHS, WEEKDAYS

_MONTHS, _DAYS = MONTHS.split("|"), list(WEEKDAYS)
_SPELLED = "two three four five six seven eight nine ten eleven twelve".split()
_WORD = re.compile(rf"\b(?:{'|'.join(_SPELLED)})\b")
_DIGITS = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-])")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_NAMED = re.compile(rf"\b(?:{'|'.join(_MONTHS + _DAYS)})\b")
_VERB = re.compile(r"\b(?:was|were|is|are|has|had|have|will|would|can|could)\b(?! (?:not|never|no)\b)")
_NOT = re.compile(r"\b(was|were|is|are|has|had|have|will|would|can|could|did|does|do) not ")


def falsified(sentence: str, others: Sequence[str], rng: random.Random) -> Iterator[tuple[str, str]]:
    """Give (kind, false sentence) for each kind that `sentence` allows; `others` are names to borrow."""
    bare = without_dates(sentence)
    for kind, changed in (
        ("number", _number(sentence, bare, rng)),
        ("date", _date(sentence, rng)),
        ("name", _name(sentence, bare, others, rng)),
        ("negation", _negation(sentence)),
    ):
        if changed and changed != sentence:
            yield kind, changed


def _put(sentence: str, match: re.Match[str], new: str) -> str:
    return sentence[: match.start()] + new + sentence[match.end() :]


def _number(sentence: str, bare: str, rng: random.Random) -> str:
    """Another number of the same length; `bare` has spaces for dates, so that offsets are those of `sentence`."""
    found = [*_DIGITS.finditer(bare), *_WORD.finditer(bare)]
    if not found:
        return ""
    match = rng.choice(found)
    if match.group() in _SPELLED:
        return _put(sentence, match, rng.choice([word for word in _SPELLED if word != match.group()]))
    first = match.group()[0]
    return _put(sentence, match, rng.choice([d for d in "123456789" if d != first]) + match.group()[1:])


def _date(sentence: str, rng: random.Random) -> str:
    found = [*_YEAR.finditer(sentence), *_NAMED.finditer(sentence)]
    if not found:
        return ""
    match = rng.choice(found)
    if match.group().isdigit():
        return _put(sentence, match, str(int(match.group()) + rng.choice([-7, -4, -3, -2, -1, 1, 2, 3, 4])))
    names_ = _MONTHS if match.group() in _MONTHS else _DAYS
    return _put(sentence, match, rng.choice([name for name in names_ if name != match.group()]))


def _name(sentence: str, bare: str, others: Sequence[str], rng: random.Random) -> str:
    own = [name for name in names(bare) if not sentence.startswith(name) and not is_number(name)]
    if not own:
        return ""
    name = rng.choice(own)
    words = name.split()
    alike = [other for other in others if len(other.split()) == len(words) and not set(other.split()) & set(words)]
    new = [other for other in alike if other not in sentence]
    return sentence.replace(name, rng.choice(new), 1) if new else ""


def _negation(sentence: str) -> str:
    denied = _NOT.search(sentence)
    if denied:
        return _put(sentence, denied, f"{denied[1]} ")
    verb = _VERB.search(sentence)
    return _put(sentence, verb, f"{verb.group()} not") if verb else ""
