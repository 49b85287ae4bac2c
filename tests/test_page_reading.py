"""The page as a reader uses it: the keyboard, filters that stay on, long questions, small screens, what is read out."""

import re
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from page_server import Server, Watched, serving
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from corpus.article import Article
from rag.library import Library
from rag.settings import Settings

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)  # other tests run beside these

TOLL = "How many people died in the ferry fire?"
ARTICLES = [
    Article(
        "Thirteen people have died in the fire on the ferry Marisol, the director of the hospital in Port Vell said."
        "\n\nThe coast guard had given a lower number. The hospital counts two men who died of burns in the fire.",
        title="Hospital counts 13 dead after ferry fire",
        url="https://orel.example.org/1",
        outlet="Orel Observer",
        kind="news",
    ),
    Article(
        "At least 6 people were killed in the fire on the ferry Marisol, the coast guard said late on Monday.\n\n"
        "Correction: An earlier version of this article gave another name of the ferry.",
        title="Fire on the ferry Marisol off Port Vell",
        url="https://vell.example.org/2",
        outlet="Vell Tribune",
    ),
    Article(
        "The ferry fire was waiting to happen, and those who died in it would be alive under other rules.",
        title="The sea does not burn",
        url="https://orel.example.org/3",
        outlet="Orel Observer",
        kind="opinion",
    ),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("reading") / "library"
    with Library.open(folder, Settings(llm=""), create=True) as library:
        library.add(ARTICLES)
    with serving(folder, DATELINE_QUESTIONS_PER_MINUTE="1000") as running:
        yield running


@pytest.fixture
def watched(browser: Browser, server: Server) -> Iterator[Watched]:
    yield from _opened(browser, server, 1280, 900)


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Watched]:
    yield from _opened(browser, server, 390, 844)


@pytest.fixture
def sideways(browser: Browser, server: Server) -> Iterator[Watched]:
    yield from _opened(browser, server, 844, 390)


def _opened(browser: Browser, server: Server, width: int, height: int) -> Iterator[Watched]:
    """The page, when the archive is there; nothing may have gone wrong on it at the end."""
    context = browser.new_context(viewport={"width": width, "height": height})
    watched = Watched(context.new_page())
    watched.page.goto(server.url)
    expect(watched.page.locator("#state")).to_contain_text("3 articles", timeout=30_000)
    expect(watched.page.locator("#state .doing")).to_have_count(0, timeout=30_000)
    yield watched
    assert watched.complaints == []
    assert watched.outside(server) == []
    context.close()


