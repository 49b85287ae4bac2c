"""What a report is of, by its headline and lead: two accidents of one day are two, however alike their sentences.

"Twelve people were injured, police said" names neither what happened nor where; the article's beginning does.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.candidates import Candidate
from rag.answer.counted import BEFELL, PEOPLE, frames
from rag.answer.days import without_dates
from rag.answer.entities import bare, names
from rag.answer.facts import is_number, without_figures
from rag.content import content_terms
from rag.terms import terms

LEAD = 300
"""Characters of a text that tell what it is of, at most its first paragraph."""
LEAST_SHARED = 2
"""Names and other words that two reports of one thing share at their beginnings, at least."""
ANY = frozenset(
    content_terms(
        "police official officials spokesman spokeswoman minister ministry government authorities man woman men women "
        "child children day week month year time today first last new number figure total toll least dozens several "
        "seriously morning evening night near left found told call called"
    )
) | {PEOPLE}
"""Words that reports of any two things may share."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an article and one of its sentences are of, as stems."""

    names: frozenset[str]
    """In headline, lead and sentence."""
    things: frozenset[str]
    """The other words there, those apart that say what became of people."""
    throughout: frozenset[str]
    """The names in the whole article."""

    def named_with(self, other: "Occasion") -> frozenset[str]:
        """The names of one that the other's article has."""
        return (self.names & other.throughout) | (other.names & self.throughout)

    def apart(self, other: "Occasion") -> bool:
        """Whether the two are of different things: neither names whom or what the other does, or little else is shared.

        What names nothing has only its other words.
        """
        shared = self.named_with(other)
        if self.names and other.names and not shared:
            return True
        both = (self.names | self.things) & (other.names | other.things)  # "typhoon Lian", "Typhoon Lian"
        return len(shared | both) < LEAST_SHARED


def occasion(candidate: Candidate) -> Occasion:
    """What the article of a sentence is of, and the sentence."""
    article = candidate.source.article
    return _occasion(article.title, article.text, article.outlet, candidate.text)


@lru_cache(maxsize=2048)
def _occasion(title: str, text: str, outlet: str, sentence: str) -> Occasion:
    told = f"{title}\n{text[:LEAD].partition(chr(10))[0]}\n{sentence}"
    others = frozenset(terms(outlet)) | ANY
    throughout = _named(title, text) - others
    stems = frozenset(terms(told)) & throughout
    things = {t for t in content_terms(without_figures(told)) if not frames((t,)) & BEFELL}
    return Occasion(stems, frozenset(things) - throughout - others, throughout)


@lru_cache(maxsize=512)
def _named(title: str, text: str) -> frozenset[str]:
    """The stems of names: of words written with a capital within a sentence, and never without."""
    told = without_dates(f"{title}\n{text}")
    plain = set(re.findall(r"(?<![\w’'-])[a-z][\w’'-]*", told))
    found = {bare(w) for name in names(told) for w in name.split()}
    first = {m.group(1) for m in re.finditer(r"(?:^|[.!?:\n]\s*[“\"‘]?)([A-Z][\w’'-]*)(?= [a-z])", told)}
    within = {m.group(1) for m in re.finditer(r"[\w,’'-] ([A-Z][\w’'-]*)", text)}
    kept = {w for w in found if w.lower() not in plain and (w not in first or w in within) and not is_number(w)}
    return frozenset(t for w in kept for t in terms(w) if not frames((t,)) & BEFELL)
