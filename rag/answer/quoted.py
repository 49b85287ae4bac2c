"""Answers without a language model: the sentences of the archive that answer, word for word, or a refusal.

Which sentences there are and how well each answers is told in `rag.answer.ranking`, and whether there is an answer at
all in `rag.answer.refusal`. Here the first one is followed by what adds something.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answer.candidates import Candidate, Evidence
from rag.answer.cased import cased
from rag.answer.conflicts import conflicts
from rag.answer.entities import DATE, names
from rag.answer.facts import numbers
from rag.answer.halves import whole_notice
from rag.answer.named_day import past_the_newest, time_alone
from rag.answer.named_period import published_within, spans_years
from rag.answer.newest import newest_first
from rag.answer.number_forms import as_in_english
from rag.answer.ranking import Ranking, rank, rank_alone
from rag.answer.refusal import BEST, HALF, LONG, all_earlier, nothing_found, refusal, strength, strength_of_clauses
from rag.answer.reporters import reporters
from rag.answer.strangers import asked_about, strangers
from rag.answer.timeline import NEWS, in_order, newest_reports
from rag.answer.wording import leans
from rag.clauses import Clause
from rag.content import named_terms
from rag.question import Question
from rag.retrieve import asked_of
from rag.terms import terms
from rag.types import Citation, Conflict, Difference, Filters, Removed, Sentence
from rag.view import View

KEPT = 0.62
"""A further sentence is quoted when its score is at least this share of the first one's."""
EXPLAINED = 0.5
"""The same for why and what it means: reasons seldom repeat the question's words as the first sentence does."""
MOST = 5
"""Sentences of an answer."""
PER_PART = 2
"""Sentences for each part of a question that has several."""
MOST_OF_CLAUSES = 6
"""Sentences of an answer to a question of several clauses."""
SAME = 0.8
"""Share of its words that makes a sentence a repetition of another."""
SAID = 0.95
"""The same between clauses or reports of their own, which may say nearly the same."""
FULLER = 1.4
"""Times the words of another from which a sentence with names that the other lacks says more, and repeats nothing."""
NEW_WORDS = 0.8
"""Added to a further sentence's score, times the share of the question that it covers and those before it do not."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before the library has added what only it knows."""

    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    reason: str = ""
    answered_by: str = "quotes"
    removed: tuple[Removed, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    evidence: float | None = None
    lacking: tuple[str, ...] = ()
    fallback: str | None = None
    excerpt: str | None = None
    differences: tuple[Difference, ...] = ()
    stood: tuple[Citation, ...] = ()


def answer(evidence: Evidence) -> Draft:
    """Quote the one to five sentences that answer, most direct first, or refuse and say why."""
    if evidence.view is not None and past_the_newest(evidence.question, evidence.view, evidence.as_of):
        newest = evidence.view.arrays.newest(evidence.as_of)
        return Draft(reason=all_earlier(newest or 0, evidence.as_of))
    if not evidence.hits:
        return Draft(reason=nothing_found(evidence.as_of))
    evidence = replace(evidence, question=cased(evidence.question, evidence.hits))
    ranking = rank(evidence)
    if evidence.view is None or not ranking.candidates:
        return Draft(reason=nothing_found(evidence.as_of))
    clauses = _clauses(evidence, evidence.view)
    found = _strength_of_all(evidence, ranking, clauses)
    of_clauses = _of_clauses(evidence, ranking, clauses)
    of_parts = [] if of_clauses else _strength_of_parts(evidence, ranking)
    ranking = replace(ranking, parts=[one for _, one, _ in of_parts] or ranking.parts)
    if evidence.question.apart:
        found = max([found, *(carried for part, _, carried in of_parts if part.rewritten is None)])
    if found < evidence.least:
        return Draft(reason=refusal(evidence.question, evidence.view, evidence.hits), evidence=found)
    lacking = _lacking(evidence, of_parts)
    answered = [one for part, one in zip(evidence.question.parts, ranking.parts, strict=True) if part not in lacking]
    chosen, differing = _chosen(evidence, ranking, answered, of_clauses)
    citations = tuple(cite(n, candidate) for n, candidate in enumerate(chosen, 1))
    return Draft(
        sentences=tuple(Sentence(c.quote, (c.n,)) for c in citations),
        citations=citations,
        conflicts=differing,
        evidence=found,
        lacking=(
            *(f"{part.text.rstrip('?.! ')}?" for part in lacking),
            *_unheard(evidence.question, evidence.view, chosen),
        ),
    )


def _strength_of_all(evidence: Evidence, ranking: Ranking, clauses: Sequence[Clause]) -> float:
    """What there is to answer a question with as a whole, or each of its clauses."""
    if clauses:
        return strength_of_clauses(evidence, clauses)
    found = strength(evidence, evidence.question, ranking.candidates)
    if time_alone(evidence.question, evidence.view, evidence.as_of) is not None:
        return max(found, 1.0)  # whatever was reported then happened then
    return found


def _chosen(
    evidence: Evidence, ranking: Ranking, answered: list[Ranking], of_clauses: Sequence[Candidate]
) -> tuple[list[Candidate], tuple[Conflict, ...]]:
    """The sentences that are quoted, of the parts that are `answered`, and where they differ from others."""
    question = evidence.question
    of_years = spans_years(question, evidence.view, evidence.as_of) and not ranking.parts
    asked = replace(question, kind="timeline") if of_years else question
    if asked.of_a_story and not ranking.parts and not of_clauses:
        chosen = _one_of_each_report(asked, ranking, evidence)
    else:
        chosen = choose(question, replace(ranking, parts=answered), of_clauses)
    differing = conflicts(question, ranking.candidates, chosen, evidence.view)
    if not ranking.parts and not of_clauses:
        chosen = newest_first(question, chosen, ranking.candidates, differing)
    return chosen, differing


def _strength_of_parts(evidence: Evidence, ranking: Ranking) -> list[tuple[Question, Ranking, float]]:
    """What there is to answer each part with: for itself, and if that is too little, of those whom the others name."""
    found = []
    for part, one in zip(evidence.question.parts, ranking.parts, strict=True):
        carried = strength(evidence, part, one.candidates)
        if carried < evidence.least and evidence.question.apart and (of_them := _of_those_named(evidence, part)):
            one, carried = of_them
        found.append((part, one, carried))
    return found


def _of_those_named(evidence: Evidence, part: Question) -> tuple[Ranking, float] | None:
    """What answers a part that names nobody, when it is asked of those whom the question names.

    "What does Castor pay, and when must shareholders decide?" asks of Castor's. What answers it has some of its words
    and stands in an article that names them all: else any part would be answered by what another one is about.
    """
    assert evidence.view is not None
    of_whom = asked_about(evidence.question, evidence.view)
    if part.names or not of_whom or not part.terms:
        return None
    named = tuple(term for term in named_terms(" ".join(of_whom)) if term not in part.terms)
    asked = replace(part, context=named, rewritten=f"{part.text} ({', '.join(of_whom)})?")
    one = rank_alone(evidence, asked)
    of_it = [c for c in one.candidates if c.slot >= HALF and not c.terms.isdisjoint(part.terms)]
    own = [c for c in of_it if not strangers(of_whom, c)]
    carried = strength(evidence, asked, own)
    return (replace(one, candidates=own), carried) if carried >= evidence.least else None


def _lacking(evidence: Evidence, of_parts: Sequence[tuple[Question, Ranking, float]]) -> list[Question]:
    """The parts that nothing answers; none when that is so of all, since together they had enough to go by.

    Where one thing is asked of two, one of them lacks only if the sentences found do not have a word of it, and in a
    long question neither does: what reads as two there is often one ("Life and Style").
    """
    lacking = [(part, one) for part, one, carried in of_parts if carried < evidence.least]
    if len(lacking) == len(of_parts):
        return []
    if evidence.question.apart:
        return [part for part, _ in lacking]
    short = len(evidence.question.terms) <= LONG
    return [part for part, one in lacking if short and all(one.own.isdisjoint(c.terms) for c in one.candidates[:BEST])]


def _unheard(question: Question, view: View, chosen: Sequence[Candidate]) -> list[str]:
    """What the sentences chosen leave open of the outlets whose report was asked for.

    An outlet has reported it where a sentence that it printed, or what stands around it, has half of the question's
    words, rare ones weighing more, with one of each name and the rarest of the others that any of the sentences has.
    """
    if not (asked := reporters(question.text, view)):
        return []
    outlets = set(terms(" ".join(name for name, _ in asked)))
    matter = set(question.terms) - outlets
    names = [name for name in question.names if not DATE.fullmatch(name)]
    wanted = [of_name for name in names if (of_name := matter.intersection(terms(name)))]
    if said := matter.difference(*wanted).difference(set(matter).intersection(*(c.missing for c in chosen))):
        wanted.append({max(sorted(said), key=view.words.rarity)})
    weights = {term: view.words.rarity(term) for term in matter}
    about = [
        c
        for c in chosen
        if not any(words.issubset(c.missing) for words in wanted)
        and 2 * sum(weights[term] for term in matter.intersection(c.missing)) <= sum(weights.values())
    ]
    heard = {c.source.article.outlet for c in about}
    heard |= {copy.outlet for c in about for copy in c.copies if copy.prints(c.text)}
    if None in heard or "" in heard:
        return []
    return [f"what does {name} report of it?" for name, known in asked if known.isdisjoint(heard)]


def _clauses(evidence: Evidence, view: View) -> list[Clause]:
    """The clauses of a question that asks several things or of several reports; else none.

    It has parts, or names an outlet or more than one place to look. What leads up to a question ("The fund has grown.
    How much did it raise?") is no part of what it asks. A follow-up is searched for as a whole.
    """
    question = evidence.question
    if question.rewritten is not None:
        return []
    clauses = [c for c in asked_of(view, question, Filters(as_of=evidence.as_of)).clauses if c.text]
    several = question.parts or any(c.outlets for c in clauses) or sum(c.anchored for c in clauses) > 1
    return clauses if several and len(clauses) > 1 else []


def _of_clauses(evidence: Evidence, ranking: Ranking, clauses: Sequence[Clause]) -> list[Candidate]:
    """For a question of several clauses the best sentence of each passage, as they were found; else empty.

    The search has given every clause its share of the places, with the outlet and the date that it names. Questions
    of their own go each by its own sentences, unless several outlets are named.
    """
    apart = evidence.question.apart
    places = sum(bool(clause.outlets) if apart else clause.anchored for clause in clauses)
    if not clauses or (ranking.parts and places < 2):
        return []
    best: dict[str, Candidate] = {}
    for candidate in ranking.candidates:
        best.setdefault(candidate.passage_id, candidate)
    return [best[hit.passage.passage_id] for hit in evidence.hits if hit.passage.passage_id in best]


def choose(question: Question, ranking: Ranking, of_clauses: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence, of every part where there are several, and those that add something, best first.

    For a question of several clauses the first `of_clauses` that add something.
    """
    chosen: list[Candidate] = []
    for candidate in of_clauses:
        if len(chosen) < MOST_OF_CLAUSES and not any(_repeats(candidate, other, SAID) for other in chosen):
            chosen.append(candidate)
    if chosen:
        return chosen
    kept = EXPLAINED if question.kind in ("why", "meaning") else KEPT
    for part in ranking.parts or [ranking]:
        _add_best(part, chosen, 1, kept)
    for part in ranking.parts or [ranking]:
        _add_best(part, chosen, PER_PART if ranking.parts else MOST, kept)
    return chosen[:MOST]


def _one_of_each_report(question: Question, ranking: Ranking, evidence: Evidence) -> list[Candidate]:
    """A sentence of each report, in order; where all news is asked for, of the newest ones, those first."""
    if not question.asks_news:
        of_then = published_within(question, ranking.candidates, evidence.view, evidence.as_of)
        return in_order(question, ranking.candidates, of_then, ranking.weights, _says_the_same)
    chosen: dict[str, Candidate] = {}
    for candidate in newest_reports(ranking.candidates):
        if candidate.source.origin_id not in chosen and not any(_says_the_same(candidate, c) for c in chosen.values()):
            chosen[candidate.source.origin_id] = candidate
    return list(chosen.values())[:NEWS]


def _add_best(ranking: Ranking, chosen: list[Candidate], most: int, kept: float) -> None:
    """Add up to `most` sentences of a ranking that are worth it and do not repeat those chosen."""
    total = sum(ranking.weights.values()) or 1.0
    covered = frozenset[str]().union(*(c.terms for c in chosen))
    rest = list(ranking.candidates)
    floor = kept * rest[0].score if rest else 0.0
    added = 0
    while rest and added < most:
        new = [sum(w for t, w in ranking.weights.items() if t in c.terms and t not in covered) / total for c in rest]
        worth = [c.score + NEW_WORDS * share * bool(chosen) for c, share in zip(rest, new, strict=True)]
        best = max(range(len(rest)), key=worth.__getitem__)
        if worth[best] < floor:
            return
        candidate = rest.pop(best)
        if candidate in chosen:
            added += 1
        elif not _dangles(candidate, chosen) and not any(_repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
            covered |= candidate.terms
            added += 1


def _dangles(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether "It cost 7 million" would seem to be said of what another article's sentence names, standing after it."""
    alone = all(c.source.article_id != candidate.source.article_id for c in chosen)
    return bool(chosen) and alone and leans(candidate.text)


def _repeats(candidate: Candidate, other: Candidate, share: float = SAME) -> bool:
    if ("not" in candidate.terms) != ("not" in other.terms):  # "will close" and "will not close after all"
        return False
    mine, theirs = (_figures(c.text, c.source.article.language) for c in (candidate, other))
    if mine - theirs and theirs - mine:
        return False
    if len(candidate.terms) >= FULLER * len(other.terms) and _names(candidate.text) - other.terms:
        return False  # "those at Hollin and Crake will close" after "two libraries will close"
    smaller = min(len(candidate.terms), len(other.terms))
    return smaller == 0 or len(candidate.terms & other.terms) >= share * smaller


def _says_the_same(candidate: Candidate, other: Candidate) -> bool:
    return _repeats(candidate, other, SAID)


@lru_cache(maxsize=2048)
def _names(text: str) -> frozenset[str]:
    return frozenset(terms(" ".join(names(text))))


@lru_cache(maxsize=2048)
def _figures(text: str, language: str) -> frozenset[float | str]:
    return frozenset(number.value for number, _, _ in numbers(as_in_english(text, language)))


def cite(n: int, candidate: Candidate) -> Citation:
    """The citation of a candidate's exact words, in a column of corrections of the whole notice."""
    return whole_notice(candidate.cited(n))
