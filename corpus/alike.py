"""Whether two texts are one story as told once: printed whole, trimmed or lightly edited.

Most of the shorter one must stand in the longer one, and what does not must look like the work of an editor (a cut,
a headline, a dateline, a footer, a word here and there), not like another story told in the same words: a template
with other names and figures, or a later version with another lead and passages of its own. Where one of them carries a
notice of correction, and neither a passage of its own, a figure or a name that differs is what was put right.
"""

import re
from difflib import SequenceMatcher

import numpy as np

from corpus.corrections import correction_in
from corpus.gaps import Gap, Run, Side, gaps, runs
from corpus.minhash import SHINGLE, Shingled, shingled

MIN_SHINGLES = 12
"""Below this (about 20 words) a text is too short to call another its copy."""
MIN_SHARE = 0.35
"""Share of the shorter text's shingles that both must have before their words are compared."""
MIN_COVERED = 0.6
"""Share of the shorter text's words that must stand in shared shingles, headlines, datelines and footers apart."""
MIN_RATIO = 0.25
"""Shorter than this share of the other, a text is an excerpt, not a printing."""
PASSAGE = 12
"""Words of one text only, in one place: from here on a passage of its own, below it an edit."""
HEADLINE = 4
"""At the start and the end, from here on a headline, a dateline or a note."""
HEAD, TAIL = 20, 60
"""Most words that a headline and dateline at the start, or a footer at the end, have."""
REWRITTEN, REWRITTEN_SHARE = 20, 0.02
"""Words, and share of the shorter text, that stand for others before they are more than an editor's sentence."""
OWN_SHARE = 0.06
"""Share of the shorter text that both must have to themselves, in places apart, to tell two stories."""
OTHERWISE = 0.5
"""Of the places where a few words differ, how many may give another figure, or another figure or name, before it is
another story: an editor's changes seldom do."""
BRIEF = 100
"""Words below which a single figure tells two stories apart."""
MISSPELT = 0.7
"""Similarity of letters (Ratcliff and Obershelp) from which on two names are one."""

PUT_RIGHT = 2
"""Places where a figure or a name may differ when one of two texts says that it was corrected."""

_NOT = re.compile(r"(?i)\bnot (?:an? |the |about |at least )?([\w.,]+)")
DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
FIGURES = DAYS | frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion "
    "first second third fourth fifth sixth seventh eighth ninth tenth".split()
)


def are_copies(a: Shingled, b: Shingled) -> bool:
    """Whether two texts are one story as told once. Symmetric."""
    small, large = sorted((a, b), key=lambda s: (len(s.distinct), s.content))
    if len(small.distinct) < MIN_SHINGLES:
        return False
    if small.content == large.content:
        return True
    notice = f"{correction_in(a.text)} {correction_in(b.text)}".strip()
    if notice:
        small, large = sorted(map(_without_notice, (a, b)), key=lambda s: (len(s.distinct), s.content))
        if len(small.distinct) < MIN_SHINGLES:
            return False
    if len(small.starts) < MIN_RATIO * len(large.starts):
        return False
    at = np.minimum(np.searchsorted(large.distinct, small.distinct), len(large.distinct) - 1)
    shared = small.distinct[large.distinct[at] == small.distinct]  # as `intersect1d`, which sorts anew
    if len(shared) < max(MIN_SHINGLES / 2, MIN_SHARE * len(small.distinct)):
        return False
    ours, theirs = runs(small, shared), runs(large, shared)
    if not _is_covered(len(small.starts), ours):
        return False
    places = list(gaps(small, ours, large, theirs))
    words = len(small.starts)
    return not (_is_retold(words, places) or _tells_more(words, places) or _says_otherwise(words, places, notice))


def _without_notice(text: Shingled) -> Shingled:
    notice = correction_in(text.text)
    return shingled(text.text.replace(notice, "\n")) if notice else text


