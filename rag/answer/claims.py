"""Fact-checks: "Claim: The well is poisoned. / Verdict: False". A claim without its verdict reads as a fact."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

_LINE = re.compile(r"[^\n]+")
_CLAIM = re.compile(
    r"\W{0,3}(?:(?:the|false|viral) )?(?:what is claimed|claim|myth|rumou?r|fiction)(?: \d+)?[ \t]*(?::|$)", re.I
)
_VERDICT = re.compile(
    r"\W{0,3}(?:(?:the|our) )?(?:verdict|rating|ruling|conclusion|facts?|fact check|truth|reality|what we found)"
    r"(?: \d+)?[ \t]*(?P<end>:|$)",
    re.I,
)
_FAR = 4
"""Lines behind a claim within which its verdict begins."""


@lru_cache(maxsize=1024)
def claims(text: str) -> Mapping[int, int | None]:
    """Start of each line of a claim -> None, and of its verdict -> where the claim begins.

    A label is before what it is of, or on a line above it. What has no verdict is left as it is.
    """
    lines = [(m.start() + len(m.group()) - len(m.group().lstrip()), m.group().strip()) for m in _LINE.finditer(text)]
    lines = [line for line in lines if line[1]]
    found: dict[int, int | None] = {}
    at = 0
    while at < len(lines):
        verdict = _verdict_of(lines, at) if _CLAIM.match(lines[at][1]) else None
        if verdict is None:
            label = _VERDICT.match(lines[at][1]) if found else None
            if label is not None and not label["end"]:
                found[lines[at][0]] = None  # a heading over what was found
            at += 1
            continue
        alone = not lines[verdict][1].count(":")
        last = min(verdict + alone, len(lines) - 1)
        found |= {start: None for start, _ in lines[at:last]}
        found[lines[last][0]] = lines[at][0]
        at = last + 1
    return MappingProxyType(found)


def _verdict_of(lines: list[tuple[int, str]], claim: int) -> int | None:
    """The line in which the verdict on a claim begins."""
    for at in range(claim + 1, min(claim + 1 + _FAR, len(lines))):
        if _VERDICT.match(lines[at][1]):
            return at
        if _CLAIM.match(lines[at][1]):
            return None
    return None
