"""How the support check does on false sentences and on true paraphrases.

`lies.jsonl` holds sentences about the demo's articles, most of them written before the check was: false ones of nine
kinds and true ones in other words. `split` keeps a third of the articles apart, which the check was not tuned to. The
`near` ones are the article's own words with something left out, added or turned round; none of `near-unseen` was read
while the check was made. Claims of WiCE that
people found supported are held against their gold sentences, and so are lies made of them by `falsify.py`.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.article import Article
from corpus.readers import read
from eval.falsify import falsified
from eval.support import WiceClaim
from eval.support import load as read_wice
from rag.answer.days import without_dates
from rag.answer.entities import names
from rag.answer.evidence import Basis
from rag.answer.facts import is_number
from rag.answer.support import Kind, Support, support
from rag.demo import demo_path

FILE = Path(__file__).with_name("lies.jsonl")
TRUE = "paraphrase"
FIRST = ("number", "name", "date", "negation")
"""Kinds of lie that must nearly all be caught."""
SEED = 20_241_206


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence about an article, false in one of several ways or true."""

    url: str
    evidence: str
    """The article's sentence that it is about."""
    sentence: str
    kind: str
    split: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of some sentences."""

    kinds: Mapping[Kind, int]

    @property
    def n(self) -> int:
        """How many there are."""
        return sum(self.kinds.values())

    @property
    def verified(self) -> float:
        """Share that would be shown as verified."""
        return self._share("verbatim", "close")

    @property
    def called_false(self) -> float:
        """Share that is called contradicted, or unlike anything in the articles."""
        return self._share("contradicted", "unsupported")

    @property
    def unverified(self) -> float:
        """Share that is left open, and labelled so or removed."""
        return self._share("unverified")

    def _share(self, *kinds: Kind) -> float:
        return sum(self.kinds.get(kind, 0) for kind in kinds) / max(self.n, 1)


def report(split: str | None, wice: Path | None, gold: str, *, as_json: bool) -> Iterator[str]:
    """Write out how the check does on our own sentences, or on WiCE's claims and lies made of them."""
    if wice is not None:
        found, true = tallies([(kind, one) for kind, _, one in made(read_wice(wice), gold)]), "true"
    else:
        kept = [one for one in load() if split in (None, one.split)]
        found, true = tallies([(one.kind, support_) for one, support_ in judged(kept)]), TRUE
    if as_json:
        yield json.dumps(_as_json(found), indent=1)
        return
    yield from _table(found, true)
    yield from [] if wice is not None else _targets(found)


def load(path: Path = FILE) -> list[Sentence]:
    """Read the sentences."""
    return [Sentence(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def judged(found: Sequence[Sentence]) -> list[tuple[Sentence, Support]]:
    """Hold each sentence against its whole article, in the version that has its evidence."""
    articles: dict[str, list[Article]] = {}
    for article in read([demo_path("articles.jsonl")]):
        if isinstance(article, Article):
            articles.setdefault(article.url, []).append(article)
    return [(one, support(one.sentence, [_basis(articles[one.url], one.evidence)])) for one in found]


def made(claims: Sequence[WiceClaim], way: str = "all") -> Iterator[tuple[str, str, Support]]:
    """Give (kind, sentence, support) of supported claims, kind "true", and of lies made of them.

    `way` says which gold sentences are the evidence: "all", or those of the "first" way to support the claim.
    """
    rng = random.Random(SEED)
    kept = [claim for claim in claims if claim.supported and claim.gold]
    others = sorted({n for c in kept for n in names(without_dates(c.text)) if not is_number(n)})
    for claim in kept:
        gold = {n for one in claim.gold for n in one} if way == "all" else set(claim.gold[0])
        evidence = "\n".join(claim.page[n] for n in sorted(gold))
        for kind, sentence in (("true", claim.text), *falsified(claim.text, others, rng)):
            yield kind, sentence, support(sentence, [evidence])


def tallies(found: Sequence[tuple[str, Support]]) -> dict[str, Tally]:
    """Count what became of the sentences of each kind."""
    counted: dict[str, Counter[Kind]] = {}
    for kind, one in found:
        counted.setdefault(kind, Counter())[one.kind] += 1
    return {kind: Tally(dict(counts)) for kind, counts in counted.items()}


def _table(found: Mapping[str, Tally], true: str) -> Iterator[str]:
    """Write a table: a lie is caught when it is not shown as verified, strictly when it is called false."""
    yield f"{'':<18}{'n':>5}{'verified':>10}{'not verified':>14}{'called false':>14}"
    for name, tally in {**{k: found[k] for k in sorted(found) if k != true}, **_sums(found, true)}.items():
        yield f"{name:<18}{tally.n:>5}{tally.verified:>10.1%}{tally.unverified:>14.1%}{tally.called_false:>14.1%}"


def _targets(found: Mapping[str, Tally]) -> Iterator[str]:
    """Write what the project holds itself to on its own sentences."""
    sums = _sums(found, TRUE)
    first, lies, true = sums["first four kinds"], sums["all lies"], found[TRUE]
    yield f"first four kinds caught  {1 - first.verified:.1%} (to hold: 97%), strictly {first.called_false:.1%}"
    yield f"all lies caught          {1 - lies.verified:.1%} (to hold: 85%), strictly {lies.called_false:.1%}"
    yield f"true ones called false   {true.called_false:.1%} (to hold: 3% at most)"


def _as_json(found: Mapping[str, Tally]) -> dict[str, Any]:
    """Give the tallies as JSON has them."""
    return {
        kind: {"n": t.n, "verified": t.verified, "unverified": t.unverified, "called_false": t.called_false}
        for kind, t in found.items()
    }


def _sums(found: Mapping[str, Tally], true: str) -> dict[str, Tally]:
    lies = {kind: tally for kind, tally in found.items() if kind != true}
    return {
        "first four kinds": _sum([tally for kind, tally in lies.items() if kind in FIRST]),
        "all lies": _sum(list(lies.values())),
        true: found.get(true, Tally({})),
    }


def _sum(parts: Sequence[Tally]) -> Tally:
    total: Counter[Kind] = Counter()
    for part in parts:
        total.update(part.kinds)
    return Tally(dict(total))


def _basis(versions: Sequence[Article], evidence: str) -> Basis:
    article = next((one for one in reversed(versions) if evidence in one.text), versions[-1])
    return Basis(article.text, article.title, article.outlet, article.published, article.language)
