"""Whether a sentence has the figure that is asked for: a number, a sum, a length of time, an age."""

import re

from rag.answer.counted import BEFELL, asked_frames
from rag.answer.cues import any_of
from rag.answer.entities import DATE, NUMBER_WORDS, blank, figures, names
from rag.answer.facts import CURRENCY_WORDS, numbers
from rag.answer.lexicon import canonical, forms
from rag.question import Question
from rag.terms import terms

OTHER_FIGURE = 0.4
"""How well a figure of something else fills the slot."""
VAGUE = 0.6
"""How well "millions" does."""
_VAGUE = any_of("dozens hundreds thousands millions billions")
COUNTED = re.compile(
    r"\b(?:how (?:many|much) (?:more )?|(?:number|count|tally) of )(?P<what>[\w’'-]+(?: [\w’'-]+){0,2}?)"
    r"(?= (?:are|is|was|were|did|does|do|has|have|had|will|would|can|could|should|in|of|from|at|to|on|by|left|fled|who"
    r"|took|that|which)\b"
    r"|[^\w\s]|$)",
    re.I,
)
_DESIGNATES = re.compile(
    r"\b(?:versions?|models?|numbers?|no\.|chapters?|episodes?|seasons?|levels?|phases?|types?|routes?|flights?|rooms?"
    r"|pages?|channels?|rounds?|day|week|game|covid|iphone|boeing|airbus)[ -]\d[\d.,]*"
    r"(?:(?:[ ](?:through|to|and|or)[ ]|[–-])\d[\d.]*)?",
    re.I,
)
"""A number by which something goes, which counts nothing: "versions 1.0 through 4.0"."""
_PEOPLE = any_of("people persons? dead victims?")
PERSONS = any_of(
    "people persons men women children kids boys girls folks? dead victims casualties others members residents "
    "citizens migrants refugees civilians students patients survivors police troops staff crew lives pupils nationals "
    "\\w+(?:ers|ors|ists|ians|ees|men|women|ans|is|ese|ants)"
)
_HOW_LONG = any_of("how_long duration (?:over|for|within)_what_(?:period|length)")
_DURATION = re.compile(
    rf"(?:\b\d[\d.,]*|\b(?:{NUMBER_WORDS}|an?|half))[ -](?:(?:and a half|of|more|full|whole)[ ])?"
    r"(?:second|minute|hour|day|night|week|month|year|decade|centur)(?:s|y|ies)?\b(?![- ](?:old|younger)\w*)"
    r"|\bovernight\b",
    re.I,
)
_RATE = re.compile(
    rf"(?:\b(?:{'|'.join(sorted(CURRENCY_WORDS))}|once|twice|times|per ?cent|barrels|tonnes|hours?)|[\d%])"
    r" an? (?:second|minute|hour|day|night|week|month|year)\b",
    re.I,
)
"""What is so much in a time, and says nothing of how long: "300,000 pounds a month"."""
_UNTIL = re.compile(rf"\b(?:until|till)\b[^.;]{{0,30}}?(?:{DATE.pattern})", re.X)
_SINCE = re.compile(rf"\bsince\b[^.;]{{0,30}}?(?:{DATE.pattern})", re.X)
_WILL = any_of("will would is are going")
_HAS = any_of("has have had")
# What a figure is of, where the question says so.
_UNITS = (
    (
        any_of("cost costs price paid pay spent spend spending worth budget money salary wages? fees? fine debt"),
        re.compile(rf"[$€£¥]|\b(?:{'|'.join(sorted(CURRENCY_WORDS))}|won|cents?|billions?|millions?)\b", re.I),
    ),
    (
        any_of("how_far distance"),
        re.compile(r"\b(?:kilomet(?:re|er)|met(?:re|er)|mile|feet|foot|yard|block|light[- ]year)s?\b|\bkm\b", re.I),
    ),
    (
        any_of("how_heavy weighs? weight"),
        re.compile(r"\b(?:tonne|ton|kilogram(?:me)?|kilo|gram(?:me)?|pound|stone|ounce)s?\b|\bkg\b", re.I),
    ),
    (
        any_of("how_(?:tall|deep|wide) height depth width"),
        re.compile(r"\b(?:(?:centi|kilo)?met(?:re|er)|mile|feet|foot|inche?|yard|store?y|floor)s?\b|\b[ck]?m\b", re.I),
    ),
    (
        any_of("how_fast speed"),
        re.compile(r"\b(?:(?:kilo)?met(?:re|er)|mile|feet|foot)s? (?:an?|per) |\b(?:km/h|kp?h|mph|knots?)\b", re.I),
    ),
    (
        any_of("how_(?:hot|cold|warm) temperature"),
        re.compile(r"\bdegrees?\b|°", re.I),
    ),
    (
        re.compile(
            r"^(?!.*\bhow (?:much|many)\b).*"
            r"\b(?:inflation|(?:(?:un)?employment|jobless|interest|mortgage|growth) rates?|approval rating)\b",
            re.I | re.S,
        ),
        re.compile(r"%|\bper ?cent\b", re.I),
    ),
    (
        any_of("percentage per_?cent share proportion"),
        re.compile(r"%|\bper ?cent\b|\b(half|third|quarter|fifth|tenth)s?\b", re.I),
    ),
)
_HOW_MANY = any_of("how_many (?:number|count|tally)_of toll")
_HOW_OLD = any_of("how_old age")
_AGE = re.compile(
    r"\b[A-Z][\w’'-]+, \d{1,3}\b|\baged? \d|\b(?:\d{1,3}|\w+)[- ]years?[- ]old\b|\bof \d{2}\b"
    r"|\b(?:is|was|turn(?:s|ed)) \d{1,3}(?=\W*$|[,;] )|\bborn\b.{0,60}\b(?:1[89]|20)\d\d\b",
    re.I,
)
_DIED = any_of("drowned burnt_to_death froze_to_death")
"""How people died, where no word for death stands beside."""


