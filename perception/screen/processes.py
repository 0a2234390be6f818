"""Processes that outlive the program that started them: marked on disk, found again, and ended.

After a kill -9 the private screen and the application under test continue; a process number alone does not name them, since the
system gives it to another process later. The number together with the time of the start does.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

LOOKS_AT_A_NEW_PROGRAM = 20
"""How often a process is looked at while it becomes another program, a millisecond apart."""
ROUNDS_OF_ENDING = 5
"""How often those to end are looked for: what is started between the look and the signal is found by the next one."""


class Process(Protocol):
    """What is needed of a process: one of our children, or one that another program started."""

    @property
    def pid(self) -> int:
        """Its number, and that of its process group."""

    def poll(self) -> int | None:
        """None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""


@dataclass(frozen=True)
class ProcessMark:
    """Which process is meant, also after the system has used its number again."""

    pid: int
    started: int
    """Clock ticks since the machine's start; 0 where the system does not say."""

    @classmethod
    def of(cls, pid: int) -> Self:
        """The mark of a process that runs now."""
        return cls(pid, _started(pid) or 0)

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The mark that `to_json` wrote. Raises ValueError, KeyError or TypeError for anything else."""
        return cls(int(data["pid"]), int(data["started"]))

    def to_json(self) -> dict[str, int]:
        """JSON types."""
        return {"pid": self.pid, "started": self.started}

    @property
    def alive(self) -> bool:
        """Whether this very process still runs."""
        return self.started != 0 and _started(self.pid) == self.started


class FoundProcess:
    """A process that an earlier program started: it can be watched and ended, but its exit status is not known."""

    def __init__(self, mark: ProcessMark) -> None:
        self.mark = mark

    @property
    def pid(self) -> int:
        """Its number."""
        return self.mark.pid

    def poll(self) -> int | None:
        """None while it runs; 1 after its end, since its real status went to another process."""
        return None if self.mark.alive else 1

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.mark.alive:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            time.sleep(0.02)
        return 1


def end_process(process: Process, patience: float = 3.0) -> None:
    """End a process and everything in its process group: SIGTERM, and SIGKILL after `patience` seconds."""
    if isinstance(process, FoundProcess) and process.poll() is not None:
        return  # its number may be another process's by now
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def processes_of_folder(folder: Path) -> list[int]:
    """Find the processes of this user for a private screen in `folder`, which their environment or command line names.

    Also found are those that left the process group of the one that started them. The current process is left out.
    """
    authority, inside = b"XAUTHORITY=" + os.fsencode(folder) + b"/", os.fsencode(folder) + b"/"

    def is_of_folder(entry: Path) -> bool:
        environment, words = _environment_and_words(entry)
        if any(variable.startswith(authority) for variable in environment):
            return True
        # The X server and what has cleaned its environment; not an editor that shows one of the files.
        program = words[0].rpartition(b"/")[2]
        return program in (b"Xvfb", b"openbox", b"dbus-daemon") and any(inside in word for word in words[1:])

    return _processes(is_of_folder)


def processes_with(name: str, value: str) -> list[int]:
    """Find the processes of this user that were started with an environment variable of this value, and what they started."""
    variable = f"{name}={value}".encode()
    return _processes(lambda entry: variable in _environment_and_words(entry)[0])


def processes_in_sessions(leaders: Sequence[ProcessMark]) -> list[int]:
    """Find the processes of this user in the sessions that these processes began, also those that have cleaned their environment.

    A number that the system has given to another process since is not meant.
    """
    numbers = {leader.pid for leader in leaders}
    taken = {leader.pid for leader in leaders if _started(leader.pid) not in (None, leader.started)}
    return _processes(lambda entry: _session(int(entry.name)) in numbers - taken)


def _processes(are_meant: Callable[[Path], bool]) -> list[int]:
    """Find this user's running processes, without the current one, whose folders in /proc are meant."""
    us, found = os.getuid(), []
    for entry in Path("/proc").iterdir() if Path("/proc").is_dir() else ():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if entry.stat().st_uid == us and are_meant(entry) and _started(int(entry.name)) is not None:
                found.append(int(entry.name))
        except OSError:
            continue  # it has ended, or hides what it is
    return found


def _environment_and_words(entry: Path) -> tuple[list[bytes], list[bytes]]:
    """What a process was started with. Both are empty for a moment while it becomes another program: it is looked at again."""
    environment = words = b""
    for _ in range(LOOKS_AT_A_NEW_PROGRAM):
        environment, words = (entry / "environ").read_bytes(), (entry / "cmdline").read_bytes()
        if (environment and words) or not _has_memory(entry):
            break
        time.sleep(0.001)
    return environment.split(b"\0"), words.split(b"\0")


def _has_memory(entry: Path) -> bool:
    """Whether it has an address space: a thread of the kernel and a process that waits to be collected have none."""
    return (entry / "statm").read_bytes().split()[:1] != [b"0"]


def end_all(find: Callable[[], Sequence[int]], patience: float = 1.0) -> None:
    """End the processes that `find` names: SIGTERM, and SIGKILL after `patience` seconds; also what they start meanwhile."""
    for _ in range(ROUNDS_OF_ENDING):
        left = [mark for mark in map(ProcessMark.of, find()) if mark.alive]
        if not left:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            for mark in left:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(mark.pid, number)
            deadline = time.monotonic() + patience
            while (left := [mark for mark in left if mark.alive]) and time.monotonic() < deadline:
                time.sleep(0.01)


def _started(pid: int) -> int | None:
    """When a process started, in clock ticks since the machine's start (proc(5), field 22); None if it does not run."""
    fields = _fields(pid)
    return None if fields is None else fields[18]


def _session(pid: int) -> int | None:
    """The number of a process's session (proc(5), field 6); None if it does not run."""
    fields = _fields(pid)
    return None if fields is None else fields[2]


def _fields(pid: int) -> list[int] | None:
    """What the system says of a process, from its parent's number (proc(5), field 4) to its start; None if it does not run."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    state, *rest = text.rpartition(")")[2].split()
    return None if state in "ZX" else [int(field) for field in rest[:19]]
