"""What a command reaches for beyond this machine: strace watches its sockets and the files that it makes, and those of its children."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CALLS = "connect,sendto,sendmsg,sendmmsg,mkdir,mkdirat,open,openat,creat"
LOOPBACK = re.compile(r'inet_addr\("127\.|"::1"|inet_addr\("0\.0\.0\.0"\)')
CREATED = re.compile(r'(?:mkdir|mkdirat|open|openat|creat)\((?:AT_FDCWD, )?"(?P<path>[^"]+)"')
FOLDER_OF_A_PROCESS = ("/dev/", "/proc/", "/sys/")


@dataclass
class Seen:
    """What a command did while it was watched."""

    status: int
    output: str
    connections: list[str] = field(default_factory=list)
    """Calls that reach beyond loopback and local sockets, or that look up a name."""
    written: list[Path] = field(default_factory=list)
    """Files and folders that were made."""

    def outside(self, allowed: Sequence[Path]) -> list[Path]:
        """Those of `written` that are in none of the allowed folders."""
        return sorted({path for path in self.written if not any(path.is_relative_to(folder) for folder in allowed)})


def can_watch() -> bool:
    """Whether strace is there and may trace (some containers forbid it)."""
    strace = shutil.which("strace")
    return (
        strace is not None
        and subprocess.run([strace, "-qq", "-e", "none", "true"], capture_output=True, check=False).returncode == 0
    )


def watched(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path, timeout: float = 160) -> Seen:
    """Run a command in `folder` and say what it and its children reached for."""
    process = subprocess.run(
        ["strace", "-f", "-qq", "--seccomp-bpf", "-e", f"trace={CALLS}", "-o", str(log), *command],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    seen = Seen(process.returncode, process.stdout + process.stderr)
    for line in log.read_text(errors="replace").splitlines():
        read_call(line, folder, seen)
    return seen


def read_call(line: str, folder: Path, seen: Seen) -> None:
    """Take note of one line of strace's log."""
    if "AF_INET" in line and ("htons(53)" in line or not LOOPBACK.search(line)):  # 53: a name is looked up
        seen.connections.append(line)
    made = "O_CREAT" in line or re.search(r"\b(mkdir|mkdirat|creat)\(", line)
    if made and " = -1 " not in line and (found := CREATED.search(line)):
        path = folder / found["path"]
        if not str(path).startswith(FOLDER_OF_A_PROCESS):
            seen.written.append(path)
