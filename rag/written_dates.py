"""A day as people write it, and as answers print it: "5 March 2025". Of numbers alone only the year first is sure."""

from contextlib import suppress
from datetime import datetime

_FORMS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")


def day(moment: datetime | None) -> str:
    """`5 March 2025`; empty where the time is not known."""
    return f"{moment.day} {moment:%B %Y}" if moment else ""


def in_numbers(text: str) -> str:
    """`2025-03-05` for "5 March 2025", "5 Mar 2025" and "March 5, 2025"; anything else as it is."""
    words = " ".join(text.replace(",", " ").split())
    for form in _FORMS:
        with suppress(ValueError):
            return datetime.strptime(words, form).date().isoformat()
    return text
