"""A question typed in small letters, with the names in it written as the articles found write them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
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
    found: dict[str, Counter[str]] = {word: Counter() for word in words}
    for text in dict.fromkeys(texts):
        small = text.lower()
        for word, seen in found.items() if len(small) == len(text) else ():
            seen.update(_spelled(word, text, small))
    return {word: seen.most_common(1)[0][0] for word, seen in found.items() if seen and not any(map(str.islower, seen))}


def _spelled(word: str, text: str, small: str) -> Iterator[str]:
    """How a text, which is also given in small letters, spells a word where no sentence begins with it."""
    at = small.find(word)
    while at >= 0:
        end = at + len(word)
        apart = not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum()
        if apart and not _BEGINS.search(text[max(0, at - BEFORE) : at]):
            yield text[at:end]
        at = small.find(word, end)


def _written(question: Question, names: dict[str, str]) -> Question:
    text = _WORD.sub(lambda match: names.get(match.group().lower(), match.group()), question.text)
    parts = tuple(_written(part, names) for part in question.parts)
    return replace(question, text=text, names=tuple(dict.fromkeys(name_words(without_asking(text)))), parts=parts)
