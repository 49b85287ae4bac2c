"""Whatever is wrong with a file: one clear line, no exception, and the rest is read."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Rejection
from corpus.readers import READERS, Notice, read

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + ']><rss version="2.0"><item><title>&a11;</title><description>x &a11;</description></item></rss>'
)


def reasons(path: Path) -> list[str]:
    """The reasons for which a file gives nothing at all."""
    items = list(read([path]))
    assert all(isinstance(item, Rejection) for item in items)
    return [item.reason for item in items if isinstance(item, Rejection)]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty file"),
        ("a.txt", b" \n\n", "empty file"),
        ("a.jsonl", b"\n\n", "empty file"),
        ("a.jsonl", b"", "empty file"),
        ("a.html", b"", "empty file"),
        ("a.txt", PNG, "binary file, not text"),
        ("a.md", b"text\x00text", "binary file, not text"),
        ("a.jsonl", PNG, "binary file, not text"),
        ("a.html", b"%PDF-1.7 text", "binary file, not text"),
        ("a.txt", b"caf\xe9\n", "not UTF-8 at byte 3; convert it, for example with iconv"),
        ("a.jsonl", "[]".encode("utf-16"), "utf-16; JSON lines are read in UTF-8 only"),
        ("a.pdf", b"%PDF", "no PDF file"),
        ("README", b"text", "not a kind of file that is read: no suffix"),
        ("a.md", b"---\ntitle: [a\n---\ntext", "front matter: line 3: expected ',' or ']'"),
        ("a.md", b"---\na: &a [x, x]\nb: [*a, *a]\n---\ntext", "front matter: aliases (*name) are not read"),
        ("a.md", b"---\n" + b"[" * 20_000 + b"\n---\ntext", "front matter: nested too deep"),
        ("a.md", b"---\ntitle: t\n---\n", "no text"),
        ("a.md", b"[" * 100_000, "more Markdown marks in a paragraph than an article has"),
        ("a.html", b"<html><body></body></html>", "no story found in the page"),
        ("a.html", b"<html><script>alert(1)</script></html>", "no story found in the page"),
        ("a.html", b"<html>" + b" " * 2_000_000, "over the limit of 2 MB for this kind of file"),
        ("a.html", b"<html><body>" + b"<div>" * 300 + b"x", "elements nested more than 200 deep"),
        ("a.html", b"<html><p " + b"a=1 " * 300_000 + b">x", "more than 400 attributes in one tag"),
        ("a.html", b'<html><p x=">" ' + b"a " * 300_000 + b">x", "more than 400 attributes in one tag"),
        ("a.html", b"<html>" + b"<p>x" * 300_000, "more than 30,000 tags"),
        ("a.html", b"<!doctype " + b"/" * 1_500_000, "not an HTML page"),
        ("a.xml", b"<rss><channel>", "broken feed, no entry can be read: SAXParseException"),
        ("a.xml", b"<rss version='2.0'><channel/></rss>", "a feed without entries"),
        ("a.xml", b"<urlset><url/></urlset>", "a sitemap: give its address"),
        ("a.xml", b"<rss><channel>" + b"<a>" * 1_000_000, "elements nested more than 1000 deep"),
        ("a.json", b"[]", "an array without articles"),
        ("a.json", b"[" * 100_000, "not JSON that can be read: line 1: nested too deep"),
        ("a.json", b"{", "not JSON: line 1: "),
        ("a.jsonl", b'{"text": ' * 100_000, "not JSON that can be read: nested too deep"),
        ("a.jsonl", b'{"text": "caf\xe9"}', "not UTF-8 at byte 13"),
        ("a.jsonl", b'{"text": ' + b"9" * 5000 + b"}", "not JSON that can be read: Exceeds the limit"),
        ("a.jsonl", b'{"text": "a", "title": "' + b"t" * 3000 + b'"}', "title of 3,000 characters is over the limit"),
    ],
)
def test_one_clear_line(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    (found,) = reasons(tmp_path / name)
    assert found.startswith(reason)
    assert "\n" not in found
    assert len(found) < 300


def test_text_in_an_old_charset_is_read_and_said_so(tmp_path: Path) -> None:
    words = "Der Fährhafen öffnet früher als geplant, sagte der Bürgermeister. " * 4
    (tmp_path / "a.txt").write_bytes(words.encode("cp1252"))
    (tmp_path / "b.txt").write_bytes(f"{words * 20}caf".encode() + b"\xe9")
    guess, notice, kept, stray = read([tmp_path])
    assert isinstance(guess, Article)
    assert guess.text == words.strip()
    assert notice == Notice(f"{tmp_path}/a.txt", "not UTF-8 and no charset stated: read as cp1252, a guess")
    assert isinstance(kept, Article)
    assert kept.text.endswith("caf\ufffd")
    assert stray == Notice(f"{tmp_path}/b.txt", "1 bytes that are not UTF-8 are shown as \ufffd")


def test_names_are_shown_clean(tmp_path: Path) -> None:
    (tmp_path / "x\x1b[31m\u202etxt\n.bin").write_bytes(b"")
    (item,) = read([tmp_path])
    assert item == Rejection(f"{tmp_path}/x[31mtxt .bin", "not a kind of file that is read: .bin")


def test_one_bad_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name, content in {"a.txt": PNG, "b/c.txt": b"Good\n\nText.", "b/d.bin": b"", "e.txt": b"caf\xe9"}.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / ".hidden.txt").write_text("hidden")
    items = list(read([tmp_path, str(tmp_path / "missing.txt")]))
    kinds = [type(item) for item in items]
    assert kinds == [Rejection, Article, Rejection, Rejection, Rejection]
    assert items[-1] == Rejection(f"{tmp_path}/missing.txt", "no such file or folder")


def test_a_line_of_50_mb(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as stream:
        stream.write(b'{"text": "')
        for _ in range(50):
            stream.write(b"x" * 1_000_000)
        stream.write(b'"}\n{"text": "good"}\n')
    rejection, article = read([path])
    assert rejection == Rejection(f"{path}:1", "line over 10 MB")
    assert isinstance(article, Article)


def test_scripts_never_become_words(tmp_path: Path) -> None:
    body = "<p>The story is told here in words that are many enough to be taken for a story.</p>" * 3
    page = f"<html><body><article><script>evil()</script>{body}<style>evil</style></article></body></html>"
    (tmp_path / "a.html").write_text(page)
    (article,) = read([tmp_path / "a.html"])
    assert isinstance(article, Article)
    assert "evil" not in article.text


def test_a_broken_feed_gives_what_it_has(tmp_path: Path) -> None:
    item = "<item><title>T</title><description>Words.</description></item>"
    (tmp_path / "a.rss").write_text(f"<rss version='2.0'><channel>{item}{item}<item><title>cut o")
    items = list(read([tmp_path / "a.rss"]))
    assert [item.text for item in items if isinstance(item, Article)] == ["Words.", "Words."]
    assert isinstance(items[-1], Notice)
    assert items[-1].message.startswith("not well-formed (SAXParseException")


def test_the_last_entry_of_a_cut_feed_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    item = "<item><title>T</title><description>Words.</description></item>"
    (tmp_path / "a.rss").write_text(f"<rss version='2.0'><channel>{item}<item><title>U</title><description>Half a sen")
    items = list(read([tmp_path / "a.rss"]))
    assert [item.text for item in items if isinstance(item, Article)] == ["Words."]
    assert [item.reason for item in items if isinstance(item, Rejection)] == [
        "entry 2 (U): the feed ends in the middle of it"
    ]


def test_a_broken_declaration_and_nothing_else_is_no_feed(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_bytes(b'<?xml\xa0version="1.0" encoding="UTF-8"?>')
    (found,) = read([tmp_path / "a.rss"])
    assert isinstance(found, Rejection)
    assert found.reason == "XML, but no RSS or Atom feed"


def test_a_feed_that_is_the_name_of_a_file_is_not_that_file(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("<rss version='2.0'><channel><item><description>secret</description></item>")
    (tmp_path / "a.xml").write_text(str(tmp_path / "b.txt"))
    (reason,) = reasons(tmp_path / "a.xml")
    assert reason.startswith("broken feed, no entry can be read")


def test_limits_hold_in_every_charset(tmp_path: Path) -> None:
    content = "<?xml version='1.0' encoding='utf-16'?><rss><channel>" + "<a>" * 5000
    for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-16-be"):
        (tmp_path / "a.xml").write_bytes(content.encode(encoding))
        assert reasons(tmp_path / "a.xml") == ["elements nested more than 1000 deep"]


def test_entities_neither_expand_nor_fetch(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    outside = (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]>'
        "<rss version='2.0'><channel><item><description>Words &x; here.</description></item></channel></rss>"
    )
    texts = {}
    for content in (BOMB, outside):
        (tmp_path / "a.xml").write_text(content)
        texts[content] = [(a.title, a.text) for a in read([tmp_path / "a.xml"]) if isinstance(a, Article)]
    assert texts == {BOMB: [("&a11;", "x &a11;")], outside: [("", "Words here.")]}


def test_an_address_is_asked_only_where_it_may_be() -> None:
    for source in ("http://10.0.0.5/feed", "HTTP://10.0.0.5", Path("http://10.0.0.5/a.html")):
        (item,) = read([source])
        assert isinstance(item, Rejection)
        assert item.reason == "refused: 10.0.0.5 is a private address"


@pytest.mark.parametrize("name", ["", "a\0b.txt", "x" * 5000 + ".txt"])
def test_names_no_file_can_have(name: str) -> None:
    (item,) = read([name])
    assert isinstance(item, Rejection)


def test_links_and_pipes(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("Outside\n\nText.")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "inside.txt").write_text("Inside\n\nText.")
    (folder / "a.txt").symlink_to(folder / "inside.txt")
    (folder / "b.txt").symlink_to(outside)
    (folder / "c.txt").symlink_to(tmp_path / "nothing")
    (folder / "d").symlink_to(folder)
    (folder / "e.txt").symlink_to(folder / "e.txt")
    os.mkfifo(folder / "f.txt")
    items = list(read([folder]))
    assert [item.title for item in items if isinstance(item, Article)] == ["Inside"]
    found = {Path(item.source).name: item.reason for item in items if isinstance(item, Rejection)}
    assert found.pop("e.txt")
    assert found == {
        "b.txt": "a symbolic link out of the folder",
        "c.txt": "a symbolic link to nothing",
        "f.txt": "not a file or folder",
    }
    link = tmp_path / "link.txt"
    link.symlink_to(outside)
    assert [type(item) for item in read([link])] == [Article]  # named by the caller: followed


def test_a_folder_without_files_says_so(tmp_path: Path) -> None:
    assert list(read([tmp_path])) == [Notice(str(tmp_path), "a folder without files")]


def test_files_are_opened_one_at_a_time(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"{number}")
    items = read([tmp_path])
    next(items)
    (tmp_path / "1.txt").write_text("changed")
    second = next(items)
    assert isinstance(second, Article)
    assert second.text == "changed"


# Pieces that make parsers work, put together at random.
PIECES = st.sampled_from(
    [
        *(
            b"<",
            b">",
            b"<p>",
            b"</p>",
            b"<!--",
            b"<![CDATA[",
            b"]]>",
            b"&amp;",
            b"&#x0;",
            b"&#xD800;",
            b"[",
            b"]",
            b"|",
        ),
        *(
            b"<rss>",
            b"<item>",
            b"<description>",
            b"<feed xmlns='http://www.w3.org/2005/Atom'>",
            b"<entry>",
            b"\n",
            b"\r",
        ),
        *(b"<html>", b"<body>", b"<article>", b"<meta charset='utf-7'>", b"<meta charset='\xff'>", b"word ", b"\xff"),
        *(b"<time datetime='9999-99-99'>", b"<script type='application/ld+json'>", b"</script>", b"\xef\xbb\xbf"),
        *(b"---\n", b"title: a\n", b"a: *b\n", b"? ", b"!!python/object:x ", b"# ", b"<!DOCTYPE a ["),
        *(
            b'{"text":',
            b'"a"',
            b"}",
            b",",
            b'"date":',
            b"1e400",
            b'"\\ud800"',
            b'{"@type":"Article","datePublished":[]}',
        ),
        *(b"<pubDate>Fri, 99 Jun 0000 99:99:99 XXX</pubDate>", b"<?xml version='1.0' encoding='utf-16'?>"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(READERS)), st.binary(max_size=300) | st.lists(PIECES, max_size=40).map(b"".join))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, suffix: str, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(content)
    items = list(read([path]))
    assert items
    for item in items:
        assert isinstance(item, Article | Rejection | Notice)
        if isinstance(item, Article):
            assert item.cleaned() == item
        if isinstance(item, Rejection):
            assert not item.reason.startswith("cannot be read"), item.reason  # foreseen, not caught by chance


@pytest.mark.parametrize("address", ["ftp://files.example.org/news.zip", "gopher://old.example.org/1", "file:///etc/hosts"])
def test_an_address_that_is_not_of_the_web_is_no_missing_file(address: str) -> None:
    assert list(read([address])) == [Rejection(address, "only http and https are fetched")]
