"""The sentences of the evidence, and how well each would answer.

A sentence is scored by how much of the question its neighbourhood covers (rare words weigh more), by likeness of
meaning, by how well its passage was found, by whether it holds what the question's kind asks for, and by how many
independent reports share its name or figure. One that is long or leans on those before it loses a little.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from corpus.versions import Version
from rag.answer.broad import led
from rag.answer.countries import in_place_of
from rag.answer.foreign_slots import other_words
from rag.answer.holder import prefer_holder
from rag.answer.later import DONE, as_asked, prefer_later
from rag.answer.left_open import left_open
from rag.answer.lexicon import SAME_WORD, canonical, forms
from rag.answer.named_day import of_named_time, put_later_below
from rag.answer.named_period import AROUND, lead_with_period, lower_others, said_by_time
from rag.answer.near import near, says_no
from rag.answer.reporters import reporters
from rag.answer.slots import fills, names
from rag.answer.turns import in_its_turn, without_interviewer
from rag.answer.votes import VOTE, votes
from rag.answer.whose import Whose
from rag.answer.wording import commands, leans
from rag.labels import NO_REPORTS
from rag.orders import stated
from rag.passages import labels, sentences_in
from rag.question import Question
from rag.retrieve import STANDARD, freshness
from rag.sentences import Span
from rag.spelling import initials
from rag.terms import inverse_frequency, stems, terms
from rag.types import Copy, Hit, Passage
from rag.view import View

BESIDE = 0.8
"""Of a passage's score for the passages before and after it, whose sentences may answer as well."""

UNSEEN = 3.0
NEWNESS = 0.4
"""Added for a sentence as new as the as-of time, or as the newest where a question asks how things stand or will be."""
# Credit for a word of the question that stands near a sentence instead of in it: when choosing a sentence, and when
# asking whether the evidence carries an answer at all.
HEADER = (0.5, 0.9)
SURROUNDINGS = ((-1, 0.5, 0.8), (1, 0.4, 0.6), (-2, 0.2, 0.5), (2, 0.1, 0.3))
ANOTHER_FORM = 0.8
"""Credit for a word that stands for one of the question's: "paid" for "pay", "the United States" for "American"."""
ANOTHER_WORD = (0.6, 0.5)
"""Credit for a word that news has in place of one which no sentence found has ("drivers" for "motorists"), or for the
seat of a government in place of its country."""

DIRECT = {"coverage": 1.2, "meaning": 0.6, "passage": 0.7, "slot": 0.45}
"""What makes a sentence the first of an answer."""
ABOUT, ABOUT_AND_NEW = {"coverage": 1.0, "meaning": 1.0, "passage": 0.5, "slot": 0.35}, 0.3
"""What makes it one about the matter, and its newness."""
OWN = 0.2
"""Added for a sentence with a word by which one part of a question differs from the other."""
LENGTH = 0.1
"""Taken from the score of a sentence of `WORDY` words or more, from a shorter one in proportion."""
WORDY = 60
FILLED = 0.8
"""Least score of a sentence with a figure, against a first one that has none, to come before it."""
_FIGURE = re.compile(r"\bhow (?:many|much|old|long|far|fast)\b", re.I)
"""Signs of a question that only a figure answers: "how soon" may be told by "next week"."""
LEFT_OPEN = 0.5
"""Added for a sentence that says that what is asked for is not known."""
TOLD_LATER = 0.6
"""Least score of a later sentence that tells it, against the best: then nothing is added."""
OPINION = 0.2
"""Taken from the score of a sentence whose author vouches for no facts, where no opinion is asked for."""
_OPINION = re.compile(
    r"\b(?:opinions?|views?|think|thought|argu\w+|believe\w*|column\w*|editorials?|commentators?|critics?|reviews?\w*|say"
    r"|said|stars|verdict|should)\b",
    re.I,
)
_INITIALS = re.compile(r"\b[A-Za-z]{3,7}\b")
_NOTICE = re.compile(r"\b(?:correct|clarif|retract|mistake|error|wrong)", re.I)
"""Signs of a question about a notice of correction: others are not answered by what an article first had wrong."""
LEANS = 0.1
"""Taken from the score of a sentence that cannot be read alone, since what it begins with was named before it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer may be made from."""

    question: Question
    hits: Sequence[Hit]
    as_of: int | None
    view: View | None
    """The state of the index that the hits came from, None while there is no index."""
    least: float = 1.0
    """How much of `refusal.strength` an answer needs."""


