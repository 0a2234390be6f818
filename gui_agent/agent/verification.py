"""The second channel: something beside the screen and the model that says whether the task is done.

An application that says "Saved" and drops what it was given deceives an observer. A command, or a function of the caller's,
looks where it matters: into the file, the database, the service.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from gui_agent.errors import UsageError

SECONDS = 60.0
"""How long a command may take."""
TRIES, PAUSE = 2, 1.0
"""What is not so at once is looked at again after so many seconds: applications write a little later than they say."""
LONGEST_FOUND = 300
"""Characters of a command's output that the reason of a failed run quotes."""


@dataclass(frozen=True)
class Verification:
    """What a second channel says."""

    ok: bool
    found: str = ""
    """What was found where it is not so."""


Verify = Callable[[], "bool | str | Verification | Awaitable[bool | str | Verification]"]
"""Whether the task is done: True, or False, or in words what was found instead. May be a coroutine function."""


@dataclass(frozen=True)
class CommandCheck:
    """A shell command that must succeed, and print `output` where that is given."""

    command: str
    output: str = ""
    environment: Mapping[str, str] | None = None
    """Replaces that of this process, where it is given."""

    def __post_init__(self) -> None:
        if not self.command.strip():
            raise UsageError("--verify needs a command", "For example --verify 'grep -q milk todo.txt'")

    async def __call__(self) -> Verification:
        """Run it, for at most `SECONDS`; what it started is ended with it."""
        with tempfile.TemporaryFile() as written:
            process = await asyncio.create_subprocess_shell(
                self.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=written,
                stderr=asyncio.subprocess.STDOUT,
                env=None if self.environment is None else dict(self.environment),
                start_new_session=True,
            )
            try:
                status: int | None = await asyncio.wait_for(process.wait(), SECONDS)
            except TimeoutError:
                status = None
            finally:
                _end_group(process.pid)
            written.seek(0)
            text = written.read().decode("utf-8", "replace")
        return self._judge(status, text)

    def _judge(self, status: int | None, text: str) -> Verification:
        shown = text.strip()
        shown = f": {shown if len(shown) <= LONGEST_FOUND else '…' + shown[-LONGEST_FOUND:]}" if shown else ""
        if status is None:
            return Verification(False, f"{self.command!r} did not end within {SECONDS:g} seconds{shown}")
        if status:
            return Verification(False, f"{self.command!r} ended with exit status {status}{shown}")
        if self.output not in text:
            return Verification(False, f"the output of {self.command!r} does not contain {self.output!r}{shown}")
        return Verification(True)


async def verify_with(check: Verify) -> Verification:
    """What the second channel says; one that fails at first is asked once more. What `check` raises is a no, in its words."""
    said = Verification(False)
    for number in range(TRIES):
        if number:
            await asyncio.sleep(PAUSE)
        said = await _ask(check)
        if said.ok:
            break
    return said


async def _ask(check: Verify) -> Verification:
    try:
        answer = check()
        said = await answer if inspect.isawaitable(answer) else answer
    except Exception as error:  # noqa: BLE001  # a function of the caller's: whatever it raises, nothing was verified
        return Verification(False, f"the verification failed: {type(error).__name__}: {error}")
    if isinstance(said, Verification):
        return said
    if isinstance(said, str):
        return Verification(False, said or "the verification said no")
    return Verification(True) if said is True else Verification(False, "the verification said no")


def _end_group(pid: int) -> None:
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
