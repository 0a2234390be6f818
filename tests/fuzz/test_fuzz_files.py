"""Whatever is in a scenario file or an event log: it is read, or the error names what is wrong with it."""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fuzzing import FUZZ
from hypothesis import given
from hypothesis import strategies as st

from gui_agent.agent.past import read_past
from gui_agent.errors import UsageError
from gui_agent.record.run_log import RunLog, read_events
from gui_agent.scenarios.format.load import load_scenarios


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


KEYS = [
    "version",
    "app",
    "vars",
    "secrets",
    "limits",
    "setup",
    "teardown",
    "scenarios",
    "name",
    "steps",
    "tags",
    "cases",
    "do",
    "use",
]
KEYS += [
    "left_click",
    "type",
    "wait",
    "read",
    "expect",
    "check",
    "shell",
    "when",
    "start",
    "until",
    "timeout",
    "into",
    "text",
    "as",
]
WORDS = st.sampled_from([*KEYS, "${item}", "${secrets.pw}", "20s", "1", "&a", "*a", "${", "x: y", "- z"]) | st.text(max_size=10)
SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | WORDS
TREES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | SCALARS, inner, max_size=5),
    max_leaves=16,
)
STEPS = st.lists(st.dictionaries(st.sampled_from(KEYS), TREES, max_size=3), max_size=4)
ENTRIES = st.lists(st.fixed_dictionaries({"name": WORDS, "steps": STEPS}, optional={"tags": TREES, "cases": TREES}), max_size=3)
FILES = st.one_of(
    st.fixed_dictionaries(
        {"version": st.just(1), "scenarios": ENTRIES}, optional={"vars": TREES, "limits": TREES, "app": TREES}
    ).map(lambda tree: yaml.safe_dump(tree, allow_unicode=True)),
    TREES.map(lambda tree: yaml.safe_dump(tree, allow_unicode=True)),
    st.lists(WORDS | st.sampled_from(["\n", "  ", ": ", "- ", "{", "}", "[", "]", "|", ">", "!!python/object:x", "\t"])).map(
        "".join
    ),
)


@FUZZ
@given(text=FILES)
def test_a_scenario_file_is_loaded_or_refused_with_its_place(folder: Path, text: str) -> None:
    error = refusal(lambda: load_scenarios(folder / "fuzz.yaml", {}, text=text))
    assert error is None or "fuzz.yaml" in error


EVENTS = [
    "run_started",
    "model_replied",
    "action_started",
    "action_sent",
    "action_finished",
    "action_refused",
    "approval",
    "handoff",
]
EVENTS += ["collected", "foreign_call", "run_resumed", "run_finished", "note", "unknown"]
FIELDS = [
    "task",
    "step",
    "items",
    "usage",
    "action",
    "effect",
    "reason",
    "granted",
    "said",
    "target",
    "rows",
    "result",
    "told",
    "kept",
]
FIELDS += ["opening", "agent", "verdict", "seq", "time"]
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["function_call", "plan"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "call_id", "text", "kind", "goals"]), inner)
    ),
    max_leaves=5,
)
LINES = st.one_of(
    st.builds(
        lambda event, fields: json.dumps({"event": event, **fields}).encode(),
        st.sampled_from(EVENTS),
        st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6),
    ),
    st.binary(max_size=20),
)


@FUZZ
@given(lines=st.lists(LINES, max_size=8), torn=st.binary(max_size=10))
def test_an_event_log_is_read_or_refused_with_its_place(folder: Path, lines: list[bytes], torn: bytes) -> None:
    path = folder / "events.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in lines) + torn)
    error = refusal(lambda: go_on(folder))
    assert error is None or "damaged" in error


def go_on(folder: Path) -> None:
    read_past(list(read_events(folder)), lambda agent, past: agent)
    RunLog(folder).close()


def refusal(act: Callable[[], object]) -> str | None:
    """The one kind of error that may come of it, as text."""
    try:
        act()
    except UsageError as error:
        return str(error)
    return None
