"""Keeping one article: what it changes in the catalog, whatever arrived before it.

Every sighting of a text under an address counts with its moment (the only one of an article is what its version says,
and gets a row when there is another); versions are the runs of equal texts in the
order of those moments. So the same articles in any order leave the same versions, where they say when they were
updated; what says nothing is taken as of its arrival. That is what a changed text says whose `updated` is the moment
of another one: systems that give a day, or do not set it again, would leave the order to chance.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Connection

from corpus import junk
from corpus.article import Article, Tombstone
from corpus.copies import Copies
from corpus.identity import plainest
from corpus.minima import Runs
from corpus.origins import Origins
from corpus.prepared import Prepared
from corpus.versions import columns, stated_columns

Outcome = Literal["added", "updated", "unchanged", "removed", "removed before", "rejected"]

BOILERPLATE = "nothing but words that other pages of its host repeat"


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one article."""

    outcome: Outcome
    article_id: str
    copy: bool = False
    """Whether other articles print the same text."""
    unmasked: tuple[str, ...] = ()
    """Addresses of articles kept earlier that this one shows to be boilerplate; they are seen no more."""


class Keeper:
    """Keeps and forgets articles, in one transaction of a connection. `flush` before the end of that.

    It speaks to the driver below SQLAlchemy: building statements took four fifths of the time.
    """

    def __init__(self, connection: Connection, db: sqlite3.Connection, runs: Runs) -> None:
        self._connection, self._db = connection, db
        self._rows = db.cursor()
        self._rows.row_factory = sqlite3.Row
        self._copies = Copies(db, runs)
        self._origins = Origins(db, self._copies)

    def look_ahead(self, coming: Iterable[Prepared], now: int) -> None:
        """Told the articles that `keep` will be given next: looked up together they take less time."""
        self._copies.look_ahead((p.fingerprint, _moment(p.article, now)) for p in coming)

    def flush(self) -> None:
        """Write what is written once for all articles."""
        self._copies.flush()

    def keep(self, prepared: Prepared, now: int, *, restore: bool = False) -> Kept:
        """Keep one article. With `restore` a tombstone does not keep it out.

        A version out of an export takes its old number, place and time of arrival.
        """
        article_id = prepared.article_id
        row = self._one("SELECT url, removed, rejected FROM articles WHERE article_id = ?", article_id)
        if row is None:
            return self._first(prepared, now)
        if row["removed"] is not None and not restore:
            return Kept("removed before", article_id)
        self._readdress(prepared, row)
        before = self._sightings(article_id)
        if not self._sight(prepared, before, now):
            shown = row["rejected"] is None or prepared.article.exported
            return Kept("unchanged" if shown else "rejected", article_id)
        change = self._settle(prepared, now)
        if change.anything:
            junk.forget(self._connection, article_id)
        return self._settled(prepared, change)

    def keep_out(self, tombstone: Tombstone) -> Kept:
        """Remove an article that an export says was removed, and keep it out if it comes later."""
        article_id = tombstone.article_id
        row = self._one("SELECT removed FROM articles WHERE article_id = ?", article_id)
        if row is None:
            self._enter(article_id, "")
        if row is None or row["removed"] is None:
            self.bury(article_id, tombstone.removed)
        return Kept("removed", article_id)

    def bury(self, article_id: str, moment: int) -> None:
        """Delete an article's text and its address, which often says what it was about, and leave a tombstone."""
        self.forget(article_id)
        self._db.execute(
            "DELETE FROM rejections WHERE source = (SELECT url FROM articles WHERE article_id = ?)", (article_id,)
        )
        gone = "url = '', current = 0, removed = ?, rejected = NULL, outlet = '', published = NULL, known_from = NULL"
        self._db.execute(f"UPDATE articles SET {gone} WHERE article_id = ?", (moment, article_id))
        self.log_change(article_id)

    def forget(self, article_id: str) -> None:
        """Delete everything the text of an article left."""
        for table in ("versions", "sightings"):
            self._db.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
        junk.forget(self._connection, article_id)
        self._origins.forget(article_id)

    def log_change(self, article_id: str) -> None:
        """Let every index look at this article again."""
        self._db.execute("INSERT INTO changes (article_id) VALUES (?)", (article_id,))

    # -- one article ---------------------------------------------------------------------------------------------

    def _first(self, prepared: Prepared, now: int) -> Kept:
        """Keep an article that there was none of. Its sighting is what its version says: see `_sightings`."""
        article_id, article, form = prepared.article_id, prepared.article, prepared.form
        boilerplate = junk.enter(self._connection, article_id, form) if form is not None else set()
        hidden = article.past is not None and article.past.rejected
        rejected = BOILERPLATE if article_id in boilerplate or hidden else None
        moment, number = _moment(article, now), _number(prepared, prepared.content_hash, set())
        row = columns(article_id, article, _added(article, now), prepared.content_hash) | stated_columns(article)
        seen = ("", None, None) if rejected else (row["outlet"], row["published"], moment)
        query = (
            "INSERT INTO articles (article_id, url, origin_id, current, rejected, outlet, published, known_from) "
            "VALUES (?1, ?2, ?1, ?3, ?4, ?5, ?6, ?7)"
        )
        self._db.execute(query, (article_id, article.url, 0 if rejected else number, rejected, *seen))
        self._insert(row | {"version": number, "place": 0, "known_from": moment})
        self._origins.link(article_id, number, article.text, prepared.fingerprint, moment)
        self.log_change(article_id)
        return self._outcome("added", article_id, boilerplate, rejected=rejected is not None and not hidden)

    def _enter(self, article_id: str, url: str) -> None:
        query = "INSERT INTO articles (article_id, url, origin_id, current) VALUES (?1, ?2, ?1, 0)"
        self._db.execute(query, (article_id, url))

    def _readdress(self, prepared: Prepared, row: sqlite3.Row) -> None:
        url = plainest(list(filter(None, (row["url"], prepared.article.url))) or [""])
        if url != row["url"] or row["removed"] is not None:
            query = "UPDATE articles SET url = ?, removed = NULL WHERE article_id = ?"
            self._db.execute(query, (url, prepared.article_id))

    def _sightings(self, article_id: str) -> list[dict[str, Any]]:
        """When which text of an article was seen. Of most there is one: what their version says, and nothing else."""
        if rows := self._all("SELECT * FROM sightings WHERE article_id = ?", article_id):
            return [dict(row) for row in rows]
        query = "SELECT *, known_from AS moment FROM versions WHERE article_id = ?"
        return [_implied(dict(row)) for row in self._all(query, article_id)]

    def _sight(self, prepared: Prepared, before: Sequence[dict[str, Any]], now: int) -> bool:
        """Record that this text was seen; False when that is known."""
        content, past = prepared.content_hash, prepared.article.past
        moment, dated = _stated(prepared.article, first=not before)
        seen = [s for s in before if s["content_hash"] == content]
        if past is None and any(s["moment"] == moment for s in before if s["content_hash"] != content):
            moment, dated = None, False
        if any(moment is None or (s["dated"] >= dated and s["moment"] == moment) for s in seen):
            self._came(prepared)
            return False
        stated = json.dumps(stated_columns(prepared.article), ensure_ascii=False)
        when = _arrival(prepared.article, now) if moment is None else moment
        if moment is None and past is None:  # the last, whatever a clock or a zone made of the others
            when = max([when, *(s["moment"] + 1 for s in before)])
        own = {"article_id": prepared.article_id, "content_hash": content, "moment": when, "dated": int(dated)}
        query = "INSERT INTO sightings (article_id, content_hash, moment, dated, stated) VALUES (?, ?, ?, ?, ?)"
        for sighting in (*(s for s in before if "seq" not in s), own | {"stated": stated}):
            values = (sighting[name] for name in ("article_id", "content_hash", "moment", "dated", "stated"))
            self._db.execute(query, tuple(values))
        return True

    def _came(self, prepared: Prepared) -> None:
        """Take from an export when a version came that followed here from another one's move."""
        past = prepared.article.past
        if past is not None and past.version:
            query = "UPDATE versions SET added = ? WHERE article_id = ? AND version = ? AND content_hash = ?"
            self._db.execute(query, (past.added, prepared.article_id, past.version, prepared.content_hash))

    def _settled(self, prepared: Prepared, change: "_Change") -> Kept:
        article_id = prepared.article_id
        if not change.anything:
            return Kept("unchanged", article_id)
        form = prepared.form
        boilerplate = junk.enter(self._connection, article_id, form) if form is not None else set()
        if change.moved:
            self._origins.link_again(article_id)
        elif change.added is not None:
            own = prepared.fingerprint
            self._origins.link(article_id, change.added, prepared.article.text, own, change.known_from)
        hidden = prepared.article.past is not None and prepared.article.past.rejected
        rejected = BOILERPLATE if article_id in boilerplate or hidden else None
        self._show(article_id, 0 if rejected else change.current, rejected)
        outcome: Outcome = ("updated" if change.had else "added") if change.added is not None else "unchanged"
        return self._outcome(outcome, article_id, boilerplate, rejected=rejected is not None and not hidden)

    def _outcome(self, outcome: Outcome, article_id: str, boilerplate: set[str], *, rejected: bool) -> Kept:
        unmasked = self._hide(boilerplate - {article_id})
        if rejected:
            return Kept("rejected", article_id, unmasked=unmasked)
        return Kept(outcome, article_id, self._origins.has_others(article_id), unmasked)

    def _show(self, article_id: str, current: int, rejected: str | None) -> None:
        """Let a question see this version of an article, or none."""
        self._db.execute(
            "UPDATE articles SET current = ?2, rejected = ?3, (outlet, published, known_from) = (SELECT "
            "coalesce(max(outlet), ''), max(published), max(known_from) FROM versions "
            "WHERE article_id = ?1 AND version = ?2) WHERE article_id = ?1",
            (article_id, current, rejected),
        )
        self.log_change(article_id)

    def _hide(self, article_ids: set[str]) -> tuple[str, ...]:
        query = (
            "SELECT article_id, url FROM articles WHERE current > 0 AND article_id IN (SELECT value FROM json_each(?))"
        )
        found = self._all(query, json.dumps(sorted(article_ids))) if article_ids else []
        for row in found:
            self._show(row["article_id"], 0, BOILERPLATE)
        return tuple(row["url"] or row["article_id"] for row in found)

    # -- versions from sightings ---------------------------------------------------------------------------------

    def _settle(self, prepared: Prepared, now: int) -> "_Change":
        """Bring the version rows of an article in line with its sightings."""
        rows = self._all("SELECT * FROM versions WHERE article_id = ?", prepared.article_id)
        free = sorted(rows, key=lambda row: int(row["place"]))
        numbers = {int(row["version"]) for row in free}
        added, moved, current, moment = None, False, 0, 0
        for place, first in enumerate(self._runs(prepared.article_id)):
            row = next((row for row in free if row["content_hash"] == first["content_hash"]), None)
            if row is None:
                moved |= added is not None
                added = current = _number(prepared, first["content_hash"], numbers)
                moment = first["moment"]
                numbers.add(added)
                self._insert_run(prepared, rows, first, {"version": added, "place": place}, now)
            else:
                free.remove(row)
                current = row["version"]
                moved |= self._move(row, place, first)
        return _Change(bool(rows), added, moved, current, moment)

    def _runs(self, article_id: str) -> list[sqlite3.Row]:
        """The first sighting of each run of equal texts."""
        seen = sorted(
            self._all("SELECT * FROM sightings WHERE article_id = ?", article_id),
            key=lambda s: (s["moment"], not s["dated"], s["content_hash"] if s["dated"] else "", s["seq"]),
        )
        return [next(run) for _, run in groupby(seen, key=lambda s: str(s["content_hash"]))]

    def _insert_run(
        self, prepared: Prepared, rows: list[sqlite3.Row], first: sqlite3.Row, place: dict[str, Any], now: int
    ) -> None:
        if first["content_hash"] == prepared.content_hash:
            added = _added(prepared.article, now)
            row = columns(prepared.article_id, prepared.article, added, prepared.content_hash)
        else:  # the text before this one came back after it
            row = dict(next(row for row in rows if row["content_hash"] == first["content_hash"]))
        self._insert(row | place | {"known_from": first["moment"], **json.loads(first["stated"])})

    def _insert(self, row: dict[str, Any]) -> None:
        query = f"INSERT INTO versions ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
        self._db.execute(query, tuple(row.values()))

    def _move(self, row: sqlite3.Row, place: int, first: sqlite3.Row) -> bool:
        if (row["place"], row["known_from"]) == (place, first["moment"]):
            return False
        values = {"place": place, "known_from": first["moment"], **json.loads(first["stated"])}
        columns_set = ", ".join(f"{name} = ?" for name in values)
        query = f"UPDATE versions SET {columns_set} WHERE article_id = ? AND version = ?"
        self._db.execute(query, (*values.values(), row["article_id"], row["version"]))
        return True

    def _one(self, query: str, *values: object) -> Any:  # noqa: ANN401 - a row, whose columns may hold anything
        return self._rows.execute(query, values).fetchone()

    def _all(self, query: str, *values: object) -> list[sqlite3.Row]:
        return list(self._rows.execute(query, values).fetchall())


