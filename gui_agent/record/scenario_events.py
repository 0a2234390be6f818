"""Events of a scenario, and of a test in Python."""

from __future__ import annotations

from typing import Any, Literal

from gui_agent.record.event_base import BaseEvent, Name, PicturePath
from gui_agent.record.run_events import ScenarioVerdict
from gui_agent.record.usage import Usage

Source = Literal["", "cassette", "reading", "healed", "model"]
"""Where a decision came from; empty where no cassette is used. reading: the embedded reader made a recorded judgement again."""


class ScenarioStarted(BaseEvent):
    """A scenario is about to be played; it has no screen yet."""

    event: Literal["scenario_started"] = "scenario_started"
    format: int = 1
    """The number of the log's format; 1 where it is missing (gui-agent 0.1)."""
    file: str
    """The scenario file, relative to where scenarios are played."""
    line: int
    """The line at which it begins, from 1."""
    title: str
    """Its name."""
    tags: tuple[str, ...] = ()
    """Its tags."""
    replay: Name = "off"
    """How its cassette is used: off, auto, only, strict or record."""


class StageStarted(BaseEvent):
    """A step of the scenario begins."""

    event: Literal["stage_started"] = "stage_started"
    kind: Name
    """The kind of step: do, check, app, setup, ..."""
    text: str
    """The step as it is written, its variables filled in."""
    file: str = ""
    """The file that it is written in; empty for a test in Python."""
    line: int = 0
    """The line, from 1; 0 for a test in Python."""


class StageFinished(BaseEvent):
    """A step of the scenario has ended."""

    event: Literal["stage_finished"] = "stage_finished"
    verdict: ScenarioVerdict | Literal["skipped"]
    """How it ended."""
    reason: str = ""
    """Why it did not pass; empty if it did."""
    seconds: float = 0.0
    """How long it took."""
    healed: int = 0
    """Decisions that the model took again, because the recorded ones did not hold."""
    rejudged: int = 0
    """Checks that the model judged again, because the screen differs from the recorded picture."""


class Decided(BaseEvent):
    """The next action was decided, in a scenario with a cassette."""

    event: Literal["decided"] = "decided"
    step: int
    """The step that comes next."""
    source: Source
    """Where the decision came from."""
    reason: str = ""
    """Why it did not come from the cassette; empty if it did."""


class Checked(BaseEvent):
    """A statement about the screen was judged."""

    event: Literal["checked"] = "checked"
    statement: str
    """The statement."""
    verdict: Literal["ok", "failed", "unsure"]
    """What it means for the step."""
    reason: str
    """What can be seen."""
    picture: PicturePath = ""
    """The screen."""
    recorded: PicturePath = ""
    """The recorded picture, where the screen is another one."""
    source: Source = ""
    """Where the judgement came from."""
    votes: int = 1
    """How many times the model was asked about one picture."""
    looks: int = 0
    """How many pictures were judged."""
    seconds: float = 0.0
    """How long it took."""
    usage: Usage = Usage()
    """Tokens of it."""


class ValueRead(BaseEvent):
    """A value was read from the screen."""

    event: Literal["value_read"] = "value_read"
    name: str
    """The variable that holds it from now on."""
    what: str
    """What was to be read."""
    value: Any
    """The value, as JSON."""
    picture: PicturePath = ""
    """The screen."""
    recorded: PicturePath = ""
    """The recorded picture, where the screen is another one."""
    source: Source = ""
    """Where the value came from."""


class Expected(BaseEvent):
    """A value was compared with the expected one."""

    event: Literal["expected"] = "expected"
    path: str
    """The value's name."""
    expected: Any
    """What it should be, as JSON."""
    observed: Any
    """What it is, as JSON."""
    ok: bool
    """Whether they are equal."""


class ShellFinished(BaseEvent):
    """A command of the scenario has ended."""

    event: Literal["shell_finished"] = "shell_finished"
    command: str
    """The command."""
    exit: int | None
    """Its exit status; negative for a signal; null where it has none."""
    stdout: str = ""
    """The end of its output."""
    stderr: str = ""
    """The end of its error output."""
    expected_exit: int = 0
    """The exit status that it should have."""
    expected_stdout: str | None = None
    """The output that it should have, all of it or a part; null for any."""
    ok: bool
    """Whether all is as expected."""
