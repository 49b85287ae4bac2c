"""Transcripts and fact-checks: what is quoted of a turn, a claim, and the lines that say nothing."""

from collections.abc import Callable

import pytest
from growth import repeated, too_steep

from rag.answer.claims import claims
from rag.answer.turns import in_its_turn, interview
from rag.sentences import sentences


def quoted(text: str) -> list[str]:
    """What may be quoted of a text, each once."""
    spans = (in_its_turn(text, span) for span in sentences(text))
    return list(dict.fromkeys(text[slice(*span)] for span in spans if span is not None))


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Claim: The well is poisoned.\n\nVerdict: False", True),
        ("THE CLAIM\nThe well is poisoned.\n\nTHE VERDICT\nFalse.", True),
        ("MYTH: The well is poisoned.\nFACT: It is clean, the laboratory says. It was tested.", True),
        ("What is claimed: The well is poisoned.\n\nRating: FALSE", True),
        ("Claim: The well is poisoned.", False),
        ("The claim is old. The well is clean.\nVerdict: not guilty", False),
    ],
)
def test_a_claim_is_quoted_with_its_verdict_only(text: str, whole: bool) -> None:
    assert (quoted(text) == [text]) == (whole or text.startswith("Claim"))
    assert bool(claims(text)) == whole


def test_what_a_fact_check_found_is_quoted_by_itself() -> None:
    claim = "THE CLAIM\nThe well is poisoned.\nTHE VERDICT\nFalse."
    assert quoted(f"{claim}\nTHE FACTS\nSixty wells were clean.") == [claim, "Sixty wells were clean."]


def test_a_claim_too_long_to_go_with_its_verdict_is_not_quoted() -> None:
    text = f"Claim: The well is poisoned{' and so on' * 60}.\nVerdict: False"
    assert quoted(text) == ["Verdict: False"]


def test_subtitles_are_read_as_turns() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:04,200\nHOST: Will the dam close in spring?\n\n"
        "2\n00:00:04,300 --> 00:00:09,000\nTILDA: The dam stays open.\n\n"
        "3\n00:00:09,100 --> 00:00:12,000\nHOST: Did the gates cost 90 million?\n\n"
        "4\n00:00:12,100 --> 00:00:19,000\nTILDA: They cost 14 million."
    )
    assert quoted(text) == ["TILDA: The dam stays open.", "TILDA: They cost 14 million."]


def test_time_codes_before_the_names() -> None:
    text = (
        "[00:12] Ada: Were nine routes cut?\n[00:17] Jo: Four were.\n"
        "[00:25] Ada: Will fares rise?\n[01:00:27] Jo: They do."
    )
    assert quoted(text) == [text[: text.index("\n[00:25]")], text[text.index("[00:25]") :]]


def test_credits_and_pointers_are_not_quoted() -> None:
    said = ["Children plant 500 oaks.", "Read more than 20 books and win, the library says.", "Sources say so."]
    aside = ["Picture: R. Holm", "Credit: Lenz Archive", "READ ALSO: A story", "Read more", "ADVERTISEMENT", "18:40"]
    aside += ["JUST WATCHED Children plant 500 oaks Replay More Videos ...", "Torvik, Norland (TN) —"]
    assert quoted("\n".join([*said, *aside])) == said


@pytest.mark.parametrize("look", [claims, interview, quoted])
@pytest.mark.parametrize("token", ["Claim:\n", "Claim: a\nVerdict: no\n", "00:00 A: b?\n", "00:00:", "Photo: a ", " "])
def test_time_grows_with_the_length(look: Callable[[str], object], token: str) -> None:
    assert not too_steep(look, repeated(token), 16_384), token


@pytest.mark.parametrize("token", ["(adds ", "(reporting by ", "* adds a ", "attention editors ", "(adds) ", "a. "])
@pytest.mark.parametrize("before", ["", "(adds ", "eds: corrects a. "])
def test_time_grows_with_the_length_of_notes_to_editors(before: str, token: str) -> None:
    assert not too_steep(quoted, repeated(token, before), 16_384), token


@pytest.mark.parametrize(
    "note",
    [
        "(Adds details, quotes)",
        "(Recasts with vote, adds mayor's comment in paragraph 4, background)",
        "(Updates throughout, changes dateline, previous LONN)",
        "(Reporting by Ada Berg in Lonn; editing by Bo Lund)",
        "* Adds quotes from mayor\n* Updates with background, shares",
        "Eds: Updates with details on contract. With photos. Will be updated.",
        "ATTENTION EDITORS - Pictures will be available from 1500 GMT. Please call the desk.",
        "More to follow.",
    ],
)
def test_what_an_agency_tells_those_who_print_a_take_is_not_quoted(note: str) -> None:
    news = "TOLBY, March 6 (Nordwire) - The mayor of Tolby resigned on Thursday."
    assert quoted(f"{note}\n\n{news}") == [news]
    assert quoted(f"{news}\n\n{note}") == [news]


def test_what_stands_before_the_news_in_one_line_is_left_out() -> None:
    news = "TOLBY, March 6 (Nordwire) - The mayor of Tolby resigned on Thursday."
    assert quoted(f"(Adds details, quotes) {news}") == [news]
    assert quoted(f"{news} (Reporting by Ada Berg)") == [news]


@pytest.mark.parametrize(
    "text",
    [
        "(Updates to the law are due in May.)",
        "(Adds up to 40 percent, he said.) The council met on Friday.",
        "* Adds two seats to the council\n* Ends night fares",
        "The editors: two women from Lonn. They left in May.",
        "Notes to editors: The survey was made among 2,014 adults in Lonn.",
        "Editor's note: The mayor has since resigned.",
        'ATTENTION EDITORS: The story headlined "Mayor resigns", sent at 1030 GMT, is killed. Please do not use it.',
        "(Corrects day in first paragraph to Thursday, not Friday)\n\nThe mayor of Tolby resigned on Thursday.",
    ],
)
def test_news_and_notices_of_correction_are_quoted_as_they_stand(text: str) -> None:
    assert quoted(text) == [text[slice(*span)] for span in sentences(text)]
