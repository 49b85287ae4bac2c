"""The command line keeps its contracts: keys, order, exit codes, one line for what went wrong."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from conftest import Archive
from running import COMMAND, ROOT, dateline, environment, here, one_line, write_jsonl

from rag.labels import plain
from rag.process import run
from rag.settings import Settings

ASK = (
    "question status text sentences citations removed conflicts corpus as_of newest_source rewritten answered_by "
    "lacking fallback settings_hash timings_ms"
).split()
MORE = "id reason nearest hidden excerpt differences stood evidence".split()
SEARCH = "query hits timings_ms".split()
HIT = (
    "rank score article_id version url title outlet authors published start end text copies why kind labels current "
    "correction notices"
).split()
CITATION = (
    "n article_id version url title outlet authors published start end quote before after kind labels current "
    "correction notices copies"
).split()
EXPORTED = (
    "url title text outlet authors published updated language kind section guessed article_id version added current "
    "known_from sequence"
).split()
MEANING = "what does Corvia's exit mean for Tarsia?"


@pytest.fixture(scope="module")
def exported(archive: Archive) -> dict[tuple[str, int], dict[str, Any]]:
    lines = here("export", library=archive.folder).lines
    return {(line["article_id"], line["version"]): line for line in lines}


@pytest.fixture(scope="module")
def asked(archive: Archive) -> dict[str, dict[str, Any]]:
    """Many questions, one process: by id what came back."""
    lines: list[dict[str, Any]] = [
        {"id": "meaning", "question": MEANING},
        {"id": "cup", "question": "who won the 1998 World Cup?"},
        {"id": "dam", "question": "How many people below the dam were told to leave?"},
        {"id": "dam-post", "question": "Why was the dam at Upper Lonn closed?", "outlet": "Valley Post"},
        {"id": "before", "question": "How many people were hurt at the Abria bridge?", "as_of": "2031-03-10"},
        {"id": "after", "question": "How many people were hurt at the Abria bridge?", "as_of": "2031-03-12"},
        {"id": "march", "question": "What opened in Lonn?", "until": "2031-03-31"},
        {"id": "april", "question": "What opened in Lonn?", "since": "2031-04-01", "until": "2031-04-01"},
        {"id": "chat", "question": "and how many people were told to leave?", "history": [
            {"role": "user", "content": "Why was the dam at Upper Lonn closed?"},
            {"role": "assistant", "content": "Engineers found a crack in its eastern gate."},
        ]},
        {"id": "words", "question": "and how many people were told to leave?", "history": ["What about the dam?"]},
    ]  # fmt: skip
    result = dateline("ask", "-", library=archive.folder, stdin="".join(json.dumps(x) + "\n" for x in lines))
    assert result.code == 0, result.err
    assert [found["id"] for found in result.lines] == [line["id"] for line in lines]
    return {found["id"]: found for found in result.lines}


def test_add_counts_what_it_did(archive: Archive) -> None:
    summary = archive.added.json
    assert summary == {"added": 5, "updated": 1, "unchanged": 0, "copies": 1, "rejected": []}
    assert "kept 6 articles" in archive.added.err


def test_add_again_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    library = archive.copy(tmp_path / "library")
    again = here("add", archive.folder.parent / "sources", library=library)
    assert again.code == 0
    assert again.out == "added 0, updated 0, unchanged 6, copies 0, rejected 0\n"


def test_a_text_shaped_like_a_saved_page_is_answered_from(asked: dict[str, dict[str, Any]]) -> None:
    answer = asked["meaning"]
    assert answer["status"] == "answered"
    assert len(answer["sentences"]) >= 2
    assert {c["title"] for c in answer["citations"]} == {"Corvia's Exit from the Lake Pact: What It Means for Tarsia"}
    assert all(sentence["citations"] for sentence in answer["sentences"])


def test_every_citation_is_exact(
    asked: dict[str, dict[str, Any]], exported: dict[tuple[str, int], dict[str, Any]]
) -> None:
    citations = [c for answer in asked.values() for c in answer["citations"]]
    assert len(citations) > 5
    for c in citations:
        text = exported[c["article_id"], c["version"]]["text"]
        assert text[c["start"] : c["end"]] == c["quote"]
        assert text[c["start"] - len(c["before"]) :].startswith(f"{c['before']}{c['quote']}{c['after']}")


def test_what_the_archive_does_not_say_is_refused(asked: dict[str, dict[str, Any]]) -> None:
    answer = asked["cup"]
    assert (answer["status"], answer["sentences"], answer["citations"]) == ("no_answer", [], [])
    assert "does not say" in answer["text"]
    assert answer["reason"]


def test_ask_has_the_keys_of_the_contract(asked: dict[str, dict[str, Any]]) -> None:
    for answer in asked.values():
        assert set(ASK) <= answer.keys() <= {*ASK, *MORE}
        assert answer["corpus"].keys() == {"articles", "newest", "snapshot"}
        assert all(s.keys() == {"text", "citations", "support"} for s in answer["sentences"])
        assert all(list(c) == CITATION for c in answer["citations"])
        assert {n for s in answer["sentences"] for n in s["citations"]} == {c["n"] for c in answer["citations"]}


def test_outlet_filter(asked: dict[str, dict[str, Any]]) -> None:
    assert {c["outlet"] for c in asked["dam-post"]["citations"]} == {"Valley Post"}


def test_as_of_sees_the_version_of_that_day(asked: dict[str, dict[str, Any]]) -> None:
    before, after = asked["before"], asked["after"]
    assert before["citations"][0]["version"] == 1
    assert "Four people" in before["text"]
    assert after["citations"][0]["version"] == 2
    assert "Nine people" in after["text"]
    assert before["as_of"] == "2031-03-10T23:59:59+00:00"
    assert before["hidden"] > 0


def test_dates_are_inclusive(asked: dict[str, dict[str, Any]]) -> None:
    assert asked["march"]["status"] == "no_answer"
    assert "paintings" in asked["april"]["text"]


@pytest.mark.parametrize("name", ["chat", "words"])
def test_history_is_understood(asked: dict[str, dict[str, Any]], name: str) -> None:
    assert "2,300 people" in asked[name]["text"]
    assert "dam" in asked[name]["rewritten"]


def test_search_has_the_keys_of_the_contract(archive: Archive) -> None:
    found = here("search", "dam crack", "-k", 2, "--json", library=archive.folder).json
    assert set(SEARCH) <= found.keys() <= {*SEARCH, "hidden"}
    assert [hit["rank"] for hit in found["hits"]] == list(range(1, len(found["hits"]) + 1))
    assert len(found["hits"]) <= 2
    assert all(list(hit) == HIT for hit in found["hits"])
    first = found["hits"][0]
    assert first["outlet"] == "Lakeside Wire"
    assert [copy["outlet"] for copy in first["copies"]] == ["Valley Post"]


def test_the_library_may_stand_before_the_command(archive: Archive, tmp_path: Path) -> None:
    before = here("--library", archive.folder, "status")
    assert (before.code, before.out) == (0, here("status", library=archive.folder).out)
    other = here("--library", tmp_path / "none", "status", library=archive.folder)
    assert other.out == before.out  # what is written after the command is nearer


def test_lines_answer_each_line_in_order_and_keep_ids(archive: Archive) -> None:
    lines = [
        "dam crack",
        '{"id": {"any": ["json"]}, "question": "bridge", "outlet": ["Valley Post"]}',
        '{"id": 3}',
        "",
        '{"id": 5, "question": "dam", "since": "yesterday"}',
        "{not json",
        '{"id": 7, "question": "dam", "history": [{"role": "system", "content": "x"}]}',
        '{"id": 8, "question": "' + "x" * 3_000 + '"}',
        '{"id": 9, "question": "' + "x" * 1_100_000 + '"}',
        '\ufeff{"id": 10, "question": "bridge"}',
    ]
    result = here("search", "-", library=archive.folder, stdin="\n".join(lines).encode())
    found = result.lines
    assert [line["id"] for line in found] == [None, {"any": ["json"]}, 3, None, 5, None, 7, 8, None, 10]
    good = [i for i, line in enumerate(found) if "hits" in line]
    assert good == [0, 1, 9]
    for i in set(range(10)) - set(good):
        assert found[i].keys() == {"id", "status", "error"}
        assert found[i]["status"] == "error"
    assert result.code == 1
    assert one_line(result.err) == "dateline: 7 of the lines could not be answered"


def test_a_line_names_its_filters_as_the_command_or_as_python_does(archive: Archive) -> None:
    lines = [{"question": "dam", "outlet": "Lakeside Wire"}, {"question": "dam", "outlets": ["Lakeside Wire"]}]
    found = here("search", "-", library=archive.folder, stdin="\n".join(map(json.dumps, lines)).encode()).lines
    for line in found:
        assert {hit["outlet"] for hit in line["hits"]} == {"Lakeside Wire"}
    wrong = here("search", "-", library=archive.folder, stdin=b'{"question": "dam", "outlets": [7]}')
    assert wrong.lines[0]["error"] == '"outlets" must be a name or a list of names'


def test_a_line_that_is_no_utf8_is_one_bad_line(archive: Archive) -> None:
    result = here("search", "-", library=archive.folder, stdin=b"\xff\xfe\nbridge\n")
    assert [line.get("status") for line in result.lines] == ["error", None]
    assert result.code == 1


def test_each_line_is_answered_before_the_next_is_read(archive: Archive) -> None:
    command = [*COMMAND, "ask", "-", "--library", str(archive.folder)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for question in (MEANING, "who won the 1998 World Cup?"):
            process.stdin.write(question + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["question"] == question
        process.stdin.close()
        assert process.wait(20) == 0


def test_people_read_numbered_quotes(archive: Archive) -> None:
    result = here("ask", MEANING, library=archive.folder)
    assert result.code == 0
    assert "[1]" in result.out
    assert "“" in result.out
    dam = here("ask", "Why was the dam at Upper Lonn closed?", library=archive.folder).out
    assert "Lakeside Wire, 4 March 2031: Dam at Upper Lonn closed after crack is found" in dam
    assert "https://wire.example.org/dam" in dam
    assert "also printed by Valley Post" in dam
    refusal = here("ask", "who won the 1998 World Cup?", library=archive.folder)
    assert refusal.code == 0
    assert "does not say" in refusal.out
    both = here("ask", "Why was the dam at Upper Lonn closed, and who won the 1998 World Cup?", library=archive.folder)
    assert "The archive does not say: who won the 1998 World Cup?" in both.out.split("[1]")[1]


def test_nothing_a_terminal_obeys_is_printed(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "\x1b[2Jname.txt").write_bytes(b"\x00\x01")
    rejected = here("add", tmp_path, library=tmp_path / "library")
    assert rejected.code == 1
    for words in (("search", "paintings in Lonn"), ("ask", "What opened in Lonn?"), ("export",)):
        shown = here(*words, library=archive.folder)
        assert "paintings" in shown.out
        assert not {"\x1b", "\x07", "\u2028"} & set(shown.out), words
    assert not {"\x1b", "\x07"} & set(rejected.out + rejected.err)
    assert plain("a\x1b[31mb\n\u202ec\x85") == "a[31mb c"


def test_export_holds_every_version_and_can_be_added_again(
    exported: dict[tuple[str, int], dict[str, Any]], tmp_path: Path
) -> None:
    assert len(exported) == 6
    assert all(list(line) == EXPORTED for line in exported.values())
    bridge = [line for line in exported.values() if line["url"].endswith("bridge")]
    assert [(line["version"], line["current"]) for line in bridge] == [(1, False), (2, True)]
    source = write_jsonl(tmp_path / "export.jsonl", list(exported.values()))
    restored = here("add", source, "--json", library=tmp_path / "restored")
    assert restored.json["added"] + restored.json["updated"] == 6
    again = here("export", library=tmp_path / "restored").lines
    assert [{**line, "sequence": 0} for line in again] == [{**line, "sequence": 0} for line in exported.values()]


def test_removed_articles_are_gone_and_stay_gone(archive: Archive, tmp_path: Path) -> None:
    library = archive.copy(tmp_path / "library")
    removed = here("remove", "https://post.example.org/bridge#top", "--json", library=library)
    assert removed.code == 0
    found = here("search", "Abria bridge barge", "--json", library=library).json
    (article_id,) = removed.json["removed"]
    assert article_id not in {hit["article_id"] for hit in found["hits"]}
    assert len(here("export", library=library).lines) == 4
    assert here("verify", library=library).out == "ok\n"
    again = here("add", archive.folder.parent / "sources", library=library)
    assert (again.code, again.err.count("rejected")) == (0, 0)  # it is kept out as it was told
    assert "https://post.example.org/bridge: was removed from this library before" in again.out
    files = [path.read_bytes() for path in library.rglob("*") if path.is_file()]
    assert not any(b"example.org/bridge" in data for data in files)  # where a headline may stand
    restored = here("add", archive.folder.parent / "sources", "--restore", library=library)
    assert restored.code == 0
    assert here("show", article_id, "--json", library=library).json["versions"][0]["url"] == (
        "https://post.example.org/bridge"
    )
    assert here("remove", article_id, library=library).code == 0
    for name in ("https://post.example.org/bridge", "\udcff", "https://post.example.org/\udcff"):  # no UTF-8
        for words in (("remove", name), ("show", name), ("show", name, "--versions")):
            missing = here(*words, library=library)
            assert missing.code == 1
            assert "no article" in one_line(missing.err)


def test_status(archive: Archive) -> None:
    state = here("status", "--json", library=archive.folder).json
    assert (state["articles"], state["versions"], state["origins"], state["demo"]) == (5, 6, 4, False)
    assert (state["index"]["behind"], state["index"]["without_vector"]) == (0, 0)
    text = here("status", DATELINE_LIBRARY=str(archive.folder)).out
    assert "5 in 6 versions" in text
    assert "up to date" in text


def test_status_lists_every_setting_and_hides_the_key() -> None:
    settings: dict[str, Any] = {"DATELINE_LLM_KEY": "sekrit-1", "DATELINE_LLM": "openai:m@http://me:sekrit-2@127.0.0.1:9/v1"}
    rows = here("status", "--settings", "--json", **settings).json["settings"]
    assert [row["setting"] for row in rows] == list(Settings.model_fields)
    assert all(row["variable"] == f"DATELINE_{row['setting'].upper()}" and row["meaning"] for row in rows)
    shown = json.dumps(rows) + here("status", "--settings", **settings).out
    assert "sekrit" not in shown


@pytest.mark.parametrize(
    "words", ["frob", "ask", "search dam -k 0", "add", "ask what --frob", "remove", "verify extra"], ids=str.split
)
def test_wrong_usage_is_exit_code_2(words: str, tmp_path: Path) -> None:
    result = dateline(*words.split(), cwd=tmp_path)
    assert result.code == 2
    assert "Usage: dateline" in result.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask", "dam", "--as-of", "soon"), "cannot read the date 'soon'"),
        (("search", "dam", "--since", "2031-05-01", "--until", "2031-04-01"), "is after until"),
        (("ask", "-", "--since", "soon"), "cannot read the date"),
        (("ask", "  "), "the question is empty"),
        (("ask", "?"), "the question has no words"),
        (("search", "…", "!"), "the question has no words"),
        (("search", "x" * 3_000), "3,000 characters"),
        (("status", "--library", "nowhere"), "nowhere: make one with `dateline add"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_code_1(archive: Archive, words: tuple[str, ...], said: str) -> None:
    result = here(*words, DATELINE_LIBRARY=str(archive.folder))
    assert result.code == 1
    assert said in one_line(result.err)
    assert result.out == ""


def test_a_wrong_setting_is_named() -> None:
    result = here("status", "--settings", DATELINE_PORT="seventy")  # which cannot list what it means
    assert result.code == 1
    assert "DATELINE_PORT: " in one_line(result.err)
    assert "port the page listens on" in result.err


def test_a_misspelt_setting_is_named() -> None:
    result = here("status", "--settings", "--json", DATELINE_ENCODR="ours")
    assert result.code == 0
    assert result.json["settings"]
    assert one_line(result.err) == "note: DATELINE_ENCODR is no setting and does nothing"


def test_an_index_of_another_encoder_than_is_set_says_so(archive: Archive) -> None:
    for words in (("ask", MEANING), ("search", "dam"), ("status",)):
        result = here(*words, library=archive.folder, DATELINE_ENCODER="nowhere/no-model")
        assert result.code == 0
        made, instead = one_line(result.err).split("; ")
        assert made == "note: the index was made with the encoder minilm and is searched with it"
        assert instead == "`dateline sync` makes one with nowhere/no-model"


def test_without_a_writable_cache_a_question_takes_longer_and_one_line_says_why(archive: Archive) -> None:
    result = dateline("ask", MEANING, library=archive.folder, DATELINE_CACHE=os.devnull)
    assert (result.code, result.out[:1]) == (0, "“")
    assert one_line(result.err).startswith("note: the encoder runs on torch, which takes some 10 seconds")
    assert f"not converted in {os.devnull}, the folder that DATELINE_CACHE names (File exists)" in result.err


def test_the_encoder_is_converted_once_and_says_so(archive: Archive, tmp_path: Path) -> None:
    old, young = (tmp_path / name for name in ("convert-1", "convert-2"))  # left by processes that were killed
    for left in (old, young):
        left.mkdir()
    os.utime(old, (0, 0))
    first, second = (dateline("ask", MEANING, library=archive.folder, DATELINE_CACHE=str(tmp_path)) for _ in "12")
    assert one_line(first.err).startswith("note: the encoder is converted")
    assert (second.err, second.out) == ("", first.out)
    assert (old.exists(), young.exists()) == (False, True)


def test_an_index_of_another_version_is_not_up_to_date(archive: Archive, tmp_path: Path) -> None:
    library = archive.copy(tmp_path / "library")
    made = next(library.glob("index/g*/encoder.json"))
    made.write_text(json.dumps({**json.loads(made.read_text()), "format": 0}))
    assert "another version; `dateline sync` makes it anew" in here("status", library=library).out
    asked = here("ask", MEANING, library=library)
    assert (asked.code, asked.out) == (1, "")
    assert "another version of Dateline made the index" in one_line(asked.err)
    assert "`dateline sync`" in asked.err
    assert here("sync", library=library).code == 0
    assert "up to date" in here("status", library=library).out


def test_the_library_is_in_the_working_folder_by_default(archive: Archive, tmp_path: Path) -> None:
    archive.copy(tmp_path / "library")
    assert dateline("status", "--json", cwd=tmp_path, DATELINE_LIBRARY="").json["articles"] == 5


def test_output_is_utf8_whatever_the_locale(archive: Archive) -> None:
    result = dateline("search", "council estimate", library=archive.folder, LC_ALL="C", PYTHONUTF8="0")
    assert "council’s" in result.out


def test_whoever_stops_reading_is_no_error(archive: Archive) -> None:
    command = [*COMMAND, "export", "--library", str(archive.folder)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 128 + signal.SIGPIPE


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words", ["status", "ask -"])
def test_streams_may_be_closed(archive: Archive, words: str, closed: str) -> None:
    command = f"{shlex.join(COMMAND)} {words} --library {shlex.quote(str(archive.folder))} {closed}"
    done = subprocess.run(command, shell=True, cwd=ROOT, env=environment(), input=b"", capture_output=True)
    assert done.returncode == 0, done.stderr
    assert b"error" not in done.stderr


def test_an_unexpected_error_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.group()
    def group() -> None:
        pass

    @group.command()
    def broken() -> None:
        raise ZeroDivisionError("first\nsecond")

    for off in ("", "0", "false"):
        monkeypatch.setenv("DATELINE_DEBUG", off)
        with pytest.raises(SystemExit, match="1"):
            run(group, ["broken"])
        said = one_line(capsys.readouterr().err)
        assert said.startswith("dateline: internal error: ZeroDivisionError: first second")
    monkeypatch.setenv("DATELINE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run(group, ["broken"])


def test_ctrl_c_while_the_program_loads_shows_no_traceback() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "rag", "status"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert any("corpus.identity" in line for line in process.stderr)  # in the midst of what the command line loads
    process.send_signal(signal.SIGINT)
    assert "Traceback" not in process.communicate(timeout=30)[1]
    assert process.returncode == 130


def test_a_library_that_is_not_searchable_yet_says_so(archive: Archive, tmp_path: Path) -> None:
    library = archive.copy(tmp_path / "library")
    shutil.rmtree(library / "index")
    result = here("ask", MEANING, library=library)
    assert "6 changes are not searchable yet" in one_line(result.err)


@pytest.mark.parametrize("form", [".jsonl", "jsonl", "JSONL"])
def test_a_format_is_named_with_or_without_its_dot(tmp_path: Path, form: str) -> None:
    line = b'{"title": "Dam", "text": "The dam at Upper Lonn broke. Nobody was hurt."}'
    result = here("add", "-", "--format", form, "--no-index", library=tmp_path / "library", stdin=line)
    assert result.out.startswith("added 1,")
