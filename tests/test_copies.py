"""Copies are found and nothing else, in any order of arrival, and stay found when one of them goes."""

import random
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from corpus.alike import are_copies
from corpus.article import Article
from corpus.catalog import Catalog
from corpus.copies import WINDOW
from corpus.minhash import containments, keys, shingled
from corpus.opening import connect
from eval.planted import plant_copies, plant_templates, plant_updates

DAY = datetime(2031, 3, 4, 9, tzinfo=UTC)
_STARTS, _ENDS = ("ba", "ke", "lo", "mi", "ru", "sta", "vo"), ("an", "el", "i", "om", "y")
_WORDS = [start + middle + end for start in _STARTS for middle in "dlnrst" for end in _ENDS]


def _sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(_WORDS, k=rng.randint(9, 18))).capitalize() + "."


def _story(seed: int, paragraphs: int = 8) -> str:
    """A story of about 200 words that shares nothing with one of another seed."""
    rng = random.Random(seed)
    return "\n\n".join(" ".join(_sentence(rng) for _ in range(2)) for _ in range(paragraphs))


def _article(text: str, name: str, days: float = 0) -> Article:
    return Article(text, title=name, url=f"https://{name}.example.org/", published=DAY + timedelta(days=days))


def _groups(folder: Path, articles: Sequence[Article]) -> set[frozenset[str]]:
    """Which titles are one origin after adding the articles one by one, each time to a catalog just opened."""
    path = folder / "catalog.sqlite"
    Catalog(path, create=True).close()
    for article in articles:
        with Catalog(path) as catalog:
            catalog.add([article])
    with Catalog(path) as catalog:
        return _origins(catalog)


def _origins(catalog: Catalog) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for version in catalog:
        groups.setdefault(version.origin_id, set()).add(version.article.title)
    return set(map(frozenset, groups.values()))


STORY = _story(1)
COPIES = {
    "the same": STORY,
    "in capitals and single spaced": " ".join(STORY.split()).upper(),
    "with a headline": f"Ferry council closes crossing before the winter storm\n{STORY}",
    "with a dateline and a footer": f"LONN, March 4 (Lakeside Wire) \N{EM DASH} {STORY}\n\nBy the Lakeside desk.",
    "its first half": "\n\n".join(STORY.split("\n\n")[:4]),
    "its second half, with a headline": "Crossing closed\n" + "\n\n".join(STORY.split("\n\n")[4:]),
    "every other paragraph": "\n\n".join(STORY.split("\n\n")[::2]),
    "a word changed in every 30": " ".join("also" if n % 30 == 29 else w for n, w in enumerate(STORY.split())),
    "a word less in every 25": " ".join(w for n, w in enumerate(STORY.split()) if n % 25),
}
OTHERS = {
    "another story": _story(2),
    "one paragraph of it in another story": _story(3) + "\n\n" + STORY.split("\n\n")[2],
    "a new lead and other paragraphs": "\n\n".join(
        [*_story(4).split("\n\n")[:2], *STORY.split("\n\n")[2:5], *_story(5).split("\n\n")[:2]]
    ),
    "too short": " ".join(STORY.split()[:15]),
}


@pytest.mark.parametrize("name", COPIES)
def test_an_edited_printing_is_a_copy(name: str) -> None:
    assert are_copies(shingled(STORY), shingled(COPIES[name]))


@pytest.mark.parametrize("name", OTHERS)
def test_another_text_is_none(name: str) -> None:
    assert not are_copies(shingled(STORY), shingled(OTHERS[name]))


_TOLL = "The bridge fell at {} and {} people were hurt, the fire service of {} said. {} It was built in {}."


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("noon", "4", "Lonn", STORY, "1971"), ("dusk", "9", "Abria", STORY, "1988")),
        (("noon", "four", "Lonn", "", "1971"), ("noon", "nine", "Lonn", _sentence(random.Random(3)), "1971")),
    ],
)
def test_other_figures_and_names_in_the_same_words_are_another_story(
    ours: tuple[str, ...], theirs: tuple[str, ...]
) -> None:
    assert not are_copies(*(shingled(_TOLL.format(*blanks)) for blanks in (ours, theirs)))


_TAKE = "LONN, {} 4 - A barge sank off Lonn on {} and {} of its crew died, the harbour master said. The {} was new."
_SAID = "(Corrects {} in paragraph 1)\n\n"


