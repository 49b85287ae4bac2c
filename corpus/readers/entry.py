"""One entry of a feed, whatever the format of the feed."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin

from corpus.article import Article, Rejection
from corpus.readers.items import Draft

NO_TEXT = "entry without text"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the feed states it. What it does not state is empty."""

    number: int
    title: str = ""
    link: str = ""
    """As stated, made absolute where the feed or its address gives a base."""
    shared: bool = False
    """Whether other entries, by their own ids, have the same link: it then names the feed rather than any of them."""
    site: str = ""
    """The address of what the feed is of."""
    published: datetime | None = None
    """When it was published, else updated: RSS 1.0 and many Atom feeds give one date, under that name."""
    updated: datetime | None = None
    text: str = ""
    full: bool = False
    """Whether the text came as content rather than as a summary or description."""
    authors: tuple[str, ...] = ()
    outlet: str = ""
    language: str = ""
    unread: tuple[str, ...] = ()
    """The dates it states that cannot be read."""
    trouble: str = ""
    """Why the entry cannot be used; empty when it can."""

    @property
    def article(self) -> Article:
        """What the feed itself says, as an article."""
        return Article(
            text=self.text,
            title=self.title,
            url="" if self.shared else self.address,
            outlet=self.outlet,
            authors=self.authors,
            published=self.published,
            updated=self.updated,
            language=self.language,
        )

    @property
    def address(self) -> str:
        """The link made absolute by the site's address; empty when it is still none that can be followed."""
        try:
            joined = urljoin(self.site, self.link) if self.link else ""
        except ValueError:
            return ""
        return joined if re.match(r"(?i)https?://", joined) else ""

    def rejection(self, name: str, reason: str) -> Rejection:
        """Why this entry of that feed is not kept."""
        title = f" ({self.title[:80]})" if self.title else ""
        return Rejection(name, f"entry {self.number}{title}: {reason}")


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's entries in its own order, and what was wrong with it; empty when nothing was."""

    entries: tuple[Entry, ...]
    trouble: str = ""


def told_apart(entries: list[Entry], ids: list[str]) -> tuple[Entry, ...]:
    """The entries, those marked whose link others with another id have too."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for entry, own in zip(entries, ids, strict=True):
        owners[entry.link].add(own)
    return tuple(replace(e, shared=True) if e.link and len(owners[e.link]) > 1 else e for e in entries)


def found(entry: Entry, name: str) -> Draft | Rejection:
    """What an entry of the feed of that name gives by itself."""
    if entry.trouble or not entry.text:
        return entry.rejection(name, entry.trouble or NO_TEXT)
    return Draft(name, entry.article, entry.unread)
