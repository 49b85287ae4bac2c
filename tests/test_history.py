"""Versions, corrections and removal: what was known when, in whatever order it came, and what is gone for good."""

import json
import sqlite3
import threading
import zlib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_to_bytes, urlencode

import pytest
import tantivy
from hypothesis import given, settings
from hypothesis import strategies as st
from running import here, write_jsonl

from corpus.article import Article
from corpus.catalog import Catalog
from corpus.corrections import correction_in
from corpus.differences import word_difference
from corpus.identity import canonical_url, identity
from rag import Library
from rag.terms import terms

DAY = datetime(2031, 3, 1, 9, tzinfo=UTC)


def body(name: str, sentences: int = 12) -> str:
    """Text long enough to be recognised as a copy, different for each name in every sentence."""
    line = "In {0} the {0} council heard on item {1} that {0} wharf {2} would stay shut."
    return " ".join(line.format(name, i, i * 7) for i in range(sentences))


TEXTS = [body("Lonn"), body("Abria"), body("Tarsia"), "Update. " + body("Lonn"), body("Lonn", 8)]


def article(url: int, text: int, day: int) -> Article:
    return Article(
        TEXTS[text],
        f"Wharves {text}",
        f"https://post.example.org/{url}",
        "Valley Post",
        published=DAY,
        updated=DAY + timedelta(days=day),
    )


events = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(0, 5)),
    min_size=1,
    max_size=8,
    unique_by=lambda event: (event[0], event[2]),
)
"""Which address, which text, and the day on which it says it was updated: one text a day."""


@settings(deadline=None, max_examples=25)
@given(events, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, given_events: list[tuple[int, int, int]], random: Any
) -> None:
    shuffled = list(given_events)
    random.shuffle(shuffled)
    digests, shown = set(), set()
    for order in (given_events, shuffled):
        with Catalog(tmp_path_factory.mktemp("c") / "catalog.sqlite", create=True) as catalog:
            catalog.add(article(*event) for event in order)
            head = catalog.head()
            assert catalog.add(article(*event) for event in order).unchanged == len(order)
            assert catalog.head() == head
            digests.add(catalog.digest())
            shown.add(tuple((v.article_id, v.article.text, v.known_from, v.known_until, v.origin_id) for v in catalog))
    assert len(digests) == len(shown) == 1


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 2), min_size=1, max_size=6))
def test_texts_without_a_date_follow_their_arrival(
    tmp_path_factory: pytest.TempPathFactory, texts: list[int]
) -> None:
    with Catalog(tmp_path_factory.mktemp("c") / "catalog.sqlite", create=True) as catalog:
        seen: list[int] = []
        for text in texts:
            catalog.add([Article(TEXTS[text], "Wharves", "https://post.example.org/1")])
            seen += [text] * (text not in seen)
        assert [v.article.text for v in catalog] == [TEXTS[t] for t in seen]
        assert [v.current for v in catalog] == [False] * (len(seen) - 1) + [True]


@pytest.mark.parametrize("day", [datetime(2020, 3, 2, 9, tzinfo=UTC), datetime(2090, 3, 2, 9, tzinfo=UTC)])
@pytest.mark.parametrize("before", [None, timedelta(0), timedelta(hours=9)])
def test_texts_that_do_not_say_which_is_newer_follow_their_arrival(
    tmp_path: Path, day: datetime, before: timedelta | None
) -> None:
    """Some set `updated` to a day, or once, or only `published`, and that an hour ahead."""
    updated = None if before is None else day - before
    given = [Article(text, "Wharves", "https://post.example.org/1", published=day, updated=updated) for text in TEXTS]
    with Catalog(tmp_path / "catalog.sqlite", create=True) as catalog:
        for one in given:
            catalog.add([one])
        kept = list(catalog)
        assert [v.article.text for v in kept] == TEXTS
        moments = [v.known_from for v in kept]
        assert moments == sorted(set(moments))
        assert moments[0] == int(day.timestamp())
        assert catalog.add(given).unchanged == len(given)
        assert list(catalog) == kept


