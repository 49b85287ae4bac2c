"""How a question is put, and what kind of answer it wants: timelines, who somebody is, what is not known, outlets."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from corpus.article import Article
from rag import Library
from rag.answer.slots import fills
from rag.demo import open_demo
from rag.settings import Settings
from rag.types import Answer
from rag.understanding import understand

FINE = (
    "The water regulator fined Lornwater 18.5 million crowns on Tuesday for letting sewage into the river Lorn on "
    "212 days. Lornwater, which serves 780,000 people, said that it would appeal. The regulator's director, "
    "Benedict Armory, spoke of a policy and not of an accident. Shares in Lornwater closed 7 per cent lower."
)
ARTICLES = (
    (
        "Lorn Echo",
        "2031-03-03",
        "Maternity ward in Kell to close",
        "The maternity ward of Kell hospital will close on 1 September for want of midwives, the trust said. It "
        "had filled nine of 21 posts.",
        (),
    ),
    (
        "Lorn Echo",
        "2031-05-30",
        "Petition for Kell ward",
        "A petition to keep the maternity ward in Kell open was handed to the ministry in a pram on Friday. It "
        "has 31,000 names.",
        (),
    ),
    (
        "Lorn Echo",
        "2031-08-22",
        "Kell ward is saved",
        "The maternity ward of Kell hospital will not close on 1 September after all. Eleven midwives from the "
        "coast have signed contracts.",
        (),
    ),
    (
        "Harbour Post",
        "2031-04-29",
        "Man charged with theft of cup",
        "A roofer was charged with the theft of the Merrow Cup on Monday. His lawyer, Vera Stanhill, said that "
        "half the coast had a plan of the museum.",
        (),
    ),
    (
        "Harbour Post",
        "2031-11-19",
        "Woman dies in Kell flood",
        "A woman of 82 died on Tuesday when the river Vash flooded Kell. Her name has not been released. About "
        "600 people spent the night in the school in Mill Lane.",
        (),
    ),
    (
        "Harbour Post",
        "2031-10-06",
        "Farmers win in Corrow",
        "The Farmers' Union won the county election in Corrow on Sunday with 27 of the 61 seats.",
        (),
    ),
    (
        "Harbour Post",
        "2031-09-25",
        "Ferry's radar was on standby",
        "The radar of the ferry Gannock was on standby for nine minutes when she struck the breakwater, a report "
        "says.\n\n"
        "Correction, 26 September: An earlier version of this article said that the radar of the ferry Gannock "
        "had been on standby for at least 19 minutes.",
        (),
    ),
    (
        "Lorn Echo",
        "2031-07-10",
        "A fine is no clean river",
        "Sewage should be taken out of private hands, and it should be done this year. No fine has ever cleaned a "
        "river.",
        ("Tilda Marlow",),
    ),
    (
        "Lorn News Agency",
        "2031-07-08",
        "Regulator fines Lornwater",
        FINE,
        (),
    ),
    (
        "Harbour Post",
        "2031-07-09",
        "Record fine for Lornwater",
        FINE,
        (),
    ),
    (
        "Harbour Post",
        "2031-03-05",
        "Harbour tram to open in 2033",
        "The harbour tram will open in the autumn of 2033 and cost 462 million crowns, the mayor's office said.",
        (),
    ),
    (
        "Harbour Post",
        "2032-01-20",
        "Harbour tram put off",
        "The harbour tram will open in the spring of 2034, half a year later than announced, the tram company "
        "said.",
        (),
    ),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("library"), create=True) as library:
        library.add(
            Article(text, title, f"https://a.example.org/{n}", outlet, authors, datetime.fromisoformat(f"{day}T09:00Z"))
            for n, (outlet, day, title, text, authors) in enumerate(ARTICLES)
        )
        library.sync()
        yield library


def _quoted(answer: Answer) -> list[str]:
    assert answer.status == "answered", answer.reason
    return [sentence.text for sentence in answer.sentences]


@pytest.mark.parametrize(
    ("typed", "read", "kind"),
    [
        ("Can you tell me when the ward will close?", "when the ward will close?", "when"),
        ("Please explain why the ward will close", "why the ward will close", "why"),
        ("Hi, could you please tell us who won the cup?", "who won the cup?", "who"),
        ("Summarise the Kell flood.", "the Kell flood.", "timeline"),
        ("I'd like to know how many people died", "how many people died", "how_many"),
        ("Can you fly to Kell now?", "Can you fly to Kell now?", "yes_no"),
        ("Explain", "Explain", "what"),
        ("What has happened with the ward since March?", "What has happened with the ward since March?", "timeline"),
        ("How did the dispute unfold?", "How did the dispute unfold?", "timeline"),
        ("How many people died over the past year?", "How many people died over the past year?", "how_many"),
        ("What is the current death toll of the flood?", "What is the current death toll of the flood?", "how_many"),
        ("What's the latest number of dead?", "What's the latest number of dead?", "how_many"),
        ("What was the figure for May?", "What was the figure for May?", "how_many"),
        ("What was the number one song in May?", "What was the number one song in May?", "what"),
        ("What happened on 6 October?", "What happened on 6 October?", "timeline"),
        ("What happened in Kell on 6 October?", "What happened in Kell on 6 October?", "what"),
    ],
)
def test_what_a_question_is_asked_with_is_no_part_of_it(typed: str, read: str, kind: str) -> None:
    question = understand(typed)
    assert (question.text, question.kind) == (read, kind)
    assert (question.typed or question.text) == typed


def test_a_polite_question_is_shown_as_it_was_typed(library: Library) -> None:
    answer = library.ask("Please tell me who won the county election in Corrow")
    assert answer.question == "Please tell me who won the county election in Corrow"
    assert answer.rewritten is None
    assert "Farmers' Union" in _quoted(answer)[0]


def test_a_timeline_has_one_sentence_of_each_report_in_their_order(library: Library) -> None:
    answer = library.ask("What has happened with the maternity ward in Kell since March?")
    told = _quoted(answer)
    assert [text[:12] for text in told[:3]] == ["The maternit", "A petition t", "The maternit"]
    published = [citation.source.article.published for citation in answer.citations]
    assert published == sorted(published, key=str)
    assert len({citation.source.article_id for citation in answer.citations}) == len(told)


def test_who_somebody_is_is_said_where_they_are_introduced(library: Library) -> None:
    assert _quoted(library.ask("Who is Vera Stanhill?"))[0].startswith("His lawyer, Vera Stanhill")


def test_what_is_not_known_is_the_answer_where_an_article_says_so(library: Library) -> None:
    assert "Her name has not been released." in _quoted(library.ask("Who died in the Kell flood?"))[:2]


def test_what_an_article_first_had_wrong_answers_nothing(library: Library) -> None:
    asked = library.ask("How long was the radar of the ferry Gannock on standby?")
    assert not any("19 minutes" in text for text in _quoted(asked))
    about = library.ask("What did the article on the ferry Gannock's radar have to correct?")
    assert any("19 minutes" in text for text in _quoted(about))


def test_a_story_is_quoted_that_follows_a_notice_in_one_paragraph(tmp_path: Path) -> None:
    text = (
        "Correction, June 2: An earlier version of this article misstated the height of the tower of Gorm. The tower "
        "of Gorm opens on Friday and Ulla Kran will cut the ribbon. It is 90 metres tall and cost 30 million crowns."
    )
    with Library.open(tmp_path, create=True) as library:
        library.add([Article(text, "Tower of Gorm opens", "https://a.example.org/tower")])
        library.sync()
        assert "Ulla Kran" in _quoted(library.ask("Who will cut the ribbon at the tower of Gorm?"))[0]
        assert any("90 metres" in said for said in _quoted(library.ask("How tall is the tower of Gorm?")))


def test_of_another_year_nothing_is_said(library: Library) -> None:
    assert library.ask("Who won the county election in Corrow in 2031?").status == "answered"
    assert library.ask("Who won the county election in Corrow in 2027?").status == "no_answer"


def test_what_will_be_is_told_by_the_later_report(library: Library) -> None:
    assert "spring of 2034" in _quoted(library.ask("When will the harbour tram open?"))[0]


@pytest.mark.parametrize(
    ("question", "never"),
    [
        ("What does the bishop spend on hats?", ("spend",)),  # "spent"
        ("What does Tilda Marlow eat for breakfast?", ("Tilda",)),  # a byline
    ],
)
def test_a_refusal_names_no_word_that_the_archive_has_in_another_form(
    library: Library, question: str, never: tuple[str, ...]
) -> None:
    answer = library.ask(question)
    assert answer.status == "no_answer"
    assert not any(word in answer.reason for word in never)


def test_the_nearest_articles_are_each_offered_once() -> None:
    with open_demo(Settings(llm="")) as demo:
        answer = demo.ask("How many elephants live in Homs?")
        found = [hit.source.article_id for hit in demo.search("How many elephants live in Homs?").hits]
    assert answer.status == "no_answer"
    assert len(set(found[:3])) < 3  # one of them is found by two of its passages
    assert [hit.source.article_id for hit in answer.nearest] == list(dict.fromkeys(found))[:3]


def test_an_outlet_that_printed_a_copy_is_quoted_where_it_is_asked_about(library: Library) -> None:
    asked = library.ask("What did the Harbour Post report about the fine for Lornwater?")
    assert asked.citations[0].source.article.outlet == "Harbour Post"
    assert [copy.outlet for copy in asked.citations[0].copies] == ["Lorn News Agency"]
    assert asked.lacking == ()
    plain = library.ask("How high was the fine for Lornwater?")
    assert plain.citations[0].source.article.outlet == "Lorn News Agency"


def test_an_outlet_that_is_not_quoted_is_named(library: Library) -> None:
    asked = library.ask("According to the Lorn Echo, who won the county election in Corrow with 27 of 61 seats?")
    assert "Farmers' Union" in _quoted(asked)[0]
    assert asked.lacking == ("what does Lorn Echo report of it?",)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Why is Homs so important?", "Homs is the junction of the country."),
        ("What makes Homs important?", "Homs is the junction of the country."),
        ("What is the importance of Homs?", "Homs is the junction of the country."),
        ("Why does Homs matter?", "Homs is the junction of the country."),
        ("Why does the M5 matter?", "The M5 is the road that joins Syria’s largest cities"),
    ],
)
def test_what_makes_something_important_is_what_it_is_and_what_follows(question: str, first: str) -> None:
    with open_demo(Settings()) as demo:
        assert demo.ask(question).text.startswith(first)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Was Yoon impeached?", "South Korea’s parliament impeached President Yoon"),  # and not the motion that failed
        ("Has Yoon been impeached?", "South Korea’s parliament impeached President Yoon"),
        ("How many people were killed in the Syrian offensive?", "It counted 311 dead"),  # not 280,000 displaced
    ],
)
def test_what_happened_is_told_by_what_says_so(question: str, first: str) -> None:
    with open_demo(Settings()) as demo:
        assert demo.ask(question).text.startswith(first)


@pytest.mark.parametrize("question", ["Summarise the crisis in Korea", "catch me up on Korea", "overview of the altar"])
def test_a_summary_is_one_sentence_of_each_report_in_their_order(question: str) -> None:
    with open_demo(Settings()) as demo:
        answer = demo.ask(question)
    articles = [answer.citations[s.citations[0] - 1].source.article for s in answer.sentences]
    days = [article.published for article in articles if article.published]
    assert len(days) == len({article.url for article in articles}) >= 2
    assert days == sorted(days)
    assert understand("Summarise the article about the altar").kind == "what"


def test_what_follows_what_is_asked_about_gives_no_reason_for_it() -> None:
    why = understand("How did the fire start?")
    assert why.kind == "why"
    assert fills(why, "The bells rang for the first time since the fire of 2019.") == 0
    assert fills(why, "The president was impeached over how the fire started.") == 0
    assert fills(why, "It began after a cable had been left on.") > 0


@pytest.mark.parametrize(
    ("question", "now"),
    [
        ("Which valley has the highest price of hay?", True),
        ("Who has the most seats on the council?", True),
        ("Which borough is the cheapest to live in?", True),
        ("Which valley suffered the most?", False),
        ("Which valley had the highest price of hay?", False),
        ("Which of the boats that have the oldest engines sank?", False),
    ],
)
def test_what_is_first_in_something_is_asked_of_as_it_stands(question: str, now: bool) -> None:
    assert understand(question).stands_now is now


def test_words_that_only_say_how_it_is_asked_are_not_looked_for(library: Library) -> None:
    for asked in ("Timeline of the ward in Kell", "How many seats have the Farmers' Union won in Corrow so far?"):
        assert library.ask(asked).status == "answered"
    assert understand("How many has it killed to date?").terms == understand("How many has it killed?").terms
    assert understand("Who is the current mayor of Kell?").wants_new
    assert not understand("How fast is the current of the Vash?").wants_new
    assert understand("Timeline of the ward").names == ()
    assert "Timeline" not in library.ask("Timeline of the queen's coronation").reason


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What is Vera Stanhall's salary?", "Vera Stanhill"),
        ("Where did Vero Stanhill study?", "Vera Stanhill"),
        ("Where did Justice Vero Stanhill study?", "Vera Stanhill"),
        ("Who insures Lornwatter's elephants?", "Lornwater"),
    ],
)
def test_a_refusal_asks_back_whether_a_name_like_it_is_meant(library: Library, question: str, name: str) -> None:
    answer = library.ask(question)
    assert answer.status == "no_answer"
    assert answer.reason.endswith(f". Did you mean {name}?")


@pytest.mark.parametrize(
    "question", ["Where did Vera Stanhill study?", "Where did Nora Stanhill study?", "Where did Vera Lund study?"]
)
def test_a_name_that_is_there_or_is_quite_another_is_not_asked_back(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert answer.status == "no_answer"
    assert "Did you mean" not in answer.reason


def test_an_age_is_no_other_figure(library: Library) -> None:
    assert "A woman of 82" in _quoted(library.ask("How old was the woman who died in the Kell flood?"))[0]
    assert understand("How old is the mayor?").terms == ("mayor",)
    assert understand("What is the mayor's salary?").kind == "how_many"
    assert understand("What was the ministry's message on wages?").kind == "what"


@pytest.mark.parametrize(
    ("question", "sentence", "held"),
    [
        ("How high was inflation in June?", "Prices drove inflation to 8.6% in the year to May.", 1.0),
        ("How high was inflation in June?", "The bank raised its rate by three-quarters of a percentage point.", 0.4),
        ("What is the unemployment rate in Kell?", "Unemployment in Kell fell by 400 people to 6 per cent.", 1.0),
        ("What is the unemployment rate in Kell?", "Another 400 people in Kell found work.", 0.4),
        ("By how much did the bank raise interest rates?", "It raised them by half a percentage point.", 1.0),
    ],
)
def test_a_rate_is_told_in_per_cent(question: str, sentence: str, held: float) -> None:
    assert fills(understand(question), sentence) == held


@pytest.mark.parametrize(
    ("question", "sentence", "least", "most"),
    [
        ("Where was Orlo Vint killed?", "A drone killed Orlo Vint, the mayor said on Monday in Kell.", 0, 0.5),
        ("Where was Orlo Vint killed?", "A drone killed Orlo Vint in Merrow, the mayor said on Monday in Kell.", 1, 1),
        ("Where was Orlo Vint killed?", "The mayor told reporters in Kell that a drone killed Orlo Vint.", 0, 0.5),
        ("Where was Orlo Vint killed?", "Police said that Orlo Vint was killed in Merrow.", 1, 1),
        ("When did the bridge fall?", "The bridge fell, the mayor said on Monday.", 0, 0.5),
        ("When did the bridge fall?", "The mayor said on Monday that the bridge fell on Sunday.", 1, 1),
        ("When did the mayor announce it?", "The mayor announced it on Monday.", 1, 1),
        ("How many swings were recalled?", "It recalled versions 1.0 through 4.0 of its swing.", 0, 0),
        ("How many swings were recalled?", "It recalled 40,000 swings of version 4.0.", 1, 1),
    ],
)
def test_where_and_when_it_was_told_and_what_goes_by_a_number_is_not_what_is_asked(
    question: str, sentence: str, least: float, most: float
) -> None:
    assert least <= fills(understand(question), sentence) <= most


@pytest.mark.parametrize(
    "beside",
    [
        "Swept away:Floods hit the bridge of Torvik",
        "Hide Caption 3 of 12 Photos: Floods hit the bridge of Torvik and people watch.",
        "Floods at the old bridge of Torvik",
        "MUST WATCH See how the floods hit the bridge of Torvik 02:12",
        "Photos: Floods of Torvik The floods that hit the bridge of Torvik are watched by two people.",
    ],
)
def test_what_stands_beside_a_report_does_not_come_before_it(tmp_path: Path, beside: str) -> None:
    told = "Floods have hit the bridge of Torvik, and two of its five piers fell into the river on Monday."
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as library:
        library.add([Article(f"{beside}\n\n{told}", "Piers fall", "https://a.example.org/1", "Torvik Post")])
        first, *_ = _quoted(library.ask("What happened to the bridge of Torvik in the floods?"))
    assert first == told


def test_a_picture_gives_no_reason(tmp_path: Path) -> None:
    beside = "Ada Ribe/Lenz/AFP The bridge of Torvik lies in the river as people of Torvik watch from the old bridge."
    told = "The bridge lies there because the flood hollowed out two of its piers, an engineer said."
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as library:
        library.add([Article(f"{beside}\n\n{told}", "Bridge falls", "https://a.example.org/1", "Torvik Post")])
        first, *_ = _quoted(library.ask("Why does the bridge of Torvik lie in the river?"))
    assert first == told


def test_what_somebody_did_is_told_by_what_they_did(tmp_path: Path) -> None:
    feared = (
        "In June residents of Kell feared what the council of Kell would do about the pier, after the council of Kell "
        "said that it was looking at it."
    )
    did = "The council of Kell, which meets on Mondays, closed the pier in June."
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as library:
        library.add([Article(f"{feared}\n\n{did}", "The pier", "https://a.example.org/1", "Torvik Post")])
        for asked in ("What did the council of Kell do in June?", "What has the council done about the pier?"):
            assert _quoted(library.ask(asked))[0] == did
