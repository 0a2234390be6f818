"""A task that succeeded once is repeated from its own record: no request the second time, and a broken application is not `done`."""

import sys
from pathlib import Path
from typing import Any

import pytest
from scripted_model import ScriptedModel

from gui_agent import GuiAgent
from gui_agent.agent.memory import Memory
from gui_agent.run.result import RunResult

APP = """
import os, tkinter as tk
mode = os.environ.get("MODE", "")
root = tk.Tk(); root.title("Orders"); root.geometry("420x260+200+140")
name = tk.Entry(root, font=("DejaVu Sans", 14)); name.place(x=120, y=30, width=240)
tk.Label(root, text="Customer", font=("DejaVu Sans", 12)).place(x=20, y=32)
said = tk.Label(root, text="No order yet", font=("DejaVu Sans", 14)); said.place(x=20, y=200)
def order():
    if mode == "nothing": return
    said.configure(text="Something went wrong" if mode == "wrong" else "Ordered for " + name.get())
button = tk.Button(root, text="Order now", font=("DejaVu Sans", 12), command=order)
if mode != "gone": button.place(x=200 if mode == "moved" else 20, y=140 if mode == "moved" else 100)
root.mainloop()
"""


class Counting(ScriptedModel):
    """A scripted model that counts its requests."""

    def __init__(self, actions: list[dict[str, Any]]) -> None:
        super().__init__(actions)
        self.requests = 0

    async def get_response(self, *args: Any, **kwargs: Any) -> Any:
        self.requests += 1
        return await super().get_response(*args, **kwargs)


def spot(x: int, y: int) -> list[float]:
    """A pixel of the window's content, in thousandths of the screen."""
    return [(201 + x) * 1000 / 1260, (160 + y) * 1000 / 784]


SCRIPT: list[dict[str, Any]] = [
    {"action": "left_click", "start_box": spot(240, 44)},
    {"action": "type", "content": "Ann"},
    {"action": "left_click", "start_box": spot(70, 118)},
    {"action": "done"},
]


def run(
    folder: Path, actions: list[dict[str, Any]], *, replay: Any = "auto", task: str = "Order for Ann"
) -> tuple[RunResult, int]:
    (folder / "app.py").write_text(APP)
    model = Counting(actions)
    agent = GuiAgent(
        model=model, app=f"{sys.executable} {folder / 'app.py'}", display="virtual", output=folder / "runs", replay=replay
    )
    return agent.run(task), model.requests


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    result, requests = run(tmp_path, SCRIPT)
    assert (result.verdict, requests) == ("done", 4), result.reason
    return tmp_path


def test_the_second_time_costs_no_request_and_ends_the_same(recorded: Path) -> None:
    result, requests = run(recorded, [])
    assert (result.verdict, requests, result.steps) == ("done", 0, 3), result.reason


@pytest.mark.slow
def test_without_a_record_only_asks_nobody(tmp_path: Path) -> None:
    result, requests = run(tmp_path, [{"action": "done"}], replay="only")
    assert (result.ok, requests) == (False, 0)
    assert "this task has no record" in result.reason


@pytest.mark.slow
def test_a_run_in_which_nothing_happened_leaves_no_record(tmp_path: Path) -> None:
    result, _ = run(tmp_path, [{"action": "left_click", "start_box": spot(380, 240)}, {"action": "done"}])
    assert result.verdict == "done"
    assert not (tmp_path / "replays").exists()


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["nothing", "wrong", "gone"])
def test_a_broken_application_is_not_done(recorded: Path, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODE", mode)
    result, requests = run(recorded, [], replay="only")
    assert result.verdict != "done"
    assert requests == 0
    result, requests = run(recorded, [{"action": "fail", "reason": "nothing was ordered"}] * 3)
    assert (result.verdict, requests) == ("failed", 1), result.reason


@pytest.mark.slow
def test_a_moved_button_costs_one_request_at_most(recorded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODE", "moved")
    result, requests = run(recorded, [{"action": "left_click", "start_box": spot(250, 158)}])
    assert result.verdict == "done", result.reason
    assert requests <= 1


def test_a_record_belongs_to_task_application_and_model(tmp_path: Path) -> None:
    def name(task: str = "Do it", app: str | None = "app", model: str = "glm-4.5v") -> Path:
        return Memory.of(task, app, model, "auto", tmp_path / "runs").store.path

    assert name() == name("  do IT. ")
    assert (
        len({name(), name("Do it now"), name(app=None), name(app="other"), name(model="literal"), name("做"), name("x" * 500)})
        == 7
    )
    assert all(len(path.name.encode()) < 100 for path in (name("做" * 300), name("x" * 500)))
