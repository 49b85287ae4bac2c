"""What is no article is told from what is one: by its words, and by repetition on one host."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from corpus.article import Article
from corpus.junk import forget, observe, why_no_article
from corpus.schema import metadata
from eval.junk import report

CONSENT = (
    "We and our partners store and access information on your device. You can accept or manage your choices at any "
    "time "
    "in our privacy policy.\n\nAccept all cookies\n\nReject all"
)
REGISTRATION = (
    "Thank you for signing up to the Valley Post. You will receive a verification email shortly.\n"
    "By submitting your information you agree to the terms and conditions and the privacy policy.\n"
    "You can unsubscribe at any time."
)
FEEDBACK = (
    "How relevant is this ad to you?\nDid you encounter any technical issues?\nVideo player was slow to load content\n"
    "Ad froze or did not finish loading\nThank you for your feedback"
)
JUNK = {
    "consent": CONSENT,
    "registration": REGISTRATION,
    "ad feedback": FEEDBACK,
    "not found": "Page not found\n\nSorry, the page you are looking for does not exist or may have been moved.\n\n"
    "Return to the homepage or try searching.",
    "bare 404": "404 error: the page you requested could not be found on this server.",
    "no script": "Please enable JavaScript and cookies to continue. Checking if the site connection is secure.",
    "robot": "Access to this page has been denied because we believe you are using automation tools. "
    "Please verify you are a human to continue.",
    "paywall": "The council met late on Tuesday to decide on the ferry.\n\nSubscribe to continue reading\n\n"
    "Already a subscriber? Log in. This article is only available to our subscribers. Cancel any time.",
    "links": "\n".join(f"{name} news and views" for name in "Home World Tech Sport Culture Style Law Jobs".split())
    + "\nAbout the Valley Post\nContact\nJobs\nTerms",
    "few words": "Read more",
    "german": "Wir und unsere Partner verwenden Cookies. Bitte stimmen Sie der Verarbeitung Ihrer Daten zu. "
    "Mehr dazu in unserer Datenschutzerklärung. Alle Cookies akzeptieren",
    "french": "Nous utilisons des cookies pour mesurer notre audience. En poursuivant, vous acceptez notre politique "
    "de "
    "confidentialité. Vous pouvez retirer votre consentement.",
    "french paywall": "Cet article est réservé aux abonnés. Déjà abonné ? Abonnez-vous pour lire la suite.",
    "spanish": "Utilizamos cookies propias y de terceros. Puede aceptar o rechazar las cookies. Lea nuestra política "
    "de "
    "privacidad.",
    "italian": "Questo sito utilizza cookie. Utilizziamo i cookie con il tuo consenso. Leggi la nostra informativa "
    "sulla "
    "privacy.",
    "dutch": "Wij gebruiken cookies. Geef je toestemming of lees ons privacybeleid. Cookies accepteren of cookies "
    "weigeren?",
    "portuguese": "Nós utilizamos cookies. Leia a nossa política de privacidade e dê o seu consentimento.",
}
STORIES = {
    "brief": "The dam at Upper Lonn was closed on Monday. About 2,300 people were told to leave their homes.",
    "one sentence": "The Abria bridge opens to trains again on Friday.",
    "cookies": "Tarsia's data regulator has fined the shop chain Halden 4 million crowns for setting cookies before "
    "visitors consented. The company placed 40 trackers on every visitor's device, the regulator said on Tuesday. "
    "Halden "
    "said that it had changed its consent banner in March and would appeal. Privacy groups called the ruling overdue.",
    "newsletter": "The Valley Post will stop printing its Sunday paper and send a newsletter instead, its owner "
    "said. The "
    "newsletter has 90,000 subscribers, a third of whom pay for it. “People told us that they read us in bed,” she "
    "said. "
    "Advertisers had left the paper for two years.",
    "paywall": "Corvia's largest daily put all its articles behind a paywall on Monday. Readers will pay 9 crowns a "
    "month. "
    "The paper lost a third of its print subscribers last year, and says that journalism has to be paid for.",
    "advice": "Your phone knows where you are. To stop apps from seeing it, open the settings, choose privacy and "
    "turn off "
    "location. Weather apps still work: they ask for your town instead. Experts in Lonn say that most people never "
    "look. "
    "A study of 900 owners found that two in three had left every switch on.",
    "footer": "A show of lake paintings opened in Lonn on Sunday, and the museum expects 900 visitors a week. The "
    "oldest of "
    "them was painted in 1702 by a ferryman who had lost his boat to the ice, and hung in an inn for two centuries.\n\n"
    "Sign up for our newsletter to get stories like this one in your inbox.",
    "results": "\n".join(f"Lonn {n} Abria {n + 1}" for n in range(14)),
    "poem": "The ferry left at dawn,\nthe lake lay grey and still;\nno bell, no lamp, no horn,\nno voice.",
    "chinese": "阿布里亚大桥周五恢复通车。市长表示,维修工程比计划提前两周完成。",
}


@pytest.mark.parametrize("name", JUNK)
def test_what_websites_say_to_their_readers_is_no_article(name: str) -> None:
    assert why_no_article(Article(JUNK[name]))


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_an_article_whatever_it_is_about(name: str) -> None:
    assert why_no_article(Article(STORIES[name])) == ""


def test_boilerplate_beside_a_whole_story_does_not_reject_it() -> None:
    story = " ".join(STORIES.values())
    assert why_no_article(Article(f"{CONSENT}\n\n{story}")) == ""


@given(st.text(max_size=400))
@settings(max_examples=200)
def test_any_text_gets_an_answer(text: str) -> None:
    assert why_no_article(Article(text)) == why_no_article(Article(text + "\n"))


# -- by repetition ---------------------------------------------------------------------------------------------------

# Said to readers, and by no rule of content: what only repetition can tell.
FORM = (
    "Please pick the account you want to keep, enter its password and click the button on your screen.\n"
    "Your offers and settings stay as they are: we keep them with your account until you log in again."
)


def _pages(count: int, text: str = FORM, host: str = "post.example.org") -> list[Article]:
    return [Article(text, title=f"Ferry story {n}", url=f"https://{host}/{n}") for n in range(count)]


def _observed(articles: Sequence[Article]) -> set[str]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        metadata.create_all(connection)
        return {found for a in articles for found in observe(connection, a.article_id, a)}


def test_two_titles_prove_nothing_and_the_third_shows_all_three() -> None:
    pages = _pages(3)
    assert _observed(pages[:2]) == set()
    assert _observed(pages) == {page.article_id for page in pages}


def test_other_hosts_prove_nothing() -> None:
    assert _observed([page for n in range(4) for page in _pages(1, host=f"post-{n}.example.org")]) == set()


def test_a_page_with_a_paragraph_of_its_own_is_not_boilerplate() -> None:
    own = Article(FORM + "\n" + FORM.replace("account", "newsletter"), title="Own", url="https://post.example.org/own")
    assert own.article_id not in _observed([*_pages(3), own])


@pytest.mark.parametrize("name", ["brief", "cookies", "newsletter", "paywall", "advice"])
def test_a_story_under_three_titles_of_one_host_stays_one(name: str) -> None:
    assert _observed(_pages(5, STORIES[name])) == set()


@given(st.permutations([*_pages(3), *_pages(2, STORIES["brief"], "a.example.org"), *_pages(2, host="b.example.org")]))
@settings(max_examples=30, deadline=None)
def test_the_order_of_arrival_does_not_matter(articles: list[Article]) -> None:
    assert _observed(articles) == {page.article_id for page in _pages(3)}


def test_what_is_forgotten_is_no_longer_counted(connection: Connection) -> None:
    first, second, third = _pages(3)
    observe(connection, first.article_id, first)
    observe(connection, second.article_id, second)
    forget(connection, first.article_id)
    assert observe(connection, third.article_id, third) == set()
    assert observe(connection, first.article_id, first) == {page.article_id for page in (first, second, third)}


@pytest.fixture
def connection() -> Connection:
    connection = create_engine("sqlite://").connect()
    metadata.create_all(connection)
    return connection


def test_the_report_names_every_text_and_its_reason(tmp_path: Path) -> None:
    from running import write_jsonl

    rows = [{"text": CONSENT, "url": "https://post.example.org/a"}, {"text": STORIES["brief"]}]
    lines = list(report(write_jsonl(tmp_path / "articles.jsonl", rows)))
    assert lines[0].startswith("a consent or privacy notice: https://post.example.org/a")
    assert lines[1] == "1 of 2 texts are no articles"
