"""The dates in a question of another language, as English says them, for `rag.dates` to read: "am 3. November"."""

import re
from collections.abc import Callable
from functools import cache

from rag.dates import MONTHS, WEEKDAYS
from rag.phrases import folded
from rag.terms import base_language, terms

_SAID = {
    "ar": "في شهر,في,خلال|في يوم,يوم,في|منذ يوم,منذ|الماضي,الماضية|هذا,هذه|اليوم|أمس"
    "|الأسبوع,أسبوع|الشهر,شهر|العام,السنة|نهاية الأسبوع",
    "da": "i|den,på|siden|sidste,forrige|denne,dette|i dag|i går|uge,ugen|måned|år|weekend",
    "de": "im,in|am,vom,zum,den|seit,seit dem|letzte[nrms]?,vergangene[nrms]?,vorige[nrms]?|diese[nrms]?|heute|gestern"
    "|woche|monats?|jahre?s?|wochenende",
    "es": "en|el,el día|desde el,desde|pasad[oa],últim[oa]|est[ea]|hoy|ayer|semana|mes|año|fin de semana",
    "fr": "en,au mois de,au mois d'|le,du,au|depuis le,depuis|derni[eè]re?,passée?|cette,ce,cet|aujourd['’]hui|hier"
    "|semaine|mois|an,année|week-end",
    "it": "a,in,nel mese di|il,l['’]|dal,dall['’]|scors[oa],passat[oa]|quest[oa]|oggi|ieri|settimana|mese|anno|weekend",
    "nl": "in|op|sinds|vorige?,afgelopen|deze|vandaag|gisteren|week|maand|jaar|weekend",
    "no": "i|den,på|siden|forrige,sist,siste|denne,dette|i dag|i går|uke,uka,uken|måned|år|helg",
    "pt": "em|no dia,em,a|desde|passad[oa],últim[oa]|est[ea]|hoje|ontem|semana|mês|ano|fim de semana",
    "sv": "i|den,på|sedan|förra,senaste|denna,detta|i dag,idag|i går,igår|vecka,veckan|månad|år|helg",
}
"""Before a month; before a day; since; last; this; today; yesterday; week; month; year; weekend."""
_UNITS = ("week", "month", "year", "weekend")
_MONTHS = MONTHS.split("|")
Change = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def in_english(text: str, language: str) -> str:
    """The text with the dates that it names as English has them; as it is where the language is not known."""
    for pattern, by in _changes(language):
        text = pattern.sub(by, text)
    return text


@cache
def months_in_english(language: str) -> dict[str, str]:
    """The index term of each month's name -> that of its English name, by which an article's date is found."""
    language = _table(language)
    if language not in _SAID:
        return {}
    return {terms(name)[0]: terms(english)[0] for name, english in _called(language)[0].items()}


def _table(language: str) -> str:
    return {"nb": "no", "nn": "no"}.get(base := base_language(language), base)


@cache
def _changes(language: str) -> tuple[Change, ...]:
    language = _table(language)
    if language not in _SAID:
        return ()
    before_month, before_day, since, last, this, today, yesterday, *units = (
        f"(?:{said.replace(',', '|')})" for said in _SAID[language].split("|")
    )
    months, days = _called(language)
    month, weekday = _any(months), _any(days)
    year = r"(?:,?\s+(?:de\s+|del\s+)?(?P<year>(?:19|20)\d\d)\b)?"
    day = rf"(?P<day>\d{{1,2}})(?:\.|er\b|º|°)?\s+(?:de\s+)?(?P<month>{month})\b{year}"

    def whole(match: re.Match[str]) -> str:
        said = match.groupdict()
        parts = (said.get("day"), months[folded(match["month"])], match["year"])
        lead = "since" if said.get("since") else "on" if said.get("day") else "in"
        return " ".join([lead, *(part for part in parts if part)])

    def on_last_weekday(match: re.Match[str]) -> str:
        return f"last {days[folded(match['weekday'] or match['named'])]}"

    changes: list[Change] = [
        (_words(rf"(?:(?P<since>{since})|{before_day})?\s*{day}"), whole),
        (_words(rf"(?:(?P<since>{since})|{before_month})\s+(?P<month>{month})\b{year}"), whole),
        (_words(rf"(?P<weekday>{weekday})\s+(?P<last>{last})|{last}\s+(?P<named>{weekday})"), on_last_weekday),
        (_words(rf"{before_day}\s+(?P<weekday>{weekday})"), lambda m: f"on {days[folded(m['weekday'])]}"),
        (_words(today), lambda _: "today"),
        (_words(yesterday), lambda _: "yesterday"),
    ]
    for said, unit in zip(units, _UNITS, strict=True):
        changes.append((_words(rf"{last}\s+{said}|{said}\s+{last}"), lambda _, unit=unit: f"last {unit}"))  # type: ignore[misc]
        changes.append((_words(rf"{this}\s+{said}"), lambda _, unit=unit: f"this {unit}"))  # type: ignore[misc]
    return tuple(changes)


def _called(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """The names of months and of weekdays in CLDR, folded, and what English calls them."""
    from babel.core import Locale

    locale = Locale.parse("nb" if language == "no" else language)
    months, days = locale.months["format"]["wide"], locale.days["format"]["wide"]
    return (
        {folded(str(months[n])): name for n, name in enumerate(_MONTHS, 1)},
        {folded(str(days[n])): name for n, name in enumerate(WEEKDAYS)},
    )


def _any(names: dict[str, str]) -> str:
    """Any of these names, with or without accents."""
    letters = {"a": "[aáàâåä]", "e": "[eéèê]", "i": "[iíì]", "o": "[oóòôøö]", "u": "[uúûü]", "c": "[cç]", "n": "[nñ]"}
    letters |= {"ا": "[اأإآ]"}
    return "|".join("".join(letters.get(c, re.escape(c)) for c in name) for name in names)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.I)
