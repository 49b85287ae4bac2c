"""Digests: articles that tell of many matters in turn, such as a morning's briefing or news from every state.

A passage of one may fit a question as well as the report of that matter does, and say less: see `rag.hits`.
"""

from rag.passage_arrays import PassageArrays

FEW = 4
"""Passages below which an article is not judged."""
APART = 0.5
"""Mean cosine of an article's passages with each other below which they tell of different things. Of RealTimeQA's
articles of 2022, by all-MiniLM-L6-v2, the middle one has .75, one in twenty .48 or less, and of those that the headline
calls a digest three in four .54 or less. An encoder that finds all texts alike calls none a digest."""


def is_digest(arrays: PassageArrays, passage_id: str) -> bool:
    """Whether the article version that a passage is of tells of many matters."""
    vectors = arrays.of_article(passage_id)
    if (n := len(vectors)) < FEW:
        return False
    total = vectors.sum(0)
    return bool((total @ total - n) / (n * (n - 1)) < APART)
