"""Corrections quoted whole: what was wrong never without what is right, nor the other way round."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.columns import notice_around
from rag.types import Citation, Conflict


def whole_notice(citation: Citation) -> Citation:
    """The citation, of all the notice where its words are a part of one in a column of corrections."""
    article = citation.source.article
    start, end = notice_around(article.title, article.text, citation.start, citation.end)
    if (start, end) == (citation.start, citation.end):
        return citation
    return replace(citation, start=start, end=end, quote=article.text[start:end])


def of_whole_notices(conflicts: Sequence[Conflict]) -> list[Conflict]:
    """The conflicts with such citations."""
    return [
        replace(c, claims=tuple(replace(claim, citation=whole_notice(claim.citation)) for claim in c.claims))
        for c in conflicts
    ]
