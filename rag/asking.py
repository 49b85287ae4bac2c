"""One question to an archive, from its words to an answer: a quoted one, or a model's where there is one."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.catalog import Catalog
from rag.answer import quoted, written
from rag.answer.candidates import Evidence
from rag.answer.excerpt import Found, beside, look_up
from rag.answer.finish import Finisher
from rag.misspelt import understand_with_slips
from rag.question import Question
from rag.retrieve import Sources
from rag.settings import Settings
from rag.types import Answer, Filters, SearchResult, Sentence, Turn
from rag.understanding import understand
from rag.view import View

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

HITS = 12
"""Passages an answer is made from."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a library lends to each question."""

    catalog: Catalog
    sources: Sources
    settings: Settings
    view: Callable[[], View | None]
    search: Callable[[Question, Filters, int], tuple[SearchResult, View | None]]

    def stream(
        self, question: str, filters: Filters, history: Sequence[Turn], llm: "LLM | str | None"
    ) -> Iterator[Sentence | Answer]:
        """Sentences as they are verified, then the whole `Answer`; see `Library.stream`."""
        start = time.perf_counter()
        asked = understand(question, history)
        model = written.load(llm if llm is not None else self.settings.llm, self.settings)
        excerpt = self._looked_up(asked.typed or asked.text, filters)
        if excerpt is not None and excerpt.alone:
            yield self._of_excerpt(excerpt.draft, asked.typed or asked.text, filters, start)
            return
        asked = understand_with_slips(question, history, filters, self.view(), self.sources)
        evidence, found = self._evidence(asked, filters)
        draft = quoted.answer(evidence) if model is None or asked.may_stand_alone else None
        if draft is not None and asked.may_stand_alone:
            alone = understand_with_slips(question, (), filters, self.view(), self.sources)
            by_itself = self._evidence(alone, filters)
            other = quoted.answer(by_itself[0])
            if other.sentences and (other.evidence or 0.0) > (draft.evidence or 0.0):
                draft, asked, (evidence, found) = other, alone, by_itself
        finish = Finisher(self.catalog, self.settings, asked, found, evidence.view, filters, start)
        if model is None:
            assert draft is not None
            yield finish(beside(draft, excerpt))
        else:
            for step in written.stream(model, evidence, self.settings):
                yield step if isinstance(step, Sentence) else finish(step)

    def _evidence(self, asked: Question, filters: Filters) -> tuple[Evidence, SearchResult]:
        found, view = self.search(asked, filters, HITS * len(asked.parts) if asked.apart else HITS)
        least = self.settings.least_evidence
        return Evidence(question=asked, hits=found.hits, as_of=filters.as_of, view=view, least=least), found

    def _looked_up(self, text: str, filters: Filters) -> Found | None:
        view = self.view()
        return look_up(text, view, self.sources, filters) if view is not None else None

    def _of_excerpt(self, draft: quoted.Draft, text: str, filters: Filters, start: float) -> Answer:
        """Where an excerpt comes from; when no article has it, with the articles that come nearest."""
        if draft.sentences or draft.excerpt is None:  # nothing has to be encoded for it
            view = self.view()
            found = SearchResult(text, (), view.arrays.hidden_articles(filters) if view is not None else 0)
        else:
            found, view = self.search(understand(draft.excerpt), filters, HITS)
        return Finisher(self.catalog, self.settings, understand(text), found, view, filters, start)(draft)
