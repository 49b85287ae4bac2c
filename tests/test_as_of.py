"""An as-of time sees what was known by then and nothing else, whatever is asked and whenever."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.versions import Version
from eval.datasets import load_questions
from rag.demo import demo_path
from rag.library import Library
from rag.types import Answer, Copy, Filters, Turn

FIRST, LAST = (int(datetime(2024, *day, tzinfo=UTC).timestamp()) for day in ((11, 7), (12, 22)))
QUESTIONS = [(q.text, q.history) for q in load_questions(demo_path("questions.jsonl"))]


@pytest.fixture(scope="module")
def histories(demo: Library) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for version in demo.export():
        found.setdefault(version.article_id, []).append(version)
    return found


def known_at(history: list[Version], moment: int) -> Version | None:
    """The oracle: of the versions known by then the last one."""
    by_then = [version for version in history if version.known_from <= moment]
    return max(by_then, key=lambda version: version.known_from, default=None)


def shown(answer: Answer) -> Iterator[tuple[Version, tuple[Copy, ...]]]:
    yield from ((c.source, c.copies) for c in answer.sources)
    yield from ((hit.source, hit.copies) for hit in answer.nearest)


PAIRS = given(asked=st.sampled_from(QUESTIONS), moment=st.integers(FIRST, LAST))
Asked = tuple[str, tuple[Turn, ...]]


@settings(max_examples=12, deadline=None)
@PAIRS
def test_nothing_that_came_later_is_used(
    demo: Library, histories: dict[str, list[Version]], asked: Asked, moment: int
) -> None:
    check(demo, histories, asked, moment)


@pytest.mark.torture
@settings(max_examples=200, deadline=None)
@PAIRS
def test_nothing_that_came_later_is_used_in_200_answers(
    demo: Library, histories: dict[str, list[Version]], asked: Asked, moment: int
) -> None:
    check(demo, histories, asked, moment)


def check(demo: Library, histories: dict[str, list[Version]], asked: Asked, moment: int) -> None:
    answer = demo.ask(asked[0], filters=Filters(as_of=moment), history=asked[1])
    for source, copies in shown(answer):
        known = known_at(histories[source.article_id], moment)
        assert known is not None
        assert (source.version, source.article.text) == (known.version, known.article.text)
        for dated in (source.article.published, source.article.updated, *(copy.published for copy in copies)):
            assert dated is None or dated.timestamp() <= moment
        assert all(known_at(histories[copy.article_id], moment) for copy in copies)
    assert answer.newest_source is None or answer.newest_source.timestamp() <= moment
    assert answer.hidden == sum(known_at(history, moment) is None for history in histories.values())


def test_how_things_stand_is_told_by_the_newest_version(demo: Library, histories: dict[str, list[Version]]) -> None:
    corrected = [history for history in histories.values() if len(history) > 1]
    assert len(corrected) == 3
    for question in ("How many people gave money for the restoration of Notre-Dame?", "latest on soldiers in Iraq"):
        answer = demo.ask(question)
        assert answer.citations
        for source, _ in shown(answer):
            assert source.current
            assert source.version == histories[source.article_id][-1].version
