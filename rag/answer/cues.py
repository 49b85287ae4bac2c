"""Patterns of words that are signs of something."""

import re


def any_of(words: str) -> re.Pattern[str]:
    """A pattern for any of these words, in either case; they stand apart by spaces, and an underscore is a space."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(words.split()).replace('_', ' ')})(?!\w)", re.I)
