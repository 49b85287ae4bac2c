"""Long chats: what is said beside the questions, corrections, asking for the source, and returning to a matter."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from growth import repeated, too_steep

from corpus.article import Article
from rag.asking import NOTHING
from rag.library import Library
from rag.settings import Settings
from rag.types import Answer, Turn
from rag.understanding import understand

MAYOR = (
    "Ilse Varga was elected mayor of Lonn on Sunday with 53 per cent of the vote. Turnout was 61 per cent.\n\n"
    "Her rival, Tore Brandt, conceded before midnight."
)
FLOOD = (
    "The river Marr burst its banks at Orlane on Monday and killed four people.\n\nThe damage of the flood in Orlane "
    "was put at 90 million crowns. A sensor had been broken since May, which is why the warning came late."
)
SURGE = "A flood killed two people in Lonn in 2029. The damage of the flood in Lonn was put at 14 million crowns."
ROVERS = (
    "Lonn Rovers appointed Edda Holt as their coach on Monday. Holt, 51, won the cup in 2019.\n\n"
    "Lonn Rovers play in the Ropewalk."
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("chat")
    with Library.open(folder, Settings(llm=""), create=True) as made:
        articles = (
            (MAYOR, "Varga elected mayor of Lonn", "2030-03-04"),
            (FLOOD, "Four dead in flood at Orlane", "2030-03-12"),
            (SURGE, "Two dead in Lonn flood", "2029-02-02"),
            (ROVERS, "Rovers have a new coach", "2030-03-19"),
        )
        for n, (text, title, day) in enumerate(articles):
            url = f"https://a.example.org/{n}"
            made.add([Article(text, title, url, "Lonn Courier", published=datetime.fromisoformat(f"{day}T08:00:00Z"))])
        yield made


def asks(question: str, *earlier: str) -> str:
    """What is searched for a question after others, which were answered with nothing that names anybody."""
    turns = [turn for text in earlier for turn in (Turn("user", text), Turn("assistant", "An answer."))]
    return understand(question, turns).searched


def talk(library: Library, *questions: str) -> Answer:
    """The last answer of a chat."""
    turns: list[Turn] = []
    for question in questions:
        answer = library.ask(question, history=turns)
        turns += [Turn("user", question), Turn("assistant", answer.text)]
    return answer


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("ok, who won the election in Lonn?", "who won the election in Lonn?"),
        ("great, and how many died in the flood at Orlane?", "and how many died in the flood at Orlane?"),
        ("Thanks! Who won the election in Lonn?", "Who won the election in Lonn?"),
        ("by the way who coaches Lonn Rovers", "who coaches Lonn Rovers"),
        ("hi can you tell me who coaches Lonn Rovers?", "who coaches Lonn Rovers?"),
        ("Who coaches Lonn Rovers? Thanks a lot!", "Who coaches Lonn Rovers?"),
        # These begin with a name.
        ("Nice is flooded: who pays?", "Nice is flooded: who pays?"),
        ("Hey Lonn, the song: who wrote it down?", "Hey Lonn, the song: who wrote it down?"),
        ("Good and bad harvests in Lonn: why?", "Good and bad harvests in Lonn: why?"),
        ("Good Friday: what was open?", "Good Friday: what was open?"),
    ],
)
def test_what_is_said_before_and_after_a_question_is_no_part_of_it(said: str, asked: str) -> None:
    found = understand(said)
    assert (found.text, found.typed) == (asked, said if asked != said else "")
    assert found.rewritten is None


@pytest.mark.parametrize("between", ["thanks", "ok great", "hello", "Says who?", "is that an opinion?", "what else?"])
def test_what_asks_nothing_new_is_not_leant_on(between: str) -> None:
    asked = "who was his deputy (When did Brandt resign)?"
    assert asks("who was his deputy?", "When did Brandt resign?", between) == asked


@pytest.mark.parametrize("said", ["thanks", "Hello!", "Thank you very much :-)", "good morning"])
def test_thanks_and_greetings_are_not_searched_for(library: Library, said: str) -> None:
    for history in ((), (Turn("user", "Who won the election in Lonn?"), Turn("assistant", "Ilse Varga."))):
        answer = library.ask(said, history=history)
        assert (answer.status, answer.reason) == ("no_answer", NOTHING.reason)


@pytest.mark.parametrize(
    "asked",
    ["source?", "really?", "says who?", "you sure?", "how do you know that?", "When was that published?",
     "who wrote that?", "is that an opinion?", "which article was that?", "Where did you get that from?"],
)  # fmt: skip
def test_what_asks_of_the_answer_shows_its_quotes_again(library: Library, asked: str) -> None:
    chat = ("Who won the election in Lonn?", "What was the turnout?")
    first, again = talk(library, *chat), talk(library, *chat, "ok", asked)
    assert [c.quote for c in again.citations] == [c.quote for c in first.citations]
    assert (again.question, again.status) == (asked, "answered")
    assert again.rewritten is not None


def test_the_source_of_a_question_that_stood_by_itself_is_that_of_its_answer(library: Library) -> None:
    chat = ("Did the river burst?", "Who won the cup?")
    first, again = talk(library, *chat), talk(library, *chat, "source?")
    assert [c.quote for c in again.citations] == [c.quote for c in first.citations]
    assert again.question == "source?"


def test_a_report_that_was_asked_about_has_a_source_of_its_own() -> None:
    chat = "What does the report on the dam of Lonn say?"
    assert asks("When was it published?", chat).startswith("When was it published (")


@pytest.mark.parametrize(
    ("earlier", "said", "asked"),
    [
        (["How many died in the flood in 2028?"], "not 2028, 2029", "How many died in the flood in 2029?"),
        (["How many died in the flood in 2028?"], "sorry, I meant 2029", "How many died in the flood in 2029?"),
        (["How many died in the flood?"], "no, the second flood", "How many died in the second flood?"),
        (["Who did Brandt beat?"], "I meant Varga, not Brandt", "Who did Varga beat?"),
        (["Who is the judge in the Brandt trial?"], "no, the prosecutor", "Who is the prosecutor in the Brandt trial?"),
        (["How much was the damage?"], "no i mean the one in Lonn", "How much was the damage in Lonn?"),
        (["How much was the damage?"], "no, the other one in Lonn", "How much was the damage in Lonn?"),
        (["How high was the turnout?"], "no, I meant the mayoral vote", "How high was the turnout, the mayoral vote?"),
        (["Who won the cup?"], "only in March", "Who won the cup in March?"),
        (["Who won the cup in May?"], "just in June please", "Who won the cup in June?"),
        (["Who won the cup?"], "Only the Lonn Courier", "Who won the cup, according to the Lonn Courier?"),
    ],
)
def test_a_correction_asks_the_question_before_it_of_what_was_meant(earlier: list[str], said: str, asked: str) -> None:
    assert asks(said, *earlier).startswith(asked)


@pytest.mark.parametrize("said", ["No, Varga did not resign?", "Is it not Lonn, the capital?", "only 14?", "not yet?"])
def test_what_only_looks_like_a_correction_is_none(said: str) -> None:
    assert asks(said, "Who won the cup in May?").startswith(said.rstrip("?"))


def test_what_follows_a_correction_is_asked_of_what_was_meant(library: Library) -> None:
    chat = ("How many people died in the flood at Orlane?", "how much was the damage?", "no, I meant the one in Lonn")
    assert "14 million" in talk(library, *chat).sentences[0].text
    assert "two people in Lonn" in talk(library, *chat, "and how many died there?").text


def test_a_chat_returns_to_an_earlier_matter() -> None:
    earlier = ["How many died in the flood at Orlane?", "Who coaches Lonn Rovers?", "How old is she?"]
    found = asks("back to the flood: why did it happen?", *earlier)
    assert found == "why did it happen (How many died in the flood at Orlane)?"
    new = asks("Back to the strike - is it over?", *earlier)
    assert new == "is it over (the strike)?"
    assert asks("and the flood, who pays?", *earlier) == "who pays (How many died in the flood at Orlane)?"
    assert "Rovers" in asks("and the hall, who owns it?", *earlier[:2])
    assert asks("and where?", *earlier, "back to the flood: why did it happen?").startswith(
        "Where did it happen (How many died in the flood at Orlane)"
    )


def test_a_question_of_its_own_in_the_midst_of_a_chat_is_asked_by_itself(library: Library) -> None:
    chat = ("Who coaches Lonn Rovers?", "how old is she?", "great, and how many people died in the flood at Orlane?")
    answer = talk(library, *chat)
    assert "killed four people" in answer.sentences[0].text
    assert answer.rewritten is None


def test_yes_to_a_name_that_was_asked_back_asks_it() -> None:
    reply = "The archive does not say: it never names Edda Holz. Did you mean Edda Holt?"
    chat = [Turn("user", "When was Edda Holz’s contract signed?"), Turn("assistant", reply)]
    found = understand("yes please", chat)
    assert (found.searched, found.typed) == ("When was Edda Holt’s contract signed?", "yes please")
    assert understand("no", chat).rewritten is None


def test_a_long_chat_leans_on_what_it_began_with() -> None:
    chain = ["Who won the election in Lonn?", "and when?", "by how much?", "what did he say?", "and why?"]
    found = asks("how old was he?", *chain)
    assert found == "how old was he (Who won the election in Lonn; what did he say; and why)?"


def test_he_is_someone_whom_the_chat_named_where_the_last_question_names_nobody() -> None:
    earlier = ["What is Tore Brandt accused of?", "How long did the jury take?"]
    assert "Tore Brandt" in asks("what sentence did he get?", *earlier)
    assert "Tore Brandt" not in asks("how many members are there on it?", *earlier)


@pytest.mark.parametrize(
    ("reply", "searched"),
    [
        ("Lonn Rovers appointed Edda Holt as their coach.", "how old is Edda Holt?"),
        ("Ilse Varga has chosen Edda Holt as her minister.", "how old is Edda Holt?"),
        ("Edda Holt appointed a deputy.", "how old is Edda Holt?"),
    ],
)
def test_she_is_the_one_who_was_chosen_and_not_who_chose(reply: str, searched: str) -> None:
    chat = [Turn("user", "Who is the new coach?"), Turn("assistant", reply)]
    assert understand("how old is she?", chat).searched == searched
    assert understand("and before her?", chat).searched == "Who is the new coach before Edda Holt?"


def test_he_is_the_one_who_was_asked_about_by_name_in_small_letters() -> None:
    reply = "Edda Holt, the deputy of Tore Brandt, told the court of it."
    chat = [Turn("user", "who is tore brandt"), Turn("assistant", reply)]
    assert understand("is he married", chat).searched == "is Tore Brandt married"


def test_what_is_asked_of_her_still_belongs_to_the_matter() -> None:
    chat = [Turn("user", "Who won the election in Lonn?"), Turn("assistant", "Ilse Varga was elected.")]
    chat += [Turn("user", "how old is she?"), Turn("assistant", "Varga is 51.")]
    assert understand("and when was it?", chat).searched == (
        "and when was it (Who won the election in Lonn; how old is Ilse Varga)?"
    )


def test_the_latter_is_the_second_of_two_names() -> None:
    earlier = "Did Varga meet Tore Brandt on Sunday?"
    assert asks("what did the latter say?", earlier) == "what did Tore Brandt say?"
    assert asks("and the former?", earlier) == "and Varga?"
    assert asks("who was the former mayor?", earlier).startswith("who was the former mayor (")
    assert asks("and the latter?", "Did Varga, Brandt or Holt win?").startswith("and the latter (")


def test_a_follow_up_adds_what_it_is_asked_about() -> None:
    assert asks("and about the flood?", "What did Varga say?") == "What did Varga say about the flood?"


@pytest.mark.parametrize(
    ("earlier", "asked", "searched"),
    [
        ("What did the mayor say of the flood?", "And the opposition?", "What did the opposition say of the flood?"),
        ("what does Brandt want?", "what about his rival?", "what does his rival want?"),
        ("What did she say?", "and the judge", "What did the judge say?"),
        ("Until when did he sign?", "And Edda Holt?", "Until when did Edda Holt sign?"),
        ("What was his reply?", "And Holt?", "What was Holt’s reply?"),
        # This asks of something else.
        ("Who won the election?", "And the turnout?", "And the turnout (Who won the election)?"),
    ],
)
def test_the_same_is_asked_of_somebody_else(earlier: str, asked: str, searched: str) -> None:
    assert asks(asked, earlier).startswith(searched.rstrip("?"))


def test_another_question_may_have_been_meant() -> None:
    assert asks("no, I meant when", "Why did Brandt resign?") == "When did Brandt resign?"


@pytest.mark.parametrize("asked", ["turnout?", "anyone hurt", "more than last year?"])
def test_a_few_words_that_are_no_whole_question_lean_on_the_one_before_them(asked: str) -> None:
    assert asks(asked, "Who won the election in Lonn?") == f"{asked.rstrip('?')} (Who won the election in Lonn)?"


@pytest.mark.parametrize("asked", ["Lonn Rovers", "Rovers coach", "Is Lonn flooded?", "flood in orlane 2030"])
def test_a_new_matter_in_a_few_words_is_not_coloured_by_the_chat(library: Library, asked: str) -> None:
    answer = library.ask(asked, history=[Turn("user", "Who won the election in Lonn?")])
    alone = library.ask(asked)
    assert (answer.rewritten, answer.text) == (None, alone.text)


@pytest.mark.parametrize("asked", ["what else?", "And what else?", "anything else?", "tell me more", "more details"])
def test_what_else_is_all_that_was_reported(library: Library, asked: str) -> None:
    answer = talk(library, "What happened in the flood at Orlane?", asked)
    assert answer.status == "answered"
    assert understand(asked, [Turn("user", "What happened in the flood at Orlane?")]).kind == "timeline"


@pytest.mark.parametrize("said", ["ok, ", "no, i meant ", "thanks ", "not a, ", "back to ", "and so ", "the a "])
def test_a_chat_is_read_in_time(said: str) -> None:
    history = [Turn("user", "Who won the cup in May?"), Turn("assistant", "A team.")]

    def read(text: str) -> None:
        understand(text[:2000], history)
        understand("and the rest?", [Turn("user", text[:2000]), Turn("assistant", text)])

    assert not too_steep(read, repeated(said), 1_000)


def test_a_follow_up_that_asks_for_all_of_a_time_is_of_those_whom_the_answer_names() -> None:
    turns = [Turn("user", "When were the prisoners freed?"), Turn("assistant", "Norland and Vale freed 9 on Monday.")]
    for asked in ("And what happened in March?", "What happened next?"):
        found = understand(asked, turns)
        assert (found.kind, found.terms) == ("timeline", ())
        assert {"norland", "vale"} <= set(found.context)


def test_who_else_leans_on_what_the_latest_was_asked_of() -> None:
    found = asks("Who else?", "When did the dockers of Lonn go on strike?", "What is the latest?")
    assert "dockers of Lonn" in found
