"""An excerpt in place of a question: the article it comes from, in whose words, and which of them differ.

Candidates come from the word index; an alignment of the excerpt's words with the article's decides. Nothing is encoded.
A question that is no excerpt is left to the other engines.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from corpus.versions import Version
from rag.alignment import Alignment, Words, align, words_of
from rag.answer.given import Reading, asks, begins_alike, begins_with_verb, readings
from rag.answer.quoted import Draft
from rag.hits import Sources, copies_of, visible
from rag.labels import NOT_SAID
from rag.orders import orders
from rag.passages import day
from rag.sentences import Span, paragraph, sentences
from rag.terms import terms
from rag.types import Citation, Difference, Filters, Passage, Sentence
from rag.view import View

CANDIDATES = 40
"""Passages taken from the word index."""
ALIGNED = 8
"""Of these, those that are aligned: the ones that share most pairs of neighbouring words."""
TERMS = 48
"""Most words of an excerpt that passages are looked for by: the rarest ones."""
LONG = 10
SHARE, SHORT = 0.3, 6
"""Of an excerpt of `LONG` words this share may differ, of a shorter one a word in `SHORT`."""
NEARLY = 0.1
"""Share of the words in which what begins like a question, but has no question mark, may differ."""
HANGING = 60
"""Most characters that are shown with a word because no space parts them from it."""
_BEFORE, _AFTER = re.compile(r"[!-~]*\Z"), re.compile(r"[!-~]*")
_PUNCTUATION = ".,;:!?…–—-*'‘’\"“”„«»()[]"
ELSEWHERE = 4
"""Most articles of other origins that are cited beside the first one."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where an excerpt lies in an article."""

    source: Version
    excerpt: Words
    words: Words
    """Of the article, about the place."""
    alignment: Alignment

    @property
    def order(self) -> tuple[int, int, str]:
        """The nearest first, of equals the one that was known first."""
        return self.alignment.distance, self.source.known_from, self.source.article_id

    @property
    def stretch(self) -> tuple[str, ...]:
        """The article's words there."""
        return self.words.keys[slice(*self.alignment.stretch)]

    @property
    def sentences(self) -> list[Span]:
        """The sentences from the first to the last word that both have."""
        article, same = self.source.article, self.alignment.same
        start, end = self.words.spans[same[0][1]][0], self.words.spans[same[-1][1]][1]
        left, right = paragraph(article.text, start, end)
        spans = ((left + a, left + b) for a, b in sentences(article.text[left:right], article.language))
        return [(a, b) for a, b in spans if a < end and start < b]


@dataclass(frozen=True, slots=True)
class Found:
    """What came of looking for an excerpt."""

    draft: Draft
    alone: bool
    """Whether it is the answer; else it stands beside the answer to what may be a question of the asker's own."""


def look_up(text: str, view: View, sources: Sources, filters: Filters) -> Found | None:
    """The sentences that an excerpt comes from, or a refusal when no article has them; None for anything else.

    What only a version that was replaced has, or has in nearer words, is no answer, and is shown for what it is.
    """
    asked = list(readings(text))
    for reading in asked:
        found = [m for m in _matches(reading.words, view, sources, filters) if _accepted(reading, m)]
        if found:
            members = sources.members({m.source.origin_id for m in found}, view.seq)
            draft = _draft(reading, found, members, filters)
            once = _once(reading, view, sources, filters, found[0].alignment.distance)
            stood = (_stood(once, len(draft.citations) + 1),) if once is not None else ()
            return Found(replace(draft, stood=stood), reading.kind != "asked")
    for reading in asked:
        if (once := _once(reading, view, sources, filters)) is not None:
            return Found(_no_longer(reading, once, sources.load({once.source.article_id}, view.seq), filters), True)
    sure = [reading.words for reading in asked if reading.sure]
    if not sure or _is_headline(sure[0], view, sources, filters):
        return None
    then = " that was known by then" if filters.as_of is not None else ""
    reason = f"{NOT_SAID} where this is from: no article{then} has these words."
    return Found(Draft(reason=reason, excerpt=sure[0]), True)


