"""Outlets that a question names: where it says to look, apart from what it asks."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.sentences import Span

_WORD = re.compile(r"\w+(?:[.&-]\w+)*")
_LONGEST = 9
"""Words of an outlet's name in a question."""
_NAME_ENDS = re.compile(r"\s+[|:–—-]\s*|\s*\|\s*")
"""What a feed's own name hangs its section on: "FOX News - Health", "Cnbc | World Business News Leader"."""

@dataclass(frozen=True, slots=True)
class NamedOutlet:
    """An outlet's name in a question, and the archive's outlets that go by it."""

    span: Span
    outlets: frozenset[str]


class OutletNames:
    """The names that an archive's outlets go by."""

    def __init__(self, outlets: Iterable[str]) -> None:
        self._known: dict[str, set[str]] = {}
        for outlet in outlets:
            for name in _names(outlet):
                if len(name) > 2:
                    self._known.setdefault(name, set()).add(outlet)

    def find(self, text: str) -> list[NamedOutlet]:
        """The outlets that `text` names, in order; the longest name wins. A name is written with a capital."""
        words = list(_WORD.finditer(text))
        found: list[NamedOutlet] = []
        at = 0
        while at < len(words):
            length = min(_LONGEST, len(words) - at)
            while length and not (known := self._at(text, words[at : at + length])):
                length -= 1
            if length:
                found.append(NamedOutlet((words[at].start(), words[at + length - 1].end()), frozenset(known)))
            at += max(1, length)
        return found

    def _at(self, text: str, words: Sequence[re.Match[str]]) -> set[str]:
        if not words[-1].group()[0].isupper() and not words[-1].group()[0].isdigit():
            return set()
        return self._known.get(_squashed(text[words[0].start() : words[-1].end()]), set())


def _names(outlet: str) -> set[str]:
    """The whole name, without its section, without ".com", and "the Times" for The New York Times."""
    first = _NAME_ENDS.split(outlet)[0]
    names = {outlet, first, re.sub(r"\.(com|org|net|co\.\w\w)$", "", first)}
    words = first.split()
    if len(words) > 2 and words[0] == "The":
        names |= {" ".join(words[1:]), f"the {words[-1]}"}
    return {_squashed(name) for name in names}


def _squashed(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()
