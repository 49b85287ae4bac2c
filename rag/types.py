"""One type per stage: what was asked, what was found, what was answered, and what follows from its own values."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from corpus.article import KINDS
from corpus.versions import Version
from rag.around import around
from rag.errors import QuestionError
from rag.labels import NO_REPORTS
from rag.printed import prints
from rag.terms import base_language
from rag.values import names, seconds


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search may see. Times are seconds since 1970; `since` and `until` are inclusive.

    One name stands for a list of one. `rag.make_filters` takes dates as well. Raises `QuestionError`.
    """

    outlets: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    as_of: int | None = None
    authors: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    """As their outlets name them. An article that states none is in none."""
    languages: tuple[str, ...] = ()
    """Codes like `de`; `de-at` is German too. An article that states none is in none."""
    without: frozenset[str] = frozenset()
    """Ids of articles that are left out, as if they had never been added."""

    def __post_init__(self) -> None:
        for name in ("outlets", "authors", "kinds", "sections", "languages", "without"):
            # Given as a list, it would have no hash.
            object.__setattr__(self, name, names(getattr(self, name), name))
        for name in ("since", "until", "as_of"):
            object.__setattr__(self, name, seconds(getattr(self, name), name))
        if unknown := [kind for kind in self.kinds if kind not in KINDS]:
            raise QuestionError(f"kind {unknown[0]!r} is none of {', '.join(KINDS)}")
        object.__setattr__(self, "languages", tuple(dict.fromkeys(map(base_language, self.languages))))
        object.__setattr__(self, "without", frozenset(self.without))

    @property
    def empty(self) -> bool:
        """Whether everything current may be seen."""
        return self == _NO_FILTERS


_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a chat."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article version; offsets are code points in that version's text."""

    passage_id: str
    article_id: str
    version: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Copy:
    """Another printing of the same text, whole or with some of its words cut or changed."""

    article_id: str
    url: str
    title: str
    outlet: str
    published: datetime | None
    source: Version | None = field(default=None, repr=False, compare=False)
    """What it prints: the version that was known at the time that is asked of; None: just the same."""

    @property
    def correction(self) -> str:
        """The notice of correction that it carries; empty when it has none."""
        return self.source.article.correction if self.source is not None else ""

    def prints(self, words: str) -> bool:
        """Whether it has these words."""
        return self.source is None or prints(self.source.article.text, words)


def _corrected(source: Version, copies: tuple[Copy, ...]) -> tuple[Copy, ...]:
    own = source.article.correction
    return tuple(copy for copy in copies if copy.correction not in ("", own))


