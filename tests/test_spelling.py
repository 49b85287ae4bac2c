"""Names in other spellings, and acronyms: a question finds them however they are written."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from rag import Library
from rag.spelling import looked_for, marks, spelling

ONE_NAME = (
    "Zelenskyy Zelensky Zelenskiy Zelenskyi",
    "Hizbollah Hezbollah Hizbullah Hezbullah",
    "Gaddafi Qaddafi Gadhafi Kadafi",
    "Mohammed Muhammad Mohamed Mohammad",
    "Khamenei Kamenei",
    "Araghchi Araqchi",
    "Sergei Sergey",
    "Alexei Alexey Aleksei",
    "Julani Jolani Al-Jolani",
    "Nasrallah Nasralla Nasrullah",
    "Qassem Kassem Qasem Kassim",
    "Houthi Huthi",
    "Kharkiv Kharkov",
    "Odesa Odessa",
    "Erdoğan Erdogan",
    "Organisation Organization",
)
OTHERS = "Hezbollah Zelensky London Linden Germany Kerman Berlin Aleppo Varna Vienna Verona Sweden Sudan Homs Hama"


@pytest.mark.parametrize("spellings", ONE_NAME)
def test_spellings_of_one_name_have_one_key(spellings: str) -> None:
    assert len({spelling(name) for name in spellings.split()}) == 1


def test_different_names_have_different_keys() -> None:
    keys = {name: spelling(name) for name in OTHERS.split()}
    alike = [pair for pair in combinations(keys, 2) if keys[pair[0]] == keys[pair[1]] != ""]
    assert alike == []


@pytest.mark.parametrize("word", ["Iran", "iron", "", "Зеленский", "محمد", "C4", "--"])
def test_short_words_and_other_letters_have_none(word: str) -> None:
    assert spelling(word) == ""


@given(st.text(max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    assert all(mark[0] in "~=:" and len(mark) > 1 for mark in marks(text))
    assert all(words and 0 < weight < 1 for words, _, weight in looked_for(text))


TEXTS = {
    "zelensky": "President Zelensky visited the grain harbour of Varna and promised twelve new cranes.",
    "opcw": "Inspectors of the OPCW sealed two stores of chlorine near Lonn.",
    "written out": "The Organisation for the Prohibition of Chemical Weapons asked Tarsia for its lists.",
    "council": "The Lake Transport Council (LTC) set the fares for the ferries.",
    "ltc": "Fares rise again, the LTC said on Monday, because of the cost of diesel.",
    "front": "Fighters of the group Rafed Mahrir al-Nour left the mill at dawn and went north.",
    "bread": "The price of bread rose by ten per cent, bakers said.",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("library"), create=True) as library:
        library.add(Article(text, name.title(), f"https://a.example.org/{name}") for name, text in TEXTS.items())
        yield library


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What did Zelenskyy promise?", {"zelensky"}),
        ("what did zelenskiy promise", {"zelensky"}),
        ("What has the Organization for the Prohibition of Chemical Weapons done?", {"opcw", "written out"}),
        ("What did the OPCW ask for?", {"opcw", "written out"}),
        ("What did the Lake Transport Council say on Monday?", {"ltc", "council"}),
        ("Where did RMN go?", {"front"}),
    ],
)
def test_a_question_finds_other_spellings_by_words(library: Library, question: str, found: set[str]) -> None:
    hits = library.search(question, k=6).hits
    assert {hit.source.article.title.lower() for hit in hits[: len(found)]} == found
    assert all(hit.why["words"] > 0 for hit in hits[: len(found)])


def test_an_archive_that_writes_a_name_out_names_what_goes_by_its_initials(library: Library) -> None:
    assert "never names RMN" not in library.ask("What are the debts of RMN?").reason
    assert "never names RMZ" in library.ask("What are the debts of RMZ?").reason
