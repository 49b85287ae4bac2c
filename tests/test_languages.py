"""Articles and questions in any language and any form of Unicode."""

import unicodedata
from collections.abc import Iterator

import pytest

from corpus.article import Article
from rag import Library
from rag.question import understand
from rag.types import Turn

CAFE = (
    "Łukasz Gęś and Åse Bjørgård founded the Café Ñandú in Zürich in 1999. It has eleven tables and a piano that "
    "nobody may play. A man of 40 was arrested in Portland on Monday for playing it."
)


@pytest.fixture(scope="module")
def cafe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("cafe"), create=True) as library:
        library.add([Article(CAFE, "A piano in Zürich", "https://a.example.org/1", "Lake Post")])
        library.sync()
        yield library


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_question_is_found_in_either_form_of_its_letters(cafe: Library, form: str) -> None:
    asked = unicodedata.normalize(form, "Who founded the Café Ñandú in Zürich?")  # type: ignore[arg-type]
    answer = cafe.ask(asked)
    assert (answer.status, answer.rewritten) == ("answered", None)
    assert answer.question == unicodedata.normalize("NFC", asked)


def test_an_excerpt_is_found_in_either_form_of_its_letters(cafe: Library) -> None:
    pasted = unicodedata.normalize("NFD", CAFE.split(". ")[0])
    answer = cafe.ask(pasted)
    assert (answer.status, answer.differences) == ("answered", ())


def test_characters_that_nobody_sees_part_no_word_of_a_question(cafe: Library) -> None:
    answer = cafe.ask("Who was arr\u00adested in Port\u200bland?")
    assert (answer.status, answer.question) == ("answered", "Who was arrested in Portland?")
    assert "arrested in Portland" in answer.text
    assert understand("Who left\x0bKeld\u2028today?").text == "Who left Keld today?"


def test_a_chat_is_read_as_the_question_is(cafe: Library) -> None:
    before = unicodedata.normalize("NFD", "Who founded the Caf\u00ade\u0301 Ñandú in Zürich?")
    answer = cafe.ask("And when?", history=[Turn("user", before)])
    assert answer.rewritten == "And when (Who founded the Café Ñandú in Zürich)?"
