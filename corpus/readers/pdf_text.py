"""The words of a PDF file and what it says of itself. Runs in a worker: see `corpus.readers.pdf.read`."""

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pypdf import DocumentInformation, PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import NullObject

from corpus.article import printable
from corpus.errors import ReadError
from corpus.readers.dates import moment
from corpus.readers.fields import names
from corpus.readers.files import reason_of
from corpus.readers.text import headline, paragraphs

MAX_PAGES = 5_000
MAX_ENTRIES = 2_000
EDGE = 2
"""Lines at the top and at the bottom of a page among which its running title and its number are."""
_OPEN = "encrypted: save it without a password first"
# What programs write where nobody gave a title.
_NO_TITLE = re.compile(
    r"(?i)microsoft (word|powerpoint)\b|untitled|.*\.(docx?|indd|pdf|qxp|rtf|odt|pptx?|tmp)\s*$|[\W\d]*$"
)

Lines = list[str]


@dataclass(slots=True)
class _Part:
    """An article as it is found: its headline, where it begins, and its lines."""

    title: str
    page: int
    lines: Lines = field(default_factory=list)


def parse(data: bytes, reading: float) -> dict[str, Any]:
    """The articles of a file and what is wrong with it, as JSON can hold them. Raises `ReadError`.

    No page is begun after `reading` seconds.
    """
    end = time.monotonic() + reading
    file = _opened(data)
    stated, troubles = _stated(file)
    pages, broken = _pages(file, end)
    pages = _without_margins(pages)
    parts, notices = _parts(file, pages, stated["title"])
    notices += troubles
    empty = [number for number, lines in enumerate(pages, 1) if not lines]
    if empty and len(empty) < len(pages):
        notices.append(f"{len(empty)} of {len(pages)} pages have no text, page {empty[0]} first: pictures, or scanned")
    return {
        "parts": [_packed(part, stated["title"], alone=len(parts) == 1) for part in parts],
        "authors": stated["authors"] if len(parts) == 1 else [],
        "made": stated["made"],
        "broken": broken,
        "notices": notices,
    }


def _opened(data: bytes) -> PdfReader:
    try:
        file = PdfReader(BytesIO(data))
        if file.is_encrypted and not file.decrypt(""):
            raise ReadError(_OPEN)
        len(file.pages)
    except (DependencyError, NotImplementedError):  # ciphers that need another library
        raise ReadError(_OPEN) from None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError) as error:
        raise ReadError(f"damaged, no page can be read: {reason_of(error)}") from None
    return file


def _stated(file: PdfReader) -> tuple[dict[str, Any], list[str]]:
    """What the file says of itself, and what of that cannot be read."""
    found: dict[str, Any] = {"title": "", "authors": [], "made": None}
    said, troubles = DocumentInformation(), list[str]()
    try:
        said = file.metadata or said
        if not said and not isinstance(file.trailer.get("/Info", NullObject()), NullObject):
            raise ValueError("damaged")
    except Exception as error:
        troubles.append(f"kept without what it says of itself: {_why(error)}")
    for name, what, read in (("title", "title", _title), ("authors", "authors", _authors), ("made", "date", _made)):
        try:
            found[name] = read(said)
        except Exception as error:  # whatever a parser makes of hostile input costs this field alone
            troubles.append(f"kept without its own {what}: {_why(error)}")
    return found, troubles


def _title(said: DocumentInformation) -> str:
    title = " ".join(_text(said, "/Title").split())
    return "" if _NO_TITLE.match(title) else title


def _authors(said: DocumentInformation) -> list[str]:
    return list(names(_text(said, "/Author")))


def _made(said: DocumentInformation) -> str | None:
    """When the file was made; some programs write that in another form than PDF's."""
    words = _text(said, "/CreationDate")
    try:
        made = said.creation_date
    except ValueError:
        made = None
    return moment(made.isoformat() if made else words).isoformat() if words.strip() else None


def _text(said: DocumentInformation, key: str) -> str:
    value = said[key] if key in said else ""  # `get` gives a reference as it is
    if isinstance(value, NullObject):
        return ""
    if not isinstance(value, str):
        raise ValueError("no text")
    return str(value)


def _why(error: Exception) -> str:
    return str(error) if type(error) is ValueError else reason_of(error)


