"""Takes the corpus of real screens: pictures, and the truth about them from the accessibility tree or the document.

    python benchmarks/screens/shoot.py FOLDER [--half open|opened|closed|both] [--web-only|--desktop-only] [SOURCE ...]

FOLDER gets SOURCE/SCREEN.png and SOURCE/SCREEN.json for each screen; what is there already is kept. Applications that are not
installed are named and left out; npm's packages are installed into FOLDER/npm.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import kits
import kits_fresh
import kits_held_out
import kits_wide
import pages
from npm_packages import install
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import sync_playwright
from sources import LANGUAGES, PACKAGES, Screen, Source, chosen

from gui_agent.actions.platforms.x11.connection import connect
from gui_agent.perception.accessibility.listener import read_accessible
from gui_agent.perception.change.settle import settle
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box, Size
from gui_agent.perception.screen.display import VirtualDisplay, start_virtual_display
from gui_agent.perception.screen.processes import end_process
from gui_agent.perception.screen.screenshot import Camera
from gui_agent.perception.screen.x_windows import TopWindow, top_windows

HERE = Path(__file__).parent
SIZES = {1: Size(1260, 784), 2: Size(2100, 1400)}
_START_SECONDS, _STILL_SECONDS, _TREE_SECONDS = 40.0, 1.2, 15.0


def main() -> None:
    """Take what is missing."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("sources", nargs="*")
    options.add_argument("--half", choices=["open", "opened", "closed", "both"], default="both")
    options.add_argument("--web-only", action="store_true")
    options.add_argument("--desktop-only", action="store_true")
    given = options.parse_intermixed_args()
    sources = list(chosen(given.half, tuple(given.sources)))
    if not given.web_only:
        for source in sources:
            if source.command:
                shoot_application(source, given.folder)
    if not given.desktop_only:
        shoot_web([source for source in sources if not source.command], given.folder)


def _missing(source: Source, folder: Path) -> list[Screen]:
    return [screen for screen in source.screens if not (folder / source.name / f"{screen.name}.json").exists()]


def _write(folder: Path, source: Source, screen: Screen, picture: bytes, truth: dict[str, Any]) -> None:
    target = folder / source.name
    target.mkdir(parents=True, exist_ok=True)
    (target / f"{screen.name}.png").write_bytes(picture)
    reported = {
        "source": source.name,
        "half": source.half,
        "toolkit": source.toolkit,
        "theme": screen.theme,
        "scale": screen.scale,
    }
    text = json.dumps({**reported, "language": screen.language, **truth}, ensure_ascii=False, indent=0)
    (target / f"{screen.name}.json").write_text(text, encoding="utf-8")
    print(f"{source.name}/{screen.name}: {len(truth['widgets'])} widgets, {len(truth['words'])} texts", flush=True)


# Applications


def shoot_application(source: Source, folder: Path) -> None:
    """The screens of one application that are missing; each on a private screen and with an empty home folder."""
    if shutil.which(source.command[0]) is None:
        print(f"{source.name}: not installed", file=sys.stderr)
        return
    for screen in _missing(source, folder):
        try:
            _shoot_screen(source, screen, folder)
        except (RuntimeError, OSError) as error:
            print(f"{source.name}/{screen.name}: {error}", file=sys.stderr, flush=True)


def _shoot_screen(source: Source, screen: Screen, folder: Path) -> None:
    home = folder / "homes" / f"{source.name}-{screen.name}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    words = [word.format(home=home, pages=HERE / "pages") for word in source.command]
    with start_virtual_display(SIZES[screen.scale]) as display, contextlib.closing(Camera(display)) as camera:
        environment = {**display.environment, **_home(home), **_locale(screen.language, folder), **screen.environment}
        (home / "ff").mkdir()
        with (home / "log").open("wb") as log:
            process = subprocess.Popen(
                words, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=home
            )
        try:
            ask = functools.partial(_ask, display, camera.screen)
            _wait(lambda: len(ask()[0]) > 3)
            _maximise(environment)
            _still(camera)
            for chord in screen.keys:
                subprocess.run(["xdotool", "key", "--clearmodifiers", chord], env=environment, check=False)
                _still(camera)
            reported, windows = ask()
            shot = settle(camera, None).screenshot
            if ask() != (reported, windows):
                reported, windows = ask()
                shot = camera.take()
        finally:
            end_process(process, 1.0)
    if len(reported) < 3:
        raise RuntimeError("tells nothing")
    path = home / "picture.png"
    shot.image.save(path)
    _write(folder, source, screen, path.read_bytes(), _truth(reported, windows, screen.scale))
    shutil.rmtree(home, ignore_errors=True)


def _ask(display: VirtualDisplay, screen: Box) -> tuple[list[Element], list[TopWindow]]:
    """What the applications on a private screen tell, however long it takes; and the windows, the one in front last."""
    connection = connect(display)
    try:
        windows = top_windows(connection)
    finally:
        connection.close()
    return read_accessible(display.environment["DBUS_SESSION_BUS_ADDRESS"], screen, _TREE_SECONDS, windows), windows


def _home(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_RUNTIME_DIR": str(home),
        "GSETTINGS_BACKEND": "memory",
        "QT_QPA_PLATFORMTHEME": "",
    }


@functools.cache
def _locale_folder(folder: Path) -> Path:
    target = folder / "locales"
    target.mkdir(parents=True, exist_ok=True)
    for name in LANGUAGES.values():
        if not (target / f"{name}.UTF-8").exists():
            subprocess.run(["localedef", "--no-archive", "-i", name, "-f", "UTF-8", target / f"{name}.UTF-8"], check=False)
    return target


