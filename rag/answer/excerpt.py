"""An excerpt in place of a question: the article it comes from, in whose words, and which of them differ.

A question that is no excerpt is left to the other engines.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rag.alignment import words_of
from rag.answer.entities import DATE, bare, blank, names
from rag.answer.facts import without_quotes
from rag.answer.given import LEAST, Reading
from rag.answer.located import Archive, Match
from rag.answer.pasted import Quotation, fitted, in_one, only_said, quotations, whole_readings
from rag.answer.quoted import Draft
from rag.hits import Sources, copies_of, visible
from rag.labels import NOT_SAID
from rag.printed import plain
from rag.sentences import Span, paragraph
from rag.types import Citation, Difference, Filters, Sentence
from rag.view import View
from rag.written_dates import day

HANGING = 60
"""Most characters that are shown with a word because no space parts them from it."""
_BEFORE, _AFTER = re.compile(r"[!-~]*\Z"), re.compile(r"[!-~]*")
_PUNCTUATION = ".,;:!?…–—-*'‘’\"“”„«»()[]"
ELSEWHERE = 4
"""Most articles of other origins that are cited beside the first one."""
MOST_OMITTED = 25
"""Most words left out that are shown whole; of more the first and the last are."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of looking for an excerpt."""

    draft: Draft
    alone: bool
    """Whether it is the answer; else it stands beside the answer to what may be a question of the asker's own."""
    first: bool = False
    """Whether it stands before that answer: who said it is asked, or whether somebody did."""


def look_up(text: str, view: View, sources: Sources, filters: Filters) -> Found | None:
    """The sentences that an excerpt comes from, or a refusal when no article has them; None for anything else.

    What only a version that was replaced has, or has in nearer words, is no answer, and is shown for what it is.
    """
    archive = Archive(view, sources, filters)
    asked, quoted = list(whole_readings(text)), quotations(text)
    if (found := _as_it_stands(asked, quoted, archive) or _quoted(text, quoted, archive)) is not None:
        return found
    for reading in (*asked, *quoted):
        if (draft := _no_longer(reading, archive)) is not None:
            return Found(draft, True)
    sure, what = [reading.words for reading in asked if reading.sure], "where this is from"
    if not sure or archive.has_headline(sure[0]):
        unknown = [reading for reading in quoted if not archive.has_headline(reading.words)]
        if not unknown or not only_said(unknown[0].around):
            return Found(Draft(lacking=_lacking([one.words for one in unknown])), False) if unknown else None
        sure, what = [unknown[0].words], "this"
    then = " that was known by then" if filters.as_of is not None else ""
    reason = f"{NOT_SAID} {what}: no article{then} has these words."
    return Found(Draft(reason=reason, excerpt=sure[0]), True)


def _as_it_stands(asked: Sequence[Reading], quoted: Sequence[Quotation], archive: Archive) -> Found | None:
    """What has the words as they were given; of a quotation with a signature, what has the quotation."""
    for reading in asked:
        if (draft := _draft(reading, archive)) is not None:
            only = quoted[0] if len(quoted) == 1 and quoted[0].signed and draft.differences else None
            if only is not None and not _names_apart(only, draft):
                draft = _draft(only, archive) or draft
            return Found(draft, reading.kind != "asked")
    return None


def _quoted(text: str, quoted: Sequence[Quotation], archive: Archive) -> Found | None:
    """What has the words that a text quotes: all of them in one place, or each."""
    whole = in_one(text)
    if whole is not None and (draft := _draft(whole, archive)) is not None:
        return Found(replace(draft, differences=(*draft.differences, *_not_there(whole, draft))), True)
    if len(quoted) > 1:
        several = _several(quoted, archive)
        return Found(several, quoted[0].sure, True) if several is not None else None
    for alone in quoted:
        if (draft := _draft(alone, archive)) is not None and not _by_chance(alone, draft):
            if not alone.sure:
                return Found(_each_told(draft), False, True)
            return Found(replace(draft, differences=(*draft.differences, *_not_there(alone, draft))), True)
    return None


def beside(draft: Draft, found: Found | None) -> Draft:
    """The answer to a question with the sentences, after it or before it, that have the question's own words."""
    if found is None or not (found.draft.sentences or draft.sentences):
        return draft
    if not found.draft.sentences:
        return replace(draft, lacking=(*draft.lacking, *found.draft.lacking))
    if not draft.sentences:
        return found.draft
    one, two = (found.draft, draft) if found.first else (draft, found.draft)
    joined = _joined([one, two])
    differs = found.first or found.draft.differences
    taken = len(joined.citations) + sum(len(conflict.claims) for conflict in draft.conflicts)
    return replace(
        draft,
        sentences=joined.sentences,
        citations=joined.citations,
        lacking=(*draft.lacking, *found.draft.lacking),
        excerpt=found.draft.excerpt if differs else None,
        differences=found.draft.differences,
        stood=tuple(replace(c, n=taken + n) for n, c in enumerate(found.draft.stood, 1)),
    )


