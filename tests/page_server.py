"""Starts the page as a person would, in a process of its own, and drives it with the system's Chromium."""

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Playwright

ROOT = Path(__file__).resolve().parents[1]
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update "
    "--disable-sync"
).split()
START = 40.0
"""Seconds in which the page has to stand, on a machine that is busy with other tests."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running page."""

    url: str
    seconds: float
    """From the start of the process to the address line."""

    @property
    def port(self) -> int:
        port = urlsplit(self.url).port
        assert port is not None
        return port


APP = ("app.py",)
SERVE = ("-m", "rag", "serve")
"""The two ways to start it."""


def start_app(*options: str, way: Sequence[str] = APP, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *way, *options],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(
    library: Path, *, abused: bool = False, port: str = "0", way: Sequence[str] = APP, **environment: str
) -> Iterator[Server]:
    """The page over `library`, ended by its process id; only an `abused` one may complain. Port 0 is a free one."""
    started = time.monotonic()
    process = start_app("--library", str(library), "--port", port, way=way, **environment)
    try:
        line = _first_line(process)
        assert line.startswith("Dateline is on http://"), line + _ended(process)
        yield Server(line.split()[-1], time.monotonic() - started)
    finally:
        errors = _ended(process)
    assert process.returncode == 0, errors
    assert abused or errors == "", errors


def _first_line(process: subprocess.Popen[str]) -> str:
    """The first line of standard output; empty when there is none in time."""
    lines: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None
    read = process.stdout.readline
    threading.Thread(target=lambda: lines.put(read()), daemon=True).start()
    try:
        return lines.get(timeout=START)
    except queue.Empty:
        return ""


def _ended(process: subprocess.Popen[str]) -> str:
    """End the process and return what it wrote to standard error."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        return process.communicate(timeout=15)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate(timeout=15)[1]


@dataclass
class Watched:
    """A browser page of which every request and every complaint is kept."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._refuse)
        self.page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _refuse(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def outside(self, server: Server) -> list[str]:
        """Requests to anything but the server."""
        return [url for url in self.requests if not url.startswith((server.url + "/", "data:"))]

    def ask(self, question: str, turn: int) -> None:
        """Type a question, send it and wait for the end of its answer."""
        self.page.get_by_label("Ask the archive a question").fill(question)
        self.page.keyboard.press("Enter")
        self.page.locator(f"#t{turn} .answer.done").wait_for(timeout=60_000)


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium. Fails, and never skips, when it is missing."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "browser tests need Chromium from the system's packages: apt-get install chromium"
    return playwright.chromium.launch(executable_path=chromium, args=FLAGS)
