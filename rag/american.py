"""American spellings as British ones, so that "the defense minister" finds "the defence minister" and the other way."""

import re

_WORDS = (
    ("gray", "grey"), ("jewelry", "jewellery"), ("judgment", "judgement"), ("plow", "plough"), ("skeptic", "sceptic"),
    ("aluminum", "aluminium"), ("mold", "mould"), ("mustache", "moustache"), ("maneuver", "manoeuvre"),
    ("archeolog", "archaeolog"), ("pediatric", "paediatric"), ("anesthe", "anaesthe"), ("leukemia", "leukaemia"),
    ("fetus", "foetus"), ("sulfur", "sulphur"), ("artifact", "artefact"), ("pajama", "pyjama"),
    ("airplane", "aeroplane"), ("installment", "instalment"), ("enrollment", "enrolment"),
    ("fulfillment", "fulfilment"), ("acknowledgment", "acknowledgement"), ("councilor", "councillor"),
    ("counselor", "counsellor"), ("marvelous", "marvellous"), ("hemorrhag", "haemorrhag"), ("diarrhea", "diarrhoea"),
    ("programme", "program"), ("defense", "defence"), ("offense", "offence"), ("license", "licence"),
    ("theater", "theatre"), ("caliber", "calibre"), ("catalog", "catalogue"), ("dialog", "dialogue"),
)  # fmt: skip
"""How words begin there and here; that of "program" is the one that both have for computers."""
_BEGINNINGS = dict(_WORDS)
_SPELLED = re.compile(
    rf"""\b(?:
    (?P<word>{"|".join(_BEGINNINGS)})(?!ue)
    | (?P<our>(?:arm|behavi|cand|clam|col|endeav|fav|ferv|flav|harb|hon|hum|lab|neighb|parl|rum|sav|savi|splend|tum|val
        |vap)o)r(?=(?:s|ed|ing|ite|ites|able|ful|hood|hoods|er|ers)?\b)
    | (?P<re>(?:cent|(?:kilo|centi|milli)?met|lit|fib)e)r(?=s?\b)
    | (?P<ise>\w{{3,30}}?i)z(?=(?:e|es|ed|ing|ation|ations|er|ers)\b)
    | (?P<yse>(?:anal|paral)y)z(?=(?:e|es|ed|ing|er|ers)\b)
    )""",
    re.I | re.X,
)
_SIGNS = (
    "ize", "izi", "iza", "yze", "yzi", "color", "labor", "honor", "harbor", "neighbor", "favor", "flavor", "humor",
    "rumor", "behavior", "endeavor", "armor", "candor", "clamor", "fervor", "parlor", "savor", "savior", "splendor",
    "tumor", "valor", "vapor", "center", "meter", "liter", "fiber", *_BEGINNINGS,
)  # fmt: skip
"""What a text has that the pattern finds anything in; most have none, and looking for these is much quicker."""


def as_british(text: str) -> str:
    """A text with its American spellings replaced: "color", "center", "organize", "defense"."""
    small = text.lower()
    return _SPELLED.sub(_spelled, text) if any(map(small.__contains__, _SIGNS)) else text


def _spelled(match: re.Match[str]) -> str:
    if match["word"]:
        return _BEGINNINGS[match["word"].lower()]
    if match["our"]:
        return f"{match['our']}ur"
    if match["re"]:
        return f"{match['re'][:-1]}re"
    return f"{match['ise'] or match['yse']}s"