@dataclass(slots=True)
class Candidate:
    """One sentence that may answer."""

    source: Version
    span: Span
    order: int
    """Its place in the article, from 0."""
    copies: tuple[Copy, ...]
    passage_id: str
    row: int
    """Its place in the passage, from 0."""
    passage: float
    """Score of the passage, against the best one's."""
    terms: frozenset[str]
    coverage: float = 0.0
    carried: float = 0.0
    absent: float = 0.0
    """Of the question's own words, by rarity, the share that is neither in it nor around it."""
    missing: tuple[str, ...] = ()
    """The terms of those words."""
    of_time: float = 1.0
    """How well it fits the month, season or year that the question names."""
    meaning: float = 0.0
    slot: float = 0.0
    left_open: bool = False
    """Whether it says that what is asked for is not known."""
    score: float = 0.0
    relevance: float = 0.0
    """How near it is to what is asked, however directly it answers: by this the sides of a conflict are chosen."""

    @property
    def text(self) -> str:
        """Its words, as they stand in the article."""
        return self.source.article.text[slice(*self.span)]


@dataclass(slots=True)
class Ranking:
    """All candidates, best first, and the weight of each of the question's terms."""

    candidates: list[Candidate] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)
    parts: list["Ranking"] = field(default_factory=list)
    """For a question of several parts the ranking for each."""
    own: frozenset[str] = frozenset()
    """For a part the terms by which it differs from the other."""


def rank(evidence: Evidence) -> Ranking:
    """Every sentence of the evidence with its scores, best first. A question of several parts goes by its best part."""
    parts = evidence.question.parts
    if not parts:
        return rank_alone(evidence, evidence.question)
    shared = set(parts[0].terms).intersection(*(part.terms for part in parts))
    of_one = frozenset[str]() if evidence.question.apart else frozenset(evidence.question.terms) - shared
    rankings = [rank_alone(evidence, part, of_one.intersection(part.terms)) for part in parts]
    best: dict[tuple[str, Span], Candidate] = {}
    for candidate in (c for ranking in rankings for c in ranking.candidates):
        key = (candidate.source.article_id, candidate.span)
        if key not in best or best[key].score < candidate.score:
            best[key] = candidate
    weights = {term: max(r.weights.get(term, 0.0) for r in rankings) for r in rankings for term in r.weights}
    return Ranking(sorted(best.values(), key=_order), weights, rankings)


def rank_alone(evidence: Evidence, question: Question, own: frozenset[str] = frozenset()) -> Ranking:
    """The same by how well they answer `question`, which may be a part or a clause of the one that was asked.

    A sentence with one of its `own` terms, which another part does not have, is preferred.
    """
    weights = term_weights(evidence.view, question)
    if question.kind == "said" and evidence.view is not None and reporters(question.text, evidence.view):
        question = replace(question, kind="what")  # all that an outlet prints is what it says
    candidates = of_named_time(question, _candidates(evidence), evidence.view, evidence.as_of)
    dated = said_by_time(question, candidates, evidence.view, evidence.as_of)
    instead = _instead(question, weights, candidates)
    no = {term: says_no(term) for term in question.terms} if question.kind == "yes_no" else {}
    for candidate in candidates:
        _cover(candidate, weights, question, instead, no, dated)
        candidate.slot = fills(question, candidate.text, partial(_before, candidate))
        candidate.left_open = left_open(question, candidate.text)
        candidate.slot = max(candidate.slot, float(candidate.left_open))
    _compare(evidence.view, question, candidates)
    by_date = question.wants_new or question.stands_open
    whose = Whose(question)
    told_so = as_asked(question)
    first = led(question)
    of_opinion = _OPINION.search(question.text) is not None
    now = evidence.as_of or (_newest(evidence.view, candidates) if by_date else None)
    for candidate in candidates:
        newness = float(freshness(candidate.source.known_from, now)) if now else 0.0
        candidate.score = _sum(candidate, DIRECT) - LENGTH * min(1.0, len(candidate.text.split()) / WORDY)
        candidate.score += LEFT_OPEN * candidate.left_open - LEANS * leans(candidate.text)
        candidate.score += NEWNESS * newness + OWN * (not candidate.terms.isdisjoint(own))
        candidate.score -= OPINION * (candidate.source.article.kind in NO_REPORTS and not of_opinion)
        candidate.score += first(candidate.coverage) if candidate.order == 0 else 0.0
        candidate.score += whose.bonus(candidate.text, candidate.terms) + DONE * told_so(candidate.text)
        candidate.relevance = _sum(candidate, ABOUT) + ABOUT_AND_NEW * newness
    _close(candidates)
    lower_others(candidates)
    candidates.sort(key=_order)
    for candidate, share in zip(candidates, votes(question, candidates, evidence.view), strict=True):
        candidate.score += VOTE * share
        candidate.relevance += VOTE * share
    put_later_below(question, candidates, evidence.view, evidence.as_of)
    candidates.sort(key=_order)
    _prefer_filled(question, candidates)
    candidates.sort(key=_order)
    prefer_later(question, candidates)
    candidates.sort(key=_order)
    prefer_holder(question, candidates)
    lead_with_period(question, candidates)
    return Ranking(sorted(candidates, key=_order), weights, own=own)


