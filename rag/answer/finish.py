"""The last steps of every answer: quotations checked once more, and what only the library knows."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from corpus.catalog import Catalog
from rag.answer import quoted
from rag.answer.conflicts import numbered
from rag.answer.corrected import with_notices
from rag.answer.halves import of_whole_notices
from rag.answer.reasons import in_full
from rag.labels import NOT_SAID
from rag.question import Question
from rag.settings import Settings
from rag.types import Answer, Filters, Hit, Removed, SearchResult, Snapshot
from rag.view import View

NEAREST = 3
"""Articles that are offered where there is no answer."""


def exact(draft: quoted.Draft) -> quoted.Draft:
    """The draft without sentences whose quotation is not, to the letter, what the article says at its offsets.

    What is quoted already is not quoted again: two sentences of one notice of correction are the whole notice each.
    """
    wrong = {c.n for c in draft.citations if c.source.article.text[c.start : c.end] != c.quote}
    failed = [s for s in draft.sentences if not s.citations or wrong & set(s.citations)]
    first = {(c.source.article_id, c.source.version, c.start, c.end): c.n for c in reversed(draft.citations)}
    again = {c.n for c in draft.citations if first[c.source.article_id, c.source.version, c.start, c.end] != c.n}
    repeated = [s for s in draft.sentences if draft.answered_by == "quotes" and again.issuperset(s.citations)]
    if not failed and not repeated:
        return draft
    removed = [Removed(s.text, "its quotation does not stand in the article", s.support) for s in failed]
    kept = [s for s in draft.sentences if s not in failed and s not in repeated]
    cited = [c for c in draft.citations if any(c.n in s.citations for s in kept)]
    number = {c.n: n for n, c in enumerate(cited, 1)}
    reason = draft.reason if kept else f"{NOT_SAID}: no quotation stood up to the last check."
    return replace(
        draft,
        sentences=tuple(replace(s, citations=tuple(number[n] for n in s.citations)) for s in kept),
        citations=tuple(replace(c, n=number[c.n]) for c in cited),
        removed=(*draft.removed, *removed),
        reason=reason,
    )


def _articles(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The best hit of each article."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.source.article_id, hit)
    return tuple(best.values())


class Finisher:
    """Adds to a drafted answer what only the library knows."""

    def __init__(
        self,
        catalog: Catalog,
        settings: Settings,
        question: Question,
        found: SearchResult,
        view: View | None,
        filters: Filters,
        start: float,
    ) -> None:
        self._catalog, self._settings, self._question, self._found = catalog, settings, question, found
        self._view, self._filters, self._start = view, filters, start

    def __call__(self, draft: quoted.Draft) -> Answer:
        """The answer that a draft becomes."""
        draft = exact(draft)
        differing = numbered(of_whole_notices(draft.conflicts), draft.citations) if draft.sentences else ()
        cited, differing = with_notices(draft.citations, differing, self._view, self._catalog, self._filters)
        counts = self._catalog.counts()
        as_of = self._filters.as_of
        return Answer(
            question=self._question.typed or self._question.text,
            status="answered" if draft.sentences else "no_answer",
            sentences=draft.sentences,
            citations=cited,
            corpus=Snapshot(counts.articles, counts.newest, self._view.seq if self._view else 0),
            answered_by=draft.answered_by,
            settings_hash=self._settings.answer_hash(),
            reason=draft.reason if draft.sentences else self._reason(draft.reason, counts.articles),
            removed=draft.removed,
            conflicts=differing,
            nearest=() if draft.sentences else _articles(self._found.hits)[:NEAREST],
            as_of=datetime.fromtimestamp(as_of, UTC) if as_of is not None else None,
            hidden=self._found.hidden,
            rewritten=self._rewritten(),
            evidence=draft.evidence,
            lacking=draft.lacking if draft.sentences else (),
            fallback=draft.fallback,
            excerpt=draft.excerpt,
            differences=draft.differences,
            stood=draft.stood,
            timings_ms={**self._found.timings_ms, "total": 1000 * (time.perf_counter() - self._start)},
        )

    def _reason(self, reason: str, articles: int) -> str:
        behind = (self._view.seq if self._view else 0) < self._catalog.head()
        of = self._question.of
        return in_full(reason, self._filters, self._view, articles=articles, behind=behind, of=of)

    def _rewritten(self) -> str | None:
        """The question as it was searched, if that is not what was typed; "please" and its like apart."""
        question = self._question
        changed = question.typed and not question.typed.endswith(question.text)
        searched = question.rewritten or (question.text if changed else None)
        return f"{searched} ({question.of})" if searched and question.of else searched
