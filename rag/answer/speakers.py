"""Whose words a sentence tells, and to whom they were said: the one beside the verb, not whoever is named in it."""

import re

from rag.answer.entities import names
from rag.content import content_terms
from rag.terms import terms

SAYING = re.compile(
    r"\b(?:said|says|told|tells|announced|warned|warns|called (?:for|on)|demanded|claimed|claims|added|stated|urged"
    r"|vowed|denied|denies|insisted|argued|described|declared|accused|accuses|confirmed|welcomed|wrote|replied)\b",
    re.I,
)
_INVERTED = re.compile(r"[,”\"?!] *$")
"""What stands before a verb that its subject follows: “...,” said Ann Lee."""
_TOLD = re.compile(r"\b(?:told|tells|warned)\s+(?P<whom>(?:[\w’'-]+\s+){0,5}[\w’'-]+)", re.I)
_HEARER = re.compile(
    r"\b(?:did|does|do|has|have)\s.{1,80}?\s(?:tell|told)\s+(?P<whom>[^,;:?]{1,60}?)"
    r"(?:\s+(?:about|on|in|at|after|before|during|that|over|when)\b|\W*$)",
    re.I,
)
_SMALL = frozenset(terms("the a an his her its their that this it"))
_PERSON = re.compile(r"[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*){1,3}")
"""A first and a last name."""
_PART = re.compile(r"[;:“”\"()]|(?<=,) (?:and|but|while)\b")
_PRONOUN = re.compile(r"\b(?:he|she|they|it|i|we|who|which)(?: [\w’'-]+){0,2}\W*$", re.I)
_NOUN = re.compile(r"\b(?:the|an?|its|their|his|her|our)\s+[a-z]", re.I)
AFTER = 60
"""Characters after a verb in which the subject that follows it is looked for."""
FOR_THEM = 0.6
"""How much it is theirs what somebody else says where a group or a firm is asked about, which may speak through him."""


def said_by(who: str, sentence: str, before: str, verbs: re.Pattern[str] = SAYING) -> float:
    """How surely a sentence tells words of `who`: 0 to 1. `before` may have whom a pronoun means.

    Where somebody else stands beside every verb of saying, one who is only named is not speaking. Other `verbs` make
    it what they did.
    """
    speaker = set(content_terms(who))
    start, others = 0, False
    for verb in verbs.finditer(sentence):
        head = sentence[start : verb.start()]
        subject = _PART.split(head)[-1]
        if _INVERTED.search(head) or not subject.strip():
            subject = sentence[verb.end() : verb.end() + AFTER].partition(",")[0]
        if not speaker.isdisjoint(terms(subject)):
            return 1.0
        others = others or (not _PRONOUN.search(subject) and bool(names(subject) or _NOUN.search(subject)))
        start = verb.end()
    spoken = _TOLD.sub(" ", sentence)
    if speaker.isdisjoint(terms(f"{before} {spoken}")):
        return 0.0
    return 1.0 if not others else 0.0 if _PERSON.fullmatch(who.strip()) else FOR_THEM


def told_to(question: str, sentence: str) -> bool:
    """Whether a sentence tells it to whom a question says that it was told; to anybody where it says nothing."""
    asked = _HEARER.search(question)
    whom = set(terms(asked["whom"])) - _SMALL if asked else set()
    return not whom or any(not whom.isdisjoint(terms(told["whom"])) for told in _TOLD.finditer(sentence))
