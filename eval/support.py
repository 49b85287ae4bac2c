"""The support check on claims of people: WiCE (Kamoi et al. 2023), a claim of Wikipedia against the page it cites.

`supported` is told from the rest, in ten folds, so that no claim is judged by weights that saw it or another claim of
its Wikipedia article. The same run trains the weights that `rag/answer/support.json` keeps. Calibration is the expected
calibration error over equal bins of probability (Naeini et al. 2015) and the Brier score.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from eval import plots
from eval.datasets import DatasetError
from eval.report import folder_for
from rag.answer import overlap
from rag.answer.evidence import Claim
from rag.answer.overlap import Weights
from rag.answer.support import Kind, bounded, support
from rag.encoders import Encoder, load_encoder
from rag.settings import Settings

FOLDS = 10
INNER = 3
REPEATS = 5
BINS = 5
STRENGTHS = (0.1, 0.3, 1.0, 3.0)
"""Inverse strengths of the penalty that the inner folds choose from."""
STRENGTH = 0.3
"""The one that the kept weights are trained with."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WiceClaim:
    """A claim, the sentences of the page it cites, and those that support it, in any of several ways."""

    text: str
    page: tuple[str, ...]
    supported: bool
    gold: tuple[tuple[int, ...], ...]
    article: str = ""
    """The Wikipedia article that it is of; empty where that is not told."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Claims whose probability falls between two bounds."""

    low: float
    high: float
    n: int
    mean: float
    """Of their probabilities."""
    supported: float
    """Share of them that is supported."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one way of scoring does, over all claims, each judged by weights that did not see it."""

    name: str
    balanced_accuracy: float
    deviation: float
    """Standard deviation of the balanced accuracy over other splits into folds."""
    nested: float
    """Balanced accuracy with the penalty, too, chosen within each fold."""
    auc: float
    brier: float
    ece: float
    curve: tuple[Bin, ...]


