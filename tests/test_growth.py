"""Text that repeats itself, as nobody writes and anybody may send, takes time in proportion to its length."""

import gzip
import io
import zlib
from collections.abc import Callable
from functools import partial

import pytest
from growth import repeated, too_steep

from corpus.article import printable
from corpus.differences import word_difference
from corpus.readers.fields import names
from corpus.readers.gzips import Members
from rag.answer import entities, facts, figures, given, lexicon, wording
from rag.answer.doers import Doers
from rag.answer.otherwise import otherwise
from rag.answer.slots import fills
from rag.dates import dates_in, now_at
from rag.events import events_in
from rag.full_stops import ends
from rag.orders import orders
from rag.question import MAX_QUESTION
from rag.sentences import sentences
from rag.terms import terms
from rag.understanding import understand

NOW = now_at(1_000_000_000, 1_000_000_000)
MARKS = ("-", " ", "\t", "’", "'", '"', "“", "#", "/", "(", "<|", "新", "\u0301")
WORDS = ("a", "a ", "A ", "a-", "a, ", "1 ", "1%", "1,000", "2024 ", "5 May ", "hundred ", "5 p.m. ", "the ", "and ")
PHRASES = ("since ", "before ", "who said that ", "between 1 and ", "last week ", "<article ", "number of ", "in ")
TOKENS = (*MARKS, *WORDS, *PHRASES)

ABOUT_QUESTIONS: dict[str, Callable[[str], object]] = {
    "events": lambda text: events_in(text, NOW, lambda _: None),
    "dates": lambda text: dates_in(text, NOW),
    "readings": lambda text: list(given.readings(text)),
    "understand": understand,
}
WHERE, WHAT = understand("Where was the ferry?"), understand("What is the ferry?")
ASKED = [
    understand(question)
    for question in (
        "Did Ann Lee resign?",
        "Was Ann Lee cleared?",
        "What did Ann Lee tell the council?",
        "What is Ann Lee accused of?",
        "Who replaced Ann Lee?",
        "Who is the new trade minister?",
        "Who knocked Ann Lee out?",
        "Who won the race?",
        "What was the score of the final?",
        "When was the race postponed to?",
        "When will the road reopen?",
        "How many people took part?",
    )
]
ABOUT_SENTENCES: dict[str, Callable[[str], object]] = {
    "sentences": sentences,
    "orders": orders,
    "facts": facts.facts,
    "numbers": lambda text: list(facts.numbers(text)),
    "quoted": facts.quoted,
    "figures": figures.figures,
    "names": entities.names,
    "canonical": lexicon.canonical,
    "commands": wording.commands,
    "beside a report": wording.beside_report,
    "captions": wording.captions,
    "where": lambda text: fills(WHERE, text),
    "what": lambda text: fills(WHAT, text),
    "speakers": wording.SPEAKER.search,
    "terms": terms,
}


@pytest.mark.parametrize("name", ABOUT_QUESTIONS)
def test_a_question_of_one_thing_repeated(name: str) -> None:
    """A question has a limit, up to which the square of its length is no harm; more than that is."""
    for before in ("", "What happened since "):
        for token in TOKENS:
            made = repeated(token, before, "/b?")
            assert not too_steep(ABOUT_QUESTIONS[name], made, MAX_QUESTION, most=30), (name, token)


@pytest.mark.parametrize("name", ABOUT_SENTENCES)
def test_a_sentence_of_one_thing_repeated(name: str) -> None:
    for token in TOKENS:
        assert not too_steep(ABOUT_SENTENCES[name], repeated(token, "The 5 ", "/b."), 4_096), (name, token)


def test_a_sentence_that_says_or_does_one_thing_again_and_again() -> None:
    said = (
        "she resigned ", "Ann Lee resigned ", "did not ", "to step ", "said ", "”, said Ann ", "told the ",
        "charged with ", "found guilty ", "accused a ", "Bo Lee ", "trade minister ", "wanted ", "not clear ",
        "beat ", "ended the ", "closed the ", "moved the ", "a study of ", "was beaten by ", "2-0 ", "no ",
    )  # fmt: skip
    for token in said:
        made = repeated(token, "The 5 ", "/b.")
        for question in ASKED:
            assert not too_steep(partial(fills, question), made, 4_096), (question.text, token)
            assert not too_steep(Doers(question).bonus, made, 4_096), (question.text, token)
            for _, told in otherwise(question):
                assert not too_steep(told.findall, made, 4_096), told.pattern


