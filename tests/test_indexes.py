"""Each index alone: kept vectors and their files, words, Chroma; exact search is held against brute force."""

from collections.abc import Iterator
from dataclasses import replace
from errno import ENOSPC
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rag import Filters, passage_columns, passage_table, vector_file
from rag.dense import ChromaIndex
from rag.encoders import Vectors, unit
from rag.passage_arrays import PassageArrays
from rag.passage_columns import PassageColumns
from rag.passage_table import PassageRow, PassageTable
from rag.terms import terms
from rag.types import Passage
from rag.vector_file import numbers
from rag.vectors import KeptVectors, vector_key
from rag.words import NEVER, WordEntry, WordIndex

RNG = np.random.default_rng(7)
OUTLETS = ("The Test Post", "Second Test Post")


def rows(count: int) -> list[PassageRow]:
    return [
        PassageRow(
            Passage(f"a{i}-1-0", f"a{i}", 1, 0, 10),
            vector_key("of a test", str(i)),
            OUTLETS[i % 2],
            None if i % 7 == 0 else i * 10,
            i * 10,
            i * 10 + 55 if i % 3 == 0 else NEVER,
        )
        for i in range(count)
    ]


def allowed(row: PassageRow, f: Filters) -> bool:
    """The definition, a row at a time."""
    if f.as_of is None and row.known_until != NEVER:
        return False
    if f.as_of is not None and not row.known_from <= f.as_of < row.known_until:
        return False
    if (f.since is not None or f.until is not None) and row.published is None:
        return False
    if f.since is not None and (row.published or 0) < f.since:
        return False
    if f.until is not None and (row.published or 0) > f.until:
        return False
    return not f.outlets or row.outlet in f.outlets


TIMES = st.none() | st.integers(-5, 420)
FILTERS = st.builds(
    Filters,
    outlets=st.sampled_from([(), OUTLETS[:1], OUTLETS, ("Nobody",)]),
    since=TIMES,
    until=TIMES,
    as_of=TIMES,
)
ROWS = rows(40)
MATRIX: Vectors = unit(RNG.normal(size=(40, 8)).astype(np.float32)).astype(np.float16).astype(np.float32)


@pytest.fixture(scope="module")
def arrays(tmp_path_factory: pytest.TempPathFactory) -> PassageArrays:
    folder = tmp_path_factory.mktemp("passages")
    kept = KeptVectors(folder / "vectors.sqlite")
    kept.put({row.key: (vector, vector[None]) for row, vector in zip(ROWS, MATRIX, strict=True)})
    table = PassageTable(folder, folder / "vectors.sqlite")
    table.replace([], ROWS, 1)
    loaded = table.load(lambda: 8)
    table.close()
    kept.close()
    return loaded


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> PassageArrays:
    """The same passages; of the first thirty most have their vectors in the file, two of those have gone since."""
    folder = tmp_path_factory.mktemp("mapped")
    kept = KeptVectors(folder / "vectors.sqlite")
    table = PassageTable(folder, folder / "vectors.sqlite")
    for start, stop in ((0, 30), (30, 40)):
        some = ROWS[start:stop]
        kept.put({row.key: (vector, vector[None]) for row, vector in zip(some, MATRIX[start:stop], strict=True)})
        table.replace([], some, stop)
        if not start:
            with pytest.MonkeyPatch.context() as small:
                small.setattr(vector_file, "LARGE", 1)
                table.write_files()
    table.replace(["a3", "a4"], [ROWS[4], ROWS[3]], 41)
    assert np.array_equal(_file(folder).rows_of(numbers([_key(29), _key(30)])) >= 0, [True, False])
    loaded = table.load(lambda: 8)
    table.close()
    kept.close()
    return loaded


def _key(number: int) -> bytes:
    return vector_key("of a test", str(number))


def _file(folder: Path) -> vector_file.VectorFile:
    found = vector_file.read(folder)
    assert found is not None
    return found


def test_a_file_of_vectors_that_cannot_be_read_is_done_without(tmp_path: Path) -> None:
    keys, vectors = [_key(i) for i in range(40)], MATRIX.astype(np.float16)
    vector_file.write(tmp_path, 40, [(keys[:30], vectors[:30]), (keys[30:], vectors[30:])])
    assert np.array_equal(_file(tmp_path).vectors[_file(tmp_path).rows_of(numbers(keys))], MATRIX)
    assert _file(tmp_path).rows_of(numbers([_key(99)])).tolist() == [-1]
    whole = (tmp_path / vector_file.NAME).read_bytes()
    np.save(tmp_path / "other.npy", MATRIX)
    for damaged in (b"", whole[:40], whole[:-1], b"x" * len(whole), (tmp_path / "other.npy").read_bytes()):
        (tmp_path / vector_file.NAME).write_bytes(damaged)
        assert vector_file.read(tmp_path) is None


