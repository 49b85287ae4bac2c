"""What nobody stated but can be told from the rest of an article: its outlet from its address, its language."""

import re
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from corpus.article import Article
from corpus.languages import related

SAMPLE = 500
"""How much of a text is looked at for its language, in characters: by then 2,169 of 2,175 news articles are sure."""
_ENOUGH = 100
"""Letters from which a guess at the language means something."""
SURE = 0.99
"""Least probability, by the model's own account, at which a language is taken, with its relatives: ordinary Chinese
may be Wu to a twentieth, ordinary Norwegian Nynorsk, ordinary Arabic Moroccan."""
_FORM = re.compile(r"(?:www\d?|m|mobile|amp|edition|touch)\.(?=[^.]+\.[^.]+)")


def completed(article: Article) -> Article:
    """A cleaned article with its outlet and language, named in `guessed` where nobody stated them."""
    outlet = "" if article.outlet else host(article.url)
    return in_its_language(replace(article, outlet=outlet, guessed=_also(article, "outlet")) if outlet else article)


def in_its_language(article: Article) -> Article:
    """A cleaned article with its language, named in `guessed` where nobody stated it."""
    found = "" if article.language else language(article.text)
    return replace(article, language=found, guessed=_also(article, "language")) if found else article


def _also(article: Article, field: str) -> tuple[str, ...]:
    return tuple(sorted({*article.guessed, field}))


def host(url: str) -> str:
    """The host of an address without `www` or the form of its pages; empty when it has none."""
    try:
        parts = urlsplit(url)
        name = parts.hostname or "" if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""
    return _FORM.sub("", name, count=1)


def language(text: str, sure: float = SURE) -> str:
    """The language a text is surely in, as a code of ISO 639; empty when there is too little of it to tell."""
    sample = text[:SAMPLE]
    if sum(map(str.isalpha, sample)) < _ENOUGH:
        return ""
    ranked = _identifier().rank(sample)
    code, probability = str(ranked[0][0]), float(ranked[0][1])
    if probability < sure:
        family = related(code)
        code, probability = family[0], sum(float(share) for one, share in ranked if one in family)
    return code if probability >= sure and code != "zxx" else ""  # zxx: no language


@cache
def _identifier() -> Any:  # noqa: ANN401 (py3langid has no types)
    # Half a second, which only those pay whose articles do not state their language.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
