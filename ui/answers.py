"""An answer as HTML: its sentences with numbers that lead to the cards, and what the reader should know of it."""

from collections.abc import Mapping, Sequence

from rag.labels import NOT_SAID, NOTHING_ASKED, stood_as
from rag.types import Answer, Citation, Difference, Sentence
from rag.written_dates import day
from ui import texts
from ui.cards import conflict_block, mark, nearest_card, source_cards, source_line, told_labels
from ui.markup import apart, count, cut, day_of, from_seconds, language, literal, side

PART = 280
"""Characters shown of a part of the question that has no answer, and of what was searched in its place."""


def whole(answer: Answer, turn: int, versions: Mapping[str, int], left_out: str = "") -> str:
    """A finished answer; `versions` has the number of versions of each cited article, `left_out` what filters lost."""
    main = _answered(answer, turn) if answer.status == "answered" else _refused(answer)
    conflicts = "".join(conflict_block(conflict, turn) for conflict in answer.conflicts)
    notes = _notes_after(answer, turn, left_out)
    said = f'<div class="answer done">{_notes_before(answer)}{main}{conflicts}{notes}</div>'
    return said + _sources(answer, turn, versions)


def growing(sentences: Sequence[Sentence]) -> str:
    """What has been checked of an answer that is still being written."""
    text = " ".join(_said(sentence) for sentence in sentences)
    return f'<div class="answer"><p class="written">{text}</p><p class="wait">Writing and checking…</p></div>'


def waiting(reason: str) -> str:
    """What an answer waits for."""
    return f'<div class="answer"><p class="wait">{literal(reason)}</p></div>'


def message(text: str, kind: str = "problem") -> str:
    """A sentence of the page's own in place of an answer."""
    return f'<div class="answer done"><p class="{kind}">{literal(text)}</p></div>'


def _answered(answer: Answer, turn: int) -> str:
    by_number = {citation.n: citation for citation in answer.citations}
    if answer.answered_by == "quotes":
        return "".join(_quoted(sentence, by_number, turn) for sentence in answer.sentences)
    written = " ".join(_said(s) + _marks(s, turn) + _kinds(s, by_number) for s in answer.sentences)
    return f'<p class="written">{written}</p>'


def _said(sentence: Sentence) -> str:
    """The words of a written sentence, with a label where they are not proven."""
    label = "" if sentence.verified else ' <span class="unverified">not verified</span>'
    return literal(sentence.text) + label


def _quoted(sentence: Sentence, citations: Mapping[int, Citation], turn: int) -> str:
    cited = [citations[n] for n in sentence.citations if n in citations]
    lang = language(cited[0].source.article.language) if cited else ""
    by = f'<p class="by">{source_line(cited[0])}</p>' if cited else ""
    words = f'<p class="words"{lang}>{literal(sentence.text)}{_marks(sentence, turn)}</p>'
    return f'<div class="said{side(sentence.text)}">{words}{by}</div>'


def _marks(sentence: Sentence, turn: int) -> str:
    return "".join(mark(n, turn) for n in sentence.citations)


def _kinds(sentence: Sentence, citations: Mapping[int, Citation]) -> str:
    """The labels of the sources of a written sentence, each once."""
    return "".join(dict.fromkeys(told_labels(citations[n]) for n in sentence.citations if n in citations))


def _refused(answer: Answer) -> str:
    said, _, reason = answer.reason.partition(": ")
    if said != NOTHING_ASKED and NOT_SAID[1:] not in said:  # “Within these filters the archive does not say” as well
        said, reason = NOT_SAID, answer.reason
    shown = f"<p>{literal(reason[:1].upper() + reason[1:])}</p>" if reason else ""
    return f'<div class="refusal"><h3>{literal(said)}</h3>{shown}</div>'


def _sources(answer: Answer, turn: int, versions: Mapping[str, int]) -> str:
    stands, said = "", "Where it stands" if answer.sentences else "Where it stood"
    if answer.sources:
        cards = source_cards(answer.sources, turn, versions)
        stands = f'<div class="sources"><h3>{said}</h3>{cards}</div>'
    if not answer.nearest:
        return stands
    cards = "".join(nearest_card(hit) for hit in answer.nearest)
    return f'{stands}<div class="sources"><h3>The nearest articles</h3>{cards}</div>'


