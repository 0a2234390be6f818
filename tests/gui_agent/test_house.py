"""The house's own rules: what the wheel holds, that imports point one way, and that no two modules import each other in a circle."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = {"perception": "gui_agent.perception", "actions": "gui_agent.actions", "model": "gui_agent.model"}


def test_every_package_is_in_the_wheel() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    assert sorted(setuptools["packages"]) == sorted(_packages())
    assert setuptools["package-dir"] == {"gui_agent": "gui_agent"} | {name: folder for folder, name in FOLDERS.items()}


def test_every_data_file_is_in_the_wheel() -> None:
    """What is no Python and is in a package: `[tool.setuptools.package-data]` must name it."""
    package_data = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    folders = {folder: name for name, folder in _packages().items()}
    named = {
        path
        for folder, name in folders.items()
        for pattern in package_data.get(name, [])
        for path in folder.glob(pattern)
        if path.is_file()
    }
    listed = subprocess.run(
        ["git", "ls-files", "gui_agent", *FOLDERS], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    kept = {ROOT / line for line in listed if not line.endswith(".py")}
    assert {path for path in kept if not path.is_symlink()} <= named


def test_no_two_modules_import_each_other_in_a_circle() -> None:
    """All kinds of imports count: at the top, within functions, and for types alone."""
    graph = import_graph()
    assert [sorted(circle) for circle in circles(graph)] == []


def test_the_map_names_files_that_exist() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    answers = re.findall(r"\| `([\w/]+\.py)` \|", page)
    assert len(answers) == 10
    named = {*answers, *re.findall(r"^\s+.*?(\w+/[\w/]+\.py)", page, re.MULTILINE)}
    folders = [ROOT, ROOT / "gui_agent"]
    assert [name for name in named if not any((folder / name).is_file() for folder in folders)] == []


def test_events_are_read_as_objects() -> None:
    """Only the room `record` looks into the JSON of an event."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for folder in ("gui_agent", "examples", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        if path.parent != ROOT / "gui_agent/record"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value == "event"
    ]
    assert found == []


def test_the_hall_is_small() -> None:
    modules = [path.name for path in (ROOT / "gui_agent").glob("*.py")]
    assert len(modules) <= 10, sorted(modules)


def test_a_circle_is_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}
    assert [sorted(circle) for circle in circles(graph)] == [["a", "b", "c"]]


def import_graph() -> dict[str, set[str]]:
    """Each module of the four packages with the modules that it imports anywhere in its text."""
    modules = {
        name if path.name == "__init__.py" else f"{name}.{path.stem}": path
        for name, folder in _packages().items()
        for path in folder.glob("*.py")
    }
    graph = {}
    for module, path in modules.items():
        imported = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    imported.add(inner if inner in modules else node.module)
            elif isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
        graph[module] = (imported & modules.keys()) - {module}
    return graph


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """The groups of nodes that can reach each other."""
    reached = {node: _reachable(graph, node) for node in graph}
    found: list[set[str]] = []
    for node, others in reached.items():
        group = {other for other in others if node in reached[other]}
        if group and not any(node in circle for circle in found):
            found.append(group)
    return found


def _reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += graph.get(node, ())
    return seen


def _packages() -> dict[str, Path]:
    """Import names and folders of all packages."""
    linked = [ROOT / "gui_agent" / name for name in FOLDERS]
    found = [path.parent for folder in ("gui_agent", *FOLDERS) for path in (ROOT / folder).rglob("__init__.py")]
    inside = [folder for folder in found if not any(folder.is_relative_to(link) for link in linked)]
    return {_import_name(folder.relative_to(ROOT)): folder for folder in inside}


def _import_name(folder: Path) -> str:
    first, *rest = folder.parts
    return ".".join([FOLDERS.get(first, first), *rest])


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("perception/geometry.py", "from gui_agent.actions import keys"),
        ("actions/keys.py", "import gui_agent.model.glm.reply"),
        ("model/glm/reply.py", "from gui_agent import settings"),
        ("gui_agent/errors.py", "from gui_agent.perception import geometry"),
        ("gui_agent/run/stuck.py", "from gui_agent.control import steering"),
        ("gui_agent/scenarios/format/load.py", "from gui_agent.scenarios.play import player"),
        ("actions/input/held.py", "from gui_agent.actions.policy import guard"),
        ("perception/screen/display.py", "from gui_agent.perception.text import words"),
        ("model/glm/boxes.py", "from gui_agent.model import provider"),
        ("model/literal/language/tokens.py", "from gui_agent.model.literal.targets import find"),
    ],
)
def test_an_upward_import_fails_the_check(tmp_path: Path, file: str, line: str) -> None:
    for name in ("gui_agent", *FOLDERS):
        shutil.copytree(ROOT / name, tmp_path / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a") as module:
        module.write(f"\n{line}\n")
    checked = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 1
    assert "BROKEN" in checked.stdout
