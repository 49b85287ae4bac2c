"""What is asked of a day: figures and reports of then, and what happened on it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reports import library_of, quotes

from rag import Library
from rag.types import Filters, Turn

ARTICLES = (
    (
        "Keld Courier",
        "2031-03-04T20:00",
        "Landslide buries inn near Keld",
        "At least three people were killed on Tuesday when a landslide buried the Heron Inn near Keld, police said.",
    ),
    (
        "Keld Courier",
        "2031-03-06T18:00",
        "Eight dead in landslide near Keld",
        "The landslide near Keld has killed eight people, police said on Thursday. Dogs are searching the Heron Inn.",
    ),
    (
        "Orlane Post",
        "2031-03-09T12:00",
        "Search goes on in Keld",
        "Eleven people are known to have been killed by the landslide near Keld, the district said on Sunday.",
    ),
    (
        "Keld Courier",
        "2031-03-25T09:00",
        "Landslide toll rises to 14",
        "The number of people killed by the landslide near Keld has risen to 14, police said. The inn will be pulled "
        "down.",
    ),
    (
        "Orlane Post",
        "2031-03-19T15:00",
        "Orlane buys a fire engine",
        "The council of Orlane voted on Wednesday to buy a second fire engine. It will cost 410,000 crowns.",
    ),
    (
        "Orlane Post",
        "2031-02-12T15:00",
        "Mayor of Mossgate steps down",
        "The mayor of Mossgate stepped down on Wednesday after a quarrel about the swimming pool.",
    ),
)
NOW = int(datetime(2031, 3, 21, 12, tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of(tmp_path_factory.mktemp("named_day"), ARTICLES) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How many people had been killed by the landslide near Keld on 9 March?", "Eleven people"),
        ("How many people had been killed by the landslide near Keld by 7 March?", "The landslide near Keld has"),
        ("What did the Keld Courier report on 6 March about the landslide's dead?", "The landslide near Keld has"),
        ("What was the toll of the landslide near Keld on 9 March?", "Eleven people"),
        ("How many people has the landslide near Keld killed?", "The number of people"),
        ("What is the current death toll of the landslide near Keld?", "The number of people"),
    ],
)
def test_a_figure_is_the_one_of_the_day_that_is_named(library: Library, question: str, first: str) -> None:
    assert quotes(library.ask(question))[0].startswith(first)


def test_what_began_on_a_day_is_told_by_later_reports_as_well(library: Library) -> None:
    told = quotes(library.ask("How many people were killed by the landslide of 4 March near Keld?"))
    assert any(quote.startswith("The number of people") for quote in told)


@pytest.mark.parametrize(
    "question",
    ["What happened on 19 March?", "What happened last Wednesday?", "What was reported on Wednesday, 19 March?"],
)
def test_of_a_day_alone_its_reports_are_told(library: Library, question: str) -> None:
    answer = library.ask(question, filters=Filters(as_of=NOW))
    assert quotes(answer) == ["The council of Orlane voted on Wednesday to buy a second fire engine."]


def test_of_a_day_without_reports_nothing_is_told(library: Library) -> None:
    assert library.ask("What happened on Wednesday, 26 February?").status == "no_answer"


def test_whether_a_figure_still_stands_is_asked_of_the_newest_report(library: Library) -> None:
    earlier = "How many people had been killed by the landslide near Keld on 9 March?"
    for asked in ("Is that still the figure?", "Has that changed since?", "And now?"):
        answer = library.ask(asked, history=[Turn("user", earlier)])
        assert answer.rewritten == "How many people had been killed by the landslide near Keld, by the latest report?"
        assert quotes(answer)[0].startswith("The number of people")


RECALLS = (
    (
        "Orlane Post",
        "2029-01-21T12:00",
        "Brandt recalls vans",
        "The carmaker Brandt recalled 29,000 vans on Sunday to mend their brakes, the transport board said.",
    ),
    (
        "Orlane Post",
        "2031-06-02T12:00",
        "Vans sell better",
        "The carmaker Brandt sold more vans in May than a year before. Its new factory opens in August.",
    ),
    (
        "Keld Courier",
        "2031-06-16T12:00",
        "Market square to be paved",
        "The market square of Keld will be paved in autumn, the council decided on Monday.",
    ),
)


def test_what_was_reported_years_before_does_not_tell_of_this_week(tmp_path: Path) -> None:
    asked = Filters(as_of=int(datetime(2031, 6, 17, 20, tzinfo=UTC).timestamp()))
    with library_of(tmp_path, RECALLS) as library:
        assert library.ask("Which carmaker recalled vans this week?", filters=asked).status == "no_answer"
        assert library.ask("Which carmaker recalled vans on Sunday?", filters=asked).status == "no_answer"
        answer = library.ask("Which carmaker recalled vans?", filters=asked)
        assert quotes(answer)[0].startswith("The carmaker Brandt recalled 29,000 vans")