def test_the_file_of_columns_is_read_where_the_table_goes_as_far_and_no_further(tmp_path: Path) -> None:
    columns = PassageColumns.of([list(column) for column in zip(*map(passage_table.values, ROWS), strict=True)])
    passage_columns.write(tmp_path, 7, columns)
    read = passage_columns.read(tmp_path, 7)
    assert read is not None
    assert read.equals(columns)
    assert passage_columns.read(tmp_path, 8) is None
    path = tmp_path / passage_columns.NAME
    whole = path.read_bytes()
    for damaged in (b"", whole[:40], whole[:-1], whole[:2_000] + b"x" * 20 + whole[2_020:]):
        path.write_bytes(damaged)
        assert passage_columns.read(tmp_path, 7) is None


def test_the_file_of_vectors_is_written_again_when_it_is_outgrown(tmp_path: Path) -> None:
    many = 1_000
    assert vector_file.outgrown(tmp_path, many)
    keys = [_key(i) for i in range(many)]
    vector_file.write(tmp_path, many, [(keys, np.zeros((many, 2), np.float16))])
    outgrown = [vector_file.outgrown(tmp_path, int(many * times)) for times in (1, 1.05, 1.2, 2)]
    assert outgrown == [False, False, True, True]


def test_a_full_disk_leaves_no_half_file_of_vectors(tmp_path: Path) -> None:
    def parts() -> Iterator[tuple[list[bytes], NDArray[np.float16]]]:
        yield [_key(1)], MATRIX[:1].astype(np.float16)
        raise OSError(ENOSPC, "No space left on device")

    vector_file.write(tmp_path, 2, parts())
    assert not list(tmp_path.iterdir())


def test_an_empty_archive_is_searched_in_vain(tmp_path: Path) -> None:
    KeptVectors(tmp_path / "vectors.sqlite").close()
    table = PassageTable(tmp_path, tmp_path / "vectors.sqlite")
    empty = table.load(lambda: 8)
    table.close()
    assert len(empty) == 0
    assert empty.search(MATRIX[:1], 5, Filters()) == []
    assert (empty.newest(None), empty.share(Filters()), empty.hidden_articles(Filters(as_of=1))) == (None, 0.0, 0)


def test_passages_of_one_key_share_its_vector_and_others_have_none(tmp_path: Path) -> None:
    kept = KeptVectors(tmp_path / "vectors.sqlite")
    of = ("of no passage", "shared", "own")
    kept.put({vector_key("of a test", key): (MATRIX[i], MATRIX[i : i + 1]) for i, key in enumerate(of)})
    table = PassageTable(tmp_path, tmp_path / "vectors.sqlite")
    keys = ["shared", "not yet", "own", "shared"]
    named = [replace(row, key=vector_key("of a test", key)) for row, key in zip(ROWS, keys, strict=False)]
    table.replace([], named, 1)
    loaded = table.load(lambda: 8)
    table.close()
    kept.close()
    assert "a1-1-0" not in {i for i, _ in loaded.search(MATRIX[:1], 4, Filters())}
    columns = loaded.columns([row.passage.passage_id for row in named])
    assert np.array_equal(columns.vectors, np.stack([MATRIX[1], np.zeros(8), MATRIX[2], MATRIX[1]]))


@settings(deadline=None)
@given(filters=FILTERS, k=st.integers(1, 50), seed=st.integers(0, 2**32 - 1), chunk=st.sampled_from([3, 256]))
@pytest.mark.parametrize("of", ["arrays", "mapped"])
def test_exact_search_equals_brute_force(
    arrays: PassageArrays, mapped: PassageArrays, of: str, filters: Filters, k: int, seed: int, chunk: int
) -> None:
    arrays = mapped if of == "mapped" else arrays
    vector = unit(np.random.default_rng(seed).normal(size=(1, 8)).astype(np.float32))
    expected = sorted(
        ((row.passage.passage_id, float(MATRIX[i] @ vector[0])) for i, row in enumerate(ROWS) if allowed(row, filters)),
        key=lambda pair: -pair[1],
    )[:k]
    with mock.patch("rag.row_vectors.CHUNK", chunk):
        found = arrays.search(vector, k, filters)
    assert [i for i, _ in found] == [i for i, _ in expected]
    passages = {row.passage.passage_id: row.passage for row in ROWS}
    assert all(arrays.passages[i] == passages[i] for i, _ in found)


def _entry(row: PassageRow) -> WordEntry:
    passage = row.passage
    known = row.known_from, row.known_until
    return WordEntry(
        passage.passage_id, passage.article_id, "Dues", "ships in the port", row.outlet, row.published, *known
    )


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> WordIndex:
    index = WordIndex(tmp_path_factory.mktemp("words"), create=True)
    index.replace([], map(_entry, ROWS))
    return index


