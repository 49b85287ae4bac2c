"""The support check measured: our lies and paraphrases, lies made of true claims, calibration on claims of people."""

import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.readers import read
from eval import lies
from eval import support as check
from eval.__main__ import cli
from eval.datasets import DatasetError
from eval.falsify import falsified
from rag import support
from rag.demo import demo_path
from rag.encoders import load_encoder
from rag.printed import plain
from rag.settings import Settings

TRUE = "In 2019 the Harbour Board of Velmar was given 14 ships, and Castrin had nine."


def test_the_sentences_are_about_their_articles_and_a_third_is_apart() -> None:
    kept = lies.load()
    texts: dict[str, list[str]] = {}
    for article in read([demo_path("articles.jsonl")]):
        assert isinstance(article, Article)
        texts.setdefault(article.url, []).append(article.text)
    assert all(any(one.evidence in text for text in texts[one.url]) for one in kept)
    assert not any(plain(one.sentence) == plain(one.evidence) for one in kept)
    assert len({one.sentence for one in kept}) == len(kept)
    counts = Counter(one.kind == lies.TRUE for one in kept)
    assert counts[False] >= 400
    assert counts[True] >= 200
    unseen = {one.url for one in kept if one.split == "unseen"}
    assert unseen.isdisjoint(one.url for one in kept if one.split == "seen")
    splits = Counter(one.split for one in kept)
    assert 0.25 < splits["unseen"] / (splits["seen"] + splits["unseen"]) < 0.4
    assert set(splits) == {"seen", "unseen", "near-seen", "near-unseen"}


def test_lies_are_caught_and_paraphrases_are_not_called_false() -> None:
    found = lies.tallies([(one.kind, result) for one, result in lies.judged(lies.load())])
    told = [tally for kind, tally in found.items() if kind != lies.TRUE]
    first = [found[kind] for kind in lies.FIRST]
    assert sum(t.verified * t.n for t in first) / sum(t.n for t in first) <= 0.03
    assert sum(t.verified * t.n for t in told) / sum(t.n for t in told) <= 0.15
    assert found[lies.TRUE].called_false <= 0.03
    assert found[lies.TRUE].verified >= 0.12


def test_lies_made_of_a_true_sentence() -> None:
    made = dict(falsified(TRUE, ["Lake House", "Port Office of Tarsk", "Ostrava"], random.Random(1)))
    assert set(made) == {"number", "date", "name", "negation"}
    assert made["negation"] == TRUE.replace("was given", "was not given")
    assert dict(falsified(made["negation"], [], random.Random(1)))["negation"] == TRUE
    for kind, sentence in made.items():
        assert support(sentence, [TRUE]).kind == "contradicted", (kind, sentence)
    assert support(TRUE, [TRUE]).kind == "verbatim"


@given(st.text(max_size=120), st.integers(0, 9))
@settings(max_examples=80, deadline=None)
def test_a_lie_is_never_the_sentence_itself(sentence: str, seed: int) -> None:
    assert all(lie != sentence for _, lie in falsified(sentence, ["Velmar", "Anna Kovac"], random.Random(seed)))


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Claims in WiCE's form: our paraphrases of seen articles are supported, our lies are not."""
    file = tmp_path_factory.mktemp("wice") / "claims_dev.jsonl"
    kept = [one for one in lies.load() if one.split == "seen"]
    chosen = [one for one in kept if one.kind == lies.TRUE][:30] + [one for one in kept if one.kind == "name"][:40]
    rows = [
        {
            "claim": one.sentence,
            "evidence": ["The harbour of Velmar was closed.", one.evidence],
            "label": "supported" if one.kind == lies.TRUE else "not_supported",
            "supporting_sentences": [[1]],
        }
        for one in chosen
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return file


def test_claims_are_told_apart_and_the_curve_is_drawn(
    claims: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "FOLDS", 3)
    monkeypatch.setattr(check, "REPEATS", 2)
    run = CliRunner().invoke(cli, ["support", str(claims.parent), "--no-vectors", "--out", str(tmp_path)])
    assert run.exit_code == 0, run.output
    overlap, ours = json.loads((tmp_path / "support.json").read_text(encoding="utf-8"))
    assert overlap["name"] == "word overlap alone"
    assert ours["balanced_accuracy"] > overlap["balanced_accuracy"]
    assert sum(b["n"] for b in ours["curve"]) == 70
    assert ours["ece"] == pytest.approx(
        sum(b["n"] * abs(b["mean"] - b["supported"]) for b in ours["curve"]) / 70, abs=1e-9
    )
    assert "rag.support" in run.output
    assert (tmp_path / "calibration-1.svg").read_text(encoding="utf-8").startswith("<svg")


def test_no_claim_is_judged_by_weights_that_saw_one_of_its_article(claims: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in claims.read_text(encoding="utf-8").splitlines()]
    titled = [{**row, "meta": {"claim_title": f"Article {n // 3}"}} for n, row in enumerate(rows)]
    file = tmp_path / "titled.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in titled), encoding="utf-8")
    found = check.load(file)
    labels, articles = np.array([claim.supported for claim in found]), check._articles(found)
    folds = list(check._folds(labels, articles, 0))
    assert sorted(n for _, asked in folds for n in asked) == list(range(len(found)))
    for known, asked in folds:
        assert {found[n].article for n in known}.isdisjoint(found[n].article for n in asked)
    alone = check._articles(check.load(claims))  # none says what it is of
    assert len(set(alone.tolist())) == len(rows)


def test_lies_of_those_claims(claims: Path) -> None:
    run = CliRunner().invoke(cli, ["lies", "--wice", str(claims), "--json"])
    found = json.loads(run.output)
    assert found["true"]["n"] == 30
    assert found["true"]["called_false"] <= 0.1
    assert found["number"]["called_false"] > 0.5


def test_a_file_that_holds_no_claims(tmp_path: Path) -> None:
    file = tmp_path / "claims.jsonl"
    file.write_text('{"claim": "one"}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match="does not hold claims"):
        check.load(file)
    with pytest.raises(DatasetError, match="cannot read"):
        check.load(tmp_path / "none.jsonl")


def test_likeness_of_meaning_raises_the_score_of_a_paraphrase() -> None:
    encoder = load_encoder("minilm", Settings().cache)
    evidence = ["Three former aides contradicted this account. The harbour was closed on Monday."]
    near, far = "Former aides disputed his story of it.", "Former bakers hated his cakes with it."
    assert support(near, evidence, encoder=encoder).score > support(far, evidence, encoder=encoder).score
