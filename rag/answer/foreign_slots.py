"""Whether a sentence in another language than English has what is asked for, by the tables of `rag.phrase_tables`."""

import re
from collections.abc import Callable, Set
from functools import cache, lru_cache
from itertools import dropwhile, takewhile

from rag.foreign_dates import months_in_english
from rag.function_words import function_words
from rag.phrase_tables import Phrases
from rag.phrases import CASELESS, COMPOUNDS, NOUNS, asked, folded, pattern, phrases, the_dead
from rag.question import Question
from rag.terms import stems, terms

_DIGITS = r"\d[\d.,\u00a0\u202f]*"
_CLOCK = re.compile(
    r"\b\d{1,2}(?:[:.h]\d\d)?\s?(?:uhr|h|heures?|horas?|uur|ore)\b|\b\d{1,2}[:h]\d\d\b"
    r"|\b(?:kl|klokken|klockan|ore|alle|las?|as|الساعه)\.?\s\d{1,2}\b|\b\d{1,2}-tiden\b"
    r"|\bالساعه (?:ال\w{3,})"
)
_YEAR = r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\s?\d{1,2}[./](?:\d{2,4})?"
_YEARS = r"(?:jahre?|ars?|ans|anos|anni|jaar)"
_AGED = (
    rf"\d{{1,3}}[ -]?(?:jahrig|aring|jarig)\w*|\d{{1,3}} {_YEARS}(?=[,.)]|$)|\(\d{{2,3}}\)"
    rf"|(?:de|di|med|er|har|a|tem|tiene|ha) \d{{1,3}} {_YEARS}(?!\w)"
)
_PER_CENT = re.compile(r"%|\b(?:pro[csz]ent|percent|por ?cien|pour ?cent|per cento|por cento|(?:ب|في )الما?يه)")
_LENGTH = re.compile(
    r"\b(?:[kc]?m|(?:kilo|centi|zenti|senti)?met(?:er|re|ro)\w*|millas|miles|milles|meil\w*|mijl|كيلومترا?ت?|كلم|مترا?|امتار)\b"
)
_WORD = re.compile(
    r"(?:(?<!\w)(?:[cdjlmnqst]{1,2}[’']|[^\W\d_]{1,6}[’'](?=[^\W\d_]{2})))?([^\W\d_][\w’'-]*)", re.I
)
"""A word, without an article or a preposition that is written on to it: "l’accord", "dell'Interno"."""
HEAD = 3
"""Letters of the first part of a compound at least; its last part has more."""
ARTICLE = 3
"""Letters of the longest article."""
_JOINS = frozenset("af al bin da das de del della den der des di do dos du el la le ten ter van vom von zu".split())
"""What may stand inside a name, in small letters."""
_WHO_IS = re.compile(
    r"\W*(?:(?:wer|hvem|kven|vem|wie|qui|quien|chi|quem)(?:'| )(?:ist|war|er|var|ar|is|was|est|etait|es|era|e|foi)"
    r"|و?من (?:هو|هي)) "
)
_QUOTED = re.compile(r"[„“”»«\"‹›]|^\s*[–—] ")
OTHER_FIGURE, NOT_COUNTED = 0.4, 0.6
"""How well a figure fills it that is not of the unit, or stands beside no word for what is counted."""
ONE_WORD, A_PLACE, UNTIL, A_DAY, OTHER_SPEAKER, UNNAMED, OTHER_ROLE = 0.8, 0.6, 0.8, 0.4, 0.3, 0.3, 0.5


Before = Callable[[], str]
"""Gives what stands before a sentence."""


def fills_in(question: Question, sentence: str, before: Before) -> float:
    """How well a sentence has what a question asks for: 0 to 1, and 0.5 where nothing is known of the language."""
    table = phrases(question.language)
    filler = _FILLERS.get(asked(question.language, question.text))
    if table is None or filler is None:
        return 0.5
    return filler(question, table, sentence, before)


@cache
def _dates(language: str) -> re.Pattern[str]:
    """The names of months and weekdays in CLDR, what is said from today, times and years."""
    from babel.core import Locale

    locale, table = Locale.parse("nb" if language == "no" else language), phrases(language)
    months, days = (
        "|".join(re.escape(folded(str(name))) for name in sorted({*named["format"]["wide"].values()}))
        for named in (locale.months, locale.days)
    )
    more = r"\w*" if language in COMPOUNDS else ""  # "söndagen", "zondagavond", "Montagabend"
    said = f"{months}|(?:{days}){more}|{table.relative if table else '(?!)'}"
    return re.compile(rf"(?<!\w)(?:{said})(?!\w)|{_YEAR}|{_CLOCK.pattern}")


