"""Courts and parliaments: who said, did or is accused of what, who followed whom, and what nobody reported."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from corpus.article import Article
from rag import Library
from rag.answer.left_open import left_open
from rag.answer.slots import fills
from rag.answer.strangers import namesakes
from rag.settings import Settings
from rag.understanding import understand

TRIAL = (
    "Orlo Vint pleaded not guilty at Kell Crown Court on Monday to two counts of fraud.\n"
    "His brother, Jan Vint, sat in the public gallery. The lawyer Vera Stanhill told reporters that the books had been "
    "kept by others."
)
VERDICT = (
    "A jury found Orlo Vint guilty of one count of fraud on Friday and acquitted him of the other.\n"
    "Vera Stanhill said that he would appeal against his conviction."
)
REJECTED = (
    "Elin Sand, the leader of the Lonn council, rejected calls to resign over the tram on Tuesday.\n"
    "If the inquiry blames her, she would resign, she said. The Greens' Bo Adler accused her of wasting money."
)
GONE = (
    "Elin Sand stepped down as leader of the Lonn council on Thursday because of the tram.\n"
    "Marit Hovland takes over from her. The trade minister, Ada Fries, thanked Sand."
)
BISHOP = "The bishop of Merrow, Tor Greve, did not apologise on Monday for a sermon about strangers."
SORRY = "The bishop of Merrow, Tor Greve, said on Friday that he was sorry for his sermon about strangers."
UNION = (
    "Carl Toft resigned as general secretary of the Bakers' Union on Monday, a week into a strike.\n"
    "The union's council chose Ines Pell to follow him, and named nobody to be her deputy."
)

BURGLARS = "Two men were arrested in Skall on Sunday night and charged with burglary. Nobody was hurt."


def _on(day: int, title: str, text: str) -> Article:
    url = f"https://a.example.org/{day}"
    return Article(text, title, url, "Valley Post", published=datetime(2031, 3, day, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    articles = [
        _on(3, "Vint denies fraud", TRIAL),
        _on(4, "Council leader will not go", REJECTED),
        _on(9, "Burglars caught in Skall", BURGLARS),
        _on(10, "Bishop silent about sermon", BISHOP),
        _on(14, "Bishop writes letter about sermon", SORRY),
        _on(17, "Leader of bakers gives up", UNION),
        _on(20, "Council leader gives up", GONE),
        _on(28, "Jury decides on Vint", VERDICT),
    ]
    with Library.open(tmp_path_factory.mktemp("charges") / "library", Settings(llm=""), create=True) as opened:
        opened.add(articles)
        yield opened


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Did Elin Sand resign?", "Elin Sand stepped down"),
        ("Who replaced Elin Sand?", "Marit Hovland takes over"),
        ("What was Orlo Vint convicted of?", "guilty of one count"),
        ("How did Orlo Vint plead?", "pleaded not guilty"),
        ("What did Vera Stanhill tell reporters?", "told reporters that the books"),
        ("Who is the general secretary of the Bakers' Union?", "chose Ines Pell"),
    ],
)
def test_the_answer_comes_first(library: Library, question: str, words: str) -> None:
    assert words in library.ask(question).citations[0].quote


@pytest.mark.parametrize(
    "question",
    ["Was Elin Sand arrested?", "Was Carl Toft charged?", "Did Ada Fries resign?", "Who is the new health minister?"],
)
def test_what_nobody_reported_is_refused(library: Library, question: str) -> None:
    assert library.ask(question).status == "no_answer"


def test_another_word_for_it_is_quoted_with_the_denial_before_it(library: Library) -> None:
    quotes = [citation.quote for citation in library.ask("Did the bishop of Merrow apologise?").citations]
    assert any("he was sorry" in quote for quote in quotes[:2])


def test_a_word_that_the_archive_never_uses_may_be_told_in_another(library: Library) -> None:
    assert "Elin Sand stepped down" in library.ask("Did Elin Sand lose her post?").text


def test_another_ones_resignation_does_not_lead(library: Library) -> None:
    quotes = [citation.quote for citation in library.ask("Did Tor Greve resign?").citations]
    assert not quotes or "Greve" in quotes[0]


def test_a_brothers_plea_is_not_his(library: Library) -> None:
    quotes = [citation.quote for citation in library.ask("How did Jan Vint plead?").citations]
    assert not quotes or not quotes[0].startswith("Orlo Vint pleaded")


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        (
            "What did the foreman tell Dag Renk?",
            "The foreman told Dag Renk that the pump would be looked at.",
            "Dag Renk told the foreman that the pump leaked.",
        ),
        (
            "What did Ann Lee say about the dam?",
            "The dam is safe, Ann Lee said.",
            "Bo Hart said that Ann Lee had closed the dam.",
        ),
        ("Did Ann Lee resign?", "Ann Lee resigned on Monday.", "Ann Lee would resign if the dam broke, she said."),
        ("Did Ann Lee resign?", "Ann Lee lives in Kell.", "The council demanded that Bo Hart resign."),
        ("Did Ann Lee resign?", "Ann Lee did not resign.", "Bo Hart called on Ann Lee to resign."),
        ("Did Ann Lee resign?", "Ann Lee quit on Monday.", "Ann Lee said that Bo Hart had resigned."),
        ("Was Ann Lee dismissed?", "The board sacked Ann Lee.", "Bo Hart was sacked by Ann Lee."),
        ("What is Ann Lee accused of?", "Ann Lee was charged on Monday with theft.", "Ann Lee has a house in Kell."),
        ("Did Ann Lee vote?", "Ann Lee voted on Monday.", "Bo Lee voted on Monday."),
        ("Who is the new health minister?", "The new health minister is Bo Hart.", "The trade minister is Bo Hart."),
    ],
)
def test_who_did_it_or_said_it_fills_a_question_best(question: str, better: str, worse: str) -> None:
    asked = understand(question)
    assert fills(asked, better) > fills(asked, worse)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Did Ann Lee vote?", "Lee voted on Monday."),
        ("Did Ann Lee vote?", "Mayor Lee voted on Monday."),
        ("Did Ann Lee vote?", "Ann voted on Monday, as Bo Lee did."),
    ],
)
def test_a_last_name_alone_is_nobody_elses(question: str, sentence: str) -> None:
    assert fills(understand(question), sentence) > 0.5


def test_a_cup_is_nobody_s_namesake() -> None:
    told = "Ann Lee won the Lannick Women's Open on Sunday."
    assert namesakes("Which golfer won the 2031 Lannick Women’s Open?", told) == frozenset()
    assert namesakes("Did Bo Lee win?", told)


def test_that_nobody_has_been_chosen_yet_says_who() -> None:
    asked = understand("Who will succeed Georg Lorenz?")
    assert left_open(asked, "His successor has not been chosen.")
    assert not left_open(asked, "His successor was chosen on Monday.")


@pytest.mark.parametrize(
    ("question", "told", "other"),
    [
        ("Was anyone arrested over the Orrin fire?", "Police arrested a man over the fire.", "Orrin burned all day."),
        ("Was anyone hurt in the Tamaro eruption?", "Two people were hurt.", "Mount Tamaro erupted on Monday."),
        ("Has anyone died of measles?", "A girl died of measles on Friday.", "Measles has spread to Keld."),
    ],
)
def test_where_nobody_is_named_whoever_it_was_answers(question: str, told: str, other: str) -> None:
    asked = understand(question)
    assert fills(asked, told) == 1
    assert fills(asked, other) < 1
