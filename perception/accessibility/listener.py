"""Reading what applications report, once or again and again over the same connection. Linux only."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from jeepney import DBusAddress

from gui_agent.perception.accessibility.dbus import MessageBus
from gui_agent.perception.accessibility.tree import Walk, reported_elements
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.x_windows import TopWindow

_MORE = 2.0
"""Budgets that a tree may take besides its own while its applications answer."""


class Listener:
    """Reads the trees of the applications on one session bus; used in one thread."""

    def __init__(self, bus_address: str) -> None:
        """`bus_address` is what `DBUS_SESSION_BUS_ADDRESS` holds for the applications on this screen."""
        self._address = bus_address
        self._bus: MessageBus | None = None

    def read(self, screen: Box, budget_seconds: float, windows: Callable[[], Sequence[TopWindow]]) -> list[Element]:
        """The same as `read_accessible`; `windows` are asked for only where an application reports something."""
        deadline = time.monotonic() + budget_seconds
        try:
            bus = self._connected(deadline)
            if bus is None:
                return []
            bus.extend(deadline, deadline + _MORE * budget_seconds)  # a busy machine answers late, but half a tree misleads
            walk = Walk(bus)
            if not bus.run():  # what it still owes would come among the next answers
                self.close()
        except (OSError, ValueError, RuntimeError):  # no such bus, or none for us
            self.close()
            return []
        return reported_elements(walk.nodes, screen, windows()) if walk.nodes else []

    def _connected(self, deadline: float) -> MessageBus | None:
        if self._bus is not None:
            self._bus.extend(deadline)
            return self._bus
        found: list[str] = []
        with MessageBus(self._address, deadline) as session:
            session.ask(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress", "s", found.append)
            session.run()
        self._bus = MessageBus(found[0], deadline) if found else None
        return self._bus

    def close(self) -> None:
        """End the connection; safe to call twice."""
        if self._bus is not None:
            self._bus.close()
            self._bus = None


def read_accessible(
    bus_address: str | None, screen: Box, budget_seconds: float = 0.3, windows: Sequence[TopWindow] = ()
) -> list[Element]:
    """The visible elements that applications report on the session bus `bus_address`, in reading order.

    Boxes are pixels of the virtual screen, cut to `screen`; what is outside is left out. The list is empty where there is no bus,
    or no accessibility bus (none is started). What was not answered within the budget is missing, the windows' outer parts come
    first. The contents of password fields are not read, of other fields the first 1000 letters.

    With the screen's `windows` (the one in front last) what was reported is put where the window is, at the scale that it is drawn in,
    and what lies behind another window is left out. Without them GTK 4's windows, whose places are not reported, are left out.
    """
    if not bus_address:
        return []
    listener = Listener(bus_address)
    try:
        return listener.read(screen, budget_seconds, lambda: windows)
    finally:
        listener.close()
