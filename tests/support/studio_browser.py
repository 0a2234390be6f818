"""The studio as a user uses it: its command in a process of its own, its page in Debian's chromium."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from command_line import clean_environment
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

DESKTOP = (1280, 800)
PHONE = (390, 844)
PATIENCE = 40_000
"""Milliseconds until what is expected of a page must have come: Playwright's own 5 s are not enough for a busy machine."""
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
"""What chromium needs in a container."""


@dataclass(frozen=True)
class StudioProcess:
    """A studio that runs: the address with its token, and the folder that it was started in."""

    address: str
    folder: Path
    process: subprocess.Popen[str]

    @property
    def root(self) -> str:
        """The address without the token, without a slash at its end."""
        return self.address.partition("/?")[0]

    @property
    def token(self) -> str:
        return self.address.partition("token=")[2]

    @property
    def runs(self) -> Path:
        """Where its runs lie."""
        return self.folder / ".gui-agent/runs"


@contextlib.contextmanager
def studio(folder: Path, *arguments: str, **environment: str) -> Iterator[StudioProcess]:
    """`gui-agent studio` in `folder`, on a free port, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gui_agent", "studio", "--port", "0", *arguments],
        cwd=folder,
        env={**clean_environment(folder), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        said = []
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"http://\S+", line):
                yield StudioProcess(found[0], folder, process)
                return
        raise AssertionError(f"the studio did not start: {''.join(said)}")
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        finally:
            process.kill()
            process.stderr.close()


def end_runs(runs: Path) -> None:
    """Stop the runs in this folder that still continue and can be steered: they outlive their studio."""
    for file in runs.glob("*/control.json"):
        with contextlib.suppress(OSError):
            where = json.loads(file.read_text())
            with socket.create_connection(("127.0.0.1", where["port"]), timeout=20) as connection:
                connection.sendall(json.dumps({"key": where["key"]}).encode() + b'\n{"do": "stop"}\n')
                while connection.recv(4096):
                    pass


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium without a window, driven by Playwright.

    Only where no test of the same module uses asyncio: Playwright's synchronous interface keeps an event loop running.
    """
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "chromium is missing: scripts/install-system-packages test"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class StudioPage:
    """A browser that opened the studio; what went wrong in its scripts is collected."""

    def __init__(self, context: BrowserContext, studio: StudioProcess) -> None:
        self.context = context
        self.studio = studio
        self.problems: list[str] = []
        self.page = self.new_page()

    def new_page(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._note)
        page.goto(self.studio.address)
        return page

    def _note(self, message: ConsoleMessage) -> None:
        # A refused form is said in the page; the browser notes the status of the answer all the same.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(message.text)

    def open(self, page: str) -> Page:
        """Go to one of the studio's pages, such as 'runs' or 'run/NAME'."""
        self.page.goto(f"{self.studio.root}/#/{page}")
        return self.page


@contextlib.contextmanager
def open_studio(
    browser: Browser, studio: StudioProcess, size: tuple[int, int] = DESKTOP, *, dark: bool = False
) -> Iterator[StudioPage]:
    """The studio's page in a browser window of its own (own cookies), of this size and with these colours.

    Raises AssertionError at the end when a script failed.
    """
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    try:
        opened = StudioPage(context, studio)
        yield opened
        assert opened.problems == []
    finally:
        context.close()
