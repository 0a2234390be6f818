"""A whole recording on a private screen that is taken over, as the studio's page does it: the file, without the password."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import clean_environment

from gui_agent.control.socket import FILE, connect
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.studio.record_page import RecordForm

APP = """
import tkinter as tk
root = tk.Tk(); root.title("Login"); root.geometry("420x260+200+140")
tk.Label(root, text="User", font=("DejaVu Sans", 12)).place(x=20, y=32)
user = tk.Entry(root, font=("DejaVu Sans", 14)); user.place(x=130, y=30, width=240)
tk.Label(root, text="Password", font=("DejaVu Sans", 12)).place(x=20, y=82)
word = tk.Entry(root, font=("DejaVu Sans", 14), show="*"); word.place(x=130, y=80, width=240)
said = tk.Label(root, text="Please sign in", font=("DejaVu Sans", 14)); said.place(x=20, y=200)
tk.Button(root, text="Enter", font=("DejaVu Sans", 12), command=lambda: said.configure(text="Welcome " + user.get())).place(x=20, y=130)
root.mainloop()
"""
LEFT, TOP = 201, 160
"""Of the window's content."""


async def use(folder: Path) -> None:
    """What the user's browser sends: a wrong click, two fields with a correction, a button, and Stop."""
    async with connect(folder) as line:

        async def gesture(**what: object) -> None:
            await line.send({"do": "use", "gesture": what})
            await asyncio.sleep(0.3)

        async def click(x: int, y: int) -> None:
            for kind in ("move", "down", "up"):
                button = {} if kind == "move" else {"button": "left"}
                await line.send({"do": "use", "gesture": {"kind": kind, "x": LEFT + x, "y": TOP + y, **button}})
                await asyncio.sleep(0.2)
            await asyncio.sleep(1.0)

        await click(60, 42)
        await click(250, 44)
        await gesture(kind="text", text="Annn")
        await gesture(kind="keys", keys="Backspace")
        await asyncio.sleep(1.0)
        await click(250, 94)
        await gesture(kind="text", text="Zebra9wood")
        await asyncio.sleep(1.0)
        await click(45, 148)
        await asyncio.sleep(2.0)
        await line.send({"do": "stop"})


@pytest.mark.slow
def test_a_recording_on_a_private_screen(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    folder = tmp_path / "run"
    folder.mkdir()
    arguments = [
        "record",
        "login.yaml",
        "--app",
        f"{sys.executable} app.py",
        "--display",
        "virtual",
        f"--run-folder={folder}",
        "--no-play",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "gui_agent", *arguments],
        cwd=tmp_path,
        env=clean_environment(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    )

    async def drive() -> None:
        async with asyncio.timeout(60):
            while not (folder / FILE).exists() or not (folder / "app.log").exists():
                await asyncio.sleep(0.2)
        await asyncio.sleep(8.0)  # the first look, and the embedded reader
        await use(folder)

    asyncio.run(drive())
    out, _ = process.communicate(timeout=240)
    assert process.returncode == 0, out
    text = (tmp_path / "login.yaml").read_text()
    assert "set PASSWORD in the environment" in out
    (scenario,) = load_scenarios(tmp_path / "login.yaml", {"PASSWORD": "x"})
    assert [step.kind for step in scenario.steps][:3] == ["type", "type", "left_click"], text
    assert "Ann" in text
    assert 'the screen shows "Welcome ${user}"' in text
    assert 'left out: a click on "User"' in text
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.suffix != ".py":
            assert b"Zebra9wood" not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("an order", "scenarios/an-order.yaml"),
        ("添加", "scenarios/添加.yaml"),
        ("../../etc/passwd", "scenarios/etc-passwd.yaml"),
        ("...", "scenarios/recording.yaml"),
        ("x" * 300, f"scenarios/{'x' * 60}.yaml"),
    ],
)
def test_a_recording_of_the_studio_is_a_file_of_the_folder_of_scenarios(name: str, file: str) -> None:
    assert RecordForm(app="xterm", name=name).file.replace("------", "") == file.replace("------", "")
