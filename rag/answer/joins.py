"""What one part of a sentence says and another does not: of whom or of how many it is said, and what caused what."""

import re
from functools import cache
from itertools import pairwise

from rag.answer.entities import names
from rag.answer.facts import numbers
from rag.answer.lexicon import FREE, IRREGULAR_PAST, base, same
from rag.answer.order import CLAUSES
from rag.content import content_terms
from rag.terms import terms

_CAUSE = re.compile(r"\b(?:because(?: of)?|due to|owing to|thanks to|on account of|as a result of)\b", re.I)
_EFFECT = re.compile(r"\b(?:so that|therefore|thus|consequently|as a result(?! of)|which is why)\b", re.I)
_END = re.compile(r"[.;:]|, (?:and|but)\b")
_COORDINATED = re.compile(r"\b(?:and|or|but|while|whereas)\b|;|,(?= (?:the )?[A-Z])")
PLACES = 5
"""Places of a word in a sentence that are looked at."""
_WORD = re.compile(r"[\w’'-]+")
_OTHERS = re.compile(r"\b(?:and|but|while|whereas) (?:the )?others?\b|, (?:the )?others?\b", re.I)
_BY = re.compile(r"\bby (?:the |an? |its |their )?(?P<who>[a-z][\w’'-]*)")
_APPOSED = re.compile(r"(?P<one>[\w’'-]+), (?:(?:the|an?|its|his|her|their) )?(?P<two>[\w’'-]+)")
_TWO_NAMES = re.compile(r"\b(?P<one>[A-Z][\w’'-]+) and (?P<two>[A-Z][\w’'-]+)")
_FIGURE = r"[\d.,]*\d(?: (?:hundred|thousand|million|billion))?"
_TWO_NUMBERS = re.compile(rf"(?<![\d.,]){_FIGURE} and {_FIGURE}")
_TO = re.compile(r"\s*(?:[\w’%]+\s+)?(?:to|against)\s+|\s*[–-]\s*")
LONGEST_GAP = 40
"""Characters between two numbers that are a pair."""
_DOES = re.compile(r"\b(?P<who>[A-Z][\w’'-]+) (?:has |have |had )?(?P<verb>[a-z]+)\b")
_IS = re.compile("was|were|is|are|has|have|had|will|would|can|could|may|might")
_LEANS = re.compile(r"\b(?:by|of|from|with|against|to|at|near|in|for|on) (?:the )?$")
Token = tuple[str, int, int]
"""A content word's stem or a figure, with where it stands."""

_OF_TWO = re.compile(r"\b(?:simultaneously|concurrently|alternately|both|between|jointly)\b", re.I)
"""What is said of two together."""
_JOINED = re.compile(r"[^,;:.]{1,80}?\b(?:and|or|as well as)\b")


def of_another(claim: str, evidence: str) -> bool:
    """Whether the claim joins what one part of the evidence says with what another says of another name or figure."""
    if _apposed_otherwise(claim, evidence) or _given_others(claim, evidence):
        return True
    figures = {number.value for number, _, _ in numbers(claim)}
    said = frozenset(terms(claim))
    there = _tokens(evidence)

    @cache
    def joins(start: int, end: int) -> bool:
        return _joins(evidence[start:end], figures, said)

    for clause in CLAUSES.split(claim):
        least = {-1: 0}  # by place in the evidence where the last word stands: how many joins at least are bad
        for token, _, _ in _tokens(clause):
            places = [n for n, (other, _, _) in enumerate(there) if same(token, other)][:PLACES]
            least = {
                n: min(
                    count + (last >= 0 and joins(there[last][2], there[n][1]))
                    for last, count in least.items()
                    if last < n
                )
                for n in places
                if any(last < n for last in least)
            }
        if least and min(least.values()):
            return True
    return False


def _apposed_otherwise(claim: str, evidence: str) -> bool:
    """Whether the claim says who someone is, "the president, Ann Lee", where the evidence has "and" between the two."""
    there = _tokens(evidence)
    for match in _APPOSED.finditer(claim):
        one, two = (_tokens(match[side])[-1:] for side in ("one", "two"))
        if not one or not two or match["one"][0].isupper() == match["two"][0].isupper():
            continue
        ends = [end for token, _, end in there if same(token, one[0][0])]
        starts = [start for token, start, _ in there if same(token, two[0][0])]
        gaps = [evidence[end:start] for end in ends for start in starts if end < start]
        if gaps and all(re.search(r"\b(?:and|or)\b", gap) for gap in gaps):
            return True
    return False


def _given_others(claim: str, evidence: str) -> bool:
    """Whether the claim joins what the evidence says of some with what it says of others, and names no others."""
    said = frozenset() if re.search(r"\bothers?\b", claim, re.I) else _content(claim)
    for match in _OTHERS.finditer(evidence):
        before = _content(evidence[: match.start()])
        if said & before and said & (_content(_END.split(evidence[match.end() :], maxsplit=1)[0]) - before):
            return True
    return False


def _tokens(text: str) -> list[Token]:
    """Content words and figures of a text, with where they stand."""
    found = [(f"#{number.value}", start, end) for number, start, end in numbers(text)]
    taken = [(start, end) for _, start, end in found]
    for match in _WORD.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            found += [(base(term), *match.span()) for term in content_terms(match.group()) if term not in FREE]
    return sorted(found, key=lambda token: token[1])


