"""What a reader waits for in a large archive against a small one: commands, and the page's first screen in a browser.

Vectors are noise, as in `eval.bench.moved`. The two archives take turns, and each measure is the best of several.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from eval.bench import moved, synthetic
from eval.datasets import DatasetError
from rag.encoders import load_encoder
from rag.settings import Settings

SMALL, TIMES = 2_000, 3
COMMANDS = {"status": ["status"], "report": ["report"], "search": ["search", "harbour"]}
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
ROOT = Path(__file__).resolve().parents[2]


def measure(settings: Settings, articles: int) -> Iterator[str]:
    """One line for each measure: seconds at `SMALL` and `articles` articles, and their ratio."""
    sizes = SMALL, articles
    best: dict[str, dict[int, float]] = defaultdict(lambda: dict.fromkeys(sizes, float("inf")))
    with tempfile.TemporaryDirectory() as work:
        folders = {size: Path(work) / str(size) for size in sizes}
        encoder = load_encoder(settings.encoder, settings.cache)
        for size, folder in folders.items():
            source = Path(work) / "articles.jsonl"
            synthetic.write_lines(source, size, synthetic.SHORT)
            moved.add(source, folder, settings, moved.Counting(encoder, {}))
        for _ in range(TIMES):
            for size, folder in folders.items():
                for name, seconds in _measured(folder):
                    best[name][size] = min(best[name][size], seconds)
    yield f"{'best of ' + str(TIMES):<34}{SMALL:>9,}{articles:>11,}{'ratio':>8}"
    for name, of in best.items():
        yield f"{name:<34}{of[SMALL]:>7.2f} s{of[articles]:>9.2f} s{of[articles] / of[SMALL]:>8.2f}"


def _measured(folder: Path) -> Iterator[tuple[str, float]]:
    for name, command in COMMANDS.items():
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "rag", *command, "--library", str(folder)], check=True, stdout=subprocess.DEVNULL
        )
        yield f"dateline {name}", time.perf_counter() - began
    yield from _first_screen(folder)


def _first_screen(folder: Path) -> Iterator[tuple[str, float]]:
    """From the start of the page's process, and from opening the page once it runs. Raises `DatasetError`."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise DatasetError("the page's first screen is measured in a browser: pip install -e '.[test]'") from error
    if not (chromium := shutil.which("chromium")):
        raise DatasetError("the page's first screen is measured in Chromium: install your system's package for it")
    began = time.perf_counter()
    command = [sys.executable, "app.py", "--library", str(folder), "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        if not (said := process.stdout.readline().split()):
            raise DatasetError("the page did not start; its reason stands above")
        url = said[-1]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page()
            for name in ("first screen of a new process", "first screen once it runs"):
                page.goto(url)
                page.locator("#state .holds").wait_for(timeout=120_000)  # the line that says what the archive holds
                yield name, time.perf_counter() - began
                page.locator("#state .doing").wait_for(state="detached", timeout=120_000)
                began = time.perf_counter()
            browser.close()
    finally:
        process.terminate()
        process.wait(timeout=60)
