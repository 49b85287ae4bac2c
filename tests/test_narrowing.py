"""Filters of one archive: names in any case, names that there are none of, and refusals that say what was searched."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from running import here

from corpus.article import Article
from corpus.catalog import Catalog
from rag import Library
from rag.errors import QuestionError
from rag.filters import make_filters
from rag.settings import Settings
from rag.types import Filters

FERRY = "The ferry Marisol caught fire off Port Vell on Monday evening, the coast guard said."
OTHERS = "The Dockers of Orel went on strike for higher pay on Friday, said their union."
DAY = datetime(2025, 3, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("narrow") / "library", Settings(llm=""), create=True) as made:
        made.add(
            [
                Article(FERRY, url="https://a.example.org/1", outlet="Vell Tribune", authors=("Nadia Brandt",),
                        published=DAY, language="en", kind="news", section="Harbour"),
                Article(OTHERS, url="https://a.example.org/2", outlet="Orel Observer", published=DAY, language="en"),
                Article("Una nave è affondata al largo.", url="https://a.example.org/3", language="it"),
            ]
        )  # fmt: skip
        yield made


@pytest.mark.parametrize(
    "filters",
    [
        Filters(outlets=("vell  TRIBUNE",)),
        Filters(authors=("nadia brandt",)),
        Filters(sections=("harbour",)),
        Filters(outlets=("Vell Tribune",), authors=("NADIA BRANDT",)),
    ],
)
def test_names_are_taken_in_any_case(library: Library, filters: Filters) -> None:
    (hit,) = library.search("ferry fire", filters=filters).hits
    assert hit.source.article.outlet == "Vell Tribune"
    assert library.ask("Where did the ferry catch fire?", filters=filters).status == "answered"


@pytest.mark.parametrize(
    ("filters", "error"),
    [
        (Filters(outlets=("Vell Tribun",)), "no outlet “Vell Tribun” in this archive; nearest: Vell Tribune$"),
        (Filters(outlets=("tribune",)), "nearest: Vell Tribune$"),
        (Filters(outlets=("Qqq",)), "no outlet “Qqq” in this archive$"),
        (Filters(authors=("Nadja Brand",)), "no author “Nadja Brand” in this archive; nearest: Nadia Brandt$"),
        (Filters(sections=("Harbor",)), "no section “Harbor” in this archive; nearest: Harbour$"),
        (Filters(languages=("xx",)), "no article in language “xx” in this archive; it has: en, it$"),
    ],
)
def test_names_that_there_are_none_of_are_told(library: Library, filters: Filters, error: str) -> None:
    with pytest.raises(QuestionError, match=error):
        library.search("ferry", filters=filters)
    with pytest.raises(QuestionError, match=error):
        library.ask("Where did the ferry catch fire?", filters=filters)


def test_an_outlet_of_which_nothing_is_indexed_yet_is_known(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as library:
        library.add([Article(FERRY, outlet="Vell Tribune")])
        library.keep([Article(OTHERS, outlet="Orel Observer")])
        assert library.search("strike", filters=Filters(outlets=("Orel Observer",))).hits == ()


def test_a_refusal_within_filters_says_so(library: Library) -> None:
    refused = library.ask("Where did the ferry catch fire?", filters=make_filters(["Orel Observer"]))
    assert refused.status == "no_answer"
    assert refused.reason.startswith("Within these filters the archive does not say: ")
    assert refused.reason.endswith("They let 1 of 3 articles through; left out: 1 article that states no outlet.")
    later = library.ask("Where did the ferry catch fire?", filters=make_filters(since="2025-03-05"))
    assert later.reason.endswith("They let 0 of 3 articles through; left out: 1 article that states no date.")
    kind = library.ask("Who is the mayor?", filters=make_filters(kinds=["news"], as_of="2025-03-05"))
    assert kind.reason.endswith("They let 1 of 2 articles through; left out: 1 article that states no kind.")
    nothing = library.ask("Who is the mayor?", filters=make_filters(kinds=["opinion"]))
    assert nothing.reason.startswith("Within these filters the archive does not say: nothing in it matches")
    assert "They let 0 of 3 articles through" in nothing.reason


def test_a_refusal_without_filters_is_the_archives(library: Library) -> None:
    for filters in (Filters(), make_filters(as_of="2025-03-05")):
        assert library.ask("Who is the mayor?", filters=filters).reason.startswith("The archive does not say: ")


def test_the_command_line_notes_what_states_no_kind(library: Library) -> None:
    asked = here("ask", "Where did the ferry catch fire?", "--kind", "news", library=library.folder)
    assert "caught fire off Port Vell" in asked.out
    assert asked.err == "note: left out: 2 articles that state no kind\n"
    assert here("search", "ferry", "--kind", "news", library=library.folder).err == asked.err
    assert here("search", "ferry", library=library.folder).err == ""
    unknown = here("search", "ferry", "--outlet", "Vell Tribun", library=library.folder)
    assert (unknown.code, unknown.out) == (1, "")
    assert "nearest: Vell Tribune" in unknown.err


def test_an_empty_archive_is_said_to_be_empty(tmp_path: Path) -> None:
    folder = tmp_path / "my library"
    Catalog(folder / "catalog.sqlite", create=True).close()
    for words in (("ask", "Who is the mayor?"), ("ask", "Who is the mayor?", "--outlet", "Post")):
        asked = here(*words, library=folder)
        assert asked.out.startswith("The archive does not say: it is empty")
        assert f"dateline add PATH --library '{folder}'" in asked.err
    found = here("search", "mayor", library=folder)
    assert found.out == "Nothing found.\n"
    assert "is empty" in found.err


def test_no_question_on_standard_input_is_said(library: Library) -> None:
    asked = here("ask", "-", library=library.folder)
    assert (asked.code, asked.out) == (0, "")
    assert "held no line" in asked.err


def test_words_that_bring_their_quotation_marks_get_no_others(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as made:
        made.add([Article('"One vote is not a verdict," the mayor of Orel told reporters.', outlet="Post")])
    asked = here("ask", "What did the mayor of Orel tell reporters?", library=tmp_path / "library")
    assert '\n    "One vote is not a verdict," the mayor' in asked.out