def _locale(language: str, folder: Path) -> dict[str, str]:
    name = f"{LANGUAGES[language]}.UTF-8"
    return {"LOCPATH": str(_locale_folder(folder.absolute())), "LANG": name, "LC_ALL": name, "LANGUAGE": language}


def _wait(ready: Any) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not ready():
        if time.monotonic() > deadline:
            raise RuntimeError("shows nothing that it tells of")
        time.sleep(0.3)


def _still(camera: Camera) -> None:
    """Wait until the screen has been the same for a while."""
    deadline, since, last = time.monotonic() + 10, time.monotonic(), camera.take().pixels
    while time.monotonic() < deadline and time.monotonic() - since < _STILL_SECONDS:
        time.sleep(0.2)
        now = camera.take().pixels
        if (now != last).sum() > 60:
            since = time.monotonic()
        last = now


def _maximise(environment: dict[str, str]) -> None:
    """Put the largest window at the middle of the screen; applications keep the size that they choose themselves."""
    subprocess.run(["xdotool", "mousemove", "1", "1"], env=environment, check=False)


def _truth(reported: list[Element], windows: list[TopWindow], scale: int) -> dict[str, Any]:
    """Widgets and words, and where the truth speaks at all: the windows' contents, and everything that was reported."""
    widgets, words = [], []
    for element in reported:
        box = _numbers(element.box)
        if element.role not in ("text", "icon", "shape", "listrow"):
            widgets.append(
                {
                    "roles": _acceptable(element),
                    "box": box,
                    "label": element.text or None,
                    "value": element.value,
                    "checked": element.checked,
                    "disabled": element.disabled,
                }
            )
        text = element.value if element.role in ("field", "dropdown", "spinner") else element.text
        if text and _is_drawn(element, text, scale) and not _is_cut(element.box, windows):
            words.append({"text": text, "box": box, "inside": True})
    everything = [[element.role, element.text or element.value, *_numbers(element.box)] for element in reported]
    shown = [_numbers(window.content) for window in windows]
    return {"widgets": widgets, "words": words, "told": everything, "windows": shown}


def _numbers(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]


def _is_cut(box: Box, windows: list[TopWindow]) -> bool:
    """Whether a window's edge runs through a text: a part of it is behind another window, or outside."""
    return any(
        (common := window.frame.intersection(box)) is not None and common.area < box.area for window in windows if window.process
    )


def _acceptable(element: Element) -> list[str]:
    """A tree calls some things by names that nobody could see: a combo box one can type into, a tick in a menu."""
    alike = {
        "dropdown": ["dropdown", "button"],
        "menuitem": ["menuitem"],
        "tab": ["tab"],
        "link": ["link", "button"],
        "radio": ["radio", "tab", "button"],
    }
    if element.role == "dropdown":
        return ["dropdown", "field", "spinner"] if element.value else alike["dropdown"]
    if element.role == "spinner":
        return ["spinner"]
    return alike.get(element.role, [element.role])


def _is_drawn(element: Element, text: str, scale: int) -> bool:
    """Whether the name is (probably) drawn: an icon's name is not, and its button is too narrow for it."""
    if element.role in ("slider", "icon", "shape"):
        return False
    wide, high = element.box.size
    if element.role == "button":  # most of a tool bar's are icons
        return wide >= scale * (5.5 * len(text) + 8) and not (wide < 1.6 * high and len(text) > 2)
    return wide >= 4.0 * scale * len(text) and not (wide < 1.5 * high and len(text) > 3)


# Web interfaces


def shoot_web(sources: list[Source], folder: Path) -> None:
    """The web interfaces' screens that are missing, in Debian's chromium."""
    wanted = [(source, screen) for source in sources for screen in _missing(source, folder)]
    if not wanted:
        return
    packages = install(folder / "npm", PACKAGES)
    with _server(packages) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for source, screen in wanted:
            size = {"width": 1260, "height": 784}
            context = browser.new_context(viewport=size, device_scale_factor=screen.scale, locale=screen.language)  # type: ignore[arg-type]
            context.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
            tab = context.new_page()
            try:
                tab.goto(f"{address}/{screen.page}?{screen.language}", wait_until="load")
                tab.wait_for_timeout(800)
                if screen.script:
                    tab.evaluate(screen.script)
                    tab.wait_for_timeout(500)
                truth = tab.evaluate((HERE / "web_truth.js").read_text(encoding="utf-8"))
                _write(folder, source, screen, tab.screenshot(), truth)
            except BrowserError as error:
                print(f"{source.name}/{screen.name}: {error}", file=sys.stderr, flush=True)
            context.close()
        browser.close()


class _Pages(http.server.SimpleHTTPRequestHandler):
    """npm's packages, also below /npm/, and the corpus's own pages."""

    def do_GET(self) -> None:
        path, _, language = self.path.partition("?")
        name = path.strip("/").removesuffix(".html")
        makers = (pages.page, kits.page, kits_wide.page, kits_held_out.page, kits_fresh.page)
        made = next((text for make in makers if (text := make(name, language or "en")) is not None), None)
        if made is None:
            self.path = path.replace("/npm/", "/", 1)
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(made.encode())

    def log_message(self, format: str, *arguments: Any) -> None:
        """Quiet."""


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Pages, directory=os.fspath(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


if __name__ == "__main__":
    main()
