"""Correction, clarification and retraction notices that an article's own text carries."""

import re

MAX_NOTICE = 600
"""Longest paragraph taken for a notice, in characters: a story about corrections is longer."""

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


def correction_in(text: str) -> str:
    """The first paragraph of `text` that is a notice of correction, clarification or retraction; empty when none is.

    Notices stand at the head or the foot, in a paragraph of their own, and say so in set phrases.
    """
    for paragraph in text.split("\n"):
        paragraph = paragraph.strip()
        if 12 <= len(paragraph) <= MAX_NOTICE and (_OPENING.match(paragraph) or _STATED.search(paragraph)):
            return paragraph
    return ""
