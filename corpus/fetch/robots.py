"""What a site lets a program fetch: `robots.txt`, by RFC 9309.

Read with Protego, Scrapy's parser: the standard library's takes the first rule that fits and not the longest, and
knows no wildcards.
"""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from corpus.errors import FetchError, RefusedError

AGENT = "Dateline"
"""The name by which a site may speak to us."""
SIZE = 512_000
"""Bytes of it that are read; the standard asks for 500 KiB at least."""
SITES = 1_000
"""Sites whose rules are remembered; one that is met again after more of them is asked again."""
_DAY = 24 * 3600.0
_FOR_NOW = 600.0
"""Seconds for which a site whose rules cannot be had is left alone."""
_NAME = re.compile(r"(?i)\s*+user[-\s]*+agent\s*+[:\s]([^#]*+)")
"""A line that says for whom the rules below it are, in any of the spellings that the parser understands."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site says."""

    parsed: Protego
    until: float
    unavailable: str = ""
    """Why the rules cannot be had; nothing may be fetched then."""

    def check(self, url: str) -> None:
        """Raise `FetchError` when `url` must not be fetched."""
        if self.unavailable:
            raise FetchError(f"its robots.txt cannot be had: {self.unavailable}")
        if not self.parsed.can_fetch(url, AGENT):
            raise RefusedError("refused: the site's robots.txt forbids it")

    @property
    def delay(self) -> float:
        """Seconds the site wants between two requests."""
        return self.parsed.crawl_delay(AGENT) or 0.0


class Robots:
    """The rules of the sites met, each asked for once a day. Safe to share between threads."""

    def __init__(self, most: int = SITES) -> None:
        """Remember the rules of at most `most` sites; whoever follows feeds for months meets any number."""
        self._most = most
        self._kept: dict[str, Rules] = {}
        self._lock = threading.Lock()

    def rules(self, origin: str, load: Callable[[], bytes]) -> Rules:
        """The rules of `origin`, got with `load` when none are kept."""
        with self._lock:
            kept = self._kept.get(origin)
        if kept is None or kept.until < time.monotonic():
            kept = _loaded(load)
            with self._lock:
                if len(self._kept) >= self._most:
                    self._kept.pop(min(self._kept, key=lambda name: self._kept[name].until))
                self._kept[origin] = kept
        return kept


def _loaded(load: Callable[[], bytes]) -> Rules:
    now = time.monotonic()
    try:
        return Rules(Protego.parse(_for_us(load().decode("utf-8-sig", "replace"))), now + _DAY)
    except RefusedError:
        raise
    except FetchError as error:
        if 400 <= error.status < 500 and error.status != 429:  # none there: everything may be fetched
            return Rules(Protego.parse(""), now + _DAY)
        return Rules(Protego.parse(""), now + max(_FOR_NOW, error.retry_after), str(error))


def _for_us(text: str) -> str:
    """The rules with one name for everybody else.

    The parser keeps every rule once for each name above it: of 2,000 names and 2,000 rules it would make four million.
    """
    return "\n".join(
        f"User-agent: {_one_name(names[1])}" if (names := _NAME.match(line)) else line for line in text.splitlines()
    )


def _one_name(given: str) -> str:
    name = given.strip().lower().replace("*", "")
    if not name and "*" in given:
        return "*"
    return name if name and AGENT.lower().startswith(name) else "others"