def test_a_text_that_comes_back_is_known_twice(tmp_path: Path) -> None:
    with Catalog(tmp_path / "catalog.sqlite", create=True) as catalog:
        report = catalog.add([article(1, 0, 0), article(1, 0, 4), article(1, 1, 2)])
        assert (report.added, report.updated, report.unchanged) == (1, 1, 1)
        assert [(v.article.text == TEXTS[0], v.known_from) for v in catalog] == [
            (text == 0, int((DAY + timedelta(days=day)).timestamp())) for text, day in ((0, 0), (1, 2), (0, 4))
        ]


def test_forms_of_one_address_are_one_article(tmp_path: Path) -> None:
    forms = [
        "http://m.post.example.org/2031/wharf?utm_source=feed",
        "https://www.post.example.org/2031/wharf/amp/",
        "https://post-example-org.cdn.ampproject.org/c/s/post.example.org/2031/wharf",
        "https://post.example.org/2031/wharf.amp?ref=tw",
        "https://post.example.org/2031/wharf/index.html",
        "https://post.example.org/2031/wharf/",
    ]
    with Catalog(tmp_path / "catalog.sqlite", create=True) as catalog:
        report = catalog.add(Article(TEXTS[0], "Wharves", url) for url in forms)
        assert (report.added, report.unchanged) == (1, 5)
        (only,) = catalog
        assert only.article.url == "https://post.example.org/2031/wharf"
        assert {catalog.find(form) for form in forms} == {only.article_id}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example.org/x?id=1", "https://a.example.org/x?id=2"),
        ("https://a.example.org/lamp", "https://a.example.org/l"),
        ("https://a.example.org/x", "https://b.example.org/x"),
        ("https://m.org/x", "https://org/x"),
        ("https://a.example.org/X", "https://a.example.org/x"),
        ("https://a.example.org/read.php?12345", "https://a.example.org/read.php?67890"),
        ("https://a.example.org/read.php?12345", "https://a.example.org/read.php"),
        ("https://a.example.org/x?t=%CF", "https://a.example.org/x?t=%D0"),
        ("https://a.example.org/x?t%CF=1", "https://a.example.org/x?t%D0=1"),
        ("https://a.example.org/#!/article/1", "https://a.example.org/#!/article/2"),
    ],
)
def test_other_addresses_are_other_articles(one: str, other: str) -> None:
    assert identity(one) != identity(other)


@given(st.sampled_from(["https://a.example.org/x?b=2&a=1", "http://[bad", "x y", "https://m.a.example.org/amp/s?amp=1"]))
def test_identity_is_stable(url: str) -> None:
    assert identity(canonical_url(url)) == identity(url)


_SIGNS = ["a", "B", "7", ":", "/", "+", " ", "é", "%20", "%C3%A9", "%CF", "%25", "%", "="]
_PIECES = st.lists(st.lists(st.sampled_from(_SIGNS), max_size=5).map("".join), max_size=4)


def address(pieces: list[str]) -> str:
    return f"https://a.example.org/x?{'&'.join(pieces)}"


@given(_PIECES, _PIECES)
def test_different_queries_are_different_articles(one: list[str], other: list[str]) -> None:
    def stated(pieces: list[str]) -> list[tuple[bytes, str, bytes]]:
        """What a server reads, in whatever order."""
        split = (piece.replace("+", " ").partition("=") for piece in pieces)
        read = [(unquote_to_bytes(name), sign, unquote_to_bytes(value)) for name, sign, value in split]
        return sorted(piece for piece in read if piece[2] or (piece[0] and not piece[1]))

    if stated(one) != stated(other):
        assert identity(address(one)) != identity(address(other))
    assert identity(canonical_url(address(one))) == identity(address(one))
    assert canonical_url(canonical_url(address(one))) == canonical_url(address(one))


