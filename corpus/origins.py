"""Origins: all articles that hang together as printings of one text.

An origin is a connected component of the copies found pair by pair, named by its smallest article id, so that it does
not depend on which printing came first.
"""

import json
import sqlite3
from collections.abc import Iterable

from corpus.copies import Copies
from corpus.minhash import Fingerprint, shingled


class Origins:
    """The origins of one catalog as one transaction sees and changes them."""

    def __init__(self, db: sqlite3.Connection, copies: Copies) -> None:
        self._db, self._copies = db, copies

    def link(self, article_id: str, version: int, text: str, own: Fingerprint, moment: int) -> None:
        """Find the copies of a new version, known from `moment` (seconds since 1970)."""
        if found := self._pair(article_id, version, text, own, moment):
            self._join({article_id, *found})

    def link_again(self, article_id: str) -> None:
        """Find the copies of all versions of an article anew, because their moments changed."""
        touched = self._neighbours(article_id)
        self._unlink(article_id)
        query = "SELECT version, text, known_from FROM versions WHERE article_id = ? ORDER BY version"
        for version, text, moment in self._db.execute(query, (article_id,)).fetchall():
            self._pair(article_id, version, text, shingled(text).fingerprint, moment)
        self._regroup({article_id, *touched, *self._neighbours(article_id)})

    def forget(self, article_id: str) -> None:
        """Take an article out of its origin, which may fall apart without it."""
        touched = self._neighbours(article_id)
        self._unlink(article_id)
        self._regroup({article_id, *touched})

    def has_others(self, article_id: str) -> bool:
        """Whether other articles print the same text."""
        return bool(self._neighbours(article_id))

    def _pair(self, article_id: str, version: int, text: str, own: Fingerprint, moment: int) -> set[str]:
        found = self._copies.record(article_id, version, text, own, moment) - {article_id}
        self._tie((article_id, other) for other in found)
        return found

    def _tie(self, found: Iterable[tuple[str, str]]) -> None:
        rows = sorted((min(pair), max(pair)) for pair in found)
        if rows:
            self._db.executemany("INSERT OR IGNORE INTO copies VALUES (?, ?)", rows)

    def _unlink(self, article_id: str) -> None:
        bridged = self._copies.forget(article_id)
        self._db.execute("DELETE FROM copies WHERE article_id = ?1 OR other_id = ?1", (article_id,))
        self._tie(bridged)

    def _join(self, article_ids: set[str]) -> None:
        """Make one origin of those of the articles."""
        query = "SELECT DISTINCT origin_id FROM articles WHERE article_id IN (SELECT value FROM json_each(?))"
        groups = {name for (name,) in self._db.execute(query, (json.dumps(sorted(article_ids)),)).fetchall()}
        first = min(groups)
        for other in sorted(groups - {first}):
            # Two statements, each of which has an index.
            query = "UPDATE articles SET origin_id = ?1 WHERE article_id = ?2 AND origin_id = ?2"
            self._db.execute(query, (first, other))
            query = "UPDATE articles SET origin_id = ?1 WHERE origin_id = ?2 AND origin_id != article_id"
            self._db.execute(query, (first, other))

    def _regroup(self, article_ids: set[str]) -> None:
        """Find the components of these articles anew."""
        left = set(article_ids)
        while left:
            group, edge = set[str](), {left.pop()}
            while edge:
                group |= edge
                edge = {other for member in edge for other in self._neighbours(member)} - group
            left -= group
            query = "UPDATE articles SET origin_id = ? WHERE article_id = ?"
            self._db.executemany(query, [(min(group), member) for member in sorted(group)])

    def _neighbours(self, article_id: str) -> set[str]:
        query = (
            "SELECT other_id FROM copies WHERE article_id = ?1 UNION ALL "
            "SELECT article_id FROM copies WHERE other_id = ?1"
        )
        return {other for (other,) in self._db.execute(query, (article_id,)).fetchall()}