def beside(draft: Draft, found: Found | None) -> Draft:
    """The answer to a question with the sentences, after it, that have the question's own words."""
    if found is None or not draft.sentences:
        return found.draft if found is not None else draft
    shift = len(draft.citations)
    return replace(
        draft,
        sentences=(*draft.sentences, *(replace(s, citations=_shifted(s, shift)) for s in found.draft.sentences)),
        citations=(*draft.citations, *(replace(c, n=c.n + shift) for c in found.draft.citations)),
        excerpt=found.draft.excerpt if found.draft.differences else None,
        differences=found.draft.differences,
    )


def _shifted(sentence: Sentence, shift: int) -> tuple[int, ...]:
    return tuple(n + shift for n in sentence.citations)


# -- finding ---------------------------------------------------------------------------------------------------------


def _once(reading: Reading, view: View, sources: Sources, filters: Filters, nearer: int | None = None) -> Match | None:
    """The version that had the words last, of those that were replaced; with `nearer` if it is less than that away."""
    if reading.kind == "asked" or nearer == 0:
        return None
    matches = _matches(reading.words, view, sources, filters, superseded=True)
    found = [m for m in matches if _accepted(reading, m) and (nearer is None or m.alignment.distance < nearer)]
    return min(found, key=lambda m: (m.alignment.distance, -(m.source.known_until or 0)), default=None)


def _matches(
    words: str, view: View, sources: Sources, filters: Filters, *, superseded: bool = False
) -> list[Match]:
    """Where the words lie in the articles that come nearest, best first; an article stands there once."""
    excerpt = words_of(words)
    passages = _candidates(words, view, filters, superseded=superseded)
    known = sources.load({p.article_id for p in passages}, view.seq)
    versions = {(v.article_id, v.version): v for group in known.values() for v in group}
    pairs = _pairs(excerpt)
    shared: list[tuple[int, int, Passage, Version]] = []
    for p in passages:
        if (source := versions.get((p.article_id, p.version))) is not None:
            both = len(pairs & _pairs(words_of(source.article.text, p.start, p.end)))
            shared.append((-both, source.known_from, p, source))
    shared.sort(key=lambda s: s[:2])
    reach = 2 * len(words)
    found = [_match(excerpt, p, source, reach) for both, _, p, source in shared[:ALIGNED] if both]
    best: dict[str, Match] = {}
    for match in sorted((m for m in found if m.alignment.same), key=lambda m: m.order):
        best.setdefault(match.source.article_id, match)
    return list(best.values())


def _candidates(words: str, view: View, filters: Filters, *, superseded: bool = False) -> list[Passage]:
    wanted = list(dict.fromkeys(terms(words)))
    if len(wanted) > TERMS:
        wanted = sorted(wanted, key=view.words.document_frequency)[:TERMS]
    found = view.by_words(dict.fromkeys(wanted, 1.0), CANDIDATES, filters, superseded=superseded)
    return [view.arrays.passages[i] for i, _ in found]


def _pairs(words: Words) -> set[tuple[str, str]]:
    return set(pairwise(words.keys))


def _match(excerpt: Words, passage: Passage, source: Version, reach: int) -> Match:
    """The excerpt aligned with a passage and `reach` characters on both sides of it."""
    text = source.article.text
    start = text.rfind(" ", 0, max(0, passage.start - reach)) + 1
    end = text.find(" ", passage.end + reach)
    words = words_of(text, start, len(text) if end < 0 else end)
    return Match(source, excerpt, words, align(excerpt.keys, words.keys))


