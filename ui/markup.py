"""Text of articles and of visitors as HTML that shows it literally, whatever it looks like."""

import re
import unicodedata
from datetime import UTC, datetime

from corpus.identity import is_web_address
from rag.written_dates import day

# The page's HTML passes through a Markdown reader and a sanitizer in the browser. Every character that means
# something to HTML, to Markdown or to a formula is sent as a number, so that neither finds anything to read.
_MEANS_SOMETHING = str.maketrans({c: f"&#{ord(c)};" for c in "&<>\"'`*_{}[]()#+!|~$\\=^:@/%-"})
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def literal(text: str) -> str:
    """`text` as HTML that shows exactly these characters, on one line."""
    return " ".join(text.split("\n")).translate(_MEANS_SOMETHING)


def apart(text: str) -> str:
    """`text` for a sentence of the page's own, whose order stays, in whatever direction `text` is written.

    Else an Arabic outlet before “, 3 March 2025” would take the 3 to its other side.
    """
    return f"<bdi>{literal(text)}</bdi>"


def link(url: str, text: str) -> str:
    """`text` linked to `url` where that is a web address, else the text alone."""
    if not is_web_address(url):
        return literal(text)
    return f'<a href="{literal(url)}" target="_blank" rel="noopener noreferrer">{literal(text)}</a>'


def language(code: str) -> str:
    """Attributes that let a browser set and read out a text in its language."""
    return f' lang="{code}" dir="auto"' if _LANGUAGE.fullmatch(code) else ' dir="auto"'


def side(text: str) -> str:
    """` rtl` for a class where `text` is written from right to left, as a browser decides for `dir="auto"`."""
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL"))
    return " rtl" if next(strong, "L") != "L" else ""


def day_of(text: str | None) -> str:
    """The day of an ISO 8601 time; empty when there is none."""
    return day(datetime.fromisoformat(text)) if text else ""


def when(moment: datetime) -> str:
    """A `<time>` with the day and, where it is known, the time and its zone."""
    clock = ""
    if (moment.hour, moment.minute) != (0, 0):
        zone = "UTC" if not moment.utcoffset() else f"{moment:%z}"
        clock = f", {moment:%H:%M} {zone}"
    return f'<time datetime="{moment.isoformat()}">{day(moment)}{clock}</time>'


def from_seconds(seconds: int) -> datetime:
    """Seconds since 1970 as a time in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def cut(text: str, length: int) -> str:
    """`text`, or its first words when it has more than `length` characters."""
    return text if len(text) <= length else (text[:length].rpartition(" ")[0] or text[:length]) + " …"


def count(number: int, one: str, many: str = "") -> str:
    """`1 article`, `1,200 articles`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
