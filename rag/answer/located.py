"""Where an excerpt lies in the articles of an archive.

Candidates come from the word index; an alignment of the excerpt's words with the article's decides. Nothing is encoded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.versions import Version
from rag.alignment import Alignment, Words, align, words_of
from rag.answer.given import Reading, asks, begins_alike, begins_with_verb
from rag.answer.pasted import fitted, pieces
from rag.hits import Sources
from rag.orders import orders
from rag.sentences import Span, paragraph, sentences
from rag.terms import terms
from rag.types import Filters, Passage
from rag.view import View

CANDIDATES = 40
"""Passages taken from the word index."""
FEW = 5
"""Passages taken for a question of something else that begins in them."""
ALIGNED = 8
"""Of all these, those that are aligned: the ones that share most pairs of neighbouring words."""
TERMS = 48
"""Most words of an excerpt that passages are looked for by: the rarest ones."""
LONG = 10
SHARE, SHORT = 0.3, 6
"""Of an excerpt of `LONG` words this share may differ, of a shorter one a word in `SHORT`."""
NEARLY = 0.1
"""Share of the words in which what begins like a question, but has no question mark, may differ."""
OMITTED = 3_000
"""Characters further on in which the next piece of a quotation is looked for that leaves words out."""
SHORT_PIECE = 4
"""Of such a piece, when it is short, a word in so many may differ."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where an excerpt lies in an article."""

    source: Version
    excerpt: Words
    words: Words
    """Of the article, about the place."""
    pieces: tuple[tuple[Span, Alignment], ...]
    """Which words of the excerpt, and how they lie on the article's: one piece unless words are left out."""

    @property
    def distance(self) -> int:
        """Words put in, left out or replaced."""
        return sum(alignment.distance for _, alignment in self.pieces)

    @property
    def order(self) -> tuple[int, int, str]:
        """The nearest first, of equals the one that was known first."""
        return self.distance, self.source.known_from, self.source.article_id

    @property
    def stretch(self) -> tuple[str, ...]:
        """The article's words there."""
        return tuple(word for _, alignment in self.pieces for word in self.words.keys[slice(*alignment.stretch)])

    @property
    def sentences(self) -> list[Span]:
        """The sentences from the first to the last word that both have, of each piece."""
        return list(dict.fromkeys(span for _, alignment in self.pieces for span in self._sentences(alignment)))

    @property
    def span(self) -> Span:
        """From the first of these sentences to the last."""
        spans = self.sentences
        return spans[0][0], spans[-1][1]

    @property
    def cited(self) -> str:
        """The article's text there."""
        return self.source.article.text[slice(*self.span)]

    def _sentences(self, alignment: Alignment) -> list[Span]:
        article, same = self.source.article, alignment.same
        start, end = self.words.spans[same[0][1]][0], self.words.spans[same[-1][1]][1]
        left, right = paragraph(article.text, start, end)
        spans = ((left + a, left + b) for a, b in sentences(article.text[left:right], article.language))
        return [(a, b) for a, b in spans if a < end and start < b]


