"""When the evidence carries no answer: the threshold, and what is said instead."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import UTC, datetime
from statistics import fmean

from rag.answer.affected import affected
from rag.answer.alike import WORD, foreign, word_by_word
from rag.answer.candidates import Candidate, Evidence
from rag.answer.coverage import term_weights
from rag.answer.entities import bare, names
from rag.answer.holder import of_other_office
from rag.answer.lexicon import FAMILY, forms
from rag.answer.likeness import written_out
from rag.answer.meant import meant
from rag.answer.named_day import days_just_past
from rag.answer.named_period import periods
from rag.answer.polarity import denied_of
from rag.answer.ranking import rank_alone
from rag.answer.slots import HOW_DIED
from rag.answer.strangers import (
    NUMBERED,
    YEAR,
    asked_about,
    but_outlets,
    elsewhere,
    of_another,
    of_other_numbers,
    of_other_years,
    strangers,
)
from rag.answer.whether import asks_of_deed
from rag.clauses import Clause
from rag.content import content_terms
from rag.kinds import QuestionKind
from rag.labels import NOT_SAID
from rag.orders import stated
from rag.question import Question
from rag.scoring import DAY, freshness
from rag.terms import base_language, stems, terms
from rag.types import Hit
from rag.understanding import understand
from rag.view import View
from rag.written_dates import day

CARRIES = 1.248
"""Least evidence that some sentence must reach: the share of the question's words (by rarity) at or around it, its
likeness of meaning within its passage, and that of the sentence alone. No one of the three tells an answer from its
neighbour as well as their sum does; the sum still lets many near misses through."""
BEST = 8
"""Sentences looked at: the best ones."""
HALF = 0.5
ANOTHER_KIND = 0.7
"""Times the evidence of a sentence that does not hold what the question's kind asks for (its slot under `HALF`)."""
LITTLE = 0.2
"""A slot up to which a sentence has nothing of what is asked for."""
FOREIGN_KIND = 0.55
"""The same in a language that the encoder does not know, where none of the best sentences of its article has it: what
is found alike is mostly the language itself."""
NO_FIGURE = 0.7
"""Times that again where a figure, or what somebody died of, is asked for and none of the sentences has it."""
LONG = 12
LEAST = 0.6
"""No one sentence repeats a long question: past `LONG` content words the threshold falls, to this share of it."""

OF_TWO, OF_MORE = 0.68, 0.73
"""The threshold of a question of several clauses: no sentence answers the words by which one joins the next. The mean
of more of them strays less."""
STANDS_OUT = 0.5
"""How much it counts, in a clause or a long question, that the best sentence has more of the words than the others but
the first `OTHERS`: what tells of the very thing does, of what is only about the matter there are many alike."""
OTHERS = 3
WORD_BY_WORD, USUAL = 1.2, 0.5
"""How much it counts, there, that each word has one like it in the best sentence, and how alike they usually are: what
says much in its own words has few of the evidence's. For a short question it tells no answer from its neighbour."""
SHORT = 6
"""Content words of a question of which each counts."""
ONE_FACT: frozenset[QuestionKind] = frozenset({"who", "when", "where", "how_many"})
ABSENT = {"one fact": 0.4, "short": 0.1, "long": 0.3}
"""How much of the evidence is lost with the share of the question's own words that stand nowhere near: right topic,
answer missing. A short question for one fact loses most: the cost of the altar is not that of the church."""
FOREIGN, BRIEF = 0.4, 2
"""How much of the evidence for a follow-up of at most `BRIEF` content words is lost with the share of them, by rarity,
that do not stand there and are like none of the best `READ` sentences'. What it leans on does stand there, so that
there is always something: of a leader, and nothing of whether "he" is married."""
UNDONE = 0.35
"""How much is lost, where it is asked whether somebody did something, for the word that says what, which neither stands
near the sentence nor is like a word there: that he resigned does not say whether he was arrested."""
NOT_OF_THEM = 0.4
"""How much is lost, where it is asked what something means for somebody, when they are not named near the sentence."""
READ = 3
UNHEARD = 3
"""Words that are named of those which the archive never uses."""
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{5}")
"""Chinese or Japanese that is more than one word."""
COMPARED = ("er", "est")
"""Endings of the forms in which a word compares: "high" stands nowhere, and "highest" does."""
STRANGER = 0.3
"""How much of the evidence is lost when the article does not name whom or what the question names."""
OTHER_YEAR = 0.4
"""How much is lost when the question names a year, and the article neither tells of it nor is of it."""
LONG_BEFORE, BEFORE = 0.45, 14 * DAY
"""How much is lost when it is asked what happened these days, and the report is from so long before them."""
OTHER_NUMBER = 0.6
"""How much is lost when the question names something by a number that the article does not have: "flight 714"."""
ELSEWHERE = 0.45
"""How much is lost, of a question for one fact, when the article names it at another place than the sentence's."""
OF_ANOTHER = 0.45
"""How much is lost, of a question for one fact, when the sentence tells it of what is another's."""
NEW = 1.1
EXPECTED = 0.75
"""News is asked about in its days: where an as-of time is given, evidence older than `EXPECTED` of the freshness that
the newest has counts as less, `NEW` at most."""
MOST_LOST = 0.3, 0.825
"""How much it loses so at most: where all of the question's words stand near, since an archive is asked about last
month as well; and where `LACKING` of them or more stand nowhere, since then the matter is likely an earlier one."""
LACKING = 0.08