def _figures(question: Question, table: Phrases, said: str) -> list[str]:
    """The numbers of a folded sentence, dates apart, that the question does not have."""
    plain, there = _dates(question.language).sub(" ", said), folded(question.searched)
    found = (match.group() for match in pattern(f"{_DIGITS}|{table.numbers}").finditer(plain))
    return [figure for figure in found if not re.search(rf"(?<!\w){re.escape(figure)}(?!\w)", there)]


def _how_many(question: Question, table: Phrases, sentence: str, _: Before) -> float:
    said = folded(sentence)
    if not _figures(question, table, said):
        return 0.0
    counted, surely = _counted(question.language, question.text)
    if asks_for_toll(question):
        return _toll(question.language, table, said, sentence)
    there = stems(sentence, question.language)
    if (befell := _befell(question, table, counted)) and befell.isdisjoint(there):
        return OTHER_FIGURE
    if not counted or not counted.isdisjoint(there):
        return 1.0
    people = pattern(table.people)
    if people.search(said) and people.search(folded(question.text)):
        return 1.0
    return OTHER_FIGURE if surely else NOT_COUNTED


def _befell(question: Question, table: Phrases, counted: Set[str]) -> frozenset[str]:
    """The stems of what became of the people who are asked about: "gewond", "feridas"."""
    words = (word[1] for word in _WORD.finditer(question.text) if pattern(table.people).fullmatch(folded(word[1])))
    return frozenset(stems(" ".join(words), question.language)) - counted


def asks_for_toll(question: Question) -> bool:
    """Whether a question asks how many died."""
    return question.kind == "how_many" and not the_dead(question.language).isdisjoint(question.terms)


def _toll(language: str, table: Phrases, said: str, sentence: str) -> float:
    """Less for a figure of the dead without a word of how far it has come: a toll rises."""
    if the_dead(language).isdisjoint(stems(sentence, language)):
        return OTHER_FIGURE
    return 1.0 if pattern(table.reached).search(said) else NOT_COUNTED


@lru_cache(maxsize=256)
def _counted(language: str, text: str) -> tuple[frozenset[str], bool]:
    """The stems of the word behind "how many", and whether it is surely a noun: a capital or a verb behind it tells."""
    table, said = phrases(language), folded(text)
    if table is None or (match := pattern(table.many).search(said)) is None:
        return frozenset(), False
    words = [word[1] for word in _WORD.finditer(said[match.end() :])]
    own = function_words(language)
    at = next((n for n, word in enumerate(words) if not own.issuperset(terms(word))), len(words))
    if at == len(words):
        return frozenset(), False
    found = frozenset(stems(words[at], language))
    written = (match[1] for match in _WORD.finditer(text))
    noun = language in NOUNS and any(word[0].isupper() and found == set(stems(word, language)) for word in written)
    verb = at + 1 < len(words) and pattern(table.leads).fullmatch(words[at + 1])
    return found, noun or bool(verb) or said[match.end() :].startswith((" de ", " d'"))


def _of_unit(question: Question, table: Phrases, sentence: str, unit: re.Pattern[str]) -> float:
    said = folded(sentence)
    if not _figures(question, table, said):
        return 0.0
    return 1.0 if unit.search(said) else OTHER_FIGURE


def _money(question: Question, table: Phrases, sentence: str, _: Before) -> float:
    return _of_unit(question, table, sentence, re.compile(rf"[$€£]|{pattern(table.money).pattern}"))


def _length(question: Question, table: Phrases, sentence: str, _: Before) -> float:
    return _of_unit(question, table, sentence, _LENGTH)


def _percent(question: Question, table: Phrases, sentence: str, _: Before) -> float:
    return _of_unit(question, table, sentence, _PER_CENT)


def _how_old(_: Question, table: Phrases, sentence: str, _before: Before) -> float:
    aged = rf"(?<!\w)(?:(?:\d{{1,3}}|{table.numbers})[ -]?{_YEARS} (?:{table.old})(?!\w)|{_AGED})"
    return 1.0 if re.search(aged, folded(sentence)) else 0.0


