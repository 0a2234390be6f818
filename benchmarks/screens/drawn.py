"""The pages of `tests/apps/pages` for training: Tk, GTK and Chromium windows that say themselves what is drawn on them.

Tk reports nothing over accessibility, so the corpus has none of it. The test of `tests/perception/elements` draws pages of this kind too.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from gui_agent.perception.change.settle import settle
from gui_agent.perception.element import Element
from gui_agent.perception.screen.display import start_virtual_display
from gui_agent.perception.screen.processes import end_process
from gui_agent.perception.screen.screenshot import Camera

PAGES = Path(__file__).parents[2] / "tests" / "apps" / "pages"
_TOPICS = ("account", "printer", "orders", "game")
_STYLES = {"tk": ("classic", "alt", "default", "clam"), "gtk": ("",), "web": ("plain", "flat")}
_PYTHON = {"gtk": "/usr/bin/python3"}


def draw_pages(folder: Path) -> None:
    """The pictures and their truth that are missing in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for kit, styles in _STYLES.items():
        for topic in _TOPICS:
            for style in styles:
                target = folder / f"{kit}-{topic}-{style or 'usual'}.json"
                if not target.exists():
                    _draw(kit, topic, style, target)


def _draw(kit: str, topic: str, style: str, target: Path) -> None:
    command = [_PYTHON.get(kit, sys.executable), str(PAGES / f"page_{kit}.py"), topic, *([style] if style else [])]
    with start_virtual_display() as display, contextlib.closing(Camera(display)) as camera:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=display.environment, start_new_session=True
        )
        try:
            assert process.stdout
            drawn = json.loads(process.stdout.readline())["widgets"]
            settle(camera, None).screenshot.image.save(target.with_suffix(".png"))
        finally:
            end_process(process)
    truth = {"source": f"drawn-{kit}", "half": "training", "toolkit": kit, **_truth(drawn)}
    target.write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")


def _truth(drawn: list[dict[str, Any]]) -> dict[str, Any]:
    """Menu entries and tabs have no place: they are put where their text is read, see `placed`."""
    widgets = [
        {"roles": [item["role"]], "box": item["box"], "label": item["text"], "checked": item.get("checked")}
        for item in drawn
        if item["role"] != "text"
    ]
    words = [{"text": item["text"], "box": item["box"]} for item in drawn if item["text"] and item["box"]]
    return {"widgets": widgets, "words": words}


def placed(truth: dict[str, Any], seen: list[Element]) -> dict[str, Any]:
    """The truth, with the places of what has none taken from what was read."""
    at = {element.text: element.box for element in reversed(seen) if element.text}
    widgets = []
    for item in truth["widgets"]:
        box = item["box"]
        if box is None and item["label"] in at:
            found = at[item["label"]]
            box = [found.left, found.top, found.right, found.bottom]
        if box is not None:
            widgets.append({**item, "box": box})
    return {**truth, "widgets": widgets}
