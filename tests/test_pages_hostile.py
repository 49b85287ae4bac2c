"""Pages made to hang, crash or fool a reader; and the worker process that has to survive them."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import ROOT, environment

from corpus.article import Article, Rejection
from corpus.errors import ArticleError, ReadError
from corpus.readers import limited, read
from corpus.readers.html import decoded_page, page

DATA = Path(__file__).parent / "data" / "pages"
GOLDEN = sorted(DATA.glob("*.html"))
GOOD = (DATA / "json-ld-graph.html").read_text(encoding="utf-8")


def why_not(markup: str, seconds: float = limited.SECONDS) -> str:
    with pytest.raises(ReadError) as refusal:
        list(page(markup, "a.html", seconds=seconds))
    return str(refusal.value)


def is_read(markup: str = GOOD) -> bool:
    (draft,) = page(markup, "a.html")
    return "mackerel" in draft.article.text


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<html><body>" + "<div>" * 100_000 + "x", "elements nested more than 200 deep"),
        ("<html><body>" + "<ul><li>" * 150 + "story " * 99, "the parser gives up within the page: "),
        ("<html><p " + "a=1 " * 300_000 + ">x", "more than 400 attributes in one tag"),
        ("<html><p " + 'a=">" ' * 200_000 + ">x", "more than 400 attributes in one tag"),
        ("<html><p>" + "x" * 50_000_000, "over the limit of 2 MB for this kind of file"),
        ("<html>" + "<script>x()</script>" * 90_000, "more than 30,000 tags"),
        ("<html>" + "<i>" * 600_000, "elements nested more than 200 deep"),
        ("<html><!--" + "-" * 1_900_000, "no story found in the page"),
        ("<html><script>" + "<" * 1_900_000, "no story found in the page"),
        ("\x00\x01\x02", "not an HTML page"),
        ("&#0;&#xD800;", "no story found in the page"),
    ],
)
def test_traps_are_refused(markup: str, reason: str) -> None:
    assert why_not(markup).startswith(reason)
    assert is_read()


@pytest.mark.parametrize(
    "script",
    [
        "[" * 900_000,
        '{"a":' * 100_000,
        '{"@type":"NewsArticle","author":' + "[" * 900 + "]" * 900 + "}",
        '{"@type":"NewsArticle","author":{"@id":"#a"}} , {"@id":"#a","name":{"@id":"#a"}}',
        '{"@type":"NewsArticle","publisher":{"@id":"#p","name":["a","b",["c"]]},"headline":{"a":1},"datePublished":[9]}',
        '{"@type":"NewsArticle","headline":"' + "long " * 100_000 + '"}',
        '{"@type":"NewsArticle","author":"' + "a, " * 100_000 + '"}',
        '{"@type":"NewsArticle","dateModified":"' + "9" * 500_000 + '"}',
    ],
)
def test_json_ld_bombs_cost_no_more_than_themselves(script: str) -> None:
    assert is_read(GOOD.replace("<body>", f'<body><script type="application/ld+json">{script}</script>'))


def test_controls_and_halves_of_characters_do_no_harm() -> None:
    assert is_read(GOOD.replace("mackerel", "mack\x00er\x0bel &#xD800; \ud800 &#11;"))


# The worker. These functions run in it by their names.


def hang(_: str) -> None:
    time.sleep(60)


def fill(_: str) -> int:
    return len(bytearray(40_000_000_000))


def end(_: str) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def shout(data: str) -> str:
    print(data)  # noqa: T201
    os.write(1, b"not a reply")
    return data


def fail(_: str) -> None:
    raise RuntimeError("out of order")


def length(data: str | bytes, more: int = 0) -> int:
    return len(data) + more


def pid(_: str) -> int:
    return os.getpid()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("hang", "takes longer than 0.3 s to read"),
        ("end", "ends the process that reads it (signal 11)"),
        ("fail", "cannot be read: RuntimeError: out of order"),
        ("fill", "takes too much memory to read"),
    ],
)
def test_what_a_call_does_to_its_worker_is_the_reason(name: str, reason: str) -> None:
    with pytest.raises(ReadError) as refusal:
        limited.call(f"test_pages_hostile:{name}", "x", seconds=0.3 if name == "hang" else 10)
    assert str(refusal.value) == reason
    assert is_read()


def test_what_goes_in_and_out() -> None:
    assert limited.call("test_pages_hostile:length", "é\ud800", more=1) == 3
    assert limited.call("test_pages_hostile:length", b"\xff" * 3_000_000) == 3_000_000
    assert limited.call("test_pages_hostile:shout", "printed") == "printed"
    with pytest.raises(ImportError):
        limited.call("no_such_module:length", "")


def test_a_worker_is_used_again_and_replaced_when_it_is_gone() -> None:
    limited.close()
    first = limited.call("test_pages_hostile:pid", "")
    assert limited.call("test_pages_hostile:pid", "") == first != os.getpid()
    os.kill(first, signal.SIGKILL)
    while limited._idle[0].process.poll() is None:
        time.sleep(0.01)
    assert limited.call("test_pages_hostile:pid", "") != first


def test_workers_serve_threads_and_keep_the_order() -> None:
    with ThreadPoolExecutor(4) as threads:
        lengths = threads.map(lambda n: limited.call("test_pages_hostile:length", "x" * n), range(40))
        assert list(lengths) == list(range(40))
    squares = limited.in_order(lambda n: n * n, range(100), workers=3)
    assert next(squares) == 0
    squares.close()  # type: ignore[attr-defined]
    assert list(limited.in_order(str, [], workers=2)) == []
    assert threading.active_count() < 20


def test_a_script_needs_no_guard_and_leaves_nothing_behind(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\nfrom corpus.readers import limited, read\n"
        f"print([a.title for a in read([Path({str(GOLDEN[0])!r})])], limited._idle[0].process.pid)\n"
    )
    run = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env={**environment(), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    title, _, worker = run.stdout.strip().rpartition(" ")
    assert (title, run.stderr) == ("['Fish market to move']", "")
    with pytest.raises(ProcessLookupError):
        os.kill(int(worker), 0)


def test_other_files_start_no_worker(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A headline\n\nWords of the story.")
    limited.close()
    assert [type(item) for item in read([tmp_path])] == [Article]
    assert limited._idle == []


def test_a_hanging_page_is_a_rejection_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.html").write_text(GOOD)
    (tmp_path / "b.txt").write_text("A headline\n\nWords of the story.")
    monkeypatch.setattr("corpus.readers.html.SECONDS", 0.0)
    first, second = read([tmp_path])
    assert first == Rejection(str(tmp_path / "a.html"), "takes longer than 0 s to read")
    assert isinstance(second, Article)


# Any page

PIECES = st.sampled_from(
    [
        *("<", ">", "</", "/>", "<div>", "</div>", "<p>", "</p>", "<!--", "-->", "<![CDATA[", "]]>", "<table>"),
        *("<br>", "<script>", "</script>", '<script type="application/ld+json">', '"headline":'),
        *("<meta property='og:title' content='", "itemprop='author'", "itemscope", "hidden", "style='display:none'"),
        *("&", "&amp;", "&#x0;", "&#xD800;", "&#1114112;", "\x00", "\x0b", "\u200b", "\u202e", "\ufeff", "\ud800", "é"),
        *("<html>", "<body>", "<head>", "<article>", "<h1>", "<title>", "<base href='//x'>", "<svg>", "xml:lang"),
        *("<time datetime='", "<li>", "}", "[", '{"@type":"NewsArticle",', "'", '"'),
    ]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = decoded_page(draw(st.sampled_from(GOLDEN)).read_bytes())
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.sampled_from([0, 0, 1, 7, 60, 900]))
        more = "".join(draw(st.lists(PIECES | st.text(max_size=5), max_size=4)))
        if draw(st.integers(0, 9)) == 0:  # a piece of the page again
            more += text[start : start + 400] * draw(st.integers(1, 30))
        text = text[:start] + more + text[end:]
    return text


def is_article_or_reason(markup: str) -> None:
    try:
        (draft,) = page(markup, "a.html", url="https://fetched.example/a")
        article = draft.article.cleaned()
        assert article.cleaned() == article
    except (ArticleError, ReadError) as refusal:
        reason = str(refusal)
        assert reason
        assert not reason.startswith(("cannot be read", "takes longer", "ends the process")), reason


@settings(max_examples=200, deadline=None)
@given(mutated())
def test_any_page_is_an_article_or_a_reason(markup: str) -> None:
    is_article_or_reason(markup)


@pytest.mark.torture
@settings(max_examples=2_000, deadline=None)
@given(mutated())
def test_any_of_many_pages_is_an_article_or_a_reason(markup: str) -> None:
    is_article_or_reason(markup)


def test_work_left_unfinished_is_ended_from_any_thread() -> None:
    """The garbage collector may run in a thread that the work itself has started."""
    go, ended = threading.Event(), threading.Event()

    def work(n: int) -> int:
        if n == 1 and go.wait(60):
            results.close()  # type: ignore[attr-defined]
            ended.set()
        return n

    results = limited.in_order(work, range(50), workers=2)
    assert next(results) == 0
    go.set()
    assert ended.wait(60)
