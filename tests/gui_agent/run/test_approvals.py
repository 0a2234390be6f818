"""When the user is asked: also where the model's words about its target are harmless, but the screen's are not."""

import sys
from pathlib import Path
from typing import Any

import pytest
from command_line import TODO
from scripted_model import ScriptedModel

from gui_agent import GuiAgent
from gui_agent.record.events import ActionSent
from gui_agent.record.run_log import read_events

WINDOW = "import tkinter as tk; r = tk.Tk(); r.title({title!r}); r.geometry('600x300+40+40'); r.focus_force(); r.mainloop()"
CLICK = {"action": "left_click", "start_box": [250, 250], "element_info": "the next step"}
DELETE_DONE = [496, 708]
"""Where the todo application has its button "Delete done", in thousandths."""


def asked_for(app: str, action: dict[str, Any], folder: Path) -> list[str]:
    """The actions that a user, who always refuses, is asked about when a model wants to perform this one."""
    asked = []

    async def refuse(wanted: Any, _: Any) -> bool:
        asked.append(wanted.name)
        return False

    model = ScriptedModel([action, {"action": "done"}])
    result = GuiAgent(model=model, app=app, approve="risky", approver=refuse, output=folder).run("Go on")
    assert result.run is not None
    performed = [event for event in read_events(result.run) if isinstance(event, ActionSent)]
    assert len(performed) == (0 if asked else 1)
    return asked


@pytest.mark.parametrize(
    ("title", "action", "asks"),
    [
        ("Notes", CLICK, False),
        ("Checkout - Shop", CLICK, True),
        ("user@host: ~", {"action": "type", "content": "ls"}, True),
    ],
)
def test_the_windows_title_counts(tmp_path: Path, title: str, action: dict[str, Any], asks: bool) -> None:
    app = f'{sys.executable} -c "{WINDOW.format(title=title)}"'
    assert asked_for(app, action, tmp_path) == ([action["action"]] if asks else [])


def test_what_stands_at_the_target_counts(tmp_path: Path) -> None:
    wanted = {"action": "left_click", "start_box": DELETE_DONE, "element_info": "the list"}
    assert asked_for(f"{TODO} {tmp_path / 'todo.json'}", wanted, tmp_path / "runs") == ["left_click"]
