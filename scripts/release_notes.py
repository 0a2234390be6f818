"""The notes of a release: its section of CHANGELOG.md.

    python scripts/release_notes.py v0.2.0

Ends with status 1 where the changelog has no such section, or where the tag is not the version in pyproject.toml.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def notes(tag: str, changelog: str, version: str) -> str:
    """The text under `## [VERSION]`. Raises ValueError where there is none, or where the tag is another version."""
    if tag != f"v{version}":
        raise ValueError(f"the tag {tag} is not the version {version} of pyproject.toml")
    section = re.search(rf"^## \[{re.escape(version)}\][^\n]*\n(.*?)(?=^## \[|\Z)", changelog, re.MULTILINE | re.DOTALL)
    if section is None or not section[1].strip():
        raise ValueError(f"CHANGELOG.md has no section [{version}]")
    return section[1].strip() + "\n"


def main() -> int:
    """Print them."""
    if len(sys.argv) != 2:
        print("usage: python scripts/release_notes.py vMAJOR.MINOR.PATCH", file=sys.stderr)
        return 2
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    try:
        print(notes(sys.argv[1], (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version), end="")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