def _joined(drafts: Sequence[Draft]) -> Draft:
    """The sentences of drafts, one after another, with their citations; what is cited already is not cited again."""
    found, cited = list[Sentence](), list[Citation]()
    place: dict[tuple[str, int, int, int], int] = {}
    for draft in drafts:
        number = {}
        for c in draft.citations:
            n = place.setdefault((c.source.article_id, c.source.version, c.start, c.end), len(cited) + 1)
            cited += [replace(c, n=n)] if n > len(cited) else []
            number[c.n] = n
        said = {n for sentence in found for n in sentence.citations}
        moved = [replace(s, citations=tuple(number[n] for n in s.citations)) for s in draft.sentences]
        found += [s for s in moved if not said.issuperset(s.citations)]
    return Draft(sentences=tuple(found), citations=tuple(cited))


def _several(quoted: Sequence[Quotation], archive: Archive) -> Draft | None:
    """What comes of several quotations, each looked up by itself; None where no article has any of them."""
    drafts = [(reading, _draft(reading, archive)) for reading in quoted]
    drafts = [(one, draft if draft is not None and not _by_chance(one, draft) else None) for one, draft in drafts]
    found = [draft for _, draft in drafts if draft is not None]
    if not found:
        return None
    joined = _joined(found)
    there = [plain(c.source.article.text) for c in joined.citations]
    short = [words for words in quoted[0].short if not any(plain(words) in text for text in there)]
    stood = (c for draft in found for c in draft.stood)
    return replace(
        joined,
        excerpt=" … ".join(reading.words for reading, draft in drafts if draft is not None),
        differences=tuple(d for draft in found for d in draft.differences),
        stood=tuple(replace(c, n=len(joined.citations) + n) for n, c in enumerate(stood, 1)),
        lacking=_lacking([*(reading.words for reading, draft in drafts if draft is None), *short]),
    )


def _each_told(draft: Draft) -> Draft:
    """The draft with the other sentences that have the same words as its own too: one may deny what another tells."""
    first: dict[str, int] = {}
    for c in draft.citations:
        first.setdefault(plain(c.quote), c.n)
    own = {s.citations[0] for s in draft.sentences}
    others = {c.n: c.quote for c in draft.citations if first[plain(c.quote)] == c.n and c.n not in own}
    kept = [replace(s, citations=tuple(n for n in s.citations if n not in others)) for s in draft.sentences]
    return replace(draft, sentences=(*kept, *(Sentence(quote, (n,)) for n, quote in others.items())))


def _not_there(reading: Quotation, draft: Draft) -> Iterator[Difference]:
    """What stands with a quotation and not with it in its article: who is to have said it, and what else is quoted."""
    article = draft.citations[0].source.article
    for words in reading.short:
        if plain(words) not in plain(article.text):
            yield Difference(words, "")
    there = words_of(f"{article.text} {article.title}").keys
    cited = " ".join(without_quotes(s.text).strip(_PUNCTUATION + " ") for s in draft.sentences)
    beside = cited[:HANGING] if cited.strip() else ", ".join(names(_beside(draft))[:2])
    for name in _names_apart(reading, draft):
        yield Difference(name, beside if words_of(name).keys[-1:] and words_of(name).keys[-1] in there else "")


def _by_chance(reading: Quotation, draft: Draft) -> bool:
    """Whether nearly the words of a short quotation stand there, and nothing says that they are of who is named."""
    if not reading.sure or not draft.differences or len(words_of(reading.words)) >= LEAST:
        return False
    return not names(blank(DATE, reading.around)) or bool(_names_apart(reading, draft))


def _names_apart(reading: Quotation, draft: Draft) -> list[str]:
    """Names that stand with a quotation, as of who said it, and not where its article has it."""
    article = draft.citations[0].source.article
    there = set(words_of(f"{_beside(draft)} {article.outlet} {' '.join(article.authors)}").keys)
    return [n for n in names(blank(DATE, reading.around)) if not there.issuperset(words_of(bare(n)).keys[-1:])]


def _beside(draft: Draft) -> str:
    """The paragraph of what is cited; where it has no name besides, the one before it too."""
    first, last = draft.citations[0], draft.citations[len(draft.sentences) - 1]
    text, outlet = first.source.article.text, set(words_of(first.source.article.outlet).keys)
    start, end = paragraph(text, first.start, last.end)
    if all(outlet.issuperset(words_of(name).keys) for name in names(without_quotes(text[start:end]))):
        at = max(0, len(text[:start].rstrip()) - 1)
        start, _ = paragraph(text, at, at)
    return text[start:end]


