"""Different figures that independent reports give for one thing, shown side by side instead of one of them chosen.

Two figures are held against each other where `rag.answer.sides` takes them to be of one thing. It is better to miss a
conflict than to invent one: what cannot be told apart for certain is left out. Figures that may round to one number
agree.

A later figure is not always a contradiction: a toll rises. Where no two outlets differ within two days of each other,
or all figures are one outlet's, what is shown is marked as `updated`: the figures stand in their order, newest first,
and the reader is told that a later one may bring an earlier one up to date. Versions that were superseded are no
evidence at all, so they are no side of a conflict either.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import combinations

import numpy as np

from rag.answer.candidates import Candidate
from rag.answer.counted import PEOPLE, UNITS, asked_frames, frames
from rag.answer.facts import without_figures
from rag.answer.figure_slot import may_be_asked
from rag.answer.figures import ARTICLES, Figure, figures
from rag.answer.lexicon import forms
from rag.answer.occasions import ANY, occasion
from rag.answer.sides import AT_ONCE, Side, beside, comparable, gives, withdraws
from rag.answer.slots import new_names
from rag.answer.strangers import asked_about, strangers
from rag.answer.tolls import place_in_chronicle
from rag.answer.wording import commands
from rag.content import content_terms
from rag.encoders import Vectors
from rag.kinds import QuestionKind
from rag.question import Question
from rag.scoring import DAY
from rag.terms import terms
from rag.types import Citation, Claim, Conflict
from rag.view import View

NEAR = 0.62
"""Least score of a sentence, against the best, whose figure may be a side."""
UPDATES = 0.45
"""The same where the sentence says itself that its figure is how far something has come."""
FIRST = 0.85
"""The same for a pair of which the answer quotes neither."""
_OTHERWISE: frozenset[QuestionKind] = frozenset({"who", "when", "where", "why"})
"""Kinds that ask for no figure: only those of the first sentence are held against others."""
_CHANGED = re.compile(r"(?:\w+ )?to ….*")
"""What a figure is of, where only another sentence says of what: "votes to …"."""
_PLAIN = re.compile(r"(?<![\w’'-])[a-z][\w’'-]*")
"""A word written without a capital."""
SEVERAL = 3
"""Days from which figures are the course of a count."""
MOST = 3
"""Conflicts of an answer."""
SIDES = 6
"""Claims of a conflict: the newest."""


def conflicts(
    question: Question, candidates: Sequence[Candidate], chosen: Sequence[Candidate], view: View | None
) -> tuple[Conflict, ...]:
    """The conflicts among sentences that were found for a question; `candidates` with the best first.

    Numbers of citations are 0 until `numbered` gives them.
    """
    if view is None or not candidates:
        return ()
    best = max(c.relevance for c in candidates)
    quoted = {id(c) for c in (chosen[:1] if question.kind in _OTHERWISE else chosen)}
    names = asked_about(question, view)
    near = [
        c
        for c in candidates
        if (c.relevance >= UPDATES * best or id(c) in quoted)
        and not (_elsewhere(question, names, c) or commands(c.text))
    ]
    sides = _sides(question, near, quoted, NEAR * best)
    if len({side.candidate.source.origin_id for side in sides}) < 2:
        return ()
    links = _links(question, sides, quoted, FIRST * best, _likeness(near, view))
    matter = _matter(question, view)
    return tuple(_conflict(group) for group in _groups(links) if _is_of(matter, group))[:MOST]


def _sides(question: Question, near: Sequence[Candidate], quoted: Set[int], least: float) -> list[Side]:
    """The figures of sentences that may be what is asked for; one that is not quoted has a score of `least`."""
    plain = frozenset(w for c in near for w in _PLAIN.findall(c.text)) | set(_PLAIN.findall(question.text))
    return [
        Side(figure, c, place, occasion(c))
        for place, c in enumerate(near)
        if c.text not in c.source.article.correction
        for figure in _figures(c, plain)
        if _asked_for(question, figure) and (figure.reached or c.relevance >= least or id(c) in quoted)
    ]


def _links(
    question: Question, sides: Sequence[Side], quoted: Set[int], least: float, alike: Vectors
) -> list[tuple[Side, Side]]:
    """The pairs of one thing, of two origins: one is quoted or, where a figure is asked, both reach `least`."""
    besides = question.kind not in _OTHERWISE
    return [
        (a, b)
        for a, b in combinations(sides, 2)
        if (
            not quoted.isdisjoint((id(a.candidate), id(b.candidate)))
            or (besides and min(a.candidate.relevance, b.candidate.relevance) >= least)
        )
        and a.candidate.source.origin_id != b.candidate.source.origin_id
        and comparable(question, a, b, float(alike[a.place, b.place]))
    ]


def _figures(candidate: Candidate, plain: frozenset[str]) -> tuple[Figure, ...]:
    article = candidate.source.article
    return figures(candidate.text, article.published, _begins_with_a_name(candidate, plain), article.language)


def _asked_for(question: Question, figure: Figure) -> bool:
    """Whether a figure may be what is asked for: how many were on board is not how many died there."""
    if question.kind == "how_many" and not question.language:
        if not may_be_asked(question, figure.of, f"{figure.words} {figure.about} {figure.of}"):
            return False
    if not figure.frames or figure.of in UNITS:
        return True
    asked = asked_frames(question.searched)
    return bool(figure.frames & asked) if asked else question.kind != "how_many" or figure.of not in question.terms


def _elsewhere(question: Question, names: Sequence[str], candidate: Candidate) -> bool:
    """Whether a sentence names others than the question does, in an article that names none of those."""
    return strangers(names, candidate) == 1 and bool(new_names(question, candidate.text))


def _matter(question: Question, view: View) -> frozenset[str]:
    """Of a question about what became of people, the words for where and how it did, outlets and figures apart."""
    text = question.searched
    if not asked_frames(text):
        return frozenset()
    outlets = " ".join(text[slice(*named.span)] for named in view.arrays.outlet_names.find(text))
    told = set(content_terms(without_figures(text))) & {*question.terms, *question.context}
    return frozenset(t for t in told if not frames((t,))) - ANY - set(terms(outlets))


def _is_of(matter: frozenset[str], group: Sequence[Side]) -> bool:
    """Whether an article of the group has half of these words at least: else it is of another accident."""
    for article in {id(side.candidate.source): side.candidate.source.article for side in group}.values():
        words = frozenset(terms(f"{article.title} {article.text}"))
        if 2 * sum(bool(forms(term) & words) for term in matter) >= len(matter):
            return True
    return False


def _begins_with_a_name(candidate: Candidate, plain: frozenset[str]) -> bool:
    """Whether the first word of a sentence is written with a capital for its own sake: never without it elsewhere.

    `plain` are the words written without it in the sentences found.
    """
    words = candidate.text.split(maxsplit=2)
    first = words[0].strip("“”\"'(")
    if len(words) < 2 or words[1].lower() in ARTICLES or first.lower() in plain:
        return False
    return not re.search(rf"(?<!\w){re.escape(first.lower())}(?!\w)", candidate.source.article.text)


def _likeness(candidates: Sequence[Candidate], view: View) -> Vectors:
    """Cosine of each two sentences' vectors; 0 where one was not kept."""
    kept = view.sentence_vectors([c.passage_id for c in candidates])
    rows = np.zeros((len(candidates), view.encoder.dimensions), np.float32)
    for place, candidate in enumerate(candidates):
        found = kept.get(candidate.passage_id)
        if found is not None and candidate.row < len(found):
            rows[place] = found[candidate.row]
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.where(norms > 0, norms, 1)
    return np.asarray(rows @ rows.T, np.float32)


