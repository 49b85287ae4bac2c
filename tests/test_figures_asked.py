"""What figures are asked for in plain words: a score, a length, a height, an age, a share, a sum, how many watched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from growth import repeated, too_steep
from reports import library_of, quotes

from rag import Library
from rag.answer.slots import fills
from rag.understanding import understand

REPORTS = (
    (
        "Vosk Tribune",
        "2031-03-02",
        "Vosk Rovers beat Lannick 3-2",
        "Vosk Rovers came from two goals down to beat Lannick 3-2 on Sunday.\n\nIvo Marr scored the winner, his 14th "
        "goal of the season. Rovers and Lannick played in front of 24,310 spectators.",
    ),
    (
        "Lannick Post",
        "2031-03-04",
        "Lannick bridge to cost 51 million crowns",
        "The new bridge at Lannick will cost 51 million crowns, five months after 9,000 people signed a petition "
        "against it.\n\nThe bridge, 640 metres long, will carry two lanes.",
    ),
    (
        "Vosk Tribune",
        "2031-04-07",
        "Mayor of Tarn to step down",
        "Hedda Voll, 63, will step down as mayor of Tarn in May after 16 years in office.\n\nVoll earns 8,900 crowns a "
        "month.",
    ),
    (
        "Lannick Post",
        "2031-06-02",
        "Landslide in Orrin kills 14",
        "A landslide killed 14 people in Orrin on Sunday, the governor said.\n\nThree children were among the dead.",
    ),
    (
        "Vosk Tribune",
        "2031-06-05",
        "Toll in Orrin rises to 23",
        "The death toll of the landslide in Orrin has risen to 23, the governor said on Thursday.",
    ),
    (
        "Lannick Post",
        "2031-08-28",
        "Holm Mill to cut 200 jobs",
        "Holm Mill will cut 200 jobs by the end of 2032, one in eight of its workforce.\n\nThe company lost 47 million "
        "crowns in the first half of the year.",
    ),
    (
        "Lannick Post",
        "2031-09-01",
        "Airport of Vosk grows",
        "The airport of Vosk had 12 million passengers in 2030, 6 per cent more than in 2029.\n\nOne flight in five "
        "was late, by 22 minutes on average.",
    ),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("figures")
    with library_of(folder, REPORTS) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many people watched Vosk Rovers against Lannick?", "24,310"),
        ("How many goals has Ivo Marr scored this season?", "14th goal"),
        ("How long is the bridge at Lannick?", "640 metres"),
        ("How much does the mayor of Tarn earn?", "8,900"),
        ("How many children died in Orrin?", "Three children"),
        ("How many people died in Orrin?", "23"),
        ("How much did Holm Mill lose in the first half of 2031?", "47 million"),
        ("What share of flights at Vosk airport were late?", "One flight in five"),
    ],
)
def test_the_figure_that_is_asked_for_comes_first(library: Library, question: str, told: str) -> None:
    assert told in quotes(library.ask(question))[0]


@pytest.mark.parametrize("question", ["How hot was it in Lannick?", "How heavy is the mayor of Tarn?"])
def test_what_nobody_measured_is_not_answered_with_another_figure(library: Library, question: str) -> None:
    assert library.ask(question).status == "no_answer"


@pytest.mark.parametrize(
    ("question", "told", "other"),
    [
        ("What was the score?", "Vosk won 3–2.", "The final lasted two hours."),
        ("How much did the mill lose?", "It lost 47 million crowns.", "It will cut 1,200 jobs."),
        ("How much did the ship cost?", "It cost 2.3 million, the yard said.", "It carried 2.3 million passengers."),
        ("How much money did she get?", "She received 30,000 crowns.", "She won the race, her 12 rivals far behind."),
        ("How high are the masts?", "The masts are 220 metres high.", "The farm has 48 masts."),
        ("How far did the shares fall?", "The shares fell 6.2 per cent.", "The shares fell on Monday."),
        ("How old is Anna Lind?", "Anna Lind celebrated her 112th birthday.", "In Vosk, 14 people saw Anna Lind."),
        ("How old is the brewery in Vosk?", "The brewery was founded in 1784.", "It has 214 people, 60 of them men."),
        ("How many hospitals are there?", "Vosk has three hospitals.", "Vosk General Hospital treated 12 people."),
        ("How many marines died?", "Twelve Marines died.", "The Marine Corps Museum has 12 rooms."),
        ("How fast did she ride?", "She averaged 40 kilometres an hour.", "She won in 4:02:17."),
        ("How fast did she run?", "She won in 2:07:41.", "She won by 12 metres."),
        ("How far is the island?", "It is two hours away by boat.", "It has 750 inhabitants."),
        ("How much rain fell?", "Some 112 millimetres of rain fell.", "The river fell to 6 metres."),
        ("How many people paid?", "Some 3,200 people paid.", "The fine was 3,200 crowns."),
        ("How old is the baby?", "The 11-month-old baby was unhurt.", "The baby was hurt with 11 others."),
        ("How many women were killed?", "Two women were killed.", "Eleven people were killed."),
        ("How many people came?", "Some 3,200 dockers came.", "The 3,200 boxes came."),
        ("What share of pupils fail?", "Two in three pupils fail.", "There are 310 pupils."),
    ],
)
def test_a_figure_of_what_is_asked_fills_it_better(question: str, told: str, other: str) -> None:
    asked = understand(question)
    assert fills(asked, told) == 1
    assert fills(asked, other) < 0.5


@pytest.mark.parametrize(
    "question",
    ["How old is he?", "How much did it cost?", "How many people came?", "What share is it?", "How long is the road?"],
)
@pytest.mark.parametrize("token", ["12 in ", "a 14th ", "Anna, 12 ", "2 million ", "one two ", "12-", "born ", "A B, "])
def test_reading_a_figure_takes_no_longer_than_its_sentence(question: str, token: str) -> None:
    asked = understand(question)
    assert not too_steep(lambda text: fills(asked, text), repeated(token, after=" x"), 20_000)
