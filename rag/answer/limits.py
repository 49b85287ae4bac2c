"""What narrows a statement: conditions and exceptions, parts of a whole, causes, "only" and "all", what was to be done.

A sentence that leaves one out, adds one or turns one round says another thing with the article's own words in their
order. It is not proven then; it is not called false, for what it leaves out may be told elsewhere.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from rag.answer import joins
from rag.answer.counted import frames
from rag.answer.facts import is_number, numbers
from rag.answer.lexicon import IRREGULAR_PAST, base
from rag.answer.objections import Objection
from rag.content import content_terms
from rag.dates import MONTHS, WEEKDAYS
from rag.terms import terms


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w’'-])(?:{pattern})(?![\w’'-])", re.I | re.X)


_CONDITION = _words(
    r"""(?:only[ ])?if | unless | provid(?:ed|ing)(?:[ ]that|(?=[ ](?:the|it|he|she|they))) | (?:as|so)[ ]long[ ]as
    | (?:they|he|she|anyone|anybody|residents|people)[ ](?:could|can)[ ](?:remember|recall) | in[ ](?:living[ ])?memory
    | pending | in[ ]the[ ]event[ ]of | assuming | given[ ](?:an?|that) | with[ ](?:an?|the)[ ][\w’'-]+[ ]in[ ]place
    | only[ ](?:after|when|where|for|by|with|from) | without(?![ ](?:exception|doubt)) | on[ ](?:bail|parole|probation)
    | (?:should|were|had)(?=[ ](?:the|it|he|she|they|there)[ ])
    | on[ ](?:the[ ])?condition(?:[ ]that)? | subject[ ]to | in[ ]case | depend(?:s|ed|ing)[ ]on | in[ ]return[ ]for
    | in[ ]exchange[ ]for | as[ ]soon[ ]as | once(?=[ ](?:the|an?|it|he|she|they|its|his|her|their)[ ])"""
)
_EXCEPTION = _words(
    r"""except(?:ing)?(?:[ ]for)? | apart[ ]from | aside[ ]from | other[ ]than | but[ ]for | with[ ]the[ ]exception[ ]of
    | excluding | all[ ]but | but[ ](?:one|two|three) | not[ ](?:counting|including) | leaving[ ]aside | barring"""
)
LONGEST = 700
"""Code points of a sentence that is compared: every pair of equal words is looked at."""
_TIME = _words(
    rf"""(?:from|starting)(?=[ ](?:\d|(?:{MONTHS}|{"|".join(WEEKDAYS)})\b))
    | (?:until|till)(?![ ](?:now|then|recently)\b)"""
)
_SAID_THAT = re.compile(
    r"^[^“”\"]{2,140}?\b(?:sa(?:id|ys)|told [\w’' -]{2,40}|argue[sd]|claim(?:s|ed)|insist(?:s|ed)|allege[sd]"
    r"|believe[sd]|accuse[sd]|complain(?:s|ed)|testif(?:ies|ied)|warn(?:s|ed))\b[^.,;“”\"]{0,40}\bthat\b",
    re.I,
)
"""How a sentence begins that says what somebody said: that it is so, it does not say. A war monitor's figure, with the
monitor named at the end, is told as news tells a fact."""
_QUOTED = re.compile(r"[“\"](?P<words>[^”\"]{20,})[”\"]")
_FROM_SOMEBODY = _words(
    r"""say(?:s|ing)? | said | tell(?:s|ing)? | told | report(?:s|ed)? | statement | account | words | speech |
    interview | argu\w+ | claim\w* | insist\w* | alleg\w+ | belie\w+ | suggest\w* | estimat\w+ | predict\w* |
    accus\w+ | complain\w* | add(?:s|ed) | warn\w* | according | den(?:y|ies|ied) | blam\w+ | announc\w+ |
    acknowledg\w+ | admit\w* | confirm\w* | promis\w+ | vow\w* | call\w* | demand\w* | describ\w+ | declar\w+ |
    view\w* | think\w* | thought | put | counts? | counted | reject\w* | disput\w+ | express\w* | criticis\w+ |
    prais\w+ | urg\w+ | ask\w* | spoke | speak\w* | explain\w* | maintain\w* | assert\w* | not(?:es|ed) | recall\w*
    | testif\w+ | figures? | calculat\w+"""
)
_HEDGED = _words(r"alleged(?:ly)? | reported(?:ly)?")
"""What says that somebody says so, and not who: it does not stand for one whom the article has it from."""
_HEADED = re.compile(
    r"^[^:.!?]{0,60}\b(?:advis[eo]rs?|ministers?|officials?|ministry|police|president|reports?|study|studies|poll|"
    r"survey|sources?|lawyers?|experts?|analysts?|spokes\w+|chief|governor|mayor|judge|senator|doctors?|scientists?|researchers?|"
    r"union|mediators?|witness(?:es)?|prosecutors?|leaders?|general|commander|owner|monitor|mps?|ceo): (?=[^\s\d])",
    re.I,
)
"""How a headline begins that has somebody's words after a colon."""
_NOT_SO = _words(
    r"""myths? | wrongly | falsely | mistaken(?:ly)? | erroneous(?:ly)? | incorrect(?:ly)? | far[ ]from
    | nothing[ ](?:suggests?|suggested|shows?|showed|points?|pointed) | no[ ](?:evidence|proof|signs?|indication)"""
)
_WHEN = re.compile(
    r"\b(?:will|would|can|could|may|might|shall)\b[^.;]*?"
    r"\b(?P<when>when|after|once|wherever|where|whoever|by the time)\b",
    re.I,
)
"""When something is to be, which it is not otherwise."""
_QUANTIFIED = re.compile(
    r"\b(?P<much>(?<!a )few|hardly any|half|most|many|some|several|nearly all|almost all|every (?:second|third|other)"
    r"|(?:\w+) out of \w+) (?:the |an? )?(?P<noun>[\w’'-]+)",
    re.I,
)
_LITTLE = re.compile(r"few|hardly|half|every|out of", re.I)
_OF_AGE = re.compile(
    r"\b(?P<noun>[\w’'-]+) (?:aged|under|older than|younger than|over)(?: the age of)? (?P<age>\d\d?|[a-z]+)\b"
    r"(?! (?:of|and)\b)"
)
_LIMITS = (
    (_CONDITION, "the article says it on a condition"),
    (_EXCEPTION, "the article makes an exception"),
    (_TIME, "the article says from when or until when"),
)
_APART = re.compile(r"[,;:—–()]|\b(?:and|but|while|whereas|with|including)\b")
_SEGMENT = re.compile(r"[,;:—–()]|\b(?:but|while|whereas)\b")

_PART = _words(
    r"""(?P<part> some | most | many | much | several | few | part | parts | half | none | all | each | both | neither
    | any | one | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve | dozens | hundreds
    | thousands | scores | \d[\d.,]*(?:[ ](?:hundred|thousand|million|billion|per[ ]?cent))? | percent | cent
    | thirds? | quarters? | tenths? | fifths? | majority | minority | bulk | rest | members? | number | share
    | proportion | percentage )[ ]of[ ]
    (?:(?:them|it|whom|which)\b | (?:all[ ])?(?:the|its|their|his|her|our|these|those|this|that|about|some|an?)[ ]
    (?P<whole>[\w’'-]+(?:[ ][\w’'-]+){0,3}))"""
)
"""A part and what it is of: "two of the five paintings", "most of whom"."""
_OF_WHICH = re.compile(r"\bof (?:whom|which)\b(?P<rest>[^,;:.]*)")
_NO_PART = ("all", "each", "both", "rest", "number", "any")
_WORD = re.compile(r"[\w’'-]+")
_LAST_OF = re.compile(r"[ ](?:in|on|at|to|from|with|for|was|were|is|are|had|has|have|will|who|which|that|and|or)\b.*")

_AMONG = _words(r"among | one[ ]of | some[ ]of | part[ ]of | two[ ]of | three[ ]of | (?:second|third|fourth|fifth)[ -]")
_AMONG_BEST = re.compile(
    r"\b(?:among|one of|some of|part of|two of|three of) (?:the|its|their|his|her) (?:[\w’'-]+ ){0,2}?"
    r"(?P<best>\w{2,}est|most|main|first|last|leading|top|worst|best)\b"
    r"|\b(?:second|third|fourth|fifth)[ -](?P<next>\w{2,}est|most)\b",
    re.I,
)

_EVERY = "all every everyone everybody everything each"
_ADDED = tuple(
    (frozenset(said.split()), frozenset(there.split()))
    for said, there in (
        ("only solely sole", "only solely sole just alone exclusively merely"),
        ("alone", "alone only solely"),
        (_EVERY, f"{_EVERY} whole entire both"),
        ("both", "both two"),
        ("whole entire entirely fully completely", "whole entire entirely fully completely full complete all"),
        ("always ever", "always ever every never"),
        ("again", "again another repeat repeated second anew back re"),
        ("once", "once one formerly former time"),
        ("most mostly", "most mostly majority largely mainly more"),
        ("several", "some several few many dozens"),
        ("many", "many most dozens hundreds thousands numerous several"),
        ("same", "same"),
        ("own", "own"),
        ("still", "still remain remains remained yet continue continues continued"),
        ("first", "first"),
    )
)
"""Words that widen or narrow, and what the article must have one of for any of the former to be added."""

_VERBS = frozenset(
    "get got gets getting gotten become became becomes becoming make made makes making give gave given gives giving "
    "come came comes coming go went gone goes going won keep kept take took taken takes taking".split()
)
"""Verbs that a question asks with, so that they are no content words there: in a statement they are what it says."""

_DONE = tuple(
    "manag continu help able forc made used succeed had has have went came chose compelled "
    "oblig go allowed enabled proved".split()
)
"""How words begin after which "to enter" tells that someone did."""
_LOWER = re.compile(r"[a-z]+")
_TO_DO = re.compile(r"(?P<before>[\w’'-]+) (?P<to>to (?:\w+ly )?)(?P<verb>[a-z][\w-]+)")
_FOR_DOING = re.compile(r"\bfor (?P<verb>[a-z]+ing)\b")
_PAST = re.compile(r"\w{2,}ed")

_SINCE = re.compile(r"\b(?:since|in (?:[\w-]+ ){1,3}(?:years|months|weeks|days|decades))\b", re.I)
_BEST_SINCE = re.compile(
    rf"\b(?P<best>first|only|last|most|best|worst|\w{{2,}}est)\b[^,;:.]{{0,50}}?{_SINCE.pattern}", re.I
)
_RESTRICTED = re.compile(
    r"(?:^|\b(?P<before>[\w’'-]+) )(?P<noun>[a-z][\w-]*[^\Wsu]s|people|men|women|children|those) "
    r"(?:who|whose|which|that(?! (?:the|an?|it|he|she|they|there|its|his|her|their)\b| [A-Z]))\b(?P<rest>[^,;:.()]*)"
)
_SOME = frozenset(
    "some many several few most two three four five dozens hundreds thousands of by said these those".split()
)
_NEARLY = re.compile(r"\b(?:nearly|almost|close to|just (?:under|short of))\s+(?P<what>[\w.,-]*\w)", re.I)
_ABOUT = _words(
    r"nearly | almost | close[ ]to | about | around | some | roughly | approximately | just[ ](?:under|short[ ]of)"
)


def _by_nobody(claim: str, evidence: str) -> bool:
    """Whether the article has it from somebody and the claim tells it as a fact."""
    said = [evidence[match.end() :] for match in (_SAID_THAT.search(evidence), _HEADED.match(evidence)) if match]
    if _FROM_SOMEBODY.search(_HEDGED.sub(" ", claim) if any(map(_HEDGED.search, said)) else claim):
        return False
    if not _QUOTED.search(claim):
        said += (match["words"] for match in _QUOTED.finditer(evidence))
    told = set(content_terms(claim))
    return any(2 * len(told & set(terms(words))) > len(told) for words in said)


def objections(claim: str, evidence: str) -> Iterator[Objection]:
    """Say what narrows the one and not the other. None of it is hard."""
    if max(len(claim), len(evidence)) > LONGEST:
        yield Objection("it is too long to be compared")
        return
    said = frozenset(base(term) for term in terms(claim))
    for limit, reason in _LIMITS:
        if not limit.search(claim) and any(_bears_on(match, evidence, said) for match in limit.finditer(evidence)):
            yield Objection(reason)
    if _NOT_SO.search(evidence) and not _NOT_SO.search(claim):
        yield Objection("the article does not say that it is so")
    for differs, reason in (
        (_by_nobody, "the article has it from somebody, whom it leaves out"),
        (_whole_for_part, "the article says it of a part only"),
        (_some_for_all, "the article says it of some of them only"),
        (_quantified, "the article says it of some of them only"),
        (_of_age, "the article says it of some of them only"),
        (_when, "the article says it on a condition"),
        (_best_alone, "the article says it is one of several"),
        (_nearly, "the article says that it is nearly so"),
        (_only_intended, "the article says what was to be done, not that it was"),
        (_befell_others, "the article says that of another number"),
        (joins.of_another, "the article says that of another"),
        (joins.not_respectively, "the article says that of another"),
        (joins.one_of_two, "the article says that of two together"),
        (joins.pair_turned, "the article has the two numbers the other way round"),
        (joins.joined_subject, "the article says that of another"),
        (joins.done_by_the_speaker, "the article has them say so, not do it"),
        (joins.causes_turned, "the article gives another cause"),
    ):
        if differs(claim, evidence):
            yield Objection(reason)
    yield from _added(claim, evidence)


def verbs(text: str) -> set[str]:
    """Stems of the verbs of a statement that are no content words of a question."""
    return {base(terms(word)[0]) for word in re.findall(r"\w+", text.lower()) if word in _VERBS}


def _bears_on(limit: re.Match[str], evidence: str, said: frozenset[str]) -> bool:
    """Whether words are claimed of the part of the sentence that a limit is put to: what stands before it there.

    Where it begins its part, that is the two parts before, and of a limit that begins the sentence the next one.
    """
    cuts = [0, *(match.end() for match in _SEGMENT.finditer(evidence)), len(evidence)]
    parts = list(pairwise(cuts))
    at = next(n for n, (start, end) in enumerate(parts) if start <= limit.start() < end)
    limited = evidence[parts[at][0] : limit.start()]
    if not content_terms(limited):
        limited = evidence[parts[max(0, at - 2)][0] : limit.start()]
    if not content_terms(limited):
        limited = evidence[slice(*parts[at + 1])] if at + 1 < len(parts) else evidence[limit.end() :]
    return any(base(term) in said for term in content_terms(limited))


def _whole_for_part(claim: str, evidence: str) -> bool:
    """Whether the claim has what the evidence says a part of, and not the part."""
    said = frozenset(base(term) for term in terms(claim))
    kept = {_figure(match["part"]) for match in _PART.finditer(claim)} | set(map(_figure, _WORD.findall(claim.lower())))
    for match in _PART.finditer(evidence):
        part = _figure(match["part"])
        if part in kept or part in _NO_PART:
            continue
        whole = match["whole"] or _SEGMENT.split(evidence[match.end() :], maxsplit=1)[0]  # "most of whom regard ..."
        if any(base(term) in said for term in content_terms(_LAST_OF.sub("", whole))):
            return True
    if (of_which := _OF_WHICH.search(evidence)) and not _OF_WHICH.search(claim):
        apart = [term for term in content_terms(of_which["rest"]) if not is_number(term)]
        return any(base(term) in said for term in apart)
    return False


def _figure(part: str) -> str:
    """One form of a number in words or digits; another word as it is."""
    return next((f"{number.value:g}" if isinstance(number.value, float) else str(number.value)
                 for number, _, _ in numbers(part)), part.lower())


def _best_alone(claim: str, evidence: str) -> bool:
    """Whether the claim calls first or best what the evidence says to be one of those, or to be so since when."""
    here = frozenset(_WORD.findall(claim.lower()))
    for match in _AMONG_BEST.finditer(evidence):
        if (match["best"] or match["next"]).lower() in here and not _AMONG.search(claim):
            return True
    since = _BEST_SINCE.search(evidence)
    return bool(since and since["best"].lower() in here and not _SINCE.search(claim))


def _some_for_all(claim: str, evidence: str) -> bool:
    """Whether the claim has those of whom the evidence means some ("owners whose houses ..."), and not which."""
    said = frozenset(base(term) for term in terms(claim))
    for match in _RESTRICTED.finditer(evidence):
        if is_number(match["before"]) or match["before"].lower() in _SOME:
            continue
        apart = content_terms(match["rest"])
        if apart and base(terms(match["noun"])[0]) in said and base(apart[0]) not in said:
            return True
    return False


def _quantified(claim: str, evidence: str) -> bool:
    """Whether the claim has "the ships" for "most ships", or "ships" for "few ships" and "half the ships"."""
    here = claim.lower()
    for match in _QUANTIFIED.finditer(evidence):
        noun = re.escape(match["noun"].lower())
        if match["much"].lower() in here or not re.search(rf"\b{noun}\b", here):
            continue
        if _LITTLE.search(match["much"]) or re.search(rf"\b(?:the|all|both|every) (?:[\w’'-]+ )?{noun}\b", here):
            return True
    return False


def _of_age(claim: str, evidence: str) -> bool:
    """Whether the claim has "children" for "children under five"."""
    said = {base(term) for term in terms(claim)}
    for match in _OF_AGE.finditer(evidence):
        noun = terms(match["noun"])
        if is_number(match["age"]) and noun and base(noun[0]) in said and match["age"] not in claim:
            return True
    return False


def _when(claim: str, evidence: str) -> bool:
    """Whether the claim leaves out when or where something is to be: "will reopen when the mines are cleared"."""
    match = _WHEN.search(evidence)
    if match is None or re.search(rf"\b{match['when']}\b", claim, re.I):
        return False
    return _bears_on_before(match.start("when"), evidence, frozenset(base(term) for term in terms(claim)))


def _bears_on_before(at: int, evidence: str, said: frozenset[str]) -> bool:
    part = _SEGMENT.split(evidence[:at])[-1]
    return any(base(term) in said for term in content_terms(part))


def _nearly(claim: str, evidence: str) -> bool:
    """Whether the claim has as reached what is nearly reached there."""
    short = [set(terms(match["what"])) for match in _NEARLY.finditer(evidence)]
    return not _ABOUT.search(claim) and any(what and what <= set(terms(claim)) for what in short)


def _added(claim: str, evidence: str) -> Iterator[Objection]:
    here, there = (frozenset(_WORD.findall(text.lower())) for text in (claim, evidence))
    for said, meant in _ADDED:
        if (added := sorted(here & said)) and not there & meant:
            yield Objection(f"the article does not say “{added[0]}”")


def _only_intended(claim: str, evidence: str) -> bool:
    """Whether a verb stands in the past in the claim, and in the evidence only after "to"."""
    past = {word for word in _LOWER.findall(claim) if _PAST.fullmatch(word) or word in IRREGULAR_PAST}
    if not past:
        return False
    to_do = {_verb(m["verb"]) for m in _TO_DO.finditer(evidence) if not m["before"].lower().startswith(_DONE)}
    to_do |= {_verb(m["verb"]) for m in _FOR_DOING.finditer(evidence)}
    evidence = _FOR_DOING.sub(" ", evidence)
    done = {_verb(word) for word in _LOWER.findall(_TO_DO.sub(r"\g<before>", evidence))}
    return any((verb := _verb(word)) in to_do and verb not in done for word in past)


def _befell_others(claim: str, evidence: str) -> bool:
    """Whether a number of the claim is of those killed where the evidence has it of those hurt, or the like."""
    there = _fates(evidence)
    return any(
        fate and value in there and all(other and not fate & other for other in there[value])
        for value, fates in _fates(claim).items()
        for fate in fates
    )


def _fates(text: str) -> dict[float | str, list[frozenset[str]]]:
    """For each number what became of what it counts, by the words of its part of the text."""
    found: dict[float | str, list[frozenset[str]]] = {}
    for number, start, end in numbers(text):
        before, after = _APART.split(text[:start])[-1], _APART.split(text[end:], maxsplit=1)[0]
        found.setdefault(number.value, []).append(frames(terms(f"{before} {after}")))
    return found


def _verb(word: str) -> str:
    return base(next(iter(terms(word)), ""))
