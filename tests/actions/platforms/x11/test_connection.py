"""Connecting to X servers again and again."""

import gc

from gui_agent.actions.platforms.x11.connection import connect
from gui_agent.perception.screen.display import VirtualDisplay


def _window_classes() -> int:
    gc.collect()
    return sum(isinstance(found, type) and found.__module__ == "Xlib.display" for found in gc.get_objects())


def test_a_connection_that_is_closed_leaves_no_classes_behind(display: VirtualDisplay) -> None:
    connect(display).close()
    before = _window_classes()
    for _ in range(3):
        connect(display).close()
    assert _window_classes() == before


def test_each_connection_has_the_methods_of_its_servers_extensions(display: VirtualDisplay) -> None:
    first, second = connect(display), connect(display)
    for connection in (first, second):
        root = connection.screen().root
        assert root.xrandr_get_screen_resources_current().outputs
        root.create_window(0, 0, 9, 9, 0, connection.screen().root_depth).destroy()
    second.close()
    assert first.screen().root.xrandr_get_screen_size_range().min_width >= 0
    first.close()
