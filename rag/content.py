"""The words of a text that say what it is about: without function words, and those written like names."""

import re

from rag.terms import terms

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
STOP_TERMS = frozenset(term for word in STOPWORDS for term in terms(word))
"""Their index terms."""

_WILL_NOT = re.compile(r"\bwon['’]t\b", re.I)

NAME = re.compile(r"\b(?:al-|Al-|el-|El-|d’|d')?[A-Z][\w’'-]*\w\b|\b[A-Z]{2,}\b")


def content_terms(text: str) -> tuple[str, ...]:
    """Index terms of a text without function words, each once."""
    return tuple(term for term in dict.fromkeys(terms(_WILL_NOT.sub("will not", text))) if term not in STOP_TERMS)


def named_terms(text: str) -> tuple[str, ...]:
    """Index terms of the words of a text that are written like names, each once."""
    return content_terms(" ".join(match.group() for match in NAME.finditer(text)))


def name_words(text: str) -> list[str]:
    """The words of a question that are written like names; its first one only where it is no function word."""
    first = text.partition(" ")[0].strip("“\"'?!.,")
    found = [m.group() for m in NAME.finditer(text)]
    starts_with_common = bool(found) and text.lstrip("“\"'").startswith(found[0]) and first.lower() in STOPWORDS
    return found[1:] if starts_with_common else found
