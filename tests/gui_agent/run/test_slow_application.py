""" "Nothing happened" is said only of an application that has taken its input."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from gui_agent.actions.action import parse_action
from gui_agent.actions.effect import Effect
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.integrations.agents_sdk_computer import perform_on
from gui_agent.run.evidence import Witness

SLOW = """
import time, tkinter
root = tkinter.Tk()
root.geometry("300x200+40+40")
root.configure(bg="white")
lamp = tkinter.Frame(root, bg="white", width=120, height=80)
lamp.place(x=100, y=60)
def act(event):
    until = time.monotonic() + 0.7
    while time.monotonic() < until:
        pass
    lamp["bg"] = "navy" if lamp["bg"] == "white" else "white"
def press(event):
    look = tkinter.Frame(root, bg="grey", width=30, height=12)
    look.place(x=event.x - 15, y=event.y - 6)
    root.update_idletasks()
    act(event)
second = tkinter.Frame(root, bg="white", width=40, height=80)
second.place(x=20, y=60)
def two_parts(event):
    lamp["bg"] = "navy" if lamp["bg"] == "white" else "white"
    root.update()
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        pass
    second["bg"] = "navy" if second["bg"] == "white" else "white"
root.bind("<KeyPress-F6>", two_parts)
root.bind("<KeyPress-F7>", act)
root.bind("<ButtonPress-1>", press)
root.focus_force()
root.mainloop()
"""


CLICK = {"action": "left_click", "start_box": [750, 800]}


def effects(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Effect, Effect, Effect, Effect]:
    """Of a key without an effect, of a slow one, of a click with a pressed look and a late effect, and of a key while it is stopped."""
    (folder / "app.py").write_text(SLOW)

    async def play() -> tuple[Effect, Effect, Effect, Effect]:
        desktop = await Desktop.open("virtual:400x300", with_app=True)
        app = App.start(f"{sys.executable} {folder / 'app.py'}", desktop.display, folder / "log")
        witness = Witness()
        try:
            await desktop.first_look(starting=True)
            idle, slow = [
                await perform_on(desktop, parse_action({"action": "key", "keys": key}), witness) for key in ("f8", "f7")
            ]
            clicked = await perform_on(desktop, parse_action(CLICK), witness)
            monkeypatch.setattr("gui_agent.run.observe.TAKEN_SECONDS", 0.5)
            monkeypatch.setattr("gui_agent.run.observe.SLOW_SECONDS", 0.3)
            os.kill(app.pid, signal.SIGSTOP)
            try:
                stopped = await perform_on(desktop, parse_action({"action": "key", "keys": "f8"}), witness)
            finally:
                os.kill(app.pid, signal.SIGCONT)
            return idle, slow, clicked, stopped
        finally:
            witness.close()
            app.stop(at_once=True)
            await desktop.close()

    return asyncio.run(play())


def test_what_an_application_is_still_at_work_on_is_no_effect_of_the_next_key(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(SLOW)

    async def play() -> list[Effect]:
        desktop = await Desktop.open("virtual:400x300", with_app=True)
        app = App.start(f"{sys.executable} {tmp_path / 'app.py'}", desktop.display, tmp_path / "log")
        witness = Witness()
        try:
            await desktop.first_look(starting=True)
            return [await perform_on(desktop, parse_action({"action": "key", "keys": key}), witness) for key in ("f6", "f8")]
        finally:
            witness.close()
            app.stop(at_once=True)
            await desktop.close()

    first, second = asyncio.run(play())
    assert first.outcome == "confirmed"
    assert len(first.changed) == 2
    assert second.outcome == "no_effect"


def test_a_slow_application_is_waited_for_and_one_that_does_not_respond_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle, slow, clicked, stopped = effects(tmp_path, monkeypatch)
    assert [(effect.outcome, effect.reason) for effect in (idle, slow)] == [("no_effect", ""), ("confirmed", "")]
    # On a busy machine the late effect may come after what is waited for it: then the look of the pressed button proves nothing.
    assert (clicked.outcome, clicked.reason) in (
        ("confirmed", ""),
        ("unverifiable", "only the look of what the mouse is on, or was on, changed"),
    )
    assert (stopped.outcome, stopped.reason) == ("unverifiable", "the application does not respond")
