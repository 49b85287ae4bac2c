"""What readers of the back pages ask, as they type it: scores, who did it to whom, storms, openings, studies."""

from collections.abc import Callable, Iterator

import pytest
from reports import library_of, quotes

from rag import Library

REPORTS = (
    (
        "Lonn Post",
        "2031-09-06",
        "Lonn Rovers lose at home to Brack",
        "Brack United beat Lonn Rovers 3-1 on Saturday in front of 14,208.\n\nIda Moss scored twice after the break. "
        "\"We were asleep,\" said the Lonn manager, Otto Grane.",
    ),
    (
        "Brack Herald",
        "2031-11-12",
        "Cup: Lonn out after replay",
        "Lonn Rovers knocked Brack United out of the Salt Cup with a 2-0 win in a replay on Wednesday.\n\nTove Ek "
        "headed the first from a corner.",
    ),
    (
        "Lonn Post",
        "2031-12-06",
        "Cup run is over",
        "Vale City beat Lonn Rovers 1-0 to reach the last eight of the Salt Cup on Saturday.",
    ),
    (
        "Lonn Post",
        "2031-12-10",
        "Rovers part with Grane",
        "Lonn Rovers have sacked their manager, Otto Grane, after four defeats.",
    ),
    (
        "Brack Herald",
        "2031-12-18",
        "Rovers choose Pia Lindh",
        "Lonn Rovers have appointed Pia Lindh as manager until the summer of 2033.",
    ),
    (
        "Vale Times",
        "2031-11-20",
        "Yellow warning for the coast",
        "The River Aske is expected to peak at 4.1 metres in Vale on Sunday, the river office said. Storm Runa is to "
        "pass to the south.",
    ),
    (
        "Vale Times",
        "2031-11-24",
        "Storm Runa tears roofs off in Vale",
        "Storm Runa was far stronger than forecast and 14 houses lost their roofs in Vale.\n\nA gust of 138kph was "
        "measured at the harbour. The River Aske rose over the wall in Vale after reaching 4.9 metres.\n\nAbout 31,000 "
        "homes were without power on Sunday night.",
    ),
    (
        "Vale Times",
        "2032-01-15",
        "Storm Rosa does little harm",
        "Storm Rosa blew down trees in Vale on Wednesday.\n\nNobody was hurt.",
    ),
    (
        "Brack Herald",
        "2031-10-02",
        "Quake shakes the Orr valley",
        "A quake of magnitude 5.8 shook 40 villages in the Orr valley on Thursday and killed six people.\n\nIt struck "
        "at a depth of 11km.",
    ),
    (
        "Lonn Post",
        "2031-06-03",
        "Pier of Lonn stays shut",
        "The promenade in Lonn reopened on Monday.\n\n"
        "The pier in Lonn will stay closed until Easter, the council said.",
    ),
    (
        "Lonn Post",
        "2031-05-02",
        "New hall of the Lonn museum",
        "The new hall of the Lonn museum will open on 9 May with 120 paintings.\n\n"
        "It cost £18m, twice as much as planned.",
    ),
    (
        "Brack Herald",
        "2031-03-11",
        "Ski race put off",
        "Saturday's downhill race at Halla was postponed because of fog.\n\nIt will now be held on Tuesday at 11:00.",
    ),
    (
        "Lonn Post",
        "2031-02-04",
        "Naps help memory",
        "Short naps help memory, according to a study of 2,310 adults.\n\nThe participants, aged 50 to 74, slept at "
        "noon for three weeks.",
    ),
    (
        "Brack Herald",
        "2031-04-08",
        "Folk singer remembered",
        "Friends of the folk singer Una Feld, who died in 1998, will sing in Brack on 9 May.",
    ),
    (
        "Vale Times",
        "2031-04-09",
        "Actor Rolf Feld dies",
        "The actor Rolf Feld has died of pneumonia aged 79.\n\nHe was born in Vale.",
    ),
    (
        "Brack Herald",
        "2032-02-21",
        "Brack level again",
        "Brack United made up for January's 4-1 defeat and beat Orrin 3-0 on Saturday.",
    ),
    ("Brack Herald", "2032-01-10", "Brack lose in Orrin", "Brack United lost 4-1 in Orrin on Saturday."),
    (
        "Vale Times",
        "2031-08-19",
        "Typhoon Kiri hits Qesh",
        "Typhoon Kiri hit the coast near Qesh on Tuesday and at least seven people were killed.",
    ),
    (
        "Lonn Post",
        "2031-08-21",
        "Toll climbs",
        "The death toll of typhoon Kiri has climbed to 41, and 16 people are missing.",
    ),
    (
        "Lonn Post",
        "2031-03-01",
        "Seven masks for \"Paper Boats\"",
        "The musical \"Paper Boats\" won seven Golden Masks on Sunday.\n\nBest actress in a play "
        "went to Lotte Marn for \"The Orchard\". The evening was presented by Femi Odal.",
    ),
    (
        "Lonn Post",
        "2031-06-14",
        "Sand leads the tour",
        "Jon Sand leads the Tour of Orr. Last year's winner Emil Krog abandoned the race with a broken rib.",
    ),
    (
        "Brack Herald",
        "2031-07-12",
        "Aske Open: Lind takes the title",
        "Nora Lind won her first Aske Open title on Saturday, beating Ilse Groth 7-5, 6-3 in the final.",
    ),
    (
        "Brack Herald",
        "2031-07-13",
        "Aske Open: Mora again",
        "Rafe Mora won the Aske Open again on Sunday, 6-4, 6-2 against Arlo Fisk, as the men's event ended.",
    ),
    (
        "Lonn Post",
        "2032-03-05",
        "Lonn look ahead",
        "Lonn Rovers will travel to Tarn Albion on 14 March.",
    ),
    (
        "Lonn Post",
        "2032-05-20",
        "Rovers fall short",
        "Lonn Rovers finished ninth, four points behind Tarn Albion.",
    ),
    (
        "Vale Times",
        "2031-08-02",
        "New series about the poet Ann Hale",
        "The six-part series \"Salt\" about the poet Ann Hale begins in October.\n\nHale left her husband, the painter "
        "Carl Moe, in 1911.",
    ),
    (
        "Brack Herald",
        "2032-08-11",
        "Long jump: Amal leaps to gold",
        "Chidi Amal won the long jump at the world championship in Osk on Saturday.",
    ),
    (
        "Brack Herald",
        "2032-01-05",
        "Darts: boy of 17 on top",
        "Ivo Petersen became the youngest world darts champion when he beat Hamish Orr in the final on Friday.",
    ),
    (
        "Brack Herald",
        "2032-05-09",
        "Record for a painting",
        "The painting \"Blue Stork\" was sold for 94 million crowns on Wednesday.\n\n"
        "The buyer's name was not disclosed.",
    ),
    (
        "Brack Herald",
        "2031-08-30",
        "Tarn come back against Holt",
        "Holt raced to a 3-0 lead against Tarn Albion within 20 minutes.\n\n"
        "In the end Tarn Albion won 4-3 against Holt.",
    ),
    (
        "Vale Times",
        "2031-07-09",
        "Measles in Orrin",
        "Orrin has had 212 cases of measles since May.",
    ),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of(tmp_path_factory.mktemp("games"), REPORTS) as opened:
        yield opened


def first(library: Library, question: str) -> str:
    return next(iter(quotes(library.ask(question))), "")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("score of the salt cup replay", "2-0"),
        ("tarn albion holt score", "4-3"),
        ("what was the result of the lonn brack replay?", "2-0"),
        ("how strong were the gusts in storm runa", "138kph"),
        ("how deep was the quake in the orr valley", "11km"),
        ("how strong was the orr quake", "magnitude 5.8"),
        ("how much did the new museum hall cost", "£18m"),
        ("how many people took part in the naps study?", "2,310"),
        ("how many homes lost power in vale", "31,000"),
        ("how many people watched brack beat lonn in september", "14,208"),
        ("how many people were in the naps study", "2,310"),
        ("orrin brack score january", "4-1 in Orrin"),
        ("how many people did typhoon kiri kill", "41"),
    ],
)
def test_a_measure_is_told_by_a_figure_of_it(library: Library, question: str, told: str) -> None:
    assert told in first(library, question)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("who knocked lonn out of the salt cup?", "Vale City beat"),
        ("who knocked brack out of the cup", "Lonn Rovers knocked"),
        ("who scored in the replay", "Tove Ek"),
        ("who scored twice for brack", "Ida Moss"),
        ("who coached lonn in september 2031?", "Otto Grane"),
        ("who is lonn's new manager", "Pia Lindh"),
        ("who hosted the golden masks", "Femi Odal"),
        ("who won the darts world championship", "Ivo Petersen"),
        ("who bought blue stork?", "not disclosed"),
        ("who won best actress at the golden masks?", "Lotte Marn"),
    ],
)
def test_who_did_something_is_told_by_the_sentence_in_which_somebody_else_did_it(
    library: Library, question: str, told: str
) -> None:
    assert told in first(library, question)


