"""Follow-ups that ask the same of another: "And from Lebanon?" in the words of the question before it."""

import re
from collections.abc import Callable, Sequence

from rag.dates import MONTHS, WEEKDAYS

MAX = 80
"""Code points of such a follow-up."""
_NAME = r"(?-i:[A-Z0-9][\w’'.-]*(?: (?:(?:of|de|the|and) )?[A-Z0-9][\w’'.-]*)*)"
_OTHER = re.compile(
    r"(?:(?:and|but|so) )?(?:(?:what|how) about )?"
    rf"(?:(?P<lead>in|on|at|from|for|of|to|by|with|about|after|before|against|near) )?(?P<name>(?:the )?{_NAME})\W*",
    re.I,
)
_TIME = re.compile(rf"\d|\b(?:{MONTHS}|{'|'.join(WEEKDAYS)}|spring|summer|autumn|winter)\b", re.I)
_CASE = re.compile(r"[’']s?$")


def spelled_out(text: str, earlier: Sequence[str], is_name: Callable[[str], bool]) -> str:
    """What a follow-up asks of another name, in the words of the last of the `earlier` questions; empty if not clear.

    The other name stands where one stood after the same preposition, else in the place of the only one; a time in the
    place of a time. `is_name` says of words written like a name, as "Why" is, whether they are one.
    """
    match = _OTHER.fullmatch(text) if len(text) <= MAX else None
    if match is None or not earlier or not (is_name(match["name"]) or _TIME.search(match["name"])):
        return ""
    *before, last = earlier
    asked = spelled_out(last, before, is_name) or last
    lead = rf"\b{match['lead']} " if match["lead"] else r"\b"
    first = asked.partition(" ")[0]  # it is written like a name
    places = re.compile(rf"{lead}(?P<name>(?:the )?{_NAME})", re.I).finditer(asked, len(first) + 1)
    of_time = _TIME.search(match["name"]) is not None
    found = [p for p in places if (of_time if _TIME.search(p["name"]) else not of_time and is_name(p["name"]))]
    if not found or (not match["lead"] and len(found) > 1):
        return ""
    start, end = found[-1].span("name")
    return f"{asked[:start]}{_in_case_of(found[-1]['name'], match['name'])}{asked[end:]}"


def _in_case_of(other: str, name: str) -> str:
    """A name in the case of another one: "Turkey’s" for "Iran’s"."""
    case = _CASE.search(other)
    return f"{_CASE.sub('', name.rstrip('?.!, '))}{case.group() if case else ''}"
