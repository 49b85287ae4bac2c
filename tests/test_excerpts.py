"""Excerpts in place of questions: their article, what differs, and what is declined, as a user asks it."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from growth import repeated, too_steep
from hypothesis import given, settings
from hypothesis import strategies as st
from running import here

from corpus.article import Article
from eval.altered import Pool, changed, clipped, dropped, mistyped
from eval.datasets import json_lines
from eval.excerpts import lines, measure
from eval.formats import demo
from rag.alignment import align, words_of
from rag.answer.given import readings
from rag.answer.pasted import fitted, pieces, quotations
from rag.demo import demo_path
from rag.filters import make_filters
from rag.library import Library
from rag.readable import answer_text
from rag.shapes import answer_shape
from rag.types import Answer
from ui.answers import whole

MARCH = datetime(2031, 3, 4, 6, tzinfo=UTC)
WIRE = (
    "The dam at Upper Lonn was closed on Monday night after engineers found a crack in its eastern gate. "
    "About 2,300 people in the valley below were told to leave their homes until the gate has been inspected. "
    "“We don't know yet how deep it goes,” said the head of the water authority, who had come from Abria by boat."
)
BRIDGE = (
    "The Abria bridge was hit by a barge loaded with gravel early on Sunday, and {} people on it were hurt. "
    "No train will run between Abria and Lonn before the pillars have been looked at by divers."
)
ASKING = (
    "What will the town do with the old ferry when the new bridge opens to cars next spring? "
    "Nobody in the council would say. A museum is one idea among several that were heard on Friday."
)
EASTERN = "The dam at Upper Lonn was closed on Monday night after engineers found a crack in its eastern gate."


def story(name: str, text: str, outlet: str, hours: int = 0, title: str = "") -> Article:
    published = MARCH + timedelta(hours=hours)
    return Article(text, title or name, f"https://{name}.example.org/1", outlet, published=published, language="en")


ARTICLES = [
    story("post", WIRE, "Valley Post", 3, "Valley emptied below cracked dam"),
    story("wire", WIRE, "Lakeside Wire", 0, "Dam at Upper Lonn closed"),
    story("bridge", BRIDGE.format("four"), "Valley Post", 100, "Barge hits Abria bridge"),
    replace(
        story("bridge", BRIDGE.format("nine"), "Valley Post", 100, "Barge hits Abria bridge"),
        updated=MARCH + timedelta(days=20),
    ),
    story("ferry", ASKING, "Coast Review", 200, "An old ferry looks for work and for somebody who will pay its crew"),
    story("later", f"A year on, the report begins as the news did. {EASTERN} It ends in court.", "Lonn Herald", 9_000),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("excerpts"), create=True) as library:
        library.add(ARTICLES)
        yield library


def source(answer: Answer) -> tuple[str, str, str]:
    article = answer.citations[0].source.article
    return article.title, article.outlet, article.url


def differences(answer: Answer) -> list[tuple[str, str]]:
    return [(d.excerpt, d.article) for d in answer.differences]


@pytest.mark.parametrize(
    "asked",
    [
        EASTERN,
        f"“{EASTERN}”",
        "closed on Monday night after engineers found a crack in its",
        f'Which article says "{EASTERN}"?',
        'who published "engineers found a crack in its eastern gate"',
        f'"{EASTERN}" - where is this from?',
        "Which outlet reported 'engineers found a crack in its eastern gate'?",
        f"Identify the article with this text: {EASTERN}",
        EASTERN.upper().replace(" ", "\n "),
    ],
)
def test_an_excerpt_finds_its_earliest_printing_word_for_word(library: Library, asked: str) -> None:
    answer = library.ask(asked)
    assert (answer.status, source(answer)[1]) == ("answered", "Lakeside Wire")
    assert [s.text for s in answer.sentences] == [EASTERN]
    assert answer.citations[0].source.article.published == MARCH
    assert [c.outlet for c in answer.citations[0].copies] == ["Valley Post"]
    assert answer.differences == ()
    # Another story that repeats the sentence is cited beside it, not counted as a printing.
    assert [c.source.article.outlet for c in answer.citations[1:]] == ["Lonn Herald"]
    assert answer.sentences[0].citations == (1, 2)
    for c in answer.citations:
        assert c.source.article.text[c.start : c.end] == c.quote


def test_an_excerpt_of_two_sentences_is_quoted_as_two(library: Library) -> None:
    answer = library.ask("found a crack in its eastern gate. About 2,300 people in the valley below were told to leave")
    assert [s.text for s in answer.sentences] == [EASTERN, WIRE.split(". ")[1] + "."]
    assert answer.differences == ()


@pytest.mark.parametrize(
    ("given_words", "differs"),
    [
        (EASTERN.replace("Monday", "Friday"), [("Friday", "Monday")]),
        (EASTERN.replace("eastern", "westrn"), [("westrn", "eastern")]),
        (EASTERN.replace("found a", "found no"), [("no", "a")]),
        (EASTERN.replace(" gate.", " tower."), [("tower", "gate")]),
        (EASTERN.replace("The dam", "A dam"), [("A", "The")]),
        (EASTERN.replace("in its", "in"), [("", "its")]),
        (EASTERN.replace("was closed", "was never closed"), [("never", "")]),
        (EASTERN.replace("Upper Lonn", "Lower Abria"), [("Lower Abria", "Upper Lonn")]),
        (WIRE.split(". ")[1].replace("2,300", "23,000"), [("23,000", "2,300")]),
    ],
)
def test_words_that_differ_are_shown(library: Library, given_words: str, differs: list[tuple[str, str]]) -> None:
    answer = library.ask(given_words)
    assert source(answer)[1] == "Lakeside Wire"
    assert differences(answer) == differs


def test_marks_and_forms_of_letters_do_not_differ(library: Library) -> None:
    answer = library.ask("\"We don’t know yet how deep it goes\" said the head of the water authority who had come")
    assert answer.differences == ()
    assert answer.sentences[0].text.startswith("“We don't know")


def test_words_of_no_article_are_declined_with_the_nearest_beside(library: Library) -> None:
    said = "The dam at Lower Tarsia will be opened to visitors once its new lifts have passed their last inspection."
    for asked in (said, f'Who published "{said}"?', f"“{said}”"):
        answer = library.ask(asked)
        assert (answer.status, answer.sentences, answer.excerpt) == ("no_answer", (), said)
        assert "no article has these words" in answer.reason
        assert answer.nearest


def test_filters_and_the_as_of_time_hold(library: Library) -> None:
    only = library.ask(EASTERN, filters=make_filters(["Valley Post"]))
    assert source(only)[1] == "Valley Post"
    early = library.ask(EASTERN, filters=make_filters(as_of="2031-03-01"))
    assert (early.status, early.hidden) == ("no_answer", 5)
    assert "known by then" in early.reason
    late = library.ask(EASTERN, filters=make_filters(since="2032-01-01"))
    assert source(late)[1] == "Lonn Herald"


def test_only_the_version_of_the_time_is_quoted(library: Library) -> None:
    four = BRIDGE.format("four").split(". ")[0] + "."
    now = library.ask(four)
    assert differences(now) == [("four", "nine")]
    then = library.ask(four, filters=make_filters(as_of="2031-03-10"))
    assert (differences(then), then.sentences[0].text, then.stood) == ([], four, ())


def test_words_that_an_article_had_once_are_said_to_have_stood_there(library: Library) -> None:
    four = BRIDGE.format("four").split(". ")[0] + "."
    for asked in (four, f'Which article says "{four}"?'):
        answer = library.ask(asked)
        assert [s.text for s in answer.sentences] == [four.replace("four", "nine")]
        assert [(c.quote, c.source.version, c.source.current) for c in answer.stood] == [(four, 1, False)]
        assert all(c.source.current for c in answer.citations)
        (stood,) = answer_shape(answer)["stood"]
        assert (stood["n"], stood["quote"], stood["until"]) == (2, four, "2031-03-24T06:00:00+00:00")
        said = " ".join("\n".join(answer_text(answer)).split())
        assert "They stood word for word in [2] until 24 March 2031, when it was changed." in said
        page = whole(answer, 1, {})
        assert "They stood word for word in an earlier version until 24 March 2031" in page
        assert 'id="c1-2"' in page
    nearer = library.ask(four.replace("early", "late"))
    assert "Words nearer to them stood in [2] until 24 March 2031" in " ".join(" ".join(answer_text(nearer)).split())


OWNER = "The harbour master of Lonn owns two of the barges that he inspects, papers seen by the Review show."
WITHDRAWN = "Retraction: This article has been withdrawn. The papers were about another man, to whom we apologise."


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("withdrawn"), create=True) as library:
        report = story("owner", f"{OWNER}\n\nHe did not answer questions on Tuesday.", "Coast Review")
        library.add([*ARTICLES[:2], report, replace(report, text=WITHDRAWN, updated=MARCH + timedelta(days=2))])
        yield library


def test_words_that_were_withdrawn_are_no_answer_and_are_said_to_have_stood(withdrawn: Library) -> None:
    for asked in (OWNER, OWNER.split(",")[0], f'Who published "{OWNER}"?', OWNER.replace("two", "three")):
        answer = withdrawn.ask(asked)
        assert (answer.status, answer.sentences, answer.citations) == ("no_answer", (), ())
        nearly = "nearly " if "three" in asked else ""
        had = f"“owner” (Coast Review) had {nearly}these words until 6 March 2031, when it was changed."
        assert answer.reason.startswith(f"The archive does not say this any longer: {had}")
        assert "Retraction: This article has been withdrawn" in answer.reason
        assert [c.quote for c in answer.stood] == [OWNER]
        assert differences(answer) == ([("three", "two")] if nearly else [])
        text, page = " ".join(" ".join(answer_text(answer)).split()), whole(answer, 1, {})
        assert "an earlier version: it was changed on 6 March 2031" in text
        assert "Where it stood" in page
        assert "The nearest articles" in page
    then = withdrawn.ask(OWNER, filters=make_filters(as_of="2031-03-05"))
    assert (then.status, then.stood) == ("answered", ())
    before = withdrawn.ask(OWNER, filters=make_filters(as_of="2031-03-01"))
    assert (before.status, before.stood) == ("no_answer", ())
    other = withdrawn.ask(OWNER, filters=make_filters(["Valley Post"]))
    assert (other.status, other.stood) == ("no_answer", ())


def test_a_question_of_an_article_is_answered_and_its_own_words_are_cited_too(library: Library) -> None:
    asked = ASKING.split("? ")[0] + "?"
    answer = library.ask(asked)
    assert asked in [s.text for s in answer.sentences]
    changed_a_little = library.ask(asked.replace("new bridge", "old bridge"))
    assert ("old", "new") in differences(changed_a_little)


def test_a_headline_is_left_to_the_other_engines(library: Library) -> None:
    answer = library.ask("An old ferry looks for work and for somebody who will pay its crew")
    assert answer.excerpt is None


@pytest.mark.parametrize(
    "asked",
    [
        "dam Lonn crack valley homes gate inspection Monday engineers evacuation boat Abria",
        "Explain how the people of the valley left their homes before the gate had been inspected.",
        "Tell me what happened to the bridge between Abria and Lonn on that Sunday and who was hurt.",
        "According to the Valley Post, who was hurt when the barge hit the bridge between Abria and Lonn",
        "After the dam was closed, which of the towns in the valley had to be emptied and for how long?",
        "The Abria bridge was hit on a Sunday in the spring of 2031 by a barge that was loaded with:",
        "True or false: The Abria bridge was hit by a train that was loaded with gravel on Sunday.",
        'Did the report "Valley emptied below cracked dam in the hills" say how many people had to leave?',
        "What did 'The Valley Post' say of the bridge, and did 'The Lonn Herald' say the same of it?",
        'Which official of the authority, the report has it, said "we know by now how deep the crack goes"?',
        "The bridge was hit",
    ],
)
def test_questions_are_not_taken_for_excerpts(library: Library, asked: str) -> None:
    assert library.ask(asked).excerpt is None
    assert not any(reading.sure for reading in readings(asked))


def test_no_question_of_the_demo_can_be_taken_for_an_excerpt() -> None:
    for _, row in json_lines(demo_path("questions.jsonl")):
        assert not any(r.sure or r.kind == "given" for r in readings(row["question"])), row["question"]


def test_what_is_printed_says_where_it_stands_and_what_differs(library: Library) -> None:
    asked = EASTERN.replace("Monday", "Friday").replace("its ", "")
    answer = library.ask(asked)
    shape = json.loads(json.dumps(answer_shape(answer)))
    assert shape["excerpt"] == asked
    assert shape["differences"] == [{"excerpt": "Friday", "article": "Monday"}, {"excerpt": "", "article": "its"}]
    text = " ".join("\n".join(answer_text(answer)).split())
    assert "Lakeside Wire" in text
    assert "4 March 2031: Dam at Upper Lonn closed" in text
    assert "https://wire.example.org/1" in text
    assert "given “Friday”, the article has “Monday”" in text
    assert "left out “its”" in text
    page = whole(answer, 1, {}).replace("<bdi>", "").replace("</bdi>", "")
    assert "<del>Friday</del> was given, the article has <ins>Monday</ins>" in page
    assert "<ins>its</ins> was left out" in page
    assert "word for word" in "\n".join(answer_text(library.ask(EASTERN)))
    assert "<script" not in whole(library.ask(EASTERN.replace("Monday", "<script>alert")), 1, {})


# -- as they are pasted ----------------------------------------------------------------------------------------------

CRACK = "engineers found a crack in its eastern gate"


@pytest.mark.parametrize(
    "pasted",
    [
        f'"{CRACK}" - Upper Lonn',
        f'"{CRACK}," the head of the water authority said',
        f'RT @valleypost: "{CRACK}" #UpperLonn #dam https://example.org/xY3',
        f"{CRACK} @valleypost 😮 #dam",
        f"«{CRACK}»",
        f'Who said "{CRACK}"?',
        f"Did the Valley Post really say '{CRACK}'?",
        f'Is it true that "{CRACK}"?',
        f'"{CRACK}" - did they say that?',
    ],
)
def test_a_quotation_is_found_with_what_stands_around_it(library: Library, pasted: str) -> None:
    answer = library.ask(pasted)
    assert (answer.status, source(answer)[1], differences(answer)) == ("answered", "Lakeside Wire", [])
    assert answer.sentences[0].text == EASTERN
    assert answer.excerpt is not None


@pytest.mark.parametrize(
    ("pasted", "differs"),
    [
        ("The dam at Upper Lonn was closed ... after engineers found a crack", [("...", "on Monday night")]),
        ("The dam at Upper Lonn was closed […] after engineers found a crack", [("[…]", "on Monday night")]),
        ("after [divers] found a crack in its eastern gate", [("[divers]", "engineers")]),
        ("[T]he dam at Upper Lonn was closed on Monday night after engineers found a crack", []),
        ("... closed on Monday night after engineers found a crack ...", []),
        ("The dam at Upper Lonn was shut ... after engineers found no crack", [
            ("shut", "closed"), ("...", "on Monday night"), ("no", "a"),
        ]),
    ],
)  # fmt: skip
def test_words_that_a_quotation_leaves_out_are_shown(
    library: Library, pasted: str, differs: list[tuple[str, str]]
) -> None:
    for asked in (f'"{pasted}"', f'Did anybody say "{pasted}"?'):
        answer = library.ask(asked)
        assert (answer.status, answer.sentences[0].text, differences(answer)) == ("answered", EASTERN, differs)


def test_the_pieces_of_a_quotation_are_cited_each(library: Library) -> None:
    answer = library.ask('"The dam at Upper Lonn was closed on Monday night ... We don\'t know yet how deep it goes"')
    assert [s.text for s in answer.sentences] == [EASTERN, WIRE[WIRE.index("“") :]]
    (left_out,) = differences(answer)
    assert left_out == ("...", "after engineers found a crack … the gate has been inspected")
    turned = library.ask('"About 2,300 people in the valley below were told ... The dam at Upper Lonn was closed"')
    assert (turned.status, turned.sentences) == ("no_answer", ())


def test_each_of_several_quotations_is_looked_up(library: Library) -> None:
    barge = "was hit by a barge laden with gravel"
    answer = library.ask(f'"{CRACK}" and "{barge}" and "nobody has ever seen the sea"')
    assert [s.text for s in answer.sentences] == [EASTERN, BRIDGE.format("nine").split(". ")[0] + "."]
    assert differences(answer) == [("laden", "loaded")]
    assert answer.lacking == ("“nobody has ever seen the sea”",)


def test_a_question_about_a_quotation_is_answered_and_its_words_are_compared(library: Library) -> None:
    answer = library.ask(f'Did the engineers at Upper Lonn say "{CRACK.replace("eastern", "western")}"?')
    assert (answer.sentences[0].text, differences(answer)) == (EASTERN, [("western", "eastern")])
    assert {"Lakeside Wire", "Lonn Herald"} <= {c.source.article.outlet for c in answer.citations}
    assert len({s.text for s in answer.sentences}) == len(answer.sentences)
    for c in answer.citations:
        assert c.source.article.text[c.start : c.end] == c.quote
    unheard = library.ask('Did anybody say "we will all be drowned" when the dam at Upper Lonn was closed?')
    assert "“we will all be drowned”" in unheard.lacking
    assert (unheard.excerpt, unheard.status) == (None, "answered")
    for asked in ("Did the mayor of Upper Lonn say {}?", "Who said {}?", "Is it true that {}?"):
        nobody = library.ask(asked.format("“we will all be drowned by Thursday”"))
        assert (nobody.status, nobody.sentences) == ("no_answer", ())
        assert nobody.reason.startswith("The archive does not say")
        assert nobody.reason.endswith("no article has these words.")
        assert nobody.nearest


def test_every_article_that_tells_of_a_quotation_is_a_sentence(tmp_path: Path) -> None:
    told = "Two aides told the Post that Lord Orme had called the treaty “a fence around an empty field”."
    denied = "Lord Orme denied on Friday that he had called it “a fence around an empty field”."
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([story("told", told, "Valley Post"), story("denied", denied, "Lonn Herald", 48)])
        answer = library.ask('Did Lord Orme say "a fence around an empty field"?')
        assert {s.text for s in answer.sentences} == {told, denied}


def test_a_name_given_to_a_quotation_that_its_article_never_has_is_shown(library: Library) -> None:
    answer = library.ask(f'"{CRACK}" – Mira Tolland, head of the water authority of Abria')
    assert differences(answer) == [("Mira Tolland", "")]


SAID = (
    "The closure was announced by Vera Stahl, the minister.\n\nOdo Brandt, the mayor of Lonn, had not been told. "
    "“It is an insult to our town,” he said.\n\n“I did not say that she must go. I said somebody should,” he told "
    "the Post."
)


@pytest.fixture(scope="module")
def speakers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("speakers"), create=True) as library:
        library.add([story("insult", SAID, "Valley Post", title="Closure of the bridge"), *ARTICLES[:1]])
        yield library


@pytest.mark.parametrize(
    ("pasted", "differs"),
    [
        ('"It is an insult to our town," Mayor Brandt said on Tuesday', []),
        ('"It is an insult to our town" – Odo Brandt, mayor, Lonn', []),
        ('"It is an insult to our town," Minister Vera Stahl said on Tuesday', [("Minister Vera Stahl", "he said")]),
        ('"It is an insult to our town" – Ulla Marr', [("Ulla Marr", "")]),
        ('"I did not say that she must go," Brandt told us. "I said everybody should."', [
            ("Brandt told us", ""), ("everybody", "somebody"),
        ]),
        ('"It is an insult to our town", says Brandt, "a scandal"', [("a scandal", "")]),
        ('"It is an insult to our city," Brandt said', [("city", "town")]),
        ('"I did not say that she must go. I said somebody should," he told the court.', [("court", "Post")]),
    ],
)  # fmt: skip
def test_who_said_a_quotation_and_what_else_is_quoted_is_compared(
    speakers: Library, pasted: str, differs: list[tuple[str, str]]
) -> None:
    answer = speakers.ask(pasted)
    assert (answer.status, source(answer)[1], differences(answer)) == ("answered", "Valley Post", differs)


def test_nearly_the_words_of_a_short_quotation_by_somebody_else_are_none(speakers: Library) -> None:
    for asked in ('"It is an insult to our faith," Ulla Marr said in May', '"It is an insult to our faith," he added'):
        assert speakers.ask(asked).sentences == ()


def test_a_quotation_that_was_replaced_is_said_to_have_stood(library: Library) -> None:
    answer = library.ask('Did the Valley Post say "gravel early on Sunday, and four people on it were hurt"?')
    assert differences(answer) == [("four", "nine")]
    assert [c.source.version for c in answer.stood] == [1]
    assert [c.n for c in answer.stood] == [len(answer.citations) + 1]


@pytest.mark.parametrize("piece", ["“", '"', "'a ", "[", "[a] ", "... ", "@a ", "#a ", "「«»", "told a ", ": "])
def test_reading_what_was_pasted_takes_time_in_proportion(piece: str) -> None:
    def read(text: str) -> None:
        quotations(text)
        pieces(fitted(text))

    assert not too_steep(read, repeated(piece), 8_000)


def test_a_question_of_something_else_is_found_as_an_excerpt_and_is_no_evidence(tmp_path: Path) -> None:
    asked = "Did the weekly Ostra Mirror mistake the painter Odo Brandt for a namesake who robs banks?"
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([story("dam", f"{EASTERN} {asked} {WIRE} The valley below was cleared.", "Valley Post")])
        found = library.ask(asked)
        assert [(c.quote, found.differences) for c in found.citations] == [(asked, ())]
        clip = library.ask(" ".join(asked.split()[2:14]))
        assert [c.quote for c in clip.citations] == [asked]
        assert library.ask("Who robs banks?").status == "no_answer"


def test_the_command_line_takes_an_excerpt(library: Library) -> None:
    run = here("ask", EASTERN.replace("eastern", "western"), "--json", library=library.folder)
    assert run.code == 0
    assert run.json["citations"][0]["url"] == "https://wire.example.org/1"
    assert run.json["differences"] == [{"excerpt": "western", "article": "eastern"}]


# -- the alignment against its definition ----------------------------------------------------------------------------

WORD = st.sampled_from("abcd")


def _distance(one: list[str], other: list[str]) -> int:
    """Levenshtein's, as it is defined."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row = row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
    return row[-1]


