"""Events: what is written is read, whatever version wrote it, and no secret gets into a field that could hold one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from gui_agent.actions.action import parse_action
from gui_agent.agent.past import read_past
from gui_agent.errors import UsageError
from gui_agent.record.event_base import BaseEvent
from gui_agent.record.events import (
    FORMAT,
    ActionFinished,
    ActionStarted,
    ApprovalAnswered,
    Event,
    Handoff,
    LoggedAction,
    ModelReplied,
    Note,
    Resumed,
    RunFinished,
    RunResumed,
    RunStarted,
    ScenarioStarted,
    UnknownEvent,
    ValueRead,
    kinds,
    parse_event,
)
from gui_agent.record.run_log import EVENTS_FILE, RunLog, read_events
from gui_agent.record.summary import summarise
from gui_agent.record.tail import Tail
from gui_agent.report.html import write_report
from gui_agent.report.story import tell

OLD = Path(__file__).parent / "logs_0_1"
OLD_LOGS = sorted(OLD.glob("*.jsonl"))


def run_with(folder: Path, *lines: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / EVENTS_FILE).write_text("".join(json.dumps({"seq": at, **line}) + "\n" for at, line in enumerate(lines)))
    return folder


def old(name: str, folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / EVENTS_FILE).write_bytes((OLD / f"{name}.jsonl").read_bytes())
    return folder


@pytest.mark.parametrize("log", OLD_LOGS, ids=lambda path: path.stem)
def test_a_log_of_0_1_is_read_as_if_it_were_of_today(log: Path, tmp_path: Path) -> None:
    run = old(log.stem, tmp_path / "run")
    events = list(read_events(run))
    assert len(events) == len(log.read_text().splitlines())
    assert not [event for event in events if isinstance(event, UnknownEvent)]
    assert [event.seq for event in Tail(run).look()] == list(range(len(events)))
    past = read_past(events, lambda agent, _: agent)
    assert past.attempts == sum(isinstance(event, ActionStarted) for event in events)
    assert past.verdict == summarise(run).finished.verdict  # type: ignore[union-attr]
    assert write_report(run).stat().st_size > 10_000


def test_what_0_1_called_otherwise_is_there(tmp_path: Path) -> None:
    steered = list(read_events(old("steered", tmp_path / "steered")))
    assert [event.granted for event in steered if isinstance(event, ApprovalAnswered)] == [True]
    assert [event.used for event in steered if isinstance(event, Resumed)] == [False]
    team = list(read_events(old("team", tmp_path / "team")))
    said = [event.message for event in team if isinstance(event, Handoff)]
    assert [message.kind for message in said if message] == ["plan", "question", "reading", "report"]
    resumed = list(read_events(old("resumed", tmp_path / "resumed")))
    assert [event.message for event in resumed if isinstance(event, RunResumed)] == [
        json.loads(line)["told"] for line in (OLD / "resumed.jsonl").read_text().splitlines() if '"run_resumed"' in line
    ]


def test_a_log_of_0_1_goes_on_in_the_format_of_today(tmp_path: Path) -> None:
    run = old("resumed", tmp_path / "run")
    before = len(list(read_events(run)))
    log = RunLog(run)
    log.write(RunResumed(format=FORMAT, message="x"))
    log.close()
    assert [event.seq for event in read_events(run)] == list(range(before + 1))


def test_what_a_newer_version_wrote_crashes_no_reader(tmp_path: Path) -> None:
    started = {"event": "run_started", "format": FORMAT + 1, "task": "x", "screen": [0, 0, 10, 10]}
    dreamt = {"event": "dreamt", "of": "sheep"}
    changed = {"event": "action_sent", "step": "the second"}
    run = run_with(tmp_path, started, dreamt, changed, {"event": "note", "text": "known"})
    events = list(read_events(run))
    assert [type(event) for event in events] == [RunStarted, UnknownEvent, UnknownEvent, Note]
    assert events[1].to_json() | dreamt == events[1].to_json()
    assert [event.event for event in Tail(run).look()] == ["run_started", "dreamt", "action_sent", "note"]
    assert [entry.title for entry in tell(events).entries] == ["known"]
    assert summarise(run).task == "x"
    with pytest.raises(UsageError, match="newer version of gui-agent") as refusal:
        RunLog(run)
    assert "Update gui-agent" in str(refusal.value)


def test_a_beginning_that_cannot_be_understood_is_of_a_newer_version_too(tmp_path: Path) -> None:
    run = run_with(tmp_path, {"event": "run_started", "format": FORMAT + 1, "tasks": ["x"]}, {"event": "note", "text": "y"})
    assert [type(event) for event in read_events(run)] == [UnknownEvent, Note]
    with pytest.raises(UsageError, match="newer"):
        RunLog(run)


def test_what_this_version_should_know_is_damaged_where_it_does_not(tmp_path: Path) -> None:
    run = run_with(tmp_path, {"event": "note", "text": "x"}, {"event": "action_sent", "step": "the second"})
    with pytest.raises(UsageError, match=r"events\.jsonl:2 is damaged: step: .*integer"):
        list(read_events(run))
    assert [event.event for event in Tail(run).look()] == ["note"]


def test_each_kind_says_which_it_is_and_comes_back_as_it_was() -> None:
    assert all(get_args(kind.model_fields["event"].annotation) == (name,) for name, kind in kinds().items())
    action = LoggedAction.of(parse_action({"action": "left_click", "start_box": [10, 20, 30, 40], "clicks": 2}))
    event = ActionStarted(step=1, action=action, points=((3, 4),), box=(1, 2, 3, 4))
    again = parse_event(event.model_dump_json().encode())
    assert again == event.model_copy(update={"time": again.time})
    assert isinstance(again, ActionStarted)
    assert again.action.parsed() == action.parsed()


SECRET = "hunter2"


@pytest.mark.parametrize(
    "event",
    [
        Note(text=f"it is {SECRET}"),
        ModelReplied(thinking=SECRET, items=({"content": [{"text": SECRET}], SECRET: 1},)),
        ValueRead(name="x", what="y", value={"a": [SECRET]}),
        RunFinished(verdict="done", answer=SECRET),
        ActionStarted(step=1, action=LoggedAction(action="type", content=SECRET)),
    ],
    ids=lambda event: event.event,
)
def test_a_secret_is_neither_on_disk_nor_heard(event: Event, tmp_path: Path) -> None:
    heard: list[Event] = []
    log = RunLog(tmp_path, listener=heard.append, secrets={"PASSWORD": SECRET})
    written = log.write(event)
    log.close()
    for text in ((tmp_path / EVENTS_FILE).read_text(), repr(heard), repr(written)):
        assert SECRET not in text
        assert "{{secret:PASSWORD}}" in text


def test_a_secret_that_is_called_like_a_word_of_the_log_damages_nothing(tmp_path: Path) -> None:
    words = ("done", "note", "type", "operator", "steps", "model", "settled", "always")
    log = RunLog(tmp_path, secrets={f"S{number}": word for number, word in enumerate(words)})
    log.write(RunStarted(format=FORMAT, task="type", model="m"))
    log.write(ActionStarted(step=1, action=LoggedAction(action="type", content="type"), picture="steps/0001/before.webp"))
    log.write(ModelReplied(agent="operator", text="operator"))
    log.write(RunFinished(verdict="done", reason="done", timings={"model": 1.0}))
    log.close()
    started, action, replied, finished = read_events(tmp_path)
    assert isinstance(started, RunStarted)
    assert started.task == "{{secret:S2}}"
    assert isinstance(action, ActionStarted)
    assert (action.action.action, action.action.arguments) == ("type", {"content": "{{secret:S2}}"})
    assert action.picture == "steps/0001/before.webp"
    assert isinstance(replied, ModelReplied)
    assert (replied.agent, replied.text) == ("operator", "{{secret:S3}}")
    assert isinstance(finished, RunFinished)
    assert (finished.verdict, finished.reason, finished.timings) == ("done", "{{secret:S0}}", {"model": 1.0})


def test_events_cannot_be_changed() -> None:
    event: BaseEvent = Note(text="x")
    with pytest.raises(ValueError, match="frozen"):
        event.text = "y"  # type: ignore[attr-defined]


def test_the_format_is_in_the_first_event_of_each_log() -> None:
    assert [kind for kind, model in kinds().items() if "format" in model.model_fields] == [
        "scenario_started", "run_started", "run_resumed"
    ]  # fmt: skip
    for started in (RunStarted(task="x"), ScenarioStarted(file="x", line=1, title="x")):
        assert started.format == 1, "what an old log does not say"


def test_effects_of_0_1_become_objects(tmp_path: Path) -> None:
    finished = [event for event in read_events(old("team", tmp_path / "run")) if isinstance(event, ActionFinished)]
    from gui_agent.perception.geometry import Box

    assert {event.effect.effect(Box(0, 0, 1260, 784)).outcome for event in finished} <= {"confirmed", "no_effect"}
