"""A chat as the questions that it asked, and what a follow-up takes from them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from corpus.article import one_line
from rag.content import content_terms, name_words
from rag.dates import without_dates
from rag.kinds import kind_of
from rag.leaning import NEXT, complete, leans, only_brief, points_back
from rag.question import MAX_QUESTION, Question, alone, without_asking
from rag.spelled_out import (
    PERSON,
    adds_about,
    anew,
    asked_simply,
    asks_anew,
    beside_whom,
    in_its_place,
    joined_to,
    latest_of_another,
    names_one,
    names_told,
    of_former_or_latter,
    of_the_one_named,
    said_by_another,
    spelled_out,
    the_one_told_of,
    without_names,
)
from rag.talk import (
    Meant,
    asks,
    asks_for_more,
    asks_of_the_answer,
    confirmed,
    correction,
    is_small_talk,
    narrowing,
    returning,
    without_talk,
)
from rag.types import Turn

READ = 20
"""Questions of a chat that are read, the newest ones."""
REPLY = 2_000
"""Code points of an answer that are read."""
MOST = 3
"""Questions that one leans on: the one that stood alone, and the last ones."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a turn asked, by itself, and the questions that it leans on, oldest first."""

    text: str
    chain: tuple[str, ...] = ()
    reply: str = ""
    named: bool = False
    """Whether a name that the reply before it begins with stands in it for a pronoun."""
    stands: bool = False
    """Whether what leans on it needs nothing of what it leans on itself."""
    tied: bool = False
    """Whether it names the matter that it is of, and is not asked by itself."""

    @property
    def whole(self) -> tuple[str, ...]:
        """The questions that one leans on which leans on this one."""
        return (self.text,) if self.stands else (*self.chain, self.text)


def in_context(question: Question, history: Sequence[Turn]) -> Question:
    """A question with what it takes from the earlier turns where it leans on them; else as it is."""
    said = _asked_in(history)
    asked = _asked(question.text, said) if said else None
    if asked is None:
        return question
    if asked.named:
        return _of_the_one_named(question.text, asked.text)
    if asked.text != question.text:
        question = replace(alone(asked.text), rewritten=asked.text, typed=question.text)
    found = _leaning(question, asked.chain) if asked.chain else question
    if NEXT.fullmatch(question.text):
        found = replace(found, told=said[-1].reply)
    return replace(found, may_stand_alone=found.may_stand_alone and not asked.tied)


def _asked_in(history: Sequence[Turn]) -> list[Asked]:
    """The questions of a chat, oldest first; what is said beside them asks none."""
    said: list[Asked] = []
    for turn, reply in zip_longest(history[-2 * READ :], history[-2 * READ :][1:]):
        text = without_talk(one_line(turn.content)) if turn.role == "user" else ""
        if asked := _asked(text, said) if text else None:
            answered = reply is not None and reply.role == "assistant"
            said.append(replace(asked, reply=one_line(reply.content[:REPLY]) if answered else ""))
    return said


def _asked(text: str, said: Sequence[Asked]) -> Asked | None:
    """What a turn asks after those before it; None where it asks nothing."""
    last = said[-1] if said else None
    if last and (offered := confirmed(text, last.text, last.reply)):
        return Asked(offered, last.chain)
    if is_small_talk(text):
        return None
    if last is None:
        return Asked(text)
    if asks_for_more(text) or asks_of_the_answer(text, " ".join(last.whole)):
        return last
    if asks_anew(text):
        return Asked(anew(last.text), last.chain)
    if meant := correction(text):
        return _corrected(meant, said)
    if where := narrowing(text):
        return Asked(_in_another_place(f"and {where}", last.text) or joined_to(last.text, where), last.chain)
    if (back := returning(text)) and (returned := _returned(back.topic, back.asked, said, sure=back.sure)):
        return returned
    return _following(text, said)


