"""Gives memory that a run has freed back to the operating system.

A run holds dozens of pictures of 4 MB, allocated and freed on several threads. The C library keeps the holes that they leave, one
heap for each thread: a process that performs run after run would seem to grow, although it holds no more than before.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any


def give_back() -> None:
    """Let the C library return its free pages; takes milliseconds. Does nothing where it cannot (anything but glibc)."""
    trim = _malloc_trim()
    if trim is not None:
        trim(0)


@cache
def _malloc_trim() -> Any:
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
