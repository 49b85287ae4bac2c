"""The catalog: versions, copies, removals, and what an as-of time sees."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Past, Rejection
from corpus.catalog import Catalog
from corpus.errors import ArticleError, CatalogError
from corpus.identity import canonical_url, plainest
from rag.hits import visible

DAY = datetime(2024, 12, 5, 9, tzinfo=UTC)
LONG = " ".join(
    f"Sentence number {i} of the report says something about harbour dues and ships of line {i * 7}." for i in range(12)
)


class Nowhere(tzinfo):
    """A zone whose code fails."""

    def utcoffset(self, _moment: datetime | None, /) -> timedelta | None:
        raise LookupError("no such zone")

    def dst(self, _moment: datetime | None, /) -> timedelta | None:
        return None

    def tzname(self, _moment: datetime | None, /) -> str | None:
        return None


def story(text: str = LONG, url: str = "https://a.example.org/1", **fields: object) -> Article:
    given = {"title": "Dues rise", "outlet": "The Test Post", "published": DAY, **fields}
    return Article(text, url=url, **given)  # type: ignore[arg-type]


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog(tmp_path / "catalog.sqlite", create=True)


def test_the_same_twice_changes_nothing(catalog: Catalog) -> None:
    assert catalog.add([story()]).added == 1
    head = catalog.head()
    assert catalog.add([story()]).unchanged == 1
    assert catalog.head() == head


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(catalog: Catalog) -> None:
    catalog.add([story()])
    report = catalog.add([story(LONG.replace("dues", "fees"), updated=DAY + timedelta(days=2))])
    assert (report.added, report.updated) == (0, 1)
    old, new = catalog.versions_of([story().cleaned().article_id])
    assert "dues" in old.article.text
    assert "fees" in new.article.text
    assert old.known_until == new.known_from == int((DAY + timedelta(days=2)).timestamp())
    assert (old.current, new.current) == (False, True)


def test_an_older_version_that_arrives_late_is_not_current(catalog: Catalog) -> None:
    catalog.add(
        [story(updated=DAY + timedelta(days=2)), story(LONG.replace("dues", "fees"), updated=DAY + timedelta(days=1))]
    )
    late, current = catalog.versions_of([story().cleaned().article_id])
    assert (late.version, current.version) == (2, 1)
    assert current.current
    assert catalog.add([story(LONG.replace("dues", "fees"), updated=DAY + timedelta(days=1))]).unchanged == 1


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=5, unique=True), st.integers(-1, 8))
def test_as_of_sees_exactly_one_version_or_none(
    tmp_path_factory: pytest.TempPathFactory, days: list[int], asked: int
) -> None:
    with Catalog(tmp_path_factory.mktemp("c") / "catalog.sqlite", create=True) as catalog:
        catalog.add(story(f"{LONG} Edition {d}.", updated=DAY + timedelta(days=d)) for d in days)
        moment = int((DAY + timedelta(days=asked)).timestamp())
        seen = [v for v in catalog.versions_of([story().cleaned().article_id]) if visible(v, moment)]
        known = [d for d in days if d <= asked]
        assert len(seen) == bool(known)
        if known:
            assert seen[0].article.text.endswith(f"Edition {max(known)}.")


def test_copies_share_an_origin_and_others_do_not(catalog: Catalog) -> None:
    trimmed = ". ".join(LONG.split(". ")[:7]) + "."
    other = " ".join(
        f"Line {i} of a quite different story about a bridge, its pillars and its painter {i}." for i in range(12)
    )
    report = catalog.add(
        [
            story(),
            story(url="https://b.example.org/x"),
            story(trimmed, url="https://c.example.org/x"),
            story("PORTVILLE (Wire) – " + LONG, url="https://d.example.org/x"),
            story(other, url="https://e.example.org/x"),
        ]
    )
    assert report.copies == 3
    origins = {v.article.url: v.origin_id for v in catalog}
    assert (
        len({origins[f"https://{h}.example.org/{p}"] for h, p in (("a", "1"), ("b", "x"), ("c", "x"), ("d", "x"))}) == 1
    )
    assert origins["https://e.example.org/x"] not in (origins["https://a.example.org/1"],)


def test_copies_are_the_same_in_any_order(tmp_path: Path) -> None:
    items = [story(url=f"https://{h}.example.org/") for h in "abc"]
    groups = []
    for name, order in (("one", items), ("two", items[::-1])):
        with Catalog(tmp_path / name / "catalog.sqlite", create=True) as catalog:
            catalog.add(order)
            groups.append({v.article_id: v.origin_id for v in catalog})
    assert groups[0] == groups[1]


def test_a_text_far_apart_in_time_is_no_copy(catalog: Catalog) -> None:
    later = Article(LONG, url="https://b.example.org/", published=DAY + timedelta(days=60))
    assert catalog.add([story(), later]).copies == 0


def test_removal_leaves_a_tombstone_and_no_text(catalog: Catalog) -> None:
    catalog.add([story()])
    catalog.remove("https://a.example.org/1")
    assert list(catalog) == []
    report = catalog.add([story()])
    assert report.added == 0
    assert "removed" in report.rejected[0].reason
    with pytest.raises(ArticleError, match="no article"):
        catalog.remove("https://a.example.org/1")
    catalog.close()
    stored = b"".join(p.read_bytes() for p in catalog.path.parent.iterdir())
    assert b"harbour dues" not in stored


def test_what_cannot_be_kept_is_listed(catalog: Catalog) -> None:
    report = catalog.add([Article("  \n "), Rejection("x.txt", "binary"), Article("x" * 2_000_001), story()])
    assert report.added == 1
    assert [r.reason.split(" ")[0] for r in report.rejected] == ["no", "binary", "text"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (Article(None, url="https://a.example.org/2"), "text must be text, and is of type NoneType"),  # type: ignore[arg-type]
        (Article(b"The dam is shut."), "text must be text, and is of type bytes"),  # type: ignore[arg-type]
        (story(title=None), "title must be text, and is of type NoneType"),
        (story(published=date(2025, 1, 1)), "published must be a datetime or None, and is of type date"),
        (story(updated="2025-01-01"), "updated must be a datetime or None, and is of type str"),
        (story(authors=7), "authors must be names, as text"),
        (story(published=datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-5)))), "in the year 9999"),
        (story(published=datetime(2025, 1, 1, tzinfo=Nowhere())), "published is in a time zone that fails"),
        (story(kind=None), "kind must be text"),
        (story("", url="https://a.example.org/\ud800"), "no text"),
        ("a text", "not an Article, but of type str"),
        ({"text": "The dam is shut."}, "not an Article, but of type dict"),
    ],
)
def test_one_that_is_malformed_costs_no_other(catalog: Catalog, bad: Any, reason: str) -> None:
    report = catalog.add([story(), bad, story(LONG.replace("dues", "fees"), "https://b.example.org/1")])
    assert report.added == 2
    (rejected,) = report.rejected
    assert reason in rejected.reason


def test_one_string_is_one_author(catalog: Catalog) -> None:
    catalog.add([story(authors="Jane Doe"), story(LONG, "https://b.example.org/", authors=["A", "B"])])
    assert {v.article.authors for v in catalog} == {("Jane Doe",), ("A", "B")}


def test_hidden_and_turning_characters_are_not_kept(catalog: Catalog) -> None:
    catalog.add([Article("The dam is shut a\u202eb\u200bc\x1b[31m\ud800d", url="https://x.example.org/")])
    (only,) = list(catalog)
    assert only.article.text == "The dam is shut abc[31m\ufffdd"


def test_addresses_fold() -> None:
    assert canonical_url("HTTPS://A.example.org/x?utm_source=feed&id=2#top") == "https://a.example.org/x?id=2"
    assert canonical_url("javascript:alert(1)") == "javascript:alert(1)"
    assert canonical_url("https://[bad") == "https://[bad"


def test_a_newer_schema_is_refused(catalog: Catalog) -> None:
    import sqlite3

    catalog.close()
    with sqlite3.connect(catalog.path) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(CatalogError, match="newer Dateline"):
        Catalog(catalog.path)


def test_no_library_and_damaged_library_are_clear(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no library at"):
        Catalog(tmp_path / "nothing" / "catalog.sqlite")
    (tmp_path / "catalog.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(CatalogError, match="cannot use the library"):
        Catalog(tmp_path / "catalog.sqlite")


ANYTHING = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.binary(max_size=5) | st.floats()
ANY = ANYTHING | st.lists(ANYTHING, max_size=3) | st.tuples(ANYTHING, ANYTHING) | st.dictionaries(ANYTHING, ANYTHING)
FIELDS = "text title url outlet authors published updated language kind section guessed source past".split()


@given(st.dictionaries(st.sampled_from(FIELDS), ANY | st.builds(Past, ANY), min_size=1, max_size=4))
@settings(max_examples=50, deadline=None)
def test_whatever_is_in_an_article_it_is_kept_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, Any]
) -> None:
    catalog = Catalog(tmp_path_factory.mktemp("any") / "catalog.sqlite", create=True)
    report = catalog.add([Article(**{"text": LONG, **fields}), story()])
    assert report.added + report.updated + report.unchanged + len(report.rejected) == 2
    assert catalog.find(story().url)
    catalog.close()


@pytest.mark.parametrize(
    "field",
    [{"guessed": None}, {"guessed": ("a", 1)}, {"past": "x"}, {"past": Past("x")}, {"source": 1}],  # type: ignore[arg-type]
)
def test_a_field_of_another_type_is_a_reason(catalog: Catalog, field: dict[str, Any]) -> None:
    report = catalog.add([story(**field)])
    ((_, reason),) = [(r.source, r.reason) for r in report.rejected]
    assert next(iter(field)) in reason


@pytest.mark.parametrize("url", ["http://[bad/x", "https://ex.org\u2100/x", "https://user@[::/x"])
def test_what_is_no_address_is_kept_under_what_it_is(catalog: Catalog, url: str) -> None:
    form = "Please accept our cookies to continue. We and our partners store cookies on your device. " * 3
    assert catalog.add([story(url=url), story(form + LONG, url="https://a.example.org/2")]).added == 2
    assert catalog.find(url)
    assert plainest([url, "https://a.example.org/2"])
