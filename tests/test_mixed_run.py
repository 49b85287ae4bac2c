"""A run over everything that can be read, killed at any moment and started again, ends as if it had not been."""

import json
import logging
import random
import shutil
import signal
import subprocess
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import notices
from running import COMMAND, ROOT, dateline, environment, here, write_jsonl
from test_history import body

from rag import Library

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="Valley Post">
<meta property="article:published_time" content="2031-04-{day:02}T08:00:00Z">
<link rel="canonical" href="https://valley.example.org/{day}"></head>
<body><main><article><h1>{title}</h1>{paragraphs}</article></main></body></html>"""

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Shore Radio</title>{items}</channel></rss>"""
ITEM = """<item><title>Shore {n}</title><link>https://shore.example.org/{n}</link>
<pubDate>Tue, {day:02} Apr 2031 10:00:00 GMT</pubDate><description>{text}</description></item>"""


def _page(day: int) -> str:
    paragraphs = "".join(f"<p>{body(f'Ward {day} {part}', 2)}</p>" for part in "abc")
    return PAGE.format(title=f"Ward {day} wharves", day=day, paragraphs=paragraphs)


def _copies_and_updates() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for n in range(10):
        common = {"title": f"Lock {n}", "published": f"2031-04-{n + 1:02}T06:00:00Z"}
        text = body(f"Lock {n}", 5)
        rows += [
            {**common, "url": f"https://a.example.org/{n}", "outlet": "A", "text": text},
            {**common, "url": f"https://b.example.org/{n}", "outlet": "B", "text": f"LONN (Wire) - {text}"},
            {
                **common,
                "url": f"https://a.example.org/{n}?utm_source=mail",
                "outlet": "A",
                "text": f"{text} Correction: Lock {n} has two gates.",
                "updated": f"2031-04-{n + 2:02}T06:00:00Z",
            },
            {**common, "url": f"https://c.example.org/{n}", "text": ""},
        ]
    return rows


@dataclass(frozen=True, slots=True)
class Mixed:
    """A folder of everything, and what an uninterrupted run makes of it."""

    source: Path
    library: Path
    summary: dict[str, Any]
    whole: tuple[str, int]
    seconds: float
    """How long adding it took, from the start of the process to its end."""


def _whole(folder: Path) -> tuple[str, int]:
    """The catalog's digest and the number of passages of a library in which nothing is wrong."""
    with Library.open(folder) as library:
        assert library.verify() == []
        status = library.status()
        assert (status.index.behind, status.index.without_vector) == (0, 0)
        return library.catalog.digest(), status.index.passages


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Mixed:
    folder = tmp_path_factory.mktemp("mixed")
    source = folder / "source"
    (source / "inner").mkdir(parents=True)
    write_jsonl(source / "notices.jsonl", notices(0, 30))
    write_jsonl(source / "inner" / "locks.jsonl", _copies_and_updates())
    with zipfile.ZipFile(source / "pages.zip", "w") as archive:
        for day in range(1, 7):
            archive.writestr(f"{day}.html", _page(day))
    items = "".join(ITEM.format(n=n, day=n + 1, text=body(f"Shore {n}", 3)) for n in range(8))
    (source / "shore.xml").write_text(FEED.format(items=items), encoding="utf-8")
    (source / "note.txt").write_text(f"The pier is closed\n\n{body('Pier')}", encoding="utf-8")
    (source / "broken.jsonl").write_text('{"text": \n', encoding="utf-8")
    start = time.monotonic()
    run = dateline("add", source, "--json", library=folder / "library")
    seconds = time.monotonic() - start
    assert run.code == 1  # what is rejected is said
    return Mixed(source, folder / "library", json.loads(run.out), _whole(folder / "library"), seconds)


def test_a_mixed_run_keeps_all_that_can_be_kept(mixed: Mixed) -> None:
    counts = {name: mixed.summary[name] for name in ("added", "updated", "unchanged", "copies")}
    assert counts == {"added": 30 + 20 + 6 + 8 + 1, "updated": 10, "unchanged": 0, "copies": 20}
    assert len(mixed.summary["rejected"]) == 11


def _kill(mixed: Mixed, library: Path, share: float) -> None:
    """Begin to add, and kill the process when that share of the time is over that the first run took."""
    while True:
        # Which a test that fails shows.
        logging.getLogger(__name__).warning("killed after %.4f of %.1f s", share, mixed.seconds)
        process = subprocess.Popen(
            [*COMMAND, "add", str(mixed.source), "--library", str(library)],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(mixed.seconds * share)
        except subprocess.TimeoutExpired:
            process.kill()
            assert process.wait(30) == -signal.SIGKILL
            return
        shutil.rmtree(library, ignore_errors=True)  # it was quicker than the first run: once more, and earlier
        share /= 2


def _killed_and_done_again(mixed: Mixed, library: Path, share: float) -> None:
    _kill(mixed, library, share)
    assert here("add", mixed.source, library=library).code == 1
    assert _whole(library) == mixed.whole


def test_the_same_again_changes_nothing(mixed: Mixed, tmp_path: Path) -> None:
    library = shutil.copytree(mixed.library, tmp_path / "library")
    run = here("add", mixed.source, "--json", library=library)
    assert (run.json["added"], run.json["updated"], run.json["unchanged"]) == (0, 0, 75)
    assert _whole(library) == mixed.whole


def test_a_killed_mixed_run_ends_as_an_uninterrupted_one(mixed: Mixed, tmp_path: Path) -> None:
    _killed_and_done_again(mixed, tmp_path / "library", random.Random(1).random())


@pytest.mark.torture
@pytest.mark.parametrize("part", range(30))
def test_a_mixed_run_killed_at_30_moments(mixed: Mixed, tmp_path: Path, part: int) -> None:
    _killed_and_done_again(mixed, tmp_path / "library", (part + random.Random(part).random()) / 30)