def _instead(
    question: Question, weights: Mapping[str, float], candidates: Sequence[Candidate]
) -> dict[str, frozenset[str]]:
    """By term the stems of words that may stand for it; of everyday words where no sentence has the word itself."""
    if question.language:
        found = {term: other_words(question.language, term, question.kind == "how_many") for term in weights}
    else:
        unsaid = (term for term in weights if all(forms(term).isdisjoint(c.terms) for c in candidates))
        found = {term: near(term) for term in unsaid}
    for term, stems_of in in_place_of(question.own_words).items():
        found[term] = found.get(term, frozenset()) | stems_of
    return found


def _prefer_filled(question: Question, best_first: Sequence[Candidate]) -> None:
    """Raise the best sentence with a figure, where one is asked for and the first one has none."""
    if _FIGURE.search(question.text) and question.kind == "how_many" and best_first and best_first[0].slot == 0:
        floor = FILLED * best_first[0].score
        filled = next((c for c in best_first if c.slot >= 1 and c.score >= floor), None)
        if filled is not None:
            filled.score = best_first[0].score + 1e-3


def _newest(view: View | None, candidates: Sequence[Candidate]) -> int:
    """When the newest of them became known; a date ahead of the clock is none."""
    newest = view.arrays.newest(None) if view is not None else None
    known = [c.source.known_from for c in candidates]
    return max((k for k in known if newest is None or k <= newest), default=0)


def _close(candidates: Sequence[Candidate]) -> None:
    """Take what was added to a sentence that leaves open what is asked, where a later report tells it."""
    best = max((c.score for c in candidates), default=0.0)
    told = [c.source.known_from for c in candidates if c.slot >= 1 and not c.left_open and c.score >= TOLD_LATER * best]
    for candidate in candidates:
        if candidate.left_open and candidate.source.known_from < max(told, default=0):
            candidate.score -= LEFT_OPEN + DIRECT["slot"]


def _before(candidate: Candidate) -> str:
    """What stands before a sentence: the one before it, the headline, the outlet and the date."""
    article = candidate.source.article
    spans = stated(article.text, article.language)
    previous = article.text[slice(*spans[candidate.order - 1])] if 0 < candidate.order <= len(spans) else ""
    return f"{labels(article)} {previous}"


def _order(candidate: Candidate) -> tuple[float, str, Span]:
    return -candidate.score, candidate.source.article_id, candidate.span


def _sum(candidate: Candidate, weights: Mapping[str, float]) -> float:
    return (
        weights["coverage"] * candidate.coverage
        + weights["meaning"] * candidate.meaning
        + weights["passage"] * candidate.passage
        + weights["slot"] * candidate.slot
    )


def term_weights(view: View | None, question: Question) -> dict[str, float]:
    """Inverse document frequency (as BM25 has it) of the question's terms; half for those of earlier turns.

    A word that the archive never uses is more often a synonym of one it does than the heart of the question, unless
    it is written like a name: it weighs no more than `UNSEEN`.
    """
    total = max(len(view.arrays), 1) if view else 1
    names = term_set(" ".join(question.names))

    def idf(term: str) -> float:
        count = view.words.document_frequency(term) if view else 0
        weight = inverse_frequency(count, total)
        return weight if count or term in names else min(weight, UNSEEN)

    own = {term: idf(term) for term in question.terms}
    share = STANDARD.context if own else 1.0
    return own | {term: share * idf(term) for term in question.context}


def _candidates(evidence: Evidence) -> list[Candidate]:
    """The sentences of the passages found and of those beside them, each once."""
    best = max((hit.score for hit in evidence.hits), default=1.0) or 1.0
    of_notice = _NOTICE.search(evidence.question.text) is not None
    found: dict[tuple[str, Span], Candidate] = {}
    for hit in evidence.hits:
        notice = "" if of_notice else hit.source.article.correction
        for passage, share in _with_neighbours(hit.passage, evidence.view):
            for row, span in enumerate(sentences_in(hit.source.article, passage)):
                text = hit.source.article.text[slice(*span)]
                if commands(text) or text in notice:
                    continue
                score = share * max(0.0, hit.score / best)
                whole = in_its_turn(hit.source.article.text, span)
                key = (hit.source.article_id, whole or span)
                if whole is not None and (key not in found or found[key].passage < score):
                    order = bisect_left(stated(hit.source.article.text, hit.source.article.language), span)
                    said = without_interviewer(hit.source.article.text, span, whole)
                    words = term_set(said, evidence.question.language)
                    found[key] = Candidate(hit.source, whole, order, hit.copies, passage.passage_id, row, score, words)
    return list(found.values())


