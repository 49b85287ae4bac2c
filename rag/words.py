"""Passages by their words (BM25), in tantivy. Its types stay here and in `rag.terms`.

Words are indexed, not stored: deleted text would stay, compressed, in tantivy's store. All versions of an article are
held, each with the times between which it was the one known, so that an as-of search is the same search with a filter.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from rag.errors import IndexDamagedError
from rag.spelling import looked_for, marks
from rag.terms import ANALYZER, indexed, inverse_frequency, terms
from rag.types import Filters

NEVER = 2**62
"""`known_until` of a current version."""

Aliases = Mapping[str, Sequence[tuple[str, float]]]
"""By index term what stands in its place, with its weight against it: see `rag.spelling`."""
NO_ALIASES: Aliases = {}
Asked = tuple[Mapping[str, float], Aliases]
"""The terms of a query with their weights, and what stands in their place."""
Places = tuple[tuple[str, str], ...]
"""(field, term) pairs of which one is enough."""
Clauses = list[tuple[tantivy.Occur, tantivy.Query]]

_BITS = 24
"""Terms that are told apart by one score, each a power of two of its own: float32 is exact so far."""
_KNOWN = 50_000
"""Most ids of passages that are remembered."""
_TIED = 40
"""Passages of one score among which those first by their id are taken."""
_HEADLINE = 0.5
"""Weight of a word in the headline, that of one in the passage being 1."""


@dataclass(frozen=True, slots=True)
class WordEntry:
    """What is indexed of one passage. Times are seconds since 1970."""

    passage_id: str
    article_id: str
    headline: str
    body: str
    outlet: str
    published: int | None
    known_from: int
    known_until: int
    authors: tuple[str, ...] = ()
    kind: str = "unknown"
    section: str = ""
    language: str = ""
    asked_besides: str = ""
    """What only an excerpt is looked for in."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One state of an index, and the ids of its passages as far as they were read: each is found many times."""

    searcher: tantivy.Searcher
    ids: dict[tuple[int, int], str]

    def passage_id(self, at: tantivy.DocAddress) -> str:
        """The id of the passage that lies there."""
        place = at.segment_ord, at.doc
        if (known := self.ids.get(place)) is None:
            if len(self.ids) >= _KNOWN:
                self.ids.clear()
            known = self.ids[place] = str(self.searcher.doc(at)["passage_id"][0])
        return known


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("passage_id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("article_id", "outlet", "author", "kind", "section", "language"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("headline", "body", "asked_besides"):
        builder.add_text_field(name, tokenizer_name="words")
    builder.add_text_field("marks", tokenizer_name="raw", index_option="basic")
    for name in ("published", "known_from", "known_until"):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


class WordIndex:
    """One tantivy index in one folder. One process writes; any number read."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the index, or make it; raises `IndexDamagedError` when the folder holds something unreadable."""
        self._folder = folder
        try:
            if create:
                folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(_schema(), path=str(folder)) if create else tantivy.Index.open(str(folder))
        except (ValueError, OSError) as error:
            raise self._damaged() from error
        self._schema = self._index.schema
        self._index.register_tokenizer("words", ANALYZER)
        self._index.config_reader("manual")
        self.reload()

    def _damaged(self) -> IndexDamagedError:
        """What tantivy says itself is its cause: it speaks to those who know its insides."""
        return IndexDamagedError(f"the words in {self._folder} cannot be read: run `dateline verify --repair`")

    def reload(self) -> None:
        """See what was committed since."""
        try:
            self._index.reload()
            self._seen = Seen(self._index.searcher(), {})
        except (ValueError, OSError) as error:
            raise self._damaged() from error

    def replace(self, article_ids: Iterable[str], entries: Iterable[WordEntry]) -> None:
        """Forget all passages of these articles, then index `entries`, in one commit."""
        with self._writer() as writer:
            for article_id in article_ids:
                writer.delete_documents_by_term("article_id", article_id)
            for entry in entries:
                writer.add_document(self._document(entry))

    def rewrite(self, entries: Iterable[WordEntry]) -> None:
        """Index `entries` in place of everything, in one commit: what was deleted is then in no file any more."""
        with self._writer() as writer:
            writer.delete_all_documents()
            for entry in entries:
                writer.add_document(self._document(entry))

    @contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter]:
        try:
            writer = self._index.writer(64_000_000, 1)
            try:
                yield writer
            except BaseException:
                writer.rollback()
                raise
            writer.commit()
            writer.garbage_collect_files()
            writer.wait_merging_threads()
        except (ValueError, OSError) as error:
            raise self._damaged() from error
        self.reload()

    def still_holds(self, article_id: str) -> bool:
        """Whether words of an article are in the files, be they marked as deleted: tantivy drops those at a merge."""
        return bool(self._seen.searcher.doc_freq("article_id", article_id))

    def _document(self, entry: WordEntry) -> tantivy.Document:
        document = tantivy.Document(
            passage_id=entry.passage_id,
            article_id=entry.article_id,
            headline=indexed(entry.headline, entry.language),
            body=indexed(entry.body, entry.language),
            outlet=entry.outlet,
            author=list(entry.authors),
            asked_besides=indexed(entry.asked_besides, entry.language),
            marks=sorted(marks(entry.body)),
            kind=entry.kind,
            section=entry.section,
            language=entry.language,
        )
        document.add_integer("known_from", entry.known_from)
        document.add_integer("known_until", entry.known_until)
        if entry.published is not None:
            document.add_integer("published", entry.published)
        return document

    def count(self) -> int:
        """Passages held, those of old versions included."""
        return int(self._seen.searcher.num_docs)

    def search(
        self,
        words: Mapping[str, float],
        k: int,
        filters: Filters,
        aliases: Aliases = NO_ALIASES,
        *,
        superseded: bool = False,
    ) -> list[tuple[str, float]]:
        """(passage id, BM25 score) of the best `k` passages with any of the terms, by their weights, best first.

        With `superseded` of the versions that had been replaced by the as-of time, and of no others.
        """
        if not words:
            return []
        allowed = self._filter(filters, superseded=superseded)
        return self._found([(tantivy.Occur.Must, self._bm25(words, aliases)), *allowed], k)

    def asking_besides(
        self, words: Sequence[str], k: int, filters: Filters, *, superseded: bool
    ) -> list[tuple[str, float]]:
        """The same of the passages whose questions of something else have any of the terms."""
        query = tantivy.Query
        asked = [(tantivy.Occur.Should, query.term_query(self._schema, "asked_besides", word)) for word in words]
        allowed = self._filter(filters, superseded=superseded)
        return self._found([(tantivy.Occur.Must, query.boolean_query(asked)), *allowed], k) if words else []

    def aliases(self, text: str) -> Aliases:
        """For the words of a question's names the marks that some passage has in their place."""
        found: dict[str, tuple[tuple[str, float], ...]] = {}
        for said, mark, weight in looked_for(text):
            own = terms(said)
            known = max(map(self.document_frequency, own), default=0)
            if said.islower() and known:  # a name is only known by its capital, or by being no word of the archive
                continue
            if self._seen.searcher.doc_freq("marks", mark) > (known if mark[0] == "~" else 0):
                found |= {term: (*found.get(term, ()), (mark, weight)) for term in own}
        return found

    def holding(self, phrase: Sequence[str], k: int, filters: Filters) -> list[str]:
        """Ids of at most `k` passages that have these terms in this order, nothing between them."""
        query = tantivy.Query
        fields = [query.phrase_query(self._schema, name, list(phrase)) for name in ("body", "headline")]
        either = query.boolean_query([(tantivy.Occur.Should, field) for field in fields])
        return [i for i, _ in self._found([(tantivy.Occur.Must, either), *self._filter(filters)], k)]

    def bm25(self, asked: Asked, passage_ids: Sequence[str]) -> NDArray[np.float64]:
        """BM25 of these passages, 0 for one that has none of the terms; shape (passages,)."""
        words, aliases = asked
        found = self._among(passage_ids, self._bm25(words, aliases)) if words else {}
        return np.array([found.get(i, 0.0) for i in passage_ids])

    def coverage(self, asked: Sequence[Asked], passage_ids: Sequence[str]) -> NDArray[np.float64]:
        """The weights of a query's terms that a passage has, by their rarity, added up; shape (queries, passages)."""
        places = [(word, self._places(word, aliases)) for words, aliases in asked for word in words]
        column = {place: n for n, place in enumerate(dict.fromkeys(places))}
        weights = np.zeros((len(asked), len(column)))
        for row, (words, aliases) in zip(weights, asked, strict=True):
            for word, weight in words.items():
                row[column[word, self._places(word, aliases)]] = weight * self.rarity(word)
        return np.asarray(weights @ self._having([where for _, where in column], passage_ids))

    def having(self, words: Sequence[str], passage_ids: Sequence[str]) -> NDArray[np.bool_]:
        """Which of these passages have a term; shape (terms, passages)."""
        return self._having([self._places(word, NO_ALIASES) for word in words], passage_ids)

    @staticmethod
    def _places(word: str, aliases: Aliases) -> Places:
        return (("body", word), ("headline", word), *(("marks", mark) for mark, _ in aliases.get(word, ())))

    def _having(self, wanted: Sequence[Places], passage_ids: Sequence[str]) -> NDArray[np.bool_]:
        """Which of these passages have something of each; shape (wanted, passages). One search for `_BITS` of them."""
        query, column = tantivy.Query, {i: n for n, i in enumerate(passage_ids)}
        has = np.zeros((len(wanted), len(passage_ids)), bool)
        for at in range(0, len(wanted), _BITS):
            some = wanted[at : at + _BITS]
            marked = [query.const_score_query(self._either(places), 2.0**n) for n, places in enumerate(some)]
            found = self._among(passage_ids, query.boolean_query([(tantivy.Occur.Should, one) for one in marked]))
            scores = np.zeros(len(passage_ids), np.int64)
            scores[[column[i] for i in found]] = list(found.values())
            has[at : at + _BITS] = scores >> np.arange(len(some))[:, None] & 1
        return has

    def _among(self, passage_ids: Sequence[str], wanted: tantivy.Query) -> dict[str, float]:
        if not passage_ids:
            return {}
        query = tantivy.Query
        # Each id as a clause: as a set tantivy walks the dictionary of each segment, which takes twice as long.
        ids = [(tantivy.Occur.Should, query.term_query(self._schema, "passage_id", i, "basic")) for i in passage_ids]
        only = query.const_score_query(query.boolean_query(ids), 0.0)
        both: Clauses = [(tantivy.Occur.Must, wanted), (tantivy.Occur.Must, only)]
        seen = self._seen
        return {seen.passage_id(at): score for score, at in self._hits(seen, both, len(passage_ids))}

    def _bm25(self, words: Mapping[str, float], aliases: Aliases) -> tantivy.Query:
        query = tantivy.Query

        def own(word: str, weight: float) -> Clauses:
            return [
                (tantivy.Occur.Should, query.boost_query(query.term_query(self._schema, name, word), weight * share))
                for name, share in (("body", 1.0), ("headline", _HEADLINE))
            ]

        clauses: Clauses = []
        for word, weight in words.items():
            if (also := aliases.get(word)) is None:
                clauses += own(word, weight)
                continue
            others = [
                query.boost_query(query.term_query(self._schema, "marks", mark), weight * share) for mark, share in also
            ]
            either = query.disjunction_max_query([query.boolean_query(own(word, weight)), *others])
            clauses.append((tantivy.Occur.Should, either))
        return query.boolean_query(clauses)

    def _either(self, places: Places) -> tantivy.Query:
        query = tantivy.Query
        return query.boolean_query(
            [(tantivy.Occur.Should, query.term_query(self._schema, name, value)) for name, value in places]
        )

    def _found(self, clauses: Clauses, k: int) -> list[tuple[str, float]]:
        seen = self._seen
        hits = self._hits(seen, clauses, k + _TIED)
        # Tantivy has those of one score in the order of its files, which is another one after every merge.
        least = hits[k - 1][0] if len(hits) > k else 0.0
        found = [(seen.passage_id(at), score) for score, at in hits if score >= least]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]

    def _hits(self, seen: Seen, clauses: Clauses, limit: int) -> list[tuple[float, tantivy.DocAddress]]:
        try:
            hits = seen.searcher.search(tantivy.Query.boolean_query(clauses), limit=limit, count=False).hits
        except (ValueError, OSError) as error:
            raise self._damaged() from error
        return [(float(score), at) for score, at in hits]

    def rarity(self, word: str) -> float:
        """Inverse document frequency of a term among the passages' bodies, as BM25 has it."""
        return inverse_frequency(self.document_frequency(word), self.count())

    def document_frequency(self, word: str) -> int:
        """Passages that have the term in their body."""
        return int(self._seen.searcher.doc_freq("body", word))

    def knows(self, word: str) -> bool:
        """Whether the term stands in any passage or headline."""
        return bool(self.document_frequency(word) or self._seen.searcher.doc_freq("headline", word))

    def has_author(self, name: str) -> bool:
        """Whether an article is by someone of exactly this name."""
        return bool(self._seen.searcher.doc_freq("author", name))

    def _filter(self, filters: Filters, *, superseded: bool = False) -> Clauses:
        query = tantivy.Query
        parts: list[tantivy.Query] = []
        if superseded:
            parts.append(self._range("known_until", None, NEVER - 1 if filters.as_of is None else filters.as_of))
        elif filters.as_of is None:
            parts.append(query.term_query(self._schema, "known_until", NEVER))
        else:
            parts.append(self._range("known_from", None, filters.as_of))
            parts.append(self._range("known_until", filters.as_of + 1, None))
        if filters.since is not None or filters.until is not None:
            parts.append(self._range("published", filters.since, filters.until))
        for name, wanted in (
            ("outlet", filters.outlets),
            ("author", filters.authors),
            ("kind", filters.kinds),
            ("section", filters.sections),
            ("language", filters.languages),
        ):
            if wanted:
                parts.append(query.term_set_query(self._schema, name, list(wanted)))
        required = [(tantivy.Occur.Must, query.const_score_query(part, 0.0)) for part in parts]
        if not filters.without:
            return required
        without = query.term_set_query(self._schema, "article_id", sorted(filters.without))
        return [*required, (tantivy.Occur.MustNot, without)]

    def _range(self, name: str, lower: int | None, upper: int | None) -> tantivy.Query:
        return tantivy.Query.range_query(self._schema, name, tantivy.FieldType.Integer, lower, upper)
