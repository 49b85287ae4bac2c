"""The page's layout and its events."""

import asyncio
import itertools
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import gradio as gr

from rag.errors import QuestionError
from rag.labels import NAME
from rag.question import MAX_QUESTION
from ui import chat as chats
from ui import texts
from ui.archive import Archive, State
from ui.background import in_background
from ui.chat import Chat
from ui.form import DATES, in_use, read_form
from ui.limits import RateLimit
from ui.markup import cut, literal

TICK, REST = 2.0, 20.0
"""Seconds between two looks of the page at what the archive holds: while something has to be waited for, and else. One
costs 1.8 KB, and a phone its rest."""
TICKED = 24
"""Most outlets shown to be ticked; with more of them names are typed."""
AT_ONCE = 4
"""Questions answered at the same time."""
TYPED = 4 * MAX_QUESTION
"""Characters that the question's field takes: more than may be asked, which is then said, since a browser cuts what is
too long without a word."""
SESSION = 6 * 3600.0
"""Seconds for which an unused chat is kept."""

_PROBLEMS = itertools.count()

Update = dict[Any, Any]
"""What an event changes: values by component."""


class Page:
    """One Gradio page over one archive. It reads; nothing in it takes a path, an address or a model's name."""

    def __init__(self, archive: Archive, limit: RateLimit, folder: Path) -> None:
        """`folder` is the visitor's own library, named where the demo archive is shown in its place."""
        self._archive = archive
        self._limit = limit
        self._folder = folder
        with gr.Blocks(title=texts.TITLE, analytics_enabled=False, fill_width=True) as self.blocks:
            self._head(folder)
            self._start()
            self.thread = _html("thread")
            self._dock()
            self.timer = gr.Timer(TICK)
            self.before = gr.Textbox(visible="hidden", max_length=chats.TOLD, elem_id="before")
            self.sent = gr.Textbox(visible="hidden", max_length=TYPED, elem_id="sent")
            self.chat = gr.State((), time_to_live=SESSION)
            self.seen = gr.State(None, time_to_live=SESSION)
            self._wire()

    # -- layout --------------------------------------------------------------------------------------------------

    def _head(self, folder: Path) -> None:
        _html("masthead", f"<header><h1>{texts.TITLE}</h1><p>{literal(texts.MOTTO)}</p></header>")
        self.state = _html("state", f'<p class="doing">{texts.OPENING}</p>')
        if self._archive.demo:
            _html("demo", f"<p>{texts.DEMO} {texts.own_archive(folder)}</p>")

    def _start(self) -> None:
        with gr.Column(elem_id="start") as self.start:
            self.intro = _html("intro", f"<p>{literal(texts.INTRO)}</p>")
            self.starters = []
            if self._archive.demo:
                with gr.Row(elem_id="starters"):
                    self.starters = [gr.Button(q, elem_classes="starter", size="sm") for q in texts.STARTERS]

    def _dock(self) -> None:
        with gr.Column(elem_id="dock"):
            self.problem = _html("problem")
            with gr.Row(elem_id="ask"):
                self.box = gr.Textbox(
                    label=texts.PLACEHOLDER,
                    placeholder=texts.PLACEHOLDER,
                    max_length=TYPED,
                    max_lines=4,
                    container=False,
                    show_label=False,
                    autofocus=True,
                    scale=1,
                    elem_id="question",
                )
                self.send = gr.Button("Ask", variant="primary", scale=0, min_width=76, elem_id="send")
                self.halt = gr.Button("Stop", scale=0, min_width=76, visible=False, elem_id="halt")
            with gr.Row(elem_id="under"):
                self._filters()
                with gr.Row(elem_id="acts"):
                    small: dict[str, Any] = {"size": "sm", "scale": 0, "min_width": 84, "visible": False}
                    self.clear = gr.Button(texts.CLEAR, elem_id="clear", **small)
                    self.anew = gr.Button("New chat", elem_id="anew", **small)

    def _filters(self) -> None:
        with gr.Accordion(texts.FILTERS, open=False, elem_id="filters") as self.panel:
            with gr.Row(elem_id="dates"):
                self.since, self.until, self.as_of = (
                    gr.Textbox(label=label, placeholder=empty, max_length=40, min_width=90, elem_id=name)
                    for name, label, empty in DATES
                )
            kinds = [(label, kind) for kind, label in texts.CHOSEN.items()]
            self.kinds = gr.CheckboxGroup(kinds, label="Kinds", elem_id="kinds")
            self.ticked = gr.CheckboxGroup([], label="Outlets", visible=False, elem_id="outlets")
            self.named = gr.Textbox(
                label="Outlets, separated by commas", visible=False, max_length=4_000, elem_id="outlet-names"
            )

    # -- events --------------------------------------------------------------------------------------------------

    def _wire(self) -> None:
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        filters: list[Any] = [self.ticked, self.named, self.since, self.until, self.as_of, self.kinds]
        fields = [*filters, self.before, self.chat]
        changed: list[Any] = [
            self.thread, self.chat, self.box, self.send, self.halt, self.anew, self.start, self.problem, self.before,
        ]  # fmt: skip
        asking: dict[str, Any] = {"concurrency_limit": AT_ONCE, "concurrency_id": "ask", **quiet}
        asked = [
            gr.on([self.send.click, self.box.submit], self._ask, [self.box, *fields], changed, **asking),
            *(button.click(self._ask, [button, *fields], changed, **asking) for button in self.starters),
            self.sent.submit(self._ask, [self.sent, *fields], changed, trigger_mode="multiple", **asking),
        ]
        # One after the other: a question sent before the page knows that the last one has ended would be dropped.
        self.halt.click(None, cancels=asked, **quiet).then(self._stop, [self.chat], changed, **quiet)
        self.anew.click(None, cancels=asked, **quiet).then(self._anew, None, changed, **quiet)
        # Not `change`, which clearing would set off for each field. A text's `input` comes with keys alone: what is
        # pasted or dictated is counted when its field is left.
        written = [self.named, self.since, self.until, self.as_of]
        left: list[Any] = [*(field.input for field in filters), *(field.blur for field in written)]
        counted: list[Any] = [self.panel, self.clear]
        in_order: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "count", **quiet}
        gr.on(left, self._count, filters, counted, trigger_mode="multiple", **in_order)
        self.clear.click(self._clear, None, [*filters, *counted], **in_order)
        self.before.submit(self._restored, [self.before, self.chat], [self.chat, self.start, self.anew], **quiet)
        shown: list[Any] = [self.state, self.intro, self.ticked, self.named, self.seen, self.timer]
        gr.on(
            [self.blocks.load, self.timer.tick],
            self._refresh, [self.seen], shown, concurrency_limit=None, queue=True, **quiet,
        )  # fmt: skip

    async def _ask(
        self,
        question: object,
        ticked: object,
        named: object,
        since: object,
        until: object,
        as_of: object,
        kinds: object,
        before: object,
        chat: Chat,
        request: gr.Request,
        event: gr.EventData,
    ) -> AsyncGenerator[Update, None]:
        known = (await asyncio.to_thread(self._archive.state)).outlets
        try:
            asked = read_form(question, ticked, named, since, until, as_of, known, kinds)
        except QuestionError as error:
            yield {self.problem: _problem(str(error))}
            return
        seconds = self._limit.wait(request.client.host if request.client else "")
        if seconds:
            yield {self.problem: _problem(f"Too many questions in a minute. Ask again in {seconds:.0f} seconds.")}
            return
        # What `page.js` sends has left the field already, and something else may have been typed there meanwhile.
        field: Update = {} if event.target is self.sent else {self.box: ""}
        yield {**field, self.problem: "", self.start: gr.Column(visible=False), **self._busy(True)}
        going_on = chat or chats.restored(before)  # sent at once, a question overtakes what goes on with the chat
        async for longer in in_background(chats.ask(self._archive, asked, going_on)):
            yield {self.thread: chats.thread(longer), self.chat: longer}
        yield self._busy(False)

    def _stop(self, chat: Chat) -> Update:
        chat = chats.stop(chat)
        return {self.thread: chats.thread(chat), self.chat: chat, **self._busy(False)}

    def _anew(self) -> Update:
        cleared = {self.thread: "", self.chat: (), self.before: "", self.problem: ""}
        shown = {self.start: gr.Column(visible=True), **self._busy(False), self.anew: gr.Button(visible=False)}
        return {**cleared, **shown}

    def _restored(self, before: object, chat: Chat) -> Update:
        """Go on with a chat that the browser still shows after its page was loaded anew."""
        told = () if chat else chats.restored(before)
        if not told:
            return {self.chat: chat}
        return {self.chat: told, self.start: gr.Column(visible=False), self.anew: gr.Button(visible=True)}

    def _clear(self) -> Update:
        dates = dict.fromkeys((self.named, self.since, self.until, self.as_of), "")
        return {self.ticked: [], self.kinds: [], **dates, **self._count()}

    def _count(self, *filters: object) -> Update:
        number = in_use(*filters)
        label = f"{texts.FILTERS} · {number}" if number else texts.FILTERS
        return {self.panel: gr.Accordion(label=label), self.clear: gr.Button(visible=bool(number))}

    def _busy(self, busy: bool) -> Update:
        return {
            self.send: gr.Button(visible=not busy),
            self.halt: gr.Button(visible=busy),
            self.anew: gr.Button(visible=not busy),
        }

    def _intro(self, state: State) -> str:
        if state.empty:
            return f'<div class="empty">{texts.empty(self._folder)}</div>'
        return f"<p>{literal(texts.INTRO)}</p>"

    def _refresh(self, seen: State | None) -> Update:
        state = self._archive.state()
        if state == seen:
            return {self.seen: gr.skip()}
        update: Update = {self.seen: state, self.state: _state(state), self.intro: self._intro(state)}
        update[self.timer] = gr.Timer(TICK if state.doing or state.trouble or state.empty else REST)
        if seen is None or seen.outlets != state.outlets:
            few = len(state.outlets) <= TICKED
            update[self.ticked] = gr.CheckboxGroup(
                [(cut(outlet, NAME), outlet) for outlet in state.outlets], visible=few and bool(state.outlets)
            )
            such_as = ", ".join(outlet for outlet in state.outlets[:3] if "," not in outlet and len(outlet) <= NAME)
            update[self.named] = gr.Textbox(visible=not few, placeholder=f"such as {such_as}" if such_as else "")
        return update


def _html(name: str, value: str = "") -> gr.Markdown:
    """HTML of ours. Markdown rather than gr.HTML: it is sanitized once more in the browser, and needs no `eval`."""
    return gr.Markdown(value, elem_id=name, sanitize_html=True, latex_delimiters=[], show_label=False)


def _problem(text: str) -> str:
    """What is wrong with a question; told apart from the same said before, which would not be read out again."""
    return f'<p class="problem" role="alert" id="problem-{next(_PROBLEMS)}">{literal(text)}</p>'


def _state(state: State) -> str:
    parts = [f'<p class="holds">{literal(state.line)}</p>'] if state.line else []
    if state.doing:
        parts.append(f'<p class="doing">{literal(state.doing)}</p>')
    if state.trouble:
        parts.append(f'<p class="problem" role="alert">{literal(state.trouble)}</p>')
    return f"<div>{''.join(parts)}</div>"
