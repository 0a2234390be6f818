"""What came with an animation is still afterwards: what happens to it later is an effect. An old look is not acted on."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from gui_agent.actions.action import BaseAction, parse_action
from gui_agent.actions.effect import Effect
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.sight import StaleScreen
from gui_agent.errors import ActionError
from gui_agent.integrations.agents_sdk_computer import perform_on
from gui_agent.run.evidence import Witness

T = TypeVar("T")
FADING = """
import tkinter
root = tkinter.Tk()
root.geometry("300x200+40+40")
root.configure(bg="white")
card = tkinter.Frame(root, bg="white", width=200, height=110)
card.place(x=50, y=10)
spinner = tkinter.Frame(root, bg="white", width=20, height=20)
spinner.place(x=270, y=10)
def fade(shade=240):
    card["bg"] = f"#{shade:02x}{shade:02x}ff"
    if shade > 20:
        root.after(30, fade, shade - 20)
def turn(number=0):
    spinner["bg"] = f"#{number * 37 % 256:02x}8080"
    root.after(40, turn, number + 1)
for x, act in ((20, fade), (100, lambda: card.configure(bg="white")), (180, turn), (260, lambda: None)):
    switch = tkinter.Frame(root, bg="grey", width=20, height=20)
    switch.place(x=x, y=160)
    switch.bind("<ButtonPress-1>", lambda event, act=act: act())
root.focus_force()
root.mainloop()
"""


FADE, CLEAR, TURN, NOTHING, SWITCHES = 70, 150, 230, 310, 232
"""Where the switches are: pixels from the left, and from the top."""


def played(folder: Path, play: Callable[[Desktop], Awaitable[T]]) -> T:
    """What `play` returns, with the window on a screen."""
    (folder / "app.py").write_text(FADING)

    async def started() -> T:
        async with await Desktop.open("virtual:400x300", with_app=True) as desktop:
            app = App.start(f"{sys.executable} {folder / 'app.py'}", desktop.display, folder / "log")
            try:
                await desktop.first_look(starting=True)
                return await play(desktop)
            finally:
                app.stop(at_once=True)

    return asyncio.run(started())


def at(x: int, y: int) -> BaseAction:
    """A click at a place in pixels."""
    return parse_action({"action": "left_click", "start_box": [x * 1000 // 400, y * 1000 // 300]})


async def click(desktop: Desktop, witness: Witness, x: int) -> Effect:
    """Click a switch after the screen was shown to a model that thinks for a moment."""
    sight = await desktop.show(await desktop.screenshot())
    await asyncio.sleep(0.8)
    return await perform_on(desktop, at(x, SWITCHES), witness, sight)


def test_what_faded_in_is_not_taken_to_move_by_itself_and_what_turns_is(tmp_path: Path) -> None:
    async def play(desktop: Desktop) -> list[Effect]:
        witness = Witness()
        try:
            return [await click(desktop, witness, x) for x in (FADE, CLEAR, TURN, NOTHING)]
        finally:
            witness.close()

    *faded, _, nothing = played(tmp_path, play)
    assert [bool(effect.changed) for effect in faded] == [True] * 2, faded
    assert [effect.outcome for effect in faded] == ["confirmed"] * 2, faded
    assert nothing.outcome != "confirmed", nothing


def test_a_screen_that_changes_while_it_is_asked_whether_to_act_is_looked_at_again(tmp_path: Path) -> None:
    async def play(desktop: Desktop) -> None:
        shown = await desktop.screenshot()

        def asked() -> str:
            desktop.executor.perform(at(FADE, SWITCHES), shown.region)
            time.sleep(0.8)
            return ""

        sight = await desktop.show(shown)
        with pytest.raises(ActionError, match="no reason to act"):
            await desktop.act(at(150, 100), shown.region, sight, unless=lambda: "no reason to act")
        with pytest.raises(StaleScreen):
            await desktop.act(at(150, 100), shown.region, sight, unless=asked)

    played(tmp_path, play)
