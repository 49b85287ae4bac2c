"""The page's parts without a page: what a card says, what a form takes, how often one may ask."""

import asyncio
import json
import re
import threading
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest

from corpus.article import KINDS, Article, Kind
from corpus.identity import is_web_address
from corpus.versions import Version
from rag.errors import LibraryError, QuestionError
from rag.library import Library
from rag.types import Answer, Citation, Claim, Conflict, Copy, Filters, Removed, Sentence, Snapshot
from ui import answers, cards, texts
from ui.archive import Archive, State
from ui.background import in_background
from ui.chat import REMEMBERED, Exchange, ask, restored, stop, thread
from ui.form import in_use, read_form
from ui.guard import Guard
from ui.limits import RateLimit
from ui.markup import count, language, link, literal, side
from ui.shell import policy, rewrite

MAY = datetime(2024, 5, 2, 9, 30, tzinfo=UTC)


def version(text: str = "One. Two.", *, kind: Kind = "news", number: int = 1, until: int | None = None) -> Version:
    article = Article(
        text=text, title="A <b>headline</b>", url="https://example.org/a", outlet="Post", published=MAY, kind=kind
    )
    return Version("a", number, "a", article, int(MAY.timestamp()), int(MAY.timestamp()), until)


def citation(source: Version, quote: str = "Two.", n: int = 1, copies: tuple[Copy, ...] = ()) -> Citation:
    start = source.article.text.index(quote)
    return Citation(n, source, start, start + len(quote), quote, copies)


def card(of: Citation, versions: dict[str, int] | None = None) -> str:
    return cards.source_card([of], 1, versions or {})


def answer(**changes: object) -> Answer:
    plain = Answer(
        question="What?",
        status="answered",
        sentences=(Sentence("Two.", (1,)),),
        citations=(citation(version()),),
        corpus=Snapshot(1_200, "2024-05-02T09:30:00+00:00", 7),
        answered_by="quotes",
        settings_hash="x",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["<i>", "a*b*c", "[x](y)", "![x](y)", "$x$", "`x`", "# x", "http://x.y", "a_b_", "${x}{{y}}"]
)
def test_literal_leaves_nothing_to_read(text: str) -> None:
    shown = literal(text)
    assert not set("<>*[]()!$`_{}\"'") & set(shown)
    assert "://" not in shown


@pytest.mark.parametrize(
    ("url", "ok"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.org/a", False),
        ("https://", False),
        ("https:\\\\example.org", False),
        ("https://[broken", False),
        ("", False),
    ],
)
def test_only_web_addresses_are_links(url: str, ok: bool) -> None:
    assert is_web_address(url) is ok
    assert ("<a " in link(url, "x")) is ok


def test_language_takes_no_attribute() -> None:
    assert language("en-gb") == ' lang="en-gb" dir="auto"'
    assert language('en" onload="x') == ' dir="auto"'


@pytest.mark.parametrize(
    ("text", "at_right"), [("", False), ("30%", False), ("«محطة» NATO", True), ("3 מסוף", True), ("NATO محطة", False)]
)
def test_the_side_is_that_of_the_first_letter(text: str, at_right: bool) -> None:
    assert (side(text) == " rtl") is at_right


def test_counts() -> None:
    assert (count(1, "article"), count(1_200, "article")) == ("1 article", "1,200 articles")


def test_card_marks_the_quote_in_its_paragraph_between_those_beside_it() -> None:
    shown = card(citation(version("Before.\n\nOne. Two. Three.\n\nAfter.")))
    assert '<p class="beside earlier">Before.</p><p>One. <mark>Two.</mark> Three.</p>' in shown
    assert '<p class="beside next">After.</p>' in shown
    assert 'id="c1-1"' in shown
    assert '<a href="#c1-1" class="more">' in shown
    assert "<b>" not in shown


