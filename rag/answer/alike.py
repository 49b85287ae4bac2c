"""How alike the words of a question and of a sentence are, by the vectors that words have in their texts.

The cosine similarities here are all-MiniLM-L6-v2's.
"""

import re
from collections.abc import Sequence

import numpy as np

from rag.encoders import Vectors
from rag.question import Question
from rag.terms import terms
from rag.view import View

UNLIKE, ALIKE = 0.2, 0.9
"""Cosine similarities of words that have nothing in common, and of the same word."""
STRANGE, KIN = 0.3, 0.45
"""Cosine similarity of a word to the nearest of some sentences: up to the first nothing there has to do with it
("married" beside a leader's speech), from the second on something does ("money" beside dollars)."""
WORD = re.compile(r"\w+(?:[’'.-]\w+)*")
"""What is one word to a reader."""


def word_by_word(pairs: Sequence[tuple[Question, str]], view: View) -> list[float]:
    """For each question and sentence how alike its content words are to their nearest there, rare ones weighing more.

    0 to 1, by late interaction (Khattab and Zaharia 2020, ColBERT) over the vectors that words have in their texts.
    """
    vectors = _word_vectors([text for question, sentence in pairs for text in (question.text, sentence)], view)
    found = []
    for n, (question, _) in enumerate(pairs):
        asked, said = vectors[2 * n : 2 * n + 2]
        content = set(question.terms)
        rare = np.array(
            [max((view.words.rarity(t) for t in word if t in content), default=0.0) for word in _words(question.text)]
        )
        if not rare.any() or not len(said):
            found.append(0.0)
            continue
        nearest = np.clip(((asked @ said.T).max(axis=1) - UNLIKE) / (ALIKE - UNLIKE), 0.0, 1.0)
        found.append(float(nearest @ rare / rare.sum()))
    return found


def foreign(question: Question, sentences: Sequence[str], view: View) -> dict[str, float]:
    """By term of a question how foreign its word is to some sentences: 1 where none has a word like it, else down to 0.

    The encoder must know the sentences' language.
    """
    asked, *said = _word_vectors([question.text, *sentences], view)
    nearest = (asked @ np.concatenate(said).T).max(axis=1, initial=0.0)
    strange = np.clip((KIN - nearest) / (KIN - STRANGE), 0.0, 1.0).tolist()
    return {term: value for word, value in zip(_words(question.text), strange, strict=True) for term in word}


def _words(text: str) -> list[list[str]]:
    """The index terms of each word of a text."""
    return [terms(match.group()) for match in WORD.finditer(text)]


def _word_vectors(texts: Sequence[str], view: View) -> list[Vectors]:
    """For each text the unit vectors of its words, shape (words, dimensions)."""
    return view.encoder.encode_parts(texts, [[match.span() for match in WORD.finditer(text)] for text in texts])[1]
