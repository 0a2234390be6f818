"""OpenCV, without its change of the process: importing it sets LD_LIBRARY_PATH, which programs that are started later would inherit.

Every module of gui-agent imports it from here.
"""

from __future__ import annotations

import os

_CHANGED = "LD_LIBRARY_PATH"
_before = os.environ.get(_CHANGED)

import cv2  # noqa: E402

if _before is None:
    os.environ.pop(_CHANGED, None)
else:
    os.environ[_CHANGED] = _before

__all__ = ["cv2"]
