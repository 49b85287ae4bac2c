"""Results as text for a person at a terminal."""

import re
import shutil
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from corpus.article import Article, Rejection
from corpus.runs import AddReport
from rag.index import IndexStatus
from rag.labels import (
    HEADLINE,
    NAME,
    NO_OUTLET,
    NOT_SAID,
    TOLD,
    changed_on,
    labels,
    outlets_of,
    plain,
    short,
    stood_as,
    what_was_put_right,
)
from rag.library import Status
from rag.settings import Settings
from rag.types import Answer, Citation, Conflict, Copy, Difference, Hit, SearchResult, Sentence
from rag.written_dates import day

_WIDEST = 100
_MARKS = tuple("\"“”„«»")
_NUMBER = re.compile(r"\[(\d{1,9})\]")


def in_marks(quote: str) -> str:
    """A quote in quotation marks, unless it brings its own: two at once look like a misprint."""
    quote = plain(quote)
    return quote if quote[:1] in _MARKS or quote[-1:] in _MARKS else f"“{quote}”"


def search_text(result: SearchResult) -> Iterator[str]:
    """Hits, best first: where they stand, and their words."""
    if not result.hits:
        yield "Nothing found."
    for hit in result.hits:
        yield from _hit(hit)
        yield _fill(hit.words)
        yield ""
    yield from _hidden(result.hidden)


def answer_text(answer: Answer) -> Iterator[str]:
    """The answer with its numbers and what they stand for, or the refusal with the nearest articles."""
    if answer.status == "answered":
        kinds = {c.n: c.source.article.kind for c in answer.citations if c.source.article.kind in TOLD}
        quoted = answer.answered_by == "quotes"
        yield _fill(" ".join(_numbered(s, kinds, quoted=quoted) for s in answer.sentences), indent="")
        yield ""
        for part in answer.lacking:
            yield _fill(f"{NOT_SAID}: {plain(part)}", indent="", after="    ")
            yield ""
        for conflict in answer.conflicts:
            yield from _differing(conflict)
        for citation in answer.sources:
            yield from _citation(citation)
        yield from _compared(answer)
    else:
        yield _fill(answer.reason, indent="")
        for citation in answer.stood:
            yield ""
            yield from _citation(citation)
        yield from _compared(answer)
        if answer.nearest:
            yield "\nNearest articles:"
        shown: set[str] = set()
        for hit in answer.nearest:
            if hit.source.article_id not in shown:
                yield from _hit(hit)
            shown.add(hit.source.article_id)
    yield from _notes(answer)


def _compared(answer: Answer) -> Iterator[str]:
    """Whether an excerpt has its article's words, and where it has not."""
    if answer.excerpt is None or not (answer.sentences or answer.stood):
        return
    if not answer.differences:
        yield f"The words given {'stand' if answer.sentences else 'stood'} there word for word."
        return
    yield "The words given are not quite the article's:"
    for difference in answer.differences:
        yield _fill(_difference(difference))
    if answer.sentences:
        yield from (_fill(_replaced(stood, answer.excerpt), indent="") for stood in answer.stood)


def _replaced(stood: Citation, excerpt: str) -> str:
    """Until when an article had the words given, or such as come nearer to them."""
    until = stood.source.known_until
    when = f" until {day(datetime.fromtimestamp(until, UTC))}, when it was changed" if until is not None else ""
    return f"{stood_as(stood.quote, excerpt)} in [{stood.n}]{when}."


def _difference(difference: Difference) -> str:
    ours, theirs = f"“{plain(difference.excerpt)}”", f"“{plain(difference.article)}”"
    if not difference.article:
        return f"given {ours}, which the article does not have"
    if not difference.excerpt:
        return f"left out {theirs}, which the article has"
    return f"given {ours}, the article has {theirs}"


def add_text(report: AddReport, rejected: Iterable[Rejection]) -> Iterator[str]:
    """The summary of `add`."""
    rejected = list(rejected)
    yield (
        f"added {report.added}, updated {report.updated}, unchanged {report.unchanged}, "
        f"copies {report.copies}, {f'removed {report.removed}, ' if report.removed else ''}"
        f"rejected {max(len(rejected), report.rejections)}"
    )
    for rejection in rejected:
        yield f"  {plain(rejection.source)}: {plain(rejection.reason)}"
    if (more := report.rejections - len(rejected)) > 0:
        yield f"  and {more:,} more, which `dateline report` counts by their reasons"


def status_text(status: Status) -> Iterator[str]:
    """What a library holds and how far its index is."""
    counts, index = status.counts, status.index
    rows = {
        "library": f"{status.folder.absolute()}{' (the demo archive)' if status.demo else ''}",
        "articles": f"{counts.articles:,} in {counts.versions:,} versions; {counts.origins:,} different texts",
        "outlets": f"{counts.outlets:,}",
        "newest": counts.newest or "no dates",
        "removed": f"{counts.removed:,}",
        "passages": f"{index.passages:,}, of which {index.without_vector:,} wait to be encoded",
        "index": _how_far(index),
        "encoder": index.encoder,
    }
    yield from (f"{name:<10}{plain(value)}" for name, value in rows.items())


def _how_far(index: IndexStatus) -> str:
    if not index.encoder:
        return "damaged, or of another version; `dateline sync` makes it anew"
    if index.behind:
        return f"{index.behind:,} changes behind"
    if index.without_vector:
        return "unfinished: what waits to be encoded is found by its words alone; `dateline sync` goes on from there"
    return "up to date"


