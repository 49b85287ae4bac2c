"""A question typed in small letters, with the names in it written as the articles found write them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rag.content import STOPWORDS, name_words
from rag.question import Question, without_asking
from rag.types import Hit

_WORD = re.compile(r"[^\W\d_][\w-]+")
_BEGINS = re.compile(r"(?:^|[.?!:;“”\"‘(\n])[\s“”\"‘’'(]*\Z")
"""What stands before a word that would have a capital there anyway."""
BEFORE = 4
"""Characters before a word that tell whether a sentence begins with it."""


def cased(question: Question, hits: Sequence[Hit]) -> Question:
    """The question with capitals where the articles of these hits always have them; as it is where it has any."""
    text = question.text
    if question.language or question.rewritten is not None or text[1:] != text[1:].lower():
        return question
    names = _names(_words(text), [hit.source.article.text for hit in hits])
    return _written(question, names) if names else question


def _words(text: str) -> list[str]:
    return [word for word in dict.fromkeys(_WORD.findall(text.lower())) if word not in STOPWORDS]


def _names(words: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    """Each word that these texts write as a name wherever they have it, and how."""
    if not words:
        return {}
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.I)
    found: dict[str, Counter[str]] = {}
    for text in dict.fromkeys(texts):
        for match in pattern.finditer(text):
            if not _BEGINS.search(text[max(0, match.start() - BEFORE) : match.start()]):
                found.setdefault(match.group().lower(), Counter())[match.group()] += 1
    return {word: seen.most_common(1)[0][0] for word, seen in found.items() if not any(map(str.islower, seen))}


def _written(question: Question, names: dict[str, str]) -> Question:
    text = _WORD.sub(lambda match: names.get(match.group().lower(), match.group()), question.text)
    parts = tuple(_written(part, names) for part in question.parts)
    return replace(question, text=text, names=tuple(dict.fromkeys(name_words(without_asking(text)))), parts=parts)
