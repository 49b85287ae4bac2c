"""Of which questions a question is made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Turn
from rag.understanding import understand


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("how heavy are the bells gabriel and emmanuel", ["the bells gabriel", "the bells emmanuel"]),
        ("How far from Tessin are Keld and Orlane?", ["are Keld?", "are Orlane?"]),
        ("How many swings and rockers were recalled?", ["many swings were", "many rockers were"]),
        ("How many fires were there in Norland and Sudland?", ["there in Norland?", "there in Sudland?"]),
        ("Where did Mara Lind and Oren Vale meet?", ["did Mara Lind meet", "did Oren Vale meet"]),
        ("How did Lind and the leader of Keld explain the loss?", ["did Lind of Keld", "did the leader of Keld"]),
        ("Which road was cut, and what came of it?", ["Which road was cut", "what came of it"]),
        ("When was Keld flooded? How many were hurt?", ["When was Keld flooded", "How many were hurt"]),
        ("Who won the cup that Lind gave, and when?", ["Who won the cup that Lind gave", "when"]),
        ("Which bank that Lind led failed, and which city paid?", ["Which bank that Lind led", "which city paid"]),
        ("Who won and who lost?", ["Who won", "who lost"]),
        ("Did Lind resign, and did Vale stay?", ["Did Lind resign", "did Vale stay"]),
    ],
)
def test_two_things_asked_about_make_two_questions(question: str, parts: list[str]) -> None:
    found = [part.text for part in understand(question).parts]
    assert len(found) == len(parts)
    assert all(words in text for words, text in zip(parts, found, strict=True))


@pytest.mark.parametrize(
    "question",
    [
        "Which painting did they glue themselves to, to protest new oil and gas projects?",
        "What has the campaigner and podcast host Mara Lind raised?",
        "Actors joined singers and dancers at the theatre of Keld. Which film made it known?",
        "Which bill for climate and health care was signed?",
        "Which singer, known to grandparents and Mara Lind, is it?",
        "Who is the banker that left Keld, and who is now accused of theft?",
        "Which bank, which once led Norland, failed and which has since been sold?",
        "Who led the bank of Keld, as the Post has it, and is accused of theft?",
        "What was the score of the game between Carrow and Hestle?",
        "Who won the debate between the mayor and the governor?",
    ],
)
def test_words_that_describe_one_thing_or_lead_up_to_a_question_make_one(question: str) -> None:
    assert understand(question).parts == ()


@pytest.mark.parametrize(
    ("question", "leans"),
    [
        ("When did Keld fall, and who won the cup of Norland?", [False, False]),
        ("When did Keld fall, and how did it come about?", [False, True]),
        ("How many fled Keld, and how many in the north?", [False, True]),
        ("Which road of Norland was cut, and at what town?", [False, True]),
    ],
)
def test_a_part_that_leans_on_the_rest_has_it_as_context(question: str, leans: list[bool]) -> None:
    asked = understand(question)
    assert asked.apart
    assert [bool(part.context) for part in asked.parts] == leans


def test_a_heap_of_questions_is_one() -> None:
    assert len(understand(" and ".join(f"who won cup {n}" for n in range(5))).parts) == 5
    assert not understand(" and ".join(f"who won cup {n}" for n in range(90))).apart


@given(st.text(alphabet="abM ,?-’", min_size=1), st.sampled_from(("and", "or", "vs.")), st.text(alphabet="abM ,?"))
def test_a_part_has_no_words_of_its_own(one: str, joint: str, other: str) -> None:
    question = understand(f"who {one} {joint} {other}")
    assert all(set(part.terms) <= set(question.terms) for part in question.parts)


@pytest.mark.parametrize(
    ("earlier", "asked", "spelled"),
    [
        (["How many people went home from Norland?"], "And from Sudland?", "How many people went home from Sudland?"),
        (["Who led Keld?", "And Orlane?"], "And Mossgate?", "Who led Mossgate?"),
        (["How did the Exchange of Keld fare in May?"], "And in June?", "How did the Exchange of Keld fare in June?"),
        (["How did the Exchange fare in May?"], "What about the Bourse?", "How did the Bourse fare in May?"),
        (["Is Norland's embassy open?"], "And Sudland's?", "Is Sudland's embassy open?"),
        (["Is Norland’s embassy open?"], "What about Sudland?", "Is Sudland’s embassy open?"),
        (["How large is the army of the United Isles?"], "And of Norland?", "How large is the army of Norland?"),
        (["Who won the cup in 2020?"], "and in 2021?", "Who won the cup in 2021?"),
        (["When did Keld fall?"], "Why?", "Why did Keld fall?"),
        (["Did Keld fall?"], "And when exactly?", "When did Keld fall?"),
        (["Why did Keld fall?", "When?"], "And Orlane?", "When did Orlane fall?"),
        (["How many fled on 3 May?"], "Is that still so?", "How many fled, by the latest report?"),
        (["How many fled since 3 May?"], "And now?", "How many fled since 3 May, by the latest report?"),
        (["Who set the fire of 3 May?"], "Has that changed?", "Who set the fire of 3 May, by the latest report?"),
        (["Who led Keld?", "And Orlane?"], "Is this still the case?", "Who led Orlane, by the latest report?"),
        (["Who led Keld?", "Is that so?"], "Is it still true?", "Who led Keld, by the latest report?"),
    ],
)
def test_a_follow_up_about_another_is_spelled_out(earlier: list[str], asked: str, spelled: str) -> None:
    found = understand(asked, [Turn("user", text) for text in earlier])
    assert (found.text, found.rewritten, found.typed, found.context) == (spelled, spelled, asked, ())
    assert found.terms == understand(spelled).terms


@pytest.mark.parametrize(
    ("earlier", "asked"),
    [
        ("What did Lind say of Norland?", "What about Vale?"),  # in whose place?
        ("Who led Keld?", "Why?"),
        ("When did Keld fall?", "And then?"),
        ("What happened in Keld?", "And Thursday?"),
        ("What happened in Keld?", "And Lind, who left?"),
        ("What happened?", "And in Keld?"),
        ("Who leads Keld?", "Is that still the mayor?"),
        ("Who leads Keld?", "Is the bridge still closed there?"),
        ("Keld", "And Orlane?"),
    ],
)
def test_a_follow_up_that_may_mean_several_things_leans_on_the_whole_question(earlier: str, asked: str) -> None:
    found = understand(asked, [Turn("user", earlier)])
    assert (found.text, found.typed) == (asked, "")


_WORDS = st.lists(st.sampled_from(["And", "from", "in", "the", "Keld", "Orlane’s", "May", "1931", "left", "Who?", "…"]))


@given(st.lists(_WORDS.map(" ".join), max_size=4), _WORDS.map(" ".join).filter(str.strip))
def test_any_chat_can_be_followed_up(earlier: list[str], asked: str) -> None:
    found = understand(asked, [Turn("user", text) for text in earlier])
    assert (found.typed or found.text) == asked
    assert not found.typed or (found.text == found.rewritten and not found.context)


@pytest.mark.parametrize(
    "text",
    [
        "What did the mayor of Holt say about the strike this week?",
        "How many people were there on the ferry Aurelia?",
        "Is there any report of a leak at the dam of Corrow?",
    ],
)
def test_words_that_only_look_like_pointing_back_do_not(text: str) -> None:
    history = [Turn("user", "How many people were hurt in the fire at the paper mill?")]
    assert understand(text, history).rewritten is None
    assert understand("Is there any word on the cause?", history).rewritten is not None
