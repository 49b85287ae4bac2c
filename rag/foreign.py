"""Questions in other languages than English: which it is, and what is left of one without its function words.

A question is taken to be in another language only where the archive has articles in it; in any other archive, and in
English, it is understood as ever. What it asks for is told by tables (`rag/phrase_tables.py`); nothing is put right.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from corpus.article import one_line
from rag.content import STOP_TERMS
from rag.function_words import function_words, question_words, telling_words
from rag.phrases import (
    asking_words,
    asks_for_news,
    asks_how_things_stand,
    goes_on,
    kind_in,
    lead,
    points_back,
    who_are_counted,
)
from rag.question import MAX_QUESTION, Question
from rag.terms import base_language, terms
from rag.types import Turn
from rag.understanding import understand

_HAN, _KANA = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[\u3040-\u30ff]")
_UNSPACED = {
    "zh": re.compile(
        "请问|什么时候|什么时间|为什么|多长时间|什么|甚么|怎么样|怎么|怎样|如何|为何|哪里|哪儿|哪些|哪个|哪位|何时"
        "|何地|几时|是多少|多少|多久|多长|多大|多高|多远|几个|几人|是谁|谁是|谁|是否|吗|呢|的|了"
        "|請問|什麼時候|為什麼|多長時間|什麼|甚麼|怎麼|怎樣|為何|哪裡|哪兒|哪個|何時|幾時|多長|多遠|幾個|誰是|是誰|誰|嗎"
    ),
    "ja": re.compile(
        "いつ|どこ|だれ|なぜ|どうして|どのように|どの|どれ|どんな|いくら|いくつ|何人|何時|何年|何月|何日|何故|誰|何"
        "|でしょうか|でしたか|ましたか|ですか|ますか|か(?=[?？]|$)"
    ),
}
"""What a Chinese or Japanese question asks with, and particles that are part of no word."""
_LOOSE = {
    "zh": re.compile("[是在有和与與被把从從到对對也都就还還会會要能将將上下里裡于於以及这這那个個为為]"),
    "ja": re.compile("[\u3040-\u309f]"),
}
"""Characters that are words of their own as often as parts of one."""
_SCRIPTS = {
    re.compile(r"[\u0621-\u06d3]{2}"): frozenset("ar ckb fa ps ur".split()),
    re.compile(r"[\u0370-\u03ff]{2}"): frozenset({"el"}),
    re.compile(r"[\u0400-\u04ff]{2}"): frozenset("be bg kk mk ru sr uk".split()),
    re.compile(r"[\u0b80-\u0bff]{2}"): frozenset({"ta"}),
}
_LATIN = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"\w+")
_END = "?？؟.! "
_ENGLISH_VERB = re.compile(r"\W*[Ww]as [A-Z]")
"""How "Was Van der Bellen in Wien?" begins, which is no German."""
LED = 2
"""Function words of a question that asks by its first verb alone."""
FEW = 4
"""Content words of a question that may point back at the one before it."""
NAMES = 2
"""Names of its own that its pronouns may mean."""
FAR_BACK = 4
"""Questions of the chat to which a chain of such leads back."""
_CAPITAL = re.compile(r"\b[^\W\d_][\w’'-]*\w\b")
_ASKED_IN_ENGLISH = frozenset(terms("who whom whose what when where why which how"))


def language_of(text: str, languages: Collection[str]) -> str:
    """Which of these languages a question is surely in; empty for English, and where it is not clear.

    It has a question word of that language and none of English, and more of its function words than of English ones.
    In place of a question word may stand that it begins with a verb, ends in a question mark, and has two of them at
    least; or that it asks for the latest news. Where the archive has articles in one language alone that is not
    English, or that is written so, whatever has no English function word is in that.
    """
    there = {base_language(language) for language in languages}
    there |= {"no"} if there & {"nb", "nn"} else set()
    if _KANA.search(text) or _HAN.search(text):
        order = ("ja", "zh") if _KANA.search(text) else ("zh", "ja")
        return next((language for language in order if language in there), "")
    words = terms(text)
    written = next((those for script, those in _SCRIPTS.items() if script.search(text)), None)
    may_be = there - {"nb", "nn"} if written is None or _LATIN.search(text) else there & written
    only = next(iter(may_be)) if len(may_be) == 1 else ""
    if only != "en" and function_words(only) and function_words(only).issuperset(STOP_TERMS.intersection(words)):
        return only
    found = []
    begins = _ENGLISH_VERB.match(text)
    for language in sorted(there - {"", "en"}):
        own, asking = function_words(language), question_words(language)
        telling = sum(word in telling_words(language) and word not in STOP_TERMS for word in words)
        english = sum(word in STOP_TERMS and word not in own for word in words)
        asks = not asking.isdisjoint(words) and (begins is None or not asking.isdisjoint({*words} - STOP_TERMS))
        asks = asks or (telling >= LED and _is_led(text, language)) or bool(asks_for_news(language, text))
        if telling > english and asks and own.issuperset(_ASKED_IN_ENGLISH.intersection(words)):
            found.append((telling, "¿" in text and language == "es", language))
    return max(found, default=(0, False, ""))[2]


def _is_led(text: str, language: str) -> bool:
    """Whether a question begins with a verb of that language, and with none that English has too."""
    first = lead(language, text)
    english = first.isalpha() and not STOP_TERMS.isdisjoint(terms(first))
    return bool(first) and not english and text.rstrip().endswith(("?", "؟"))


def understand_in(language: str, text: str, history: Sequence[Turn], knows: Callable[[str], bool]) -> Question:
    """Take apart a question in one of these languages.

    One without words of its own leans on the one before it, and so does one with few that points back.

    `knows` says whether the archive has an index term. Raises `QuestionError` as `understand` does.
    """
    question = _by_itself(language, understand(text), knows)
    text = question.text
    said = [words for turn in history if turn.role == "user" and (words := one_line(turn.content))][-FAR_BACK:]
    before: list[str] = []
    while said and len(said[-1]) <= MAX_QUESTION and _leans(language, before[0] if before else text):
        before.insert(0, said.pop())
    if not before:
        return question
    context = _terms(without_function_words(" ".join(before), language), language, knows)
    return replace(
        question,
        context=tuple(term for term in context if term not in question.terms),
        rewritten=f"{text.rstrip(_END)} ({'; '.join(words.rstrip(_END) for words in before)}){_mark(text)}",
    )


def _by_itself(language: str, plain: Question, knows: Callable[[str], bool]) -> Question:
    """What a question asks by its own words; `plain` is what they are without knowing its language."""
    text = plain.typed or plain.text
    content = without_function_words(text, language)
    own = _terms(content, language, knows)
    kind = kind_in(language, text)
    if kind == "how_many":
        counted = who_are_counted(language, text)
        own = tuple(term for term in own if term not in counted)
    return Question(
        text=text,
        kind=kind,
        terms=own,
        names=_capitals(content),
        quotations=plain.quotations,
        wants_new=bool(asks_for_news(language, text)),
        stands_open=kind == "yes_no" and asks_how_things_stand(language, text),
        language=language,
        content=content,
    )


def _mark(text: str) -> str:
    return "؟" if "؟" in text else "?"


def _leans(language: str, text: str) -> bool:
    """Whether a question has no words of its own, or few and goes on, or few and points back with no names to mean."""
    content = without_function_words(text, language)
    words = terms(content)
    if not words or len(words) > FEW:
        return not words
    return goes_on(language, text) or (points_back(language, text) and len(_capitals(content)) < NAMES)


def _capitals(content: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.group() for m in _CAPITAL.finditer(content) if m.group()[0].isupper()))


def without_function_words(text: str, language: str) -> str:
    """What a question is about: its words without question and function words, names as they are written."""
    if language in _UNSPACED:
        return " ".join(_UNSPACED[language].sub(" ", text).split())
    asks = " ".join((*asking_words(language, text), asks_for_news(language, text)))
    own = function_words(language).union(terms(asks))
    kept = _WORD.sub(lambda word: "" if own.issuperset(terms(word.group())) else word.group(), text)
    first = re.match(r"\W*(\w+) +[^\W\d_]", text)
    if first and kept.startswith(text[: first.end(1)]) and not text[first.end() - 1].isupper():
        kept = kept[0].lower() + kept[1:]  # it begins the sentence, which makes no name of it
    return " ".join(kept.split())


def _terms(content: str, language: str, knows: Callable[[str], bool]) -> tuple[str, ...]:
    """The index terms of what a question is about; of Chinese and Japanese pairs of characters within a word."""
    if (loose := _LOOSE.get(language)) is None:
        return tuple(term for term in dict.fromkeys(terms(content)) if term not in function_words(language))
    return tuple(dict.fromkeys(term for run in content.split() for term in _pairs(terms(run), loose, knows)))


def _pairs(found: Sequence[str], loose: re.Pattern[str], knows: Callable[[str], bool]) -> Iterator[str]:
    """Those of neighbouring pairs that do not reach over the end of a word, as far as the archive tells.

    That does one which the archive does not have, where it has the pairs on both sides of it, or where a character of
    it is often a word of its own. A character by itself is no pair.
    """
    known = [knows(term) for term in found]
    for n, term in enumerate(found):
        between = 0 < n < len(found) - 1 and known[n - 1] and known[n + 1]
        if known[n] or term.isascii() or not (len(term) == 1 or between or loose.search(term)):
            yield term
