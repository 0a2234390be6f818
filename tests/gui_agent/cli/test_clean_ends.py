"""A key that is held is released when the command is told to end, or its time is up, and its screen stays usable."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from command_line import clean_environment
from scripted_model import ScriptedModel

from gui_agent.actions.action import parse_action
from gui_agent.agent.agent import GuiAgent
from gui_agent.desktop.desktop import Desktop
from gui_agent.perception.screen.display import Display, VirtualDisplay
from gui_agent.perception.screen.xserver import connect
from gui_agent.run.limits import Limits

HOLD = '{"action": "key", "keys": "shift", "hold": 30}'


@contextmanager
def pressed(display: VirtualDisplay) -> Iterator[Any]:
    """A function that says which keycodes are down."""
    x = connect(display)
    try:
        yield lambda: {index * 8 + bit for index, byte in enumerate(x.query_keymap()) for bit in range(8) if byte >> bit & 1}
    finally:
        x.close()


def started(display: VirtualDisplay, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**clean_environment(folder), "XAUTHORITY": str(display.xauthority)}
    command = [sys.executable, "-m", "gui_agent", *arguments, "--display", str(display.name)]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_act_releases_what_it_holds(number: signal.Signals, display: VirtualDisplay, tmp_path: Path) -> None:
    with pressed(display) as down, started(display, tmp_path, "act", HOLD) as process:
        while not down():
            assert process.poll() is None, process.communicate()[1]
            time.sleep(0.02)
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
        assert (process.returncode, said) == (130, "gui-agent: interrupted\n")
        assert down() == set()


def test_a_limit_in_the_middle_of_a_hold_releases_it(
    display: VirtualDisplay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XAUTHORITY", str(display.xauthority))
    model = ScriptedModel([{"action": "key", "keys": "ctrl+shift", "hold": 30}])
    with pressed(display) as down:
        limits = Limits(seconds=8)
        result = GuiAgent(model=model, display=str(display.name), output=tmp_path, limits=limits).run("Hold it")
        assert result.verdict == "limit", result.reason
        assert down() == set()


def test_a_cancelled_action_is_over_and_the_desktop_goes_on(display: VirtualDisplay) -> None:
    asyncio.run(cancel_in_the_middle(display))


async def cancel_in_the_middle(display: VirtualDisplay) -> None:
    actions = [
        {"action": "key", "keys": "shift", "hold": 30},
        {"action": "left_click", "start_box": [500, 500], "hold": 30},
        {"action": "left_drag", "start_box": [100, 100], "end_box": [500, 500], "hold": 30, "modifiers": ["ctrl"]},
        {"action": "type", "content": "letters " * 25000},
    ]
    with pressed(display) as down:
        async with Desktop(Display(display.name, display.xauthority)) as desktop:
            await desktop.connect()
            for action in actions:
                act = asyncio.create_task(desktop.act(parse_action(action), desktop.screen))
                await asyncio.wait({act}, timeout=0.3)
                act.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await act
                assert down() == set()
            await desktop.act(parse_action({"action": "key", "keys": "shift"}), desktop.screen)
