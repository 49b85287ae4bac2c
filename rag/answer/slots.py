"""Whether a sentence holds what a question asks for: a person, a date, a figure, a place, a reason."""

import re
from collections.abc import Callable

from rag.answer.charges import charged_with
from rag.answer.cues import any_of
from rag.answer.entities import DATE, bare, blank, names
from rag.answer.figure_slot import COUNTED, NTH, gives_figure
from rag.answer.foreign_slots import fills_in
from rag.answer.holder import of_other_office
from rag.answer.introduced import introduced
from rag.answer.lexicon import forms
from rag.answer.otherwise import MOVED_TO, NEW_DAY
from rag.answer.reactions import responds
from rag.answer.reason_slot import gives_meaning, gives_reason
from rag.answer.speakers import said_by, told_to
from rag.answer.strangers import BODY, namesakes
from rag.answer.whether import tells_whether
from rag.content import content_terms
from rag.dates import WEEKDAYS
from rag.kinds import QuestionKind
from rag.question import Question
from rag.spelling import initials
from rag.terms import terms

_SHORT = frozenset("US UK EU UAE USA DC NYC LA".split())
"""Places that go by capitals alone; what else does is an organisation."""
_PLACE = re.compile(
    r"\b(?:in|at|to|from|near|into|across|outside|over|through|towards?|around|on|of)\s+(?:the\s+)?(?:\w+\s+){0,3}?[A-Z]\w+"
)
_OFFICE = any_of("ministry minister official president spokes\\w+ commander group army government forces")
_PERSON_ASKED = re.compile(
    r"\bwho (?:replace[sd]?|(?:will )?(?:succeed(?:s|ed)?|replace)|took over|(?:is|was) (?:arrested|charged|killed))\b"
    r"|\bwho(?:['’]s| is| was| became) (?:the |[\w’'-]+['’]s )(?:\w+ ){0,3}?"
    r"(?:leader|head|chief|chair|minister|secretary|mayor|president|director|executive|manager|captain|coach|editor|judge"
    r"|bishop|governor|commissioner|prosecutor|lawyer|deputy|successor|predecessor|spokes)",
    re.I,
)
"""Questions for one person, which no union or court is."""
_SPEECH = re.compile(
    '[“”"]|'
    + any_of(
        "said says told announced warned called_(?:for|on) demanded claimed added stated urged vowed denied insisted "
        "argued according_to described declared accused confirmed welcomed"
    ).pattern,
    re.I,
)
_ASKED_FOR = frozenset({"who", "when", "where", "how_many", "what"})
"""Kinds that ask for something the question does not say: a sentence that says it again is no answer."""
_ANYBODY = frozenset(content_terms("candidate judge justice man woman person people official member leader politician"))
OF_TELLING = 0.5
"""How well the day on which it was told says when it was: mostly the same, or the day after."""
OF_THE_PAST = 0.6
"""How well a day on which something was says when something is to be."""
OTHER_OFFICE = 0.2
"""How well a sentence fills it that has another office than the one asked about."""
OTHER_SPEAKER, OTHER_HEARER = 0.3, 0.6
"""How well someone else's words fill it, and what was said to somebody else."""
NAMESAKE = 0.2
"""How well a sentence fills it that tells of another one of that last name."""
_RANKED = re.compile(
    r"\bwhere (?:did|do|does|are|is|were|was|will)\b.*\b(?:finish|come|rank(?:ed)?|end up"
    r"|in the (?:\w+ ){0,2}?(?:table|standings|rankings?))\b",
    re.I,
)
_RANK = re.compile(rf"\b{NTH}", re.I)
"""Which place somebody has in a table, as it is asked and told."""
_MOVED_TO, _NEW_DAY = re.compile(rf"\b(?:{MOVED_TO})\b", re.I), re.compile(NEW_DAY, re.I)
_TO_COME = re.compile(
    r"(?:and |but |so )?(?:[a-z]+ )?when(?:['’]s| is| are| will| does| do| can)\b(?!.*\b(?:was|were|did)\b)", re.I
)
_AHEAD = any_of(
    "will due scheduled set planned plans expected until till next starts? begins? opens? ends? runs? goes? go is are "
    "take takes deadline closes? finish(?:es)? lasts? returns? can may could must "
    "cancel(?:s|led)? postpone[sd]? called_off scrapped"
)
"""When something is to be, as it is asked and as it is told."""
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
    r"(?P<what>[A-Z][\w’'-]*(?:\.\d+)?(?: (?:of |de |van |al-)?(?:[A-Z][\w’'-]*|\d+)){0,4}"
    r"|(?!(?:his|her|its|their|our|my|it|this|that|there|so)\b)(?!(?:\w+ )*(?:\w+(?:ing|ed)|new|next|true|up|on)\b)"
    r"[a-z][\w-]{2,}(?: [a-z][\w-]{2,})?)\W*"
)
"""What asks what something is, whether it has a name or not: "What is a ghost gun?"."""
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
_ONE_THING = any_of("which costs?")
OF_ITS_KIND = 0.9
"""How well a name fills it that says what it names: "Yosemite National Park"."""
HOW_DIED = re.compile(
    r"\bhow (?:did|was|were|had)\b.{1,80}\b(?:die|died|killed)\b|\bdied? (?:of|from)\W*$"
    r"|\bcause of (?:\w+ ){0,2}death\b",
    re.I,
)
_DIED_OF = re.compile(
    r"\bdied\b.{0,60}?\b(?:of|from|when|after|by|because|following|in an?|(?:battle|struggle|fight) with)\b"
    r"|\bkilled\b.{0,40}?\b(?:by|when|with|as)\b"
    r"|\b(?:cause of death|shot|stabbed|drowned|strangled|poisoned|crushed|electrocuted|beaten|hit|struck)\b",
    re.I,
)

