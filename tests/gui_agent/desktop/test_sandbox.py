"""The sandbox of the application under test: what it can see, write and reach, and that it still is on its display."""

import json
import os
import shutil
import socket
import sys
import time
from pathlib import Path

import pytest
from command_line import GREETER, Cli

from gui_agent.desktop.app import App
from gui_agent.desktop.sandbox import Sandbox, sandboxed
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.screen.display import Display, VirtualDisplay

pytestmark = pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bubblewrap")
LOOK = """
import json, os, pathlib, socket, sys
import tkinter
tkinter.Tk().destroy()
def tried(act):
    try:
        act()
        return True
    except OSError:
        return False
home = pathlib.Path.home()
json.dump({
    "display": True,
    "here": tried(lambda: pathlib.Path("written.txt").write_text("x")),
    "elsewhere": tried(lambda: pathlib.Path("/usr/written.txt").write_text("x")),
    "home": sorted(path.name for path in home.iterdir()) if home.exists() else [],
    "network": tried(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[1])), 2).close()),
    "others": len([name for name in os.listdir("/proc") if name.isdigit()]),
    "key": os.environ.get("GUI_AGENT_API_KEY"),
}, open("seen.json", "w"))
"""


@pytest.mark.parametrize(("sandbox", "network"), [("offline", False), ("online", True)])
def test_it_sees_its_display_and_folder_and_little_else(
    display: VirtualDisplay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox, network: bool
) -> None:
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    (home / "private.txt").write_text("mine")
    (work / "look.py").write_text(LOOK)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GUI_AGENT_API_KEY", "key")
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = f"{sys.executable} look.py {server.getsockname()[1]}"
        app = App.start(command, display, tmp_path / "app.log", folder=work, sandbox=sandbox)
        deadline = time.monotonic() + 30
        while app.exit_status is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    assert app.exit_status == 0, app.last_output()
    seen = json.loads((work / "seen.json").read_text())
    assert seen.pop("others") <= 4
    assert seen == {"display": True, "here": True, "elsewhere": False, "home": [], "network": network, "key": None}


def test_a_whole_run_in_the_sandbox(cli: Cli, tmp_path: Path) -> None:
    task = "Type 'hello' into the Name field, then click Greet"
    finished = cli(
        "run", task, "--app", f"{GREETER} greetings.txt", "--sandbox", "--json", HOME=str(tmp_path.parent / "somebody")
    )
    assert finished.status == 0, finished.stderr
    assert (tmp_path / "greetings.txt").read_text() == "hello\n"


def test_a_home_is_not_given_away_as_the_folder_to_write_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(EnvironmentProblem, match="home"):
        sandboxed(["true"], Display(None), folder=tmp_path)


def test_without_bubblewrap_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(EnvironmentProblem, match="install bubblewrap"):
        sandboxed(["true"], Display(None))
