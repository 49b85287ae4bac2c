"""Dates that a question names, in all the ways people say them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from rag import Library
from rag.dates import FAR, dates_in, now_at
from rag.events import events_in

ASKED = datetime(2024, 12, 20, 15, tzinfo=UTC)  # a Friday
NOW = now_at(int(ASKED.timestamp()), int(ASKED.timestamp()))


def days(text: str) -> list[tuple[str, str]]:
    """The first and the last day of each date, without its slack; an open end is empty."""
    return [
        (
            "" if named.start == -FAR else f"{datetime.fromtimestamp(named.start, UTC) + timedelta(days=1):%Y-%m-%d}",
            "" if named.end == FAR else f"{datetime.fromtimestamp(named.end, UTC) - timedelta(days=2):%Y-%m-%d}",
        )
        for named in dates_in(text, NOW)
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("What happened on 5 December 2024?", "2024-12-05", "2024-12-05"),
        ("What happened on Dec. 5, 2024?", "2024-12-05", "2024-12-05"),
        ("the 5th of December", "2024-12-05", "2024-12-05"),
        ("the report of 2024-12-05", "2024-12-05", "2024-12-05"),
        ("in December", "2024-12-01", "2024-12-31"),
        ("on 24 December", "2023-12-24", "2023-12-24"),
        ("early December 2024", "2024-12-01", "2024-12-10"),
        ("in mid-November", "2024-11-11", "2024-11-20"),
        ("late February 2024", "2024-02-21", "2024-02-29"),
        ("between 28 November and 5 December 2024", "2024-11-28", "2024-12-05"),
        ("between November and December 2024", "2024-11-01", "2024-12-31"),
        ("between 28 December 2023 and 3 January 2024", "2023-12-28", "2024-01-03"),
        ("from 3 to 8 December", "2024-12-03", "2024-12-08"),
        ("3–8 December 2024", "2024-12-03", "2024-12-08"),
        ("December 3 to 8, 2024", "2024-12-03", "2024-12-08"),
        ("on monday", "2024-12-16", "2024-12-16"),
        ("last friday", "2024-12-13", "2024-12-13"),
        ("Last Friday", "2024-12-13", "2024-12-13"),
        ("since 5 December", "2024-12-05", ""),
        ("after 5 December", "2024-12-06", ""),
        ("before December", "", "2024-11-30"),
        ("by 6 December", "", "2024-12-06"),
        ("as of 6 December", "", "2024-12-06"),
        ("since 2011", "2011-01-01", ""),
        ("in 2023", "2023-01-01", "2023-12-31"),
        ("in the third quarter of 2024", "2024-07-01", "2024-09-30"),
        ("the Q1 2024 figures", "2024-01-01", "2024-03-31"),
        ("in the first half of the year", "2024-01-01", "2024-06-30"),
        ("in spring 2024", "2024-03-01", "2024-05-31"),
        ("last summer", "2024-06-01", "2024-08-31"),
        ("in the fall of 2024", "2024-09-01", "2024-11-30"),
        ("the winter of 2023", "2023-12-01", "2024-02-29"),
        ("yesterday", "2024-12-19", "2024-12-19"),
        ("the day before yesterday", "2024-12-18", "2024-12-18"),
        ("last week", "2024-12-09", "2024-12-15"),
        ("last weekend", "2024-12-14", "2024-12-15"),
        ("this month", "2024-12-01", "2024-12-20"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("on Monday", "2024-12-16", "2024-12-16"),
        ("last Friday", "2024-12-13", "2024-12-13"),
        ("on Friday", "2024-12-20", "2024-12-20"),
        ("three days ago", "2024-12-17", "2024-12-17"),
        ("two weeks ago", "2024-12-03", "2024-12-09"),
        ("in the last three days", "2024-12-17", "2024-12-20"),
        ("over the past two months", "2024-10-20", "2024-12-20"),
    ],
)
def test_a_date_is_understood(text: str, first: str, last: str) -> None:
    assert days(text) == [(first, last)]


@pytest.mark.parametrize(
    "text",
    ["31 November 2024", "the fall of Homs", "May I ask who won?", "a march of 5,000 people", "since when?",
     "the last of the rebels", "he marched to Hama", "120 days of fighting", "Formula 1 in Monza"],
)  # fmt: skip
def test_no_date_is_read_into_other_words(text: str) -> None:
    assert days(text) == []


@given(st.text(alphabet="0123456789 DecemberNovlastwkbtndqrfhosicu.,-–?", max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    for named in dates_in(text, NOW):
        assert named.start < named.end
        assert 0 <= named.span[0] < named.span[1] <= len(text)


FELL = {"the fall of Varna": datetime(2024, 12, 7, tzinfo=UTC), "Varna fell": datetime(2024, 12, 7, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("What did the governor do the day before the fall of Varna?", "2024-12-06", "2024-12-06"),
        ("the day after Varna fell, who came?", "2024-12-08", "2024-12-08"),
        ("the day Varna fell", "2024-12-07", "2024-12-07"),
        ("on the eve of the fall of Varna", "2024-12-06", "2024-12-06"),
        ("in the week before the fall of Varna", "2024-11-30", "2024-12-06"),
        ("two days after the fall of Varna", "2024-12-09", "2024-12-09"),
        ("since the fall of Varna", "2024-12-07", ""),
        ("the day after 7 December 2024", "2024-12-08", "2024-12-08"),
        ("the day before the landing on the moon", None, None),
        ("since when did it rain", None, None),
    ],
)
def test_a_date_said_by_what_happened(text: str, first: str | None, last: str) -> None:
    found = events_in(text, NOW, FELL.get)
    if first is None:
        assert found == []
        return
    (named,) = found
    assert f"{datetime.fromtimestamp(named.start, UTC) + timedelta(days=1):%Y-%m-%d}" == first
    assert last == "" if named.end == FAR else f"{datetime.fromtimestamp(named.end, UTC) - timedelta(days=2):%Y-%m-%d}"


def test_an_archive_dates_what_happened(tmp_path: Path) -> None:
    ships = "The harbour office of Varna counted {} ships that waited outside the breakwater for the wind to drop."

    def article(text: str, title: str, day: int) -> Article:
        published = datetime(2024, 12, day, 9, tzinfo=UTC)
        return Article(text, title, f"https://post.example.org/{title}", "The Test Post", published=published)

    articles = [article(ships.format(20 + day), f"Ships off Varna: {20 + day}", day) for day in range(1, 20)]
    end = article("The pilots of Varna ended their strike at noon.", "Strike of the pilots ends", 11)
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([*articles, end])
        for question, day in (
            ("How many ships waited off Varna the day before the end of the pilots' strike?", 10),
            ("How many ships waited off Varna three days after the pilots ended their strike?", 14),
            ("How many ships waited off Varna on 4 December 2024?", 4),
            ("How many ships waited off Varna between 6 and 7 December 2024?", 6),
        ):
            found = [hit.source.article for hit in library.search(question, k=4).hits]
            near = [a.published.day for a in found if a.published is not None and "Ships" in a.title]
            assert abs(near[0] - day) <= 1, (question, near)


@pytest.mark.parametrize("newest", [2**62, -(2**62)])
def test_a_time_outside_the_calendar_ends_no_question(newest: int) -> None:
    assert dates_in("What happened last week and in May?", now_at(newest, newest))