@given(_PIECES)
def test_a_link_that_states_names_and_values_in_utf_8_keeps_its_id(pieces: list[str]) -> None:
    """Libraries hold articles under it."""
    plain = [piece for piece in pieces if "=" in piece and "\ufffd" not in unquote(piece)]
    known = urlencode(sorted(parse_qsl("&".join(plain))))
    assert identity(address(plain)) == f"a.example.org/x{f'?{known}' if known else ''}"


def test_a_link_is_followed_as_it_was_given() -> None:
    kept = "https://a.example.org/x?12345&t=%CF&at=10:30,a/b;c&d=&page#!/article/1"
    assert canonical_url(kept.replace("&d", "&utm_source=feed&d")) == kept
    assert canonical_url("https://a.example.org/x?q=é b\\#part-2") == "https://a.example.org/x?q=%C3%A9%20b%5C"


# -- differences and notices -------------------------------------------------------------------------------------------

words = st.lists(st.sampled_from(["dam", "shut", "Lonn", "\n", "the", "\n\n", "71", "é"]), max_size=40).map(" ".join)


@given(words, words)
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    stretches = word_difference(old, new)
    assert "".join(s.old for s in stretches) == old
    assert "".join(s.new for s in stretches) == new
    assert word_difference(old, old) == [s for s in word_difference(old, old) if s.same]


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: The dam has two gates, not three.",
        "CORRECTION (March 5): A figure was wrong.",
        "This article was corrected on 5 March to give the right figure.",
        "An earlier version of this story misstated the number of gates.",
        "Editor’s note: This story has been updated to correct the name of the dam.",
        "The Valley Post has retracted this article.",
        "Correction, 8 November: The dam has two gates.",
        "Korrektur vom 14. November: Zwei Tore.",
        "In einer früheren Fassung dieses Artikels hieß es, er habe drei.",
        "Berichtigung: Der Damm hat zwei Tore, nicht drei.",
        "In der ersten Version des Textes stand, der Damm habe drei Tore.",
        "Dieser Artikel wurde zurückgezogen.",
        "Rectificatif du 14 novembre : le barrage a deux vannes.",
        "Une version précédente de cet article indiquait que le barrage avait trois vannes.",
        "Fe de errores: la presa tiene dos compuertas.",
        "En una versión anterior de este artículo se decía que la presa tenía tres compuertas.",
        "(Corrects paragraph 2 to say two gates, not three)",
        "Corrects number of gates in lead; earlier version said three.",
        "ADVISORY: This story is withdrawn.",
        "KILL: The story on the dam.",
        "This article has been removed pending a review.",
        "(Adds comment; corrects number of gates in paragraph 2)",
        "(Updates level of water, corrects number of gates)",
        "(Clarifies in paragraph 2 that the gates are of steel)",
        "(Fixes spelling of engineer's name)",
        "(Refiles to change slug)",
        "ATTENTION EDITORS: The story headlined “Dam at Lonn, U.K. has three gates” is killed.",
        "ATTENTION CLIENTS: Please disregard the story on the dam.",
        "An earlier headline on this article misstated the number of gates.",
        "Rettifica: la diga ha due paratoie.",
        "In una precedente versione di questo articolo la diga aveva tre paratoie.",
        "Correctie, 14 november 2031: De dam heeft twee poorten.",
        "In een eerdere versie van dit artikel stond dat de dam drie poorten heeft.",
        "Uma versão anterior deste artigo dizia que a barragem tinha três comportas.",
        "I en tidligere versjon av artikkelen sto det at demningen har tre porter.",
        "Rättelse: Dammen har två luckor.",
        "تصحيح: ذكرت نسخة سابقة من هذا الخبر أن للسد ثلاث بوابات.",
        "ذكرت نسخة سابقة من هذا الخبر أن للسد ثلاث بوابات.",
    ],
)
def test_notices_are_recognised(notice: str) -> None:
    assert correction_in(f"The dam was shut.\n\n{notice}\n\nIt has two gates.") == notice


TOWER = "The tower of Gorm opens on Friday and Ulla Kran will cut the ribbon. It is 90 metres tall. "


