"""The command line as a user uses it: a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from warm_process import warm_process

ROOT = Path(__file__).parents[2]
GREETER = f"{sys.executable} {ROOT / 'scenarios/apps/greeter.py'}"
TODO = f"{sys.executable} {ROOT / 'scenarios/apps/todo.py'}"


@dataclass(frozen=True)
class Finished:
    """What a command left behind."""

    status: int
    stdout: str
    stderr: str

    @property
    def json(self) -> dict[str, Any]:
        """The object that `--json` prints last."""
        value: dict[str, Any] = json.loads(self.stdout.strip().splitlines()[-1])
        return value


class Cli(Protocol):
    """Runs `gui-agent` with these arguments and waits for its end."""

    def __call__(self, *arguments: str, stdin: str = "", **environment: str) -> Finished: ...


def clean_environment(folder: Path) -> dict[str, str]:
    """The environment without this session's display and settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GUI_AGENT_", "OPENAI_"))}
    for name in ("DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY"):
        kept.pop(name, None)
    return {**kept, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"), "NO_COLOR": "1", "COLUMNS": "200"}


def started(folder: Path, until: str, *arguments: str) -> subprocess.Popen[str]:
    """`gui-agent` in a process of its own in `folder`, once it has told a line that begins with `until`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gui_agent", *arguments],
        cwd=folder,
        env=clean_environment(folder),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(until):
            break
    return process


def command_line(folder: Path, *, fresh: bool = False) -> Cli:
    """`gui-agent`, run in `folder`: a fork of a process that has imported it, or a `fresh` one."""

    def run(*arguments: str, stdin: str = "", **environment: str) -> Finished:
        given = {**clean_environment(folder), **environment}
        if fresh or sys.platform != "linux":
            command = [sys.executable, "-m", "gui_agent", *arguments]
            process = subprocess.run(
                command, cwd=folder, env=given, input=stdin, capture_output=True, text=True, timeout=150, check=False
            )
            finished = Finished(process.returncode, process.stdout, process.stderr)
        else:
            finished = Finished(*warm_process().run(arguments, folder, given, stdin))
        assert "Traceback" not in finished.stderr, finished.stderr
        return finished

    return run