def test_articles_have_a_card_each_and_a_paragraph_stands_there_once() -> None:
    one, other = version("One. Two. Three.\n\nFour."), version("Other. Two.")
    other = replace(other, article_id="b")
    quoted = [citation(one), citation(other, n=2), citation(one, "Three.", 3), citation(one, "Four.", 4)]
    shown = cards.source_cards(quoted, 7, {})
    assert shown.count("<article") == shown.count("<h4") == 2
    assert re.findall(r'id="(c7-\d)"', shown) == ["c7-1", "c7-3", "c7-4", "c7-2"]
    assert "<p>One. <mark>Two.</mark> Three.</p>" in shown
    assert "<p>… <mark>Three.</mark></p>" in shown
    assert "<p><mark>Four.</mark></p>" in shown
    earlier = cards.source_cards([citation(one), citation(replace(one, version=2), n=2)], 7, {})
    assert earlier.count("<article") == 2


def test_long_question_is_shown_by_its_beginning() -> None:
    asked = "word " * 100
    shown = thread((Exchange(1, asked, html="a"), Exchange(2, "Short?", html="b")))
    assert shown.count('class="asked long"') == shown.count("<details>") == 1
    assert shown.count("word") < 160
    assert f'<p dir="auto">{asked}</p>' in shown


def test_card_cuts_a_long_paragraph_around_the_quote() -> None:
    text = "word " * 2_000 + "Here it stands. " + "more " * 2_000
    shown = card(citation(version(text), "Here it stands."))
    assert "<p>… word word" in shown
    assert "<mark>Here it stands.</mark>" in shown
    assert "more more …</p>" in shown
    assert 'class="more"' not in shown
    assert len(shown) < 3_000


def test_card_says_that_the_article_goes_on() -> None:
    text = f"{'Far before. ' * 90}\n\nHere it stands.\n\n{'Far behind. ' * 90}"
    shown = card(citation(version(text), "Here it stands."))
    assert '<p class="beside earlier">… ' in shown
    assert "<p><mark>Here it stands.</mark></p>" in shown
    assert shown.count(" …</p>") == 1


@pytest.mark.parametrize(("kind", "label"), [("opinion", "Opinion"), ("live", "Live page"), ("sponsored", "Sponsored")])
def test_card_labels_the_kind(kind: Kind, label: str) -> None:
    assert label in card(citation(version(kind=kind)))


def test_card_tells_versions_apart() -> None:
    later = int(datetime(2024, 5, 3, tzinfo=UTC).timestamp())
    assert "it was changed on 3 May 2024" in card(citation(version(until=later)), {"a": 2})
    assert "the newest of 2 versions" in card(citation(version(number=2)), {"a": 2})
    assert "version" not in card(citation(version()), {"a": 1})


def test_card_names_other_printings() -> None:
    copies = (Copy("b", "https://b.example.org/", "B", "Herald", MAY), Copy("c", "javascript:x", "C", "Courier", MAY))
    shown = card(citation(version(), copies=copies))
    assert "also printed by" in shown
    assert "Herald</a>" in shown
    assert "Courier</bdi>;" in shown


def test_answer_says_what_it_is() -> None:
    shown = answers.whole(
        answer(
            rewritten="What then (What?)",
            lacking=("who fled <Keld>?",),
            fallback="the language model could not be reached",
            as_of=datetime(2024, 12, 5, 23, 59, 59, tzinfo=UTC),
            hidden=3,
            removed=(Removed("Nine <b>men</b>.", "a number that is in no source"),),
        ),
        4,
        {},
    )
    assert '<a href="#c4-1" class="cite">' in shown
    assert "As of 5 December 2024; 3 articles not known by then were left out" in shown
    assert "The language model could not be reached." in shown
    assert "The archive does not say: <bdi>who fled &#60;Keld&#62;?</bdi>" in shown
    assert "1 sentence was removed" in shown
    assert "Nine &#60;b&#62;men" in shown
    assert "1,200 articles, newest 2 May 2024" in shown


def test_written_answer_names_its_model() -> None:
    shown = answers.whole(answer(answered_by="small-model"), 1, {})
    assert "Written by small&#45;model, each sentence checked" in shown


def test_refusal() -> None:
    refused = answer(
        status="no_answer", sentences=(), citations=(), reason="The archive does not say: nothing matches."
    )
    shown = answers.whole(refused, 1, {})
    assert "<h3>The archive does not say</h3><p>Nothing matches.</p>" in shown
    assert "Quoted word for word" not in shown


