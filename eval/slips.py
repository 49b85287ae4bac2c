"""Questions as a hurried reader types them: one word of each misspelt, always in the same way."""

import random
from dataclasses import replace
from string import ascii_lowercase

from eval.datasets import Dataset

SHORTEST = 6
"""Letters of a word that is misspelt."""


def misspelt(dataset: Dataset) -> Dataset:
    """The dataset with one slip in each question that has a word long enough."""
    asked = tuple(replace(question, text=slipped(question.text)) for question in dataset.questions)
    return replace(dataset, questions=asked, digest=f"{dataset.digest}-misspelt")


def slipped(text: str) -> str:
    """The text with two letters of a word changed in place, one left out, one doubled or one wrong.

    The first letter and the last one stay. Which word and which slip depends on the text alone.
    """
    chance = random.Random(text)
    words = text.split()
    long = [n for n, word in enumerate(words) if len(word) >= SHORTEST and word.isascii() and word.isalpha()]
    if not long:
        return text
    n = chance.choice(long)
    word = words[n]
    at = chance.randrange(1, len(word) - 2)
    before, here, after, rest = word[:at], word[at], word[at + 1], word[at + 2 :]
    wrong = chance.choice([letter for letter in ascii_lowercase if letter != here])
    words[n] = before + chance.choice([after + here, after, here + here + after, wrong + after]) + rest
    return " ".join(words)
