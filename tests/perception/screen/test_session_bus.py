"""The message bus of a private screen: its own, not the user's, and gone with the screen."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from private_bus import missing_for_accessibility

from gui_agent.perception.screen.display import find_virtual_display, start_virtual_display

PAGE = Path(__file__).parents[2] / "apps" / "pages" / "page_gtk.py"
needs_bus = pytest.mark.skipif(bool(missing_for_accessibility()), reason=f"not installed: {missing_for_accessibility()}")


@pytest.mark.skipif(shutil.which("dbus-send") is None, reason="not installed: dbus-send (Debian package dbus)")
def test_a_private_screen_has_a_bus_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/the/users/own")
    ask = [
        "dbus-send",
        "--session",
        "--print-reply",
        "--dest=org.freedesktop.DBus",
        "/",
        "org.freedesktop.DBus.ListActivatableNames",
    ]
    with start_virtual_display(window_manager=False) as display:
        environment = display.environment
        assert environment["DBUS_SESSION_BUS_ADDRESS"] == display.bus_address != "unix:path=/the/users/own"
        answer = subprocess.run(ask, env=environment, capture_output=True, text=True, check=True, timeout=30).stdout
        assert "portal" not in answer
        again = find_virtual_display(json.loads(json.dumps(display.to_json())))
        assert again is not None
        assert again.bus_address == display.bus_address
    assert subprocess.run(ask, env=environment, capture_output=True, check=False, timeout=30).returncode != 0


def test_without_the_program_the_persons_bus_is_still_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/the/users/own")
    found = shutil.which
    monkeypatch.setattr(shutil, "which", lambda program: None if program == "dbus-daemon" else found(program))
    with start_virtual_display(window_manager=False) as display:
        assert display.bus_address is None
        assert "DBUS_SESSION_BUS_ADDRESS" not in display.environment


@needs_bus
def test_screenshot_asks_the_application_as_well(tmp_path: Path) -> None:
    app = f"/usr/bin/python3 {PAGE} account"
    command = [sys.executable, "-m", "gui_agent", "screenshot", str(tmp_path / "shot.png"), "--elements", "--app", app]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    elements = {(element["role"], element.get("text")): element for element in json.loads(done.stdout)}
    assert elements["field", "First name"]["focused"], "only the application can tell"
    assert elements["field", "Email address"]["value"] == "maria.lindqvist@example.org"
    assert ("text", "Account settings") in elements, "the window's title bar, which is not the application's"
