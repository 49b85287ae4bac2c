"""Which clauses a long question has, and which outlet each names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.clauses import taken_apart
from rag.mentions import OutletNames

OUTLETS = OutletNames(["The Harbour Times", "Second Test Post", "Eastmark Herald"])


def clauses(question: str) -> list[tuple[str, list[str]]]:
    """The words of each clause without the outlets, and those."""
    asked = taken_apart(question, OUTLETS, [])
    return [(c.text, [name for outlet in c.outlets for name in outlet.outlets]) for c in asked.clauses]


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "Does the Eastmark Herald article describe the pilots in the same light as how the Second Test Post "
            "article describes the owners of the ships?",
            ("pilots in the same light", "Eastmark Herald"),
            ("owners of the ships", "Second Test Post"),
        ),
        (
            "Did the Eastmark Herald's report on the dues of the port contradict the Second Test Post report regarding "
            "the wages of its pilots?",
            ("dues of the port", "Eastmark Herald"),
            ("wages of its pilots", "Second Test Post"),
        ),
        (
            "Was the strike of the pilots not discussed in the Eastmark Herald before the rescue of the last ship at "
            "the mouth of the river was reported by the Second Test Post?",
            ("strike of the pilots", "Eastmark Herald"),
            ("rescue of the last ship", "Second Test Post"),
        ),
        (
            "Does the Eastmark Herald suggest that the port is aiming for more ships compared to the previous year, "
            "while the Second Test Post indicates that its dues have already risen?",
            ("more ships compared to the previous year", "Eastmark Herald"),
            ("dues have already risen", "Second Test Post"),
        ),
        (
            "Which harbour is at the centre of a dispute about the wages of its pilots, as reported by Eastmark "
            "Herald, and is also credited with the rescue of a ship by the Second Test Post?",
            ("wages of its pilots", "Eastmark Herald"),
            ("rescue of a ship", "Second Test Post"),
        ),
    ],
)
def test_each_report_has_a_clause(question: str, first: tuple[str, str], second: tuple[str, str]) -> None:
    found = clauses(question)
    assert len(found) == 2
    for (text, outlets), (words, outlet) in zip(found, (first, second), strict=True):
        assert words in text
        assert outlets == [outlet]


def test_a_clause_says_the_matter_without_the_reporting_around_it() -> None:
    found = clauses(
        "Was the report by the Eastmark Herald on the dues of the port consistent with the report by the "
        "Second Test Post on the wages of its pilots that was published later?"
    )
    assert [text for text, _ in found] == ["dues of the port", "wages of its pilots"]


@pytest.mark.parametrize(
    "question",
    [
        "How many ships did the port of Varna count in the week of the strike?",
        "What did the Eastmark Herald say about the strike of the pilots?",
        "Is it true, as the Eastmark Herald and the Second Test Post both reported, that the strike ended?",
    ],
)
def test_what_asks_one_thing_has_none(question: str) -> None:
    assert clauses(question) == []


PIECES = (
    *("Eastmark Herald", "Second Test Post", "as", "the", "'", '"', "(", ",", ";", "and", "before", "while"),
    *("reported", "by", "ships"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join) | st.text())
def test_no_question_is_too_odd(question: str) -> None:
    for text, _ in clauses(" ".join(question.split())):
        assert text


def test_a_heap_of_quotation_marks_takes_no_time() -> None:
    heap = " ' the" * 300
    assert clauses(f"Does the Eastmark Herald write of the port{heap} ships and the Second Test Post of its pilots?")
