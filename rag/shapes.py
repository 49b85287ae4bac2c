"""The JSON of the command line: plain values in the shapes the contracts promise, keys in their order."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.article import Rejection, Tombstone
from corpus.export import Line
from corpus.runs import AddReport
from corpus.versions import Version, iso
from rag.labels import labels
from rag.library import Status
from rag.types import Answer, Citation, Conflict, Copy, Hit, Notice, SearchResult, Sentence

Json = dict[str, Any]

# JSON allows them raw inside a string; what reads a file line by line may take them for line ends.
_LINE_ENDS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029"})


def dumps(value: Json, *, indent: int | None = None) -> str:
    """JSON as people read it: letters as they are, and no line end inside a string."""
    return json.dumps(value, ensure_ascii=False, indent=indent).translate(_LINE_ENDS)


def search_shape(result: SearchResult) -> Json:
    """What `search --json` prints."""
    return {
        "query": result.query,
        "hits": [hit_shape(hit) for hit in result.hits],
        "hidden": result.hidden,
        "timings_ms": _rounded(result.timings_ms),
    }


def hit_shape(hit: Hit) -> Json:
    """One hit; `text` is `article.text[start:end]` of that version."""
    return {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        **_source(hit.source),
        "start": hit.span[0],
        "end": hit.span[1],
        "text": hit.text,
        "copies": [_copy(copy, hit.words) for copy in hit.copies],
        "why": hit.why,
        **_told(hit),
    }


def answer_shape(answer: Answer) -> Json:
    """What `ask --json` prints."""
    return {
        "question": answer.question,
        "status": answer.status,
        "text": answer.text,
        "sentences": [
            {"text": s.text, "citations": list(s.citations), "support": round(s.support, 4), **_unverified(s)}
            for s in answer.sentences
        ],
        "citations": [citation_shape(citation) for citation in answer.citations],
        "removed": [{"text": r.text, "reason": r.reason, "support": round(r.support, 4)} for r in answer.removed],
        "conflicts": [_conflict(conflict) for conflict in answer.conflicts],
        "corpus": {
            "articles": answer.corpus.articles,
            "newest": answer.corpus.newest,
            "snapshot": answer.corpus.snapshot,
        },
        "as_of": iso(answer.as_of),
        "newest_source": iso(answer.newest_source),
        "rewritten": answer.rewritten,
        "answered_by": answer.answered_by,
        "evidence": None if answer.evidence is None else round(answer.evidence, 4),
        "lacking": list(answer.lacking),
        "fallback": answer.fallback,
        "reason": answer.reason,
        "excerpt": answer.excerpt,
        "differences": [{"excerpt": d.excerpt, "article": d.article} for d in answer.differences],
        "stood": [{**citation_shape(c), "until": _until(c.source)} for c in answer.stood],
        "nearest": [hit_shape(hit) for hit in answer.nearest],
        "hidden": answer.hidden,
        "settings_hash": answer.settings_hash,
        "timings_ms": _rounded(answer.timings_ms),
    }


def citation_shape(citation: Citation) -> Json:
    """One citation; `quote` is `article.text[start:end]` of that version, between `before` and `after`."""
    left, right = citation.shown
    return {
        "n": citation.n,
        **_source(citation.source),
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "before": citation.source.article.text[left : citation.start],
        "after": citation.source.article.text[citation.end : right],
        **_told(citation),
        "copies": [_copy(copy, citation.quote) for copy in citation.copies],
    }


def _told(of: Citation | Hit) -> Json:
    """What a reader is told of a source before it is trusted."""
    article = of.source.article
    return {
        "kind": article.kind,
        "labels": list(labels(article)),
        "current": of.source.current,
        "correction": article.correction,
        "notices": [notice_shape(notice) for notice in of.notices],
    }


def notice_shape(notice: Notice) -> Json:
    """A notice of a column of corrections."""
    return {"text": notice.text, **_source(notice.source)}


def version_shape(version: Version) -> Json:
    """A version: what `add` reads, and what the catalog knows of it."""
    article = version.article
    return {
        "url": article.url,
        "title": article.title,
        "text": article.text,
        "outlet": article.outlet,
        "authors": list(article.authors),
        "published": iso(article.published),
        "updated": iso(article.updated),
        "language": article.language,
        "kind": article.kind,
        "section": article.section,
        "guessed": list(article.guessed),
        "article_id": version.article_id,
        "version": version.version,
        "added": _moment(version.added),
        "current": version.current,
    }


def export_shape(line: Line) -> Json:
    """One line of `export`: what `add` takes to put the version, or the removal, back in its place."""
    held = line.holds
    if isinstance(held, Tombstone):
        return {"article_id": held.article_id, "removed": _moment(held.removed), "sequence": line.sequence}
    shape = {**version_shape(held), "known_from": _moment(held.known_from), "sequence": line.sequence}
    return {**shape, "rejected": line.rejected} if line.rejected else shape


def add_shape(report: AddReport, rejected: Iterable[Rejection]) -> Json:
    """What `add --json` prints; `rejected` has those of the readers and of the catalog."""
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "copies": report.copies,
        **({"removed": report.removed} if report.removed else {}),
        "rejected": [{"source": r.source, "reason": r.reason} for r in rejected],
    }


def status_shape(status: Status) -> Json:
    """What `status --json` prints."""
    counts, index = status.counts, status.index
    return {
        "library": str(Path(status.folder).absolute()),
        "demo": status.demo,
        "articles": counts.articles,
        "versions": counts.versions,
        "origins": counts.origins,
        "outlets": counts.outlets,
        "removed": counts.removed,
        "newest": counts.newest,
        "snapshot": counts.head,
        "index": {
            "passages": index.passages,
            "without_vector": index.without_vector,
            "behind": index.behind,
            "encoder": index.encoder,
            "generation": index.generation,
        },
    }


def _source(version: Version) -> Json:
    article = version.article
    return {
        "article_id": version.article_id,
        "version": version.version,
        "url": article.url,
        "title": article.title,
        "outlet": article.outlet,
        "authors": list(article.authors),
        "published": iso(article.published),
    }


def _copy(copy: Copy, words: str) -> Json:
    """Another printing, and whether it has the words that are quoted or found."""
    return {
        "article_id": copy.article_id,
        "url": copy.url,
        "title": copy.title,
        "outlet": copy.outlet,
        "published": iso(copy.published),
        "same_words": copy.prints(words),
        "correction": copy.correction,
    }


def _unverified(sentence: Sentence) -> Json:
    """Say so of a sentence that is shown though not verified; any other has the keys of the contract alone."""
    return {} if sentence.verified else {"verified": False}


def _conflict(conflict: Conflict) -> Json:
    claims = [{"value": claim.value, "citation": citation_shape(claim.citation)} for claim in conflict.claims]
    return {
        "about": conflict.about,
        "updated": conflict.updated,
        "sources": conflict.sources,
        "printings": conflict.printings,
        "claims": claims,
    }


def _until(version: Version) -> str | None:
    return _moment(version.known_until) if version.known_until is not None else None


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _rounded(timings: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 1) for name, value in timings.items()}
