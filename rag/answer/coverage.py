"""How much of a question a sentence and its surroundings cover, by rarity of its words."""

from collections.abc import Mapping, Sequence, Set

from rag.answer.candidates import Candidate, term_set
from rag.answer.counted import KILLED
from rag.answer.countries import in_place_of
from rag.answer.foreign_slots import other_words
from rag.answer.lexicon import forms
from rag.answer.named_period import AROUND
from rag.answer.near import near, says_no
from rag.answer.otherwise import otherwise
from rag.answer.strangers import namesakes
from rag.answer.whether import asks_of_deed
from rag.orders import stated
from rag.passages import labels
from rag.question import Question
from rag.scoring import STANDARD
from rag.terms import stems
from rag.view import View

UNSEEN = 3.0
# Credit for a word of the question that stands near a sentence instead of in it: when choosing a sentence, and when
# asking whether the evidence carries an answer at all.
HEADER = (0.5, 0.9)
SURROUNDINGS = ((-1, 0.5, 0.8), (1, 0.4, 0.6), (-2, 0.2, 0.5), (2, 0.1, 0.3))
ANOTHER_FORM = 0.8
"""Credit for a word that stands for one of the question's: "paid" for "pay", "the United States" for "American"."""
ANOTHER_WORD = (0.6, 0.5)
"""Credit for a word that news has in place of one which no sentence found has ("drivers" for "motorists"), or for the
seat of a government in place of its country."""
OF_NOBODY_NAMED = 0.7
"""Of the coverage of a sentence that has none of those of whom it is asked whether they did something."""
Credit = tuple[float, float]
"""When choosing a sentence, and when asking whether the evidence carries an answer."""
Place = tuple[frozenset[str], float, float]
"""The terms that stand at a place near a sentence, and the credit for one of them."""


def term_weights(view: View | None, question: Question) -> dict[str, float]:
    """Inverse document frequency (as BM25 has it) of the question's terms; half for those of earlier turns.

    A word that the archive never uses is more often a synonym of one it does than the heart of the question, unless
    it is written like a name: it weighs no more than `UNSEEN`.
    """
    names = term_set(" ".join(question.names))

    def idf(term: str) -> float:
        if view is None:
            return 1.0
        weight = view.words.rarity(term)
        return weight if term in names or view.words.document_frequency(term) else min(weight, UNSEEN)

    own = {term: idf(term) for term in question.terms}
    share = STANDARD.context if own else 1.0
    return own | {term: share * idf(term) for term in question.context}


def cover(
    candidates: Sequence[Candidate], question: Question, weights: Mapping[str, float], dated: Set[str]
) -> None:
    """Set how much of the question each sentence covers, and which of its terms are not there.

    Of the words `dated`, which say when, a sentence of that time has enough without them.
    """
    instead = _instead(question, weights, candidates)
    no = {term: says_no(term) for term in question.terms} if question.kind == "yes_no" else {}
    phrases = otherwise(question)
    whose = question.names if asks_of_deed(question) else ()
    named = term_set(" ".join(whose)).intersection(question.terms)
    for candidate in candidates:
        told = (own for own, pattern in phrases if pattern.search(candidate.text))
        _cover(candidate, weights, question, instead, no, dated, frozenset[str]().union(*told))
        if named and named.issubset(candidate.missing):
            candidate.coverage *= OF_NOBODY_NAMED


def _instead(
    question: Question, weights: Mapping[str, float], candidates: Sequence[Candidate]
) -> dict[str, frozenset[str]]:
    """By term the stems of words that may stand for it; of everyday words where no sentence has the word itself."""
    if question.language:
        found = {term: other_words(question.language, term, question.kind == "how_many") for term in weights}
    else:
        unsaid = (term for term in weights if all(forms(term).isdisjoint(c.terms) for c in candidates))
        found = {term: near(term) for term in unsaid}
        if question.kind == "how_many":  # how many a gale killed is how many died in it
            found |= {term: found.get(term, frozenset()) | KILLED for term in weights if term in KILLED}
    for term, stems_of in in_place_of(question.own_words).items():
        found[term] = found.get(term, frozenset()) | stems_of
    return found


def _cover(
    candidate: Candidate,
    weights: Mapping[str, float],
    question: Question,
    instead: Mapping[str, frozenset[str]],
    no: Mapping[str, frozenset[str]],
    dated: Set[str],
    told: Set[str],
) -> None:
    """Cover with partial credit for what stands around the sentence.

    `instead` has other words for some of the question's, and `no` those by which it is denied; `told` are those that it
    says in several words.
    """
    places = _around(candidate, question.language)
    total = sum(weights.values()) or 1.0
    undated = sum(weight for term, weight in weights.items() if term not in dated) or 1.0
    missing = []
    of_others = namesakes(question.text, candidate.text)
    for term, weight in weights.items():
        if term in dated:
            candidate.carried += weight / total * candidate.of_time
            candidate.absent += weight / total * (candidate.of_time < AROUND)
            continue
        wanted = forms(term).union(stems(term, question.language))
        others, denials = instead.get(term, frozenset()), no.get(term, frozenset())
        here = candidate.terms | {term} if term in told and wanted.isdisjoint(candidate.terms) else candidate.terms
        found = [] if term in of_others else _credits(here, places, term, wanted, others, denials)
        candidate.coverage += weight / undated * max((c for c, _ in found), default=0.0)
        candidate.carried += weight / total * max((k for _, k in found), default=0.0)
        if not found and term in question.terms:
            candidate.absent += weight / total
            missing.append(term)
    candidate.missing = tuple(missing)


def _around(candidate: Candidate, language: str) -> list[Place]:
    """The terms of the header and of the sentences around one, each with its credit."""
    article = candidate.source.article
    spans = stated(article.text, article.language)
    places = [(term_set(labels(article), language), *HEADER)]
    for step, choosing, carrying in SURROUNDINGS:
        if 0 <= (i := candidate.order + step) < len(spans):
            places.append((term_set(article.text[slice(*spans[i])], language), choosing, carrying))
    return places


def _credits(
    here: Set[str], places: Sequence[Place], term: str, wanted: Set[str], others: Set[str], denials: Set[str]
) -> list[Credit]:
    """What a term gets of a sentence that has the terms `here`, and of its places: for itself, else for other words."""
    if wanted & here:
        return [(1.0 if term in here else ANOTHER_FORM, 1.0)]
    if not denials.isdisjoint(here):
        return [(ANOTHER_FORM, 1.0)]
    found = [(c, k) for words, c, k in places if wanted & words]
    if not others.isdisjoint(here):
        return [*found, ANOTHER_WORD]
    return found or [(c * ANOTHER_WORD[0], k * ANOTHER_WORD[1]) for words, c, k in places if others & words]