def settings_rows(settings: Settings) -> list[dict[str, str]]:
    """Every setting with its variable, value and meaning; of a key only whether there is one."""
    prefix = settings.model_config.get("env_prefix", "")
    return [
        {
            "setting": name,
            "variable": f"{prefix}{name}".upper(),
            "value": _value(name, str(getattr(settings, name))),
            "meaning": field.description or "",
        }
        for name, field in Settings.model_fields.items()
    ]


def settings_text(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """The rows of `settings_rows`, two lines each."""
    for row in rows:
        yield f"{row['variable']}={plain(row['value'])}"
        yield f"    {row['meaning']}"


def _value(name: str, value: str) -> str:
    if name.endswith("key"):
        return "(set, not shown)" if value else ""
    scheme, at, rest = value.partition("://")
    return f"{scheme}://...@{rest.rpartition('@')[2]}" if at and "@" in rest else value


def _numbered(sentence: Sentence, kinds: Mapping[int, str], *, quoted: bool) -> str:
    """A sentence and what it cites; a number of the article's own stands in round brackets, since ours do in square."""
    said = _NUMBER.sub(r"(\1)", in_marks(sentence.text) if quoted else plain(sentence.text))
    return said + "".join(f" [{n}, {kinds[n]}]" if n in kinds else f" [{n}]" for n in sentence.citations)


def _citation(citation: Citation) -> Iterator[str]:
    article = citation.source.article
    yield _fill(f"[{citation.n}] {_where(article)}", indent="", after="    ")
    if article.url:
        yield f"    {plain(article.url)}"
    yield _fill(in_marks(citation.quote))
    yield from map(_fill, what_was_put_right(citation))
    yield from _printings(citation.copies, citation.printings)
    yield ""


def _hit(hit: Hit) -> Iterator[str]:
    article = hit.source.article
    yield _fill(f"{hit.rank}. {_where(article)}", indent="", after="    ")
    if article.url:
        yield f"    {plain(article.url)}"
    yield from map(_fill, what_was_put_right(hit))
    yield from _printings(hit.copies, hit.printings)


def _printings(copies: tuple[Copy, ...], same: tuple[Copy, ...]) -> Iterator[str]:
    """Who printed the same words, and who a version of the report that has others."""
    if same:
        yield _fill(f"also printed by {outlets_of(same)}")
    if others := set(copies).difference(same):
        yield _fill(f"a version of this report also in {outlets_of(others)}")


def _where(article: Article) -> str:
    told = ", ".join(label for label in labels(article) if label != NO_OUTLET)
    by = f"{short(article.outlet, NAME) or 'unnamed outlet'}{f' ({told})' if told else ''}"
    date = day(article.published) if article.published is not None else "no date"
    date += f", updated {day(changed)}" if (changed := changed_on(article)) is not None else ""
    return f"{by}, {date}: {short(article.title, HEADLINE) or 'no headline'}"


def _notes(answer: Answer) -> Iterator[str]:
    yield _fill(_rests_on(answer), indent="")
    if answer.removed:
        yield f"Taken out because the archive does not support it: {_count(len(answer.removed), 'sentence')}."
    if answer.fallback:
        yield _fill(f"Quoted from the articles: {plain(answer.fallback)}", indent="")
    if answer.rewritten:
        yield _fill(f"Searched as: {plain(answer.rewritten)}", indent="")
    yield from _hidden(answer.hidden)


def _hidden(number: int) -> Iterator[str]:
    if number:
        yield f"Left out because of the as-of date: {_count(number, 'article')}."


def _differing(conflict: Conflict) -> Iterator[str]:
    """The values side by side, newest first."""
    said = "Figures of different times, the newest first" if conflict.updated else "Sources differ"
    yield _fill(f"{said}: {plain(conflict.about)}", indent="")
    for claim in conflict.claims:
        article = claim.citation.source.article
        date = day(article.published) if article.published is not None else "no date"
        kind = f" ({article.kind})" if article.kind in TOLD else ""
        by = f"{short(article.outlet, NAME) or 'unnamed outlet'}{kind}, {date} [{claim.citation.n}]"
        yield _fill(f"{plain(claim.value)}: {by}", after="        ")
    yield _fill(f"({_count(conflict.sources, 'independent source')}, {_count(conflict.printings, 'printing')})")
    yield ""


def _rests_on(answer: Answer) -> str:
    """From when the answer is: the as-of time, the newest text it quotes, and how far the archive goes."""
    said = f"As of {day(answer.as_of)}" if answer.as_of is not None else "As of now"
    newest = answer.newest_source
    source = f", newest source of {day(newest)}" if newest is not None else ""
    source = ", from sources without a date" if newest is None and answer.citations else source
    corpus = answer.corpus
    up_to = f" up to {day(datetime.fromisoformat(corpus.newest))}" if corpus.newest else ""
    return f"{said}{source}; archive of {_count(corpus.articles, 'article')}{up_to}."


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _fill(text: str, indent: str = "    ", after: str | None = None) -> str:
    width = min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns)
    return textwrap.fill(
        plain(text),
        max(40, width),
        initial_indent=indent,
        subsequent_indent=indent if after is None else after,
        break_long_words=False,
        break_on_hyphens=False,
    )
