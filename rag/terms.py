"""The index terms of a text: its words without their endings, in any language that the tokenizer can split.

They are tantivy's, so that a question and what is indexed are cut alike.
"""

import math
import re
from functools import cache
from itertools import pairwise

import tantivy

from corpus.languages import as_code
from rag.american import as_british


@cache
def _analyzer(language: str = "English") -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer(language))
        .build()
    )


ANALYZER = _analyzer()
"""Cuts a text into terms, their endings taken off as English has them."""

_STEMMERS = {
    "ar": "Arabic", "da": "Danish", "de": "German", "el": "Greek", "es": "Spanish", "fi": "Finnish", "fr": "French",
    "hu": "Hungarian", "it": "Italian", "nb": "Norwegian", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "ta": "Tamil", "tr": "Turkish",
}  # fmt: skip
"""The languages, besides English, whose endings tantivy knows (Snowball)."""


def terms(text: str) -> list[str]:
    """The index terms of a text, in order: lower case, without accents, stemmed as English is."""
    return list(ANALYZER.analyze(as_british(_stripped(text))))


def stems(text: str, language: str) -> list[str]:
    """The same as stemmed in another language; empty for one that has no stemmer here."""
    if language == "ar":
        return _arabic_stems(text)
    stemmer = _STEMMERS.get(language)
    return list(_analyzer(stemmer).analyze(_stripped(text))) if stemmer else []


def _arabic_stems(text: str) -> list[str]:
    """Those of Snowball, which knows Arabic's own letters alone, without the "and" that it leaves before articles.

    Of a word that begins with that letter ("وزير") it takes it as well, unless an article stands before it ("الوزير").
    """
    found = _analyzer("Arabic").analyze(_AND_BEFORE.sub("", text.translate(_MARKS)))
    return [_AND.sub("", stem).translate(_LETTERS) for stem in found]


def indexed(text: str, language: str) -> str:
    """What is indexed of a text: its words, and in another language than English their stems there.

    A question finds it by either, so that it need not be known in which language a question is asked.
    """
    words = as_british(_stripped(text))
    return f"{words} {' '.join(stems(text, language))}" if language in _STEMMERS else words


def base_language(code: str) -> str:
    """A language code without its region or script: `pt` of `pt-br`."""
    return as_code(code).split("-")[0].split("_")[0]


_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
# Arabic and Persian write some letters in several ways, digits too, and short vowels and lengthened strokes as they
# please.
_MARKS = dict.fromkeys([*range(0x064B, 0x0653), 0x0640, 0x0670]) | {
    first + n: str(n) for first in (0x0660, 0x06F0) for n in range(10)
}
_LETTERS = _MARKS | str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ئ": "ی", "\u200c": " "}
)
_AND_BEFORE = re.compile(r"\b[وف](?=ال(?!د(?:ته|ها|يه))\w{3})")
_AND = re.compile(r"^و(?=\w{3})")


def _stripped(text: str) -> str:
    """A text as the tokenizer wants it.

    Without the possessive, which the stemmer leaves as a word of its own; Arabic letters in one form; Chinese and
    Japanese, which put no space between words, as pairs of neighbouring characters.
    """
    text = text.replace("’s", "").replace("'s", "")
    return text if text.isascii() else _CJK.sub(_pairs, text.translate(_LETTERS))


def _pairs(match: re.Match[str]) -> str:
    run = match.group()
    return f" {' '.join(map(''.join, pairwise(run))) or run} "


def inverse_frequency(count: int, total: int) -> float:
    """How rare a term is that `count` of `total` passages have, as BM25 weighs it (Robertson and Zaragoza 2009).

    More passages than there are, as some are counted that were superseded, count as all of them.
    """
    return math.log(1 + (max(total - count, 0) + 0.5) / (count + 0.5))
