"""Columns of corrections: articles of which each paragraph puts right what another one had wrong."""

import re

from corpus.corrections import MAX_NOTICE, SHORTEST

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
    """The notice of a column that `text[start:end]` is a part of: neither half of it stands alone.

    "We said that it would cost 44 million. The correct figure is 34 million." What is in no column stays as it is.
    """
    if not _HEADLINE.match(title):
        return start, end
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    left += len(text[left:start]) - len(text[left:start].lstrip())
    right = len(text[: right if right >= 0 else len(text)].rstrip())
    return (left, right) if right - left <= MAX_NOTICE else (start, end)