@pytest.mark.parametrize(
    ("notice", "theirs", "copy"),
    [
        ("", ("March", "Tuesday", "nine", "Alma"), False),
        (_SAID.format("toll to nine, not 11,"), ("March", "Tuesday", "nine", "Alma"), True),
        (_SAID.format("toll to nine, not 11,"), ("March", "Tuesday", "nine", "Vilde"), True),
        (_SAID.format("the toll"), ("March", "Friday", "nine", "Alma"), False),  # the report of another day
        (_SAID.format("toll to nine, not seven,"), ("March", "Tuesday", "nine", "Alma"), False),  # an earlier take's
        (_SAID.format("the toll"), ("May", "Monday", "three", "Vilde"), False),
    ],
)
@pytest.mark.parametrize("more", ["", "\n\nTugs were at work all day."])
def test_what_was_put_right_makes_a_corrected_take_no_other_story(
    notice: str, theirs: tuple[str, ...], copy: bool, more: str
) -> None:
    first = shingled(_TAKE.format("March", "Tuesday", "11", "Alma"))
    corrected = shingled(notice + _TAKE.format(*theirs) + more)
    assert are_copies(first, corrected) == are_copies(corrected, first) == copy


def test_an_update_with_more_to_tell_is_no_printing_of_a_corrected_take() -> None:
    corrected = shingled(_SAID.format("the toll") + _TAKE.format("March", "Tuesday", "nine", "Alma"))
    update = _TAKE.format("March", "Tuesday", "14", "Alma") + " " + _sentence(random.Random(3))
    assert not are_copies(corrected, shingled(update))


def test_a_misspelt_name_is_no_other_name() -> None:
    names = "Halden Ostmar Veldia Tarsia Corvia Merry".split()
    story = " ".join(f"{_sentence(random.Random(n))} So said {name} of the council." for n, name in enumerate(names))
    typos = story.replace("Halden", "Haldne").replace("Veldia", "Veldja").replace("Corvia", "Crovia")
    assert are_copies(shingled(story), shingled(typos))


@given(st.integers(0, 5), st.integers(0, 5), st.integers(1, 8), st.integers(1, 8))
@settings(max_examples=60, deadline=None)
def test_the_comparison_is_symmetric(a: int, b: int, kept: int, mixed: int) -> None:
    one = shingled("\n\n".join(_story(a).split("\n\n")[:kept]))
    other = shingled("\n\n".join([*_story(b).split("\n\n")[:mixed], *_story(a).split("\n\n")[mixed:]]))
    assert are_copies(one, other) == are_copies(other, one)


# -- in a catalog ----------------------------------------------------------------------------------------------------

_PRINTED = [
    _article(STORY, "first"),
    _article(STORY, "same", 13),
    _article(STORY, "same-late", 25),
    _article(STORY, "rerun", 60),
    _article(COPIES["its first half"], "half", 2),
    _article(COPIES["a word changed in every 30"], "edited", 30),
    _article(OTHERS["another story"], "other", 1),
    _article(OTHERS["a new lead and other paragraphs"], "update", 1),
]
_EXPECTED = {
    frozenset(("first", "same", "same-late", "half", "edited")),
    *map(frozenset, (("rerun",), ("other",), ("update",))),
}


@given(st.permutations(_PRINTED))
@settings(max_examples=12, deadline=None)
def test_origins_do_not_depend_on_the_order_of_arrival(
    tmp_path_factory: pytest.TempPathFactory, articles: list[Article]
) -> None:
    assert _groups(tmp_path_factory.mktemp("order"), articles) == _EXPECTED


@pytest.mark.parametrize("gone", ["first", "same", "same-late", "half"])
def test_what_is_left_hangs_together_as_if_the_removed_one_had_never_been(tmp_path: Path, gone: str) -> None:
    with Catalog(tmp_path / "catalog.sqlite", create=True) as catalog:
        catalog.add(_PRINTED)
        catalog.remove(f"https://{gone}.example.org/")
        left = _origins(catalog)
    (tmp_path / "anew").mkdir()
    assert left == _groups(tmp_path / "anew", [a for a in _PRINTED if a.title != gone])


