"""Whether a sentence says that something was or will be done: "Voss resigned", and not "he would resign if ..."."""

import re
from collections.abc import Iterator, Set

from rag.answer.entities import DATE, blank, names
from rag.answer.lexicon import IRREGULAR_PAST, base, forms
from rag.answer.otherwise import otherwise
from rag.content import content_terms
from rag.question import Question
from rag.terms import terms

UNSAID = 0.5
"""How well a sentence fills it that says nothing of it."""
DONE, DENIED, BY_WHOM, OTHERS = 1.0, 0.7, 0.65, 0.05
"""That says so, that says no or that it will be, that says so of a pronoun, and of somebody else."""
_PAST = re.compile(r"(?:(?:and|but|so) )?(?:did|has|have|had|was|were)\b", re.I)
_FUTURE = re.compile(r"(?:(?:and|but|so) )?(?:will|would|is .{1,60} going to|are .{1,60} going to)\b", re.I)
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_CLAUSE = re.compile(r"[;:“”\"()]|,? (?:but|although|while|after|before|and (?=(?:he|she|they|it)\b))\b")
_OPEN = re.compile(
    r"""\b(?:if|whether|unless|until|may|might|could|should|can|must
    |(?:call|ask|press|push|appeal|wait)\w*[ ](?:\w+[ ]){0,3}?(?:for|on|to)|demand\w*|urg(?:e[sd]?|ing)|threat\w+
    |want(?:s|ed)?|accus\w+|alleg\w+|suspect\w*|pressure)\b""",
    re.I | re.X,
)
_NO = re.compile(
    r"""(?:\b(?:not|never|nobody|no[ ]one|nothing|cannot|without|refus\w+|declin\w+|den(?:y|ies|ied|ying)
    |rul(?:e[sd]?|ing)[ ]out)\b|n[’']t\b)(?:[ ][\w’'-]+){0,4}[ ]*$""",
    re.I | re.X,
)
_TO_COME = re.compile(
    r"\b(?:will|shall|is to|are to|was to|would|plans? to|intends? to|going to)(?: [\w’'-]+){0,3} *$", re.I
)
_TO_DO = re.compile(r"\b(?:to|will|would)(?: \w+ly)? *$", re.I)
_ITS = re.compile(r"^\W*its\b", re.I)
"""How a sentence begins that tells what someone of a firm or a country did."""
_PRONOUN = re.compile(r"^\W*(?:(?:on|in|at) [^,]{2,30},? )?(?:he|she|they|it|i|we)\b", re.I)
_SAID = re.compile(r"\b(?:that|said|says)\b|[;:“”\"]")
_WAS = re.compile(r"\b(?:is|are|was|were|been|be|being)(?: \w+ly)? *$", re.I)
_PASSIVE = re.compile(r"\b(?:was|were|been|be|being)\b", re.I)
READ, OBJECT = 300, 80
"""Characters before a verb that are read, and those after a verb in which the one is named to whom it was done."""
_HOW = re.compile(r"(?:(?:and|but|so) )?how (?:did|has|have|had|will|would) .{1,80} (?:plead|pleaded|voted?)\b", re.I)

_ANYONE = re.compile(
    r"(?:(?:and|but|so) )?(?:did|has|have|had|was|were|will) (?:any|some)(?:one|body)(?: else)?(?: been| be| have)? "
    r"(?P<deed>\w+)",
    re.I,
)
"""A question that names nobody for what was done: whoever it was answers it."""


def asks_of_deed(question: Question) -> bool:
    """Whether a question asks whether somebody did something, or how somebody pleaded or voted."""
    return any(asks.match(question.text) for asks in (_PAST, _FUTURE, _HOW))


def tells_whether(question: Question, sentence: str) -> float:
    """How directly a sentence says that what a question asks about was done, or will be, or not: 0 to 1."""
    past = _PAST.match(question.text) is not None
    if not past and _FUTURE.match(question.text) is None:
        return UNSAID
    passive = _PASSIVE.search(question.text) is not None
    anyone = _ANYONE.match(question.text)
    deed = forms(next(iter(terms(anyone["deed"])), "")) if anyone else frozenset[str]()
    named = {term for name in question.names for term in content_terms(name)}
    found = []
    for at, asked in _places(question, sentence, named):
        if anyone and deed.isdisjoint(asked):
            continue
        whole = sentence[max(0, at - READ) : at]
        before = _CLAUSE.split(whole)[-1]
        said = _SAID.split(whole)[-1]
        if (told := _told(before, past)) is None:
            continue
        if told == UNSAID:
            said = _OPEN.split(said)[-1]
            if not names(said):
                continue
        if named and names(blank(DATE, said)):
            whole = said
        if passive and not _WAS.search(before):
            whole += sentence[at : at + OBJECT]
        found.append(told if anyone or _of_them(question, named, asked, whole) else _of_others(before, bool(named)))
    return max((told for told in found if told != OTHERS), default=OTHERS if found else UNSAID)


def _told(before: str, past: bool) -> float | None:
    """How directly a verb after these words tells it, `past` or to come; None where it tells of another time."""
    if _NO.search(before):
        return DENIED
    if _OPEN.search(before):
        return UNSAID
    if _TO_DO.search(before) if past else not _TO_COME.search(before):
        return None
    return DONE if past else DENIED


def _of_them(question: Question, named: Set[str], asked: Set[str], words: str) -> bool:
    """Whether the words around a verb have one whom, or of which, the question asks it."""
    whom, there = (named or set(question.terms)) - asked, terms(words)
    return not whom or any(not forms(term).isdisjoint(there) for term in whom)


def _of_others(before: str, named: bool) -> float:
    """What it says where the question's names or words are not there: of a pronoun it may, of another name not."""
    its = _ITS.search(before) is not None
    if named and not its and names(blank(DATE, before)):
        return OTHERS
    return BY_WHOM if its or _PRONOUN.search(before) else UNSAID


def _places(question: Question, sentence: str, named: Set[str]) -> Iterator[tuple[int, frozenset[str]]]:
    """Where a sentence has a verb of the question's, or what says the same, and the question's terms for it."""
    asked = {base(term): term for term in question.terms if term not in named}
    for word in _WORD.finditer(sentence):
        stem = next(iter(terms(word.group())), "")
        if base(stem) in asked and _verbal(word.group().lower(), sentence[max(0, word.start() - READ) : word.start()]):
            yield word.start(), frozenset({asked[base(stem)], stem})
    for own, pattern in otherwise(question):
        for found in pattern.finditer(sentence):
            yield found.start(), own


def _verbal(word: str, before: str) -> bool:
    """Whether a word is a form of a verb: of the past, or after "to", "not" or "will"."""
    if word.endswith("ed") or word in IRREGULAR_PAST:
        return True
    return _NO.search(before) is not None or _TO_DO.search(before) is not None
