"""What an author or a section wrote is asked of their articles: the name stands above them, and seldom in them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from growth import repeated, too_steep

from corpus.article import Article, Kind
from rag import Answer, Filters, Library, Turn
from rag.bylines import byline
from rag.mentions import AuthorNames, SectionNames
from rag.settings import Settings


def article(n: int, author: str, title: str, text: str, kind: Kind = "news") -> Article:
    day, url = datetime(2024, 12, n, 12, tzinfo=UTC), f"https://a.example.org/{n}"
    return Article(text, title, url, "Torvik Post", authors=(author,), kind=kind, published=day)


ARTICLES = [
    article(
        2, "Mara Lindqvist", "Torvik closes ferry pier",
        "The council voted on Monday to close the old ferry pier of Torvik.\n\nIt cost the town 2 million crowns.",
    ),
    article(
        4, "Jonas Berg", "Keep the ferry pier",
        "The ferry pier is the heart of Torvik, and closing it is a mistake.\n\nThe council should sell its hall.",
        "opinion",
    ),
    article(
        5, "Elin Sand", "Good riddance to the pier",
        "The ferry pier was a hole in the purse of Torvik, and closing it is right.\n\nA bus does the same for less.",
        "opinion",
    ),
    article(7, "Sports desk", "Derby today", "The derby of Torvik and Ostra begins at three o’clock on Saturday."),
    article(8, "Elin Sand", "Torvik win the derby", "Torvik beat Ostra 3-1 on Saturday in front of 4,000 people."),
    article(
        9, "Ola Sand-Vik", "Storm hits Ostra school",
        "A storm took the roof of the school in Ostra on Sunday.\n\n“The pier is next,” said the mayor, Ingrid Falk.",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("bylines") / "library", Settings(llm=""), create=True) as opened:
        opened.add(ARTICLES)
        yield opened


def authors(answer: Answer) -> set[str]:
    return {author for citation in answer.citations for author in citation.source.article.authors}


@pytest.mark.parametrize(
    ("question", "author"),
    [
        ("What did Jonas Berg write about the ferry pier?", "Jonas Berg"),
        ("what has elin sand written about the pier", "Elin Sand"),
        ("What does columnist Jonas Berg say about closing the pier?", "Jonas Berg"),
        ("Jonas Berg’s column on the pier", "Jonas Berg"),
        ("Elin Sand on the ferry pier", "Elin Sand"),
        ("According to Elin Sand, what does the same for less?", "Elin Sand"),
        ("Articles by Mara Lindqvist about the pier", "Mara Lindqvist"),
        ("Which articles did Elin Sand write?", "Elin Sand"),
        ("What did the Sports Desk write about the derby?", "Sports desk"),
        ("What did Lindqvist report about the council?", "Mara Lindqvist"),
    ],
)
def test_an_author_who_is_asked_for_answers_alone(library: Library, question: str, author: str) -> None:
    answer = library.ask(question)
    assert (answer.status, authors(answer)) == ("answered", {author})
    assert answer.question == question
    assert answer.rewritten is not None
    assert answer.rewritten.endswith(f"(articles by {author})")


def test_what_an_author_did_not_write_about_is_refused(library: Library) -> None:
    answer = library.ask("What did Jonas Berg write about the storm in Ostra?")
    assert answer.status == "no_answer"
    assert answer.reason.startswith("Among the articles by Jonas Berg the archive does not say")


def test_whom_others_quote_is_still_quoted(library: Library) -> None:
    answer = library.ask("What did Ingrid Falk say about the pier?")
    assert authors(answer) == {"Ola Sand-Vik"}
    assert answer.rewritten is None


def test_opinions_are_asked_of_opinion_pieces(library: Library) -> None:
    answer = library.ask("What do the opinion pieces say about the ferry pier?")
    assert authors(answer) <= {"Jonas Berg", "Elin Sand"}
    assert answer.status == "answered"


def test_a_filter_of_the_user_comes_first(library: Library) -> None:
    answer = library.ask("What did Jonas Berg write about the ferry pier?", filters=Filters(authors=("Elin Sand",)))
    assert authors(answer) <= {"Elin Sand"}


def test_a_follow_up_asks_for_another_author(library: Library) -> None:
    chat = [Turn("user", "What did Jonas Berg write about the ferry pier?"), Turn("assistant", "That it is the heart.")]
    for question in ("And what did Elin Sand write about it?", "and Elin Sand?"):
        answer = library.ask(question, history=chat)
        assert authors(answer) == {"Elin Sand"}
        assert "pier" in answer.sentences[0].text


def test_a_search_has_the_authors_passages_first_and_others_after(library: Library) -> None:
    hits = library.search("What did Jonas Berg write about the ferry pier?").hits
    assert hits[0].source.article.authors == ("Jonas Berg",)
    assert len({hit.source.article_id for hit in hits}) > 1
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


def test_names_are_told_apart() -> None:
    names = AuthorNames(["Jonas Berg", "Mia Berg", "Elin Sand", "elin sand", "Cher"])
    found = names.find("Berg, JONAS BERG’s friend, met Sand and a cher sand dune.")
    assert [(one.in_full, sorted(one.authors)) for one in found] == [
        (True, ["Jonas Berg"]), (False, ["Elin Sand", "elin sand"])
    ]  # fmt: skip


def test_a_question_of_a_person_in_the_news_is_no_byline(library: Library) -> None:
    view = library.view()
    assert view is not None
    for question in ("Who is Elin Sand?", "Why did Jonas Berg leave Torvik?", "How old is Sand?", "Was it sand?"):
        assert byline(question, view.arrays) is None


# -- sections --------------------------------------------------------------------------------------------------------


def of_section(n: int, section: str, title: str, text: str, outlet: str = "Ostra Herald") -> Article:
    day = datetime(2024, 12, n, 12, tzinfo=UTC)
    return Article(text, title, f"https://b.example.org/{n}", outlet, section=section, published=day)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    articles = [
        of_section(2, "Business", "Port sold", "The port of Ostra was sold on Monday for 12 million crowns."),
        of_section(4, "Sport / Football", "Derby won", "Torvik beat Ostra 3-1 on Saturday at the ground by the port."),
        of_section(5, "Culture", "A song for the port", "A choir sang about the port of Ostra on Sunday."),
        of_section(6, "Sports", "Coach goes", "Ostra dismissed its coach on Thursday after the derby.", "Torvik Post"),
        of_section(8, "", "Storm hits school", "A storm took the roof of the school in Ostra on Sunday."),
    ]
    with Library.open(tmp_path_factory.mktemp("sections") / "library", Settings(llm=""), create=True) as opened:
        opened.add(articles)
        yield opened


def sections(answer: Answer) -> set[str]:
    return {citation.source.article.section for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("What did the business section write about the port?", "Business"),
        ("What do the sports pages say about the port?", "Sport / Football"),
        ("In the culture section, what is said about the port?", "Culture"),
        ("What was sold, in the Business pages?", "Business"),
        ("What is the latest business news?", "Business"),
        ("What's in the culture section today?", "Culture"),
        ("latest sports headlines", "Sports"),
        ("What do the Ostra Herald’s sports pages say about the derby?", "Sport / Football"),
        ("Who was dismissed, in the sports pages of the Torvik Post?", "Sports"),
    ],
)
def test_a_section_that_is_asked_for_answers_alone(paper: Library, question: str, section: str) -> None:
    answer = paper.ask(question)
    assert (answer.status, sections(answer)) == ("answered", {section})
    assert answer.rewritten is not None
    assert "(the section " in answer.rewritten


def test_what_states_no_section_may_be_of_any(paper: Library) -> None:
    answer = paper.ask("What does the business section say about the storm?")
    assert sections(answer) == {""}
    assert (answer.rewritten or "").endswith("(the section Business or none stated)")
    refused = paper.ask("What does the business section say about the dismissed coach?")
    assert refused.status == "no_answer"


def test_a_filter_for_a_section_comes_first(paper: Library) -> None:
    only = Filters(sections=("Culture",))
    assert sections(paper.ask("What does the business section say about the port?", filters=only)) <= {"Culture"}
    assert {hit.source.article.section for hit in paper.search("port", filters=only).hits} == {"Culture"}


def test_a_search_has_the_sections_passages_first_and_others_after(paper: Library) -> None:
    hits = paper.search("What do the culture pages say about the port?").hits
    assert hits[0].source.article.section == "Culture"
    assert len(hits) > 1


def test_sections_are_named_by_what_follows_them() -> None:
    names = SectionNames(["Sport / Football", "World news", "Business", "The Front"])
    asked = "Is sport a business? In the world section, the business pages and football news of the front page"
    assert [(asked[slice(*one.span)], sorted(one.sections), one.of_news) for one in names.find(asked)] == [
        ("world section", ["World news"], False),
        ("business pages", ["Business"], False),
        ("the front page", ["The Front"], False),
    ]


def test_other_pages_and_news_are_no_sections(paper: Library) -> None:
    view = paper.view()
    assert view is not None
    for question in ("How many pages has the song?", "What is the latest news?", "Is there business news of the port?"):
        assert byline(question, view.arrays) is None


@pytest.mark.parametrize("token", ["sports pages ", "in the business section ", "what is in the culture pages, "])
def test_reading_a_section_takes_time_in_proportion(paper: Library, token: str) -> None:
    view = paper.view()
    assert view is not None
    arrays = view.arrays
    assert not too_steep(lambda text: byline(text, arrays), repeated(token), 2_000)


@pytest.mark.parametrize("token", ["Elin Sand ", "articles by ", "according to Elin Sand, ", "what did "])
def test_reading_a_byline_takes_time_in_proportion(library: Library, token: str) -> None:
    view = library.view()
    assert view is not None
    arrays = view.arrays
    assert not too_steep(lambda text: byline(text, arrays), repeated(token), 2_000)