def gives_figure(question: Question, sentence: str) -> float:
    """A figure, of what is asked for; less for one of something else."""
    if _HOW_LONG.search(question.text):
        return float(_how_long(question, sentence))  # "six hours after" is a figure here, and a time elsewhere
    if _HOW_OLD.search(question.text):
        return 1.0 if _AGE.search(sentence) else 0.0  # "seven matches" is no age
    found = [figure for figure in figures(blank(_DESIGNATES, sentence)) if not question.says(figure)]
    if not found:
        return 0.0
    many = _HOW_MANY.search(question.text)
    befell = asked_frames(question.text[many.start() :]) & BEFELL if many else frozenset[str]()
    if befell and befell.isdisjoint(asked_frames(sentence)) and not ("killed" in befell and _DIED.search(sentence)):
        return OTHER_FIGURE  # neither the displaced nor the demonstrators are the dead
    if all(map(_VAGUE.fullmatch, found)):
        return VAGUE
    for asked, unit in _UNITS:
        if asked.search(question.text):
            return 1.0 if unit.search(sentence) else OTHER_FIGURE
    counted = COUNTED.search(question.text)
    if counted is None:
        return 1.0
    if "much" not in counted.group() and _only_measures(counted["what"], sentence):
        return OTHER_FIGURE
    return 1.0 if _counts(counted["what"], sentence) else OTHER_FIGURE


def _how_long(question: Question, sentence: str) -> bool:
    """A length of time, or where it is still to end or to last its end or its beginning."""
    if _DURATION.search(blank(_RATE, sentence)):
        return True
    end = _WILL.search(question.text) is not None and _UNTIL.search(sentence) is not None
    return end or (_HAS.search(question.text) is not None and _SINCE.search(sentence) is not None)


def _only_measures(what: str, sentence: str) -> bool:
    """Whether all figures of a sentence are sums, shares, lengths or times, and something else is counted."""
    return all(n.unit for n, _, _ in numbers(sentence)) and not any(n.unit for n, _, _ in numbers(f"2 {what}"))


def _counts(what: str, sentence: str) -> bool:
    """Whether a sentence names what is counted, the last word of "American soldiers", or people where those are.

    Of "soldiers deployed" and "councillors voted" one of the two.
    """
    words = terms(what)
    said = {form for word in terms(f"{sentence} {canonical(sentence)}") for form in forms(word)}
    if any(forms(word).isdisjoint(said) for name in names(canonical(what)) for word in terms(name)):
        return False  # American soldiers are no Russian ones
    heads = words[-2:] if what.endswith("ed") else words[-1:]
    if not heads or any(forms(head) & forms(word) for head in heads for word in terms(sentence)):
        return True
    return PERSONS.search(what) is not None and _PEOPLE.search(sentence) is not None
