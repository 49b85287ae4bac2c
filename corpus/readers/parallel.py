"""Reading with all processors: what a file holds is made into articles by several processes, given out in its order.

This process reads bytes and no more than a few blocks ahead of who takes the articles. A block is some lines of JSON, a
page, or articles that a reader found; a worker (`corpus.readers.limited`) cleans and prepares them.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from corpus.article import Article, Rejection, Tombstone
from corpus.errors import ArticleError, ReadError
from corpus.prepared import Prepared, article_packed, article_unpacked, packed, prepare, unpacked
from corpus.readers import Sources, cleaned, found_in, html
from corpus.readers.items import STANDARD, Draft, Found, Lines, Notice, Options, Page
from corpus.readers.limited import call, in_order

Ready = Prepared | Tombstone | Rejection | Notice
_Found = Draft | Tombstone | Rejection | Notice
_Block = Lines | Page | list[_Found]

TOGETHER = 64
"""Articles of a reader in one block, at most ..."""
CHARACTERS = 200_000
"""... and about so many characters of them."""
_ME = "corpus.readers.parallel"
_KINDS: dict[str, type[Tombstone] | type[Rejection] | type[Notice]] = {
    "tombstone": Tombstone,
    "rejection": Rejection,
    "notice": Notice,
}


def read_prepared(sources: Sources, options: Options = STANDARD) -> Iterator[Ready]:
    """What `corpus.readers.read` gives, with articles prepared for the catalog. Raises as that does.

    Little of it is read in this process, which spares starting others.
    """
    blocks = _blocks(found_in(sources, replace(options, apart=True)))
    return _ready(blocks)


def _ready(blocks: Iterator[_Block]) -> Iterator[Ready]:
    first = list(islice(blocks, 2))
    if len(first) < 2:
        for block in first:
            yield from _here(block)
    else:
        for ready in in_order(_apart, chain(first, blocks)):
            yield from ready


def _blocks(found: Iterable[Found]) -> Iterator[_Block]:
    together, characters = list[_Found](), 0
    for item in found:
        if isinstance(item, Lines | Page):
            if together:
                yield together
                together, characters = [], 0
            yield item
            continue
        together.append(item)
        characters += len(item.article.text) if isinstance(item, Draft) else 0
        if len(together) >= TOGETHER or characters > CHARACTERS:
            yield together
            together, characters = [], 0
    if together:
        yield together


def _here(block: _Block) -> Iterator[Ready]:
    for found in block if isinstance(block, list) else [block]:
        yield from _prepared(found)


def _prepared(found: Found) -> Iterator[Ready]:
    for item in cleaned(found):
        if not isinstance(item, Article):
            yield item
            continue
        try:
            yield prepare(item)
        except ArticleError as error:
            yield Rejection(item.source, str(error))


# -- in other processes ----------------------------------------------------------------------------------------------


def _apart(block: _Block) -> list[Ready]:
    try:
        return [_from_json(value) for value in _called(block)]
    except ReadError as error:
        if isinstance(block, Page):
            return [Rejection(block.source, str(error))]
        return [ready for one in _singly(block) for ready in _alone(one)]  # one of many ended the worker: which?


def _singly(block: Lines | list[_Found]) -> list[Lines] | list[list[_Found]]:
    if isinstance(block, list):
        return [[item] for item in block]
    return [Lines(block.name, n, line) for n, line in enumerate(block.data.split(b"\n"), block.first) if line.strip()]


def _alone(block: Lines | list[_Found]) -> list[Ready]:
    """What one line or one item gives; it is never made in this process, which nothing would end."""
    reason = ""
    for _ in range(2):  # the system may have ended the worker for want of memory, which is not its fault
        try:
            return [_from_json(value) for value in _called(block)]
        except ReadError as error:
            reason = str(error)
    return [Rejection(f"{block.name}:{block.first}" if isinstance(block, Lines) else block[0].source, reason)]


def _called(block: _Block) -> list[list[Any]]:
    if isinstance(block, Lines):
        found: list[list[Any]] = call(f"{_ME}:of_lines", block.data, name=block.name, first=block.first)
    elif isinstance(block, Page):
        found = call(f"{_ME}:of_page", block.data, source=block.source)
    else:
        found = call(f"{_ME}:of_found", json.dumps([_found_to_json(item) for item in block]))
    return found


def of_lines(data: bytes, name: str, first: int) -> list[list[Any]]:
    """What `Lines` give, as JSON. In a worker."""
    return [_to_json(ready) for ready in _prepared(Lines(name, first, data))]


def of_page(data: bytes, source: str) -> list[list[Any]]:
    """What a `Page` gives, as JSON. In a worker. Raises `ReadError`."""
    return [_to_json(ready) for ready in _prepared(html.draft_of(Page(source, data)))]


def of_found(data: str) -> list[list[Any]]:
    """What drafts, rejections and notices give, as JSON. In a worker."""
    return [_to_json(ready) for values in json.loads(data) for ready in _prepared(_found_from_json(values))]


def _to_json(ready: Ready) -> list[Any]:
    if isinstance(ready, Prepared):
        return ["article", *packed(ready)]
    if isinstance(ready, Tombstone):
        return ["tombstone", ready.article_id, ready.removed, ready.source]
    if isinstance(ready, Rejection):
        return ["rejection", ready.source, ready.reason]
    return ["notice", ready.source, ready.message]


def _from_json(values: list[Any]) -> Ready:
    kind, *rest = values
    return unpacked(rest) if kind == "article" else _KINDS[kind](*rest)


def _found_to_json(found: _Found) -> list[Any]:
    if not isinstance(found, Draft):
        return _to_json(found)
    return ["draft", found.source, found.notices, article_packed(found.article)]


def _found_from_json(values: list[Any]) -> _Found:
    kind, *rest = values
    if kind != "draft":
        return _KINDS[kind](*rest)
    source, notices, article = rest
    return Draft(source, article_unpacked(article), tuple(notices))
