"""Rules by domain in a real browser: what its address bar says counts, not what the page says about itself."""

import asyncio
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from gui_agent.actions.action import BaseAction, parse_action
from gui_agent.actions.policy.policy import PolicyRefusal, parse_policy
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop

pytestmark = pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")

POLICY = parse_policy(
    {"allow": [{"application": "chrom*", "domain": "shop.example"}], "deny": [{"domain": "pay.shop.example"}]}, "the policy"
)
CLICK = parse_action({"action": "left_click", "start_box": [500, 600]})
TYPE = parse_action({"action": "type", "content": "x"})
UNKNOWN = "the policy denies it (domain pay.shop.example); "
"""What cannot be read for certain is denied by every rule that denies a domain."""
BAR = "<div style='background:#fff;font:14px sans-serif;padding:10px 90px'>shop.example/checkout</div>"


class Pages(BaseHTTPRequestHandler):
    """One page for every address: its body says that it is the allowed shop."""

    def do_GET(self) -> None:
        body = f"<title>shop.example</title><body style='margin:0'>{BAR}<p>Welcome to shop.example</p>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


async def shown(desktop: Desktop, title: str) -> None:
    """Wait until the page is there: its title is the window's."""
    async with asyncio.timeout(30):
        while title not in (await desktop.touched(CLICK, desktop.screen))[0][0].title:
            await asyncio.sleep(0.1)


async def answer(desktop: Desktop, action: BaseAction, expected: str) -> str:
    """What the policy says to an action, empty where nothing; an address that can be read is waited for until it is drawn."""
    async with asyncio.timeout(30):
        while True:
            try:
                await desktop.act(action, desktop.screen)
            except PolicyRefusal as error:
                said = f"{error.reason}; {error.windows[0].domain}"
            else:
                return ""
            if said != UNKNOWN or expected == UNKNOWN:
                return said
            await asyncio.sleep(0.1)


def refusals(address: str, port: int, folder: Path) -> list[str]:
    """What the policy says to a click into the page and to a key, with this address open; empty texts where nothing."""
    browser = (
        f"chromium --no-sandbox --no-first-run --disable-gpu --user-data-dir={folder / 'profile'} --window-position=0,0 "
        f"--window-size=1200,760 --host-resolver-rules='MAP * 127.0.0.1:{port}' {address}"
    )

    async def look() -> list[str]:
        found = list[str]()
        async with await Desktop.open("virtual", policy=POLICY) as desktop:
            app = App.start(browser, desktop.display, folder / "app.log")
            try:
                await desktop.first_look(starting=True)
                await shown(desktop, "shop.example - Chromium" if address.startswith("http") else address)
                found += [await answer(desktop, action, ADDRESSES[address]) for action in (CLICK, TYPE)]
            finally:
                await asyncio.to_thread(app.stop)
        return found

    return asyncio.run(look())


ADDRESSES = {
    "data:text/html,shop.example": UNKNOWN,
    "http://shop.example/": "",
    "http://www.shop.example/checkout?item=evil.example": "",
    "http://evil.example/shop.example/": "the policy does not allow it here; evil.example",
    "http://shop.example.evil.example/": "the policy does not allow it here; shop.example.evil.example",
    "http://pay.shop.example/": "the policy denies it (domain pay.shop.example); pay.shop.example",
    f"http://{'a' * 60}.{'b' * 60}.shop.example.evil.example/": UNKNOWN,
}
CHOSEN = list(ADDRESSES) if os.environ.get("GUI_AGENT_TEST_FULL") else list(ADDRESSES)[:2]
"""A browser takes four seconds for each."""


@pytest.mark.parametrize("address", CHOSEN, ids=lambda address: address[:40])
def test_the_address_bar_decides(tmp_path: Path, port: int, address: str) -> None:
    assert refusals(address, port, tmp_path) == [ADDRESSES[address]] * 2
