"""Whether a click that names one button and aims at its neighbour is held back, and no other one: 200 clicks, 30% of them shifted.

python benchmarks/aim.py [--clicks 200] [--layout list]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from gui_agent.actions.action import BaseAction, parse_action
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.perception.geometry import Box, RelativeBox
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.run.evidence import Witness

APP = Path(__file__).parents[1] / "tests/apps/named_buttons.py"
FORMS = ("{}", "the {} button", "button '{}'", "{} button in the window")
SHIFTED = 0.3


def click(box: Box, words: str, frame: Box) -> BaseAction:
    """A click on a box, in words for what it is meant to be."""
    relative = RelativeBox.of(box, frame)
    sides = [relative.left, relative.top, relative.right, relative.bottom]
    return parse_action({"action": "left_click", "start_box": [round(side) for side in sides], "element_info": words})


async def measure(clicks: int, layout: str) -> tuple[int, int, int, list[float]]:
    """Shifted clicks, those of them that would be performed, alarms on the others, and seconds of each look."""
    with tempfile.TemporaryDirectory(prefix="gui-agent-aim-") as folder:
        places = Path(folder) / "places"
        desktop = await Desktop.open("virtual:1280x800", with_app=True)
        app = App.start(f"{sys.executable} {APP} {places} {layout}", desktop.display, Path(folder) / "log")
        try:
            while not places.exists():
                await asyncio.sleep(0.1)
            await asyncio.sleep(0.5)
            shot = await desktop.screenshot()
            boxes = {name: Box(*sides) for name, sides in json.loads(places.read_text()).items()}
            return await _clicks(clicks, shot, boxes)
        finally:
            app.stop()
            await desktop.close()


async def _clicks(clicks: int, shot: Screenshot, boxes: dict[str, Box]) -> tuple[int, int, int, list[float]]:
    chance, witness = random.Random(7), Witness()
    names = [name for name in boxes if "field" not in name]
    shifted = missed = alarms = 0
    seconds = []
    for number in range(clicks):
        name = chance.choice(names) if number % 20 else "the Name field"
        others = sorted((n for n in names if n != name), key=lambda n: _away(boxes[n], boxes[name]))
        is_shifted = chance.random() < SHIFTED and "field" not in name
        target = boxes[chance.choice(others[:4])] if is_shifted else boxes[name]
        words = name if "field" in name else chance.choice(FORMS).format(name)
        start = time.perf_counter()
        looked = witness.begin_check(click(target, words, shot.region), shot)
        miss = None if looked is None else looked.result()
        seconds.append(time.perf_counter() - start)
        shifted += is_shifted
        if is_shifted and miss is None:
            missed += 1
            print(f"  not noticed: {words} aimed at {[n for n in boxes if boxes[n] == target]}")
        if not is_shifted and miss is not None:
            alarms += 1
            print(f"  false alarm: {words}: {miss.describe(shot.region)}")
    witness.close()
    return shifted, missed, alarms, seconds


def _away(one: Box, other: Box) -> int:
    return abs(one.center.x - other.center.x) + abs(one.center.y - other.center.y)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clicks", type=int, default=200)
    parser.add_argument(
        "--layout", choices=("", "list"), default="", help="list: entries of two words, not looked at while rules were made"
    )
    options = parser.parse_args()
    shifted, missed, alarms, seconds = asyncio.run(measure(options.clicks, options.layout))
    print(
        f"{options.clicks} clicks, {shifted} shifted to a neighbour: {missed} wrong clicks, {alarms} alarms on the others; "
        f"{statistics.median(seconds) * 1000:.0f} ms a look"
    )


if __name__ == "__main__":
    main()
