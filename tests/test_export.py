"""An export comes back in whole: the same versions, dates, numbers, removals and copies, in a library elsewhere."""

import json
import shutil
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Archive, notices
from hypothesis import given, settings
from hypothesis import strategies as st
from running import here, one_line, write_jsonl

from corpus.article import Article, Rejection, Tombstone
from corpus.catalog import Catalog
from corpus.export import lines
from corpus.keeping import Keeper
from corpus.minima import Runs
from corpus.opening import driver, writing
from corpus.prepared import prepare
from corpus.readers import Notice, read
from rag import Library
from rag.shapes import dumps, export_shape

START = 1_900_000_000
TEXTS = [
    "The ferry to Lonn sails again from Monday, the harbour office said after three weeks of repairs.",
    "The ferry to Lonn sails again from Tuesday, the harbour office said after three weeks of repairs.",
    "Engineers found a crack in the eastern gate of the dam above Abria on Sunday night.",
    "Painters from four countries show pictures of the lake in the town museum until the end of May.",
]

Step = tuple[int, int, int | None, int | None]
"""Which address, which text, days until it says it was updated, and published; a text of -1 removes."""

steps = st.tuples(
    st.integers(0, 2), st.integers(-1, len(TEXTS) - 1), st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)
)


def article(step: Step) -> Article:
    address, text, updated, published = step
    return Article(
        TEXTS[text],
        f"Title {address}",
        url=f"https://post.example.org/{address}",
        authors=("Ada Example",) * (text % 2),
        published=None if published is None else datetime.fromtimestamp(START, UTC) + timedelta(days=published),
        updated=None if updated is None else datetime.fromtimestamp(START, UTC) + timedelta(days=updated),
        language="en",
    )


def apply(catalog: Catalog, done: Iterable[Step], since: int) -> int:
    """What a history leaves, an hour between two steps; returns when it ended."""
    for now, step in enumerate(done, since):
        with writing(catalog.engine) as connection, connection.begin(), driver(connection) as db:
            made, keeper = article(step), Keeper(connection, db, Runs())
            if step[1] >= 0:
                keeper.keep(prepare(made.cleaned()), START + 3600 * now)
            elif catalog.find(made.url):
                keeper.bury(made.article_id, START + 3600 * now)
            keeper.flush()
        since = now + 1
    return since


def written(catalog: Catalog, path: Path, since: int | None = 0) -> Path:
    path.write_text("".join(f"{dumps(export_shape(line))}\n" for line in lines(catalog, since)), encoding="utf-8")
    return path


def restored(catalog: Catalog, path: Path) -> list[Rejection]:
    items = list(read([path])) if path.stat().st_size else []
    assert not any(isinstance(item, Notice) for item in items)
    return catalog.add(i for i in items if not isinstance(i, Notice)).rejected


def state(catalog: Catalog) -> object:
    return [(v, v.article.language, v.article.guessed) for v in catalog], sorted(catalog.tombstones()), catalog.digest()


