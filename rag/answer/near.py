"""English words that may stand for a word of the question: who asks about "motorists" finds "drivers" in the news."""

from functools import lru_cache
from importlib.resources import files

from rag.answer.lexicon import SAME_WORD
from rag.terms import terms


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    """Stem -> stems of the words of `near.txt` that may stand for it."""
    found: dict[str, set[str]] = {}
    for line in files("rag.answer").joinpath("near.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            asked, *others = (stem for word in line.split() for stem in terms(word)[:1])
            found.setdefault(asked, set()).update(others, (SAME_WORD.get(stem, stem) for stem in others))
    return {asked: frozenset(others) - {asked} for asked, others in found.items()}


def near(term: str) -> frozenset[str]:
    """Stems of the words that may stand for a word, by its stem; mostly none."""
    table = _table()
    return table.get(term) or table.get(SAME_WORD.get(term, term)) or frozenset()
