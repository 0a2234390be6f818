"""Where an application keeps its state, and how it is ended: as a user would, and by a signal only where that does not help."""

import json
import sys
import time
from pathlib import Path

import pytest

from gui_agent.desktop.app import App
from gui_agent.desktop.app_home import STATE
from gui_agent.perception.screen.display import VirtualDisplay

NOTING = """
import json, os, pathlib, sys
seen = {name: os.environ.get(name) for name in ("HOME", *sys.argv[2:])}
config = pathlib.Path(seen["XDG_CONFIG_HOME"] or os.path.expanduser("~/.config"))
config.mkdir(parents=True, exist_ok=True)
seen["found"] = sorted(path.name for path in config.iterdir())
(config / "settings").touch()
pathlib.Path(sys.argv[1]).write_text(json.dumps(seen))
"""
ENDING = """
import pathlib, signal, sys, tkinter
said = pathlib.Path(sys.argv[1])
root = tkinter.Tk()
def terminated(*_):
    said.write_text(said.read_text() + " terminated")
    sys.exit(3)
signal.signal(signal.SIGTERM, terminated)
def asked():
    said.write_text(said.read_text() + " closed")
    if sys.argv[2] == "ends":
        root.destroy()
root.protocol("WM_DELETE_WINDOW", asked)
def awake():
    root.after(50, awake)  # Python's signals are handled between two callbacks
awake()
root.update()
said.write_text("open")
root.mainloop()
"""


def started(display: VirtualDisplay, folder: Path, script: str, *arguments: str, home: Path | None = None) -> App:
    (folder / "app.py").write_text(script)
    command = " ".join([sys.executable, str(folder / "app.py"), *arguments])
    return App.start(command, display, folder / "log", home=home)


def written(path: Path) -> str:
    deadline = time.monotonic() + 60
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return path.read_text()


def test_each_start_on_a_private_screen_begins_with_empty_folders_that_end_with_it(
    display: VirtualDisplay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "users"))
    for number in range(2):
        app = started(display, tmp_path, NOTING, str(tmp_path / f"seen{number}"), *STATE)
        seen = json.loads(written(tmp_path / f"seen{number}"))
        assert (seen["HOME"], seen["found"]) == (str(tmp_path / "users"), [])
        folders = [Path(seen[name]) for name in STATE]
        assert len({*folders}) == len(STATE)
        assert all(folder.is_dir() for folder in folders)
        app.stop()
        assert not any(folder.exists() for folder in folders)
    assert not (tmp_path / "users").exists()


def test_a_named_home_is_kept_for_the_next_start(
    display: VirtualDisplay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "users"))
    found = []
    for number in range(2):
        app = started(display, tmp_path, NOTING, str(tmp_path / f"seen{number}"), *STATE, home=tmp_path / "home")
        seen = json.loads(written(tmp_path / f"seen{number}"))
        app.stop()
        assert (seen["HOME"], [seen[name] for name in STATE]) == (str(tmp_path / "home"), [None] * len(STATE))
        found.append(seen["found"])
    assert found == [[], ["settings"]]
    assert not (tmp_path / "users").exists()


@pytest.mark.parametrize(
    ("on_close", "patience", "said"), [("ends", 60.0, "open closed"), ("asks", 2.0, "open closed terminated")]
)
def test_its_windows_are_closed_before_a_signal_comes(
    display: VirtualDisplay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_close: str, patience: float, said: str
) -> None:
    monkeypatch.setattr("gui_agent.desktop.app.CLOSING_SECONDS", patience)
    app = started(display, tmp_path, ENDING, str(tmp_path / "said"), on_close)
    written(tmp_path / "said")
    app.stop()
    assert (tmp_path / "said").read_text() == said
