"""A library as a program uses it: what may be given, what is refused and how, and what is given back."""

import gc
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as clock
from pathlib import Path
from typing import Any

import pytest
from fake_llm import FakeLLM
from running import environment

from corpus.errors import ArticleError, DatelineError
from rag import Answer, Article, Basis, Filters, Library, Turn, answer_shape, make_filters, support
from rag.errors import LanguageModelError, LibraryError, QuestionError

DAY = datetime(2025, 3, 12, 6, 30, tzinfo=UTC)
ASKED = "Which ferry sank off Karlsund?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("python") / "library", create=True) as made:
        made.add(articles())
        yield made


def articles() -> list[Article]:
    ferry = "The ferry Solveig sank off Karlsund on Tuesday night. Forty-one people were rescued by fishing boats."
    bank = "Die Zentralbank von Marowien hat den Leitzins am Mittwoch auf 6,25 Prozent angehoben."
    return [
        Article(ferry, "Ferry sinks", "https://post.example/ferry", "Karlsund Post", ("Anna Berg",), DAY, kind="news"),
        Article(bank, "Leitzins", "javascript:alert(1)", "Das Blatt", (), DAY + timedelta(days=20), language="de-AT"),
    ]


# -- opening -----------------------------------------------------------------------------------------------------------


def test_settings_that_make_no_sense_are_a_typed_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings: Any = {"threads": 1}
    with pytest.raises(LibraryError, match=r"settings must be rag\.settings\.Settings, not dict"):
        Library.open(tmp_path, settings, create=True)
    monkeypatch.setenv("DATELINE_THREADS", "some")
    with pytest.raises(LibraryError, match=r"DATELINE_THREADS: .*valid integer"):
        Library.open(tmp_path, create=True)


# -- filters -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_filters, Filters])
def test_one_name_is_a_list_of_one(library: Library, make: Callable[..., Filters]) -> None:
    given = {"outlets": "Karlsund Post", "authors": "Anna Berg", "kinds": "news"}
    made = make(**given)
    assert made == make(**{name: [value] for name, value in given.items()})
    assert [hit.source.article.outlet for hit in library.search("ferry", filters=made).hits] == ["Karlsund Post"]
    assert make(languages="DE") == make(languages=["de-at"]) == Filters(languages=("de",))
    assert library.search("Zentralbank", filters=make(languages="DE")).hits


EVENING = datetime(2025, 3, 12, 23, 30, tzinfo=timezone(timedelta(hours=-5)))


@pytest.mark.parametrize(
    ("given", "since", "until"),
    [
        ("2025-03-12", 1741737600, 1741823999),
        (date(2025, 3, 12), 1741737600, 1741823999),
        (datetime(2025, 3, 12), 1741737600, 1741737600),
        (EVENING, 1741840200, 1741840200),
        (1741840200, 1741840200, 1741840200),
    ],
)
def test_times_are_given_as_a_program_has_them(given: Any, since: int, until: int) -> None:
    made = make_filters(since=given, until=given, as_of=given)
    assert (made.since, made.until, made.as_of) == (since, until, until)


@pytest.mark.parametrize("day", [date(1950, 6, 30), date(2025, 3, 12), date.max])
def test_the_last_moment_of_a_day_is_in_that_day(day: date) -> None:
    made = make_filters(until=datetime.combine(day, clock.max), as_of=f"{day}T23:59:59.999999+00:00")
    assert made.until == made.as_of == make_filters(until=day).until


def test_an_answers_as_of_can_be_asked_again(library: Library) -> None:
    first = library.ask(ASKED, filters=make_filters(as_of=date(2025, 3, 20)))
    again = library.ask(ASKED, filters=make_filters(as_of=first.as_of))
    assert first.as_of == again.as_of == datetime(2025, 3, 20, 23, 59, 59, tzinfo=UTC)
    assert (first.text, first.hidden) == (again.text, 1)


