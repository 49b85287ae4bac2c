"""Printings of one report: who is said to have printed the quoted words, and whose correction stands beside them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from corpus.article import Article
from rag.filters import make_filters
from rag.library import Library
from rag.printed import prints
from rag.readable import answer_text, search_text
from rag.shapes import answer_shape, search_shape
from rag.types import Answer
from ui.answers import whole

NOVEMBER = datetime(2031, 11, 7, 18, tzinfo=UTC)
HEAD = "LONN (Lakeside Wire) - {} people were hurt on Saturday in a fire at the Lonn sugar mill, the fire brigade said."
BODY = (
    "The fire broke out in a drying hall shortly after noon. About 80 firefighters were at work for five hours before "
    "it was put out.\n\nThe mill belongs to the Hollin group and employs 340 people. Production would stand still for "
    "at least two weeks, its manager said."
)
LAST = "The mill had passed its last safety inspection in March, the Hollin group said."
NOTICE = "Correction: The number of people hurt was given as fourteen. It was four."


def printing(outlet: str, text: str, hours: int = 0, updated: int | None = None) -> Article:
    name = outlet.split()[-1].lower()
    return Article(
        text,
        "Fire at Lonn sugar mill",
        f"https://{name}.example.org/mill",
        outlet,
        published=NOVEMBER + timedelta(hours=hours),
        updated=NOVEMBER + timedelta(hours=updated) if updated is not None else None,
        language="en",
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A wire report that was corrected, printed whole, cut at the end, and without the agency's name."""
    with Library.open(tmp_path_factory.mktemp("printings"), create=True) as library:
        library.add([
            printing("Lakeside Wire", f"{HEAD.format('Fourteen')}\n\n{BODY}\n\n{LAST}"),
            printing("Lakeside Wire", f"{HEAD.format('Four')}\n\n{BODY}\n\n{LAST}\n\n{NOTICE}", updated=20),
            printing("Valley Post", f"{HEAD.format('Fourteen')}\n\n{BODY}", 1),
            printing("Coast Review", f"{HEAD.partition(' - ')[2].format('Four')}\n\n{BODY}\n\n{LAST}", 22),
            Article(
                "Three people were hurt in a fire at a school in Brenn on Sunday. The gym burned down.",
                "School fire in Brenn",
                "https://echo.example.org/school",
                "Lonn Echo",
                published=NOVEMBER,
                language="en",
            ),
        ])
        library.sync()
        yield library


def cited(answer: Answer, words: str) -> dict[str, Any]:
    """The JSON of the citation that has these words."""
    shape = json.loads(json.dumps(answer_shape(answer)))
    return next(c for c in shape["citations"] if words in c["quote"])


def terminal(answer: Answer) -> str:
    return " ".join("\n".join(answer_text(answer)).split())


def test_only_those_that_have_the_quoted_words_are_said_to_have_printed_them(library: Library) -> None:
    answer = library.ask("How many people were hurt in the fire at the Lonn sugar mill?")
    four = cited(answer, "Four people were hurt")
    assert four["outlet"] == "Lakeside Wire"
    assert {c["outlet"]: c["same_words"] for c in four["copies"]} == {"Valley Post": False, "Coast Review": True}
    assert [copy.outlet for copy in answer.citations[0].printings] == ["Coast Review"]
    said = terminal(answer)
    assert "also printed by Coast Review a version of this report also in Valley Post" in said
    page = whole(answer, 1, {})
    assert "also printed by" in page
    assert "A version of this report, not with all of these words, is also in" in page


def test_a_printing_that_was_cut_did_not_print_what_was_cut(library: Library) -> None:
    answer = library.ask("When did the Lonn sugar mill pass its last safety inspection?")
    assert {c["outlet"]: c["same_words"] for c in cited(answer, LAST)["copies"]} == {
        "Valley Post": False,
        "Coast Review": True,
    }


def test_a_correction_stands_with_every_printing_that_has_the_old_words(library: Library) -> None:
    asked = "What did the Valley Post report about the fire at the Lonn sugar mill?"
    for answer in (library.ask(asked), library.ask(HEAD.format("Fourteen"))):
        old = cited(answer, "Fourteen people were hurt")
        assert (old["outlet"], old["correction"]) == ("Valley Post", "")
        assert {c["outlet"]: c["correction"] for c in old["copies"]} == {"Lakeside Wire": NOTICE, "Coast Review": ""}
        assert f"the version in Lakeside Wire carries a notice: {NOTICE}" in terminal(answer)
        page = whole(answer, 1, {})
        assert "Corrected elsewhere" in page
        assert "The version of this report in" in page


def test_before_it_came_nothing_is_known_of_a_correction(library: Library) -> None:
    answer = library.ask(HEAD.format("Fourteen"), filters=make_filters(as_of="2031-11-07"))
    copies = cited(answer, "Fourteen people were hurt")["copies"]
    assert [(c["outlet"], c["same_words"], c["correction"]) for c in copies] == [("Valley Post", True, "")]


def test_what_was_corrected_stands_for_its_report(library: Library) -> None:
    answer = library.ask("How many people does the Lonn sugar mill employ?")
    assert not any("Fourteen" in c.quote for c in answer.citations)
    assert {c.source.article.outlet for c in answer.citations} == {"Lakeside Wire"}


def test_hits_say_it_as_well(library: Library) -> None:
    found = library.search("fire at the Lonn sugar mill")
    hits = json.loads(json.dumps(search_shape(found)))["hits"]
    first = next(hit for hit in hits if "people were hurt" in hit["text"])
    assert {c["outlet"]: c["same_words"] for c in first["copies"]}["Valley Post"] is False
    assert "a version of this report also in" in "\n".join(search_text(found))


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("According to the Valley Post, when did the Lonn sugar mill pass its last safety inspection?", "Valley Post"),
        ("According to the Coast Review, when did the Lonn sugar mill pass its last safety inspection?", ""),
        ("According to the Lonn Echo, how many people were hurt in the sugar mill fire?", "Lonn Echo"),
        ("According to the Valley Post, how many people were hurt in the sugar mill fire?", ""),
        ("What did the Lonn Echo report about the fire at a school in Brenn?", ""),
    ],
)
def test_an_outlet_has_reported_what_it_printed_of_the_matter(library: Library, question: str, lacking: str) -> None:
    answer = library.ask(question)
    assert answer.status == "answered"
    assert answer.lacking == ((f"what does {lacking} report of it?",) if lacking else ())


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The dam is shut. “Nobody knows,” she said.", '"Nobody   knows," she said', True),
        ("Twenty-five died on Monday.", "Five died on Monday.", False),
        ("Bridge 15 was shut.", "Bridge 1", False),
        ("FIVE DIED ON MONDAY.", "Five died on Monday.", True),
        ("Five died on Monday.", "LONN, March 4 (Lakeside Wire) — Five died on Monday.", True),
        ("Five died on Monday.", "Lonn - it was said - Five died on Monday.", False),
        ("Five died on Monday.", "", True),
    ],
)
def test_words_are_printed_or_not(text: str, words: str, found: bool) -> None:
    assert prints(text, words) is found
