"""Where an application keeps its state, and how it is asked to end: as a user would, by its windows."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.screen.display import Display, VirtualDisplay
from gui_agent.perception.screen.x_property import property_of

STATE = {"XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "cache"}
"""The variables that name the folders of settings, data, sessions and caches."""


_BACKEND = "GSETTINGS_BACKEND"
_DATABASE = Path(".config/dconf/user")
"""The database of settings in a home, which only a service writes."""
ASKING_SECONDS = 2.0
"""How long a display may take to pass on that windows are to close."""


class AppHome:
    """The state folders of one application."""

    def __init__(self, display: Display, home: Path | None) -> None:
        """`home` is the application's home; without, one on a private screen begins with empty folders, which end with it."""
        self._home = home
        private = isinstance(display, VirtualDisplay)
        self._own = tempfile.mkdtemp(prefix="gui-agent-state-") if home is None and private else None
        self._keeps_settings = private and not (home is not None and (home / _DATABASE).exists())

    def environment(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """The application's environment, of the one that it would inherit."""
        environment = dict(inherited)
        if self._home is not None:
            environment = {name: value for name, value in environment.items() if name not in STATE}
            environment["HOME"] = str(self._home.absolute())
        elif self._own is not None:
            for variable, name in STATE.items():
                folder = Path(self._own) / name
                folder.mkdir(mode=0o700, exist_ok=True)
                environment[variable] = str(folder)
        if self._keeps_settings:  # in a file there: the service of the database keeps those of the screen, not of the application
            environment.setdefault(_BACKEND, "keyfile")
        return environment

    def remove(self) -> None:
        """Remove the folders that were made; safe to call twice."""
        if self._own is not None:
            shutil.rmtree(self._own, ignore_errors=True)


def close_windows(display: Display, group: int) -> bool:
    """Ask the windows of a process group to close, on a private screen all windows; whether there were any.

    A display that hangs is not waited for longer than `ASKING_SECONDS`: the application is ended by a signal then.
    """
    if display.name is None:
        return False
    asked: list[bool] = []
    asking = threading.Thread(target=lambda: asked.append(_ask_windows(display, group)), name="gui-agent closing", daemon=True)
    asking.start()
    asking.join(ASKING_SECONDS)
    return any(asked)


def _ask_windows(display: Display, group: int) -> bool:
    from Xlib.error import ConnectionClosedError, XError

    from gui_agent.actions.platforms.x11.connection import connect

    asked = False
    with suppress(EnvironmentProblem, XError, ConnectionClosedError, OSError):  # the display is gone: nothing to close
        connection = connect(display)
        try:
            for window in _client_windows(connection):
                if isinstance(display, VirtualDisplay) or _group_of(connection, window) == group:
                    asked = _ask_to_close(connection, window) or asked
            connection.sync()
        finally:
            connection.close()
    return asked


def _client_windows(connection: Any) -> list[Any]:
    listed = property_of(connection, connection.screen().root, "_NET_CLIENT_LIST")
    return [connection.create_resource_object("window", number) for number in (listed if listed is not None else ())]


def _group_of(connection: Any, window: Any) -> int | None:
    found = property_of(connection, window, "_NET_WM_PID")
    try:
        return None if found is None else os.getpgid(int(found[0]))
    except (OSError, IndexError):
        return None


def _ask_to_close(connection: Any, window: Any) -> bool:
    from Xlib import X
    from Xlib.protocol.event import ClientMessage

    protocols, delete = connection.intern_atom("WM_PROTOCOLS"), connection.intern_atom("WM_DELETE_WINDOW")
    known = property_of(connection, window, protocols)
    if known is None or delete not in known:
        return False
    window.send_event(ClientMessage(window=window, client_type=protocols, data=(32, [delete, X.CurrentTime, 0, 0, 0])))
    return True
