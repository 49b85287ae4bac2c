"""Follow-ups about the demo, each as it is asked in a chat and spelled out: what leaning on the chat costs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import urlsplit

from eval.metrics import FIRST
from rag.library import Library
from rag.types import Turn

WAYS = (("asked", False), ("spelled out", True))


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that leans on earlier ones, the same spelled out, and the articles that answer it."""

    history: tuple[Turn, ...]
    question: str
    spelled: str
    gold: frozenset[str]
    """Paths of addresses: any of them. None where the archive does not say."""


def load() -> list[FollowUp]:
    """The follow-ups of `eval/followups.jsonl`, written for this. Those with an answer tune nothing."""
    rows = map(json.loads, files("eval").joinpath("followups.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        FollowUp(
            tuple(Turn("user", asked) for asked in row["history"]),
            row["question"],
            row["spelled"],
            frozenset(f"/{path}" for path in row["gold"]),
        )
        for row in rows
    ]


def rank(library: Library, one: FollowUp, *, spelled: bool) -> int:
    """The rank of the first hit that answers, 0 where there is none among the first ten."""
    found = library.search(one.spelled, k=10) if spelled else library.search(one.question, k=10, history=one.history)
    return next((hit.rank for hit in found.hits if urlsplit(hit.source.article.url).path in one.gold), 0)


def refused(library: Library, one: FollowUp, *, spelled: bool) -> bool:
    """Whether the answer is that the archive does not say."""
    answer = library.ask(one.spelled) if spelled else library.ask(one.question, history=one.history)
    return answer.status == "no_answer"


def lines(library: Library) -> Iterator[str]:
    """Success at 1 and at `FIRST`, in the chat and spelled out, what is refused, and what goes wrong in the chat."""
    asked = load()
    answered, unanswered = [one for one in asked if one.gold], [one for one in asked if not one.gold]
    ranks = {how: [rank(library, one, spelled=spelled) for one in answered] for how, spelled in WAYS}
    yield f"{len(answered)} follow-ups{'':<6}{'Success@1':>12}{f'Success@{FIRST}':>12}"
    for how, found in ranks.items():
        shares = (sum(0 < place <= k for place in found) / len(found) for k in (1, FIRST))
        yield f"{how:<19}" + "".join(f"{share:>12.3f}" for share in shares)
    for one, here, there in zip(answered, *ranks.values(), strict=True):
        if (here or 99) > (there or 99):
            yield f"  rank {here or '-'} for {there or '-'}: {one.question}"
    yield f"{'refused':<19}{f'of {len(answered)}':>12}{f'of {len(unanswered)} without an answer':>30}"
    for how, spelled in WAYS:
        counts = [sum(refused(library, one, spelled=spelled) for one in some) for some in (answered, unanswered)]
        yield f"{how:<19}{counts[0]:>12}{counts[1]:>30}"
