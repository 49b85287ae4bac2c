"""The name that a question of several clauses asks for without saying it.

"Which company, as A reported, ..., and, as B reported, ...?" The reports of one clause name it, and those of another
may have little of the question's words but that name. What several articles among the best passages name and the
question does not is looked for as well: feedback from what was found (Rocchio 1971) on the entity that bridges the
facts of such a question (Yang and others 2018, HotpotQA).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from rag.content import named_terms
from rag.terms import terms

TOP = 5
"""Passages read, the best ones."""
ARTICLES = 2
"""Articles among them that must have the name."""
MOST = 8
"""Names looked for."""
RARE = 1.5
"""A term weighs in full from the rarity of which this times is that of a term no passage has."""

_ASKS = re.compile(r"\W*(?:who|whose|which|what)\b", re.I)


def asks_for_a_name(text: str) -> bool:
    """Whether a question begins by asking who or which."""
    return _ASKS.match(text) is not None


def shared_names(
    asked: str, passages: Sequence[tuple[str, str]], rarity: Callable[[str], float]
) -> dict[str, float]:
    """Index terms of names that several articles have and the question does not, each with its weight, 0 to 1.

    `passages` are (article id, text) of the best; `rarity` is that of a term in the archive. A term weighs by the share
    of the passages that have it, a common one less.
    """
    held = [(article, set(named_terms(text))) for article, text in passages]
    found = Counter(term for _, named in held for term in named)
    articles = defaultdict[str, set[str]](set)
    for article, named in held:
        for term in named:
            articles[term].add(article)
    rarest = rarity("")
    weights = {
        term: n / len(held) * min(1.0, RARE * rarity(term) / rarest)
        for term, n in found.items()
        if len(articles[term]) >= ARTICLES
    }
    own = set(terms(asked))
    return dict(sorted(((t, w) for t, w in weights.items() if t not in own), key=lambda p: (-p[1], p[0]))[:MOST])