def _groups(links: Sequence[tuple[Side, Side]]) -> Iterator[list[Side]]:
    """The sides linked to each that is not yet in a group, the best first, where some differ.

    A count of people goes on from link to link: the first toll is as far from the last as their reports are.
    """
    linked: dict[Side, list[Side]] = {}
    for a, b in links:
        linked.setdefault(a, []).append(b)
        linked.setdefault(b, []).append(a)
    done: set[Side] = set()
    for side in sorted(linked, key=lambda s: (-s.candidate.score, s.place)):
        if side in done:
            continue
        group = [side]
        for one in group:
            if one is not side and one.figure.of != PEOPLE:
                break
            group += [other for other in linked[one] if other not in done and other not in group]
        done |= set(group)
        told = [one for one in group if one.reports]
        if any(_differ(a, b) for a, b in combinations(told, 2)):
            yield group


def _differ(a: Side, b: Side) -> bool:
    apart = a.candidate.source.origin_id != b.candidate.source.origin_id
    return apart and not a.figure.same_value(b.figure)


def _conflict(group: Sequence[Side]) -> Conflict:
    reached = {id(s.candidate) for s in group if s.figure.reached}
    told_so = [s for s in group if s.figure.reached or id(s.candidate) not in reached]  # "17 more, which makes 31"
    newest_first = sorted(
        told_so,
        key=lambda s: (-s.when, s.candidate.source.article_id, -place_in_chronicle(s.candidate), s.candidate.span),
    )
    kept: list[Side] = []
    for side in newest_first:
        if not any(_said_twice(k, side) for k in kept):
            kept.append(side)
    kept = kept[:SIDES]
    claims = tuple(Claim(s.figure.words, s.candidate.cited(0)) for s in kept)
    told = [side for side in kept if side.reports] or kept
    about = next((s.figure.about for s in told if not _CHANGED.fullmatch(s.figure.about)), told[0].figure.about)
    return Conflict(about, claims, _updated(told))


