"""Later reports before those that only expected it, and beside those that tell how things stood: news goes on.

And what was corrected or withdrawn since below all that stands.
"""

import re
from collections.abc import Callable, Sequence

from rag.answer.candidates import Candidate
from rag.answer.corrected import superseded
from rag.answer.entities import DATE, names
from rag.answer.first_told import prefer_first_report
from rag.answer.overtaken import later_reports, prefer_newer_reason, prefer_overtaking
from rag.question import Question
from rag.terms import terms

_PROVISIONAL = re.compile(
    r"""^["“]?(?:If|Whether)\b|\bwill[ ](?:decide|vote|rule)\b[ ](?:\w+[ ]){0,4}?(?:whether|if|on)\b
    |\b(?:projections?|projected|exit[ ]polls?|(?:last|latest|new)[ ]polls?|forecasts?|preliminary|provisional
    |(?:first|early|partial)[ ](?:counts?|results?|estimates?)
    |in[ ]talks|close[ ]to[ ]\w+ing|(?:people|persons?|sources?)[ ](?:\w+[ ]){0,2}?(?:close|familiar|briefed)
    |(?:unnamed|anonymous)[ ]sources?|not[ ]to[ ]be[ ]named|reportedly|rumou?rs?|is[ ]said[ ]to|are[ ]said[ ]to
    |believed?|suspect(?:s|ed)?|is[ ]considering|are[ ]considering)\b""",
    re.X,
)
"""Signs of what is expected, leaked or not yet counted out."""
_TO_COME = re.compile(
    r"\b(?:is|are) (?:(?:due|set|scheduled|expected|likely|about|poised) )?to (?!be (?:found|seen|blame)\b)[a-z]+", re.I
)
"""The same where it is asked whether something is so: "parliament is to vote in May" does not say how it did."""
_OF_THEN = re.compile(
    r"\b(?:first|initial\w*|original\w*|at the time|back then|early on|before|rumou?r\w*|leak\w*|forecast|predict\w*"
    r"|poll\w*|project\w*|expect\w*|believe\w*|suspect\w*|might|may|could)\b",
    re.I,
)
"""Signs of a question about how things stood or were expected."""
_HAPPENED = re.compile(r"(?:(?:and|but|so)[ ])?(?:did|has|have)\b", re.I)
"""A question whether something happened, which no later report undoes."""
DONE = 0.1
"""Added for a sentence that has the verb as it was asked: "impeached", and no motion to impeach that failed."""
_ASKS_DAY = re.compile(r"\b(?:when|(?:what|which) (?:day|date|week|month|time)|how soon|until)\b", re.I)
_CALLED_OFF = re.compile(
    r"""\b(?:postpon\w*|reschedul\w*|adjourn(?:ed|s|ing)|deferr(?:ed|ing)|cancell?(?:s|ed|ing)?|scrapp(?:ed|ing)
    |(?:puts?|putting|call(?:s|ed|ing)?)(?:[ ][\w’'-]+){0,8}?[ ]off
    |will[ ](?:now[ ])?not[ ](?:now[ ])?(?:take[ ]place|go[ ]ahead|happen|be[ ]held))\b""",
    re.I | re.X,
)
"""Signs that what was announced for a day is on another one now, or on none."""
_MOVED = re.compile(
    r"""\b(?:delay(?:s|ed|ing)?|extended
    |(?:push(?:es|ed)?|puts?|brings?|brought)(?:[ ][\w’'-]+){0,8}?[ ](?:back|forward)
    |(?:mov|shift)(?:e|es|ed|ing|s)?(?:[ ][\w’'-]+){0,8}?[ ]
        (?:up|back|forward|earlier|later|(?:to|from|until)(?=[ ][A-Z\d])))\b""",
    re.I | re.X,
)
"""The same where the sentence names a day as well."""
_ONLY_ASKED = re.compile(
    r"""\b(?:not|never|no|den(?:y|ied|ies)|rul(?:ed?|es)[ ]out|ask\w*|want\w*|demand\w*|urg\w+|request\w*|sought|seeks?
    |propos\w*|refus\w*|reject\w*|threat\w*|may|might|could|should|would|consider\w*|if|whether|unless)\b""",
    re.I | re.X,
)
"""What stands before such words where nothing was moved yet."""
_WAS = re.compile(r"\b(?:did|was|were|has|have|had)\b", re.I)
_BEGIN = frozenset(terms("begin start hold held happen take place go ahead due set planned scheduled date"))
"""What is said of anything that has a day."""
MOVED = 0.5
"""Least score and relevance of a report that the day was moved, against the announcement's."""
_PARTICIPLE = re.compile(r"\b(?:is|are|was|were|been|be)\b[^.?!]*?\b(?P<verb>[a-z]{3,}ed)\b")
FACTS = frozenset({"who", "when", "where", "how_many"})
NEAR = {"state": 0.65, "fact": 0.8}
"""Least score and relevance of the later sentence, against the first one's: where a question asks whether something is
or was so, and where it asks for a fact."""
_OF_NOTICES = re.compile(r"\b(?:correct|clarif|retract|withdr[ae]w|disavow|mistake|error|wrong)", re.I)
"""Signs of a question about what was corrected or withdrawn."""
GONE = 0.25
"""Of its score, what a sentence keeps whose report was corrected or withdrawn in a later one that is found as well."""
BESIDE = 0.97
"""Score, against the first one's, of a later sentence about the state that is asked about."""


