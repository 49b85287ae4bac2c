"""Long stories: what belongs to one, what came after or before something, and what happened next."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from growth import repeated, too_steep
from reports import library_of, quotes

from rag import Library
from rag.types import Answer, Turn
from rag.understanding import understand

REPORTS = (
    (
        "Vosk Tribune",
        "2031-01-10",
        "Contract for Holt tunnel went to minister’s cousin",
        "The contract for the Holt tunnel went to a firm of the cousin of transport minister Egon Brask, papers show.",
    ),
    (
        "Orr Observer",
        "2031-01-12",
        "Brask: I will not resign",
        "Transport minister Egon Brask said on Sunday that he would not resign over the Holt tunnel.",
    ),
    (
        "Vosk Tribune",
        "2031-02-03",
        "Transport minister Brask resigns",
        "Transport minister Egon Brask resigned on Monday. He had signed the contract for the Holt tunnel himself.",
    ),
    (
        "Orr Observer",
        "2031-02-03T22:00",
        "Brask gives up office",
        "Egon Brask resigned as transport minister on Monday over the Holt tunnel.",
    ),
    (
        "Orr Observer",
        "2031-02-07",
        "Lia Moor follows Brask",
        "Lia Moor became transport minister on Friday. She takes the office of Egon Brask.",
    ),
    (
        "Vosk Tribune",
        "2031-04-02",
        "Deputy mayor of Kell resigns",
        "The deputy mayor of Kell, Ada Finn, resigned on Wednesday over a flat.\n\n"
        "Unlike the former transport minister Egon Brask, who resigned in February over the Holt tunnel, she paid back "
        "what she owed.",
    ),
    (
        "Vosk Tribune",
        "2031-06-11",
        "Former minister Brask charged",
        "Prosecutors charged the former transport minister Egon Brask with abuse of office on Wednesday.\n\n"
        "Brask resigned in February over the contract for the Holt tunnel.",
    ),
    (
        "Orr Observer",
        "2031-09-20",
        "Brask fined",
        "A court in Orr fined Egon Brask, the former transport minister, 90,000 crowns on Saturday.",
    ),
    (
        "Orr Observer",
        "2031-03-04",
        "Council of Kell approves ring road",
        "The council of Kell approved the ring road on Tuesday by 24 votes to 19.",
    ),
    (
        "Orr Observer",
        "2031-03-05",
        "Orr buys trams",
        "The council of Orr voted on Wednesday for forty trams by 31 votes to 3.",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of(tmp_path_factory.mktemp("timeline"), REPORTS) as opened:
        yield opened


def _talk(library: Library, *questions: str) -> Answer:
    turns: list[Turn] = []
    for question in questions:
        answer = library.ask(question, history=turns)
        turns += [Turn("user", question), Turn("assistant", answer.text)]
    return answer


def _titles(answer: Answer) -> list[str]:
    return [citation.source.article.title for citation in answer.citations]


@pytest.mark.parametrize(
    "asked",
    [
        "Timeline of the Brask affair",
        "The story of the Holt tunnel",
        "What happened after the minister resigned?",
        "What has happened between Brask and the prosecutors?",
        "How did the talks between Norland and Vale develop?",
        "What led up to the fall of Keld?",
        "What happened in Keld in March?",
        "What happened before Keld fell?",
        "What has changed in Keld since March?",
        "What were the key dates of the strike?",
    ],
)
def test_what_asks_for_a_story(asked: str) -> None:
    found = understand(asked)
    assert (found.kind, found.parts) == ("timeline", ())


@pytest.mark.parametrize("asked", ["What happened to Brask?", "Why did Brask resign?"])
def test_what_asks_for_no_story(asked: str) -> None:
    assert understand(asked).kind != "timeline"


def test_a_passing_mention_is_no_part_of_a_story(library: Library) -> None:
    titles = _titles(library.ask("Give me a timeline of the Brask affair"))
    assert "Deputy mayor of Kell resigns" not in titles
    assert [t for t in titles if "resign" in t] == ["Brask: I will not resign", "Transport minister Brask resigns"]
    assert titles[-2:] == ["Former minister Brask charged", "Brask fined"]
    assert "Brask gives up office" not in titles, "told together with the other report of it"


@pytest.mark.parametrize("asked", ["What happened after the minister resigned?", "What happened after Brask resigned?"])
def test_what_came_after_something_is_told_from_then_on(library: Library, asked: str) -> None:
    answer = library.ask(asked)
    titles = _titles(answer)
    assert titles[-3:] == ["Lia Moor follows Brask", "Former minister Brask charged", "Brask fined"]
    assert not any("Contract" in title or "not resign" in title or "Kell" in title for title in titles)
    assert quotes(answer)[-2].startswith("Prosecutors charged"), "and not what that report retells"


def test_what_came_before_something_is_told_up_to_then(library: Library) -> None:
    titles = _titles(library.ask("What happened before Brask resigned?"))
    assert titles == ["Contract for Holt tunnel went to minister’s cousin", "Brask: I will not resign"]


def test_what_happened_next_came_after_what_was_answered(library: Library) -> None:
    answer = _talk(library, "When did transport minister Brask resign?", "What happened next?")
    assert _titles(answer)[-3:] == ["Lia Moor follows Brask", "Former minister Brask charged", "Brask fined"]
    assert not any("Contract" in title or "not resign" in title for title in _titles(answer))


def test_by_how_many_votes_is_asked_of_the_question_before(library: Library) -> None:
    of_kell = _talk(library, "Did the council of Kell approve the road?", "By how many votes?")
    of_orr = _talk(library, "Did the council of Orr buy trams?", "And by how many votes?")
    assert ("24 votes to 19" in quotes(of_kell)[0], "31 votes to 3" in quotes(of_orr)[0]) == (True, True)


def test_she_is_the_one_of_whom_the_answer_tells() -> None:
    turns = [Turn("user", "What became of the tunnel?"), Turn("assistant", "Egon Brask signed the contract for it.")]
    assert "Egon Brask" in understand("Was he charged?", turns).searched
    two = [Turn("user", "Who won the trial?"), Turn("assistant", "Egon Brask and Lia Moor are in a trial.")]
    assert understand("How much was she told to pay?", two).searched.startswith("How much was she")
    of_him = [Turn("user", "Who is Egon Brask?"), Turn("assistant", "Egon Brask was a minister.")]
    of_her = [Turn("user", "Who followed him?"), Turn("assistant", "Lia Moor followed Egon Brask in February.")]
    assert understand("What did she say?", of_him + of_her).searched.startswith("What did Lia Moor say")


def test_a_long_question_is_read_in_time_in_proportion_to_its_length() -> None:
    for words in ("what happened after ", "before the minister ", "story of the "):
        assert not too_steep(understand, repeated(words), 1500)


def test_the_latest_of_a_matter_is_told_from_its_newest_report_on(library: Library) -> None:
    titles = _titles(library.ask("What is the latest on Egon Brask?"))
    assert titles[:2] == ["Brask fined", "Former minister Brask charged"]
    assert "Deputy mayor of Kell resigns" not in titles


@pytest.mark.parametrize("asked", ["What is the latest price of bread?", "Who wrote the latest report?"])
def test_what_asks_for_one_thing_asks_for_no_latest(asked: str) -> None:
    assert not understand(asked).of_a_story


def test_a_month_is_no_word_of_the_matter(library: Library) -> None:
    assert _titles(library.ask("What happened with the Holt tunnel in January?")) == [
        "Contract for Holt tunnel went to minister’s cousin",
        "Brask: I will not resign",
    ]


def test_what_followed_is_of_the_same_story() -> None:
    found = understand("Timeline of the fall of Keld and what followed")
    assert (found.kind, found.parts, found.terms) == ("timeline", (), ("fall", "keld"))


def test_a_chat_asks_for_what_came_before_and_for_the_latest(library: Library) -> None:
    asked = "When did transport minister Brask resign?"
    assert _titles(_talk(library, asked, "What happened before that?")) == [
        "Contract for Holt tunnel went to minister’s cousin",
        "Brask: I will not resign",
    ]
    assert _titles(_talk(library, asked, "What is the latest?"))[0] == "Brask fined"
    assert _titles(_talk(library, asked, "What has happened since?"))[-1] == "Brask fined"
    of_another = _talk(library, "What is the latest on the ring road?", "And on Egon Brask?")
    assert of_another.rewritten == "What is the latest on Egon Brask?"


def test_a_story_of_nothing_but_headings_is_told_all_the_same(tmp_path: Path) -> None:
    with library_of(tmp_path, (("Beta", "2031-01-10", "Keld", "Army takes Keld after a long siege"),)) as one:
        assert quotes(one.ask("Timeline of the siege of Keld"))
