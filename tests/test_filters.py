"""Filters of every kind against brute force, by meaning and by words; and words in other languages than English."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import here

from corpus.article import KINDS, Article
from corpus.versions import Version
from rag import Library
from rag.errors import QuestionError
from rag.filters import make_filters, parse_moment
from rag.settings import Settings
from rag.terms import stems, terms
from rag.types import Filters

START = datetime(2030, 1, 1, tzinfo=UTC)
MISSED = 2
"""Neighbours that Chroma's graph, which is approximate and grows in a new way each time, may not reach."""
OUTLETS = ("Valley Post", "Coast Review", "Lakeside Wire", "")
AUTHORS = ("Night desk", "Sports desk", "City desk")
SECTIONS = ("Sport", "City news", "")
LANGUAGES = ("en", "en-gb", "de", "")
THINGS = "ferry bridge school harbour market museum tunnel orchard library station theatre mill".split()


def article(n: int, rng: random.Random) -> Article:
    one, other = rng.sample(THINGS, 2)
    return Article(
        f"The {one} of town {n} was opened on a day with rain. Visitors came to the {other} as well, {n} of them.",
        f"The {one} opens",
        f"https://www.example.org/{n}",
        rng.choice(OUTLETS),
        tuple(rng.sample(AUTHORS, rng.randrange(3))),
        START + timedelta(days=rng.randrange(60)) if rng.random() < 0.9 else None,
        language=rng.choice(LANGUAGES),
        kind=rng.choice(("news", "opinion", "wire")),
        section=rng.choice(SECTIONS),
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    rng = random.Random(4)
    folder = tmp_path_factory.mktemp("filters") / "library"
    with Library.open(folder, Settings(llm=""), create=True) as made:
        made.add(article(n, rng) for n in range(150))
        made.add([Article("The ferry sinks. It is gone.", url=f"https://www.example.org/{n}") for n in range(20)])
    with Library.open(folder, Settings(llm=""), follow=True) as opened:
        opened.sync()
        yield opened


def seconds(days: int) -> int:
    return int((START + timedelta(days=days)).timestamp())


FILTERS = st.builds(
    Filters,
    outlets=st.lists(st.sampled_from(OUTLETS[:3]), max_size=2).map(tuple),
    since=st.none() | st.integers(0, 59).map(seconds),
    until=st.none() | st.integers(0, 59).map(seconds),
    as_of=st.none() | st.integers(0, 90).map(seconds),
    authors=st.lists(st.sampled_from(AUTHORS), max_size=2).map(tuple),
    kinds=st.lists(st.sampled_from(("news", "opinion", "live")), max_size=2).map(tuple),
    sections=st.lists(st.sampled_from(SECTIONS), max_size=2).map(tuple),
    languages=st.lists(st.sampled_from(("en", "de")), max_size=1).map(tuple),
).filter(lambda made: made.since is None or made.until is None or made.since <= made.until)


def allowed(version: Version, filters: Filters) -> bool:
    """The oracle."""
    given = version.article
    day = None if given.published is None else given.published.timestamp()
    then = filters.as_of
    return (
        (version.current if then is None else version.known_from <= then < (version.known_until or 2**62))
        and (not filters.outlets or given.outlet in filters.outlets)
        and (filters.since is None or (day is not None and day >= filters.since))
        and (filters.until is None or (day is not None and day <= filters.until))
        and (not filters.authors or bool(set(given.authors) & set(filters.authors)))
        and (not filters.kinds or given.kind in filters.kinds)
        and (not filters.sections or given.section in filters.sections)
        and (not filters.languages or given.language.split("-")[0] in filters.languages)
    )


@pytest.fixture(scope="module")
def versions(library: Library) -> list[Version]:
    return list(library.export())


@settings(max_examples=30, deadline=None)
@given(FILTERS, st.sampled_from(THINGS))
def test_filters_let_through_what_brute_force_does(
    library: Library, versions: list[Version], filters: Filters, thing: str
) -> None:
    view = library.view()
    assert view is not None
    may = {(v.article_id, v.version) for v in versions if allowed(v, filters)}
    passages = view.arrays.passages
    assert {(passages[i].article_id, passages[i].version) for i in view.arrays.allowed(filters)} == may
    vector = view.encoder.encode([f"Where is the {thing}?"])
    exact = [score for _, score in view.arrays.search(vector, 10 + MISSED, filters)]
    (found,) = view.by_meaning(vector, 10, filters)
    assert [score for _, score in found] == pytest.approx(exact[:10], abs=2e-3)
    with mock.patch("rag.view.ALIKE", 0), mock.patch("rag.view.FEW", 0):  # so few passages would all be compared
        (nearest,) = view.by_meaning(vector, 10, filters)
    assert min(10, len(exact)) - MISSED <= len(nearest) <= 10
    assert all(score > least - 2e-3 for (_, score), least in zip(nearest, exact[MISSED:], strict=False))
    for passage_id, _ in [*found, *nearest, *view.by_words({term: 1.0 for term in terms(thing)}, 10, filters)]:
        assert (passages[passage_id].article_id, passages[passage_id].version) in may
    hits = library.search(f"the {thing}", filters=filters).hits
    assert all((hit.source.article_id, hit.source.version) in may for hit in hits)
    assert hits or not may


def test_every_passage_is_nearest_to_itself_however_often_one_was_printed(library: Library) -> None:
    view = library.view()
    assert view is not None
    current = view.arrays.allowed(Filters())
    assert len(current) == 150
    vectors = view.arrays.columns(sorted(current)).vectors.astype(np.float32)
    assert all(row[0][1] > 0.99 for row in view.by_meaning(vectors, 10, Filters()))


def test_filters_take_lists_as_well(library: Library) -> None:
    listed = Filters(outlets=["Valley Post"], without={"none"})  # type: ignore[arg-type]
    assert listed == Filters(outlets=("Valley Post",), without=frozenset({"none"}))
    assert {hit.source.article.outlet for hit in library.search("ferry", filters=listed).hits} == {"Valley Post"}


def test_filters_of_the_command_line(library: Library) -> None:
    found = here("search", "opened", "--kind", "opinion", "--author", "City desk", "--json", library=library.folder)
    sources = [library.history(hit["article_id"])[-1].article for hit in found.json["hits"]]
    assert sources
    assert all(source.kind == "opinion" and "City desk" in source.authors for source in sources)
    lines = here(
        "search", "-", "--language", "de", library=library.folder, stdin=b'{"question": "ferry", "kind": "news"}\n'
    ).lines
    sources = [library.history(hit["article_id"])[-1].article for hit in lines[0]["hits"]]
    assert sources
    assert all(source.kind == "news" and source.language == "de" for source in sources)
    assert here("search", "ferry", "--kind", "gossip", library=library.folder).code == 1
    with pytest.raises(QuestionError, match=", ".join(KINDS)):
        make_filters(kinds=["gossip"])


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (["de-at"], ("de",)),
        (["German"], ("de",)),
        (["deutsch", "eng"], ("de", "en")),
        (["nb"], ("no", "nb", "nn")),
        (["Norwegian"], ("no", "nb", "nn")),
        (["zh-Hans"], ("zh", "yue", "wuu")),
        (["", "Chinese (Simplified)"], ("zh", "yue", "wuu")),
    ],
)
def test_a_language_goes_by_its_codes_and_names(said: list[str], codes: tuple[str, ...]) -> None:
    assert make_filters(languages=said).languages == codes