def test_refusal_within_filters_is_headed_so() -> None:
    reason = "Within these filters the archive does not say: nothing matches. They let 1 of 3 articles through."
    shown = answers.whole(answer(status="no_answer", sentences=(), citations=(), reason=reason), 1, {})
    assert "<h3>Within these filters the archive does not say</h3><p>Nothing matches. They let 1" in shown


def test_a_corrected_source_is_marked_beside_its_sentence() -> None:
    """With the day it changed: the line below the answer has that as its newest source."""
    source = version("One. Two.\n\nCorrection: It was two, not three.")
    changed = replace(source, article=replace(source.article, updated=MAY.replace(day=3)))
    shown = answers.whole(answer(citations=(citation(changed),)), 1, {})
    assert '<bdi>Post</bdi>, 2 May 2024, updated 3 May 2024, <span class="kind">Corrected</span></p>' in shown
    assert "The newest source is of 3 May 2024" in shown
    assert "Corrected" not in answers.whole(answer(), 1, {})
    written = answers.whole(answer(citations=(citation(changed),), answered_by="small-model"), 1, {})
    assert '1</a> <span class="kind">Corrected</span>' in written


def test_conflict_puts_the_newest_first() -> None:
    old, new = version("It was 10."), version("It was 20.")
    new = replace(new, known_from=new.known_from + 60)
    conflict = Conflict(
        "the toll", (Claim("10", citation(old, "It was 10.")), Claim("20", citation(new, "It was 20.", 2)))
    )
    shown = answers.whole(answer(conflicts=(conflict,)), 1, {})
    assert shown.index('class="value"><bdi>20') < shown.index('class="value"><bdi>10')
    assert "Sources differ: <bdi>the toll" in shown


def test_stop_marks_only_what_is_unfinished() -> None:
    done, pending = Exchange(1, "A?", html="a", done=True), Exchange(2, "B?", html="b")
    assert stop(()) == ()
    assert stop((done,)) == (done,)
    assert "Stopped." in thread(stop((done, pending)))


def test_a_question_sent_twice_at_once_leaves_none_that_is_searched_for_ever() -> None:
    def opening() -> Library:
        raise LibraryError("not today")

    archive = Archive(opening)
    archive.start()
    pending = Exchange(1, "A?", html="searching")
    last = list(ask(archive, read_form("A?", [], "", "", "", "", []), (pending,)))[-1]
    assert [exchange.done for exchange in last] == [True, True]
    assert "searching" not in thread(last)


def test_a_chat_goes_on_after_its_page_was_loaded_anew() -> None:
    told = json.dumps({"number": 7, "turns": [["A?", "One\ud83d"], ["B?" * 2_000, ""]]})
    chat = restored(told)
    assert [(exchange.number, exchange.said, exchange.done) for exchange in chat] == [(6, "One?", True), (7, "", True)]
    assert len(chat[1].question) == 2_000
    assert thread(chat) == ""


def test_articles_are_added_where_the_page_looks_for_them() -> None:
    assert "run <code>dateline add PATH</code>" in texts.own_archive(Path("library"))
    command = literal("dateline add PATH --library 'my news'")
    elsewhere = texts.own_archive(Path("my news"))
    assert f"run <code>{command}</code>" in elsewhere


@pytest.mark.parametrize(
    "told",
    [
        None,
        7,
        "",
        "{",
        "[]",
        "null",
        "[" * 15_000,
        '{"number": 1}',
        '{"number": 1, "turns": []}',
        '{"number": 1, "turns": [["A?"]]}',
        '{"number": 1, "turns": [["A?", "a"], ["B?", "b"]]}',
        json.dumps({"number": 99, "turns": [["A?", "a"]] * (REMEMBERED + 1)}),
        '{"number": 10000, "turns": [["A?", "a"]]}',
        '{"number": Infinity, "turns": [["A?", "a"]]}',
        json.dumps({"number": 1, "turns": [["A?", "a" * 20_000]]}),
    ],
)
def test_what_is_no_chat_is_not_gone_on_with(told: object) -> None:
    assert restored(told) == ()


