"""A run's events in the form that a report shows: stages (the steps of a scenario), and in each what happened."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import Any, Literal

from gui_agent.record.events import (
    ActionFinished,
    ActionRefused,
    ActionStarted,
    ApprovalAnswered,
    Checked,
    Decided,
    Event,
    Expected,
    Handoff,
    Hint,
    ModelReplied,
    Note,
    PixelBox,
    Resumed,
    RunFinished,
    RunStarted,
    ScenarioStarted,
    ShellFinished,
    StageFinished,
    StageStarted,
    ValueRead,
)
from gui_agent.record.wording import describe_action, without_notes

NO_SCREEN = (0, 0, 1260, 784)
"""For a run that has no screen yet."""


@dataclass
class Call:
    """One reply of the model."""

    agent: str
    thinking: str
    text: str
    written: str
    """The calls as the model wrote them."""
    seconds: float
    prompt: int
    cached: int
    completion: int


@dataclass
class Mark:
    """What is drawn over a picture, in its own pixels."""

    points: list[list[int]] = field(default_factory=list)
    box: list[int] | None = None
    changes: list[list[int]] = field(default_factory=list)


@dataclass
class Entry:
    """One thing that happened: an action, a check, a value that was read, a command, a note."""

    kind: Literal["action", "check", "read", "expect", "shell", "note", "handoff"]
    title: str
    at: float
    step: int | None = None
    calls: list[Call] = field(default_factory=list)
    executed: str = ""
    before: str = ""
    after: str = ""
    mark: Mark = field(default_factory=Mark)
    effect: str = ""
    timings: dict[str, float] = field(default_factory=dict)
    settle: str = ""
    verdict: str = ""
    """ok, failed, unsure, refused; empty where nothing is judged."""
    expected: str = ""
    observed: str = ""
    source: str = ""
    """cassette, healed, model; empty in a run that has no cassette."""
    note: str = ""
    anchor: str = ""
    """Where the filmstrip leads to; given by the page."""


@dataclass
class Stage:
    """One step of a scenario with what happened in it; a single run has one stage without a title."""

    title: str = ""
    kind: str = ""
    line: int | None = None
    verdict: str = ""
    reason: str = ""
    seconds: float | None = None
    healed: int = 0
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Story:
    """A whole run."""

    started: RunStarted | None = None
    scenario: ScenarioStarted | None = None
    finished: RunFinished | None = None
    stages: list[Stage] = field(default_factory=lambda: [Stage()])

    @property
    def entries(self) -> list[Entry]:
        """Everything that happened, in order."""
        return [entry for stage in self.stages for entry in stage.entries]

    @property
    def title(self) -> str:
        """The name of the scenario, or the task."""
        return self.scenario.title if self.scenario else self.started.task if self.started else "a run"

    @property
    def verdict(self) -> str:
        """How it ended; 'unfinished' where the log breaks off."""
        return self.finished.verdict if self.finished else "unfinished"

    @property
    def origin(self) -> tuple[int, int]:
        """The pixel of the virtual screen at the pictures' top left."""
        left, top, *_ = self.started.screen if self.started else NO_SCREEN
        return left, top

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the pictures."""
        left, top, right, bottom = self.started.screen if self.started else NO_SCREEN
        return right - left, bottom - top


def tell(events: Iterable[Event]) -> Story:
    """Put a run's events in order for reading; an unfinished run is shown as far as it came."""
    teller = _Teller(Story())
    for event in events:
        teller.take(event)
    story = teller.story
    story.stages = [stage for stage in story.stages if stage.title or stage.entries]
    return story