def strength(found: Evidence, question: Question, candidates: Sequence[Candidate]) -> float:
    """What these sentences, best first, have to answer with: 1 is the least that carries an answer.

    `question` is the one that was asked, or a part of it.
    """
    if len(question.terms) > LONG:
        return _carried_each(found, [(question, candidates[:BEST])])[0]
    best = candidates[:BEST]
    values = _evidence(found, question, best)
    if found.question.context and len(question.terms) <= BRIEF:
        values = [
            value * (1.0 - FOREIGN * share)
            for value, share in zip(values, _foreign(found, question, best), strict=True)
        ]
    elif question.kind == "meaning" and (whom := set(affected(question.text))):
        values = [
            value * (1.0 - NOT_OF_THEM * whom.issubset(c.missing)) for value, c in zip(values, best, strict=True)
        ]
    elif asks_of_deed(question) and not question.language:
        unsaid = _undone(found, question, best, values)
        values = [value * (1.0 - UNDONE * share) for value, share in zip(values, unsaid, strict=True)]
    return max(values, default=0.0) / threshold(question)


def strength_of_clauses(found: Evidence, clauses: Sequence[Clause]) -> float:
    """The same for a question of several clauses: the mean over them, those that say more counting more.

    A clause that names an outlet or a date goes by sentences of that outlet and that date, or of unknown ones. The
    question as a whole would be carried by its best clause, however little there is for the others.
    """
    questions = [replace(understand(clause.text), terms=clause.terms) for clause in clauses]
    best = [
        (question, [c for c in rank_alone(found, question).candidates if _where_named(c, clause)][:BEST])
        for question, clause in zip(questions, clauses, strict=True)
    ]
    said = [len(question.terms) for question in questions]
    carried = _carried_each(found, best)
    mean = sum(n * value for n, value in zip(said, carried, strict=True)) / max(1, sum(said))
    return mean / (OF_TWO if len(clauses) == 2 else OF_MORE)


def _carried_each(found: Evidence, asked: Sequence[tuple[Question, Sequence[Candidate]]]) -> list[float]:
    """What the best of its sentences has to answer each clause or long question with."""
    assert found.view is not None
    carried = [0.0] * len(asked)
    pairs: dict[int, tuple[Question, str]] = {}
    for n, (question, best) in enumerate(asked):
        if not best:
            continue
        values = _evidence(found, question, best)
        order = sorted(range(len(best)), key=lambda i: -values[i])
        others = [best[i].carried for i in order[OTHERS:] or order[1:][-1:]]
        more = best[order[0]].carried - (fmean(others) if others else 0.0)
        carried[n] = (values[order[0]] + STANDS_OUT * more) / threshold(question)
        pairs[n] = question, best[order[0]].text
    for n, alike in zip(pairs, word_by_word(list(pairs.values()), found.view), strict=True):
        carried[n] += WORD_BY_WORD * (alike - USUAL)
    return carried


def _where_named(candidate: Candidate, clause: Clause) -> bool:
    """Whether a sentence may be of the outlet and of the date that a clause names."""
    article = candidate.source.article
    named = frozenset[str]().union(*(one.outlets for one in clause.outlets))
    if named and article.outlet and article.outlet not in named:
        return False
    days = [day for day in clause.dates if not day.says_more]
    if not days or article.published is None:
        return True
    return any(day.start <= article.published.timestamp() < day.end for day in days)


