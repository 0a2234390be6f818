"""Commands of a scenario: run with the scenario's display, compared with what is expected, secrets masked in what is kept."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping
from pathlib import Path

from gui_agent.actions.secrets import mask
from gui_agent.record.events import ShellFinished
from gui_agent.record.run_log import RunLog
from gui_agent.scenarios.format.steps import Shell
from gui_agent.scenarios.play.scenario_result import StepFailed

LONGEST_OUTPUT = 4000


async def run_command(step: Shell, log: RunLog, folder: Path, environment: Mapping[str, str], secrets: Mapping[str, str]) -> None:
    """Run a command with the system's shell, in `folder`. Raises StepFailed for another status, output or no end in time."""
    process = await asyncio.create_subprocess_shell(
        step.run,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env=dict(environment),
        start_new_session=True,
    )
    problem = ""
    out, err = b"", b""
    try:
        out, err = await asyncio.wait_for(process.communicate(), step.timeout)
    except TimeoutError:
        problem = f"it did not end within {step.timeout:g} seconds"
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    stdout = mask(out.decode("utf-8", "replace"), secrets).strip()[-LONGEST_OUTPUT:]
    stderr = mask(err.decode("utf-8", "replace"), secrets).strip()[-LONGEST_OUTPUT:]
    problem = problem or _problem(step, process.returncode or 0, stdout, stderr)
    log.write(
        ShellFinished(
            command=step.run,
            exit=process.returncode,
            stdout=stdout,
            stderr=stderr,
            expected_exit=step.exit,
            expected_stdout=step.stdout if step.stdout is not None else step.contains,
            ok=not problem,
        )
    )
    if problem:
        raise StepFailed(problem)


def _problem(step: Shell, status: int, stdout: str, stderr: str) -> str:
    if status != step.exit:
        said = stderr.splitlines()[-1:] or stdout.splitlines()[-1:]
        return f"exit status {status}, expected {step.exit}{': ' + said[0] if said else ''}"
    if step.stdout is not None and stdout != step.stdout.strip():
        return f"the output is {stdout!r}, expected {step.stdout.strip()!r}"
    if step.contains is not None and step.contains not in stdout:
        return f"the output {stdout!r} does not contain {step.contains!r}"
    return ""
