"""kill -9 at random moments of run, test, mcp, act and studio: what is left after the next start, and which keys are down.

usage: python benchmarks/killed.py [MOMENTS] [SEED]

Each command is started in a folder of its own, killed between 0 and 12 seconds later, and started again. Counted are processes of
private screens (X server, window manager, bus, application) and their folders that are still there 10 seconds after the second start
has ended, and keys that are down on the screen that `act` works on.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gui_agent.perception.screen.display import VirtualDisplay, start_virtual_display
from gui_agent.perception.screen.xserver import connect

ROOT = Path(__file__).parents[1]
GREETER = f"{sys.executable} {ROOT / 'scenarios/apps/greeter.py'}"
SCENARIO = f"version: 1\napp: {{start: {GREETER}}}\nscenarios:\n  - name: one\n    steps: [type: abc, wait: {{seconds}}s]\n"
LATEST = 12.0


def commands(shared: VirtualDisplay) -> dict[str, tuple[list[str], list[str]]]:
    """For each command: what is killed, and the next start of it, which ends by itself."""
    task = "Type 'hello' into the Name field, then wait 30 seconds"
    act = ["act", '{"action": "key", "keys": "ctrl+shift", "hold": 30}', "--display", str(shared.name)]
    return {
        "run": (["run", task, "--app", GREETER], ["run", "wait 0.1 seconds", "--app", GREETER]),
        "test": (["test", "long.yaml"], ["test", "short.yaml"]),
        "mcp": (["mcp", "--app", GREETER, "--display", "virtual"], ["screenshot", "--app", GREETER]),
        "act": (act, ["act", '{"action": "key", "keys": "a"}', "--display", str(shared.name)]),
        "studio": (["studio", "--port", "0"], ["screenshot", "--app", GREETER]),
    }


def of_folder(folder: Path) -> tuple[set[int], set[Path]]:
    """The processes that have `folder` for their home, and the folders of the private screens that they belong to."""
    processes, screens = set(), set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            variables = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"HOME=" + os.fsencode(folder) in variables and (entry / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX":
            processes.add(int(entry.name))
            files = [Path(os.fsdecode(one[11:])) for one in variables if one.startswith(b"XAUTHORITY=")]
            screens |= {file.parent for file in files if file.parent.name.startswith("gui-agent-display-")}
    return processes, screens


def pressed(display: VirtualDisplay) -> int:
    """How many keys are down."""
    x = connect(display)
    try:
        return sum(byte.bit_count() for byte in x.query_keymap())
    finally:
        x.close()


def start(arguments: list[str], folder: Path, shared: VirtualDisplay) -> subprocess.Popen[bytes]:
    """A command in its folder; MCP is told to open its screen."""
    environment = {**os.environ, "XAUTHORITY": str(shared.xauthority), "HOME": str(folder), "GUI_AGENT_MODEL": "literal"}
    environment.pop("DISPLAY", None)
    with (folder / "output").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gui_agent", *arguments],
            cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    if arguments[0] == "mcp" and process.stdin is not None:
        hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "killer", "version": "1"}}
        for message in (
            {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
            {"jsonrpc": "2.0", "method": "notifications/initialized"},
            {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "screenshot", "arguments": {}}},
        ):
            process.stdin.write(json.dumps(message).encode() + b"\n")
        process.stdin.flush()
    return process


def left(folder: Path, seen: set[Path], shared: VirtualDisplay) -> list[str]:
    """What is still there, in words."""
    processes, screens = of_folder(folder)
    there = {screen for screen in seen | screens if screen.exists() and shared.xauthority not in (screen / "Xauthority",)}
    return [f"process {pid}" for pid in sorted(processes)] + [str(screen) for screen in sorted(there)]


def main(moments: int, seed: int) -> None:
    """Kill, start again, count."""
    chance, wrong = random.Random(seed), 0
    with start_virtual_display() as shared:
        every = list(commands(shared).items())
        for number in range(moments):
            name, (killed, following) = every[number % len(every)]
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
                folder = Path(place)
                (folder / "long.yaml").write_text(SCENARIO.replace("{seconds}", "30"))
                (folder / "short.yaml").write_text(SCENARIO.replace("{seconds}", "0.1"))
                process, moment = start(killed, folder, shared), chance.uniform(0, LATEST)
                time.sleep(moment)
                process.kill()
                process.wait()
                _, seen = of_folder(folder)
                start(following, folder, shared).wait(120)
                deadline = time.monotonic() + 10
                while (there := left(folder, seen, shared)) and time.monotonic() < deadline:
                    time.sleep(0.1)
                down = pressed(shared)
                wrong += bool(there or down)
                print(
                    f"{name:7} killed after {moment:4.1f} s: screens {len(seen)}, left {there or 'nothing'}, keys down {down}",
                    flush=True,
                )
    print(f"{moments} moments, {wrong} with something left")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
