"""Correction, clarification and retraction notices that an article's own text carries."""

import re
from functools import lru_cache

from sentencex import get_sentence_boundaries

SHORTEST, MAX_NOTICE = 12, 600
"""Characters of a paragraph that is taken for a notice: a story about corrections is longer."""

_SIGNS = (
    "correct clarif retract errat withdrawn withdrawal refile unpublished amended version edition draft "
    "korrektur korrigiert berichtigt berichtigung richtigstellung klarstellung zurückgezogen fassung "
    "rectifi corrigé corregid correcci aclaraci versión errores retirad correzione corretto rettific precisazione "
    "correctie gecorrigeerd ingetrokken versie correção corrigid retifica versão "
    "rättelse rättad rettelse rettet retting berigtigelse versjon udgave utgave sprostowanie wersji "
    "تصحيح تصويب استدراك نسخة"
).split()
_SIGNS += (
    "kill:|please kill|is killed|are killed|has been killed|disregard|headline|refiles|(fixes|; fixes|removed this|"
    "article has been removed|story has been removed|taken down"
).split("|")
"""Of which a notice has one: most texts have none, and need not be searched for the phrases."""
_DATE = r"\d{1,2}(\.|er|º)? (de )?\w{3,12}\.?( (de )?\d{4})?"
_OPENING = re.compile(
    r"(?i)^[\W_]*(corrections?|clarification|retraction|erratum|errata|editor[’']?s? note on a correction"
    r"|korrektur|berichtigung|richtigstellung|klarstellung|correctif|rectificatif|rectification"
    r"|corrección|rectificación|aclaración|fe de err(atas|ores)|correzione|rettifica|precisazione|errata corrige"
    r"|correctie|rectificatie|correção|retificação|rättelse|rettelse|retting|berigtigelse|sprostowanie"
    r"|تصحيح|تصويب|استدراك)"
    r"( \([^)]{1,40}\)| (on|of|to) [\w .,]{1,40}| appended| \w{3,9}\.? \d{1,2}(, \d{4})?"
    rf"|,? ((vom|du|del|de|van|av|af|fra) )?{_DATE})?\s*[:–—.-]"
)
_NOUN = r"(article|story|report|piece|post|headline|version|item|copy|caption|graphic)"
_WITHDRAWS = (
    r"((advisory|attention|note)( to)?( (all|our|news))?( (editors|clients|subscribers|users))?|editors)\s*[:–—-]"
    r"[^\n]{0,240}?\b((is|are|has been|please) (killed|kill|withdrawn|retracted)"
    rf"|(please disregard|do not (use|publish)) (the|this|that|our) (\w+ ){{0,2}}?{_NOUN})\b"
)
"""What an agency writes to those who print it."""
_WIRE = re.compile(
    r"(?i)^[\W_]*((?<=\()([^()\n]{0,160}[;,] )?corrects\b"
    r"|(?<=\()([^()\n]{0,160}; )?(clarifies|fixes|refiles? to (correct|fix|change|remove|clarify))\b"
    r"|corrects\b[^.\n]{0,80}\b(paragraphs?|paras?|headline|lead|earlier|previous|dateline|byline|spelling)\b"
    r"|((mandatory )?kill|withdrawn|withdrawal)\s*[:–—-]"
    rf"|{_WITHDRAWS})"
)
"""What agencies put before a report that they send again, or in its place: "(Corrects paragraph 2)", "KILL: "."""
_STATED = re.compile(
    rf"(?i)\b(((this|our) (\w+ ){{0,2}}{_NOUN}|the (article|story|headline))( \w+){{0,6}}? "
    r"(was|were|has been|have been|is) (\w+ ){0,2}"
    r"(corrected|retracted|withdrawn|amended|(revised|updated|edited|changed) to (correct|clarify))"
    r"|(an? |the )?(earlier|previous|original|prior|first) (version|edition|draft)s? of (this|the|our) (\w+ ){0,2}"
    rf"{_NOUN}"
    r"( \w+){0,8}? (incorrectly|mistakenly|wrongly|erroneously|misstated|misidentified|misspelled|misspelt|misquoted|"
    r"mischaracterized|gave|said|stated|named|contained|included|omitted|referred|reported|had)"
    r"|(an? |the |our )?(earlier|previous|original|prior|first) headline( \w+){0,8}? (incorrectly|mistakenly|wrongly|"
    r"erroneously|misstated|misidentified|misspelled|misspelt|misquoted|mischaracterized)"
    rf"|(we|\w+ \w+) (has|have) (retracted|withdrawn) (this|the) {_NOUN}"
    rf"|(this|our) (\w+ ){{0,2}}{_NOUN} (has been|was) (removed|taken down|unpublished)(?! from\b)"
    rf"|we have (removed|taken down|unpublished) (this|the) {_NOUN})"
)


