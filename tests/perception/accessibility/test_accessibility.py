"""What GTK applications tell of their windows over a real accessibility bus, and how it joins what is seen."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from private_bus import missing_for_accessibility

from gui_agent.perception.accessibility.listener import read_accessible
from gui_agent.perception.accessibility.merged import merge
from gui_agent.perception.change.settle import settle
from gui_agent.perception.element import Element, Role
from gui_agent.perception.elements.elements import find_elements
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import VirtualDisplay, start_virtual_display
from gui_agent.perception.screen.processes import end_process
from gui_agent.perception.screen.screenshot import Camera
from gui_agent.perception.text.text import TextReader

PAGE = Path(__file__).parents[2] / "apps" / "pages" / "page_gtk.py"
SCREEN = Box(0, 0, 1280, 800)
needs_bus = pytest.mark.skipif(bool(missing_for_accessibility()), reason=f"not installed: {missing_for_accessibility()}")


@dataclass
class Desk:
    """A private display with a bus of its own."""

    display: VirtualDisplay
    environment: dict[str, str]

    @property
    def bus(self) -> str:
        return self.environment["DBUS_SESSION_BUS_ADDRESS"]

    @contextmanager
    def running(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        silent = subprocess.DEVNULL
        process = subprocess.Popen(command, stdout=silent, stderr=silent, env=self.environment, start_new_session=True)
        try:
            yield process
        finally:
            end_process(process)

    def wait_for(self, enough: Callable[[list[Element]], bool]) -> list[Element]:
        """The elements told, as soon as there are enough."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            reported = read_accessible(self.bus, SCREEN, budget_seconds=5)
            if enough(reported):
                return reported
            time.sleep(0.05)
        raise AssertionError(f"the application did not tell enough: {reported}")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with start_virtual_display() as display:
        yield Desk(display, {**display.environment, "XDG_CONFIG_HOME": str(tmp_path), "GSETTINGS_BACKEND": "memory"})


def named(elements: list[Element], text: str, role: Role) -> Element:
    found = [entry for entry in elements if (entry.text, entry.role) == (text, role)]
    assert len(found) == 1, f"{len(found)} of {role} {text!r} in {elements}"
    return found[0]


def texts(elements: list[Element]) -> set[str]:
    """Names and values."""
    return {text for entry in elements for text in (entry.text, entry.value)}


def element(role: Role, text: str, left: int, top: int, width: int, height: int) -> Element:
    return Element(role, text, Box.of_size(left, top, width, height))