def _moment(article: Article, now: int) -> int:
    """From when the first text of an article is known, in seconds since 1970."""
    stated, _ = _stated(article, first=True)
    return _arrival(article, now) if stated is None else stated


def _stated(article: Article, *, first: bool) -> tuple[int | None, bool]:
    """Since when a text is known, None when only its arrival tells, and whether the article itself says so."""
    past = article.past
    if past is not None and past.version:
        return past.seen, past.seen in (int(m.timestamp()) for m in (article.updated, article.published) if m)
    stated = article.updated or (article.published if first else None)
    if stated is not None and article.published is not None:  # nobody read it before, nor knew of it
        stated = max(stated, article.published)
    return (None, False) if stated is None else (int(stated.timestamp()), True)


def _implied(version: dict[str, Any]) -> dict[str, Any]:
    """The only sighting of an article, from its version; dated where the moment is one that it states."""
    dates = [datetime.fromisoformat(version[name]) for name in ("updated", "published") if version[name]]
    stated = {name: version[name] for name in ("published", "updated", "language", "kind", "section", "guessed")}
    return {
        "article_id": version["article_id"],
        "content_hash": version["content_hash"],
        "moment": version["moment"],
        "dated": int(version["moment"] in [int(date.timestamp()) for date in dates]),
        "stated": json.dumps(stated, ensure_ascii=False),
    }


def _arrival(article: Article, now: int) -> int:
    return article.past.seen if article.past is not None else now


def _added(article: Article, now: int) -> int:
    return article.past.added if article.past is not None and article.past.added else now


def _number(prepared: Prepared, content_hash: str, taken: set[int]) -> int:
    """The number of a new version: the next one, or the one it had where it was exported."""
    past = prepared.article.past
    own = past.version if past is not None and content_hash == prepared.content_hash else 0
    return own if own and own not in taken else max(taken, default=0) + 1


@dataclass(frozen=True, slots=True)
class _Change:
    """What a sighting changed in the versions of its article."""

    had: bool
    added: int | None
    """The number of the new version."""
    moved: bool
    """Whether versions that were there changed their moment or place."""
    current: int
    known_from: int
    """Of the new version, in seconds since 1970."""

    @property
    def anything(self) -> bool:
        """Whether anything changed."""
        return self.added is not None or self.moved
