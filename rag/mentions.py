"""Outlets, authors and sections that a question names: where it says to look, apart from what it asks."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.sentences import Span

_WORD = re.compile(r"\w+(?:[.&-]\w+)*")
_LONGEST = 9
"""Words of an outlet's name in a question."""
_NAME_ENDS = re.compile(r"\s+[|:–—-]\s*|\s*\|\s*")
"""What a feed's own name hangs its section on: "FOX News - Health", "Cnbc | World Business News Leader"."""
_PERSON = re.compile(r"[^\W\d_]+(?:[’'.-][^\W\d_]+)*\.?")
"""A word of a person's name."""
_SURNAME = 4
"""Letters of a last name that stands for the whole one, where one author alone has it."""
_PART = re.compile(r"\s*[/|>:]\s*")
"""Between a section and what is a part of it: "Sport / Football"."""
_SECTION = 4
"""Words of a section's name in a question."""
_BEFORE = 80
"""Characters before the word that says that one is named."""
_CALLED = re.compile(r"\b(?:(?P<pages>section|pages?)|(?P<news>news|headlines|stories))\b", re.I)
"""What follows a section's name where it is one: the name itself is a common word."""


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
        self._starts = {name[:2] for name in self._known}

    def find(self, text: str) -> list[NamedOutlet]:
        """The outlets that `text` names, in order; the longest name wins. A name is written with a capital."""
        words = list(_WORD.finditer(text))
        return [
            NamedOutlet((run[0].start(), run[-1].end()), frozenset(known))
            for run, known in _longest_runs(words, self._longest, lambda run: self._at(text, run))
        ]

    def _longest(self, first: re.Match[str]) -> int:
        """Words of a name that begins with this one, at most."""
        start = _squashed(first.group())[:2]
        return _LONGEST if len(start) < 2 or start in self._starts else 0

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


@dataclass(frozen=True, slots=True)
class NamedAuthor:
    """An author's name in a question, and the archive's authors that have it."""

    span: Span
    authors: frozenset[str]
    in_full: bool


class AuthorNames:
    """The names that an archive's authors go by: in full, and by a last name that one alone has."""

    def __init__(self, authors: Iterable[str]) -> None:
        self._full: dict[tuple[str, ...], set[str]] = {}
        last: dict[str, set[str]] = {}
        for author in authors:
            words = _folded(author)
            if len(words) > 1:
                self._full.setdefault(words, set()).add(author)
                if len(words[-1]) >= _SURNAME:
                    last.setdefault(words[-1], set()).add(author)
        self._last = {name: one for name, one in last.items() if len({_folded(author) for author in one}) == 1}
        self._longest = max(map(len, self._full), default=0)

    def find(self, text: str) -> list[NamedAuthor]:
        """The authors that `text` names, in order. A last name alone is written with a capital."""
        words = list(_PERSON.finditer(text))
        return [
            NamedAuthor((run[0].start(), _end(run[-1])), frozenset(known), len(run) > 1)
            for run, known in _longest_runs(words, lambda _: self._longest, lambda run: self._at(text, run))
        ]

    def _at(self, text: str, words: Sequence[re.Match[str]]) -> set[str]:
        if len(words) > 1:
            return self._full.get(_folded(text[words[0].start() : _end(words[-1])]), set())
        return self._last.get(_folded(words[0].group())[0], set()) if words[0].group()[0].isupper() else set()


@dataclass(frozen=True, slots=True)
class NamedSection:
    """A section in a question, and the names that the archive has for it."""

    span: Span
    sections: frozenset[str]
    of_news: bool
    """Whether its news is named ("sports news"), and not its pages."""


class SectionNames:
    """The names that an archive's sections go by: in full, or by the first part of it."""

    def __init__(self, sections: Iterable[str]) -> None:
        self._known: dict[tuple[str, ...], set[str]] = {}
        for section in sections:
            for name in (section, _PART.split(section)[0]):
                if key := _section_key(re.findall(r"\w+", name)):
                    self._known.setdefault(key, set()).add(section)

    def find(self, text: str) -> list[NamedSection]:
        """The sections that `text` names, in order: "the sports pages"."""
        found = []
        for called in _CALLED.finditer(text) if self._known else ():
            before = list(re.finditer(r"\w+", text[max(0, called.start() - _BEFORE) : called.start()]))
            for length in range(min(_SECTION, len(before)), 0, -1):
                words = before[-length:]
                if known := self._known.get(_section_key([word.group() for word in words])):
                    start = max(0, called.start() - _BEFORE) + words[0].start()
                    found.append(NamedSection((start, called.end()), frozenset(known), bool(called["news"])))
                    break
        return found


def _longest_runs(
    words: Sequence[re.Match[str]],
    longest: Callable[[re.Match[str]], int],
    known: Callable[[Sequence[re.Match[str]]], set[str]],
) -> Iterator[tuple[Sequence[re.Match[str]], set[str]]]:
    """Runs of words that are a name, and whose; the longest at each place, in order, none within another.

    `longest` gives the most words that a name with this first one has, `known` whose name a run is.
    """
    at = 0
    while at < len(words):
        length = min(longest(words[at]), len(words) - at)
        while length and not (whose := known(words[at : at + length])):
            length -= 1
        if length:
            yield words[at : at + length], whose
        at += max(1, length)


def _section_key(words: Sequence[str]) -> tuple[str, ...]:
    """A section's name without its "news", and whether it is one or many: "sports" is Sport."""
    folded = [word.casefold() for word in words]
    return tuple(word.removesuffix("s") for word in (folded[:-1] if folded[1:] and folded[-1] == "news" else folded))


def _end(word: re.Match[str]) -> int:
    """Where a name ends: before its possessive."""
    return word.end() - (2 if word.group().lower().endswith(("'s", "’s")) else 0)


def _folded(name: str) -> tuple[str, ...]:
    return tuple(re.sub(r"['’]s$|\.", "", word.group().casefold()) for word in _PERSON.finditer(name))
