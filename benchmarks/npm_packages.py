"""npm's packages for benchmarks, installed into a folder that is given."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path


def install(folder: Path, packages: Iterable[str]) -> Path:
    """Install those of the packages (`name` or `name@version`) that the folder lacks. The folder that they are in."""
    modules = folder.absolute() / "node_modules"
    missing = [package for package in packages if not (modules / re.sub(r"(?<=.)@[^/]*$", "", package)).exists()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "package.json").exists():
            (folder / "package.json").write_text('{"private": true}')
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps", *missing]
        subprocess.run(command, cwd=folder, check=True)
    return modules
