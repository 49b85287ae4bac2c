"""Follow-ups in the words of the question before them.

"And from Lebanon?" asks the same of another, and "Is that still so?" asks it anew.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from corpus.article import one_line
from rag.dates import FAR, MONTHS, WEEKDAYS, Now, dates_in
from rag.types import Turn

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
_POINTS = r"(?:it|that|this|they|those|these)"
_STILL = re.compile(
    rf"""(?:(?:and|but|so)[ ])?(?:
    (?:is|are)[ ]{_POINTS}[ ](?:still[ ]|now[ ])?(?:the[ ]|an?[ ])?(?:current[ ]|latest[ ]|right[ ]|newest[ ]|last[ ])?
    (?:figures?|numbers?|tolls?|count|total|price|sum|amount|case|state|situation|so|true|correct|right|valid|accurate
      |up[ ]to[ ]date|current|latest)(?:[ ]now|[ ]today)?
    | (?:has|have)[ ]{_POINTS}[ ](?:since[ ])?(?:changed|been[ ](?:updated|corrected|revised))
      (?:[ ]since(?:[ ]then)?|[ ]now)?
    | (?:(?:what|how[ ](?:much|many|high))(?:[ ](?:is|are)[ ]{_POINTS}|[ ]about)?[ ])?(?:now|today)
    )\W*""",
    re.I | re.X,
)
"""What asks the question before it anew, and has no matter of its own."""
_YEAR_BESIDE = re.compile(
    r"(?:(?:and|but|so) )?(?:(?:what|how) about )?(?:in )?the (?:year (?P<way>before|after)(?: that)?"
    r"|(?P<which>previous|next|following) year)\W*",
    re.I,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ASKED_ANEW = ", by the latest report"
_WHEN = re.compile(r"[ ,]+(?:on|in|at|during)[ ]$", re.I)
_PERSON = re.compile(
    r"\b(?:(?P<whose>his\b|her(?= (?!(?:in|on|at|to|for|by|with|and|or)\b)[a-z]))|s?he\b|him\b|her\b)", re.I
)
_FIRST_SENTENCE = re.compile(r".{1,400}?(?:[.!?][\"”’]?(?=\s|$)|$)")
_FULL_NAME = re.compile(r"(?<![\w’'-])[A-Z][\w’-]+(?: (?:(?:al|bin|de|der|el|la|van|von) )?[A-Z][\w’-]+)+")
_NO_PERSON = re.compile(r"(?:The|North|South|East|West|Northern|Southern|Saudi|New|United|Great|Sri) |.*[’']s?$")
"""Names of countries, and of what another thing is of: "South Korea’s president"."""
_OF_ANOTHER = re.compile(
    r"\b(?:of|for|to|from|with|at|in|on|near|against|than|after|before|about|over)\b|\b(?:the|and)[ ]$", re.I
)
"""What stands before a name that may not be that of whom was asked for: "charged with the murder of Ann Rhee"."""
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def spelled_out(text: str, earlier: Sequence[str], is_name: Callable[[str], bool]) -> str:
    """What a follow-up asks, in the words of the last of the `earlier` questions; empty if not clear.

    One that asks whether something is still so asks it again, without the time of which it was asked. Another name
    stands where one stood after the same preposition, else in the place of the only one; a time in the place of a time.
    "And the year before?" is asked of the year before the only one named.
    `is_name` says of words written like a name, as "Why" is, whether they are one.
    """
    if len(text) <= MAX and earlier and _STILL.fullmatch(text):
        *before, last = earlier
        asked = spelled_out(last, before, is_name) if before else last
        return _anew(asked) if asked else ""
    if len(text) <= MAX and earlier and (beside := _YEAR_BESIDE.fullmatch(text)):
        return _of_year_beside(beside, spelled_out(earlier[-1], earlier[:-1], is_name) or earlier[-1])
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


def of_the_one_named(text: str, before: str, history: Sequence[Turn]) -> str:
    """A follow-up with the name of whom "she" means, where the answer begins with one; empty if not clear.

    `before` is the question, which asked who it was. Only the first sentence of its answer is read.
    """
    pronoun = _PERSON.search(text)
    replies = [
        one_line(b.content)
        for a, b in pairwise(history)
        if (a.role, b.role) == ("user", "assistant") and one_line(a.content) == before
    ]
    said = _FIRST_SENTENCE.match(replies[-1]) if replies else None
    name = _FULL_NAME.search(said.group()) if said else None
    if not pronoun or not said or not name or name.group().casefold() in before.casefold():
        return ""
    if _NO_PERSON.match(name.group()) or _OF_ANOTHER.search(said.group()[: name.start()]):
        return ""
    case = "’s" if pronoun["whose"] else ""
    return f"{text[: pronoun.start()]}{name.group()}{case}{text[pronoun.end() :]}"


def _of_year_beside(beside: re.Match[str], asked: str) -> str:
    years = set(_YEAR.findall(asked))
    if len(years) != 1:
        return ""
    earlier = (beside["way"] or beside["which"]).lower() in ("before", "previous")
    return _YEAR.sub(str(int(years.pop()) + (-1 if earlier else 1)), asked)


def _anew(asked: str) -> str:
    """A question as it is asked of now: "on 3 May" goes, and "the fire of 3 May" and "since 3 May" stay."""
    for date in reversed(dates_in(asked, Now(_ANY_DAY, _ANY_DAY))):
        start, end = date.span
        says_when = _WHEN.search(asked, 0, start)
        if date.end < FAR and (says_when or asked[start].islower()):
            asked = asked[: says_when.start() if says_when else start].rstrip() + asked[end:]
    return f"{asked.rstrip('?.!, ').removesuffix(_ASKED_ANEW)}{_ASKED_ANEW}?"


def _in_case_of(other: str, name: str) -> str:
    """A name in the case of another one: "Turkey’s" for "Iran’s"."""
    case = _CASE.search(other)
    return f"{_CASE.sub('', name.rstrip('?.!, '))}{case.group() if case else ''}"
