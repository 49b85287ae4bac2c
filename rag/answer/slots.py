"""Whether a sentence holds what a question asks for: a person, a date, a figure, a place, a reason."""

import re
from collections.abc import Callable

from rag.answer.counted import BEFELL, asked_frames
from rag.answer.facts import CURRENCY_WORDS, numbers
from rag.answer.foreign_slots import fills_in
from rag.answer.lexicon import canonical, forms
from rag.content import STOPWORDS, content_terms
from rag.kinds import QuestionKind
from rag.question import Question
from rag.spelling import initials
from rag.terms import terms

_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion "
    "dozen dozens hundreds thousands millions billions half quarter third two-thirds double triple twice once no none"
).replace(" ", "|")
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec"
)
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"

DATE = re.compile(
    rf"""\b(?:
    \d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS}) | (?:{_MONTHS})\.?\s+\d{{1,4}} | (?:{_MONTHS})\b | {_DAYS}
    | (?:19|20)\d\d | \d{{4}}-\d\d-\d\d | today | yesterday | tomorrow | tonight | dawn | midnight | noon | overnight
    | (?:last|next|this|early|late|mid)[ -](?:week|month|year|night|spring|summer|autumn|fall|winter)
    | (?:\w+[ ])(?:days?|weeks?|months?|years?|hours?|decades?)[ ](?:ago|later|earlier|before|after)
    | \d{{1,2}}:\d\d | (?<=\bat[ ])\d{{1,2}}\.[0-5]\d(?![ ]?(?:%|per\b|[a-z]*illion|{"|".join(CURRENCY_WORDS)}))
    | \d{{1,2}}(?:\.[0-5]\d)?[ ]?[ap]\.?m\b
    )""",
    re.X,
)
"""Dates and times; 10.40 is a time of day only where something else says so."""
NUMBER = re.compile(
    rf"(?<![\w.])(?:[$€£]\s?)?\d(?:[\d,.]*\d)?%?(?!\w)|\b(?:{_NUMBER_WORDS})\b(?:[ -](?:and|{_NUMBER_WORDS}))*", re.I
)
NAME = re.compile(
    r"(?:\b(?:al|el|bin|de|van|von)[- ])?\b[A-Z][\w’'-]*\w"
    r"(?:[ -](?:al-|el-|of |de |van |bin )?[A-Z][\w’'-]*\w)*"
)
_POSSESSIVE = re.compile(r"[’']s?$")
_SHORT = frozenset("US UK EU UAE USA DC NYC LA".split())
"""Places that go by capitals alone; what else does is an organisation."""
_PLACE = re.compile(
    r"\b(?:in|at|to|from|near|into|across|outside|over|through|towards?|around|on|of)\s+(?:the\s+)?(?:\w+\s+){0,3}?[A-Z]\w+"
)


def _any_of(words: str) -> re.Pattern[str]:
    """A pattern for any of these words; an underscore stands for a space."""
    return re.compile(rf"\b(?:{'|'.join(words.replace('_', ' ').split(';'))})\b", re.I)


