"""Whether a name stands in the same place of two sentences: who did it, to whom, where to and where from."""

import re
from collections.abc import Sequence
from itertools import combinations

from rag.answer.entities import bare, names
from rag.answer.wording import RELATIONS

_BETWEEN = re.compile(r"[\s,]*(?:and|or)?[\s,]*")
_WORD = re.compile(r"[\w’'-]+")
NEAR = 100
"""Characters before and behind a name in which the words beside it are looked for."""
_LIES = re.compile(r"\b((?:north|south|east|west)[\w-]*)\s+of\s+(?:the\s+)?([A-Z][\w’'-]*)")


def reversed_(name: str, claim: str, evidence: str) -> bool:
    """Whether a name has a preposition in the claim and only opposed ones in the evidence: "to Homs", "from Homs"."""
    said, there = _relations(name, claim), _relations(name, evidence)
    opposed = {other for preposition in said for other in RELATIONS.get(preposition, ())}
    return bool(there) and there <= opposed


def replaced(name: str, claim: str, evidence: str, *, borrowed: bool) -> bool:
    """Whether the evidence has another name between the same two words.

    One such word is enough where the name is `borrowed`: it is not in the evidence, but in what that points back to.
    """
    here = _beside(name, claim)
    own = _beside(name, evidence)
    if here & own:
        return False
    others = [other for other in names(evidence) if not _parts(other) & _parts(name)]
    there = {beside for other in others for beside in _beside(other, evidence)}
    if not borrowed:
        return any(all(beside) for beside in here & there)
    return any(_share(one, two) for one in here for two in there)


def exchanged(found: Sequence[str], claim: str, evidence: str) -> bool:
    """Whether two names stand the other way round and neither kept a word beside it; the passive is let pass."""
    if (" by " in claim) != (" by " in evidence):
        return False
    once = [n for n in dict.fromkeys(found) if len(_spots(n, claim)) == len(_spots(n, evidence)) == 1]
    return any(
        (_spots(a, claim) < _spots(b, claim)) != (_spots(a, evidence) < _spots(b, evidence))
        and not (_listed(a, b, claim) and _listed(a, b, evidence))
        and not any(_share(one, two) for n in (a, b) for one in _beside(n, claim) for two in _beside(n, evidence))
        for a, b in combinations(once, 2)
    )


def in_place_of(name: str, claim: str, evidence: str) -> bool:
    """Whether a name that is not in the evidence stands where that has "its officers" or "a general" after a word."""
    said = frozenset(word.lower() for word in _WORD.findall(claim))
    for before, _ in _beside(name, claim):
        owned = rf"\b{re.escape(before)} (?:its|his|her|their|an?|some|several|many|two|three) ([\w’'-]+)"
        if before and any(noun.lower() not in said for noun in re.findall(owned, evidence, re.I)):
            return True
    return False


def lies_elsewhere(claim: str, evidence: str) -> bool:
    """Whether the claim has "north of Idrin" and the evidence names Idrin for something else: "Idrin, to the north"."""
    there = {match.groups() for match in _LIES.finditer(evidence)}
    return any(one not in there and stands(one[1], evidence) for one in (m.groups() for m in _LIES.finditer(claim)))


def _parts(name: str) -> set[str]:
    return set(re.split(r"[ -]", name))


def stands(name: str, text: str) -> bool:
    """Whether the last word of a name is in a text as it is written."""
    return bool(_spots(name, text))


def after_preposition(name: str, text: str) -> bool:
    """Whether a name stands after a preposition, where it may move with it."""
    return bool(_relations(name, text))


def _relations(name: str, text: str) -> set[str]:
    """Find the prepositions that stand before a name."""
    before = rf"\b({'|'.join(RELATIONS)})\s+(?:(?:the|its|their)\s+)?{re.escape(_last(name))}"
    return {found.lower() for found in re.findall(before, text, re.I)}


def _last(name: str) -> str:
    """Return the word a name is found again by, without the possessive."""
    return bare(name).split()[-1]


def _spots(name: str, text: str) -> list[int]:
    return [m.start() for m in re.finditer(rf"\b{re.escape(_last(name))}\b", text, re.I)]


def _beside(name: str, text: str) -> set[tuple[str, str]]:
    """Find the words right before and right after each mention of a name; empty strings at either end."""
    found = set()
    for match in re.finditer(rf"(?<!\w){re.escape(_last(name))}(?:[’']s)?(?!\w)", text, re.I):
        whole = max(0, match.end() - len(name))
        start = whole if text[whole : match.end()].lower() == name.lower() else match.start()
        before = _WORD.findall(text, max(0, start - NEAR), start)
        after = _WORD.findall(text, match.end(), match.end() + NEAR)
        found.add((before[-1].lower() if before else "", after[0].lower() if after else ""))
    return found


def _share(one: tuple[str, str], two: tuple[str, str]) -> bool:
    return any(a and a == b for a, b in zip(one, two, strict=True))


def _listed(a: str, b: str, text: str) -> bool:
    """Whether two names stand in one list: "Iran and Russia"."""
    first, second = sorted((_spots(n, text)[0], n) for n in (a, b))
    return bool(_BETWEEN.fullmatch(text[first[0] + len(_last(first[1])) : second[0]]))
