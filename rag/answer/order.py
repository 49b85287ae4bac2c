"""Who did what to whom: whether the words of two sentences stand in one order, once what may move freely is set apart.

English says by order who acts and who is acted on. Passives are turned round first. Phrases with a preposition may
stand anywhere as long as they keep it, and so may the words that say who is quoted.
"""

import re
from collections.abc import Sequence

from rag.answer import facts
from rag.answer.lexicon import FREE, PARTICIPLES, base, same
from rag.answer.wording import ATTRIBUTION
from rag.content import content_terms
from rag.terms import terms

_PREPOSITION = (
    r"in|on|at|from|to|into|with|for|after|before|during|near|over|under|since|until|through|across|towards?|about|"
    r"against|between|without|within|among|as|by|despite|because of|out of"
)
_STOP = rf"{_PREPOSITION}|and|or|but|who|which|that|when|while|where|was|were|is|are|had|has|have|will|would|said|says"
_PHRASE = re.compile(
    rf"\b(?P<preposition>{_PREPOSITION})\s+(?P<rest>[\w’'-]+(?:\s(?!(?:{_STOP})\b)[\w’'-]+){{0,5}})", re.I
)
_BE = (
    r"(?:(?:had|has|have|will|would|could|may|might|must|should|to)\s+)?(?:was|were|is|are|been|be|being)"
    r"(?:\s+been|\s+being)?"
)
_PASSIVE = re.compile(
    rf"^(?P<before>.*?)\b{_BE}\s+(?:not\s+|also\s+|then\s+|later\s+|\w+ly\s+)?(?P<verb>{PARTICIPLES})\b(?P<after>.*)$",
    re.I | re.S,
)
_CAPITAL = r"(?:al-)?[A-Z][\w’'-]*"
_PLACED = re.compile(rf"\b([\w’'-]+) (?:of|in|at) (?:the |its |their )?({_CAPITAL}(?: {_CAPITAL}){{0,3}})")
_TITLED = re.compile(
    r"\b(?P<name>(?:[A-Z][\w’'-]* ){0,3}[A-Z][\w’'-]*),"
    r" (?:the|its|his|her|their|an?) (?P<title>[a-z][\w’'-]*(?: [a-z][\w’'-]*){0,3}),"
)
"""Who somebody is, said after the name."""
_OWNED = re.compile(r"([\w-]+)[’']s?\s+([\w-]+)")
_APART = 2
"""Words from an owner to what it owns at most, as in "the base of Norland"."""
_AGENT = re.compile(rf"\bby\s+(?P<agent>[\w’'-]+(?:\s(?!(?:{_STOP})\b)[\w’'-]+){{0,5}})", re.I)
CLAUSES = re.compile(r"[,;:—–()]|\b(?:and|but|while|although|though|which|who|that|when|as|because)\b", re.I)
"""What stands between the clauses of a sentence."""


def moved(claim: str, evidence: str) -> bool:
    """Whether words of one clause of `claim` that `evidence` has too stand in another order there, or far apart."""
    if _parted(claim, evidence):
        return True
    there = [term for clause in _clauses(evidence) for term in clause]
    for clause in _clauses(_settled(claim, evidence)):
        said = [term for term in clause if any(same(term, other) for other in there)]
        if _longest_common(said, there) < len(said):
            return True
    return False


def _parted(claim: str, evidence: str) -> bool:
    """Whether what `claim` gives to an owner, as in "Syria's rebels", stands far from that owner in `evidence`."""
    there = [base(term) for term in terms(_PLACED.sub(r"\2 \1", evidence))]
    for match in _OWNED.finditer(claim):
        owner, owned = ([n for n, t in enumerate(there) if same(t, stem)] for stem in _pair(match))
        if owner and owned and min(abs(a - b) for a in owner for b in owned) > _APART:
            return True
    return False


def _pair(match: re.Match[str]) -> list[str]:
    stems = [terms(word)[-1:] or [""] for word in match.groups()]
    return [base(stem) for stem, *_ in stems]


def _clauses(text: str) -> list[list[str]]:
    """Content words of every clause in order, a passive clause turned round, "port of Tartus" as "Tartus port".

    "Lee, the mayor, said" is read as "mayor Lee said".
    """
    text = facts.without_figures(_TITLED.sub(r"\g<title> \g<name>", text))
    content = set(content_terms(text)) - FREE
    clauses = [_PLACED.sub(r"\2 \1", _active(clause)) for clause in CLAUSES.split(text)]
    return [[base(t) for t in terms(clause) if t in content] for clause in clauses]


def _active(clause: str) -> str:
    """Turn "A was taken by B in C" into "B taken A in C", and "A was taken" into "taken A"."""
    match = _PASSIVE.match(clause)
    if match is None:
        return clause
    agent = _AGENT.search(match["after"])
    if agent is None:
        return f"{match['verb']} {match['before']} {match['after']}"
    after = match["after"]
    rest = f"{after[: agent.start()]} {after[agent.end() :]}"
    return f"{agent['agent']} {match['verb']} {match['before']} {rest}"


def _settled(claim: str, evidence: str) -> str:
    """Leave out of `claim` the phrases that `evidence` has with the same preposition, and who is quoted."""
    phrases = [(m["preposition"].lower(), set(terms(m["rest"]))) for m in _PHRASE.finditer(evidence)]

    def kept(match: re.Match[str]) -> str:
        content = set(content_terms(match["rest"]))
        preposition = match["preposition"].lower()
        if preposition != "by" and any(preposition == other and content <= words for other, words in phrases):
            return " "
        return match.group()

    return _PHRASE.sub(kept, ATTRIBUTION.sub(" ", claim))


def _longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for a in one:
        above = row
        row = [0]
        for j, b in enumerate(other):
            row.append(above[j] + 1 if same(a, b) else max(above[j + 1], row[-1]))
    return row[-1]
