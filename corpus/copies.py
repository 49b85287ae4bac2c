"""Finding copies: the same story printed by several outlets, whole, trimmed or lightly edited.

Texts that may be copies are found by their MinHash sketches (`corpus.minhash`), which are kept; what decides is a
comparison of the texts themselves (`corpus.alike`). Two articles are copies when some version of one is a copy of some
version of the other and they were printed within `WINDOW`. That is a symmetric relation, whatever the order of arrival.

The relation is handed out thinly: of many printings of one text only the nearest in time before and after. The articles
that hang together are the same, and a thousand printings make a thousand pairs, not half a million.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection

from corpus.alike import MIN_SHINGLES, are_copies
from corpus.errors import CatalogError
from corpus.minhash import Shingled, containments, keys, shingled
from corpus.schema import reason_of

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


def record(connection: Connection, article_id: str, version: int, text: str, known_from: int) -> set[str]:
    """Keep what is needed to find this version later; returns the articles it is a copy of, nearest in time.

    `known_from` is in seconds since 1970. Other versions' texts are read from the catalog.
    """
    with _driver(connection) as db:
        _drop(db, article_id, version)
        own = shingled(text)
        if len(own.distinct) < MIN_SHINGLES:
            return set()
        text_no = _enter(db, own, known_from // WINDOW)
        db.execute("INSERT INTO printings VALUES (?, ?, ?, ?)", (article_id, version, text_no, known_from))
        others = (text_no, *_copies(db, own, text_no, known_from))
        return {near for other in others for near in _nearest(db, other, article_id, known_from)}


def forget(connection: Connection, article_id: str) -> set[tuple[str, str]]:
    """Delete what is kept of an article; returns pairs of copies that so far only hung together through it."""
    with _driver(connection) as db:
        query = "SELECT version, text_no, known_from FROM printings WHERE article_id = ?"
        printed = db.execute(query, (article_id,)).fetchall()
        for version, _, _ in printed:
            _drop(db, article_id, version)
        return {pair for _, text_no, moment in printed for pair in _bridges(db, text_no, moment)}


@contextmanager
def _driver(connection: Connection) -> Iterator[Any]:
    """The driver's connection under `connection`: a dozen statements an article take a tenth of the time there."""
    try:
        yield connection.connection.dbapi_connection
    except sqlite3.OperationalError as error:
        folder = Path(str(connection.engine.url.database)).parent
        raise CatalogError(f"cannot use the library {folder}: {reason_of(error)}") from error


def _drop(db: Any, article_id: str, version: int) -> None:  # noqa: ANN401 - a DB-API connection has no public type
    mine = (article_id, version)
    query = "SELECT text_no, known_from FROM printings WHERE article_id = ? AND version = ?"
    found = db.execute(query, mine).fetchone()
    if found is None:
        return
    text_no, period = found[0], found[1] // WINDOW
    db.execute("DELETE FROM printings WHERE article_id = ? AND version = ?", mine)
    if not _is_printed(db, text_no, period):
        (sketch,) = db.execute("SELECT sketch FROM texts WHERE text_no = ?", (text_no,)).fetchone()
        places = [(key, period, text_no) for key in keys(np.frombuffer(sketch, np.uint64))]
        db.executemany("DELETE FROM minima WHERE hash = ? AND period = ? AND text_no = ?", places)
    if db.execute("SELECT 1 FROM printings WHERE text_no = ? LIMIT 1", (text_no,)).fetchone() is None:
        db.execute("DELETE FROM texts WHERE text_no = ?", (text_no,))


def _is_printed(db: Any, text_no: int, period: int) -> bool:  # noqa: ANN401
    query = "SELECT 1 FROM printings WHERE text_no = ? AND known_from >= ? AND known_from < ? LIMIT 1"
    return db.execute(query, (text_no, period * WINDOW, (period + 1) * WINDOW)).fetchone() is not None


def _enter(db: Any, own: Shingled, period: int) -> int:  # noqa: ANN401
    """The number of a text; it is in the index for this period afterwards."""
    known = db.execute("SELECT text_no FROM texts WHERE content = ?", (own.content,)).fetchone()
    if known is None:
        row = (own.content, len(own.distinct), own.sketch.tobytes())
        text_no = int(db.execute("INSERT INTO texts (content, size, sketch) VALUES (?, ?, ?)", row).lastrowid)
    else:
        text_no = int(known[0])
        if _is_printed(db, text_no, period):
            return text_no
    db.executemany("INSERT INTO minima VALUES (?, ?, ?)", [(key, period, text_no) for key in keys(own.sketch)])
    return text_no


