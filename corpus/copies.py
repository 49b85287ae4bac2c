"""Recognising copies: the same story printed by several outlets, whole or trimmed.

Two articles are copies when the shorter one's word shingles stand in the longer one (containment, Broder 1997).
Candidates come from a sample of the shingles (those whose hash is 0 modulo `SAMPLE`), the decision from all of them.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Connection, delete, func, insert, select

from corpus.schema import articles, shingles, versions

SHINGLE = 8
"""Words in a shingle: long enough that two writers do not produce the same one by chance."""
SAMPLE = 4
CONTAINMENT = 0.8
MIN_SHINGLES = 12
"""Below this (about 20 words) a text is too short to call another its copy."""
WINDOW = int(timedelta(days=14).total_seconds())
"""Seconds between two printings of one text; later ones are re-runs or templates."""

_WORD = re.compile(r"\w+")


def shingle_hashes(text: str) -> frozenset[int]:
    """63-bit hashes of every run of `SHINGLE` words, case and punctuation apart."""
    words = _WORD.findall(text.casefold())
    runs = (" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))
    return frozenset(int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "big") >> 1 for run in runs)


def are_copies(a: frozenset[int], b: frozenset[int]) -> bool:
    """Whether the smaller set of shingles is contained in the other."""
    smaller = min(len(a), len(b))
    return smaller >= MIN_SHINGLES and len(a & b) >= CONTAINMENT * smaller


def find_origin(connection: Connection, article_id: str, text: str, known_from: int) -> str:
    """The origin an article belongs to: that of the first copy found, else its own id. Records its sample.

    When the article ties several origins together they become one: the one whose id is smallest, so that the
    result does not depend on the order of arrival.
    """
    own = shingle_hashes(text)
    sample = {h for h in own if h % SAMPLE == 0}
    connection.execute(delete(shingles).where(shingles.c.article_id == article_id))
    found = {
        origin
        for other, origin in _candidates(connection, sample)
        if are_copies(own, shingle_hashes(_text_near(connection, other, known_from)))
    }
    if sample:
        connection.execute(insert(shingles), [{"hash": h, "article_id": article_id} for h in sorted(sample)])
    joined = min(found | {article_id})
    if found - {joined}:
        connection.execute(articles.update().where(articles.c.origin_id.in_(sorted(found))).values(origin_id=joined))
    return joined


def _candidates(connection: Connection, sample: Iterable[int]) -> list[tuple[str, str]]:
    """(article id, origin id) of the articles that share the most sampled shingles, at most 20."""
    shared: Counter[str] = Counter()
    hashes = sorted(sample)
    for start in range(0, len(hashes), 500):
        rows = connection.execute(
            select(shingles.c.article_id, func.count())
            .where(shingles.c.hash.in_(hashes[start : start + 500]))
            .group_by(shingles.c.article_id)
        )
        for article_id, count in rows:
            shared[article_id] += count
    best = [article_id for article_id, _ in shared.most_common(20)]
    rows = connection.execute(
        select(articles.c.article_id, articles.c.origin_id).where(articles.c.article_id.in_(best))
    )
    return sorted((row.article_id, row.origin_id) for row in rows)


def _text_near(connection: Connection, article_id: str, moment: int) -> str:
    """The current text of an article when it appeared within the window of `moment`, else nothing."""
    row = connection.execute(
        select(versions.c.text, versions.c.known_from)
        .join(articles, (articles.c.article_id == versions.c.article_id) & (articles.c.current == versions.c.version))
        .where(versions.c.article_id == article_id)
    ).one_or_none()
    return row.text if row is not None and abs(row.known_from - moment) <= WINDOW else ""
