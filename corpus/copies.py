"""Finding copies: the same story printed by several outlets, whole, trimmed or lightly edited.

Texts that may be copies are found by their MinHash sketches (`corpus.minhash`), which are kept; what decides is a
comparison of the texts themselves (`corpus.alike`). Two articles are copies when some version of one is a copy of some
version of the other and they were printed within `WINDOW`. That is a symmetric relation, whatever the order of arrival.

The relation is handed out thinly: of many printings of one text only the nearest in time before and after. The articles
that hang together are the same, and a thousand printings make a thousand pairs, not half a million.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import lru_cache

import numpy as np

from corpus.alike import MIN_SHINGLES, are_copies
from corpus.minhash import Fingerprint, Shingled, containments, keys, shingled
from corpus.minima import Minima, Runs

WINDOW = int(timedelta(days=14).total_seconds())
"""Seconds between two printings of one text; later ones are re-runs or templates."""
MIN_ESTIMATE = 0.3
"""Estimated containment from which on two texts are compared: half of what makes a copy, for the sketch's error."""
MANY = 50
"""Copies found from which on one more of an origin that is found already is not looked at: it changes nothing."""
CROWD = 300
"""Different texts, of six weeks, that share a hash before it is taken for that of a footer ..."""
BOILERPLATE = 0.4
"""... unless more than this share of a text's hashes are such: then it is a story that many print, each its own way."""
CACHED = 20_000
"""Longest text, in characters, that is kept in memory for the next comparison."""