@pytest.mark.parametrize(
    "make",
    [
        lambda: make_filters(since=float("nan")),
        lambda: make_filters(since=True),
        lambda: make_filters(since=b"2025-01-01"),  # type: ignore[arg-type]
        lambda: make_filters(as_of=10**15),
        lambda: make_filters(outlets=None),  # type: ignore[arg-type]
        lambda: make_filters(outlets=[7]),  # type: ignore[list-item]
        lambda: make_filters(kinds="gossip"),
        lambda: make_filters(since="2025-02-01", until=date(2025, 1, 1)),
        lambda: Filters(since="2025-01-01"),  # type: ignore[arg-type]
        lambda: Filters(until=DAY),  # type: ignore[arg-type]
        lambda: Filters(as_of=10**15),
        lambda: Filters(kinds=("gossip",)),
        lambda: Filters(outlets=7),  # type: ignore[arg-type]
    ],
)
def test_filters_that_make_no_sense_are_a_typed_error(make: Callable[[], Filters]) -> None:
    with pytest.raises(QuestionError):
        make()


def test_what_is_said_of_a_range_is_not_of_the_command_line() -> None:
    with pytest.raises(QuestionError, match="since 2025-02-01 is after until 2025-01-01"):
        make_filters(since="2025-02-01", until="2025-01-01")


# -- questions ---------------------------------------------------------------------------------------------------------

