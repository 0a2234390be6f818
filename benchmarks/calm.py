"""Whether actions are held back although nothing but what moves by itself has changed: five real applications, 60 actions each.

    python benchmarks/calm.py [--actions 60] [--only mousepad] [--keep FOLDER]

A clock, a spinner, a video and a caret move in front of each application, and within the web page. Between the picture and the action
there is a pause of 0.1 to 2.5 s, as a model takes it. Every action that is held back is a false alarm.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shlex
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from gui_agent.actions.action import BaseAction, parse_action
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.sight import StaleScreen
from gui_agent.perception.change.change import compare
from gui_agent.perception.geometry import Box, RelativePoint
from gui_agent.perception.screen.screenshot import Screenshot

ROOT = Path(__file__).parents[1]
MOVEMENT = f"{sys.executable} {ROOT / 'benchmarks/apps/movement.py'} 990 590"
PAGE = (
    "data:text/html,<title>Page</title><body style='font:15px sans-serif'><h1>Orders</h1><p id=c>0</p>"
    "<p><label>Name <input id=n></label> <canvas id=v width=160 height=90></canvas> <span id=t></span></p>"
    "<textarea rows=8 cols=60>Dear friend, how are you today?</textarea><p><button>Nothing</button> <button>Other</button></p>"
    "<p>One line of text. Another line of text, which says more.</p><script>let f=0;setInterval(()=>{let g=v.getContext('2d');"
    "g.fillStyle='hsl('+(f++*9%25360)+' 80%25 50%25)';g.fillRect(0,0,160,90);t.textContent=new Date().toLocaleTimeString()},60)"
    "</script></body>"
)
APPS = {
    "mousepad": "mousepad",
    "gnome-text-editor": "gnome-text-editor --standalone",
    "featherpad": "featherpad --standalone",
    "chromium": f"chromium --no-sandbox --test-type --no-first-run {shlex.quote('--app=' + PAGE)}",
    "tk": f"{sys.executable} {ROOT / 'scenarios/apps/contacts.py'} STATE",
}
WORDS = ("milk", "Ada Lovelace", "two words", "42", "a longer line of text, to be typed")
KEYS = ("left", "right", "end", "home", "backspace", "shift+right", "up", "down")
PAUSES = (0.1, 2.5)


def choose(chance: random.Random, shot: Screenshot, window: Box) -> BaseAction:
    """Something that changes nothing but what it is aimed at: a click into text, letters, a key, a hover, a scroll."""
    kind = chance.choice(("click", "type", "key", "hover", "scroll", "double", "click", "type"))
    if kind == "type":
        return parse_action({"action": "type", "content": chance.choice(WORDS)})
    if kind == "key":
        return parse_action({"action": "key", "keys": chance.choice(KEYS)})
    fields = [element.box for element in shot.reported if element.role == "field" and element.box.area > 200]
    texts = [element.box for element in shot.reported if element.role in ("text", "button") and element.box.area > 200]
    if kind in ("click", "double") or not fields + texts:
        box = chance.choice(fields) if fields else window
    else:
        box = chance.choice(fields + texts)
    point = RelativePoint.of(box.center, shot.region)
    place: dict[str, Any] = {"start_box": [point.x, point.y]}
    if kind == "scroll":
        place |= {"direction": chance.choice(("up", "down")), "step": 2}
    return parse_action({"action": {"click": "left_click", "double": "left_double_click"}.get(kind, kind), **place})


def keep(folder: Path | None, name: str, shown: Screenshot, now: Screenshot) -> None:
    """Store what was decided by and what was there instead."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        stem = f"{name}-{time.monotonic():.0f}"
        shown.image.save(folder / f"{stem}-shown.png")
        now.image.save(folder / f"{stem}-now.png")


async def measure(name: str, actions: int, seed: int, folder_kept: Path | None = None) -> tuple[int, int]:
    """Actions, and those of them that were held back."""
    chance, held_back, done = random.Random(f"{name} {seed}"), 0, 0
    with tempfile.TemporaryDirectory(prefix="gui-agent-calm-") as folder:
        desktop = await Desktop.open("virtual:1280x800", with_app=True)
        app = App.start(APPS[name].replace("STATE", f"{folder}/state"), desktop.display, Path(folder) / "log")
        beside = None
        try:
            settled = await desktop.first_look(starting=True)
            await asyncio.sleep(8)  # some show a message at first
            beside = App.start(MOVEMENT, desktop.display, Path(folder) / "log2")
            await asyncio.sleep(1)
            settled, field = await desktop.first_look(starting=True), None
            for _ in range(actions):
                shot = await desktop.newer(settled.screenshot) or settled.screenshot
                desktop.tell(shot)
                sight = await desktop.show(shot, field)
                await asyncio.sleep(chance.uniform(*PAUSES))
                action = choose(chance, shot, Box(300, 250, 700, 500))
                done += 1
                try:
                    before = await desktop.act(action, shot.region, sight)
                except StaleScreen as error:
                    held_back += 1
                    now = await desktop.screenshot()
                    boxes = compare(shot, now).boxes
                    print(f"  {name}: false alarm: {action}: {error}; now different: {boxes}", flush=True)
                    keep(folder_kept, name, shot, now)
                    settled = await desktop.first_look(starting=False)
                    continue
                settled = await desktop.settle(action, before.screenshot, early=True)
                if action.name in ("left_click", "left_double_click"):
                    place = action.places[0].to_pixels(shot.region)
                    field = place if isinstance(place, Box) else Box(place.x, place.y, place.x + 1, place.y + 1)
        finally:
            for started in (beside, app):
                if started is not None:
                    started.stop()
            await desktop.close()
    return done, held_back


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actions", type=int, default=60)
    parser.add_argument("--only", choices=tuple(APPS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the pictures of the false alarms")
    options = parser.parse_args()
    total = alarms = 0
    for name in [options.only] if options.only else APPS:
        done, held_back = asyncio.run(measure(name, options.actions, options.seed, options.keep))
        print(f"{name}: {done} actions, {held_back} false alarms", flush=True)
        total, alarms = total + done, alarms + held_back
    print(f"calm: {total} actions, {alarms} false alarms")


if __name__ == "__main__":
    main()
