"""Stores the pictures of a run's steps, in the background and with the secrets covered."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

from PIL import (
    Image,
    WebPImagePlugin,  # noqa: F401  (registers itself; otherwise `save` loads every plug-in, 30 ms of processor time)
)

from gui_agent.errors import GuiAgentError
from gui_agent.perception.geometry import Box
from gui_agent.record.secret_cover import SecretCover


class PictureWriter:
    """Encodes WebP on a thread of its own: 50 ms a picture that no step should wait for."""

    def __init__(self, secrets: SecretCover | None = None) -> None:
        """`secrets` covers what must not be stored; None where a run has no secrets."""
        self._secrets = secrets
        self._last: tuple[Image.Image, Path] | None = None
        self._thread = ThreadPoolExecutor(1, "gui-agent pictures", _step_back)

    def put(self, image: Image.Image, path: Path) -> None:
        """Store a picture later."""
        self._later(partial(self._save, image, path))

    def cover(self, boxes: Sequence[Box]) -> None:
        """Cover these places in the pictures that are put from now on."""
        if self._secrets is not None:
            self._later(partial(self._secrets.add_places, boxes))

    def close(self) -> None:
        """Wait until all pictures are stored."""
        self._thread.shutdown()

    def _later(self, job: Callable[[], None]) -> None:
        """Do it after all that was asked for before."""

        def attempt() -> None:
            # A full disk is reported by the event log; a picture is worth less than the run, or than a secret.
            with suppress(OSError, GuiAgentError):
                job()

        self._thread.submit(attempt)

    def _save(self, image: Image.Image, path: Path) -> None:
        if self._last is not None and self._last[0] is image and self._last[1] == path:  # `==` would compare all pixels
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        partial_path = path.with_suffix(".partial")
        partial_path.unlink(missing_ok=True)
        if self._last is not None and self._last[0] is image and self._last[1].exists():
            os.link(self._last[1], partial_path)  # the picture after one step is the picture before the next
        else:
            try:
                self._covered(image).save(partial_path, "WEBP", quality=80, method=2)
            except OSError:
                partial_path.unlink(missing_ok=True)
                raise
            self._last = (image, path)
        partial_path.replace(path)

    def _covered(self, image: Image.Image) -> Image.Image:
        return image if self._secrets is None else self._secrets.cover(image)


def _step_back() -> None:
    """Let everything else use the processor before this thread; only Linux has priorities for threads."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
