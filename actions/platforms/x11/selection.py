"""What was copied on an X display: the text of the clipboard, or of the selection that the middle button pastes."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any, Literal

from Xlib import X, Xatom
from Xlib.error import ConnectionClosedError, XError

from gui_agent.actions.platforms.x11.connection import connect
from gui_agent.perception.screen.display import Display

ANSWER_SECONDS = 0.5
_POLL_SECONDS = 0.005
_LARGEST = 1_000_000
"""Words of four bytes."""


def copied(display: Display, selection: Literal["CLIPBOARD", "PRIMARY"]) -> str | None:
    """The text of the selection, empty where there is none; None where its owner does not say. Raises EnvironmentProblem."""
    x = connect(display)
    try:
        return _asked(x, x.get_atom(selection))
    except (XError, ConnectionClosedError, OSError):
        return None
    finally:
        with suppress(ConnectionClosedError, OSError):
            x.close()


def _asked(x: Any, selection: int) -> str | None:
    if x.get_selection_owner(selection) == X.NONE:
        return ""
    window = x.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    target = x.get_atom("GUI_AGENT_COPIED")
    for kind in (x.get_atom("UTF8_STRING"), Xatom.STRING):
        window.convert_selection(selection, kind, target, X.CurrentTime)
        x.flush()
        answer = _answer(x)
        if answer is None:
            return None
        if answer.property != X.NONE:
            return _text(window, target, kind)
    return ""  # its owner has no text to give


def _answer(x: Any) -> Any:
    """What the owner of a selection says; None where it says nothing in time."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        while x.pending_events():
            event = x.next_event()
            if event.type == X.SelectionNotify:
                return event
        time.sleep(_POLL_SECONDS)
    return None


def _text(window: Any, target: int, kind: int) -> str | None:
    found = window.get_full_property(target, X.AnyPropertyType, _LARGEST)
    if found is None or found.property_type != kind:
        return None  # among them INCR: it comes in pieces
    value = found.value
    return value.decode("latin-1" if kind == Xatom.STRING else "utf-8", "replace") if isinstance(value, bytes) else str(value)