_TELLING = r"(?:said|says|announced|confirmed|tweeted|wrote|reported|told [^,;]{2,40}?)"
_ON_A_DAY = rf"(?:(?:on |late |early )*(?:{'|'.join(WEEKDAYS)})(?: (?:morning|afternoon|evening|night))?)"
_TOLD_WHERE = re.compile(
    rf"[,”\"] (?:[^,;“”\"]{{2,60}} )?{_TELLING}"
    rf"(?: (?:{_ON_A_DAY}|in|at|from|on|during|late|early|earlier|yesterday|today)\b[^,;]*)?\W*$"
    rf"|\b{_TELLING} (?:{_ON_A_DAY}\b(?: (?:in|at|from|during) [^,;]{{2,50}}?(?= that\b))?"
    r"|(?:in|at|from|during) [^,;]{2,50}?(?= that\b))"
)
"""Who told it when and where, which is not when and where it was: ", the mayor said on Monday in Torvik"."""
_ASKS_OF_TELLING = re.compile(
    r"\b(?:say|said|announce\w*|tell|told|confirm\w*|tweet\w*|report\w*|speak|spoke|speech|address\w*|interview|declare\w*"
    r"|statement)\b",
    re.I,
)


def fills(question: Question, sentence: str, before: Callable[[], str] = str) -> float:
    """How well a sentence has what the question's kind asks for and the question does not say itself: 0 to 1.

    `before` gives what a reader knows from what stands before it; it is asked only for who is speaking.
    """
    if question.language:
        return fills_in(question, sentence, before)
    if question.kind == "said":
        found = _said(question, sentence, before())
    elif question.kind == "reaction":
        found = responds(question, sentence, before())
    elif question.kind in _ASKED_FOR and _says_again(question, sentence):
        found = 0.0
    else:
        found = _FILLERS.get(question.kind, _always)(question, sentence)
    return min(found, NAMESAKE) if found > NAMESAKE and namesakes(question.text, sentence) else found


def asks_broadly(question: Question) -> bool:
    """Whether a question asks for no one thing that a sentence either holds or not, or how high something is by now."""
    level = question.kind == "how_many" and question.stands_now and not COUNTED.search(question.text)
    if question.kind not in ("what", "yes_no", "compare") and not level:
        return False
    return not any(asked.search(question.text) for asked in (_ONE_THING, _NAMED, _NAMING, HOW_DIED))


