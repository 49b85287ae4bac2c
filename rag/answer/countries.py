"""Countries, their peoples and where their governments sit: in news "Tehran denied it" tells what Iran said."""

import re
from collections.abc import Iterator
from importlib.resources import files

from rag.terms import terms

_PLACE = re.compile(r"\b(?:in|at|near|around|outside|inside|into|through|across|over)\s+(?:central\s+)?$", re.I)
"""What stands before a town where something is, and not before a government."""
_CAPITAL = re.compile(r"\b(?P<whose>\w+)(?:[’']s?)? capital\b|\bcapital of (?:the )?(?P<of>\w+)", re.I)
_WORD = re.compile(r"\w+")


def _rows() -> Iterator[list[list[str]]]:
    for line in files("rag.answer").joinpath("countries.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield [[terms(word)[0] for word in part.replace(",", " ").split()] for part in line.split(";")]


_ROWS = list(_rows())
PEOPLE = {stem: names[0] for names, people, _ in _ROWS for stem in (*people, *names[1:])}
"""Stem of a people, of what is of a country or of another name of it -> stem of the country."""
_COUNTRY = {seat: names[0] for names, _, seats in _ROWS for seat in seats}
_SEATS = {names[0]: frozenset(seats) for names, _, seats in _ROWS if seats}


def in_place_of(text: str) -> dict[str, frozenset[str]]:
    """By term of a question the stems that may stand for it in the news, as stems are in `rag.terms`.

    For a country those of its seat of government; for a seat that of its country, unless the question tells of the
    town; for a country's "capital" those of its seat.
    """
    found: dict[str, frozenset[str]] = {}
    for match in _WORD.finditer(text):
        for stem in terms(match.group()) if match.group()[0].isupper() else ():
            country = PEOPLE.get(stem, stem)
            if country in _SEATS:
                found[stem] = _SEATS[country]
            elif stem in _COUNTRY and not _PLACE.search(text, 0, match.start()):
                found[stem] = frozenset({_COUNTRY[stem]})
    for match in _CAPITAL.finditer(text):
        for stem in terms(match["whose"] or match["of"]):
            found |= dict.fromkeys(terms("capital"), _SEATS.get(PEOPLE.get(stem, stem), frozenset()))
    return found
