"""Fixtures that all tests share: a private display, and the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Cli, command_line

from gui_agent.perception.display import VirtualDisplay, start_virtual_display


@pytest.fixture
def display() -> Iterator[VirtualDisplay]:
    """A private virtual screen of the default size, ended after the test."""
    with start_virtual_display() as started:
        yield started


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """The command line, run in an empty folder of its own."""
    return command_line(tmp_path)