def _lacking(quoted: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"“{words}”" for words in quoted)


def _draft(reading: Reading, archive: Archive) -> Draft | None:
    """The sentences that have the words, and the version that had nearer ones; None where no article has them."""
    found = archive.found(reading)
    if not found:
        return None
    draft = _citing(reading, found, archive)
    once = archive.once(reading, found[0].distance)
    return replace(draft, stood=(_stood(once, len(draft.citations) + 1),)) if once is not None else draft


def _citing(reading: Reading, found: Sequence[Match], archive: Archive) -> Draft:
    """The best match's sentences, each cited; with the first one the articles of other origins that have the same."""
    members = archive.sources.members({m.source.origin_id for m in found}, archive.view.seq)
    best = found[0]
    same = [m for m in found if m.stretch == best.stretch]
    origins = {m.source.origin_id: m for m in reversed(same)} | {best.source.origin_id: best}
    others = [m for m in same if origins[m.source.origin_id] is m and m is not best][:ELSEWHERE]
    spans = [(best, span) for span in best.sentences]
    spans += [(m, m.span) for m in others]
    citations = tuple(
        Citation(n, m.source, a, b, m.source.article.text[a:b], copies_of(m.source, members, archive.filters.as_of))
        for n, (m, (a, b)) in enumerate(spans, 1)
    )
    own = len(citations) - len(others)
    elsewhere = tuple(c.n for c in citations[own:])
    return Draft(
        sentences=tuple(Sentence(c.quote, (c.n, *(elsewhere if c.n == 1 else ()))) for c in citations[:own]),
        citations=citations,
        excerpt=reading.words,
        differences=tuple(_differences(reading.words, best)),
    )


def _stood(match: Match, n: int) -> Citation:
    return Citation(n, match.source, *match.span, match.cited)


def _no_longer(reading: Reading, archive: Archive) -> Draft | None:
    """A refusal where only a version that was replaced had the words: until when, and what its article says since."""
    if (once := archive.once(reading)) is None:
        return None
    article, until = once.source.article, once.source.known_until
    where = f"“{article.title}” ({article.outlet or 'unnamed outlet'})" if article.title else article.outlet
    nearly = "nearly " if once.distance else ""
    reason = f"{NOT_SAID} this any longer: {where or 'an article'} had {nearly}these words"
    if until is not None:
        reason += f" until {day(datetime.fromtimestamp(until, UTC))}, when it was changed"
    versions = archive.sources.load({once.source.article_id}, archive.view.seq)[once.source.article_id]
    now = next((v for v in versions if visible(v, archive.filters.as_of)), None)
    if now is not None and now.article.correction not in ("", article.correction):
        reason += f". It now carries a notice: “{now.article.correction.rstrip('.')}”"
    differences = tuple(_differences(reading.words, once))
    return Draft(reason=f"{reason}.", excerpt=reading.words, differences=differences, stood=(_stood(once, 1),))


def _differences(words: str, match: Match) -> Iterator[Difference]:
    """The words that differ, as written, and those left out where the excerpt says so.

    What the article has outside the sentences cited is not looked at.
    """
    words, text = fitted(words), match.source.article.text
    left, right = match.span
    last: tuple[int, int] | None = None
    for (start, stop), alignment in match.pieces:
        if last is not None:
            ours = words[match.excerpt.spans[last[0]][1] : match.excerpt.spans[start][0]]
            yield from _left_out(ours.strip(" ,;"), text, match.words.spans[last[1] : alignment.stretch[0]])
        for (a, b), (c, d) in alignment.differing(stop - start):
            theirs = [s for s in match.words.spans[c:d] if left <= s[0] and s[1] <= right]
            yield Difference(_stretch(words, match.excerpt.spans[start + a : start + b]), _stretch(text, theirs))
        last = (stop - 1, alignment.stretch[1])


def _left_out(mark: str, text: str, spans: Sequence[Span]) -> Iterator[Difference]:
    """The article's words in the place of "..." or "[...]"."""
    if len(spans) > MOST_OMITTED:
        yield Difference(mark, f"{_stretch(text, spans[:5])} … {_stretch(text, spans[-5:])}")
    elif spans:
        yield Difference(mark, _stretch(text, spans))


def _stretch(text: str, spans: Sequence[Span]) -> str:
    """The words as written, with what hangs on them without a space, as in an address."""
    if not spans:
        return ""
    start, end = spans[0][0], spans[-1][1]
    start -= len(_BEFORE.search(text, max(0, start - HANGING), start)[0])  # type: ignore[index]
    end += len(_AFTER.match(text, end, end + HANGING)[0])  # type: ignore[index]
    return text[start:end].strip(_PUNCTUATION)
