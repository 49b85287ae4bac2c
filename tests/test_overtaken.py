"""What later reports overtook, and which report came first: what is quoted first of a story that has gone on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from reports import library_of, quotes

from rag import Library, Turn
from rag.understanding import understand

REPORTS = (
    (
        "Orr Observer",
        "2031-01-14",
        "Drivers of Kell on strike",
        "The bus drivers of Kell have been on strike since Tuesday. The strike is over a new rota.",
    ),
    (
        "Vosk Tribune",
        "2031-02-20",
        "Strike in Kell ends",
        "Drivers and the city of Kell agreed on a rota on Thursday, ending the strike.",
    ),
    (
        "Orr Observer",
        "2031-03-01",
        "Norhav: no layoffs",
        "The shipyard Norhav denied on Saturday that it would lay off welders.",
    ),
    (
        "Vosk Tribune",
        "2031-04-09",
        "Norhav lays off 210",
        "Norhav laid off 210 welders on Wednesday and said that orders had fallen.",
    ),
    (
        "Beta",
        "2031-03-11",
        "Is Vidar Lunt retiring?",
        "Talk of the skier Vidar Lunt's retirement does not end. He feels old after every race, he said.",
    ),
    (
        "Beta",
        "2031-08-19",
        "Lunt signs",
        "The skier Vidar Lunt signed a contract for two more years on Tuesday.",
    ),
    (
        "Orr Observer",
        "2027-06-02",
        "Ferries cancelled",
        "The ferry line cancels ferries to Holm because of the heat, which warps the ramps, it said on Wednesday.",
    ),
    (
        "Vosk Tribune",
        "2031-06-02",
        "Fewer ferries to Holm",
        "The ferry line cancels ferries to Holm because it has too few crews, it said on Monday.",
    ),
    (
        "Vosk Tribune",
        "2031-05-04",
        "Wells of Brun polluted",
        "The wells of Brun are polluted with lead, a laboratory's letter shows.",
    ),
    (
        "Orr Observer",
        "2031-05-20",
        "Brun closes wells",
        "Brun closed the polluted wells on Tuesday. The wells of Brun are polluted with lead.",
    ),
    (
        "Orr Observer",
        "2031-09-01",
        "Sund to vote on the treaty",
        "Parliament in Sund is to vote on the treaty of Grim on 15 October.",
    ),
    (
        "Orr Observer",
        "2031-10-15",
        "Sund rejects treaty",
        "Parliament in Sund rejected the treaty of Grim on Wednesday by 71 votes to 68.",
    ),
    (
        "Vosk Tribune",
        "2031-02-01",
        "Mill of Tarn to close",
        "The paper mill in Tarn will close in June, its owner said on Saturday.",
    ),
    (
        "Orr Observer",
        "2031-05-06",
        "Mill of Tarn saved",
        "Workers and the county of Tarn keep the paper mill in Tarn open, they agreed on Tuesday.",
    ),
    (
        "Vosk Tribune",
        "2031-03-03",
        "Curfew in Lagr",
        "The government imposed a curfew in Lagr from 9 p.m. on Monday.",
    ),
    (
        "Vosk Tribune",
        "2031-04-15",
        "Lagr open late again",
        "The curfew in Lagr was lifted on Tuesday, six weeks after the riots.",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of(tmp_path_factory.mktemp("overtaken"), REPORTS) as opened:
        yield opened


def _first(library: Library, question: str) -> str:
    return quotes(library.ask(question))[0]


@pytest.mark.parametrize("asked", ["Is the strike of drivers in Kell still on?", "Are the drivers in Kell on strike?"])
def test_what_ended_is_told_by_its_end(library: Library, asked: str) -> None:
    assert "ending the strike" in _first(library, asked)


def test_what_did_not_close_after_all_and_what_is_in_force_no_more(library: Library) -> None:
    assert "keep the paper mill" in _first(library, "Is the paper mill in Tarn closing?")
    assert "was lifted" in _first(library, "Is the curfew in Lagr still in force?")
    turns = [Turn("user", "Who imposed a curfew in Lagr?"), Turn("assistant", "The government did.")]
    assert any("was lifted" in quote for quote in quotes(library.ask("Is it still in force?", history=turns))[:2])


def test_what_was_only_talked_of_is_told_by_what_came(library: Library) -> None:
    assert "two more years" in _first(library, "Is Vidar Lunt retiring?")
    assert "rejected" in _first(library, "Did parliament in Sund ratify the treaty of Grim?")


@pytest.mark.parametrize("asked", ["Is Norhav planning to lay off welders?", "Will Norhav lay off welders?"])
def test_what_was_denied_and_done_later_is_told_as_done(library: Library, asked: str) -> None:
    assert "laid off 210" in _first(library, asked)


def test_why_something_is_so_is_told_by_the_newer_reason(library: Library) -> None:
    assert "too few crews" in _first(library, "Why are ferries to Holm cancelled?")


@pytest.mark.parametrize(
    "asked",
    ["When did it emerge that the wells of Brun are polluted?", "Who first reported that Brun’s wells are polluted?"],
)
def test_when_something_became_known_is_told_by_the_first_report(library: Library, asked: str) -> None:
    assert "letter shows" in _first(library, asked)
    assert "known" not in understand(asked).terms


def test_what_had_been_so_does_not_say_whether_it_still_is(tmp_path: Path) -> None:
    rule = "Masks must be worn on trains in Orr, as is required of all, the health board said."
    seats = "The railway has new seats. Masks had been required on trains in Orr."
    reports = ("Beta", "2031-05-01", "Masks on trains", rule), ("Orr Observer", "2031-08-02", "New seats", seats)
    with library_of(tmp_path, reports) as masks:
        assert quotes(masks.ask("Are masks still required on trains in Orr?"))[0] == rule