def test_removing_every_article_leaves_nothing_to_find(tmp_path: Path) -> None:
    with Catalog(tmp_path / "catalog.sqlite", create=True) as catalog:
        catalog.add(_PRINTED)
        for article in _PRINTED:
            catalog.remove(article.url)
    engine = connect(tmp_path / "catalog.sqlite", create=False)
    with engine.connect() as connection:
        for table in ("texts", "printings", "minima", "copies"):
            assert connection.execute(sql(f"SELECT count(*) FROM {table}")).scalar_one() == 0
    engine.dispose()


def test_many_printings_of_one_text_make_few_pairs(tmp_path: Path) -> None:
    printings = [_article(STORY, f"p{n}", n / 100) for n in range(120)]
    random.Random(1).shuffle(printings)
    with Catalog(tmp_path / "catalog.sqlite", create=True) as catalog:
        catalog.add(printings)
        assert len(_origins(catalog)) == 1
    engine = connect(tmp_path / "catalog.sqlite", create=False)
    with engine.connect() as connection:
        assert connection.execute(sql("SELECT count(*) FROM copies")).scalar_one() <= 2 * len(printings)
    engine.dispose()


def test_a_footer_that_all_share_makes_nothing_a_copy(tmp_path: Path) -> None:
    footer = "\n\n" + _story(99, 2)
    articles = [_article(_story(100 + n, 3) + footer, f"a{n}") for n in range(60)]
    copy = _article("Once more\n" + articles[7].text, "copy", 1)
    with Catalog(tmp_path / "catalog.sqlite", create=True) as catalog:
        catalog.add([*articles, copy])
        assert {group for group in _origins(catalog) if len(group) > 1} == {frozenset(("a7", "copy"))}


def test_planted_copies_are_found(tmp_path: Path) -> None:
    real = [_article(_story(200 + n), f"real-{n}") for n in range(30)]
    planted = list(plant_copies(random.Random(5), real, _WORDS, 70))
    with Catalog(tmp_path / "catalog.sqlite", create=True) as catalog:
        catalog.add([*real, *(copy.article for copy in planted)])
        origins = {version.article_id: version.origin_id for version in catalog}
    assert sum(origins[c.article.article_id] == origins[c.base.article_id] for c in planted if c.base) >= 68


def test_planted_updates_and_templates_are_no_copies(tmp_path: Path) -> None:
    rng = random.Random(5)
    real = [_article(_story(200 + n), f"real-{n}") for n in range(30)]
    planted = [*plant_updates(rng, real, 20), *plant_templates(rng, 40)]
    with Catalog(tmp_path / "catalog.sqlite", create=True) as catalog:
        catalog.add([*real, *(other.article for other in planted)])
        assert {len(group) for group in _origins(catalog)} == {1}


# -- sketches --------------------------------------------------------------------------------------------------------


GOLDEN = [5677299413072704917, 7915539092516237925]


def test_hashes_are_those_of_every_other_day() -> None:
    """Sketches are kept in libraries: another value here breaks all of them."""
    shingles = shingled("The dam at Upper Lonn was closed on Monday night, after engineers found a crack.")
    assert shingles.sketch[:2].tolist() == GOLDEN
    assert keys(shingles.sketch)[0] == GOLDEN[0] & 0xFFFFFFFF


@given(st.text(max_size=300))
def test_words_are_what_regular_expressions_call_words(text: str) -> None:
    found = shingled(text)
    lone = r"(?=\w)[\u3040-\u30ff\u3400-\u9fff]"
    expected = re.findall(rf"{lone}|(?:(?!{lone})\w)+", text)
    assert found.words(0, len(found.starts)) == expected
    assert len(found.hashes) == max(0, len(expected) - 7)


def test_estimates_are_near_what_is_counted() -> None:
    words = STORY.split()
    others = [shingled(" ".join(words[: len(words) * part // 10] + _story(7).split()[:60])) for part in range(1, 11)]
    own = shingled(STORY)
    sizes = np.array([len(o.distinct) for o in others])
    estimates = containments(own.sketch, len(own.distinct), [o.sketch.tobytes() for o in others], sizes)
    counted = [len(np.intersect1d(own.distinct, o.distinct)) / min(len(own.distinct), len(o.distinct)) for o in others]
    assert np.abs(estimates - counted).max() < 0.2


def test_two_weeks_are_the_window() -> None:
    assert timedelta(days=14).total_seconds() == WINDOW
