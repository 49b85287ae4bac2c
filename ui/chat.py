"""A chat: its exchanges, each as HTML, and the answering of the next question."""

import json
import logging
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.errors import DatelineError
from rag.library import Library
from rag.narrowing import left_out_unstated, narrows
from rag.question import MAX_QUESTION
from rag.types import Answer, Sentence, Turn
from ui import answers, texts
from ui.archive import Archive
from ui.form import Asked
from ui.markup import cut, literal, side

REMEMBERED = 8
"""Exchanges that a follow-up question is understood by, and that are remembered beside the newest one."""
LONG = 280
"""Characters from which on a question is shown smaller, its beginning only until it is opened."""
TOLD = 20_000
"""Characters that a browser may tell of a chat ..."""
MANY = 10_000
"""... and the number that its last exchange stays below."""
LOOK = 0.3
"""Seconds between two looks at whether the archive is ready."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it so far."""

    number: int
    question: str
    scope: str = ""
    """What the question was narrowed to, as HTML."""
    html: str = ""
    """What is shown of the answer; nothing of one before the newest, which the browser shows."""
    said: str = ""
    """The answer as text, for follow-up questions."""
    done: bool = False


Chat = tuple[Exchange, ...]


def thread(chat: Chat) -> str:
    """The newest exchange as one line of HTML. The browser has those before it, and need not be sent them again."""
    return "".join(_exchange(exchange) for exchange in chat if exchange.html)


def _exchange(exchange: Exchange) -> str:
    scope = f'<p class="scope">{exchange.scope}</p>' if exchange.scope else ""
    asked, whole = exchange.question, ""
    if long := len(asked) > LONG:
        whole = f'<details><summary>{texts.WHOLE_QUESTION}</summary><p dir="auto">{literal(asked)}</p></details>'
    return (
        f'<section class="turn" id="t{exchange.number}"><h2 class="asked{" long" * long}{side(asked)}" dir="auto">'
        f'<span class="sr" dir="ltr">Question: </span>{literal(cut(asked, LONG))}</h2>{whole}{scope}'
        f'<div class="pair">{exchange.html}</div></section>'
    )


def ask(archive: Archive, asked: Asked, chat: Chat) -> Generator[Chat, None, None]:
    """The chat with the new question, again and again while its answer comes."""
    number = chat[-1].number + 1 if chat else 1
    new = Exchange(number, asked.question, asked.scope)
    earlier = tuple(replace(exchange, html="", done=True) for exchange in chat[-REMEMBERED:])
    for html, said, done in _answering(archive, asked, _history(earlier), number):
        yield (*earlier, replace(new, html=html, said=said, done=done))


def stop(chat: Chat) -> Chat:
    """The chat with its unfinished exchange marked as stopped."""
    if not chat or chat[-1].done:
        return chat
    return (*chat[:-1], replace(chat[-1], html=answers.message(texts.STOPPED, "note"), done=True))


def restored(told: object) -> Chat:
    """What a browser tells of a chat that its page was left in, for follow-up questions and the next number.

    It is `{"number": 7, "turns": [[question, answer], ...]}` as JSON, the last of them. Nothing of it is shown: the
    browser has that. What is no such thing is no chat.
    """
    try:
        kept: Any = json.loads(told) if isinstance(told, str) and len(told) <= TOLD else None
        turns, last = [(_whole(question), _whole(said)) for question, said in kept["turns"]], int(kept["number"])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return ()
    if not (0 < len(turns) <= REMEMBERED and len(turns) <= last < MANY):
        return ()
    first = last - len(turns) + 1
    return tuple(
        Exchange(n, question[:MAX_QUESTION], said=said, done=True) for n, (question, said) in enumerate(turns, first)
    )


def _whole(text: object) -> str:
    """Text without the halves of characters that JSON can have."""
    return str(text).encode("utf-8", "replace").decode()


def _history(chat: Chat) -> list[Turn]:
    turns: list[Turn] = []
    for exchange in chat[-REMEMBERED:]:
        if exchange.said:
            turns += [Turn("user", exchange.question), Turn("assistant", exchange.said)]
    return turns


Step = tuple[str, str, bool]
"""HTML so far, the answer as text, whether it is the end."""


def _answering(archive: Archive, asked: Asked, history: Sequence[Turn], number: int) -> Iterator[Step]:
    try:
        yield answers.waiting(texts.SEARCHING), "", False
        waited = False
        while not archive.answerable:
            state = archive.state()
            if archive.failed or state.empty:
                break
            if state.trouble and not state.doing:  # nothing is on its way that could be waited for
                yield answers.message(state.trouble), "", True
                return
            yield answers.waiting(state.doing or texts.OPENING), "", False  # at each look, so that it can be stopped
            waited = True
            time.sleep(LOOK)
        written = archive.library is not None and archive.library.settings.llm
        if waited or written:
            yield answers.waiting(texts.WRITING if written else texts.SEARCHING), "", False
        yield from _answer(archive, asked, history, number)
    except DatelineError as error:
        yield answers.message(str(error)), "", True
    except Exception:  # the visitor is told that it failed, the terminal why
        logging.getLogger(__name__).exception("a question failed")
        yield answers.message(texts.FAILED), "", True


def _answer(archive: Archive, asked: Asked, history: Sequence[Turn], number: int) -> Iterator[Step]:
    library = archive.library
    if library is None:
        yield answers.message(archive.failed), "", True
    elif archive.state().empty:
        yield f'<div class="answer done">{texts.empty(library.folder)}</div>', "", True
    else:
        yield from _stream(archive, library, asked, history, number)


def _stream(archive: Archive, library: Library, asked: Asked, history: Sequence[Turn], number: int) -> Iterator[Step]:
    sentences: list[Sentence] = []
    for step in library.stream(asked.question, filters=asked.filters, history=history):
        if isinstance(step, Answer):
            yield _final(archive, library, asked, step, number), step.text, True
        else:
            sentences.append(step)
            yield answers.growing(sentences), "", False


def _final(archive: Archive, library: Library, asked: Asked, answer: Answer, number: int) -> str:
    versions = archive.version_counts(citation.source.article_id for citation in answer.sources)
    doing = archive.state().doing
    behind = f'<p class="note">{literal(doing)}. What is not indexed yet is not in this answer.</p>' if doing else ""
    return answers.whole(answer, number, versions, _left_out(library, asked, answer)) + behind


def _left_out(library: Library, asked: Asked, answer: Answer) -> str:
    """How many articles the filters leave out for what they do not state; a refusal says it itself."""
    view = library.view() if answer.status == "answered" and narrows(asked.filters) else None
    return left_out_unstated(asked.filters, view.arrays) if view is not None else ""