def refusal(question: Question, view: View, hits: Sequence[Hit]) -> str:
    """What is said where no sentence carries an answer, and which names and words of the question stand nowhere.

    Names that these hits have in their place are asked back.
    """
    spelled = map(bare, but_outlets(names(question.own_words), question.text, view))
    asked = [name for name in spelled if not set(question.terms).isdisjoint(terms(name))]  # "Timeline of ..." has none
    strange = [name for name in asked if not all(map(view.words.knows, terms(name))) and not _shortened(name, view)]
    unknown = [name for name in strange if not view.words.has_author(name)]
    unknown += [match.group() for match in NUMBERED.finditer(question.text) if not _known(match, view)]
    outlets = (question.text[slice(*named.span)] for named in view.arrays.outlet_names.find(question.text))
    named = set(terms(" ".join([*asked, *outlets])))
    spoken = dict.fromkeys(map(bare, WORD.findall(question.own_words)))
    unheard = [word for word in spoken if _unheard(word, set(question.terms) - named, view)]
    never = [f"never names {', '.join(unknown)}"] if unknown else []
    if unheard:
        words = ", ".join(f"“{word}”" for word in unheard[:UNHEARD])
        never.append(f"never uses the {'word' if len(unheard) == 1 else 'words'} {words}")
    also = f", and it {' and '.join(never)}" if never else ""
    unsure = [name for name in asked if name in strange or " " in name]
    instead = dict.fromkeys(other for name in unsure if (other := meant(name, hits)))
    asks_back = f" Did you mean {' or '.join(instead)}?" if instead else ""
    return f"{NOT_SAID}: no sentence was found in it that clearly answers this question{also}.{asks_back}"


def _shortened(name: str, view: View) -> bool:
    """Whether the archive has a name that an acronym stands for, or the acronym of a name."""
    return any(mark[0] in ":=" for others in view.words.aliases(name).values() for mark, _ in others)


def _known(match: re.Match[str], view: View) -> bool:
    return all(map(view.words.knows, terms(match["after"] or match["before"])))


def _unheard(word: str, asked: Set[str], view: View) -> bool:
    """Whether the archive never uses one of the words that are asked about, in no form."""
    own = asked & set(terms(word))
    if not own or not word.isalpha() or _UNSPACED.search(word):
        return False
    found = {form for term in own for form in forms(term) | FAMILY.get(term, frozenset())}
    found |= {f"{term}{ending}" for term in own for ending in COMPARED}
    found.update(stem for language in view.arrays.languages for stem in stems(word, language))
    return not any(map(view.words.knows, found))


def _evidence(found: Evidence, question: Question, best: Sequence[Candidate]) -> list[float]:
    """How much each sentence has to answer with: 0 to 3, and what its newness adds or takes."""
    view, as_of = found.view, found.as_of
    assert view is not None
    alone = _likeness(view, written_out(question, best, view), [c.text for c in best])
    asked_of = asked_about(question, view)
    lost, of_one = _lost_with_absent(question), question.kind in ONE_FACT
    # What an encoder that reads English finds alike in another language is no evidence by itself.
    by_words = bool(question.language) and view.encoder.id.startswith("minilm-")
    newest = view.arrays.newest(as_of) if as_of is not None else None
    # What is asked of "last year" is often told by a report of this one, which does not say so.
    of_time = YEAR.search(question.text) is not None and bool(periods(question, view, as_of))
    begun = days_just_past(question, view, as_of)
    filled = {c.source.article_id for c in best if c.slot >= HALF}
    given = question.kind != "how_many" and not (HOW_DIED.search(question.text) and question.names)
    whose = set(content_terms(" ".join(question.names))) if question.kind != "how_many" else set[str]()
    given = given or any(c.slot > LITTLE and c.absent < 1 and whose.isdisjoint(c.missing) for c in best)
    foreign_to_it = {c.source.article_id for c in best if question.language} - filled
    return [
        (c.carried + c.meaning + likeness)
        * (0.0 if by_words and not c.carried else 1.0)
        * (1.0 if c.slot >= HALF else FOREIGN_KIND if c.source.article_id in foreign_to_it else ANOTHER_KIND)
        * (1.0 if given else NO_FIGURE)
        * (1.0 - lost * c.absent)
        * (1.0 - STRANGER * strangers(asked_of, c))
        * (1.0 - OTHER_YEAR * (1.0 - c.of_time if of_time else of_other_years(question, c)))
        * (1.0 - LONG_BEFORE * (c.reported < begun - BEFORE))
        * (1.0 - OTHER_NUMBER * of_other_numbers(question, c))
        * (1.0 - (ELSEWHERE * elsewhere(question, c) if of_one else 0.0))
        * (1.0 - (OF_ANOTHER * max(of_another(question, c), of_other_office(question.text, c.text)) if of_one else 0.0))
        + (_newness(c, newest) if newest is not None else 0.0)
        for c, likeness in zip(best, alone, strict=True)
    ]


