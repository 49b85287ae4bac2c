"""What a figure counts, and what became of it, by the words beside it."""

import re
from collections.abc import Iterable

from rag.content import STOPWORDS
from rag.terms import terms

PEOPLE = "peopl"
"""The stem of "people"."""
_FRAMES = {
    "killed": "kill killed died dies die dead death deaths fatality fatalities victim victims perished lives toll "
    "drown drowned drowns "
    "casualty casualties",
    "hurt": "injured injury injuries wounded wounds hurt hospital hospitals hospitalised hospitalized",
    "ill": "ill sick sickened infected infection infections",
    "missing": "missing unaccounted",
    "displaced": "displaced displacement fled flee fleeing uprooted evacuated evacuation homeless",
    "gathered": "gathered gather part demonstration demonstrators protest protested protesters marched march rally "
    "rallied attended attend crowd",
    "arrested": "arrested arrest arrests detained detention",
    "freed": "freed released release freeing",
    "returned": "returned return returning",
    "rescued": "rescued rescue saved",
    "charged": "charged sentenced convicted jailed",
    "given": "gave give given donated donations donors raised pledged promised",
    "spent": "spent spend spending cost costs paid price",
    "lost": "lost lose loss losses debt owed owes investment invested",
    "earned": "earned profit profits revenue sales",
    "fined": "fined fine penalty",
    "crossed": "crossed cross crossing entered arrived",
    "stolen": "stolen stole steal steals stealing theft thieves burglars burglary robbers robbed looted looters",
    "sent": "sent deployed mobilised mobilized",
}
_FRAME = {terms(word)[0]: frame for frame, words in _FRAMES.items() for word in words.split()}
KILLED = frozenset(stem for stem, frame in _FRAME.items() if frame == "killed")
"""Stems of the words that say of people that they are dead."""
_NOUNS = {terms(word)[0]: frame for word, frame in (("bodies", "killed"), ("cases", "ill"), ("patients", "ill"))}
"""What became of people by the noun that counts them, and by no other word: a body may be an authority."""
_COUNTED_SO = {terms(w)[0] for w in "persons dead deaths fatalities victims injured injuries wounded arrests".split()}
_COUNTED_SO |= set(_NOUNS)
"""Words that count people by what became of them."""
BEFELL = frozenset({"killed", "hurt", "ill", "missing", "displaced", "arrested", "freed", "rescued"})
_ABOARD = re.compile(r"\b(?:on board|aboard)\b", re.I)
_DIED = frozenset("died drowned perished".split())
_ARE = frozenset("are were was is have had has remain remained".split())
_NO_NOUN = {terms(w)[0] for w in "points times percentage seats".split()}
"""What is seldom a claim: an index or a score, and how often."""
UNITS = frozenset("$ € £ %".split())
"""Units that say little of what is counted."""
TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})
_PLURAL = re.compile(r"[a-z][\w’'-]+s$|^(?:people|men|women|children|police|troops)$")
_TOLD_OF = re.compile(
    r"""\b(?:(?P<toll>(?:death[ ])?toll|dead|deaths|crowd|turnout|attendance)
        |(?:number|count|total)[ ]of[ ](?P<what>[\w’'-]+(?:[ ][\w’'-]+){0,9}?))\b
    (?:[ ][\w’'-]+){0,7}?[ ](?:is|was|are|were|stood[ ]at|stands[ ]at|at|to|now|reached|reaches|became|passed|exceeded)
    (?:[ ](?:now|at[ ]least|more[ ]than|over|about|around|some|nearly|almost|up[ ]to))*[ ]+$""",
    re.I | re.X,
)
"""What stands before a figure that is said of a number: "the toll has risen to", "the number of people killed is"."""


def frames(stems: Iterable[str]) -> frozenset[str]:
    """What became of people or things, of what news counts, by the stems of some words."""
    return frozenset(_FRAME[stem] for stem in stems if stem in _FRAME)


def asked_frames(text: str) -> frozenset[str]:
    """The same of a question, which may ask for bodies, for cases, or for those on board."""
    stems = terms(text)
    found = frames(stems) | frozenset(_NOUNS[stem] for stem in stems if stem in _NOUNS)
    return found | {"aboard"} if _ABOARD.search(text) else found


def became(of: str, clause: str, noun: str) -> frozenset[str]:
    """What became of what a figure counts: who died of an illness is not one more that is ill."""
    found = set(frames(terms(clause)))
    if of == PEOPLE:
        found |= {_NOUNS[stem] for stem in terms(noun) if stem in _NOUNS}
    if "killed" in found:
        found -= {"hurt", "ill"}
    if not found & BEFELL and _ABOARD.search(clause):
        return frozenset({"aboard"})
    return frozenset(found)


def befell(before: str, after: str) -> bool:
    """Whether a number without a noun counts people by what became of them: "and six died", "23 were hurt"."""
    last, first = before.split()[-1:], after.split()[:1]
    if not first or (last and last[0].strip(",.").lower() not in STOPWORDS):
        return False
    verb = first[0].strip(".,;").lower()
    return verb in _DIED or (verb in _ARE and bool(frames(terms(after)) & BEFELL))


def counted(unit: str, after: str) -> tuple[str, str]:
    """What a number counts, as a unit or a stem, and the words for it: "air strikes" of "air strikes on Syria"."""
    if unit:
        return unit if unit not in TIMES else "", ""
    found: list[str] = []
    for word in after.split()[:4]:
        bare = word.strip(".?!’'")
        if not bare[:1].isalpha() or bare.lower() in STOPWORDS:
            break
        found.append(bare)
        if _PLURAL.search(bare):
            break
    else:
        found = found[:1]
    if not found:
        return "", ""
    if not _PLURAL.search(found[-1]):
        found = found[:1]
    return _kind(found[-1]), " ".join(found)


def told_of(before: str) -> tuple[str, str]:
    """The same where the words before a number say it of another: "number of people killed in the fire …"."""
    told = _TOLD_OF.search(before)
    if told is None:
        return "", ""
    words = (word for word in before[told.start() :].split() if word not in ("has", "have", "had"))
    return PEOPLE if told["toll"] else _kind(told["what"].split()[0]), " ".join([*words, "…"])


def _kind(word: str) -> str:
    stem = "".join(terms(word)[:1])
    return "" if stem in _NO_NOUN else PEOPLE if stem in _COUNTED_SO else stem
