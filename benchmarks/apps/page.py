"""A web page in Chromium, served from this machine: `python benchmarks/apps/page.py SOURCE.yaml FOLDER`.

SOURCE.yaml has `page` (HTML) or `address` (a path below FOLDER), and `storage` (what the browser's local storage holds).
FOLDER holds `node_modules`. POST /state keeps its body in FOLDER_OF_STATE/state.json where a third argument names one.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = """
--no-first-run --no-default-browser-check --disable-gpu --disable-sync --disable-component-update --disable-background-networking
--disable-default-apps --disable-extensions --password-store=basic --force-device-scale-factor=1 --test-type --hide-scrollbars
--window-position=0,0 --window-size=1260,784
"""
FILL = "<script>Object.entries({}).forEach(([k,v])=>localStorage.setItem(k,v));location.replace({})</script>"


class Handler(SimpleHTTPRequestHandler):
    source: dict[str, object] = {}
    state: Path | None = None

    def do_GET(self) -> None:
        if self.path != "/":
            return super().do_GET()
        if "address" in self.source:
            page = FILL.replace("{}", json.dumps(self.source.get("storage", {})), 1)
            page = page.replace("{}", json.dumps(self.source["address"]), 1)
        else:
            page = str(self.source["page"])
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())
        return None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.state is not None:
            self.state.write_bytes(body)
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Silent."""


def main() -> int:
    Handler.source = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))
    Handler.state = Path(sys.argv[3]).resolve() if len(sys.argv) > 3 else None
    os.chdir(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        print("no Chromium is installed: apt-get install chromium", file=sys.stderr)
        return 3
    profile = tempfile.mkdtemp(prefix="page-profile-")
    command = [browser, f"--app=http://127.0.0.1:{server.server_port}/", f"--user-data-dir={profile}", *FLAGS.split()]
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
