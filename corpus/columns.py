"""Columns of corrections: articles of which each paragraph puts right what another one had wrong.

And the paragraph in which an agency withdraws a report: it goes on with the reason.
"""

import re

from corpus.corrections import MAX_NOTICE, SHORTEST, correction_in, is_retraction

NAMES = (
    "correction corrections clarification clarifications erratum errata korrektur korrekturen berichtigung "
    "berichtigungen richtigstellung richtigstellungen rectificatif rectificatifs correctif correctifs corrección "
    "correcciones correzione correzioni rettifica rettifiche correctie correcties correção correções rättelse "
    "rättelser rettelse rettelser"
).split()
"""What such a column's headline begins with."""
_HEADLINE = re.compile(rf"(?i)^\W*({'|'.join(NAMES)}|for the record|fe de err(atas|ores))\b")


def notices(title: str, text: str) -> list[str]:
    """The notices of an article that is such a column; none of any other."""
    paragraphs = (paragraph.strip() for paragraph in text.split("\n")) if _HEADLINE.match(title) else ()
    return [paragraph for paragraph in paragraphs if SHORTEST <= len(paragraph) <= MAX_NOTICE]


def notice_around(title: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The notice that `text[start:end]` is a part of, in a column or a withdrawal: neither half of it stands alone.

    "We said that it would cost 44 million. The correct figure is 34 million." What is in none stays as it is.
    """
    column, notice = _HEADLINE.match(title), correction_in(text)
    if not column and not (notice and is_retraction(title, notice)):
        return start, end
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    left += len(text[left:start]) - len(text[left:start].lstrip())
    right = len(text[: right if right >= 0 else len(text)].rstrip())
    whole = right - left <= MAX_NOTICE and (column or notice in text[left:right])
    return (left, right) if whole else (start, end)
