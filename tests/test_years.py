"""An archive of many years, in which every story has its like: the right year, and who holds an office now."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from reports import library_of, quotes

from rag import Library
from rag.answer.entities import figures
from rag.dates import dates_in, now_at
from rag.types import Filters, Turn
from rag.understanding import understand

ARTICLES = (
    (
        "Orlane Post",
        "2012-05-24",
        "Keld are champions with a game to spare",
        "Keld Harriers won the Torrin League on Saturday with a 2-0 victory at Mossgate, two goals from Ruben Tarn.",
    ),
    (
        "Orlane Post",
        "2015-05-27",
        "Sallow Town champions for the first time",
        "A club that was bankrupt six years ago is champion of the Torrin League. Sallow Town beat Keld Harriers 1-0.",
    ),
    (
        "Keld Courier",
        "2013-03-08",
        "River Arle bursts its banks, three drown in Keld",
        "Three people drowned in Keld after the river Arle broke over its dam in the early hours of Tuesday.",
    ),
    (
        "Keld Courier",
        "2016-07-22",
        "Eleven die as river Arle floods Keld",
        "Eleven people have died in the worst floods to hit Keld in living memory, police said. It was the worst flood "
        "since the one of 2013.",
    ),
    (
        "Keld Courier",
        "2012-06-15",
        "Lind sworn in as mayor",
        "Peter Lind took the oath as mayor of Keld on Monday, the first independent to be the mayor of Keld.",
    ),
    (
        "Keld Courier",
        "2020-05-08",
        "Haddon wins in Keld",
        "Nora Haddon is the new mayor of Keld. The engineer got 57 per cent in Sunday’s run-off.",
    ),
    (
        "Orlane Post",
        "2021-07-22",
        "Five years after the flood",
        "Former mayor Peter Lind unveiled a plaque in Keld. Nobody spoke.",
    ),
    (
        "Orlane Post",
        "2016-01-15",
        "Jobless rate drops again",
        "Unemployment fell to 7.1 per cent in December, the statistics office said.",
    ),
    (
        "Orlane Post",
        "2017-01-21",
        "Unemployment at 6.3 per cent",
        "Unemployment went down to 6.3 per cent in December, the lowest rate for years.",
    ),
    (
        "Orlane Post",
        "2018-01-19",
        "Unemployment leaps to 9.7 per cent",
        "Unemployment leapt to 9.7 per cent in December as shops shut, the statistics office said.",
    ),
    (
        "Orlane Post",
        "2015-07-02",
        "Minimum wage goes up",
        "The minimum wage rose to 9.80 crowns an hour on Sunday, the first act of the new minimum wage board.",
    ),
    (
        "Orlane Post",
        "2021-07-01",
        "Minimum wage up once more",
        "The minimum wage rose on Saturday, from 11.50 to 12.80 crowns an hour. Some 210,000 workers benefit.",
    ),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of(tmp_path_factory.mktemp("years"), ARTICLES) as opened:
        yield opened


def by(when: str) -> Filters:
    return Filters(as_of=int(datetime.fromisoformat(when).replace(tzinfo=UTC).timestamp()))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who won the Torrin League in 2012?", "Keld Harriers won"),
        ("Who won the Torrin League in 2015?", "Sallow Town beat|A club that was bankrupt"),
        ("How many people died in the 2013 flood in Keld?", "Three people drowned"),
        ("How many people died in the 2016 flood in Keld?", "Eleven people"),
        ("How many people died in the flood of 2013 in Keld?", "Three people drowned"),
        ("How high was unemployment in December 2016?", "6.3 per cent"),
        ("How high was unemployment in December 2017?", "9.7 per cent"),
        ("What was the unemployment rate at the end of 2015?", "7.1 per cent"),
        ("Who is the mayor of Keld?", "Nora Haddon"),
        ("Who was the mayor of Keld in 2012?", "Peter Lind"),
        ("What is the minimum wage?", "12.80"),
        ("What is the current unemployment rate?", "9.7 per cent"),
        ("How high was the minimum wage in 2015?", "9.80"),
    ],
)
def test_first_sentence_is_of_the_right_year(library: Library, question: str, said: str) -> None:
    first = quotes(library.ask(question))[0]

    assert any(words in first for words in said.split("|")), first


def test_office_is_held_by_whoever_held_it_then(library: Library) -> None:
    assert "Peter Lind" in quotes(library.ask("Who is the mayor of Keld?", filters=by("2013-01-01")))[0]


def test_level_is_the_one_of_then(library: Library) -> None:
    assert "6.3" in quotes(library.ask("What is the current unemployment rate?", filters=by("2017-06-01")))[0]


def test_two_years_are_answered_each(library: Library) -> None:
    told = " ".join(quotes(library.ask("Was unemployment higher in December 2017 than in December 2015?")))

    assert "9.7" in told
    assert "7.1" in told


def test_timeline_begins_where_the_question_says(library: Library) -> None:
    told = quotes(library.ask("How has unemployment developed since 2017?"))

    assert [figure for quote in told for figure in figures(quote)] == ["6.3", "9.7"]


def test_what_happened_in_a_year_is_told_of_that_year(library: Library) -> None:
    answer = library.ask("What happened in Keld in 2016?")

    assert {c.source.article.published.year for c in answer.citations if c.source.article.published} == {2016}


def test_year_of_which_nothing_is_told_is_refused(library: Library) -> None:
    assert library.ask("How high was unemployment in December 2009?").status == "no_answer"


def test_the_year_before_asks_the_same_of_another_year() -> None:
    history = (
        Turn("user", "How high was unemployment in December 2017?"),
        Turn("assistant", "Unemployment leapt to 9.7 per cent."),
    )

    assert understand("And the year before?", history).text == "How high was unemployment in December 2016?"
    assert understand("What about the following year?", history).text == "How high was unemployment in December 2018?"


def test_that_year_is_the_one_named_before() -> None:
    parts = understand("How many died in Keld in 2013, and who won the league that year?").parts

    assert [part.text for part in parts] == ["How many died in Keld in 2013", "who won the league in 2013"]


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("Who died in the 2013 flood?", [(2013, 2014)]),
        ("keld flood 2013", [(2013, 2014)]),
        ("What was planned for 2013?", [(2013, 2014)]),
        ("Who won between 2013 and 2015?", [(2013, 2016)]),
        ("Who won in 2013–2015?", [(2013, 2016)]),
        ("Who won in 2013 and 2015?", [(2013, 2014), (2015, 2016)]),
    ],
)
def test_years_are_read_as_they_are_written(question: str, years: list[tuple[int, int]]) -> None:
    day = 86_400
    found = dates_in(question, now_at(2_000_000_000, 2_000_000_000))

    assert [tuple(datetime.fromtimestamp(at, UTC).year for at in (d.start + day, d.end - day)) for d in found] == years


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Pay rose from 11.50 to 12.80 crowns an hour.", ["11.50", "12.80"]),
        ("The rate stood at 4.25 per cent.", ["4.25"]),
        ("Doors open at 9.30 and at 10:15.", []),
        ("The train left at 9.45am.", []),
    ],
)
def test_price_is_no_time_of_day(sentence: str, found: list[str]) -> None:
    assert figures(sentence) == found