@needs_bus
def test_an_editor(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear reader,\nthis is a letter.\n", encoding="utf-8")
    assert read_accessible(desk.bus, SCREEN) == []  # a bus without an accessibility bus: none is started
    with desk.running("mousepad", "--disable-server", str(file)) as editor:
        reported = desk.wait_for(lambda reported: any(entry.role == "field" and entry.focused for entry in reported))
        assert [entry.text for entry in reported if entry.role == "menuitem"] == [
            "File",
            "Edit",
            "Search",
            "View",
            "Document",
            "Help",
        ]
        page = next(entry for entry in reported if entry.role == "field")
        assert page.value == "Dear reader,\nthis is a letter."
        assert page.box.width > 400
        assert page.box.height > 200
        menu = named(reported, "Edit", "menuitem").box
        assert menu.bottom <= page.box.top
        assert not any(entry.text == "Paste" for entry in reported), "closed menus are not visible"

        corner = Box(0, 0, menu.center.x, menu.bottom)
        assert [entry.text for entry in read_accessible(desk.bus, corner, 5) if entry.role == "menuitem"] == [
            "File",
            "Edit",
        ]
        assert read_accessible(desk.bus, SCREEN, budget_seconds=0) == []

        editor.send_signal(signal.SIGSTOP)
        started = time.monotonic()
        try:
            assert read_accessible(desk.bus, SCREEN, budget_seconds=0.2) == []
        finally:
            editor.send_signal(signal.SIGCONT)
        assert time.monotonic() - started < 60, "an application that hangs holds nobody up"


@needs_bus
def test_a_form_reported_and_seen(desk: Desk) -> None:
    with desk.running("/usr/bin/python3", str(PAGE), "account"):
        reported = desk.wait_for(
            lambda reported: {"Delete account", "Maria"} <= texts(reported) and any(entry.focused for entry in reported)
        )
        camera = Camera(desk.display)
        try:
            seen = find_elements(settle(camera, None).screenshot, TextReader())
        finally:
            camera.close()
    assert named(reported, "Weekly", "radio").checked
    assert named(reported, "Show my profile to everyone", "checkbox").checked is False
    both = merge(seen, reported)
    assert named(both, "Delete account", "button").disabled
    assert not named(both, "Save changes", "button").disabled
    assert named(both, "Send me the weekly newsletter", "checkbox").checked
    assert named(both, "Use two steps to sign in", "checkbox").disabled
    assert named(both, "First name", "field").focused
    assert named(both, "Email address", "field").value == "maria.lindqvist@example.org"
    assert named(both, "Country", "dropdown").value == "Sweden"
    assert named(both, "Read the privacy policy", "link").colour == "blue"
    assert named(both, "Account settings", "text"), "the window's title is only seen"
    assert sum(entry.role == "field" for entry in both) == 7


@needs_bus
def test_a_window_under_the_active_one(desk: Desk) -> None:
    with desk.running("mousepad", "--disable-server"):
        desk.wait_for(lambda reported: any(entry.role == "field" and entry.focused for entry in reported))
        with desk.running("/usr/bin/python3", str(PAGE), "account"):
            reported = desk.wait_for(lambda reported: any(entry.text == "Delete account" for entry in reported))
            assert any(entry.text == "Search" for entry in reported), "beside each other, both are visible"
            move = ["xdotool", "search", "--onlyvisible", "--name", "Account settings", "windowmove", "290", "100"]
            subprocess.run(move, env=desk.environment, check=True, timeout=30)
            reported = desk.wait_for(lambda reported: not any(entry.text == "Search" for entry in reported))
            assert named(reported, "Delete account", "button").box.top < 500
            assert sum(entry.role == "field" for entry in reported) == 7


@pytest.mark.parametrize(
    "address", [None, "", "unix:path=/nowhere/bus", "unix:abstract=nobody-listens", "tcp:host=localhost", "?"]
)
def test_no_bus(address: str | None) -> None:
    assert read_accessible(address, SCREEN) == []


def test_one_line_of_pixels_over_a_menu_bar() -> None:
    reported = [element("menuitem", title, 40 * index, 0, 40, 24) for index, title in enumerate(("File", "Edit", "View"))]
    assert merge([element("text", "File Edit View", 4, 2, 112, 18)], reported) == reported


def test_a_paragraph_is_the_lines_seen() -> None:
    lines = [element("text", f"line {index}", 0, 20 * index, 200, 20) for index in range(4)]
    assert merge(lines, [element("text", "line 0 line 1 line 2 line 3", 0, 0, 200, 80)]) == lines


def test_a_caption_belongs_to_its_button() -> None:
    button = element("button", "Save as", 0, 0, 100, 40)
    assert merge([element("text", "Save a5", 20, 10, 60, 18)], [button]) == [replace(button, colour="grey")]
    assert merge([element("text", "Beside", 200, 10, 60, 18)], [button])[1].text == "Beside"


def test_a_mark_reported_and_a_caption_seen() -> None:
    mark = replace(element("checkbox", "Send news", 0, 10, 14, 14), checked=True, mark=Box(0, 10, 14, 24))
    seen = replace(element("checkbox", "Send new5", 0, 8, 90, 18), checked=False)
    assert merge([seen], [mark]) == [replace(mark, box=Box(0, 8, 90, 26))]


def test_values_are_seen_where_none_are_reported() -> None:
    choice = element("dropdown", "Colour", 0, 0, 100, 30)
    assert merge([element("text", "Green", 6, 6, 40, 18)], [choice]) == [replace(choice, value="Green")]
