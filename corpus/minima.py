"""The inverted index of sketches: which texts of about a time have one of a text's smallest hashes.

It is kept in the catalog as sorted arrays, "runs", of 64-bit entries: 32 bits of a hash, then the number of a text. A
transaction adds one run for each period it touches, and runs of one period are merged when `FAN` are of about one
size, as in a log-structured merge tree (O'Neil and others 1996): an entry takes 8 bytes and is rewritten a few times,
where a row of a table takes 20 and a page is rewritten for each. A run is never changed, so those of earlier
transactions may stay in memory.
"""

import sqlite3
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np

from corpus.minhash import Hashes, Places

FAN = 8
"""Runs of about one size from which on they are merged."""
LONGEST = 2**21
"""Entries of runs that are merged no more, so that no transaction writes more than some 100 MB for it."""
HELD = 64 * 1024 * 1024
"""Most bytes of runs that are kept in memory."""

_SHIFT = np.uint64(32)
_TEXT = np.uint64(2**32 - 1)


class Texts:
    """Numbers of texts that have one hash, not yet spread out: a footer's are many, and then only counted."""

    __slots__ = ("new", "old")

    def __init__(self, old: Sequence[Hashes], new: Iterable[int] = ()) -> None:
        self.old, self.new = old, list(new)

    def __len__(self) -> int:
        return len(self.new) + sum(map(len, self.old))

    def __iter__(self) -> Iterator[int]:
        for part in self.old:
            yield from (part & _TEXT).tolist()
        yield from self.new


class Runs:
    """Runs that were read from the catalog, the last ones used. Safe for one writer at a time."""

    def __init__(self) -> None:
        self._held: OrderedDict[int, Hashes] = OrderedDict()
        self._bytes = 0

    def get(self, db: sqlite3.Connection, run_no: int) -> Hashes:
        """The entries of a run."""
        if run_no in self._held:
            self._held.move_to_end(run_no)
            return self._held[run_no]
        (packed,) = db.execute("SELECT entries FROM minima WHERE run_no = ?", (run_no,)).fetchone()
        entries = np.frombuffer(packed, np.uint64)
        self._held[run_no] = entries
        self._bytes += entries.nbytes
        while self._bytes > HELD and len(self._held) > 1:
            self._bytes -= self._held.popitem(last=False)[1].nbytes
        return entries

    def forget(self, run_nos: Iterable[int]) -> None:
        """Let go of runs that are no more."""
        for run_no in run_nos:
            if (entries := self._held.pop(run_no, None)) is not None:
                self._bytes -= entries.nbytes


class _New:
    """What a transaction entered for one period."""

    __slots__ = ("hashes", "texts")

    def __init__(self) -> None:
        self.hashes: dict[int, Sequence[int]] = {}
        """By number of a text."""
        self.texts: defaultdict[int, list[int]] = defaultdict(list)
        """By hash."""

    def entries(self) -> Hashes:
        """All of it as a run."""
        counts = [len(hashes) for hashes in self.hashes.values()]
        flat = np.fromiter(chain.from_iterable(self.hashes.values()), np.uint64, sum(counts))
        numbers = np.repeat(np.fromiter(self.hashes, np.uint64, len(counts)), counts)
        return np.sort((flat << _SHIFT) | numbers)


