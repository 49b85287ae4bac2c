"""The questions that one consists of: joined by "and", one after another, or the same of two things or times."""

import re
from dataclasses import replace

from rag.content import NAME, content_terms
from rag.dates import MONTHS
from rag.kinds import QuestionKind
from rag.leaning import leans
from rag.question import Question, alone

MOST_PARTS = 5
"""Questions in one that are told apart: an answer has no room for more, and each costs as much as one."""

_ASKING = r"(?:what|where|when|who|whom|why|how|which)"
_WHOM = r"(?:there|he|she|it|they|we|you)\b"
# "..., and did Vale stay" asks; "who resigned, and is accused of theft" goes on.
_ASKED_OF = (
    rf"(?:(?:is|are|was|were|has|have|had) {_WHOM}"
    rf"|(?:did|does|do|can|could|will|would|should) (?:{_WHOM}|(?:the|an?|its|his|her|their|any)\b|(?-i:[A-Z])))"
)
_JOINT = re.compile(
    rf"(?:,? and |\?\s+(?:and |but )?)(?=(?:in |on |at |to |by )?{_ASKING}\b)"
    rf"|(?:, and |\?\s+(?:and |but )?)(?={_ASKED_OF})",
    re.I,
)
_LISTED = re.compile(
    r", (?=(?:how (?:many|much|long|old|far|did|do|does)|what|why|when (?:did|was|were|is|will))\b)", re.I
)
_ELLIPTIC = re.compile(
    rf"{_ASKING}(?: (?:many|much|long|far|often|old))? (?:in|on|at|by|from|for|of|to|after|before|about|with)\b"
    rf"|(?:in|on|at|to|by) {_ASKING} \w+$",
    re.I,
)
"""A part that leaves out the verb of the one before it: "how many in the north", "at what town"."""
_LEAD = r"(?:(?:by|in|of|for|from|on|at|to|with) )?(?:the |its |their )?"
_SIDE = r"(?:(?-i:[A-Z][\w’'-]*(?: [A-Z][a-z][\w’'-]*){1,3})|[\w’'-]+(?: count)?)"
_PAIR = re.compile(
    rf"(?<![\w’'-])(?P<lead>{_LEAD})(?P<one>{_SIDE}),? (?:and|or|versus|vs\.?) "
    rf"(?P<other_lead>{_LEAD})(?P<other>{_SIDE})(?![\w’'-])(?P<next>\s+[\w’'-]+)?",
    re.I,
)
_BETWEEN = re.compile(r"\bbetween (?:the )?$", re.I)
_TIME = (
    r"(?:(?:in|at|by|during|of|for|on) )?(?:the )?(?:(?:end|start|beginning|middle|spring|summer|autumn|winter) of )?"
    rf"(?:(?:{MONTHS}),? )?(?:19|20)\d\d"
)
_TIMES = re.compile(
    rf"(?<!between )(?<!from )\b(?P<one>{_TIME}),? (?:than|and|or|versus|vs\.?|compared (?:to|with)) "
    rf"(?P<other>{_TIME})\b",
    re.I,
)
"""Two times of which the same is asked: "in 2020 than in 2018"."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_THAT_YEAR = re.compile(r"\b(?:(?:in|during) )?(?:that|the same) year\b", re.I)
_MORE = re.compile(r"\b(?:more|less|fewer|[a-z]{2,}er|rise|rose|fall|fell|grow|grew|increase\w*|decrease\w*)\b", re.I)
"""Signs that two times are compared by a figure."""
_RELATIVE = frozenset(("who", "whom", "whose", "which", "that"))
_GOES_ON = re.compile(r"which (?:is|are|was|were|has|have|had|also|later|now|since|then|it|they|he|she)\b", re.I)
_LEADS_UP = re.compile(r".*[.!?;:]\s+(?=\W*[A-Z])", re.S)
"""The sentences before the one that asks."""


def with_parts(question: Question) -> Question:
    """A question with those it consists of, if there are several."""
    parts = _joined(question)
    return replace(question, parts=parts or _for_each(question), apart=bool(parts))


def _joined(question: Question) -> tuple[Question, ...]:
    """The questions that are joined by "and" or follow one another; one that leans on the rest has it as context."""
    starts, ends = [0], []
    for match in _JOINT.finditer(question.text):
        if not _continues(question.text[starts[-1] : match.start()], question.text[match.end() :]):
            ends.append(match.start())
            starts.append(match.end())
    if ends:  # "who won, how many came and what did it cost?"
        listed = [m.span() for m in _LISTED.finditer(question.text) if m.start() < ends[-1]]
        starts, ends = sorted([*starts, *(b for _, b in listed)]), sorted([*ends, *(a for a, _ in listed)])
    texts = [question.text[a:b].strip(" ,?") for a, b in zip(starts, [*ends, len(question.text)], strict=True)]
    if not 2 <= len(texts) <= MOST_PARTS or not all(texts):
        return ()
    if year := _YEAR.search(texts[0]):
        texts[1:] = [_THAT_YEAR.sub(f"in {year[0]}", text) for text in texts[1:]]
    first, *others = map(alone, texts)
    leaning = [not first.terms or (question.rewritten is not None and leans(first))]
    leaning += [leans(part, named=1) or _ELLIPTIC.match(part.text) is not None for part in others]
    everything = dict.fromkeys((*question.terms, *question.context))
    return tuple(
        replace(part, context=tuple(t for t in everything if t not in part.terms), rewritten=question.searched)
        if leans_on
        else part
        for part, leans_on in zip((first, *others), leaning, strict=True)
    )


def _continues(before: str, after: str) -> bool:
    """Whether "and who ..." goes on with what is said of someone: "who is the man who resigned, and who is ill"."""
    word = after.split(maxsplit=1)[0].lower()
    first, *rest = re.findall(r"\w+", before.lower()) or [""]
    if word not in _RELATIVE or _RELATIVE.isdisjoint(rest) or (word != first and word not in rest):
        return False
    return word != "which" or _GOES_ON.match(after) is not None


def _for_each(question: Question) -> tuple[Question, ...]:
    """For "the bells Gabriel and Emmanuel" the question without the one and without the other.

    Not for two words that describe a third ("oil and gas projects"), nor for what only leads up to the question.
    """
    if question.rewritten is None and (times := _TIMES.search(question.text)) is not None:
        return _for_each_time(question, times)
    leads = _LEADS_UP.match(question.text)
    match = _PAIR.search(question.text, leads.end() if leads else 0)
    if match is None or question.rewritten is not None:
        return ()
    if question.kind != "compare" and _BETWEEN.search(question.text, 0, match.start()):
        return ()  # "the match between Ham and Lonn" is one
    sides = [content_terms(side) for side in match.group("one", "other")]
    if not all(sides) or set(sides[0]) == set(sides[1]):
        return ()
    lead = match["other_lead"]
    named = [bool(NAME.search(match[side])) for side in ("one", "other")]
    if (named[0] != named[1] and not lead) or (not any(named) and content_terms(match["next"] or "")):
        return ()
    start, after = match.start("lead" if lead else "one"), match.end("other")
    texts = [
        question.text[: match.end("one")] + question.text[after:],
        question.text[:start] + question.text[match.start("other_lead") :],
    ]
    return tuple(replace(alone(" ".join(text.split())), kind=question.kind) for text in texts)


def _for_each_time(question: Question, times: re.Match[str]) -> tuple[Question, ...]:
    """For "higher in 2020 than in 2018" the question of the one time and of the other."""
    before, after = question.text[: times.start()], question.text[times.end() :]
    one, other = times.group("one", "other")
    if other[0].isdigit() and not one[0].isdigit():
        other = f"{one.split()[0]} {other}"  # "in 2020 and 2018"
    of_figure = question.kind in ("yes_no", "compare") and _MORE.search(before)
    kind: QuestionKind = "how_many" if of_figure else question.kind
    return tuple(replace(alone(f"{before}{time}{after}"), kind=kind) for time in (one, other))
