"""What a question asks: its kind, its words, the names in it, and what it leans on in the chat before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.article import one_line
from rag.dates import MONTHS, WEEKDAYS, without_dates
from rag.errors import QuestionError
from rag.kinds import QuestionKind, kind_of
from rag.spelled_out import of_the_one_named, spelled_out
from rag.terms import terms
from rag.types import Turn

__all__ = ["Question", "content_terms", "named_terms", "understand"]

MAX_QUESTION = 2_000
"""Code points of a question; a longer one is a document."""
MOST_PARTS = 5
"""Questions in one that are told apart: an answer has no room for more, and each costs as much as one."""

STOPWORDS = frozenset(
    """a about above after again against ago all also am an and any anyone anything are aren as at be became because
    been before being below between both but by came can come could did didn do does doesn doing don down during each
    ever every exactly few for from further get give given go going gone got had has hasn have haven having he her
    here hers him his how i if in into is isn it its itself just know let like long made make makes many may me
    mean means might more most much must my near no nor not now of off often on once one only or other our out over
    own please re s said same say says she should since so some still such t take tell than that the their them then
    there these they this those through to too under until up upon very want wanted wants done thing things way
    was wasn we were weren what when where whether which while
    who whom whose why will with would yes yet you your happen happened happening
    according report reported reports article articles news story actually latest newest recent recently currently today
    nowadays moment yet compare become becomes becoming eve""".split()
)
_STOP_TERMS = frozenset(term for word in STOPWORDS for term in terms(word))

_WILL_NOT = re.compile(r"\bwon['’]t\b", re.I)

_NAME = re.compile(r"\b(?:al-|Al-|el-|El-|d’|d')?[A-Z][\w’'-]*\w\b|\b[A-Z]{2,}\b")
_LEANING = re.compile(
    r"^(and|but|so|then|also|what about|how about|what else|why|why not|when|where|who|how|really|which one)\b", re.I
)
_FOLLOWS = re.compile(
    r"^(and|but|so|then|also|what about|how about|why not|really)\b"
    r"|\b(instead|else|too|as well|either|before that|after that|since then|by then)\W*$"
    r"|^what (?:happened|came|happens) (?:next|afterwards?|later|then)\W*$",
    re.I,
)
_NEXT = re.compile(r"(?:and )?what (?:happened|came|happens) (?:next|afterwards?|later|then|after that)\W*", re.I)
"""A follow-up that has no words of its own: all that was reported of the matter is asked for."""
_ASKED_FOR = re.compile(
    r"""(?:(?:please|kindly|hello|hi|hey|ok|so)\b[ ,!.]*)*
    (?:(?:can|could|would|will)[ ]you[ ](?:please[ ])?(?:tell|explain|show|give|remind)(?:[ ](?:me|us|to[ ]me))?
    | do[ ]you[ ]know | i(?:[ ]would|['’]d)?[ ](?:want|like|need)[ ]to[ ]know | (?:tell|show|give|remind)[ ](?:me|us)
    | i(?:['’]m|[ ]am)[ ](?:wondering|curious|interested[ ]in)
    | please | explain(?:[ ]to[ ]me)? | (?:can[ ]you[ ]|could[ ]you[ ]|please[ ])*(?:summari[sz]e|describe|outline))
    (?:[ ](?:about|what[ ]you[ ]know[ ](?:about|of)))?[ ,:]+(?=\w+[ ]\w)""",
    re.I | re.X,
)
"""What a question is asked with, and is no part of it: "can you tell me", "summarise"."""
_SUMMARY = re.compile(
    r"(?:\b(?:summari[sz]e|outline|(?:summary|overview|recap) (?:of|for))\b|^catch me up\b)"
    r"(?!.*\b(?:articles?|columns?|interviews?|pieces?|reports?|speech)\b)",
    re.I,
)
"""Signs of a question for all that was reported, one thing after another; one article is told by its own sentences."""
_ASKS = tuple(
    (re.compile(pattern, re.I), by)
    for pattern, by in (
        (r"\bhow (?:high|big|large|great|old|strong|hot|cold|heavy|tall|deep|wide|fast|far)\b", "how"),
        (r"(\bhow long\b.{1,200})\blast(?:ed)?\b", r"\1"),
        (r"\bwhat(?:['’]s)?(?: was| is| were| are)?(?: the)? (?:causes?|caused|reasons?)\b", "why"),
        (r"^what(?:['’]s| is| was| are| were) the (?:total |exact |overall )?(?:number|count|tally) of\b", "how many"),
        (r"\b(?:on )?(?:what|which) (?:date|day|time|year|month)\b", "when"),
        (
            r"\b((?:un)?employment|jobless|inflation|growth|birth|death|crime|murder|poverty|infection) rates?\b",
            r"\1",
        ),
        (r"\bwho(?: else)? owns\b", "who owner"),  # "own" is mostly "his own", and no content word
        (r"\b(?:catch|catche[sd]|catching|caught|set) fire\b", "fire"),
        (r"\b(?:an? |the )?(?:\w+ )?(?:timeline|chronology|summary|overview|recap)(?= (?:of|for)\b)", ""),
        (r"^catch me up\b", ""),
        (r"\b(?:importan(?:t|ce)|significan(?:t|ce))\b", ""),
        (r"\bwhy (do|does|did)\b(.{1,200}?) matter(?:ed)?\b", r"why \1\2"),
        (r"\b(?:so|thus) far\b|\bto date\b", ""),
        (rf"\blast (?=(?:{'|'.join(WEEKDAYS)}|week|weekend|month|year)\b)", ""),
    )
)
"""What asks for a figure, a cause or a day, or says when, and seldom stands beside it; and words that say too little or
too much. Each with what is searched for in its place."""
_MATTER = frozenset(
    term
    for word in "affair crisis day development event month saga scandal situation story week year".split()
    for term in terms(word)
)
"""What a matter is called where all that was reported of it is asked for, and seldom in the reports."""
_NEWS = re.compile(
    r"\b(?:news|latest|newest|new|headlines?|happen(?:s|ed|ing)?|going on|stor(?:y|ies)|updates?)\b", re.I
)
_LATELY = re.compile(r"\b(?:today|tonight|this (?:morning|week))\b", re.I)
_SORTS_OF_NEWS = frozenset(terms("new top breaking headline headlines main update updates morning"))
"""What may be said of the news that is asked for, where it is asked for and nothing else."""
_NOW = re.compile(
    r"\b(latest|now|currently|today|nowadays|still|so far|at present|at the moment|most recent|recently|newest)\b"
    r"|\b(?:is|are|['’]s) (?:the|[\w’'-]+['’]s) current (?!(?:of|in|at|on|from|like|that|so)\b)[a-z]",
    re.I,
)
_STANDS = re.compile(
    r"^(?:and |so |but )?(?:is|are)\b.*\b(?:over|open|closed|shut|finished|ended|back|working|running|in force|alive"
    r"|free|missing|banned|blocked|safe|in office|in power|in custody|in prison|on strike)"
    r"(?: (?:again|already|yet|then))?\W*$",
    re.I,
)
"""A question about a state that ends: the newest report knows."""
_HOLDS = re.compile(
    r"^(?:and |so |but )?(?:who(?:['’]s|(?: else)? (?:is|are|leads|runs|heads|chairs|owns|holds|coaches|governs))"
    r"|(?:what|how (?:high|low|large|big|much|many))(?:['’]s| is| are)) (?:the\b|[\w’'-]+['’]s )",
    re.I,
)
"""A question about an office or a level as it is: there were others before."""
_TODAY = re.compile(r"(?<=[a-z] )(?:Today|Now)\b")
"""Part of a name, as of a newspaper's."""
_AUXILIARY = re.compile(
    r"\b(?:(?P<open>will|has|have)|is|are|does|do|can|would|was|were|did|had|could|should|might)\b", re.I
)
_THE = re.compile(r"\bthe [a-z]\w", re.I)
_SMALL_TALK = re.compile(
    r"""(?:(?:many[ ])?thanks|thank[ ]you|thx|ok(?:ay)?|all[ ]right|hello|hi|hey|great|good|cool|nice|perfect|yes|no
    |sure|right|i[ ]see|got[ ]it|morning|evening|day|bye|cheers|please|(?:so|very)[ ]much|a[ ]lot|wow|[ ,.!?:)-])+""",
    re.I | re.X,
)
"""A turn that asks nothing."""
_QUOTATION = re.compile(r"[\"“„«](?P<words>[^\"“”„«»]+)[\"”“»]")
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
_PRONOUN = re.compile(
    r"\b(it|its|they|them|their|theirs|he|him|his|she|her|hers|that|this|those|these|there|then|the same|"
    r"the (?:two|first|second|other|latter|former|deal|move|attack|decision|vote|group|country|city|figure)|so)\b",
    re.I,
)
_NO_PRONOUN = re.compile(
    r"\bso far\b|\bthis (?:week|month|year|morning|afternoon|evening|spring|summer|autumn|winter|season|quarter)\b"
    r"|\bthere (?=(?:on|in|at|for|any|an?|no|been|to|by|with|of|more|enough)\b)",
    re.I,
)
"""Words that point back only in a brief question: "so far", "this week", "how many were there on the ferry"."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart."""

    text: str
    kind: QuestionKind
    terms: tuple[str, ...]
    """Index terms of its content words, in order, each once."""
    names: tuple[str, ...] = ()
    """Words written like names."""
    context: tuple[str, ...] = ()
    """Index terms that come from earlier turns only."""
    rewritten: str | None = None
    """The question with what it leans on, None when it stands alone."""
    quotations: tuple[tuple[str, ...], ...] = ()
    """Index terms of what stands in quotation marks, two words or more: they must stand together."""
    wants_new: bool = False
    """Whether it asks how things stand: the newest report counts most."""
    stands_now: bool = False
    """Whether it asks who or how much something is now, which in years may be told of many times."""
    stands_open: bool = False
    """Whether it asks what will be or has been by now: a later report may say otherwise."""
    parts: tuple["Question", ...] = ()
    """The questions it consists of when it asks several things; empty when it asks one."""
    may_stand_alone: bool = False
    """Whether it leans on earlier turns only because it is brief, and nothing in it points back at them."""
    apart: bool = False
    """Whether its parts are questions of their own, and not one that is asked of two."""
    typed: str = ""
    """What was asked, where `text` spells out a follow-up; else empty."""
    language: str = ""
    """The language it is in where that is not English; else empty."""
    content: str = ""
    """Its words without the function words of that language."""

    @property
    def own_words(self) -> str:
        """The words it is about, as they are written; of an English question the whole."""
        return self.content if self.language else self.text

    @property
    def asks_news(self) -> bool:
        """Whether it asks for the news, whatever it is: "What is new?"."""
        if self.rewritten is not None or self.language or not _SORTS_OF_NEWS.issuperset(self.terms):
            return False
        undated = _LATELY.sub(" ", self.text)
        return _NEWS.search(undated) is not None and without_dates(undated) == undated

    @property
    def searched(self) -> str:
        """The words that are searched for."""
        return self.rewritten or self.text


def understand(text: str, history: Sequence[Turn] = ()) -> Question:
    """Take a question apart, with the earlier turns of its chat where it leans on them.

    They are read as articles are kept: on one line, in NFC and without characters that only hide or turn.

    Raises `QuestionError` when there is nothing to search for.
    """
    text = one_line(text)
    if not text:
        raise QuestionError("the question is empty")
    if len(text) > MAX_QUESTION:
        raise QuestionError(f"the question has {len(text):,} characters; the limit is {MAX_QUESTION:,}")
    asked = text[match.end() :] if (match := _ASKED_FOR.match(text)) else text
    question = _in_context(_alone(asked), history)
    if question.kind == "timeline" or (question.kind == "what" and _SUMMARY.search(text)):
        own = tuple(term for term in question.terms if term not in _MATTER)
        question = replace(question, kind="timeline", terms=own or question.terms)
    if question.rewritten is not None and _NEXT.fullmatch(question.typed or question.text):
        question = replace(question, kind="timeline", terms=())
    if question.asks_news:
        question = replace(question, kind="timeline", terms=(), names=())
    if asked != text and not question.typed:
        question = replace(question, typed=text)
    parts = _joined(question)
    return replace(question, parts=parts or _for_each(question), apart=bool(parts))


def _alone(text: str) -> Question:
    about, kind = _without_asking(text), kind_of(text)
    undated = without_dates(text)
    return Question(
        text=text,
        kind="timeline" if kind == "what" and undated != text and not content_terms(undated) else kind,
        terms=content_terms(about) or content_terms(text),
        names=tuple(dict.fromkeys(_names(about))),
        quotations=_quotations(text),
        stands_now=kind in ("who", "how_many", "what")
        and bool(_HOLDS.search(text) or _NOW.search(_TODAY.sub(" ", text))),
        wants_new=bool(_NOW.search(text) or _STANDS.search(text)),
        stands_open=(first := _AUXILIARY.search(text)) is not None and bool(first["open"]),
    )


def _without_asking(text: str) -> str:
    for pattern, by in _ASKS:
        text = pattern.sub(by, text)
    return text.strip()


def _quotations(text: str) -> tuple[tuple[str, ...], ...]:
    found = (tuple(terms(match["words"])) for match in _QUOTATION.finditer(text))
    return tuple(words for words in found if len(words) >= 2)


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
    first, *others = map(_alone, texts)
    leans = [not first.terms or (question.rewritten is not None and _leans(first))]
    leans += [_leans(part, named=1) or _ELLIPTIC.match(part.text) is not None for part in others]
    everything = dict.fromkeys((*question.terms, *question.context))
    return tuple(
        replace(part, context=tuple(t for t in everything if t not in part.terms), rewritten=question.searched)
        if leaning
        else part
        for part, leaning in zip((first, *others), leans, strict=True)
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
    sides = [content_terms(side) for side in match.group("one", "other")]
    if not all(sides) or set(sides[0]) == set(sides[1]):
        return ()
    lead = match["other_lead"]
    named = [bool(_NAME.search(match[side])) for side in ("one", "other")]
    if (named[0] != named[1] and not lead) or (not any(named) and content_terms(match["next"] or "")):
        return ()
    start, after = match.start("lead" if lead else "one"), match.end("other")
    texts = [
        question.text[: match.end("one")] + question.text[after:],
        question.text[:start] + question.text[match.start("other_lead") :],
    ]
    return tuple(replace(_alone(" ".join(text.split())), kind=question.kind) for text in texts)


def _for_each_time(question: Question, times: re.Match[str]) -> tuple[Question, ...]:
    """For "higher in 2020 than in 2018" the question of the one time and of the other."""
    before, after = question.text[: times.start()], question.text[times.end() :]
    one, other = times.group("one", "other")
    if other[0].isdigit() and not one[0].isdigit():
        other = f"{one.split()[0]} {other}"  # "in 2020 and 2018"
    of_figure = question.kind in ("yes_no", "compare") and _MORE.search(before)
    kind: QuestionKind = "how_many" if of_figure else question.kind
    return tuple(replace(_alone(f"{before}{time}{after}"), kind=kind) for time in (one, other))


def content_terms(text: str) -> tuple[str, ...]:
    """Index terms of a text without function words, each once."""
    return tuple(term for term in dict.fromkeys(terms(_WILL_NOT.sub("will not", text))) if term not in _STOP_TERMS)


def named_terms(text: str) -> tuple[str, ...]:
    """Index terms of the words of a text that are written like names, each once."""
    return content_terms(" ".join(match.group() for match in _NAME.finditer(text)))


def _names(text: str) -> list[str]:
    first = text.partition(" ")[0].strip("“\"'?!.,")
    found = [m.group() for m in _NAME.finditer(text)]
    starts_with_common = bool(found) and text.lstrip("“\"'").startswith(found[0]) and first.lower() in STOPWORDS
    return found[1:] if starts_with_common else found


def _in_context(question: Question, history: Sequence[Turn]) -> Question:
    said = [text for turn in history if turn.role == "user" and (text := one_line(turn.content))]
    asked = [content for content in said if not _SMALL_TALK.fullmatch(content)]
    if not asked or not _leans(question):
        return question
    # A chain of follow-ups leads back to the question that stood alone.
    earlier: list[str] = []
    for content in reversed(asked[-4:]):
        earlier.insert(0, content)
        before = Question(content, "what", content_terms(content), tuple(_names(content)))
        if not _leans(before) or _only_brief(before):
            break
    spelled = spelled_out(question.text, earlier, lambda name: bool(content_terms(name)))
    if not spelled and not question.names and kind_of(earlier[-1]) == "who":
        if named := of_the_one_named(question.text, earlier[-1], history):
            return _of_the_one_named(question.text, named)
    if spelled and len(spelled) <= MAX_QUESTION:
        return replace(_alone(spelled), rewritten=spelled, typed=question.text)
    context = tuple(term for term in content_terms(" ".join(earlier)) if term not in question.terms)
    if not context:
        return question
    topic = "; ".join(text.rstrip("?.! ") for text in earlier)
    searched = f"{question.text.rstrip('?.! ')} ({topic})?"
    kind, alone = kind_of(question.text), _only_brief(question)
    return replace(question, kind=kind, context=context, rewritten=searched, may_stand_alone=alone)


def _of_the_one_named(text: str, named: str) -> Question:
    """A follow-up with a name in place of "she": the name is what it leans on, and the other words what it asks."""
    spelled = replace(_alone(named), rewritten=named, typed=text)
    own = content_terms(_without_asking(text))
    if not own:
        return spelled
    return replace(spelled, terms=own, context=tuple(term for term in spelled.terms if term not in own))


def _only_brief(question: Question) -> bool:
    """Whether nothing in a question points back, and it says enough to be asked by itself: "who won the cup"."""
    points = _FOLLOWS.search(question.text) or _PRONOUN.search(question.text)
    return not points and (len(question.terms) > 1 or bool(question.names) or _THE.search(question.text) is not None)


def _leans(question: Question, named: int = 2) -> bool:
    """Whether a question cannot be understood alone: it starts like a follow-up, points back, or names nothing.

    What points back, as "he" does, may mean one of the question's own names where there are `named` of them.
    """
    few = len(question.terms) <= 3
    if not question.terms or _FOLLOWS.search(question.text):
        return True
    text = question.text if few and not question.names else _NO_PRONOUN.sub(" ", question.text)
    if _PRONOUN.search(text) and (few or len(question.names) < named):
        return True
    return few and not question.names and bool(_LEANING.match(question.text))
