"""What Python programs import at their start on a screen with a clock of its own: libfaketime 0.9.10 breaks their `time.sleep`.

Python sleeps with clock_nanosleep until a monotonic time. libfaketime takes that for a faked time of day, although its option leaves the
monotonic clock alone, and the call fails with "Invalid argument".
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

_SITECUSTOMIZE: Final = '''"""Sleeps without clock_nanosleep, which libfaketime breaks; imports the sitecustomize that this one hides."""

import importlib.machinery
import importlib.util
import os
import select
import sys
import time


def _sleep(seconds, /):
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        select.select([], [], [], left)


time.sleep = _sleep
_here = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != _here]
_hidden = importlib.machinery.PathFinder.find_spec("sitecustomize", sys.path)
if _hidden is not None and _hidden.loader is not None:
    _hidden.loader.exec_module(importlib.util.module_from_spec(_hidden))
'''


def write_python(place: Path) -> None:
    """Write the module into a folder, which `PYTHONPATH` must name first. Raises OSError."""
    place.mkdir(exist_ok=True)
    (place / "sitecustomize.py").write_text(_SITECUSTOMIZE, encoding="utf-8")
