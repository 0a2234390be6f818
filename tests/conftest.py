"""Fixtures that all tests share: a private display, and the command line."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import Cli, command_line

from gui_agent.perception.screen.display import VirtualDisplay, start_virtual_display

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from studio_browser import StudioPage, StudioProcess

# Two workers with two spinning threads of torch each take twice as long as with one: they wait for cores that the other holds.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# A shell starts background jobs with interrupts ignored, and every child would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def display() -> Iterator[VirtualDisplay]:
    """A private virtual screen of the default size, ended after the test."""
    with start_virtual_display() as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    from studio_browser import chromium

    with chromium() as started:
        yield started


@pytest.fixture
def person(browser: Browser, opened: StudioProcess) -> Iterator[StudioPage]:
    """A page of the studio that the module has `opened`."""
    from studio_browser import open_studio

    with open_studio(browser, opened) as page:
        yield page


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """The command line, run in an empty folder of its own."""
    return command_line(tmp_path)
