"""What something means for somebody, and how somebody responded to it."""

from collections.abc import Iterator

import pytest
from reports import library_of, quotes

from rag import Library
from rag.answer.slots import fills
from rag.understanding import understand

ARTICLES = (
    (
        "Ostrel Herald",
        "2031-05-02",
        "Sugar mill of Torvik closes",
        "The sugar mill of Torvik closed on Friday after eighty years. The mill could not pay its debts, the owner "
        "said. Dockers in Kell condemned the closure of the mill as a betrayal. The governor, Ann Leer, called the "
        "closure of the mill a sad day.",
    ),
    (
        "Kell Post",
        "2031-05-04",
        "Beet growers look for buyers",
        "The closure of the mill leaves beet growers without a buyer for this year's crop. Some will sell to Varn, at "
        "half the price. The closing of the sugar mill of Torvik was no surprise, the bank said.",
    ),
    (
        "Ostrel Herald",
        "2031-05-06",
        "Shares fall in Ostrel",
        "Sugar prices rose by a tenth after the mill of Torvik closed. Shares of the railway fell on the news that the "
        "mill of Torvik would close, and the railway cancelled its night trains.",
    ),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of(tmp_path_factory.mktemp("consequences"), ARTICLES) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What does the closure of the Torvik sugar mill mean for beet growers?", "The closure of the mill leaves"),
        ("What are the implications of the mill's closure for beet growers?", "The closure of the mill leaves"),
        ("How does the closure of the mill affect sugar prices?", "Sugar prices rose by a tenth"),
        ("How did the dockers respond to the closure of the mill?", "Dockers in Kell condemned"),
        ("What was the governor’s reaction to the closure of the mill?", "The governor, Ann Leer, called"),
        ("How did the railway react to the closure of the mill?", "Shares of the railway fell"),
    ],
)
def test_what_follows_for_somebody_and_what_they_did(library: Library, question: str, first: str) -> None:
    assert quotes(library.ask(question))[0].startswith(first)


def test_what_it_means_for_somebody_of_whom_nothing_is_told_is_not_answered(library: Library) -> None:
    assert library.ask("What does the closure of the sugar mill mean for the school of Hollin?").status == "no_answer"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How has the drought affected farmers?", "meaning"),
        ("What happens if the dam breaks?", "meaning"),
        ("What is at stake in the vote?", "meaning"),
        ("How did Kell react to the vote?", "reaction"),
        ("What was the mayor's first response to the flood?", "reaction"),
        ("What is the immune response to the vaccine?", "what"),
        ("How has Kell changed since the vote?", "timeline"),
    ],
)
def test_kinds(question: str, kind: str) -> None:
    assert understand(question).kind == kind


def test_words_of_the_asking_are_not_looked_for() -> None:
    assert understand("What are the consequences of the strike?").terms == understand("the strike").terms
    assert "respons" not in understand("What was the mayor's response to the flood?").terms
    assert "effect" in understand("When does the ban take effect?").terms


def test_who_responded_stands_beside_what_was_done() -> None:
    asked = understand("How did Kell respond to the embargo?")
    assert fills(asked, "Kell closed its harbour to ships of Varn in response to the embargo.") == 1
    assert fills(asked, "Varn closed its harbour to Kell after the embargo.") < 1
    market = understand("How did the stock market respond to the embargo?")
    assert fills(market, "Shares of Varn fell by a tenth after the embargo.") == 1
    assert fills(asked, "The embargo on Kell is in its fourth month.") == 0