def _with_neighbours(passage: Passage, view: View | None) -> Iterator[tuple[Passage, float]]:
    yield passage, 1.0
    prefix, _, number = passage.passage_id.rpartition("-")
    for beside in (int(number) - 1, int(number) + 1):
        neighbour = view.arrays.passages.get(f"{prefix}-{beside}") if view is not None else None
        if neighbour is not None:
            yield neighbour, BESIDE


@lru_cache(maxsize=8192)
def term_set(text: str, language: str = "") -> frozenset[str]:
    """The index terms of a text, and of words that stand for others, those; and the initials of its names.

    A question's "HTS" is in "Hayat Tahrir al-Sham", its "American" in "the United States", its "killed" in "kill".
    Where another language than English is given, the words' stems in that are there as well.
    """
    found = {*terms(text), *terms(canonical(text)), *stems(text, language)}
    named = names(text)
    peoples = (form for name in named for word in terms(name) for form in forms(word))
    return frozenset({*found, *(SAME_WORD.get(t, t) for t in found), *peoples, *map(initials, named)})


def _cover(
    candidate: Candidate,
    weights: dict[str, float],
    question: Question,
    instead: Mapping[str, frozenset[str]],
    no: Mapping[str, frozenset[str]],
    dated: Set[str],
) -> None:
    """Set how much of the question the sentence covers, with partial credit for its surroundings.

    `instead` has other words for some of the question's, and `no` those by which it is denied. Of the words `dated`,
    which say when, a sentence of that time has enough without them.
    """
    article = candidate.source.article
    spans = stated(article.text, article.language)
    language = question.language
    places = [(term_set(labels(article), language), *HEADER)]
    for step, choosing, carrying in SURROUNDINGS:
        if 0 <= (i := candidate.order + step) < len(spans):
            places.append((term_set(article.text[slice(*spans[i])], language), choosing, carrying))
    total = sum(weights.values()) or 1.0
    undated = sum(weight for term, weight in weights.items() if term not in dated) or 1.0
    missing = []
    for term, weight in weights.items():
        if term in dated:
            candidate.carried += weight / total * candidate.of_time
            candidate.absent += weight / total * (candidate.of_time < AROUND)
            continue
        wanted = forms(term).union(stems(term, language))
        if wanted & candidate.terms:
            found = [(1.0 if term in candidate.terms else ANOTHER_FORM, 1.0)]
        elif not no.get(term, frozenset()).isdisjoint(candidate.terms):
            found = [(ANOTHER_FORM, 1.0)]
        else:
            found = [(c, k) for words, c, k in places if wanted & words]
            others = instead.get(term, frozenset())
            if not others.isdisjoint(candidate.terms):
                found.append(ANOTHER_WORD)
            elif not found:
                found = [(c * ANOTHER_WORD[0], k * ANOTHER_WORD[1]) for words, c, k in places if others & words]
        candidate.coverage += weight / undated * max((c for c, _ in found), default=0.0)
        candidate.carried += weight / total * max((k for _, k in found), default=0.0)
        if not found and term in question.terms:
            candidate.absent += weight / total
            missing.append(term)
    candidate.missing = tuple(missing)


def written_out(question: Question, candidates: Sequence[Candidate], view: View) -> str:
    """What is asked, with the names in place of their initials that the sentences have: an encoder knows no "HTS"."""
    asked = question.searched if question.context else question.text
    for match in reversed(list(_INITIALS.finditer(asked))):
        short = match.group().lower()
        if match.group().isupper() or (short in question.terms and not view.words.knows(short)):
            named = (name for c in candidates if short in c.terms for name in names(c.text) if initials(name) == short)
            if most := Counter(named).most_common(1):
                asked = f"{asked[: match.start()]}{most[0][0]}{asked[match.end() :]}"
    return asked


def _compare(view: View | None, question: Question, candidates: Sequence[Candidate]) -> None:
    """Set the likeness of meaning from the sentence vectors that were kept when the passages were encoded."""
    if view is None or not candidates:
        return
    asked = view.remembered.encode([written_out(question, candidates, view)])[0]
    kept = view.sentence_vectors([c.passage_id for c in candidates])
    for candidate in candidates:
        rows = kept.get(candidate.passage_id)
        if rows is not None and candidate.row < len(rows):
            candidate.meaning = max(0.0, float(rows[candidate.row] @ asked))
