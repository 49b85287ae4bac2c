"""Whether a sentence has the figure that is asked for: a number, a sum, a length of time, an age."""

import re

from rag.answer.counted import BEFELL, TIMES, UNITS, asked_frames
from rag.answer.cues import any_of
from rag.answer.entities import DATE, NAME, NUMBER_WORDS, blank, figures, names
from rag.answer.facts import CURRENCY_WORDS, numbers
from rag.answer.lexicon import canonical, forms
from rag.kinds import ASKS_RESULT
from rag.question import Question
from rag.terms import terms

OTHER_FIGURE = 0.4
"""How well a figure of something else fills the slot."""
IN_PLAY = 0.7
"""How well "raced to a 4-0 lead" tells the score of a game."""
VAGUE = 0.6
"""How well "millions" does."""
_VAGUE = any_of("dozens hundreds thousands millions billions")
_AUXILIARY = "are|is|was|were|did|does|do|has|have|had|will|would|can|could|should|must|may|might"
COUNTED = re.compile(
    rf"\b(?:how (?:many|much) (?:more )?|(?:number|count|tally) of )(?P<what>(?!(?:{_AUXILIARY})\b)"
    rf"[\w’'-]+(?: [\w’'-]+){{0,5}}?)(?= (?:{_AUXILIARY}|in|of|from|at|to|on|by|left|fled|who|took|that|which|against"
    r"|after|before|during|with|for|since|under|over|into)\b|[^\w\s]|$)",
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
OF_ONE_AGE_OR_SEX = any_of("men women boys girls children kids babies infants teenagers toddlers minors")
"""Those who are asked for when not all people are."""
PERSONS = any_of(
    "people persons men women children kids boys girls folks? dead victims casualties others members residents "
    "citizens adults athletes fans guests migrants refugees civilians students patients survivors police troops staff "
    "crew lives pupils nationals "
    "\\w+(?:ers|ors|ists|ians|ees|men|women|ans|is|ese|ants)"
)
_MANY_PERSONS = re.compile(
    rf"(?:\d[\d.,]*|\b(?:{NUMBER_WORDS}))(?: [a-z]+)? (?=(?:{PERSONS.pattern}))", re.I
)
"""Persons with a figure before them: "some 24,000 spectators"."""
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
_LENGTH = r"\b(?:(?:centi|kilo)?met(?:re|er)|mile|feet|foot|inche?|yard|store?y|floor)s?\b"
NTH = (
    r"(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|bottom|top)\b"
)
SPEED = r"\b(?:(?:kilo)?met(?:re|er)|mile|feet|foot)s? (?:an?|per) |(?:\b|(?<=\d))(?:km/h|kp?h|mph|knots?)\b"
DEGREES = r"\bdegrees?\b|°|\d ?[CF]\b"
RESULT = (
    r"(?<![\d.,-])\d{1,3} ?[-–] ?\d{1,3}(?![\d-])|\b\d ?: ?\d\b|\bgoalless\b|\bnil\b"
    r"|\b(?:by|score of) \w+ (?:goals?|points|runs|sets) to\b"
    r"|\bby \w+ (?:wickets?|runs|points|goals?|strokes?|shots?)\b"
)
_ENDED = any_of(
    "beat beats beating beaten w[io]ns? winning victor(?:y|ies) lost los(?:es?|ing) defeat(?:s|ed|ing)? draw(?:s|n)? "
    "drew end(?:s|ed) held thrash\\w* rout(?:s|ed|ing)? edg(?:es?|ed|ing) hammer(?:s|ed|ing) stun(?:s|ned) final_score "
    "knock(?:s|ed|ing) overc[ao]me eliminat\\w+ stalemate"
)
"""Signs of a score at which a game ended."""
_MONEY = re.compile(
    rf"[$€£¥]|\b(?:{'|'.join(sorted(CURRENCY_WORDS))}|(?<!per )cents?|pence)\b|\b\d[\d.,]* (?:\w+illion )?won\b"
    r"|\b(?:b|m|tr)illions?\b(?=\W*$|[^\w\s]| (?!of\b|more\b)\w{1,4}\b)",
    re.I,
)
"""A sum; "won" is a currency after a figure only, and 2 million with a word after it may count that."""
# What a figure is of, where the question says so.
_UNITS = (
    (
        any_of(
            "cost costs price paid pay spent spend spending worth budget money salary wages? fees? fine debt fares? "
            "earns? earned earnings"
        ),
        _MONEY,
    ),
    (
        re.compile(
            r"\bhow far (?:did|has|have|had|do|does|will) [^.;]{1,60}? (?:fall|fallen|drop|dropped|rise|risen|slip"
            r"|slipped|slump|plunge|sink|sunk|climb|decline)d?\b",
            re.I,
        ),
        re.compile(r"%|\bper ?cent\b|\bpoints?\b|\bdegrees?\b|\d", re.I),
    ),
    (
        any_of("how_much_(?:rain|snow|rainfall|snowfall|hail)"),
        re.compile(r"\d ?[cm]m\b|\b(?:inch(?:es)?|feet|foot|(?:centi|milli)met(?:re|er)s?)\b", re.I),
    ),
    (
        any_of("how_far(?!_(?:ahead|behind|clear)\\b) distance"),
        re.compile(
            r"\b(?:kilomet(?:re|er)|met(?:re|er)|mile|feet|foot|yard|block|light[- ]year)s?\b|(?:\b|(?<=\d))km\b"
            r"|\b(?:minute|hour|day)s?[’']? (?:away|by|drive|walk|ride|flight|journey|north|south|east|west|from)\b",
            re.I,
        ),
    ),
    (
        any_of("how_heavy weighs? weight"),
        re.compile(r"\b(?:tonne|ton|kilogram(?:me)?|kilo|gram(?:me)?|pound|stone|ounce)s?\b|(?:\b|(?<=\d))kg\b", re.I),
    ),
    (
        any_of("how_(?:tall|deep|wide) height depth width"),
        re.compile(rf"{_LENGTH}|\d[ -]?[ck]?m\b", re.I),
    ),
    (
        any_of("how_(?:high|low)"),
        re.compile(rf"{_LENGTH}|\d[ -]?[ck]?m\b|%|\bper ?cent\b|{DEGREES}|{_MONEY.pattern}", re.I),
    ),
    (
        re.compile(
            r"\bhow strong\b.*\b(?:(?:earth)?quakes?|tremors?|aftershocks?)\b|\bmagnitude\b|\brichter\b", re.I | re.S
        ),
        re.compile(r"\bmagnitude\b|\brichter\b|-magnitude\b", re.I),
    ),
    (
        any_of("how_(?:strong|windy) wind_speeds?"),
        re.compile(rf"{SPEED}|\b(?:category|force) (?:\d|{NUMBER_WORDS})|%|\bper ?cent\b", re.I),
    ),
    (
        re.compile(r"\bhow fast\b.*\b(?:run|ran|swim|swam|swum|row|finish|finished|complete|win|won)\b", re.I | re.S),
        re.compile(r"\d[:.]\d\d\b|\b(?:seconds|minutes|hours)\b|\b(?:km/h|kp?h|mph|knots?)\b", re.I),
    ),
    (
        any_of("(?:record|winning|winner[’']?s|finish|finishing|race|lap|qualifying)_times?"),
        re.compile(r"\d[:.]\d\d\b|\b(?:seconds|minutes|hours)\b", re.I),
    ),
    (
        any_of("how_fast speed"),
        re.compile(rf"{SPEED}|%|\bper ?cent\b", re.I),
    ),
    (
        ASKS_RESULT,
        re.compile(RESULT, re.I),
    ),
    (
        any_of("how_(?:hot|cold|warm) temperature"),
        re.compile(DEGREES, re.I),
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
        re.compile(
            r"%|\bper ?cent\b|\b(half|third|quarter|fifth|tenth)s?\b"
            rf"|\b(?:\d{{1,2}}|{NUMBER_WORDS})(?: [a-z]+)? (?:in|out of) (?:every )?(?:\d{{1,3}}|{NUMBER_WORDS})\b",
            re.I,
        ),
    ),
)
_MUCH = re.compile(rf"\bhow much (?:{_AUXILIARY})\b", re.I)
_MEASURE = re.compile(
    r"\b(?:half|third|quarter|fifth|tenth|double|triple|twice|times|points?|degrees?|(?:centi|milli)?(?:met|lit)(?:re|er)s?"
    r"|inch(?:es)?|feet|foot|ounces?|gallons?|barrels?|\w*(?:watts?|bytes?))\b|°",
    re.I,
)
_ONE_MEASURE = any_of("how_(?:tall|heavy|hot|cold|warm) temperature how_far_(?:is|are|was|were|away|from) distance")
"""What no figure of another unit tells: "how deep" may be a cut."""
_IS_LONG = re.compile(r"\bhow long (?:is|are) (?:the|this|that|these|those|its|their)\b", re.I)
_APART = re.compile(r" (?:after|before|later|earlier|ago)\b", re.I)
_LONG = re.compile(
    r"(?:kilomet(?:re|er)|met(?:re|er)|mile|feet|foot|yard|inche?|km|cm|m)s?[ -]long\b"
    r"|\d-(?:kilomet(?:re|er)|met(?:re|er)|mile|foot|yard|inch|km|cm|m)\b|\blength of\b",
    re.I,
)
_NTH = re.compile(
    r"\b(?:his|her|its|their|the|an?) (?:\d{1,3}(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
    r"|tenth) (?P<what>[\w’'-]+(?: [\w’'-]+)?)",
    re.I,
)
_VERB = re.compile(r"\w+ed|ate|came|drank|fell|flowed|got|grew|lost|made|paid|ran|rose|sank|sold|spent|took|went|won")
_PLURAL = re.compile(
    r"(?!(?:h|it|th)is\b|its\b|us\b|was\b|does\b)[a-z][\w’'-]*s|[A-Z]{2,}s|people"
    r"|men|women|children|police|troops"
)
_HOW_MANY_OF = any_of("how_many")
_HOW_MANY = any_of("how_many (?:number|count|tally)_of toll")
_NOBODY = re.compile(
    r"\b(?:nobody|no[ -]one|none|no) (?:[\w’'-]+ ){0,3}?"
    r"(?:deaths?|dead|died|killed|hurt|injur\w+|casualties|missing)\b",
    re.I,
)
"""That it befell nobody."""
_CAME = any_of("watch(?:ed)? attend(?:ed)? spectators fans were_(?:there|at) came turned_(?:up|out)")
_CROWD = re.compile(r"\b(?:in front of|before|crowd (?:was|of|reached)|attendance (?:was|of)) [\w ]{0,20}?\d", re.I)
"""How many came to a game, and how news says it."""
_HOW_OLD = any_of("how_old age")
_AGE = re.compile(
    r"\b(?-i:[A-Z])[\w’'-]+, \d{1,3}(?=\W*$|[^\w\s,.:%-]|[,.:][^\w]| (?:and|or|who|was|is|has|had)\b)"
    r"|\b(?-i:[A-Z])[\w’'-]+ \(\d{1,3}\)|\baged? (?:between )?\d"
    r"|\b(?:\d{1,3}|\w+)[- ](?:year|month|week|day)s?[- ]old\b|\bof \d{2}\b"
    r"|\b(?:is|was|turn(?:s|ed)) \d{1,3}(?=\W*$|[,;] )|\b\d{1,3}(?:st|nd|rd|th) birthday\b"
    r"|\bin (?:his|her|their) (?:\w+[ -])?\d0s\b"
    r"|\bborn\b.{0,60}\b(?:1\d|20)\d\d\b",
    re.I,
)
_AGED = re.compile(r"\baged? (?:between )?\d{1,3}(?:(?: to | and |[-–])\d{1,3})?|\b\d{1,3}-year-olds?\b", re.I)
"""An age, which counts nobody."""
_THINGS = (
    "arena bank boat book brewery bridge building castle cathedral church city club company dam factory ferry festival "
    "firm fossil hospital hotel house law library line manuscript mill mosque museum newspaper painting palace paper "
    "party plant pub railway road ruin school ship stadium station temple theatre theater tomb tower town tradition "
    "tree tunnel university village wall"
).replace(" ", "|")
_OLD_THING = re.compile(
    rf"\bhow old (?:is|are|was|were) (?:the|this|that|its|their) (?:[\w’'-]+ ){{0,3}}?(?:{_THINGS})s?\b(?![’'])",
    re.I,
)
_SINCE_WHEN = re.compile(
    r"\b(?:built|founded|established|opened|launched|dat(?:es|ed|ing))\b.{0,60}\b(?:1\d|20)\d\d\b"
    r"|\b\w+[- ](?:years?|centur(?:y|ies)|decades?)[- ](?:ago|old)\b",
    re.I,
)
"""How old a thing is."""
_DIED = any_of("drowned burnt_to_death froze_to_death")
"""How people died, where no word for death stands beside."""


def gives_figure(question: Question, sentence: str) -> float:
    """A figure, of what is asked for; less for one of something else."""
    if _HOW_LONG.search(question.text):
        return _how_long(question, sentence)  # "six hours after" is a figure here, and a time elsewhere
    if _HOW_OLD.search(question.text):
        aged = _SINCE_WHEN if _OLD_THING.search(question.text) else _AGE
        return 1.0 if aged.search(sentence) else 0.0  # "seven matches" is no age
    told = blank(_AGED, sentence) if _HOW_MANY_OF.search(question.text) else sentence
    found = [figure for figure in figures(blank(_DESIGNATES, told)) if not question.says(figure)]
    if _NOBODY.search(sentence) and asked_frames(question.text) & BEFELL:
        return 1.0
    if not found:
        return float(_nth(question, sentence))
    many = _HOW_MANY.search(question.text)
    befell = asked_frames(question.text[many.start() :]) & BEFELL if many else frozenset[str]()
    if befell and befell.isdisjoint(asked_frames(sentence)) and not ("killed" in befell and _DIED.search(sentence)):
        return OTHER_FIGURE  # neither the displaced nor the demonstrators are the dead
    if many and _CAME.search(question.text) and _CROWD.search(sentence):
        return 1.0
    if all(map(_VAGUE.fullmatch, found)):
        return VAGUE
    if (unit := _unit_asked(question)) is not None:
        if ASKS_RESULT.match(question.text) and not _ENDED.search(sentence):
            return IN_PLAY if unit.search(sentence) else OTHER_FIGURE
        return 1.0 if unit.search(sentence) else 0.0 if _ONE_MEASURE.search(question.text) else OTHER_FIGURE
    return 1.0 if _is_of(question, sentence) else OTHER_FIGURE


def asks_measure(question: Question) -> bool:
    """Whether a question asks for a figure of one measure, as a depth, a sum or a score."""
    return not question.language and _unit_asked(question) is not None


def may_be_asked(question: Question, of: str, told: str) -> bool:
    """Whether a figure may be of what a question asks to count or measure; `of` is its unit or the stem of its noun."""
    if (unit := _unit_asked(question)) is not None:
        return unit.search(told) is not None
    counted = COUNTED.search(question.text)
    if counted is None or "much" in counted.group().lower():
        return True
    return of not in UNITS or any(n.unit for n, _, _ in numbers(f"2 {counted['what']}"))


def _unit_asked(question: Question) -> re.Pattern[str] | None:
    """Signs of the unit in which a question asks for a figure; None where it asks for no measure."""
    if _HOW_MANY_OF.search(question.text):
        return None  # "how many people paid the fine?"
    return next((unit for asked, unit in _UNITS if asked.search(question.text)), None)


def _is_of(question: Question, sentence: str) -> bool:
    """Whether the figures of a sentence may be of what is counted, or measure something where "how much" asks."""
    counted = COUNTED.search(question.text)
    if counted is None:
        return not _MUCH.search(question.text) or _measures(sentence)
    what = _thing(counted["what"])
    if "much" not in counted.group().lower() and _only_measures(what, sentence):
        return False
    return _counts(what, sentence)


def _measures(sentence: str) -> bool:
    """Whether a sentence has a sum, a share or another measure than one of time."""
    measured = any(n.unit and n.unit not in TIMES for n, _, _ in numbers(sentence))
    return measured or _MONEY.search(sentence) is not None or _MEASURE.search(sentence) is not None


def _thing(what: str) -> str:
    """What is counted, without what is told of it: "people" of "people watched Vosk Rovers"."""
    words = what.split()
    if len(words) <= 3 and what.endswith("ed") and not OF_ONE_AGE_OR_SEX.search(what):
        return what  # either may be told: "soldiers deployed"
    last = next((n for n, word in enumerate(words, 1) if _PLURAL.fullmatch(word)), min(len(words), 3))
    verb = next((n for n, word in enumerate(words) if n and _VERB.fullmatch(word)), last)  # "rain fell"
    last = min(last, verb)
    return " ".join(words[:last])


def _nth(question: Question, sentence: str) -> bool:
    """Whether a sentence has the last one of what is counted by its number: "his 14th goal", "for the third time"."""
    counted = COUNTED.search(question.text)
    words = terms(_thing(counted["what"])) if counted else []
    found = _NTH.finditer(sentence) if words else ()
    return any(forms(words[-1]) & forms(word) for m in found for word in terms(m["what"]))


def _how_long(question: Question, sentence: str) -> float:
    """A length of time, or where it is still to end or to last its end or its beginning; or that of a thing."""
    found = list(_DURATION.finditer(blank(_RATE, sentence)))
    if _IS_LONG.search(question.text):
        if _LONG.search(sentence):
            return 1.0
        if found and all(_APART.match(sentence, m.end()) for m in found):
            return OTHER_FIGURE  # "five months after the vote" is the length of nothing
    return float(bool(found) or _ends_or_began(question, sentence))


def _ends_or_began(question: Question, sentence: str) -> bool:
    end = _WILL.search(question.text) is not None and _UNTIL.search(sentence) is not None
    return end or (_HAS.search(question.text) is not None and _SINCE.search(sentence) is not None)


def _only_measures(what: str, sentence: str) -> bool:
    """Whether all figures of a sentence are sums, shares, lengths or times, and something else is counted."""
    return all(n.unit for n, _, _ in numbers(sentence)) and not any(n.unit for n, _, _ in numbers(f"2 {what}"))


def _of_words(name: str) -> bool:
    """Whether a name has several words: "Lonn General Hospital" counts no hospitals, "Conservative MPs" do."""
    return any(" " in one and not one.endswith("s") for one in names(name))


def _counts(what: str, sentence: str) -> bool:
    """Whether a sentence names what is counted, the last word of "American soldiers", or people where those are.

    Of "soldiers deployed" and "councillors voted" one of the two.
    """
    words = terms(what)
    units = {n.unit for n, _, _ in numbers(f"2 {what}") if n.unit}
    if units & {n.unit for n, _, _ in numbers(sentence)}:
        return True  # "£3.50" has pounds
    said = {form for word in terms(f"{sentence} {canonical(sentence)}") for form in forms(word)}
    if any(forms(word).isdisjoint(said) for name in names(canonical(what)) for word in terms(name)):
        return False  # American soldiers are no Russian ones
    heads = words[-2:] if what.endswith("ed") else words[-1:]
    told = NAME.sub(lambda m: m.group() if m.group() in what or not _of_words(m.group()) else " ", sentence)
    if not heads or any(forms(head) & forms(word) for head in heads for word in terms(told)):
        return True
    if "people" in what.lower().split():
        return _MANY_PERSONS.search(sentence) is not None
    return bool(PERSONS.search(what) and _PEOPLE.search(sentence)) and not OF_ONE_AGE_OR_SEX.search(what)
