"""Languages: their codes by name, and codes that mean one language to a reader."""

import re
from functools import cache

_SHORT = re.compile(r"[a-z]{2}(?:[-_]|$)")
_CODE = re.compile(r"([a-z]{2,3})((?:-[a-z0-9]+)*)")
_BY_THE_WAY = re.compile(r"\s*[(,].*")
"""What stands behind a name: "Chinese (Simplified)"."""
_RECOGNISED = frozenset("fuv gcf gcr guw hbo uzs".split())
"""Codes of languages that `corpus.inferred` may tell and that have no name in CLDR."""
RELATED: tuple[tuple[str, ...], ...] = (
    ("no", "nb", "nn"),
    ("zh", "cmn", "yue", "wuu"),
    ("ar", "arb", "arz", "ary"),
    ("tl", "fil"),
    ("he", "iw"),
    ("id", "in"),
    ("yi", "ji"),
)
"""Codes that one and the same article may carry, that of the language as a whole first: what is written in Norway is
`no` to one outlet and `nb` to the next."""


def language_code(said: str) -> str:
    """The code, lower case, of a language by its code or by its name in English or itself; empty when it is neither.

    A region or script that is named is kept: `pt-br` of `pt_BR`. `eng` is `en`.
    """
    said = said.strip().casefold().replace("_", "-")
    if (match := _CODE.fullmatch(said)) and (base := _codes().get(match[1])):
        return base + match[2]
    name = _BY_THE_WAY.sub("", said)
    return _english().get(name) or _own().get(name, "")


def as_code(said: str) -> str:
    """The same for what an article states, which stays as it is, in lower case, where it is no language."""
    said = said.lower()
    return said if not said or _SHORT.match(said) else language_code(said) or said


def related(base: str) -> tuple[str, ...]:
    """The codes, without region or script, under which articles in a language may stand; its own among them."""
    return next((codes for codes in RELATED if base in codes), (base,))


@cache
def _codes() -> dict[str, str]:
    """The usual code for every code: that of two letters for one of three, where there is one."""
    from babel.core import get_global

    aliases = {code: to for code, to in get_global("language_aliases").items() if len(code) == 3 and len(to) <= 3}
    known = {code for code in _cldr() if code.isalpha() and len(code) <= 3}
    known |= _RECOGNISED | {code for codes in RELATED for code in codes}
    return {code: code for code in known} | aliases


@cache
def _english() -> dict[str, str]:
    return {name.casefold(): code.replace("_", "-").lower() for code, name in _cldr().items()}


@cache
def _own() -> dict[str, str]:
    """The codes by what speakers call their languages, of those that have two letters."""
    from babel.core import Locale
    from babel.localedata import locale_identifiers

    codes = sorted(code for code in locale_identifiers() if len(code) == 2)
    return {(Locale(code).language_name or code).casefold(): code for code in codes}


def _cldr() -> dict[str, str]:
    """The names that languages have in English, by code."""
    from babel.core import Locale

    return dict(Locale("en").languages)
