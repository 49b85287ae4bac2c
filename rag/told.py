"""What other articles have put right of the reports that passages are from, told with the passages."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.catalog import Catalog
from rag.answer.corrected import with_notices
from rag.types import Citation, Filters, Hit
from rag.view import View

TOGETHER = 10
"""Hits for whose notices one search is made, which looks for the rarest words of them."""


def told(hits: Sequence[Hit], view: View | None, catalog: Catalog, filters: Filters) -> tuple[Hit, ...]:
    """The hits, each with what its outlet, or another one, has put right of its report in an article apart."""
    found: list[Hit] = []
    for at in range(0, len(hits), TOGETHER):
        some = hits[at : at + TOGETHER]
        cited = [Citation(n, h.source, h.passage.start, h.passage.end, h.words, h.copies) for n, h in enumerate(some)]
        citations, _ = with_notices(cited, (), view, catalog, filters)
        found += [replace(hit, notices=c.notices) for hit, c in zip(some, citations, strict=True)]
    return tuple(found)
