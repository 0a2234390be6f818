"""Invented windows of Tk, GTK 3 and Qt for training (`windows`): each says itself what is where."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from gui_agent.perception.change.settle import settle
from gui_agent.perception.screen.display import start_virtual_display
from gui_agent.perception.screen.processes import end_process
from gui_agent.perception.screen.screenshot import Camera

WINDOWS = Path(__file__).parent / "windows"
_PYTHON = {"gtk": "/usr/bin/python3", "qt": "/usr/bin/python3", "tk": sys.executable}


def draw_windows(folder: Path, count: int) -> None:
    """`count` windows of each toolkit, and their truth, in FOLDER/KIT; those that are there are kept."""
    for offset, (kit, python) in enumerate(_PYTHON.items()):
        target = folder / kit
        missing = [number for number in range(count) if not (target / f"{number}.json").exists()]
        if missing:
            target.mkdir(parents=True, exist_ok=True)
            _draw(kit, [python, str(WINDOWS / f"window_{kit}.py")], missing, target, 100000 * (offset + 1))


def _draw(kit: str, command: list[str], numbers: list[int], target: Path, seed: int) -> None:
    with start_virtual_display() as display, contextlib.closing(Camera(display)) as camera:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=display.environment, start_new_session=True
        )
        assert process.stdin
        assert process.stdout
        try:
            for number in numbers:
                process.stdin.write(f"{seed + number}\n")
                process.stdin.flush()
                line = process.stdout.readline()
                if not line:
                    raise RuntimeError(f"the windows of {kit} ended at {seed + number}")
                picture = settle(camera, None).screenshot.image
                picture.save(target / f"{number}.png")
                truth = {
                    "source": f"windows-{kit}-{number % 8}",
                    "half": "training",
                    "toolkit": kit,
                    **truth_of(json.loads(line), picture),
                }
                (target / f"{number}.json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")
        finally:
            end_process(process)


def truth_of(drawn: list[dict[str, Any]], picture: Image.Image) -> dict[str, Any]:
    """What a window says about itself, as the truth of the corpus."""
    wide, high = picture.size
    widgets, words, unsaid, told = [], [], [], []
    for item in drawn:
        left, top, right, bottom = box = [int(side) for side in item["box"]]
        if left < 0 or top < 0 or right > wide or bottom > high or right - left < 5 or bottom - top < 5:
            continue
        role, text = item["role"], re.sub(r"\s+", " ", item["text"])
        if role == "unsaid":
            unsaid.append(box)
        elif role == "listrow":
            told.append(["listrow", text, *box])
        elif role not in ("text", "none", "bar"):
            roles = (
                [role, "icon"]
                if item.get("icon")
                else {"dropdown": ["dropdown", "button"] if not item.get("value") else ["dropdown"]}.get(role, [role])
            )
            label = item.get("label") if role in ("field", "dropdown", "spinner", "slider") else text
            widgets.append(
                {
                    "roles": roles,
                    "box": box,
                    "label": label or None,
                    "value": item.get("value", ""),
                    "checked": item.get("checked"),
                }
            )
        shown = item.get("value", "") if role in ("field", "dropdown", "spinner") else text
        if shown and not item.get("icon") and role != "slider":
            words.append({"text": shown, "box": box, "inside": True, "behind_mark": role in ("checkbox", "radio")})
    return {"widgets": widgets, "words": words, "unsaid": unsaid, "told": told}


if __name__ == "__main__":
    draw_windows(Path(sys.argv[1]), int(sys.argv[2]))
