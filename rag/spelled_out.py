"""Follow-ups in the words of the question before them.

"And from Lebanon?" asks the same of another, and "Is that still so?" asks it anew.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from rag.content import content_terms, name_words
from rag.dates import FAR, MONTHS, WEEKDAYS, Now, dates_in
from rag.kinds import kind_of
from rag.question import LATEST

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
ASKED_ANEW = ", by the latest report"
_WHEN = re.compile(r"[ ,]+(?:on|in|at|during)[ ]$", re.I)
PERSON = re.compile(
    r"\b(?:(?P<whose>his\b|her(?= (?!(?:in|on|at|to|for|by|with|and|or)\b)[a-z]))|s?he\b|him\b|her\b)", re.I
)
_FIRST_SENTENCE = re.compile(r".{1,400}?(?:[.!?][\"”’]?(?=\s|$)|$)")
_FULL_NAME = re.compile(r"(?<![\w’'-])[A-Z][\w’-]+(?: (?:(?:al|bin|de|der|el|la|van|von) )?[A-Z][\w’-]+)+")
_NOPERSON = re.compile(r"(?:The|North|South|East|West|Northern|Southern|Saudi|New|United|Great|Sri) |.*[’']s?$")
"""Names of countries, and of what another thing is of: "South Korea’s president"."""
_OF_ANOTHER = re.compile(
    r"\b(?:of|for|to|from|with|at|in|on|near|against|than|after|before|about|over)\b|\b(?:the|and)[ ]$", re.I
)
"""What stands before a name that may not be that of whom was asked for: "charged with the murder of Ann Rhee"."""
_AND_ANOTHER = re.compile(r" (?:and|or) (?:(?:his|her|the)(?: [a-z][\w-]*){1,3} )?[A-Z]")
"""What stands behind the first of two, of whom either may be meant."""
_WORD = re.compile(r"[^\W_][\w’'-]*")
_DETERMINED = re.compile(r"\b(?:the|an?|this|that)(?: [\w’'-]+){0,2} $", re.I)
"""What stands before a noun and is of it: "the second " of "the second flood"."""
_ROLE = re.compile(r"\bthe [a-z][\w-]*(?= (?:of|in|at|on|from|for)\b|\W*$)")
_GOES_ON = re.compile(r"^(?:and|but|so) ", re.I)
_LEADS = re.compile(r"(?:in|on|at|from|for|of|to|by|with|about|after|before|against|near|during|since)\b", re.I)
_CHOSEN = re.compile(
    r" (?:ha(?:s|ve|d) )?(?:(?:re-?)?appoint(?:ed|s)|(?:re-?)?elect(?:ed|s)|chose(?:n|s)?|nam(?:ed|es)|nominat(?:ed|es)"
    r"|pick(?:ed|s)|hir(?:ed|es)|sign(?:ed|s)|promot(?:ed|es)|select(?:ed|s)|dismiss(?:ed|es)|sack(?:ed|s)|fir(?:ed|es)"
    r"|arrest(?:ed|s)|charg(?:ed|es)|suspend(?:ed|s)|suspects?)(?: (?:their|its|his|her|the) [a-z][\w-]*,?)? "
)
"""What stands between whoever chose and the one chosen: "Harbour Rovers appointed Ann Rhee"."""
_WHO_IS = re.compile(r"(?:and |but |so )?who(?:['’]?s| is| was) (?P<name>[\w’'. -]{2,60}?)\W*", re.I)
_OF_TWO = re.compile(
    r"\bthe (?:former|(?P<latter>latter))(?=\W*$|[’']s |"
    r" (?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|sa(?:y|ys|id)|wants?|gets?|got|wins?|won)\b)",
    re.I,
)
_ABOUT = re.compile(r"(?:(?:and|but|so) )?(?:about|on the subject of|regarding|concerning) \S.*", re.I)
_ANOTHER = re.compile(
    r"(?:(?:and|but|so|(?:and )?(?:what|how) about) )(?P<who>(?:the|his|her|its|their) [\w’'-]+(?: [\w’'-]+){0,2})\W*",
    re.I,
)
_WHAT_SAID = re.compile(
    r"(?P<before>(?:(?:and|but|so) )?(?:what|why|how) (?:did|does|do|has|have) )(?:the [a-z][\w’'-]*(?: [a-z][\w’'-]*)?"
    rf"|{_NAME}|s?he|they)(?P<after> (?:say|said|think|want|demand|demanded|announce|announced|promise|promised|claim"
    r"|claimed|argue|argued|reply|replied|react|reacted|respond|responded|deny|denied)\b.*)",
    re.I,
)
_BESIDE_WHOM = re.compile(
    r"(?:(?:and|but|so) )?(?:before|after|without|against|with|under|for|from|by) (?:him|her)\W*", re.I
)
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)"
_SIMPLY = r"(?:why|when|where|how(?: long| often| soon)?|(?:since|until|till) when)"
_ASKS_SIMPLY = re.compile(rf"(?:(?:and|but|so) )?(?P<asks>{_SIMPLY})(?: exactly| though)?\W*", re.I)
"""What asks for a reason, a time, a place or a way, and for nothing else."""
_ASKED_SIMPLY = re.compile(rf"(?:(?:and|but|so) )?(?:{_SIMPLY} )?(?P<rest>{_AUXILIARY} .+)", re.I)
"""A question whether something is so, or when, where or why it is."""
_OF_ANOTHER_MATTER = re.compile(
    r"(?:(?:and|but|so)|(?:and )?(?:what|how) about)(?: (?:on|about|with|in|of))? "
    r"(?P<what>(?:the |(?-i:[A-Z]))\S.*?)\W*",
    re.I,
)
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def spelled_out(text: str, last: str, is_name: Callable[[str], bool]) -> str:
    """What a follow-up asks, in the words of the `last` question; empty if not clear.

    Another name stands where one stood after the same preposition, else in the place of the only one; a time in the
    place of a time. "And the year before?" is asked of the year before the only one named.
    `is_name` says of words written like a name, as "Why" is, whether they are one.
    """
    if len(text) > MAX:
        return ""
    if beside := _YEAR_BESIDE.fullmatch(text):
        return _of_year_beside(beside, last)
    match = _OTHER.fullmatch(text)
    if match is None or not (is_name(match["name"]) or _TIME.search(match["name"])):
        return ""
    lead = rf"\b{match['lead']} " if match["lead"] else r"\b"
    first = last.partition(" ")[0]  # it is written like a name
    places = re.compile(rf"{lead}(?P<name>(?:the )?{_NAME})", re.I).finditer(last, len(first) + 1)
    of_time = _TIME.search(match["name"]) is not None
    found = [p for p in places if (of_time if _TIME.search(p["name"]) else not of_time and is_name(p["name"]))]
    if not found and not match["lead"] and not of_time and (pronoun := PERSON.search(last)):
        return _for_pronoun(last, pronoun, _CASE.sub("", match["name"].rstrip("?.!, ")))
    if not found or (not match["lead"] and len(found) > 1):
        return ""
    start, end = found[-1].span("name")
    return f"{last[:start]}{_in_case_of(found[-1]['name'], match['name'])}{last[end:]}"


def said_by_another(text: str, last: str) -> str:
    """What somebody else said, of "And the army?" after what the mayor did; empty where that was not asked."""
    if len(text) > MAX:
        return ""
    other, asked = _ANOTHER.fullmatch(text), _WHAT_SAID.fullmatch(last)
    return f"{asked['before']}{other['who']}{asked['after']}" if other and asked else ""


def latest_of_another(text: str, last: str) -> str:
    """The latest of another matter, of "And on the trial?" after the latest on the strike; empty if not asked."""
    other, latest = _OF_ANOTHER_MATTER.fullmatch(text), LATEST.match(last)
    return f"{last[: latest.end()]} {other['what']}?" if other and latest and len(text) <= MAX else ""


def asked_simply(text: str, last: str) -> str:
    """The `last` question with "why" or "when" before it, where a follow-up is no more than that; else empty."""
    asks, asked = _ASKS_SIMPLY.fullmatch(text), _ASKED_SIMPLY.fullmatch(last)
    return f"{asks['asks'].capitalize()} {asked['rest'][0].lower()}{asked['rest'][1:]}" if asks and asked else ""


def asks_anew(text: str) -> bool:
    """Whether a follow-up asks if something is still so."""
    return len(text) <= MAX and _STILL.fullmatch(text) is not None


def anew(asked: str) -> str:
    """A question as it is asked of now: "on 3 May" goes, and "the fire of 3 May" and "since 3 May" stay."""
    for date in reversed(dates_in(asked, Now(_ANY_DAY, _ANY_DAY))):
        start, end = date.span
        says_when = _WHEN.search(asked, 0, start)
        if date.end < FAR and (says_when or asked[start].islower()):
            asked = asked[: says_when.start() if says_when else start].rstrip() + asked[end:]
    return f"{asked.rstrip('?.!, ').removesuffix(ASKED_ANEW)}{ASKED_ANEW}?"


def in_its_place(right: str, wrong: str, asked: str) -> str:
    """A question of something else: `right` for `wrong`, or for what has a word of it; empty where nothing has.

    "The governor" stands for the only "the mayor" of a question that asks who.
    """
    if wrong and (found := re.search(rf"(?<!\w){re.escape(wrong)}(?!\w)", asked, re.I)):
        return f"{asked[: found.start()]}{right}{asked[found.end() :]}"
    own = set(content_terms(right))
    for word in _WORD.finditer(asked):
        if not own.isdisjoint(content_terms(word.group())):
            before = _DETERMINED.search(asked[: word.start()])
            return f"{asked[: before.start() if before else word.start()]}{right}{asked[word.end() :]}"
    roles = list(_ROLE.finditer(asked))
    if _ROLE.fullmatch(right) and kind_of(asked) == "who" and len(roles) == 1:
        return f"{asked[: roles[0].start()]}{right}{asked[roles[0].end() :]}"
    return ""


def adds_about(text: str, last: str) -> bool:
    """Whether a follow-up only adds to the `last` question about what it is asked: "and about the strike?"."""
    return len(text) <= MAX and _ABOUT.fullmatch(text) is not None and _ABOUT.search(last) is None


def joined_to(asked: str, more: str) -> str:
    """A question with more words at its end."""
    asked, more = _GOES_ON.sub("", asked.rstrip("?.! ")), _GOES_ON.sub("", more)
    return f"{asked}{' ' if _LEADS.match(more) else ', '}{more.rstrip('?.! ')}?"


def without_names(text: str) -> str:
    """A question without the names in it."""
    own = set(name_words(text))
    return " ".join(word for word in text.split() if word.strip("?.!,") not in own)


def of_the_one_named(text: str, before: str, reply: str, said: str = "") -> str:
    """A follow-up with the name of whom "she" means, where the answer begins with one; empty if not clear.

    `before` is the question, which asked who it was, and `said` what it leans on, of whom it was not asked. Only the
    first sentence of its answer is read.
    """
    pronoun = PERSON.search(text)
    first = _FIRST_SENTENCE.match(reply)
    if not pronoun or not first:
        return ""
    if whom := _WHO_IS.fullmatch(before):
        names = (m.group() for m in _FULL_NAME.finditer(first.group()))
        if own := next((n for n in names if n.casefold().endswith(whom["name"].casefold())), ""):
            return _for_pronoun(text, pronoun, own)
    name = _whom_it_tells_of(first.group(), f"{said} {before}")
    return _for_pronoun(text, pronoun, name) if name else ""


def the_one_told_of(reply: str) -> str:
    """The name of the one of whom the first sentence of an answer tells; empty if not clear."""
    first = _FIRST_SENTENCE.match(reply)
    return _whom_it_tells_of(first.group(), "") if first else ""


def names_told(reply: str) -> str:
    """The names in the first sentence of an answer."""
    first = _FIRST_SENTENCE.match(reply)
    found = name_words(first.group()) if first else []
    return " ".join(dict.fromkeys(name for name in found if not _TIME.search(name)))


def _whom_it_tells_of(sentence: str, before: str) -> str:
    name = _FULL_NAME.search(sentence)
    if name and (chosen := _CHOSEN.match(sentence, name.end())):
        name = _FULL_NAME.match(sentence, chosen.end()) or name
    if not name or name.group().casefold() in before.casefold():
        return ""
    if _NOPERSON.match(name.group()) or _OF_ANOTHER.search(sentence[: name.start()]):
        return ""
    return "" if _AND_ANOTHER.match(sentence, name.end()) else name.group()


def names_one(text: str) -> bool:
    """Whether a question has a name of several words, as persons have."""
    return _FULL_NAME.search(text) is not None


def _for_pronoun(text: str, pronoun: re.Match[str], name: str) -> str:
    case = "’s" if pronoun["whose"] else ""
    return f"{text[: pronoun.start()]}{name}{case}{text[pronoun.end() :]}"


def of_former_or_latter(text: str, last: str, is_name: Callable[[str], bool]) -> str:
    """A follow-up with the one of two names that it means by "the latter"; empty where the question has not two."""
    which = _OF_TWO.search(text)
    names = [m.group() for m in re.finditer(_NAME, last[len(last.partition(" ")[0]) :])]
    two = [half for name in names for half in name.split(" and ") if is_name(half) and not _TIME.search(half)]
    if not which or len(two) != 2:
        return ""
    return f"{text[: which.start()]}{two[which['latter'] is not None]}{text[which.end() :]}"


def beside_whom(text: str, named: str) -> str:
    """What a follow-up adds that is only "and before him?", as it is `named`: "before Erik Holt"; else empty."""
    return _GOES_ON.sub("", named) if _BESIDE_WHOM.fullmatch(text) else ""


def _of_year_beside(beside: re.Match[str], asked: str) -> str:
    years = set(_YEAR.findall(asked))
    if len(years) != 1:
        return ""
    earlier = (beside["way"] or beside["which"]).lower() in ("before", "previous")
    return _YEAR.sub(str(int(years.pop()) + (-1 if earlier else 1)), asked)


def _in_case_of(other: str, name: str) -> str:
    """A name in the case of another one: "Turkey’s" for "Iran’s"."""
    case = _CASE.search(other)
    return f"{_CASE.sub('', name.rstrip('?.!, '))}{case.group() if case else ''}"
