"""What runs because of a process."""

import os
from pathlib import Path


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and theirs; not this one."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            if parent == pid and int(entry.name) != os.getpid():
                found += [int(entry.name), *descendants(int(entry.name))]
    return found
