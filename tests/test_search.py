"""Search in a library: copies as one, versions by their time, what hits show, what a question names."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from corpus.article import Article
from rag import Library
from rag.content import content_terms
from rag.filters import make_filters
from rag.fits import Fits
from rag.scoring import STANDARD, Query
from rag.types import Hit

START = datetime(2024, 12, 1, 9, tzinfo=UTC)
LONG = " ".join(
    f"The port of Varna counted {i * 13} ships in week {i} of the strike of its pilots." for i in range(1, 10)
)


def story(text: str, title: str, number: int, hours: int = 0) -> Article:
    published = START + timedelta(hours=hours)
    return Article(text, title, f"https://a.example.org/{number}", "The Test Post", published=published)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("library"), create=True) as library:
        library.add(
            [
                story(LONG, "Pilots strike in Varna", 1),
                replace(story(LONG, "Ships wait off Varna", 9, hours=3), outlet="Second Test Post"),
                story("The bread price in Sofia rose by ten per cent in May.", "Bread", 2),
                story("Twelve bakers in Sofia closed.", "Bakers", 3),
                Article(
                    "Nine bakers in Sofia closed. Correction: an earlier version said twelve.", "Bakers",
                    "https://a.example.org/3", "The Test Post", published=START, updated=START + timedelta(days=3),
                ),
            ]
        )  # fmt: skip
        yield library


def test_copies_are_one_hit_that_lists_them(library: Library) -> None:
    hits = library.search("How many ships did the port of Varna count?").hits
    assert {h.source.article.outlet for h in hits if "Varna" in h.text} == {"The Test Post"}
    assert [c.outlet for c in hits[0].copies] == ["Second Test Post"]
    only = library.search("ships in Varna", filters=make_filters(["Second Test Post"])).hits
    assert {h.source.article.outlet for h in only} == {"Second Test Post"}


def test_as_of_sees_the_old_version_and_counts_what_it_left_out(library: Library) -> None:
    before = library.ask("How many bakers closed in Sofia?", filters=make_filters(as_of="2024-12-02"))
    after = library.ask("How many bakers closed in Sofia?")
    assert before.sentences[0].text == "Twelve bakers in Sofia closed."
    assert after.sentences[0].text == "Nine bakers in Sofia closed."
    early = library.search("bakers", filters=make_filters(as_of="2024-11-30"))
    assert early.hits == ()
    assert early.hidden == 4


def test_hits_are_exact(library: Library) -> None:
    for hit in library.search("bread price in Sofia").hits:
        p, (start, end) = hit.passage, hit.span
        assert hit.source.article.text[p.start : p.end] == hit.words
        assert hit.source.article.text[start:end] == hit.text
        assert start <= p.start < p.end <= end


def test_hits_show_what_stands_around_them_however_many_there_are(tmp_path: Path) -> None:
    said = "Report {0} says that the market of ward {0} sold bread and fish to {0} people from the hills."
    with Library.open(tmp_path / "library", create=True) as library:
        text = "\n\n".join(said.format(n) for n in range(60))
        library.add([Article(text, "Markets of all wards", "https://a.example.org/markets")])
        best, other = library.search("Who sold bread in ward 30?", k=2).hits
        (alone,) = library.search("Who sold bread in ward 30?", k=1).hits
        view = library.view()
        assert view is not None
        spans = sorted((p.start, p.end) for p in view.arrays.passages.values())
    place = spans.index((best.passage.start, best.passage.end))
    beside = spans[max(0, place - 1) : place + 2]
    assert len(beside) > 1
    assert best.span == alone.span == (beside[0][0], beside[-1][1])
    own = (other.passage.start, other.passage.end)
    assert own in beside  # so that the better hit shows it
    assert other.span[0] == own[0] or other.span[1] == own[1]  # and what else that one shows is not shown again


def test_a_name_that_reports_of_one_clause_share_finds_those_of_another(tmp_path: Path) -> None:
    reports = [
        Article(f"The ferry company {name} raised its fares on {day}, passengers said.", f"Fares rise on {day}",
                f"https://post.example.org/{day}", "Valley Post")
        for name, day in [("Orlane Lines", "Monday"), ("Orlane Lines", "Friday"), ("Orlane Lines", "Sunday")]
    ]  # fmt: skip
    lost = Article("Orlane Lines has lost its licence for the lake.", "A licence withdrawn",
                   "https://review.example.org/licence", "Coast Review")  # fmt: skip
    others = [
        Article(f"A company of {town} must pay back its debt by autumn.", f"Debt in {town}",
                f"https://review.example.org/{town}", "Coast Review")
        for town in ("Keld", "Abria", "Lonn", "Varna", "Sarn", "Mossgate", "Tarsk", "Velmar")
    ]  # fmt: skip
    question = (
        "Which company, according to the Valley Post, raised its ferry fares, and, according to the Coast Review, "
        "faces a stop of its business?"
    )
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([*reports, lost, *others])
        hits = library.search(question, k=12).hits
        plain = library.search(question, k=12, weights=replace(STANDARD, shared=0.0)).hits
    place, without = ([h.source.article.title for h in found].index(lost.title) for found in (hits, plain))
    assert place == 3  # behind the three that name it in the words of the question
    assert without > place
    assert hits[place].why["shared name"] > 0
    assert all("shared name" not in hit.why for hit in plain)


def test_of_several_reports_each_is_shown_before_more_of_one(tmp_path: Path) -> None:
    long = "The ferry fares rise in May. The company gave no reason for the higher ferry fares. " * 20
    other = "Tickets cost more from May on, the ferry company said."
    reports = [
        Article(long, "Ferry fares rise", "https://post.example.org/fares", "Valley Post"),
        Article(other, "Dearer crossings", "https://review.example.org/fares", "Coast Review"),
    ]
    with Library.open(tmp_path / "library", create=True) as library:
        library.add(reports)

        def found(question: str, again: float) -> list[Hit]:
            return list(library.search(question, weights=replace(STANDARD, again=again)).hits)

        plain, spread = (found("When do the ferry fares rise?", again) for again in (0.0, 2.0))
        dated = found("When did the ferry fares rise after 1 May 2031?", 2.0)
    assert [hit.source.article.outlet for hit in plain] == ["Valley Post", "Valley Post", "Coast Review"]
    assert [hit.source.article.outlet for hit in spread] == ["Valley Post", "Coast Review", "Valley Post"]
    assert [hit.why.get("same report again") for hit in spread] == [None, None, -2.0]
    assert spread[2].score == pytest.approx(sum(spread[2].why.values()), abs=0.001)
    assert not any("same report again" in hit.why for hit in (*plain, *dated))


def test_a_library_without_articles_answers_honestly(tmp_path: Path) -> None:
    with Library.open(tmp_path / "empty", create=True) as library:
        answer = library.ask("Who closed the port?")
    assert (answer.status, answer.corpus.articles, answer.citations) == ("no_answer", 0, ())


def test_quoted_words_must_stand_together(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        library.add(
            [
                Article("The bitter harvest of the valley feeds nobody. Farmers left.", url="https://a.example.org/1"),
                Article("The harvest was bitter for farmers of the valley, who left it.", url="https://a.example.org/2"),
                Article("Bitter words about the harvest of farmers in the valley.", url="https://a.example.org/3"),
            ]
        )
        plain = library.search("farmers of the valley and their bitter harvest")
        quoted = library.search("farmers of the valley “harvest was bitter”")
    assert quoted.hits[0].source.article.url == "https://a.example.org/2"
    assert quoted.hits[0].why["quoted words"] == 1
    assert all("quoted words" not in hit.why for hit in plain.hits)


def test_words_quoted_in_one_clause_are_not_missed_in_what_another_asks(tmp_path: Path) -> None:
    told = "The ferrymen played Sunday Night Derby, round {}, in the rain."
    rounds = [Article(told.format(n), outlet="Keld Courier") for n in range(9)]
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([*rounds, Article("The dockers lost at Renfold by two goals to one.", outlet="Keld Courier")])
        hits = library.search(
            'After the Keld Courier told of the ferrymen in the "Sunday Night Derby", did the Keld Courier report '
            "that the dockers lost at Renfold?",
            k=5,
        ).hits
    assert any("dockers" in hit.source.article.text for hit in hits)


def test_each_outlet_that_a_question_names_gets_its_share_of_the_places(tmp_path: Path) -> None:
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    posts = [
        Article(f"The crack in the dam above Abria grew on {day} by {n} metres, engineers said.", f"Crack {n}",
                f"https://post.example.org/{n}", "Valley Post")
        for n, day in enumerate(days * 2, 2)
    ]  # fmt: skip
    reviews = [
        Article(f"Money for repairs above Abria is short: {n} million of it went to {what}.", f"Budget {n}",
                f"https://review.example.org/{n}", "Coast Review")
        for n, what in enumerate(["a road", "two schools", "the port", "pensions"], 3)
    ]  # fmt: skip
    question = "What have the Valley Post and the Coast Review reported about the crack in the dam above Abria?"
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([*posts, *reviews])
        shared = [hit.source.article.outlet for hit in library.search(question, k=10).hits]
        plain = library.search("the crack in the dam above Abria", k=10).hits
    assert shared.count("Coast Review") == 2
    assert shared[0] == "Valley Post"
    assert {hit.source.article.outlet for hit in plain} == {"Valley Post"}
    assert [hit.score for hit in plain] == sorted((hit.score for hit in plain), reverse=True)


THINGS = ("bread", "milk", "paper", "glass", "wool", "tea")
DIGEST = (
    "The harbour of Varna was closed by ice on Monday, and pilots said that the tugs would not leave before the wind "
    "turned. ",
    "A jury gave the prize for the best cheese of the year to a dairy in the hills, whose owner thanked her goats and "
    "her neighbours. ",
    "Astronomers saw a comet that will not return for nine thousand years; it can be seen without a telescope until "
    "the end of the week. ",
    "The parliament debated the tax on second homes until midnight and put the vote off, since too few members were "
    "in the room. ",
    "The goalkeeper of the national side broke a finger in training and will miss both matches against the islands. ",
)


def test_a_report_stands_before_a_digest_that_mentions_the_matter(tmp_path: Path) -> None:
    asked = "Why was the harbour of Varna closed on Monday?"
    digest = story("\n\n".join(3 * part for part in DIGEST), "Five things to know", 1)
    report = story(
        "Ice has closed the port of Varna. No ship came in after Monday morning, the port's office said.", "Ice", 2
    )
    with Library.open(tmp_path / "digest", create=True) as library:
        library.add([digest])
        assert [hit.source.article.title for hit in library.search(asked, k=1).hits] == ["Five things to know"]
        library.add([report])
        first, second = library.search(asked).hits[:2]
        assert [first.source.article.title, second.source.article.title] == ["Ice", "Five things to know"]
        assert first.score == pytest.approx(second.score)
        assert second.why["a digest"] < 0
        assert second.score == pytest.approx(sum(second.why.values()), abs=0.01)
    whole = story("\n\n".join(3 * DIGEST[0] for _ in range(5)), "Ice in Varna", 1)
    with Library.open(tmp_path / "report", create=True) as library:
        library.add([whole, report])
        assert library.search(asked).hits[0].source.article.title == "Ice in Varna"


@pytest.mark.parametrize("when", ["this week", "as of this week"])
def test_this_week_after_the_archive_has_ended_is_that_of_its_newest_reports(tmp_path: Path, when: str) -> None:
    asked = f"Which minister resigned {when}?"
    older = story("The ports minister resigned; he had been accused of waste.", "A minister goes", 1)
    newer = story("The health minister resigned; she had been ill for a year.", "Another goes", 2, hours=24 * 400)
    others = [story(f"The price of {thing} rose in May.", f"Dear {thing}", n) for n, thing in enumerate(THINGS, 3)]
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([older, newer, *others])
        assert [hit.source.article.title for hit in library.search(asked, k=2).hits] == [newer.title, older.title]
        then = make_filters(as_of="2024-12-01")
        assert [hit.source.article.title for hit in library.search(asked, filters=then, k=1).hits] == [older.title]
        dated = library.search(f"Which minister resigned on {START:%d %B %Y}?", k=2).hits
        assert [hit.source.article.title for hit in dated] == [older.title, newer.title]
        assert "newness" not in dated[0].why


def test_a_day_in_an_outlets_name_is_no_date(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        told = story("The ferry sank in the harbour of Varna on a calm morning.", "A ferry sinks", 1)
        raised = "Divers have raised the ferry, which will be broken up in the summer."
        library.add([told, replace(told, text=raised, url="https://b.example.org/2", outlet="Ships Today")])
        for asked, dated in (("What did Ships Today report of the ferry?", False), ("What of the ferry today?", True)):
            why = library.search(asked, k=1).hits[0].why
            assert ("outlet named" in why, why["newness"] > STANDARD.latest) == (not dated, dated)


def test_what_was_asked_of_the_indexes_stays_true_when_more_is_found(library: Library) -> None:
    view = library.view()
    assert view is not None
    ids = list(view.arrays.passages)
    queries = [
        Query(view.encoder.encode([text]), dict.fromkeys(content_terms(text), 1.0))
        for text in ("How many ships did Varna count?", "Which bakers closed in Sofia?")
    ]
    at_once, stepwise = Fits(view, queries), Fits(view, queries)
    stepwise.words(ids[1:3])
    stepwise.sentences(ids[2:4])
    for one, other in zip(at_once.words(ids), stepwise.words(ids), strict=True):
        assert one.shape == (len(queries), len(ids))
        assert one == pytest.approx(other)
    assert at_once.words(ids)[0].any(axis=1).all()
    for vectors, others in zip(at_once.sentences(ids), stepwise.sentences(ids), strict=True):
        assert vectors is not None
        assert others is not None
        assert np.array_equal(vectors, others)


def test_a_date_years_ahead_does_not_make_the_archive_newer(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    days = {"ferry": now - timedelta(days=3), "bridge": now + timedelta(hours=20), "tunnel": now + timedelta(days=900)}
    with Library.open(tmp_path / "library", create=True) as library:
        library.add(
            Article(f"The {what} was opened on a day with rain, and many came.", url=f"https://x.example/{what}",
                    published=day)
            for what, day in days.items()
        )
        view = library.view()
        assert view is not None
        assert view.arrays.newest(None) == int(days["bridge"].timestamp())
        assert library.status().counts.newest == days["bridge"].isoformat()
        assert view.arrays.newest(int(days["tunnel"].timestamp())) == int(days["tunnel"].timestamp())
        assert library.search("What was opened last week?").hits
