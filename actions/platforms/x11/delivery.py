"""Whether input has arrived: at the X server, and at the application."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from typing import Any

from Xlib import X, error
from Xlib.protocol.event import ClientMessage

from gui_agent.actions.platforms.x11.client_process import is_idle, process_of
from gui_agent.perception.geometry import Point
from gui_agent.perception.screen.x_property import property_of

FROZEN_SECONDS = 1.0
UNANSWERED_SECONDS = 0.1
"""For applications that do not answer pings (xterm); measured: 100 ms survive a loaded machine, 60 ms did not always."""


def wait_until(processed: Callable[[], bool], patience: float = FROZEN_SECONDS) -> bool:
    """Wait until the server has processed what it was sent, at most `patience` seconds; whether it has.

    A window manager that looks at each click first (click to focus) freezes the pointer meanwhile. Input that follows is queued;
    without this wait some of it was lost on a busy machine (the third of three clicks) or got another place (a release).
    """
    deadline = time.monotonic() + patience
    while not processed():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.001)
    return True


class Delivery:
    """Asks applications whether they have taken the events that were sent to them.

    The question is `_NET_WM_PING` (Extended Window Manager Hints), which toolkits answer from their event loop: events come in
    order, so the answer proves that all earlier ones were taken.
    """

    def __init__(self, connection: Any, on_event: Callable[[Any], None]) -> None:
        """`on_event` gets every event that is not an answer."""
        self._x = connection
        self._root = connection.screen().root
        self._on_event = on_event
        self._number = os.getpid() % 0x8000 << 16
        self._protocols = connection.intern_atom("WM_PROTOCOLS")
        self._ping = connection.intern_atom("_NET_WM_PING")
        # Answers are sent to the root window for clients that selected these; GTK and Chromium use the first, Qt the second.
        self._root.change_attributes(event_mask=X.SubstructureNotifyMask | X.StructureNotifyMask)

    def wait(self, at: Point | None, patience: float) -> None:
        """Wait for the application under `at`, or with the keyboard focus, at most `patience` seconds."""
        self._x.sync()
        answering = self._answering(self._window_at(at) if at else self._x.get_input_focus().focus)
        if answering is None or not self._is_answered(answering, patience):
            time.sleep(UNANSWERED_SECONDS)

    def is_taken(self, at: Point | None, patience: float) -> bool | None:
        """Whether the application has taken what was sent, after at most `patience` seconds; None for one that never says so."""
        self._x.sync()
        windows = [*([self._window_at(at)] if at else []), self._x.get_input_focus().focus]
        answering = next(filter(None, map(self._answering, windows)), None)
        if answering is not None:
            return self._is_answered(answering, patience)
        number = next((window.id for window in windows if isinstance(window, type(self._root)) and window != self._root), None)
        process = process_of(self._x, number) if number is not None else None
        return None if process is None else is_idle(process, patience)

    def drain(self) -> None:
        """Hand over the events that have come."""
        while self._x.pending_events():
            self._on_event(self._x.next_event())

    def _window_at(self, point: Point) -> Any:
        window = self._root
        while child := window.translate_coords(self._root, point.x, point.y).child:
            window = child
        return window

    def _answering(self, window: Any) -> Any | None:
        """Find this window or the nearest one around it whose application answers pings."""
        try:
            while isinstance(window, type(self._root)) and window != self._root:
                known = property_of(self._x, window, self._protocols)
                if known is not None and self._ping in known:
                    return window
                window = window.query_tree().parent
        except error.XError:
            return None
        return None

    def _is_answered(self, window: Any, patience: float) -> bool:
        self._number += 1
        question = ClientMessage(
            window=window, client_type=self._protocols, data=(32, [self._ping, self._number, window.id, 0, 0])
        )
        window.send_event(question, event_mask=0)
        self._x.flush()
        deadline = time.monotonic() + patience
        while (left := deadline - time.monotonic()) > 0:
            while self._x.pending_events():
                event = self._x.next_event()
                if event.type == X.ClientMessage and list(event.data[1])[:2] == [self._ping, self._number]:
                    return True
                self._on_event(event)
            select.select([self._x.fileno()], [], [], left)
        return False