MISTAKES: list[tuple[dict[str, Any], type[DatelineError], str]] = [
    ({"question": None}, QuestionError, "must be text, and is of type NoneType"),
    ({"question": b"Who?"}, QuestionError, "must be text"),
    ({"question": "Who sank \ud800?"}, QuestionError, "lone surrogate"),
    ({"question": " "}, QuestionError, "empty"),
    ({"filters": None}, QuestionError, "not NoneType"),
    ({"filters": {"since": 7}}, QuestionError, "not dict"),
    ({"filters": Filters(since=2, until=1)}, QuestionError, "since .2. is after until .1."),
    ({"history": {"role": "user"}}, QuestionError, "history must be a list of Turn"),
    ({"history": [{"role": "user", "content": "Who?"}]}, QuestionError, "history must be a list of Turn"),
    ({"history": "Who?"}, QuestionError, "history must be a list of Turn"),
    ({"history": [Turn("user", None)]}, QuestionError, "a turn of the history must be text"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("given", "error", "said"), [*MISTAKES, ({"llm": 5}, LanguageModelError, "not int")])
def test_a_mistaken_question_is_a_typed_error(
    library: Library, given: dict[str, Any], error: type[DatelineError], said: str
) -> None:
    asked = {"question": ASKED, **given}
    with pytest.raises(error, match=said):
        library.ask(**asked)
    steps = library.stream(**asked)
    with pytest.raises(error, match=said):
        next(steps)
    if "llm" not in given:
        query = asked.pop("question")
        with pytest.raises(error, match=said):
            library.search(query, **asked)


@pytest.mark.parametrize("k", [0, -1, 1_001, 2**63, None, "3", 1.5, True])
def test_a_number_of_hits_is_from_1_to_1000(library: Library, k: Any) -> None:
    with pytest.raises(QuestionError, match="k must be a whole number from 1 to 1,000"):
        library.search("ferry", k=k)


def test_history_may_be_any_turns(library: Library) -> None:
    turns = (Turn("user", ASKED), Turn("assistant", "The Solveig."))
    said = library.ask("How many were rescued?", history=iter(turns))  # type: ignore[arg-type]
    assert said.text == library.ask("How many were rescued?", history=turns).text
    assert "Forty-one" in said.text


def test_an_earlier_question_is_no_longer_than_a_question(library: Library) -> None:
    """What lies beyond that would take its time in each question of the chat."""
    long = ASKED + " The harbour master of Karlsund was told of it." * 100
    whole, cut = (library.ask("How many were rescued?", history=[Turn("user", said)]) for said in (long, long[:2_000]))
    assert (whole.text, whole.rewritten) == (cut.text, cut.rewritten)


@pytest.mark.parametrize("passages", ["The ferry sank.", Basis("The ferry sank."), ["The ferry sank."]])
def test_one_passage_is_a_list_of_one(passages: Any) -> None:
    assert support("The ferry sank.", passages).kind == "verbatim"


# -- adding ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [articles()[0], "article.txt", {"text": "The ferry sank."}, None])
def test_what_is_no_list_of_articles_is_a_typed_error(library: Library, given: Any) -> None:
    with pytest.raises(LibraryError, match="add takes a list of Article"):
        library.add(given)


def test_an_address_that_is_no_link_is_none(library: Library) -> None:
    article = {v.article.outlet: v.article for v in library.export()}["Das Blatt"]
    assert (article.url, article.link) == ("javascript:alert(1)", "")
    assert {node.metadata["url"] for node in library.as_retriever().retrieve("Zentralbank")} == {"", "https://post.example/ferry"}
    assert {c.source.article.link for c in library.ask(ASKED).citations} == {"https://post.example/ferry"}


# -- what is not searchable yet ----------------------------------------------------------------------------------------


def test_a_refusal_says_how_much_could_be_searched(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        library.keep(articles())
        answer = library.ask(ASKED)
        assert (answer.status, answer.corpus.articles) == ("no_answer", 2)
        assert answer.reason == "0 of 2 articles are searchable yet: run `dateline sync` or Library.sync()"
        library.sync()
        assert library.ask(ASKED).status == "answered"
        library.keep([Article("The abbot of Grell sold the bell tower to a circus for 4,500 marks.", "Tower sold")])
        assert library.ask(ASKED).status == "answered"
        refused = library.ask("Who won the ski race of Brevik?")
        assert refused.reason.startswith("The archive does not say")
        assert refused.reason.endswith("Only 2 of 3 articles are searchable yet: run `dateline sync` or Library.sync()")
        library.sync()
        assert "searchable" not in library.ask("Who won the ski race of Brevik?").reason


# -- rechecking --------------------------------------------------------------------------------------------------------


def test_an_answer_is_rechecked_as_it_is_or_as_it_was_saved(library: Library) -> None:
    answer = library.ask(ASKED)
    found = library.recheck(answer)
    assert [one.standing for one in found] == ["current"] * len(answer.citations)
    assert found
    assert library.recheck(answer_shape(answer)) == found


@pytest.mark.parametrize(
    ("field", "value"),
    [("n", True), ("start", "0"), ("version", False), ("article_id", ["a"]), ("article_id", "\ud800"), ("quote", None)],
)
def test_a_citation_of_other_types_is_no_saved_answer(library: Library, field: str, value: object) -> None:
    saved = answer_shape(library.ask(ASKED))
    saved["citations"][0][field] = value
    with pytest.raises(LibraryError, match="not a saved answer"):
        library.recheck(saved)


@pytest.mark.parametrize("name", [None, 5, ["https://post.example/ferry"]])
def test_what_is_no_name_of_an_article_is_a_typed_error(library: Library, name: Any) -> None:
    for call in (library.history, library.remove):
        with pytest.raises(ArticleError, match="named by its address or id, as text, not by"):
            call(name)


def test_a_missing_article_keeps_no_other_from_being_removed(tmp_path: Path) -> None:
    """As where a removal was stopped half-way and is asked for again."""
    with Library.open(tmp_path, create=True) as library:
        library.add(articles())
        library.remove("https://post.example/ferry")
        with pytest.raises(ArticleError, match=r"no article 'https://post.* in .*; the others are removed"):
            library.remove("https://post.example/ferry", "javascript:alert(1)")
        assert library.status().counts.articles == 0


def test_a_name_with_half_a_character_is_one_that_nothing_has(library: Library) -> None:
    """A terminal gives such a one for bytes that are no UTF-8."""
    for call in (library.history, library.remove):
        with pytest.raises(ArticleError, match=r"no article '\\udcff'"):
            call("\udcff")


@pytest.mark.parametrize("saved", ["text", None, {}, {"citations": [{"n": 1}]}, {"citations": 7}])
def test_what_is_no_saved_answer_is_a_typed_error(library: Library, saved: Any) -> None:
    with pytest.raises(LibraryError, match="not a saved answer"):
        library.recheck(saved)


# -- closing -----------------------------------------------------------------------------------------------------------


def _files() -> list[str]:
    held = Path("/proc/self/fd")
    return sorted(os.readlink(fd) for fd in held.iterdir() if fd.is_symlink() and fd.exists())


@pytest.mark.parametrize("follow", [False, True])
def test_a_closed_library_is_closed(tmp_path: Path, follow: bool) -> None:
    folder = tmp_path / "library"
    with Library.open(folder, create=True) as made:
        made.add(articles())
    opened = Library.open(folder, follow=follow)
    opened.sync()
    assert opened.ask(ASKED).status == "answered"
    retriever, steps = opened.as_retriever(), opened.stream(ASKED)
    opened.close()
    opened.close()
    calls: list[Callable[[], object]] = [
        *(lambda: opened.ask(ASKED), lambda: opened.search(ASKED), lambda: next(steps), opened.view, opened.status),
        *(lambda: opened.add(articles()), lambda: opened.keep(articles()), opened.sync, opened.verify, opened.export),
        *(lambda: opened.remove("x"), lambda: opened.history("x"), opened.snapshot, opened.index_status),
        *(lambda: retriever.retrieve(ASKED), lambda: opened.catalog.counts(), lambda: opened.ready),
    ]
    for call in calls:
        with pytest.raises(LibraryError, match="the library is closed"):
            call()
    until = time.monotonic() + 20  # Chroma's threads let go of its file a moment later
    while (held := [name for name in _files() if str(folder) in name]) and time.monotonic() < until:
        gc.collect()
        time.sleep(0.05)
    assert not held
    assert not [thread for thread in threading.enumerate() if thread.name == "dateline-follow"]


def test_a_stream_that_is_read_on_after_closing_is_a_typed_error(tmp_path: Path) -> None:
    opened = Library.open(tmp_path / "library", create=True)
    opened.add(articles())
    catalog = opened.catalog
    steps = opened.stream(ASKED)
    assert isinstance(next(steps), Answer)
    opened.close()
    with pytest.raises(DatelineError, match="closed"):
        catalog.counts()


def test_a_question_during_which_the_library_is_closed_says_so(tmp_path: Path) -> None:
    opened = Library.open(tmp_path / "library", create=True)
    opened.add(articles())

    def closing(_: str) -> str:
        opened.close()
        return "The ferry Solveig sank off Karlsund. [1]"

    with pytest.raises(LibraryError, match="the library is closed"):
        opened.ask(ASKED, llm=FakeLLM(think=closing))


# -- other processes ---------------------------------------------------------------------------------------------------

FORKED = """
import os, signal, sys, time
from rag import Article, Library
from rag.errors import LibraryError

library = Library.open(sys.argv[1], create=True, follow=True)
library.add([Article("The ferry Solveig sank off Karlsund on Tuesday night.", "Ferry sinks")])
while not library.writes_index:
    time.sleep(0.1)
if (child := os.fork()) == 0:
    signal.alarm(60)
    try:
        library.ask("Which ferry sank?")
    except LibraryError as error:
        print(error, flush=True)
    library.close()
    with Library.open(sys.argv[1]) as own:
        print(own.ask("Which ferry sank?").status, flush=True)
    os._exit(0)
print("ended with", os.waitpid(child, 0)[1], library.writes_index, library.ask("Which ferry sank?").status)
library.close()
"""


def test_a_forked_process_opens_a_library_of_its_own(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", FORKED, str(tmp_path / "library")], env=environment(), capture_output=True, text=True
    )
    assert said.stdout.splitlines() == [
        "the library was opened before this process was forked: open it here with Library.open",
        "answered",
        "ended with 0 True answered",
    ], said.stderr


def test_a_library_is_not_sent_to_another_process_and_answers_are(library: Library) -> None:
    with pytest.raises(TypeError, match=r"cannot be pickled: open it in the other process with Library\.open"):
        pickle.dumps(library)
    for found in (library.ask(ASKED), library.search(ASKED), library.status()):
        assert pickle.loads(pickle.dumps(found)) == found
