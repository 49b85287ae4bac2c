"""An article's history, the archive's report and rechecked answers: as JSON and as text for a terminal."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from corpus.differences import Stretch, word_difference
from corpus.report import Report
from corpus.versions import Version
from rag.labels import how_put_right, plain
from rag.readable import in_marks
from rag.recheck import Rechecked
from rag.shapes import notice_shape, version_shape
from rag.written_dates import day

CONTEXT = 60
"""Characters shown of what did not change, before and after what did."""
ROWS = 20
"""Rows of a table shown on a terminal; JSON has all."""


def history_shape(versions: Sequence[Version]) -> dict[str, Any]:
    """What `show --json` prints: versions oldest first, each with its difference from the one before."""
    shapes = [version_shape(version) for version in versions]
    for (old, new), shape in zip(pairwise(versions), shapes[1:], strict=True):
        shape["changes"] = [
            {"old": s.old, "new": s.new} for s in word_difference(old.article.text, new.article.text) if not s.same
        ]
    return {"versions": shapes}


def history_text(versions: Sequence[Version]) -> Iterator[str]:
    """The oldest version given whole, then what changed: `[-taken out-]` and `{+put in+}`."""
    first, *_ = versions
    yield from _head(first)
    yield ""
    yield from first.article.text.split("\n")
    for old, new in pairwise(versions):
        yield ""
        yield from _head(new)
        if old.article.title != new.article.title:
            yield f"headline: [-{plain(old.article.title)}-] {{+{plain(new.article.title)}+}}"
        for line in "".join(map(_marked, word_difference(old.article.text, new.article.text))).split("\n"):
            if line.strip():
                yield line


def _head(version: Version) -> Iterator[str]:
    article = version.article
    state = "current" if version.current else f"until {_day(version.known_until)}"
    yield f"version {version.version}, known from {_day(version.known_from)}, {state}"
    yield f"{plain(article.outlet) or 'unnamed outlet'}: {plain(article.title) or 'no headline'}"
    if article.url:
        yield plain(article.url)
    if article.correction:
        yield f"carries a notice: {plain(article.correction)}"


def _marked(stretch: Stretch) -> str:
    if not stretch.same:
        out = f"[-{stretch.old.strip()}-]" if stretch.old.strip() else ""
        put = f"{{+{stretch.new.strip()}+}}" if stretch.new.strip() else ""
        return f"{out}{put} "
    if len(stretch.old) <= 2 * CONTEXT:
        return stretch.old
    return f"{stretch.old[:CONTEXT]} … {stretch.old[-CONTEXT:]}"


def report_shape(report: Report) -> dict[str, Any]:
    """What `report --json` prints."""
    return {
        "outlets": [
            {
                "outlet": row.outlet,
                "articles": row.articles,
                "updated": row.updated,
                "copies": row.copies,
                "first": row.first,
                "last": row.last,
            }
            for row in report.outlets
        ],
        "days": [{"day": date, "articles": number} for date, number in report.days],
        "undated": report.undated,
        "copies": [
            [{"article_id": p.article_id, "url": p.url, "title": p.title, "outlet": p.outlet} for p in origin]
            for origin in report.origins
        ],
        "rejected": [{"reason": r.reason, "count": r.count, "examples": list(r.sources)} for r in report.reasons],
        "runs": [
            {
                "started": datetime.fromtimestamp(run.started, UTC).isoformat(),
                "added": run.added,
                "updated": run.updated,
                "unchanged": run.unchanged,
                "copies": run.copies,
                "rejected": run.rejected,
            }
            for run in report.runs
        ],
    }


def report_text(report: Report) -> Iterator[str]:
    """The report as tables."""
    yield f"{'outlet':<32}{'articles':>9}{'updated':>9}{'copies':>8}  from        to"
    for row in report.outlets[:ROWS]:
        name = plain(row.outlet)[:31] or "(unnamed)"
        yield (
            f"{name:<32}{row.articles:>9,}{row.updated:>9,}{row.copies:>8,}  {row.first or '-':<10}  {row.last or '-'}"
        )
    yield from _more(len(report.outlets), "outlets")
    if report.days:
        yield ""
        yield from _days(report)
    if report.origins:
        yield "\nprinted more than once, the earliest printing first"
        for origin in report.origins[:ROWS]:
            outlets = ", ".join(dict.fromkeys(plain(p.outlet) or "(unnamed)" for p in origin))
            yield f"  {len(origin)} × {plain(origin[0].title)[:60] or '(no headline)'}: {outlets}"
        yield from _more(len(report.origins), "texts")
    if report.reasons:
        yield "\nnot kept"
        for reason in report.reasons[:ROWS]:
            yield f"  {reason.count:,} × {plain(reason.reason)}: {', '.join(map(plain, reason.sources))}"
        yield from _more(len(report.reasons), "reasons")
    if report.runs:
        yield "\nlast runs"
        for run in report.runs[:5]:
            yield (
                f"  {_day(run.started)}: added {run.added:,}, updated {run.updated:,}, unchanged {run.unchanged:,}, "
                f"copies {run.copies:,}, rejected {run.rejected:,}"
            )


def _days(report: Report) -> Iterator[str]:
    """The last days as bars of at most 40 characters."""
    shown = report.days[-ROWS:]
    most = max(number for _, number in shown)
    yield "articles by day" + (f", the last {ROWS} of {len(report.days):,} days" if len(report.days) > ROWS else "")
    for date, number in shown:
        yield f"  {date} {number:>6,} {'█' * max(1, round(40 * number / most))}"
    if report.undated:
        yield f"  no date    {report.undated:>6,}"


def _more(number: int, what: str) -> Iterator[str]:
    if number > ROWS:
        yield f"  ... and {number - ROWS:,} more {what}; --json has all"


def recheck_shape(question: str, found: Sequence[Rechecked]) -> dict[str, Any]:
    """What `recheck --json` prints."""
    return {
        "question": question,
        "citations": [
            {
                "n": c.n,
                "standing": c.standing,
                "since": c.since.isoformat() if c.since else None,
                "newer_version": c.newer.version if c.newer else None,
                "still_says": c.still_says,
                "correction": _notice(c),
                "notices": [notice_shape(notice) for notice in c.notices],
                "url": c.source.article.url if c.source else "",
                "quote": c.quote,
            }
            for c in found
        ],
    }


def recheck_text(question: str, found: Sequence[Rechecked]) -> Iterator[str]:
    """For each citation where it stands today, its words, and once the notice that the newer text carries."""
    yield plain(question)
    told = ""
    for c in found:
        since = f" since {day(c.since)}" if c.since else ""
        says = ""
        if c.standing == "superseded":
            says = "; the newer text says the same words" if c.still_says else "; the newer text no longer says this"
        yield f"[{c.n}] {c.standing}{since}{says}"
        yield f"    {in_marks(c.quote)}"
        notice = plain(_notice(c))
        if notice and notice != told:
            yield f"    the {'newer text' if c.newer else 'article'} carries a notice: {notice}"
        told = notice or told
        for one in c.notices:
            if plain(one.text) == notice:
                continue
            how = how_put_right(one, (c.source or one.source).article)
            yield f"    {how}{_on(one.source)}: {plain(one.text)}"


def _notice(found: Rechecked) -> str:
    """The notice of correction of what is current in place of a citation; of its own article if that is retracted."""
    retracted = found.source if found.standing == "retracted" else None
    version = found.newer or retracted
    return version.article.correction if version is not None else ""


def _on(version: Version) -> str:
    printed = version.article.published
    return f" on {day(printed)}" if printed is not None else ""


def _day(moment: int | None) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M") if moment is not None else "-"
