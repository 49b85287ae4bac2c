"""Citation cards: the quoted words inside their paragraph, with what a reader needs to judge and find them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from corpus.article import Article
from corpus.versions import Version
from rag.labels import HEADLINE, NAME, NO_AUTHOR, TOLD, changed_on, listed, put_right
from rag.sentences import paragraph
from rag.types import Citation, Conflict, Copy, Hit, Notice
from rag.written_dates import day
from ui import texts
from ui.markup import apart, count, cut, from_seconds, language, link, literal, side, when

ALONE = 40
"""A paragraph with fewer characters beside the quoted words is never shown alone."""
SHORT = 400
"""Characters shown of an article that only came near, and of a notice."""


def source_cards(citations: Sequence[Citation], turn: int, versions: Mapping[str, int]) -> str:
    """A card for each article version, in the order of the numbers, with all that is quoted of it."""
    by_version: dict[tuple[str, int], list[Citation]] = {}
    for citation in citations:
        by_version.setdefault((citation.source.article_id, citation.source.version), []).append(citation)
    return "".join(source_card(of_one, turn, versions) for of_one in by_version.values())


def source_card(citations: Sequence[Citation], turn: int, versions: Mapping[str, int]) -> str:
    """The card of one article version; each citation's number leads to its own words on it."""
    source = citations[0].source
    return (
        f'<article class="card{side(citations[0].quote)}">{_heading(source)}{_quotes(citations, turn)}'
        f"{_notes(citations, versions)}</article>"
    )


def _quotes(citations: Sequence[Citation], turn: int) -> str:
    """What is quoted, each with its number; of a paragraph that stands above already only the quoted words."""
    shown, quotes = set[tuple[int, int]](), ""
    for citation in citations:
        place = paragraph(citation.source.article.text, citation.start, citation.end)
        anchor = f"c{turn}-{citation.n}"
        quotes += (
            f'<div class="quote" id="{anchor}" tabindex="-1"><p class="number"><span class="sr">Source </span>'
            f"{citation.n}</p><div>{_in_its_place(citation, anchor, len(citations) == 1, place in shown)}</div></div>"
        )
        shown.add(place)
    return quotes


def nearest_card(hit: Hit) -> str:
    """An article that came near to an answer."""
    article = hit.source.article
    return (
        f'<article class="card near{side(hit.words)}">{_heading(hit.source, _corrected(hit, hit.words))}'
        f"<blockquote{language(article.language)}><p>{literal(cut(hit.words, SHORT))}</p></blockquote>"
        f"{_listed(_put_right(hit, {}), _copies_notes(hit.copies, hit.printings))}</article>"
    )


def conflict_block(conflict: Conflict, turn: int) -> str:
    """What different sources say of one thing, side by side, newest first; the numbers lead to their cards."""
    claims = sorted(conflict.claims, key=lambda claim: claim.citation.source.known_from, reverse=True)
    sides = "".join(
        f'<li><p class="value">{apart(claim.value)}</p>'
        f'<p class="by">{source_line(claim.citation)}{mark(claim.citation.n, turn)}</p></li>'
        for claim in claims
    )
    said = texts.UPDATED if conflict.updated else texts.DIFFER
    counted = f"{count(conflict.sources, 'independent source')}, {count(conflict.printings, 'printing')}"
    more = f" {texts.MAY_UPDATE}" if conflict.updated else ""
    return (
        f'<section class="conflict"><h3>{said}: {apart(conflict.about)}</h3><ul class="sides">{sides}</ul>'
        f'<p class="note">{counted}.{more}</p></section>'
    )


def mark(n: int, turn: int) -> str:
    """The number of a citation, which leads to its card."""
    return f' <a href="#c{turn}-{n}" class="cite"><span class="sr"> Source </span>{n}</a>'


def told_labels(citation: Citation) -> str:
    """What every sentence that cites the article is labelled with: its kind, a correction; mostly empty."""
    article = citation.source.article
    labels = [texts.KINDS[article.kind]] if article.kind in TOLD else []
    labels += _corrected(citation, citation.quote)
    return "".join(f' <span class="kind">{label}</span>' for label in labels)


def _corrected(of: Citation | Hit, words: str) -> list[str]:
    """Whether the article was withdrawn or corrected, or another printing that no longer has the words."""
    article = of.source.article
    if any(put_right(notice.text, notice.source.article, article)[1] for notice in of.notices):
        return [texts.WITHDRAWN]
    if article.correction or of.notices:
        return [texts.CORRECTED]
    return [texts.CORRECTED_ELSEWHERE] if any(not c.prints(words) for c in of.corrected) else []


def source_line(citation: Citation) -> str:
    """`Harbourmill Courier, 8 December 2024`, and where there are any the day it changed, a correction, its kind."""
    article = citation.source.article
    parts = [_outlet(article)]
    if article.published:
        parts.append(day(article.published))
    if (changed := changed_on(article)) is not None:
        parts.append(f"updated {day(changed)}")
    parts += [f'<span class="kind">{label}</span>' for label in _corrected(citation, citation.quote)]
    if not (article.outlet or article.authors):
        parts.append(f'<span class="kind">{texts.UNATTRIBUTED}</span>')
    if article.kind in texts.KINDS:
        parts.append(f'<span class="kind">{texts.KINDS[article.kind]}</span>')
    return ", ".join(parts)


def _title(source: Version) -> str:
    return cut(source.article.title, HEADLINE) or "Article without a headline"


def _outlet(article: Article) -> str:
    return apart(cut(article.outlet, NAME) or "Outlet not known")


