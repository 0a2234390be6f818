"""Fields in real programs, and what they contain."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from Xlib.error import XError

from gui_agent.actions.action import parse_action
from gui_agent.actions.execute import Executor
from gui_agent.actions.platforms.x11.connection import connect
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import Display
from gui_agent.perception.screen.processes import end_process
from gui_agent.perception.screen.x_property import property_of, text_property

CEILING = 40.0

Read = Callable[[], str | None]


def wait_for(condition: Callable[[], object], what: str) -> None:
    """Wait for a condition; `what` is said where it does not come."""
    deadline = time.monotonic() + CEILING
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def arrived(read: Read, expected: str) -> str | None:
    """What is in the field: as soon as it is as expected, else when it has not changed for a while."""
    last, since = read(), time.monotonic()
    while last != expected and time.monotonic() - since < CEILING:
        time.sleep(0.02)
        if (now := read()) != last:
            last, since = now, time.monotonic()
    return last


@contextlib.contextmanager
def running(command: list[str], display: Display, log: Path) -> Iterator[None]:
    """A program with settings of its own: one that was killed before asks whether to restore its session."""
    own = {name: str(log.parent / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")}
    environment = {**display.environment, **own, "GSETTINGS_BACKEND": "memory"}
    with log.open("wb") as output:
        app = subprocess.Popen(command, env=environment, stdout=output, stderr=output, start_new_session=True)
        try:
            yield
        finally:
            end_process(app)


def reader(file: Path) -> Read:
    """A function that reads the file to which a field writes its content."""
    return lambda: file.read_text(encoding="utf-8", errors="surrogatepass") if file.exists() else None


def type_text(executor: Executor, text: str) -> None:
    """Type a text into what has the keyboard."""
    executor.perform(parse_action({"action": "type", "content": text}), Box(0, 0, 100, 100))


def active_title(display: Display) -> str:
    """The title of the window in front; empty where there is none."""
    x = connect(display)
    try:
        active = property_of(x, x.screen().root, "_NET_ACTIVE_WINDOW")
        if active is None or not active[0]:
            return ""
        return text_property(x, x.create_resource_object("window", active[0]), "_NET_WM_NAME", "WM_NAME")
    except XError:
        return ""  # That window has just closed.
    finally:
        x.close()