def filters(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Filters")).click()
    expect(page.get_by_label("Vell Tribune")).to_be_visible()


def test_what_has_the_focus_is_seen(watched: Watched) -> None:
    page = watched.page
    filters(page)
    page.locator("#question textarea").focus()
    seen: list[str] = []
    for _ in range(9):
        name, style = page.evaluate(
            "(e => [e.closest('[id]').id, getComputedStyle(e).outlineStyle])(document.activeElement)"
        )
        assert style == "solid", name
        seen.append(name)
        page.keyboard.press("Tab")
    assert {"question", "send", "filters", "since", "until", "as-of", "kinds"} <= set(seen)


def test_the_focus_of_a_field_is_a_frame_all_around(watched: Watched) -> None:
    """Gradio's blocks cut off what is drawn around a field."""
    filters(watched.page)
    for name in ("question", "since"):
        field = watched.page.locator(f"#{name} textarea")
        watched.page.locator("#send").focus()
        plain = field.screenshot()
        field.focus()
        changed = (_pixels(plain) != _pixels(field.screenshot())).any(axis=2)
        for side in (changed[:3], changed[-3:], changed[:, :3], changed[:, -3:]):
            assert side.mean() > 0.6, name


def _pixels(png: bytes) -> NDArray[np.uint8]:
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"))


def test_the_masthead_is_no_stop_of_the_tab_key(watched: Watched) -> None:
    page = watched.page
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#dock') !== null")


def test_filters_that_are_on_are_counted_and_can_be_cleared(watched: Watched) -> None:
    page = watched.page
    filters(page)
    page.get_by_label("Orel Observer").check()
    page.get_by_label("News").check()
    button = page.get_by_role("button", name="Filters · 2", exact=True)
    watched.ask(TOLL, 1)
    expect(page.locator("#t1 .scope")).to_have_text("Only Orel Observer, news")
    expect(page.locator("#t1 .card")).to_have_count(1)
    expect(page.locator("#t1 .card .kind")).to_have_count(0)
    button.click()
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(button).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_role("button", name="Filters", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Clear filters")).to_be_hidden()
    watched.ask(TOLL, 1)
    expect(page.locator("#t1 .scope")).to_have_count(0)


def test_what_filters_leave_out_for_stating_nothing_is_counted(watched: Watched) -> None:
    filters(watched.page)
    watched.page.get_by_label("News").check()
    watched.ask(TOLL, 1)
    expect(watched.page.locator("#t1 .answer")).to_contain_text("Left out: 1 article that states no kind.")


def test_a_refusal_within_filters_says_so(watched: Watched) -> None:
    page = watched.page
    filters(page)
    page.get_by_label("Live page").check()
    page.get_by_label("As of").fill("5 March 2225")
    watched.ask(TOLL, 1)
    expect(page.locator("#t1 .refusal")).to_contain_text("Within these filters the archive does not say")
    expect(page.locator("#t1 .refusal")).to_contain_text("They let 0 of 3 articles through; left out: 1 article that")
    expect(page.locator("#t1 .asof")).to_contain_text("As of 5 March 2225")


def test_a_screen_reader_is_told_what_is_what(watched: Watched) -> None:
    page = watched.page
    button = page.get_by_role("button", name="Filters", exact=True)
    expect(button).to_have_attribute("aria-expanded", "false")
    filters(page)
    expect(button).to_have_attribute("aria-expanded", "true")
    for name in ("Outlets", "Kinds"):
        expect(page.get_by_role("group", name=name, exact=True)).to_be_visible()
    watched.ask(TOLL, 1)
    cards = page.locator("#t1").get_by_role("article")
    names = cards.evaluate_all("cards => cards.map(card => card.getAttribute('aria-label'))")
    assert len(names) == len(set(names)) == cards.count()
    hospital = r"Source \d(, Source \d)*: Hospital counts 13 dead after ferry fire"
    assert any(re.fullmatch(hospital, name) for name in names)
    links = page.locator("#t1 .more").all()
    assert links
    for link in links:
        assert (link.text_content() or "").startswith("More of the article: ")
    said = page.locator(".sr[role=status]")
    expect(said).to_contain_text(re.compile(r"Source \d+\. (Orel Observer|Vell Tribune)"))


def test_an_article_has_one_card_with_all_that_is_quoted_of_it(watched: Watched) -> None:
    page = watched.page
    watched.ask(TOLL, 1)
    headlines = page.locator("#t1 .card h4").all_inner_texts()
    assert len(headlines) == len(set(headlines))
    assert page.locator("#t1 .quote").count() > len(headlines)
    for said in page.locator("#t1 .said").all():
        cite = said.locator("a.cite").first
        cite.click()
        quote = page.locator(f"{cite.get_attribute('href')} mark")
        expect(quote).to_be_in_viewport()
        assert said.locator(".words").inner_text().startswith(quote.inner_text())
        assert page.locator(f".card:has({cite.get_attribute('href')}) .outlet").inner_text() in said.inner_text()


def test_a_corrected_source_is_marked_where_it_is_quoted(phone: Watched) -> None:
    phone.ask("How many people were killed, according to the coast guard?", 1)
    said = phone.page.locator("#t1 .said").filter(has_text="At least 6 people").first
    expect(said.locator(".by")).to_contain_text("Corrected")


def test_a_question_that_is_too_long_is_not_cut(watched: Watched) -> None:
    page, box = watched.page, watched.page.get_by_label("Ask the archive a question")
    box.fill("why " * 600)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The question has 2,399 characters; the limit is 2,000")
    expect(box).to_have_value("why " * 600)
    watched.ask(f"{TOLL} {'And who counted them, and when was that said? ' * 30}", 1)
    asked = page.locator("#t1 .asked")
    box_of = asked.bounding_box()
    assert box_of is not None
    assert box_of["height"] < 160
    page.get_by_text("The whole question").click()
    expect(page.locator("#t1 .asked + details p")).to_contain_text("when was that said? And who")


def test_the_fields_for_dates_are_in_sight_on_a_phone(phone: Watched) -> None:
    filters(phone.page)
    for label in ("From", "To", "As of"):
        field = phone.page.get_by_label(label, exact=True)
        expect(field).to_be_in_viewport(ratio=1)
        expect(field).to_have_value("")
        height = field.evaluate("field => field.clientHeight")
        field.fill("5 March 2025")
        assert field.evaluate("field => field.clientHeight") == height


def test_a_phone_on_its_side_keeps_the_answer_in_sight(sideways: Watched) -> None:
    page = sideways.page
    sideways.ask(TOLL, 1)
    expect(page.get_by_role("button", name="New chat")).to_be_visible()
    dock = page.locator("#dock").bounding_box()
    assert dock is not None
    assert dock["height"] < 90
    for cite in page.locator("#t1 .said a.cite").all():
        cite.click()
        words = page.locator(f"{cite.get_attribute('href')} mark").bounding_box()
        assert words is not None
        assert 0 <= words["y"] < dock["y"] - 40
    assert page.evaluate("document.documentElement.scrollWidth") <= 844
    filters(page)
    for label in ("From", "To", "As of"):
        expect(page.get_by_label(label, exact=True)).to_be_in_viewport(ratio=1)
