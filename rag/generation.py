"""One generation of the indexes: a folder with passages, words and vectors made by one encoder from the catalog.

Each index keeps its own watermark, written after its own commit, and applying a change twice is the same as once:
a crash anywhere is repaired by following the catalog again.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from corpus.catalog import Catalog, Version
from rag.dense import ChromaIndex, inspect, open_safely
from rag.encoders import Encoder, Vectors
from rag.encoding import Encoding
from rag.errors import IndexDamagedError
from rag.files import write_atomically
from rag.passage_table import PassageRow, PassageTable
from rag.passages import article_of, asked_besides, body, cut, embedded, labels
from rag.terms import base_language
from rag.vectors import KeptVectors, vector_key
from rag.words import NEVER, WordEntry, WordIndex

Progress = Callable[[str, int, int], object]
"""Told (what is being done, done, of how many)."""

ARTICLES = 200
"""Articles applied in one commit."""
GOES_ON = "`dateline sync` goes on from there"
"""What helps against an index that is not damaged, and not finished."""
EMPTY: Vectors = np.empty((0, 0), np.float32)


class Generation:
    """The writing side of one generation; held by the one process that has the index lock."""

    def __init__(self, folder: Path, vectors: Path, encoder: Encoder) -> None:
        """Open or make the stores in `folder`; raises `IndexDamagedError` when one of them cannot be read.

        Chroma is opened when it is first needed.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.encoder = encoder
        self.kept = KeptVectors(vectors)
        self.table = PassageTable(folder, vectors)
        self.words = WordIndex(folder / "words", create=True)
        self._dense: ChromaIndex | None = None

    @property
    def dense(self) -> ChromaIndex:
        """The vectors in Chroma. Raises `IndexDamagedError`."""
        if self._dense is None:
            self._dense = open_safely(self.folder / "chroma")
        return self._dense

    @property
    def dense_opened(self) -> bool:
        """Whether Chroma is open in this process."""
        return self._dense is not None

    def close(self) -> None:
        """Close every store."""
        self.table.close()
        self.kept.close()
        if self._dense is not None:
            self._dense.close()
            self._dense = None

    def follow(self, catalog: Catalog, progress: Progress) -> None:
        """Apply whatever the catalog holds and the indexes do not: passages and words first, then vectors.

        Every batch is searchable by words before the next one is cut, and by meaning as its vectors are kept.
        """
        head = catalog.head()  # what comes meanwhile is for the next run: each store would see another part of it
        applied = min(self.table.watermark(), read_watermark(self.folder, "words"))
        self._each_batch(catalog, (applied, head), "words", progress, self._apply_both)
        Encoding(catalog, self.table, self.kept, self.encoder).run(progress)
        self.table.write_files()
        dense = read_watermark(self.folder, "dense")
        self._each_batch(catalog, (dense, head), "vectors", progress, self._apply_dense)

    def check(self, catalog: Catalog) -> list[str]:
        """Where the stores do not hold what the passage table says they must. Opens no Chroma in this process.

        Of a run that has not come to its end the stores are compared as far as it came.
        """
        self.table.check()
        self.kept.check()
        total, _ = self.table.counts()
        head, waiting = catalog.head(), self.table.count_without_vector()
        cut, words, dense = (self.table.watermark(), *(read_watermark(self.folder, n) for n in ("words", "dense")))
        found = []
        if waiting and dense >= head:
            found.append(f"vectors: {waiting} of {total} passages have none")
        if words == cut and self.words.count() != total:
            found.append(f"words: {self.words.count()} passages indexed, {total} expected")
        if left := sum(self.words.still_holds(article_id) for article_id in catalog.tombstones()):
            found.append(f"words: those of {left} removed articles are still in the files")
        found += [f"index: {name} holds something else than the tables" for name in self.table.check_files()]
        if dense:
            found += self._check_dense(whole=dense >= head and not found)
        if dense < head:
            behind = head - min(cut, words, dense)
            found.append(f"index: unfinished, {behind} changes and {waiting} passages wait; {GOES_ON}")
        return found

    def _check_dense(self, *, whole: bool) -> list[str]:
        """What is wrong with Chroma: that it cannot be read, and, where it is `whole`, what it holds.

        A passage's own vector must find that passage: a sample of 50 tells a graph that lost its links.
        """
        found: list[str] = []
        expected = self.table.current_ids()
        sample = self._sample(sorted(expected))
        held, nearest = inspect(self.folder / "chroma", np.stack(list(sample.values())) if sample else EMPTY)
        if not whole:
            return []
        if len(held) != len(expected):
            found.append(f"vectors: Chroma holds {len(held)} passages, {len(expected)} expected")
        elif held != expected:
            found.append("vectors: Chroma holds other passages than expected")
        lost = sum(score < 0.999 for _, score in nearest)
        if not found and lost * 10 > len(sample):
            found.append(f"vectors: Chroma does not find {lost} of {len(sample)} passages")
        return found

    def raise_if_short(self, catalog: Catalog) -> None:
        """Raise `IndexDamagedError` when a store lost passages, as one does whose folder was deleted."""
        if catalog.head() != self.table.watermark():  # an article removed meanwhile is missing in some of them
            return
        total, _ = self.table.counts()
        if self.words.count() != total or self.dense.count() != len(self.table.current_ids()):
            raise IndexDamagedError(f"an index in {self.folder} lost passages: run `dateline verify --repair`")

    def _sample(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Vectors by passage id, of about 50 passages that lie evenly among `ids`."""
        chosen = set(ids[:: max(1, len(ids) // 50)])
        rows = self.table.of_articles(sorted(set(map(article_of, chosen))))
        rows = [row for row in rows if row.passage.passage_id in chosen]
        vectors = self.kept.get(row.key for row in rows)
        return {row.passage.passage_id: vectors[row.key] for row in rows}

    def _each_batch(
        self,
        catalog: Catalog,
        between: tuple[int, int],
        what: str,
        progress: Progress,
        apply: Callable[[Catalog, list[str], int], None],
    ) -> None:
        start, head = between
        seq = start
        while changed := [change for change in catalog.changed_since(seq, ARTICLES) if change[0] <= head]:
            seq = changed[-1][0]
            apply(catalog, sorted({article_id for _, article_id in changed}), seq)
            progress(what, seq - start, head - start)

    def _apply_both(self, catalog: Catalog, article_ids: list[str], seq: int) -> None:
        """Cut a batch and index its words. It is cut already where a run was ended between the two."""
        if seq > self.table.watermark():
            self._apply_passages(catalog, article_ids, seq)
        self._apply_words(catalog, article_ids, seq)

    def _apply_passages(self, catalog: Catalog, article_ids: list[str], seq: int) -> None:
        # Vectors of removed articles go before their passages, which say which vectors those are.
        if gone := sorted(catalog.unseen(set(article_ids))):
            self.table.discard_files()
            if keys := self.table.keys_only_of(gone):
                self.kept.purge(keys)
        rows = [row for version in catalog.versions_of(article_ids) for row in self._rows(version)]
        self.table.replace(article_ids, rows, seq)

    def _rows(self, version: Version) -> Iterable[PassageRow]:
        published = version.article.published
        for passage in cut(version, self.encoder):
            yield PassageRow(
                passage=passage,
                key=vector_key(self.encoder.id, embedded(version.article, passage)),
                outlet=version.article.outlet,
                published=int(published.timestamp()) if published else None,
                known_from=version.known_from,
                known_until=NEVER if version.known_until is None else version.known_until,
                authors=version.article.authors,
                kind=version.article.kind,
                section=version.article.section,
                language=base_language(version.article.language),
            )

    def _apply_words(self, catalog: Catalog, article_ids: list[str], seq: int) -> None:
        self.words.replace(article_ids, self._entries(catalog, article_ids))
        removed = catalog.removed_among(article_ids)
        if any(self.words.still_holds(article_id) for article_id in removed):
            ids = self.table.article_ids()
            batches = (ids[start : start + ARTICLES] for start in range(0, len(ids), ARTICLES))
            self.words.rewrite(entry for batch in batches for entry in self._entries(catalog, batch))
        write_watermark(self.folder, "words", seq)

    def _entries(self, catalog: Catalog, article_ids: list[str]) -> Iterator[WordEntry]:
        sources = {(v.article_id, v.version): v.article for v in catalog.versions_of(article_ids)}
        for row in self.table.of_articles(article_ids):
            p = row.passage
            article = sources.get((p.article_id, p.version))
            if article is None:  # removed since the passages were cut; its change comes later in this same run
                continue
            yield WordEntry(
                p.passage_id,
                p.article_id,
                labels(article),
                body(article, p),
                row.outlet,
                row.published,
                row.known_from,
                row.known_until,
                row.authors,
                row.kind,
                row.section,
                row.language,
                asked_besides(article, p),
            )

    def _apply_dense(self, _catalog: Catalog, article_ids: list[str], seq: int) -> None:
        rows = self.table.of_articles(article_ids)
        gone = [row.passage.passage_id for row in rows if row.known_until != NEVER]
        present = {row.passage.article_id for row in rows}
        vanished = set(article_ids) - present
        current = [row for row in rows if row.known_until == NEVER]
        vectors = self.kept.get(row.key for row in current)
        current = [row for row in current if row.key in vectors]
        if vanished:
            gone += [i for i in self.dense.ids() if article_of(i) in vanished]
        matrix = [vectors[row.key] for row in current]
        self.dense.replace(gone, [row.passage.passage_id for row in current], np.stack(matrix) if matrix else EMPTY)
        write_watermark(self.folder, "dense", seq)


def read_watermark(folder: Path, name: str) -> int:
    """The catalog's sequence number that index `name` has followed to; 0 when it has not begun."""
    try:
        return int(json.loads((folder / f"{name}.watermark").read_text()))
    except (OSError, ValueError):
        return 0


def write_watermark(folder: Path, name: str, seq: int) -> None:
    """Record, atomically, that index `name` has committed everything up to `seq`."""
    write_atomically(folder / f"{name}.watermark", json.dumps(seq))
