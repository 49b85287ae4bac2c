"""Search: exact where it says so, never outside its filters, copies as one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from errno import ENOSPC
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.article import Article
from rag import Filters, Library, passage_columns, passage_table, vector_file
from rag.dense import ChromaIndex
from rag.encoders import Vectors, unit
from rag.passage_arrays import PassageArrays
from rag.passage_columns import PassageColumns
from rag.passage_table import PassageRow, PassageTable
from rag.question import make_filters
from rag.scoring import STANDARD
from rag.types import Passage
from rag.vector_file import numbers
from rag.vectors import KeptVectors, vector_key
from rag.words import NEVER, WordEntry, WordIndex, terms

RNG = np.random.default_rng(7)
OUTLETS = ("The Test Post", "Second Test Post")
START = datetime(2024, 12, 1, 9, tzinfo=UTC)
LONG = " ".join(
    f"The port of Varna counted {i * 13} ships in week {i} of the strike of its pilots." for i in range(1, 10)
)


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
@given(filters=FILTERS, k=st.integers(1, 50), seed=st.integers(0, 2**32 - 1))
@pytest.mark.parametrize("of", ["arrays", "mapped"])
def test_exact_search_equals_brute_force(
    arrays: PassageArrays, mapped: PassageArrays, of: str, filters: Filters, k: int, seed: int
) -> None:
    arrays = mapped if of == "mapped" else arrays
    vector = unit(np.random.default_rng(seed).normal(size=(1, 8)).astype(np.float32))
    expected = sorted(
        ((row.passage.passage_id, float(MATRIX[i] @ vector[0])) for i, row in enumerate(ROWS) if allowed(row, filters)),
        key=lambda pair: -pair[1],
    )[:k]
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


def story(text: str, title: str, number: int, hours: int = 0) -> Article:
    published = START + timedelta(hours=hours)
    return Article(text, title, f"https://a.example.org/{number}", "The Test Post", published=published)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("library"), create=True) as library:
        library.add(
            [
                story(LONG, "Pilots strike in Varna", 1),
                replace(story(LONG, "Ships wait off Varna", 9, hours=3), outlet="Second Test Post"),
                story("The bread price in Sofia rose by ten per cent in May.", "Bread", 2),
                story("Twelve bakers in Sofia closed.", "Bakers", 3),
                Article(
                    "Nine bakers in Sofia closed. Correction: an earlier version said twelve.", "Bakers",
                    "https://a.example.org/3", "The Test Post", published=START, updated=START + timedelta(days=3),
                ),
            ]
        )  # fmt: skip
        yield library


def test_copies_are_one_hit_that_lists_them(library: Library) -> None:
    hits = library.search("How many ships did the port of Varna count?").hits
    assert {h.source.article.outlet for h in hits if "Varna" in h.text} == {"The Test Post"}
    assert [c.outlet for c in hits[0].copies] == ["Second Test Post"]
    only = library.search("ships in Varna", filters=make_filters(["Second Test Post"])).hits
    assert {h.source.article.outlet for h in only} == {"Second Test Post"}


def test_as_of_sees_the_old_version_and_counts_what_it_left_out(library: Library) -> None:
    before = library.ask("How many bakers closed in Sofia?", filters=make_filters(as_of="2024-12-02"))
    after = library.ask("How many bakers closed in Sofia?")
    assert before.sentences[0].text == "Twelve bakers in Sofia closed."
    assert after.sentences[0].text == "Nine bakers in Sofia closed."
    early = library.search("bakers", filters=make_filters(as_of="2024-11-30"))
    assert early.hits == ()
    assert early.hidden == 4


def test_hits_are_exact(library: Library) -> None:
    for hit in library.search("bread price in Sofia").hits:
        p, (start, end) = hit.passage, hit.span
        assert hit.source.article.text[p.start : p.end] == hit.words
        assert hit.source.article.text[start:end] == hit.text
        assert start <= p.start < p.end <= end


def test_hits_show_what_stands_around_them_however_many_there_are(tmp_path: Path) -> None:
    said = "Report {0} says that the market of ward {0} sold bread and fish to {0} people from the hills."
    with Library.open(tmp_path / "library", create=True) as library:
        text = "\n\n".join(said.format(n) for n in range(60))
        library.add([Article(text, "Markets of all wards", "https://a.example.org/markets")])
        best, other = library.search("Who sold bread in ward 30?", k=2).hits
        (alone,) = library.search("Who sold bread in ward 30?", k=1).hits
        view = library.view()
        assert view is not None
        spans = sorted((p.start, p.end) for p in view.arrays.passages.values())
    place = spans.index((best.passage.start, best.passage.end))
    beside = spans[max(0, place - 1) : place + 2]
    assert len(beside) > 1
    assert best.span == alone.span == (beside[0][0], beside[-1][1])
    own = (other.passage.start, other.passage.end)
    assert own in beside  # so that the better hit shows it
    assert other.span[0] == own[0] or other.span[1] == own[1]  # and what else that one shows is not shown again


def test_a_name_that_reports_of_one_clause_share_finds_those_of_another(tmp_path: Path) -> None:
    reports = [
        Article(f"The ferry company {name} raised its fares on {day}, passengers said.", f"Fares rise on {day}",
                f"https://post.example.org/{day}", "Valley Post")
        for name, day in [("Orlane Lines", "Monday"), ("Orlane Lines", "Friday"), ("Orlane Lines", "Sunday")]
    ]  # fmt: skip
    lost = Article("Orlane Lines has lost its licence for the lake.", "A licence withdrawn",
                   "https://review.example.org/licence", "Coast Review")  # fmt: skip
    others = [
        Article(f"A company of {town} must pay back its debt by autumn.", f"Debt in {town}",
                f"https://review.example.org/{town}", "Coast Review")
        for town in ("Keld", "Abria", "Lonn", "Varna", "Sarn", "Mossgate", "Tarsk", "Velmar")
    ]  # fmt: skip
    question = (
        "Which company, according to the Valley Post, raised its ferry fares, and, according to the Coast Review, "
        "faces a stop of its business?"
    )
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([*reports, lost, *others])
        hits = library.search(question, k=12).hits
        plain = library.search(question, k=12, weights=replace(STANDARD, shared=0.0)).hits
    place, without = ([h.source.article.title for h in found].index(lost.title) for found in (hits, plain))
    assert place == 3  # behind the three that name it in the words of the question
    assert without > place
    assert hits[place].why["shared name"] > 0
    assert all("shared name" not in hit.why for hit in plain)


def test_a_library_without_articles_answers_honestly(tmp_path: Path) -> None:
    with Library.open(tmp_path / "empty", create=True) as library:
        answer = library.ask("Who closed the port?")
    assert (answer.status, answer.corpus.articles, answer.citations) == ("no_answer", 0, ())


def test_quoted_words_must_stand_together(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        library.add(
            [
                Article("The bitter harvest of the valley feeds nobody. Farmers left.", url="https://a.example.org/1"),
                Article("The harvest was bitter for farmers of the valley, who left it.", url="https://a.example.org/2"),
                Article("Bitter words about the harvest of farmers in the valley.", url="https://a.example.org/3"),
            ]
        )
        plain = library.search("farmers of the valley and their bitter harvest")
        quoted = library.search("farmers of the valley “harvest was bitter”")
    assert quoted.hits[0].source.article.url == "https://a.example.org/2"
    assert quoted.hits[0].why["quoted words"] == 1
    assert all("quoted words" not in hit.why for hit in plain.hits)


def test_each_outlet_that_a_question_names_gets_its_share_of_the_places(tmp_path: Path) -> None:
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    posts = [
        Article(f"The crack in the dam above Abria grew on {day} by {n} metres, engineers said.", f"Crack {n}",
                f"https://post.example.org/{n}", "Valley Post")
        for n, day in enumerate(days * 2, 2)
    ]  # fmt: skip
    reviews = [
        Article(f"Money for repairs above Abria is short: {n} million of it went to {what}.", f"Budget {n}",
                f"https://review.example.org/{n}", "Coast Review")
        for n, what in enumerate(["a road", "two schools", "the port", "pensions"], 3)
    ]  # fmt: skip
    question = "What have the Valley Post and the Coast Review reported about the crack in the dam above Abria?"
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([*posts, *reviews])
        shared = [hit.source.article.outlet for hit in library.search(question, k=10).hits]
        plain = library.search("the crack in the dam above Abria", k=10).hits
    assert shared.count("Coast Review") == 3
    assert shared[0] == "Valley Post"
    assert {hit.source.article.outlet for hit in plain} == {"Valley Post"}
    assert [hit.score for hit in plain] == sorted((hit.score for hit in plain), reverse=True)
