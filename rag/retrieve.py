"""From a question to hits: candidates by meaning and by words for each of its clauses, then one score for each."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import numpy as np

from corpus.article import Article
from rag.at_once import at_once
from rag.bridge import TOP, asks_for_a_name, shared_names
from rag.clauses import Asked, Clause, taken_apart
from rag.content import content_terms
from rag.cross_encoder import Reranker
from rag.dates import FAR, dates_in, now_at
from rag.digests import is_digest
from rag.encoders import Vectors, unit
from rag.events import events_in
from rag.fits import Fits
from rag.foreign_dates import in_english
from rag.hits import Scored, Sources, to_hits
from rag.newness import fixed, lately, newest_days, newness, now_of
from rag.passages import body, embedded
from rag.question import Question
from rag.remembered import Remembered
from rag.scoring import (
    NEWNESS,
    STANDARD,
    STANDING,
    Query,
    Scores,
    Signals,
    Weights,
    article_fit,
    between,
    closest_sentence,
    date_fit,
    freshness,
    in_proportion,
    meaning,
    outlet_fit,
)
from rag.terms import stems
from rag.types import Filters, Passage, SearchResult
from rag.understanding import understand
from rag.view import View

__all__ = ["freshness", "search"]

CANDIDATES = 60
"""Passages taken from each index for a question."""
OF_CLAUSE = 30
"""Passages taken from each for a clause of it."""
NAMED = 30
"""Passages taken besides of the outlets, and of the dates, that a clause names."""
OF_A_STORY = 3
"""Times as many are taken where all reports of a matter are asked for: the nearest passages are those of a few."""
STEM = 0.8
"""Weight of a word's stem in a language other than English, against the word itself."""
TOLD = 0.9
"""Of the best report's fit to an event, what makes another one a report of it."""
COVERED = 0.35
"""Of an event's words, rare ones weighing more, what a report of it has."""
SEVERAL = 2
"""A question of more queries than these has several clauses: it is one itself."""
LATELY = 5
"""Passages of which the newest says when the matter was last reported."""
EACH = 1.0
"""What a passage loses for each better one of its report, where all reports are asked for: more than it can gain."""
READ = 50
"""Passages that a reranker reads: the best."""
SECOND_LOOK = 60
"""Passages whose sentences are looked at: the best."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates with their signals."""

    passage_ids: list[str]
    signals: Signals
    newness: float
    """The weight of newness for this question."""
    fits: Fits

    def scored(self, weights: Weights) -> tuple[Scores, dict[str, Scores]]:
        """Each passage's score, and what each signal adds to it."""
        parts = self.signals.combined(weights, self.newness)
        return np.sum(list(parts.values()), axis=0), parts


def search(
    view: View,
    sources: Sources,
    question: Question,
    filters: Filters,
    k: int,
    weights: Weights = STANDARD,
    reranker: Reranker | None = None,
) -> SearchResult:
    """The best `k` passages for a question, within the filters. Raises `EncoderError` as the reranker does."""
    start = time.perf_counter()
    queries = understood(view, question, filters, weights)
    encoded = time.perf_counter()
    pool = candidates(view, question, queries, _of_the_news(view, question, filters), weights)
    if question.asks_news and not pool.passage_ids:
        pool = candidates(view, question, queries, filters, weights)
    if weights.shared and len(queries) > SEVERAL and asks_for_a_name(question.text):
        pool = _by_shared_names(view, sources, pool, question, queries, filters, weights)
    if reranker is not None and weights.reranked:
        pool = _read_with(reranker, view, sources, pool, queries, weights)
    found = time.perf_counter()
    scored = _best_first(view, pool, weights)
    named = list(dict.fromkeys(one.outlets for one in queries[0].outlets))
    again = EACH if question.of_a_story else 0.0 if queries[0].dates else weights.again
    digest = partial(is_digest, view.arrays)
    hits = to_hits(scored, sources, view.seq, filters, k, view.arrays.passages, digest, named, again)
    return SearchResult(
        query=question.searched,
        hits=tuple(hits),
        hidden=view.arrays.hidden_articles(filters),
        timings_ms={
            "encode": 1000 * (encoded - start),
            "find": 1000 * (found - encoded),
            "rank": 1000 * (time.perf_counter() - found),
        },
    )


