"""Misspelt words of a question are put right, and names that the archive does not have are left alone."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, one_line
from eval.slips import slipped
from rag import Library
from rag.types import Filters, Turn

TEXTS = {
    "Ferry ran aground": "The ferry Kestrel ran aground near Zambia Point on Monday. Forty passengers were rescued, "
    "the coastguard in Harbourmill said. Passengers waited three hours for the lifeboat.",
    "Bakers strike": "Bakers in Harbourmill stopped work on Tuesday. Their leader, Odile Larsen, wants higher wages "
    "for night shifts. Without bread the schools in Harbourmill closed, said Larsen.",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("library"), create=True) as library:
        library.add(Article(text, title, f"https://a.example.org/{title}") for title, text in TEXTS.items())
        library.sync()
        yield library


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("How many passangers were rescued?", "How many passengers were rescued?"),
        ("how many pasengers were rescued from the kestrel", "how many passengers were rescued from the kestrel"),
        ("Where did the ferry run agruond?", "Where did the ferry run aground?"),
        ("Which schools in Harbuormill closed?", "Which schools in Harbourmill closed?"),
        ("Pasengers waited for the lifeboat how long?", "Passengers waited for the lifeboat how long?"),
        ("what do bakers in harbuormill want", "what do bakers in harbourmill want"),
        ("When did the Harbourmoll schools close?", "When did the Harbourmill schools close?"),
        ("Who is gettnig higher wages in Harbourmill?", "Who is getting higher wages in Harbourmill?"),
    ],
)
def test_a_slip_is_put_right_and_said(library: Library, typed: str, read: str) -> None:
    answer = library.ask(typed)
    assert (answer.question, answer.rewritten, answer.status) == (typed, read, "answered")
    assert library.search(typed).query == read


@pytest.mark.parametrize(
    "asked",
    [
        "How many passengers were rescued?",
        "Where in Gambia did the ferry run aground?",  # another country, known to the encoder
        "What does Odile Larson want for the bakers?",  # another person, for all anyone knows
        "Who called the ferry a “floating pasenger trap”?",  # as somebody wrote it
        "Wie viele Passagere wurden von der Fähre gerettet?",
        "Did the PASENGERS wait for the ferry?",
        "Which ferry-pasenger waited for the lifeboat?",
        "What is the boilng point of ethnol?",
    ],
)
def test_what_may_be_meant_stays_as_it_is(library: Library, asked: str) -> None:
    assert library.ask(asked).rewritten is None


def test_an_excerpt_is_looked_up_as_it_was_pasted(library: Library) -> None:
    pasted = "Forty pasengers were rescued, the coastguard in Harbourmill said"
    answer = library.ask(pasted)
    assert answer.question == pasted
    assert any("pasengers" in difference.excerpt for difference in answer.differences)


def test_a_follow_up_leans_on_a_question_put_right(library: Library) -> None:
    asked = library.ask("And how long did they wait?", history=[Turn("user", "How many pasengers were rescued?")])
    assert asked.rewritten == "And how long did they wait (How many passengers were rescued)?"
    assert asked.status == "answered"


def test_only_what_the_filters_let_through_says_how_a_word_is_spelled(library: Library) -> None:
    assert library.ask("How many passangers were rescued?", filters=Filters(as_of=0)).rewritten is None


def test_a_word_without_end_takes_no_time(library: Library) -> None:
    asked = f"Where did the {'x' * 1_900} run aground?"
    assert library.ask(asked).question == asked


@given(st.text(max_size=200))
@settings(max_examples=50, deadline=None)
def test_no_text_is_too_odd(library: Library, text: str) -> None:
    if one_line(text):
        assert library.search(text).query


@given(st.lists(st.sampled_from("passengers lifeboat is Harbourmill a-b 12 Ägypten".split()), min_size=1))
def test_a_slip_changes_one_word_at_most(words: list[str]) -> None:
    text = " ".join(words)
    other = slipped(text).split()
    assert len(other) == len(words)
    assert sum(a != b for a, b in zip(words, other, strict=True)) <= 1
    assert slipped(text) == " ".join(other)