def _accepted(reading: Reading, match: Match) -> bool:
    """Whether so much of the excerpt stands there that it comes from there.

    What reads like a question is one unless the article asks it too. Without a question mark it may be a clip: of the
    article's very words, of a sentence that begins the same, or one that happens to begin with a verb.
    """
    count, distance = len(match.excerpt), match.alignment.distance
    if any(orders(match.source.article.text[slice(*span)]) for span in match.sentences):
        return False
    if distance > (int(SHARE * count) if count >= LONG else count // SHORT):
        return False
    if reading.kind != "asked":
        return True
    cited = _cited(match.source, match.sentences)
    if count < LONG or asks(cited):
        return count >= LONG
    alike = begins_with_verb(reading.words) or begins_alike(reading.words, cited)
    return not {"?", "？", "؟"}.intersection(reading.words) and (distance <= NEARLY * count or alike)


def _cited(source: Version, spans: Sequence[Span]) -> str:
    return source.article.text[spans[0][0] : spans[-1][1]]


def _is_headline(words: str, view: View, sources: Sources, filters: Filters) -> bool:
    """Whether the words are a headline, which is no part of an article's text: the other engines find it."""
    excerpt = words_of(words)
    known = sources.load({p.article_id for p in _candidates(words, view, filters)}, view.seq)
    titles = {v.article.title for versions in known.values() for v in versions}
    return any(align(excerpt.keys, words_of(t).keys).distance <= SHARE * len(excerpt) for t in titles if t)


# -- answering -------------------------------------------------------------------------------------------------------


def _draft(
    reading: Reading, found: Sequence[Match], members: Mapping[str, list[Version]], filters: Filters
) -> Draft:
    """The best match's sentences, each cited; with the first one the articles of other origins that have the same."""
    best = found[0]
    same = [m for m in found if m.stretch == best.stretch]
    origins = {m.source.origin_id: m for m in reversed(same)} | {best.source.origin_id: best}
    others = [m for m in same if origins[m.source.origin_id] is m and m is not best][:ELSEWHERE]
    spans = [(best, span) for span in best.sentences]
    spans += [(m, (m.sentences[0][0], m.sentences[-1][1])) for m in others]
    citations = tuple(
        Citation(n, m.source, a, b, m.source.article.text[a:b], copies_of(m.source, members, filters.as_of))
        for n, (m, (a, b)) in enumerate(spans, 1)
    )
    own = len(citations) - len(others)
    elsewhere = tuple(c.n for c in citations[own:])
    return Draft(
        sentences=tuple(Sentence(c.quote, (c.n, *(elsewhere if c.n == 1 else ()))) for c in citations[:own]),
        citations=citations,
        excerpt=reading.words,
        differences=tuple(_differences(reading.words, best)),
    )


def _stood(match: Match, n: int) -> Citation:
    spans = match.sentences
    start, end = spans[0][0], spans[-1][1]
    return Citation(n, match.source, start, end, match.source.article.text[start:end])


def _no_longer(reading: Reading, once: Match, known: Mapping[str, list[Version]], filters: Filters) -> Draft:
    """A refusal that says until when the words stood, and what their article says of it since."""
    article, until = once.source.article, once.source.known_until
    where = f"“{article.title}” ({article.outlet or 'unnamed outlet'})" if article.title else article.outlet
    nearly = "nearly " if once.alignment.distance else ""
    reason = f"{NOT_SAID} this any longer: {where or 'an article'} had {nearly}these words"
    if until is not None:
        reason += f" until {day(datetime.fromtimestamp(until, UTC))}, when it was changed"
    now = next((v for v in known[once.source.article_id] if visible(v, filters.as_of)), None)
    if now is not None and now.article.correction not in ("", article.correction):
        reason += f". It now carries a notice: “{now.article.correction.rstrip('.')}”"
    differences = tuple(_differences(reading.words, once))
    return Draft(reason=f"{reason}.", excerpt=reading.words, differences=differences, stood=(_stood(once, 1),))


def _differences(words: str, match: Match) -> Iterator[Difference]:
    """The words that differ, as written; what the article has outside the sentences cited is not looked at."""
    spans = match.sentences
    first, last = spans[0][0], spans[-1][1]
    for (a, b), (c, d) in match.alignment.differing(len(match.excerpt)):
        theirs = [s for s in match.words.spans[c:d] if first <= s[0] and s[1] <= last]
        ours = match.excerpt.spans[a:b]
        yield Difference(_stretch(words, ours), _stretch(match.source.article.text, theirs))


def _stretch(text: str, spans: Sequence[Span]) -> str:
    """The words as written, with what hangs on them without a space, as in an address."""
    if not spans:
        return ""
    start, end = spans[0][0], spans[-1][1]
    start -= len(_BEFORE.search(text, max(0, start - HANGING), start)[0])  # type: ignore[index]
    end += len(_AFTER.match(text, end, end + HANGING)[0])  # type: ignore[index]
    return text[start:end].strip(_PUNCTUATION)