@pytest.mark.parametrize(
    "notice",
    [
        "Correction, June 2: An earlier version of this article misstated the height of the tower of Gorm.",
        "Correction: The tower is 90 metres tall, not 80. We regret the error.",
        "This article was amended on 2 June to give the right height. It had said 80 metres, not 90.",
        "Correction. An earlier version of this story said that Dr. Kran was born in 1980.",
    ],
)
@pytest.mark.parametrize("more", ["", "Its architect, Per Holm, died last year. " * 15])
def test_only_its_own_sentences_are_the_notice_where_no_line_breaks_were_kept(notice: str, more: str) -> None:
    assert correction_in(f"{notice} {TOWER}{more}") == notice
    assert correction_in(f"{more}{TOWER}{notice}") == notice.removeprefix("Correction. ")


@pytest.mark.parametrize(
    "text",
    [
        "Correction officers said that the jail was quiet.",
        "The market is in a correction, down ten percent.",
        "The ministry said the report was withdrawn.",
        "This article was removed from the constitution in 2019, the court said.",
        "Kill rates fell: the wolves were fewer.",
        "Advisory: Do not use the water. A man was killed by it, the council said.",
        "Attention: please disregard the sirens, which are tested at noon.",
        "(The board, which fixes the price, met on Monday.)",
        "An earlier headline told of rain.",
        "Advisory: stay away from the shore while the storm lasts.",
        "The army is withdrawn.",
        "The article was about how the council corrected its course.",
        "An earlier version of the engine had four valves.",
        "Die Korrektur der Pläne kostet zwei Millionen.",
        "In der früheren Fassung des Gesetzes fehlte der Satz.",
        "Une version précédente du moteur avait quatre soupapes.",
        "La corrección de los mercados continuó el lunes.",
    ],
)
def test_other_words_are_no_notice(text: str) -> None:
    assert correction_in(text) == ""


# -- a correction arrives ----------------------------------------------------------------------------------------------

GATES = "The dam at Upper Lonn has {} gates, the water authority said on Monday. The reservoir stood at 71 percent."


def dam(gates: str, updated: str, more: str = "") -> dict[str, str]:
    return {
        "url": "https://post.example.org/dam",
        "title": "Upper Lonn dam inspected",
        "text": GATES.format(gates) + more,
        "outlet": "Valley Post",
        "published": "2031-03-04T06:00:00+00:00",
        "updated": updated,
    }


def rechecked(saved: Path, library: Path) -> list[dict[str, Any]]:
    return list(here("recheck", saved, "--json", library=library).json["citations"])


def test_a_correction_is_quoted_and_the_old_answer_is_superseded(tmp_path: Path) -> None:
    library, question = tmp_path / "library", "How many gates does the dam at Upper Lonn have?"
    first = write_jsonl(tmp_path / "1.jsonl", [dam("three", "2031-03-04T06:00:00+00:00")])
    assert here("add", first, library=library).code == 0
    before = here("ask", question, "--json", library=library)
    assert "three gates" in before.json["citations"][0]["quote"]
    saved = tmp_path / "answer.json"
    saved.write_text(before.out, encoding="utf-8")
    assert {c["standing"] for c in rechecked(saved, library)} == {"current"}

    notice = "\n\nCorrection: The dam has two gates, not three."
    second = write_jsonl(tmp_path / "2.jsonl", [dam("two", "2031-03-05T12:00:00+00:00", notice)])
    assert here("add", second, "--json", library=library).json["updated"] == 1
    now = here("ask", question, "--json", library=library).json["citations"]
    assert any("two gates" in c["quote"] for c in now)
    assert not any("three gates, the water" in c["quote"] for c in now)
    then = here("ask", question, "--as-of", "2031-03-04", "--json", library=library).json["citations"]
    assert [c["version"] for c in then] == [1] * len(then)
    assert "three gates" in then[0]["quote"]

    (again,) = [c for c in rechecked(saved, library) if "gates" in c["quote"]]
    assert (again["standing"], again["newer_version"], again["still_says"]) == ("superseded", 2, False)
    assert again["since"] == "2031-03-05T12:00:00+00:00"
    assert again["correction"] == "Correction: The dam has two gates, not three."
    lines = here("recheck", saved, library=library).out.splitlines()
    gone = "superseded since 5 March 2031; the newer text no longer says this"
    at = next(n for n, line in enumerate(lines) if line.endswith(gone))
    assert "gates" in lines[at + 1]
    told = [line for line in lines if line.startswith("    the newer text carries a notice: Correction: The dam")]
    assert len(told) == 1

    history = here("show", "https://post.example.org/dam", "--versions", library=library).out
    assert "[-three-]{+two+}" in history.replace("-] {+", "-]{+")
    shape = here("show", "https://post.example.org/dam", "--versions", "--json", library=library).json["versions"]
    assert [v["current"] for v in shape] == [False, True]
    assert {"old": "three ", "new": "two "} in shape[1]["changes"]

    assert here("remove", "https://post.example.org/dam", library=library).code == 0
    assert {c["standing"] for c in rechecked(saved, library)} == {"removed"}


