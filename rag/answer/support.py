"""Whether a sentence is supported by articles: proven, plausible, or contradicted, and how probable it is.

A sentence is held against single sentences of the article, because facts found anywhere in a passage prove nothing: a
swapped name is caught 99% of the time against the one aligned sentence and 1% against the whole passage. It is proven
when one sentence has all its words, in their order, and bears out all that can be right or wrong by itself: numbers,
dates, names, denials, hedges, limits, causes, quoted words. It is contradicted when what is closest says otherwise.
Everything between is not verified, however likely it sounds: rules cannot tell a free paraphrase from a lie in other
words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, Protocol

from rag.answer import overlap
from rag.answer.coordinated import clauses
from rag.answer.evidence import PLAUSIBLE, Basis, Claim, Weight, Whole, Window
from rag.answer.number_forms import as_in_english
from rag.answer.objections import Objection
from rag.answer.wording import commands
from rag.encoders import Encoder
from rag.printed import plain
from rag.sentences import Span, sentences

PROVEN = 0.9
"""Least score of a sentence that is proven by the rules, and of one that a judge proves."""
FALSE = 0.1
"""Greatest score of one that is contradicted."""
NOTHING = "nothing like it is in the articles"
_ALIGNED = 0.4
"""Share of a claim's words in a sentence from which the two are about one thing."""
_PARALLEL = 0.25
"""The same for a sentence that has another number, date or name where the claim has one found nowhere."""
_NEAR_BEST = 0.05

Kind = Literal["verbatim", "close", "unverified", "contradicted", "unsupported"]


class Judge(Protocol):
    """A model that says whether evidence entails a sentence, such as `rag.answer.judge.CrossJudge`."""

    def __call__(self, sentence: str, evidence: Sequence[str]) -> list[float]:
        """Return a probability for each piece of evidence."""


@dataclass(frozen=True, slots=True)
class Support:
    """How well the best evidence supports a sentence."""

    score: float
    """The probability that people would call it supported, 0 to 1: 1 for the article's own words, at least `PROVEN`
    where it is proven, at most `FALSE` where it is contradicted."""
    kind: Kind
    """`verbatim` and `close` are proven, `unverified` is neither proven nor contradicted, and for `unsupported` there
    is nothing like it at all."""
    passage: int = -1
    """Which of the passages the evidence is in, from 0; -1 when there is none."""
    spans: tuple[Span, ...] = ()
    """The sentences that are the evidence, in that passage's own offsets."""
    reason: str = NOTHING
    """Why it is not proven; empty when it is."""

    @property
    def holds(self) -> bool:
        """Whether the sentence is proven and may stand."""
        return self.kind in ("verbatim", "close")


def support(
    sentence: str,
    passages: Sequence[Basis | str] | Basis,
    weight: Weight = lambda _: 1.0,
    *,
    encoder: Encoder | None = None,
    judge: Judge | None = None,
) -> Support:
    """Find the best evidence for a sentence in some passages.

    `weight` gives what a stem counts, such as its idf. An `encoder` adds likeness of meaning to the score. A `judge`
    gives the score of what the rules neither prove nor contradict, and proves what it gives `PROVEN` or more.
    """
    found = Support(0.0, "unsupported")
    best: _Reading | None = None
    claims: dict[str, Claim] = {}
    for number, passage in enumerate([passages] if isinstance(passages, str | Basis) else passages):
        basis = Basis(passage) if isinstance(passage, str) else passage
        said = as_in_english(sentence, basis.language)
        if said not in claims:
            claims[said] = Claim(said, weight)
        one = _Reading(claims[said], replace(basis, text=as_in_english(basis.text, basis.language)))
        verdict = replace(one.verdict(), passage=number)
        if verdict.spans and (best is None or _order(verdict) > _order(found)):
            found, best = verdict, one
    if best is None or found.kind == "verbatim":
        return found
    if not found.holds and (joined := _joined(sentence, passages, weight)):
        return replace(joined, score=bounded("close", best.probability(encoder)))
    if judge is not None and found.kind in ("unverified", "unsupported"):
        return _judged(found, best, as_in_english(sentence, best.basis.language), judge)
    return replace(found, score=bounded(found.kind, best.probability(encoder)))


def _joined(sentence: str, passages: Sequence[Basis | str] | Basis, weight: Weight) -> Support | None:
    """The support of a sentence that joins clauses of which one passage proves each.

    A clause that begins with no name means whom the clause before it is about, and so does the article's own sentence:
    it is proven by the one that proves the clause before it, or by the next two of the paragraph.
    """
    parts = clauses(sentence)
    for number, passage in enumerate([passages] if isinstance(passages, str | Basis) else passages) if parts else ():
        found = [support(part.text, passage, weight) for part in parts]
        if not all(one.holds for one in found):
            continue
        basis = passage if isinstance(passage, Basis) else Basis(passage)
        said = sentences(basis.text, basis.language)
        places = [next(n for n, (start, _) in enumerate(said) if start == one.spans[-1][0]) for one in found]
        follows = [
            here - last in (0, 1) or (here - last == 2 and "\n" not in basis.text[said[last][0] : said[here][0]])
            for last, here in pairwise(places)
        ]
        if all(part.named or after for part, after in zip(parts[1:], follows, strict=True)):
            spans = dict.fromkeys(sorted(span for one in found for span in one.spans))
            return Support(PROVEN, "close", number, tuple(spans), "")
    return None


