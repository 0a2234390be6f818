"""Rules that ask what is on a real screen: a dialog's question, the caption under the pointer, what a field holds, what was copied."""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gui_agent.actions.action import parse_action
from gui_agent.actions.policy.policy import PolicyRefusal, parse_policy
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.perception.text.text import TextReader

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks an X server")

QUESTION = "Delete the three files for ever?"
DIALOGS = {
    "deny": [
        {"says": "delete the three files", "element": ["Yes", "OK"], "action": "left_click"},
        {"says": "for ever?", "keys": ["enter"]},
    ]
}
TEXTS = {"deny": [{"text": "launch the missile"}]}
FORM = """
import tkinter
window = tkinter.Tk(); window.geometry("600x200+100+100")
field = tkinter.Entry(window, font=("DejaVu Sans", 18), width=34); field.insert(0, "please launch the"); field.pack(pady=40)
window.mainloop()
"""


async def refused(desktop: Desktop, **action: Any) -> str:
    """Why the policy lets the action not happen; empty if it was performed."""
    try:
        await desktop.act(parse_action(action), desktop.screen)
    except PolicyRefusal as error:
        return error.reason
    return ""


async def place_of(desktop: Desktop, words: str) -> list[float]:
    """The middle of a text on the screen, in thousandths."""
    async with asyncio.timeout(30):
        while True:
            shot = await desktop.screenshot()
            for line in TextReader().read(shot):
                if words.casefold() in line.text.casefold():
                    return [line.box.center.x * 1000 / shot.image.width, line.box.center.y * 1000 / shot.image.height]
            await asyncio.sleep(0.2)


@pytest.mark.skipif(shutil.which("zenity") is None, reason="needs zenity")
def test_a_dialog_that_says_delete_is_not_confirmed(tmp_path: Path) -> None:
    async def use() -> None:
        async with await Desktop.open("virtual", policy=parse_policy(DIALOGS, "test")) as desktop:
            words = ["zenity", "--question", "--text", QUESTION, "--ok-label", "Yes", "--cancel-label", "No"]
            app = App.start(subprocess.list2cmdline(words), desktop.display, tmp_path / "app.log")
            try:
                await place_of(desktop, "three files")
                yes, no = await place_of(desktop, "Yes"), await place_of(desktop, "No")
                assert "element" in await refused(desktop, action="left_click", start_box=yes)
                assert "for ever?" in await refused(desktop, action="key", keys="enter")
                assert await refused(desktop, action="left_click", start_box=no) == ""
            finally:
                app.stop()

    asyncio.run(use())


@pytest.mark.skipif(shutil.which("xclip") is None, reason="needs xclip")
def test_a_text_is_not_completed_in_a_field_nor_pasted(tmp_path: Path) -> None:
    (tmp_path / "form.py").write_text(FORM)

    async def use() -> None:
        async with await Desktop.open("virtual", policy=parse_policy(TEXTS, "test")) as desktop:
            app = App.start(f"{sys.executable} {tmp_path / 'form.py'}", desktop.display, tmp_path / "app.log")
            try:
                field = await place_of(desktop, "launch the")
                assert await refused(desktop, action="left_click", start_box=field) == ""
                assert "launch the missile" in await refused(desktop, action="type", content=" missile now")
                assert await refused(desktop, action="type", content=" boat") == ""
                for copied, reason in (("Launch\u00a0the MISSILE", "launch the missile"), ("a boat", "")):
                    environment = {"DISPLAY": desktop.display.name or "", **desktop.display.environment}
                    subprocess.run(["xclip", "-selection", "clipboard"], input=copied, text=True, check=True, env=environment)
                    assert reason in await refused(desktop, action="key", keys="ctrl+v")
                    assert bool(reason) == bool(await refused(desktop, action="key", keys="ctrl+v"))
            finally:
                app.stop()

    asyncio.run(use())
