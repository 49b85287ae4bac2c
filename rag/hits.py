"""From scored passages to hits: the article versions behind them, copies collapsed, a few passages an article."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from corpus.catalog import Catalog, Version
from rag.orders import unordered
from rag.passages import beside, body
from rag.types import Copy, Filters, Hit, Passage, SearchResult
from rag.words import NEVER

PER_ARTICLE = 2
"""Most passages of one article among the hits."""
PIECES, CROWD = 3, 0.25
"""Passages of one report that are welcome where it was kept in pieces, and what each further one loses."""
AHEAD, NEARLY = 5, 0.6
"""Among how many hits a report is looked for to stand before a digest, and how much worse it may be than that."""
STILL = 0.8
"""Of a passage's words, those that a corrected printing of it still has."""
FIRST, SHARE = 10, 0.2
"""The first hits, and what of them each of several outlets that a question names has at least, where it is found."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage with its score and what each signal added."""

    passage: Passage
    score: float
    why: Callable[[], Mapping[str, float]]


class Sources:
    """Article versions by article and by origin, read from the catalog once for each state of the index."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._seq = -1
        self._known: dict[str, list[Version]] = {}
        self._members: dict[str, list[Version]] = {}

    def load(self, article_ids: Iterable[str], seq: int) -> dict[str, list[Version]]:
        """All versions of these articles."""
        if seq != self._seq or len(self._known) > 5_000:
            self._known, self._members, self._seq = {}, {}, seq
        known = self._known
        wanted = set(article_ids)
        if missing := wanted - known.keys():
            found: dict[str, list[Version]] = {article_id: [] for article_id in missing}
            for version in self._catalog.versions_of(missing):
                found[version.article_id].append(version)
            known.update(found)
        return {article_id: known.get(article_id, []) for article_id in wanted}

    def versions(self, passages: Iterable[Passage], seq: int) -> dict[tuple[str, int], Version]:
        """By article id and number the article versions that passages are of; none that was removed meanwhile."""
        wanted = {(p.article_id, p.version) for p in passages}
        found = self.load({article_id for article_id, _ in wanted}, seq)
        return {key: v for group in found.values() for v in group if (key := (v.article_id, v.version)) in wanted}

    def members(self, origin_ids: Iterable[str], seq: int) -> dict[str, list[Version]]:
        """For each origin all versions of all its articles, earliest first. An origin has its first article's id."""
        first = self.load(origin_ids, seq)
        known = self._members
        if missing := first.keys() - known.keys():
            groups = {origin: [v for v in first[origin] if v.origin_id == origin] for origin in missing}
            for version in self._catalog.joined(missing):
                groups[version.origin_id].append(version)
            known |= {o: sorted(group, key=lambda v: (v.known_from, v.article_id)) for o, group in groups.items()}
        return {origin: known[origin] for origin in first}


def to_hits(
    scored: Iterator[Scored],
    sources: Sources,
    seq: int,
    filters: Filters,
    k: int,
    passages: Mapping[str, Passage],
    digest: Callable[[str], bool],
    named: Sequence[frozenset[str]],
    again: float,
) -> list[Hit]:
    """The first `k` hits of passages, best first. Articles are read for as many as it takes.

    `passages` are all there are, by id: a hit shows those beside its own. `digest` says of a passage id whether the
    article tells of many matters. `named` are outlets that the question names, each in all its spellings. `again` is
    what a passage loses for each better one of the same report.
    """
    read = list(islice(scored, 2 * max(k, FIRST)))
    of_named = named[0] if len(named) == 1 else frozenset[str]()
    while len(chosen := _distinct(read, sources, seq, of_named)) < k and (more := list(islice(scored, 2 * len(read)))):
        read += more
    chosen = _shared_out(_a_report_first(_from_several_reports(chosen, again), digest), k, named)
    members = sources.members({version.origin_id for _, version in chosen}, seq)
    hits = [_hit(rank, one, version, members, filters) for rank, (one, version) in enumerate(chosen, 1)]
    return _surrounded(hits, passages)


def _distinct(
    scored: Sequence[Scored], sources: Sources, seq: int, named: frozenset[str]
) -> list[tuple[Scored, Version]]:
    """The passages with their article versions, copies collapsed, at most `PER_ARTICLE` of one article."""
    versions = sources.versions((s.passage for s in scored), seq)
    pairs = [(s, v) for s in scored if (v := versions.get((s.passage.article_id, s.passage.version))) is not None]
    shown = _representatives(pairs, named)
    chosen: list[tuple[Scored, Version]] = []
    taken: dict[str, int] = {}
    for one, version in pairs:
        article_id = version.article_id
        if shown[version.origin_id] == article_id and taken.get(article_id, 0) < PER_ARTICLE:
            taken[article_id] = taken.get(article_id, 0) + 1
            chosen.append((one, version))
    return chosen


def _from_several_reports(chosen: Sequence[tuple[Scored, Version]], again: float) -> list[tuple[Scored, Version]]:
    """What was chosen, best first, when each passage loses something for the better ones of its outlet and headline."""
    shown: Counter[tuple[str | None, str]] = Counter()
    result = []
    for one, version in chosen:
        report = version.article.outlet, version.article.title
        loss = again * shown[report] + CROWD * max(0, shown[report] + 1 - PIECES)
        result.append((_less(one, loss, "same report again"), version))
        shown[report] += 1
    return sorted(result, key=_best_first)


