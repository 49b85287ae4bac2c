"""English words that may stand for a word of the question: who asks about "motorists" finds "drivers" in the news."""

from functools import lru_cache
from importlib.resources import files

from rag.answer.lexicon import base
from rag.terms import terms

_NO = (
    "approve refuse reject veto | accept refuse reject | allow refuse reject ban forbid | permit refuse reject ban | "
    "pass reject | grant refuse deny | agree refuse reject | back reject oppose | convict acquit clear | guilty acquit "
    "clear innocent | ban clear lift | suspend clear lift | disqualify clear reinstate | win lose beat | lose win beat "
    "| survive die | rise fall | fall rise"
)
"""What news says instead where the answer to a question with the first word is no."""
_SAYS_NO = {asked: frozenset(no) for asked, *no in ([terms(w)[0] for w in one.split()] for one in _NO.split("|"))}


def says_no(term: str) -> frozenset[str]:
    """Stems of the words by which news answers "no" where it is asked whether: "refused" for "approved"."""
    return _SAYS_NO.get(term, frozenset())


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    """Stem -> stems of the words of `near.txt` that may stand for it."""
    found: dict[str, set[str]] = {}
    for line in files("rag.answer").joinpath("near.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            asked, *others = (stem for word in line.split() for stem in terms(word)[:1])
            found.setdefault(asked, set()).update(others, map(base, others))
    return {asked: frozenset(others) - {asked} for asked, others in found.items()}


def near(term: str) -> frozenset[str]:
    """Stems of the words that may stand for a word, by its stem; mostly none."""
    table = _table()
    return table.get(term) or table.get(base(term)) or frozenset()
