"""What an article is: one outlet's story, and the identity it is kept under."""

import re
import unicodedata
from dataclasses import astuple, dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal, get_args

from corpus.corrections import correction_in
from corpus.errors import ArticleError
from corpus.identity import canonical_url, digest, identity, is_web_address
from corpus.languages import as_code

Kind = Literal["news", "opinion", "wire", "live", "sponsored", "review", "unknown"]
KINDS: tuple[str, ...] = get_args(Kind)

MAX_TEXT = 2_000_000
"""Longest text kept, in code points. A novel has a quarter of it; a longer "article" is a dump."""
MAX_FIELD = 2_000
"""Longest headline, outlet, author or address kept, in code points."""
YEARS = range(1600, 2200)
"""Newspapers began in 1605; what lies outside is a placeholder such as 0001-01-01 or 9999-12-31."""
_ENDLESS = 2**53
"""Seconds and numbers that a database and JSON hold exactly are smaller."""

# Everything that changes how text looks without being text: control characters other than tab and
# line feed, and the marks that turn the reading direction or hide words.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Joiners mean something between Arabic or Indic letters and in emoji, beside a Latin letter or a space nothing; of the
# selectors of rare forms of Chinese characters one means something, behind such a character.
_NOTHING = re.compile(
    "(?<=[A-Za-z\u00c0-\u024f ])[\u200c\u200d]++|(?<![\u200c\u200d])[\u200c\u200d]++(?=[A-Za-z\u00c0-\u024f ])"
    "|(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\U000e0100-\U000e01ef]"
)
_MAYBE_NOTHING = re.compile("[\u200c\u200d\U000e0100-\U000e01ef]")
MAX_MARKS = 30
"""Combining marks on one letter, as in Unicode's stream-safe text (UAX #15): no language has more, and the time to
order them for NFC grows with the square of their number."""
_MAYBE_MARKS = re.compile(rf"[^\x00-\x7f\w\s]{{{MAX_MARKS + 1},}}")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Past:
    """What another archive knows of a text that is given again: the crawl it is from, or an export of a library."""

    seen: int
    """Since when it was there to be read, in seconds since 1970."""
    added: int = 0
    """When that library took it in, in seconds since 1970."""
    version: int = 0
    """Its number there; 0 when it comes from no library."""
    rejected: str = ""
    """Why that library shows it to nobody."""