def _following(text: str, said: Sequence[Asked]) -> Asked:
    """What a turn asks that corrects nothing and names no other matter."""
    last, question = said[-1], alone(text)
    if not leans(question):
        return Asked(text)
    if of_two := of_former_or_latter(text, last.text, lambda name: bool(content_terms(name))):
        return Asked(of_two)
    if adds_about(text, last.text):
        return Asked(joined_to(last.text, text), last.chain)
    if by_another := said_by_another(text, last.text):
        return Asked(by_another, last.whole)
    if spelled := _as_the_last(text, last.text):
        return Asked(spelled, last.chain if points_back(spelled) else ())
    if not question.names and kind_of(last.text) == "who":
        if named := of_the_one_named(text, last.text, last.reply, " ".join(last.chain)):
            beside = beside_whom(text, named)
            return Asked(joined_to(last.text, beside), last.chain) if beside else Asked(named, last.whole, named=True)
    chain = _of_whom(question, said)
    return Asked(text, (*chain[:1], *chain[1:][1 - MOST :]), stands=only_brief(question))


def _of_whom(question: Question, said: Sequence[Asked]) -> tuple[str, ...]:
    """What a follow-up leans on; with those whom an answer names, where it is of them and no question names anybody."""
    last, text = said[-1], question.text
    chain = last.whole
    if PERSON.search(text) and not question.names and not any(map(names_one, chain)) and not PERSON.search(last.text):
        told_of = the_one_told_of(last.reply)
        chain = (*chain, told_of) if told_of else chain
    if any(map(name_words, chain)):
        return chain
    if PERSON.search(text):
        named_before = next((one.text for one in reversed(said[-MOST:]) if name_words(one.text)), "")
        return (named_before, *chain) if named_before else chain
    of_a_time = question.kind == "timeline" and not content_terms(without_dates(text))
    names = names_told(last.reply) if of_a_time or NEXT.fullmatch(text) else ""
    return (*chain, names) if names else chain


def _corrected(meant: Meant, said: Sequence[Asked]) -> Asked:
    """What was asked before, of what was meant: in the place of what it is not, else beside the rest."""
    last = said[-1]
    if asks(meant.right):
        return _following(meant.right, said)
    put = in_its_place(meant.right, meant.wrong, last.text) or _in_another_place(f"and {meant.right}", last.text)
    if put:
        return Asked(put, last.chain, tied=True)
    named = bool(name_words(f"and {meant.right}"))
    return Asked(joined_to(last.text, meant.right), tuple(map(without_names, last.chain)) if named else (), tied=True)


def _returned(topic: str, asked: str, said: Sequence[Asked], *, sure: bool) -> Asked | None:
    """A question about a matter that one before the last was of; of a new one where none was and it is `sure`."""
    of = set(content_terms(topic))
    about = next((one for one in reversed(said) if not of.isdisjoint(content_terms(" ".join(one.whole)))), None)
    about = about or next((one for one in reversed(said) if not of.isdisjoint(content_terms(one.reply))), None)
    if about is None and not sure:
        return None
    chain = about.whole if about else (topic,)
    return Asked(asked, (*chain[:1], *chain[1:][1 - MOST :]), tied=True)


def _as_the_last(text: str, last: str) -> str:
    return asked_simply(text, last) or latest_of_another(text, last) or _in_another_place(text, last)


def _in_another_place(text: str, last: str) -> str:
    spelled = spelled_out(text, last, lambda name: bool(content_terms(name)))
    return spelled if len(spelled) <= MAX_QUESTION else ""


def _leaning(question: Question, chain: Sequence[str]) -> Question:
    context = tuple(term for term in content_terms(" ".join(chain)) if term not in question.terms)
    if not context:
        return question
    topic = "; ".join(text.rstrip("?.! ") for text in chain)
    searched = f"{question.text.rstrip('?.! ')} ({topic})?"
    alone_too = only_brief(question) or complete(question)
    return replace(question, context=context, rewritten=searched, may_stand_alone=alone_too)


def _of_the_one_named(text: str, named: str) -> Question:
    """A follow-up with a name in place of "she": the name is what it leans on, and the other words what it asks."""
    spelled = replace(alone(named), rewritten=named, typed=text)
    own = content_terms(without_asking(text))
    if not own:
        return spelled
    return replace(spelled, terms=own, context=tuple(term for term in spelled.terms if term not in own))