@settings(deadline=None)
@given(st.lists(WORD, min_size=1, max_size=6), st.lists(WORD, max_size=9))
def test_an_alignment_is_the_nearest_stretch(excerpt: list[str], text: list[str]) -> None:
    found = align(excerpt, text)
    spans = [(a, b) for a in range(len(text) + 1) for b in range(a, len(text) + 1)]
    assert found.distance == min(_distance(excerpt, text[a:b]) for a, b in spans)
    assert found.distance == _distance(excerpt, text[slice(*found.stretch)])
    assert all(excerpt[i] == text[j] for i, j in found.same)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(found.same))


@settings(deadline=None)
@given(st.lists(WORD, min_size=1, max_size=6), st.lists(WORD, max_size=9))
def test_putting_in_what_differs_makes_the_articles_words(excerpt: list[str], text: list[str]) -> None:
    found = align(excerpt, text)
    made = list(excerpt)
    for (a, b), (c, d) in reversed(list(found.differing(len(excerpt)))):
        made[a:b] = text[c:d]
    assert made == text[slice(*found.stretch)]


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_words_stand_where_they_are_said_to(text: str, start: int, end: int) -> None:
    found = words_of(text, start, end)
    assert all(start <= a < b <= end for a, b in found.spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(found.spans))


def test_figures_keep_their_units_and_characters_without_spaces_are_words() -> None:
    assert words_of("It’s $1,250.50, or 12.5%, well-known; 19th").keys == (
        "it's", "$1,250.50", "or", "12.5%", "well-known", "19th",
    )  # fmt: skip
    assert words_of("東京 tower").keys == ("東", "京", "tower")


# -- the measure -----------------------------------------------------------------------------------------------------


def test_alterations_do_what_they_say() -> None:
    rng = random.Random(1)
    pool = Pool.of([EASTERN, BRIDGE])
    for _ in range(50):
        assert clipped(rng, WIRE, pool).words in " ".join(WIRE.split())
        assert 1 <= len(changed(rng, EASTERN, pool).changes) <= 3
        assert len(dropped(rng, EASTERN, pool).words.split()) == len(EASTERN.split()) - 1
        assert sum(a != b for a, b in zip(mistyped(rng, EASTERN, pool).words.split(), EASTERN.split(), strict=True)) < 2


def test_the_measure_of_the_demo() -> None:
    whole_demo = demo()
    few = replace(whole_demo, articles=lambda: list(whole_demo.articles())[:24], questions=whole_demo.questions[:3])
    found = measure(few, count=4, every=8)
    assert [(row.right, row.asked) for row in found.rows] == [(4, 4)] * 6 + [(3, 3)]
    assert "sentences, found" in "\n".join(lines(found))
