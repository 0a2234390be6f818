"""Text of any script arrives unchanged in Tk, GTK, Qt and Chromium, and the clipboard stays as it was."""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from text_fields import active_title, arrived, reader, running, type_text, wait_for

from gui_agent.actions.action import parse_action
from gui_agent.actions.execute import Executor
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import Display

APPS = Path(__file__).parents[2] / "apps"
SYSTEM_PYTHON = "/usr/bin/python3"
"""PyQt5 is a package of the system's Python."""
LINE = "naïve 東京 👨‍👩‍👧 שלום <>&|"
_SENTENCES = (
    "The quick brown fox jumps over the lazy dog; 0123456789 {}[]()<>|&$#@!%^*-_=+'\"`~?/\\.,:\n"
    "Falsches Üben von Xylophonmusik quält jeden größeren Zwerg. Voix ambiguë d'un cœur qui préfère les jattes de kiwis.\n"
    "Съешь же ещё этих мягких французских булок, да выпей чаю. Ξεσκεπάζω την ψυχοφθόρα βδελυγμία.\n"
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜 いろはにほへと 다람쥐 헌 쳇바퀴\n"
    "😀 👩🏽‍🚀 🏳️‍🌈 e\u0301 שלום עולם مرحبا नमस्ते\n"
)
LONG = (_SENTENCES * 8)[:2000]


@pytest.mark.parametrize(("python", "script"), [(sys.executable, "probe_text_tk.py"), (SYSTEM_PYTHON, "probe_text_qt.py")])
def test_fields_of_tk_and_qt_get_the_text(python: str, script: str, display: Display, tmp_path: Path) -> None:
    file = tmp_path / "content"
    read = reader(file)
    with running([python, str(APPS / script), str(file)], display, tmp_path / "log"), Executor(display) as executor:
        wait_for(lambda: file.exists() and active_title(display) == "probe text", "the field did not start")
        type_text(executor, LINE)
        assert arrived(read, LINE) == LINE
        type_text(executor, "\t" + LONG)
        assert arrived(read, LINE + "\t" + LONG) == LINE + "\t" + LONG


def test_a_gtk_editor_gets_the_text(display: Display, tmp_path: Path) -> None:
    file = tmp_path / "content.txt"
    file.touch()
    with running(["mousepad", "--disable-server", str(file)], display, tmp_path / "log"), Executor(display) as executor:
        wait_for(lambda: "content.txt" in active_title(display), "mousepad did not start")
        type_text(executor, LINE + "\t" + LONG)
        executor.perform(parse_action({"action": "key", "keys": "ctrl+s"}), Box(0, 0, 100, 100))
        expected = LINE + "\t" + LONG
        assert arrived(reader(file), expected) == expected


def test_chromium_gets_the_text(display: Display, tmp_path: Path) -> None:
    with field_page() as (address, content):
        options = [
            "--no-sandbox",
            "--no-first-run",
            "--disable-gpu",
            "--disable-extensions",
            f"--user-data-dir={tmp_path / 'profile'}",
        ]
        with running(["chromium", *options, f"--app={address}"], display, tmp_path / "log"), Executor(display) as executor:
            wait_for(lambda: content and "probe text" in active_title(display), "chromium did not start")
            type_text(executor, LINE)
            assert arrived(lambda: content[-1], LINE) == LINE
            type_text(executor, LONG)
            assert arrived(lambda: content[-1], LINE + LONG) == LINE + LONG


def test_the_clipboard_stays_as_it_was(display: Display, tmp_path: Path) -> None:
    file = tmp_path / "content"
    subprocess.run(
        ["xclip", "-selection", "clipboard"], input=b"mine", env=display.environment, stdout=subprocess.DEVNULL, check=True
    )
    app = [sys.executable, str(APPS / "probe_text_tk.py"), str(file)]
    with running(app, display, tmp_path / "log"), Executor(display) as executor:
        wait_for(lambda: file.exists() and active_title(display) == "probe text", "the field did not start")
        type_text(executor, LINE)
        assert arrived(reader(file), LINE) == LINE
    paste = subprocess.run(["xclip", "-selection", "clipboard", "-o"], env=display.environment, capture_output=True, check=True)
    assert paste.stdout == b"mine"


@contextlib.contextmanager
def field_page() -> Iterator[tuple[str, list[str]]]:
    """The address of a page with one text field, and everything that it contained, the newest last."""
    content: list[str] = []
    page = b"""<!doctype html><meta charset=utf-8><title>probe text</title>
        <textarea autofocus cols=100 rows=30 placeholder="nothing yet"></textarea><script>
        const field = document.querySelector("textarea");
        let sending = false, again = false;
        async function send() {
            if (sending) { again = true; return; }
            sending = true;
            await fetch("/", {method: "POST", body: field.value});
            sending = false;
            if (again) { again = false; send(); }
        }
        field.oninput = send;
        // Ready when field (autofocus comes after this script) and window have the focus, and the page was shown: Chromium drops
        // keys that come before.
        const waiting = setInterval(() => {
            if (!document.hasFocus() || document.activeElement !== field) return;
            if (!performance.getEntriesByName("first-contentful-paint").length) return;
            clearInterval(waiting);
            send();
        }, 20);
    </script>"""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(page)

        def do_POST(self) -> None:
            content.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.answer(b"")

        def answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", content
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