@dataclass(frozen=True, slots=True)
class Article:
    """One outlet's story as it was read. Only `text` is needed; what is unknown stays empty.

    `published` and `updated` carry a time zone; `cleaned` reads one without as UTC.
    """

    text: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    kind: Kind = "unknown"
    section: str = ""
    """The outlet's own name for where it stands: "World", "Sport"."""
    guessed: tuple[str, ...] = ()
    """Names of the fields that nobody stated: what they hold was inferred."""
    source: str = field(default="", compare=False)
    """Where it was read: a file, `file:line`, or an address. Not kept; it is for saying what became of it."""
    past: Past | None = field(default=None, compare=False)
    """What is known of it from elsewhere; it says no more about the story."""

    def cleaned(self) -> "Article":
        """The same article as it is kept: NFC, no unprintable characters, dates with a zone.

        Raises `ArticleError` when nothing is left to keep, a field is absurdly long or of another type than it says,
        or a date is of no year that a newspaper has.
        """
        _check_types(self)
        _check_length(self.text)
        text = printable(self.text).strip()
        if not text:
            raise ArticleError("no text")
        _check_length(text)
        if self.kind not in KINDS:
            raise ArticleError(f"kind {self.kind!r} is none of {', '.join(KINDS)}")
        return replace(
            self,
            text=text,
            title=_line(self.title, "title"),
            url=canonical_url(_line(self.url, "url")),
            outlet=_line(self.outlet, "outlet"),
            authors=_names(self.authors),
            published=_dated(self.published, "published"),
            updated=_dated(self.updated, "updated"),
            language=as_code(_line(self.language, "language")),
            section=_line(self.section, "section"),
            guessed=tuple(sorted(set(self.guessed))),
        )

    @property
    def link(self) -> str:
        """The address where it is one to follow, http or https with a host; empty for any other, as `javascript:...`.

        `url` is what the article is kept under: whatever it was given.
        """
        return self.url if is_web_address(self.url) else ""

    @property
    def exported(self) -> bool:
        """Whether it comes out of a library, as that kept it."""
        return self.past is not None and self.past.version > 0

    @property
    def article_id(self) -> str:
        """16 hex digits: of the address, whatever its form, where there is one, else of the content."""
        if self.url:
            return article_id_of(self.url)
        return digest("\n".join((self.outlet, self.title, self.text)))[:16]

    @property
    def content_hash(self) -> str:
        """64 hex digits of what a reader would see; a changed one is a new version."""
        return digest("\x1f".join((self.title, self.text, self.outlet, *self.authors)))

    @property
    def correction(self) -> str:
        """The correction, clarification or retraction notice that the text carries; empty when it has none."""
        return correction_in(self.text)


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something that was not kept: where it was (`file`, `file:line` or an address), and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An article that a library removed, as its export tells the next one: there, too, it is not to be kept."""

    article_id: str
    removed: int
    """Seconds since 1970."""
    source: str = field(default="", compare=False)


def article_id_of(url: str) -> str:
    """The id of the article at an address."""
    return digest(identity(url))[:16]


def printable(text: str) -> str:
    """`text` in NFC with line feeds for every line end and without characters that only hide or turn."""
    text = _SURROGATE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _UNPRINTABLE.sub("", text)
    if _MAYBE_NOTHING.search(text):
        text = _NOTHING.sub("", text)
    return unicodedata.normalize("NFC", _MAYBE_MARKS.sub(_fewer_marks, text))


def _fewer_marks(run: re.Match[str]) -> str:
    kept, marks = list[str](), 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def one_line(text: str) -> str:
    """The same on one line, with one space for every run of white space, which some control characters are."""
    return " ".join(printable(" ".join(text.split())).split())


def _line(value: str, name: str) -> str:
    value = one_line(value)
    if len(value) > MAX_FIELD:
        raise ArticleError(f"{name} of {len(value):,} characters is over the limit of {MAX_FIELD:,}")
    return value


def _check_types(article: Article) -> None:
    """Whoever makes articles in Python may put anything into them."""
    for name in ("text", "title", "url", "outlet", "language", "kind", "section", "source"):
        if not isinstance(value := getattr(article, name), str):
            raise ArticleError(f"{name} must be text, and is of type {type(value).__name__}")
    for name in ("published", "updated"):
        if not isinstance(value := getattr(article, name), datetime | None):
            raise ArticleError(f"{name} must be a datetime or None, and is of type {type(value).__name__}")
    guessed, past = article.guessed, article.past
    if not isinstance(guessed, tuple | list | set | frozenset) or not all(isinstance(name, str) for name in guessed):
        raise ArticleError("guessed must be names of fields, as text")
    if not isinstance(past, Past | None):
        raise ArticleError(f"past must be a Past or None, and is of type {type(past).__name__}")
    if past is not None and not (isinstance(past.rejected, str) and all(map(_is_number, astuple(past)[:3]))):
        raise ArticleError("past must hold whole numbers and a reason as text")


def _is_number(value: object) -> bool:
    return isinstance(value, int) and abs(value) < _ENDLESS


def _check_length(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise ArticleError(f"text of {len(text):,} characters is over the limit of {MAX_TEXT:,}")


def _names(authors: object) -> tuple[str, ...]:
    """The authors; one string is one author, and no list of letters."""
    listed = (authors,) if isinstance(authors, str) else authors
    if not isinstance(listed, list | tuple) or not all(isinstance(name, str) for name in listed):
        raise ArticleError("authors must be names, as text")
    return tuple(name for name in (_line(author, "author") for author in listed) if name)


def _dated(moment: datetime | None, name: str) -> datetime | None:
    if moment is None:
        return None
    if moment.year not in YEARS:
        raise ArticleError(f"{name} in the year {moment.year}: no year a newspaper has")
    try:
        return moment.replace(tzinfo=UTC) if moment.utcoffset() is None else moment
    except Exception as error:  # a zone is code of whoever gave it
        raise ArticleError(f"{name} is in a time zone that fails ({type(error).__name__}: {error})") from error
