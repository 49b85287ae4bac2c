"""Cutting an article into passages: runs of whole sentences that fit the encoder, header included."""

from corpus.article import Article
from corpus.versions import Version
from rag.encoders import Encoder
from rag.orders import orders, passed_over, stated, without_orders
from rag.sentences import Span, sentences
from rag.types import Passage
from rag.written_dates import day

TARGET = 128
"""Word pieces of body text in a passage; the encoder's limit is the ceiling."""


def id_of(article_id: str, version: int, place: int) -> str:
    """The id of a passage by its place in the article version, from 0."""
    return f"{article_id}-{version}-{place}"


def article_of(passage_id: str) -> str:
    """The id of the article that a passage is of."""
    return passage_id.partition("-")[0]


def beside(passage: Passage, step: int) -> str:
    """The id that the passage so many places after another one of its article version has, if there is one."""
    return id_of(passage.article_id, passage.version, place_of(passage) + step)


def place_of(passage: Passage) -> int:
    """Its place in the article version, as its id has it."""
    return int(passage.passage_id.rpartition("-")[2])


def header(article: Article) -> str:
    """What is embedded before a passage's own words: headline, outlet and date."""
    facts = ", ".join(part for part in (article.outlet, day(article.published)) if part)
    return " | ".join(part for part in (article.title, facts) if part)


def labels(article: Article) -> str:
    """The words an article is found by besides its own: its header, and its kind where that says something."""
    kind = article.kind if article.kind not in ("news", "unknown") else ""
    return " ".join(part for part in (header(article), kind) if part)


def embedded(article: Article, passage: Passage) -> str:
    """The exact string that is encoded for a passage."""
    head = header(article)
    return f"{head}\n{body(article, passage)}" if head else body(article, passage)


def body(article: Article, passage: Passage) -> str:
    """The words a passage is found by: its own without those addressed to a model."""
    return "".join(article.text[slice(*span)] for span in _read(article, passage))


def asked_besides(article: Article, passage: Passage) -> str:
    """The questions of something else that begin in it: no evidence, and an excerpt may be one."""
    unread = sorted(passed_over(article.text, article.language))
    texts = [article.text[a:b] for a, b in unread if passage.start <= a < passage.end]
    return " ".join(text for text in texts if not orders(text))


def sentences_in(article: Article, passage: Passage) -> list[Span]:
    """The sentences that begin in a passage, in the article's offsets, without those addressed to a model."""
    return [span for span in stated(article.text, article.language) if passage.start <= span[0] < passage.end]


def sentence_spans(article: Article, passage: Passage) -> list[Span]:
    """The same, in offsets into `embedded(article, passage)`."""
    read = _read(article, passage)
    shift = len(embedded(article, passage)) - sum(end - start for start, end in read)
    before = [sum(max(0, min(end, at) - start) for start, end in read) for at, _ in sentences_in(article, passage)]
    lengths = [end - start for start, end in sentences_in(article, passage)]
    return [(at + shift, at + length + shift) for at, length in zip(before, lengths, strict=True)]


def _read(article: Article, passage: Passage) -> list[Span]:
    return without_orders(article.text, passage.start, passage.end, article.language)


def cut(version: Version, encoder: Encoder) -> list[Passage]:
    """The passages of an article version, in order, covering every sentence.

    A sentence longer than the encoder reads is cut between words, so that none of it goes unread.
    """
    article = version.article
    head = header(article)
    room = encoder.max_tokens - encoder.count([head])[0] - 4  # specials and the joining line break
    if room < 32:  # an absurd headline must not leave the text unread
        room = encoder.max_tokens // 2
    spans = _fitting(article, encoder, min(TARGET, room), room)
    return [
        Passage(id_of(version.article_id, version.version, i), version.article_id, version.version, start, end)
        for i, (start, end) in enumerate(spans)
    ]


def _fitting(article: Article, encoder: Encoder, target: int, room: int) -> list[Span]:
    groups: list[Span] = []
    used = 0
    for (start, end), cost in _pieces(article, encoder, room):
        if groups and used + cost <= target:
            groups[-1] = (groups[-1][0], end)
            used += cost
        else:
            groups.append((start, end))
            used = cost
    return groups


def _pieces(article: Article, encoder: Encoder, room: int) -> list[tuple[Span, int]]:
    """Sentences with their cost in word pieces; one that does not fit is cut at white space."""
    text = article.text
    spans = sentences(text, article.language)
    pieces: list[Span] = []
    for span, cost in zip(spans, encoder.count([text[a:b] for a, b in spans]), strict=True):
        pieces += [span] if cost <= room else _cut_long(text, span, room)
    costs = encoder.count([text[a:b] for a, b in pieces])
    # What is not read takes no room, so that it moves no other sentence into another passage.
    unread = passed_over(text, article.language)
    return [
        (span, 0 if span in unread or orders(text[slice(*span)]) else cost)
        for span, cost in zip(pieces, costs, strict=True)
    ]


def _cut_long(text: str, span: Span, room: int) -> list[Span]:
    """Runs of at most `room` characters: a word piece is at least one character, so they always fit."""
    start, end = span
    pieces: list[Span] = []
    while end - start > room:
        cut_at = text.rfind(" ", start + 1, start + room)
        cut_at = cut_at if cut_at > start else start + room
        pieces.append((start, cut_at))
        start = cut_at + (text[cut_at] == " ")
    if end > start:
        pieces.append((start, end))
    return pieces
