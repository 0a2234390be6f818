"""A small web shop: a page in Chromium, served from this machine; orders are saved as JSON.

python scenarios/apps/shop.py [ORDERS_FILE]
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGE = Path(__file__).parent / "shop" / "index.html"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = """
--no-first-run --no-default-browser-check --disable-gpu --disable-sync --disable-component-update --disable-background-networking
--disable-default-apps --disable-extensions --password-store=basic --force-device-scale-factor=1 --test-type --hide-scrollbars
--window-position=100,60 --window-size=860,640
"""
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Chromium asks for hosts of its own, whatever its other flags say: no name is looked up."""


class Handler(BaseHTTPRequestHandler):
    orders = Path("orders.json")

    def do_GET(self) -> None:
        found = self.path == "/"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if found:
            self.wfile.write(PAGE.read_bytes())

    def do_POST(self) -> None:
        order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = json.loads(self.orders.read_text()) if self.orders.exists() else []
        self.orders.write_text(json.dumps([*known, order]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        print(format % arguments, flush=True)


def main() -> int:
    Handler.orders = Path(sys.argv[1] if len(sys.argv) > 1 else "orders.json")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        print("no Chromium is installed: apt-get install chromium", file=sys.stderr)
        return 3
    profile = tempfile.mkdtemp(prefix="shop-profile-")
    command = [browser, f"--app=http://127.0.0.1:{server.server_port}/", f"--user-data-dir={profile}", *FLAGS.split(), ALONE]
    if os.geteuid() == 0:
        command.append("--no-sandbox")
    try:
        process = subprocess.Popen(command)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        return process.wait()
    finally:
        shutil.rmtree(profile, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
