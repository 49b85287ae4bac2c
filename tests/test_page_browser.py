"""The page in a real Chromium: what a person does with it, and what hostile articles do not do to it."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from page_server import ROOT, Server, Watched, serving
from playwright.sync_api import Browser, BrowserContext, expect

from corpus.article import Article
from corpus.catalog import Catalog
from rag.demo import demo_folder, demo_path
from rag.encoders import load_encoder
from rag.folder import LOCK
from rag.settings import Settings
from ui.texts import STARTERS

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)  # other tests run beside these

HOLDS = "78 articles from 8 outlets, newest 20 December 2024"
MAIN = "What does Iran's exit mean for Assad?"

NEVER = "script, img, iframe, style, form, svg, b, .katex, h4 a"
"""What no article brings into the page."""

HOSTILE = Article(
    title="Harbour <script>alert(1)</script> closes <img src=http://127.0.0.1:9/t onerror=alert(2)> ![p](http://127.0.0.1:9/m)",
    outlet="Gull <b onmouseover=alert(3)>Post</b> <img src=http://127.0.0.1:9/o>",
    authors=("<svg onload=alert(4)>", "[desk](javascript:alert(5))"),
    url="javascript:alert(6)//harbour",
    kind="news",
    text=(
        "The harbour of Ormsund closed on Monday <script>alert(1)</script> after a crane fell "
        "<img src=http://127.0.0.1:9/x onerror=alert(7)> into the basin. Its master spoke of "
        "![weather](http://127.0.0.1:9/w) and $\\sqrt{2}$ and ${alert(8)} and {{constructor}}.\n\n"
        "</blockquote></div><iframe src=http://127.0.0.1:9/f></iframe><style>@import 'http://127.0.0.1:9/s'</style>\n\n"
        "<a href='javascript:alert(9)'>Read on</a> [here](javascript:alert(10)) <form action=http://127.0.0.1:9/><button>x"
    ),
)


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all pages, so that what a page loads is fetched and compiled once."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def watched(context: BrowserContext) -> Iterator[Watched]:
    page = context.new_page()
    yield Watched(page)
    page.close()


@pytest.fixture(scope="module")
def starting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, FileLock]]:
    """The page without a library: it makes the demo archive, in a cache of its own, once it gets the index's lock."""
    usual, cache = Settings().cache, tmp_path_factory.mktemp("cache")
    load_encoder("minilm", usual)
    for converted in usual.glob("minilm-*"):
        (cache / converted.name).symlink_to(converted.resolve())
    folder = demo_folder(Settings(cache=cache))
    folder.mkdir()
    with (
        FileLock(folder / LOCK) as indexing,
        serving(tmp_path_factory.mktemp("none") / "library", DATELINE_CACHE=str(cache)) as running,
    ):
        yield running, indexing


@pytest.fixture(scope="module")
def demo(starting: tuple[Server, FileLock]) -> Server:
    """The same, with the demo archive made or being made."""
    running, indexing = starting
    indexing.release()
    return running


def clean(watched: Watched, server: Server) -> None:
    """Nothing left the machine and nothing went wrong."""
    assert watched.outside(server) == []
    assert watched.complaints == []


def test_early_question_waits_with_a_reason(starting: tuple[Server, FileLock], watched: Watched) -> None:
    """The first test: the demo archive is still being made when the question is asked."""
    demo, indexing = starting
    page = watched.page
    page.goto(demo.url)
    expect(page.get_by_text("Demo archive.")).to_be_visible()
    watched.page.get_by_label("Ask the archive a question").fill(MAIN)
    page.keyboard.press("Enter")
    expect(page.locator("#t1 .wait")).to_contain_text(re.compile("Loading|Indexing"))
    indexing.release()
    page.locator("#t1 .answer.done .words").first.wait_for(timeout=60_000)
    expect(page.locator("#state")).to_contain_text(HOLDS, timeout=10_000)
    clean(watched, demo)