def _a_report_first(
    chosen: Sequence[tuple[Scored, Version]], digest: Callable[[str], bool]
) -> Sequence[tuple[Scored, Version]]:
    """What was chosen, digests at its head put behind the best report that fits nearly as well."""
    whole = (n for n, (one, _) in enumerate(chosen[:AHEAD]) if not digest(one.passage.passage_id))
    if not (n := next(whole, 0)) or chosen[0][0].score - (best := chosen[n][0].score) > NEARLY:
        return chosen
    behind = [(_less(one, one.score - best, "a digest"), version) for one, version in chosen[:n]]
    return [chosen[n], *behind, *chosen[n + 1 :]]


def _less(one: Scored, loss: float, because: str) -> Scored:
    return replace(one, score=one.score - loss, why=lambda: {**one.why(), because: -loss}) if loss else one


def _shared_out(
    chosen: Sequence[tuple[Scored, Version]], k: int, named: Sequence[frozenset[str]]
) -> list[tuple[Scored, Version]]:
    """The best `k`; among the first of them those of an outlet that has more than its share give way to a named one."""
    if len(named) < 2:
        return list(chosen[:k])
    first = min(k, FIRST)
    top, rest = list(chosen[:first]), list(chosen[first:])
    least = min(int(SHARE * first), first // len(named))
    for outlets in named:
        lacking = least - sum(version.article.outlet in outlets for _, version in top)
        for pair in [pair for pair in rest if pair[1].article.outlet in outlets][: max(0, lacking)]:
            crowd = Counter(version.article.outlet for _, version in top)
            spare = [p for p in top if (o := p[1].article.outlet) and o not in outlets and crowd[o] > least]
            if spare:
                top[top.index(spare[-1])] = pair
                rest[rest.index(pair)] = spare[-1]
    return [*sorted(top, key=_best_first), *sorted(rest, key=_best_first)][:k]


def _best_first(pair: tuple[Scored, Version]) -> float:
    return -pair[0].score


def _surrounded(hits: Sequence[Hit], passages: Mapping[str, Passage]) -> list[Hit]:
    """The hits with the passages before and after theirs, as far as no better hit has shown them.

    A worse hit takes nothing from a better one, even where that shows its passage: what is read of the first few hits
    would depend on how many were asked for.
    """
    shown: set[str] = set()
    found = []
    for hit in hits:
        neighbours = (beside(hit.passage, step) for step in (-1, 1))
        before, after = (passages.get(i) if i not in shown else None for i in neighbours)
        shown.update(p.passage_id for p in (before, hit.passage, after) if p is not None)
        around = (before.start if before else hit.passage.start, after.end if after else hit.passage.end)
        found.append(replace(hit, around=around))
    return found


def _representatives(pairs: Sequence[tuple[Scored, Version]], named: frozenset[str]) -> dict[str, str]:
    """For every origin the article that stands for it: the earliest found that has the best passage's very words.

    One that was corrected, and has nearly those words, goes before those that were not. What the one outlet printed
    that a question names stands for it where it was found best.
    """
    best: dict[str, str] = {}
    shown: dict[str, Version] = {}
    printed: dict[str, set[str]] = {}
    for _, version in pairs:
        printed.setdefault(version.origin_id, set()).add(version.article_id)
    for one, version in pairs:  # best first
        if len(printed[version.origin_id]) == 1:
            shown[version.origin_id] = version
            continue
        text = unordered(version.article.text, version.article.language)
        words = best.setdefault(version.origin_id, body(version.article, one.passage))
        known = shown.setdefault(version.origin_id, version)
        if known.article.outlet in named:
            continue
        corrected = bool(version.article.correction)
        if corrected != bool(known.article.correction):
            if corrected and _nearly_in(words, text):
                shown[version.origin_id] = version
        elif words in text and (version.known_from, version.article_id) < (known.known_from, known.article_id):
            shown[version.origin_id] = version
    return {origin: version.article_id for origin, version in shown.items()}


def _nearly_in(words: str, text: str) -> bool:
    """Whether most of the words of a passage stand in a text."""
    wanted = set(words.split())
    return len(wanted.intersection(text.split())) >= STILL * len(wanted)


def _hit(rank: int, one: Scored, source: Version, members: Mapping[str, list[Version]], filters: Filters) -> Hit:
    copies = copies_of(source, members, filters.as_of)
    why = {name: round(value, 4) for name, value in one.why().items() if round(value, 4)}
    return Hit(rank, one.score, one.passage, source, copies, why)


def copies_of(source: Version, members: Mapping[str, list[Version]], as_of: int | None) -> tuple[Copy, ...]:
    """The other printings of a text, of the `members` of its origin, that are known at `as_of`."""
    return tuple(
        Copy(v.article_id, v.article.url, v.article.title, v.article.outlet, v.article.published, v)
        for v in members.get(source.origin_id, [])
        if v.article_id != source.article_id and visible(v, as_of)
    )


def visible(version: Version, as_of: int | None) -> bool:
    """Whether this is the version that was known at `as_of` (seconds since 1970), or the current one."""
    if as_of is None:
        return version.current
    until = NEVER if version.known_until is None else version.known_until
    return version.known_from <= as_of < until


def theirs_first(found: SearchResult, theirs: SearchResult, k: int) -> SearchResult:
    """The first `k` hits: those of an author who is asked for, then what else was found."""
    own = {hit.passage.passage_id for hit in theirs.hits}
    hits = [*theirs.hits, *(hit for hit in found.hits if hit.passage.passage_id not in own)]
    ranked = tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits[:k], 1))
    timings = {name: ms + theirs.timings_ms.get(name, 0.0) for name, ms in found.timings_ms.items()}
    return replace(found, hits=ranked, timings_ms=timings)
