"""How things stand now: figures that later reports bring up to date, causes found later, and what a chat carries on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from reports import library_of, quotes, values

from rag import Library
from rag.answer.figures import figures
from rag.answer.slots import fills
from rag.filters import make_filters
from rag.types import Turn
from rag.understanding import understand

ARTICLES = (
    (
        "Vosk Tribune",
        "2031-03-03",
        "Fire on the ferry Aurelia",
        "A fire broke out on the ferry Aurelia off Port Vosk on Monday evening, with 214 people on board.\n\n"
        "At least 6 people were killed, the coast guard said late on Monday. It was too early to speak of the cause of "
        "the fire, a spokesman said.\n\nThe ferry belongs to Lumen Line, a family company.",
    ),
    (
        "Orr Observer",
        "2031-03-07",
        "Hospital counts 13 dead after ferry fire",
        "Thirteen people have died in the fire on the ferry Aurelia, the director of the hospital in Port Vosk said on "
        "Friday evening. The coast guard had given a lower number.",
    ),
    (
        "Vosk Tribune",
        "2031-03-04",
        "Toll of ferry fire rises",
        "The number of people killed in the fire on the ferry Aurelia has risen to 11, the coast guard said on Tuesday."
        " Three passengers are missing.",
    ),
    (
        "Vosk Tribune",
        "2031-03-11",
        "Batteries started ferry fire",
        "The fire on the ferry Aurelia was started by batteries in a delivery van, investigators said on Tuesday.",
    ),
    (
        "Beta",
        "2031-05-02",
        "Lake runs low",
        "The lake at Holt, which feeds the turbines, is 40 per cent full, the power company said on Friday.",
    ),
    (
        "Beta",
        "2031-05-28",
        "Rain fills lake",
        "A week of rain has raised the lake at Holt to 75 per cent, the power company said on Wednesday.",
    ),
    (
        "Orr Observer",
        "2031-04-02",
        "Rovers win the cup",
        "Lannick Rovers won the Crown Cup on Sunday, beating Port Vosk Athletic 5-4 on penalties. Police arrested 17 "
        "supporters.",
    ),
    (
        "Orr Observer",
        "2031-04-20",
        "Dockers accept pay deal",
        "Dockers in Port Vosk ended their strike on Sunday. Mirko Salva, the chair of the union, called it a fair "
        "deal. The first step of 4 per cent applies from May, the second of 2 per cent from January.",
    ),
    (
        "Vosk Tribune",
        "2031-04-12",
        "Dockers strike",
        "Dockers stopped work in Port Vosk on Saturday and demanded more pay. The employers have offered 4 per cent.",
    ),
    (
        "Harbour Weekly",
        "2031-04-18",
        "Two helicopters for the coast",
        "The government will buy two rescue helicopters for 64 million crowns. Flight 417 was the first to land on the "
        "new pad.",
    ),
    (
        "Beta",
        "2031-06-02",
        "Footbridge drops into pool",
        "Six people were taken to hospital when a footbridge in Dunmere dropped into a pool. Nobody was killed.",
    ),
    (
        "Beta",
        "2031-06-09",
        "Red bridge opens",
        "The council of Ormby will open the red bridge on Sunday. It cost 4 million crowns.",
    ),
    (
        "Beta",
        "2031-06-16",
        "Green bridge opens",
        "The council of Ormby will open the green bridge on Monday. It cost 7 million crowns.",
    ),
    (
        "Beta",
        "2031-11-02",
        "Gale sweeps the coast",
        "Gale Ilse uprooted trees along the whole coast on Saturday. Four people died in it, the ministry said.",
    ),
    (
        "Beta",
        "2031-06-01",
        "Woman of 68 swims the Sound",
        "Greta Hollis, 68, swam the Sound of Aske on Sunday and became the oldest woman ever to do so. The former "
        "record was held by a woman of 61 from Orr.",
    ),
    (
        "Beta",
        "2031-08-15",
        "Record on the Sound",
        "Ruth Aldane, 74, swam the Sound of Aske on Friday. She is now the oldest woman to have done it.",
    ),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of(tmp_path_factory.mktemp("newest"), ARTICLES) as opened:
        yield opened


def test_a_later_toll_comes_first_and_all_are_shown(library: Library) -> None:
    answer = library.ask("How many people were killed in the fire on the ferry Aurelia?")
    assert quotes(answer)[0].startswith("Thirteen people")
    assert values(answer) == [["Thirteen people", "11", "At least 6 people"]]
    assert answer.conflicts[0].about == "people have died in the fire on the ferry Aurelia"


SLIDE = (
    ("Alpha", "2031-03-11T06:00", "Slide near Skarn", "A slide buried walkers near Skarn on Tuesday, killing two."),
    (
        "Alpha",
        "2031-03-11T09:00",
        "Slide near Skarn kills five",
        "A slide buried walkers near Skarn on Tuesday, killing five, the rescuers said. The road to Skarn was shut.",
    ),
    (
        "Alpha",
        "2031-03-11T18:00",
        "Slide near Skarn kills four, one found alive",
        "A slide near Skarn on Tuesday killed four walkers, the rescuers said, revising down an earlier toll of five.",
    ),
    (
        "Beta",
        "2031-03-11T12:00",
        "Ferry toll",
        "The ferry Alma sank off Lonn on March 4, and this is what came of it.\n\nMarch 4 - The Alma rolls over. The "
        "coast guard first reports three dead.\n\nMarch 5 - Divers find 17 bodies on the Alma, its death toll "
        "reaches 31.\n\nMarch 10 - The last of the missing is found, taking the death toll of the Alma to 36.",
    ),
    ("Beta", "2031-03-04T12:00", "Ferry sinks", "At least nine people died on the ferry Alma off Lonn on Tuesday."),
)


def test_a_toll_that_was_revised_down_comes_first(tmp_path: Path) -> None:
    with library_of(tmp_path, SLIDE) as library:
        assert "killed four" in quotes(library.ask("How many walkers were killed in the slide near Skarn?"))[0]


def test_the_newest_toll_of_an_article_about_it_comes_first(tmp_path: Path) -> None:
    said = "A ferry capsized in the Marrow Strait on Tuesday, killing at least {} people, the coast guard said."
    wrapup = "Rescuers halted their search for people of the ferry that capsized in the Marrow Strait, with {} dead."
    reports = [
        ("Alpha", "2031-03-04T06:00", "Ferry capsizes", said.format("three")),
        ("Alpha", "2031-03-04T09:00", "Ferry capsizes, seven dead", said.format("seven")),
        ("Alpha", "2031-03-04T19:00", "Search for survivors halted", wrapup.format(14)),
        (
            "Alpha",
            "2031-03-11T12:00",
            "Ferry toll",
            "The last of the dead of the ferry in the Marrow Strait is found, taking the toll to 36.",
        ),
    ]
    with library_of(tmp_path, reports) as library:
        first = quotes(library.ask("How many people died when the ferry capsized?"))[0]
    assert "14 dead" in first


def test_a_toll_comes_before_words_that_give_none(tmp_path: Path) -> None:
    blast = "An explosion at a fertiliser plant in Ledby killed {} and injured {} early on Friday, police said."
    dead = "The dead man was identified by police as Oskar Lindal, 44, who died in the blast at the Ledby plant."
    reports = [
        ("Alpha", "2031-03-07T05:20", "Blast at Ledby plant", f"{blast.format('a worker', 'some')}\n\n{dead}"),
        ("Alpha", "2031-03-07T07:45", "Blast at Ledby plant kills two", blast.format("two workers", "nine")),
    ]
    with library_of(tmp_path, reports) as library:
        assert "two workers" in quotes(library.ask("How many people died in the blast at the Ledby plant?"))[0]


def test_the_last_entry_of_a_chronicle_has_the_newest_toll(tmp_path: Path) -> None:
    with library_of(tmp_path, SLIDE) as library:
        answer = library.ask("How many people died on the ferry Alma?")
        assert quotes(answer)[0].endswith("to 36.")
        assert values(answer) == [["36", "31", "At least nine people"]]


def test_the_newest_figure_of_whom_the_question_names_comes_first(library: Library) -> None:
    coast_guard = library.ask(
        "How many people were killed on board the ferry Aurelia according to the coast guard?"
    )
    assert "risen to 11" in quotes(coast_guard)[0]
    lake = library.ask("How full is the lake at Holt according to the power company?")
    assert quotes(lake)[0].startswith("A week of rain")
    hospital = library.ask("According to the hospital, how many people were killed in the fire on the ferry Aurelia?")
    assert quotes(hospital)[0].startswith("Thirteen")


def test_how_many_something_killed_is_told_by_how_many_died_in_it(library: Library) -> None:
    assert quotes(library.ask("How many people did gale Ilse kill?"))[0].startswith("Four people died in it")
    assert not quotes(library.ask("How many people did gale Tove kill?"))


def test_a_record_is_held_by_who_broke_it_last(library: Library) -> None:
    for question in (
        "Who is the oldest woman to have swum the Sound of Aske?",
        "How old is the oldest woman to swim the Sound of Aske?",
    ):
        assert quotes(library.ask(question))[0].startswith("Ruth Aldane, 74")
    then = make_filters(as_of="2031-07-01")
    before = library.ask("How old was the oldest woman to swim the Sound of Aske?", filters=then)
    assert quotes(before)[0].startswith("Greta Hollis, 68")
    assert quotes(library.ask("Who was the oldest woman to swim the Sound of Aske before Ruth Aldane?"))


def test_a_question_of_then_gets_the_figure_of_then(library: Library) -> None:
    answer = library.ask("How many people were killed in the ferry fire, as first reported on Monday?")
    assert not quotes(answer)[0].startswith("Thirteen")


def test_what_something_was_raised_to_brings_an_older_figure_up_to_date(library: Library) -> None:
    answer = library.ask("How full is the lake at Holt?")
    assert [quote[:18] for quote in quotes(answer)[:2]] == ["A week of rain has", "The lake at Holt, "]
    assert answer.conflicts[0].updated
    assert values(answer) == [["75", "40"]]


def test_a_cause_found_later_comes_before_that_none_was_known(library: Library) -> None:
    assert "started by batteries" in quotes(library.ask("What caused the ferry fire?"))[0]
    assert "started by batteries" in quotes(library.ask("What was the cause of the fire on the ferry?"))[0]


@pytest.mark.parametrize("question", ["How many people were on board the ferry?", "What pay did the dockers get?"])
def test_figures_of_something_else_are_no_conflict(library: Library, question: str) -> None:
    assert values(library.ask(question)) == []


@pytest.mark.parametrize(
    ("sentence", "words", "of"),
    [
        ("The final toll of the fire is 14, the coast guard said.", "14", "peopl"),
        ("The number of people killed in the fire has risen to 11.", "11", "peopl"),
        ("The number of houses without power was 4,000.", "4,000", "hous"),
        ("The first step of 4 per cent applies from May.", "4", "%"),
    ],
)
def test_a_figure_is_of_the_number_it_is_said_of(sentence: str, words: str, of: str) -> None:
    (figure,) = figures(sentence)
    assert (figure.words, figure.of) == (words, of)
    assert "per cent per cent" not in figure.about
    assert not figure.beside & {"per", "cent"}


@pytest.mark.parametrize(
    "history",
    [
        ["How many dockers stopped work?"],
        ["Is the bridge red?", "thanks"],
        ["Is the bridge red?", "How many dockers stopped work", "who leads them", "how much did they want"],
    ],
)
def test_a_brief_question_that_is_complete_is_not_lost_to_the_chat(library: Library, history: list[str]) -> None:
    answer = library.ask("Who won the cup?", history=[Turn("user", said) for said in history])
    assert quotes(answer)[0].startswith("Lannick Rovers won")


def test_small_talk_is_no_part_of_what_is_searched() -> None:
    history = [Turn("user", "When did the ferry Aurelia burn?"), Turn("user", "ok, thank you very much!")]
    assert understand("and who owns it?", history).searched == "and who owns it (When did the ferry Aurelia burn)?"


def test_words_that_news_has_for_those_of_readers(library: Library) -> None:
    assert quotes(library.ask("Who owns the ferry Aurelia?"))[0].startswith("The ferry belongs to")
    assert quotes(library.ask("Who is the union leader?"))[0].startswith("Mirko Salva, the chair of the union")


def test_questions_in_a_list_are_asked_one_by_one() -> None:
    parts = understand("Who won the cup, how many people were arrested and what did the strike cost?").parts
    assert [part.text for part in parts] == [
        "Who won the cup",
        "how many people were arrested",
        "what did the strike cost",
    ]


def test_an_outlet_quoted_for_something_else_has_not_reported_it(library: Library) -> None:
    answer = library.ask("What did the Harbour Weekly report about the strike?")
    assert answer.lacking == ("what does Harbour Weekly report of it?",)


def test_what_goes_by_another_number_is_another_thing(library: Library) -> None:
    refused = library.ask("Where did flight 714 land?")
    assert refused.status == "no_answer"
    assert "flight 714" in refused.reason
    assert library.ask("Where did flight 417 land?").status == "answered"


def test_an_amount_is_no_number_by_which_something_goes(tmp_path: Path) -> None:
    text = "The council of Orr passed its budget. Item 4, the bridge, costs 7 million crowns, item 5, a pool, 2."
    with library_of(tmp_path, [("Beta", "2031-05-01", "Council budget of Orr", text)]) as budget:
        assert budget.ask("What does item 7 of the budget of Orr cost?").status == "no_answer"
        assert quotes(budget.ask("What does item 4 of the budget of Orr cost?"))[0].startswith("Item 4")


def test_whose_account_is_asked_for_is_named_in_the_sentence(library: Library) -> None:
    answer = library.ask("According to the coast guard, how many people were killed on the ferry?")
    assert "coast guard" in quotes(answer)[0]


def test_nobody_is_the_answer_to_whether_anyone(library: Library) -> None:
    assert quotes(library.ask("Was anyone killed when the footbridge in Dunmere dropped?"))[0] == "Nobody was killed."


def test_it_is_not_set_after_another_articles_sentence(library: Library) -> None:
    assert "It cost 4 million crowns." not in quotes(library.ask("How much did the green bridge cost?"))


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("How long did the strike last?", ("strike",)),
        ("On what date did the ferry catch fire?", ("ferri", "fire")),
        ("How heavy is the bell?", ("bell",)),
        ("Who won’t vote?", ("vote",)),
        ("Who won the vote?", ("won", "vote")),
    ],
)
def test_words_that_only_ask_are_not_searched_for(question: str, terms: tuple[str, ...]) -> None:
    assert understand(question).terms == terms


def test_how_long_is_answered_by_a_length_of_time() -> None:
    asked = understand("How long did the curfew last?")
    assert fills(asked, "The curfew was lifted about six hours after it had begun.") == 1
    assert fills(asked, "More than 1,500 soldiers kept the curfew.") == 0


def test_whether_a_state_still_holds_is_told_by_the_newest_report(library: Library) -> None:
    assert quotes(library.ask("Is the strike over?"))[0].startswith("Dockers in Port Vosk ended their strike")


def test_whose_words_these_are_is_told_by_the_sentence_that_has_them(library: Library) -> None:
    answer = library.ask('Who said that it was "too early to speak of the cause of the fire"?')
    assert quotes(answer)[0].startswith("It was too early to speak")


def test_a_complete_question_is_answered_by_itself_where_that_tells_more(library: Library) -> None:
    answer = library.ask("How full is the lake at holt?", history=[Turn("user", "Who won the cup?")])
    assert answer.rewritten is None
    assert quotes(answer)[0].startswith("A week of rain")


def test_a_crowd_is_counted() -> None:
    (figure,) = figures("Police estimated the crowd outside the parliament at 200,000.")
    assert (figure.of, figure.frames) == ("peopl", frozenset({"gathered"}))
