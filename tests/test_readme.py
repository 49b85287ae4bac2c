"""What the README and the page on Python show runs as it stands there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from running import environment

README = Path(__file__).parent.parent / "README.md"
PAGES = [README, README.with_name("CONTRIBUTING.md"), *sorted((README.parent / "docs").glob("*.md"))]


def _run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it in a folder of its own, on the code that stands beside these tests."""
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=180)


def test_the_python_example_runs(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    assert len(example.splitlines()) <= 12
    run = _run(example, tmp_path)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[0] == "Rebels took Hama on Thursday. https://example.org/hama"


def test_the_page_on_python_runs_from_top_to_bottom(tmp_path: Path) -> None:
    page = (README.parent / "docs" / "python.md").read_text(encoding="utf-8")
    script = "\n".join(re.findall(r"```python\n(.*?)```", page, re.S))
    run = _run(script, tmp_path)
    assert run.returncode == 0, run.stderr
    assert run.stdout.count("Rebels took Hama on Thursday.") >= 5


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_linked_file_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_of_ours_that_is_named_is_there(page: Path) -> None:
    """`rag/answer/votes.py` by its path, and `votes.py` alone by the last path named before it."""
    folder = README.parent
    for name in re.findall(r"`([\w/]+\.py)`", page.read_text(encoding="utf-8")):
        if "/" in name:
            folder = (README.parent / name).parent
        assert (README.parent / name).exists() or (folder / name).exists(), name
