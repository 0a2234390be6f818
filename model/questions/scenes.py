"""Which frames of a video say something new: one a second, and those in between that show what no neighbour shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gui_agent.errors import UsageError

SMALL = (48, 27)
"""The size in pixels at which frames are compared."""
DIFFERS = 24
"""How much one of these pixels must change (of 255) for a frame to show something else."""
EXTRA_PER_SECOND = 4
"""Frames that are taken in one second besides its first, at most: where everything moves, more would say the same."""


def telling_frames(path: Path) -> tuple[list[int], int, float]:
    """The numbers of the frames to look at, how many the video has, and its frames per second. Raises UsageError."""
    from gui_agent.perception.opencv import cv2

    video = cv2.VideoCapture(str(path))
    try:
        rate = float(video.get(cv2.CAP_PROP_FPS) or 25.0)
        chosen: list[int] = []
        extra: list[tuple[float, int]] = []
        shown: NDArray[np.int16] | None = None
        index, second = 0, -1
        while True:
            ok, frame = video.read()
            if not ok:
                break
            small = cv2.resize(frame, SMALL, interpolation=cv2.INTER_AREA).astype(np.int16)
            if int(index / rate) != second:
                chosen += _largest(extra)
                extra, second = [], int(index / rate)
                chosen.append(index)
                shown = small
            elif shown is not None and (change := float(np.abs(small - shown).max())) > DIFFERS:
                extra.append((change, index))
                shown = small
            index += 1
        chosen += _largest(extra)
    finally:
        video.release()
    if not chosen:
        raise UsageError(f"{path} cannot be read as a video", "Give an MP4, WebM, MKV, MOV or AVI file")
    return sorted(chosen), index, rate


def _largest(extra: list[tuple[float, int]]) -> list[int]:
    return [index for _, index in sorted(extra, reverse=True)[:EXTRA_PER_SECOND]]
