"""Libraries that several tests read, made once. A test that changes one copies it first."""

import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from page_server import launch
from playwright.sync_api import Browser, sync_playwright
from running import Run, dateline, here, write_jsonl

from rag.demo import open_demo
from rag.library import Library
from rag.settings import Settings

# What a test takes beside other work says nothing of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# A shell's background jobs ignore interrupts, and what they start inherits that: the programs under test would as well.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

SEED_SHAPED = """\
The end of the lake pact could change who decides over the ferries of the southern shore, and what they cost.
Corvia's Exit from the Lake Pact: What It Means for Tarsia
Corvia's Exit from the Lake Pact: What It Means for Tarsia
As Corvia recalls its pilots from the southern harbours, Tarsia must decide who will run the ferries before winter.

In a step that few had expected, Corvia has begun to withdraw its pilots and tugboats from Tarsia, ending eleven \
years under the lake pact. The withdrawal leaves Tarsia without trained pilots on the three busiest crossings, \
the harbour office said.

Corvia's exit also ends the subsidy that kept fares in Tarsia low. Without it, a return ticket to the islands could \
cost twice as much by spring, according to the ferry council’s own estimate.

Analysts in Tarsia see the exit as a turning point. “Tarsia has leaned on its neighbour for a decade, and it now has \
to train its own crews,” a spokesman for the council said. The neighbouring ports of Lonn and Abria have offered tugs.
"""

_WIRE = (
    "The dam at Upper Lonn was closed on Monday night after engineers found a crack in its eastern gate. "
    "About 2,300 people in the valley below were told to leave their homes until the gate has been inspected. "
    "The water authority said that the reservoir stood at 71 percent and that the level was being lowered slowly."
)
_BRIDGE = "The Abria bridge was hit by a barge on Sunday. {} people were hurt, the fire service said. No train runs."

ARTICLES: list[dict[str, Any]] = [
    {
        "url": "https://wire.example.org/dam",
        "title": "Dam at Upper Lonn closed after crack is found",
        "text": _WIRE,
        "outlet": "Lakeside Wire",
        "authors": ["Wire desk"],
        "published": "2031-03-04T06:00:00+00:00",
        "language": "en",
        "kind": "wire",
    },
    {
        "url": "https://post.example.org/valley",
        "title": "Valley emptied below cracked dam",
        "text": _WIRE,
        "outlet": "Valley Post",
        "published": "2031-03-04T09:00:00+00:00",
    },
    {
        "url": "https://post.example.org/bridge",
        "title": "Barge hits Abria bridge",
        "text": _BRIDGE.format("Four"),
        "outlet": "Valley Post",
        "published": "2031-03-09T12:00:00+00:00",
    },
    {
        "url": "https://post.example.org/bridge",
        "title": "Barge hits Abria bridge",
        "text": _BRIDGE.format("Nine"),
        "outlet": "Valley Post",
        "published": "2031-03-09T12:00:00+00:00",
        "updated": "2031-03-11T12:00:00+00:00",
    },
    {
        "url": "https://coast.example.org/colours",
        "title": "Painter \x1b[31mred\x1b[0m opens in Lonn",
        "text": "A show of lake paintings opened in Lonn.\x1b]0;owned\x07 The museum expects 900\u2028 visitors.",
        "outlet": "Coast Review",
        "published": "2031-04-01",
    },
]


@dataclass(frozen=True, slots=True)
class Kept:
    """A library that tests read and copy."""

    folder: Path

    def copy(self, to: Path) -> Path:
        """The same library in a folder of its own."""
        return Path(shutil.copytree(self.folder, to))


@dataclass(frozen=True, slots=True)
class Archive(Kept):
    """A library and the run that made it."""

    added: Run


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Six texts of our own: one shaped like a page saved as text, two printings of one wire story, two versions."""
    folder = tmp_path_factory.mktemp("archive")
    sources = folder / "sources"
    sources.mkdir()
    (sources / "corvia-exit.txt").write_text(SEED_SHAPED, encoding="utf-8")
    write_jsonl(sources / "news.jsonl", ARTICLES)
    added = here("add", sources, "--json", library=folder / "library")
    assert added.code == 0, added.err
    return Archive(folder / "library", added)


@dataclass(frozen=True, slots=True)
class Notices(Kept):
    """300 articles of a sentence, each with a word of its own, in a file and in a library."""

    source: Path
    seconds: float
    """How long adding them took, from the start of the process to its end."""


def token(number: int) -> str:
    """The word that only notice `number` has."""
    return f"zq{number:04d}vex"


def notices(start: int, end: int) -> list[dict[str, str]]:
    """Articles about harbours, of a few words each: what they cost is their encoding."""
    return [
        {
            "url": f"https://wire.example.org/notices/{n}",
            "title": f"Harbour notice {n}",
            "outlet": f"Outlet {n % 5}",
            "published": f"2031-{1 + n % 12:02}-{1 + n % 28:02}",
            "text": f"The harbour master of {token(n)} closed pier {n} on Monday.",
        }
        for n in range(start, end)
    ]


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Notices:
    """300 articles, added without being disturbed."""
    folder = tmp_path_factory.mktemp("harbour")
    source = write_jsonl(folder / "notices.jsonl", notices(0, 300))
    start = time.monotonic()
    run = dateline("add", source, library=folder / "library")
    assert run.code == 0, run.err
    return Notices(folder / "library", source, time.monotonic() - start)


@pytest.fixture(scope="module")
def demo() -> Iterator[Library]:
    """The demo archive, answered from without a language model."""
    with open_demo(Settings(llm="")) as library:
        yield library


LONGEST = ("test_page_browser", "test_durability", "test_mixed_run", "test_eval_gate")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files come first: each is one worker's alone, and the other shall not wait for it at the end."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ends with its file: Playwright keeps an event loop running, beside which `asyncio.run` refuses to work."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()