def test_words_that_only_the_notice_of_correction_repeats_are_no_longer_said(tmp_path: Path) -> None:
    library, saved = tmp_path / "library", tmp_path / "answer.json"
    first = write_jsonl(tmp_path / "1.jsonl", [dam("three", "2031-03-04T06:00:00+00:00")])
    assert here("add", first, library=library).code == 0
    before = here("ask", "How many gates does the dam at Upper Lonn have?", "--json", library=library)
    saved.write_text(before.out, encoding="utf-8")
    (wrong,) = [c["quote"] for c in before.json["citations"] if "three gates" in c["quote"]]
    notice = f"\n\nCorrection: An earlier version of this article said: {wrong} There are two."
    second = write_jsonl(tmp_path / "2.jsonl", [dam("two", "2031-03-05T12:00:00+00:00", notice)])
    assert here("add", second, library=library).code == 0
    (again,) = [c for c in rechecked(saved, library) if c["quote"] == wrong]
    assert (again["standing"], again["still_says"]) == ("superseded", False)


@pytest.mark.parametrize(
    ("once", "now", "still"),
    [
        ("It's the authority's \"last word\" - for now", "It’s the authority’s “last word” – for now", True),
        ("The reservoir stood at 71 percent", "The reservoir\u00a0stood  at 71\u00a0percent", True),
        ("It is \"safe\", the authority said", "It is “safer”, the authority said", False),
        ("The reservoir stood at 71 percent.", "The reservoir stood at 71 percent, which was not true.", False),
    ],
)
def test_words_that_were_set_anew_are_still_said(tmp_path: Path, once: str, now: str, still: bool) -> None:
    library, saved = tmp_path / "library", tmp_path / "answer.json"
    first = write_jsonl(tmp_path / "1.jsonl", [{**dam("", "2031-03-04T06:00:00+00:00"), "text": f"The report: {once}"}])
    second = write_jsonl(tmp_path / "2.jsonl", [{**dam("", "2031-03-05T06:00:00+00:00"), "text": f"The report: {now}"}])
    assert here("add", first, library=library).code == 0
    (shown,) = here("show", "https://post.example.org/dam", "--json", library=library).json["versions"]
    quote = f"The report: {once}"
    one = {"n": 1, "article_id": shown["article_id"], "version": 1, "start": 0, "end": len(quote), "quote": quote}
    saved.write_text(json.dumps({"citations": [one]}), encoding="utf-8")
    assert here("add", second, library=library).code == 0
    (again,) = rechecked(saved, library)
    assert (again["standing"], again["still_says"]) == ("superseded", still)