def _order(one: Support) -> tuple[bool, bool, float]:
    return one.holds, one.kind == "verbatim", one.score


def bounded(kind: Kind, score: float) -> float:
    """Return a probability as the verdict leaves it."""
    if kind == "close":
        return max(score, PROVEN)
    return min(score, FALSE) if kind in ("contradicted", "unsupported") else min(score, PROVEN)


def _judged(found: Support, reading: "_Reading", sentence: str, judge: Judge) -> Support:
    """Let the judge read the passage's nearest sentences, each by itself, and the passage."""
    nearest = [*reading.nearest(), reading.basis.text]
    score = max(judge(sentence, nearest))
    if score >= PROVEN:
        return replace(found, score=score, kind="close", reason="")
    return replace(found, score=score)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One sentence of a passage as evidence for the claim."""

    window: Window
    coverage: float
    objections: list[Objection]


class _Reading:
    """A passage read for one claim. Its verdict's score is the share of the claim's words that is covered."""

    def __init__(self, claim: Claim, basis: Basis) -> None:
        self.basis = basis
        self._claim = claim
        self._spans = [s for s in sentences(basis.text, basis.language) if not commands(basis.text[slice(*s)])]
        whole = Whole(basis)
        windows = [Window(basis, self._spans, at, whole) for at in range(len(self._spans))]
        self._seen = [self._look(window) for window in windows]

    def _look(self, window: Window) -> _Seen:
        coverage = window.coverage(self._claim)
        if self._claim.plain == window.plain:
            return _Seen(window, 1.0, [])
        if coverage < PLAUSIBLE:
            return _Seen(window, coverage, [Objection(NOTHING)])
        return _Seen(window, coverage, window.objections(self._claim))

    def verdict(self) -> Support:
        """Judge by the rules; `passage` is left open, and so are the spans when there is no sentence."""
        if self._spans and self._claim.plain == plain(self.basis.text):  # several sentences, each as it stands
            return Support(1.0, "verbatim", -1, ((self._spans[0][0], self._spans[-1][1]),), "")
        proven = [seen for seen in self._seen if not seen.objections]
        if proven:
            seen = max(proven, key=lambda seen: (self._verbatim(seen), seen.coverage))
            if self._verbatim(seen):
                return Support(1.0, "verbatim", -1, (seen.window.span,), "")
            return Support(seen.coverage, "close", -1, seen.window.cited(self._claim), "")
        nearest = max(self._seen, key=lambda seen: seen.coverage, default=None)
        if nearest is None:
            return Support(0.0, "unsupported")
        said = self._contradiction(nearest.coverage)
        if said:
            return Support(nearest.coverage, "contradicted", -1, (said.window.span,), said.objections[0].reason)
        kind: Kind = "unverified" if nearest.coverage >= PLAUSIBLE else "unsupported"
        reason = nearest.objections[0].reason
        if PLAUSIBLE <= nearest.coverage < _ALIGNED:
            reason = "too few of its words are in any one sentence of the articles"
        return Support(nearest.coverage, kind, -1, (nearest.window.span,), reason)

    def _verbatim(self, seen: _Seen) -> bool:
        return self._claim.plain in seen.window.plain

    def _contradiction(self, best: float) -> _Seen | None:
        """Return the sentence that says otherwise: every one near the best does, or one has another in its place."""
        related = [seen for seen in self._seen if seen.coverage >= max(_PARALLEL, best / 2)]
        parallel = [seen for seen in related if any(one.absent for one in seen.objections)]
        near = [seen for seen in self._seen if seen.coverage >= max(best - _NEAR_BEST, _ALIGNED)]
        if near and all(any(one.hard for one in seen.objections) for seen in near):
            return max(near, key=lambda seen: seen.coverage)
        return max(parallel, key=lambda seen: seen.coverage, default=None)

    def nearest(self) -> list[str]:
        """Return the sentences that cover most of the claim."""
        order = sorted(self._seen, key=lambda seen: -seen.coverage)
        return [seen.window.original for seen in order[: overlap.BEST]]

    def probability(self, encoder: Encoder | None) -> float:
        """Return the calibrated probability of support, contradiction apart."""
        texts = [self.basis.text[slice(*span)] for span in self._spans]
        return overlap.probability(overlap.shares(self._claim, texts, encoder))
