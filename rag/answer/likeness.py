"""How near the meaning of sentences is to that of a question, by the encoder's vectors."""

import re
from collections import Counter
from collections.abc import Sequence

from rag.answer.candidates import Candidate
from rag.answer.entities import names
from rag.question import Question
from rag.spelling import initials
from rag.view import View

_INITIALS = re.compile(r"\b[A-Za-z]{3,7}\b")


def compare(view: View | None, question: Question, candidates: Sequence[Candidate]) -> None:
    """Set the likeness of meaning from the sentence vectors that were kept when the passages were encoded."""
    if view is None or not candidates:
        return
    asked = view.remembered.encode([written_out(question, candidates, view)])[0]
    kept = view.sentence_vectors([c.passage_id for c in candidates])
    for candidate in candidates:
        rows = kept.get(candidate.passage_id)
        if rows is not None and candidate.row < len(rows):
            candidate.meaning = max(0.0, float(rows[candidate.row] @ asked))


def written_out(question: Question, candidates: Sequence[Candidate], view: View) -> str:
    """What is asked, with the names in place of their initials that the sentences have: an encoder knows no "HTS"."""
    asked = question.searched if question.context else question.text
    for match in reversed(list(_INITIALS.finditer(asked))):
        short = match.group().lower()
        if match.group().isupper() or (short in question.terms and not view.words.knows(short)):
            named = (name for c in candidates if short in c.terms for name in names(c.text) if initials(name) == short)
            if most := Counter(named).most_common(1):
                asked = f"{asked[: match.start()]}{most[0][0]}{asked[match.end() :]}"
    return asked
