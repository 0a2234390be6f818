"""Reading real windows: pages drawn by Tk, GTK and Chromium with known texts and widgets, fonts of 11 to 22 pixels.

Five pages, each kind of widget on at least one of them; all twelve with GUI_AGENT_TEST_FULL=1.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gui_agent.perception.change.settle import settle
from gui_agent.perception.element import Element
from gui_agent.perception.elements.elements import find_elements
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import start_virtual_display
from gui_agent.perception.screen.processes import end_process
from gui_agent.perception.screen.screenshot import Camera
from gui_agent.perception.text.text import TextReader

FOLDER = Path(__file__).parents[2] / "apps" / "pages"
DRAWN = [
    ("tk", "account", "classic"),
    ("tk", "game", "alt"),
    ("gtk", "printer", ""),
    ("web", "account", "plain"),
    ("web", "orders", "flat"),
]
if os.environ.get("GUI_AGENT_TEST_FULL"):
    DRAWN += [("tk", "printer", "default"), ("tk", "orders", "clam"), ("web", "printer", "flat"), ("web", "game", "plain")]
    DRAWN += [("gtk", page, "") for page in ("account", "orders", "game")]
SYSTEM_PYTHON = "/usr/bin/python3"
"""PyGObject is a package of the system's Python."""


@dataclass
class Reading:
    """What was drawn and what was found."""

    kit: str
    drawn: list[dict[str, Any]]
    found: list[Element]


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    reader = TextReader()
    return [read_page(kit, page, style, reader) for kit, page, style in DRAWN]


def read_page(kit: str, page: str, style: str, reader: TextReader) -> Reading:
    python = SYSTEM_PYTHON if kit == "gtk" else sys.executable
    command = [python, str(FOLDER / f"page_{kit}.py"), page, *([style] if style else [])]
    reported, found = seen(command, reader)
    return Reading(kit, json.loads(reported)["widgets"], found)


def seen(command: list[str], reader: TextReader) -> tuple[bytes, list[Element]]:
    """The first line that a program prints, on a display of its own, and the elements that are then found there."""
    with start_virtual_display() as display:
        camera = Camera(display)
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=display.environment, start_new_session=True
        )
        try:
            assert process.stdout
            reported = process.stdout.readline()
            return reported, find_elements(settle(camera, None).screenshot, reader)
        finally:
            end_process(process)
            if process.stdout:
                process.stdout.close()
            camera.close()


def expected_role(reading: Reading, widget: dict[str, Any]) -> str:
    """Chromium shows a number field's arrows only under the pointer: until then it is a field."""
    return "field" if reading.kit == "web" and widget["role"] == "spinner" else str(widget["role"])


def match(reading: Reading, widget: dict[str, Any]) -> Element | None:
    """The element that was found where the widget is (menu entries and tabs report no place: by their text)."""
    if widget["box"] is None:
        named = [element for element in reading.found if element.text == widget["text"]]
    else:
        place = Box(*widget["box"]).padded(5)
        named = [element for element in reading.found if place.contains(element.box.center)]
        if widget["role"] == "text":
            named = [element for element in named if widget["text"] in element.text]
    role = expected_role(reading, widget)
    return min(named, key=lambda element: (element.role != role, -element.box.area), default=None)


def test_words_are_read_right(readings: list[Reading]) -> None:
    wanted = missing = 0
    for reading in readings:
        words = Counter(word for element in reading.found for word in f"{element.text} {element.value}".split())
        truth: Counter[str] = Counter()
        for widget in reading.drawn:
            # a field's label is reported as a text of its own
            inside = widget["role"] in {"field", "dropdown", "spinner", "slider"}
            truth.update(
                (widget.get("value") or "" if inside and widget["role"] != "slider" else "" if inside else widget["text"]).split()
            )
        wanted += truth.total()
        missing += (truth - words).total()
    assert wanted > 50 * len(DRAWN)
    assert missing / wanted <= 0.03


def test_widgets_have_the_right_role(readings: list[Reading]) -> None:
    wrong = []
    total = 0
    for reading in readings:
        for widget in reading.drawn:
            total += 1
            element = match(reading, widget)
            if element is None or element.role != expected_role(reading, widget):
                wrong.append((reading.kit, widget["role"], widget["text"], element))
    assert total > 20 * len(DRAWN)
    assert len(wrong) / total <= 0.05, wrong


def test_states_values_and_labels_are_right(readings: list[Reading]) -> None:
    wrong = []
    total = 0
    for reading in readings:
        for widget in reading.drawn:
            element = match(reading, widget)
            if element is None or element.role != expected_role(reading, widget):
                continue
            total += 1
            checked = widget["role"] not in {"checkbox", "radio"} or element.checked == widget["checked"]
            selected = widget["role"] != "listrow" or element.selected == widget["selected"]
            label = element.text.replace(" ", "") == widget["text"].replace(" ", "") or not widget["text"]
            value = widget["role"] not in {"field", "dropdown"} or element.value.replace(" ", "") == widget["value"].replace(
                " ", ""
            )
            if not (checked and selected and label and value):
                wrong.append((widget, element))
    assert len(wrong) / total <= 0.05, wrong


def test_fields_with_a_ring_are_no_tabs_and_a_form_is_no_list() -> None:
    _, found = seen([sys.executable, str(FOLDER.parent / "ringed_fields.py")], TextReader())
    fields = [(element.text, element.value) for element in found if element.role == "field"]
    assert fields == [(f"Name {row}", "Maria") for row in range(8)]
    assert not [element for element in found if element.role in {"tab", "listrow"}]


def test_marks_are_seen_under_the_pointer_and_with_the_focus() -> None:
    """Tk's default theme draws the mark at the side of the ground that is lighter under the pointer."""
    reported, found = seen([sys.executable, str(FOLDER.parent / "highlighted_marks.py")], TextReader())
    marks = {element.text: (element.role, element.checked) for element in found if element.role in ("checkbox", "radio")}
    expected = {name: (role, on == "1") for name, role, on in (entry.split("|") for entry in reported.decode().split())}
    assert {name: marks.get(name) for name in expected} == expected
    assert not [element for element in found if element.disabled]
