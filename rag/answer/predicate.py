"""Whether a text says something of something, or is only a piece of a sentence: "The celebrity doctor of the region."

No list of English verbs is complete, and many of its forms are nouns as well. So it is asked whether any word may be a
verb where it stands: a piece with a plural after a noun passes, and hardly a whole sentence is taken for a piece.
"""

import re
from itertools import pairwise

from rag.answer.lexicon import IRREGULAR_PAST

_SUBORDINATE = frozenset(
    "who whom whose which where when while because although though unless if".split()
)
"""Each takes a verb for itself, which makes no sentence of what it belongs to; "after" and "that" often take none."""
_AUXILIARY = frozenset(
    "is are was were am has have had do does did will would can could may might must shall should ought cannot let "
    "isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't mustn't "
    "shouldn't it's he's she's that's there's here's what's who's i'm let's".split()
)
MANY = 3
"""Verbs of subordinate clauses, at most."""
_CONTRACTED = ("'ll", "'ve", "'re", "'d")
_PAST = IRREGULAR_PAST | frozenset(
    "said put hit cut set let shut cost hurt split spread quit beat shed bet burst cast read slid dug hung stuck swung "
    "clung slung wound bound ground fit bid rid bred bled sped wept crept swept slept dealt meant bent sank sprang "
    "tore swore wove woke drew blew hid bit forgot forbade forgave upheld overtook undertook overthrew underwent "
    "outdid foresaw mistook misled understood arose awoke laid paid shone shook taught bore rode shrank stank strode "
    "strove trod went thrust upset".split()
)
_BEFORE_A_NOUN = frozenset(
    "the a an this that these those its his her their our my your some many several few most all no any every each "
    "both other another such of in on at by for with from to into onto over under about against between among through "
    "during without within near across along around behind beyond than per and or but not two three four five six "
    "seven eight nine ten dozens hundreds thousands".split()
)
_AMID = frozenset("the a an of in on at by for with from to into onto over about against between among during".split())
_STANDS_ALONE = frozenset("both all some many few most each another that this these those none two three".split())
_PLURAL = frozenset("people men women children police they we you i those these most many some few both who".split())
_NO_PLURAL = re.compile(r"(?:ss|us|sis|'s)$")
_NAME = re.compile(r"[A-Z][\w'.-]*")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*|[,;:—–()“”\"]")


def tells(text: str) -> bool:
    """Whether an English text may have more verbs than its subordinate clauses take."""
    words = [match.group().replace("’", "'") for match in _WORD.finditer(text)]
    lower = [word.lower() for word in words] + [""]
    may = [_may_be_verb(words, at) for at in range(len(words))]
    verbs = sum(here and not before for before, here in pairwise([False, *may]))  # "was elected" is one
    taken = sum(one in _SUBORDINATE and (one, after) != ("because", "of") for one, after in pairwise(lower))
    return verbs > min(taken, MANY)


def begins_inside(text: str, sentence: str) -> bool:
    """Whether a text is the end of a sentence, or of a part of it, that begins amid a phrase: after "on" or "the"."""
    at = sentence.find(f" {text.rstrip('.')}")
    return at > 0 and sentence[:at].split()[-1] in _AMID


def _may_be_verb(words: list[str], at: int) -> bool:
    word, before = words[at].lower(), words[at - 1].lower() if at else ""
    after = words[at + 1].lower() if at + 1 < len(words) else ""
    if at and words[at] == "May":  # the month
        return False
    if word in _AUXILIARY or word.endswith(_CONTRACTED):
        return True
    if not words[at][0].islower() or not before or word in _BEFORE_A_NOUN | _SUBORDINATE:
        return False
    if (word in _PAST or word.endswith("ed")) and (before not in _BEFORE_A_NOUN or before in _STANDS_ALONE):
        return (before, after) != (",", "by")
    if before in _BEFORE_A_NOUN:
        return False
    if word.endswith("s") and not _NO_PLURAL.search(word):
        return True
    if word.endswith(("ing", "ly")):
        return False
    plural = before in _PLURAL or (before.endswith("s") and not _NO_PLURAL.search(before))
    return plural or (after in _BEFORE_A_NOUN and bool(_NAME.fullmatch(words[at - 1])))
