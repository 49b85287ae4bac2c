"""Passages by their words (BM25), in tantivy. Its types stay in this file.

Words are indexed, not stored: deleted text would stay, compressed, in tantivy's store. All versions of an article are
held, each with the times between which it was the one known, so that an as-of search is the same search with a filter.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import tantivy

from rag.errors import IndexDamagedError
from rag.spelling import looked_for, marks
from rag.types import Filters

NEVER = 2**62
"""`known_until` of a current version."""

Aliases = Mapping[str, Sequence[tuple[str, float]]]
"""By index term what stands in its place, with its weight against it: see `rag.spelling`."""
NO_ALIASES: Aliases = {}
Clauses = list[tuple[tantivy.Occur, tantivy.Query]]

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
    language: str = ""


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
    for name in ("article_id", "outlet", "author", "kind", "language"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("headline", "body"):
        builder.add_text_field(name, tokenizer_name="words")
    builder.add_text_field("marks", tokenizer_name="raw", index_option="basic")
    for name in ("published", "known_from", "known_until"):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


@cache
def _analyzer(language: str = "English") -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer(language))
        .build()
    )


_ANALYZER = _analyzer()


_STEMMERS = {
    "ar": "Arabic", "da": "Danish", "de": "German", "el": "Greek", "es": "Spanish", "fi": "Finnish", "fr": "French",
    "hu": "Hungarian", "it": "Italian", "nb": "Norwegian", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "ta": "Tamil", "tr": "Turkish",
}  # fmt: skip
"""The languages, besides English, whose endings tantivy knows (Snowball)."""


def terms(text: str) -> list[str]:
    """The index terms of a text, in order: lower case, without accents, stemmed as English is."""
    return list(_ANALYZER.analyze(_stripped(text)))


def stems(text: str, language: str) -> list[str]:
    """The same as stemmed in another language; empty for one that has no stemmer here."""
    stemmer = _STEMMERS.get(language)
    return list(_analyzer(stemmer).analyze(_stripped(text))) if stemmer else []


def indexed(text: str, language: str) -> str:
    """What is indexed of a text: its words, and in another language than English their stems there.

    A question finds it by either, so that it need not be known in which language a question is asked.
    """
    return f"{_stripped(text)} {' '.join(stems(text, language))}" if language in _STEMMERS else _stripped(text)


def base_language(code: str) -> str:
    """A language code without its region or script: `pt` of `pt-br`."""
    return code.lower().split("-")[0].split("_")[0]


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
            raise self._damaged(error) from error
        self._schema = self._index.schema
        self._index.register_tokenizer("words", _ANALYZER)
        self._index.config_reader("manual")
        self.reload()

    def _damaged(self, error: Exception) -> IndexDamagedError:
        return IndexDamagedError(
            f"the words in {self._folder} cannot be read ({error}): run `dateline verify --repair`"
        )

    def reload(self) -> None:
        """See what was committed since."""
        try:
            self._index.reload()
            self._seen = Seen(self._index.searcher(), {})
        except (ValueError, OSError) as error:
            raise self._damaged(error) from error

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
            raise self._damaged(error) from error
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
            marks=sorted(marks(entry.body)),
            kind=entry.kind,
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
        self, words: Mapping[str, float], k: int, filters: Filters, aliases: Aliases = NO_ALIASES
    ) -> list[tuple[str, float]]:
        """(passage id, BM25 score) of the best `k` passages with any of the terms, by their weights, best first."""
        if not words:
            return []
        return self._found([(tantivy.Occur.Must, self._bm25(words, aliases)), *self._filter(filters)], k)

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

    def bm25(
        self, words: Mapping[str, float], passage_ids: Sequence[str], aliases: Aliases = NO_ALIASES
    ) -> dict[str, float]:
        """BM25 of these passages; one that has none of the terms is left out."""
        return self._among(passage_ids, self._bm25(words, aliases)) if words else {}

    def coverage(
        self, words: Mapping[str, float], passage_ids: Sequence[str], aliases: Aliases = NO_ALIASES
    ) -> dict[str, float]:
        """By passage the weights of the terms that it has, by their rarity, added up; one that has none is left out."""
        return self._among(passage_ids, self._coverage(words, aliases)) if words else {}

    def having(self, words: Sequence[str], passage_ids: Sequence[str]) -> list[set[str]]:
        """For each of at most 20 terms which of these passages have it, by one search."""
        query = tantivy.Query
        # Each term adds a power of two of its own: float32 is exact up to 2 ** 24.
        either = [self._either([("body", word), ("headline", word)]) for word in words]
        marked = [(tantivy.Occur.Should, query.const_score_query(one, 2.0**n)) for n, one in enumerate(either)]
        found = self._among(passage_ids, query.boolean_query(marked))
        return [{i for i, score in found.items() if int(score) >> n & 1} for n in range(len(words))]

    def _among(self, passage_ids: Sequence[str], wanted: tantivy.Query) -> dict[str, float]:
        if not passage_ids:
            return {}
        query = tantivy.Query
        # Each id as a clause: as a set tantivy walks the dictionary of each segment, which takes twice as long.
        ids = [(tantivy.Occur.Should, query.term_query(self._schema, "passage_id", i, "basic")) for i in passage_ids]
        only = query.const_score_query(query.boolean_query(ids), 0.0)
        return dict(self._found([(tantivy.Occur.Must, wanted), (tantivy.Occur.Must, only)], len(passage_ids)))

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

    def _coverage(self, words: Mapping[str, float], aliases: Aliases) -> tantivy.Query:
        query = tantivy.Query

        def either(word: str) -> tantivy.Query:
            marks = (("marks", mark) for mark, _ in aliases.get(word, ()))
            return self._either([("body", word), ("headline", word), *marks])

        return query.boolean_query(
            [
                (tantivy.Occur.Should, query.const_score_query(either(word), weight * self.rarity(word)))
                for word, weight in words.items()
            ]
        )

    def _either(self, places: Sequence[tuple[str, str]]) -> tantivy.Query:
        """What has one of these (field, term) pairs."""
        query = tantivy.Query
        return query.boolean_query(
            [(tantivy.Occur.Should, query.term_query(self._schema, name, value)) for name, value in places]
        )

    def _found(self, clauses: Clauses, k: int) -> list[tuple[str, float]]:
        try:
            seen = self._seen
            hits = seen.searcher.search(tantivy.Query.boolean_query(clauses), limit=k + _TIED, count=False).hits
            # Tantivy has those of one score in the order of its files, which is another one after every merge.
            least = hits[k - 1][0] if len(hits) > k else 0.0
            best = [(score, at) for score, at in hits if score >= least]
            found = [(seen.passage_id(at), float(score)) for score, at in best]
            return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]
        except (ValueError, OSError) as error:
            raise self._damaged(error) from error

    def rarity(self, word: str) -> float:
        """Inverse document frequency of a term among the passages' bodies, as BM25 has it."""
        total, count = self.count(), self.document_frequency(word)
        return math.log(1 + (max(total - count, 0) + 0.5) / (count + 0.5))

    def document_frequency(self, word: str) -> int:
        """Passages that have the term in their body."""
        return int(self._seen.searcher.doc_freq("body", word))

    def _filter(self, filters: Filters) -> Clauses:
        query = tantivy.Query
        parts: list[tantivy.Query] = []
        if filters.as_of is None:
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


_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
# Arabic and Persian write some letters in several ways, and short vowels and lengthened strokes as they please.
_LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ئ": "ی", "\u200c": " "}
    | dict.fromkeys([*map(chr, range(0x064B, 0x0653)), "\u0640", "\u0670"], "")
)


def _stripped(text: str) -> str:
    """A text as the tokenizer wants it.

    Without the possessive, which the stemmer leaves as a word of its own; Arabic letters in one form; Chinese and
    Japanese, which put no space between words, as pairs of neighbouring characters.
    """
    text = text.replace("’s", "").replace("'s", "")
    return text if text.isascii() else _CJK.sub(_pairs, text.translate(_LETTERS))


def _pairs(match: re.Match[str]) -> str:
    run = match.group()
    return f" {' '.join(map(''.join, pairwise(run))) or run} "
