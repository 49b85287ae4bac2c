"""Which generation of an index is in use, and whether its files are there and belong to the catalog."""

import json
import re
from pathlib import Path

from rag.errors import EncoderError, IndexAheadError, IndexDamagedError
from rag.generation import read_watermark

CURRENT = "CURRENT"
"""The file that names the generation in use."""
FORMAT = 7
"""Of a generation: one of another format is rebuilt, from kept vectors, by the next process that writes."""
PASSAGES = "passages.sqlite"
_ALWAYS = (PASSAGES, "words/meta.json")
_CHROMA = "chroma/chroma.sqlite3"
_REPAIR = "run `dateline verify --repair`"


def current(folder: Path) -> str | None:
    """The name of the generation in use in the index's folder, None while there is none.

    Raises `IndexDamagedError` when what is there names none.
    """
    try:
        name = (folder / CURRENT).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None
    if name and not re.fullmatch(r"g\d{1,9}", name):
        raise IndexDamagedError(f"{folder / CURRENT} is damaged: {_REPAIR}")
    return name or None


def described(encoder: str, encoder_id: str) -> str:
    """What a generation made with the encoder of this name says of itself; the id names the vectors."""
    return json.dumps({"encoder": encoder, "id": encoder_id, "format": FORMAT})


def spec_of(generation: Path) -> str:
    """The name of the encoder it was made with; empty when that cannot be known, so that it is made again."""
    made = _made(generation)
    return str(made["encoder"]) if made.get("format") == FORMAT else ""


def made_with(generation: Path, encoder_id: str) -> bool:
    """Whether the encoder of this id made its vectors; those of older versions did not say."""
    return _made(generation).get("id", encoder_id) == encoder_id


def check_encoder(generation: Path, encoder_id: str) -> None:
    """Raise `EncoderError` where another encoder made the vectors, which say nothing of what this one makes."""
    if not made_with(generation, encoder_id):
        raise EncoderError(
            f"the encoder {_made(generation)['id']} made the index {generation}, and {encoder_id} was given: open the "
            "library with that encoder, or call Library.sync() to make a new index with this one"
        )


def _made(generation: Path) -> dict[str, object]:
    try:
        made = json.loads((generation / "encoder.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return made if isinstance(made, dict) and "encoder" in made else {}


def sound_spec(generation: Path) -> str:
    """The name of the encoder it was made with. Raises `IndexDamagedError` when that cannot be known."""
    if spec := spec_of(generation):
        return spec
    if _made(generation).get("format", FORMAT) != FORMAT:
        raise IndexDamagedError(
            f"another version of Dateline made the index {generation}: run `dateline sync` or Library.sync(), which "
            "makes it anew from what is encoded already"
        )
    raise IndexDamagedError(f"{generation} is damaged: {_REPAIR}")


def check_files(generation: Path, *only: str) -> None:
    """Raise `IndexDamagedError` when a file is missing that must be there: opening it would make an empty one.

    Chroma's comes last: where nothing has been written to it, a run has not come so far.
    """
    begun = (_CHROMA,) if read_watermark(generation, "dense") else ()
    for file in only or (*_ALWAYS, *begun):
        if not (generation / file).is_file():
            raise IndexDamagedError(f"{generation / file} is missing: {_REPAIR}")


def check_ahead(folder: Path, name: str | None, head: int) -> None:
    """Raise `IndexAheadError` where the index has followed changes that the catalog, which ends at `head`, lacks.

    What comes next would take their numbers and never be indexed; and nothing is thrown away for a lost catalog.
    """
    if name is not None and max(read_watermark(folder / name, which) for which in ("words", "dense")) > head:
        raise IndexAheadError(
            f"the index in {folder} is ahead of the catalog, which ends at change {head}: restore the catalog that "
            f"belongs to it; if this is the one to keep, delete {folder} and run `dateline sync`"
        )