def _joins(gap: str, figures: set[float | str], said: frozenset[str]) -> bool:
    """Whether what stands between two words ends one statement and begins another, of what the claim does not name."""
    for match in _COORDINATED.finditer(gap):
        if content_terms(gap[: match.start()]):
            tail = gap[match.end() :]
            return any(number.value not in figures for number, _, _ in numbers(tail)) or any(
                not said.intersection(terms(name)) for name in names(f"x {tail}")
            )
    return False


def not_respectively(claim: str, evidence: str) -> bool:
    """Whether a claim gives the second number to the first name: "A gave 2" where "A and B gave 1 and 2"."""
    pairs = [tuple(value.value for value, _, _ in numbers(match.group())) for match in _TWO_NUMBERS.finditer(evidence)]
    here = {number.value for number, _, _ in numbers(claim)}
    for match in _TWO_NAMES.finditer(evidence):
        named = [bool(re.search(rf"\b{re.escape(match[side])}\b", claim)) for side in ("one", "two")]
        for pair in pairs:
            given = [value in here for value in pair]
            if len(pair) == 2 and pair[0] != pair[1] and sum(named) == sum(given) == 1 and named != given:
                return True
    return False


def pair_turned(claim: str, evidence: str) -> bool:
    """Whether the claim turns two numbers round: "204 votes to 85", "from 10 to 12"."""
    there = _to_pairs(evidence)
    return any((b, a) in there and (a, b) not in there for a, b in _to_pairs(claim) if a != b)


def _to_pairs(text: str) -> set[tuple[float | str, float | str]]:
    return {
        (one.value, two.value)
        for (one, _, end), (two, start, _) in pairwise(numbers(text))
        if start - end <= LONGEST_GAP and _TO.fullmatch(text[end:start])
    }


def joined_subject(claim: str, evidence: str) -> bool:
    """Whether a name does in the claim what "and" joins to another's deed: "the army beat a rising by B and killed"."""
    for match in _DOES.finditer(claim):
        did = match["verb"].endswith("ed") or match["verb"] in IRREGULAR_PAST or _IS.fullmatch(match["verb"])
        if not did:
            continue
        who, verb = re.escape(match["who"]), re.escape(match["verb"])
        # "Lee, who beat Holm, resigned", "the wife of Holm, who was shot, resigned": not that Holm resigned
        aside = rf", (?:who|which|whose|whom) [^,]*\b{who}\b[^,]*, {verb}\b"
        of = rf"\w (?:of|by|with|from|to|for|on|in|at|near) (?:the )?{who}(?:, [^,]{{1,80}},)? {verb}\b"
        leans = _LEANS.search(claim[max(0, match.start() - LONGEST_GAP) : match.start()])
        if not leans and (re.search(aside, evidence) or re.search(of, evidence)):
            return True
        leaning = rf"\b(?:by|of|from|with|against|to|at|near|in) (?:the )?(?:\w+ )?{who}(?: \w+){{0,2}} and {verb}\b"
        if re.search(leaning, evidence):
            return True
    return False


def causes_turned(claim: str, evidence: str) -> bool:
    """Whether the claim gives as a cause what is none there, or what is the effect there."""
    there = _caused(evidence)
    return any(
        not any(
            len(cause & other_cause) > len(cause & other_effect) or not (cause or other_cause)
            for other_cause, other_effect in there
        )
        for cause in _caused_by(claim)
    )


def done_by_the_speaker(claim: str, evidence: str) -> bool:
    """Whether the claim has as done by someone what the evidence has someone say: "a march by the organisers"."""
    for match in _BY.finditer(claim):
        who = re.escape(match["who"])
        said = re.search(rf"\b{who} (?:has |have |had )?(?:said|says|told|announced|estimated|reported)\b", evidence)
        if said and not re.search(rf"\bby (?:[\w’'-]+ ){{0,3}}{who}\b", evidence):
            return True
    return False


def _caused_by(text: str) -> list[frozenset[str]]:
    return [cause for cause, _ in _caused(text)]


def _caused(text: str) -> list[tuple[frozenset[str], frozenset[str]]]:
    """(words of the cause, words of the effect) for each word that joins them."""
    found = []
    for match in _CAUSE.finditer(text):
        after = _END.split(text[match.end() :], maxsplit=1)[0]
        before = _END.split(text[: match.start()])[-1]
        if not content_terms(before):  # "Because the road was closed, the bus ..."
            after, _, before = after.partition(",")
        found.append((_content(after), _content(before)))
    found += [(_content(text[: m.start()]), _content(text[m.end() :])) for m in _EFFECT.finditer(text)]
    return found


def _content(text: str) -> frozenset[str]:
    return frozenset(base(term) for term in content_terms(text)) - FREE


def one_of_two(claim: str, evidence: str) -> bool:
    """Whether the claim leaves out one of two that what it says takes: "simultaneously in cinemas and at home"."""
    for match in _OF_TWO.finditer(claim):
        word = match.group().lower()
        there = [evidence[one.end() :] for one in _OF_TWO.finditer(evidence) if one.group().lower() == word]
        if there and not _JOINED.match(claim[match.end() :]) and all(map(_JOINED.match, there)):
            return True
    return False
