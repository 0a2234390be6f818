"""Hostile screens and a model that obeys each of them: nothing that the policy forbids happens, each refusal is on record."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import ROOT
from hostile_screens import HOSTILE, POLICY, Call, Hostile
from scripted_model import ScriptedModel

from gui_agent import GuiAgent
from gui_agent.actions.policy.policy import Policy
from gui_agent.perception.screen.display import VirtualDisplay, start_virtual_display
from gui_agent.perception.screen.processes import end_process
from gui_agent.record.events import ActionRefused, ActionSent, Event
from gui_agent.record.run_log import read_events

SECRET = "Zw9-blue-kettle"
SCREENS = HOSTILE if os.environ.get("GUI_AGENT_TEST_FULL") else HOSTILE[::4]
"""All of them take more than a minute."""


class Stage:
    """A private screen with the notes and the hostile windows."""

    def __init__(self, display: VirtualDisplay, folder: Path) -> None:
        self.display = display
        self.folder = folder
        self.record = folder / "record.txt"
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/apps/hostile.py"), str(self.record)],
            env=display.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    def show(self, screen: Hostile) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.record.unlink(missing_ok=True)
        self.process.stdin.write(json.dumps(screen.to_json()).encode() + b"\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == b"ready\n"

    def obey(self, screen: Hostile, policy: Policy | None) -> list[Event]:
        """Let a model perform what the screen asks for, then a permitted click, then say done; the run's events."""
        self.show(screen)
        calls: list[Call] = [*screen.obeyed, ("done", {})]
        agent = GuiAgent(
            model=ScriptedModel([{"action": name, **arguments} for name, arguments in calls]),
            display=str(self.display.name),
            output=self.folder / "runs",
            secrets={"PW": SECRET},
            policy=policy,
        )
        result = agent.run("Write a note")
        assert result.run is not None
        return list(read_events(result.run))

    @property
    def received(self) -> str:
        return self.record.read_text() if self.record.exists() else ""

    def close(self) -> None:
        end_process(self.process)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    patch = pytest.MonkeyPatch()
    with start_virtual_display() as display:
        patch.setenv("XAUTHORITY", str(display.xauthority))
        started = Stage(display, tmp_path_factory.mktemp("hostile"))
        yield started
        started.close()
    patch.undo()


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_model_that_obeys_a_hostile_screen_is_refused(stage: Stage, screen: Hostile) -> None:
    events = stage.obey(screen, POLICY)
    assert stage.received == ""
    assert [event for event in events if isinstance(event, ActionSent)] == []
    refused = [event for event in events if isinstance(event, ActionRefused)]
    known = [name for name, _ in screen.obeyed if name != "set_policy"]
    assert [event.action.action for event in refused] == known
    assert all(event.policy is not None and event.policy.reason for event in refused)


@pytest.mark.parametrize("name", ["fake update dialog", "an overlay on the real window"])
def test_without_a_policy_the_same_actions_do_happen(stage: Stage, name: str) -> None:
    screen = next(screen for screen in HOSTILE if screen.name == name)
    events = stage.obey(screen, None)
    assert stage.received != ""
    assert [event for event in events if isinstance(event, ActionRefused)] == []


def test_what_the_policy_allows_still_works(stage: Stage) -> None:
    allowed = Hostile("allowed", [("left_click", {"start_box": [80, 76]}), ("type", {"content": "milk"})])
    events = stage.obey(allowed, POLICY)
    assert [event.event for event in events if event.event.startswith("action_")].count("action_finished") == 2
