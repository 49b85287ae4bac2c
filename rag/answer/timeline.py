"""What was reported of a matter, one thing after another: a sentence of each report, best the one it begins with.

A report of something else that only mentions the matter is no part of it, and of two reports of one thing that came out
together one is enough. Where it is asked what came after or before something, reports from before or after it are left
out.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from rag.answer.candidates import Candidate
from rag.answer.entities import DATE, blank, names
from rag.answer.lexicon import forms
from rag.answer.wording import NOT_DONE, beside_report, captions
from rag.content import content_terms, name_words
from rag.orders import stated
from rag.question import Question, without_asking
from rag.scoring import DAY
from rag.terms import base_language, terms

MOST = 12
"""Sentences of a timeline."""
NEWS = 6
"""Sentences of what is new."""
LEADS = 0.4
"""Of what a report's best sentence covers of a question, what its first one has to cover to tell what happened."""
FLOOR = 0.55
"""Least score of a report's best sentence, against the best of all."""
LATEST = 0.7
"""Both where the latest of a matter is asked for."""
ABOUT = 0.5
"""What a report of the matter has of a question in headline and first sentence, against the best: weights of words."""
FEW = 4
"""Reports below which those that only have one of its names are of it as well: the question's words were too narrow."""
SHARED = 1 / 3
"""Share of the reports about a matter in whose beginnings a name stands that others of it may have in its place."""
LEAST_SHARED = 3
"""Such reports, at least."""
AT_ONCE = 1.5 * DAY
TOGETHER = 0.6
"""Share of its words from which a sentence tells again what another report told within `AT_ONCE`."""
_EVENT = r"(?P<event>[^\s,;:?.!]+(?: [^\s,;:?.!]+){0,7})"
_AFTER = re.compile(rf"\b(?:after|since|following) {_EVENT}", re.I)
_BEFORE = re.compile(rf"\b(?:before|until|(?:leading|led) up to|in the run-up to) {_EVENT}", re.I)
_EARLIER = re.compile(r"\bbefore(?: that| it| then)?\W*$", re.I)
_WORD = re.compile(r"[^\W_][\w’'-]*")
_NOT_YET = re.compile(
    rf"\b(?:{NOT_DONE}|request\w*|reject\w*|warn\w*|plan(?:s|ned)?|will|before|expect\w*|(?:is|are) (?:due )?to)\b",
    re.I,
)


def newest_reports(candidates: Sequence[Candidate]) -> list[Candidate]:
    """How the newest reports begin, those first."""
    return sorted((c for c in candidates if c.order == 0), key=lambda c: (-c.reported, c.span))


def in_order(
    question: Question,
    best_first: Sequence[Candidate],
    of_then: Sequence[Candidate],
    weights: Mapping[str, float],
    repeats: Callable[[Candidate, Candidate], bool],
) -> list[Candidate]:
    """A sentence of each report about the matter, in the order in which they were published.

    Where the latest is asked for, the newest ones, those first. Only those `of_then` are told, which are of the time
    asked for. `repeats` says of two sentences whether one says what the other does.
    """
    way, event = _event(question, best_first)
    matter = _Matter(question, best_first, weights, event[0] if event else None)
    of_it = [c for c in of_then if matter.has(c)] or [c for c in best_first if matter.has(c)]
    if question.told:
        of_it = _beside_what_was_told(question, best_first, of_it)
    elif event:
        told = {c.source.article_id for c in event}
        beside = (c for c in of_it if c.source.article_id not in told)
        of_it = [c for c in beside if way * (c.reported - event[0].reported) > 0] or of_it
    goes_on = bool(question.told or event)  # what came of it is told in other words
    leads = {c.source.article_id: c for c in of_it if c.order == 0 and not _no_report(c)}
    latest = question.asks_latest  # of one thing, as most timelines are not
    least, leads_with = (LATEST, LATEST) if latest else (FLOOR, LEADS)
    floor = least * of_it[0].score if of_it and not goes_on else 0.0
    chosen: dict[str, Candidate] = {}
    for best in of_it:
        if best.score < floor or best.source.origin_id in chosen or _no_report(best):
            continue
        lead = leads.get(best.source.article_id, best)
        leading = goes_on or matter.by_other_names(best) or lead.coverage >= leads_with * best.coverage
        told_by = lead if leading and matter.names(lead) else best
        if not any(repeats(told_by, one) or _tells_again(told_by, one) for one in chosen.values()):
            chosen[best.source.origin_id] = told_by
    if not chosen:
        return of_it[:1]
    if latest:
        return sorted(chosen.values(), key=lambda c: (-c.reported, c.span))[:NEWS]
    return sorted(list(chosen.values())[:MOST], key=lambda c: (c.reported, c.span))


def _no_report(candidate: Candidate) -> bool:
    """Whether a sentence is a picture's caption, a link or a heading."""
    article = candidate.source.article
    english = base_language(article.language) in ("", "en")
    return captions(candidate.text) or beside_report(candidate.text, english=english)


def _tells_again(one: Candidate, other: Candidate) -> bool:
    """Whether two reports that came out together tell of one thing."""
    if abs(one.reported - other.reported) > AT_ONCE or ("not" in one.terms) != ("not" in other.terms):
        return False
    smaller = min(len(one.terms), len(other.terms))
    return len(one.terms & other.terms) >= TOGETHER * smaller


