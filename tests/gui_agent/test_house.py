"""The house's own rules: what the wheel holds, and that imports point one way."""

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
    found = {
        _import_name(path.parent.relative_to(ROOT)): path.parent
        for folder in ("gui_agent", *FOLDERS)
        for path in _packages(folder)
    }
    assert sorted(setuptools["packages"]) == sorted(found)
    assert {name: ROOT / folder for name, folder in setuptools["package-dir"].items()} == found


def test_every_data_file_is_in_the_wheel() -> None:
    """What is no Python and stands in a package: `[tool.setuptools.package-data]` must name it."""
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    folders = {ROOT / folder: name for name, folder in setuptools["package-dir"].items()}
    named = {
        path
        for folder, name in folders.items()
        for pattern in setuptools["package-data"].get(name, [])
        for path in folder.glob(pattern)
        if path.is_file()
    }
    listed = subprocess.run(["git", "ls-files", *map(str, folders)], cwd=ROOT, capture_output=True, text=True, check=True)
    kept = {ROOT / line for line in listed.stdout.splitlines() if not line.endswith(".py")}
    assert {path for path in kept if not path.is_symlink()} <= named


def _packages(folder: str) -> list[Path]:
    linked = [ROOT / "gui_agent" / name for name in FOLDERS]
    found = (ROOT / folder).rglob("__init__.py")
    return [path for path in found if not any(path.is_relative_to(link) for link in linked)]


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
