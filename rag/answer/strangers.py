"""Whether an article speaks of those whom a question names, in whatever form it names them."""

import re
from collections.abc import Sequence

from rag.answer.candidates import Candidate
from rag.answer.countries import PEOPLE, in_place_of
from rag.answer.cues import any_of
from rag.answer.entities import DATE, bare
from rag.answer.entities import names as spelled_as_names
from rag.answer.introduced import TITLES
from rag.answer.lexicon import canonical
from rag.caching import cached_by_text
from rag.content import content_terms
from rag.orders import stated
from rag.passages import labels
from rag.phrases import NOUNS
from rag.question import Question
from rag.spelling import initials
from rag.terms import terms
from rag.view import View

YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
NUMBERED = re.compile(
    r"""\b(?:flights?|routes?|bus(?:es)?|trams?|lines?|highways?|motorways?|roads?|numbers?|no\.|nr\.?|cases?|bills?|articles?
        |sections?|resolutions?|rooms?|house|gates?|platforms?|districts?|wards?|units?|lots?|class|model|mission
        |items?)
        [ ](?:numbers?[ ]|no\.?[ ])?\#?(?P<after>[A-Z]{0,3}-?\d+[A-Z]?)\b
    | \b(?P<before>\d+[A-Za-z]?)[ ](?:(?-i:[A-Z])[\w’'-]+[ ]){1,3}
        (?:street|road|row|avenue|lane|drive|square|place|court|way|terrace|close|st|rd|ave)\b""",
    re.I | re.X,
)
"""A number by which something goes: "flight 714", "21 Baker Row"."""
_BY_NUMBER = (
    r"(?<![\w$€£])(?<!\d[.,]){}(?!\w|[.,]\d| ?%| (?:hundred|thousand|million|billion|trillion|per ?cent|crowns?"
    r"|dollars?|pounds?|euros?)\b)"
)
"""One of them in a text, which is no amount: of item 7 nothing is told by "7 million"."""
_OWNED = re.compile(
    r"\b(?P<who>(?:[A-Z][\w.-]*[ ])*[A-Z][\w.-]*|(?:[Tt]he|[Aa]n?)[ ][\w-]+)(?:['’]s|(?<=s)['’])[ ]"
    r"(?P<what>[\w-]+(?:[ ][\w-]+)?)"
)
"""What is somebody's: "the Queen's funeral"."""
_BEFORE = frozenset(
    "mr mrs ms miss sir lord lady dame father sister brother deputy republican democrat democratic conservative labour "
    "former".split()
).union(map(str.lower, TITLES))
"""What stands before a last name and is no first name."""
_KIN = any_of(
    "(?:grand|step)?(?:father|mother|son|daughter)s? (?:half-)?brothers? (?:half-)?sisters? siblings? wife husband "
    "spouse widow widower uncle aunt nephews? nieces? cousins? twins? parents? relatives? family"
)
BODY = any_of(
    "union party court council ministry act association federation bank police parliament senate assembly committee "
    "commission agency company group army force forces office department university school club station airport "
    "street bridge river city county"
)
"""Words in the names of what is no person."""
STEM = 4
"""Letters in which two forms of a name agree: Korea and Korean."""


def asked_about(question: Question, view: View) -> list[str]:
    """The names in a question but for dates and for the outlets that it says to look in."""
    return but_outlets([n for n in question.names if not DATE.fullmatch(n)], question.searched, view)


def but_outlets(names: Sequence[str], text: str, view: View) -> list[str]:
    """Those of the names in `text` that belong to no outlet which it names."""
    outlets = [text[slice(*named.span)] for named in view.arrays.outlet_names.find(text)]
    return [name for name in names if not any(name in outlet for outlet in outlets)]


def strangers(names: Sequence[str], candidate: Candidate) -> float:
    """The share of these names that the whole article does not have, in any form."""
    if not names:
        return 0.0
    article = candidate.source.article
    words = _beginnings(f"{labels(article)} {article.text}")
    return sum(not words & (_beginnings(name) | _governments(name)) for name in names) / len(names)


def _governments(name: str) -> frozenset[str]:
    """How what stands for a country or for its government begins: "Tehran" where a question names Iran."""
    return frozenset(stem[:STEM] for stems in in_place_of(name).values() for stem in stems)


