"""The dates, figures and names of a sentence, as they are written."""

import re

from rag.answer.facts import CURRENCY_WORDS
from rag.content import STOPWORDS
from rag.dates import MONTHS, WEEKDAYS

NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion "
    "dozen dozens hundreds thousands millions billions half quarter third two-thirds double triple twice once no none"
).replace(" ", "|")
_MONTHS = f"{MONTHS}|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec"
_DAYS = "|".join(WEEKDAYS)
DATE = re.compile(
    rf"""\b(?:
    \d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS}) | (?:{_MONTHS})\.?\s+\d{{1,4}} | (?:{_MONTHS})\b | {_DAYS}
    | (?:19|20)\d\d | \d{{4}}-\d\d-\d\d | today | yesterday | tomorrow | tonight | dawn | midnight | noon | overnight
    | (?:Easter|Christmas|Thanksgiving|Halloween|Ramadan|Pentecost|New[ ]Year(?:[’']s[ ](?:Eve|Day))?)\b
    | (?:last|next|this|early|late|mid)[ -](?:week|month|year|night|spring|summer|autumn|fall|winter)
    | (?:\w+[ ])(?:days?|weeks?|months?|years?|hours?|decades?)[ ](?:ago|later|earlier|before|after)
    | \d{{1,2}}:\d\d | (?<=\bat[ ])\d{{1,2}}\.[0-5]\d(?![ ]?(?:%|per\b|[a-z]*illion|{"|".join(CURRENCY_WORDS)}))
    | \d{{1,2}}(?:\.[0-5]\d)?[ ]?[ap]\.?m\b
    )""",
    re.X,
)
"""Dates and times; 10.40 is a time of day only where something else says so."""
_UNIT = r"(?-i:km/h|k[mp]?h|mph|[ckm]?m|bn|tn|[kMKB]|k?g|[kMG]Wh?|°?[CF])"
"""What is written on to a figure: "£27m", "141kph"."""
NUMBER = re.compile(
    rf"(?<![\w.])(?:[$€£]\s?)?\d(?:[\d,.]*\d)?(?:%|(?:{_UNIT})(?!\w))?(?!\w)"
    rf"|\b(?:{NUMBER_WORDS})\b(?:[ -](?:and|{NUMBER_WORDS}))*",
    re.I,
)
NAME = re.compile(
    r"(?:\b(?:al|el|bin|de|van|von)[- ])?\b[A-Z][\w’'-]*\w"
    r"(?:[ -](?:al-|el-|of |de |van |bin )?[A-Z][\w’'-]*\w)*"
)
_POSSESSIVE = re.compile(r"[’']s?$")


def figures(sentence: str) -> list[str]:
    """The numbers of a sentence as written, dates apart."""
    return [
        m.group()
        for m in NUMBER.finditer(blank(DATE, sentence))
        if m.group().lower() not in ("one", "no", "none", "once")
    ]


def names(sentence: str) -> list[str]:
    """Runs of words written like names; a sentence's first word counts when it is no function word."""
    found = []
    for match in NAME.finditer(sentence):
        words = match.group().split()
        while words and (words[0].lower().strip("’'") in STOPWORDS or NUMBER.fullmatch(words[0])):
            words.pop(0)
        if words:
            found.append(" ".join(words))
    return found


def bare(name: str) -> str:
    """A name without the ending of a possessive."""
    return _POSSESSIVE.sub("", name)


def blank(pattern: re.Pattern[str], text: str) -> str:
    """A text with spaces for what a pattern finds in it."""
    return pattern.sub(lambda m: " " * len(m.group()), text)
