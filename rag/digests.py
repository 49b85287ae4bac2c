"""Digests: articles that tell of many matters in turn, such as a morning's briefing or news from every state.

A passage of one may fit a question as well as the report of that matter does, and say less: see `rag.hits`.
"""

from rag.passage_arrays import PassageArrays

FEW = 4
"""Passages below which an article is not judged."""
APART = 0.5
"""Mean cosine of an article's passages with each other below which they tell of different things. Chosen for
all-MiniLM-L6-v2 on RealTimeQA's articles, where it parts those whose headline promises five things from the rest; an
encoder that finds all texts alike calls none a digest."""


def is_digest(arrays: PassageArrays, passage_id: str) -> bool:
    """Whether the article version that a passage is of tells of many matters."""
    vectors = arrays.of_article(passage_id)
    vectors = vectors[vectors.any(axis=1)]  # those encoded so far
    if (n := len(vectors)) < FEW:
        return False
    total = vectors.sum(0)
    return bool((total @ total - n) / (n * (n - 1)) < APART)