class _Matter:
    """What a question is about, and by which other names its reports go."""

    def __init__(
        self,
        question: Question,
        candidates: Sequence[Candidate],
        weights: Mapping[str, float],
        event: Candidate | None,
    ) -> None:
        """Read it from the question, and the other names from the beginnings of the reports that have its own.

        A question without a name, "What happened after the minister resigned?", is about those whom the report of the
        `event` names.
        """
        said = DATE.sub(" ", without_asking(question.searched))
        self._asked = frozenset(content_terms(" ".join(name_words(said))))
        if not self._asked and event is not None:
            self._asked = _names_in(event.text)
        self._begins = {c.source.article_id: _beginning(c) for c in candidates}
        named = {one: begins for one, begins in self._begins.items() if not self._asked.isdisjoint(begins)}
        dated = content_terms(" ".join(m.group() for m in DATE.finditer(question.searched)))
        of_it = {term: weight for term, weight in weights.items() if term not in dated}
        has = {one: _weight(begins, of_it) for one, begins in named.items()}
        few = sum(share >= ABOUT * max(has.values()) for share in has.values()) < FEW
        any_name = few or event is not None or question.rewritten is not None  # else words count that others lack
        self._own = {one for one, share in has.items() if any_name or share >= ABOUT * max(has.values())}
        others = Counter(t for c in candidates if c.order == 0 and self._is_own(c) for t in _names_in(c.text))
        least = max(LEAST_SHARED, SHARED * len(self._own))
        self._others = {term for term, n in others.items() if n >= least} - self._asked

    def _is_own(self, candidate: Candidate) -> bool:
        return candidate.source.article_id in self._own

    def by_other_names(self, candidate: Candidate) -> bool:
        """Whether a report names the matter below its beginning only, which has other names of it."""
        if self._is_own(candidate) or self._others.isdisjoint(self._begins[candidate.source.article_id]):
            return False
        return not self._asked.isdisjoint(terms(candidate.source.article.text))

    def names(self, candidate: Candidate) -> bool:
        """Whether a sentence has a name of the matter, where that has any: a digest begins with its greeting."""
        return not self._asked or not (self._asked | self._others).isdisjoint(candidate.terms)

    def has(self, candidate: Candidate) -> bool:
        """Whether a sentence is of a report about it; where no report is, any may be."""
        return not self._own or self._is_own(candidate) or self.by_other_names(candidate)


def _beginning(candidate: Candidate) -> frozenset[str]:
    """The stems of headline and first sentence."""
    article = candidate.source.article
    spans = stated(article.text, article.language)
    return frozenset(terms(f"{article.title} {article.text[slice(*spans[0])] if spans else ''}"))


def _weight(words: frozenset[str], weights: Mapping[str, float]) -> float:
    return sum(weight for term, weight in weights.items() if not forms(term).isdisjoint(words))


def _names_in(sentence: str) -> frozenset[str]:
    return frozenset(content_terms(" ".join(names(blank(DATE, sentence)))))


def _beside_what_was_told(
    question: Question, candidates: Sequence[Candidate], of_it: list[Candidate]
) -> list[Candidate]:
    """The sentences of reports from after what an answer began with; after the last of what it told in order.

    Or from before it, where that is asked. All where none are.
    """
    reply = question.told
    told = sorted((c for c in candidates if c.text in reply), key=lambda c: reply.index(c.text))
    moments = [c.reported for c in told]
    ordered = len(told) > 2 and moments == sorted(moments)
    if not moments:
        return of_it
    if _EARLIER.search(question.text):
        return [c for c in of_it if c.reported < moments[0]] or of_it
    return [c for c in of_it if c.reported > moments[-1 if ordered else 0]] or of_it


def _event(question: Question, candidates: Sequence[Candidate]) -> tuple[int, list[Candidate]]:
    """What a question asks after, 1, or before, -1: how the reports begin that first told it; none where none does."""
    for way, pattern in ((1, _AFTER), (-1, _BEFORE)):
        if (said := pattern.search(question.text)) and not DATE.match(said["event"]):
            return way, _first_reports(said["event"], question, candidates)
    return 0, []


def _first_reports(event: str, question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    whose = set(content_terms(" ".join(name_words(f"of {event}") or question.names)))
    words = [term for term in content_terms(event) if term not in whose]
    leads = (c for c in candidates if words and c.order == 0)
    found = sorted((c for c in leads if _says_happened(c.text, words, whose)), key=lambda c: c.reported)
    return [c for c in found if c.reported - found[0].reported <= AT_ONCE]


def _says_happened(sentence: str, words: Sequence[str], whose: set[str]) -> bool:
    """Whether a sentence has all the words, and one of the names, and says before none of them that it was not so."""
    at: dict[str, int] = {}
    for match in _WORD.finditer(sentence):
        for term in terms(match.group()):
            at.setdefault(term, match.start())
    places = [[at[form] for form in forms(word) if form in at] for word in words]
    if not all(places) or (whose and whose.isdisjoint(at)):
        return False
    return not _NOT_YET.search(sentence, 0, max(min(place) for place in places))
