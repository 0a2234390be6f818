"""The application under test: started on a display, its output kept, ended with its whole process group."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Self

from gui_agent.desktop.app_home import AppHome, close_windows
from gui_agent.desktop.sandbox import Sandbox, sandboxed
from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.perception.screen.display import Display, VirtualDisplay
from gui_agent.perception.screen.processes import FoundProcess, Process, ProcessMark, end_process

KEYS = ("GUI_AGENT_API_KEY", "OPENAI_API_KEY")
"""Variables of ours that are none of the application's business."""

_CHROMIUMS = ("chromium", "google-chrome", "microsoft-edge", "brave-browser", "vivaldi", "opera")


CLOSING_SECONDS = 1.0
"""How long a program may take to end once its windows were closed; one that asks whether to save waits for ever."""


class App:
    """A program that was started for a run."""

    def __init__(self, command: str, process: Process, output: Path) -> None:
        self.command = command
        self.output = output
        self._process = process
        self._home: AppHome | None = None
        self._display: Display | None = None

    @classmethod
    def start(
        cls,
        command: str,
        display: Display,
        output: Path,
        *,
        folder: Path | None = None,
        more_environment: Mapping[str, str] | None = None,
        sandbox: Sandbox = "off",
        home: Path | None = None,
    ) -> Self:
        """Start `command` (split like a shell would, no shell involved) on `display`; its output goes to the file `output`.

        It works in `folder` (default: the current one), with `more_environment` besides this process's own but our API keys.
        Its settings and sessions are in `home`; without, on a private screen, it begins with none.
        Raises UsageError when the command is empty or cannot be split, EnvironmentProblem when the program cannot be started.
        """
        try:
            words = shlex.split(command, posix=os.name == "posix")
        except ValueError as error:
            raise UsageError(f"the application's command cannot be read: {error}", f"Check the quotes in {command!r}") from error
        if not words:
            raise UsageError("the application's command is empty", "Give a program, for example --app mousepad")
        inherited = {name: value for name, value in display.environment.items() if name not in KEYS}
        at = AppHome(display, home)
        environment = {**at.environment(inherited), **(more_environment or {})}
        # Programs installed beside gui-agent (its virtual environment's python, say) are found too, after the user's own.
        environment["PATH"] = os.pathsep.join([environment.get("PATH", os.defpath), str(Path(sys.executable).parent)])
        words = [_find(words[0], environment["PATH"]), *_telling(words[0], display), *words[1:]]
        if sandbox != "off":
            words = sandboxed(words, display, network=sandbox == "online", folder=folder)
        try:
            with output.open("ab") as log:
                process = _spawn(words, environment, log, folder)
        except OSError as error:
            at.remove()
            raise EnvironmentProblem(
                f"cannot start the application {words[0]!r}: {error.strerror or error}",
                "Check the command given with --app, and that the program is installed",
            ) from error
        app = cls(command, process, output)
        app._home, app._display = at, display
        return app

    @classmethod
    def found(cls, command: str, mark: ProcessMark, output: Path) -> Self | None:
        """The program that a killed process of ours started; None if it has ended since."""
        return cls(command, FoundProcess(mark), output) if mark.alive else None

    @property
    def pid(self) -> int:
        """The number of its process, and of its process group."""
        return self._process.pid

    @property
    def exit_status(self) -> int | None:
        """The program's exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    def last_output(self, lines: int = 5) -> str:
        """The last lines that the program wrote."""
        text = self.output.read_text(encoding="utf-8", errors="replace") if self.output.exists() else ""
        return "\n".join(text.strip().splitlines()[-lines:])

    def check(self) -> None:
        """Raise EnvironmentProblem when the program has failed; one that ended well (a launcher) is fine."""
        status = self.exit_status
        if status:
            said = self.last_output(1)
            raise EnvironmentProblem(
                f"the application ended with exit status {status}{': ' + said if said else ''}",
                f"Run it by hand to see why: {self.command}",
            )

    def stop(self, at_once: bool = False) -> None:
        """End the program and everything it started: by closing its windows, as a user would, then by a signal.

        `at_once` without asking it to. Safe to call twice.
        """
        if not at_once and self._display is not None and self.exit_status is None and close_windows(self._display, self.pid):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(CLOSING_SECONDS)
        end_process(self._process, 0.0 if at_once else 3.0)
        if self._home is not None:
            self._home.remove()


def _spawn(words: list[str], environment: dict[str, str], log: IO[bytes], folder: Path | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=folder,
        start_new_session=True,
    )


def _telling(program: str, display: Display) -> list[str]:
    """The option without which a browser of Chromium's kind reports nothing about its pages, on a private screen."""
    if isinstance(display, VirtualDisplay) and Path(program).name.startswith(_CHROMIUMS):
        return ["--force-renderer-accessibility"]
    return []


def _find(program: str, path: str) -> str:
    return shutil.which(program, path=path) or program
