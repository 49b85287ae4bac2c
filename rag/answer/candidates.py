"""The sentences of the evidence, each of which may answer."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.versions import Version
from rag.answer.entities import names
from rag.answer.lexicon import base, canonical, forms
from rag.answer.turns import in_its_turn, without_interviewer
from rag.answer.wording import commands
from rag.orders import stated
from rag.passages import beside, place_of, sentences_in
from rag.question import Question
from rag.sentences import Span
from rag.spelling import initials
from rag.terms import stems, terms
from rag.types import Citation, Copy, Hit, Passage
from rag.view import View

BESIDE = 0.8
"""Of a passage's score for the passages before and after it, whose sentences may answer as well."""
_NOTICE = re.compile(r"\b(?:correct|clarif|retract|withdr[ae]w|mistake|error|wrong)", re.I)
"""Signs of a question about a notice of correction: others are not answered by what an article first had wrong."""


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

    @property
    def reported(self) -> float:
        """When its article was published, else when it became known, in seconds since 1970.

        Not when its version did: a correction made later changes no other sentence.
        """
        published = self.source.article.published
        return published.timestamp() if published is not None else float(self.source.known_from)

    def cited(self, n: int) -> Citation:
        """The citation of its exact words."""
        return Citation(n, self.source, *self.span, self.text, self.copies)


def candidates_of(evidence: Evidence) -> list[Candidate]:
    """The sentences of the passages found and of those beside them, each once."""
    best = max((hit.score for hit in evidence.hits), default=1.0) or 1.0
    of_notice = _NOTICE.search(evidence.question.text) is not None
    found: dict[tuple[str, Span], Candidate] = {}
    for hit, passage, row, span, share in _spans(evidence):
        article, score = hit.source.article, share * max(0.0, hit.score / best)
        text = article.text[slice(*span)]
        if commands(text) or (text in article.correction and not of_notice):
            continue
        whole = in_its_turn(article.text, span)
        key = (hit.source.article_id, whole or span)
        if whole is not None and (key not in found or found[key].passage < score):
            order = bisect_left(stated(article.text, article.language), span)
            words = term_set(without_interviewer(article.text, span, whole), evidence.question.language)
            found[key] = Candidate(hit.source, whole, order, hit.copies, passage.passage_id, row, score, words)
    return list(found.values())


def _spans(evidence: Evidence) -> Iterator[tuple[Hit, Passage, int, Span, float]]:
    """The sentences of each hit's passage and of those beside it: their place there, and its share of the score.

    In a story each report tells what happened where it begins.
    """
    for hit in evidence.hits:
        for passage, share in _with_neighbours(hit.passage, evidence.view, opening=evidence.question.of_a_story):
            for row, span in enumerate(sentences_in(hit.source.article, passage)):
                yield hit, passage, row, span, share


def _with_neighbours(passage: Passage, view: View | None, *, opening: bool) -> Iterator[tuple[Passage, float]]:
    yield passage, 1.0
    steps = (-1, 1, -place_of(passage)) if opening and place_of(passage) > 1 else (-1, 1)
    for step in steps:
        neighbour = view.arrays.passages.get(beside(passage, step)) if view is not None else None
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
    return frozenset({*found, *map(base, found), *peoples, *map(initials, named)})
