"""Fixtures that all tests share: a private display."""

from collections.abc import Iterator

import pytest

from gui_agent.perception.display import VirtualDisplay, start_virtual_display


@pytest.fixture
def display() -> Iterator[VirtualDisplay]:
    """A private virtual screen of the default size, ended after the test."""
    with start_virtual_display() as started:
        yield started