@dataclass(frozen=True, slots=True)
class Archive:
    """The articles in which excerpts are looked for."""

    view: View
    sources: Sources
    filters: Filters

    def found(self, reading: Reading) -> list[Match]:
        """Where the words stand, best first; an article stands there once."""
        return [m for m in self._matches(reading.words) if _accepted(reading, m)]

    def once(self, reading: Reading, nearer: int | None = None) -> Match | None:
        """The version that had the words last, of those replaced; with `nearer` if it is less than that away."""
        if reading.kind == "asked" or nearer == 0:
            return None
        matches = self._matches(reading.words, superseded=True)
        found = [m for m in matches if _accepted(reading, m) and (nearer is None or m.distance < nearer)]
        return min(found, key=lambda m: (m.distance, -(m.source.known_until or 0)), default=None)

    def has_headline(self, words: str) -> bool:
        """Whether the words are a headline, which is no part of an article's text: the other engines find it."""
        excerpt = words_of(words)
        known = self.sources.load({p.article_id for p in self._candidates(words)}, self.view.seq)
        titles = {v.article.title for versions in known.values() for v in versions}
        return any(align(excerpt.keys, words_of(t).keys).distance <= SHARE * len(excerpt) for t in titles if t)

    def _matches(self, words: str, *, superseded: bool = False) -> list[Match]:
        """Where the words lie in the articles that come nearest, best first; an article stands there once."""
        words = fitted(words)
        excerpt, starts = pieces(words)
        passages = self._candidates(words, superseded=superseded)
        known = self.sources.load({p.article_id for p in passages}, self.view.seq)
        versions = {(v.article_id, v.version): v for group in known.values() for v in group}
        pairs = _pairs(excerpt)
        shared: list[tuple[int, int, Passage, Version]] = []
        for p in passages:
            if (source := versions.get((p.article_id, p.version))) is not None:
                both = len(pairs & _pairs(words_of(source.article.text, p.start, p.end)))
                shared.append((-both, source.known_from, p, source))
        shared.sort(key=lambda s: s[:2])
        reach = 2 * len(words) + OMITTED * (len(starts) > 1)
        found = [_match(excerpt, starts, p, source, reach) for both, _, p, source in shared[:ALIGNED] if both]
        best: dict[str, Match] = {}
        for match in sorted((m for m in found if m is not None), key=lambda m: m.order):
            best.setdefault(match.source.article_id, match)
        return list(best.values())

    def _candidates(self, words: str, *, superseded: bool = False) -> list[Passage]:
        view = self.view
        wanted = list(dict.fromkeys(terms(words)))
        if len(wanted) > TERMS:
            wanted = sorted(wanted, key=view.words.document_frequency)[:TERMS]
        found = view.by_words(dict.fromkeys(wanted, 1.0), CANDIDATES, self.filters, superseded=superseded)
        asked = view.words.asking_besides(wanted, FEW, self.filters, superseded=superseded)
        ids = dict.fromkeys(i for i, _ in (*asked, *found) if i in view.arrays.passages)
        return [view.arrays.passages[i] for i in ids]


def _pairs(words: Words) -> set[tuple[str, str]]:
    return set(pairwise(words.keys))


def _match(excerpt: Words, starts: Sequence[int], passage: Passage, source: Version, reach: int) -> Match | None:
    """The excerpt aligned with a passage and `reach` characters on both sides of it, one piece after another."""
    text = source.article.text
    start = text.rfind(" ", 0, max(0, passage.start - reach)) + 1
    end = text.find(" ", passage.end + reach)
    words = words_of(text, start, len(text) if end < 0 else end)
    found, at = list[tuple[Span, Alignment]](), 0
    for piece in pairwise((*starts, len(excerpt))):
        one = align(excerpt.keys[slice(*piece)], words.keys[at:])
        if not one.same:
            return None
        moved = (one.stretch[0] + at, one.stretch[1] + at)
        found.append((piece, Alignment(one.distance, moved, tuple((i, j + at) for i, j in one.same))))
        at = moved[1]
    return Match(source, excerpt, words, tuple(found))


def _accepted(reading: Reading, match: Match) -> bool:
    """Whether so much of the excerpt stands there that it comes from there.

    What reads like a question is one unless the article asks it too. Without a question mark it may be a clip: of the
    article's very words, of a sentence that begins the same, or one that happens to begin with a verb.
    """
    count, distance = len(match.excerpt), match.distance
    if any(orders(match.source.article.text[slice(*span)]) for span in match.sentences):
        return False
    short = SHORT if len(match.pieces) == 1 else SHORT_PIECE
    if any(one.distance > _most(end - start, short) for (start, end), one in match.pieces):
        return False
    if distance > _most(count, SHORT):
        return False
    if reading.kind != "asked":
        return True
    cited = match.cited
    if count < LONG or asks(cited):
        return count >= LONG
    alike = begins_with_verb(reading.words) or begins_alike(reading.words, cited)
    return not {"?", "？", "؟"}.intersection(reading.words) and (distance <= NEARLY * count or alike)


def _most(count: int, short: int) -> int:
    """How many of so many words may differ."""
    return int(SHARE * count) if count >= LONG else count // short