class Minima:
    """The index as one transaction sees and changes it. `flush` before the end of that."""

    def __init__(self, db: sqlite3.Connection, runs: Runs) -> None:
        self._db, self._runs = db, runs
        self._new: defaultdict[int, _New] = defaultdict(_New)
        self._gone: defaultdict[int, set[int]] = defaultdict(set)
        self._ahead: dict[tuple[int, int], dict[int, list[Hashes]]] = {}
        self._listed: dict[int, list[tuple[int, int]]] = {}

    # -- looking -------------------------------------------------------------------------------------------------

    def look_ahead(self, wanted: Iterable[tuple[int, Sequence[int], int]]) -> None:
        """Find for (name, hashes, period) of many texts at once what the runs have of them; `sharing` goes faster."""
        asked: defaultdict[int, list[tuple[Sequence[int], dict[int, list[Hashes]]]]] = defaultdict(list)
        for name, hashes, period in wanted:
            if (name, period) not in self._ahead:
                self._ahead[name, period] = {}
                asked[period].append((hashes, self._ahead[name, period]))
        for period, texts in asked.items():
            counts = [len(hashes) for hashes, _ in texts]
            flat = np.fromiter(chain.from_iterable(hashes for hashes, _ in texts), np.uint64, sum(counts))
            order = np.argsort(flat)  # neighbours in a run are found where the cache has them
            owners = np.repeat(np.arange(len(texts)), counts)[order]
            for near in _near(period):
                self._search(near, flat[order], owners, texts)

    def _search(
        self, period: int, flat: Hashes, owners: Places, texts: list[tuple[Sequence[int], dict[int, list[Hashes]]]]
    ) -> None:
        low = flat << _SHIFT
        for run_no, _ in self._list(period):
            run = self._runs.get(self._db, run_no)
            start, end = np.searchsorted(run, low), np.searchsorted(run, low | _TEXT, side="right")
            for at in np.flatnonzero(end > start).tolist():
                texts[owners[at]][1].setdefault(int(flat[at]), []).append(run[start[at] : end[at]])

    def _list(self, period: int) -> list[tuple[int, int]]:
        """(number, size) of the runs of a period."""
        if period not in self._listed:
            query = "SELECT run_no, size FROM minima WHERE period = ? ORDER BY run_no"
            self._listed[period] = list(self._db.execute(query, (period,)).fetchall())
        return self._listed[period]

    def sharing(self, name: int, hashes: Sequence[int], period: int) -> list[Texts]:
        """For each hash that others have the numbers of the texts, printed in that period or beside it, that have it.

        A text printed in two of the periods is named twice. `name` stands for the hashes, all of them.
        """
        self.look_ahead([(name, hashes, period)])
        if any(self._gone.values()):  # which is rare; entries do not say of which period they are
            return list(filter(len, (Texts((), self._present(key, period)) for key in hashes)))
        found = {key: Texts(parts) for key, parts in self._ahead[name, period].items()}
        for near in _near(period):
            if near in self._new:
                new = self._new[near].texts
                for key in new.keys() & set(hashes):
                    found.setdefault(key, Texts(())).new += new[key]
        return list(found.values())

    def _present(self, key: int, period: int) -> list[int]:
        found: list[int] = []
        low = np.uint64(key) << _SHIFT
        for near in _near(period):
            found += self._new[near].texts.get(key, ())
            for run_no, _ in self._list(near):
                run = self._runs.get(self._db, run_no)
                part = run[np.searchsorted(run, low) : np.searchsorted(run, low | _TEXT, side="right")]
                found += [text_no for text_no in (part & _TEXT).tolist() if text_no not in self._gone[near]]
        return found

    # -- changing ------------------------------------------------------------------------------------------------

    def enter(self, hashes: Sequence[int], period: int, text_no: int) -> None:
        """Let a text be found in a period."""
        if text_no in self._gone[period]:
            self._gone[period].remove(text_no)  # its entries are still there
            return
        new = self._new[period]
        new.hashes[text_no] = hashes
        for key in hashes:
            new.texts[key].append(text_no)

    def drop(self, period: int, text_no: int) -> None:
        """Let a text be found in a period no more."""
        new = self._new[period]
        if text_no not in new.hashes:
            self._gone[period].add(text_no)
        for key in new.hashes.pop(text_no, ()):
            new.texts[key].remove(text_no)

    def flush(self) -> None:
        """Write what was changed, and merge runs where there are many."""
        for period, gone in self._gone.items():
            if gone:
                self._purge(period, gone)
        for period, new in self._new.items():
            if new.hashes:
                self._write(period, new.entries())
                self._merge(period)
        self._new.clear()
        self._gone.clear()
        self._ahead.clear()

    def _purge(self, period: int, gone: set[int]) -> None:
        texts = np.array(sorted(gone), np.uint64)
        for run_no, _ in list(self._list(period)):
            run = self._runs.get(self._db, run_no)
            left = run[~np.isin(run & _TEXT, texts)]
            if len(left) < len(run):
                self._delete(period, [run_no])
                self._write(period, left)

    def _merge(self, period: int) -> None:
        """Merge runs of about one size, the smallest first, for as long as there are too many of them."""
        while True:
            by_size: defaultdict[int, list[int]] = defaultdict(list)
            for run_no, size in self._listed[period]:
                if size < LONGEST:
                    by_size[size.bit_length() // (FAN.bit_length() - 1)].append(run_no)
            many = next((by_size[level] for level in sorted(by_size) if len(by_size[level]) >= FAN), None)
            if many is None:
                return
            merged = np.sort(np.concatenate([self._runs.get(self._db, run_no) for run_no in many]))
            self._delete(period, many)
            self._write(period, merged)

    def _write(self, period: int, entries: Hashes) -> None:
        listed = self._list(period)
        if len(entries):
            query = "INSERT INTO minima (period, size, entries) VALUES (?, ?, ?)"
            run_no = self._db.execute(query, (period, len(entries), entries.tobytes())).lastrowid
            assert run_no is not None  # it is after an INSERT
            listed.append((run_no, len(entries)))

    def _delete(self, period: int, run_nos: Sequence[int]) -> None:
        self._db.executemany("DELETE FROM minima WHERE run_no = ?", [(run_no,) for run_no in run_nos])
        self._listed[period] = [run for run in self._listed[period] if run[0] not in run_nos]
        self._runs.forget(run_nos)


def _near(period: int) -> tuple[int, int, int]:
    return period - 1, period, period + 1
