"""The shape of the code: what imports what, what is light, what is exported, what the wheel holds."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from running import ROOT, dateline, environment

import rag
from rag.cli import cli

ALLOWED = {
    "corpus": {"corpus"},
    "rag": {"corpus", "rag"},
    "eval": {"corpus", "rag", "eval"},
    "ui": {"corpus", "rag", "ui"},
    "app.py": {"corpus", "rag", "ui"},
}
"""What each part may import of ours."""
SERVE = ("rag/cli.py", "app")
"""The one exception: `dateline serve` starts the page."""
ADAPTERS = {
    "chromadb": {"rag/dense.py"},
    "tantivy": {"rag/words.py", "rag/terms.py"},
    "openvino": {"rag/encoders.py", "rag/convert.py"},
    "sentence_transformers": {"rag/encoders.py", "rag/convert.py", "rag/cross_encoder.py"},
    "fastwarc": {"corpus/readers/warc.py"},
    "pyarrow": {"corpus/readers/parquet.py"},
    "pypdf": {"corpus/readers/pdf_text.py"},
    "backports": {"corpus/readers/unpacked.py"},
}
"""Which files may import a library that another one could take the place of."""


def _sources() -> Iterator[Path]:
    for name in ALLOWED:
        path = ROOT / name
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def test_a_callers_type_checker_knows_that_settings_have_defaults() -> None:
    """One without pydantic's plugin takes a default given by its place for none, and every setting for needed."""
    tree = ast.parse((ROOT / "rag/settings.py").read_text())
    made = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Field"]
    assert made
    assert not [ast.unparse(call) for call in made if call.args]


def _imports(path: Path) -> Iterator[str]:
    """The top packages a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("path", list(_sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    ours = {"corpus", "rag", "eval", "ui", "app"}
    for imported in _imports(path):
        if imported in ours and (name, imported) != SERVE:
            assert imported in ALLOWED[name.split("/")[0]], f"{name} imports {imported}"
        if imported in ADAPTERS:
            assert name in ADAPTERS[imported], f"{name} imports {imported}"


def test_every_module_is_in_its_room() -> None:
    """The architecture's table names each module once, in the row of its package, and no other."""
    rows = re.findall(r"^\| `([a-z.]+)`[^|]*\| ([^|]*) \|$", (ROOT / "docs/architecture.md").read_text("utf-8"), re.M)
    named = [f"{room}.{name}" for room, names in rows for name in re.findall(r"`(\w+)`", names)]
    paths = [path.relative_to(ROOT).with_suffix("") for part in ("corpus", "rag", "ui") for path in _modules(part)]
    assert sorted(named) == sorted(".".join(path.parts) for path in paths)


def _modules(part: str) -> Iterator[Path]:
    return (path for path in (ROOT / part).rglob("*.py") if not path.stem.startswith("__"))


def _loaded(statement: str, *names: str) -> set[str]:
    """Which of these modules are loaded after a statement in a fresh interpreter."""
    script = f"import sys\n{statement}\nprint(*(n for n in {names!r} if n in sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


def test_importing_rag_is_light() -> None:
    heavy = ("torch", "chromadb", "gradio", "llama_index", "openvino", "transformers", "sentence_transformers")
    assert _loaded("import rag", *heavy, "rag.library") == set()
    assert _loaded("from rag import Library", *heavy) == set()
    assert _loaded("from rag import support\nsupport('A ship left.', ['A ship left.'])", *heavy, "rag.library") == set()


def test_a_library_loads_nothing_of_answering_before_it_is_asked() -> None:
    assert _loaded("from rag import Library", "rag.asking", "rag.answer.quoted", "rag.answer.written") == set()


def test_the_command_line_starts_light() -> None:
    assert _loaded("import rag.cli", "numpy", "tantivy", "rag.library", "trafilatura", "pydantic") == set()


def test_an_answer_loads_no_torch(archive: object) -> None:
    folder = getattr(archive, "folder", None)
    statement = f"from rag import Library\nLibrary.open({str(folder)!r}).ask('Why was the dam closed?')"
    assert _loaded(statement, "torch", "transformers", "gradio", "openvino") == {"openvino"}


def test_what_is_exported_is_there() -> None:
    assert sorted(rag.__all__) == list(rag.__all__)
    assert all(hasattr(rag, name) for name in rag.__all__)
    with pytest.raises(AttributeError):
        _ = rag.nothing_of_that_name
    assert (Path(rag.__file__).parent / "py.typed").exists()


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"dateline {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_takes_library_and_json(name: str) -> None:
    options = {option for parameter in cli.commands[name].params for option in parameter.opts}
    assert {"--library", "--json"} <= options
    assert cli.commands[name].help


def test_python_m_rag_is_dateline() -> None:
    assert dateline("--help").out.startswith("Usage: dateline ")


def test_constraints_pin_every_dependency() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines}
    assert all("==" in line and "+" not in line and "@" not in line and "://" not in line for line in lines)
    assert "torch==2.13.0" in lines
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {wish.split(">")[0].split("=")[0].split("<")[0].split("[")[0].strip().lower() for wish in wanted}
    assert names <= pinned


def test_what_is_imported_is_declared() -> None:
    """Not left to whatever brings it along today."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    declared = {canonicalize_name(Requirement(wish).name) for wish in wanted}
    named = {name: set(map(canonicalize_name, names)) for name, names in packages_distributions().items()}
    apart = {"backports", "compression", "_typeshed", *ALLOWED, "app"}  # one of several, Python's own, and ours
    imported = {name for path in _sources() for name in _imports(path)} - sys.stdlib_module_names - apart
    assert {name for name in imported if name in named and not named[name] & declared} == set()


def test_what_is_required_admits_what_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {canonicalize_name(name): version for name, version in (line.split("==") for line in lines)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for wish in map(Requirement, project["dependencies"]):
        assert pinned[canonicalize_name(wish.name)] in wish.specifier, wish


def test_the_wheel_holds_what_runs(tmp_path: Path) -> None:
    sources = [ROOT / name for name in ("pyproject.toml", "README.md", "LICENSE", *ALLOWED)]
    tree = tmp_path / "tree"  # not in the repository, where a build leaves its own folders
    tree.mkdir()
    subprocess.run(["cp", "-r", *map(str, sources), str(tree)], check=True)
    options = ["--no-deps", "--no-build-isolation", "-q", "-w", str(tmp_path)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(tree)], check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    wanted = ["app.py", "corpus/demo/articles.jsonl", "corpus/demo/questions.jsonl", "rag/py.typed", "corpus/py.typed"]
    wanted += [str(path.relative_to(ROOT)) for path in _sources()]
    wanted += [str(path.relative_to(ROOT)) for path in (ROOT / "ui").iterdir() if path.suffix in (".css", ".js")]
    assert set(wanted) <= names
    assert not any(name.startswith("tests") for name in names)
