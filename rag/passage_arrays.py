"""All passages of a generation in memory, as columns: what filters allow, and exact search over the vectors."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.counts import AHEAD
from rag.encoders import Vectors
from rag.mentions import AuthorNames, OutletNames, SectionNames
from rag.passage_columns import UNKNOWN, Names, PassageColumns
from rag.passages import id_of
from rag.row_vectors import RowVectors
from rag.types import Filters, Passage
from rag.words import NEVER

BETWEEN = "\x1f"
"""Between the authors of one article: no name has it."""
MASKS = 64
"""Filters whose passages are remembered: the clauses of a question share theirs, and so do a reader's questions."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Some passages, a row each: unit vectors (zeros for one not encoded yet), and times in seconds since 1970."""

    vectors: Vectors
    outlets: list[str]
    """Empty where unknown."""
    published: NDArray[np.float64]
    """NaN where unknown."""
    known_from: NDArray[np.float64]
    articles: NDArray[np.int64]
    """A number for each article."""
    siblings: NDArray[np.int64]
    """How many passages the article version has."""
    lead: NDArray[np.bool_]
    """Whether the passage begins its article."""


class _Passages(Mapping[str, Passage]):
    """Passages by id. Each is made when it is asked for: of a large archive a question sees a few."""

    def __init__(self, rows: Mapping[str, int], columns: PassageColumns) -> None:
        self._rows, self._columns = rows, columns

    def __getitem__(self, passage_id: str) -> Passage:
        row, of = self._rows[passage_id], self._columns
        return Passage(passage_id, of.articles[row], int(of.versions[row]), int(of.starts[row]), int(of.ends[row]))

    def __contains__(self, passage_id: object) -> bool:
        return passage_id in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class PassageArrays:
    """All passages as columns: filters are masks, and exact search is one matrix product."""

    def __init__(self, columns: PassageColumns, vectors: RowVectors) -> None:
        """`columns` and `vectors` have a row for each passage."""
        self._columns = columns
        self._vectors = vectors
        self._row = {passage_id: i for i, passage_id in enumerate(columns.ids)}
        self.passages: Mapping[str, Passage] = _Passages(self._row, columns)
        self.outlets = columns.outlets.different
        self.outlet_names = OutletNames(self.outlets)
        self.sections = columns.sections.different
        self.languages = columns.languages.different
        article = columns.articles.codes
        self._first_known = np.full(len(columns.articles.different), NEVER, np.int64)
        np.minimum.at(self._first_known, article, columns.known_from)
        of_one = article * (columns.versions.max(initial=0) + 1) + columns.versions
        _, version, counts = np.unique(of_one, return_inverse=True, return_counts=True)
        self._siblings = counts[version]
        self._dates = np.unique(columns.published[columns.published != UNKNOWN])
        self._masks: dict[Filters, NDArray[np.bool_]] = {}

    def __len__(self) -> int:
        return len(self._columns.ids)

    def mask(self, filters: Filters) -> NDArray[np.bool_]:
        """Which passages a question with these filters may see. An unknown date fails a date filter."""
        kept = self._masks
        if (mask := kept.get(filters)) is None:
            if len(kept) >= MASKS:
                kept = self._masks = {}  # another thread may be reading the old ones
            mask = kept[filters] = self._mask(filters)
        return mask

    def _mask(self, filters: Filters) -> NDArray[np.bool_]:
        of = self._columns
        if filters.as_of is None:
            seen = of.known_until == NEVER
        else:
            seen = (of.known_from <= filters.as_of) & (of.known_until > filters.as_of)
        if filters.since is not None:
            seen &= of.published >= filters.since
        if filters.until is not None:
            seen &= (of.published <= filters.until) & (of.published != UNKNOWN)
        if filters.outlets:
            seen &= _among(of.outlets, filters.outlets)
        if filters.languages:
            seen &= _among(of.languages, filters.languages)
        if filters.sections:
            seen &= _among(of.sections, filters.sections)
        if filters.kinds:
            seen &= _among(of.kinds, filters.kinds)
        if filters.authors:
            seen &= _among(of.authors, {joined for joined in of.authors.different if _any(joined, filters.authors)})
        if filters.without:
            seen &= ~_among(of.articles, filters.without)
        return np.asarray(seen, bool)

    def allowed(self, filters: Filters) -> set[str]:
        """Ids of the passages that a question with these filters may see."""
        return {self._columns.ids[i] for i in np.flatnonzero(self.mask(filters)).tolist()}

    @cached_property
    def authors(self) -> list[str]:
        """Everybody whom an article names as its author."""
        joined = self._columns.authors.different
        return list(dict.fromkeys(name for names in joined for name in names.split(BETWEEN) if name))

    @cached_property
    def author_names(self) -> AuthorNames:
        """The names that those go by in a question."""
        return AuthorNames(self.authors)

    @cached_property
    def section_names(self) -> SectionNames:
        """The names that the sections go by."""
        return SectionNames(self.sections)

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds of articles that there are."""
        return self._columns.kinds.different

    def articles(self, filters: Filters, *, undated: bool = False) -> int:
        """How many articles the filters let through; with `undated` those of them that have no date."""
        seen = self.mask(filters)
        if undated:
            seen = seen & (self._columns.published == UNKNOWN)
        return len(np.unique(self._columns.articles.codes[seen]))

    def hidden_articles(self, filters: Filters) -> int:
        """Articles left out because they became known after the as-of time."""
        if filters.as_of is None:
            return 0
        return int((self._first_known > filters.as_of).sum())

    def article_count(self) -> int:
        """Articles of which a question without an as-of time sees a version."""
        return len(np.unique(self._columns.articles.codes[self._columns.known_until == NEVER]))

    def key(self, passage_id: str) -> bytes:
        """The key of a passage's vector."""
        return bytes(self._columns.keys[self._row[passage_id]])

    def columns(self, passage_ids: Sequence[str]) -> "Columns":
        """What is known of these passages, a row each."""
        rows = np.array([self._row[i] for i in passage_ids], np.int64)
        of = self._columns
        published = of.published[rows]
        return Columns(
            vectors=self._vectors.of(rows),
            outlets=[self.outlets[code] for code in of.outlets.codes[rows]],
            published=np.where(published == UNKNOWN, np.nan, published.astype(float)),
            known_from=of.known_from[rows].astype(float),
            articles=of.articles.codes[rows],
            siblings=self._siblings[rows],
            lead=of.starts[rows] == 0,
        )

    def of_article(self, passage_id: str) -> Vectors:
        """The vectors of all passages of the article version that a passage is of, a row each."""
        one, siblings = self.passages[passage_id], int(self._siblings[self._row[passage_id]])
        ids = (id_of(one.article_id, one.version, place) for place in range(siblings))
        return self._vectors.of(np.array([self._row[i] for i in ids if i in self._row], np.int64))

    def newest(self, as_of: int | None) -> int | None:
        """The newest time of publication that is known, not after `as_of`; seconds since 1970.

        Without one, a date days ahead of the clock is a mistake, unless all are.
        """
        until = time.time() + AHEAD if as_of is None else as_of
        before = int(np.searchsorted(self._dates, until, "right"))
        if as_of is None and not before:
            before = len(self._dates)
        return int(self._dates[before - 1]) if before else None

    def published_in(self, start: float, end: float) -> bool:
        """Whether anything was published from `start` to `end`, seconds since 1970, the end exclusive."""
        first, last = np.searchsorted(self._dates, (start, end))
        return bool(first < last)

    def share(self, filters: Filters) -> float:
        """Of the current passages, those that the filters allow."""
        current = self.mask(Filters())
        return float((self.mask(filters) & current).sum() / max(1, current.sum()))

    def among(self, passage_ids: Sequence[str], filters: Filters) -> list[bool]:
        """For each passage whether there is one of that id that the filters allow."""
        mask = self.mask(filters)
        return [row is not None and bool(mask[row]) for row in map(self._row.get, passage_ids)]

    def search(self, vector: Vectors, k: int, filters: Filters) -> list[tuple[str, float]]:
        """(passage id, cosine similarity) of the nearest `k` that the filters allow, best first. Exact."""
        return self.search_each(np.atleast_2d(vector), k, filters)[0]

    def search_each(
        self, vectors: Vectors, k: int, filters: Filters, *, superseded: bool = False
    ) -> list[list[tuple[str, float]]]:
        """The same for each row of `vectors`.

        With `superseded` only those that are not current, as an earlier time sees them.
        """
        mask = self.mask(filters) & self._vectors.known
        allowed = np.flatnonzero(mask & (self._columns.known_until != NEVER) if superseded else mask)
        if not len(allowed):
            return [[] for _ in vectors]
        return [self._best(allowed, scores, k) for scores in self._vectors.cosines(vectors, allowed)]

    def _best(self, rows: NDArray[np.int64], scores: Vectors, k: int) -> list[tuple[str, float]]:
        best = np.argpartition(-scores, min(k, len(scores)) - 1)[:k]
        best = best[np.argsort(-scores[best], kind="stable")]
        ids = self._columns.ids
        return [(ids[row], float(score)) for row, score in zip(rows[best].tolist(), scores[best], strict=True)]


def _any(joined: str, wanted: Sequence[str]) -> bool:
    return bool(set(joined.split(BETWEEN)) & set(wanted))


def _among(column: Names, names: Collection[str]) -> NDArray[np.bool_]:
    wanted = np.fromiter((name in names for name in column.different), bool, len(column.different))
    return wanted[column.codes]