_OFFICE = _any_of("ministry;minister;official;president;spokes\\w+;commander;group;army;government;forces")
_CAUSE = _any_of(
    "because;due_to;owing_to;thanks_to;caused;blamed;reasons?;led_to;resulted_from;stemmed_from;"
    "(?:started|sparked|triggered|ignited|set_off|brought_about|prompted|provoked)_by;to_blame;in_order;so_that"
)
_REASON = _any_of(
    "since;as;after;amid;over;following;leaving;meant;means;given;citing;fear;feared;weakened;unable;without;"
    "no_(?:other_)?choice;"
    "to_(?:avoid|protect|allow|prevent|make|keep|give|let|stop|help|ensure|limit|reduce)"
)
_OF_A_CAUSE = _any_of("causes?;caused")
FOLLOWING = 6
"""Content words after a word for a reason that are looked at."""
MAYBE = 0.8
"""How well a word that may stand for a reason, and often does not, fills it where a cause is asked for: "after"."""
_MEANING = _any_of(
    "if;mean;means;meant;blow;loss;lose;loses;lost;leave;leaves;left;would;could;may;might;will;without;end;ends;ended;"
    "weak;weaker;weaken\\w*;strip\\w*;depriv\\w*;depend\\w*;no_longer;impact;effect;influence;consequence;turning_point;"
    "vacuum;collapse\\w*;threat\\w*;risk\\w*;cost;costs;power;balance;surviv\\w*"
)
_IMPORTANCE = _any_of("important;importance;significance;matter;matters;mattered")
_IS = re.compile(r"(?P<what>[\w’'-]+) (?:is|are|was|were|has been|had been) (?:the|an?|one of|its|their|our)\b")
_SPEECH = re.compile(
    '[“”"]|'
    + _any_of(
        "said;says;told;announced;warned;called_(?:for|on);demanded;claimed;added;stated;urged;vowed;denied;insisted;"
        "argued;according_to;described;declared;accused;confirmed;welcomed"
    ).pattern,
    re.I,
)
OTHER_FIGURE = 0.4
"""How well a figure of something else fills the slot."""
VAGUE = 0.6
"""How well "millions" does."""
_VAGUE = _any_of("dozens;hundreds;thousands;millions;billions")
_COUNTED = re.compile(
    r"\b(?:how (?:many|much) (?:more )?|(?:number|count|tally) of )(?P<what>[\w’'-]+(?: [\w’'-]+){0,2}?)"
    r"(?= (?:are|is|was|were|did|does|do|has|have|had|will|would|can|could|should|in|of|from|at|to|on|by|left|fled|who"
    r"|took|that|which)\b"
    r"|[^\w\s]|$)",
    re.I,
)
_ASKED_FOR = frozenset({"who", "when", "where", "how_many", "what"})
"""Kinds that ask for something the question does not say: a sentence that says it again is no answer."""
_ANYBODY = frozenset(content_terms("candidate judge justice man woman person people official member leader politician"))
OTHER_SPEAKER = 0.3
"""How well someone else's words fill it."""
_SPEAKER = re.compile(
    r"\b(?:did|does|do|has|have)\s+(?P<who>.+?)\s+"
    r"(?:say|said|tell|told|announced?|warn(?:ed)?|demand(?:ed)?|call(?:ed)? for|claim(?:ed)?)\b",
    re.I,
)
_WHO_IS = re.compile(
    r"(?:[Aa]nd |[Bb]ut )?[Ww]ho(?:['’]s| is| was| are| were) "
    r"(?P<who>[A-Z][\w’'-]*(?: (?:of |de |van |al-)?[A-Z][\w’'-]*){0,4})\W*"
)
_WHAT_IS = re.compile(
    r"(?:[Aa]nd |[Bb]ut )?[Ww]hat(?:['’]?s| is| are| was| were) (?:the |an? )?"
    r"(?P<what>[a-z]{3,7}|[A-Z][\w’'-]*(?: (?:of |de |van |al-)?[A-Z][\w’'-]*){0,4})\W*"
)
_TITLES = "President Minister Mayor Judge Justice Senator Professor Dr Captain General Colonel Bishop Rector".split()
_SMALL = "and|or|of|to|with|for|by|from|said|says|told|that|when|while|but|as|than|in|on|at"
_NAMING = re.compile(r"\b(called|named|names? of|name is|nicknamed|titled)\b", re.I)
_NAMED = re.compile(
    r"\b(?:which|what)\b(?P<what>(?: [\w’'-]+){0,4}? (?:"
    r"airline|agency|airport|album|app|artist|athlete|author|award|band|bank|book|brand|celebrity|chain|channel|"
    r"club|designer|film|hospital|hotel|hurricane|island|magazine|movie|museum|nation|network|newspaper|outlet|"
    r"park|platform|player|politician|prize|retailer|river|school|series|show|siblings|singer|song|star|store|"
    r"storm|territory|trophy|university"
    r")s?)\b",
    re.I,
)
"""What goes by a name."""
_ONE_THING = _any_of("which;costs?")
OF_ITS_KIND = 0.9
"""How well a name fills it that says what it names: "Yosemite National Park"."""
_PEOPLE = _any_of("people;persons?;dead;victims?")
PERSONS = _any_of(
    "people;persons;men;women;children;kids;boys;girls;folks?;dead;victims;casualties;others;members;residents;citizens;"
    "migrants;refugees;civilians;students;patients;survivors;police;troops;staff;crew;lives;pupils;nationals;"
    "\\w+(?:ers|ors|ists|ians|ees|men|women|ans|is|ese|ants)"
)
_HOW_LONG = _any_of("how_long;duration;(?:over|for|within)_what_(?:period|length)")
_DURATION = re.compile(
    rf"(?:\b\d[\d.,]*|\b(?:{_NUMBER_WORDS}|an?|half))[ -](?:(?:and a half|of|more|full|whole)[ ])?"
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
_WILL = _any_of("will;would;is;are;going")
_HAS = _any_of("has;have;had")
# What a figure is of, where the question says so.
_UNITS = (
    (
        _any_of("cost;costs;price;paid;pay;spent;spend;spending;worth;budget;money;salary;wages?;fees?;fine;debt"),
        re.compile(rf"[$€£¥]|\b(?:{'|'.join(sorted(CURRENCY_WORDS))}|won|cents?|billions?|millions?)\b", re.I),
    ),
    (
        _any_of("how_far;distance"),
        re.compile(r"\b(?:kilomet(?:re|er)|met(?:re|er)|mile|feet|foot|yard|block|light[- ]year)s?\b|\bkm\b", re.I),
    ),
    (
        _any_of("how_heavy;weighs?;weight"),
        re.compile(r"\b(?:tonne|ton|kilogram(?:me)?|kilo|gram(?:me)?|pound|stone|ounce)s?\b|\bkg\b", re.I),
    ),
    (
        _any_of("how_(?:tall|deep|wide);height;depth;width"),
        re.compile(r"\b(?:(?:centi|kilo)?met(?:re|er)|mile|feet|foot|inche?|yard|store?y|floor)s?\b|\b[ck]?m\b", re.I),
    ),
    (
        _any_of("how_fast;speed"),
        re.compile(r"\b(?:(?:kilo)?met(?:re|er)|mile|feet|foot)s? (?:an?|per) |\b(?:km/h|kp?h|mph|knots?)\b", re.I),
    ),
    (
        _any_of("how_(?:hot|cold|warm);temperature"),
        re.compile(r"\bdegrees?\b|°", re.I),
    ),
    (
        _any_of("percentage;per_?cent;share;proportion"),
        re.compile(r"%|\bper ?cent\b|\b(half|third|quarter|fifth|tenth)s?\b", re.I),
    ),
)


_HOW_MANY = _any_of("how_many;(?:number|count|tally)_of;toll")
_HOW_OLD = _any_of("how_old;age")
_AGE = re.compile(
    r"\b[A-Z][\w’'-]+, \d{1,3}\b|\baged? \d|\b(?:\d{1,3}|\w+)[- ]years?[- ]old\b|\bof \d{2}\b"
    r"|\b(?:is|was|turn(?:s|ed)) \d{1,3}(?=\W*$|[,;] )|\bborn\b.{0,60}\b(?:1[89]|20)\d\d\b",
    re.I,
)
_DIED = _any_of("drowned;burnt_to_death;froze_to_death")
"""How people died, where no word for death stands beside."""
_HOW_DIED = re.compile(
    r"\bhow (?:did|was|were|had)\b.{1,80}\b(?:die|died|killed)\b|\bdied? (?:of|from)\W*$"
    r"|\bcause of (?:\w+ ){0,2}death\b",
    re.I,
)
_DIED_OF = re.compile(
    r"\bdied\b.{0,60}?\b(?:of|from|when|after|by|because)\b|\bkilled\b.{0,40}?\b(?:by|when|with|as)\b"
    r"|\b(?:cause of death|shot|stabbed|drowned|strangled|poisoned|crushed|electrocuted|beaten|hit|struck)\b",
    re.I,
)


def fills(question: Question, sentence: str, before: Callable[[], str] = str) -> float:
    """How well a sentence has what the question's kind asks for and the question does not say itself: 0 to 1.

    `before` gives what a reader knows from what stands before it; it is asked only for who is speaking.
    """
    if question.language:
        return fills_in(question, sentence, before)
    if question.kind == "said":
        return _said(question, sentence, before())
    if question.kind in _ASKED_FOR and _says_again(question, sentence):
        return 0.0
    return _FILLERS.get(question.kind, _always)(question, sentence)


def asks_broadly(question: Question) -> bool:
    """Whether a question asks for no one thing that a sentence either holds or not, or how high something is by now."""
    level = question.kind == "how_many" and question.stands_now and not _COUNTED.search(question.text)
    if question.kind not in ("what", "yes_no", "compare") and not level:
        return False
    return not any(asked.search(question.text) for asked in (_ONE_THING, _NAMED, _NAMING, _HOW_DIED))


def _says_again(question: Question, sentence: str) -> bool:
    """Whether a sentence has no word of its own: "voters elected a candidate" has none for "whom did voters elect?"."""
    said = {*question.terms, *question.context}
    return not any(forms(term).isdisjoint(said) for term in content_terms(sentence) if term not in _ANYBODY)


def figures(sentence: str) -> list[str]:
    """The numbers of a sentence as written, dates apart."""
    return [
        m.group()
        for m in NUMBER.finditer(_blank(DATE, sentence))
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


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda m: " " * len(m.group()), text)


def new_names(question: Question, sentence: str) -> list[str]:
    """Names in a sentence that the question does not have, dates apart."""
    asked = question.searched.casefold()
    return [n for n in names(_blank(DATE, sentence)) if n.casefold() not in asked]


def _answering(question: Question, sentence: str) -> list[str]:
    """Those with a word that is neither asked nor a title: "Judge Jackson" has none where Jackson is asked about."""
    said = {*question.terms, *question.context, *_ANYBODY}
    return [n for n in new_names(question, sentence) if any(forms(w).isdisjoint(said) for w in content_terms(n))]


def _who(question: Question, sentence: str) -> float:
    if (asked := _WHO_IS.fullmatch(question.text)) is not None:
        return _introduced(asked["who"], sentence)
    new = _answering(question, sentence)
    if any(" " in name for name in new if not _POSSESSIVE.search(name)):
        return 1.0
    if new:
        return 0.8
    return 0.4 if _OFFICE.search(sentence) else 0.0


def _introduced(name: str, sentence: str) -> float:
    """Whether a sentence says who someone is: "Ann Lee, a doctor" or "the mayor, Ann Lee" or "her lawyer Ann Lee"."""
    words = [re.escape(word) for word in name.split()]
    known_for = r"an?|the|its|his|her|their|who|whose|chief|head|[a-z]\w+|[A-Z]\w+[’']s? [a-z]\w+"
    after = rf"{words[-1]}(?:, (?:\d+, )?(?:{known_for})\b| is | was )"
    before = rf"\b[a-z][\w’'-]+,? (?:[A-Z]\w*\.? )?{words[0]}\b(?! (?:and|or)\b)"
    titled = rf"\b(?:{'|'.join(_TITLES)})\.? (?:[A-Z]\w+ )?{words[0]}\b"
    if re.search(after, sentence) or re.search(titled, sentence):
        return 1.0
    return 0.8 if re.search(before, sentence) and not re.search(rf"\b(?:{_SMALL}),? {words[0]}\b", sentence) else 0.2


def _when(_: Question, sentence: str) -> float:
    return 1.0 if DATE.search(sentence) else 0.0


def _where(question: Question, sentence: str) -> float:
    places = (m.group().split()[-1] for m in _PLACE.finditer(_blank(DATE, sentence)))
    if any(not _in(question, place) and (not place.isupper() or place in _SHORT) for place in places):
        return 1.0
    return 0.5 if _answering(question, sentence) else 0.0


def _how_many(question: Question, sentence: str) -> float:
    """A figure, of what is asked for; less for one of something else."""
    if _HOW_LONG.search(question.text):
        return float(_how_long(question, sentence))  # "six hours after" is a figure here, and a time elsewhere
    if _HOW_OLD.search(question.text):
        return 1.0 if _AGE.search(sentence) else 0.0  # "seven matches" is no age
    found = [figure for figure in figures(sentence) if not _in(question, figure)]
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
    counted = _COUNTED.search(question.text)
    if counted is None:
        return 1.0
    if "much" not in counted.group() and _only_measures(counted["what"], sentence):
        return OTHER_FIGURE
    return 1.0 if _counts(counted["what"], sentence) else OTHER_FIGURE


def _how_long(question: Question, sentence: str) -> bool:
    """A length of time, or where it is still to end or to last its end or its beginning."""
    if _DURATION.search(_blank(_RATE, sentence)):
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


def _why(question: Question, sentence: str) -> float:
    if _CAUSE.search(sentence):
        return 1.0
    given = any(
        not _tells_of(question, sentence[m.end() :]) and not _of_time(sentence, m) for m in _REASON.finditer(sentence)
    )
    return (MAYBE if _OF_A_CAUSE.search(question.text) else 1.0) * given


def _of_time(sentence: str, since: re.Match[str]) -> bool:
    """Whether a "since" says from when on, as it does after "has been" and "have gone"."""
    return since.group().lower() == "since" and _HAS.search(sentence, 0, since.start()) is not None


def _tells_of(question: Question, after: str) -> bool:
    """Whether what follows is what is asked about: "after the fire" and "over his declaration" give no reason."""
    said = content_terms(after)[:FOLLOWING]
    named = set(content_terms(" ".join(question.names)))
    if any(term not in named and forms(term) & set(said[:1]) for term in question.terms):
        return True
    return sum(not forms(term).isdisjoint(said) for term in question.terms) > len(question.terms) / 2


def _meaning(question: Question, sentence: str) -> float:
    """What follows from it; where its importance is asked for also what it is: "Homs is the junction"."""
    if _MEANING.search(sentence):
        return 1.0
    said = (terms(match["what"]) for match in _IS.finditer(sentence))
    asked = _IMPORTANCE.search(question.text) is not None
    return float(asked and any(not set(question.terms).isdisjoint(words) for words in said))


def _in(question: Question, word: str) -> bool:
    return word.casefold() in question.searched.casefold()


def _said(question: Question, sentence: str, before: str) -> float:
    """Speech, of the one whose words are asked for."""
    if not _SPEECH.search(sentence):
        return 0.0
    asked = _SPEAKER.search(question.text)
    speaker = set(content_terms(asked["who"])) if asked else set()
    return 1.0 if not speaker or speaker & set(terms(f"{before} {sentence}")) else OTHER_SPEAKER


def _what(question: Question, sentence: str) -> float:
    """A name or title where that is asked for, else anything."""
    if _HOW_DIED.search(question.text):
        return 1.0 if _DIED_OF.search(sentence) else 0.2
    if (what := _WHAT_IS.fullmatch(question.text)) is not None:
        alike = (name for name in names(sentence) if initials(name) == what["what"].lower())
        return max(0.5, _introduced(what["what"], sentence), *(_introduced(name, sentence) for name in alike))
    asked = _NAMED.search(question.text)
    if not asked and not _NAMING.search(question.text):
        return 0.5
    found = _answering(question, sentence)
    kind = {t for w in asked["what"].split() if w.islower() for t in content_terms(w)} if asked else set()
    if any(not kind.isdisjoint(terms(name)) for name in found):
        return OF_ITS_KIND
    return 0.7 if found or re.search('[“”"]', sentence) else 0.3


def _always(_: Question, _sentence: str) -> float:
    return 0.5


_FILLERS: dict[QuestionKind, Callable[[Question, str], float]] = {
    "who": _who,
    "when": _when,
    "where": _where,
    "how_many": _how_many,
    "why": _why,
    "meaning": _meaning,
    "what": _what,
}
