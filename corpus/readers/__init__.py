"""Reading articles from files and folders: plain text, Markdown, pages, feeds and JSON lines.

    for item in read(["archive/", "feed.xml"]):
        ...  # an Article, a Rejection (what was not kept, and why) or a Notice (about what was)

One bad file or line never stops the rest, and no more than one file, or one line, is held at a time.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.article import Rejection
from corpus.errors import ArticleError, ReadError
from corpus.readers import feed, html, jsonl, markdown, text
from corpus.readers.files import find, reason_of
from corpus.readers.items import Draft, Found, Item, Notice, Reader

__all__ = ["READERS", "Item", "Notice", "read"]

READERS: dict[str, Reader] = {
    ".txt": text.read,
    ".text": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".xml": feed.read,
    ".rss": feed.read,
    ".atom": feed.read,
    ".rdf": feed.read,
    ".jsonl": jsonl.read_lines,
    ".ndjson": jsonl.read_lines,
    ".json": jsonl.read_document,
}
"""What reads a file, by the end of its name in lower case."""


def read(sources: Iterable[str | Path]) -> Iterator[Item]:
    """Articles, cleaned, from files and from folders in sorted order, with a rejection for all that is none.

    Raises `ReadError`, before anything is read, when a source is an address.
    """
    sources = tuple(sources)
    for source in sources:
        if re.match(r"(?i)https?:/", str(source)):
            raise ReadError(f"{source}: fetching is not there yet; save the page or feed to a file and add that")
    return (item for source in sources for found in find(source) for item in _items(found))


def _items(found: Path | Rejection | Notice) -> Iterator[Item]:
    if not isinstance(found, Path):
        yield found
        return
    for draft in _drafts(found):
        yield from _cleaned(draft) if isinstance(draft, Draft) else (draft,)


def _drafts(path: Path) -> Iterator[Found]:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        yield Rejection(str(path), f"not a kind of file that is read: {path.suffix or 'no suffix'}")
        return
    try:
        with path.open("rb") as stream:
            yield from reader(stream, str(path))
    except ReadError as error:
        yield Rejection(str(path), str(error))
    except OSError as error:
        yield Rejection(str(path), reason_of(error))
    except ImportError:  # a broken installation is not the file's fault
        raise
    except Exception as error:  # parsers of other people meet hostile input here, and raise what they like
        yield Rejection(str(path), f"cannot be read: {reason_of(error)}")


def _cleaned(draft: Draft) -> Iterator[Item]:
    try:
        yield draft.article.cleaned()
    except ArticleError as error:
        yield Rejection(draft.source, str(error))
        return
    for message in draft.notices:
        yield Notice(draft.source, message)
