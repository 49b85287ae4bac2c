"""How sure a mean is, and whether two runs differ by more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SEED = 20_241_206
RESAMPLES = 2_000
PERMUTATIONS = 9_999
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `n` questions and its 95% interval."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Our mean less the other run's, over the `n` questions of both, with its interval and two-sided p."""

    mean: float
    low: float
    high: float
    p: float
    n: int


def estimate(values: Sequence[float]) -> Estimate:
    """The mean with its 95% interval over questions. Raises `ValueError` when there are none.

    Of what is 0 or 1 of every question it is the exact one (Clopper and Pearson 1934): resampling fifteen successes
    finds nothing but successes. Of anything else it is the percentile bootstrap.
    """
    if not values:
        raise ValueError("no values")
    data = np.asarray(values, float)
    if bool(np.isin(data, (0, 1)).all()):
        from scipy.stats import binomtest

        found = binomtest(int(data.sum()), len(data)).proportion_ci(LEVEL, method="exact")
        return Estimate(float(data.mean()), float(found.low), float(found.high), len(data))
    return _resampled(data)


def _resampled(data: NDArray[np.float64]) -> Estimate:
    """The mean with its percentile bootstrap interval."""
    from scipy.stats import bootstrap

    mean = float(data.mean())
    if len(data) == 1 or bool((data == data[0]).all()):
        return Estimate(mean, mean, mean, len(data))
    found = bootstrap(
        (data,),
        np.mean,
        n_resamples=RESAMPLES,
        batch=200,
        confidence_level=LEVEL,
        method="percentile",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return Estimate(mean, float(found.low), float(found.high), len(data))


def compare(ours: Sequence[float], theirs: Sequence[float]) -> Difference:
    """Paired by question: the mean difference, its bootstrap interval, and p of a sign-flip permutation test.

    Under the null hypothesis the two runs are interchangeable on every question. Raises `ValueError` when the two are
    not of one length or empty.
    """
    if len(ours) != len(theirs) or not ours:
        raise ValueError("runs are compared question by question")
    from scipy.stats import permutation_test

    differences = np.asarray(ours, float) - np.asarray(theirs, float)
    found = _resampled(differences)
    if len(differences) == 1 or not differences.any():
        return Difference(found.mean, found.low, found.high, 1.0, len(differences))
    p = permutation_test(
        (differences,),
        np.mean,
        permutation_type="samples",
        n_resamples=PERMUTATIONS,
        batch=500,
        vectorized=True,
        rng=np.random.default_rng(SEED),
    ).pvalue
    return Difference(found.mean, found.low, found.high, float(p), len(differences))
