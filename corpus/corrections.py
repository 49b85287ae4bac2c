"""Correction, clarification and retraction notices that an article's own text carries."""

import re

from sentencex import get_sentence_boundaries

SHORTEST, MAX_NOTICE = 12, 600
"""Characters of a paragraph that is taken for a notice: a story about corrections is longer."""

_SIGNS = "correct clarif retract errat withdrawn amended version edition draft".split()
"""Of which a notice has one: most texts have none, and need not be searched for the phrases."""
_OPENING = re.compile(
    r"(?i)^[\W_]*(correction|corrections|clarification|retraction|erratum|editor[’']?s? note on a correction)"
    r"( \([^)]{1,40}\)| (on|of|to) [\w .,]{1,40}| appended| \w{3,9}\.? \d{1,2}(, \d{4})?)?\s*[:–—.-]"
)
_NOUN = r"(article|story|report|piece|post|headline|version|item|copy|caption|graphic)"
_STATED = re.compile(
    rf"(?i)\b(((this|our) (\w+ ){{0,2}}{_NOUN}|the (article|story|headline))( \w+){{0,6}}? "
    r"(was|were|has been|have been|is) (\w+ ){0,2}"
    r"(corrected|retracted|withdrawn|amended|(revised|updated|edited|changed) to (correct|clarify))"
    r"|(an? |the )?(earlier|previous|original|prior|first) (version|edition|draft)s? of (this|the|our) (\w+ ){0,2}"
    rf"{_NOUN}"
    r"( \w+){0,8}? (incorrectly|mistakenly|wrongly|erroneously|misstated|misidentified|misspelled|misspelt|misquoted|"
    r"mischaracterized|gave|said|stated|named|contained|included|omitted|referred|reported|had)"
    rf"|(we|\w+ \w+) (has|have) (retracted|withdrawn) (this|the) {_NOUN})"
)


_INSIDE = re.compile(r"(?<=[.!?”’)\"] )(?:Correction|CORRECTION|Clarification|CLARIFICATION)\b[^.:]{0,40}:")
"""One that begins behind other sentences: without the colon those words begin many a sentence."""
_MORE = re.compile(r"(?i)\b(regret|apologi[sz]e|the (error|mistake)|ha(s|ve) (since )?been corrected)|, not [^,.;]+\.$")
"""What a notice goes on with: its regret, and what is right "and not" what was printed."""


def correction_in(text: str) -> str:
    """The first notice of correction, clarification or retraction that `text` carries; empty when there is none.

    Notices stand at the head or the foot, in a paragraph of their own, and say so in set phrases. Where a paragraph is
    most of the text, as in dumps that keep no line breaks, only the notice's own sentences are taken for it.
    """
    for paragraph in text.split("\n"):
        paragraph = paragraph.strip()
        if len(paragraph) < SHORTEST or not _is_notice(paragraph):
            continue
        if len(paragraph) <= MAX_NOTICE and len(paragraph) <= len(text) / 2:
            return paragraph
        if notice := _among_others(paragraph):
            return notice
    return ""


def _is_notice(paragraph: str) -> bool:
    """Whether there is one at the head of a paragraph or somewhere in it."""
    words = paragraph.lower()
    if not any(sign in words for sign in _SIGNS):
        return False
    return any((_OPENING.match(paragraph), _STATED.search(paragraph), _INSIDE.search(paragraph)))


def _among_others(paragraph: str) -> str:
    """The sentences of a notice that has others before or behind it."""
    start = end = 0
    for boundary in get_sentence_boundaries("en", paragraph):
        at, after = boundary["start_index"], boundary["end_index"]
        sentence = paragraph[at:after].strip()
        opens = _OPENING.match(sentence)
        if _STATED.search(sentence) or (opens and (at == 0 or ":" in opens.group())):
            start, end = start if end else at, after
        elif end and _MORE.search(sentence):
            end = after
        elif end:
            break
    return paragraph[start:end].strip()
