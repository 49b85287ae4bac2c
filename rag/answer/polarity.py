"""Whether two sentences say opposite things: a denial on one side only, an opposite word, an opposed preposition."""

import re
from collections.abc import Iterator, Sequence

from rag.answer.facts import without_figures
from rag.answer.lexicon import OPPOSED_FUNCTION, OPPOSITES, base, same, words
from rag.answer.objections import Objection
from rag.answer.wording import RELATIONS
from rag.content import content_terms

_DENIAL = re.compile(
    r"\b(?:not(?! only| least)|no(?! more than| fewer than| less than| later than)|never|none|nobody|nothing|neither|"
    r"nor|without|cannot)\b|n[’']t\b",
    re.I,
)
_NEGATIVE = re.compile(
    rf"{_DENIAL.pattern}|\b(?:refus|fail|unable|against|reject|declin|lack|absen|oppos|prevent|forb|ban|den[iy]|doubt|"
    r"unlike|stop|avoid|hardly|barely|few|little|instead)\w*",
    re.I,
)
"""Words by which a denial may be put in other words."""
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|did|does|do)(?: not\b(?! only)|n[’']t\b)", re.I
)
"""A denied finite verb, as in "was not", which another turn of phrase seldom brings in."""
_NOT_SO = re.compile(
    rf"(?:, [^,]{{2,80}},)?(?: \w+){{0,2}}? "
    rf"(?:{_FINITE.pattern}|\b(?:never|refus(?:e[sd]|ing)|declin(?:e[sd]|ing)|den(?:ies|ied))\b)",
    re.I,
)
_END = re.compile(r"[,;:.()]|\b(?:but|although|while)\b", re.I)
_PREPOSITION = re.compile(
    rf"\b(?P<preposition>{'|'.join(sorted(RELATIONS, key=len, reverse=True))})\s+"
    r"(?:(?:the|a|an|its|their|his|her)\s+)?(?P<word>[\w’'-]+)",
    re.I,
)
_EXCEPT = re.compile(r"\b(?:only|except|apart from|other than|but for|unlike)\b", re.I)
_DIRECTED = re.compile(r"\b(?:North|South|East|West|New|Old|Upper|Lower|Great)(?: |-)(?=[A-Z])")
"""What of a name is no direction: "South Korea"."""
Groups = list[tuple[str, ...]]
"""For every denial the content words after it."""
NEAR = 2
"""Content words after a "not" that it denies first of all."""
DENIED = 4
"""Content words after a "not" that it is taken to deny."""


def objections(claim: str, evidence: str) -> Iterator[Objection]:
    """Say where the two are opposed; hard only where nothing else on the other side could be meant."""
    said, there = words(claim), words(evidence)
    denied_here, denied_there = _denied(claim), _denied(evidence)
    unheard = not _NEGATIVE.search(evidence) and not any(_opposed_in(group[0], there) for group in denied_here)
    denied = any(_in(group[0], there) and not _any_in(group, denied_there) for group in denied_here)
    if denied or (unheard and _FINITE.search(claim)):
        yield Objection("the article has no such denial", unheard)
    elif _unlike(denied_here, denied_there, there) or _unlike(denied_there, denied_here, said):
        yield Objection("the article denies something else")
    if any(_in(group[0], said) and not _any_in(group, denied_here) for group in denied_there):
        unsaid = not _NEGATIVE.search(claim) and len(denied_there) == 1
        yield Objection("the article denies it", unsaid)
    unnamed = words(_DIRECTED.sub("", evidence))
    for term in words(_DIRECTED.sub("", claim)) - there:
        opposites = [one for one in OPPOSITES.get(term, ()) if one in unnamed and one not in said]
        if opposites:
            excepted = _EXCEPT.search(claim) or _EXCEPT.search(evidence) or _NEGATIVE.search(claim)
            alike = any(_in_one_place(term, claim, one, evidence) for one in opposites)
            yield Objection("the article says the opposite", alike and not excepted and term not in OPPOSED_FUNCTION)
    if _turned(claim, evidence):
        yield Objection("the article has the opposite relation")


def denied_of(names: Sequence[str], text: str) -> bool:
    """Whether a text says right behind one of these names that something was not so: "the Pope did not come"."""
    return any(_NOT_SO.match(text, at.end()) for name in names for at in re.finditer(rf"\b{re.escape(name)}\b", text))


def _unlike(one: Groups, other: Groups, words: frozenset[str]) -> bool:
    """Whether the first word that one side denies is on the other side, and is not among the first denied there."""
    return any(_in(group[0], words) and not any(_in(group[0], near[:NEAR]) for near in other) for group in one)


def _opposed_in(term: str, where: frozenset[str]) -> bool:
    """Whether the opposite of a word is there: "has not left", "stayed"."""
    return any(opposite in where for opposite in OPPOSITES.get(term, ()))


def _in_one_place(term: str, claim: str, opposite: str, evidence: str) -> bool:
    """Whether a word and its opposite have the same content word before or after them."""
    here, there = _beside(term, claim), _beside(opposite, evidence)
    return any(one and one == other for one, other in zip(here, there, strict=True))


def _beside(term: str, text: str) -> tuple[str, str]:
    """Return the content words right before and right after a word; empty at either end."""
    every = [base(t) for t in content_terms(without_figures(text))]
    if term not in every:
        return "", ""
    at = every.index(term)
    return (every[at - 1] if at else ""), (every[at + 1] if at + 1 < len(every) else "")


def _turned(claim: str, evidence: str) -> bool:
    """Whether a word has a preposition in the claim and only an opposed one in the evidence: "into", "out of"."""
    said, there = _prepositions(claim), _prepositions(evidence)
    return any(
        there[term] <= {opposed for one in prepositions for opposed in RELATIONS[one]}
        for term, prepositions in said.items()
        if term in there
    )


def _prepositions(text: str) -> dict[str, set[str]]:
    """Return for each content word that follows a preposition at once the prepositions that it follows."""
    found: dict[str, set[str]] = {}
    for match in _PREPOSITION.finditer(text):
        for term in content_terms(match["word"]):
            found.setdefault(base(term), set()).add(match["preposition"].lower())
    return found


def _denied(text: str) -> list[tuple[str, ...]]:
    """Return for every denial the content words that follow it in its clause; those without any are left out."""
    found = []
    for match in _DENIAL.finditer(text):
        clause = _END.split(text[match.end() :], maxsplit=1)[0]
        following = tuple(base(term) for term in content_terms(clause)[:DENIED])
        if following:
            found.append(following)
    return found


def _any_in(group: tuple[str, ...], groups: list[tuple[str, ...]]) -> bool:
    return any(_in(term, other) for term in group for other in groups)


def _in(term: str, where: frozenset[str] | tuple[str, ...]) -> bool:
    return any(same(term, other) for other in where)
