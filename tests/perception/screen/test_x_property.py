"""Titles and other properties of X windows."""

from collections.abc import Iterator
from typing import Any

import pytest

from gui_agent.perception.screen.display import VirtualDisplay
from gui_agent.perception.screen.x_property import property_of, text_property
from gui_agent.perception.screen.xserver import connect


@pytest.fixture
def connection(display: VirtualDisplay) -> Iterator[Any]:
    found = connect(display)
    yield found
    found.close()


@pytest.fixture
def window(connection: Any) -> Iterator[Any]:
    made = connection.screen().root.create_window(0, 0, 9, 9, 0, connection.screen().root_depth)
    yield made
    made.destroy()
    connection.sync()


def _name(connection: Any, window: Any, name: str, title: bytes) -> None:
    window.change_property(connection.intern_atom(name), connection.intern_atom("UTF8_STRING"), 8, title)


@pytest.mark.parametrize(
    "title", ["Maße", "x" * 39 + "ß und weiter", "東" * 40, "ä" * 500], ids=["short", "cut in a letter", "wide", "long"]
)
def test_a_title_is_read_whole(connection: Any, window: Any, title: str) -> None:
    _name(connection, window, "_NET_WM_NAME", title.encode())
    assert text_property(connection, window, "_NET_WM_NAME", "WM_NAME") == title


def test_an_empty_or_missing_title_gives_way_to_the_next_one(connection: Any, window: Any) -> None:
    assert text_property(connection, window, "_NET_WM_NAME", "WM_NAME") == ""
    _name(connection, window, "_NET_WM_NAME", b"")
    _name(connection, window, "WM_NAME", b"old name")
    assert text_property(connection, window, "_NET_WM_NAME", "WM_NAME") == "old name"


def test_an_endless_title_is_cut(connection: Any, window: Any) -> None:
    _name(connection, window, "_NET_WM_NAME", b"a" * 20_000)
    assert text_property(connection, window, "_NET_WM_NAME") == "a" * 4096


def test_numbers_are_read_in_one_request(connection: Any, window: Any) -> None:
    numbers = list(range(3000))
    window.change_property(connection.intern_atom("NUMBERS"), connection.intern_atom("CARDINAL"), 32, numbers)
    assert list(property_of(connection, window, "NUMBERS")) == numbers
    assert property_of(connection, window, "NOTHING") is None