def _how_long(question: Question, table: Phrases, sentence: str, _: Before) -> float:
    said = folded(sentence)
    some = rf"(?:{_DIGITS}|{table.numbers}|ein\w*|une?|en|et|ett|un[ao]?|uma?|een)"
    if re.search(rf"(?<![\w.,]){some}[ -](?:\w+ )?(?:{table.times})(?!\w)", said):
        return 1.0
    until, date = pattern(table.until).search(said), _dates(question.language).search(said)
    return UNTIL if until and date else 0.0


def _when(question: Question, _: Phrases, sentence: str, _before: Before) -> float:
    return float(_dates(question.language).search(folded(sentence)) is not None)


def _clock(question: Question, table: Phrases, sentence: str, before: Before) -> float:
    return 1.0 if _CLOCK.search(folded(sentence)) else A_DAY * _when(question, table, sentence, before)


def _where(question: Question, table: Phrases, sentence: str, _: Before) -> float:
    """A name behind a preposition; less for another noun there, which may be no place."""
    said, best = set(terms(question.searched)), 0.0
    words = _apart(sentence)
    verb = "a" if question.language == "fr" else ""  # "a déclaré"; the preposition is "à"
    leads = [word != verb and pattern(table.places).fullmatch(folded(word)) is not None for word in words]
    for at, word in enumerate(words[1:], 1):
        behind = leads[at - 1] or (at > 1 and leads[at - 2] and len(words[at - 1]) <= ARTICLE)
        if behind and len(word) > ARTICLE and said.isdisjoint(terms(word)) and not _no_name(word, question.language):
            name = word[0].isupper() and question.language not in NOUNS
            best = max(best, 1.0 if name else A_PLACE)
    return best


def _who(question: Question, _: Phrases, sentence: str, _before: Before) -> float:
    """Two words written like a name, or one where nouns are not; who is asked about by name is to be introduced."""
    who = _asked_who_is(question.language, question.text)
    if who is not None and " " in who:
        return _introduced(who, sentence)
    of_that = 1.0 if who is None or _says(sentence, who, question.language) else OTHER_ROLE
    said = set(terms(question.searched))
    found = list(filter(None, (_new_in(name, said) for name in _runs(sentence, question.language))))
    if any(" " in name for name in found):
        return of_that
    one = question.language in CASELESS or (found and question.language not in NOUNS)
    return ONE_WORD * of_that if one else 0.0


def _new_in(name: str, said: Set[str]) -> str:
    """A name without the title that a question asks with; empty for one that it has."""
    words = list(dropwhile(lambda word: not said.isdisjoint(terms(word)), name.split()))
    return " ".join(words) if said.isdisjoint(terms(" ".join(words))) else ""


@lru_cache(maxsize=256)
def _asked_who_is(language: str, text: str) -> str | None:
    """Who is asked about, by name ("Who is the mayor Ann Lee?") or by a word for them ("Who is mayor of New Ro?")."""
    if (asks := _WHO_IS.match(folded(text))) is None:
        return None
    words, own = _apart(text)[len(asks.group().split()) :], function_words(language)
    behind = list(dropwhile(lambda word: own.issuperset(terms(word)), words))
    first = [*takewhile(lambda word: not own.issuperset(terms(word)), behind)]
    named = (name for name in _runs(text, language) if " " in name and name.split()[0] in first)
    return next(named, next(iter(first), None))


def _apart(text: str) -> list[str]:
    """Its words, and what is written on to them as words of their own: "dell", "Interno"."""
    return [match[1] for match in _WORD.finditer(re.sub(r"(?<=\w)[’'](?=\w)", " ", text))]


def _says(sentence: str, word: str, language: str) -> bool:
    there = {*terms(sentence), *stems(sentence, language)}
    return any(_has(there, form, language) for form in (*terms(word), *stems(word, language)))


def _introduced(name: str, sentence: str) -> float:
    """Whether a sentence says who someone is: "Ann Lee, ...", "Ann Lee (46)", "la maire(,) Ann Lee"."""
    last = name.split()[-1]
    if re.search(rf"{re.escape(last)}(?:,| \(| (?:ist|war|er|var|är|is|was|est|es|era|é|leitet)\b)", sentence):
        return 1.0
    return 0.5 if re.search(rf"[^\W\d_]{{4,}},? {re.escape(name)}", sentence) else 0.2


