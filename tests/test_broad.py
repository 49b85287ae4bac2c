"""Questions that ask for no one fact: what happened, what is new, what something is; and of days after the last one."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from reports import library_of, quotes

from rag import Library, make_filters
from rag.answer.slots import fills
from rag.types import Turn
from rag.understanding import understand

ARTICLES = (
    (
        "Ostrel Herald",
        "2031-03-04T20:00",
        "Army leaves Varn",
        "The army withdrew from Varn on Tuesday and rebels of the Islet Liberation Front took the town. The road from "
        "Varn to the coast was full of lorries. “Varn was a shock,” said a retired officer. A bakery in Varn opened "
        "at noon. Rain fell on Varn all day.",
    ),
    (
        "Ostrel Herald",
        "2031-03-05T09:00",
        "What the fall of Varn means",
        "For the government in Ostrel, the loss of Varn is the loss of a harbour. The Islet Liberation Front, which "
        "was founded by fishermen in 2019, has promised to let trade go on. Its leader, Mirel Tansk, is away.",
    ),
    (
        "Kell Post",
        "2031-03-18T15:00",
        "Ferry fares to rise",
        "Ferry fares will rise by a tenth in April, the harbour board of Kell said on Tuesday. It blamed fuel.",
    ),
    (
        "Kell Post",
        "2031-03-19T12:00",
        "Caretaker council until June",
        "A caretaker council will run Kell until 1 June, the governor said on Wednesday. The caretaker council costs "
        "the town 30,000 crowns a month.",
    ),
    (
        "Ostrel Herald",
        "2031-03-20T08:00",
        "Varn’s library reopens",
        "The library of Varn reopened on Thursday with new shelves. Readers brought back 400 books.",
    ),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of(tmp_path_factory.mktemp("broad"), ARTICLES) as opened:
        yield opened


def test_what_happened_is_told_by_the_beginning_of_a_report(library: Library) -> None:
    assert quotes(library.ask("What happened in Varn?"))[0].startswith("The army withdrew from Varn")


@pytest.mark.parametrize("question", ["latest news", "What's new?", "any news today?", "What are the top stories?"])
def test_the_news_is_the_beginning_of_each_of_the_last_reports_newest_first(library: Library, question: str) -> None:
    assert [quote.split()[0] for quote in quotes(library.ask(question))] == ["The", "A", "Ferry"]


def test_the_news_as_of_a_day_or_within_filters_is_that_of_then(library: Library) -> None:
    then = make_filters(as_of="2031-03-05")
    assert {quote.split()[0] for quote in quotes(library.ask("latest news", filters=then))} == {"The", "For"}
    of_one = make_filters(outlets=["Ostrel Herald"], until="2031-03-10")
    assert len(quotes(library.ask("What is new?", filters=of_one))) == 2


@pytest.mark.parametrize("question", ["What is new in Kell?", "What happened on 4 March 2031?"])
def test_news_of_something_is_not_all_news(question: str) -> None:
    assert not understand(question).asks_news


@pytest.mark.parametrize("question", ["What is the ILF?", "what is ilf", "whats ilf"])
def test_initials_are_asked_as_the_name_that_they_stand_for(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert answer.status == "answered"
    assert "Islet Liberation Front" in quotes(answer)[0]


@pytest.mark.parametrize(
    "question",
    ["What happened yesterday?", "What happened in Varn last week?", "Who resigned three days ago?"],
)
def test_of_days_after_the_last_report_it_says_so(library: Library, question: str) -> None:
    asked = make_filters(as_of=datetime(2031, 4, 20, tzinfo=UTC))
    answer = library.ask(question, filters=asked)
    assert answer.status == "no_answer"
    assert "its newest article that was known by then is of 20 March 2031" in answer.text
    near = make_filters(as_of=datetime(2031, 3, 21, tzinfo=UTC))
    assert "newest article" not in library.ask(question, filters=near).text


def test_how_long_it_will_last_is_told_by_when_it_ends_and_by_no_rate(library: Library) -> None:
    assert quotes(library.ask("How long will the caretaker council run Kell?"))[0].startswith("A caretaker council")


@pytest.mark.parametrize(
    ("question", "told", "other"),
    [
        ("How long will the talks last?", "The talks go on until 4 May.", "The talks cost 300 crowns a day."),
        ("How long has Kell had a mayor?", "Kell has had a mayor since 1911.", "Kell pays its mayor 90 crowns a week."),
        ("Who is Ann Leer?", "They thanked Ann Leer, Varn’s harbour master.", "They spoke of Ann Leer and of fish."),
        ("Why was Varn bombed?", "It was bombed since the front had guns there.", "It has been bombed since the fall."),
        ("What did the bridge cost?", "It cost nine million crowns.", "It was painted by 40 people."),
        ("How many Ostrel soldiers fell?", "Forty soldiers of Ostrel fell.", "Forty soldiers of Varn fell."),
        ("Why is there a lack of nets?", "It came after the mill burned.", "The lack of nets has caused anger."),
        ("Why is there a lack of nets?", "The lack of nets was caused by a fire.", "The lack of nets led to a march."),
        ("Why was Ann Leer barred?", "She was barred as judges doubted her.", "She ran as though barred."),
        ("Why was Ann Leer barred?", "She was barred for refusing a test.", "Ann Leer was barred on Monday from it."),
        ("How many Dock MPs oppose her leadership?", "It had a vote: 211 Dock MPs were for it.", "It has 211 piers."),
        ("Who is Ann Leer?", "Harbour Commissioner Ann Leer left.", "He said Ann Leer is the “only choice” for him."),
        ("Who is Ann Leer?", "They asked chess player Ann Leer.", "The mayor thanked Ann Leer, and left."),
        ("What is Title 9?", "Varn used a policy called Title 9, which lets it.", "Varn continued to use Title 9."),
        ("What is Tidemark?", "They sell Tidemark, a feast of the ebb.", "Critics have called Tidemark “a shame”."),
        ("What are ghost nets?", "So-called “ghost nets” - which drift unseen - kill.", "It plans to ban ghost nets."),
        ("What is the ILF?", "The rebel Islet Liberation Front took it.", "He spoke with Islet Liberation Front men."),
    ],
)
def test_what_is_asked_for_is_told_from_what_only_looks_like_it(question: str, told: str, other: str) -> None:
    asked = understand(question)
    assert fills(asked, told) > fills(asked, other)


def _chat(*questions: str) -> list[Turn]:
    return [turn for text in questions for turn in (Turn("user", text), Turn("assistant", "An answer."))]


def test_a_chat_goes_back_past_why_to_what_it_began_with() -> None:
    asked = understand("How many soldiers were there?", _chat("Who took Varn?", "Why?"))
    assert asked.rewritten == "How many soldiers were there (Who took Varn; Why)?"


def test_what_happened_next_is_all_that_was_reported_of_the_matter(library: Library) -> None:
    answer = library.ask("What happened next?", history=_chat("Who took Varn?"))
    assert answer.rewritten == "What happened next (Who took Varn)?"
    assert quotes(answer)[0].startswith("The army withdrew from Varn")


@pytest.mark.parametrize(
    "said", ["The United Isles thanked Ann Leer.", "South Varn has thanked Ann Leer.", "Varn Bay’s mayor is Ann Leer."]
)
def test_he_is_no_country(said: str) -> None:
    history = [Turn("user", "Who is the new mayor?"), Turn("assistant", said)]
    assert understand("What did he do before?", history).rewritten == "What did he do before (Who is the new mayor)?"


def test_whose_something_is_does_not_tell_who_did_it() -> None:
    asked = understand("Who declared a curfew?")
    assert fills(asked, "Mirel Tansk declared a curfew.") > fills(asked, "Ostrel Bay’s president declared a curfew.")


def test_what_is_typed_as_a_matter_is_told_by_the_beginning_of_its_report(library: Library) -> None:
    assert quotes(library.ask("varn rebels town"))[0].startswith("The army withdrew from Varn")


def test_who_leads_is_told_of_the_leader(library: Library) -> None:
    assert quotes(library.ask("Who leads the Islet Liberation Front?"))[0].startswith("Its leader, Mirel Tansk")


def test_no_age_is_no_answer_to_how_old_somebody_is(library: Library) -> None:
    assert library.ask("How old is the Islet Liberation Front’s leader?").status == "no_answer"