def test_how_it_was_is_not_told_by_what_was_expected(library: Library) -> None:
    assert "4.9 metres" in first(library, "how high did the river aske get in vale?")
    assert "4.1 metres" in first(library, "how high was the river aske supposed to get in vale?")


def test_when_something_is_to_be_is_not_told_by_when_another_thing_was(library: Library) -> None:
    assert "until Easter" in first(library, "when does the pier in lonn reopen")
    assert "on Tuesday" in first(library, "when was the halla downhill postponed to?")


def test_the_mens_final_is_not_the_womens(library: Library) -> None:
    assert "Rafe Mora" in first(library, "score of the men's final at the aske open")
    assert "Rafe Mora" in first(library, "who won the men's aske open")
    assert "Nora Lind" in first(library, "who won the women's aske open")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("who do lonn rovers play next?", "Tarn Albion on 14 March"),
        ("where did lonn rovers finish in the table", "ninth"),
        ("how many episodes does salt have", "six-part"),
        ("who was ann hale married to", "Carl Moe"),
    ],
)
def test_what_is_asked_in_other_words_than_news_has(library: Library, question: str, told: str) -> None:
    assert told in first(library, question)


def test_an_injury_is_a_reason(library: Library) -> None:
    assert "broken rib" in first(library, "why did emil krog pull out?")


def test_that_nobody_was_hurt_says_how_many(library: Library) -> None:
    assert first(library, "how many people were hurt in storm rosa") == "Nobody was hurt."


@pytest.mark.parametrize("cased", [str, str.lower])
def test_a_name_in_small_letters_is_a_name(library: Library, cased: Callable[[str], str]) -> None:
    assert "212" in first(library, cased("How many measles cases in Orrin?"))
    assert not quotes(library.ask(cased("How many measles cases in Halla?")))


def test_what_somebody_died_of_is_told_of_no_namesake(library: Library) -> None:
    assert "pneumonia" in first(library, "what did rolf feld die of")
    assert not quotes(library.ask("what did una feld die of"))


def test_an_age_is_told_of_whom_it_is_asked(library: Library) -> None:
    assert not quotes(library.ask("how old is pia lindh?"))
