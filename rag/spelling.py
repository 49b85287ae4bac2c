"""Names under other spellings: what is indexed beside a text's words, and what a question's names look for there.

Three kinds of mark. `~hzbl` stands for all spellings of Hezbollah; `=opcw` for that acronym where a text uses it;
`:opcw` for the initials of a name written out. So "OPCW" finds the Organisation for the Prohibition of Chemical
Weapons and the other way round, whether or not an article introduces one with the other.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_NAME = re.compile(r"\b[A-Z][^\W\d_]+(?:[’'-][^\W\d_]+)*")
_WORD = re.compile(r"\b[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_ACRONYM = re.compile(r"\b(?:[A-Z]{2,7}|(?:[A-Z]\.){2,7})(?![\w.])")
_SMALL = re.compile(r"\b[a-z]{3,7}\b")
"""What may be an acronym that is typed in small letters, if it is no word."""
_ARTICLE = "al|el|ad|ar|as|ash|at|az|an"
_CAPITAL = rf"(?:(?:{_ARTICLE})-)?[A-Z][\w’'-]*"
_FULL = re.compile(rf"\b{_CAPITAL}(?:\s+(?:(?:of|for|the|and|on|in|to|de|du|des)\s+){{0,2}}{_CAPITAL}){{1,7}}")
_STARTS = frozenset("the a an in on at as for and but when while after before if it this that what who how".split())
_TWO = frozenset(("us", "un", "uk", "eu"))
"""Acronyms of two letters that are looked for: others are the initials of too many."""
VARIANT = 0.8
"""Weight of a name in another spelling, and of one written out for its acronym, against the word as asked."""
FULL = 0.5
"""Weight of an acronym for a name that is asked for in full, against one of its words."""
SHORTEST = 5
"""Letters of a name that is looked for in other spellings: of four, Iran and iron would be one."""
_BARE = 7
"""Letters from which on a name goes by its consonants alone, if there are at least four; else its vowels tell too."""
_SOUNDS = tuple((re.compile(sound), written) for sound, written in (
    (r"^(?:gh|g|q|k)(?=a)", "k"), (r"^gh", "g"), (r"gh|kh|ck|q", "k"), (r"ph", "f"), (r"dh", "d"), (r"x", "ks"),
    (r"tch", "ch"), (r"sch", "sh"), (r"w", "v"), (r"z", "s"),
    (r"(?<=[aeiouy])h$", ""), (r"(.)\1+", r"\1"),
))  # fmt: skip
"""How the same sounds are written, in order: Qaddafi and Gaddafi, Khamenei, Araghchi and Araqchi."""


@lru_cache(1 << 16)
def spelling(word: str) -> str:
    """One key for a name however it is transliterated; empty for a short one and for one in other letters."""
    word = re.sub(rf"^(?:{_ARTICLE})-|['’]s$", "", word.casefold())
    letters = unicodedata.normalize("NFKD", word)
    letters = re.sub(r"[\W_]", "", "".join(c for c in letters if not unicodedata.combining(c)))
    if len(letters) < SHORTEST or not re.fullmatch(r"[a-z]+", letters):
        return ""
    key = letters
    for sound, written in _SOUNDS:
        key = sound.sub(written, key)
    consonants = re.sub(r"[aeiouy]", "", key)
    if len(letters) >= _BARE and len(consonants) >= 4:
        return f"~{consonants}"
    return "~" + re.sub(r"[aeiouy]+", lambda vowels: "a" if set(vowels.group()) & set("aou") else "i", key)


def marks(text: str) -> set[str]:
    """What is indexed beside the words of a text."""
    found = {spelling(match.group()) for match in _NAME.finditer(text)}
    found |= {f"={acronym}" for acronym, _ in _acronyms(text)}
    found |= {f":{short}" for name in _FULL.finditer(text) for short in _shortened(_capitals(name.group()))}
    return found - {""}


def looked_for(text: str) -> Iterator[tuple[str, str, float]]:
    """(words, mark, weight against them) of each name of a question: what stands for those words as well."""
    for match in _WORD.finditer(text):
        if key := spelling(match.group()):
            yield match.group(), key, VARIANT
    for match in _SMALL.finditer(text):
        yield match.group(), f":{match.group()}", VARIANT
    for acronym, said in _acronyms(text):
        if len(acronym) > 2 or acronym in _TWO:
            yield said, f":{acronym}", VARIANT
    for match in _FULL.finditer(text):
        words = _capitals(match.group())
        if len(short := initials(" ".join(words))) > 2 or short in _TWO:
            yield " ".join(words), f"={short}", FULL / len(words)


def _acronyms(text: str) -> Iterator[tuple[str, str]]:
    for match in _ACRONYM.finditer(text):
        yield match.group().replace(".", "").lower(), match.group()


def _capitals(name: str) -> list[str]:
    words = [word for word in name.split() if not word.islower()]
    return words[1:] if words[0].lower() in _STARTS else words


def initials(name: str) -> str:
    """Initials of a name, as "hts" of "Hayat Tahrir al-Sham"; empty for a name of one word."""
    words = [word for word in re.split(r"[ -]", name) if word[:1].isupper()]
    return "".join(word[0] for word in words).lower() if len(words) > 1 else ""


def _shortened(words: list[str]) -> set[str]:
    """The initials of a name, and of what it ends and begins with: an office and an institution make one run."""
    if len(words) < 2:
        return set()
    parts = [words, *(words[at:] for at in range(1, len(words) - 2)), *(words[:at] for at in range(3, len(words)))]
    return {initials(" ".join(part)) for part in parts}