def of_another(question: Question, candidate: Candidate) -> float:
    """Whether it is another's, at a sentence or beside it, what a question asks of somebody: "Philip's funeral"."""
    owned = list(_OWNED.finditer(question.text))
    if not owned:
        return 0.0
    article = candidate.source.article
    spans = stated(article.text, article.language)[max(0, candidate.order - 1) : candidate.order + 2]
    near = article.text[spans[0][0] : spans[-1][1]]
    there = [(_beginnings(m["who"]), set(content_terms(m["what"]))) for m in _OWNED.finditer(near)]
    for asked in owned:
        who, what = _beginnings(asked["who"]), set(content_terms(asked["what"])[:1])
        owners = [owner for owner, thing in there if what & thing]
        if owners and not any(who & owner for owner in owners):
            return 1.0
    return 0.0


def elsewhere(question: Question, candidate: Candidate) -> float:
    """The share of the question's names in the article that stand neither in its headline and lead nor by the sentence.

    By the sentence is what stands before it in its paragraph. A name is what the article writes as one, so that a
    question typed in small letters has names too.
    """
    article, (start, end) = candidate.source.article, candidate.span
    named = set(question.terms) & set(terms(" ".join(spelled_as_names(article.text))))
    if not named or question.language in NOUNS:
        return 0.0
    lead = article.text.partition("\n")[0]
    near = _beginnings(f"{article.title} {lead} {article.text[article.text.rfind(chr(10), 0, start) + 1 : end]}")
    return sum(not near & _beginnings(name) for name in named) / len(named)


def namesakes(question: str, sentence: str) -> frozenset[str]:
    """Terms of those whom a question names whose last name is another one's in a sentence: Ann Lee, where Bo Lee is.

    Not where it speaks of somebody's kin, who may be the one.
    """
    asked = [name for name in map(_person, spelled_as_names(question)) if _of_a_person(name)]
    asked = [name for name in asked if name[-1] in sentence and name[-2] not in sentence]
    if not asked or _KIN.search(sentence):
        return frozenset()
    there = [name for name in map(_person, spelled_as_names(sentence)) if name]
    others: set[str] = set()
    for name in asked:
        lasting = [one for one in there if one[-1] == name[-1]]
        if lasting and all(len(one) > 1 for one in lasting):
            others.update(terms(" ".join(name)))
    return frozenset(others)


def _of_a_person(name: Sequence[str]) -> bool:
    """Whether the words of a name may be those of a person: not "US Women's Open"."""
    return len(name) > 1 and not BODY.search(name[-1]) and not any(w.isupper() or bare(w) != w for w in name)


def _person(name: str) -> list[str]:
    """The words of a name without what stands before it and is no first name."""
    words = bare(name).split()
    while words and (words[0].lower() in _BEFORE or bare(words[0]) != words[0]):
        words.pop(0)
    return words


def of_other_numbers(question: Question, candidate: Candidate) -> bool:
    """Whether the question names something by a number, "flight 714", that the whole article does not have."""
    asked = {match["after"] or match["before"] for match in NUMBERED.finditer(question.text)}
    article = candidate.source.article
    text = f"{article.title} {article.text}"
    return bool(asked) and not any(re.search(_BY_NUMBER.format(re.escape(number)), text, re.I) for number in asked)


def of_other_years(question: Question, candidate: Candidate) -> bool:
    """Whether the question names years, and the article neither is of one of them nor has one by the sentence."""
    years = set(YEAR.findall(question.text))
    article, (start, end) = candidate.source.article, candidate.span
    if not years or article.published is None or str(article.published.year) in years:
        return False
    before = article.text[article.text.rfind("\n", 0, start) + 1 : start]
    near = f"{article.title} {before} {article.text[start:end].partition(chr(10))[0]}"
    return years.isdisjoint(YEAR.findall(near))


@cached_by_text(1024)
def _beginnings(text: str) -> frozenset[str]:
    """How its words and its short names begin, and the initials of its names."""
    short = (initials(name)[:STEM] for name in spelled_as_names(text))
    words = (PEOPLE.get(word, word)[:STEM] for word in terms(f"{text} {canonical(text)}"))
    return frozenset({*words, *short}) - {""}
