"""The index of a library: which generation is current, who may write it, and what a search sees of it.

The process that holds the lock file writes, and is the only one to open Chroma; every other process searches the kept
vectors exactly, which needs no more than reading.
"""

import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from corpus.catalog import Catalog
from corpus.errors import DatelineError
from corpus.frozen import frozen
from rag.current import (
    CURRENT,
    PASSAGES,
    check_ahead,
    check_encoder,
    check_files,
    current,
    described,
    made_with,
    sound_spec,
    spec_of,
)
from rag.encoders import Encoder, load_encoder
from rag.errors import EncoderError, IndexAheadError, IndexDamagedError, LibraryError
from rag.files import write_atomically
from rag.generation import GOES_ON, Generation, Progress, read_watermark
from rag.passage_table import PassageTable
from rag.remembered import Remembered
from rag.vectors import VECTORS, discard_damaged, made, sqlite_errors
from rag.view import View
from rag.words import WordIndex

Looked = TypeVar("Looked")

REFRESH = 0.5
"""Seconds between two looks at whether another process has written."""
ASKING = 0.05
"""Seconds between two tries to take the lock that another process has."""
AGAIN = 60.0
"""Seconds before an encoder that could not be loaded is tried again: who follows would ask its hub every second."""
CLOSED = "the library is closed: open it again with Library.open"

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
        self._failed: dict[str, tuple[float, str]] = {}
        """By name when an encoder could not be loaded, and why."""
        self._closed = False
        self._generation: Generation | None = None
        self._view: View | None = None
        self._reader: PassageTable | None = None
        self._seen: object = None
        self._seen_name = ""
        self._looked = 0.0

    def close(self) -> None:
        """Close the stores and give up the lock. Raises `LibraryError` for what is asked of it afterwards."""
        with self._writing, self._viewing:
            self._closed = True
            self._encoders.clear()
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

    def acquire(self) -> bool:
        """Try to become the one process that writes this index; False when another one is."""
        if self._file_lock.is_locked:
            return True
        with sqlite_errors(self._folder.parent):
            try:
                self._file_lock.acquire(timeout=0.0)
            except Timeout:
                return False
        return True

    def keep_up(self, progress: Progress) -> bool:
        """Become the process that writes this index and stay it, then follow the catalog; False when another one is.

        Where nothing can be written none of this user is.
        """
        if frozen(self._vectors):
            return False
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
            try:
                name = current(self._folder)
                check_ahead(self._folder, name, self._catalog.head())
                if name is None or not self._is_wanted(self._folder / name):
                    self.rebuild(progress)
                    return
                with sqlite_errors(self._folder):
                    generation = self._open_generation(name)
                    generation.follow(self._catalog, progress)
                    generation.raise_if_short(self._catalog)
            except IndexDamagedError:
                self.rebuild(progress)

    def rebuild(self, progress: Progress = lambda *_: None) -> None:
        """Build a new generation beside the old one and switch to it at the end. The caller holds the lock."""
        old = None
        with self._writing, sqlite_errors(self._folder):
            with suppress(IndexDamagedError):
                old = current(self._folder)
            check_ahead(self._folder, old, self._catalog.head())
            self._close_generation()
            discard_damaged(self._vectors)
            for folder in self._folder.glob("g*"):
                if folder.name != old:  # what a killed rebuild left
                    shutil.rmtree(folder, ignore_errors=True)
            name = f"g{int(old[1:]) + 1 if old else 1}"
            folder = self._folder / name
            folder.mkdir(parents=True)
            write_atomically(folder / "encoder.json", described(self._wanted, self._loaded_encoder(self._wanted).id))
            try:
                generation = self._open_generation(name)
                if old is None:  # nothing to answer from meanwhile: let the new one be seen as it grows
                    write_atomically(self._folder / CURRENT, name)
                generation.follow(self._catalog, progress)
                write_atomically(self._folder / CURRENT, name)
            except BaseException:
                if old is not None:  # a disk that is full is so no more
                    self._close_generation()
                    shutil.rmtree(folder, ignore_errors=True)
                raise
            if old is not None:
                shutil.rmtree(self._folder / old, ignore_errors=True)

    def check(self) -> list[str]:
        """What is wrong with the current generation; the caller holds the lock. Changes nothing."""
        with self._writing:
            try:
                name = current(self._folder)
                if name is None:
                    return [f"index: there is none; {GOES_ON}"] if self._catalog.head() else []
                check_files(self._folder / name)
                check_ahead(self._folder, name, self._catalog.head())
                opened = self._generation is not None and self._generation.dense_opened
                self._close_generation()  # Chroma is looked at from another process, which wants it closed in this one
                with sqlite_errors(self._folder):
                    return self._check(name, opened)
            except (IndexDamagedError, IndexAheadError, EncoderError) as error:
                self._close_generation()
                return [f"index: {error}"]

    def _check(self, name: str, opened: bool) -> list[str]:
        generation = self._open_generation(name)
        problems = generation.check(self._catalog)
        if opened and not problems:
            generation.dense.load()
        return problems

    def repair(self, problems: Sequence[str], progress: Progress) -> None:
        """Do what helps against what `check` found. The caller holds the lock.

        Raises `LibraryError` where the index is ahead of the catalog.
        """
        if all(GOES_ON in problem for problem in problems):
            self.sync(progress)
        else:
            self.rebuild(progress)

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

        Raises `IndexDamagedError`, and `LibraryError` where there is no earlier one.
        """
        with self._viewing:
            if self._closed:
                raise LibraryError(CLOSED)
            now = time.monotonic()
            if self._view is not None and now - self._looked < REFRESH:
                return self._view
            try:
                return self._of_current(self._look)
            except LibraryError:  # a full disk: what was seen last can still be asked, and whoever writes says it
                if self._view is None:
                    raise
                return self._view
            finally:
                self._looked = now

    def _of_current(self, look: Callable[[str | None], Looked]) -> Looked:
        """What `look` gives of the current generation."""
        name = current(self._folder)
        try:
            return look(name)
        except DatelineError:
            if name == (newer := current(self._folder)):
                raise
            return look(newer)  # another process rebuilt it while it was opened here

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
                check_files(self._folder / name, PASSAGES)
                sound_spec(self._folder / name)  # what another version made is not read as this one's
                self._seen_name = name
                made(self._vectors)
                self._reader = PassageTable(self._folder / name, self._vectors)
            seen = (self._reader.stamp(), read_watermark(self._folder / name, "words"), self._dense_ready())
            if self._view is None or seen != self._seen:
                self._view = self._load(name)
                self._seen = seen
            return self._view

    def _load(self, name: str) -> View:
        assert self._reader is not None
        with ThreadPoolExecutor(1) as beside:  # of a large archive the passages take as long to read as the model
            encoder = beside.submit(self._encoder_of, name)
            words = _words(self._folder / name / "words")
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
            and generation.folder == self._folder / (current(self._folder) or "")
            and read_watermark(generation.folder, "dense") == self._catalog.head()
        )

    def _drop_view(self) -> None:
        self._view = None
        self._reader = None  # closed when the last question that uses it is done

    def status(self) -> IndexStatus:
        """How far the index is; opens no Chroma and loads no model. Raises `IndexDamagedError` and `LibraryError`."""
        return self._of_current(self._status)

    def _status(self, name: str | None) -> IndexStatus:
        head = self._catalog.head()
        if name is None:
            return IndexStatus(0, 0, head, self._wanted, "")
        folder = self._folder / name
        check_files(folder, PASSAGES)
        with sqlite_errors(self._folder):
            made(self._vectors)
            table = PassageTable(folder, self._vectors)
            try:
                behind = max(0, head - min(table.watermark(), read_watermark(folder, "words")))
                return IndexStatus(table.counts()[0], table.count_without_vector(), behind, spec_of(folder), name)
            finally:
                table.close()

    @contextmanager
    def held(self, timeout: float) -> Iterator[bool]:
        """The lock for the length of a block; yields False when another process keeps it for `timeout` seconds.

        Raises `LibraryError` when the index is closed meanwhile: whoever closes it does not wait for that process.
        """
        end = time.monotonic() + timeout
        while not self._write_now():
            if time.monotonic() >= end:
                yield False
                return
            time.sleep(ASKING)
        try:
            yield True
        finally:
            if not self._staying:
                self._close_generation()
                self._file_lock.release()
            self._writing.release()

    def _write_now(self) -> bool:
        """Take `_writing` and the lock file, or neither and return False when another process has the file."""
        self._writing.acquire()
        try:
            if self._closed:
                raise LibraryError(CLOSED)
            got = self.acquire()
        except BaseException:
            self._writing.release()
            raise
        if not got:
            self._writing.release()
        return got

    def _is_wanted(self, generation: Path) -> bool:
        """Whether the encoder that a new generation would be made with made this one."""
        if spec_of(generation) != self._wanted:
            return False
        return made_with(generation, self._loaded_encoder(self._wanted).id)

    def _encoder_of(self, name: str) -> Encoder:
        encoder = self._loaded_encoder(sound_spec(self._folder / name))
        check_encoder(self._folder / name, encoder.id)
        return encoder

    def _loaded_encoder(self, spec: str) -> Encoder:
        with self._encoding:
            if spec not in self._encoders:
                if spec in self._failed and time.monotonic() - self._failed[spec][0] < AGAIN:
                    raise EncoderError(self._failed[spec][1])
                try:
                    self._encoders[spec] = load_encoder(spec, self._cache, self._threads)
                except EncoderError as error:
                    self._failed[spec] = time.monotonic(), str(error)
                    raise
            return self._encoders[spec]


def _words(folder: Path) -> WordIndex:
    """The words in `folder`, to be searched.

    Tantivy makes a lock file to read. Where it cannot, it is given links to the files, which it needs no longer than
    it takes to map them.
    """
    if not frozen(folder / "meta.json"):
        return WordIndex(folder)
    with tempfile.TemporaryDirectory(prefix="dateline-") as links:
        for path in folder.iterdir():
            if not path.name.endswith(".lock"):
                (Path(links) / path.name).symlink_to(path.absolute())
        return WordIndex(Path(links))
