"""Takes of a story under addresses of their own: which article corrects or withdraws which, told by their headlines.

An agency sends a story again with a word before its headline ("CORRECTED-", "REFILE-UPDATE 1-"), and a notice that
withdraws one with its headline in it. A take that has the words of another is its copy: see `corpus.alike`.
"""

import re

from corpus.alike import DAYS, FIGURES, wrong_figures
from corpus.article import Article
from corpus.columns import notices
from corpus.corrections import MAX_NOTICE, is_retraction

LEAST = 4
"""Words of a headline by which a story is known."""
FRESH, LATE = 2 * 86_400, 14 * 86_400
"""Seconds after a story within which a take with its headline corrects it, and a notice with its headline withdraws it:
headlines come again."""
_TAKE = re.compile(
    r"(?i)[\W_]*(?:(?:mandatory |bulletin )?kill|killed|withdrawn|withdrawal|retracted|retraction|corrected|corrects|"
    r"correction|clarified|clarification|refiled?|rpt|repeat|updated?|wrapup|write-?thru|snap|flash|brief|alert|urgent|"
    r"exclusive|embargoed)(?: \d{1,2}|\(\d{1,2}\))?\s*[-:–—|]"
)
_WORD = re.compile(r"\w+(?:[.,]\d+)*")


def notice_of(later: Article, earlier: Article, seconds: int) -> str:
    """What `later`, which came so many seconds after `earlier`, says that it corrects or withdraws of it; else empty.

    Both are of one outlet and, but for what stands before it, of one headline, which a notice of withdrawal may have
    in its text. Figures of a headline may be what was corrected.
    """
    notice = later.correction
    withdrawn = is_retraction(later.title, notice)
    if later.outlet != earlier.outlet or not (0 < seconds <= (LATE if withdrawn else FRESH)):
        return ""
    named = headline(earlier.title)
    if withdrawn and len(named) >= LEAST and (headline(later.title) == named or _stands(named, later.text)):
        return later.text if len(later.text) <= MAX_NOTICE else notice or later.title
    told = [word for word in named if not _is_figure(word)]
    same = told == [word for word in headline(later.title) if not _is_figure(word)]
    if not same or len(told) < LEAST or _days(later.text) != _days(earlier.text):
        return ""
    wrong = wrong_figures(notice)
    had = {"".join(c for c in word if c.isdigit()) or word for word in (*named, *_words(earlier.text))}
    return notice if not wrong or wrong & had else ""


def withdraws(article: Article, notice: str) -> bool:
    """Whether an article's notice of another one withdraws that; a column has notices of several."""
    return is_retraction("" if notices(article.title, article.text) else article.title, notice)


def headline(title: str) -> list[str]:
    """The words of a headline without what says which take it is."""
    at = 0
    while (take := _TAKE.match(title, at)) is not None:
        at = take.end()
    return _words(title[at:])


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _stands(words: list[str], text: str) -> bool:
    return f" {' '.join(words)} " in f" {' '.join(_words(text))} "


def _is_figure(word: str) -> bool:
    return any(c.isdigit() for c in word) or word in FIGURES


def _days(text: str) -> frozenset[str]:
    return DAYS.intersection(_words(text))