@pytest.mark.parametrize(
    ("title", "notice"),
    [
        ("Dam inspected", "Retraction: The Valley Post has found the report of the inspection to be forged."),
        ("RETRACTED: Dam inspected", ""),
        ("Dam inspected", "KILL: Please kill this story. The report of the inspection was forged."),
        ("Dam inspected", "ADVISORY: The story on the dam is withdrawn. There will be no substitute story."),
        ("Dam inspected", "The Valley Post has retracted this article, whose documents were forged."),
    ],
)
def test_what_an_article_said_before_it_was_retracted_stands_no_more(tmp_path: Path, title: str, notice: str) -> None:
    library, saved = tmp_path / "library", tmp_path / "answer.json"
    first = write_jsonl(tmp_path / "1.jsonl", [dam("three", "2031-03-04T06:00:00+00:00")])
    assert here("add", first, library=library).code == 0
    saved.write_text(here("ask", "How many gates does the dam at Upper Lonn have?", "--json", library=library).out)
    gone = {**dam("three", "2031-03-05T12:00:00+00:00"), "title": title}
    gone["text"] = f"{notice}\n\n{gone['text']}".strip()
    assert here("add", write_jsonl(tmp_path / "2.jsonl", [gone]), library=library).code == 0
    found = rechecked(saved, library)
    assert {(c["standing"], c["still_says"]) for c in found} == {("retracted", False)}
    assert {c["correction"] for c in found} == {notice}
    assert "[1] retracted since 5 March 2031" in here("recheck", saved, library=library).out


def test_what_is_no_saved_answer_is_said(tmp_path: Path) -> None:
    library = tmp_path / "library"
    source = write_jsonl(tmp_path / "1.jsonl", [dam("three", "2031-03-04T06:00:00+00:00")])
    assert here("add", source, library=library).code == 0
    for text in ("", "\n", "no json", "[]", '{"citations": [{"n": 1}]}', '{"a": 1}'):
        (tmp_path / "x.json").write_text(text, encoding="utf-8")
        run = here("recheck", tmp_path / "x.json", library=library)
        assert run.code == 1, text
        assert len(run.err.splitlines()) == 1


# -- removal -----------------------------------------------------------------------------------------------------------

SECRET = "quixotmarmalade"


def _holds(data: bytes, word: bytes) -> bool:
    """Whether the bytes hold a word, as they are or in UTF-16, in lower case, or inside a zlib stream."""
    if word in data or word in data.lower() or word.decode().encode("utf-16-le") in data:
        return True
    at = -1
    while (at := data.find(b"\x78", at + 1)) >= 0:
        try:
            if word in zlib.decompressobj().decompress(data[at:], 1_000_000).lower():
                return True
        except zlib.error:
            continue
    return False


def stores_with(folder: Path, word: str) -> set[str]:
    """Where in a library a word can be found: in any file's bytes, or in tantivy's dictionary, deleted or not."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = {str(p.relative_to(folder)) for p in files if _holds(p.read_bytes(), word.encode())}
    for index in folder.glob("index/g*/words"):
        (term,) = terms(word)
        searcher = tantivy.Index.open(str(index)).searcher()
        if any(searcher.doc_freq(field, term) for field in ("headline", "body")):
            found.add("words")
    return found


def test_removed_text_is_in_no_store(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    kept = Article(body("Abria"), "Abria wharves", "https://post.example.org/kept", "Valley Post", published=DAY)
    shelved = f"The {SECRET} scheme was shelved on Monday. " * 4
    gone = Article(shelved, f"{SECRET} shelved", "https://post.example.org/gone", "Valley Post")
    old = Article(f"An old {SECRET} text of the same page stood here once.", "Old", gone.url, updated=DAY)
    with Library.open(folder, create=True) as library:
        library.add([kept, old, gone])
        assert library.search(SECRET).hits
    assert stores_with(folder, SECRET) >= {"catalog.sqlite", "words"}
    with Library.open(folder) as library:
        library.remove(gone.url)
        assert not any(SECRET in hit.text for hit in library.search(SECRET).hits)
        assert library.verify() == []
        library.add([gone, kept])  # the tombstone stands
        assert library.search("Abria wharf").hits
    assert stores_with(folder, SECRET) == set()
    with Library.open(folder) as library:
        assert library.add([gone], restore=True).added == 1
        assert library.search(SECRET).hits


def test_removal_takes_an_origin_apart(tmp_path: Path) -> None:
    long, first, last = body("Lonn", 20), body("Lonn", 20).split(". "), 9
    parts = [". ".join(first[:last]) + ".", long, ". ".join(first[-last:])]
    items = [
        Article(text, f"Wharves {n}", f"https://{n}.example.org/w", f"Post {n}", published=DAY)
        for n, text in enumerate(parts)
    ]
    with Catalog(tmp_path / "catalog.sqlite", create=True) as catalog:
        catalog.add(items)
        assert len({v.origin_id for v in catalog}) == 1
        catalog.remove("https://1.example.org/w")
        assert len({v.origin_id for v in catalog}) == 2


# -- an older catalog --------------------------------------------------------------------------------------------------

SCHEMA_1 = """
CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
CREATE TABLE articles (article_id VARCHAR PRIMARY KEY, url VARCHAR NOT NULL, origin_id VARCHAR NOT NULL,
    current INTEGER NOT NULL, removed INTEGER);
