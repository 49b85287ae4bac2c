"""Conflicts in answers: those planted in the demo that are shown, and those invented where articles agree."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tqdm import tqdm

from eval.agreeing import Planted, stories
from eval.datasets import DatasetError, json_lines, load_questions
from rag.demo import demo_path, open_demo
from rag.library import Library
from rag.settings import Settings
from rag.types import Answer, Claim, Conflict

STORIES = 25
"""Of four articles each: a hundred articles."""
SEEDS = (5, 6, 7)
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Known:
    """A conflict of the demo archive."""

    about: str
    questions: tuple[str, ...]
    claims: tuple[tuple[str, str], ...]
    """(address, words) of each side."""
    updated: bool

    def shown_in(self, answer: Answer) -> bool:
        """Whether an answer shows two of its sides beside each other."""
        return any(self.is_in(conflict) for conflict in answer.conflicts)

    def is_in(self, conflict: Conflict) -> bool:
        """Whether a conflict has two of its sides."""
        return sum(any(_says(claim, *side) for claim in conflict.claims) for side in self.claims) >= 2


def _says(claim: Claim, url: str, words: str) -> bool:
    return claim.citation.source.article.url == url and words in claim.citation.quote


def known() -> list[Known]:
    """The conflicts planted in the demo archive. Raises `DatasetError` when the list cannot be read."""
    rows = json_lines(demo_path("conflicts.jsonl"))
    try:
        return [
            Known(
                row["about"],
                tuple(row["questions"]),
                tuple((c["url"], c["quote"]) for c in row["claims"]),
                row.get("updated", False),
            )
            for _, row in rows
        ]
    except (KeyError, TypeError) as error:
        raise DatasetError(f"{demo_path('conflicts.jsonl')}: {error}") from error


def report() -> Iterator[str]:
    """Counts over the demo and over generated articles, then what was missed or invented."""
    settings = Settings()
    with open_demo(settings) as library:
        yield from _of_demo(library)
    for differing in (False, True):
        yield from _of_generated(settings, differing=differing)


def _of_demo(library: Library) -> Iterator[str]:
    planted = known()
    asked = [(one, question) for one in planted for question in one.questions]
    missed = [(one.about, question) for one, question in asked if not one.shown_in(library.ask(question))]
    shown = len({one.about for one in planted} - {about for about, question in missed if _first(planted, question)})
    yield f"demo: conflicts shown for their first question     {shown} of {len(planted)}"
    yield f"demo: questions that show the conflict they ask for {len(asked) - len(missed)} of {len(asked)}"
    yield from (f"  missed: {question}" for _, question in missed)
    questions = load_questions(demo_path("questions.jsonl"))
    answers = [library.ask(q.text, filters=q.filters, history=q.history) for q in _watched(questions, "demo")]
    others = [(a, c) for a in answers for c in a.conflicts if not any(one.is_in(c) for one in planted)]
    yield f"demo: conflicts that were not planted               {len(others)} in {len(answers)} answers"
    yield from (f"  {answer.question} {_in_words(conflict)}" for answer, conflict in others)


def _first(planted: Sequence[Known], question: str) -> bool:
    return any(one.questions[0] == question for one in planted)


def _of_generated(settings: Settings, *, differing: bool) -> Iterator[str]:
    planted = shown = invented = answered = 0
    lines: list[str] = []
    for seed in SEEDS:
        made = list(stories(STORIES, seed=seed, differing=differing))
        for story, at, answer in _asked(made, settings):
            answered += 1
            wanted = at in story.differing
            planted += wanted
            shown += wanted and any(is_planted(c, story) for c in answer.conflicts)
            wrong = [c for c in answer.conflicts if not is_planted(c, story)]
            invented += len(wrong)
            lines += [f"  invented: {answer.question} {_in_words(c)}" for c in wrong]
            lines += [f"  missed: {answer.question}"] if wanted and not answer.conflicts else []
    what = f"{len(SEEDS)} x {4 * STORIES} articles, {'one of four differing' if differing else 'agreeing'}"
    if differing:
        yield f"{what}: conflicts shown {shown} of {planted}"
    yield f"{what}: conflicts invented {invented} in {answered} answers"
    yield from lines


def is_planted(conflict: Conflict, story: Planted) -> bool:
    """Whether a conflict is about the fact on which a story's articles differ: each begins with it."""
    told = {line for article in story.articles for line in article.text.split("\n")[:1]}
    return bool(story.differing) and all(claim.citation.quote in told for claim in conflict.claims)


def _asked(made: Sequence[Planted], settings: Settings) -> Iterator[tuple[Planted, int, Answer]]:
    with tempfile.TemporaryDirectory() as folder, Library.open(folder, settings, create=True) as library:
        library.add([article for story in made for article in story.articles])
        for story in _watched(made, "articles"):
            for at, question in enumerate(story.questions):
                yield story, at, library.ask(question)


def _in_words(conflict: Conflict) -> str:
    return f"{conflict.about}: {', '.join(claim.value for claim in conflict.claims)}"


def _watched(items: Iterable[Item], what: str) -> Iterable[Item]:
    return tqdm(items, desc=what, leave=False, disable=None)
