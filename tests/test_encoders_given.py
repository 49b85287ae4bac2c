"""An archive with an encoder of the caller's own, and with one after another."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag import Article, Library
from rag.encoders import Vectors, unit
from rag.errors import EncoderError
from rag.sentences import Span
from rag.settings import Settings

ASKED = "Who opened the bridge in Lund?"


@dataclass(frozen=True)
class Words:
    """A vector that counts words; `spoilt` is what becomes of the vectors before they are given."""

    id: str = "words-64"
    dimensions: int = 64
    max_tokens: int = 128
    spoilt: Callable[[Vectors], Vectors] = lambda vectors: vectors

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode(self, texts: Sequence[str]) -> Vectors:
        out = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(out, texts, strict=True):
            for word in text.lower().split():
                row[int(hashlib.sha256(word.strip(".,?").encode()).hexdigest(), 16) % self.dimensions] += 1
        return self.spoilt(unit(out))

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> tuple[Vectors, list[Vectors]]:
        spans = zip(texts, parts, strict=True)
        return self.encode(texts), [self.encode([text[a:b] for a, b in some]) for text, some in spans]


def bridges() -> list[Article]:
    towns = ("Brevik", "Lund", "Grell", "Karlsund")
    said = "The mayor of {0} opened the new bridge on Friday. Bakers in {0} were glad about it."
    return [Article(said.format(town), f"Bridge in {town}", outlet="Post") for town in towns]


def _answers(library: Library) -> bool:
    return "mayor of Lund" in library.ask(ASKED).text


@pytest.mark.parametrize("wide", [32, 768])
def test_an_encoder_with_vectors_of_another_length_takes_the_place_of_one(tmp_path: Path, wide: int) -> None:
    """Vectors of both are kept then."""
    with Library.open(tmp_path, create=True, encoder=Words()) as library:
        library.add(bridges())
        assert _answers(library)
    other = Settings(encoder="other")
    with Library.open(tmp_path, other, encoder=Words(f"words-{wide}-b", wide)) as library:
        library.sync()
        assert library.status().index.encoder == "other"
        assert library.verify() == []
        assert _answers(library)


def test_an_index_is_not_searched_with_another_encoder_than_made_it(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True, encoder=Words()) as library:
        library.add(bridges())
    with Library.open(tmp_path, encoder=Words("words-b")) as library:
        with pytest.raises(EncoderError, match=r"words-64 made the index .*, and words-b was given"):
            library.ask(ASKED)
        assert ["words-64 made the index" in problem for problem in library.verify()] == [True]
        library.add([Article("The abbot of Grell sold the bell tower to a circus.", "Tower sold", outlet="Post")])
        assert library.verify() == []
        assert _answers(library)
        assert "abbot of Grell" in library.ask("Who sold the bell tower?").text


SPOILT: list[Callable[[Vectors], Vectors]] = [
    lambda vectors: vectors * np.float32("nan"),
    lambda vectors: vectors[:-1],
    lambda vectors: np.pad(vectors, ((0, 0), (0, 1))),
]


@pytest.mark.parametrize("spoilt", SPOILT)
def test_vectors_that_cannot_be_searched_are_not_kept(tmp_path: Path, spoilt: Callable[[Vectors], Vectors]) -> None:
    with Library.open(tmp_path, create=True, encoder=Words(spoilt=spoilt)) as library:
        with pytest.raises(EncoderError, match="the encoder words-64 gave vectors"):
            library.add(bridges())
        assert library.status().index.without_vector == 4
    with Library.open(tmp_path, encoder=Words()) as library:
        library.sync()
        assert _answers(library)


@pytest.mark.parametrize("spoilt", SPOILT)
def test_nor_is_anything_asked_by_them(tmp_path: Path, spoilt: Callable[[Vectors], Vectors]) -> None:
    with Library.open(tmp_path, create=True, encoder=Words()) as library:
        library.add(bridges())
    with Library.open(tmp_path, encoder=Words(spoilt=spoilt)) as library:
        for look in (library.ask, library.search):
            with pytest.raises(EncoderError, match="the encoder words-64 gave vectors"):
                look(ASKED)


@pytest.mark.parametrize("given", ["minilm", 5])
def test_what_cannot_encode_is_a_typed_error(tmp_path: Path, given: Any) -> None:
    with pytest.raises(EncoderError, match=r"encoder must be a rag\.encoders\.Encoder"):
        Library.open(tmp_path / "library", create=True, encoder=given)
    assert not (tmp_path / "library").exists()