def _best_first(view: View, pool: Pool, weights: Weights) -> Iterator[Scored]:
    """The candidates, best first; each is made when it is asked for, and most are not."""
    if not pool.passage_ids:
        return
    total, parts = pool.scored(weights)

    def why(i: int) -> dict[str, float]:
        return {name: float(values[i]) for name, values in parts.items()}

    for i in np.lexsort((np.array(pool.passage_ids), -total)).tolist():
        yield Scored(view.arrays.passages[pool.passage_ids[i]], float(total[i]), partial(why, i))


# -- what is searched for --------------------------------------------------------------------------------------------


def asked_of(
    view: View, question: Question, filters: Filters, weights: Weights = STANDARD, encoder: Remembered | None = None
) -> Asked:
    """The clauses of a question, with the outlets and the dates that it names. `encoder` has its vector afterwards."""
    if question.asks_news and (days := newest_days(view, filters.as_of)) is not None:
        return taken_apart(question.searched, view.arrays.outlet_names, [days])
    now = now_of(filters)
    newest = view.arrays.newest(filters.as_of) or now
    moment = now_at(now, newest)
    first_told = partial(_first_told, view, filters, weights, encoder or view.remembered, question.text)
    text = in_english(question.searched, question.language)
    told = events_in(text, moment, first_told)
    dated = told + [d for d in dates_in(text, moment) if not any(e.holds(d) for e in told)]
    # A time of which there is no report says what is asked ("spent in 2021"), not where to look.
    where = [
        d for d in dated if (d.end > newest and not d.says_more) or view.arrays.published_in(d.start, d.end)
    ]
    asked = taken_apart(text, view.arrays.outlet_names, where)
    return Asked(asked.whole, ()) if question.language else asked  # clauses are told by English words


def understood(view: View, question: Question, filters: Filters, weights: Weights) -> list[Query]:
    """What to search for: the question, then its clauses, or the questions it is made of, if there are any."""
    encoder = Remembered(view.encoder)
    asked = asked_of(view, question, filters, weights, encoder)
    terms = dict.fromkeys(question.terms, 1.0)
    terms |= dict.fromkeys(question.context, weights.context if terms else 1.0)
    terms = _stems(view, question.searched if question.context else question.own_words) | terms
    if question.rewritten is not None:
        vector = _in_context(view, question, weights)
        return [_query(view, vector, asked.whole, terms, question.searched, question.quotations)]
    clauses = [(clause.text, clause, dict.fromkeys(clause.terms, 1.0)) for clause in asked.clauses]
    clauses = clauses or [(part.text, asked.whole, dict.fromkeys(part.terms, 1.0)) for part in question.parts]
    vectors = encoder.encode([question.text, *(text for text, _, _ in clauses)])
    quoted = question.quoted_in([text for text, _, _ in clauses])
    rest = [
        _query(view, vector, clause, _stems(view, text) | said, text, words)
        for vector, (text, clause, said), words in zip(vectors[1:], clauses, quoted, strict=True)
    ]
    return [_query(view, vectors[0], asked.whole, terms, question.searched, question.quotations), *rest]


def _first_told(
    view: View, filters: Filters, weights: Weights, encoder: Remembered, question: str, event: str
) -> datetime | None:
    """The day of the earliest of the reports that fit an event about as well as the best does."""
    asked = understand(event)
    terms = dict.fromkeys(content_terms(event), 1.0)
    vector = encoder.encode([event, question])[0]  # together, since the question's is wanted next
    weights = replace(weights, sentence=0.0)
    query = Query(vector, terms, quoted=asked.quotations)
    pool = replace(candidates(view, asked, [query], filters, weights), newness=0.0)
    total, _ = pool.scored(weights)
    _, covered = pool.fits.words(pool.passage_ids)
    total = np.where(covered[0] >= COVERED * sum(map(view.words.rarity, terms)), total, 0.0)
    fitting = np.flatnonzero((total > 0) & (total >= TOLD * total.max(initial=0.0))).tolist()
    columns = view.arrays.columns([pool.passage_ids[i] for i in fitting])
    moments = columns.published[~np.isnan(columns.published)]
    return now_at(0, int(moments.min())).newest if len(moments) else None


def _stems(view: View, text: str) -> dict[str, float]:
    """Weights of the stems that the content words of a text have in the other languages of the archive."""
    if not (languages := [language for language in view.arrays.languages if language not in ("", "en")]):
        return {}
    words = " ".join(word for word in text.split() if content_terms(word))
    return {stem: STEM for language in languages for stem in stems(words, language)}