_OF_THIS = (
    r"(dieses|dieser|des) (artikels|textes|beitrags|berichts|meldung)|de (cet article|ce texte|cette dépêche)"
    r"|d(i|ell[ao’'] ?) ?(questo|quest[ao’'])? ?(articolo|testo|notizia)"
    r"|de (este|esta|la) (artículo|texto|noticia|información)"
    r"|d(este|esta|o|a) (artigo|texto|reportagem|notícia|matéria)|van dit (artikel|bericht|stuk|verhaal)"
    r"|a[fv] (den här |denna |denne |dette )?(artikeln|artikel|texten|text|artiklen|artikkelen|saken|teksten)"
    r"|(tego )?(artykułu|tekstu)|من (هذا|هذه) (الخبر|المقال|التقرير|القصة)"
)
_STATED_ELSEWHERE = re.compile(
    r"(?i)\b((früheren?|ersten?|vorherigen?|vorigen?|älteren?|ursprünglichen?) (fassung|version)"
    r"|(précédente|première|ancienne) version|version (précédente|antérieure|initiale)"
    r"|(primera|anterior) versión|versión (anterior|previa|inicial)|(precedente|prima) versione"
    r"|versione (precedente|iniziale)|(primeira|anterior) versão|versão (anterior|prévia|inicial)"
    r"|(eerdere|vorige|oudere) versie|(tidigare|tidligere) (version|versjon|udgave|utgave)"
    rf"|(poprzedniej|wcześniejszej|pierwotnej) wersji|نسخة (سابقة|أولى|أولية)) ({_OF_THIS})\b"
    r"|\b(dieser (artikel|text|beitrag) wurde|cet article a été|este artículo (ha sido|fue)|dit artikel is"
    r"|questo articolo è stato|este artigo foi) (\w+ ){0,2}"
    r"(korrigiert|berichtigt|zurückgezogen|corrigé|rectifié|retiré|corregido|rectificado|retirado|gecorrigeerd"
    r"|ingetrokken|corretto|rettificato|ritirato|corrigido|retificado|retirado)\b"
)
"""What says so in the languages that archives are most often in besides English."""
_INSIDE = re.compile(r"(?<=[.!?”’)\"] )(?:Correction|CORRECTION|Clarification|CLARIFICATION)\b[^.:]{0,40}:")
"""One that begins behind other sentences: without the colon those words begin many a sentence."""
_RETRACTED = re.compile(r"(?i)^[\W_]*(retracted|retraction|withdrawn|withdrawal|(mandatory )?kill(ed)?)\s*[:\]–—|-]")
_RETRACTION = re.compile(
    r"(?i)^[\W_]*(retract(ion|ed)|withdrawn|withdrawal|(mandatory )?kill)\b"
    rf"|^[\W_]*{_WITHDRAWS}"
    rf"|\b(this|the|our|that) (\w+ ){{0,2}}?{_NOUN}( \w+){{0,6}}? (\w+ ){{0,2}}"
    r"(retracted|withdrawn|removed|taken down|unpublished)\b"
    r"|\b(retract(s|ed|ing)?|withdr[ae]ws?|withdrawn|removed|taken down|unpublished) "
    rf"(this|the|our|that) (\w+ ){{0,2}}?{_NOUN}\b"
    r"|\b(zurückgezogen|retirad[oa]|ritirat[oa]|ingetrokken|retirée?|wycofan[yoa])\b"
)
_MORE = re.compile(r"(?i)\b(regret|apologi[sz]e|the (error|mistake)|ha(s|ve) (since )?been corrected)|, not [^,.;]+\.$")
"""What a notice goes on with: its regret, and what is right "and not" what was printed."""


@lru_cache(maxsize=4096)
def correction_in(text: str) -> str:
    """The first notice of correction, clarification or retraction that `text` carries; empty when there is none.

    Notices stand at the head or the foot, in a paragraph of their own, and say so in set phrases. Where a paragraph is
    most of the text, as in dumps that keep no line breaks, only the notice's own sentences are taken for it.
    """
    if not _has_a_sign(text):
        return ""
    for paragraph in text.split("\n"):
        paragraph = paragraph.strip()
        if len(paragraph) < SHORTEST or not _is_notice(paragraph):
            continue
        if len(paragraph) <= MAX_NOTICE and len(paragraph) <= len(text) / 2:
            return paragraph
        if notice := _among_others(paragraph):
            return notice
    return ""


def is_retraction(title: str, notice: str) -> bool:
    """Whether an article's notice, or its headline ("RETRACTED: ..."), says that all of it is withdrawn."""
    return bool(_RETRACTED.match(title) or (notice and _RETRACTION.search(notice)))


def _is_notice(paragraph: str) -> bool:
    """Whether there is one at the head of a paragraph or somewhere in it."""
    if not _has_a_sign(paragraph):
        return False
    opens = any(pattern.match(paragraph) for pattern in (_OPENING, _WIRE))
    return opens or any(pattern.search(paragraph) for pattern in (_STATED, _STATED_ELSEWHERE, _INSIDE))


def _has_a_sign(text: str) -> bool:
    words = text.lower()
    return any(sign in words for sign in _SIGNS)


def _among_others(paragraph: str) -> str:
    """The sentences of a notice that has others before or behind it."""
    start = end = 0
    for boundary in get_sentence_boundaries("en", paragraph):
        at, after = boundary["start_index"], boundary["end_index"]
        sentence = paragraph[at:after].strip()
        opens = _OPENING.match(sentence)
        stated = _STATED.search(sentence) or _STATED_ELSEWHERE.search(sentence)
        if stated or (at == 0 and _WIRE.match(sentence)) or (opens and (at == 0 or ":" in opens.group())):
            start, end = start if end else at, after
        elif end and _MORE.search(sentence):
            end = after
        elif end:
            break
    return paragraph[start:end].strip()