def _named(question: Question, _: Phrases, sentence: str, _before: Before) -> float:
    said = set(terms(question.searched))
    new = [name for name in _runs(sentence, question.language) if not said & set(terms(name))]
    if question.language in NOUNS:
        new = [name for name in new if " " in name]
    return 0.7 if new or _QUOTED.search(sentence) else UNNAMED


def _said(question: Question, table: Phrases, sentence: str, before: Before) -> float:
    """Speech, of the one whose words are asked for."""
    if not (_QUOTED.search(sentence) or pattern(table.speech).search(folded(sentence))):
        return 0.0
    speakers = _speakers(question.language, question.text)
    if not speakers:
        return 1.0
    known = f"{before()} {sentence}"
    there = {*terms(known), *stems(known, question.language)}
    return 1.0 if any(_has(there, speaker, question.language) for speaker in speakers) else OTHER_SPEAKER


def _has(words: Set[str], speaker: str, language: str) -> bool:
    """Whether it is there, or as the last part of a compound: the infrastructure minister is a minister."""
    return speaker in words or (
        language in COMPOUNDS and len(speaker) > HEAD and any(word.endswith(speaker) for word in words)
    )


@lru_cache(maxsize=256)
def _speakers(language: str, text: str) -> frozenset[str]:
    """Terms and stems of those whose words a question asks for: of their names, else of other words for them."""
    table = phrases(language)
    if table is None or (asks := pattern(table.asks["said"]).search(folded(text))) is None:
        return frozenset()
    words = _apart(text)
    asking, own = {*asks.group().split()[:1], *asks.group().split()[-1:]}, function_words(language)
    about = (n for n, word in enumerate(words) if n > 1 and pattern(table.about).fullmatch(folded(word)))
    told = [word for word in words[: next(about, len(words))] if not own.issuperset(terms(word))]
    told = [word for word in told if folded(word) not in asking and not pattern(table.speech).fullmatch(folded(word))]
    named = [word for word in told if word[0].isupper() and word != words[0]]
    chosen = " ".join(told[-1:] if language in CASELESS else named or told)
    return frozenset([*terms(chosen), *stems(chosen, language)]) - own


def _why(_: Question, table: Phrases, sentence: str, _before: Before) -> float:
    return float(pattern(table.causes).search(folded(sentence)) is not None)


def _runs(sentence: str, language: str) -> list[str]:
    """Runs of words written like names; not a word by itself that begins the sentence."""
    words = list(_WORD.finditer(sentence))
    capital = [match[1][0].isupper() and not _no_name(match[1], language) for match in words]
    runs: list[list[int]] = []
    for at, match in enumerate(words):
        gap = sentence[words[at - 1].end() : match.start()] if at else ""
        joined = bool(runs) and runs[-1][-1] == at - 1 and (gap == " " or (gap == ". " and len(words[at - 1][1]) < 4))
        inside = match[1] in _JOINS and any(capital[at + 1 : at + 3])
        if joined and (capital[at] or inside):
            runs[-1].append(at)
        elif capital[at]:
            runs.append([at])
    return [" ".join(words[at][1] for at in run) for run in runs if run != [0]]


@lru_cache(maxsize=8192)
def _no_name(word: str, language: str) -> bool:
    """Whether it is a function word, a number, a unit or of a date, whatever its first letter."""
    table, said = phrases(language), folded(word)
    if function_words(language).issuperset(terms(word)) or _dates(language).fullmatch(said):
        return True
    units = f"{table.numbers}|{table.money}|{table.times}|pro[cz]ent" if table is not None else "(?!)"
    return re.fullmatch(units, said) is not None


_FILLERS: dict[str, Callable[[Question, Phrases, str, Before], float]] = {
    "clock": _clock,
    "how_long": _how_long,
    "how_many": _how_many,
    "how_old": _how_old,
    "length": _length,
    "money": _money,
    "named": _named,
    "percent": _percent,
    "said": _said,
    "when": _when,
    "where": _where,
    "who": _who,
    "why": _why,
}


def other_words(language: str, term: str, counted: bool) -> frozenset[str]:
    """What news has in place of a word: the last part of a compound, and where they are counted all for the dead.

    And what the label of an article's date has in place of a month.
    """
    found = set(the_dead(language)) if counted and term in the_dead(language) else set()
    found.update(filter(None, [months_in_english(language).get(term)]))
    if language in COMPOUNDS:
        for word in {term, *stems(term, language)}:
            found.update(word[at:] for at in range(HEAD, len(word) - HEAD))
    return frozenset(found - function_words(language))
