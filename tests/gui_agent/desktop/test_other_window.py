"""A window that comes at the very moment of an input gets nothing of it: real windows, and a dialog that takes the keyboard."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from gui_agent.actions.action import BaseAction, parse_action
from gui_agent.actions.aim import pixel
from gui_agent.actions.effect import Effect
from gui_agent.actions.platforms.x11.hands import X11Hands
from gui_agent.actions.platforms.x11.manager import WindowManager
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.sight import StaleScreen
from gui_agent.integrations.agents_sdk_computer import perform_on
from gui_agent.perception.geometry import Point
from gui_agent.run.evidence import Witness

SLOWLY = 0.01
"""Seconds: the application must be able to keep up with the letters."""
APP = """
import json, pathlib, sys, tkinter
log, at, order = pathlib.Path(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[1] + ".order")
root = tkinter.Tk()
root.geometry("500x300+20+20")
first = tkinter.Entry(root)
first.place(x=20, y=20, width=400)
seen = {"first": "", "second": "", "clicked": 0}

def note(*_):
    seen.update(first=first.get(), second=second.get() if second else seen["second"])
    new = log.with_suffix(".new")
    new.write_text(json.dumps(seen))
    new.replace(log)

def click(*_):
    seen["clicked"] += 1
    note()

second = None
def ask(*_):
    global second
    if second is None:
        window = tkinter.Toplevel(root)
        window.geometry("300x200+100+60")
        second = tkinter.Entry(window)
        second.pack()
        tkinter.Button(window, text="Delete all", command=click).pack(fill="both", expand=True)
        second.bind("<KeyRelease>", note)
        window.update()
        second.focus_force()
        seen["open"] = True
        note()

def changed(*_):
    note()
    if at and len(first.get()) >= at:
        ask()

def look():
    if order.exists():
        ask()
    root.after(10, look)

first.bind("<KeyRelease>", changed)
first.bind("<Return>", ask)
first.focus_force()
root.update()
note()
look()
root.mainloop()
"""


class Stage:
    """A desktop with the application, whose dialog opens by itself after `at` letters; 0: by Return, or when it is ordered to."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "seen"
        (folder / "app.py").write_text(APP)
        self._folder = folder

    def play(self, at: int, what: Callable[["Stage", Desktop], Awaitable[Effect | None]]) -> Effect | None:
        async def played() -> Effect | None:
            desktop = await Desktop.open("virtual:600x400", with_app=True, typing_delay=SLOWLY if at else 0.0)
            app = App.start(f"{sys.executable} {self._folder / 'app.py'} {self.log} {at}", desktop.display, self._folder / "log")
            try:
                self.wait_for(lambda: self.log.exists())
                await desktop.first_look(starting=True)
                return await what(self, desktop)
            finally:
                app.stop(at_once=True)
                await desktop.close()

        return asyncio.run(played())

    @property
    def seen(self) -> dict[str, object]:
        return dict(json.loads(self.log.read_text()))

    def order_the_dialog(self) -> None:
        self.log.with_name("seen.order").touch()
        self.wait_for(lambda: "open" in self.seen)

    @staticmethod
    def wait_for(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.02)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def typing(content: str) -> Callable[[Stage, Desktop], Awaitable[Effect | None]]:
    async def play(stage: Stage, desktop: Desktop) -> Effect:
        witness = Witness()
        try:
            action = parse_action({"action": "type", "content": content})
            effect = await perform_on(desktop, action, witness, await desktop.show(await desktop.screenshot()))
        finally:
            witness.close()
        stage.wait_for(lambda: "open" in stage.seen)
        return effect

    return play


@pytest.mark.parametrize(("content", "at"), [("the quick brown fox " * 30, 10), ("line one\nline two", 0)])
def test_the_rest_of_a_text_does_not_go_into_a_dialog_that_takes_the_keyboard(stage: Stage, content: str, at: int) -> None:
    effect = stage.play(at, typing(content))
    assert effect is not None
    seen = stage.seen
    assert seen["second"] == ""
    arrived = str(seen["first"])
    assert content.startswith(arrived)
    assert 0 < len(arrived) < len(content)
    assert effect.outcome == "partial"
    typed = len(arrived) + content[: len(arrived) + 1].count("\n")
    assert f"another window took the keyboard after {typed} of {len(content)} characters" in effect.reason


ACTIONS = [
    {"action": "left_click", "start_box": [400, 450]},
    {"action": "scroll", "start_box": [400, 450], "direction": "down"},
    {"action": "key", "keys": "a"},
    {"action": "type", "content": "abc"},
]


@pytest.mark.parametrize("given", ACTIONS, ids=lambda given: given["action"])
def test_what_comes_between_the_look_and_the_input_gets_nothing(
    stage: Stage, given: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    action: BaseAction = parse_action(given)
    original = WindowManager.wait

    def late(manager: WindowManager) -> bool:
        stage.order_the_dialog()  # the window manager keeps the input waiting, and a dialog comes
        return original(manager)

    async def play(_: Stage, desktop: Desktop) -> None:
        sight = await desktop.show(await desktop.screenshot())
        monkeypatch.setattr(WindowManager, "wait", late)
        if action.name == "type":
            stage.order_the_dialog()
            desktop.lookout.end = lambda *_: (desktop.camera.grab(), "")  # type: ignore[method-assign]
            desktop.lookout._stack_read = sight.stack
        with pytest.raises(StaleScreen):
            await desktop.act(action, desktop.screen, sight)

    stage.play(0, play)
    seen = stage.seen
    assert (seen["first"], seen["second"], seen["clicked"]) == ("", "", 0)


def test_nothing_is_dropped_on_a_window_that_comes_during_the_drag(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    action = parse_action({"action": "left_drag", "start_box": [80, 600], "end_box": [400, 450]})
    original, calls = X11Hands.delivered, iter(range(9))

    def late(hands: X11Hands, at: Point | None = None, patience: float = 1.0) -> None:
        if next(calls):  # the application is asked before the first move, and before the release
            stage.order_the_dialog()
        original(hands, at, patience)

    async def play(_: Stage, desktop: Desktop) -> None:
        sight = await desktop.show(await desktop.screenshot())
        monkeypatch.setattr(X11Hands, "delivered", late)
        with pytest.raises(StaleScreen, match="taken back"):
            await desktop.act(action, desktop.screen, sight)
        assert await desktop.pointer() == pixel(action.places[0], desktop.screen)

    stage.play(0, play)
