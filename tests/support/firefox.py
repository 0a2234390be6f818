"""Debian's Firefox without a window, driven over WebDriver BiDi: what a test of pages needs, and nothing else."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

SECONDS = 150.0


class Firefox:
    """One tab of a browser of its own."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._number = socket, 0
        self.problems: list[str] = []
        self._send("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
        self._send("session.subscribe", events=["log.entryAdded"])
        self._tab: str = self._send("browsingContext.getTree")["contexts"][0]["context"]

    def _send(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=SECONDS))
            if message.get("method") == "log.entryAdded" and message["params"]["level"] == "error":
                self.problems.append(str(message["params"].get("text")))
            if message.get("id") == self._number:
                assert message["type"] == "success", message
                result: dict[str, Any] = message["result"]
                return result

    def open(self, address: str) -> None:
        """Go to an address and wait until the page is loaded."""
        self._send("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def size(self, width: int, height: int) -> None:
        """Show pages at this size, in pixels."""
        self._send("browsingContext.setViewport", context=self._tab, viewport={"width": width, "height": height})

    def value(self, script: str) -> Any:
        """What an expression is in the page, awaited; simple values alone."""
        target = {"context": self._tab}
        found = self._send("script.evaluate", expression=script, target=target, awaitPromise=True)
        assert found["type"] == "success", found
        return found["result"].get("value")

    def wait_for(self, script: str) -> None:
        """Wait until an expression is true in the page."""
        deadline = time.monotonic() + SECONDS
        while not self.value(f"Boolean({script})"):
            assert time.monotonic() < deadline, (script, self.value("document.body.innerText"))
            time.sleep(0.1)

    def keys(self, text: str) -> None:
        """Press keys one after the other."""
        pressed = [{"type": kind, "value": one} for one in text for kind in ("keyDown", "keyUp")]
        self._send("input.performActions", context=self._tab, actions=[{"type": "key", "id": "keys", "actions": pressed}])

    def picture(self, path: Path) -> None:
        """Save what the tab shows, as PNG."""
        path.write_bytes(base64.b64decode(self._send("browsingContext.captureScreenshot", context=self._tab)["data"]))


@contextlib.contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """A Firefox with a profile in `folder`."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    assert program, "firefox is missing: apt-get install firefox-esr"
    (folder / "profile").mkdir()
    words = [program, "--headless", "--no-remote", "--profile", str(folder / "profile"), "--remote-debugging-port", "0"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        address = next(found[0] for line in process.stderr if (found := re.search(r"ws://\S+", line)))
        with connect(f"{address}/session", max_size=None) as socket:
            yield Firefox(socket)
    finally:
        process.terminate()
        try:
            process.wait(20)
        finally:
            process.kill()
            process.stderr.close()
