"""Misspelt words of a question: "refugess" where the archive has "refugees".

Only a word that no passage has and that is no English word: "Gambia" is not Zambia misspelt. What is one slip away is
tried: a letter too many, missing or wrong, or two that changed places (Damerau 1964).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from string import ascii_lowercase

from corpus.article import one_line
from rag.content import STOPWORDS, content_terms
from rag.encoders import minilm_folder
from rag.foreign import language_of, understand_in
from rag.hits import Sources
from rag.passages import body
from rag.question import MAX_QUESTION, Question
from rag.terms import terms
from rag.types import Filters, Turn
from rag.understanding import understand
from rag.view import View

SHORTEST, LONGEST = 5, 24
"""Letters of a word that is put right: of fewer, too many are one slip away, and no word has more."""
WITH_A_WRONG_ONE, NAME_WITH_A_WRONG_ONE = 7, 9
"""Letters of a word, and of one with a capital, of which one may be wrong: of fewer, another word is as likely."""
MOST = 4
"""Words that are strange to the archive and to English; a question with more is in another language."""
STEMS, READ = 3, 5
"""Words of the archive that are looked at for a misspelt one, those it has most often, and passages read for each."""

_PREFIXES = ("un", "re", "mis", "dis", "non", "over", "under", "pre", "anti", "out")
_ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("d", ""), ("ed", ""), ("ied", "y"), ("ing", ""), ("ing", "e"), ("ly", ""),
    ("ed", "ion"), ("ing", "ion"), ("er", ""), ("ers", ""),
    ("ise", "ize"), ("ise", "ization"), ("ise", "ist"), ("ised", "ized"), ("ised", "ization"), ("ising", "izing"),
    ("isation", "ization"), ("our", "or"), ("ours", "ors"), ("tre", "ter"), ("ness", ""), ("ful", ""), ("less", ""),
)  # fmt: skip
"""How words end, and what may stand there: inflections, and British spellings."""
_WORD = re.compile(rf"(?<![\w’'-])[A-Za-z][a-z]{{{SHORTEST - 1},{LONGEST - 1}}}(?![\w’-])")
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"”“»]")
_INSIDE = re.compile(r"(?<=[\w,;] )[A-Za-z]+|\b[a-z]+\b")
"""A word whose first letter is as it is anywhere: not one that begins a sentence."""
Writing = Callable[[str], Counter[str]]
"""The words in passages that have a term, as they stand inside its sentences."""


def understand_with_slips(
    text: str, history: Sequence[Turn], filters: Filters, view: View | None, sources: Sources
) -> Question:
    """The question taken apart, with its misspelt words and those of the chat put right if they are English.

    Raises `QuestionError` as `understand` does.
    """
    asked = understand(text, history)
    if view is None:
        return asked
    if language := language_of(text, view.arrays.languages):
        return understand_in(language, text, history, view.words.knows)
    right = put_right(asked.typed or asked.text, view, sources, filters)
    turns = [_put_right(turn, view, sources, filters) for turn in history]
    changed = right != (asked.typed or asked.text)
    if not changed and turns == list(history):
        return asked
    asked = understand(right, turns)
    return replace(asked, typed=one_line(text)) if changed else asked


def _put_right(turn: Turn, view: View, sources: Sources, filters: Filters) -> Turn:
    if turn.role != "user" or len(turn.content) > MAX_QUESTION:
        return turn
    return replace(turn, content=put_right(one_line(turn.content), view, sources, filters))


def put_right(text: str, view: View, sources: Sources, filters: Filters) -> str:
    """The text with its misspelt words as the archive spells them; as it is where there are none."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    strange = {
        match.start()
        for match in _WORD.finditer(text)
        if not _is_english(match.group().lower())
        and not any(start <= match.start() < end for start, end in quoted)
        and not any(view.words.knows(term) for term in terms(match.group()))
    }
    if not strange or len(strange) > min(MOST, max(1, len(content_terms(text)) / 2)):
        return text

    def right(match: re.Match[str]) -> str:
        word, at = match.group(), match.start()
        if at not in strange:
            return word
        name = word[0].isupper() and at > 0
        return _meant(word, name, view.words.document_frequency, partial(_writing, view, sources, filters)) or word

    return _WORD.sub(right, text)


def _meant(word: str, name: bool, frequency: Callable[[str], int], writing: Writing) -> str:
    """What is one slip away; of several words what the archive has most often. Empty if there is nothing."""
    wrong = len(word) >= (NAME_WITH_A_WRONG_ONE if name else WITH_A_WRONG_ONE)
    slips = dict.fromkeys(_slips(word.lower(), wrong=wrong))
    if not name and (function := next((slip for slip in slips if slip in STOPWORDS), "")):
        return _as(word, function)
    often = {term: count for term in dict.fromkeys(terms(" ".join(slips))) if (count := frequency(term))}
    for term in sorted(often, key=lambda term: -often[term])[:STEMS]:
        for found, _ in writing(term).most_common():
            if found.lower() in slips and (not name or _another_name(word, found)):
                return _as(word, found)
    return "" if name else next((_as(word, other) for other in _swapped(word.lower()) if other in _english()), "")


def _another_name(word: str, found: str) -> bool:
    """Whether a word found is a name, and ends as the one typed does: Freya is not Frey."""
    return found.istitle() and found[-1] == word[-1].lower()


def _as(word: str, found: str) -> str:
    """What is meant, with a capital if it was typed with one."""
    return found[0].upper() + found[1:] if word[0].isupper() else found.lower()


def _slips(word: str, *, wrong: bool) -> Iterator[str]:
    """Words one slip away, the likeliest slips first. The first letter is right; with `wrong` another may not be."""
    yield from _swapped(word)
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
    for at in range(1, len(word) + 1):
        yield from (word[:at] + letter + word[at:] for letter in ascii_lowercase)
    for at in range(1, len(word) if wrong else 0):
        yield from (word[:at] + letter + word[at + 1 :] for letter in ascii_lowercase)


def one_slip_away(word: str, other: str) -> bool:
    """Whether a slip, as above, makes one word of another."""
    near = word[:1] == other[:1] and abs(len(word) - len(other)) <= 1 and len(word) <= LONGEST
    return near and other in _slips(word, wrong=True)


def _swapped(word: str) -> Iterator[str]:
    for at in range(1, len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _writing(view: View, sources: Sources, filters: Filters, term: str) -> Counter[str]:
    passages = [view.arrays.passages[i] for i, _ in view.by_words({term: 1.0}, READ, filters)]
    versions = sources.versions(passages, view.seq)
    found: Counter[str] = Counter()
    for passage in passages:
        if (version := versions.get((passage.article_id, passage.version))) is not None:
            found.update(_INSIDE.findall(body(version.article, passage)))
    return found


def _is_english(word: str) -> bool:
    """Whether it is a word that the encoder knows as a whole, or an inflection of one, or one with a prefix."""
    whole = (word, *(word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix)))
    return any(base in _english() for one in whole for base in (one, *_bases(one)))


def _bases(word: str) -> Iterator[str]:
    for ending, instead in _ENDINGS:
        if word.endswith(ending):
            base = word.removesuffix(ending) + instead
            yield base
            if len(base) > 2 and base[-1] == base[-2]:
                yield base[:-1]


@cache
def _english() -> frozenset[str]:
    """The whole words of the encoder's vocabulary: English ones, and the names that it knows."""
    lines = (minilm_folder() / "vocab.txt").read_text(encoding="utf-8").split()
    return frozenset(word for word in lines if word.isalpha() and len(word) > 2)