def test_an_outlet_in_another_script_does_not_move_the_day() -> None:
    source = version("One. Two.")
    source = replace(source, article=replace(source.article, outlet="صدى الميناء", authors=("مكتب",)))
    shown = answers.whole(answer(citations=(citation(source),)), 1, {})
    assert '<p class="by"><bdi>صدى الميناء</bdi>, 2 May 2024</p>' in shown
    assert '<p class="meta"><bdi>مكتب</bdi> · <time' in shown
    assert '<h4 dir="auto"><a' in shown
    scope = read_form("What?", ["صدى الميناء"], "", "2024-12-01", "", "", ["صدى الميناء"]).scope
    assert scope == "Only <bdi>صدى الميناء</bdi>, from 1 December 2024"


def test_archive_that_cannot_be_opened_says_why() -> None:
    def opening() -> Library:
        raise LibraryError("the folder is on fire")

    archive = Archive(opening)
    assert archive.state().doing == "Opening the archive…"
    archive.start()
    last = list(ask(archive, read_form("What?", [], "", "", "", "", []), ()))[-1]
    assert last[-1].done
    assert "the folder is on fire" in thread(last)
    assert archive.state().trouble == "the folder is on fire"


def test_archive_says_how_far_another_process_is(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True) as other:
        other.add([Article("The pier is shut until May, they said.", url="https://a.example.org/1")])
        archive = Archive(lambda: Library.open(tmp_path / "library"))
        archive.start()
        archive._thread.join()
        assert archive.library is not None
        archive.library.search("pier")
        assert archive.state().doing == ""
        other.keep([Article("The weir is open until June, they said.", url="https://a.example.org/2")])
        archive._looked = archive._looked_elsewhere = 0.0
        assert archive.state().doing == "Another process is indexing: 1 changed articles cannot be found yet"
        assert archive.state().articles == 2
        archive.close()


def test_background_work_hands_over_steps_and_errors() -> None:
    def steps() -> Generator[int, None, None]:
        yield 1
        yield 2
        raise LibraryError("no third")

    got: list[int] = []

    async def gather() -> None:
        async for step in in_background(steps()):
            got.append(step)

    with pytest.raises(LibraryError, match="no third"):
        asyncio.run(gather())
    assert got == [1, 2]


def test_a_question_that_is_stopped_while_it_waits_leaves_no_thread_behind() -> None:
    opened = threading.Event()

    def opening() -> Library:
        opened.wait()
        raise LibraryError("too late")

    archive = Archive(opening)
    archive.start()

    def answering() -> list[threading.Thread]:
        return [one for one in threading.enumerate() if one.name == "dateline-answer"]

    async def stopped_early() -> int:
        steps = in_background(ask(archive, read_form("What?", [], "", "", "", "", []), ()))
        shown = [await anext(steps) for _ in range(2)]
        (working,) = answering()
        with pytest.raises(asyncio.TimeoutError):  # what is shown already is not sent again
            await asyncio.wait_for(anext(steps), 1.0)
        await steps.aclose()
        await asyncio.to_thread(working.join, 30.0)
        assert not working.is_alive()
        return len(shown)

    assert asyncio.run(stopped_early()) == 2
    opened.set()


def test_a_question_does_not_wait_for_what_failed(tmp_path: Path) -> None:
    class Lost(Archive):
        def state(self) -> State:
            return State(articles=1, trouble="the index cannot be written")

    with Library.open(tmp_path / "library", create=True) as library:
        archive = Lost(lambda: library)
        archive.library = library
        last = list(ask(archive, read_form("What?", [], "", "", "", "", []), ()))[-1][-1]
        assert last.done
        assert "the index cannot be written" in last.html


def test_form_in_words() -> None:
    asked = read_form(" What? ", ["Post"], "herald", "2024-12-01", "", "2024-12-05", ["Herald", "Post"])
    assert asked.question == "What?"
    assert asked.filters.outlets == ("Post", "Herald")
    assert asked.scope == "Only <bdi>Post</bdi>, <bdi>Herald</bdi>, from 1 December 2024, as of 5 December 2024"
    assert read_form("What?", None, None, None, None, None, []).filters == Filters()


OUTLETS = ["BBC News", "BBC news", "Reuters", "Reuters, London", "The Lonn,Abria Post"]


