"""A library that follows what others add: what goes wrong in its thread, and waiting for one that does nothing."""

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from conftest import notices
from filelock import FileLock

from corpus.article import Article
from rag import Library, waiting
from rag.encoders import Encoder, Vectors, load_encoder
from rag.errors import LibraryError
from rag.sentences import Span
from rag.settings import Settings


class Unwell:
    """An encoder that breaks down as many times as it is told to."""

    def __init__(self, encoder: Encoder, times: int) -> None:
        self.times = times
        self._encoder = encoder
        self.id, self.dimensions, self.max_tokens = encoder.id, encoder.dimensions, encoder.max_tokens

    def count(self, texts: Sequence[str]) -> list[int]:
        return self._encoder.count(texts)

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode(texts)

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> tuple[Vectors, list[Vectors]]:
        if self.times:
            self.times -= 1
            raise RuntimeError("out of memory")
        return self._encoder.encode_parts(texts, parts)


def _until(happened: Callable[[], bool]) -> None:
    for _ in range(600):
        if happened():
            return
        time.sleep(0.1)
    raise AssertionError("it never happened")


def _notice() -> Article:
    fields = notices(0, 1)[0]
    return Article(str(fields["text"]), str(fields["title"]), "https://a.example.org/")


def test_following_goes_on_after_an_error_of_any_kind(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    unwell = Unwell(load_encoder("minilm", Settings().cache), 2)
    with Library.open(tmp_path / "library", create=True, follow=True, encoder=unwell) as library:
        library.keep([_notice()])
        _until(lambda: library.trouble is not None)
        assert library.trouble == "internal error while indexing: RuntimeError: out of memory"
        _until(lambda: library.trouble is None)
        assert library.status().index.without_vector == 0
    assert sum(record.message == "following the catalog failed" for record in caplog.records) == 1


def test_waiting_for_a_process_that_does_nothing_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "STALLED", 1.0)
    with Library.open(tmp_path / "library", Settings(llm=""), create=True) as library:
        library.keep([_notice()])
        with (
            FileLock(library.folder / "index.lock"),
            pytest.raises(LibraryError, match=r"has written nothing.*end it, then run `dateline sync`"),
        ):
            library.sync()
        library.sync()
        assert library.status().index.behind == 0


def test_closing_waits_for_no_other_process(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library", Settings(llm=""), create=True)
    library.keep([_notice()])
    said: list[str] = []

    def verify() -> None:
        with pytest.raises(LibraryError) as raised:
            library.verify()
        said.append(str(raised.value))

    with FileLock(library.folder / "index.lock"):
        waits = threading.Thread(target=verify)
        waits.start()
        time.sleep(0.3)
        library.close()  # it would else be the one who waits, until that gives up
        waits.join()
    assert said == ["the library is closed: open it again with Library.open"]


def test_an_open_library_makes_an_older_index_anew(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Library.open(folder, Settings(llm=""), create=True) as library:
        library.add([Article("The ferry of Torvik sank on Monday.", "Ferry sinks", "https://a.example.org/1")])
    (generation,) = (folder / "index").glob("g*")
    made = json.loads((generation / "encoder.json").read_text())
    (generation / "encoder.json").write_text(json.dumps(made | {"format": made["format"] - 1}))
    with closing(sqlite3.connect(generation / "passages.sqlite")) as older:  # of another shape as well
        older.execute("ALTER TABLE passages DROP COLUMN section")
    with Library.open(folder, Settings(llm=""), follow=True) as library:
        deadline = time.monotonic() + 30
        while not (library.ready and library.trouble is None) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert library.trouble is None
        assert library.search("ferry").hits
    assert [one.name for one in (folder / "index").glob("g*")] != [generation.name]