def _query(
    view: View,
    vector: Vectors,
    clause: Clause,
    terms: Mapping[str, float],
    text: str,
    quoted: tuple[tuple[str, ...], ...],
) -> Query:
    return Query(vector, terms, clause.outlets, clause.dates, view.words.aliases(clause.text), text, quoted)


def _in_context(view: View, question: Question, weights: Weights) -> Vectors:
    """The vector of a follow-up: its own words, and what it leans on."""
    own, whole = view.remembered.encode([question.text, question.searched])
    share = weights.context if question.terms else 1.0
    return unit(np.atleast_2d((1 - share) * own + share * whole))


# -- what is found ---------------------------------------------------------------------------------------------------


def candidates(
    view: View,
    question: Question,
    queries: list[Query],
    filters: Filters,
    weights: Weights,
) -> Pool:
    """The passages that any query finds, with the signals of all of them."""
    found = {i for part in at_once(_searches(view, question, queries, filters)) for i in part}
    return _fitted(view, question, queries, filters, weights, found, Fits(view, queries))


def _fitted(
    view: View,
    question: Question,
    queries: list[Query],
    filters: Filters,
    weights: Weights,
    found: Iterable[str],
    fits: Fits,
) -> Pool:
    """The passages found, and those that have what is quoted, with their signals."""
    quotations = dict.fromkeys(question.quotations)
    holding = {words: set(view.words.holding(words, CANDIDATES, filters)) for words in quotations}
    passage_ids = sorted(i for i in set(found).union(*holding.values()) if i in view.arrays.passages)
    columns = view.arrays.columns(passage_ids)
    whole = meaning(queries, columns)
    said, covered = map(in_proportion, fits.words(passage_ids))
    now = filters.as_of if filters.as_of is not None else view.arrays.newest(None)
    mixed = (*NEWNESS, *STANDING) if question.stands_now else NEWNESS
    signals = Signals(
        meaning=whole,
        sentence=whole,
        words=said,
        coverage=covered,
        outlet=outlet_fit(queries, columns),
        date=date_fit(queries, columns),
        article=article_fit(weights.meaning * whole + weights.words * said, columns),
        reranked=np.zeros_like(whole),
        lead=columns.lead.astype(float),
        recency=freshness(columns.known_from, now, mixed) if now is not None else np.zeros(len(passage_ids)),
        quoted=np.stack([_share(passage_ids, [holding[words] for words in query.quoted]) for query in queries]),
        shared=np.zeros(len(passage_ids)),
    )
    if filters.as_of is None and lately(view, queries[0], filters) and not fixed(view, queries[0], filters):
        pool = _looked_at_again(queries, Pool(passage_ids, signals, 0.0, fits), weights)
        return _new_in_its_matter(pool, columns.known_from, weights)
    pool = Pool(passage_ids, signals, newness(view, question, queries[0], filters, weights), fits)
    return _looked_at_again(queries, pool, weights)


def _share(passage_ids: Sequence[str], holding: Sequence[set[str]]) -> Scores:
    """The share of some sets that each passage is in; 0 where there are none."""
    if not holding:
        return np.zeros(len(passage_ids))
    return np.asarray(np.mean([[i in held for i in passage_ids] for held in holding], axis=0))


def _searches(
    view: View, question: Question, queries: list[Query], filters: Filters
) -> Sequence[Callable[[], list[str]]]:
    """The searches for each query, of which each finds ids of passages."""
    times = OF_A_STORY if question.of_a_story else 1
    vectors = np.concatenate([np.atleast_2d(query.vector) for query in queries])
    found = [partial(_near, view, vectors, times * CANDIDATES, filters)]
    for query in queries:
        found.append(partial(_worded, view, query, times * CANDIDATES if query is queries[0] else OF_CLAUSE, filters))
        for narrowed in _where_named(query, filters):
            found.append(partial(_near, view, np.atleast_2d(query.vector), times * NAMED, narrowed))
            found.append(partial(_worded, view, query, times * NAMED, narrowed))
    return found


def _near(view: View, vectors: Vectors, k: int, filters: Filters) -> list[str]:
    """The nearest `k` of the first vector, a question's, and `OF_CLAUSE` of each other one."""
    first, *others = view.by_meaning(vectors, k, filters)
    return [i for row in (first, *(row[:OF_CLAUSE] for row in others)) for i, _ in row]


def _worded(view: View, query: Query, k: int, filters: Filters) -> list[str]:
    return [i for i, _ in view.by_words(query.terms, k, filters, query.aliases)]


