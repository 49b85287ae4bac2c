"""The index of a library: which generation is current, who may write it, and what a search sees of it.

The process that holds the lock file writes, and is the only one to open Chroma; every other process searches the kept
vectors exactly, which needs no more than reading.
"""

import json
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.catalog import Catalog
from corpus.errors import DatelineError
from rag.encoders import Encoder, load_encoder
from rag.errors import IndexDamagedError, LibraryError
from rag.files import write_atomically
from rag.generation import Generation, Progress, read_watermark
from rag.passage_table import PassageTable
from rag.remembered import Remembered
from rag.vectors import VECTORS, KeptVectors, discard_damaged, sqlite_errors
from rag.view import View
from rag.words import WordIndex

REFRESH = 0.5
"""Seconds between two looks at whether another process has written."""

FORMAT = 3
"""Of a generation: one of another format is rebuilt, from kept vectors, by the next process that writes."""


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How far the index is behind the catalog."""

    passages: int
    without_vector: int
    behind: int
    """Changes in the catalog that are not searchable yet."""
    encoder: str
    generation: str


class Index:
    """The indexes of one library folder. Thread-safe."""

    def __init__(
        self, folder: Path, catalog: Catalog, encoder: str, cache: Path, loaded: Encoder | None = None, threads: int = 0
    ) -> None:
        """`encoder` is what a new generation is made with; an existing one keeps its own until it is rebuilt.

        `loaded` is that encoder, where the caller has it already; one that is loaded here runs on `threads` processors.
        """
        self._folder = folder / "index"
        self._vectors = folder / VECTORS
        self._catalog = catalog
        self._wanted = encoder
        self._cache = cache
        self._threads = threads
        self._file_lock = FileLock(folder / "index.lock", thread_local=False)
        self._staying = False
        """Whether this process keeps the lock, and Chroma open, until it closes the index."""
        self._writing = threading.RLock()
        self._viewing = threading.RLock()
        self._encoding = threading.Lock()
        self._encoders: dict[str, Encoder] = {} if loaded is None else {encoder: loaded}
        self._generation: Generation | None = None
        self._view: View | None = None
        self._reader: PassageTable | None = None
        self._seen: object = None
        self._seen_name = ""
        self._looked = 0.0

    def close(self) -> None:
        """Close the stores and give up the lock."""
        with self._writing, self._viewing:
            self._drop_view()
            if self._generation is not None:
                self._generation.close()
                self._generation = None
            self._file_lock.release(force=True)

    # -- writing -------------------------------------------------------------------------------------------------

    @property
    def held_here(self) -> bool:
        """Whether this process holds the lock."""
        return bool(self._file_lock.is_locked)

    def acquire(self, timeout: float = 0.0) -> bool:
        """Try to become the one process that writes this index; False when another one is."""
        if self._file_lock.is_locked:
            return True
        try:
            self._file_lock.acquire(timeout=timeout)
        except Timeout:
            return False
        except OSError as error:
            raise LibraryError(f"cannot write to {self._folder.parent}: {error.strerror or error}") from error
        return True

    def keep_up(self, progress: Progress) -> bool:
        """Become the process that writes this index and stay it, then follow the catalog; False when another one is."""
        with self._writing:  # no `held` of another thread may give up the lock, or close a store, in between
            if not self.acquire():
                return False
            self._staying = True
            self.sync(progress)
            return True

    def sync(self, progress: Progress = lambda *_: None) -> None:
        """Follow the catalog to its end. The caller holds the lock.

        A damaged generation, or one made with another encoder, is replaced by a new one, built from kept vectors.
        """
        with self._writing:
            name = self._current()
            if name is None or self._spec(name) != self._wanted:
                self.rebuild(progress)
                return
            try:
                with sqlite_errors(self._folder):
                    generation = self._open_generation(name)
                    generation.follow(self._catalog, progress)
                    generation.raise_if_short(self._catalog)
            except IndexDamagedError:
                self.rebuild(progress)

    def rebuild(self, progress: Progress = lambda *_: None) -> None:
        """Build a new generation beside the old one and switch to it at the end. The caller holds the lock."""
        with self._writing, sqlite_errors(self._folder):
            old = self._current()
            self._close_generation()
            discard_damaged(self._vectors)
            for folder in self._folder.glob("g*"):
                if folder.name != old:  # what a killed rebuild left
                    shutil.rmtree(folder, ignore_errors=True)
            name = f"g{int(old[1:]) + 1 if old else 1}"
            folder = self._folder / name
            folder.mkdir(parents=True)
            write_atomically(folder / "encoder.json", json.dumps({"encoder": self._wanted, "format": FORMAT}))
            generation = self._open_generation(name)
            if old is None:  # nothing to answer from meanwhile: let the new one be seen as it grows
                write_atomically(self._folder / "CURRENT", name)
            generation.follow(self._catalog, progress)
            write_atomically(self._folder / "CURRENT", name)
            if old is not None:
                shutil.rmtree(self._folder / old, ignore_errors=True)

    def check(self) -> list[str]:
        """What is wrong with the current generation; the caller holds the lock. Changes nothing."""
        with self._writing:
            name = self._current()
            if name is None:
                return ["index: there is none"] if self._catalog.head() else []
            for file in ("passages.sqlite", "words/meta.json", "chroma/chroma.sqlite3"):
                if not (self._folder / name / file).is_file():  # opening it would make an empty one
                    return [f"index: {self._folder / name / file} is missing"]
            opened = self._generation is not None and self._generation.dense_opened
            self._close_generation()  # Chroma is looked at from another process, which wants it closed in this one
            try:
                with sqlite_errors(self._folder):
                    return self._check(name, opened)
            except IndexDamagedError as error:
                self._close_generation()
                return [str(error)]

    def _check(self, name: str, opened: bool) -> list[str]:
        generation = self._open_generation(name)
        problems = generation.check(self._catalog)
        if behind := self._catalog.head() - generation.table.watermark():
            problems.append(f"index: {behind} changes behind the catalog")
        if opened and not problems:
            generation.dense.load()
        return problems

    def _open_generation(self, name: str) -> Generation:
        if self._generation is None or self._generation.folder.name != name:
            self._close_generation()
            encoder = self._encoder_of(name)
            self._generation = Generation(self._folder / name, self._vectors, encoder)
        return self._generation

    def _close_generation(self) -> None:
        with self._viewing:
            self._drop_view()
            if self._generation is not None:
                self._generation.close()
                self._generation = None

    @property
    def loaded(self) -> bool:
        """Whether the encoder and a view are in memory."""
        return self._view is not None

    # -- reading -------------------------------------------------------------------------------------------------

    def view(self) -> View | None:
        """The newest picture of the index, None while there is none. Looks for changes at most every `REFRESH` s.

        Raises `IndexDamagedError` and `LibraryError`.
        """
        with self._viewing:
            now = time.monotonic()
            if self._view is not None and now - self._looked < REFRESH:
                return self._view
            name = self._current()
            try:
                view = self._look(name)
            except DatelineError:
                if name == (newer := self._current()):
                    raise
                view = self._look(newer)  # another process rebuilt it while it was opened here
            self._looked = now
            return view

    def look_again(self) -> None:
        """Let the next question see what was written up to now."""
        with self._viewing:
            self._looked = 0.0

    def _look(self, name: str | None) -> View | None:
        if name is None:
            return None
        with sqlite_errors(self._folder):
            if self._reader is None or self._view is None or self._seen_name != name:
                self._drop_view()
                self._seen_name = name
                KeptVectors(self._vectors).close()  # attaching needs the file to be there
                self._reader = PassageTable(self._folder / name, self._vectors)
            seen = (self._reader.stamp(), read_watermark(self._folder / name, "words"), self._dense_ready())
            if self._view is None or seen != self._seen:
                self._view = self._load(name)
                self._seen = seen
            return self._view

    def _load(self, name: str) -> View:
        assert self._reader is not None
        with ThreadPoolExecutor(1) as beside:  # of a large archive the passages take as long to read as the model
            encoder = beside.submit(self._loaded_encoder, self._sound_spec(name))
            words = WordIndex(self._folder / name / "words")
            dense = self._generation.dense if self._generation is not None and self._dense_ready() else None
            arrays = self._reader.load(lambda: encoder.result().dimensions)
        loaded = encoder.result()
        remembered = Remembered(loaded) if self._view is None else self._view.remembered
        return View(self._reader.watermark(), loaded, arrays, words, dense, self._reader, self._viewing, remembered)

    def _dense_ready(self) -> bool:
        """Whether this process has Chroma open and it has followed as far as the passages have."""
        generation = self._generation
        return (
            self._staying  # else it is closed as soon as what is written now is written, whoever searches it
            and generation is not None
            and generation.dense_opened
            and generation.folder.name == self._current()
            and read_watermark(generation.folder, "dense") == self._catalog.head()
        )

    def _drop_view(self) -> None:
        self._view = None
        self._reader = None  # closed when the last question that uses it is done

    def status(self) -> IndexStatus:
        """How far the index is; opens no Chroma and loads no model."""
        name = self._current()
        head = self._catalog.head()
        if name is None:
            return IndexStatus(0, 0, head, self._wanted, "")
        with sqlite_errors(self._folder):
            KeptVectors(self._vectors).close()
            table = PassageTable(self._folder / name, self._vectors)
            try:
                behind = head - min(table.watermark(), read_watermark(self._folder / name, "words"))
                return IndexStatus(table.counts()[0], table.count_without_vector(), behind, self._spec(name), name)
            finally:
                table.close()

    @contextmanager
    def held(self, timeout: float) -> Iterator[bool]:
        """The lock for the length of a block; yields False when another process keeps it for `timeout` seconds."""
        with self._writing:
            got = self.acquire(timeout)
            try:
                yield got
            finally:
                if got and not self._staying:
                    self._close_generation()
                    self._file_lock.release()

    def _encoder_of(self, name: str) -> Encoder:
        return self._loaded_encoder(self._sound_spec(name))

    def _loaded_encoder(self, spec: str) -> Encoder:
        with self._encoding:
            if spec not in self._encoders:
                self._encoders[spec] = load_encoder(spec, self._cache, self._threads)
            return self._encoders[spec]

    def _sound_spec(self, name: str) -> str:
        """The name of a generation's encoder. Raises `IndexDamagedError`."""
        if spec := self._spec(name):
            return spec
        raise IndexDamagedError(
            f"{self._folder / name} is damaged or of another version: run `dateline verify --repair`"
        )

    def _current(self) -> str | None:
        try:
            return (self._folder / "CURRENT").read_text(encoding="utf-8").strip() or None
        except OSError:
            return None

    def _spec(self, name: str) -> str:
        try:
            made = json.loads((self._folder / name / "encoder.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ""  # no generation is made with it, so the next sync rebuilds
        return str(made["encoder"]) if isinstance(made, dict) and made.get("format") == FORMAT else ""