def _said_twice(one: Side, other: Side) -> bool:
    """Whether one report gives one value in both places."""
    values = (one.figure.low, one.figure.high) == (other.figure.low, other.figure.high)
    return values and one.candidate.source.origin_id == other.candidate.source.origin_id


def _updated(sides: Sequence[Side]) -> bool:
    """Whether no two contradict each other, but for those that later figures have left behind."""
    rises = _rises(sides)
    return not any(
        _contradict(a, b)
        and not any(_leaves_behind(c, a, b) for c in sides)
        and not (rises and abs(a.when - b.when) >= DAY)
        for a, b in combinations(sides, 2)
    )


def _rises(sides: Sequence[Side]) -> bool:
    """Whether they give a count that only grows, over several days: of those who fled, whoever reports it.

    Within a day two figures for it contradict each other.
    """
    pairs = [sorted(pair, key=lambda side: side.when) for pair in combinations(sides, 2)]
    later = [(a.figure, b.figure) for a, b in pairs if b.when - a.when >= DAY]
    return (
        len({side.when // DAY for side in sides}) >= SEVERAL
        and all(side.figure.of == PEOPLE for side in sides)
        and all(b.high >= a.low for a, b in later)
    )


def _contradict(a: Side, b: Side) -> bool:
    if a.figure.same_value(b.figure) or (a.outlet == b.outlet and a.outlet):
        return False
    earlier, later = sorted((a, b), key=lambda side: side.when)
    if earlier.figure.least and later.figure.low >= earlier.figure.low:
        return False
    return later.when - earlier.when <= AT_ONCE or _repeats(a, b) or _repeats(b, a)


def _leaves_behind(newest: Side, a: Side, b: Side) -> bool:
    """Whether a figure says well after two how far the count has come, and is neither of them: the toll went on."""
    later = newest.figure.reached and newest.when - max(a.when, b.when) > AT_ONCE
    return later and not any(newest.figure.same_value(one.figure) for one in (a, b))


def _repeats(later: Side, earlier: Side) -> bool:
    """Whether the later report itself sets the earlier figure beside its own, in the next sentence or the one before.

    Then both are in force: "the board expects 14 million. The diocese, which counts differently, speaks of 15 million."
    """
    if later.when < earlier.when or withdraws(later, earlier):
        return False
    return any(gives(text, earlier.figure) for text in beside(later))


def numbered(found: Sequence[Conflict], citations: Sequence[Citation]) -> tuple[Conflict, ...]:
    """The conflicts with numbers for their citations: the answer's own where it quotes the same words, else new ones.

    A claim whose quotation is not what the article says at its offsets is left out, and with it a conflict of one side.
    """
    numbers = {(c.source.article_id, c.source.version, c.start, c.end): c.n for c in citations}
    kept = []
    for conflict in found:
        claims = []
        for claim in conflict.claims:
            c = claim.citation
            if c.source.article.text[c.start : c.end] != c.quote:
                continue
            new = max(numbers.values(), default=0) + 1  # two citations may be of the same words
            n = numbers.setdefault((c.source.article_id, c.source.version, c.start, c.end), new)
            claims.append(replace(claim, citation=replace(c, n=n)))
        if len({claim.value for claim in claims}) > 1:
            kept.append(replace(conflict, claims=tuple(claims)))
    return tuple(kept)