CREATE INDEX ix_articles_url ON articles (url);
CREATE INDEX ix_articles_origin_id ON articles (origin_id);
CREATE TABLE versions (article_id VARCHAR NOT NULL REFERENCES articles (article_id), version INTEGER NOT NULL,
    title VARCHAR NOT NULL, text VARCHAR NOT NULL, outlet VARCHAR NOT NULL, authors VARCHAR NOT NULL,
    published VARCHAR, updated VARCHAR, language VARCHAR NOT NULL, kind VARCHAR NOT NULL, added INTEGER NOT NULL,
    known_from INTEGER NOT NULL, content_hash VARCHAR NOT NULL, PRIMARY KEY (article_id, version));
CREATE TABLE changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, article_id VARCHAR NOT NULL);
CREATE TABLE shingles (hash INTEGER NOT NULL, article_id VARCHAR NOT NULL);
CREATE INDEX shingles_hash ON shingles (hash);
CREATE INDEX shingles_article ON shingles (article_id);
PRAGMA user_version=1;
"""


def test_an_older_catalog_is_backed_up_and_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    with closing(sqlite3.connect(path)) as old, old:
        old.executescript(SCHEMA_1)
        for version, text in ((1, TEXTS[0]), (2, TEXTS[1])):
            moment = f"2031-03-0{version}T09:00:00+00:00"
            row = ("old1", version, "Wharves", text, "Valley Post", json.dumps(["Desk"]), moment, moment)
            old.execute(f"INSERT INTO versions VALUES ({','.join('?' * 13)})", (*row, "en", "news", 5, 5, "x"))
        old.execute("INSERT INTO articles VALUES ('old1', 'https://www.post.example.org/1', 'old1', 2, NULL)")
        old.execute("INSERT INTO articles VALUES ('old2', 'https://post.example.org/2', 'old2', 0, 9)")
        old.executemany("INSERT INTO changes (article_id) VALUES (?)", [("old1",), ("old2",), ("old1",)])
        old.execute("INSERT INTO meta VALUES ('demo', '1')")
    with Catalog(path) as catalog:
        assert [(v.version, v.article.text, v.article.authors) for v in catalog] == [
            (1, TEXTS[0], ("Desk",)),
            (2, TEXTS[1], ("Desk",)),
        ]
        assert catalog.find("https://post.example.org/1")
        assert catalog.get_meta("demo") == "1"
        assert {article_id for _, article_id in catalog.changed_since(3, 100)} >= {"old1", "old2"}
        assert "removed" in catalog.add([Article(TEXTS[2], url="https://post.example.org/2")]).rejected[0].reason
        catalog.remove("https://post.example.org/1")
    assert [p.name for p in tmp_path.iterdir() if "schema" in p.name] == []  # it held the removed text


def test_the_backup_of_an_older_catalog_stays(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    with closing(sqlite3.connect(path)) as old, old:
        old.executescript(SCHEMA_1)
    Catalog(path).close()
    with closing(sqlite3.connect(path.with_name("catalog.sqlite.schema1"))) as backup:
        assert backup.execute("PRAGMA user_version").fetchone() == (1,)


def test_an_earlier_backup_is_not_overwritten(tmp_path: Path) -> None:
    path, kept = tmp_path / "catalog.sqlite", tmp_path / "catalog.sqlite.schema1"
    with closing(sqlite3.connect(path)) as old, old:
        old.executescript(SCHEMA_1)
    kept.write_bytes(b"an earlier one")
    Catalog(path).close()
    assert kept.read_bytes() == b"an earlier one"
    with closing(sqlite3.connect(kept.with_name(f"{kept.name}.2"))) as backup:
        assert backup.execute("PRAGMA user_version").fetchone() == (1,)
    assert {p.name for p in tmp_path.glob("*schema*")} == {kept.name, f"{kept.name}.2"}


def test_the_backup_is_of_what_is_migrated(tmp_path: Path) -> None:
    """Not of what stood there before another process, which held the lock, wrote."""
    path = tmp_path / "catalog.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("PRAGMA journal_mode=WAL")
        old.executescript(SCHEMA_1)
        old.execute("BEGIN IMMEDIATE")
        opening = threading.Thread(target=lambda: Catalog(path).close())
        opening.start()
        opening.join(1.0)  # it waits for the lock by now
        assert opening.is_alive()
        assert not list(tmp_path.glob("*schema*"))
        old.execute("INSERT INTO meta VALUES ('late', '1')")
        old.execute("COMMIT")
        opening.join()
    with closing(sqlite3.connect(path.with_name("catalog.sqlite.schema1"))) as backup:
        assert backup.execute("SELECT value FROM meta WHERE key = 'late'").fetchall() == [("1",)]


# -- the report --------------------------------------------------------------------------------------------------------


def test_the_report_counts_what_was_kept_and_what_was_not(tmp_path: Path) -> None:
    library = tmp_path / "library"
    rows = [
        {"url": f"https://{o}.example.org/w", "title": "Wharves", "text": TEXTS[0], "outlet": o, "date": "2031-03-04"}
        for o in ("post", "wire")
    ]
    rows += [dam("three", "2031-03-04T06:00:00+00:00"), dam("two", "2031-03-05T06:00:00+00:00")]
    source = write_jsonl(tmp_path / "in.jsonl", [*rows, {"url": "https://post.example.org/empty"}])
    assert here("add", source, library=library).code == 1
    made = here("report", "--json", "--plot", tmp_path / "days.svg", library=library).json
    assert {row["outlet"]: (row["articles"], row["updated"], row["copies"]) for row in made["outlets"]} == {
        "Valley Post": (1, 1, 0),
        "post": (1, 0, 1),
        "wire": (1, 0, 1),
    }
    assert made["days"] == [{"day": "2031-03-04", "articles": 3}]
    assert [sorted(p["outlet"] for p in origin) for origin in made["copies"]] == [["post", "wire"]]
    assert [r["count"] for r in made["rejected"]] == [1]
    assert [(r["added"], r["updated"], r["copies"], r["rejected"]) for r in made["runs"]] == [(3, 1, 1, 1)]
    assert "<svg" in (tmp_path / "days.svg").read_text(encoding="utf-8")
    text = here("report", library=library).out
    assert "2 × Wharves: " in text
    assert here("report", "--plot", tmp_path / "no" / "days.png", library=library).code == 1
    (tmp_path / "plots").mkdir()
    for name in ("days.doc", "days", "plots"):
        refused = here("report", "--plot", tmp_path / name, library=library)
        assert refused.code == 1
        assert "name a .png, .svg, .pdf file" in refused.err
    assert not list(tmp_path.glob("*.png"))
