"""What a question asks: its kind, its words, the names in it, and whether it wants what is new."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.content import content_terms, name_words
from rag.dates import WEEKDAYS, without_dates
from rag.kinds import QuestionKind, kind_of
from rag.terms import terms

MAX_QUESTION = 2_000
"""Code points of a question; a longer one is a document."""

_ANY_NEWS = (
    r"(?:(?:and|but|so) )?(?:what(?:['’]s| is| are) (?:the )?(?:very )?(?:latest|newest|new|most recent)"
    r"(?: news| developments?| updates?)?|(?:(?:is|are) there )?any (?:new |more )?(?:news|developments?|updates?))"
)
LATEST = re.compile(rf"{_ANY_NEWS} (?:on|about|with|in|from|of|regarding|concerning)\b", re.I)
"""How a question begins that asks for the last reports of a matter."""
_LATEST_OF_IT = re.compile(rf"{_ANY_NEWS}(?: (?:now|there|today|since(?: then)?))?\W*", re.I)
"""The same of a follow-up, which says no matter."""
FIRST_KNOWN = re.compile(
    r"(?:(?:and|but|so) )?(?:when (?:did (?:it|this|that|the news) (?:first )?(?:become (?:known|public|clear)|emerge"
    r"|transpire|break|leak|(?:come|get) out|come to light)"
    r"|was (?:it|this|that) (?:first )?(?:known|reported|revealed|disclosed|made public))"
    r"|who (?:was (?:the )?first to (?:report|reveal|publish|disclose)|first (?:reported|revealed|published|disclosed))"
    r"|which (?:outlet|paper|newspaper) (?:first )?(?:reported|revealed|broke))\b(?: (?:first|that|on|of|about)\b)?",
    re.I,
)
"""How a question begins that asks when, or by whom, something was first reported."""
AND_ON = re.compile(
    r",? and (?:what|all that|everything that) (?:followed|came (?:after|of it)|happened (?:next|since|later))\W*$",
    re.I,
)
"""How a question for a story ends that asks nothing else by it."""
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
        (r"\bhow (?:did|has|have)\b(.{1,200}?)\b(?:unfold|progress|evolve|play)(?:e?d)?(?: out)?\b", r"how\1"),
        (AND_ON.pattern, ""),
        (r"\b(?:still )?in (?:force|effect)(?=\W*$)", ""),
        (LATEST.pattern, ""),
        (FIRST_KNOWN.pattern, ""),
        (r"\b(?:importan(?:t|ce)|significan(?:t|ce))\b", ""),
        (r"\bwhy (do|does|did)\b(.{1,200}?) matter(?:ed)?\b", r"why \1\2"),
        (r"\b(?:so|thus) far\b|\bto date\b", ""),
        (r"\b(who|what|where|when|how|why|any\w+|no\w+) else\b", r"\1"),
        (r"\b(?:than|as) (?:the )?last time\b", ""),
        (rf"\blast (?=(?:{'|'.join(WEEKDAYS)}|week|weekend|month|year)\b)", ""),
    )
)
"""What asks for a figure, a cause or a day, or says when, and seldom stands beside it; and words that say too little or
too much. Each with what is searched for in its place."""
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
    r"|(?:what|how (?:high|low|large|big|much|many))(?:['’]s| is| are)) (?:(?:the|his|her|its|their)\b|[\w’'-]+['’]s )",
    re.I,
)
"""A question about an office or a level as it is: there were others before."""
_LEADS = re.compile(
    r"^(?:and |so |but )?(?:who|what|which)\b(?:(?! (?:that|who|which)\b).){0,60}? (?:has|have|is|are) "
    r"the (?!(?:(?:con|pro)?test|(?:re|con|be|in)?quest|guest|forest|interest|arrest|rest|harvest|west|chest|nest)\b)"
    r"(?:most|least|best|worst|\w{2,}est)\b",
    re.I,
)
"""The same of what is first in something: "Which state has the highest price?"."""
_TODAY = re.compile(r"(?<=[a-z] )(?:Today|Now)\b")
"""Part of a name, as of a newspaper's."""
_AUXILIARY = re.compile(
    r"\b(?:(?P<open>will|has|have)|is|are|does|do|can|would|was|were|did|had|could|should|might)\b", re.I
)
_QUOTATION = re.compile(r"[\"“„«](?P<words>[^\"“”„«»]+)[\"”“»]")


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
    told: str = ""
    """The answer before it, where it asks what happened next; else empty."""
    typed: str = ""
    """What was asked, where `text` spells out a follow-up; else empty."""
    of: str = ""
    """Whose articles it is asked of, in words, where it names an author; else empty."""
    language: str = ""
    """The language it is in where that is not English; else empty."""
    content: str = ""
    """Its words without the function words of that language."""

    @property
    def own_words(self) -> str:
        """The words it is about, as they are written; of an English question the whole."""
        return self.content if self.language else self.text

    def says(self, word: str) -> bool:
        """Whether a word, or a part of one, stands in what is searched for."""
        return word.casefold() in self.searched.casefold()

    def quoted_in(self, clauses: Sequence[str]) -> list[tuple[tuple[str, ...], ...]]:
        """For each clause the quotations that stand in it, and those in none: another's are not looked for with it."""
        said = [f" {' '.join(terms(clause))} " for clause in clauses]
        where = {words: [f" {' '.join(words)} " in clause for clause in said] for words in self.quotations}
        return [tuple(w for w, inside in where.items() if inside[n] or not any(inside)) for n in range(len(clauses))]

    @property
    def asks_news(self) -> bool:
        """Whether it asks for the news, whatever it is: "What is new?"."""
        if self.rewritten is not None or self.language or not _SORTS_OF_NEWS.issuperset(self.terms):
            return False
        undated = _LATELY.sub(" ", self.text)
        return _NEWS.search(undated) is not None and without_dates(undated) == undated

    @property
    def asks_latest(self) -> bool:
        """Whether it asks for what was reported last of a matter: "What is the latest on the strike?"."""
        if self.kind not in ("what", "yes_no") or self.asks_news:
            return False
        of_it = self.rewritten is not None and _LATEST_OF_IT.fullmatch(self.text) is not None
        return of_it or LATEST.match(self.text) is not None

    @property
    def of_a_story(self) -> bool:
        """Whether it asks for all that was reported of a matter, or for the last of it."""
        return self.kind == "timeline" or self.asks_latest

    @property
    def searched(self) -> str:
        """The words that are searched for."""
        return self.rewritten or self.text


def alone(text: str) -> Question:
    """A question by itself, as one: neither what stands before it in a chat nor its parts are looked at."""
    about, kind = without_asking(text), kind_of(text)
    undated = without_dates(text)
    return Question(
        text=text,
        kind="timeline" if kind == "what" and undated != text and not content_terms(undated) else kind,
        terms=content_terms(about) or content_terms(text),
        names=tuple(dict.fromkeys(name_words(about))),
        quotations=_quotations(text),
        stands_now=bool(_LEADS.search(text))
        or (kind in ("who", "how_many", "what") and bool(_HOLDS.search(text) or _NOW.search(_TODAY.sub(" ", text)))),
        wants_new=bool(_NOW.search(text) or _STANDS.search(text)),
        stands_open=(first := _AUXILIARY.search(text)) is not None and bool(first["open"]),
    )


def without_asking(text: str) -> str:
    """A question without the words that only ask."""
    for pattern, by in _ASKS:
        text = pattern.sub(by, text)
    return text.strip()


def _quotations(text: str) -> tuple[tuple[str, ...], ...]:
    found = (tuple(terms(match["words"])) for match in _QUOTATION.finditer(text))
    return tuple(words for words in found if len(words) >= 2)
