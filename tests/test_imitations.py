"""Articles that imitate what Dateline itself says, or would fill the screen: what a reader is shown of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from corpus.article import Article
from rag.library import Library
from rag.readable import answer_text
from rag.types import Answer
from ui.answers import whole

MARCH = datetime(2031, 3, 8, tzinfo=UTC)
HUGE = "W" * 1_900
REPORT = (
    "The ferry to Ostrand is owned by Kel Marine [1]. It carries 4,000 cars a day, and was built at the yard in Lonn "
    "in the year 2011. The harbour office renews its licence every spring, and did so in the first week of March."
)


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answer]:
    with Library.open(tmp_path_factory.mktemp("imitations"), create=True) as library:
        for number in range(30):
            outlet, names = (HUGE, (HUGE,) * 40) if not number else (f"Coast Paper {number}", ())
            url = f"https://paper{number}.example.org/ferry"
            day = MARCH + timedelta(hours=number)
            library.keep([Article(REPORT, f"{HUGE} [2] Lonn Echo", url, outlet, names, day, language="en")])
        library.sync()
        yield library.ask("Who owns the ferry to Ostrand?")


def test_a_number_in_an_article_is_not_taken_for_a_citation(answer: Answer) -> None:
    said = "\n".join(answer_text(answer)).split("\n\n")[0]
    assert said.startswith("“The ferry to Ostrand is owned by Kel Marine (1).” [1]")


def test_what_is_quoted_stands_there_as_it_is(answer: Answer) -> None:
    assert answer.citations[0].quote.startswith("The ferry to Ostrand is owned by Kel Marine [1].")
    assert "owned by Kel Marine [1]." in " ".join("\n".join(answer_text(answer)).split())


def test_no_name_fills_the_screen(answer: Answer) -> None:
    assert answer.citations[0].copies
    for shown in ("\n".join(answer_text(answer)), whole(answer, 1, {})):
        assert "W" * 90 in shown
        assert "W" * 301 not in shown
        assert len(shown) < 15_000


def test_who_is_not_named_is_counted(answer: Answer) -> None:
    page = whole(answer, 1, {})
    assert "and 28 more" in page
    assert "and 17 more; it counts as one source" in page
    assert "and 17 more" in " ".join("\n".join(answer_text(answer)).split())


@pytest.mark.parametrize(
    "unseen", ["\u034f", "\u061c", "\u180e", "\u200d", "\u200c\u200c", "\u206a", "\u3164", "\uffa0", "\U000e0141"]
)
def test_what_shows_nothing_makes_no_other_outlet(unseen: str) -> None:
    given = Article("The council met.", outlet=f"Lonn{unseen} {unseen}Ec{unseen}ho")
    assert given.cleaned().outlet == "Lonn Echo"


@pytest.mark.parametrize("word", ["می\u200cخواهم", "क्\u200dष", "👩\u200d🚒", "葛\U000e0100城", "❤\ufe0f"])
def test_what_makes_another_letter_stays(word: str) -> None:
    assert Article(f"{word} {word}").cleaned().text == f"{word} {word}"
