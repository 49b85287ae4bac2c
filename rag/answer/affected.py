"""Whom or what something has consequences for, where a question asks what it means for them."""

import re

from rag.caching import cached_by_text
from rag.content import content_terms

_UPON = re.compile(
    r"\bmeans? for (.+)$|\b(?:impact|effect|consequence|implication|significance)s?\b.*\b(?:on|for) (.+)$"
    r"|\b(?:affect|hurt|harm)(?:s|ed|ing)? (.+)$",
    re.I,
)


@cached_by_text(256)
def affected(text: str) -> tuple[str, ...]:
    """Index terms of whom a question asks the consequences for; none where it names nobody."""
    found = _UPON.search(text)
    return content_terms(next(filter(None, found.groups()), "")) if found else ()