def _pages(file: PdfReader, end: float) -> tuple[list[Lines], list[tuple[int, str]]]:
    """The lines of every page, and the pages that cannot be read, with the reason."""
    pages: list[Lines] = []
    broken: list[tuple[int, str]] = []
    total = len(file.pages)
    for number in range(1, total + 1):
        if number > MAX_PAGES or time.monotonic() > end:
            why = "more than are read" if number > MAX_PAGES else "the file takes too long to read"
            broken.append((number, f"pages {number} to {total} were not read: {why}; split it"))
            break
        try:
            words = file.pages[number - 1].extract_text()
        except Exception as error:  # whatever a parser makes of hostile input costs this page alone
            broken.append((number, f"a page that cannot be read: {reason_of(error)}"))
            words = ""
        pages.append([line for line in printable(words).split("\n") if line.strip()])
    return pages, broken


def _without_margins(pages: list[Lines]) -> list[Lines]:
    """Without running titles and page numbers: what stands at the edge of half the pages, but for its figures."""
    counts = Counter(key for lines in pages for key in {_key(line) for line in (*lines[:EDGE], *lines[-EDGE:])})
    often = {key for key, count in counts.items() if count >= max(3, len(pages) / 2)}
    return [list(_inner(lines, often)) for lines in pages]


def _inner(lines: Lines, often: set[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        if EDGE <= at < len(lines) - EDGE or _key(line) not in often:
            yield line


def _key(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()))


def _parts(file: PdfReader, pages: list[Lines], title: str) -> tuple[list[_Part], list[str]]:
    """The articles: one for each entry of the outline, where there are several."""
    entries = _entries(file, len(pages))
    if len(entries) < 2:
        return [_Part(title, 1, [line for lines in pages for line in lines])], []
    parts, notices = [_Part(title, 1)], []
    starts = list(_starts(entries, pages))
    for number, lines in enumerate(pages):
        at = 0
        for page, begin, end, name in starts:
            if page == number and begin is None:
                notices.append(f"{name[:80]}: not told apart from what stands before it on page {page + 1}")
            elif page == number:
                parts[-1].lines += lines[at:begin]
                parts.append(_Part(name, number + 1))
                at = end
        parts[-1].lines += lines[at:]
    return parts if parts[0].lines else parts[1:], notices


def _entries(file: PdfReader, pages: int) -> list[tuple[int, str]]:
    """(page, title) of the outline's first level, in the order of the pages, which are counted from 0."""
    found = []
    try:
        for entry in file.outline[:MAX_ENTRIES]:
            page = None if isinstance(entry, list) else file.get_destination_page_number(entry)
            if page is not None and 0 <= page < pages:
                found.append((page, " ".join(printable(str(entry.title)).split())))  # type: ignore[union-attr]
    except Exception:  # an outline that is broken is none
        return []
    return sorted(found, key=lambda pair: pair[0])


def _starts(entries: Sequence[tuple[int, str]], pages: list[Lines]) -> Iterator[tuple[int, int | None, int, str]]:
    """(page, first line, line after the headline, title) of each entry; no line where it cannot be told."""
    last, after = -1, 0
    for page, title in entries:
        after = after if page == last else 0
        place = _headline(title, pages[page], after)
        if place is None and page != last:
            place = (0, 0)
        begin, end = place if place is not None else (None, after)
        yield page, begin, end, title
        last, after = page, end


def _headline(title: str, lines: Lines, after: int) -> tuple[int, int] | None:
    """The lines on which a headline stands, which may take several."""
    wanted = _letters(title)
    for begin in range(after, len(lines)) if wanted else ():
        found = ""
        for end in range(begin, min(begin + 5, len(lines))):
            found += _letters(lines[end])
            if found == wanted:
                return begin, end + 1
            if not wanted.startswith(found):
                break
    return None


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


def _packed(part: _Part, stated: str, *, alone: bool) -> dict[str, Any]:
    title, lines = part.title, part.lines
    guessed = alone and not stated
    if guessed:
        title, lines, _ = headline(lines)
    elif alone and (place := _headline(title, lines[:10], 0)):
        lines = lines[place[1] :] or lines
    text = "\n\n".join(paragraphs(lines))
    return {"title": title, "page": part.page, "text": text, "guessed": guessed and bool(title)}
