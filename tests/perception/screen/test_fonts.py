"""A private screen's fonts are its own, whatever the machine prefers."""

import subprocess
from pathlib import Path

import pytest

from gui_agent.perception.screen.private_screen import start_virtual_display

FAMILIES = {
    "sans-serif": "DejaVu Sans",
    "system-ui": "DejaVu Sans",
    "A Font That Nobody Has": "DejaVu Sans",
    "Helvetica": "DejaVu Sans",
    "Times New Roman": "DejaVu Serif",
    "monospace": "DejaVu Sans Mono",
}


def test_the_machines_preferences_do_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "other.conf"
    other.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig><dir>/usr/share/fonts</dir>'
        "<alias><family>sans-serif</family><prefer><family>DejaVu Serif</family></prefer></alias></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(other))
    with start_virtual_display(window_manager=False) as display:
        environment = display.environment
        assert {family: _match(family, environment) for family in FAMILIES} == FAMILIES
        monkeypatch.setenv("GUI_AGENT_FONTS", "system")
        assert _match("sans-serif", display.environment) != "DejaVu Sans"


def _match(family: str, environment: dict[str, str]) -> str:
    command = ["fc-match", "-f", "%{family[0]}", family]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
