"""Citation cards: the quoted words inside their paragraph, with what a reader needs to judge and find them."""

from collections.abc import Mapping, Sequence

from corpus.versions import Version
from rag.labels import TOLD
from rag.sentences import paragraph
from rag.types import Citation, Conflict, Copy, Hit
from ui import texts
from ui.markup import count, day, from_seconds, language, link, literal, when

LONGEST = 1_200
"""Characters of a paragraph shown; a longer one is cut around the quoted words."""
ALONE = 40
"""A paragraph with fewer characters beside the quoted words is shown with the next one."""


def citation_card(citation: Citation, anchor: str, versions: Mapping[str, int]) -> str:
    """The card that a citation's number leads to."""
    return (
        f'<article class="card" id="{anchor}" tabindex="-1">'
        f'<p class="number"><span class="sr">Source </span>{citation.n}</p><div class="body">'
        f"{_heading(citation.source)}{_in_paragraph(citation)}{_notes(citation.source, citation.copies, versions)}"
        f"</div></article>"
    )


def nearest_card(hit: Hit) -> str:
    """An article that came near to an answer."""
    article = hit.source.article
    return (
        f'<article class="card near"><div class="body">{_heading(hit.source)}'
        f"<blockquote{language(article.language)}><p>{literal(_cut(hit.words, LONGEST // 3))}</p></blockquote>"
        f"{_notes(hit.source, hit.copies, {})}</div></article>"
    )


def conflict_block(conflict: Conflict, turn: int) -> str:
    """What different sources say of one thing, side by side, newest first; the numbers lead to their cards."""
    claims = sorted(conflict.claims, key=lambda claim: claim.citation.source.known_from, reverse=True)
    sides = "".join(
        f'<li><p class="value">{literal(claim.value)}</p>'
        f'<p class="by">{source_line(claim.citation.source)}{mark(claim.citation.n, turn)}</p></li>'
        for claim in claims
    )
    said = texts.UPDATED if conflict.updated else texts.DIFFER
    counted = f"{count(conflict.sources, 'independent source')}, {count(conflict.printings, 'printing')}"
    more = f" {texts.MAY_UPDATE}" if conflict.updated else ""
    return (
        f'<section class="conflict"><h3>{said}: {literal(conflict.about)}</h3><ul class="sides">{sides}</ul>'
        f'<p class="note">{counted}.{more}</p></section>'
    )


def mark(n: int, turn: int) -> str:
    """The number of a citation, which leads to its card."""
    return f'<a href="#c{turn}-{n}" class="cite"><span class="sr"> Source </span>{n}</a>'


def kind_label(source: Version) -> str:
    """The kind of an article whose every quotation is labelled; empty for others."""
    kind = source.article.kind
    return f' <span class="kind">{texts.KINDS[kind]}</span>' if kind in TOLD else ""


def source_line(source: Version) -> str:
    """`Harbourmill Courier, 8 December 2024`, with the kind of article where that matters."""
    article = source.article
    parts = [literal(article.outlet or "Outlet not known")]
    if article.published:
        parts.append(day(article.published))
    if not (article.outlet or article.authors):
        parts.append(f'<span class="kind">{texts.UNATTRIBUTED}</span>')
    if article.kind in texts.KINDS:
        parts.append(f'<span class="kind">{texts.KINDS[article.kind]}</span>')
    return ", ".join(parts)


def _heading(source: Version) -> str:
    article = source.article
    title = article.title or "Article without a headline"
    kind = f'<span class="kind">{texts.KINDS[article.kind]}</span> ' if article.kind in texts.KINDS else ""
    kind += f'<span class="kind">{texts.UNATTRIBUTED}</span> ' if not (article.outlet or article.authors) else ""
    outlet = f'<span class="outlet">{literal(article.outlet or "Outlet not known")}</span>'
    authors = f" · {literal(', '.join(article.authors) if article.authors else texts.NO_AUTHOR)}"
    dates = f" · {when(article.published)}" if article.published else " · not dated"
    return (
        f'<p class="from">{kind}{outlet}</p>'
        f"<h4{language(article.language)}>{link(article.url, title)}</h4>"
        f'<p class="meta">{(authors + dates).removeprefix(" · ")}</p>'
    )


def _in_paragraph(citation: Citation) -> str:
    """The quoted words marked in their paragraph, with the one beside it where the paragraph is little more."""
    text = citation.source.article.text
    left, right = paragraph(text, citation.start, citation.end)
    spare = max(0, LONGEST - (citation.end - citation.start)) // 2
    before, after = text[left : citation.start], text[citation.end : right]
    alone = len(before) + len(after) < ALONE
    if len(before) > spare:
        before = "… " + before[len(before) - spare :].partition(" ")[2]
    if len(after) > spare:
        after = _cut(after, spare)
    marked = f"<p>{literal(before)}<mark>{literal(citation.quote)}</mark>{literal(after)}</p>"
    beside = _beside(text, left, right) if alone else ""
    return f"<blockquote{language(citation.source.article.language)}>{marked}{beside}</blockquote>"


def _beside(text: str, left: int, right: int) -> str:
    """The paragraph after `text[left:right]`, or the one before where that is the last."""
    after = text[right:].strip().partition("\n")[0]
    before = "" if after else text[:left].strip().rpartition("\n")[2]
    if not (after or before):
        return ""
    return f'<p class="beside">{"Before it: " if before else ""}{literal(_cut(after or before, LONGEST // 3))}</p>'


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length].rpartition(" ")[0] + " …"


def _notes(source: Version, copies: Sequence[Copy], versions: Mapping[str, int]) -> str:
    known = versions.get(source.article_id, 1)
    notes = [note for note in (_correction_note(source), _version_note(source, known), _copies_note(copies)) if note]
    return f'<ul class="notes">{"".join(f"<li>{note}</li>" for note in notes)}</ul>' if notes else ""


def _correction_note(source: Version) -> str:
    notice = source.article.correction
    return f"The article carries this notice: “{literal(_cut(notice, LONGEST // 3))}”" if notice else ""


def _version_note(source: Version, known: int) -> str:
    updated = source.article.updated
    if source.known_until is not None:
        return (
            f"An earlier version of this article: it was changed on {day(from_seconds(source.known_until))}, "
            "and may say something else now."
        )
    if source.version > 1 or known > 1:
        changed = f"Corrected or updated {when(updated)}" if updated else "Changed since it was first published"
        return f"{changed}; this is the newest of {count(max(known, source.version), 'version')}."
    return f"Updated {when(updated)}." if updated and updated != source.article.published else ""


def _copies_note(copies: Sequence[Copy]) -> str:
    if not copies:
        return ""
    printings = ", ".join(link(copy.url, copy.outlet or copy.title or "an outlet not known") for copy in copies)
    return f"The same text was also printed by {printings}; it counts as one source."