class _Teller:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.calls: list[Call] = []
        self.decided: Decided | None = None

    @property
    def stage(self) -> Stage:
        return self.story.stages[-1]

    def add(self, entry: Entry) -> Entry:
        self.stage.entries.append(entry)
        entry.calls, self.calls = self.calls, []
        return entry

    @singledispatchmethod
    def take(self, event: Event) -> None:
        """Events that a report does not show."""

    @take.register
    def _(self, event: RunStarted) -> None:
        self.story.started = event

    @take.register
    def _(self, event: RunFinished) -> None:
        self.story.finished = event
        if self.calls:
            self.add(Entry("note", f"the model says: {event.verdict}", event.at, note=event.answer or event.reason))

    @take.register
    def _(self, event: ScenarioStarted) -> None:
        self.story.scenario = event

    @take.register
    def _(self, event: StageStarted) -> None:
        self._leave_calls(event)
        self.story.stages.append(Stage(event.text, event.kind, event.line))

    @take.register
    def _(self, event: StageFinished) -> None:
        self._leave_calls(event)
        stage = self.stage
        stage.verdict, stage.reason, stage.seconds, stage.healed = event.verdict, event.reason, event.seconds, event.healed
        self.story.stages.append(Stage())

    def _leave_calls(self, event: Event) -> None:
        if self.calls:
            self.add(Entry("note", "the model ends this step", event.at))

    @take.register
    def _(self, event: ModelReplied) -> None:
        written = "\n".join(f"{call.name}({_plain(call.arguments)})" for call in event.calls)
        said, usage = without_notes(event.text), event.usage
        self.calls.append(
            Call(
                event.agent,
                event.thinking,
                said,
                written,
                event.seconds,
                usage.input_tokens,
                usage.cached_tokens,
                usage.output_tokens,
            )
        )

    @take.register
    def _(self, event: Decided) -> None:
        self.decided = event

    @take.register
    def _(self, event: ActionStarted) -> None:
        entry = self.add(Entry("action", describe_action(event.action), event.at, event.step, before=event.picture))
        entry.executed = f"{event.action.action}({_plain(json.dumps(event.action.arguments, ensure_ascii=False))})"
        dx, dy = self.story.origin
        entry.mark.points = [[x - dx, y - dy] for x, y in event.points]
        entry.mark.box = None if event.box is None else _moved(event.box, dx, dy)
        if self.decided is not None:
            entry.source, entry.note = self.decided.source, self.decided.reason
        self.decided = None

    def _current(self, step: int) -> Entry | None:
        return next((entry for entry in reversed(self.stage.entries) if entry.step == step), None)

    @take.register
    def _(self, event: ActionFinished) -> None:
        entry = self._current(event.step)
        if entry is None:
            return
        dx, dy = self.story.origin
        entry.after, entry.effect, entry.timings = event.picture, event.effect.text, event.timings
        entry.mark.changes = [_moved(box, dx, dy) for box in event.effect.boxes]
        entry.settle = f"{event.settle.reason} after {event.settle.seconds:.2f} s"
        entry.verdict = "ok"

    @take.register
    def _(self, event: ActionRefused) -> None:
        entry = self._current(event.step)
        if entry is not None:
            entry.verdict, entry.effect = "refused", f"not performed: {event.reason}"

    @take.register
    def _(self, event: ApprovalAnswered) -> None:
        self.add(Entry("note", f"{event.action}: {'approved' if event.granted else 'not approved'} by the user", event.at))

    @take.register
    def _(self, event: Hint) -> None:
        self.add(Entry("note", f"the user's hint: {event.text}", event.at))

    @take.register
    def _(self, event: Resumed) -> None:
        used = " and used mouse and keyboard" if event.used else ""
        self.add(Entry("note", f"the user paused the run{used}, and resumed it", event.at))

    @take.register
    def _(self, event: Handoff) -> None:
        self.add(Entry("handoff", f"{event.source} hands over to {event.target}", event.at))

    @take.register
    def _(self, event: Note) -> None:
        self.add(Entry("note", event.text, event.at))

    @take.register
    def _(self, event: Checked) -> None:
        entry = self.add(Entry("check", event.statement, event.at, after=event.picture, verdict=event.verdict))
        entry.expected, entry.observed, entry.source = event.statement, event.reason, event.source
        entry.before = event.recorded
        entry.note = f"{event.looks} look{'s' if event.looks != 1 else ''}, {event.seconds:.2f} s"
        if event.votes > 1:
            entry.note += f", {event.votes} votes"

    @take.register
    def _(self, event: ValueRead) -> None:
        entry = self.add(Entry("read", f"{event.name} from {event.what}", event.at, after=event.picture))
        entry.observed, entry.source = json.dumps(event.value, ensure_ascii=False), event.source
        entry.before = event.recorded

    @take.register
    def _(self, event: Expected) -> None:
        entry = self.add(Entry("expect", event.path, event.at, verdict="ok" if event.ok else "failed"))
        entry.expected = json.dumps(event.expected, ensure_ascii=False)
        entry.observed = json.dumps(event.observed, ensure_ascii=False)

    @take.register
    def _(self, event: ShellFinished) -> None:
        entry = self.add(Entry("shell", event.command, event.at, verdict="ok" if event.ok else "failed"))
        entry.expected = f"exit status {event.expected_exit}"
        if event.expected_stdout is not None:
            entry.expected += f", output {event.expected_stdout!r}"
        entry.observed = f"exit status {event.exit}, output {event.stdout!r}"
        entry.note = event.stderr


def _plain(arguments: str) -> str:
    """A call's arguments without the braces, where they are JSON."""
    try:
        data: Any = json.loads(arguments or "{}")
    except ValueError:
        return arguments
    if not isinstance(data, dict):
        return arguments
    return ", ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in data.items())


def _moved(box: PixelBox, dx: int, dy: int) -> list[int]:
    return [box[0] - dx, box[1] - dy, box[2] - dx, box[3] - dy]
