"""Figures of two accidents, two periods or two times are no conflict; a vote's result and a count that goes on are."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from reports import library_of, values

from rag import Library
from rag.answer.figures import figures
from rag.filters import make_filters

REPORTS = (
    (
        "Vosk Tribune",
        "2031-04-08T09",
        "Coach overturns near Elmrood",
        "A coach with 41 people on board left the road near Elmrood on Tuesday. Seven people were injured, two of them "
        "seriously, police said.\n\nThe driver was not hurt.",
    ),
    (
        "Orr Observer",
        "2031-04-08T16",
        "Tractor struck by train in Pellby",
        "A train struck a tractor at a level crossing in Pellby on Tuesday. Eleven people were injured, police said.",
    ),
    (
        "Vosk Tribune",
        "2031-06-02T20",
        "Barge sinks off Rennick",
        "At least three people were killed and dozens were missing on Monday when the barge Sea Holly sank off "
        "Rennick, the coast guard said.\n\nIt had left Port Vosk with 88 people on board, its owner said.",
    ),
    (
        "Orr Observer",
        "2031-06-03T10",
        "Search for passengers of the Sea Holly",
        "Six bodies had been recovered by Tuesday morning from the barge Sea Holly off Rennick, the coast guard said."
        "\n\nThere were 97 people on board, of whom 60 were rescued.",
    ),
    (
        "Beta",
        "2031-06-03T17",
        "Hospitals count eight dead",
        "Eight people died when the barge Sea Holly sank off Rennick, hospitals said on Tuesday evening.",
    ),
    (
        "Orr Observer",
        "2031-06-07T12",
        "Sea Holly: divers give up",
        "Divers gave up the search for passengers of the barge Sea Holly on Saturday. Fourteen people are known to "
        "have died and five are still missing.",
    ),
    (
        "Beta",
        "2031-07-01T12",
        "Rotten hull sank barge",
        "A rotten hull made the barge Sea Holly sink, an inquiry found on Tuesday.\n\nThe number of dead stands at 16, "
        "after two of the rescued died in hospital in early June. Three people are still missing.",
    ),
    (
        "Beta",
        "2031-06-09T12",
        "Fever in Tolm: two dead",
        "The number of cases of river fever in Tolm has risen to 22, the health office said on Monday. Two people have "
        "died.",
    ),
    (
        "Vosk Tribune",
        "2031-06-03T12",
        "River fever spreads",
        "Nine people in Tolm have fallen ill with river fever since May, the health office said on Tuesday.",
    ),
    (
        "Orr Observer",
        "2031-07-04T12",
        "Health office: fever is over",
        "The health office of Tolm declared the river fever over on Friday. In all 35 people fell ill and four died.",
    ),
    (
        "Vosk Tribune",
        "2031-08-05T09",
        "Corvia earns more",
        "The mill owner Corvia made a profit of 240 million crowns in the first nine months, it said on Tuesday.",
    ),
    (
        "Orr Observer",
        "2031-08-05T10",
        "Corvia's profit falls",
        "The mill owner Corvia's profit was 70 million crowns in the third quarter, it said on Tuesday.",
    ),
    (
        "Vosk Tribune",
        "2031-09-02T09",
        "A year after storm Odile",
        "A year after storm Odile, which killed nine people on the coast, the region prepares for storm Perrin.",
    ),
    (
        "Orr Observer",
        "2031-09-04T09",
        "Storm Perrin kills two",
        "Storm Perrin killed two people on the coast, the interior ministry said on Thursday.",
    ),
    (
        "Vosk Tribune",
        "2031-10-07T20",
        "Council approves stadium",
        "The council of Ormby approved the stadium on Tuesday by 19 votes to 14, after a long debate.",
    ),
    (
        "Beta",
        "2031-10-08T06",
        "Ormby gets its stadium",
        "The council of Ormby voted for the stadium on Tuesday evening by 19 votes to 13, with one abstention.",
    ),
    (
        "Vosk Tribune",
        "2031-11-04T20",
        "Final count: Reed List ahead",
        "The Reed List won the election in Ormby by a difference of 208 votes, the final count showed on Tuesday.",
    ),
    (
        "Beta",
        "2031-11-12T20",
        "Recount confirms Reed List",
        "A recount has confirmed the victory of the Reed List in Ormby. Its lead shrank from 208 votes to 190.",
    ),
    (
        "Vosk Tribune",
        "2031-11-18T09",
        "Cashier jailed",
        "The cashier of the Ormby theatre, Marla Quell, was jailed on Tuesday for embezzling 3.4 million crowns.",
    ),
    (
        "Beta",
        "2031-12-16T09",
        "Cashier's sentence cut",
        "A court of appeal has cut the sentence of Marla Quell. It found that only 2.1 million crowns were proven to "
        "have been embezzled, not 3.4 million.",
    ),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of(tmp_path_factory.mktemp("occasions"), REPORTS) as opened:
        yield opened


@pytest.mark.parametrize(
    "question",
    [
        "How many people were injured in the coach accident?",
        "How many people were injured?",
        "Was the coach driver hurt?",
        "How many people died in storm Perrin?",
        "How many people were killed in the storm?",
        "What was Corvia's profit?",
        "When did the barge leave Port Vosk?",
    ],
)
def test_two_accidents_storms_or_periods_are_no_conflict(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert answer.status == "answered"
    assert values(answer) == []


def test_deaths_of_another_place_are_not_set_beside_those_asked_for(library: Library) -> None:
    for question in ("How many people have died in Tolm?", "How many people have died on the barge so far?"):
        told = {value for values_ in values(library.ask(question)) for value in values_}
        assert not ({"Two people", "four"} & told and {"16", "Fourteen people"} & told)


@pytest.mark.parametrize(
    "question",
    ["How many people died on the barge Sea Holly?", "What is the current death toll of the Sea Holly?"],
)
def test_a_toll_is_one_series_with_the_newest_first(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert answer.citations[0].quote.startswith("The number of dead stands at 16")
    (conflict,) = answer.conflicts
    told = [claim.value for claim in conflict.claims]
    assert told[:2] == ["16", "Fourteen people"]
    assert set(told) <= {"16", "Fourteen people", "Eight people", "Six bodies", "At least three people"}
    assert conflict.updated


def test_a_minimum_is_not_contradicted_by_a_later_higher_figure(library: Library) -> None:
    asked = "How many people died on the barge?"
    (conflict,) = library.ask(asked, filters=make_filters(as_of="2031-06-03T12")).conflicts
    assert [claim.value for claim in conflict.claims] == ["Six bodies", "At least three people"]
    assert conflict.updated
    (differing,) = library.ask(asked, filters=make_filters(as_of="2031-06-04")).conflicts
    assert [claim.value for claim in differing.claims][:2] == ["Eight people", "Six bodies"]
    assert not differing.updated


def test_those_on_board_are_compared(library: Library) -> None:
    answer = library.ask("How many people were on board the barge?", filters=make_filters(as_of="2031-06-04"))
    assert values(answer) == [["97 people", "88 people"]]
    assert not answer.conflicts[0].updated


def test_a_figure_comes_before_dozens(library: Library) -> None:
    answer = library.ask("How many people are still missing from the barge?")
    assert answer.citations[0].quote == "Three people are still missing."
    assert values(answer) == [["Three people", "five"]]


def test_cases_and_the_ill_are_one_count(library: Library) -> None:
    answer = library.ask("How many people fell ill with river fever in Tolm?")
    assert answer.citations[0].quote.startswith("In all 35 people")
    assert values(answer) == [["35 people", "22", "Nine people"]]


def test_results_of_a_vote_are_compared_whole(library: Library) -> None:
    answer = library.ask("What was the result of the vote on the stadium?")
    assert values(answer) == [["19 votes to 13", "19 votes to 14"]]
    assert not answer.conflicts[0].updated


def test_what_a_report_puts_in_place_of_an_earlier_figure_comes_first(library: Library) -> None:
    answer = library.ask("By how many votes did the Reed List win?")
    assert answer.citations[0].quote == "Its lead shrank from 208 votes to 190."
    assert values(answer) == [["190", "208 votes"]]
    answer = library.ask("How much money did Marla Quell embezzle?")
    assert answer.citations[0].quote.startswith("It found that only 2.1 million crowns")
    assert values(answer) == [["2.1 million crowns", "3.4 million crowns"]]


@pytest.mark.parametrize(
    ("sentence", "words", "became"),
    [
        ("Of the crew, nine were hurt.", "nine", {"hurt"}),
        ("Some fled and six died.", "six", {"killed"}),
        ("The hospital treated 38 patients.", "38 patients", {"hurt", "ill"}),
        ("The tourist board expects 40 people.", "40 people", set()),
        ("A ferry with 40 people on board sank.", "40 people", {"aboard"}),
        ("Of those on board 12 people were killed.", "12 people", {"killed"}),
    ],
)
def test_what_became_of_people(sentence: str, words: str, became: set[str]) -> None:
    (figure,) = figures(sentence)
    assert (figure.words, set(figure.frames)) == (words, became)


@pytest.mark.parametrize(
    ("sentence", "past"),
    [
        ("The number of dead stands at 21, after two of the injured people died in hospital in late March.", False),
        ("The line is to cost 84 million euros and to open in 2040.", False),
        ("The ferry, which was built in 1987, sank and 9 people were killed.", False),
        ("In 1987, 9 people were killed.", True),
        ("A year after the flood, which killed 9 people, the dam is ready.", True),
    ],
)
def test_a_date_of_something_else_does_not_make_a_figure_old(sentence: str, past: bool) -> None:
    assert [figure.past for figure in figures(sentence, datetime(2031, 6, 12))][:1] == [past]


def test_flight_numbers_and_scores_are_not_counted() -> None:
    assert figures("Flight 714 was missing.") == ()
    assert figures("Rovers beat Vosk 3-1 on Saturday.") == ()
    assert [f.against for f in figures("The council voted 23 to 18.")] == [18.0]
    assert [f.against for f in figures("Between 20 and 30 people voted.")] == [None]
