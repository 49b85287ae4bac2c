"""One question to an archive, from its words to an answer: a quoted one, or a model's where there is one."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.article import one_line
from corpus.catalog import Catalog
from rag.answer import quoted, written
from rag.answer.candidates import Evidence
from rag.answer.excerpt import Found, beside, look_up
from rag.answer.finish import Finisher
from rag.bylines import Byline, byline
from rag.hits import Sources
from rag.labels import NOTHING_ASKED
from rag.misspelt import understand_with_slips
from rag.question import Question
from rag.settings import Settings
from rag.talk import greets, is_small_talk
from rag.told import told
from rag.types import Answer, Filters, SearchResult, Sentence, Turn
from rag.understanding import understand
from rag.view import View

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

NOTHING = quoted.Draft(reason=f"{NOTHING_ASKED}: type a question about what the archive reports.")
"""What is made of thanks and greetings."""
HITS = 12
"""Passages an answer is made from."""
OF_A_STORY = 30
"""Passages a timeline is made from: a story that goes on for months has dozens of reports."""


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
        if asked.rewritten is None and is_small_talk(asked.text) and (history or greets(asked.text)):
            found = SearchResult(question, ())
            yield Finisher(self.catalog, self.settings, asked, found, self.view(), filters, start)(NOTHING)
            return
        model = written.load(llm if llm is not None else self.settings.llm, self.settings)
        excerpt = self._looked_up(asked.typed or asked.text, filters)
        if excerpt is not None and excerpt.alone:
            yield self._of_excerpt(excerpt.draft, asked.typed or asked.text, filters, start)
            return
        by = self._byline(question, asked, filters)
        if by is not None and (of_them := self._written_by(by, question, history, filters)) is not None:
            asked, (evidence, found) = of_them
        else:
            asked = understand_with_slips(question, history, filters, self.view(), self.sources)
            evidence, found = self._evidence(asked, filters)
        draft = quoted.answer(evidence) if model is None or asked.may_stand_alone else None
        if draft is not None and asked.may_stand_alone and not asked.of:
            alone = understand_with_slips(asked.text, (), filters, self.view(), self.sources)
            alone = replace(alone, typed=asked.typed or alone.typed)
            by_itself = self._evidence(alone, filters)
            other = quoted.answer(by_itself[0])
            if other.sentences and (other.evidence or 0.0) > (draft.evidence or 0.0):
                draft, asked, (evidence, found) = other, alone, by_itself
        finish = Finisher(self.catalog, self.settings, asked, found, evidence.view, filters, start)
        if model is None:
            assert draft is not None
            yield finish(beside(draft, excerpt))
        else:
            read = told(evidence.hits, evidence.view, self.catalog, filters)
            for step in written.stream(model, replace(evidence, hits=read), self.settings):
                yield step if isinstance(step, Sentence) else finish(step)

    def _byline(self, question: str, asked: Question, filters: Filters) -> Byline | None:
        """Whose articles are asked for, in the question or in what a follow-up stands for: "And Elin Sand?"."""
        view = self.view()
        if view is None or filters.authors or filters.kinds or filters.sections:
            return None
        return byline(question, view.arrays) or (byline(asked.rewritten, view.arrays) if asked.rewritten else None)

    def _written_by(
        self, by: Byline, question: str, history: Sequence[Turn], filters: Filters
    ) -> tuple[Question, tuple[Evidence, SearchResult]] | None:
        """What is asked of some articles alone, and what they say; None where others may answer and they do not."""
        history = [self._of_whoever(turn) for turn in history]
        for one in (by, by.also_unstated) if by.sections else (by,):
            narrowed = one.narrowed(filters)
            asked = understand_with_slips(by.rest, history, narrowed, self.view(), self.sources)
            asked = replace(asked, typed=one_line(question), of=one.said)
            found = self._evidence(asked, narrowed)
            if quoted.answer(found[0]).sentences:
                break
        else:
            if not by.sure:
                return None
        return asked, found

    def _of_whoever(self, turn: Turn) -> Turn:
        """A turn of the chat without whose articles it asked for: a later one asks of another's."""
        view = self.view()
        by = byline(turn.content, view.arrays) if view is not None and turn.role == "user" else None
        return replace(turn, content=by.rest) if by is not None else turn

    def _evidence(self, asked: Question, filters: Filters) -> tuple[Evidence, SearchResult]:
        k = HITS * len(asked.parts) if asked.apart else OF_A_STORY if asked.of_a_story else HITS
        found, view = self.search(asked, filters, k)
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