def _copies(db: Any, own: Shingled, text_no: int, known_from: int) -> Iterator[int]:  # noqa: ANN401
    """The other texts, printed near that time, that are copies of this one."""
    rows = _candidates(db, own, text_no, known_from // WINDOW)
    if not rows:
        return
    sizes = np.array([size for _, size, _ in rows])
    shares = containments(own.sketch, len(own.distinct), [sketch for _, _, sketch in rows], sizes)
    origins: list[str] = []
    for at in np.argsort(-shares, kind="stable").tolist():
        found = _text(db, rows[at][0], known_from) if shares[at] >= MIN_ESTIMATE else None
        if found is None or (len(origins) >= MANY and found[1] in origins):
            continue
        if are_copies(own, _shingled(found[0])):
            origins.append(found[1])
            yield rows[at][0]


def _candidates(db: Any, own: Shingled, text_no: int, period: int) -> list[tuple[int, int, bytes]]:  # noqa: ANN401
    """Number, size and sketch of the texts printed about that time that share one of the smallest hashes."""
    near = _sharing(db, keys(own.sketch), (period - 1, period, period + 1))
    near.discard(text_no)
    if not near:
        return []
    query = "SELECT text_no, size, sketch FROM texts WHERE text_no IN (SELECT value FROM json_each(?)) ORDER BY text_no"
    return list(db.execute(query, (json.dumps(sorted(near)),)).fetchall())


def _sharing(db: Any, hashes: list[int], periods: tuple[int, int, int]) -> set[int]:  # noqa: ANN401
    """Numbers of the texts that have one of the hashes, those of footers apart."""
    query = "SELECT text_no FROM minima WHERE hash IN (SELECT value FROM json_each(?)) AND period IN (?, ?, ?) LIMIT ?"
    found = db.execute(query, (json.dumps(hashes), *periods, CROWD)).fetchall()
    if len(found) == CROWD:
        query = "SELECT text_no FROM minima WHERE hash = ? AND period IN (?, ?, ?) LIMIT ?"
        lists = [db.execute(query, (key, *periods, CROWD)).fetchall() for key in hashes]
        sparse = [rows for rows in lists if len(rows) < CROWD]
        if len(lists) - len(sparse) > BOILERPLATE * len(lists):  # one text in many printings: look at all of them
            sparse = [db.execute(query, (key, *periods, -1)).fetchall() for key in hashes]
        found = [row for rows in sparse for row in rows]
    return {number for (number,) in found}


def _text(db: Any, text_no: int, moment: int) -> tuple[str, str] | None:  # noqa: ANN401
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


def _nearest(db: Any, text_no: int, article_id: str, moment: int) -> Iterator[str]:  # noqa: ANN401
    """Of the other articles that print a text, within the window, the last before and the first after."""
    query = (
        "SELECT article_id FROM printings WHERE text_no = ? AND known_from BETWEEN ? AND ? "
        "AND (known_from, article_id) {0} (?, ?) AND article_id != ? ORDER BY known_from {1}, article_id {1} LIMIT 1"
    )
    for side, order, low, high in (("<", "DESC", moment - WINDOW, moment), (">", "ASC", moment, moment + WINDOW)):
        values = (text_no, low, high, moment, article_id, article_id)
        for (near,) in db.execute(query.format(side, order), values).fetchall():
            yield near


def _bridges(db: Any, text_no: int, moment: int) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Pairs that tie to one another what was tied to a printing of a text at that moment, now gone."""
    found = _text(db, text_no, moment)
    if found is None:
        return
    query = "SELECT article_id, known_from FROM printings WHERE text_no = ? AND known_from BETWEEN ? AND ?"
    for other in (text_no, *_copies(db, shingled(found[0]), text_no, moment)):
        for article_id, known_from in db.execute(query, (other, moment - WINDOW, moment + WINDOW)).fetchall():
            for near in _nearest(db, text_no, article_id, known_from):
                yield min(article_id, near), max(article_id, near)
