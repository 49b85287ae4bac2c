"""Columns of corrections: quoted whole, and told beside the articles that they put right."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.article import Article
from rag.filters import make_filters
from rag.history import recheck_text
from rag.library import Library
from rag.readable import answer_text
from rag.shapes import answer_shape
from rag.types import Answer
from ui.answers import whole

WRONG = "In an article on the flood in Kell on 5 November we said that aid can be applied for until 31 December."
RIGHT = "The deadline is 31 January. We regret the error."
HALVES = "A report on Tuesday on the vote in Lonn gave the result as 23 votes to 17. The council voted 23 to 18."
COLUMN = f"{WRONG} {RIGHT}\n\n{HALVES}"
AID = "Aid for households that were hit by the flood can be applied for until 31 December."
FLOOD = f"The flood in Kell caused damage of 190 million crowns, the insurers said on Thursday. {AID}"


def article(name: str, outlet: str, day: int, title: str, text: str) -> Article:
    return Article(
        text, title, f"https://{name}.example.org/{day}", outlet, published=datetime(2031, 11, day, 9, tzinfo=UTC)
    )


ARTICLES = [
    article("post", "Valley Post", 5, "Flood damage in Kell higher than thought", FLOOD),
    article("echo", "Lonn Echo", 5, "Aid after the flood in Kell", f"The mayor of Kell met farmers. {AID}"),
    article("post-b", "Valley Post", 6, "Kell after the flood", "The flood in Kell has left mud in 40 houses. " + AID),
    article("post", "Valley Post", 12, "Corrections and clarifications", COLUMN),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("columns"), create=True) as library:
        library.add(ARTICLES)
        library.sync()
        yield library


def told(answer: Answer) -> dict[str, list[str]]:
    """By address the notices that stand beside what is cited."""
    return {c["url"]: [n["text"] for n in c["notices"]] for c in answer_shape(answer)["citations"]}


def test_what_was_wrong_is_never_quoted_without_what_is_right(library: Library) -> None:
    for asked in ("What was the result of the vote in Lonn?", "How many votes were cast in the council of Lonn?"):
        answer = library.ask(asked)
        quotes = [c.quote for c in answer.citations]
        assert quotes.count(HALVES) == 1
        assert not any(quote in HALVES and quote != HALVES for quote in quotes)
        assert [s.text for s in answer.sentences] == quotes


def test_a_notice_stands_beside_the_article_that_it_puts_right(library: Library) -> None:
    asked = "Until when can aid after the flood in Kell be applied for?"
    answer = library.ask(asked, filters=make_filters(until="2031-11-06"))
    notes = told(answer)
    assert notes.pop("https://post.example.org/5") == [f"{WRONG} {RIGHT}"]
    assert set(map(tuple, notes.values())) <= {()}  # of another outlet or day
    said = " ".join("\n".join(answer_text(answer)).split())
    assert f"corrected by the outlet on 12 November 2031: {WRONG} {RIGHT}" in said
    page = whole(answer, 1, {})
    assert "The outlet corrected this on 12 November 2031" in page
    assert '<span class="kind">Corrected</span>' in page


def test_before_it_was_printed_there_is_no_notice(library: Library) -> None:
    asked = "Until when can aid after the flood in Kell be applied for?"
    answer = library.ask(asked, filters=make_filters(as_of="2031-11-11"))
    assert answer.citations
    assert set(map(tuple, told(answer).values())) == {()}


@pytest.mark.parametrize(
    ("first", "fits"),
    [
        ("A report on Wednesday on the flood in Kell gave the damage as 190 million crowns.", True),
        ("A report on November 5 on the flood in Kell gave the damage as 190 million crowns.", True),
        ("A report on Wednesday on the flood in Kell gave the damage as 170 million crowns.", False),
        ("A report on Tuesday on the flood in Kell gave the damage as 190 million crowns.", False),
        ("A report on Wednesday on the ferry to Abria misspelt the name of its captain.", False),
        ("A report on the flood in Kell gave the damage as 190 million crowns.", False),
    ],
)
def test_a_notice_is_of_the_article_of_its_day_and_words(tmp_path: Path, first: str, fits: bool) -> None:
    with Library.open(tmp_path, create=True) as library:
        column = article("post", "Valley Post", 7, "Corrections", f"{first} That was wrong.")
        library.add([ARTICLES[0], column])
        library.sync()
        answer = library.ask("How much damage did the flood in Kell cause, the insurers said?")
    notes = told(answer)
    assert notes["https://post.example.org/5"] == ([f"{first} That was wrong."] if fits else [])


def test_a_column_by_others_is_told_beside_what_an_author_wrote(tmp_path: Path) -> None:
    report = replace(ARTICLES[0], authors=("Anna Kovac",))
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([report, replace(ARTICLES[3], authors=("Readers’ editor",))])
        answer = library.ask("What did Anna Kovac write about aid for the flood in Kell?")
    assert {citation.source.article.authors for citation in answer.citations} == {("Anna Kovac",)}
    assert any(RIGHT in text for texts in told(answer).values() for text in texts)


def test_each_notice_of_a_column_stands_beside_the_article_that_it_is_of(tmp_path: Path) -> None:
    roof = (
        "The roof of the gymnasium at Elm Street school in Kell fell in on Monday night. The headteacher, Tove Lindal, "
        "said nobody was hurt. The school was built by Dorn Brothers."
    )
    head = "An article on 5 November about the roof of Elm Street school in Kell misnamed its head. He is Olav Lindal."
    built = "An article on 5 November on the roof of Elm Street school gave the wrong builder. It is Kell and Sons."
    other = "An article on 5 November on the hours of the library in Kell gave the wrong time. It closes at 7 p.m."
    with Library.open(tmp_path, create=True) as library:
        library.add([article("post", "Valley Post", 5, "Roof of a school falls in", roof)])
        library.add([article("post", "Valley Post", 8, "Corrections", "\n\n".join((head, other, built)))])
        answer = library.ask("Who built Elm Street school?", filters=make_filters(until="2031-11-06"))
    assert told(answer) == {"https://post.example.org/5": [head, built]}


def test_a_saved_answer_is_told_what_a_column_has_put_right_since(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as library:
        library.add(ARTICLES[:3])
        saved = answer_shape(library.ask("Until when can aid after the flood in Kell be applied for?"))
        assert [one.notices for one in library.recheck(saved)] == [()] * len(saved["citations"])
        library.add(ARTICLES[3:])
        found = library.recheck(saved)
        of_post = [one for one in found if one.source and one.source.article.url == "https://post.example.org/5"]
        assert [[n.text for n in one.notices] for one in of_post] == [[f"{WRONG} {RIGHT}"]] * len(of_post)
        assert of_post
        said = "\n".join(recheck_text(saved["question"], found))
        assert f"corrected by the outlet on 12 November 2031: {WRONG} {RIGHT}" in said
