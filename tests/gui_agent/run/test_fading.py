"""What came with an animation is still afterwards: what happens to it later is an effect."""

import asyncio
import sys
from pathlib import Path

from gui_agent.actions.action import parse_action
from gui_agent.actions.effect import Effect
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.integrations.agents_sdk_computer import perform_on
from gui_agent.run.evidence import Witness

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


FADE, CLEAR, TURN, NOTHING = 70, 150, 230, 310
"""Where the switches are, in pixels from the left."""


async def click(desktop: Desktop, witness: Witness, x: int) -> Effect:
    """Click a switch after the screen was shown to a model that thinks for a moment."""
    shown = await desktop.screenshot()
    sight = await desktop.show(shown)
    await asyncio.sleep(0.8)
    place = [x * 1000 // shown.region.width, 232 * 1000 // shown.region.height]
    return await perform_on(desktop, parse_action({"action": "left_click", "start_box": place}), witness, sight)


def test_what_faded_in_is_not_taken_to_move_by_itself_and_what_turns_is(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(FADING)

    async def play() -> list[Effect]:
        desktop = await Desktop.open("virtual:400x300", with_app=True)
        app = App.start(f"{sys.executable} {tmp_path / 'app.py'}", desktop.display, tmp_path / "log")
        witness = Witness()
        try:
            await desktop.first_look(starting=True)
            return [await click(desktop, witness, x) for x in (FADE, CLEAR, TURN, NOTHING)]
        finally:
            witness.close()
            app.stop(at_once=True)
            await desktop.close()

    *faded, _, nothing = asyncio.run(play())
    assert [bool(effect.changed) for effect in faded] == [True] * 2, faded
    assert [effect.outcome for effect in faded] == ["confirmed"] * 2, faded
    assert nothing.outcome != "confirmed", nothing
