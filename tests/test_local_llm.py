"""A small real model, in llama.cpp's own server and in this process: what it writes is checked like any other's."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from conftest import Archive
from running import ROOT, dateline, here, one_line

from rag import Answer, Library, Sentence
from rag.answer import local
from rag.answer.model import load
from rag.demo import demo_path, fill
from rag.errors import LanguageModelError
from rag.settings import Settings

QUESTIONS = 100
SURVIVE = 0.2
"""Of what the model wrote, the least share that stands."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    settings = Settings(llm="", llm_timeout=120, prompt_tokens=1200)
    with Library.open(tmp_path_factory.mktemp("demo") / "library", settings, create=True) as opened:
        fill(opened)
        yield opened


def test_without_the_extra_it_says_what_to_install(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "find_spec", lambda name: None)
    with pytest.raises(LanguageModelError, match="local-llm"):
        load("local", Settings())
    asked = here("ask", "What closed at Upper Lonn?", "--llm", "local", library=archive.folder)
    assert asked.code == 1
    assert "dateline[local-llm]" in one_line(asked.err)


def test_a_llama_built_for_another_processor_does_not_end_the_page(archive: Archive, tmp_path: Path) -> None:
    llama, model = tmp_path / "llama_cpp", tmp_path / local.CARRIER
    for package in (llama, model):
        package.mkdir()
    llama.joinpath("__init__.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGILL)\n")
    model.joinpath("__init__.py").touch()
    model.joinpath("model.gguf").touch()
    words = ("ask", "What closed at Upper Lonn?", "--llm", "local", "--json")
    asked = dateline(*words, library=archive.folder, PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    assert asked.code == 0
    assert asked.json["sentences"]
    assert "llama.cpp does not run on this processor" in asked.json["fallback"]


@contextmanager
def served() -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The address and the process of a server of the model that the extra carries."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["--model", str(local.model_file()), "--host", "127.0.0.1", "--port", str(port), "--n_ctx", "4096"]
    process = subprocess.Popen(
        [sys.executable, "-m", "llama_cpp.server", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}/v1"
        for _ in range(240):
            assert process.poll() is None, "the server ended"
            try:
                if httpx.get(f"{url}/models", timeout=2, trust_env=False).status_code == 200:
                    break
            except httpx.HTTPError:
                time.sleep(0.5)
        yield url, process
    finally:
        process.kill()
        process.wait()


def asked(library: Library, question: str, spec: str) -> tuple[list[Sentence], Answer]:
    """The sentences as they were streamed, and the answer, all of whose citations are exact."""
    steps = list(library.stream(question, llm=spec))
    answer = steps[-1]
    assert isinstance(answer, Answer)
    assert all(c.source.article.text[c.start : c.end] == c.quote for c in answer.citations)
    assert all(sentence.citations for sentence in answer.sentences)
    return [step for step in steps[:-1] if isinstance(step, Sentence)], answer


@pytest.mark.llm
def test_what_a_small_model_writes_is_checked(demo: Library, tmp_path: Path) -> None:
    with demo_path("questions.jsonl").open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    questions = list(dict.fromkeys(r["question"] for r in records if r["answerable"] and not r.get("history")))
    assert len(questions) >= QUESTIONS
    stand = gone = 0
    with served() as (url, _):
        for question in questions[:QUESTIONS]:
            streamed, answer = asked(demo, question, f"openai:smollm2@{url}")
            assert "could not be reached" not in (answer.fallback or "")
            stand, gone = stand + len(streamed), gone + len(answer.removed)
            with (tmp_path / "sentences.jsonl").open("a", encoding="utf-8") as out:
                for sentence in streamed:
                    out.write(json.dumps({"question": question, "sentence": sentence.text}) + "\n")
    assert stand >= SURVIVE * (stand + gone), f"{stand} of {stand + gone} sentences stand"


@pytest.mark.llm
def test_a_server_killed_while_it_writes_gives_the_quoted_answer(demo: Library) -> None:
    question = "Why did Iran withdraw its commanders from Syria?"
    quotes = demo.ask(question, llm="")
    with served() as (url, process):
        model = load(f"openai:smollm2@{url}", demo.settings)
        assert model is not None
        plain = model.stream_chat

        def dying(*words: object, **more: object) -> object:
            for step, response in enumerate(plain(*words, **more)):  # type: ignore[arg-type]
                yield response
                if step == 3:
                    process.kill()

        object.__setattr__(model, "stream_chat", dying)
        steps = list(demo.stream(question, llm=model))
    answer = steps[-1]
    assert isinstance(answer, Answer)
    assert answer.sentences == quotes.sentences
    assert "could not be reached (the connection broke off)" in (answer.fallback or "")


@pytest.mark.llm
def test_the_same_model_in_this_process(demo: Library) -> None:
    _, answer = asked(demo, "When did Hama fall to the rebels?", "local")
    assert "could not be reached" not in (answer.fallback or "")
    if answer.fallback is None:
        assert answer.answered_by == "local:SmolLM2-135M-Instruct.Q4_1"
