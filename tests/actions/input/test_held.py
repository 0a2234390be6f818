"""Nothing stays held down: after an error, an interrupt, and a kill -9."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gui_agent.actions.action import parse_action
from gui_agent.actions.execute import Executor
from gui_agent.actions.input.hands import UserAtTheMouse
from gui_agent.actions.platforms.x11.connection import connect
from gui_agent.errors import ActionError, EnvironmentProblem
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import Display, VirtualDisplay

FRAME = Box(0, 0, 1000, 700)
DRAG = {"action": "left_drag", "start_box": [100, 100], "end_box": [500, 500], "hold": 30, "modifiers": ["ctrl"]}
CHORD = {"action": "key", "keys": "ctrl+shift+é", "hold": 30}


@contextmanager
def state(display: Display) -> Iterator[Any]:
    """A function that says which keycodes and buttons the server has down, over a connection of its own."""
    x = connect(display)
    try:

        def down() -> tuple[set[int], int]:
            keys = x.query_keymap()
            codes = {index * 8 + bit for index, byte in enumerate(keys) for bit in range(8) if byte >> bit & 1}
            return codes, x.screen().root.query_pointer().mask & 0x1F00

        yield down
    finally:
        x.close()


def wait_for_down(down: Any, keys: int, buttons: bool, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while len(down()[0]) < keys or bool(down()[1]) < buttons:
        assert process.poll() is None
        assert time.monotonic() < deadline, down()
        time.sleep(0.01)


@contextmanager
def holding(action: dict[str, Any], display: Display, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    script = Path(__file__).parents[2] / "apps" / "probe_hold.py"
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, str(script), json.dumps(action)], env=display.environment, stderr=output)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.mark.parametrize(("action", "keys", "buttons"), [(DRAG, 1, True), (CHORD, 3, False)], ids=["drag", "chord"])
def test_the_next_run_releases_what_a_killed_one_held(
    action: dict[str, Any], keys: int, buttons: bool, display: Display, tmp_path: Path
) -> None:
    with state(display) as down:
        before = keymap(display)
        with holding(action, display, tmp_path / "log") as process:
            wait_for_down(down, keys, buttons, process)
            process.kill()
            process.wait()
        assert down() != (set(), 0)
        with Executor(display) as executor:
            assert len(executor.released_at_start) == keys + buttons
            assert down() == (set(), 0)
        assert keymap(display) == before
        with Executor(display) as executor:
            assert executor.released_at_start == []


def test_a_living_process_keeps_what_it_holds(display: Display, tmp_path: Path) -> None:
    with state(display) as down, holding(CHORD, display, tmp_path / "log") as process:
        wait_for_down(down, 3, False, process)
        with Executor(display) as executor:
            assert executor.released_at_start == []
        assert len(down()[0]) == 3


def test_an_interrupt_releases_everything(display: Display, tmp_path: Path) -> None:
    with state(display) as down, holding(DRAG, display, tmp_path / "log") as process:
        wait_for_down(down, 1, True, process)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) != 0
        assert "KeyboardInterrupt" in (tmp_path / "log").read_text()
        assert down() == (set(), 0)


def test_a_person_stops_the_agent_from_a_corner(display: Display, tmp_path: Path) -> None:
    with state(display) as down, holding(DRAG, display, tmp_path / "log") as process:
        wait_for_down(down, 1, True, process)
        subprocess.run(["xdotool", "mousemove", "0", "0"], env=display.environment, check=True)
        assert process.wait(20) != 0
        assert "UserAtTheMouse" in (tmp_path / "log").read_text()
        assert down() == (set(), 0)


def test_the_agent_may_go_to_a_corner_itself(display: Display) -> None:
    with Executor(display) as executor:
        executor.perform(parse_action({"action": "hover", "start_box": [0, 0]}), Box(0, 0, 1260, 784))
        executor.perform(parse_action({"action": "left_click", "start_box": [0, 0]}), Box(0, 0, 1260, 784))
        executor.check_person()
        subprocess.run(["xdotool", "mousemove", "300", "300"], env=display.environment, check=True)
        executor.check_person()
        subprocess.run(["xdotool", "mousemove", "1259", "783"], env=display.environment, check=True)
        with pytest.raises(UserAtTheMouse) as stopped:
            executor.check_person()
        assert stopped.value.exit_status == 130


def test_an_error_releases_everything_in_reverse(display: Display) -> None:
    with state(display) as down, Executor(display) as executor:
        for action in ({"action": "key", "keys": "ctrl+nonsense"}, {"action": "type", "content": "a\x07b"}):
            with pytest.raises(ActionError):
                executor.perform(parse_action(action), FRAME)
        with pytest.raises(ActionError, match="outside of the screen"):
            executor.perform(
                parse_action({"action": "left_click", "start_box": [999, 999], "modifiers": ["ctrl"]}), Box(0, 0, 5000, 5000)
            )
        assert down() == (set(), 0)


def test_a_display_that_is_gone_is_an_environment_problem(display: VirtualDisplay) -> None:
    executor = Executor(display)
    display.close()
    with pytest.raises(EnvironmentProblem, match="stopped answering"):
        executor.perform(parse_action({"action": "left_click", "start_box": [10, 10]}), FRAME)
    executor.close()
    with pytest.raises(EnvironmentProblem, match="cannot connect"):
        Executor(display)


def keymap(display: Display) -> bytes:
    return subprocess.run(
        ["xkbcomp", "-xkb", display.name or "", "-"], env=display.environment, capture_output=True, check=True
    ).stdout
