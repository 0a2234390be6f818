"""60 targets at scale 2 in GTK 3, GTK 4, Qt and Chromium, by what the applications tell and by what can be read: how many are hit.

usage: python benchmarks/scaled.py [TOOLKIT...]
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from gui_agent.actions.aim import from_pixels
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.window_list import WindowList
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader

APPS = Path(__file__).parent / "apps"
LABELS = "Apple Banana Cherry Damson Elder Fig Grape Hazel Iris Juniper Kiwi Lemon Mango Nectar Olive".split()  # noqa: SIM905
SCALED = {"GDK_SCALE": "2", "QT_SCALE_FACTOR": "2"}
COMMANDS = {
    "gtk3": f"/usr/bin/python3 {APPS / 'buttons.py'} gtk3",
    "gtk4": f"/usr/bin/python3 {APPS / 'buttons.py'} gtk4",
    "qt": f"/usr/bin/python3 {APPS / 'buttons.py'} qt",
    "chromium": "chromium --no-sandbox --no-first-run --disable-gpu --force-device-scale-factor=2 --user-data-dir={folder} "
    f"--app=file://{APPS / 'buttons.html'}",
}


async def reported(desktop: Desktop, shot: Screenshot) -> dict[str, Box]:
    """Where the applications say that the buttons are."""
    desktop.tell(shot)
    elements = await asyncio.to_thread(lambda: shot.reported)
    return {element.text: element.box for element in elements if element.text in LABELS and element.role == "button"}


def read(shot: Screenshot) -> dict[str, Box]:
    """Where the labels are read."""
    return {word.text: word.box for line in TextReader().read(shot) for word in line.words if word.text in LABELS}


async def measure(toolkit: str) -> None:
    """Click each button found in either way."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with await Desktop.open("virtual:1260x784") as desktop:
            command = COMMANDS[toolkit].replace("{folder}", folder)
            app = App.start(command, desktop.display, Path(folder) / "log", more_environment=SCALED)
            listed = WindowList(desktop.display)
            try:
                deadline = time.monotonic() + 60
                while not listed.windows() and time.monotonic() < deadline:
                    await asyncio.sleep(0.1)
                shot = (await desktop.first_look(starting=True)).screenshot
                while len(await reported(desktop, shot)) < len(LABELS) and time.monotonic() < deadline:
                    await asyncio.sleep(1)
                    shot = await desktop.screenshot()
                seen = await asyncio.to_thread(read, shot)
                while len(seen) < len(LABELS) and time.monotonic() < deadline:  # reported is more than drawn, on a busy machine
                    await asyncio.sleep(1)
                    seen = await asyncio.to_thread(read, await desktop.screenshot())
                for way, places in (("reported", await reported(desktop, shot)), ("read", seen)):
                    hit = []
                    for label, box in places.items():
                        action = from_pixels({"action": "left_click", "start_box": [box.center.x, box.center.y]}, desktop.screen)
                        await desktop.act(action, desktop.screen)
                        deadline = time.monotonic() + 5
                        while time.monotonic() < deadline and label not in (titles := [one.title for one in listed.windows()]):
                            await asyncio.sleep(0.02)
                        hit += [label] if label in titles else []
                    missed = sorted(set(LABELS) - set(hit))
                    print(f"{toolkit} {way}: found {len(places)}, hit {len(hit)} of {len(LABELS)}; missed {missed}", flush=True)
            finally:
                listed.close()
                app.stop()


if __name__ == "__main__":
    for name in sys.argv[1:] or COMMANDS:
        asyncio.run(measure(name))
