"""Figures as English writes them, of a text in a language that writes them otherwise: "1.250,5" is 1,250.5.

What is put in place is as long as what stood there, so that offsets hold.
"""

import re
from functools import cache

from rag.terms import base_language

_FIGURE = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?P<group>[. \u00a0\u202f’'])\d{3}(?:(?P=group)\d{3})*(?![\d])|\d+)(?:,\d+)?(?![\w,])"
)
_ARABIC = str.maketrans("٫٬٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", ".,01234567890123456789")
_AND = re.compile(r"(?<!\w)و(?=\d)")
_COMMA = re.compile(r"(?<![\w.,])(\d{1,9}),(?=\d{1,2}(?![\w,]))")
"""One that parts no thousands: the Maghreb writes decimal commas."""
_TO_ENGLISH = str.maketrans({",": ".", **dict.fromkeys(". \u00a0\u202f’'", ",")})


def as_in_english(text: str, language: str) -> str:
    """A text with the figures that a decimal comma or such thousands show, as they would stand in English."""
    if base_language(language) in ("ar", "fa"):
        return _COMMA.sub(r"\1.", _AND.sub(" ", text.translate(_ARABIC)))
    if not _has_decimal_comma(base_language(language)):
        return text
    return _FIGURE.sub(lambda figure: figure.group().translate(_TO_ENGLISH), text)


@cache
def _has_decimal_comma(language: str) -> bool:
    """Whether CLDR has it so; of a language that nobody states, not."""
    from babel.core import Locale, UnknownLocaleError

    if not language or language == "en":
        return False
    try:
        return str(Locale.parse(language).number_symbols.get("latn", {}).get("decimal")) == ","
    except (UnknownLocaleError, ValueError):
        return False