def _newness(candidate: Candidate, newest: int) -> float:
    """What the evidence gains or loses by its age."""
    least, most = MOST_LOST
    lost = least + (most - least) * min(1.0, candidate.absent / LACKING)
    return max(-lost, NEW * (float(freshness(candidate.source.known_from, newest)) - EXPECTED))


def _foreign(found: Evidence, question: Question, best: Sequence[Candidate]) -> list[float]:
    """For each of the best sentences the share of a question's own words that are foreign to it.

    Of other languages than English nothing is said, since the encoder does not know their words.
    """
    read = best[:READ]
    languages = {base_language(c.source.article.language) for c in read}
    if not any(c.missing for c in best) or not languages <= {"", "en"}:
        return [0.0] * len(best)
    assert found.view is not None
    strange = foreign(question, [c.text for c in read], found.view)
    weights = term_weights(found.view, question)
    own = sum(weights[term] for term in question.terms) or 1.0
    return [sum(weights[term] * strange.get(term, 0.0) for term in c.missing) / own for c in best]


def _undone(
    found: Evidence, question: Question, best: Sequence[Candidate], values: Sequence[float]
) -> Iterator[float]:
    """For each of the best sentences how foreign to it that is which a brief question asks whether it was done.

    Nothing where it carries no answer anyway, where it denies something of whom the question names, which may be the
    same in other words, and of a word that the archive never uses, for which it has another more often.
    """
    assert found.view is not None
    named, least = set(terms(" ".join(question.names))), threshold(question)
    deeds = {term for term in question.terms if term not in named}
    known = {term for term in deeds if found.view.words.document_frequency(term)}
    for one, value in zip(best, values, strict=True):
        unsaid = known.intersection(one.missing) if len(deeds) <= BRIEF and value >= least else set[str]()
        english = base_language(one.source.article.language) in ("", "en")
        if unsaid and english and not denied_of(question.names, one.text):
            strange = foreign(question, _with_neighbours(one), found.view)
            yield max(strange.get(term, 0.0) for term in unsaid)
        else:
            yield 0.0


def _with_neighbours(candidate: Candidate) -> list[str]:
    """Its words, and the sentences beside it."""
    article = candidate.source.article
    spans = stated(article.text, article.language)[max(0, candidate.order - 1) : candidate.order + 2]
    return [candidate.text, *(article.text[slice(*span)] for span in spans if span != candidate.span)]


def _likeness(view: View, asked: str, texts: Sequence[str]) -> list[float]:
    """Cosine similarity of each text to what is asked, 0 where it is negative."""
    vectors = view.remembered.encode([asked, *texts])
    return [max(0.0, float(value)) for value in vectors[1:] @ vectors[0]]


def _lost_with_absent(question: Question) -> float:
    if len(question.terms) > SHORT:
        return ABSENT["long"]
    return ABSENT["one fact" if question.kind in ONE_FACT else "short"]


def threshold(question: Question) -> float:
    """What the evidence must reach for a question of this length."""
    return CARRIES * max(LEAST, min(1.0, LONG / max(1, len(question.terms))))


def all_earlier(newest: int, as_of: int | None) -> str:
    """The refusal when every report is from before the days that are asked about; `newest` in seconds since 1970."""
    then = " that was known by then" if as_of is not None else ""
    return (
        f"{NOT_SAID}: its newest article{then} is of {day(datetime.fromtimestamp(newest, UTC))}, before the time that "
        "this question asks about."
    )


def nothing_found(as_of: int | None) -> str:
    """The refusal when no passage was found at all."""
    then = "that was known by then " if as_of is not None else ""
    return f"{NOT_SAID}: nothing in it {then}matches this question."
