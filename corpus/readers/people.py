"""The people that the byline of a page names."""

import re

from corpus.readers.fields import names

_NO_NAME = re.compile(r"(?i)https?:|www\.|^@|\S@\S+\.\S|^\W*$|^\d+$|^(null|none|undefined|n/a|unknown|false|by|and)$")
_MAIL = re.compile(r"\s*[|(<\[-]*\s*[^\s@]{1,64}@[^\s@]{1,200}\.\w+[>)\]]*")
_BY = re.compile(
    r"(?i)^\s*(?:(?:[^\W\d]+ )?by|von|por|par|di|door|текст|автор)(?::\s*|\s+)"  # "Column by", too
)
# What stands beside a name: degrees, the day, a post.
_DEGREE = re.compile(r"(MS|MA|MBA|MD|MPH|RD|RDN|LD|RN|DO|DDS|JD|LLM|CSCS|CPT|Ph\.?D\.?|Esq\.?)$")
_DAY_OR_TIME = re.compile(r"^[^\W\d]{3,9}\.? \d{1,2}$|\d:\d\d")
_POST = re.compile(
    r"(?i)\b(writers?|editors?|editor-at-large|reporters?|correspondents?|columnists?|contributors?|bureau chief"
    r"|producers?|staff)$"
)


def people(byline: str) -> tuple[str, ...]:
    """The names in it, without addresses of any kind and without what else stands beside a name."""
    whole = _MAIL.sub("", unlabelled(byline)).partition(" | ")[0]
    split = [unlabelled(name).strip(" |,;:") for name in names(whole)]
    named = [name for name in split if not (_NO_NAME.search(name) or _DAY_OR_TIME.search(name))]
    alone = [name for name in named if not _DEGREE.match(name)]
    return tuple([name for name in alone if not _POST.search(name)] or alone or named)


def is_labelled(byline: str) -> bool:
    """Whether it says that it is one: `By ...`."""
    return bool(_BY.match(byline))


def unlabelled(byline: str) -> str:
    """It without the word that says so."""
    return _BY.sub("", byline)


def key(words: str) -> str:
    """Letters and digits alone, without case: what two ways to write a name or headline have in common."""
    return re.sub(r"[\W_]+", "", words).casefold()
