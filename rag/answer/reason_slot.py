"""Whether a sentence gives a reason, or says what follows from something."""

import re
from collections.abc import Sequence

from rag.answer.affected import affected
from rag.answer.cues import any_of
from rag.answer.lexicon import forms
from rag.content import content_terms
from rag.question import Question
from rag.terms import terms

_HAS = any_of("has have had")
_CAUSE = any_of(
    "because due_to owing_to thanks_to caused blamed reasons? led_to resulted_from stemmed_from "
    "(?:started|sparked|triggered|ignited|set_off|brought_about|prompted|provoked)_by to_blame in_order so_that"
)
_REASON = any_of(
    "since (?<!such_)(?<!known_)as(?!_(?:though|if|well|of|for|much|many|long|soon|far|part|early|late)\\b) "
    "after amid over following leaving meant means given citing fear feared weakened unable without "
    "no_(?:other_)?choice for_(?:(?:his|her|its|their|not)_)?(?:refus|fail|break|violat|defy|ignor|miss)ing "
    "with_an?_(?:\\w+_){0,2}(?:injury|strain|illness|fracture|virus|infection|tear) "
    "with_a_(?:broken|torn|strained|pulled|injured|fractured|dislocated|bruised) "
    "to_(?:avoid|protect|allow|prevent|make|keep|give|let|stop|help|ensure|limit|reduce)"
)
_OF_A_CAUSE = any_of("causes? caused")
_TO_EFFECT = re.compile(r"caused(?! by\b)|led to", re.I)
"""Behind this stands what came of it, and before it the cause."""
_TO_CAUSE = re.compile(r"due to|owing to|thanks to|because of", re.I)
FOLLOWING = 6
"""Content words after a word for a reason that are looked at."""
HALF = 0.5
OF_OTHERS = 0.5
"""How well what follows for others fills it, where a question asks what something means for somebody."""
MAYBE = 0.8
"""How well a word that may stand for a reason, and often does not, fills it where a cause is asked for: "after"."""
_MEANING = any_of(
    "mean means meant blow loss lose loses lost leave leaves left without end ends ended "
    "weak weaker weaken\\w* strip\\w* depriv\\w* depend\\w* no_longer impact effects? influence consequences? "
    "turning_point vacuum collapse\\w* threat\\w* risk\\w* cost costs power balance surviv\\w* "
    "led_to lead_to leads_to caus(?:e|es|ed|ing) contribut\\w+ drove driv(?:e|es|en|ing) push(?:es|ed|ing)? "
    "forc(?:e[sd]|ing) affect\\w* hurts? harm(?:s|ed|ing)? help(?:s|ed|ing)? boost\\w* rais(?:e|es|ed|ing)"
)
_MAY = any_of("if would could may might will")
_IMPORTANCE = any_of("important importance significance matter matters mattered")
_IS = re.compile(r"(?P<what>[\w’'-]+) (?:is|are|was|were|has been|had been) (?:the|an?|one of|its|their|our)\b")


def gives_reason(question: Question, sentence: str) -> float:
    """How well a sentence has a reason: 1 for a word that says so, less for one that may, 0 for none."""
    if any(not _of_consequences(question, sentence, m) for m in _CAUSE.finditer(sentence)):
        return 1.0
    given = any(
        not _tells_of(question, sentence[m.end() :]) and not _of_time(sentence, m) for m in _REASON.finditer(sentence)
    )
    return (MAYBE if _OF_A_CAUSE.search(question.text) else 1.0) * given


def _of_consequences(question: Question, sentence: str, cause: re.Match[str]) -> bool:
    """Whether what is asked about is the cause there: "the shortage has caused anger" is no reason for the shortage."""
    before, after = sentence[: cause.start()], sentence[cause.end() :]
    if _TO_EFFECT.match(sentence, cause.start()):
        return _share(question, content_terms(before)) > HALF >= _share(question, content_terms(after))
    if _TO_CAUSE.match(sentence, cause.start()):
        return _share(question, content_terms(after)[:FOLLOWING]) > HALF
    return False


def _share(question: Question, said: Sequence[str]) -> float:
    """Of a question's words, those that are said."""
    return sum(not forms(term).isdisjoint(said) for term in question.terms) / max(1, len(question.terms))


def _of_time(sentence: str, since: re.Match[str]) -> bool:
    """Whether a "since" says from when on, as it does after "has been" and "have gone"."""
    return since.group().lower() == "since" and _HAS.search(sentence, 0, since.start()) is not None


def _tells_of(question: Question, after: str) -> bool:
    """Whether what follows is what is asked about: "after the fire" and "over his declaration" give no reason."""
    said = content_terms(after)[:FOLLOWING]
    named = set(content_terms(" ".join(question.names)))
    if any(term not in named and forms(term) & set(said[:1]) for term in question.terms):
        return True
    return _share(question, said) > HALF


def gives_meaning(question: Question, sentence: str) -> float:
    """What follows from it; where its importance is asked for also what it is: "Homs is the junction"."""
    if sign := 1.0 if _MEANING.search(sentence) else MAYBE if _MAY.search(sentence) else 0.0:
        whom = affected(question.text)
        of_them = any(not forms(term).isdisjoint(terms(sentence)) for term in whom)
        return sign if of_them or not whom else OF_OTHERS
    said = (terms(match["what"]) for match in _IS.finditer(sentence))
    asked = _IMPORTANCE.search(question.text) is not None
    return float(asked and any(not set(question.terms).isdisjoint(words) for words in said))