def _heading(source: Version, labels: Iterable[str] = ()) -> str:
    article = source.article
    kind = "".join(f'<span class="kind">{label}</span> ' for label in labels)
    kind += f'<span class="kind">{texts.KINDS[article.kind]}</span> ' if article.kind in texts.KINDS else ""
    kind += f'<span class="kind">{texts.UNATTRIBUTED}</span> ' if not (article.outlet or article.authors) else ""
    outlet = f'<span class="outlet">{_outlet(article)}</span>'
    authors = f" · {listed([apart(cut(author, NAME)) for author in article.authors]) or NO_AUTHOR}"
    dates = f" · {when(article.published)}" if article.published else " · not dated"
    return (
        f'<p class="from">{kind}{outlet}</p>'
        f"<h4{language(article.language)}>{link(article.url, _title(source))}</h4>"
        f'<p class="meta">{(authors + dates).removeprefix(" · ")}</p>'
    )


def _in_its_place(citation: Citation, anchor: str, only: bool, again: bool) -> str:
    """The quoted words marked in their paragraph; what stands around it is shown where the number led.

    A paragraph that is little more than the `only` quoted words of its article has the next one, or the one before the
    last, beside it; one that is shown `again` only the words.
    """
    text, start, end = citation.source.article.text, citation.start, citation.end
    left, right = citation.shown
    first, last = paragraph(text, start, end)
    before, after = text[max(left, first) : start], text[end : min(right, last)]
    if again:
        words = f"{'… ' * bool(before.strip())}<mark>{literal(citation.quote)}</mark>{' …' * bool(after.strip())}"
        return f"<blockquote{language(citation.source.article.language)}><p>{words}</p></blockquote>"
    before = f"… {before}" if first < left else before
    after = f"{after} …" if right < last else after
    marked = f"<p>{literal(before)}<mark>{literal(citation.quote)}</mark>{literal(after)}</p>"
    earlier, later = _lines(text[left:first]), _lines(text[last:right])
    if earlier and left > 0:
        earlier[0] = f"… {earlier[0]}"
    if later and right < len(text):
        later[-1] += " …"
    alone = only and len(before) + len(after) < ALONE
    last_one = len(earlier) if alone and not later else 0
    told = [_beside(line, "next" if n == last_one else "earlier") for n, line in enumerate(earlier, 1)]
    told += [marked, *(_beside(line, "next" if alone and n == 1 else "later") for n, line in enumerate(later, 1))]
    of = f'<span class="sr">: {apart(_title(citation.source))}</span>'
    more = f'<a href="#{anchor}" class="more">{texts.AROUND}{of}</a>' if len(told) > 1 + alone else ""
    return f"<blockquote{language(citation.source.article.language)}>{''.join(told)}</blockquote>{more}"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _beside(line: str, place: str) -> str:
    """A paragraph beside the one quoted from: `next` is in every card, `earlier` not where it would fill the screen."""
    return f'<p class="beside {place}">{literal(line)}</p>'


def _notes(citations: Sequence[Citation], versions: Mapping[str, int]) -> str:
    """What is told of an article below all that is quoted of it."""
    copies = citations[0].copies
    same = [copy for copy in copies if all(copy.prints(c.quote) for c in citations)]
    return _listed(_put_right(citations[0], versions), _copies_notes(copies, same))


def _put_right(of: Citation | Hit, versions: Mapping[str, int]) -> Iterator[str]:
    """What was corrected, changed or withdrawn of a source: by itself, in another article or printing."""
    yield from _of_source(of.source, versions)
    yield from (_column_note(notice, of.source) for notice in of.notices)
    yield from (_corrected_note(copy) for copy in of.corrected)


def _listed(*notes: Iterable[str]) -> str:
    items = "".join(f"<li>{note}</li>" for some in notes for note in some)
    return f'<ul class="notes">{items}</ul>' if items else ""


def _of_source(source: Version, versions: Mapping[str, int]) -> list[str]:
    notes = _correction_note(source), _version_note(source, versions.get(source.article_id, 1))
    return [note for note in notes if note]


def _correction_note(source: Version) -> str:
    notice = source.article.correction
    return f"The article carries this notice: “{apart(cut(notice, SHORT))}”" if notice else ""


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


def _column_note(notice: Notice, source: Version) -> str:
    """What was printed apart from the article to put it right, or to withdraw it."""
    article = notice.source.article
    printed = f" on {day(article.published)}" if article.published else ""
    where = link(article.url, _title(notice.source))
    by, withdrawn = put_right(notice.text, article, source.article)
    did = f"{apart(by) if by else 'The outlet'} {'withdrew' if withdrawn else 'corrected'}"
    return f"{did} this{printed} (<bdi>{where}</bdi>): “{apart(cut(notice.text, SHORT))}”"


def _corrected_note(copy: Copy) -> str:
    """The notice that another printing of the report carries, and this one does not."""
    notice = apart(cut(copy.correction, SHORT))
    return f"The version of this report in {_printing(copy)} carries this notice: “{notice}”"


def _copies_notes(copies: Sequence[Copy], same: Sequence[Copy]) -> Iterator[str]:
    """Who printed the same words, and who a version of the report that has others."""
    others = [copy for copy in copies if copy.article_id not in {one.article_id for one in same}]
    if same:
        yield f"The same words were also printed by {listed([*map(_printing, same)])}; it counts as one source."
    if others:
        printings = listed([*map(_printing, others)])
        yield f"A version of this report, not with all of these words, is also in {printings}; it counts as one source."


def _printing(copy: Copy) -> str:
    return f"<bdi>{link(copy.url, cut(copy.outlet or copy.title, NAME) or 'an outlet not known')}</bdi>"