@pytest.mark.parametrize(
    ("ticked", "named", "outlets"),
    [
        (["BBC News"], "", ["BBC News"]),
        (["BBC news"], "BBC News", ["BBC news", "BBC News"]),
        ([], "bbc  NEWS", ["BBC News", "BBC news"]),
        ([], "Reuters, London", ["Reuters, London"]),
        ([], "reuters, london, BBC news", ["Reuters, London", "BBC news"]),
        ([], "BBC news, Reuters", ["BBC news", "Reuters"]),
        ([], " , The Lonn,Abria Post,Reuters,", ["The Lonn,Abria Post", "Reuters"]),
    ],
)
def test_outlets_are_named_as_the_archive_spells_them(ticked: list[str], named: str, outlets: list[str]) -> None:
    assert list(read_form("What?", ticked, named, "", "", "", OUTLETS).filters.outlets) == outlets


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"question": "  "}, "Type a question"),
        ({"question": 7}, "Type a question"),
        ({"question": "?!"}, "Type a question"),
        ({"ticked": ["Pots"]}, "none called 'Pots'; nearest: Post"),
        ({"question": "x" * 2_001}, "the limit is 2,000"),
        ({"since": "2024-02-30"}, "From: cannot read"),
        ({"until": "9" * 300}, "To: cannot read"),
        ({"as_of": "99999-01-01"}, "As of: cannot read"),
        ({"ticked": ["Nobody"]}, "none called 'Nobody'"),
        ({"named": ",".join(map(str, range(600)))}, "at most 500"),
        ({"since": "2024-02-02", "until": "2024-02-01"}, "is after"),
    ],
)
def test_form_refuses(changes: dict[str, object], error: str) -> None:
    fields: dict[str, object] = {"question": "What?", "ticked": [], "named": "", "since": "", "until": "", "as_of": ""}
    with pytest.raises(QuestionError, match=error):
        read_form(**{**fields, **changes}, known=["Post"])


def test_filters_in_use_are_counted() -> None:
    assert in_use([], " ", None, "") == 0
    assert in_use(["Post", "Herald"], "", ["news"], "5 March 2025") == 4


def test_kinds_of_the_form() -> None:
    asked = read_form("What?", [], "", "", "", "", [], ["opinion", "news", "gossip", 3])
    assert asked.filters.kinds == ("news", "opinion")
    assert asked.scope == "Only news or opinion"
    assert read_form("What?", [], "", "", "", "", [], "news").filters == Filters()
    assert set(texts.CHOSEN) == set(KINDS)


def test_rate_limit_slides() -> None:
    now = [0.0]
    limit = RateLimit(2, clock=lambda: now[0])
    assert [limit.wait("a"), limit.wait("a")] == [0, 0]
    assert limit.wait("a") == 60
    assert limit.wait("b") == 0
    now[0] = 60.0
    assert limit.wait("a") == 0


def test_guard_listens_for_every_address_but_answers_to_names() -> None:
    async def nothing(*_: object) -> None: ...

    guard = Guard(nothing, host="0.0.0.0", port=7860, hosts=[" News.example.org "])
    assert guard.knows("news.example.org:7860")
    assert guard.knows("127.0.0.1:7860")
    assert not guard.knows("0.0.0.0:7860")
    assert not guard.knows("192.168.1.2:7860")
    assert Guard(nothing, host="::1", port=1).knows("[::1]:1")
    assert Guard(nothing, host="192.168.1.2", port=7860).knows("192.168.1.2:7860")


def test_shell_lets_only_its_own_scripts_run() -> None:
    document = rewrite(b'<head><base href="./" /><script>let a = 1;</script></head><script src="x"></script>')
    assert b"<base" not in document
    assert b'href="/page.css"' in document
    # printf 'let a = 1;' | openssl dgst -sha256 -binary | base64
    assert policy(document).count("'sha256-") == 1


def test_a_sentence_that_is_not_verified_is_labelled() -> None:
    page = answers.growing([Sentence("It <b>left</b>.", (1,), 0.4, verified=False), Sentence("It came.", (2,))])
    assert page.count("not verified") == 1
    assert page.index("not verified") < page.index("It came.")
    assert "<b>" not in page


def test_gradio_writes_no_stubs_when_the_page_imports_it() -> None:
    """Else it reads the source of all its components and writes beside them, whenever the page starts."""
    import_module("ui.page")
    component_meta = import_module("gradio.component_meta")
    assert component_meta.create_or_modify_pyi.__module__ == "ui.stubs"
