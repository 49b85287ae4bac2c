"""A piece of a sentence is told from a sentence, and hardly a sentence is taken for a piece."""

import json

import pytest

from rag.answer.predicate import begins_inside, tells
from rag.demo import demo_path
from rag.sentences import sentences

PIECES = [
    "The celebrity doctor Milo Oss.",
    "17-year-old Mika Rutter.",
    "The committee investigating the fire at the harbour on 6 May 2021.",
    "Coloss, founded by Ben Lamm and Georg Kirk.",
    "The president of the council, who was elected in May.",
    "A clerk who was sentenced to a decade in prison.",
    "Anna Kovac, the region’s senior official for the coast.",
    "A deal between the two parties.",
]
SENTENCES = [
    "Another bill, for an inquiry into the mayor, failed on Monday.",
    "The recall affects two million swings.",
    "The council lays out the risks for the ferry.",
    "Residents face higher prices.",
    "Some officials in Torvik describe the step as a retreat.",
    "The men who had once worked there showed them the plan.",
    "Torvik closed the bridge because of the storm.",
    "It’s the heaviest bell in the north.",
    "Both pleaded not guilty.",
]


@pytest.mark.parametrize("text", PIECES)
def test_a_piece_tells_nothing(text: str) -> None:
    assert not tells(text)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_tells_something(text: str) -> None:
    assert tells(text)


def test_hardly_a_sentence_of_the_demo_is_taken_for_a_piece() -> None:
    texts = [json.loads(line)["text"] for line in demo_path("articles.jsonl").read_text("utf-8").splitlines()]
    said = [text[a:b] for text in texts for a, b in sentences(text, "en") if text[a:b].endswith(".")]
    pieces = [sentence for sentence in said if not tells(sentence)]
    assert len(pieces) < 0.02 * len(said)


def test_the_end_of_a_sentence_that_begins_amid_a_phrase_is_a_piece() -> None:
    sentence = "the change came on tuesday night after part of the town had demonstrated."
    assert begins_inside("tuesday night after part of the town had demonstrated.", sentence)
    assert not begins_inside("part of the town had demonstrated.", sentence)
    assert not begins_inside("the change came on tuesday night", sentence)
