"""Answers that a language model writes: each sentence is checked against the articles before anyone sees it.

The quoted answer is made first. It decides whether there is evidence at all, and it stands in wherever the model fails:
unreachable, too slow, broken off, or with too little that the articles support.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answer import quoted
from rag.answer.candidates import Evidence
from rag.answer.coordinated import clauses
from rag.answer.evidence import Basis
from rag.answer.judge import load_judge
from rag.answer.marks import Splitter, Written
from rag.answer.model import Reply, label, load, room
from rag.answer.predicate import begins_inside, tells
from rag.answer.prompt import Prompt, build
from rag.answer.quoted import Draft
from rag.answer.support import Judge, Support, support
from rag.answer.wording import leads_on
from rag.errors import LanguageModelError
from rag.labels import NOT_SAID
from rag.printed import plain
from rag.settings import Settings
from rag.terms import base_language
from rag.types import Citation, Hit, Removed, Sentence
from rag.view import View

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

__all__ = ["load", "stream"]

STANDS = 1 / 3
"""Least share of the model's sentences that must stand for its answer to be given at all."""
LIKELY = 0.1
"""Least score of a sentence that is shown although it is not verified."""
REPEATED = "it was said before"
NO_CLAIM = "it says nothing of the news"
PIECE = "it is only a piece of a sentence"
REFUSED = f"{NOT_SAID}: the articles found do not answer this question."


def stream(model: "LLM", evidence: Evidence, settings: Settings) -> Iterator[Sentence | Draft]:
    """Sentences as they are verified, then the whole answer, which may have put quotations in their place.

    Numbers of citations are the same in the sentences and in the written draft. The model is not asked when the quoted
    answer is a refusal.
    """
    quotes = quoted.answer(evidence)
    if not quotes.sentences:
        yield quotes
        return
    answer: _Checked | None = None
    try:
        prompt = build(evidence, room(model, settings), quotes.citations)
        answer = _Checked(prompt, evidence.view, settings)
        for written in _sentences(Reply(model, prompt, settings.llm_timeout)):
            if written.thought:
                answer = _Checked(prompt, evidence.view, settings)
                continue
            sentence = answer.add(written)
            if sentence is not None:
                yield sentence
    except LanguageModelError as error:
        reason = f"the language model could not be reached ({error}); quoted sentences instead"
        yield replace(quotes, removed=tuple(answer.removed) if answer else (), fallback=reason)
    else:
        yield answer.draft(quotes, label(model))


def _sentences(reply: Reply) -> Iterator[Written]:
    splitter = Splitter()
    for piece in reply:
        yield from splitter.feed(piece)
    yield from splitter.close(ended=reply.finish == "stop")
    if reply.finish == "length" and not splitter.begun:
        raise LanguageModelError("it used up its tokens before it answered: raise DATELINE_ANSWER_TOKENS")


