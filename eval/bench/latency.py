"""How long a quoted answer takes: warm, in one process, and the first one from a cold start."""

import statistics
import subprocess
import sys
import time

from eval.datasets import load_questions
from rag.demo import demo_folder, demo_path, open_demo
from rag.settings import Settings

_COLD = [sys.executable, "-m", "rag", "ask", "What does Iran's exit mean for Assad?", "--json"]


def measure(starts: int = 3) -> dict[str, str]:
    """What was measured, with its unit: medians over the demo's questions and over `starts` new processes."""
    settings = Settings()
    with open_demo(settings) as library:
        questions = load_questions(demo_path("questions.jsonl"))
        library.ask(questions[0].text)
        warm = []
        for question in questions:
            began = time.perf_counter()
            library.ask(question.text, filters=question.filters, history=question.history)
            warm.append(1000 * (time.perf_counter() - began))
    cold = []
    for _ in range(starts):
        began = time.perf_counter()
        subprocess.run([*_COLD, "--library", str(demo_folder(settings))], check=True, capture_output=True)
        cold.append(time.perf_counter() - began)
    return {
        f"quoted answer, warm, median of {len(warm)}": f"{statistics.median(warm):.0f} ms",
        "quoted answer, warm, 95th percentile": f"{statistics.quantiles(warm, n=20)[-1]:.0f} ms",
        f"first answer from a cold start, median of {starts}": f"{statistics.median(cold):.1f} s",
    }