@settings(max_examples=6, deadline=None)
@given(st.lists(steps, max_size=7), st.lists(steps, max_size=4))
def test_whatever_happened_comes_back(
    tmp_path_factory: pytest.TempPathFactory, first: Sequence[Step], later: Sequence[Step]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    with Catalog(folder / "one.sqlite", create=True) as one, Catalog(folder / "two.sqlite", create=True) as two:
        now = apply(one, first, 0)
        assert restored(two, written(one, folder / "a.jsonl")) == []
        assert state(two) == state(one)
        head = one.head()
        apply(one, later, now)
        assert restored(two, written(one, folder / "b.jsonl", since=head)) == []
        assert state(two) == state(one)
        before = two.head()
        assert restored(two, written(one, folder / "c.jsonl")) == []
        assert two.head() == before, "the same again changes nothing"


def test_what_is_shown_to_nobody_comes_back_hidden(tmp_path: Path) -> None:
    form = (
        "Register your account to read more stories on our website and manage your newsletter preferences.\n"
        "You agree to our terms of use and privacy policy when you create your account with your email address."
    )
    forms = [Article(form, f"Title {n}", url=f"https://form.example.org/{n}") for n in range(4)]
    with Catalog(tmp_path / "one.sqlite", create=True) as one, Catalog(tmp_path / "two.sqlite", create=True) as two:
        one.add([*forms, article((0, 0, None, None))])
        assert restored(two, written(one, tmp_path / "a.jsonl")) == []
        assert two.digest() == one.digest()
        shown = [json.loads(line)["url"] for line in written(one, tmp_path / "b.jsonl", None).read_text().splitlines()]
        assert shown == [v.article.url for v in one]


def test_increments_carry_removals_and_updates(archive: Archive, tmp_path: Path) -> None:
    library, copy = archive.copy(tmp_path / "library"), tmp_path / "copy"
    with Catalog(library / "catalog.sqlite") as one, Catalog(copy / "catalog.sqlite", create=True) as two:
        assert restored(two, written(one, tmp_path / "whole.jsonl")) == []
        last = list(lines(one))[-1].sequence
        assert list(lines(one, last)) == []
        one.remove("https://wire.example.org/dam")
        new = write_jsonl(tmp_path / "new.jsonl", notices(0, 2))
        one.add(item for item in read([new]) if isinstance(item, Article))
        increment = here("export", "--since", last, library=library)
        (tmp_path / "increment.jsonl").write_text(increment.out)
        removal, *rest = increment.lines
        assert set(removal) == {"article_id", "removed", "sequence"}
        assert [line["sequence"] for line in rest] == [last + 2, last + 3]
        added = here("add", tmp_path / "increment.jsonl", library=copy)
        assert (added.code, added.out) == (0, "added 2, updated 0, unchanged 0, copies 0, removed 1, rejected 0\n")
        assert two.digest() == one.digest()
        assert one.tombstones() == two.tombstones() != []


def test_a_number_that_the_archive_has_not_come_to_is_told(archive: Archive) -> None:
    """Else a backup by increments would stay empty once the archive was restored or made anew."""
    last = here("export", "--since", 0, library=archive.folder).lines[-1]["sequence"]
    assert here("export", "--since", last, library=archive.folder).code == 0
    beyond = here("export", "--since", last + 1, library=archive.folder)
    assert (beyond.code, beyond.out) == (1, "")
    assert f"the catalog ends at change {last}, before {last + 1}" in one_line(beyond.err)


def test_no_passage_is_encoded_again_when_the_vectors_come_along(archive: Archive, tmp_path: Path) -> None:
    with Catalog(archive.folder / "catalog.sqlite") as catalog:
        written(catalog, tmp_path / "whole.jsonl")
    copy, told = tmp_path / "copy", set[str]()
    copy.mkdir()
    shutil.copy(archive.folder / "vectors.sqlite", copy)
    with Library.open(copy, create=True) as library:
        items = [item for item in read([tmp_path / "whole.jsonl"]) if not isinstance(item, Notice)]
        library.add(items, progress=lambda what, *_: told.add(what))
        assert library.status().index.without_vector == 0
        assert library.search("crack in the dam").hits
    assert "words" in told
    assert "encoding" not in told


LINE = {
    "text": TEXTS[0],
    "article_id": "0" * 16,
    "version": 1,
    "added": "2031-01-02T03:04:05+00:00",
    "known_from": "2031-01-02T03:04:05+00:00",
    "sequence": 1,
}


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0}, {"version": "1"}, {"version": True}, {"added": "2031-01-02"}, {"added": 5}, {"text": ["x"]},
        {"known_from": "soon"}, {"authors": "Ada"}, {"authors": [1]}, {"kind": "poem"}, {"published": 1},
    ],
)  # fmt: skip
def test_a_line_that_was_changed_by_hand_is_listed(tmp_path: Path, change: dict[str, Any]) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [{**LINE, **change}, LINE])
    bad, good = read([path])
    assert isinstance(bad, Rejection)
    assert bad.source == f"{path}:1"
    assert isinstance(good, Article)


def test_only_what_export_writes_removes(tmp_path: Path) -> None:
    records: list[dict[str, Any]] = [
        {"article_id": "0" * 16, "removed": "2031-01-02T03:04:05+00:00", "sequence": 3},
        {"article_id": "0" * 16, "removed": True, "sequence": 3},
        {"article_id": "../x", "removed": "2031-01-02T03:04:05+00:00", "sequence": 3},
        {"article_id": "0" * 16, "removed": "2031-01-02T03:04:05+00:00"},
    ]
    found = list(read([write_jsonl(tmp_path / "a.jsonl", records)]))
    assert [type(item) for item in found] == [Tombstone, Rejection, Rejection, Rejection]
