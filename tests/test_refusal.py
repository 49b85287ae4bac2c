"""When the archive does not say: near misses, the setting, articles left out, and the curve that is measured."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from eval import formats, joined
from eval.refusals import Asked, curve, lines
from rag import Library
from rag.answer.alike import foreign, word_by_word
from rag.answer.lexicon import forms
from rag.answer.slots import fills
from rag.answer.wording import commands
from rag.settings import Settings
from rag.types import Filters, Turn
from rag.understanding import understand

BRIDGE = (
    "The old bridge of Orlane was closed on Monday after a lorry hit its northern pillar.\n\n"
    "“Nobody may cross until the engineers have finished,” the mayor of Orlane said on Tuesday. "
    "The repair will cost 3.4 million euros, the council estimates.\n\n"
    "About 1,200 American soldiers who are stationed near the town have to take the ferry."
)
FLOOD = (
    "The river Sarn left its bed at Keld on Friday.\n\n"
    "The road along it, which joins Keld to Mossgate, was closed by the police.\n\n"
    "At least 23 people were hurt when the flood came, the fire brigade said."
)
HARBOUR = "The harbour of Tessin had its best year. The harbour office counted 91 ships in May, 40 of them large."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    articles = [
        Article(BRIDGE, "Bridge of Orlane closed", "https://a.example.org/bridge", "Valley Post"),
        Article(FLOOD, "Flood in Keld", "https://c.example.org/flood", "Valley Post"),
        Article(HARBOUR, "Best year for the harbour of Tessin", "https://b.example.org/harbour", "Coast Review"),
    ]
    with Library.open(tmp_path_factory.mktemp("refusal") / "library", Settings(llm=""), create=True) as opened:
        opened.add(articles)
        yield opened


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did the mayor of Orlane say about the bridge?", "Nobody may cross"),
        ("How much will the repair of the bridge cost?", "3.4 million euros"),
        ("How many US soldiers are stationed near Orlane?", "1,200 American soldiers"),
        ("how many people were hurt in the flood in keld", "23 people"),
        ("How many ships did the harbour of Tessin count in May?", "91 ships"),
    ],
)
def test_what_the_archive_says_is_answered(library: Library, question: str, words: str) -> None:
    answer = library.ask(question)
    assert answer.status == "answered"
    assert words in answer.sentences[0].text
    assert answer.evidence is not None
    assert answer.evidence >= 1


@pytest.mark.parametrize(
    "question",
    [
        "What did the bishop of Lund say about the bridge?",
        "How old is the stationmaster's dog in Orlane?",
        "Who designed the theatre of Tessin?",
        "When will Tessin hold its flower parade?",
        "how many people were hurt in the flood in mossgate",  # a name in passing is not where it happened
    ],
)
def test_the_right_place_is_no_answer(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert answer.status == "no_answer"
    assert answer.nearest
    assert answer.evidence is not None
    assert answer.evidence < 1


def test_what_leads_up_to_a_question_is_no_part_of_it(library: Library) -> None:
    led_up = "The harbour of Tessin had its best year in living memory. How many ships did its office count in May?"
    answer = library.ask(led_up)
    assert "91 ships" in answer.sentences[0].text
    for asked in (
        "The harbour of Tessin had its best year: 91 ships in May. Which company built the new lighthouse?",
        "The harbour office of Tessin counted 91 ships in May, 40 large ones. How many sailors live in the town?",
    ):
        assert library.ask(asked).status == "no_answer"


def test_every_clause_of_a_long_question_is_looked_for(library: Library) -> None:
    both = (
        "Does the Valley Post say that the repair of the bridge will cost 3.4 million euros, while the Coast Review "
        "says that the harbour office counted 91 ships in May?"
    )
    answer = library.ask(both)
    assert {c.source.article.outlet for c in answer.citations} >= {"Valley Post", "Coast Review"}
    other = both.replace("counted 91 ships in May", "lost a lawsuit")
    for wrong in (both.replace("Coast Review", "Valley Post"), other):
        less = library.ask(wrong)
        assert less.evidence is not None
        assert answer.evidence is not None
        assert less.evidence < 0.8 * answer.evidence


def test_what_many_reports_say_alike_carries_less_than_what_stands_out(tmp_path: Path) -> None:
    asked = (
        "Does the Valley Post say that the council of Orlane debated the repair of the old bridge, while the Coast "
        "Review says that the harbour office counted 91 ships in May?"
    )
    alike = "The council of Orlane met about the old bridge and its repair on day {n}."
    other = "The bakers of Sarn sold {n} loaves on market day, and the price of flour rose."
    found = []
    for text in (other, alike):
        with Library.open(tmp_path / text[4:11], Settings(llm=""), create=True) as library:
            told = "The council of Orlane debated the repair of the old bridge."
            library.add([Article(told, "Council", "https://d.example.org/told", "Valley Post")])
            library.add([Article(HARBOUR, "Harbour", "https://b.example.org/harbour", "Coast Review")])
            library.add(
                Article(text.format(n=n), "Day", f"https://d.example.org/{n}", "Valley Post") for n in range(11, 19)
            )
            found.append(library.ask(asked).evidence or 0.0)
    assert 0 < found[1] < found[0] - 0.01


def test_a_clause_in_other_words_is_carried_by_words_like_its_own(tmp_path: Path) -> None:
    asked = (
        "Does the Valley Post say that the physician was jailed for the theft of a vehicle, while the Coast Review "
        "says that the harbour office counted 91 ships in May?"
    )
    found = []
    for n, text in enumerate(("A doctor went to prison for stealing a car.", "A baker went to Keld for buying a cow.")):
        with Library.open(tmp_path / str(n), Settings(llm=""), create=True) as library:
            library.add([Article(text, "Told", "https://d.example.org/told", "Valley Post")])
            library.add([Article(HARBOUR, "Harbour", "https://b.example.org/harbour", "Coast Review")])
            found.append(library.ask(asked).evidence or 0.0)
    assert found[1] < 0.6 * found[0]


def test_how_alike_words_are_is_between_nothing_and_the_same(library: Library) -> None:
    view = library.view()
    assert view is not None
    question = understand("Which bridge was closed after a lorry hit its pillar?")
    sentences = (
        "The bridge was closed after a lorry hit its pillar.",
        "They shut the crossing when a truck struck its column.",
        "Bakers sold loaves.",
        "…",
    )
    same, alike, other, nothing = word_by_word([(question, sentence) for sentence in sentences], view)
    assert 1 >= same > alike > other >= 0
    assert nothing == 0
    assert word_by_word([], view) == []


def test_a_word_is_foreign_to_sentences_that_have_none_like_it(library: Library) -> None:
    view = library.view()
    assert view is not None
    question = understand("How much money did the married mayor of Orlane spend?")
    strange = foreign(question, ["The council of Orlane paid 3.4 million euros.", "…"], view)
    assert set(question.terms) <= strange.keys()
    assert all(0 <= value <= 1 for value in strange.values())
    assert strange["orlan"] == 0 < strange["marri"]
    assert strange["money"] < strange["marri"]
    assert set(foreign(question, ["…"], view).values()) == {1.0}


def test_a_follow_up_goes_by_its_own_words(library: Library) -> None:
    history = (Turn("user", "When was the old bridge of Orlane closed?"),)
    assert library.ask("How much will it cost?", history=history).status == "answered"
    refused = library.ask("How tall is it?", history=history)
    assert (refused.status, refused.rewritten is not None) == ("no_answer", True)


def test_nothing_is_foreign_in_a_language_that_the_encoder_does_not_know(tmp_path: Path) -> None:
    told = "Brua i Orlane ble stengt på mandag etter at en lastebil traff den nordlige pilaren. Brua er fra 1931."
    history = (Turn("user", "Når ble brua i Orlane stengt?"),)
    found = []
    for language in ("nb", "en"):
        with Library.open(tmp_path / language, Settings(llm=""), create=True) as library:
            url = "https://a.example.org/bru"
            library.add([Article(told, "Brua i Orlane er stengt", url, "Valley Post", language=language)])
            found.append(library.ask("And alderen?", history=history).evidence or 0.0)
    assert found[0] > found[1]


def test_an_answer_begins_with_what_can_be_read_alone(tmp_path: Path) -> None:
    told = "It took the Golden Oar of Tessin home. Eight rowers took the Golden Oar of Tessin home on the last train."
    with Library.open(tmp_path / "library", Settings(llm="", least_evidence=0.0), create=True) as library:
        library.add([Article(told, "Rowing", "https://a.example.org/rowing", "Valley Post")])
        answer = library.ask("Which team took the Golden Oar of Tessin home?")
        assert answer.sentences[0].text.startswith("Eight rowers")


def test_a_year_of_which_the_archive_has_no_report_is_what_is_asked_and_not_where_to_look(tmp_path: Path) -> None:
    spent = "The port of Tessin spent 26 million euros in 2021 on its new breakwater."
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as library:
        day = datetime(2024, 3, 1, tzinfo=UTC)
        told = Article(spent, "Port", "https://a.example.org/1", "Valley Post", published=day)
        library.add([told, Article(HARBOUR, "Ships", "https://a.example.org/2", "Coast Review")])
        asked = (
            "Did the Valley Post report that the port of Tessin spent 26 million euros {}on its breakwater, while the "
            "Coast Review says that the harbour office counted 91 ships in May?"
        )
        without, found = (library.ask(asked.format(when)).evidence or 0.0 for when in ("", "in 2021 "))
        assert found > 0.9 * without


def test_a_refusal_says_which_names_the_archive_never_has(library: Library) -> None:
    said = library.ask("Who led the Flower Parade?").reason
    assert "it never names Flower Parade and never uses the word “led”." in said
    assert "never names" not in library.ask("When was Orlane founded?").reason
    said = library.ask("Does the Coast Review say when the Flower Parade's mayor won the lottery?").reason
    assert "it never names Flower Parade and" in said  # an outlet that is there is no name that is not


def test_a_name_in_a_headline_alone_is_not_said_to_be_never_named(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as library:
        library.add([Article(HARBOUR, "Zeppelin over Tessin", "https://a.example.org/1", "Valley Post")])
        assert "never names" not in library.ask("Who flew the Zeppelin?").reason


def test_a_refusal_says_which_words_the_archive_never_uses(library: Library) -> None:
    assert "it never uses the word “lottery”." in library.ask("When is the lottery?").reason
    said = library.ask("Which Zeppelin insured the harbour’s elephants and ostriches?").reason
    assert said.endswith("it never names Zeppelin and never uses the words “insured”, “elephants”, “ostriches”.")
    assert "never" not in library.ask("Who repairs ships in May?").reason  # it has "repair" and "ships"
    assert "Post" not in library.ask("Does the Valley Post tell of Norland?").reason


@pytest.mark.parametrize(
    ("question", "words", "lacking"),
    [
        ("How many people were hurt in Keld and who won the World Cup?", "23 people", "who won the World Cup?"),
        ("Who won the World Cup, and how many people were hurt in Keld?", "23 people", "Who won the World Cup?"),
        ("How many people were hurt in Keld? Who designed the theatre of Tessin?", "23 people", "Who designed"),
        ("How many people were hurt in Keld, and how many in Zanzibar?", "23 people", "how many in Zanzibar?"),
        ("Did the flood come to Keld, and did the queen of Norland abdicate?", "left its bed at Keld", "did the queen"),
        ("What did the mayors of Orlane and Zanzibar say about the bridge?", "Nobody may cross", "Zanzibar"),
    ],
)
def test_of_several_things_asked_it_answers_what_it_can_and_says_what_not(
    library: Library, question: str, words: str, lacking: str
) -> None:
    answer = library.ask(question)
    assert answer.status == "answered"
    assert words in " ".join(c.quote for c in answer.citations)
    assert len(answer.lacking) == 1
    assert lacking in answer.lacking[0]


@pytest.mark.parametrize(
    "question",
    [
        "How many people were hurt in Keld and how much will the repair of the bridge of Orlane cost?",
        "Why was the bridge of Orlane closed, and when?",
        "What did the mayor of Orlane say, and when did he say it?",
        "Which ships did the harbour office of Tessin and its council count in May?",
        "What did the mayors of Orlane and Zanzibar say about the old bridge that was closed on Monday after a lorry "
        "hit its northern pillar and whose repair the council estimates?",
    ],
)
def test_of_what_is_all_there_nothing_is_said_to_lack(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert answer.status == "answered"
    assert answer.lacking == ()


@pytest.mark.parametrize(
    ("part", "lacking"),
    [
        ("by when must shareholders choose?", False),
        ("who won the cup?", True),
        ("when does the mayor decide?", True),  # another's day is no answer
    ],
)
def test_a_part_without_a_name_is_asked_of_what_the_question_names(tmp_path: Path, part: str, lacking: bool) -> None:
    bid = (
        "The Heron Group has raised its offer for Tessin Ferries from 40 to 43 crowns a share after a fund threatened "
        "to refuse it. The company is now valued at 1.2 billion crowns.\n\n"
        "The fund said that it would accept. The deadline for shareholders remains 9 June."
    )
    gulls = "The mayor of Orlane counts gulls. He has to decide by May whether to stand again."
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as library:
        library.add([Article(bid, "Heron Group raises its bid for Tessin Ferries", "https://a.example.org/1", "Post")])
        library.add([Article(gulls, "Gulls", "https://a.example.org/2", "Post")])
        answer = library.ask(f"How much does the Heron Group offer for Tessin Ferries, and {part}")
        assert "43 crowns a share" in answer.citations[0].quote
        assert answer.lacking == ((part,) if lacking else ())
        assert lacking or "The deadline for shareholders remains 9 June." in [c.quote for c in answer.citations]


def test_two_things_that_are_not_there_are_refused(library: Library) -> None:
    answer = library.ask("Who won the World Cup, and how?")
    assert answer.status == "no_answer"
    assert answer.lacking == ()


def test_questions_asked_in_pairs_are_held_against_each_asked_alone(library: Library) -> None:
    demo = formats.demo()
    asked = (
        "How much will the repair of the bridge cost?",
        "How many people were hurt in Keld?",
        "Who won the lottery of Tessin?",
        "Which film won the golden bear of Norland?",
        "And when?",  # leans on something, so it is not asked
    )
    plain = replace(demo.questions[0], history=(), filters=Filters())
    questions = tuple(replace(plain, id=str(n), text=text) for n, text in enumerate(asked))
    pairs = joined.measure(replace(demo, questions=questions), Settings(llm=""), library.folder)
    assert next(joined.lines(pairs)) == "2 pairs of questions: 2 answered alone, 2 refused alone"
    for part in (part for pair in pairs for part in pair):
        assert part.joined.status == "answered" or not part.alone.citations
        assert part.lacks == (part.joined.status == "answered" and not part.alone.citations)
        assert not part.alone.citations or part.kept


def test_an_article_left_out_is_as_if_it_had_never_been_added(library: Library) -> None:
    left_out = Article(BRIDGE, url="https://a.example.org/bridge").article_id
    answer = library.ask("How much will the repair of the bridge cost?", filters=Filters(without=frozenset({left_out})))
    assert answer.status == "no_answer"
    assert left_out not in {hit.source.article_id for hit in answer.nearest}


def test_how_much_is_needed_is_a_setting(library: Library) -> None:
    folder = library.folder
    for least, status in ((0.0, "answered"), (9.0, "no_answer")):
        with Library.open(folder, Settings(llm="", least_evidence=least)) as other:
            assert other.ask("Who designed the theatre of Tessin?").status == status
            assert other.settings.answer_hash() != library.settings.answer_hash()


def test_someone_elses_words_and_other_things_counted_count_for_less() -> None:
    said = understand("What did the minister say about the tunnel?")
    assert fills(said, "“It is safe,” the minister said.") == 1
    assert fills(said, "“It is safe,” she said.", before=lambda: "The minister opened the tunnel.") == 1
    assert fills(said, "“It is safe,” the driver said.") < 0.5
    counted = understand("How many American soldiers are there in Syria?")
    assert fills(counted, "The United States has 900 soldiers there.") == 1
    assert fills(counted, "American aircraft bombed 75 targets.") < 0.5
    assert "franc" in forms("french")
    sold = understand("How many loaves did Mara Lind, aged 40, sell?")
    assert fills(sold, "Lind sold 2 million loaves.") > fills(sold, "Lind sold millions of loaves, aged 40.") > 0
    assert fills(sold, "Lind sold loaves at the age of 40.") == 0


def test_what_only_says_the_question_again_is_no_answer() -> None:
    asked = understand("Which Green candidate did the voters of Tessin elect in the first round?")
    assert fills(asked, "The voters of Tessin elected a Green politician in the first round.") == 0
    assert fills(asked, "The voters of Tessin elected Mara Lind.") > 0
    assert fills(understand("Did the voters of Tessin elect a mayor?"), "The voters of Tessin elected a mayor.") > 0
    asked = understand("Whose seat does Justice Mara Lind take?")
    assert fills(asked, "Judge Mara Lind joins the court.") < fills(asked, "Lind takes the seat of Oren Vale.")
    asked = understand("Which pizza chain left Italy?")
    assert fills(asked, "The Italian company closed its shops.") < fills(asked, "Domino’s closed its shops.")
    asked = understand("Which state has the dearest petrol?")
    assert fills(asked, "Petrol is dear, according to the AAA.") < fills(asked, "Petrol is dearest in California.")
    asked = understand("Which National park near Keld has a new fee?")
    assert fills(asked, "Sarn Valley Park has one.") > fills(asked, "Mara Lind has one.")
    assert fills(asked, "The National Post has one.") == fills(asked, "Mara Lind has one.")
    assert commands("B. Spider")
    assert not commands("B. Lind was elected.")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who mended the bridge?", "who"),
        ("Mara Lind is on stage again. Who is she replacing?", "who"),
        ("The mayor met with whom?", "who"),
        ("Which politician opened the bridge?", "who"),
        ("What has become of the soldiers who took the ferry?", "what"),
        ("How many of those who took the ferry were soldiers?", "how_many"),
        ("Which officer was put in charge?", "who"),
        ("What prompted the mayor to resign?", "why"),
        ("What explanation did the mayor give?", "why"),
        ("What is the earliest date for a visit?", "when"),
        ("At what hour did the ferry sail?", "when"),
        ("Over what period does the contract run?", "how_many"),
        ("Whereabouts is the prison?", "where"),
    ],
)
def test_what_is_asked_for_is_told_by_the_words_that_ask(question: str, kind: str) -> None:
    assert understand(question).kind == kind


EVIDENCE = st.floats(0, 3, allow_nan=False)
ROWS = st.lists(
    st.builds(Asked, st.just("q"), st.just("who"), st.none() | EVIDENCE, EVIDENCE), min_size=1, max_size=30
)


@given(ROWS, EVIDENCE)
def test_the_curve_counts_what_lies_below_its_thresholds(rows: list[Asked], in_use: float) -> None:
    points = curve(rows, in_use)
    present = [row.present for row in rows if row.present is not None]
    assert points[-1].threshold == in_use
    assert len(points) == (5 if present else 1)
    thresholds = [point.threshold for point in points[:-1]]
    assert thresholds == sorted(thresholds)
    for point, share in zip(points[:-1], (0.02, 0.05, 0.1, 0.2), strict=True) if present else ():
        assert point.wrongly <= share + 1e-9
        higher = [value for value in present if value > point.threshold]
        assert not higher or sum(value < min(higher) for value in present) > share * len(present)
        assert point.wrongly == sum(value < point.threshold for value in present) / len(present)
    assert len(list(lines(rows, in_use))) == len(points) + 2


def test_what_is_told_of_another_is_no_answer(tmp_path: Path) -> None:
    told = (
        "Rules on gatherings forced even the Queen to sit alone when Prince Orlo’s funeral was held in Kell on 7 May."
        "\n\nThe Queen’s office said that she would be back in the palace of Kell in June."
    )
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as library:
        library.add([Article(told, "Parties on the eve of a funeral", "https://a.example.org/1", "Valley Post")])
        assert library.ask("When was Prince Orlo’s funeral?").status == "answered"
        assert library.ask("When was the Queen’s funeral?").status == "no_answer"


@pytest.mark.parametrize("title", ["Mayor", "Sheriff", "Speaker", "Councillor"])
def test_a_title_before_a_last_name_is_no_other_first_name(tmp_path: Path, title: str) -> None:
    told = (
        "Bo Lee resigned on Monday over the harbour wall. The council of Lonn met for two hours."
        f"\n\nThe {title.lower()}’s office will be closed this week."
    )
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as library:
        library.add([Article(told, f"{title} Lee steps down", "https://a.example.org/1", "Valley Post")])
        answer = library.ask(f"When did {title} Lee resign?")
        assert answer.sentences[0].text == "Bo Lee resigned on Monday over the harbour wall."
