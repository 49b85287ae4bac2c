"""Whom a name may stand for that the archive does not have: Lotte where "Lotta" is asked about."""

from collections.abc import Iterator, Sequence

from rag.answer.entities import names
from rag.misspelt import one_slip_away
from rag.types import Hit

SHORTEST = 5
"""Letters of a name of one word: of fewer, too many others are one slip away."""


def meant(name: str, hits: Sequence[Hit]) -> str:
    """The name that the best of these hits has in place of one that none of them has; empty where there is none.

    It has as many words, each the same or one slip away; of more than two the last two do, since a title may stand
    before them. Nothing is put right: it may be somebody else.
    """
    asked = name.split()[-2:]
    if not asked or (len(asked) == 1 and len(name) < SHORTEST):
        return ""
    found = [run for hit in hits for run in _runs(f"{hit.source.article.title}. {hit.text}", len(asked))]
    if asked in found:
        return ""
    return next((" ".join(run) for run in found if all(map(_alike, asked, run))), "")


def _runs(text: str, length: int) -> Iterator[list[str]]:
    """So many words beside each other, of every name in a text."""
    for name in names(text):
        words = name.removesuffix("’s").removesuffix("'s").split()
        yield from (words[at : at + length] for at in range(len(words) - length + 1))


def _alike(asked: str, found: str) -> bool:
    return asked == found or one_slip_away(asked.lower(), found.lower())