def _notes_before(answer: Answer) -> str:
    notes = []
    if answer.rewritten:
        notes.append(f"Searched: {apart(cut(answer.rewritten, PART))}")
    if answer.fallback:
        notes.append(f"{literal(answer.fallback[:1].upper() + answer.fallback[1:])}.")
    return "".join(f'<p class="note">{note}</p>' for note in notes)


def _notes_after(answer: Answer, turn: int, left_out: str) -> str:
    note = f'<p class="note">{literal(left_out[:1].upper() + left_out[1:])}.</p>' if left_out else ""
    return f"{_lacking(answer)}{_compared(answer, turn)}{_as_of(answer)}{note}{_removed(answer)}{_colophon(answer)}"


def _lacking(answer: Answer) -> str:
    """The parts of the question that have no answer."""
    return "".join(f'<p class="lacking">{NOT_SAID}: {apart(cut(part, PART))}</p>' for part in answer.lacking)


def _compared(answer: Answer, turn: int) -> str:
    """Whether an excerpt has its article's words, and where it has not."""
    if answer.excerpt is None or not (answer.sentences or answer.stood):
        return ""
    if not answer.differences:
        return f'<p class="note">{texts.WORD_FOR_WORD if answer.sentences else texts.STOOD_WORD_FOR_WORD}</p>'
    items = "".join(f"<li>{_difference(difference)}</li>" for difference in answer.differences)
    once = "".join(_replaced(stood, answer.excerpt, turn) for stood in answer.stood if answer.sentences)
    return f'<div class="differs"><p class="note">{texts.DIFFERS}</p><ul>{items}</ul>{once}</div>'


def _replaced(stood: Citation, excerpt: str, turn: int) -> str:
    """Until when an article had the words given, or such as come nearer to them."""
    until = stood.source.known_until
    when = f" until {day(from_seconds(until))}, when the article was changed" if until is not None else ""
    what = stood_as(stood.quote, excerpt)
    return f'<p class="note">{what} in an earlier version{when}.{mark(stood.n, turn)}</p>'


def _difference(difference: Difference) -> str:
    ours, theirs = f"<del>{apart(difference.excerpt)}</del>", f"<ins>{apart(difference.article)}</ins>"
    if not difference.article:
        return f"{ours} is not in the article"
    if not difference.excerpt:
        return f"{theirs} was left out"
    return f"{ours} was given, the article has {theirs}"


def _as_of(answer: Answer) -> str:
    newest = answer.newest_source
    rests = f". The newest source is of {day(newest)}" if newest else ""
    if answer.as_of is None:
        return f'<p class="note asof">As of now{rests}.</p>' if rests else ""
    were = "was" if answer.hidden == 1 else "were"
    left_out = f"; {count(answer.hidden, 'article')} not known by then {were} left out"
    return f'<p class="note asof">As of {day(answer.as_of)}{left_out}{rests}.</p>'


def _removed(answer: Answer) -> str:
    if not answer.removed:
        return ""
    items = "".join(f"<li><s>{apart(r.text)}</s> — {literal(r.reason)}</li>" for r in answer.removed)
    were = "was" if len(answer.removed) == 1 else "were"
    return (
        f'<details class="removed"><summary>{count(len(answer.removed), "sentence")} {were} removed: '
        f"the sources did not carry {'it' if len(answer.removed) == 1 else 'them'}</summary><ul>{items}</ul></details>"
    )


def _colophon(answer: Answer) -> str:
    corpus = answer.corpus
    newest = f", newest {day_of(corpus.newest)}" if corpus.newest else ""
    by = {True: "Quoted word for word", False: f"Written by {literal(answer.answered_by)}, each sentence checked"}
    made = f"{by[answer.answered_by == 'quotes']}. " if answer.status == "answered" else ""
    return f'<p class="colophon">{made}Archive: {count(corpus.articles, "article")}{newest}.</p>'