def test_a_line_of_many_sentences() -> None:
    for said in ("It sails at 5 p.m. Ships wait for it. ", "It sails on Monday. Ships wait for it in the harbour. "):
        assert not too_steep(sentences, repeated(said), 262_144), said
    for said in ("no. ", "Poi no. «", "hon. ”", "x. ,,", ". ", "A. "):
        assert not too_steep(lambda text: list(ends(text, 0, len(text), "it")), repeated(said), 65_536), said


def test_a_long_line_is_cut_as_a_short_one_is() -> None:
    said = "It sails at 5 p.m. on Sunday. Ships wait for “the St. Anna.” Dr. Adams (of the port) said so at 6 p.m. "
    line = said * 1_000
    one = sentences(said.strip())
    expected = [(a + n * len(said), b + n * len(said)) for n in range(1_000) for a, b in one]
    assert list(sentences(line)) == expected


def test_a_sentence_addressed_to_a_model_and_never_ended() -> None:
    for token in ("<|", "<article ", "#", "Ignoriere alle ", "KI muss ", "忽略", "指示", ", "):
        assert not too_steep(orders, repeated(token), 16_384), token


def test_a_byline_of_white_space() -> None:
    for token in (" ", "\t\n", "a ", ", "):
        assert not too_steep(names, repeated(token, "A. Adams", "B. Brown"), 65_536), token


def test_marks_piled_up_on_a_letter() -> None:
    assert not too_steep(lambda text: printable(f"a{text}"), repeated("\u0301\u0323"), 65_536)
    assert not too_steep(lambda n: printable("a" + "\u0301" * len(n) + "\u0323" * len(n)), repeated("x"), 32_768)
    piled = printable("a" + "\u0323" * 50 + "b")
    assert piled == "\u1ea1" + "\u0323" * 29 + "b"
    assert printable("\u2014" * 50 + "e\u0301") == "\u2014" * 50 + "\u00e9"  # no marks, and ordinary ones


def test_characters_that_show_nothing() -> None:
    for token in ("\u200d", "a\u200d", "\U000e0100", "葛\U000e0100"):
        assert not too_steep(printable, repeated(token), 65_536), token


def test_texts_in_which_everything_repeats() -> None:
    """What two texts have in common is looked for up to a bound; what each says is told whole all the same."""
    for old, new in (("\u2014\n" * 1_000, "b\n\u2014\n" * 1_000), ("\u2014 a " * 1_000, "b \u2014 c " * 1_000)):
        stretches = word_difference(old, new)
        assert "".join(s.old for s in stretches) == old
        assert "".join(s.new for s in stretches) == new
        assert len(stretches) < 500  # every mark of the one is in the other: compared to the end there are 2,000


def _drained(data: bytes) -> list[int]:
    """Where the members begin that can be read whole."""
    found = []
    for start, chunks in Members(io.BytesIO(data), b"WARC/"):
        try:
            for _ in chunks:
                pass
            found.append(start)
        except (zlib.error, EOFError):
            continue
    return found


def test_a_damaged_archive_full_of_beginnings() -> None:
    member = gzip.compress(b"WARC/1.0 hello", 0)
    for token in (b"\x1f\x8b\x08", member[:-9] + b"\xff" * 9):
        many = repeated(token.decode("latin-1"))
        assert not too_steep(lambda text: _drained(text.encode("latin-1", "replace")), many, 262_144)
    marks = b"\x1f\x8b\x08" * 50_000
    assert _drained(marks + member + marks + member) == [150_000, 300_000 + len(member)]


def test_zeros_behind_a_member_are_passed_over_however_many() -> None:
    member = gzip.compress(b"WARC/1.0 hello")
    assert _drained(member + bytes(70_000_000) + member) == [0, 70_000_000 + len(member)]