def _is_covered(words: int, left: list[Run]) -> bool:
    """Whether enough of a text of so many words is shared when `left` is not."""
    missing = sum(run.end - run.start for run in left)
    allowed = {"head": HEAD, "middle": 0, "tail": TAIL}
    excused = sum(min(allowed[run.place], run.end - run.start) for run in left)
    return words - missing >= max(MIN_SHINGLES + SHINGLE - 1, MIN_COVERED * (words - excused))


def _is_retold(words: int, places: list[Gap]) -> bool:
    """Whether the lead was replaced by another, or passages by others."""
    told = [gap for gap in places if gap.small.is_told and gap.large.is_told]
    replaced = sum(gap.shortest for gap in told if gap.place == "middle" and gap.shortest >= PASSAGE)
    return any(gap.place == "head" for gap in told) or replaced >= max(REWRITTEN, REWRITTEN_SHARE * words)


def _tells_more(words: int, places: list[Gap]) -> bool:
    """Whether each text has passages of its own. What the longer one has after the other's end was cut off there."""
    ours = sum(_own(gap.small, gap) for gap in places)
    theirs = sum(_own(gap.large, gap) for gap in places if gap.place != "tail" or _own(gap.small, gap))
    return min(ours, theirs) >= max(PASSAGE, OWN_SHARE * words)


def _own(side: Side, gap: Gap) -> int:
    """How many words of one text make a passage of its own in a gap."""
    allowed = {"head": HEAD, "middle": PASSAGE - 1, "tail": TAIL}[gap.place]
    return len(side.words) if len(side.words) > allowed else 0


def _says_otherwise(words: int, places: list[Gap], notice: str) -> bool:
    """Whether figures and names differ in places where the words around them agree, but for what a notice put right."""
    edits = [gap for gap in places if 0 < gap.longest < (PASSAGE if gap.place == "middle" else HEADLINE)]
    figures = sum(map(_gives_other_figure, edits))
    either = sum(_gives_other_figure(gap) or _gives_other_name(gap) for gap in edits)
    most = OTHERWISE * len(edits)
    if notice and either <= PUT_RIGHT and _put_right(notice, places, edits):
        return False
    if either == figures == 1:  # a slip, or the toll of the day before
        return most <= 1 and (words < BRIEF or any(gap.longest >= PASSAGE for gap in places))
    return either >= max(2, most)


def _gives_other_figure(gap: Gap) -> bool:
    ours, theirs = ({f for word in side.words if (f := _figure(word))} for side in (gap.small, gap.large))
    return bool(ours and theirs and not ours & theirs)


def _put_right(notice: str, places: list[Gap], edits: list[Gap]) -> bool:
    """Whether a notice may be of these edits: not of an update with more to tell, another day, or other figures."""
    wrong = wrong_figures(notice)
    given = {_figure(word) for gap in edits for side in (gap.small, gap.large) for word in side.words} - {""}
    told = any(gap.longest >= PASSAGE for gap in places)
    return not (told or any(map(_gives_other_day, edits)) or (wrong and given and not wrong & given))


def wrong_figures(notice: str) -> set[str]:
    """The figures that a notice says were wrong, "not 11", each as its digits or its word."""
    return {_figure(word.strip(".,;:()")) for word in _NOT.findall(notice)} - {""}


def _gives_other_day(gap: Gap) -> bool:
    return any(word.lower() in DAYS for side in (gap.small, gap.large) for word in side.words)


def _figure(word: str) -> str:
    """The digits in a word, or the word when it is a number, or a day that stories are told of."""
    return "".join(c for c in word if c.isdigit()) or (word.lower() if word.lower() in FIGURES else "")


def _gives_other_name(gap: Gap) -> bool:
    ours, theirs = ([word for word in side.words if word[0].isupper()] for side in (gap.small, gap.large))
    same = any(SequenceMatcher(None, a, b).ratio() >= MISSPELT for a in ours for b in theirs)
    return bool(ours and theirs and not same)