@dataclass(frozen=True, slots=True)
class Notice:
    """A correction of an article that its outlet printed in another one, a column of corrections."""

    source: Version
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, in its article version, with the reasons."""

    rank: int
    score: float
    passage: Passage
    source: Version
    copies: tuple[Copy, ...] = ()
    why: dict[str, float] = field(default_factory=dict)

    around: tuple[int, int] | None = None
    """Where the passage stands with what is needed to understand it, in offsets of the article; None: alone."""

    notices: tuple[Notice, ...] = ()
    """What other articles put right of this one, or that they withdraw it, as far as it could be told."""

    @property
    def span(self) -> tuple[int, int]:
        """Offsets of `text` in the article."""
        return self.around or (self.passage.start, self.passage.end)

    @property
    def text(self) -> str:
        """The passage with the passages before and after it, as far as no better hit has shown them."""
        return self.source.article.text[slice(*self.span)]

    @property
    def words(self) -> str:
        """The passage's own words."""
        return self.source.article.text[self.passage.start : self.passage.end]

    @property
    def printings(self) -> tuple[Copy, ...]:
        """The copies that have the passage's own words."""
        return tuple(copy for copy in self.copies if copy.prints(self.words))

    @property
    def corrected(self) -> tuple[Copy, ...]:
        """The copies that carry a notice of correction which the article itself does not carry."""
        return _corrected(self.source, self.copies)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first, and what it took to find them."""

    query: str
    hits: tuple[Hit, ...]
    hidden: int = 0
    """Articles that an as-of time left out."""
    timings_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words of one article version: `source.article.text[start:end] == quote`."""

    n: int
    source: Version
    start: int
    end: int
    quote: str
    copies: tuple[Copy, ...] = ()
    """The other printings of its article's text, of which some may not have the quoted words: see `printings`."""

    notices: tuple[Notice, ...] = ()
    """Corrections of the article that its outlet printed apart from it, as far as they could be told."""

    @property
    def printings(self) -> tuple[Copy, ...]:
        """The copies that have the quoted words."""
        return tuple(copy for copy in self.copies if copy.prints(self.quote))

    @property
    def corrected(self) -> tuple[Copy, ...]:
        """The copies that carry a notice of correction which the source itself does not carry."""
        return _corrected(self.source, self.copies)

    @property
    def shown(self) -> tuple[int, int]:
        """Where what is shown around the quoted words begins and ends in the article's text."""
        return around(self.source.article.text, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, the numbers of its citations, and how well they support it (0 to 1)."""

    text: str
    citations: tuple[int, ...]
    support: float = 1.0
    verified: bool = True
    """Whether the citations prove it; False only where the settings ask for such sentences to be shown, marked."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A sentence that was taken out of an answer because its support failed."""

    text: str
    reason: str
    support: float = 0.0


@dataclass(frozen=True, slots=True)
class Claim:
    """One side of a conflict: a value, the quote that states it, and who stated it when."""

    value: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Conflict:
    """Different values given for what looks like the same thing by different origins, the newest first."""

    about: str
    claims: tuple[Claim, ...]
    updated: bool = False
    """Whether the later ones may only bring the earlier ones up to date; else the sources contradict each other."""

    @property
    def sources(self) -> int:
        """Independent sources among the claims: copies of one text are one, and so is what one outlet prints later.

        Opinion is none.
        """
        groups: list[set[str]] = []
        for source in (claim.citation.source for claim in self.claims):
            if source.article.kind in NO_REPORTS:
                continue
            own = {f"origin {source.origin_id}", f"outlet {source.article.outlet or source.origin_id}"}
            groups, tied = [g for g in groups if not g & own], [g for g in groups if g & own]
            groups.append(own.union(*tied))
        return len(groups)

    @property
    def printings(self) -> int:
        """Articles that carry the claims, copies that have their words counted."""
        by_origin = {c.citation.source.origin_id: 1 + len(c.citation.printings) for c in self.claims}
        return sum(by_origin.values())


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of an excerpt, and what its article has in their place; one of the two may be empty."""

    excerpt: str
    article: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What archive an answer was made from."""

    articles: int
    newest: str | None
    snapshot: int
    """The catalog's sequence number the index had followed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences, each with citations, or an honest refusal."""

    question: str
    status: Literal["answered", "no_answer"]
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    corpus: Snapshot
    answered_by: str
    settings_hash: str
    reason: str = ""
    """Why there is no answer; empty when there is one."""
    removed: tuple[Removed, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    nearest: tuple[Hit, ...] = ()
    """With a refusal: the articles that came nearest."""
    as_of: datetime | None = None
    hidden: int = 0
    """Articles that the as-of time left out."""
    rewritten: str | None = None
    """The question as it was searched, when earlier turns of the chat or the spelling of a word changed it."""
    evidence: float | None = None
    """What the archive has to answer with, 1 being the least that is not refused; None where that was not weighed."""
    lacking: tuple[str, ...] = ()
    """The parts of the question that the archive does not answer, where it answers others."""
    fallback: str | None = None
    """Why a quoted answer is given although a language model was asked."""
    excerpt: str | None = None
    """The words that were looked up, when an excerpt of an article was given in place of a question."""
    differences: tuple[Difference, ...] = ()
    """Where that excerpt has other words than the article it comes from."""
    stood: tuple[Citation, ...] = ()
    """What came nearer to that excerpt, or alone near it, and stands in no article any more: no part of the answer."""
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def sources(self) -> tuple[Citation, ...]:
        """The answer's citations, then those that only its conflicts have, and what stood once; each number once."""
        of_conflicts = [claim.citation for conflict in self.conflicts for claim in conflict.claims]
        by_number = {c.n: c for c in (*of_conflicts, *self.stood, *self.citations)}
        return tuple(by_number[n] for n in sorted(by_number))

    @property
    def newest_source(self) -> datetime | None:
        """When the newest text that the answer cites was published or changed; None when none is dated.

        What only its conflicts cite counts too: it is shown with the rest. What stood once is no part of the answer.
        """
        of_conflicts = (claim.citation for conflict in self.conflicts for claim in conflict.claims)
        articles = (c.source.article for c in (*self.citations, *of_conflicts))
        return max((dated for a in articles if (dated := a.updated or a.published)), default=None)

    @property
    def text(self) -> str:
        """The answer as running text; the refusal's reason when there is none."""
        return " ".join(s.text for s in self.sentences) if self.sentences else self.reason
