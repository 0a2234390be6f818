"""A note on the X server about what is held down and borrowed, for the process that comes after one that was killed.

It is a property of the root window: it lives as long as the server, it is gone with a server that is gone, and since the server
takes requests in order, it is there before the key goes down.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from Xlib import X, Xatom, error

from gui_agent.perception.screen.x_property import property_of

_PROPERTY = "_GUI_AGENT_HELD"


class Traces(NamedTuple):
    """What a killed process left behind."""

    held: list[str]
    """Tokens of keys and buttons that may be down."""
    borrowed: dict[int, list[int]]
    """What borrowed keys meant before, by keycode."""


class Note:
    """The note of this process on one X server."""

    def __init__(self, connection: Any) -> None:
        self._x = connection
        self._root = connection.screen().root
        self._property = connection.intern_atom(_PROPERTY)
        # The server destroys this window with the connection: while it exists, its process lives.
        self._owner = self._root.create_window(-1, -1, 1, 1, 0, 0, window_class=X.InputOnly, override_redirect=True)

    def write(self, held: Sequence[str], borrowed: dict[int, list[int]]) -> None:
        """Replace the note; with nothing to note it is removed."""
        if held or borrowed:
            text = json.dumps({"owner": self._owner.id, "held": list(held), "borrowed": borrowed})
            self._root.change_property(self._property, Xatom.STRING, 8, text.encode())
        else:
            self._root.delete_property(self._property)
        self._x.flush()

    def read_left_over(self) -> Traces:
        """What the note of a process says that no longer lives."""
        nothing = Traces([], {})
        written = property_of(self._x, self._root, self._property)
        if written is None:
            return nothing
        try:
            note = json.loads(written)
            owner, held = int(note["owner"]), [str(token) for token in note["held"]]
            borrowed = {int(keycode): [int(keysym) for keysym in row] for keycode, row in note["borrowed"].items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            return nothing
        return nothing if self._is_alive(owner) else Traces(held, borrowed)

    def _is_alive(self, window: int) -> bool:
        if window == self._owner.id:
            return False
        try:
            self._x.create_resource_object("window", window).get_attributes()
        except error.XError:
            return False
        return True