def asks_ahead(question: str) -> bool:
    """Whether a question asks when something is to be, or to which day it was put off."""
    return _TO_COME.match(question) is not None or _MOVED_TO.search(question) is not None


def _says_again(question: Question, sentence: str) -> bool:
    """Whether a sentence has no word of its own: "voters elected a candidate" has none for "whom did voters elect?"."""
    said = {*question.terms, *question.context}
    return not any(forms(term).isdisjoint(said) for term in content_terms(sentence) if term not in _ANYBODY)


def new_names(question: Question, sentence: str) -> list[str]:
    """Names in a sentence that the question does not have, dates apart."""
    asked = question.searched.casefold()
    return [n for n in names(blank(DATE, sentence)) if n.casefold() not in asked]


def _answering(question: Question, sentence: str) -> list[str]:
    """Those with a word that is neither asked nor a title: "Judge Jackson" has none where Jackson is asked about."""
    said = {*question.terms, *question.context, *_ANYBODY}
    return [n for n in new_names(question, sentence) if any(forms(w).isdisjoint(said) for w in content_terms(n))]


def _who(question: Question, sentence: str) -> float:
    if (asked := _WHO_IS.fullmatch(question.text)) is not None:
        return introduced(asked["who"], sentence)
    if of_other_office(question.text, sentence):
        return OTHER_OFFICE
    new = _answering(question, sentence)
    if _PERSON_ASKED.search(question.text):
        new = [name for name in new if not BODY.search(name)]
        return 1.0 if any(" " in bare(name) for name in new) else 0.7 if new else 0.0
    if any(" " in name for name in new if bare(name) == name):
        return 1.0
    if new:
        return 0.8
    return 0.4 if _OFFICE.search(sentence) else 0.0


def _when(question: Question, sentence: str) -> float:
    if not DATE.search(_itself(question, sentence)):
        return OF_TELLING if DATE.search(sentence) else 0.0
    if _MOVED_TO.search(question.text) and not _NEW_DAY.search(sentence):
        return 0.0
    return OF_THE_PAST if _TO_COME.match(question.text) and not _AHEAD.search(sentence) else 1.0


def _itself(question: Question, sentence: str) -> str:
    """A sentence without when and where it was told, unless that is asked for."""
    return sentence if _ASKS_OF_TELLING.search(question.text) else blank(_TOLD_WHERE, sentence)


def _where(question: Question, sentence: str) -> float:
    if _RANKED.search(question.text):
        return float(_RANK.search(sentence) is not None)
    sentence = _itself(question, sentence)
    places = (m.group().split()[-1] for m in _PLACE.finditer(blank(DATE, sentence)))
    if any(not question.says(place) and (not place.isupper() or place in _SHORT) for place in places):
        return 1.0
    return 0.5 if _answering(question, sentence) else 0.0


def _said(question: Question, sentence: str, before: str) -> float:
    """Speech, of the one whose words are asked for."""
    if not _SPEECH.search(sentence):
        return 0.0
    asked = _SPEAKER.search(question.text)
    theirs = said_by(asked["who"], sentence, before) if asked and content_terms(asked["who"]) else 1.0
    return max(OTHER_SPEAKER, theirs * (1.0 if told_to(question.text, sentence) else OTHER_HEARER))


def _what(question: Question, sentence: str) -> float:
    """A name or title where that is asked for, else anything."""
    if HOW_DIED.search(question.text):
        return 1.0 if _DIED_OF.search(sentence) else 0.2
    if (what := _WHAT_IS.fullmatch(question.text)) is not None:
        alike = (name for name in names(sentence) if initials(name) == what["what"].lower())
        return max(0.5, introduced(what["what"], sentence), *(introduced(name, sentence) for name in alike))
    if (charged := charged_with(question, sentence)) is not None:
        return 1.0 if charged else 0.5
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
    "how_many": gives_figure,
    "why": gives_reason,
    "meaning": gives_meaning,
    "what": _what,
    "yes_no": tells_whether,
}
