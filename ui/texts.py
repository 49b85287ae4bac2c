"""What the page says."""

from pathlib import Path
from shlex import quote

from rag.settings import Settings
from ui.markup import literal

TITLE = "Dateline"
MOTTO = "Answers from the archive, in the archive’s own words"
PLACEHOLDER = "Ask the archive a question"

STARTERS = (
    "What does Iran's exit mean for Assad?",
    "Why has Russia stopped sending wheat to Syria?",
    "How high is the rebuilt spire of Notre-Dame?",
    "Why did the first attempt to impeach Yoon not work?",
)
"""Questions to begin with on the demo archive."""

INTRO = (
    "Ask a question. Each sentence of the answer is quoted from an article; its number leads to the words and where "
    "they stand."
)
OPENING = "Opening the archive…"
LOADING = "Loading the language model of the index…"
SEARCHING = "Searching…"
WRITING = "Searching, then waiting for the language model…"
WORD_FOR_WORD = "The words given stand there word for word."
STOOD_WORD_FOR_WORD = "The words given stood there word for word."
DIFFERS = "The words given are not quite the article’s:"
STOPPED = "Stopped."
FAILED = "Something went wrong while answering. The terminal that Dateline runs in says what."
FILTERS = "Filters"
CLEAR = "Clear filters"
WHOLE_QUESTION = "The whole question"
NO_QUESTION = "Type a question first."

DEMO = (
    "<strong>Demo archive.</strong> Its articles were written for this demo, from public facts; "
    "the outlets are invented."
)


def indexing(what: str, done: int, total: int) -> str:
    """How far the index is, and what can be found meanwhile."""
    if what == "encoding":
        return f"Everything can be found by its words; by its meaning {done:,} of {total:,} new passages so far"
    if what == "vectors":
        return f"Everything can be found; indexing for speed: {done:,} of {total:,}"
    return filling(what, done, total)


def filling(what: str, done: int, total: int) -> str:
    """How far the index is while nothing can be asked yet."""
    return f"Indexing ({what}): {done:,} of {total:,}"


def indexed_elsewhere(behind: int, without_vector: int) -> str:
    """What another process still has to do before everything is found; empty when nothing is left."""
    if behind:
        return f"Another process is indexing: {behind:,} changed articles cannot be found yet"
    if without_vector:
        return f"Another process is indexing: {without_vector:,} passages can be found by their words only"
    return ""


def empty(folder: Path) -> str:
    """What to do about a library without articles, as HTML."""
    return (
        "<h2>This archive is empty</h2><p>Add articles in a terminal, and ask about them here a few seconds later:</p>"
        f"<p><code>{_adding(folder)}</code></p>"
        "<p>PATH is a file, folder, archive or address: articles as text, pages, feeds, tables or PDF files.</p>"
    )


def own_archive(folder: Path) -> str:
    """How to leave the demo archive, as HTML."""
    return (
        f"To ask your own articles, run <code>{_adding(folder)}</code> and start the page again. "
        f"It looks for them in the folder {literal(str(folder))}."
    )


def _adding(folder: Path) -> str:
    """The command that adds articles to `folder`, as HTML; it adds to the usual one by itself."""
    usual = Settings.model_fields["library"].default
    return literal("dateline add PATH" + (f" --library {quote(str(folder))}" if folder != usual else ""))


DIFFER = "Sources differ"
UPDATED = "Figures of different times"
MAY_UPDATE = "A later figure may bring an earlier one up to date."
CORRECTED = "Corrected"
CORRECTED_ELSEWHERE = "Corrected elsewhere"
WITHDRAWN = "Withdrawn"
UNATTRIBUTED = "Unattributed"
AROUND = "More of the article"
"""On a card that shows the quoted paragraph alone; leads to what stands around it."""
KINDS = {"opinion": "Opinion", "live": "Live page", "sponsored": "Sponsored", "wire": "Wire report", "review": "Review"}
"""Kinds of article that a reader should know of."""
CHOSEN = {"news": "News"} | KINDS | {"unknown": "No kind stated"}
"""All kinds, as they are offered to choose from."""