class _Checked:
    """The answer as it grows: what stands with its citations, what was removed and why."""

    def __init__(self, prompt: Prompt, view: View | None, settings: Settings) -> None:
        self._prompt = prompt
        self._mark = settings.unverified == "mark"
        self._judge: Judge | None = load_judge(settings.support_model) if settings.support_model else None
        self._bases = [_basis(hit) for hit in prompt.hits]
        self._weight = view.words.rarity if view is not None else lambda _: 1.0
        self._sentences: list[Sentence] = []
        self._citations: dict[tuple[str, int, int, int], Citation] = {}
        self._said: set[str] = set()
        self._refused = False
        self.removed: list[Removed] = []

    def add(self, written: Written) -> Sentence | None:
        """Check one sentence; returns it with its citations when it stands."""
        if self._prompt.refusal.casefold() in written.text.casefold():
            self._refused = True  # of use only when it wrote nothing else
            return None
        found = self._evidence(written)
        reason = self._objection(written, found[0])
        self._said.add(plain(written.text))
        if reason:
            self.removed.append(Removed(written.text, reason, found[0].score))
            return None
        numbers = dict.fromkeys(n for one in found for n in self._cite(one))
        sentence = Sentence(written.text, tuple(numbers), min(one.score for one in found), found[0].holds)
        self._sentences.append(sentence)
        return sentence

    def _objection(self, written: Written, found: Support) -> str:
        """Say why a sentence is removed; empty when it is shown."""
        if plain(written.text) in self._said:
            return REPEATED
        if not written.complete:
            return "it breaks off"
        if leads_on(written.text) if found.holds else written.tells_nothing:
            return NO_CLAIM
        if found.holds and self._is_piece(written.text, found):
            return PIECE
        if found.kind == "unverified":
            return "" if self._mark and found.score >= LIKELY else f"not verified: {found.reason}"
        return found.reason

    def _is_piece(self, text: str, found: Support) -> bool:
        """Whether it tells nothing of anything; what stands so in the article is left as it is."""
        article = self._prompt.hits[found.passage].source.article
        if base_language(article.language) not in ("", "en"):
            return False
        basis = self._bases[found.passage].text
        cited = [plain(basis[start:end]) for start, end in found.spans]
        return plain(text) not in cited and (not tells(text) or any(begins_inside(plain(text), one) for one in cited))

    def draft(self, quotes: Draft, name: str) -> Draft:
        """Finish: what the model wrote, its refusal, or the quotations when too little of it stands."""
        stand = sum(sentence.verified for sentence in self._sentences)
        claims = [one for one in self.removed if one.reason not in (REPEATED, NO_CLAIM)]
        gone = len(claims) + len(self._sentences) - stand
        removed = tuple(self.removed)
        if not stand and not gone and self._refused:
            return Draft(reason=REFUSED, answered_by=name)
        if not stand or stand < STANDS * (stand + gone):
            what = f"the articles do not support {gone} of {stand + gone} sentences" if gone else "it wrote nothing"
            fallback = f"the language model's answer did not stand ({what}); quoted sentences instead"
            return replace(quotes, removed=removed, fallback=fallback)
        return Draft(
            sentences=tuple(self._sentences),
            citations=tuple(self._citations.values()),
            answered_by=name,
            removed=removed,
            conflicts=quotes.conflicts,
            lacking=quotes.lacking,
        )

    def _evidence(self, written: Written) -> list[Support]:
        """Return what supports a sentence, best first: in each passage it names, else in any; never empty."""
        named = [n - 1 for n in written.marks if 1 <= n <= len(self._bases)]
        found = [self._support(written.text, [n]) for n in named]
        holding = sorted((one for one in found if one.holds), key=lambda one: -one.score)
        if holding:
            return holding
        anywhere = self._support(written.text, list(range(len(self._bases))))
        return [anywhere] if anywhere.holds else self._of_several(written.text) or [anywhere]

    def _of_several(self, text: str) -> list[Support]:
        """What supports each clause of a sentence that joins what several articles say, each of whom it names."""
        parts = clauses(text)
        if not parts or not all(part.named for part in parts[1:]):
            return []
        found = [self._support(part.text, list(range(len(self._bases)))) for part in parts]
        return found if all(one.holds for one in found) else []

    def _support(self, text: str, numbers: list[int]) -> Support:
        found = support(text, [self._bases[n] for n in numbers], self._weight, judge=self._judge)
        return replace(found, passage=numbers[found.passage]) if found.passage >= 0 else found

    def _cite(self, found: Support) -> Iterator[int]:
        """Number the article sentences that support, each once in the answer."""
        hit = self._prompt.hits[found.passage]
        text = hit.source.article.text
        for span in found.spans:
            start, end = (hit.passage.start + at for at in span)
            key = (hit.source.article_id, hit.source.version, start, end)
            n = len(self._citations) + 1
            citation = Citation(n, hit.source, start, end, text[start:end], hit.copies)
            yield self._citations.setdefault(key, citation).n


def _basis(hit: Hit) -> Basis:
    article = hit.source.article
    return Basis(hit.words, article.title, article.outlet, article.published, article.language)
