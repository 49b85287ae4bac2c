"""What a reader of a local paper asks: whether it was approved, how many have died by now, how old somebody is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from growth import repeated, too_steep
from reports import library_of, quotes

from corpus.article import Article
from rag import Library, make_filters
from rag.answer.slots import fills
from rag.answer.tolls import dead_by
from rag.settings import Settings
from rag.types import Turn
from rag.understanding import understand

ARTICLES = (
    (
        "Lannick Post",
        "2031-09-01",
        "Council to vote on arena",
        "The council of Lannick will decide on 16 September whether Rovers may build an arena for 18,000 people at "
        "Kiln Street.\n\nIf the plan is approved, building of the arena could begin in April, the council said.",
    ),
    (
        "Lannick Post",
        "2031-09-16",
        "Arena voted down",
        "The council of Lannick has refused permission for an arena for Rovers. After four hours 25 councillors voted "
        "against the plan and 23 for it. Rovers said that it would appeal.",
    ),
    (
        "Vosk Tribune",
        "2031-09-05",
        "Eleven ill in Dunmere",
        "Eleven people in Dunmere have fallen ill with harbour fever in the past ten days, and one of them has died, "
        "the health authority said on Friday.\n\nThe dead man was 74, it said.",
    ),
    (
        "Vosk Tribune",
        "2031-09-18",
        "Third death in Dunmere",
        "A third person has died of harbour fever in Dunmere, and the number of cases has reached 24, the health "
        "authority said on Thursday.",
    ),
    (
        "Vosk Tribune",
        "2031-10-01",
        "Outbreak in Dunmere is over",
        "The health authority declared the outbreak of harbour fever in Dunmere over on Wednesday. It counted 26 cases "
        "in all, four of whom died.",
    ),
    (
        "Lannick Post",
        "2031-10-05",
        "Tolland elected mayor",
        "Marta Tolland has been elected mayor of Lannick. She had 41,207 votes.\n\n“The town has chosen a tram,” said "
        "Tolland, 44, a former teacher.",
    ),
    (
        "Lannick Post",
        "2031-10-07",
        "Runner of 24 wins race in Lannick",
        "A 24-year-old from Dunmere won the half marathon of Lannick on Sunday. About 6,200 people took part.",
    ),
    (
        "Vosk Tribune",
        "2031-09-11",
        "Salva suspended",
        "Salva, 29, has been suspended after a test for a banned drug and may lose his title.",
    ),
    (
        "Vosk Tribune",
        "2031-09-23",
        "Second sample of Salva is clean",
        "The rider Mirko Salva has been cleared of doping after a second sample. His ban was lifted at once.",
    ),
    (
        "Vosk Tribune",
        "2031-10-14",
        "Lindal to miss match",
        "The midfielder Tove Lindal is suspended after a fifth yellow card and will miss the match in Orr.",
    ),
    (
        "Orr Observer",
        "2031-09-30",
        "Council agrees budget",
        "The council of Dunmere agreed a budget of 96 million crowns on Monday. Two of the seven libraries, those at "
        "Hollin and Crake, will close, which saves 210,000 crowns.",
    ),
    (
        "Orr Observer",
        "2031-10-10",
        "Libraries are for everyone",
        "Dunmere will close two libraries to save 210,000 crowns. It was raining into the one where I went on Tuesday.",
    ),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of(tmp_path_factory.mktemp("local"), ARTICLES) as opened:
        yield opened


@pytest.mark.parametrize("question", ["Did the council approve the arena?", "Was the plan for the arena approved?"])
def test_whether_it_was_approved_is_answered_by_that_it_was_refused(library: Library, question: str) -> None:
    assert "refused permission" in quotes(library.ask(question))[0]


@pytest.mark.parametrize("question", ["How many people have died of harbour fever?", "how many died of harbour fever"])
def test_deaths_told_in_passing_bring_a_toll_up_to_date(library: Library, question: str) -> None:
    assert "four of whom died" in quotes(library.ask(question))[0]


def test_the_dead_of_a_follow_up_are_those_of_the_newest_report(library: Library) -> None:
    history = [Turn("user", "How many people caught harbour fever in Dunmere?")]
    assert "four of whom died" in quotes(library.ask("How many of them died?", history=history))[0]


@pytest.mark.parametrize(
    ("sentence", "dead"),
    [
        ("A third person has died of the fever.", 3),
        ("The 12th patient was killed by it.", 12),
        ("Eleven people are ill, and one of them has died.", 1),
        ("It counted 26 cases, four of whom died.", 4),
        ("Four people have died.", 4),
        ("The dead man was 74.", None),
        ("A man of 52 was killed when a tree fell on his van.", None),
        ("A third person was hurt.", None),
        ("The slide buried the hut, killing five, the rescuers said.", 5),
        ("The blast killed at least 30 and wounded 12.", 30),
        ("Divers found the last of them, taking the toll to 36.", 36),
        ("He was killed by three, the court heard.", None),
        ("The frost killed off one, it said.", None),
    ],
)
def test_how_many_have_died_by_a_sentence(sentence: str, dead: int | None) -> None:
    assert dead_by(sentence, None) == dead


def test_deaths_are_read_in_time() -> None:
    for token in ("a third ", "one of them ", "third a ", "a third x ", "1 of whom has ", "killing at least "):
        assert not too_steep(lambda text: dead_by(text, None), repeated(token), 4_000), token


def test_she_is_the_one_whom_the_answer_names(library: Library) -> None:
    asked = "Who won the election for mayor of Lannick?"
    history = [Turn("user", asked), Turn("assistant", library.ask(asked).text)]
    answer = library.ask("How old is she?", history=history)
    assert answer.rewritten == "How old is Marta Tolland?"
    assert "Tolland, 44" in quotes(answer)[0]


@pytest.mark.parametrize(
    ("asked", "said", "follow_up", "searched"),
    [
        ("Who won?", "The mayor, Ann Rhee, won on Sunday.", "What is her plan?", "What is Ann Rhee’s plan?"),
        ("Who won?", "Ann Rhee won. Bo Lund lost.", "who beat her", "who beat Ann Rhee"),
        # The one that is named is not the one who was asked for, or who is asked about is not clear.
        ("Who was charged?", "A man was charged with the murder of Ann Rhee.", "Is he ill?", "Is he ill (Who was"),
        ("Who won?", "Ann Rhee won.", "Why did Bo Lund leave her?", "Why did Bo Lund leave her (Who won)?"),
        ("When was the vote?", "Ann Rhee won on Sunday.", "Is she ill?", "Is she ill (When was the vote; Ann Rhee)?"),
        ("Who beat Ann Rhee?", "Ann Rhee lost to Bo Lund.", "Is he ill?", "Is he ill (Who beat Ann Rhee)?"),
    ],
)
def test_a_pronoun_is_spelled_out_only_where_it_is_clear(asked: str, said: str, follow_up: str, searched: str) -> None:
    found = understand(follow_up, [Turn("user", asked), Turn("assistant", said)])
    assert found.searched.startswith(searched)


def test_what_nothing_is_told_of_the_one_named_is_refused(library: Library) -> None:
    asked = "Who won the election for mayor of Lannick?"
    history = [Turn("user", asked), Turn("assistant", library.ask(asked).text)]
    answer = library.ask("Does she have grandchildren?", history=history)
    assert (answer.status, answer.rewritten) == ("no_answer", "Does Marta Tolland have grandchildren?")


def test_how_things_stand_with_one_is_not_told_by_news_of_another(library: Library) -> None:
    found = quotes(library.ask("Is Salva still suspended?"))
    assert not any("Lindal" in quote for quote in found[:2])
    assert any("cleared" in quote for quote in found[:2])


def test_a_sentence_that_names_what_another_counts_repeats_nothing(library: Library) -> None:
    assert any("Hollin and Crake" in quote for quote in quotes(library.ask("Which libraries in Dunmere are closing?")))


def test_an_opinion_does_not_come_first_where_facts_are_asked_for(tmp_path: Path) -> None:
    told = "The council of Orr refused the arena on Tuesday after a debate."
    opinion = "The council of Orr has refused the arena, and was right."
    days = [datetime(2031, 9, day, 20, tzinfo=UTC) for day in (16, 18)]
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as opened:
        opened.add(
            [
                Article(told, "Vote in Orr", "https://a.example/", "Orr Observer", (), days[0], kind="news"),
                Article(opinion, "Our view", "https://b.example/", "Orr Observer", (), days[1], kind="opinion"),
            ]
        )
        assert quotes(opened.ask("Did the council of Orr refuse the arena?"))[0] == told


def test_news_of_last_month_is_no_less_an_answer_as_of_today(library: Library) -> None:
    then = make_filters(as_of=datetime(2031, 10, 20, tzinfo=UTC))
    assert "25 councillors" in " ".join(quotes(library.ask("How many councillors voted against?", filters=then)))


@pytest.mark.parametrize(
    ("question", "told", "other"),
    [
        ("How old is Ann Rhee?", "Ann Rhee, 19, plays in goal.", "Ann Rhee played seven matches."),
        ("How old is Ann Rhee?", "She was 91.", "Ann Rhee won 3 medals in 2030."),
        ("How long was Rhee in prison?", "She was there for three and a half years.", "Rhee turned a year older."),
        ("How much did the film cost?", "She made it for 480,000 crowns.", "She made it with 12 friends."),
        ("How fast was the wind?", "Gusts of 134 kilometres an hour were measured.", "63 schools were closed."),
        ("How cold was it?", "It fell to minus 3.1 degrees.", "Growers lost 10 orchards."),
        ("How many workers were in the trial?", "It had 4,150 workers.", "It cut illness of workers by 71 per cent."),
        ("How many children took part?", "They watched 1,284 children.", "Rhee had no part in it for two weeks."),
        ("How did the baker die?", "He died of a blow to the head.", "The baker had a shop."),
    ],
)
def test_what_is_asked_for_is_told_from_other_figures(question: str, told: str, other: str) -> None:
    asked = understand(question)
    assert fills(asked, told) > fills(asked, other)
