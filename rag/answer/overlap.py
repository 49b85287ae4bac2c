"""How much of a sentence a passage says at all, as a few shares, and the probability that follows from them.

The shares are combined by a logistic regression that `python -m eval support` trains on claims of people (WiCE) and
keeps in `support.json`, once without sentence vectors and once with them. Its probability is calibrated for a claim of
which a third would be supported; it knows nothing of contradiction, which `support.py` judges apart.
"""

import json
import math
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TypedDict

import numpy as np

from rag.answer.evidence import Claim, has, named_in
from rag.answer.lexicon import base, reworded, words
from rag.content import content_terms
from rag.encoders import Encoder
from rag.terms import inverse_frequency, terms

BEST = 3
"""Sentences that may bear a claim out together."""
_CLAUSE = re.compile(
    r"[,;:—–()]|\b(?:and|but|while|although|which|who|where|when|after|before|because|as|with|that)\b", re.I
)
_LEAST = 2
"""Content words of a clause that is looked at by itself."""


class Weights(TypedDict):
    """A logistic regression: of the shares as they are, not standardised."""

    intercept: float
    coefficients: dict[str, float]


def shares(claim: Claim, sentences: Sequence[str], encoder: Encoder | None) -> dict[str, float]:
    """Return the shares, by name; with an encoder also the cosine of the claim and the sentences nearest to it."""
    there = [words(reworded(sentence)) for sentence in sentences]
    content = sorted({base(term) for term in content_terms(claim.text)})
    best, covered = _best(content, there)
    near = {i for at in best for i in (at - 1, at, at + 1) if 0 <= i < len(there)}
    around = frozenset().union(*(there[i] for i in near), *there[:1])
    figures = {term for term in terms(claim.text) if any(letter.isdigit() for letter in term)}
    found = {
        "covered": len(covered) / max(len(content), 1),
        "figures": _share([term in around for term in figures]),
        "names_missing": math.log1p(sum(not named_in(name, around) for name in dict.fromkeys(claim.names))),
        "clause": min(_clauses(claim, content, there)),
        "length": math.log1p(len(content)),
    }
    if encoder is not None:
        found["cosine"] = _cosine(encoder, claim.original, [sentences[i] for i in best])
    return found


def probability(found: dict[str, float]) -> float:
    """Return the probability that people would call the claim supported, from its shares."""
    weights = load()["vectors" if "cosine" in found else "words"]
    at = weights["intercept"] + sum(weights["coefficients"][name] * value for name, value in found.items())
    return 1 / (1 + math.exp(-at))


@lru_cache(maxsize=1)
def load() -> dict[str, Weights]:
    """Read the kept weights."""
    kept: dict[str, Weights] = json.loads(files("rag.answer").joinpath("support.json").read_text(encoding="utf-8"))
    return kept


def _best(content: Sequence[str], there: Sequence[frozenset[str]]) -> tuple[list[int], set[str]]:
    """Return the sentences that together cover most of the rare words, chosen one by one, and what they cover."""
    total = len(there)
    counts = {term: sum(term in one for one in there) for term in content}
    weights = {term: inverse_frequency(n, total) for term, n in counts.items()}
    chosen: list[int] = []
    covered: set[str] = set()
    for _ in range(BEST):
        gains = [sum(weights[term] for term in content if term in one and term not in covered) for one in there]
        at = max(range(total), key=gains.__getitem__, default=-1)
        if at < 0 or not gains[at]:
            break
        chosen.append(at)
        covered |= there[at] & set(content)
    return chosen, covered


def _clauses(claim: Claim, content: Sequence[str], there: Sequence[frozenset[str]]) -> list[float]:
    """Return for each clause the greatest share of its words that one sentence has with the one before it."""
    split = [[base(t) for t in content_terms(clause)] for clause in _CLAUSE.split(claim.text)]
    clauses = [clause for clause in split if len(clause) >= _LEAST] or [list(content)]
    two = [one | there[max(i - 1, 0)] for i, one in enumerate(there)]
    return [max((_share([has(term, one) for term in clause]) for one in two), default=0.0) for clause in clauses]


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 1.0


def _cosine(encoder: Encoder, claim: str, sentences: Sequence[str]) -> float:
    vectors = encoder.encode([claim, *sentences])
    together = vectors[1:].sum(axis=0)
    return float(vectors[0] @ together / max(float(np.linalg.norm(together)), 1e-12)) if sentences else 0.0