class Copies:
    """The texts of one catalog as one transaction sees and changes them. `flush` before the end of that."""

    def __init__(self, db: sqlite3.Connection, runs: Runs) -> None:
        self._db = db
        self._minima = Minima(db, runs)

    def look_ahead(self, coming: Iterable[tuple[Fingerprint, int]]) -> None:
        """Told the texts to be recorded next, and when they are known from: looked up together they take less time."""
        texts = [(p.content, keys(p.sketch), moment // WINDOW) for p, moment in coming if p.size >= MIN_SHINGLES]
        self._minima.look_ahead(texts)

    def flush(self) -> None:
        """Write the index of what was recorded and forgotten."""
        self._minima.flush()

    def record(self, article_id: str, version: int, text: str, own: Fingerprint, known_from: int) -> set[str]:
        """Keep what is needed to find this version later; returns the articles it is a copy of, nearest in time.

        `known_from` is in seconds since 1970. Other versions' texts are read from the catalog.
        """
        if own.size < MIN_SHINGLES:
            return set()
        text_no = self._enter(own, known_from // WINDOW)
        self._db.execute("INSERT INTO printings VALUES (?, ?, ?, ?)", (article_id, version, text_no, known_from))
        others = (text_no, *self._copies(text, own, text_no, known_from))
        return {near for other in others for near in _nearest(self._db, other, article_id, known_from)}

    def forget(self, article_id: str) -> set[tuple[str, str]]:
        """Delete what is kept of an article; returns pairs of copies that so far only hung together through it."""
        query = "SELECT version, text_no, known_from FROM printings WHERE article_id = ?"
        printed = self._db.execute(query, (article_id,)).fetchall()
        for version, text_no, known_from in printed:
            self._drop(article_id, version, text_no, known_from // WINDOW)
        return {pair for _, text_no, moment in printed for pair in self._bridges(text_no, moment)}

    def _drop(self, article_id: str, version: int, text_no: int, period: int) -> None:
        db = self._db
        db.execute("DELETE FROM printings WHERE article_id = ? AND version = ?", (article_id, version))
        if not self._is_printed(text_no, period):
            self._minima.drop(period, text_no)
        if db.execute("SELECT 1 FROM printings WHERE text_no = ? LIMIT 1", (text_no,)).fetchone() is None:
            db.execute("DELETE FROM texts WHERE text_no = ?", (text_no,))

    def _is_printed(self, text_no: int, period: int) -> bool:
        query = "SELECT 1 FROM printings WHERE text_no = ? AND known_from >= ? AND known_from < ? LIMIT 1"
        return self._db.execute(query, (text_no, period * WINDOW, (period + 1) * WINDOW)).fetchone() is not None

    def _enter(self, own: Fingerprint, period: int) -> int:
        """The number of a text; it is in the index for this period afterwards."""
        known = self._db.execute("SELECT text_no FROM texts WHERE content = ?", (own.content,)).fetchone()
        if known is None:
            row = (own.content, own.size, own.sketch.tobytes())
            query = "INSERT INTO texts (content, size, sketch) VALUES (?, ?, ?)"
            text_no = self._db.execute(query, row).lastrowid
            assert text_no is not None  # it is after an INSERT
        else:
            text_no = int(known[0])
            if self._is_printed(text_no, period):
                return text_no
        self._minima.enter(keys(own.sketch), period, text_no)
        return text_no

    def _copies(self, text: str, own: Fingerprint, text_no: int, known_from: int) -> Iterator[int]:
        """The other texts, printed near that time, that are copies of this one."""
        rows = self._candidates(own, text_no, known_from // WINDOW)
        if not rows:
            return
        sizes = np.array([size for _, size, _ in rows])
        shares = containments(own.sketch, own.size, [sketch for _, _, sketch in rows], sizes)
        if not (shares >= MIN_ESTIMATE).any():
            return
        whole, origins = shingled(text), list[str]()
        for at in np.argsort(-shares, kind="stable").tolist():
            found = _text(self._db, rows[at][0], known_from) if shares[at] >= MIN_ESTIMATE else None
            if found is None or (len(origins) >= MANY and found[1] in origins):
                continue
            if are_copies(whole, _shingled(found[0])):
                origins.append(found[1])
                yield rows[at][0]

    def _candidates(self, own: Fingerprint, text_no: int, period: int) -> list[tuple[int, int, bytes]]:
        """Number, size and sketch of the texts printed about that time that share one of the smallest hashes."""
        near = self._sharing(own, period)
        near.discard(text_no)
        if not near:
            return []
        query = (
            "SELECT text_no, size, sketch FROM texts WHERE text_no IN (SELECT value FROM json_each(?)) ORDER BY text_no"
        )
        return list(self._db.execute(query, (json.dumps(sorted(near)),)).fetchall())

    def _sharing(self, own: Fingerprint, period: int) -> set[int]:
        """Numbers of the texts that have one of the hashes, those of footers apart."""
        hashes = keys(own.sketch)
        lists = self._minima.sharing(own.content, hashes, period)
        if sum(map(len, lists)) >= CROWD:
            sparse = [texts for texts in lists if len(texts) < CROWD]
            # Where many are a crowd's, it is one text in many printings: look at all of them.
            lists = sparse if len(lists) - len(sparse) <= BOILERPLATE * len(hashes) else lists
        return {number for texts in lists for number in texts}

    def _bridges(self, text_no: int, moment: int) -> Iterator[tuple[str, str]]:
        """Pairs that tie to one another what was tied to a printing of a text at that moment, now gone."""
        found = _text(self._db, text_no, moment)
        if found is None:
            return
        query = "SELECT article_id, known_from FROM printings WHERE text_no = ? AND known_from BETWEEN ? AND ?"
        own = shingled(found[0]).fingerprint
        for other in (text_no, *self._copies(found[0], own, text_no, moment)):
            for article_id, known_from in self._db.execute(query, (other, moment - WINDOW, moment + WINDOW)).fetchall():
                for near in _nearest(self._db, text_no, article_id, known_from):
                    yield min(article_id, near), max(article_id, near)


def _text(db: sqlite3.Connection, text_no: int, moment: int) -> tuple[str, str] | None:
    """The words of a text, and their origin, from one of its printings within the window."""
    query = (
        "SELECT text, origin_id FROM printings JOIN versions USING (article_id, version) "
        "JOIN articles USING (article_id) WHERE text_no = ? AND printings.known_from BETWEEN ? AND ? LIMIT 1"
    )
    found: tuple[str, str] | None = db.execute(query, (text_no, moment - WINDOW, moment + WINDOW)).fetchone()
    return found


def _shingled(text: str) -> Shingled:
    return _kept(text) if len(text) <= CACHED else shingled(text)


@lru_cache(maxsize=512)
def _kept(text: str) -> Shingled:
    return shingled(text)


def _nearest(db: sqlite3.Connection, text_no: int, article_id: str, moment: int) -> Iterator[str]:
    """Of the other articles that print a text, within the window, the last before and the first after."""
    query = (
        "SELECT article_id FROM printings WHERE text_no = ? AND known_from BETWEEN ? AND ? "
        "AND (known_from, article_id) {0} (?, ?) AND article_id != ? ORDER BY known_from {1}, article_id {1} LIMIT 1"
    )
    for side, order, low, high in (("<", "DESC", moment - WINDOW, moment), (">", "ASC", moment, moment + WINDOW)):
        values = (text_no, low, high, moment, article_id, article_id)
        for (near,) in db.execute(query.format(side, order), values).fetchall():
            yield near
