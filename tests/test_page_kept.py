"""What outlives a reload and a lost connection of the page, where the focus stays, and what is copied and printed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_llm import chat_server
from page_server import Server, Watched, serving
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from corpus.article import Article
from rag.library import Library
from rag.settings import Settings

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)  # other tests run beside these

OPENED = "Who opened the ferry terminal in Ormsund?"
BOX = "Ask the archive a question"
ARTICLES = [
    Article(
        "Mayor Tove Brandvik opened the ferry terminal in Ormsund on Monday. The guests sang.\n\n"
        "The terminal cost 40 million crowns, the council said.",
        title="New ferry terminal opens",
        url="https://ormsund.example.org/2025/ferry",
        outlet="Ormsund Times",
        authors=("Harbour desk",),
    ),
    Article(
        "The mayor opened the ferry terminal in Ormsund on Monday, and the guests sang out of tune.\n\n"
        "Correction: An earlier version of this article gave another day.",
        title="What was sung",
        url="https://ormsund.example.org/2025/sung",
        outlet="Ormsund Times",
        kind="opinion",
    ),
    Article(
        "Grain silos at Vestre belong to the Halm cooperative [2], its chairman said.",
        title="[3] Whose silos",
        url="https://ormsund.example.org/2025/silos",
        outlet="Ormsund Times",
    ),
    Article(
        "أعلن وزير النقل افتتاح محطة العبارات الجديدة في كيلد يوم الاثنين.\n\nوقال إن التكلفة بلغت ثلاثين مليون كرونة.",
        title="افتتاح محطة العبارات في كيلد",
        url="https://sada.example.org/1",
        outlet="صدى الميناء",
        language="ar",
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "library"
    with Library.open(folder, Settings(llm=""), create=True) as library:
        library.add(ARTICLES)
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder, DATELINE_QUESTIONS_PER_MINUTE="1000") as running:
        yield running


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all pages, so that what a page loads is fetched and compiled once."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    opened.grant_permissions(["clipboard-read", "clipboard-write"])
    yield opened
    opened.close()


@pytest.fixture
def watched(context: BrowserContext, server: Server) -> Iterator[Watched]:
    watched = Watched(context.new_page())
    opened(watched.page, server)
    yield watched
    assert watched.complaints == []
    assert watched.outside(server) == []
    watched.page.close()


def opened(page: Page, server: Server) -> None:
    page.goto(server.url)
    expect(page.locator("#state")).to_contain_text("4 articles", timeout=30_000)


def reload(watched: Watched) -> None:
    """Gradio complains of requests that a reload cuts short, which is no fault."""
    watched.page.reload()
    watched.complaints.clear()


def test_a_chat_outlives_a_reload_and_goes_on(watched: Watched) -> None:
    page = watched.page
    watched.ask(OPENED, 1)
    before = page.locator("#t1 .answer .said").all_inner_texts()
    page.get_by_label(BOX).fill("And what did")
    reload(watched)
    expect(page.locator("#t1 .asked")).to_have_text(f"Question: {OPENED}")
    assert page.locator("#t1 .answer .said").all_inner_texts() == before
    expect(page.get_by_label(BOX)).to_have_value("And what did")
    expect(page.get_by_role("button", name="New chat")).to_be_visible()
    watched.ask("and what did it cost?", 2)
    expect(page.locator("#t2 .note").first).to_contain_text(f"Searched: and what did it cost ({OPENED[:-1]})")
    expect(page.locator("#t2 .asked")).to_be_in_viewport()
    page.evaluate("scrollTo(0, 100)")
    reload(watched)
    expect(page.locator(".turn")).to_have_count(2)
    page.wait_for_function("scrollY === 100")
    page.locator("#t1 a.cite").first.click()
    expect(page.locator("#c1-1 mark")).to_be_in_viewport()
    ids = page.locator(".turn [id]").evaluate_all("elements => elements.map(element => element.id)")
    assert len(ids) == len(set(ids))
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_role("button", name="New chat")).to_be_hidden()  # what is sent before would be cleared with it
    watched.ask("and what did it cost?", 1)
    expect(page.locator("#t1 .answer")).not_to_contain_text("Searched")
    page.get_by_role("button", name="New chat").click()
    reload(watched)
    expect(page.locator("#intro")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)


def test_a_chat_stays_in_its_tab(watched: Watched, server: Server) -> None:
    watched.ask(OPENED, 1)
    other = watched.page.context.new_page()
    opened(other, server)
    expect(other.locator(".turn")).to_have_count(0)
    assert watched.page.evaluate("localStorage.length") == 0
    other.close()


def slowed(page: Page) -> None:
    """Whatever is sent takes its time, as from a phone on a poor connection."""
    unlimited = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", {**unlimited, "latency": 400})


def test_what_is_typed_while_a_question_is_on_its_way_stays(watched: Watched) -> None:
    page, box = watched.page, watched.page.get_by_label(BOX)
    slowed(page)
    box.fill(OPENED)
    page.keyboard.press("Enter")
    page.keyboard.type("And the cost?")
    expect(page.locator("#pending .asked")).to_have_text(OPENED, timeout=300)
    expect(page.locator("#intro")).to_be_hidden(timeout=300)
    page.keyboard.press("Enter")  # too early: it stays in the field
    expect(page.locator("#t1 .answer.done")).to_be_visible()
    expect(page.locator("#t1 .asked")).to_have_text(f"Question: {OPENED}")
    expect(page.locator("#pending")).to_have_count(0)
    expect(box).to_have_value("And the cost?")
    page.keyboard.press("Enter")
    expect(page.locator("#t2 .answer.done")).to_be_visible()
    expect(page.locator("#t2 .asked")).to_have_text("Question: And the cost?")
    expect(page.locator(".turn")).to_have_count(2)
    expect(box).to_have_value("")


def test_a_question_in_the_moment_of_a_new_chat_is_answered_in_it(watched: Watched) -> None:
    page = watched.page
    watched.ask(OPENED, 1)
    watched.ask("And what did it cost?", 2)
    slowed(page)
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#t1, #t2").filter(visible=True)).to_have_count(0, timeout=300)
    page.get_by_label(BOX).fill("Who owns the grain silos at Vestre?")
    page.keyboard.press("Enter")
    expect(page.locator("#t1 .answer.done")).to_contain_text("Halm cooperative")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("#t1 .asked")).to_contain_text("grain silos")
    expect(page.locator("#t1")).to_be_visible()


def test_a_question_that_is_not_taken_comes_back_to_what_was_typed_meanwhile(watched: Watched) -> None:
    page, box = watched.page, watched.page.get_by_label(BOX)
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("From").fill("soon")
    for _ in range(2):  # the second time is no other than the first
        box.fill(OPENED)
        page.keyboard.press("Enter")
        page.keyboard.type("And?")
        expect(box).to_have_value(f"{OPENED} And?")
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.locator("#pending")).to_have_count(0)


def test_a_question_without_a_connection_stays_in_its_field(watched: Watched) -> None:
    page, box = watched.page, watched.page.get_by_label(BOX)
    watched.ask(OPENED, 1)
    page.context.set_offline(True)
    box.fill("And what did it cost?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Connection to the server was lost")).to_be_visible()
    expect(box).to_have_value("And what did it cost?")
    page.keyboard.press("Enter")
    expect(box).to_have_value("And what did it cost?")
    page.context.set_offline(False)
    expect(page.locator("#earlier #t1")).to_be_visible()
    expect(box).to_have_value("And what did it cost?")
    watched.complaints.clear()  # of requests without a connection
    page.keyboard.press("Enter")
    expect(page.locator("#t2 .answer.done")).to_be_visible()


def test_a_long_chat_costs_no_more_than_its_newest_answer(watched: Watched) -> None:
    page, received = watched.page, list[int]()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.dataReceived", lambda event: received.append(event["dataLength"]))
    sizes = []
    for turn in range(1, 7):
        received.clear()
        watched.ask(OPENED, turn)
        expect(page.get_by_role("button", name="New chat")).to_be_visible()
        sizes.append(sum(received))
    assert 1_000 < max(sizes[1:]) < 2 * min(sizes[1:])
    expect(page.locator("#earlier .turn")).to_have_count(5)
    expect(page.locator("#t3 a.cite").first).to_be_visible()
    shown = page.locator(".turn").evaluate_all("turns => turns.map(turn => turn.id)")
    assert shown == ["t1", "t2", "t3", "t4", "t5", "t6"]


def test_typing_does_not_move_the_page(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 600})
    page = context.new_page()
    opened(page, server)
    page.get_by_label(BOX).fill(OPENED)
    page.keyboard.press("Enter")
    page.locator("#t1 .answer.done").wait_for()
    page.evaluate("scrollTo(0, 100)")
    page.keyboard.type("And")
    page.wait_for_timeout(100)
    assert page.evaluate("scrollY") == 100
    context.close()


def test_filters_outlive_a_reload(watched: Watched) -> None:
    page, panel = watched.page, watched.page.get_by_role("button", name=re.compile("^Filters"))
    panel.click()
    page.get_by_label("As of").fill("5 March 2225")
    page.get_by_label("Opinion").check()
    page.get_by_label("Ormsund Times").check()
    expect(panel).to_have_text(re.compile("Filters · 3"))
    reload(watched)  # without a chat, too
    for turn in (1, 2):
        expect(panel).to_have_text(re.compile("Filters · 3"))
        expect(panel).to_have_attribute("aria-expanded", "false")
        watched.ask(OPENED, turn)
        scope = "Only Ormsund Times, opinion, as of 5 March 2225"
        expect(page.locator(f"#t{turn} .scope")).to_have_text(scope)
        reload(watched)
    expect(panel).to_have_text(re.compile("Filters · 3"))
    page.get_by_role("button", name="Clear filters").click()
    expect(panel).to_have_text(re.compile(r"Filters\W*$"))
    reload(watched)
    expect(page.locator("#t2")).to_be_visible()
    watched.ask(OPENED, 3)
    expect(page.locator("#t3 .scope")).to_have_count(0)
    panel.click()
    page.get_by_label("News", exact=True).check()
    reload(watched)
    expect(panel).to_have_text(re.compile("Filters · 1"))
    watched.ask(OPENED, 4)
    expect(page.locator("#t4 .scope")).to_have_text("Only news")


def test_a_filter_that_there_is_no_more_is_told_of(watched: Watched) -> None:
    page = watched.page
    watched.ask(OPENED, 1)
    page.add_init_script(
        "const kept = JSON.parse(sessionStorage.getItem('dateline-chat'));"
        "if (kept) { kept.filters = {outlets: ['Gone Gazette']};"
        " sessionStorage.setItem('dateline-chat', JSON.stringify(kept)); }"
    )
    reload(watched)
    expect(page.locator("#dock")).to_contain_text("these filters are off: Gone Gazette.")
    watched.ask(OPENED, 2)
    expect(page.locator("#dock")).not_to_contain_text("filters are off")


def test_what_a_finger_hits_is_44_pixels_high(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    opened(page, server)
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_label("Opinion")).to_be_visible()
    heights = "parts => parts.map(part => part.getBoundingClientRect().height)"
    touched = page.locator("#filters label:has(input[type=checkbox]), #dates textarea, #filters > button, #send")
    assert min(touched.evaluate_all(heights)) >= 44
    context.close()


def test_without_script_the_page_says_what_it_needs(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("noscript p")).to_be_visible()
    context.close()


def test_a_page_goes_on_when_its_server_is_started_again(browser: Browser, folder: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    watched = Watched(context.new_page())
    page = watched.page
    with serving(folder) as first:
        opened(page, first)
        watched.ask(OPENED, 1)
    page.get_by_label(BOX).fill("and what did it cost?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Connection to the server was lost")).to_be_visible()
    with serving(folder, port=str(first.port)):
        expect(page.locator("#earlier #t1 .words").first).to_contain_text("Mayor Tove Brandvik", timeout=30_000)
        expect(page.get_by_label(BOX)).to_have_value("and what did it cost?")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("#t2 .note").first).to_contain_text(
            f"Searched: and what did it cost ({OPENED[:-1]})", timeout=30_000
        )
    context.close()


def test_a_server_that_has_forgotten_the_chat_goes_on_with_it(watched: Watched) -> None:
    """As one that is started again before the page looks."""
    page = watched.page
    watched.ask(OPENED, 1)
    watched.ask("Who owns the grain silos at Vestre?", 2)
    known = next(url for url in watched.requests if "session_hash=" in url).rpartition("=")[2]

    def other(route: Route) -> None:
        sent = route.request
        body = sent.post_data.replace(known, "another") if sent.post_data else None
        route.continue_(url=sent.url.replace(known, "another"), post_data=body)

    page.route("**/queue/*", other)
    watched.ask("and how much is that?", 3)
    expect(page.locator("#t3 .note").first).to_contain_text("(Who owns the grain silos at Vestre)")
    shown = page.locator(".turn").evaluate_all("turns => turns.map(turn => turn.id)")
    assert shown == ["t1", "t2", "t3"]


def test_the_focus_is_not_lost_with_a_button_that_hides(watched: Watched) -> None:
    page, box = watched.page, watched.page.get_by_label(BOX)
    box.fill(OPENED)
    page.get_by_role("button", name="Ask").press("Enter")
    page.locator("#t1 .answer.done").wait_for()
    expect(box).to_be_focused()
    page.get_by_role("button", name="New chat").press("Enter")
    expect(page.locator(".turn")).to_have_count(0)
    expect(box).to_be_focused()
    panel = page.get_by_role("button", name=re.compile("^Filters"))
    panel.press("Enter")
    page.get_by_label("As of").press_sequentially("2225-03-05")
    page.get_by_role("button", name="Clear filters").press("Enter")
    expect(panel).to_be_focused()


def test_back_from_a_citation_is_to_its_number(watched: Watched) -> None:
    page = watched.page
    watched.ask(OPENED, 1)
    cite = page.locator("#t1 .said a.cite").first
    cite.press("Enter")
    expect(page.locator("#c1-1")).to_be_focused()
    page.go_back()
    expect(cite).to_be_focused()


def test_an_answer_is_copied_with_its_sources(watched: Watched) -> None:
    page, asked = watched.page, "When was the ferry terminal in Ormsund opened?"
    watched.ask(asked, 1)
    page.locator("#t1").get_by_role("button", name="Copy with sources").click()
    expect(page.locator("#t1 .copy")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{asked}\n\nMayor Tove Brandvik opened the ferry terminal in Ormsund on Monday. [1]\n\n")
    assert "[1]" in copied.partition(" Ormsund Times. New ferry terminal opens. Harbour desk · not dated\n")[0]
    assert "https://ormsund.example.org/2025/ferry" in copied
    assert "(Opinion) Ormsund Times. What was sung" in copied
    assert "notice: “Correction: An earlier version of this article gave another day.”" in copied
    page.locator("#t1 .words").first.select_text()
    page.keyboard.press("Control+c")
    words = page.evaluate("navigator.clipboard.readText()")
    assert words.strip() == "Mayor Tove Brandvik opened the ferry terminal in Ormsund on Monday. 1"


def test_what_is_copied_has_no_numbers_but_ours(watched: Watched) -> None:
    page = watched.page
    watched.ask("Who owns the grain silos at Vestre?", 1)
    page.locator("#t1").get_by_role("button", name="Copy with sources").click()
    expect(page.locator("#t1 .copy")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "cooperative (2), its chairman said. [1]" in copied
    assert "[1] Ormsund Times. (3) Whose silos." in copied


def test_a_print_has_the_answer_and_addresses_and_nothing_over_them(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    watched = Watched(context.new_page())
    page = watched.page
    opened(page, server)
    watched.ask(OPENED, 1)
    page.emulate_media(media="print")
    expect(page.locator("#dock")).to_be_hidden()
    expect(page.locator("#t1 .words").first).to_be_visible()
    address = "link => getComputedStyle(link, '::after').content"
    assert "https://ormsund.example.org/2025/ferry" in page.locator("#t1 .card h4 a").first.evaluate(address)
    assert page.locator("#t1 mark").first.evaluate("mark => getComputedStyle(mark).printColorAdjust") == "exact"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(253, 252, 250)"
    context.close()


def test_a_date_stays_in_order_after_an_arabic_outlet(watched: Watched) -> None:
    watched.ask("محطة العبارات الجديدة في كيلد", 1)
    outlet = watched.page.locator("#t1 .card .outlet bdi").filter(has_text="صدى الميناء").first
    assert outlet.evaluate("element => getComputedStyle(element).unicodeBidi") == "isolate"


def test_what_is_written_from_right_to_left_is_on_one_line_at_its_right(watched: Watched) -> None:
    page = watched.page
    watched.ask("محطة العبارات الجديدة في كيلد", 1)
    card = page.locator("#t1 .card:has(mark)").filter(has_text="صدى الميناء").first
    words = page.locator("#t1 .words").first

    def edges(*parts: Locator) -> set[float]:
        """Where the text of each ends at the right."""
        end = "e => { const r = document.createRange(); r.selectNode(e); return r.getBoundingClientRect().right }"
        return {round(part.evaluate(end)) for part in parts}

    assert len(edges(card.locator(".outlet bdi"), card.locator("h4 a"), card.locator("mark").first)) == 1
    number = card.locator(".number").first.bounding_box()
    quote = card.locator("blockquote").first.bounding_box()
    assert number is not None
    assert quote is not None
    assert number["x"] >= quote["x"] + quote["width"]
    assert words.evaluate("e => getComputedStyle(e.parentElement).borderRightWidth") == "2px"
    assert page.locator("#t1 .asked").evaluate("e => getComputedStyle(e).direction") == "rtl"
    watched.ask(OPENED, 2)
    assert page.locator("#t2 .asked").evaluate("e => getComputedStyle(e).direction") == "ltr"


def test_what_is_folded_up_is_not_read_out(browser: Browser, folder: Path) -> None:
    reply = (
        "Mayor Tove Brandvik opened the ferry terminal in Ormsund on Monday. [1] "
        "Nine dragons came to the feast and ate it. [1]"
    )
    context = browser.new_context()
    watched = Watched(context.new_page())
    with chat_server(reply) as model:
        with serving(folder, DATELINE_LLM=f"openai:m@{model.url}", OPENAI_API_KEY="x") as server:
            opened(watched.page, server)
            watched.ask(OPENED, 1)
            said = watched.page.locator(".sr[role=status]")
            expect(said).to_contain_text("1 sentence was removed")
            expect(said).not_to_contain_text("dragons")
            expect(watched.page.locator("#t1 .removed")).to_contain_text("Nine dragons")
    context.close()


def test_a_phone_on_its_side_has_all_buttons_in_sight(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 400})
    watched = Watched(context.new_page())
    page = watched.page
    opened(page, server)
    watched.ask(OPENED, 1)
    new = page.get_by_role("button", name="New chat").bounding_box()
    assert new is not None
    assert new["x"] + new["width"] <= 640 - 12
    context.close()


def test_a_page_at_four_times_its_size_is_the_answer_s(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 225})
    watched = Watched(context.new_page())
    page = watched.page
    opened(page, server)
    ask, filters = page.locator("#send").bounding_box(), page.locator("#filters > button").bounding_box()
    assert ask is not None
    assert filters is not None
    assert filters["x"] >= ask["x"] + ask["width"] or filters["y"] >= ask["y"] + ask["height"]
    watched.ask(OPENED, 1)
    expect(page.locator("#t1 .asked")).to_be_in_viewport()
    page.locator("#t1 a.cite").first.click()
    mark, dock = page.locator("#c1-1 mark").bounding_box(), page.locator("#dock").bounding_box()
    assert mark is not None
    assert dock is not None
    assert 0 <= mark["y"] <= 120
    assert dock["y"] > 225
    context.close()


def test_a_filter_that_is_pasted_counts(watched: Watched) -> None:
    page, field = watched.page, watched.page.get_by_label("As of")
    page.get_by_role("button", name="Filters").click()
    page.evaluate("navigator.clipboard.writeText('5 March 2225')")
    field.focus()
    page.keyboard.press("Control+v")
    page.get_by_label(BOX).focus()
    expect(page.get_by_role("button", name="Filters · 1", exact=True)).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_role("button", name="Filters", exact=True)).to_be_visible()
    expect(field).to_have_value("")


def test_a_chat_with_the_demo_does_not_go_on_in_an_archive_of_ones_own(watched: Watched) -> None:
    page = watched.page
    watched.ask(OPENED, 1)
    page.add_init_script(
        "const kept = JSON.parse(sessionStorage.getItem('dateline-chat'));"
        "if (kept) { kept.demo = true; sessionStorage.setItem('dateline-chat', JSON.stringify(kept)); }"
    )
    reload(watched)
    expect(page.locator("#intro")).to_be_visible()
    expect(page.locator("#state")).to_contain_text("4 articles")
    expect(page.locator(".turn")).to_have_count(0)