def _of_the_news(view: View, question: Question, filters: Filters) -> Filters:
    """The filters, where the news is asked for and they name no days narrowed to the last ones that were reported."""
    days = newest_days(view, filters.as_of) if question.asks_news else None
    if days is None or filters.since is not None or filters.until is not None:
        return filters
    return replace(filters, since=days.start, until=days.end)


def _by_shared_names(
    view: View,
    sources: Sources,
    pool: Pool,
    question: Question,
    queries: list[Query],
    filters: Filters,
    weights: Weights,
) -> Pool:
    """The pool, with what else has a name that its best passages share and the question does not say."""
    total, _ = pool.scored(weights)
    best = [view.arrays.passages[pool.passage_ids[i]] for i in np.argsort(-total, kind="stable")[:TOP]]
    read = [(p.article_id, body(article, p)) for p, article in _with_articles(view, sources, best)]
    names = shared_names(question.searched, read, view.words.rarity)
    if not names:
        return pool
    where = [narrowed for query in queries for narrowed in _where_named(query, filters)] or [filters]
    also = {i for narrowed in dict.fromkeys(where) for i, _ in view.by_words(names, NAMED, narrowed)}
    if not also <= set(pool.passage_ids):
        pool = _fitted(view, question, queries, filters, weights, also | set(pool.passage_ids), pool.fits)
    having = view.words.having(list(names), pool.passage_ids)
    shared = np.max(np.array(list(names.values()))[:, None] * having, axis=0)
    return replace(pool, signals=replace(pool.signals, shared=shared))


def _with_articles(
    view: View, sources: Sources, passages: Sequence[Passage]
) -> Iterator[tuple[Passage, Article]]:
    """The passages with the article versions that they are of; none that was removed meanwhile."""
    known = sources.versions(passages, view.seq)
    return ((p, known[key].article) for p in passages if (key := (p.article_id, p.version)) in known)


def _where_named(query: Query, filters: Filters) -> list[Filters]:
    """The filters, narrowed to the outlets and to the dates that a query names."""
    narrowed = []
    if query.outlets and not filters.outlets:
        named = frozenset[str]().union(*(n.outlets for n in query.outlets))
        narrowed.append(replace(filters, outlets=tuple(sorted(named))))
    if filters.since is None and filters.until is None:
        narrowed += [
            replace(filters, since=d.start if d.start > -FAR else None, until=d.end if d.end < FAR else None)
            for d in query.dates
        ]
    return narrowed


def _read_with(
    reranker: Reranker, view: View, sources: Sources, pool: Pool, queries: list[Query], weights: Weights
) -> Pool:
    """The pool with what a reranker says of the best passages, from 0, the worst of them, to 1, for each query."""
    total, _ = pool.scored(weights)
    best = [view.arrays.passages[pool.passage_ids[i]] for i in np.argsort(-total, kind="stable")[:READ]]
    texts = {p.passage_id: embedded(article, p) for p, article in _with_articles(view, sources, best)}
    if not texts:
        return pool
    columns = [pool.passage_ids.index(i) for i in texts]
    said = np.zeros_like(pool.signals.reranked)
    said[:, columns] = between(np.stack([reranker(query.text, list(texts.values())) for query in queries]))
    return replace(pool, signals=replace(pool.signals, reranked=said))


def _new_in_its_matter(pool: Pool, known_from: Scores, weights: Weights) -> Pool:
    """The pool with newness counted from the newest of its best passages: the matter may have ended long ago."""
    if not pool.passage_ids:
        return pool
    total, _ = pool.scored(weights)
    newest = float(known_from[np.argsort(-total, kind="stable")[:LATELY]].max())
    recency = freshness(known_from, newest, NEWNESS)
    return replace(pool, signals=replace(pool.signals, recency=recency), newness=weights.lately)


def _looked_at_again(queries: list[Query], pool: Pool, weights: Weights) -> Pool:
    """The pool with the meaning of the best passages' nearest sentences."""
    if not weights.sentence or not pool.passage_ids:
        return pool
    total, _ = pool.scored(weights)
    best = np.argsort(-total, kind="stable")[:SECOND_LOOK]
    kept = pool.fits.sentences([pool.passage_ids[i] for i in best])
    nearest = pool.signals.meaning.copy()
    nearest[:, best] = closest_sentence(queries, kept, nearest[:, best])
    return replace(pool, signals=replace(pool.signals, sentence=nearest))
