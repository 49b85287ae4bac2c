"""Encoding, a stage of its own: passages that have no vector get one, from wherever an earlier run was stopped.

Passages of about one length are encoded together, which spares padding. While the processor is at one group, the one
before is written and the next one is read: a killed run has to encode again what was not written, two groups at most.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from corpus.catalog import Catalog
from rag.checks import check_vectors
from rag.encoders import Encoder, Vectors
from rag.passage_table import PassageRow, PassageTable
from rag.passages import embedded, sentence_spans
from rag.sentences import Span
from rag.vectors import KeptVectors

WINDOW = 1_024
"""Passages that are sorted by length at a time."""
GROUP = 256
"""Passages that are encoded and written together."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Passages to be encoded, by the keys of their vectors."""

    keys: tuple[bytes, ...]
    texts: tuple[str, ...]
    sentences: tuple[Sequence[Span], ...]
    passed: int
    """Passages that are done with once these are: some share a vector."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """What has to be at hand to encode the passages of a table."""

    catalog: Catalog
    table: PassageTable
    kept: KeptVectors
    encoder: Encoder

    def run(self, progress: Callable[[str, int, int], object]) -> None:
        """Encode what has no vector; `progress` is told ("encoding", done, of how many)."""
        total, done = self.table.count_without_vector(), 0
        groups = self._groups() if total else iter(())
        with ThreadPoolExecutor(1, "dateline-encode") as beside:
            coming, written = beside.submit(next, groups, None), Future[None]()
            written.set_result(None)
            while (group := coming.result()) is not None:
                coming = beside.submit(next, groups, None)
                vectors, sentences = self.encoder.encode_parts(group.texts, group.sentences)
                rows = [len(group.texts), *map(len, group.sentences)]
                check_vectors(self.encoder, [vectors, *sentences], rows)
                written.result()
                written = beside.submit(self._write, group, vectors, sentences)
                done += group.passed
                progress("encoding", min(done, total), total)
            written.result()

    def _write(self, group: _Group, vectors: Vectors, sentences: Sequence[Vectors]) -> None:
        self.kept.put(dict(zip(group.keys, zip(vectors, sentences, strict=True), strict=True)))

    def _groups(self) -> Iterator[_Group]:
        after = 0
        while rows := self.table.unencoded(after, WINDOW):
            after = rows[-1][0]
            todo = {row.key: row for _, row in rows}
            ready = sorted(self._texts(list(todo.values())), key=lambda item: len(item[1]))
            for start in range(0, len(ready), GROUP):
                some = ready[start : start + GROUP]
                passed = len(some) + (len(rows) - len(ready) if start + GROUP >= len(ready) else 0)
                keys, texts, sentences = zip(*some, strict=True)
                yield _Group(keys, texts, sentences, passed)

    def _texts(self, rows: Sequence[PassageRow]) -> Iterator[tuple[bytes, str, Sequence[Span]]]:
        """Key, the string that is encoded and its sentences; without articles that were removed meanwhile."""
        versions = self.catalog.versions_of(row.passage.article_id for row in rows)
        sources = {(v.article_id, v.version): v.article for v in versions}
        for row in rows:
            article = sources.get((row.passage.article_id, row.passage.version))
            if article is not None:
                yield row.key, embedded(article, row.passage), sentence_spans(article, row.passage)
