"""What became of the articles of one run: counted while it goes, kept for the report."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert

from corpus.article import Rejection
from corpus.keeping import BOILERPLATE, Kept
from corpus.schema import rejections, runs

LISTED = 100_000
"""Rejections that a report holds: the catalog has all of them."""
REASONS = 1_000
"""Different reasons that are counted apart: some name a place in a file."""
OTHER = "other reasons"
REMOVED = "was removed from this library before"


@dataclass(slots=True)
class AddReport:
    """What became of the articles given to `add`."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    copies: int = 0
    """How many of the added or updated ones are printings of a text that was there before."""
    removed: int = 0
    """Articles that an export said were removed, and that are kept out."""
    rejected: list[Rejection] = field(default_factory=list)
    """What was not kept, and what was kept earlier and turned out to be no article: the first `LISTED`."""
    reasons: Counter[str] = field(default_factory=Counter)
    """How many were rejected for which reason, all of them."""

    @property
    def kept(self) -> int:
        """Articles that are in the catalog now because of, or already before, this call."""
        return self.added + self.updated + self.unchanged

    @property
    def rejections(self) -> int:
        """How many were rejected, those that are not listed included."""
        return self.reasons.total()

    @property
    def failures(self) -> int:
        """How many of them were wanted: all but those that are kept out because somebody removed them."""
        return self.rejections - self.reasons[REMOVED]

    def reject(self, rejection: Rejection) -> None:
        """Enter what was not kept."""
        reason = rejection.reason if len(self.reasons) < REASONS else OTHER
        self.reasons[reason] += 1
        if len(self.rejected) < LISTED:
            self.rejected.append(rejection)

    def count(self, url: str, result: Kept | Rejection) -> Iterator[Rejection]:
        """Enter what became of one item, which had this address; yields what is rejected because of it."""
        for rejection in self._count(url, result):
            self.reject(rejection)
            yield rejection

    def _count(self, url: str, result: Kept | Rejection) -> Iterator[Rejection]:
        if isinstance(result, Rejection):
            yield result
            return
        yield from (Rejection(source, BOILERPLATE) for source in result.unmasked)
        self.copies += result.copy
        match result.outcome:
            case "added":
                self.added += 1
            case "updated":
                self.updated += 1
            case "unchanged":
                self.unchanged += 1
            case "removed":
                self.removed += 1
            case "rejected":
                yield Rejection(url or result.article_id, BOILERPLATE)
            case "removed before":  # by its id: the title went with the text
                yield Rejection(url or result.article_id, REMOVED)


@dataclass(slots=True)
class Run:
    """One call of `add` as it goes."""

    report: AddReport
    started: int
    run_id: int | None = None
    rejected: list[Rejection] = field(default_factory=list)
    """Those that are not in the catalog yet."""

    def count(self, url: str, result: Kept | Rejection) -> None:
        """Enter what became of one item, which had this address."""
        for rejection in self.report.count(url, result):
            if isinstance(result, Kept) and rejection.reason == REMOVED:  # its address is not to come back either
                rejection = Rejection(result.article_id, REMOVED)
            self.rejected.append(rejection)


def record_run(connection: Connection, run: Run) -> None:
    """Bring the run's row and its rejections up to date, in the transaction that kept the articles."""
    report = run.report
    counts = {name: getattr(report, name) for name in ("added", "updated", "unchanged", "copies")}
    if run.run_id is None:
        made = runs.insert().values(started=run.started, **counts).returning(runs.c.run_id)
        run.run_id = connection.execute(made).scalar_one()
    else:
        connection.execute(runs.update().where(runs.c.run_id == run.run_id).values(counts))
    _log(connection, run.rejected, run.run_id)
    run.rejected.clear()


def _log(connection: Connection, rejected: Iterable[Rejection], run_id: int) -> None:
    rows = [{"source": r.source, "reason": r.reason, "run_id": run_id} for r in rejected]
    if rows:
        query = insert(rejections)
        last = {"run_id": query.excluded.run_id}
        connection.execute(query.on_conflict_do_update(index_elements=["source", "reason"], set_=last), rows)
