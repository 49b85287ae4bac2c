"""Whether a text has certain words: of two printings of a report one may have cut or changed them."""

import re

from rag.caching import cached_by_text

_ALIKE = {
    **dict.fromkeys(map(ord, "“”„«»"), '"'),
    **dict.fromkeys(map(ord, "‘’"), "'"),
    **dict.fromkeys(range(0x2010, 0x2016), "-"),
}
_PLACE = re.compile(r"[^\W\d_][^\n.:;?!]{0,60}?(?:\([^()\n]{1,40}\) ?)?[-‐-―]{1,2} ")
"""How an agency's report begins, "LONN (Lakeside Wire) - ": who prints it often leaves that out."""


def prints(text: str, words: str) -> bool:
    """Whether `text` has these words one after another; case, white space and the forms of marks do not count."""
    if _stands(words, text):
        return True
    return any(_stands(plain(w), plain(text)) for w in (words, _without_place(words)))


def _without_place(words: str) -> str:
    """The words without the place and the agency that they may begin with."""
    place = _PLACE.match(words)
    return words[place.end() :] if place and words[: place.end()].split()[0].isupper() else words


def _stands(words: str, text: str) -> bool:
    """Whether they stand there as whole words: "five died" does not in "twenty-five died"."""
    if not words:
        return True
    at = text.find(words)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(words) : at + len(words) + 1]
        if not (before.isalnum() or before == "-" or after.isalnum() or after == "-"):
            return True
        at = text.find(words, at + 1)
    return False


@cached_by_text(4096)
def plain(text: str) -> str:
    """Bring a text to the form that is compared word for word: one kind of quote, dash and space; no case, no end."""
    return " ".join(text.casefold().translate(_ALIKE).split()).strip(" .,;:!?")
