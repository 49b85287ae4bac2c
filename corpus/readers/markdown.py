"""Markdown with YAML front matter."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from corpus.article import printable
from corpus.errors import ReadError
from corpus.readers.fields import NAMES, draft
from corpus.readers.files import MB, decoded_or_guessed, whole
from corpus.readers.items import Draft
from corpus.readers.markup import plain, tidy

LIMIT = MB
MAX_FRONT_MATTER = 65_536
"""Longest front matter, in characters. The parser is slow, and a page of settings has a few hundred."""

MAX_EFFORT = 50_000_000
"""Most of the sum, over paragraphs, of the square of their marks: the time to parse them grows with it, to a few
seconds here. An article of 100 paragraphs with 50 marks in each has 250,000."""

_BODY = frozenset(NAMES["text"])


def _guard(state: StateCore) -> None:
    marks = (len(_MARKS.findall(token.content)) for token in state.tokens if token.type == "inline")
    if sum(n * n for n in marks) > MAX_EFFORT:
        raise ReadError("more Markdown marks in a paragraph than an article has")


_MARKS = re.compile(r"[\[\]*_`<&!\\\n]")
_MARKDOWN = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
_MARKDOWN.core.ruler.before("inline", "guard", _guard)


class _Strings(yaml.BaseLoader):
    """Every scalar stays the string that was written, so `lang: no` is Norwegian; aliases are refused.

    Aliases are how a page of YAML becomes a terabyte, and no front matter needs one.
    """

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:  # noqa: ANN401 (as in PyYAML)
        if self.check_event(yaml.AliasEvent):
            raise ReadError("front matter: aliases (*name) are not read")
        return super().compose_node(parent, index)


_RULE = re.compile(r"^-{3,}\s*$", re.M)
"""A line that front matter begins and ends with."""


def _loaded(block: str) -> object:
    if len(block) > MAX_FRONT_MATTER:
        raise ReadError(f"front matter: over the limit of {MAX_FRONT_MATTER:,} characters")
    try:
        return yaml.load(block, Loader=_Strings)
    except RecursionError:
        raise ReadError("front matter: nested too deep") from None
    except (yaml.YAMLError, ValueError) as error:
        raise ReadError(f"front matter: {_where(error)}") from None


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or " ".join(str(error).split())
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)


def read(stream: BinaryIO, name: str) -> Iterator[Draft]:
    """One article. Raises `ReadError` when the front matter or the encoding is broken."""
    text, guess = decoded_or_guessed(whole(stream, LIMIT))
    front, body = _parted(printable(text))
    heading, words = _reduced(body, str(front.get("title") or ""))
    made = draft({"title": heading, **front, "text": words}, name)
    yield replace(made, notices=guess + made.notices)


def _parted(text: str) -> tuple[dict[str, object], str]:
    if not _RULE.match(text) or len(parts := _RULE.split(text, 2)) < 3:  # there is none, or it is never closed
        return {}, text
    _, block, body = parts
    front = _loaded(block)
    if not isinstance(front, dict):  # words between two rules
        return {}, text
    kept = {key: value for key, value in front.items() if value not in ("null", "~", "")}
    return {key: value for key, value in kept.items() if re.sub(r"[\W_]+", "", str(key)).lower() not in _BODY}, body


def _reduced(body: str, title: str) -> tuple[str, str]:
    """The first top heading and the words below it, without marks.

    The heading leaves the words when it is, or becomes, the title.
    """
    blocks = [(kind, words) for kind, words in _blocks(_MARKDOWN.parse(body)) if words]
    heading = next((words for kind, words in blocks if kind == "h1"), "")
    if heading and title.strip() in ("", heading):
        blocks.remove(("h1", heading))
    return heading, "\n\n".join(words for _, words in blocks)


def _blocks(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    row: list[str] = []
    around = ""
    for token in tokens:
        if token.type == "inline" and around in ("th", "td"):
            row.append(_inline(token.children or []))
        elif token.type == "inline":
            yield around, tidy(_inline(token.children or []))
        elif token.type in ("fence", "code_block"):
            yield "pre", token.content.strip("\n")
        elif token.type == "html_block":
            yield "html", plain(token.content)
        elif token.type == "tr_close":
            yield "tr", " | ".join(row)
            row = []
        around = token.tag


def _inline(children: list[Token]) -> str:
    return "".join(_INLINE[child.type](child) for child in children if child.type in _INLINE)


# Links keep their words, which are tokens of their own; images and tags between words are dropped.
_INLINE: Mapping[str, Any] = {
    "text": lambda token: token.content,
    "text_special": lambda token: token.content,
    "code_inline": lambda token: token.content,
    "softbreak": lambda _: " ",
    "hardbreak": lambda _: "\n",
}