def test_citation_leads_to_the_exact_words(demo: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(demo.url)
    watched.ask(MAIN, 1)
    said = page.locator("#t1 .words").first
    mark = said.locator("a.cite").first
    target = mark.get_attribute("href")
    assert target == "#c1-1"
    mark.click()
    words = page.locator("#c1-1")
    expect(words).to_be_in_viewport()
    assert words.evaluate("element => element.matches(':target')")
    quote = words.locator("mark").inner_text()
    card = page.locator(".card:has(#c1-1)")
    expect(card.locator("h4")).to_be_in_viewport()
    assert said.inner_text().startswith(quote)
    url = card.locator("h4 a").get_attribute("href")
    articles = [json.loads(line) for line in demo_path("articles.jsonl").read_text(encoding="utf-8").splitlines()]
    article = next(a for a in articles if a["url"] == url)
    assert quote in article["text"]
    assert card.locator("h4").inner_text() == article["title"]
    expect(card).to_contain_text(article["outlet"])
    expect(card).to_contain_text(article["authors"][0])
    assert card.locator("h4 a").get_attribute("rel") == "noopener noreferrer"
    clean(watched, demo)


def test_starter_follow_up_and_new_chat(demo: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(demo.url)
    page.get_by_role("button", name=MAIN).click()
    page.locator("#t1 .answer.done").wait_for()
    expect(page.get_by_role("button", name=STARTERS[1])).to_be_hidden()
    watched.ask("and what did Russia do?", 2)
    second = page.locator("#t2")
    expect(second).to_contain_text("Searched: and what did Russia do")
    expect(second.locator(".words").first).to_be_visible()
    expect(second.locator("a.cite").first).to_have_attribute("href", "#c2-1")
    ids = page.locator("#thread [id]").evaluate_all("elements => elements.map(element => element.id)")
    assert len(ids) == len(set(ids))
    assert len(ids) > 2
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_role("button", name=MAIN)).to_be_visible()
    clean(watched, demo)


def test_every_question_to_begin_with_is_answered(demo: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(demo.url)
    for question in STARTERS:
        page.get_by_role("button", name=question).click()
        page.locator("#t1 .answer.done").wait_for()
        expect(page.locator("#t1 .words").first).to_be_visible()
        page.get_by_role("button", name="New chat").click()
        expect(page.locator(".turn")).to_have_count(0)
    clean(watched, demo)


def test_refusal_shows_the_nearest_articles(demo: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(demo.url)
    watched.ask("who won the 1998 World Cup?", 1)
    expect(page.locator("#t1 .refusal")).to_contain_text("The archive does not say")
    expect(page.locator("#t1 .sources")).to_contain_text("The nearest articles")
    expect(page.locator("#t1 a.cite")).to_have_count(0)
    clean(watched, demo)


def test_filters(demo: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(demo.url)
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Weirbridge Gazette").check(timeout=15_000)
    page.get_by_label("From").fill("2024-12-02")
    page.get_by_label("To", exact=True).fill("2024-12-31")
    watched.ask("What did Russia promise Syria's government?", 1)
    outlets = set(page.locator("#t1 .outlet").all_inner_texts())
    assert outlets == {"Weirbridge Gazette"}
    scope = "Only Weirbridge Gazette, from 2 December 2024, to 31 December 2024"
    expect(page.locator("#t1 .scope")).to_contain_text(scope)
    page.get_by_label("As of").fill("2024-12-05")
    watched.ask("What did Russia promise Syria's government?", 2)
    expect(page.locator("#t2 .asof")).to_contain_text("As of 5 December 2024; ")
    expect(page.locator("#t2 .asof")).to_contain_text("left out")
    clean(watched, demo)


def test_wrong_date_is_said(demo: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(demo.url)
    page.get_by_role("button", name="Filters").click()
    for field, value, error in [
        ("From", "soon", "From: cannot read 'soon' as a date"),
        ("As of", "2024-13-45", "As of: cannot read '2024-13-45' as a date"),
        ("To", "1999-01-01", "From 2024-12-02 is after To 1999-01-01"),
    ]:
        page.get_by_label("From").fill("2024-12-02")
        page.get_by_label(field, exact=True).fill(value)
        page.get_by_label("Ask the archive a question").fill(MAIN)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text(error)
        expect(page.get_by_label("Ask the archive a question")).to_have_value(MAIN)
        expect(page.locator(".turn")).to_have_count(0)
        page.get_by_label(field, exact=True).fill("")
    clean(watched, demo)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_a_phone(demo: Server, browser: Browser, scheme: str) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "color_scheme": scheme}
    context = browser.new_context(**phone)  # type: ignore[arg-type]
    watched = Watched(context.new_page())
    watched.page.goto(demo.url)
    watched.ask(MAIN, 1)
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(watched.page.get_by_role("button", name="Ask")).to_be_in_viewport()
    dock = watched.page.locator("#dock").bounding_box()
    assert dock is not None
    for cite in watched.page.locator("#t1 a.cite").all():
        cite.click()
        quoted = watched.page.locator(f"{cite.get_attribute('href')} mark")
        expect(quoted).to_be_in_viewport()
        box = quoted.bounding_box()
        assert box is not None
        assert box["y"] < dock["y"]  # whatever stands before it in the article
    for small in (watched.page.locator("#t1 .more:visible").first, watched.page.get_by_role("button", name="New chat")):
        box = small.bounding_box()
        assert box is not None
        assert box["height"] >= 44  # to be hit by a finger
    watched.page.get_by_role("button", name="Filters").click()
    for label in ("From", "To", "As of"):
        field = watched.page.get_by_label(label, exact=True)
        field.fill("5 December 2024")
        assert field.evaluate("field => parseFloat(getComputedStyle(field).fontSize)") >= 16  # else iPhones zoom in
        whole = "field => field.scrollHeight <= field.offsetHeight"  # once Gradio has made it as high as its text
        watched.page.wait_for_function(whole, arg=field.element_handle())
    clean(watched, demo)
    context.close()


def test_works_from_the_keyboard(demo: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(demo.url)
    watched.ask(MAIN, 1)
    page.locator("#t1 a.cite").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#c1-1:target') !== null")
    assert page.evaluate("document.activeElement.id") == "c1-1"
    clean(watched, demo)


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Server]]:
    """A library without articles, and the page over it."""
    folder = tmp_path_factory.mktemp("growing") / "library"
    Catalog(folder / "catalog.sqlite", create=True).close()
    with serving(folder) as server:
        yield folder, server


def test_empty_library_then_another_process_adds(
    growing: tuple[Path, Server], tmp_path: Path, watched: Watched
) -> None:
    folder, server = growing
    page = watched.page
    page.goto(server.url)
    expect(page.locator("#intro")).to_contain_text("This archive is empty")
    expect(page.locator("#intro")).to_contain_text(f"dateline add PATH --library {folder}")
    watched.ask("Who opened the ferry terminal?", 1)
    expect(page.locator("#t1")).to_contain_text("This archive is empty")
    expect(page.locator("#t1")).to_contain_text(f"--library {folder}")
    expect(page.locator("#state .doing")).to_have_count(0, timeout=30_000)
    _add(folder, tmp_path / "ferry.jsonl")
    turn = 1
    while page.locator(f"#t{turn} .words").count() == 0:
        assert turn < 60, "not answerable however often it is asked"
        turn += 1
        watched.ask("Who opened the ferry terminal in Ormsund?", turn)
    expect(page.locator(f"#t{turn} .words").first).to_contain_text("Mayor Tove Brandvik opened the ferry terminal")
    expect(page.locator("#state")).to_contain_text("1 article from 1 outlet, newest 3 March 2025", timeout=10_000)
    clean(watched, server)


def _add(folder: Path, file: Path) -> None:
    """Add an article in a second process, which waits until the page has indexed it."""
    article = {
        "url": "https://ormsund.example.org/2025/ferry",
        "title": "New ferry terminal opens",
        "text": "Mayor Tove Brandvik opened the ferry terminal in Ormsund on Monday.\n\nIt cost 40 million crowns.",
        "outlet": "Ormsund Times",
        "published": "2025-03-03T10:00:00+00:00",
    }
    file.write_text(json.dumps(article) + "\n", encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from corpus.readers import read; from rag.library import Library\n"
        "library = Library.open(sys.argv[1]); library.add(read([Path(sys.argv[2])])); library.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(folder), str(file)], cwd=ROOT, check=True, timeout=60)


def test_hostile_article_does_nothing(growing: tuple[Path, Server], watched: Watched) -> None:
    folder, server = growing
    with Catalog(folder / "catalog.sqlite") as catalog:
        report = catalog.add([HOSTILE])
        assert report.added == 1
        expected = catalog.versions_of([str(catalog.find(HOSTILE.url))])[0].article
        articles = catalog.counts().articles
    page = watched.page
    page.goto(server.url)
    expect(page.locator("#state")).to_contain_text(f"{articles} article", timeout=30_000)
    expect(page.locator("#state .doing")).to_have_count(0, timeout=30_000)
    page.reload()  # the filters offer what was there when the page was opened
    hostile = "<img src=http://127.0.0.1:9/q> ![q](http://127.0.0.1:9/r)"
    watched.ask(f"Why did the harbour of Ormsund close? {hostile}", 1)
    turn = page.locator("#t1")
    expect(turn.locator("a.cite").first).to_be_visible()
    turn.locator("a.cite").first.click()
    assert turn.locator("h4").first.inner_text() == expected.title
    assert turn.locator(".outlet").first.inner_text() == expected.outlet
    assert turn.locator("mark").first.inner_text() in expected.text
    assert turn.locator(NEVER).count() == 0
    assert [a for a in turn.locator("a").all() if (a.get_attribute("href") or "").startswith("javascript")] == []
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_label(expected.outlet)).to_be_visible()
    watched.ask("What did its master speak of?", 2)
    page.wait_for_timeout(500)
    clean(watched, server)
    page.reload()
    kept = page.locator("#earlier #t1")
    assert kept.locator("h4").first.inner_text() == expected.title
    assert kept.locator(NEVER).count() == 0
    page.wait_for_timeout(500)
    assert watched.outside(server) == []


@pytest.fixture
def silent_model() -> Iterator[str]:
    """The address of a language model's endpoint that takes a request and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"


def test_slow_model_can_be_stopped_and_is_replaced(tmp_path: Path, watched: Watched, silent_model: str) -> None:
    """And a third question in a minute, where two are allowed, is refused in words."""
    folder = tmp_path / "library"
    with Catalog(folder / "catalog.sqlite", create=True) as catalog:
        catalog.add(
            [Article(text="Mayor Tove Brandvik opened the ferry terminal in Ormsund on Monday.", title="Ferry")]
        )
    model = {"DATELINE_LLM": f"openai:slow@{silent_model}", "DATELINE_LLM_TIMEOUT": "3"}
    with serving(folder, abused=True, DATELINE_QUESTIONS_PER_MINUTE="2", **model) as server:
        page = watched.page
        page.goto(server.url)
        expect(page.locator("#state")).to_contain_text("1 article", timeout=30_000)
        page.get_by_label("Ask the archive a question").fill("Who opened the ferry terminal?")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Ask")).to_be_hidden()
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("#t1")).to_contain_text("Stopped.")
        expect(page.get_by_role("button", name="Ask")).to_be_visible()
        watched.ask("Who opened the ferry terminal in Ormsund?", 2)
        expect(page.locator("#t2 .note").first).to_contain_text("language model")
        expect(page.locator("#t2 .words")).to_contain_text("Mayor Tove Brandvik opened the ferry terminal")
        page.get_by_label("Ask the archive a question").fill("And who paid for it?")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Too many questions in a minute")
        clean(watched, server)
