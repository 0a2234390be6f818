"""The documented events are those that runs write; the page, the schema and the types of the studio are up to date."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command_line import ROOT
from every_kind import EVERY

from gui_agent.record.events import kinds
from gui_agent.record.run_log import EVENTS_FILE

BY_CHANCE = {"request_replaced"}
"""Kinds that are written where the screen changes at the right moment: see `test_stale`."""


@pytest.fixture(scope="module")
def documented() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "docs/events.schema.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What five real runs write."""
    written = []
    for name, perform in EVERY.items():
        folder = tmp_path_factory.mktemp(name)
        log: Path = perform(folder) / EVENTS_FILE
        written += [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return written


def test_what_is_made_from_the_models_is_up_to_date() -> None:
    command = [sys.executable, "scripts/event_docs.py", "--check"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_every_kind_that_runs_write_is_in_the_schema_of_the_docs(documented: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    written = {line["event"] for line in lines}
    assert set(documented["discriminator"]["mapping"]) == set(kinds())
    assert written | BY_CHANCE == set(kinds())
    page = (ROOT / "docs/events.md").read_text(encoding="utf-8")
    assert [kind for kind in written if f"### `{kind}`" not in page] == []


def test_every_line_that_runs_write_is_valid(documented: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    checker = jsonschema.Draft202012Validator(documented)
    for line in lines:
        model = documented["$defs"][kinds()[line["event"]].__name__]
        assert set(line) == set(model["properties"]), line["event"]
        assert checker.is_valid(line), line
        assert not checker.is_valid({**line, "event": "dreamt"})


def test_every_field_is_described(documented: dict[str, Any]) -> None:
    fields = [
        (name, field, data) for name, model in documented["$defs"].items() for field, data in model.get("properties", {}).items()
    ]
    assert [(name, field) for name, field, data in fields if not data.get("description")] == []
    assert [name for name, model in documented["$defs"].items() if not model["description"]] == []
