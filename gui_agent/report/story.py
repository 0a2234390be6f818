"""What a run's events tell, in the form that a report shows: stages (the steps of a scenario), and in each what happened."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from gui_agent.model.literal.conversation import without_notes
from gui_agent.record.run_log import Event
from gui_agent.record.wording import describe_action


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

    started: Event
    scenario: Event
    finished: Event
    stages: list[Stage]

    @property
    def entries(self) -> list[Entry]:
        """Everything that happened, in order."""
        return [entry for stage in self.stages for entry in stage.entries]

    @property
    def verdict(self) -> str:
        """How it ended; 'unfinished' where the log breaks off."""
        return str(self.finished.get("verdict", "unfinished"))

    @property
    def origin(self) -> tuple[int, int]:
        """The pixel of the virtual screen at the pictures' top left."""
        left, top, *_ = self.started.get("screen", [0, 0, 0, 0])
        return left, top

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the pictures."""
        left, top, right, bottom = self.started.get("screen", [0, 0, 1260, 784])
        return right - left, bottom - top


def tell(events: list[Event]) -> Story:
    """Put a run's events in order for reading; an unfinished run is told as far as it came."""
    story = Story({}, {}, {}, [Stage()])
    teller = _Teller(story)
    for event in events:
        handle = getattr(teller, f"on_{event['event']}", None)
        if handle is not None:
            handle(event)
    story.stages = [stage for stage in story.stages if stage.title or stage.entries]
    return story


class _Teller:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.calls: list[Call] = []
        self.source: Event = {}
        self.looked = ""

    @property
    def stage(self) -> Stage:
        return self.story.stages[-1]

    def add(self, entry: Entry) -> Entry:
        self.stage.entries.append(entry)
        entry.calls, self.calls = self.calls, []
        return entry

    def on_run_started(self, event: Event) -> None:
        self.story.started = event

    def on_run_finished(self, event: Event) -> None:
        self.story.finished = event
        if self.calls:
            text = event.get("answer") or event.get("reason") or ""
            self.add(Entry("note", f"the model says: {event['verdict']}", event["at"], note=text))

    def on_scenario_started(self, event: Event) -> None:
        self.story.scenario = event

    def on_stage_started(self, event: Event) -> None:
        self._leave_calls(event)
        self.story.stages.append(Stage(event["text"], event["kind"], event.get("line")))

    def on_stage_finished(self, event: Event) -> None:
        self._leave_calls(event)
        stage = self.stage
        stage.verdict, stage.reason, stage.seconds = event["verdict"], event["reason"], event["seconds"]
        stage.healed = event.get("healed", 0)
        self.story.stages.append(Stage())

    def _leave_calls(self, event: Event) -> None:
        if self.calls:
            self.add(Entry("note", "the model ends this step", event["at"]))

    def on_observed(self, event: Event) -> None:
        self.looked = event["picture"]

    def on_model_replied(self, event: Event) -> None:
        usage = event["usage"]
        written = "\n".join(f"{call['name']}({_plain(call['arguments'])})" for call in event.get("calls", []))
        self.calls.append(
            Call(
                event["agent"],
                event["thinking"],
                without_notes(event["text"]),
                written,
                event["seconds"],
                usage["input_tokens"],
                usage["cached_tokens"],
                usage["output_tokens"],
            )
        )

    def on_decided(self, event: Event) -> None:
        self.source = event

    def on_action_started(self, event: Event) -> None:
        action = event["action"]
        entry = self.add(Entry("action", describe_action(action), event["at"], event["step"], before=event["picture"]))
        entry.executed = _arguments(action)
        dx, dy = self.story.origin
        entry.mark.points = [[x - dx, y - dy] for x, y in event["points"]]
        entry.mark.box = _moved(event["box"], dx, dy)
        entry.source, entry.note = self.source.get("source", ""), self.source.get("reason", "")
        self.source = {}

    def _current(self, step: int) -> Entry | None:
        return next((entry for entry in reversed(self.stage.entries) if entry.step == step), None)

    def on_action_finished(self, event: Event) -> None:
        entry = self._current(event["step"])
        if entry is None:
            return
        dx, dy = self.story.origin
        effect = event["effect"]
        entry.after, entry.effect, entry.timings = event["picture"], effect["text"], event["timings"]
        entry.mark.changes = [[left - dx, top - dy, right - dx, bottom - dy] for left, top, right, bottom in effect["boxes"]]
        entry.settle = f"{event['settle']['reason']} after {event['settle']['seconds']:.2f} s"
        entry.verdict = "ok"

    def on_action_refused(self, event: Event) -> None:
        entry = self._current(event["step"])
        if entry is not None:
            entry.verdict, entry.effect = "refused", f"not performed: {event['reason']}"

    def on_approval(self, event: Event) -> None:
        granted = "approved" if event["granted"] else "not approved"
        self.add(Entry("note", f"{event['action']}: {granted} by the user", event["at"]))

    def on_hint(self, event: Event) -> None:
        self.add(Entry("note", f"a user's hint: {event['text']}", event["at"]))

    def on_went_on(self, event: Event) -> None:
        used = ", after they used mouse and keyboard" if event["used"] else ""
        self.add(Entry("note", f"paused by a user, and resumed{used}", event["at"]))

    def on_handoff(self, event: Event) -> None:
        self.add(Entry("handoff", f"{event['source']} hands over to {event['target']}", event["at"]))

    def on_note(self, event: Event) -> None:
        self.add(Entry("note", event["text"], event["at"]))

    def on_checked(self, event: Event) -> None:
        entry = self.add(Entry("check", event["statement"], event["at"], after=event["picture"], verdict=event["verdict"]))
        entry.expected, entry.observed, entry.source = event["statement"], event["reason"], event["source"]
        entry.note = f"{event['looks']} look{'s' if event['looks'] != 1 else ''}, {event['seconds']:.2f} s"
        if event["votes"] > 1:
            entry.note += f", {event['votes']} votes"

    def on_value_read(self, event: Event) -> None:
        entry = self.add(Entry("read", f"{event['name']} from {event['what']}", event["at"], after=event["picture"]))
        entry.observed, entry.source = json.dumps(event["value"], ensure_ascii=False), event["source"]

    def on_expected(self, event: Event) -> None:
        entry = self.add(Entry("expect", event["path"], event["at"], verdict="ok" if event["ok"] else "failed"))
        entry.expected = json.dumps(event["expected"], ensure_ascii=False)
        entry.observed = json.dumps(event["observed"], ensure_ascii=False)

    def on_shell_finished(self, event: Event) -> None:
        entry = self.add(Entry("shell", event["command"], event["at"], verdict="ok" if event["ok"] else "failed"))
        entry.expected = f"exit status {event['expected_exit']}"
        if event["expected_stdout"] is not None:
            entry.expected += f", output {event['expected_stdout']!r}"
        entry.observed = f"exit status {event['exit']}, output {event['stdout']!r}"
        entry.note = event["stderr"]


def _plain(arguments: str) -> str:
    """A call's arguments without the braces, where they are JSON."""
    try:
        data: Any = json.loads(arguments or "{}")
    except ValueError:
        return arguments
    if not isinstance(data, dict):
        return arguments
    return ", ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in data.items())


def _arguments(action: dict[str, Any]) -> str:
    given = {name: value for name, value in action.items() if name != "action"}
    return f"{action['action']}({_plain(json.dumps(given, ensure_ascii=False))})"


def _moved(box: list[int] | None, dx: int, dy: int) -> list[int] | None:
    return None if box is None else [box[0] - dx, box[1] - dy, box[2] - dx, box[3] - dy]
