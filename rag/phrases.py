"""What a question in another language than English asks for, by the tables of `rag.phrase_tables`."""

import re
import unicodedata
from functools import cache, lru_cache

from rag.kinds import QuestionKind
from rag.phrase_tables import TABLES, Phrases
from rag.terms import base_language, stems, terms

_FOLDED = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "œ": "oe", "’": "'", "‑": "-", "ة": "ه", "ى": "ي"})
NOUNS = frozenset({"de"})
"""Languages that write nouns as others write names."""
CASELESS = frozenset({"ar"})
"""Those that write names as any word."""
COMPOUNDS = frozenset("da de nb nl nn no sv".split())
"""Those that write as one word what a second mention has the last part of: "Zugunglück", "das Unglück"."""
_ASKED_AND_NOT_SAID = frozenset("clock how_long how_old length named said".split())
_KINDS: dict[str, QuestionKind] = {
    "clock": "when",
    "how_long": "how_many",
    "how_old": "how_many",
    "how_many": "how_many",
    "length": "how_many",
    "money": "how_many",
    "named": "what",
    "percent": "how_many",
    "said": "said",
    "when": "when",
    "where": "where",
    "who": "who",
    "why": "why",
    "yes_no": "yes_no",
}


def folded(text: str) -> str:
    """Small letters without accents."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c)).translate(_FOLDED)


def phrases(language: str) -> Phrases | None:
    """Those of a language; None of one that has no table."""
    return TABLES.get(base_language(language))


@lru_cache(maxsize=256)
def asked(language: str, text: str) -> str:
    """What a question asks for: "money", "how_old", "yes_no" ...; empty where its words do not say."""
    if (table := phrases(language)) is None:
        return ""
    said = folded(text)
    found = next((what for what, how in table.asks.items() if pattern(how).search(said)), "")
    return found or ("yes_no" if lead(language, text) else "")


def lead(language: str, text: str) -> str:
    """The verb that a question begins with, which yes or no answers; empty where it begins otherwise."""
    table = phrases(language)
    found = re.match(rf"\W*(?P<lead>{table.leads})(?!\w)", folded(text)) if table is not None else None
    return found["lead"] if found is not None else ""


def asking_words(language: str, text: str) -> tuple[str, ...]:
    """The first and the last word of what a question asks with, where no answer has them: "wie alt", "quel âge"."""
    what, table = asked(language, text), phrases(language)
    if table is None or what not in _ASKED_AND_NOT_SAID:
        return ()
    found = pattern(table.asks[what]).search(folded(text))
    words = re.findall(r"\w+", found.group()) if found is not None else []
    return tuple(dict.fromkeys((*words[:1], *words[-1:])))


@cache
def the_dead(language: str) -> frozenset[str]:
    """Terms and stems of the words by which news tells of the dead."""
    table = phrases(language)
    return frozenset([*terms(table.dead), *stems(table.dead, language)]) if table is not None else frozenset()


def who_are_counted(language: str, text: str) -> frozenset[str]:
    """The terms of a question's words for people, where others say what befell them, as news may leave them out."""
    if (table := phrases(language)) is None:
        return frozenset()
    words = re.findall(r"\w+", text)
    plain = [word for word in words if pattern(table.persons).fullmatch(folded(word))]
    dead = the_dead(language)
    befell = (
        pattern(table.people).fullmatch(folded(word)) or not dead.isdisjoint((*terms(word), *stems(word, language)))
        for word in words
        if word not in plain
    )
    return frozenset(terms(" ".join(plain))) if any(befell) else frozenset()


def kind_in(language: str, text: str) -> QuestionKind:
    """The kind of a question in another language than English; "what" where its words say nothing."""
    return _KINDS.get(asked(language, text), "what")


def asks_how_things_stand(language: str, text: str) -> bool:
    """Whether a question asks how things will be, or are by now, of what may have changed."""
    table = phrases(language)
    return table is not None and pattern(table.open).search(folded(text)) is not None


def asks_for_news(language: str, text: str) -> str:
    """The words by which a question asks for the newest there is, folded; empty where it does not."""
    table = phrases(language)
    found = pattern(table.latest).search(folded(text)) if table is not None else None
    return found.group() if found is not None else ""


def goes_on(language: str, text: str) -> bool:
    """Whether a question begins as one that goes on from the one before it: with "and"."""
    table = phrases(language)
    return table is not None and re.match(rf"\W*(?:{table.follows})(?!\w)", folded(text)) is not None


def points_back(language: str, text: str) -> bool:
    """Whether a question has a pronoun for those whom the one before it names."""
    table = phrases(language)
    return table is not None and pattern(table.points).search(folded(text)) is not None


@cache
def pattern(words: str) -> re.Pattern[str]:
    """Any of these phrases, whole but for an Arabic "and" that is written on to it, in a folded text."""
    return re.compile(rf"(?<!\w)[وف]?(?:{words.translate(_FOLDED)})(?!\w)")
