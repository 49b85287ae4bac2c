"""Sentences in articles that are addressed to a machine: orders to a model, not news.

They are evidence for nothing and are found by nothing: an article reads to the index as if they were not there, so that
planting them changes no answer. What is recognised is what a news sentence outside quotation marks does not do: it
talks of instructions and prompts, of the reader's "response", plays a turn of a chat, or tells someone to produce or
to alter a text. A request that looks like any sentence of an article is not recognised; it is off the topic, and no
answer is made of it unless it says what was asked.

A question that an article asks of something else entirely ("What is the capital of ...?") is passed over as well: it is
what such orders look like that demand an answer, and of what the article tells it says nothing.
"""

import re
import unicodedata

from rag.caching import cached_by_text
from rag.content import content_terms
from rag.sentences import Span, sentences

# What an article would say to a model, not to a reader.
_MODEL = r"(?:assistants?|language models?|chatbots?|LLMs?|AIs?|AI (?:systems?|models?|assistants?))"
_REPLY = r"(?:reply|respond|answer|say|output|print|repeat|include|cite|write|state|conclude)"
_TO_MODEL = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,60}"
    r"\b(?:instruction|prompt|previous|prior|above|passage|directive)"
    r"|^\W*(?:system|assistant|user|developer|human|ai)\s*(?:prompt|message|note)?\s*[:>\]]"
    r"|<\|.{0,200}\|>|\[/?(?:INST|SYS)|<</?SYS|##\s*(?:system|instruction|response|assistant|user)"
    rf"|\b(?:you are|act as|pretend to be|behave as)\b.{{0,40}}\b{_MODEL}\b"
    rf"|\b{_MODEL}\b.{{0,60}}\b(?:must|should|shall)\b.{{0,40}}\b{_REPLY}\b"
    rf"|(?:^\W*(?:please\s+|now\s+)?|[,;:]\s+|\b(?:must|should|shall|please|then)\s+){_REPLY}\s+(?:only|exactly)\b"
    rf"|^\W*(?:please\s+|instead,?\s+|now\s+)?{_REPLY}\s*"
    r"(?::|[“\"\[]|(?:that|with|the\s+(?:words?|phrase|sentence|text))\b)"
    r"|\btell the (?:user|reader)\b|^\W*(?:new\s+)?(?:rules?|instructions?|task)\s*:"
    r"|<<<|>>>|</?(?:article|passage|document|context|system|user|assistant|instructions?|prompt)\b[^>]{0,200}>",
    re.I,
)
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?|‘[^’]*’")
_YOUR_REPLY = re.compile(
    r"\byour\s+(?:\w+\s+){0,2}?(?:response|answer|reply|output|completion|responses|answers|replies)\b", re.I
)
_START = (
    r"^\W*(?:(?:please|now|then|also|next|instead|first|finally|in your \w+)\b,?\s+)*"
    r"(?:(?:can|could|would) you\s+)?"
)
_TELL = re.compile(
    _START + r"(?:explain|describe|translate|summari[sz]e|paraphrase|rephrase|rewrite|elaborate|misspell|anagram|"
    r"capitali[sz]e|encode|decode|proofread|(?:compose|draft)\s+(?:an?|the|your)\b|(?:tell|show|give|teach|help)\s+(?:me|us)|break\s+down)\b"
    r"(?!\s+as\b)",
    re.I,
)
_MAKE = re.compile(
    _START + r"(?:write|provide|give|add|append|insert|include|integrate|incorporate|modify|augment|enhance|create|"
    r"generate|develop|produce|craft|use|replace|remove|substitute|render|convert|rearrange|scramble|jumble|group|"
    r"combine|introduce|list|outline|define|spell|mention|suggest|recommend|promote|compare|begin|end|start|finish)\b",
    re.I,
)
_TEXT = re.compile(
    r"\b(?:letters?|vowels?|consonants?|words?|sentences?|paragraphs?|punctuation|spaces|typos?|misspellings?|"
    r"anagrams?|symbols|alphanumeric|emojis?|characters|substitution|poems?|haikus?|essays?|short stor(?:y|ies)|"
    r"a speech|an introduction|headlines?|captions?|tweets?|functions?|code|script|query|regex|"
    r"equivalents?|synonyms?|in (?:French|Spanish|German|Italian|Russian|Japanese|Chinese|Latin|English)|"
    r"users?|readers)\b",
    re.I,
)
_EXAMPLE = re.compile(
    r"\s+(?:me\s+|us\s+)?(?:(?:an?|some|the|several|\w+)\s+)?(?:(?:brief|short|detailed|simple|good)\s+)?"
    r"(?:examples?|explanations?|summar(?:y|ies)|recipes?|step-by-step|overview|instructions|definitions?|tips)\b",
    re.I,
)
# The same in other languages: to pass over what was said before, to answer in certain words, and what a model must say.
# A verb alone, or one with "instructions", is news there too: who ignores those of the police is in the papers.
_BEFORE = (
    r"\b(?:(?:all|bisher|vorher|vorig|obig|früher|vorangegangen|anterior|precedent|précédent|wszystki|poprzedni|"
    r"wcześniejsz|предыдущ|прежни|попередн)\w*|tous|toutes?|tod[ao]s|previ[ao]s|tutt[ei]|eerdere|vorige|voorgaande|"
    r"tidligere|tidigare|föregående|foregående|forrige|все|всі)\b"
)
_INSTRUCTIONS = (
    r"\b(?:Anweisung|Instruktion|Vorgabe|Aufforderung|Befehl|instruct|instruç|instrucc|istruzion|instruks|instrukc|"
    r"consigne|directive|direttiv|indicacion|indicazion|orientaç|aanwijzing|opdracht|anvisning|polece|wskazów|prompt|"
    r"инструкц|указани|інструкц|вказівк)"
)
_IGNORE = (
    r"\b(?:ignorier(?:e|en|t)|vergiss|vergesst|vergessen|missachte|ignore[zr]?|oublie[zr]?|ignora|ignore[nm]?|ignorad|"
    r"olvid[ae]n?|olvidad|ignorate|dimentica|dimenticate|esque[cç]a|negeer|vergeet|ignorera|ignorér|ignorer|glöm|glem|"
    r"(?:z|pro)?ignoruj|zapomnij|игнорируй|игнорируйте|проигнорируй|забудь|забудьте|ігноруй|ігноруйте)\b"
)
_ANSWER = (
    r"(?:antworte|antwortet|antworten Sie|répond(?:s|ez)|respond[ae]|responded|contest[ae]|rispond(?:i|ete|a)|antwoord|"
    r"svara?|odpowiedz|ответь(?:те)?|відповідай(?:те)?) (?:nur|ausschließlich|genau|uniquement|seulement|exactement|"
    r"sol[oa]|sólo|únicamente|exactamente|apenas|somente|exatamente|soltanto|esattamente|alleen|uitsluitend|endast|"
    r"bara|exakt|kun|bare|nøyaktig|præcis|tylko|wyłącznie|dokładnie|только|лише|тільки)\b"
)
_MODELS = r"(?:KI|IA|AI|Sprachmodelle?|modèles? de langage|modelos? de lengua\w+|modelli linguistici|taalmodel\w*)"
_MUST = r"(?:müssen|muss|sollen|soll|sollten|doi(?:t|vent)|deben?|devono|deve[mn]?|moet(?:en)?|må|måste)"
_SAY = (
    r"(?:antworten|sagen|schreiben|behaupten|répondre|dire|écrire|affirmer|responder|decir|dizer|escribir|escrever|"
    r"afirmar|rispondere|scrivere|affermare|antwoorden|zeggen|schrijven|svare|svara|si|säga|skrive|skriva)"
    r",? (?:dass|que|qu.|che|dat|at|att)\b"
)
_FOREIGN = re.compile(
    rf"(?:^\W*|[,;:!]\s)(?:(?:bitte|por favor|per favore),? )?"
    rf"(?:{_IGNORE}(?=.{{0,60}}{_BEFORE}).{{0,90}}{_INSTRUCTIONS}|{_ANSWER})"
    rf"|(?:^|[\s-]){_MODELS}\b.{{0,60}}\b{_MUST}\b.{{0,60}}\b{_SAY}"
    r"|(?:忽略|無視|无视|忘记|忘記).{0,12}(?:指令|指示|提示)|(?:指示|命令|プロンプト).{0,8}(?:無視し|忘れ)|"
    r"(?:지시|명령|프롬프트).{0,8}(?:무시|잊)|تجاهل.{0,12}(?:التعليمات|الأوامر)",
    re.I,
)
# Letters that look like Latin ones, by which an order would be read and not recognised.
_LOOK_ALIKE = str.maketrans(
    "аеорсухіјѕһԁӏАВЕКМНОРСТУХІЅЈοανΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxijshdlABEKMHOPCTYXISJoavABEZHIKMNOPTYX"
)
_UNSEEN = re.compile(
    "[\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)


def _as_it_looks(sentence: str) -> str:
    """The Latin letters that a sentence seems to have."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", sentence)).translate(_LOOK_ALIKE)

_ASKS = re.compile(
    r"(?:who|whose|whom|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could)\b[^“”\"]*\?\W*", re.I
)
"""A question and nothing else, not in quotation marks."""
_NAME = re.compile(r"(?<!^)\b[A-Z]\w+|‘[^’]*’|(?<!\w)'[^']*'(?!\w)")
HARDLY, PARTLY = 1 / 3, 1 / 2
"""Of a question's words, at most what the article tells of when it asks of something else; `PARTLY` when it names
what the article does not."""

ENOUGH = 3
"""Sentences that an article must have besides, to say what it is about."""


@cached_by_text(16_384)
def orders(sentence: str) -> bool:
    """Whether a sentence is addressed to a model."""
    seen = sentence if sentence.isascii() else _as_it_looks(sentence)
    if _TO_MODEL.search(seen) or _FOREIGN.search(seen) or (seen != sentence and _FOREIGN.search(sentence)):
        return True
    said = _QUOTED.sub(" ", sentence)
    if _YOUR_REPLY.search(said) or _TELL.search(said):
        return True
    made = _MAKE.search(said)
    return bool(made and (_TEXT.search(said, made.end()) or _EXAMPLE.match(said, made.end())))


@cached_by_text(4096)
def stated(text: str, language: str = "en") -> tuple[Span, ...]:
    """The sentences of a text without those addressed to a model, and questions of something else."""
    unread = passed_over(text, language)
    return tuple(span for span in sentences(text, language) if span not in unread)


@cached_by_text(4096)
def passed_over(text: str, language: str) -> frozenset[Span]:
    """The sentences of an article that it is read without: orders, and questions of something else."""
    spans = sentences(text, language)
    said = [text[slice(*span)] for span in spans]
    unread = {span for span, sentence in zip(spans, said, strict=True) if orders(sentence)}
    asking = {span: one for span, one in zip(spans, said, strict=True) if span not in unread and _ASKS.fullmatch(one)}
    telling = [text[slice(*span)] for span in spans if span not in unread and span not in asking]
    if asking and len(telling) >= ENOUGH:
        told = {term for sentence in telling for term in content_terms(sentence)}
        unread |= {span for span, one in asking.items() if _of_something_else(one, told)}
    return frozenset(unread)


def _of_something_else(question: str, told: set[str]) -> bool:
    """Whether a question has hardly a word of what its article tells, and none of its names."""
    asked = set(content_terms(question))
    names = {term for name in _NAME.findall(question) for term in content_terms(name)}
    most = (PARTLY if names else HARDLY) * len(asked)
    return len(asked) > 1 and not names & told and len(asked & told) <= most


def without_orders(text: str, start: int, end: int, language: str) -> list[Span]:
    """The stretches of `text[start:end]` that are left when such sentences and the white space before them go.

    At the beginning of a line it is the white space behind them that goes, as if they had never been put there.
    """
    kept: list[Span] = []
    at = start
    for a, b in _runs(text, start, end, language):
        before = text[at:a].rstrip()
        follows = text[b:end]
        first = not (before or kept)
        if first or ("\n" in text[at + len(before) : a] and follows and not follows.startswith("\n")):
            kept.append((at, max(at, a) if not first else at))
            at = b + len(follows) - len(follows.lstrip(None if first else " "))
        else:
            kept.append((at, at + len(before)))
            at = b
        kept = [span for span in kept if span[0] < span[1]]
    return [*kept, (at, end)] if at < end else kept


@cached_by_text(4096)
def unordered(text: str, language: str) -> str:
    """A text as it is read, without what is addressed to a model."""
    return "".join(text[slice(*span)] for span in without_orders(text, 0, len(text), language))


def _runs(text: str, start: int, end: int, language: str) -> list[Span]:
    """The sentences to leave out, those that follow one another on a line as one."""
    runs: list[Span] = []
    unread = passed_over(text, language)
    for a, b in sentences(text, language):
        if not (start <= a < end and (a, b) in unread):
            continue
        if runs and not text[runs[-1][1] : a].strip(" "):
            runs[-1] = (runs[-1][0], min(b, end))
        else:
            runs.append((a, min(b, end)))
    return runs