@pytest.mark.parametrize("said", ["klingonish", "xx", "e", "deutsch-at-all"])
def test_what_is_no_language_is_refused(library: Library, said: str) -> None:
    with pytest.raises(QuestionError, match="no language"):
        make_filters(languages=[said])
    run = here("search", "ferry", "--language", said, library=library.folder)
    assert run.code == 1
    assert "is no language" in run.err


@pytest.mark.parametrize(
    "written", ["2025/03/05", "2025-3-5", "5 March 2025", "5 Mar 2025", "March 5, 2025", " 05 march 2025 "]
)
def test_a_day_may_be_written_as_answers_print_it(written: str) -> None:
    for end, clock in ((False, "00:00:00"), (True, "23:59:59")):
        assert parse_moment(written, end=end) == datetime.fromisoformat(f"2025-03-05T{clock}+00:00").timestamp()


@pytest.mark.parametrize("written", ["05/03/2025", "5.3.2025", "5 March", "31 February 2025", "March 2025", "soon"])
def test_a_day_is_not_guessed(written: str) -> None:
    with pytest.raises(QuestionError, match="5 December 2024"):
        parse_moment(written, end=False)


STORIES = {
    "no": ("Regjeringen vil bygge en ny bro over fjorden. Byggingen starter i mars.", "broen over fjordene"),
    "de": ("Die Wahl des Bürgermeisters wurde verschoben. Neue Termine stehen noch aus.", "Wahlen der Bürgermeister"),
    "ar": ("افتتحت المدرسة الجديدة في المدينة يوم الأحد. حضر الحفل كثير من الأهالي.", "المدارس الجديده"),
    "fa": ("پل تازه روی رودخانه باز شد. مردم شهر از آن می‌گذرند.", "پل رودخانه"),
    "zh": ("市政府宣布新桥将于三月开放。居民可以步行过河。", "新桥开放"),
    "ru": ("Новый мост через реку открыли в воскресенье. Жители довольны.", "мосты через реки"),
}


def test_words_are_found_in_any_language(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as library:
        for code, (text, _) in STORIES.items():
            library.add([Article(text, url=f"https://{code}.example.org/bridge", language=code)])
        view = library.view()
        assert view is not None
        for code, (_, asked) in STORIES.items():
            wanted = {term: 1.0 for term in (*terms(asked), *stems(asked, code))}
            best, _ = view.by_words(wanted, 3, Filters())[0]
            (source,) = library.history(f"https://{code}.example.org/bridge")
            assert view.arrays.passages[best].article_id == source.article_id
            assert library.search(asked, filters=make_filters(languages=[code])).hits[0].source == source
            assert source.article_id in {hit.source.article_id for hit in library.search(asked, k=3).hits}


@given(st.text())
def test_any_text_has_terms(text: str) -> None:
    assert all(term == term.strip() and term for term in terms(text))


@pytest.mark.parametrize("written", ["20241205", "2024-W49-4", "2024-12-05", "2024/12/5"])
def test_a_day_lasts_until_its_end_however_it_is_written(written: str) -> None:
    filters = make_filters(since=written, until=written)
    assert (filters.since, filters.until) == (1733356800, 1733356800 + 86_399)


def test_seconds_are_what_the_clock_of_python_gives() -> None:
    filters = make_filters(since=1733356800.75, as_of=-0.5)
    assert (filters.since, filters.as_of) == (1733356800, -1)