def as_asked(question: Question) -> Callable[[str], bool]:
    """Says of a sentence whether it has the participle of a question: "was Yoon impeached?"."""
    asked = _PARTICIPLE.search(question.text.lower()) if question.kind in ("yes_no", "why") else None
    if asked is None:
        return lambda _: False
    verb = re.compile(rf"\b{re.escape(asked['verb'])}\b")
    return lambda sentence: verb.search(sentence.lower()) is not None


def lower_superseded(question: Question, candidates: Sequence[Candidate]) -> None:
    """Lower the score of what was corrected or withdrawn in another article, where it is not asked for.

    It is where a question asks how things stood at first, about corrections, or for what the outlet reported.
    """
    if _OF_THEN.search(question.text) or _OF_NOTICES.search(question.text):
        return
    asked = set(terms(question.text))
    for c in superseded(candidates):
        outlet = set(terms(c.source.article.outlet))
        if not (outlet and outlet <= asked):
            c.score, c.relevance = GONE * c.score, GONE * c.relevance


def prefer_later(question: Question, best_first: Sequence[Candidate]) -> None:
    """Raise the score of a later report's sentence, where the first one only expected or leaked what is asked.

    And, where a question asks whether something is so, that of the newest report about it: "will stay closed" was true
    until it opened.
    """
    lower_superseded(question, best_first)
    best_first = sorted(best_first, key=lambda c: -c.score)
    if not best_first or prefer_first_report(question, best_first):
        return
    if question.kind == "why":
        prefer_newer_reason(question, best_first)
    elif question.kind not in ("timeline", "compare", "meaning") and not _prefer_moved(question, best_first):
        _prefer_what_came(question, best_first)


def _prefer_what_came(question: Question, best_first: Sequence[Candidate]) -> None:
    if _OF_THEN.search(question.text) or DATE.search(question.text) or prefer_overtaking(question, best_first):
        return
    first = best_first[0]
    of_state = question.kind == "yes_no"
    expects = (_PROVISIONAL, _TO_COME) if of_state else (_PROVISIONAL,)
    expected = any(sign.search(first.text) for sign in expects)
    if not (expected or of_state):
        return
    near = NEAR["state" if of_state else "fact"]
    named = set(question.terms).intersection(terms(" ".join(names(first.text))))
    later = [c for c in later_reports(best_first, near) if question.kind not in FACTS or c.slot >= first.slot]
    later = [c for c in later if named.isdisjoint(c.missing)]  # "is Rhee banned?" is told by no news of Lund's ban
    told = [c for c in later if not any(sign.search(c.text) for sign in expects)]
    if not _PROVISIONAL.search(first.text):  # "is to travel" tells of anybody
        asked = set(terms(" ".join(question.names)))
        told = [c for c in told if asked.isdisjoint(c.missing)]
    if expected and told:
        if of_state and _HAPPENED.match(question.text):
            newest = max(told, key=lambda c: c.score)
        else:
            newest = max(told, key=lambda c: (of_state * c.source.known_from, c.relevance))
        newest.score = first.score + 1e-3
    elif of_state and later:
        newest = max(later, key=lambda c: (c.source.known_from, c.score))
        newest.score = max(newest.score, BESIDE * first.score)


def _prefer_moved(question: Question, best_first: Sequence[Candidate]) -> bool:
    """Raise the newest report that a day was moved or called off above the one that announced it, and say so.

    Where it is asked what the day was at first, the announcement is raised.
    """
    first, asks_day = best_first[0], _ASKS_DAY.search(question.text) is not None
    if not asks_day and question.kind != "yes_no":
        return False
    best, dated = first, frozenset(terms(" ".join(m.group() for m in DATE.finditer(question.text))))
    if _OF_THEN.search(question.text):
        if asks_day and _moved(first):
            fit = (c for c in best_first if DATE.search(c.text) and not _moved(c) and _moves(first, c, dated))
            best = max(fit, key=lambda c: c.score, default=first)
    elif not _WAS.search(question.text):
        fit = (c for c in later_reports(best_first, MOVED) if _moved(c) and _moves(c, first, dated))
        best = max(fit, key=lambda c: c.source.known_from, default=first)
    if best is not first:
        best.score = first.score + 1e-3
    return best is not first


def _moved(candidate: Candidate) -> bool:
    """Whether a sentence says that something is on another day than announced, or called off."""
    text = candidate.text
    found = _CALLED_OFF.search(text) or (_MOVED.search(text) if DATE.search(text) else None)
    return found is not None and not _ONLY_ASKED.search(text, 0, found.start())


def _moves(later: Candidate, earlier: Candidate, dated: frozenset[str]) -> bool:
    """Whether what was moved is what the other had announced: the question's words, or all but one and the day.

    Words of the day that the question names, `dated`, need not be there: it is another now.
    """
    if earlier.source.known_from >= later.source.known_from:
        return False
    lost = set(later.missing) - set(earlier.missing) - _BEGIN - dated
    days = {m.group() for m in DATE.finditer(earlier.text)} & {m.group() for m in DATE.finditer(later.text)}
    return not lost or (len(lost) == 1 and bool(days))
