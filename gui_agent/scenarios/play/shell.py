"""Commands of a scenario: run with the scenario's display, compared with what is expected, secrets masked in what is kept.

A command ends with its shell. What it started in the background continues, and ends with the playing (or, for the commands around a
whole file, with the file). It is found by its session, and by a variable in its environment where it has left the session.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import secrets as random_names
import signal
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from gui_agent.actions.secrets import PLACEHOLDER, mask
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.screen.processes import ProcessMark, end_all, processes_in_sessions, processes_with
from gui_agent.record.events import ShellFinished
from gui_agent.record.run_log import RunLog
from gui_agent.scenarios.format.steps import Shell
from gui_agent.scenarios.play.scenario_result import StepFailed

KEPT = 4000
"""Characters of the output that the log keeps; all of it is compared."""
SHOWN = 400
"""Characters of the output that a message shows."""
MOST_BYTES = 64 * 1024 * 1024
MARK = "GUI_AGENT_COMMANDS"
POLL_SECONDS = 0.2


class Commands:
    """The commands of one playing, and what they leave in the background until `close`."""

    def __init__(self, folder: Path, secrets: Mapping[str, str]) -> None:
        """They run in `folder`."""
        self._folder = folder
        self._secrets = secrets
        self._mark = random_names.token_hex(16)
        self._began: list[ProcessMark] = []
        """The shells, each of which has a session of its own."""

    async def run(self, step: Shell, environment: Mapping[str, str], log: RunLog | None = None) -> None:
        """Run a command with the system's shell; `log` gets what it printed.

        Raises StepFailed for another exit status, another output or no end in time; EnvironmentProblem.
        """
        try:
            with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
                problem, status = await self._run(step, {**environment, MARK: self._mark}, out, err)
                stdout, stderr = _text(out), _text(err)
        except OSError as error:
            raise EnvironmentProblem(
                f"the command cannot be run: {error.strerror or error}", "Check the folder, and the space for temporary files"
            ) from error
        problem = problem or _problem(step, status or 0, stdout, stderr, self._secrets)
        if log is not None:
            expected = step.stdout if step.stdout is not None else step.contains
            log.write(
                ShellFinished(
                    command=step.run,
                    exit=status,
                    stdout=mask(stdout, self._secrets)[-KEPT:],
                    stderr=mask(stderr, self._secrets)[-KEPT:],
                    expected_exit=step.exit,
                    expected_stdout=expected,
                    ok=not problem,
                )
            )
        if problem:
            raise StepFailed(problem)

    async def _run(self, step: Shell, environment: Mapping[str, str], out: IO[bytes], err: IO[bytes]) -> tuple[str, int | None]:
        # Files, no pipes: a pipe would be open for as long as something in the background holds it.
        process = await asyncio.create_subprocess_shell(
            step.run,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=self._folder,
            env=dict(environment),
            start_new_session=True,
        )
        self._began.append(ProcessMark.of(process.pid))
        try:
            async with asyncio.timeout(step.timeout):
                return await _until_it_ends(process, out, err), process.returncode
        except TimeoutError:
            return f"it did not end within {step.timeout:g} seconds", process.returncode
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()

    async def close(self) -> None:
        """End what is left in the background."""
        began, self._began = self._began, []
        if began:
            await asyncio.to_thread(end_all, lambda: processes_with(MARK, self._mark) + processes_in_sessions(began))


async def _until_it_ends(process: asyncio.subprocess.Process, out: IO[bytes], err: IO[bytes]) -> str:
    """Wait for a command; why it was not waited for to the end, else ''."""
    ended = asyncio.ensure_future(process.wait())
    try:
        while not ended.done():
            await asyncio.wait([ended], timeout=POLL_SECONDS)
            if max(os.fstat(file.fileno()).st_size for file in (out, err)) > MOST_BYTES:
                return f"it prints more than {MOST_BYTES // 1024 // 1024} MB"
        return ""
    finally:
        if not ended.done():
            ended.cancel()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(MOST_BYTES).decode("utf-8", "replace").strip()


def reveal(text: str, secrets: Mapping[str, str]) -> str:
    """A text of the file with the secrets that it names, to compare with what a program really printed."""
    return PLACEHOLDER.sub(lambda match: secrets.get(match[1], match[0]), text)


def _problem(step: Shell, status: int, stdout: str, stderr: str, secrets: Mapping[str, str]) -> str:
    def shown(text: str) -> str:
        return repr(mask(text, secrets))

    if status != step.exit:
        said = stderr.splitlines()[-1:] or stdout.splitlines()[-1:]
        return f"exit status {status}, expected {step.exit}{': ' + mask(said[0], secrets) if said else ''}"
    if step.stdout is not None and stdout != (wanted := reveal(step.stdout, secrets).strip()):
        return f"the output is {shown(_around_difference(stdout, wanted))}, expected {shown(_around_difference(wanted, stdout))}"
    if step.contains is not None and (wanted := reveal(step.contains, secrets)) not in stdout:
        cut = f"the output (its last {SHOWN} characters of {len(stdout)}) " if len(stdout) > SHOWN else "the output "
        return f"{cut}{shown(stdout[-SHOWN:])} does not contain {shown(wanted)}"
    return ""


def _around_difference(text: str, other: str) -> str:
    """A long text cut to where it begins to differ from the other one."""
    if len(text) <= SHOWN:
        return text
    same = next((at for at, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), min(len(text), len(other)))
    start = max(0, same - SHOWN // 4)
    piece = text[start : start + SHOWN]
    return ("..." if start else "") + re.sub(r"\s+$", "", piece) + ("..." if start + SHOWN < len(text) else "")