def load(path: Path) -> list[WiceClaim]:
    """Read WiCE's claims, a file of JSON lines or the folder it is in. Raises `DatasetError`."""
    file = path / "claims_dev.jsonl" if path.is_dir() else path
    try:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [
            WiceClaim(
                row["claim"],
                tuple(row["evidence"]),
                row["label"] == "supported",
                tuple(tuple(way) for way in row["supporting_sentences"] if way),
                row.get("meta", {}).get("claim_title", ""),
            )
            for row in rows
        ]
    except OSError as error:
        raise DatasetError(f"cannot read {file}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(f"{file} does not hold claims as WiCE has them, in JSON lines ({error!r})") from error


def measure(claims: Sequence[WiceClaim], encoder: Encoder | None) -> list[Result]:
    """Score word overlap alone, our shares of words, and with an encoder those and the likeness of meaning."""
    labels, articles = np.array([claim.supported for claim in claims]), _articles(claims)
    if min(labels.sum(), (~labels).sum()) < FOLDS:
        raise DatasetError(f"too few claims to be split into {FOLDS} folds")
    found = [_shares(claim, encoder) for claim in _shown(claims)]
    kinds = [support(claim.text, ["\n".join(claim.page)]).kind for claim in _shown(claims)]
    every = list(found[0])
    words = [name for name in every if name != "cosine"]
    compared = {"word overlap alone": ["covered"], "rag.support": words}
    if encoder is not None:
        compared["rag.support, with sentence vectors"] = every
    return [
        _result(name, _matrix(found, chosen), labels, articles, kinds if len(chosen) > 1 else None)
        for name, chosen in compared.items()
    ]  # fmt: skip


def train(claims: Sequence[WiceClaim], encoder: Encoder) -> dict[str, Weights]:
    """Train the weights that are kept, on all claims."""
    labels = np.array([claim.supported for claim in claims])
    found = [_shares(claim, encoder) for claim in _shown(claims)]
    names = list(found[0])
    return {
        "words": _weights(found, [name for name in names if name != "cosine"], labels),
        "vectors": _weights(found, names, labels),
    }


def lines(claims: Sequence[WiceClaim], results: Sequence[Result]) -> Iterator[str]:
    """Write the results out."""
    supported = sum(claim.supported for claim in claims)
    yield f"{len(claims)} claims, {supported} supported; {FOLDS} folds, {REPEATS} times"
    yield f"{'':<38}{'bal. acc.':>10}{'± folds':>9}{'nested':>8}{'AUC':>7}{'Brier':>7}{'ECE':>7}"
    for one in results:
        numbers = f"{one.balanced_accuracy:>10.3f}{one.deviation:>9.3f}{one.nested:>8.3f}{one.auc:>7.3f}"
        yield f"{one.name:<38}{numbers}{one.brier:>7.3f}{one.ece:>7.3f}"
    for one in results[1:]:
        yield f"\n{one.name}: of claims given a probability, so many are supported"
        for b in one.curve:
            yield f"  {b.low:.1f} to {b.high:.1f}{b.n:>6} claims, mean {b.mean:.2f}, supported {b.supported:.2f}"


def encoder() -> Encoder:
    """Load the encoder of the settings."""
    settings = Settings()
    return load_encoder(settings.encoder, settings.cache, settings.threads)


def keep(weights: dict[str, Weights]) -> Path:
    """Put trained weights where `rag` reads them."""
    path = Path(overlap.__file__).with_name("support.json")
    path.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    return path


def write(results: Sequence[Result], folder: Path) -> None:
    """Write `support.json`, and the calibration curve of each of our scores as SVG."""
    folder = folder_for(folder)
    (folder / "support.json").write_text(json.dumps([asdict(one) for one in results], indent=1), encoding="utf-8")
    for n, one in enumerate(results[1:], 1):
        points = [(b.mean, b.supported, b.n) for b in one.curve if b.n]
        (folder / f"calibration-{n}.svg").write_text(plots.calibration(points, one.name), encoding="utf-8")


def _shown(claims: Sequence[WiceClaim]) -> Iterator[WiceClaim]:
    yield from tqdm(claims, unit=" claims", disable=None)


def _shares(claim: WiceClaim, encoder: Encoder | None) -> dict[str, float]:
    return overlap.shares(Claim(claim.text), [line for line in claim.page if line.strip()], encoder)


def _articles(claims: Sequence[WiceClaim]) -> NDArray[np.int64]:
    """By claim a number of its article; a claim whose article is not told is by itself."""
    names = [claim.article or f"claim {n}" for n, claim in enumerate(claims)]
    return np.unique(names, return_inverse=True)[1]


def _matrix(found: Sequence[dict[str, float]], names: Sequence[str]) -> Floats:
    return np.array([[one[name] for name in names] for one in found], np.float64)


def _model(*, nested: bool = False) -> Any:  # noqa: ANN401 - scikit-learn is not typed
    """A logistic regression; `nested` chooses its penalty by folds of what it is trained on."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH))
    grid = {"logisticregression__C": STRENGTHS}
    return GridSearchCV(model, grid, scoring="roc_auc", cv=StratifiedGroupKFold(INNER)) if nested else model


def _weights(found: Sequence[dict[str, float]], names: Sequence[str], labels: NDArray[np.bool_]) -> Weights:
    """Train on all, and bring the weights back to shares that are not standardised."""
    scaler, model = (step for _, step in _model().fit(_matrix(found, names), labels).steps)
    slopes = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - slopes @ scaler.mean_)
    coefficients = {name: round(float(slope), 4) for name, slope in zip(names, slopes, strict=True)}
    return {"intercept": round(intercept, 4), "coefficients": coefficients}


def _folds(
    labels: NDArray[np.bool_], articles: NDArray[np.int64], seed: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    from sklearn.model_selection import StratifiedGroupKFold

    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    yield from folds.split(np.zeros(len(labels)), labels, articles)


def _result(
    name: str,
    values: Floats,
    labels: NDArray[np.bool_],
    articles: NDArray[np.int64],
    kinds: Sequence[Kind] | None,
) -> Result:
    from sklearn.metrics import brier_score_loss, roc_auc_score

    runs = [_predicted(values, labels, articles, kinds, seed) for seed in range(REPEATS)]
    _, nested = _predicted(values, labels, articles, kinds, 0, nested=True)
    accuracies = [_balanced(said, labels) for _, said in runs]
    chances = np.mean([chance for chance, _ in runs], axis=0)
    curve = _curve(chances, labels)
    return Result(
        name,
        float(np.mean(accuracies)),
        float(np.std(accuracies)),
        _balanced(nested, labels),
        float(np.mean([roc_auc_score(labels, chance) for chance, _ in runs])),
        float(brier_score_loss(labels, chances)),
        sum(b.n * abs(b.mean - b.supported) for b in curve) / len(labels),
        curve,
    )


def _predicted(
    values: Floats,
    labels: NDArray[np.bool_],
    articles: NDArray[np.int64],
    kinds: Sequence[Kind] | None,
    seed: int,
    *,
    nested: bool = False,
) -> tuple[Floats, NDArray[np.bool_]]:
    """Give each claim's probability and whether it is called supported: when that is above the trained share."""
    chances, said = np.zeros(len(labels)), np.zeros(len(labels), bool)
    for known, asked in _folds(labels, articles, seed):
        apart = {"groups": articles[known]} if nested else {}
        model = _model(nested=nested).fit(values[known], labels[known], **apart)
        chances[asked] = model.predict_proba(values[asked])[:, 1]
        if kinds is not None:
            chances[asked] = [bounded(kinds[i], chances[i]) for i in asked]
        said[asked] = chances[asked] >= labels[known].mean()
    return chances, said


def _balanced(said: NDArray[np.bool_], labels: NDArray[np.bool_]) -> float:
    return float((said[labels].mean() + (~said[~labels]).mean()) / 2)


def _curve(chances: Floats, labels: NDArray[np.bool_]) -> tuple[Bin, ...]:
    found = []
    which = np.minimum((chances * BINS).astype(int), BINS - 1)
    for at in range(BINS):
        inside = which == at
        n = int(inside.sum())
        mean, share = (float(values[inside].mean()) if n else 0.0 for values in (chances, labels))
        found.append(Bin(at / BINS, (at + 1) / BINS, n, mean, share))
    return tuple(found)