def test_equal_scores_go_by_id_however_they_were_written(words: WordIndex, tmp_path: Path) -> None:
    others = WordIndex(tmp_path / "words", create=True)
    rows = ROWS[::-1]
    for start in range(0, len(rows), 7):
        others.replace([], map(_entry, rows[start : start + 7]))
    found = words.search({"port": 1.0}, 10, Filters())
    assert [i for i, _ in found] == sorted(i for i, _ in words.search({"port": 1.0}, len(ROWS), Filters()))[:10]
    assert [i for i, _ in others.search({"port": 1.0}, 10, Filters())] == [i for i, _ in found]


def test_which_passages_have_which_words(tmp_path: Path) -> None:
    index = WordIndex(tmp_path / "words", create=True)
    said = ["dues", "ships", "port", "pilot", *(f"word{n}" for n in range(25))]  # more than one search tells apart
    texts = [[word for n, word in enumerate(said) if (7 * row + n) % (n + 2) == 0] for row in range(len(ROWS))]
    entries = [replace(_entry(r), headline="", body=" ".join(t)) for r, t in zip(ROWS, texts, strict=True)]
    index.replace([], entries)
    asked = [terms(word)[0] for word in said]
    has = np.array([[term in terms(entry.body) for entry in entries[::2]] for term in asked])
    ids = [entry.passage_id for entry in entries[::2]]
    assert np.array_equal(index.having(asked, ids), has)
    weights = {term: 1.0 + n % 3 for n, term in enumerate(asked)}
    rarities = np.array([weight * index.rarity(term) for term, weight in weights.items()])
    found = index.coverage([(weights, {}), ({asked[1]: 1.0}, {})], ids)
    assert found[0] == pytest.approx(rarities @ has)
    assert found[1] == pytest.approx(index.rarity(asked[1]) * has[1])
    # Ids are remembered by where they lie, which is another place once the index is written again.
    index.rewrite(entries[::-1])
    assert np.array_equal(index.having(asked, ids), has)


@settings(deadline=None)
@given(filters=FILTERS)
def test_word_search_keeps_to_its_filters(words: WordIndex, filters: Filters) -> None:
    found = {i for i, _ in words.search({"ship": 1.0}, 100, filters)}
    assert found == {row.passage.passage_id for row in ROWS if allowed(row, filters)}


@pytest.mark.parametrize(
    "text", ["who: is Assad?", "a^b", "AND", "-iran +", '"', "(", "NOT OR", "日本", "a" * 300, "[x TO y]"]
)
def test_no_words_are_syntax(words: WordIndex, text: str) -> None:
    words.search({term: 1.0 for term in terms(text)}, 10, Filters())


def test_words_are_stemmed_and_folded() -> None:
    assert terms("The Élysée’s ministers were withdrawing") == ["the", "elyse", "minist", "were", "withdraw"]


def test_chroma_finds_what_exact_search_finds(tmp_path: Path) -> None:
    vectors = unit(RNG.normal(size=(1500, 32)).astype(np.float32))
    index = ChromaIndex(tmp_path / "chroma")
    index.replace([], [f"p{i}" for i in range(1500)], vectors)
    index.replace(["p3"], ["p5"], -vectors[5:6])
    assert index.count() == 1499
    hits = 0
    for i in range(100, 150):
        exact = [j for j in np.argsort(-(vectors @ vectors[i]))[:10] if j not in (3, 5)]
        found = {name for name, _ in index.search(vectors[i], 10)}
        hits += sum(f"p{j}" in found for j in exact) / len(exact) >= 0.9
    assert hits >= 49
    assert index.search(-vectors[5], 1)[0][0] == "p5", "an id that exists must take its new vector"
    index.close()


@pytest.mark.parametrize("count", [5, 1100])
def test_chroma_leaves_nothing_of_this_process_in_its_files(tmp_path: Path, count: int) -> None:
    """It makes room for a hundred vectors in its files at first, with whatever lay in memory there."""
    vectors = unit(RNG.normal(size=(count, 32)).astype(np.float32))
    folder, ids = tmp_path / "chroma", [f"p{i}" for i in range(count)]
    index = ChromaIndex(folder)
    index.replace([], ids, vectors)
    index.close()
    (segment,) = (header.parent for header in folder.glob("*/header.bin"))
    written = int.from_bytes((segment / "header.bin").read_bytes()[20:28], "little")
    unused = {segment / "data_level0.bin": written * 396, segment / "length.bin": written * 4}
    assert written in (0, count)  # a few are in Chroma's log alone
    assert not any(any(path.read_bytes()[start:]) for path, start in unused.items())
    for path in unused:
        with path.open("ab") as file:
            file.write(b"of a removed article")
    index = ChromaIndex(folder)
    assert index.search(vectors[3], 1)[0][0] == "p3"
    assert index.ids() == set(ids)
    index.close()
    assert not any(any(path.read_bytes()[start:]) for path, start in unused.items())
